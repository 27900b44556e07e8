"""What the placement law asks: of each citizen, and of employers' staff month by month."""

from datetime import date, timedelta
from typing import Any, Final

_MONTHS: Final = 12
_TEN_YEARS: Final = 10
_ASKED_DAYS_AGO: Final = 5
_LAST_RESOURCE_PROGRAMME: Final = date(2026, 6, 30)
"""Nobody begins a resource programme after it (law row L21)."""


def legal_facts(index: int, today: date, benefit_since: str, *, newcomer: bool) -> dict[str, Any]:
    """Unemployed as long as on benefit; a newcomer has lived here for some years only, and has a duty to work."""
    return {
        "unemployed_since": benefit_since,
        "residence_years": 3 + index % 5 if newcomer else _TEN_YEARS,
        "work_years": index % 3 if newcomer else 3 + index % 6,
        "years_on": (today - timedelta(days=_ASKED_DAYS_AGO)).isoformat(),
        "other_activity_hours": 12 if newcomer else None,
        "exemptions": ["no-education"] if index % 4 == 0 else [],
    }


def resource_programme_since(since: date) -> date:
    """Not after the day on which resource programmes were abolished."""
    return min(since, _LAST_RESOURCE_PROGRAMME)


def staff_months(full_time: float, today: date) -> list[dict[str, Any]]:
    """The same ordinary staff in each of the last twelve months, the present one left out."""
    months: list[dict[str, Any]] = []
    day = today
    for _ in range(_MONTHS):
        day = day.replace(day=1) - timedelta(days=1)
        months.append({"month": f"{day:%Y-%m}", "full_time": full_time})
    return months[::-1]
