"""Employers, their workplaces, the people there and the cooperation agreements with them."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from local_stack.demonstration.law import staff_months
from local_stack.demonstration.plan import Plan
from local_stack.demonstration.requests import Ref, Request
from local_stack.demonstration.staff import staff_name
from local_stack.demonstration.vocabulary import EmployerKind, employer_kinds, names
from rettematch.identifiers import InvalidIdentifierError, check_cvr
from rettematch.industry.packages import PACKAGE_IDS
from rettematch.reference.geography import find_postcode

FIRST_CVR: Final = 99_000_000
FIRST_P_NUMBER: Final = 1_999_000_001
_LARGE: Final = ((2, 0.25), (3, 0.125), (4, 0.0625), (6, 0.0125))
"""Workplaces of an employer with several, and the share of employers that have so many."""
_CLUSTER_FROM: Final = 4


@dataclass(slots=True)
class Site:
    """A workplace with what places there need to know."""

    name: str
    employer: str
    kind: EmployerKind
    body: dict[str, Any]
    contact: str
    mentor: str | None
    agreement: str | None = None


@dataclass(slots=True)
class Company:
    """An employer with its workplaces and people; the bodies as they are sent."""

    name: str
    kind: EmployerKind
    body: dict[str, Any]
    sites: list[Site] = field(default_factory=list)
    people: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    agreement: tuple[str, dict[str, Any]] | None = None


def make_companies(plan: Plan, seed: int, today: date) -> list[Company]:
    """The employers of one municipality, the packages in turn."""
    random = Random(f"{seed}:{plan.code}:companies")
    numbers = _cvr_numbers(plan.first_serial)
    first_words = random.sample(names()["employers"], len(names()["employers"]))
    companies: list[Company] = []
    sizes = _sizes(random, plan)
    made = 0
    for index in range(plan.employers):
        package_id = PACKAGE_IDS[index % len(PACKAGE_IDS)]
        kinds = [kind for kind in employer_kinds() if kind.package == package_id]
        kind = kinds[index // len(PACKAGE_IDS) % len(kinds)]
        company = Company(
            name=f"{plan.code}/employer-{index}",
            kind=kind,
            body={
                "cvr": next(numbers),
                "name": f"{first_words[(index * 5 + index // len(first_words)) % len(first_words)]} {kind.noun}",
                "sector": kind.sector,
                "note": None,
            },
        )
        for _ in range(sizes[index]):
            company.sites.append(_site(random, plan, today, company, made))
            made += 1
        whole = sum(site.body["ordinary_full_time"] or 0 for site in company.sites)
        company.body["staff_by_month"] = staff_months(whole, today)
        company.agreement = _agreement(random, plan, today, company, index)
        companies.append(company)
    return companies


def company_requests(plan: Plan, companies: list[Company]) -> Iterator[Request]:
    """The requests that record them, each employer by one of the consultants."""
    for index, company in enumerate(companies):
        number = index % plan.staff["job-consultant"] + 1

        def by_consultant(name: str, path: str, body: dict[str, Any], number: int = number) -> Request:
            return Request(name, path, "job-consultant", body, plan.code, number)

        yield by_consultant(company.name, "/v1/employers", company.body)
        for site in company.sites:
            yield by_consultant(site.name, "/v1/workplaces", site.body)
        for name, body in company.people:
            yield by_consultant(name, "/v1/contact-persons", body)
        if company.agreement is not None:
            yield by_consultant(company.agreement[0], "/v1/cooperation-agreements", company.agreement[1])


def _cvr_numbers(first_serial: int) -> Iterator[str]:
    number = FIRST_CVR + first_serial * 100
    while True:
        with contextlib.suppress(InvalidIdentifierError):
            yield check_cvr(str(number))
        number += 1


def _sizes(random: Random, plan: Plan) -> list[int]:
    """How many workplaces each employer has: most have one, a few have many, together as many as planned."""
    several = [size for size, share in _LARGE for _ in range(round(share * plan.employers))]
    sizes = several + [1] * (plan.employers - len(several))
    while sum(sizes) < plan.workplaces:
        sizes[sizes.index(1)] = 2
    while sum(sizes) > plan.workplaces:
        sizes[next(at for at, size in enumerate(sizes) if size > 1)] -= 1
    random.shuffle(sizes)
    return sizes


def _site(random: Random, plan: Plan, today: date, company: Company, serial: int) -> Site:
    postcode = random.choice(plan.postcodes)
    town = find_postcode(postcode)
    kind = company.kind
    staff = kind.staff_from + (kind.staff_to - kind.staff_from) * random.random() ** 2
    asked = random.random() < 0.9
    name = f"{plan.code}/workplace-{serial}"
    contact, mentor = _people_at(random, plan, today, company, name, serial)
    return Site(
        name=name,
        employer=company.name,
        kind=kind,
        contact=contact,
        mentor=mentor,
        body={
            "employer_id": Ref(company.name),
            "p_number": str(FIRST_P_NUMBER + plan.first_serial + serial),
            "name": f"{company.body['name']}, {town.town if town else postcode}",
            "address": f"{random.choice(names()['roads'])} {random.randint(1, 60)}",
            "postcode": postcode,
            "industry_code": kind.industry_code,
            "ordinary_full_time": round(staff * 2) / 2 if asked else None,
            "ordinary_full_time_on": (today - timedelta(days=random.randint(5, 200))).isoformat() if asked else None,
            "employees": int(staff) + 2 if asked else None,
            "staff_by_month": staff_months(round(staff * 2) / 2, today) if asked else [],
        },
    )


def _people_at(
    random: Random, plan: Plan, today: date, company: Company, site: str, serial: int
) -> tuple[str, str | None]:
    """A contact person for every workplace, and at two of three a company mentor, who may be the same person."""
    contact = f"{plan.code}/contact-{serial}"
    has_mentor, is_both = random.random() < 0.67, random.random() < 0.3
    trained = (today - timedelta(days=random.randint(30, 700))).isoformat() if random.random() < 0.6 else None
    both = has_mentor and is_both
    company.people.append((contact, _body_of(random, company, site, serial, trained=trained, is_mentor=both)))
    if not has_mentor or both:
        return contact, contact if both else None
    mentor = f"{plan.code}/mentor-{serial}"
    company.people.append((mentor, _body_of(random, company, site, 500 + serial, trained=trained, is_mentor=True)))
    return contact, mentor


def _body_of(
    random: Random, company: Company, site: str, serial: int, *, trained: str | None, is_mentor: bool
) -> dict[str, Any]:
    given = random.choice([*names()["women"], *names()["men"]])
    return {
        "employer_id": Ref(company.name),
        "workplace_id": Ref(site),
        "name": f"{given} {random.choice(names()['family'])}",
        "title": random.choice(names()["mentor_titles" if is_mentor else "titles"]),
        "phone": f"+45 00 {serial // 10_000:02d} {serial // 100 % 100:02d} {serial % 100:02d}",  # no number begins so
        "email": f"kontakt{serial}@demonstration.example",
        "is_mentor": is_mentor,
        "trainings": [{"kind": "course", "on": trained}] if is_mentor and trained else [],
    }


def _agreement(
    random: Random, plan: Plan, today: date, company: Company, index: int
) -> tuple[str, dict[str, Any]] | None:
    """A cluster where an employer has many workplaces, else one of the other models or none yet."""
    models = ("fixed-seats", "pre-agreed-seats", "approached-on-match", None)
    model = "cluster" if len(company.sites) >= _CLUSTER_FROM else models[index * 3 % 4 if index % 9 else 0]
    if model is None:
        return None
    name = f"{plan.code}/agreement-{index}"
    for site in company.sites:
        site.agreement = name
    valid_from = today - timedelta(days=random.randint(20, 300))
    body = {
        "employer_id": Ref(company.name),
        "model": model,
        "seats": random.randint(1, 4) if model in {"fixed-seats", "pre-agreed-seats"} else None,
        "workplaces": [Ref(site.name) for site in company.sites],
        "central_mentor_id": Ref(_central(company)) if model == "cluster" else None,
        "jobcentre_contact_id": Ref(staff_name(plan, "job-consultant", index % plan.staff["job-consultant"] + 1)),
        "valid_from": valid_from.isoformat(),
        "valid_until": (valid_from + timedelta(days=random.choice((365, 547, 730)))).isoformat(),
        "note": None,
    }
    return name, body


def _central(company: Company) -> str:
    """The first company mentor of a cluster, else the first contact person, coordinates it."""
    return next((site.mentor for site in company.sites if site.mentor), company.sites[0].contact)
