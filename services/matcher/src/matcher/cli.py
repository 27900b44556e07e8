"""`matcher serve`, `migrate`, `check`, `link`, `replay`, `drift` and `train`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import matcher
from matcher.app import from_environment
from matcher.catalogue.drift_command import add_drift_command
from matcher.learning.command import add_train_command
from matcher.occupations.command import add_link_command
from matcher.runs.command import add_replay_command
from matcher.settings import MatcherSettings, MigrationSettings
from rettematch import migrations
from rettematch.serving import serve
from rettematch.telemetry import configure_logging

MIGRATIONS = Path(matcher.__file__).parents[2] / "migrations"


def _serve(_: argparse.Namespace) -> int:
    configure_logging("matcher")
    settings = MatcherSettings()
    serve(from_environment(), settings.host, settings.port)
    return 0


def _migrate(options: argparse.Namespace) -> int:
    configure_logging("matcher")
    settings = MigrationSettings()
    owner_url = settings.owner_database_url or settings.database_url
    action = migrations.check if options.command == "check" else migrations.upgrade
    action(MIGRATIONS, owner_url, settings.database_url)
    return 0


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point; exits with the command's code.

    Args:
        arguments: Instead of those of the process.
    """
    parser = argparse.ArgumentParser(prog="matcher", description="Ranks places for a citizen and explains why.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="answer requests").set_defaults(run=_serve)
    commands.add_parser("migrate", help="bring the database to the newest version").set_defaults(run=_migrate)
    commands.add_parser("check", help="compare the models with the database").set_defaults(run=_migrate)
    add_link_command(commands)
    add_replay_command(commands)
    add_drift_command(commands)
    add_train_command(commands)
    options = parser.parse_args(arguments)
    sys.exit(options.run(options))
