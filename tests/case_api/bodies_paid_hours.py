"""Valid bodies about paid hours; arguments override single fields."""

from typing import Any


def paid_hours(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "from_date": "2026-11-09",
        "wage_kind": "ordinary",
        "employer_name": "Bageren på torvet",
        "hours_per_week": 4.5,
    }
    return body | changes
