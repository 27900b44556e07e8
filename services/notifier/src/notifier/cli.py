"""`notifier serve`, `notifier work`, `notifier migrate` and `notifier check`."""

import argparse
import asyncio
import sys

import structlog
import uvloop

from notifier import migration
from notifier.app import from_environment
from notifier.settings import NotifierSettings
from notifier.worker import WorkerFailedError, work
from rettematch.serving import serve
from rettematch.telemetry import configure_logging
from rettematch.tokens import OidcSettings


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="notifier", description="Plans follow-ups and delivers reminders.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="answer requests")
    commands.add_parser("work", help="follow the feed, plan, remind and deliver")
    commands.add_parser("migrate", help="bring the database to the newest version")
    commands.add_parser("check", help="compare the models with the database")
    command = parser.parse_args().command
    configure_logging("notifier" if command == "serve" else f"notifier-{command}")
    settings = NotifierSettings()
    owner_url = settings.owner_database_url or settings.database_url
    if command == "migrate":
        migration.migrate(owner_url, settings.database_url)
    elif command == "check":
        migration.check(owner_url, settings.database_url)
    elif command == "work":
        _work(settings)
    else:
        serve(from_environment(), settings.host, settings.port)


def _work(settings: NotifierSettings) -> None:
    """Exit code 1 tells the supervisor to start the worker again."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(work(settings, OidcSettings()))
    except (WorkerFailedError, OSError) as error:
        structlog.get_logger(__name__).error("the worker ends", kind=type(error).__name__)
        sys.exit(1)
