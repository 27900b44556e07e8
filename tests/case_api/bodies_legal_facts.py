"""Valid bodies about what the placement law asks; arguments override single fields."""

from typing import Any

from tests.case_api.bodies_placements import Situation, situation
from tests.case_api.conftest import Api

STAFF_MONTHS = [
    {"month": f"{year}-{month:02d}", "full_time": 10}
    for year, months in ((2025, (11, 12)), (2026, range(1, 11)))
    for month in months
]
"""November 2025 to October 2026: the twelve months before the tests' day."""


def facts(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "unemployed_since": "2025-02-03",
        "residence_years": 10,
        "work_years": 4,
        "years_on": "2026-11-20",
        "exemptions": [],
    }
    return body | changes


async def record(api: Api, case: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The facts of a case's citizen."""
    return await api.make(f"/v1/citizens/{case['citizen_id']}/legal-facts", "caseworker", facts(**changes))


async def subsidy_situation(api: Api, *, sector: str = "private", **options: Any) -> Situation:
    """Everything fits for a wage subsidy of twelve weeks, but for the given changes."""
    citizen = {"schemes": ["internship", "wage-subsidy"]} | options.pop("citizen", {})
    legal = options.pop("legal", {})
    months = options.pop("months", STAFF_MONTHS)
    there = await situation(api, citizen=citizen, workplace={"employees": 12, "staff_by_month": months}, **options)
    employer = f"/v1/employers/{there.workplace['employer_id']}"
    change = {"staff_by_month": months, "sector": sector}
    assert (await api.call("PATCH", employer, "job-consultant", json=change, version=1)).status_code == 200
    if legal is not None:
        await record(api, there.case, **legal)
    return there


SUBSIDY: dict[str, Any] = {
    "scheme": "wage-subsidy",
    "purpose": None,
    "representative_heard_on": "2026-11-20",
    "both_signed_on": "2026-11-20",
}
