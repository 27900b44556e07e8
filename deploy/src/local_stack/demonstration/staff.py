"""The municipality itself, its legal basis, its teams and its staff."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from local_stack.demonstration.plan import Plan
from local_stack.demonstration.requests import Ref, Request
from local_stack.demonstration.vocabulary import names

ADMINISTRATOR: Final = "administrator"
OPERATOR: Final = "operator"
CITATION: Final = (
    "Demonstration: et tænkt hjemmelsgrundlag for at bruge skånehensyn i matchning, uden henvisning til en rigtig lov"
)
TEAMS: Final = (("indsats", "Team Indsats"), ("virksomhed", "Team Virksomhed"))
_COMPANY_TEAM: Final = frozenset({"job-consultant"})


def staff_name(plan: Plan, role: str, number: int) -> str:
    """The request that makes the `number`th member of staff with a role."""
    return f"{plan.code}/staff-{role}-{number}"


def make_staff(plan: Plan, seed: int, today: date) -> Iterator[Request]:
    """The municipality with its first administrator, a legal basis for considerations, two teams and the staff."""
    random = Random(f"{seed}:{plan.code}:staff")
    people = iter(_names(random))
    yield Request(
        name=f"{plan.code}/municipality-1",
        path="/v1/municipalities",
        role=OPERATOR,
        municipality=plan.code,
        body={
            "municipality_code": plan.code,
            "administrator": {"subject": f"demo:{plan.code}:{ADMINISTRATOR}:1", "name": next(people)},
        },
    )
    yield Request(
        name=f"{plan.code}/legal-basis-1",
        path="/v1/municipality/legal-bases",
        role=ADMINISTRATOR,
        municipality=plan.code,
        body={
            "category": "considerations",
            "citation": CITATION,
            "in_force_from": (today - timedelta(days=365)).isoformat(),
        },
    )
    for short, name in TEAMS:
        yield Request(f"{plan.code}/team-{short}", "/v1/teams", ADMINISTRATOR, {"name": name}, plan.code)
    for role, count in plan.staff.items():
        for number in range(1, count + 1):
            if role != ADMINISTRATOR:
                yield _member(plan, role, number, next(people))


def _member(plan: Plan, role: str, number: int, name: str) -> Request:
    team = "virksomhed" if role in _COMPANY_TEAM else "indsats"
    return Request(
        name=staff_name(plan, role, number),
        path="/v1/staff",
        role=ADMINISTRATOR,
        municipality=plan.code,
        body={
            "subject": f"demo:{plan.code}:{role}:{number}",
            "name": name,
            "roles": [role],
            "team_id": Ref(f"{plan.code}/team-{team}"),
        },
    )


def _names(random: Random) -> list[str]:
    given = [*names()["women"], *names()["men"]]
    random.shuffle(given)
    family = random.sample(names()["family"], len(given) if len(given) < len(names()["family"]) else 40)
    return [f"{first} {last}" for first, last in zip(given, family, strict=False)]
