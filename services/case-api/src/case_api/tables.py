"""The base of the case API's tables.

Every tenant table has the composite key (municipality_code, id) and refers to others by it, so that a foreign key can
never cross from one municipality to another (docs/security.md A5).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Index,
    MetaData,
    String,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from rettematch.columns import NAMES
from rettematch.identifiers import uuid7


class Table(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """The case API's own registry: its metadata holds its tables and nobody else's."""


class TenantRow(Table):
    """A row of one municipality."""

    municipality_code: str = Field(primary_key=True, max_length=4)
    id: UUID = Field(default_factory=uuid7, primary_key=True)


class VersionedRow(TenantRow):
    """A row that people change: its version is its ETag, and each version stands in the history."""

    version: int = 1
    created_at: datetime = Field(sa_type=DateTime(timezone=True))
    updated_at: datetime = Field(sa_type=DateTime(timezone=True))


def danish_name_index(name: str) -> Index:
    """An index for lists in Danish order, with æ, ø and å last and aa as å."""
    return Index(name, "municipality_code", text("danish_sort_key(name)"), "id")


def danish_order(name: Any) -> ColumnElement[str]:
    """A name as it sorts in Danish, for `order by` and for comparing.

    Args:
        name: A column made by `danish_name`, or a text to compare with it.
    """
    return func.danish_sort_key(name, type_=Text())


def danish_name() -> Any:
    """A column for a name that lists are sorted by; its collation makes the order the same in every database."""
    return Field(sa_type=String(collation="C"))


def texts(**options: Any) -> Any:
    """A column for a list of short texts."""
    return Field(sa_type=ARRAY(Text), **options)
