"""Valid bodies about progression."""

from typing import Any

CITIZEN_ALWAYS = (
    "citizen-job-goal",
    "citizen-ordinary-hours",
    "citizen-everyday-life",
    "citizen-network",
    "citizen-job-chances",
)
WORKER_ALWAYS = tuple(each.replace("citizen", "worker") for each in CITIZEN_ALWAYS)


def answers(questions: tuple[str, ...], value: int | None = 50, **named: int | None) -> list[dict[str, Any]]:
    """One value for all questions, but for those named (`_` for `-`)."""
    values = dict.fromkeys(questions, value) | {name.replace("_", "-"): each for name, each in named.items()}
    return [{"question": question, "value": each} for question, each in values.items()]


def measurement(**changes: Any) -> dict[str, Any]:
    """Complete, by the citizen, outside any placement."""
    body: dict[str, Any] = {"answered_by": "citizen", "on": "2026-11-20", "answers": answers(CITIZEN_ALWAYS)}
    return body | changes


def workers(**changes: Any) -> dict[str, Any]:
    """The same by the worker."""
    return measurement(answered_by="worker", answers=answers(WORKER_ALWAYS)) | changes
