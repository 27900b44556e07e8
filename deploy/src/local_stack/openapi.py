"""Snapshots of the services' OpenAPI documents in docs/openapi/, so that a change of an API is seen in review.

The services are other programs to this package: each document is printed by a process of its own, which builds the
application without a database and without serving.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from local_stack.account import Figure, table
from local_stack.databases import SERVICES, ServiceDatabase, ServiceName
from local_stack.environment import service_environments
from local_stack.lifeline import tied_to_this_process
from local_stack.processes import ChildError
from local_stack.programs import PROGRAMS
from local_stack.settings import PROJECT_ROOT, StackSettings
from local_stack.state import StateFolder

FOLDER: Final = PROJECT_ROOT / "docs" / "openapi"
NOWHERE: Final = "postgresql://nobody@127.0.0.1:1/nothing"  # engines connect when they are first used, which is never
PRINT: Final = (
    "import json; from {package}.app import from_environment; print(json.dumps(from_environment().openapi()))"
)


def documents() -> dict[ServiceName, dict[str, Any]]:
    """Each service's OpenAPI document.

    Raises:
        ChildError: a service cannot build its application; its last words are in the message.
    """
    databases: dict[ServiceName, ServiceDatabase] = {
        service: ServiceDatabase(service, owner_url=NOWHERE, app_url=NOWHERE) for service in SERVICES
    }
    with tempfile.TemporaryDirectory(prefix="rettematch-openapi-") as folder:
        environments = service_environments(StackSettings(), StateFolder(Path(folder) / "state"), databases)
        return {service: _document(service, environments[service]) for service in SERVICES}


def _document(service: ServiceName, environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-c", PRINT.format(package=service)]
    done = subprocess.run(
        tied_to_this_process(command, signal_name="SIGKILL"),
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise ChildError(f"{PROGRAMS[service]} cannot build its application: {done.stderr[-2000:].strip()}")
    document: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return document


def snapshots(*, check: bool, folder: Path = FOLDER) -> int:
    """Writes the snapshots, or with `check` compares them; prints a table; exit code 1 when a check finds a change."""
    rows = []
    for service, document in documents().items():
        path = folder / f"{PROGRAMS[service]}.json"
        text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        same = path.exists() and path.read_text(encoding="utf-8") == text
        if not check:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        measured = f"{len(document.get('paths', {}))} paths, {'same' if same else 'changed' if check else 'written'}"
        rows.append(
            Figure(name=PROGRAMS[service], measured=measured, bar="as in docs/openapi", holds=same or not check)
        )
    print("\n".join(table(rows)))
    return 0 if all(row.holds for row in rows) else 1
