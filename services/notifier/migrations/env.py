"""Alembic's entry point for the notifier."""

from notifier.registry import metadata
from rettematch import migrations

migrations.run(metadata)
