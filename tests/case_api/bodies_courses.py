"""Bodies for course events."""

from typing import Any


def event(**changes: Any) -> dict[str, Any]:
    return {"kind": "start-talk", "on": "2026-11-20"} | changes
