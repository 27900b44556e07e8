"""Columns and keys that the services' tables have in common. The tables themselves are each service's own."""

from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Enum, ForeignKeyConstraint
from sqlmodel import Field

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""How constraints and indexes are named."""


def tenant_key(
    column: str, table: str, *, ondelete: str = "RESTRICT", onupdate: str | None = None
) -> ForeignKeyConstraint:
    """A foreign key that stays inside the municipality."""
    return ForeignKeyConstraint(
        ["municipality_code", column],
        [f"{table}.municipality_code", f"{table}.id"],
        ondelete=ondelete,
        onupdate=onupdate,
    )


def moment(**options: Any) -> Any:
    """A column for a point in time, stored in UTC."""
    return Field(sa_type=DateTime(timezone=True), **options)


def choice(kind: type[StrEnum], name: str, *, constrained: bool = True, **options: Any) -> Any:
    """A column for one value of a vocabulary: text with a check constraint, so that a new value needs no new type.

    Args:
        kind: The vocabulary.
        name: Of the check constraint; the column's own name.
        constrained: False for a vocabulary that grows with the programmes: plain text in the database.
        options: Passed on to `Field`.
    """
    column_type = Enum(
        kind,
        native_enum=False,
        create_constraint=constrained,
        length=40,
        name=name,
        values_callable=lambda members: [member.value for member in members],
    )
    return Field(sa_type=column_type, **options)
