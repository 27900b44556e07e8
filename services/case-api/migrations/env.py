"""Alembic's entry point for the case API."""

from case_api.registry import metadata
from rettematch import migrations

migrations.run(metadata)
