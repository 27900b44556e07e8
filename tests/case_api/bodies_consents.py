"""Valid bodies about consents and shares."""

from typing import Any


def consent(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "direction": "both",
        "counterpart": "family-department",
        "categories": ["job-goal-and-cv", "family-matters"],
        "purpose": "Forberede en fælles samtale om børnepasning.",
        "given": "signed",
        "given_on": "2026-11-16",
        "in_force_from": "2026-11-16",
        "in_force_to": "2027-05-16",
    }
    return body | changes


def share(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "direction": "share",
        "counterpart": "family-department",
        "categories": ["job-goal-and-cv"],
        "on": "2026-11-20",
        "note": "Cv sendt før samtalen.",
    }
    return body | changes
