"""Bodies for assessments of checklists and for measured figures."""

from typing import Any


def assessment(**changes: Any) -> dict[str, Any]:
    return {
        "item": "leadership",
        "status": "met",
        "evidence": "Chefgruppen følger resultaterne hver måned.",
        "reference": "Referat nr. 14",
        "assessed_on": "2026-11-20",
    } | changes


def measurement(**changes: Any) -> dict[str, Any]:
    return {
        "rule_id": "stv_weekly_chain",
        "on": "2026-11-20",
        "value": 1,
        "source": "Mødekalender, uge 47",
    } | changes


def baseline(**changes: Any) -> dict[str, Any]:
    """A fifth of the activity-ready were in company activity in the spring."""
    return (
        measurement(rule_id="stv_share_increase", on="2026-03-31", value=21.5, cohort="activity-ready", baseline=True)
        | {"source": "Jobindsats, 1. kvartal"}
        | changes
    )
