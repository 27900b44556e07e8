"""Valid bodies about placements, and the situation that one needs."""

from dataclasses import dataclass
from typing import Any

from tests.case_api import bodies_cases, bodies_citizens, bodies_employers
from tests.case_api.conftest import SYDDJURS, Api

ASSESSMENT = "Målet om ordinære timer kan nås med fem uger mere i samme køkken."
REASON = "Borgeren vil arbejde med mad, og pladsen har en rolig mentor."


def placement(case_id: str, place_id: str, contact_id: str, **changes: Any) -> dict[str, Any]:
    """Twelve weeks, nine hours a week over three days."""
    return {
        "case_id": case_id,
        "place_id": place_id,
        "scheme": "internship",
        "starts_on": "2026-12-01",
        "ends_on": "2027-02-22",
        "hours_per_day": 3,
        "hours_per_week": 9,
        "goal": "Fast arbejde i en kantine.",
        "sub_goals": ["Møde til tiden i fire uger"],
        "tasks": "Smøre sandwich og dække borde.",
        "meeting_times": "Mandag, tirsdag og torsdag kl. 9-12",
        "considerations_agreed": [],
        "contact_person_id": contact_id,
        "follow_up_plan": [{"at": "2026-12-08T10:00:00+01:00", "kind": "visit"}],
        "ordinary_hours_planned": True,
        "purpose": "ordinary-hours",
        "step_up": [{"from_date": "2027-01-04", "paid_hours_per_week": 2}],
        "reason": REASON,
    } | changes


@dataclass
class Situation:
    """A case, and a place at a workplace with a contact person who is a mentor."""

    api: Api
    case: dict[str, Any]
    workplace: dict[str, Any]
    place: dict[str, Any]
    contact: dict[str, Any]

    def body(self, **changes: Any) -> dict[str, Any]:
        return placement(self.case["id"], self.place["id"], self.contact["id"]) | changes

    async def take(self, role: str = "job-consultant", key: str | None = None, **changes: Any) -> Any:
        options = {"key": key} if key else {}
        return await self.api.call("POST", "/v1/placements", role, json=self.body(**changes), **options)

    async def place_now(self) -> dict[str, Any]:
        read: dict[str, Any] = (await self.api.call("GET", f"/v1/places/{self.place['id']}")).json()
        return read


async def another_case(api: Api, serial: int, case: dict[str, Any] | None = None, **citizen: Any) -> dict[str, Any]:
    """A further citizen with a running case."""
    body = bodies_citizens.citizen(cpr=f"610190{serial:04d}", travel_km=30, **citizen)
    made = await api.make("/v1/citizens", "caseworker", body)
    return await api.make("/v1/cases", "caseworker", bodies_cases.case(api, made["id"], **(case or {})))


async def situation(
    api: Api,
    place: dict[str, Any] | None = None,
    workplace: dict[str, Any] | None = None,
    citizen: dict[str, Any] | None = None,
    case: dict[str, Any] | None = None,
) -> Situation:
    """Everything fits, but for the given changes."""
    case = await another_case(api, 6, case, **(citizen or {}))
    at = await bodies_employers.make_workplace(api, 1, **(workplace or {}))
    contact = await api.make(
        "/v1/contact-persons", "job-consultant", bodies_employers.contact(at["employer_id"], is_mentor=True)
    )
    offered = await api.make("/v1/places", "job-consultant", bodies_employers.place(at["id"], **(place or {})))
    return Situation(api, case, at, offered, contact)


async def legal_basis(api: Api) -> None:
    """Lets considerations count in matching."""
    body = bodies_cases.LEGAL_BASIS
    made = await api.call("POST", "/v1/municipality/legal-bases", "administrator", SYDDJURS, json=body)
    assert made.status_code == 201, made.text
