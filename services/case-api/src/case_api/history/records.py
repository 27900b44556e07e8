"""Creating and changing versioned rows: every version is kept, and the version is the ETag."""

import base64
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import col, select

from case_api.context import Work
from case_api.history.models import Revision
from case_api.tables import VersionedRow
from rettematch.etags import check_version
from rettematch.problems import NotFound

Row = TypeVar("Row", bound=VersionedRow)

ROW_LOCK = {"key_share": True}
"""`for no key update`: keys never change, so whoever only refers to the row need not wait, nor be waited for."""

_KEPT_BY_ROW = {"municipality_code", "id", "version", "created_at", "updated_at"}


async def find(work: Work, table: type[Row], row_id: UUID) -> Row:
    """A row of the caller's municipality.

    Raises:
        NotFound: there is none, or it belongs to somebody else; the answer is the same.
    """
    row = await work.session.get(table, (work.municipality_code, row_id))
    if row is None:
        raise NotFound
    return row


async def find_for_change(work: Work, table: type[Row], row_id: UUID, expected_version: int | None = None) -> Row:
    """A row, locked until the transaction ends, in the version that the change builds on.

    Raises:
        NotFound: as `find`.
        VersionStale: another version than the expected one.
    """
    row = await work.session.get(
        table, (work.municipality_code, row_id), with_for_update=ROW_LOCK, populate_existing=True
    )
    if row is None:
        raise NotFound
    if expected_version is not None:
        check_version(row.version, expected_version)
    return row


async def add(work: Work, row: VersionedRow) -> None:
    """Adds a new row and its first version."""
    work.session.add(row)
    work.session.add(_revision(work, row))
    await work.session.flush()


async def change(work: Work, row: VersionedRow, values: dict[str, Any]) -> None:
    """Changes a row (locked by `find_for_change`) and keeps the version that this makes."""
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.updated_at = work.now
    work.session.add(row)
    work.session.add(_revision(work, row))
    await work.session.flush()


async def remove(work: Work, row: VersionedRow) -> None:
    """Deletes a row (locked by `find_for_change`); its versions stay in the history, the last one saying so."""
    row.version += 1
    last = _revision(work, row)
    last.data = {"removed": True}
    work.session.add(last)
    await work.session.delete(row)
    await work.session.flush()


def stamp(work: Work) -> dict[str, Any]:
    """What every new versioned row begins with."""
    return {"municipality_code": work.municipality_code, "created_at": work.now, "updated_at": work.now}


def _plain(value: Any) -> Any:
    return {"sealed": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _revision(work: Work, row: VersionedRow) -> Revision:
    raw = {name: _plain(value) for name, value in row.model_dump().items() if name not in _KEPT_BY_ROW}
    return Revision(
        municipality_code=work.municipality_code,
        resource=str(row.__tablename__),
        resource_id=row.id,
        resource_version=row.version,
        recorded_at=work.now,
        actor_id=work.actor.staff_id,
        data=_JsonValues(values=raw).model_dump(mode="json")["values"],
    )


class _JsonValues(BaseModel):
    values: dict[str, Any]


async def revisions(work: Work, table: type[VersionedRow], row_id: UUID) -> list[Revision]:
    """All versions of a row, the first one first."""
    await find(work, table, row_id)
    statement = (
        select(Revision)
        .where(col(Revision.resource) == str(table.__tablename__), col(Revision.resource_id) == row_id)
        .order_by(col(Revision.resource_version))
    )
    return list((await work.session.exec(statement)).all())
