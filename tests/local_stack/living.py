"""Whether processes live, and waiting until they do not."""

import time
from collections.abc import Iterable
from pathlib import Path

PATIENCE_SECONDS = 15.0


def is_alive(pid: int) -> bool:
    """A zombie is dead: it waits for a parent that may never ask."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def still_alive_after_waiting(pids: Iterable[int], seconds: float = PATIENCE_SECONDS) -> set[int]:
    """Waits until none of the processes lives, and answers those that do when the time is up."""
    left = set(pids)
    deadline = time.monotonic() + seconds
    while (left := {pid for pid in left if is_alive(pid)}) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left
