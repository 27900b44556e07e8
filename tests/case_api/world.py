"""One of everything in a municipality, and who may ask for what: for tests that walk all operations."""

from typing import Any

from tests.case_api import (
    bodies_cases,
    bodies_citizens,
    bodies_clubs,
    bodies_consents,
    bodies_courses,
    bodies_employers,
    bodies_measured,
    bodies_paid_hours,
    bodies_people,
    bodies_placements,
    bodies_progression,
    bodies_step_ups,
)
from tests.case_api.conftest import SYDDJURS, Api

_ADMINISTRATION = ("/v1/teams", "/v1/staff", "/v1/municipality")
_SERIAL = {SYDDJURS: 1, "0707": 2}


def role_for(method: str, path: str) -> str:
    """A role that may do it. The change feed is for services only and has none."""
    if path.startswith("/v1/municipalities"):
        return "operator"
    if method != "GET" and path.startswith(_ADMINISTRATION) and not path.endswith("/waiting-profiles"):
        return "administrator"
    return "team-leader"


def headers_for(api: Api, method: str, path: str, municipality: str = SYDDJURS) -> dict[str, str]:
    """The bearer token of somebody who may do it."""
    if path.startswith("/v1/changes"):
        token = api.issuer.service_token("matcher", now=api.clock())
    else:
        token = api.token(role_for(method, path), municipality)
    return {"Authorization": f"Bearer {token}"}


async def one_of_everything(api: Api, municipality: str = SYDDJURS) -> dict[str, str]:
    """Real ids by the names that paths, queries and bodies have for them."""
    serial = _SERIAL[municipality]

    async def make(path: str, body: dict[str, Any], role: str = "team-leader") -> str:
        made: str = (await api.make(path, role, body, municipality))["id"]
        return made

    ids = {"team_id": await make("/v1/teams", {"name": "Team Virksomhed"}, "administrator")}
    citizen = await make("/v1/citizens", bodies_citizens.citizen(cpr=f"610190000{serial}", travel_km=40))
    ids["goal_id"] = await make(f"/v1/citizens/{citizen}/job-goals", bodies_citizens.job_goal())
    ids["skill_id"] = await make(f"/v1/citizens/{citizen}/skills", bodies_citizens.skill())
    ids["entry_id"] = await make(f"/v1/citizens/{citizen}/cv-entries", bodies_citizens.cv_entry())
    ids["consideration_id"] = await make(f"/v1/citizens/{citizen}/considerations", bodies_citizens.consideration())
    await make(f"/v1/citizens/{citizen}/legal-facts", {"unemployed_since": "2025-02-03"})
    case = await make("/v1/cases", bodies_cases.case(api, citizen, municipality))
    disclosed = await api.call("POST", f"/v1/cases/{case}/matching-profile", municipality=municipality)
    ids["disclosure_id"] = disclosed.json()["subject"]
    ids["conversation_id"] = await make(f"/v1/cases/{case}/conversations", bodies_cases.conversation())
    ids["event_id"] = await make(f"/v1/cases/{case}/events", bodies_courses.event())
    ids["hours_id"] = await make(f"/v1/cases/{case}/paid-hours", bodies_paid_hours.paid_hours())
    ids["progression_id"] = await make(f"/v1/cases/{case}/progression/measurements", bodies_progression.measurement())
    ids["consent_id"] = await make(f"/v1/citizens/{citizen}/consents", bodies_consents.consent())
    ids["share_id"] = await make(f"/v1/cases/{case}/information-shares", bodies_consents.share())
    ids["person_id"] = await make(f"/v1/cases/{case}/people", bodies_people.name(api, municipality))
    ids["clarification_id"] = await make(f"/v1/cases/{case}/clarifications", bodies_step_ups.clarification())
    await bodies_step_ups.consented(api, citizen, municipality)
    ids["step_up_id"] = await make(f"/v1/cases/{case}/step-ups", bodies_step_ups.step_up())
    employer = await make("/v1/employers", bodies_employers.employer(serial))
    workplace = await make("/v1/workplaces", bodies_employers.workplace(employer, serial))
    contact = await make("/v1/contact-persons", bodies_employers.contact(employer, is_mentor=True))
    ids["agreement_id"] = await make("/v1/cooperation-agreements", bodies_employers.agreement(employer))
    place = await make(
        "/v1/places", bodies_employers.place(workplace, seats=50, demands=bodies_employers.easy_demands())
    )
    ids["placement_id"] = await make("/v1/placements", bodies_placements.placement(case, place, contact))
    ids["checklist_id"] = "stv_min_requirements"
    ids["programme_id"] = "flere-skal-med-2"
    ids["report_id"] = "ordinary-hours"
    ids["assessment_id"] = await make("/v1/checklists/stv_min_requirements/assessments", bodies_measured.assessment())
    ids["measurement_id"] = await make("/v1/measurements", bodies_measured.measurement())
    ids |= await _clubs(api, municipality, citizen)
    caseworker, broker = (api.staff[municipality, role] for role in ("caseworker", "job-broker"))
    return ids | {
        "citizen_id": citizen, "case_id": case, "employer_id": employer, "workplace_id": workplace,
        "contact_id": contact, "contact_person_id": contact, "mentor_id": contact, "central_mentor_id": contact,
        "place_id": place, "staff_id": broker, "job_broker_id": broker, "caseworker_id": caseworker,
        "jobcentre_contact_id": broker, "held_by": caseworker, "actor_id": caseworker,
        "moved_from": ids["placement_id"],
    }  # fmt: skip


async def _clubs(api: Api, municipality: str, citizen: str) -> dict[str, str]:
    """A job club with all that belongs to it, in a case of its own programme."""

    async def make(path: str, body: dict[str, Any]) -> str:
        made: str = (await api.make(path, "team-leader", body, municipality))["id"]
        return made

    joined = bodies_cases.case(api, citizen, municipality, programme="jobviften", cohort="cash-benefit")
    case = await make("/v1/cases", joined | {"started_on": "2026-10-05"})
    ids = {"offer_id": await make("/v1/club-offers", bodies_clubs.offer())}
    ids["club_id"] = await make("/v1/clubs", bodies_clubs.club(api, municipality))
    club = f"/v1/clubs/{ids['club_id']}"
    ids["membership_id"] = await make(f"{club}/memberships", bodies_clubs.membership(case))
    ids["session_id"] = await make(f"{club}/sessions", bodies_clubs.session())
    ids["sheet_id"] = await make(f"{club}/absence-sheets", {"month": "2026-09"})
    ids["seat_id"] = await make("/v1/individual-seats", bodies_clubs.seat(case))
    ids["log_id"] = await make(f"/v1/cases/{case}/log-book", bodies_clubs.log_entry())
    path = f"/v1/cases/{case}/availability-assessments"
    ids["availability_id"] = await make(path, bodies_clubs.assessment())
    ids["talk_id"] = await make(f"/v1/cases/{case}/end-talks", bodies_clubs.end_talk())
    return ids | {
        "club_case_id": case,
        "main_responsible_id": api.staff[municipality, "team-leader"],
        "industry_owner_id": api.staff[municipality, "job-consultant"],
    }
