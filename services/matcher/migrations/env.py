"""Alembic's entry point for the matcher."""

from matcher.registry import metadata
from rettematch import migrations

migrations.run(metadata)
