"""Citizens and places of the demonstration as the constraints see them, before anything has an id of its own."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from local_stack.demonstration.people import Person
from local_stack.demonstration.places import MadePlace
from local_stack.demonstration.plan import Plan
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import PlaceSnapshot
from rettematch.programmes.law import ratio_capacity_hours
from rettematch.reference.geography import postcodes_within

_BAND_KM = 5
_LAST_BAND = 20


def stand_in(name: str) -> UUID:
    """An id for something that has none yet, always the same."""
    return uuid5(NAMESPACE_URL, f"rettematch:demonstration:{name}")


def profile_of(plan: Plan, person: Person, today: date) -> MatchingProfile:
    """A citizen's work constraints; goals and skills, which constrain nothing, are left out."""
    body: Mapping[str, Any] = person.body
    same = (
        "hours_per_day_max", "hours_per_week_max", "days", "earliest_start", "latest_end", "danish_spoken",
        "danish_read", "certificates", "clean_criminal_record", "child_protection_certificate", "schemes",
    )  # fmt: skip
    return MatchingProfile.model_validate(
        {name: body[name] for name in same}
        | {
            "subject": stand_in(person.name),
            "municipality_code": plan.code,
            "as_of": today,
            "goals": (),
            "packages": tuple(body["packages"]),
            "skills": (),
            "tolerances": tuple(
                {"dimension": dimension, "level": level, "expired": False}
                for dimension, level in person.tolerances.items()
            ),
            "legal_bases": (),
            "reach": tuple(
                {"postcode": code, "band": min(int(km // _BAND_KM), _LAST_BAND)}
                for code, km in postcodes_within(body["postcode"], body["travel_km"])
            ),
            "avoided_employers": (),
        }
    )


def snapshot_of(plan: Plan, place: MadePlace, today: date, taken: int = 0, supported_hours: float = 0) -> PlaceSnapshot:
    """A place as the feed will publish it.

    Args:
        plan: Of its municipality.
        place: As made.
        today: For the ratio rule.
        taken: Seats that are taken.
        supported_hours: Weekly hours of those who count in the ratio rule at the workplace.
    """
    body, workplace = place.body, place.site.body
    own = {"workplace_id", "agreement_id", "contact_person_id", "mentor_id", "title", "tasks"}
    language = {"language_spoken", "language_read", "language_known"}
    staff = workplace["ordinary_full_time"]
    return PlaceSnapshot.model_validate(
        {name: value for name, value in body.items() if name not in own | language}
        | {
            "place_id": stand_in(place.name),
            "version": 1,
            "municipality_code": plan.code,
            "employer_id": stand_in(place.site.employer),
            "workplace_id": stand_in(place.site.name),
            "open": True,
            "postcode": workplace["postcode"],
            "industry_code": workplace["industry_code"],
            "sector": place.site.kind.sector,
            "language": {
                "spoken": body["language_spoken"], "read": body["language_read"], "known": body["language_known"],
            },
            "seats_taken": taken,
            "supported_hours_free": None
            if staff is None
            else min(37.0, max(0.0, ratio_capacity_hours(staff, today) - supported_hours)),
            "has_mentor": place.site.mentor is not None,
            "has_contact_person": True,
            "cooperation_model": None,
        }
    )  # fmt: skip
