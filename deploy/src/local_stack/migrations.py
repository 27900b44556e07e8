"""Compares each service's models with what its migrations make, on an empty PostgreSQL (`alembic check`)."""

import subprocess
import tempfile
from asyncio import run
from pathlib import Path

from local_stack.account import Figure, table
from local_stack.console import Console
from local_stack.databases import SERVICES, ServiceName, ensure_databases
from local_stack.environment import service_environments
from local_stack.lifeline import tied_to_this_process
from local_stack.postgres import EmbeddedPostgres
from local_stack.programs import PROGRAMS, program
from local_stack.settings import StackSettings
from local_stack.state import StateFolder


def check_migrations(console: Console) -> int:
    """Prints which services' models and tables agree; exit code 1 when one's do not, with what alembic says to it."""
    with tempfile.TemporaryDirectory(prefix="rettematch-check-") as folder:
        state = StateFolder(Path(folder) / "state")
        server = EmbeddedPostgres(state.postgres, durable=False)
        try:
            databases = run(ensure_databases(server.start(), state.role_password))
            environments = service_environments(StackSettings(), state, databases)
            rows = [_row(console, service, environments[service]) for service in SERVICES]
        finally:
            server.stop()
            server.remove()
    print("\n".join(table(rows)))
    return 0 if all(row.holds for row in rows) else 1


def _row(console: Console, service: ServiceName, environment: dict[str, str]) -> Figure:
    agrees = all(_succeeds(console, service, command, environment) for command in ("migrate", "check"))
    measured = "as migrated" if agrees else "differ"
    return Figure(name=f"{PROGRAMS[service]} models", measured=measured, bar="as migrated", holds=agrees)


def _succeeds(console: Console, service: ServiceName, command: str, environment: dict[str, str]) -> bool:
    done = subprocess.run(
        tied_to_this_process([program(PROGRAMS[service]), command], signal_name="SIGKILL"),
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        for line in done.stdout.splitlines():
            console.line(f"{PROGRAMS[service]} {command}", line)
    return done.returncode == 0
