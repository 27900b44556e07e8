"""Lists are `{items, pagination}`: capped, in a stable order with the id last, paged by an opaque cursor."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field
from sqlalchemy import tuple_
from sqlalchemy.ext.asyncio import AsyncSession as SqlAlchemySession
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from rettematch.problems import InvalidRequest

MAX_PAGE = 100
DEFAULT_PAGE = 50

Item = TypeVar("Item")
Row = TypeVar("Row")


class Pagination(BaseModel):
    """`next` is the cursor of the following page, null on the last one."""

    limit: int
    next: str | None = Field(description="Give it back as `after` to get the following page.")


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    pagination: Pagination


class PageRequest(BaseModel):
    """Which page is asked for."""

    limit: int = DEFAULT_PAGE
    after: str | None = None


async def _page_request(
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE, description="Entries a page.")] = DEFAULT_PAGE,
    after: Annotated[str | None, Query(max_length=500, description="`pagination.next` of the page before.")] = None,
) -> PageRequest:
    return PageRequest(limit=limit, after=after)


Paging = Annotated[PageRequest, Depends(_page_request)]


def cursor(values: Sequence[Any]) -> str:
    """Where the page after the entry with these keys begins."""
    return base64.urlsafe_b64encode(json.dumps([str(value) for value in values]).encode()).decode().rstrip("=")


def _decode(text: str, length: int) -> list[str]:
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, UnicodeDecodeError):
        values = None
    if not isinstance(values, list) or len(values) != length or not all(isinstance(v, str) for v in values):
        raise InvalidRequest.field("query.after", "must be a cursor given by this list", "er ikke en gyldig side")
    return values


def _from_text(kind: type[Any], text: str) -> Any:
    """A key's value as `str` wrote it; ValueError when it cannot have been one of ours."""
    if kind in {str, object}:  # SQLModel's own text type does not say that it is text
        text.encode()  # a lone surrogate cannot be sent to the database; UnicodeEncodeError is a ValueError
        return text
    value = kind.fromisoformat(text) if issubclass(kind, date) else kind(text)
    if isinstance(value, datetime) and value.utcoffset() != timedelta(0):
        raise ValueError("points in time are written in UTC")
    return value


async def read_page(
    session: AsyncSession,
    statement: SelectOfScalar[Row],
    keys: Sequence[Any],
    paging: PageRequest,
) -> tuple[list[Row], Pagination]:
    """Reads a page by keyset.

    Args:
        session: In a transaction.
        statement: Without order and limit.
        keys: The column expressions to sort by, the id last; their values must read back from text (text, number, uuid,
            date, datetime).
        paging: Limit and cursor.

    Returns:
        The rows and where the next page begins.
    """
    query = statement.add_columns(*keys).order_by(*keys).limit(paging.limit + 1)
    if paging.after is not None:
        values = _decode(paging.after, len(keys))
        try:
            bound = [_from_text(key.type.python_type, value) for key, value in zip(keys, values, strict=True)]
        except ValueError:
            raise InvalidRequest.field(
                "query.after", "must be a cursor given by this list", "er ikke en gyldig side"
            ) from None
        query = query.where(tuple_(*keys) > tuple_(*bound))
    # SQLModel's exec would keep the entity and drop the sort keys beside it.
    found = (await SqlAlchemySession.execute(session, query)).all()
    shown = found[: paging.limit]
    more = len(found) > paging.limit
    following = cursor(shown[-1][1:]) if more else None
    return [row[0] for row in shown], Pagination(limit=paging.limit, next=following)
