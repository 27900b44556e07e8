"""`case-api serve`, `case-api migrate` and `case-api check`."""

import argparse
from pathlib import Path

import case_api
from case_api.app import from_environment
from case_api.settings import CaseApiSettings
from rettematch import migrations
from rettematch.serving import serve
from rettematch.telemetry import configure_logging

MIGRATIONS = Path(case_api.__file__).parents[2] / "migrations"


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="case-api", description="Citizens, employers, cases and placements.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="answer requests")
    commands.add_parser("migrate", help="bring the database to the newest version")
    commands.add_parser("check", help="compare the models with the database")
    command = parser.parse_args().command
    configure_logging("case-api")
    settings = CaseApiSettings()
    owner_url = settings.owner_database_url or settings.database_url
    if command == "migrate":
        migrations.upgrade(MIGRATIONS, owner_url, settings.database_url)
    elif command == "check":
        migrations.check(MIGRATIONS, owner_url, settings.database_url)
    else:
        serve(from_environment(), settings.host, settings.port)
