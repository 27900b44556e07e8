"""The base of the notifier's tables.

Every tenant table has the composite key (municipality_code, id) and refers to others by it, so that a foreign key can
never cross from one municipality to another (security.md A5).
"""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Enum, ForeignKeyConstraint, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from rettematch.identifiers import uuid7

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel, registry=registry(metadata=MetaData(naming_convention=_NAMES))):
    """The notifier's own registry: its metadata holds its tables and nobody else's."""


class TenantRow(Table):
    """A row of one municipality."""

    municipality_code: str = Field(primary_key=True, max_length=4)
    id: UUID = Field(default_factory=uuid7, primary_key=True)


def tenant_key(column: str, table: str, *, ondelete: str = "RESTRICT") -> ForeignKeyConstraint:
    """A foreign key that stays inside the municipality."""
    return ForeignKeyConstraint(
        ["municipality_code", column], [f"{table}.municipality_code", f"{table}.id"], ondelete=ondelete
    )


def moment(**options: Any) -> Any:
    """A column for a point in time, stored in UTC."""
    return Field(sa_type=DateTime(timezone=True), **options)


def choice(kind: type[StrEnum], name: str, **options: Any) -> Any:
    """A column for one value of a vocabulary: text with a check constraint, so that a new value needs no new type."""
    column_type = Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name,
        values_callable=lambda members: [member.value for member in members],
    )
    return Field(sa_type=column_type, **options)
