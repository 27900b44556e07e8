"""Case API, matcher and issuer for a benchmark, with the demonstration loaded."""

import contextlib
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from local_stack import demonstration
from local_stack.console import Console
from local_stack.environment import issuer_environment, service_environments, without_owner
from local_stack.postgres import free_port
from local_stack.processes import Child, ProcessManager
from local_stack.programs import program
from local_stack.settings import StackSettings
from local_stack.stack import Stack, administrator, databases_of
from local_stack.state import StateFolder

_NO_COMPARING: Final = {"MATCHER_DRIFT_CHECK_SECONDS": "0"}
"""The case API knows nothing of the made-up places: comparing would take them away."""
READY_SECONDS: Final = 420.0
"""A million places are read or made before the matcher is ready."""


@asynccontextmanager
async def _children(
    stack: Stack, admin_url: str, places: int, told: Mapping[str, str]
) -> AsyncIterator[ProcessManager]:
    settings, state = stack.settings, stack.state
    databases = await databases_of(settings, state, admin_url)
    environments = service_environments(settings, state, databases)
    issuer, matcher = (program("local-stack"), "issuer"), (sys.executable, "-m", "bench.http.serve", str(places))
    manager = ProcessManager(stack.console)
    try:
        for name in ("case-api", "matcher"):
            service = environments["case_api" if name == "case-api" else "matcher"]
            await manager.run_to_end(Child(f"{name} migrate", (program(name), "migrate"), service))
        for child in (
            Child("issuer", issuer, issuer_environment(settings, state), f"{settings.issuer_url}/ready"),
            Child(
                "case-api",
                (program("case-api"), "serve"),
                without_owner(environments["case_api"]),
                f"{settings.url('case_api')}/ready",
            ),
            Child(
                "matcher",
                matcher,
                {**without_owner(environments["matcher"]), **_NO_COMPARING, **told},
                f"{settings.url('matcher')}/ready",
            ),
        ):
            await manager.start(child)
        await manager.wait_until_ready(READY_SECONDS)
        yield manager
    finally:
        await manager.stop()


@asynccontextmanager
async def running(
    places: int, case_api_port: int | None = None, told: Mapping[str, str] | None = None
) -> AsyncIterator[tuple[Stack, ProcessManager]]:
    """A stack without the notifier, whose matcher begins with `places` made-up places.

    Args:
        places: How many.
        case_api_port: For who must know it beforehand.
        told: Further settings of the matcher.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, contextlib.ExitStack() as leaving:
        Path(folder).chmod(0o711)  # the database server may have to run as another user
        ports = {name: free_port() for name in ("case_api_port", "matcher_port", "notifier_port", "issuer_port")}
        ports["case_api_port"] = case_api_port or ports["case_api_port"]
        settings = StackSettings.model_validate({"rettematch_state": Path(folder) / "state", **ports})
        state, console = StateFolder(settings.rettematch_state), Console()
        admin_url, _ = leaving.enter_context(administrator(settings, state, console))
        stack = Stack(settings, state, console)
        async with _children(stack, admin_url, places, told or {}) as manager:
            await demonstration.load(stack)
            yield stack, manager
