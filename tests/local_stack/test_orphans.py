"""Nothing outlives the stack, not even when the stack is killed with SIGKILL."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from local_stack.postgres import EmbeddedPostgres
from tests.local_stack.living import is_alive, still_alive_after_waiting

MANAGER = """
import asyncio, json, os, sys
from pathlib import Path
from local_stack.console import Console
from local_stack.postgres import EmbeddedPostgres, free_port
from local_stack.processes import Child, ProcessManager

async def main(server):
    manager = ProcessManager(Console(sys.stderr))
    for name in ("one", "two"):
        port = free_port()
        command = (sys.executable, sys.argv[2], str(port), "--deaf")
        await manager.start(Child(name, command, dict(os.environ), ready_url=f"http://127.0.0.1:{port}/"))
    await manager.wait_until_ready(20)
    print(json.dumps([server.pid, *manager.pids.values()]), flush=True)
    await asyncio.sleep(600)

server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
server.start()
asyncio.run(main(server))
"""


def test_kill_9_of_the_manager_leaves_no_process_behind_and_a_database_that_opens(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    arguments = [sys.executable, "-c", MANAGER, str(folder), str(Path(__file__).with_name("tiny_service.py"))]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as manager:
        assert manager.stdout is not None
        pids = json.loads(manager.stdout.readline())
        assert len(pids) == 3
        assert all(is_alive(pid) for pid in pids)
        os.kill(manager.pid, signal.SIGKILL)
        manager.wait()
    assert still_alive_after_waiting(pids) == set()
    with EmbeddedPostgres(folder, durable=False) as server:
        assert server.is_running
