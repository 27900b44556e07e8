"""Valid bodies about start clarification and step-up."""

from typing import Any

from tests.case_api.bodies_consents import consent
from tests.case_api.conftest import SYDDJURS, Api

PEOPLE = ["citizen", "caseworker", "job-broker", "professional"]
HEALTH_DOCUMENTS = ["medical-documents", "preparation-form", "cv-and-goal"]
ANSWERS = {
    "agreements": "To timers prøve i køkkenet.",
    "who-follows-up": "Jobformidleren.",
    "when": "Hver fredag i fire uger.",
    "supplementary-services": "Smertehåndtering.",
    "coordination": "Sagsbehandleren samler aftalerne.",
    "considerations": "Ingen løft over fem kilo.",
}


def clarification(**changes: Any) -> dict[str, Any]:
    return {"answer": "group-1", "decided_on": "2026-11-18", "reason": "Vil i gang i et køkken."} | changes


def step_up(**changes: Any) -> dict[str, Any]:
    return {"started_on": "2026-11-18", "started_by": "by-citizen", "because": ["health"]} | changes


def preparation(**changes: Any) -> dict[str, Any]:
    return {"barrier": "health", "on": "2026-11-18", "documents": HEALTH_DOCUMENTS} | changes


def talk(**changes: Any) -> dict[str, Any]:
    return {"held_on": "2026-11-19", "people": PEOPLE, "note": "Foreslår et stille rum."} | changes


def agreement(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "agreed_on": "2026-11-20",
        "answers": ANSWERS,
        "considerations": [{"dimension": "lifting", "level": 1, "next_look_on": "2027-02-20"}],
    }
    return body | changes


async def consented(api: Api, citizen_id: str, municipality: str = SYDDJURS, **changes: Any) -> None:
    """Lets departments tell each other of health and family."""
    body = consent(counterpart="health-department", categories=["health-documents", "family-matters"]) | changes
    await api.make(f"/v1/citizens/{citizen_id}/consents", "caseworker", body, municipality)
