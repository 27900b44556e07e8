"""The migrations make what the models say, and take it back again."""

import asyncio

from alembic import command

from case_api.cli import MIGRATIONS
from rettematch import migrations
from tests.case_api.conftest import migrate
from tests.postgres import FreshDatabase


async def test_models_and_migrated_database_agree(fresh_database: FreshDatabase) -> None:
    database = await fresh_database("case_api", migrate)
    await asyncio.to_thread(migrations.check, MIGRATIONS, database.owner_url, database.app_url)


async def test_migrations_go_back_to_nothing_and_forth_again(fresh_database: FreshDatabase) -> None:
    database = await fresh_database("case_api", migrate)
    configuration = migrations.configuration(MIGRATIONS, database.owner_url, database.app_url)
    await asyncio.to_thread(command.downgrade, configuration, "base")
    await asyncio.to_thread(migrate, database)
    await asyncio.to_thread(migrations.check, MIGRATIONS, database.owner_url, database.app_url)
