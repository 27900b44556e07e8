"""The citizens: who they are, what they want, what they can, and what must be considered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from local_stack.demonstration.law import legal_facts, resource_programme_since
from local_stack.demonstration.plan import Plan
from local_stack.demonstration.requests import Request
from local_stack.demonstration.vocabulary import (
    CvLine,
    SaidGoal,
    asked_certificates,
    cv_lines,
    job_goals,
    limit_patterns,
    names,
)
from rettematch.identifiers import synthetic_cpr
from rettematch.industry.packages import PACKAGE_IDS, package

_YOUNGEST, _OLDEST = 31, 63
_PROTECTED_EVERY: Final = 23
_WEEKLY_HOURS: Final = (2, 3, 4, 4, 5, 6, 6, 8, 8, 8, 10, 10, 10, 12, 12, 15, 15, 18, 20, 20, 25, 37)
_TRAVEL_KM: Final = (8, 12, 15, 15, 20, 20, 25, 25, 30, 30, 40)
_WORKDAYS: Final = ["mon", "tue", "wed", "thu", "fri"]
_NEWCOMER_EVERY: Final = 5
_LANGUAGES: Final = ("ar", "fa", "so", "ti", "ku", "uk", "pl", "en", "es")
_SOURCES: Final = ("citizen", "citizen", "caseworker", "step-up", "health-professional", "workplace")


@dataclass(frozen=True, slots=True)
class Person:
    """A citizen as made; the lists hold the bodies of what is recorded about the citizen."""

    name: str
    body: dict[str, Any]
    goals: list[dict[str, Any]]
    skills: list[dict[str, Any]]
    cv: list[dict[str, Any]]
    considerations: list[dict[str, Any]]
    legal: dict[str, Any]

    @property
    def tolerances(self) -> dict[str, int]:
        """The level by dimension."""
        return {each["dimension"]: each["level"] for each in self.considerations}


def make_people(plan: Plan, seed: int, today: date) -> list[Person]:
    """The citizens of one municipality, those in a resource programme first."""
    random = Random(f"{seed}:{plan.code}:people")
    full_names = _full_names(random, plan.citizens)
    wishes = _wishes(random, plan.citizens)
    return [_person(random, plan, today, index, full_names[index], wishes[index]) for index in range(plan.citizens)]


def people_requests(plan: Plan, people: list[Person]) -> Iterator[Request]:
    """The requests that record them, each citizen by one of the caseworkers."""
    for index, person in enumerate(people):
        number = index % plan.staff["caseworker"] + 1
        yield Request(person.name, "/v1/citizens", "caseworker", person.body, plan.code, number)
        for kind, path, bodies in (
            ("goal", "job-goals", person.goals),
            ("skill", "skills", person.skills),
            ("cv", "cv-entries", person.cv),
            ("consideration", "considerations", person.considerations),
            ("legal-facts", "legal-facts", [person.legal]),
        ):
            for position, body in enumerate(bodies):
                yield Request(
                    f"{plan.code}/{kind}-{index}.{position}", f"/v1/citizens/{{{person.name}}}/{path}",
                    "caseworker", body, plan.code, number,
                )  # fmt: skip


def _full_names(random: Random, count: int) -> list[tuple[str, bool]]:
    """Names and whether they are a woman's; no two are the same."""
    made: dict[str, bool] = {}
    women, men, family = names()["women"], names()["men"], names()["family"]
    while len(made) < count:
        is_woman = len(made) % 2 == 0
        made[f"{random.choice(women if is_woman else men)} {random.choice(family)}"] = is_woman
    return list(made.items())


def _wishes(random: Random, count: int) -> list[list[SaidGoal]]:
    """One to three goals for each; all packages are wished for about as often, and some wish for none of them."""
    by_package = {each: [goal for goal in job_goals() if goal.package == each] for each in ("", *PACKAGE_IDS)}
    order = [package_id for _ in range(count) for package_id in PACKAGE_IDS][:count]
    random.shuffle(order)
    wishes = []
    for first in order:
        chosen = random.sample(by_package[first], random.choice((1, 1, 2)))
        if random.random() < 0.55:
            other = random.choice([each for each in by_package if each != first])
            chosen.append(random.choice(by_package[other]))
        if random.random() < 0.08:
            chosen = [random.choice(by_package[""])]
        wishes.append(chosen)
    return wishes


def _person(
    random: Random, plan: Plan, today: date, index: int, name: tuple[str, bool], wishes: list[SaidGoal]
) -> Person:
    full_name, is_woman = name
    chosen = list(dict.fromkeys(goal.package for goal in wishes if goal.package))
    newcomer = index % _NEWCOMER_EVERY == _NEWCOMER_EVERY - 1
    identity = _identity(random, plan, today, index, full_name, is_woman=is_woman)
    situation = _situation(random, plan, today, index)
    return Person(
        name=f"{plan.code}/citizen-{index}",
        body={
            **identity,
            **situation,
            **_languages(random, newcomer=newcomer),
            **_availability(random, in_programme=index < plan.resource_programme),
            "packages": chosen,
        },
        goals=[{"rank": rank, "text": goal.said, "occupation": goal.occupation} for rank, goal in enumerate(wishes, 1)],
        skills=_skills(random, chosen),
        cv=_cv(random, today, chosen),
        considerations=_considerations(random, today, index),
        legal=legal_facts(index, today, situation["benefit_since"], newcomer=newcomer),
    )


def _identity(random: Random, plan: Plan, today: date, index: int, full_name: str, *, is_woman: bool) -> dict[str, Any]:
    born_on = date(today.year - random.randint(_YOUNGEST, _OLDEST), random.randint(1, 12), random.randint(1, 28))
    serial = 10 * (index + 1) + random.choice((0, 2, 4, 6, 8) if is_woman else (1, 3, 5, 7, 9))
    return {
        "cpr": synthetic_cpr(born_on, serial),
        "name": full_name,
        "address_protected": index % _PROTECTED_EVERY == _PROTECTED_EVERY - 1,
        "address": f"{random.choice(names()['roads'])} {random.randint(1, 98)}",
        "postcode": random.choice(plan.postcodes),
    }


def _situation(random: Random, plan: Plan, today: date, index: int) -> dict[str, Any]:
    in_programme = index < plan.resource_programme
    since = today - timedelta(days=random.randint(400, 2600))
    return {
        "benefit": "resource-programme" if in_programme else "cash-benefit",
        "benefit_since": (resource_programme_since(since) if in_programme else since).isoformat(),
        "match_group": "activity-ready" if in_programme or random.random() < 0.8 else "job-ready",
    }


def _languages(random: Random, *, newcomer: bool) -> dict[str, Any]:
    if not newcomer:
        return {"danish_spoken": "C2", "danish_read": random.choice(("B2", "C1", "C2")), "other_languages": []}
    spoken = random.choice(("A1", "A2", "A2", "B1", "B2"))
    read = {"A1": "none", "A2": "A1", "B1": "A2", "B2": "B1"}[spoken]
    return {
        "danish_spoken": spoken,
        "danish_read": read,
        "other_languages": [
            {"language": each, "level": random.choice(("B2", "C1", "C2"))}
            for each in sorted(random.sample(_LANGUAGES, random.choice((1, 2))))
        ],
    }


def _availability(random: Random, *, in_programme: bool) -> dict[str, Any]:
    week = random.choice(_WEEKLY_HOURS[: 14 if in_programme else None])
    day = min(week, random.choice((2, 3, 3, 4, 4, 5, 6)) if week <= 20 else 7.5)
    days = list(_WORKDAYS)
    if week <= 10 and random.random() < 0.4:
        days = sorted(random.sample(_WORKDAYS, 3), key=_WORKDAYS.index)
    elif random.random() < 0.15:
        days = [*_WORKDAYS, "sat"]
    schemes = ["internship"]
    schemes += [each for each, share in (("taster", 0.7), ("wage-subsidy", 0.5), ("ordinary-hours", 0.85))
                if random.random() < share]  # fmt: skip
    if in_programme and random.random() < 0.3:
        schemes.append("flex-job")
    return {
        "hours_per_day_max": day,
        "hours_per_week_max": week,
        "days": days,
        "earliest_start": random.choice(("06:00", "07:00", "08:00", "08:00", "08:30", "09:00")),
        "latest_end": random.choice(("14:00", "15:00", "15:00", "16:00", "17:00", "20:00")),
        "travel_km": random.choice(_TRAVEL_KM),
        "schemes": schemes,
        "certificates": [each.certificate for each in asked_certificates() if random.random() < each.citizens],
        "clean_criminal_record": random.choice((None, None, True, True, True, False)),
        "child_protection_certificate": random.choice((None, None, True, True)),
        "avoided_employers": [],
    }


def _skills(random: Random, chosen: list[str]) -> list[dict[str, Any]]:
    pool = [each.skill for package_id in chosen for each in package(package_id).competences]
    some = random.sample(sorted(set(pool)), min(len(set(pool)), random.randint(1, 3)))
    return [{"skill": skill, "source": random.choice(("citizen", "citizen", "workplace", "caseworker"))}
            for skill in some]  # fmt: skip


def _cv(random: Random, today: date, chosen: list[str]) -> list[dict[str, Any]]:
    pool = [line for line in cv_lines() if line.package in {*chosen, ""}]
    entries = []
    until = today - timedelta(days=random.randint(300, 1500))
    for line in random.sample(pool, min(len(pool), random.choice((1, 1, 2)))):
        entries.append(_entry(line, until))
        until -= timedelta(days=30 * line.months + random.randint(60, 900))
    return entries


def _entry(line: CvLine, until: date) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "text": line.text,
        "occupation": line.occupation,
        "from_date": (until - timedelta(days=30 * line.months)).isoformat(),
        "until_date": until.isoformat(),
    }


def _considerations(random: Random, today: date, index: int) -> list[dict[str, Any]]:
    """Two to six limits for four of five citizens, one or none for the others; one in eight statements has expired."""
    wanted = random.randint(2, 6) if index % 5 else random.randint(0, 1)
    limits: dict[str, int] = {}
    for pattern in random.sample(limit_patterns(), len(limit_patterns())):
        for dimension, levels in list(pattern.limits.items())[: random.randint(2, 4)]:
            if len(limits) < wanted:
                limits.setdefault(dimension, random.choice(levels))
    return [_consideration(random, today, dimension, level) for dimension, level in limits.items()]


def _consideration(random: Random, today: date, dimension: str, level: int) -> dict[str, Any]:
    stated_on = today - timedelta(days=random.randint(10, 240))
    if random.random() < 0.125:
        stated_on = today - timedelta(days=random.randint(300, 600))
        valid_until = stated_on + timedelta(days=182)
    else:
        valid_until = stated_on + timedelta(days=random.choice((273, 365, 547)))
    return {
        "dimension": dimension,
        "level": level,
        "source": random.choice(_SOURCES),
        "stated_on": stated_on.isoformat(),
        "valid_until": valid_until.isoformat(),
        "next_look_on": (valid_until - timedelta(days=14)).isoformat(),
    }
