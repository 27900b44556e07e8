"""The employers of a simulation: enough room everywhere, so that what is measured is follow-up and not luck."""

from dataclasses import dataclass
from typing import Final

from bench.simulation.office import Office
from local_stack.demonstration.vocabulary import EmployerKind, employer_kinds
from rettematch.considerations import DIMENSIONS
from rettematch.identifiers import InvalidIdentifierError, check_cvr
from rettematch.industry.packages import PACKAGE_IDS

POSTCODE: Final = "8400"
KITCHEN_ASSISTANT: Final = "http://data.europa.eu/esco/occupation/e1cf6897-158d-4b48-a39e-2a3a8cac216c"
_FIRST_CVR: Final = 99_000_000
_FIRST_P_NUMBER: Final = 1_999_000_001
STAFF: Final = 400
_SEATS: Final = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """A place with whoever is met there."""

    employer_id: str
    place_id: str
    workplace_id: str
    contact_id: str
    package: str


async def open_market(office: Office, known_on: str) -> list[Offer]:
    """One employer with one place for each industry package, twice over, with a trained company mentor each.

    Args:
        office: Of the municipality.
        known_on: The day on which the ordinary staff was asked for.
    """
    offers = []
    number = _FIRST_CVR
    for index, package in enumerate(PACKAGE_IDS * 2):
        kind = next(each for each in employer_kinds() if each.package == package)
        number = _next_cvr(number + 1)
        consultant = office.of("job-consultant", index)
        employer = await office.make(
            consultant, "/v1/employers", {"cvr": str(number), "name": f"Virksomhed {index}", "sector": "private"}
        )
        workplace = await office.make(
            consultant,
            "/v1/workplaces",
            {
                "employer_id": employer["id"],
                "p_number": str(_FIRST_P_NUMBER + index),
                "name": f"Arbejdsplads {index}",
                "postcode": POSTCODE,
                "industry_code": kind.industry_code,
                "ordinary_full_time": STAFF,
                "ordinary_full_time_on": known_on,
                "employees": STAFF,
            },
        )
        contact = await office.make(
            consultant,
            "/v1/contact-persons",
            {
                "employer_id": employer["id"],
                "name": f"Kontakt {index}",
                "title": "Mentor",
                "is_mentor": True,
                "trainings": [{"kind": "course", "on": known_on}],
            },
        )
        place = await office.make(consultant, "/v1/places", _place(workplace["id"], kind, known_on))
        offers.append(Offer(employer["id"], place["id"], workplace["id"], contact["id"], package))
    return offers


def _next_cvr(number: int) -> int:
    while True:
        try:
            check_cvr(str(number))
        except InvalidIdentifierError:
            number += 1
        else:
            return number


def _place(workplace_id: str, kind: EmployerKind, open_from: str) -> dict[str, object]:
    return {
        "workplace_id": workplace_id,
        "title": "Medhjælper",
        "tasks": "Lettere opgaver, der læres på stedet.",
        "occupations": [KITCHEN_ASSISTANT],
        "package": kind.package,
        "demands": [{"dimension": each.id, "usual": 0, "known": "stated"} for each in DIMENSIONS],
        "language_spoken": "none",
        "language_read": "none",
        "language_known": True,
        "clean_criminal_record": False,
        "child_protection_certificate": False,
        "schemes": ["taster", "internship", "wage-subsidy", "ordinary-hours", "flex-job"],
        "hours_per_day_min": 1,
        "hours_per_week_min": 1,
        "hours_per_week_max": 37,
        "days": ["mon", "tue", "wed", "thu", "fri"],
        "earliest_start": "07:00",
        "latest_end": "17:00",
        "open_from": open_from,
        "seats": _SEATS,
        "paid_hours_prospect": "possible",
    }
