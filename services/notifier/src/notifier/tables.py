"""The base of the notifier's tables.

Every tenant table has the composite key (municipality_code, id) and refers to others by it, so that a foreign key can
never cross from one municipality to another (docs/security.md A5).
"""

from uuid import UUID

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from rettematch.columns import NAMES
from rettematch.identifiers import uuid7


class Table(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """The notifier's own registry: its metadata holds its tables and nobody else's."""


class TenantRow(Table):
    """A row of one municipality."""

    municipality_code: str = Field(primary_key=True, max_length=4)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
