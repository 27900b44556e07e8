"""The base of the matcher's tables: its own registry, so that its metadata holds its tables and nobody else's."""

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

_NAMES = {"pk": "pk_%(table_name)s"}


class Table(SQLModel, registry=registry(metadata=MetaData(naming_convention=_NAMES))):
    """A table of the matcher."""
