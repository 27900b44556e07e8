"""Valid bodies about job clubs; arguments override single fields."""

from typing import Any

from tests.case_api.bodies_cases import case
from tests.case_api.bodies_citizens import citizen
from tests.case_api.conftest import SYDDJURS, Api


def offer(**changes: Any) -> dict[str, Any]:
    cafe = [{"day": "mon", "opens": "12:00", "closes": "15:00"}]
    body = {
        "from_date": "2026-10-05",
        "overbooking": 2,
        "themes": ["application", "network", "interview"],
        "cafe": cafe,
    }
    return body | changes


def club(api: Api, municipality: str = SYDDJURS, **changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "number": 4,
        "industry": "shop-and-service",
        "main_responsible_id": api.staff[municipality, "team-leader"],
        "industry_owner_id": api.staff[municipality, "job-consultant"],
    }
    return body | changes


def membership(case_id: str, **changes: Any) -> dict[str, Any]:
    return {"case_id": case_id, "from_date": "2026-11-02"} | changes


def seat(case_id: str, **changes: Any) -> dict[str, Any]:
    return {"case_id": case_id, "group": "glas", "from_date": "2026-11-09"} | changes


def session(**changes: Any) -> dict[str, Any]:
    workshops = [{"title": "Skriv en målrettet ansøgning", "citizens": 12}]
    return {"held_on": "2026-11-20", "workshops": workshops} | changes


def log_entry(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "held_on": "2026-11-13",
        "agreements": ["Søger tre stillinger i butik", "Ringer til købmanden i Hornslet"],
        "in_job_plan": True,
        "plan_for_next_week": "Temamøde om netværk og to opkald.",
    }
    return body | changes


def assessment(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "assessed_on": "2026-11-20",
        "notice_sent": True,
        "journal_note": "Udeblev uden afbud.",
    }
    return body | changes


def end_talk(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "held_on": "2026-11-20",
        "zero_setting_match": True,
        "result": "journal-note-and-notice",
        "hand_over": "Cv og jobmål er på plads.",
    }
    return body | changes


async def club_case(api: Api, serial: int = 1, **changes: Any) -> str:
    """Another citizen's running case in the job clubs' programme."""
    person = await api.make("/v1/citizens", "caseworker", citizen(cpr=f"61019{serial:05d}", name=f"Bo Bæk {serial}"))
    body = case(api, person["id"], programme="jobviften", cohort="cash-benefit", started_on="2026-10-05")
    made: str = (await api.make("/v1/cases", "caseworker", body | changes))["id"]
    return made


async def open_club(api: Api, **changes: Any) -> str:
    made: str = (await api.make("/v1/clubs", "job-consultant", club(api, **changes)))["id"]
    return made
