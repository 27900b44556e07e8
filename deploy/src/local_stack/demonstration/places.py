"""The places: what the workplaces offer, with demands around what is typical of the industry package."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from local_stack.demonstration.companies import Company, Site
from local_stack.demonstration.plan import Plan
from local_stack.demonstration.requests import Ref, Request
from local_stack.demonstration.vocabulary import EmployerKind, SidePlace, asked_certificates, side_places
from rettematch.contracts.base import Weekday
from rettematch.industry.model import IndustryPackage
from rettematch.industry.packages import package

_KNOWN: Final = {
    "visited": ("seen", "seen", "seen", "stated", "stated"),
    "told": ("stated", "stated", "stated", "stated", "assumed"),
    "new": ("stated", "assumed", "assumed"),
}
_WITH_CHILDREN: Final = frozenset({"Børnehus", "Fritidsordning", "Skolekøkken", "Flextrafik"})
_WITH_KEYS: Final = frozenset({"care", "cleaning"})
_SIDE_SHARE: Final = 0.4
_MOST_HOURS: Final = 37


@dataclass(frozen=True, slots=True)
class MadePlace:
    """A place as made, with the workplace it is at."""

    name: str
    site: Site
    body: dict[str, Any]


def make_places(plan: Plan, seed: int, today: date, companies: list[Company]) -> list[MadePlace]:
    """One place at every workplace, and more at some until there are as many as planned."""
    random = Random(f"{seed}:{plan.code}:places")
    sites = [site for company in companies for site in company.sites]
    offering = sites + [random.choice(sites) for _ in range(plan.places - len(sites))]
    return [
        _place(random, plan, today, site, index, is_first=index < len(sites)) for index, site in enumerate(offering)
    ]


def place_requests(plan: Plan, places: list[MadePlace]) -> Iterator[Request]:
    """The requests that record them, by the consultants in turn."""
    for index, place in enumerate(places):
        number = index % plan.staff["job-consultant"] + 1
        yield Request(place.name, "/v1/places", "job-consultant", place.body, plan.code, number)


def _place(random: Random, plan: Plan, today: date, site: Site, index: int, *, is_first: bool) -> MadePlace:
    offer: EmployerKind | SidePlace = site.kind
    aside = [each for each in side_places() if each.employer_package == site.kind.package]
    if aside and not is_first and random.random() < _SIDE_SHARE:
        offer = random.choice(aside)
    of = package(offer.package)
    body = {
        "workplace_id": Ref(site.name),
        "agreement_id": None if site.agreement is None else Ref(site.agreement),
        "contact_person_id": Ref(site.contact),
        "mentor_id": None if site.mentor is None else Ref(site.mentor),
        "title": offer.title,
        "tasks": _tasks(random, of, offer.tasks),
        "occupations": list(offer.occupations),
        "package": of.id,
        "demands": _demands(random, of),
        **_entry(random, site, of),
        **_when(random, of, today),
        "seats": random.choice((1, 1, 1, 2, 2, 3)),
        "schemes": _schemes(random),
        "paid_hours_prospect": random.choice(("none", "possible", "possible", "likely", "likely", "agreed")),
    }
    return MadePlace(f"{plan.code}/place-{index}", site, body)


def _tasks(random: Random, of: IndustryPackage, ids: tuple[str, ...]) -> str:
    fitting = [task.da for task in of.tasks if task.id in ids]
    chosen = random.sample(fitting, min(len(fitting), random.choice((3, 3, 4))))
    text = ", ".join(chosen[:-1]) + " og " + chosen[-1]
    return text[0].upper() + text[1:] + "."


def _demands(random: Random, of: IndustryPackage) -> list[dict[str, Any]]:
    """What was asked about; a dimension that is left out counts as assumed, like those that say so."""
    known = _KNOWN[random.choice(("visited", "visited", "told", "told", "told", "new"))]
    demands = []
    for dimension, typical in of.demand_levels.items():
        usual = min(3, max(0, typical + random.choice((-1, -1, 0, 0, 0, 0, 0, 1))))
        how = random.choice(known)
        becomes = of.accommodated_levels.get(dimension)
        offered = how != "assumed" and becomes is not None and becomes < usual and random.random() < 0.5
        if how != "assumed" or random.random() < 0.5:
            demands.append(
                {
                    "dimension": dimension,
                    "usual": usual,
                    "accommodated": becomes if offered else None,
                    "known": how,
                }
            )
    return demands


def _entry(random: Random, site: Site, of: IndustryPackage) -> dict[str, Any]:
    """What it takes to be let in: Danish, certificates, clean records."""
    asked = random.random()
    children = site.kind.noun in _WITH_CHILDREN
    record = of.id in _WITH_KEYS and random.random() < 0.3
    return {
        "language_spoken": of.language.spoken.value,
        "language_read": of.language.read.value,
        "language_known": random.random() < 0.85,
        "certificates": [
            each.certificate for each in asked_certificates() if each.package == of.id and asked < each.places
        ],
        "clean_criminal_record": True if record else random.choice((False,) * 9 + (None,)),
        "child_protection_certificate": True if children else random.choice((False,) * 19 + (None,)),
    }


def _when(random: Random, of: IndustryPackage, today: date) -> dict[str, Any]:
    """Hours and days within what is usual in the industry, and since when the place is open."""
    usual = of.hours
    least = random.choice((2, 2, 3, 4, 4, 5, 6, 8, 10))
    per_day = min(least, random.choice((1, 2, 2, 2, 3, 3, 4)))
    begins = max(usual.earliest_start, random.choice(("06:00", "07:00", "07:30", "08:00")))
    ends = min(usual.latest_end, random.choice(("14:00", "15:00", "15:30", "16:00", "18:00")))
    days = [day.value for day in usual.days if day not in {Weekday.SATURDAY, Weekday.SUNDAY}]
    if Weekday.SATURDAY in usual.days and random.random() < 0.3:
        days.append(Weekday.SATURDAY.value)
    closes = today + timedelta(days=random.randint(60, 400)) if random.random() < 0.5 else None
    return {
        "hours_per_day_min": per_day,
        "hours_per_week_min": least,
        "hours_per_week_max": random.choice((15, 20, 25, 30, _MOST_HOURS)),
        "days": days,
        "earliest_start": begins,
        "latest_end": ends,
        "open_from": (today - timedelta(days=random.randint(1, 200))).isoformat(),
        "open_until": None if closes is None else closes.isoformat(),
    }


def _schemes(random: Random) -> list[str]:
    shares = (
        ("taster", 0.6),
        ("internship", 0.95),
        ("wage-subsidy", 0.45),
        ("ordinary-hours", 0.6),
        ("flex-job", 0.12),
    )
    return [scheme for scheme, share in shares if random.random() < share] or ["internship"]
