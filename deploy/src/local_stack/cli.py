"""`local-stack`: what the Makefile calls."""

import argparse
import sys
from collections.abc import Callable
from typing import Final, TypeAlias

from local_stack import demonstration, issuer, main_job, session
from local_stack.console import Console
from local_stack.databases import DatabaseSetupError
from local_stack.demonstration import DemonstrationError
from local_stack.issuer import IssuerRefusedError
from local_stack.main_job_services import MainJobError
from local_stack.migrations import check_migrations
from local_stack.openapi import snapshots
from local_stack.ports import PortError
from local_stack.postgres import EmbeddedPostgres, PostgresError
from local_stack.processes import ChildError
from local_stack.settings import SettingsError, StackSettings, read_settings
from local_stack.state import StateFolder, remove_state
from local_stack.tokens import DEMONSTRATION_MUNICIPALITY, ROLES, Issuer
from rettematch.clock import system_clock

# Faults whose message is written for the person at the terminal; any other shows where it came from.
FORESEEN: Final = (
    ChildError,
    DatabaseSetupError,
    DemonstrationError,
    IssuerRefusedError,
    MainJobError,
    PortError,
    PostgresError,
    SettingsError,
)
INTERRUPTED: Final = 130
Command: TypeAlias = Callable[[StackSettings, argparse.Namespace], int]


def run(settings: StackSettings, _: argparse.Namespace) -> int:
    session.run(settings, demonstration.load, main_job.run, serve=True)
    return 0


def demo(settings: StackSettings, _: argparse.Namespace) -> int:
    return session.demo(settings, demonstration.load, main_job.run)


def serve_issuer(settings: StackSettings, _: argparse.Namespace) -> int:
    issuer.serve(settings, StateFolder(settings.rettematch_state))
    return 0


def token(settings: StackSettings, arguments: argparse.Namespace) -> int:
    key = StateFolder(settings.rettematch_state).issuer_key()
    try:
        text = Issuer(settings.issuer_url, key).user_token(
            arguments.role, now=system_clock(), municipality=arguments.municipality, number=arguments.number
        )
    except ValueError as problem:
        raise SettingsError(str(problem)) from problem
    print(text)
    return 0


def clean_state(settings: StackSettings, _: argparse.Namespace) -> int:
    server = EmbeddedPostgres(settings.rettematch_state / "postgres")
    remove_state(settings.rettematch_state, server)
    print(f"deleted {settings.rettematch_state}: the database, the keys and the passwords of this stack")
    return 0


def check_models(_: StackSettings, __: argparse.Namespace) -> int:
    return check_migrations(Console())


def openapi(_: StackSettings, arguments: argparse.Namespace) -> int:
    return snapshots(check=arguments.check)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    outer = argparse.ArgumentParser(prog="local-stack", description="Runs the whole product on one machine.")
    commands = outer.add_subparsers(required=True)

    def command(
        name: str, function: Callable[[StackSettings, argparse.Namespace], int], purpose: str
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=purpose)
        sub.set_defaults(function=function)
        return sub

    command("run", run, "start everything, do the main job once, serve until Ctrl-C")
    command("demo", demo, "the same, then write build/demo.json and end")
    command("issuer", serve_issuer, "the development issuer alone")
    printed = command("token", token, "print a user's access token")
    printed.add_argument("role", metavar="ROLE", help=", ".join(ROLES))
    printed.add_argument("--municipality", default=DEMONSTRATION_MUNICIPALITY, help="four digits; default %(default)s")
    printed.add_argument("--number", type=int, default=1, help="which of the staff with that role; default 1")
    command("clean-state", clean_state, "delete the embedded database, the keys and the passwords")
    command("check-migrations", check_models, "compare each service's models with its migrated database")
    written = command("openapi", openapi, "write the snapshots of the services' OpenAPI documents to docs/openapi/")
    written.add_argument("--check", action="store_true", help="write nothing, fail when a document has changed")
    return outer


def main() -> None:
    """Entry point."""
    arguments = parser().parse_args()
    try:
        code = arguments.function(read_settings(), arguments)
    except FORESEEN as problem:
        print(f"error: {problem}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)
