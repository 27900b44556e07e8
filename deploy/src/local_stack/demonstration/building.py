"""Building the whole demonstration from a seed number and a day."""

from datetime import date
from typing import Final

from local_stack.demonstration.cases import case_requests, conversation_requests, make_cases
from local_stack.demonstration.companies import company_requests, make_companies
from local_stack.demonstration.measured import measured_requests
from local_stack.demonstration.people import make_people, people_requests
from local_stack.demonstration.placements import make_placements, placement_requests
from local_stack.demonstration.places import make_places, place_requests
from local_stack.demonstration.plan import NORDDJURS, SYDDJURS, Plan
from local_stack.demonstration.requests import Demonstration, Request
from local_stack.demonstration.staff import make_staff

SEED: Final = 706


def build(seed: int, today: date) -> Demonstration:
    """Plain request bodies for both municipalities; the same for the same seed and day.

    Args:
        seed: Any number.
        today: The local date; every other date lies around it.
    """
    requests = [request for plan in (SYDDJURS, NORDDJURS) for request in _municipality(plan, seed, today)]
    return Demonstration(seed, today, tuple(requests))


def _municipality(plan: Plan, seed: int, today: date) -> list[Request]:
    people = make_people(plan, seed, today)
    companies = make_companies(plan, seed, today)
    places = make_places(plan, seed, today, companies)
    cases = make_cases(plan, seed, today, people)
    placements = make_placements(plan, seed, today, cases, places)
    return [
        *make_staff(plan, seed, today),
        *measured_requests(plan, today),
        *people_requests(plan, people),
        *company_requests(plan, companies),
        *place_requests(plan, places),
        *case_requests(plan, seed, today, cases),
        *placement_requests(plan, placements),
        *conversation_requests(plan, seed, today, cases),
    ]
