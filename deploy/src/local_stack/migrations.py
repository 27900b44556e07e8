"""Compares each service's models with what its migrations make, on an empty PostgreSQL (`alembic check`)."""

import subprocess
import tempfile
from asyncio import run
from pathlib import Path

from local_stack.console import Console
from local_stack.databases import SERVICES, ensure_databases
from local_stack.environment import service_environments
from local_stack.lifeline import tied_to_this_process
from local_stack.postgres import EmbeddedPostgres
from local_stack.programs import PROGRAMS, program
from local_stack.settings import StackSettings
from local_stack.state import StateFolder


def check_migrations(console: Console) -> int:
    """Exit code 0 when every service's models and tables agree; says which do not."""
    with tempfile.TemporaryDirectory(prefix="rettematch-check-") as folder:
        state = StateFolder(Path(folder) / "state")
        server = EmbeddedPostgres(state.postgres, durable=False)
        try:
            databases = run(ensure_databases(server.start(), state.role_password))
            environments = service_environments(StackSettings(), state, databases)
            failed = [
                f"{PROGRAMS[service]} {command}"
                for service in SERVICES
                for command in ("migrate", "check")
                if not _succeeds(console, [program(PROGRAMS[service]), command], environments[service])
            ]
        finally:
            server.stop()
            server.remove()
    for name in failed:
        console.error(f"{name} failed")
    return 1 if failed else 0


def _succeeds(console: Console, command: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(
        tied_to_this_process(command, signal_name="SIGKILL"),
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        for line in done.stdout.splitlines():
            console.line(Path(command[0]).name, line)
    return done.returncode == 0
