"""Running placements: seats that citizens have taken, each where every hard constraint holds."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from local_stack.demonstration.cases import MadeCase, first_follow_ups
from local_stack.demonstration.matching import profile_of, snapshot_of
from local_stack.demonstration.people import Person
from local_stack.demonstration.places import MadePlace
from local_stack.demonstration.plan import Plan
from local_stack.demonstration.requests import Ref, Request
from local_stack.demonstration.vocabulary import agreement_texts
from rettematch.clock import COPENHAGEN
from rettematch.considerations import dimension
from rettematch.constraints import failed_constraints
from rettematch.contracts.base import Scheme
from rettematch.programmes.law import counts_in_ratio

_SOONEST_DAYS: Final = 17
_WEEKS: Final = 13
_JOB_READY_WEEKS: Final = 4
_SCHEMES: Final = (Scheme.INTERNSHIP, Scheme.ORDINARY_HOURS, Scheme.WAGE_SUBSIDY)

_PAID: Final = frozenset({"likely", "agreed"})


@dataclass(frozen=True, slots=True)
class MadePlacement:
    """A placement as made."""

    name: str
    case: MadeCase
    body: dict[str, Any]


def make_placements(
    plan: Plan, seed: int, today: date, cases: list[MadeCase], places: list[MadePlace]
) -> list[MadePlacement]:
    """As many as planned, for those who have searched for some weeks; sets their cases' `placed_on`."""
    random = Random(f"{seed}:{plan.code}:placements")
    taking = _Taking(plan, today)
    made: list[MadePlacement] = []
    for case in random.sample(cases, len(cases)):
        latest = today - timedelta(days=4)
        starts_on = _monday(case.started_on + timedelta(days=_SOONEST_DAYS + random.randint(0, 20)))
        if len(made) == plan.placements or starts_on > latest:
            continue
        for place in random.sample(places, len(places)):
            body = taking.agreement(random, case.person, place, starts_on)
            if body is not None:
                case.placed_on = starts_on
                name = f"{plan.code}/placement-{len(made)}"
                case.placement = name
                made.append(MadePlacement(name, case, {"case_id": Ref(case.name), **body}))
                break
    return made


def placement_requests(plan: Plan, placements: list[MadePlacement]) -> Iterator[Request]:
    """The requests that take the seats, by each citizen's job broker."""
    for each in placements:
        yield Request(each.name, "/v1/placements", "job-broker", each.body, plan.code, each.case.job_broker)


class _Taking:
    """Remembers which seats and whose room under the ratio rule is taken."""

    def __init__(self, plan: Plan, today: date) -> None:
        self._plan = plan
        self._today = today
        self._seats: Counter[str] = Counter()
        self._supported: Counter[str] = Counter()

    def agreement(self, random: Random, person: Person, place: MadePlace, starts_on: date) -> dict[str, Any] | None:
        """The body of a placement there, or None when something stands in the way."""
        weeks = _JOB_READY_WEEKS if person.body["match_group"] == "job-ready" else _WEEKS
        ends_on = starts_on + timedelta(weeks=weeks, days=-1)
        closes = place.body["open_until"]
        too_late = ends_on <= self._today or (closes is not None and ends_on.isoformat() > closes)
        common = set(person.body["schemes"]) & set(place.body["schemes"])
        scheme = next((each for each in _SCHEMES if each in common), None)
        if scheme is None or too_late or place.body["package"] not in person.body["packages"]:
            return None
        profile = profile_of(self._plan, person, starts_on).model_copy(update={"schemes": (scheme,)})
        snapshot = snapshot_of(
            self._plan, place, starts_on, self._seats[place.name], float(self._supported[place.site.name])
        )
        hours = _hours(person, place)
        free = snapshot.supported_hours_free or 0
        counts = counts_in_ratio(scheme, starts_on)
        if failed_constraints(profile, snapshot) or hours is None or (counts and free < hours[1]):
            return None
        self._seats[place.name] += 1
        self._supported[place.site.name] += int(hours[1]) + 1 if counts else 0
        return {
            "place_id": Ref(place.name),
            "scheme": scheme.value,
            "starts_on": starts_on.isoformat(),
            "ends_on": ends_on.isoformat(),
            **_agreed(random, person, place, hours, starts_on, ends_on),
            **_for_the_law(scheme, paid=place.body["paid_hours_prospect"] in _PAID, starts_on=starts_on),
        }


def _hours(person: Person, place: MadePlace) -> tuple[float, float] | None:
    """Hours a day and a week that suit both, or None."""
    days = len(set(person.body["days"]) & set(place.body["days"]))
    day = float(person.body["hours_per_day_max"])
    week = min(float(person.body["hours_per_week_max"]), float(place.body["hours_per_week_max"]), days * day)
    fits = week >= place.body["hours_per_week_min"] and place.body["hours_per_day_min"] <= day <= week
    return (day, week) if fits else None


def _agreed(
    random: Random, person: Person, place: MadePlace, hours: tuple[float, float], starts_on: date, ends_on: date
) -> dict[str, Any]:
    texts = agreement_texts()
    mentor = place.body["mentor_id"]
    paid = place.body["paid_hours_prospect"] in _PAID
    call, visit = first_follow_ups(starts_on)
    plan = [(call, "phone"), (visit, "visit")]
    plan += [(_at(starts_on + timedelta(weeks=weeks), 10), "visit") for weeks in (4, 8, 12)]
    return {
        "hours_per_day": hours[0],
        "hours_per_week": hours[1],
        "goal": random.choice(texts["goals"]),
        "sub_goals": random.sample(texts["sub_goals"], 2),
        "tasks": place.body["tasks"],
        "meeting_times": f"Fra kl. {max(person.body['earliest_start'], place.body['earliest_start'])}",
        "considerations_agreed": _wordings(person)[:2],
        "contact_person_id": place.body["contact_person_id"],
        "mentor_id": mentor,
        "mentor_tasks": None if mentor is None else random.choice(texts["mentor_tasks"]),
        "follow_up_plan": [
            {"at": at.isoformat(), "kind": kind} for at, kind in plan if starts_on <= at.date() <= ends_on
        ],
        "ordinary_hours_planned": paid,
        "step_up": _step_up(starts_on, ends_on) if paid else [],
        "reason": random.choice(texts["reasons"]),
    }


def _for_the_law(scheme: Scheme, *, paid: bool, starts_on: date) -> dict[str, Any]:
    """What the law asks of the agreement: an internship's purpose, and the employees' word before a wage subsidy."""
    if scheme is Scheme.INTERNSHIP:
        return {"purpose": "ordinary-hours" if paid else "train-skills"}
    if scheme is Scheme.WAGE_SUBSIDY:
        heard_on = (starts_on - timedelta(days=3)).isoformat()
        return {"representative_heard_on": heard_on, "both_signed_on": heard_on}
    return {}


def _step_up(starts_on: date, ends_on: date) -> list[dict[str, Any]]:
    steps = [(starts_on + timedelta(weeks=week), hours) for week, hours in ((3, 2), (8, 4))]
    return [
        {"from_date": from_.isoformat(), "paid_hours_per_week": hours} for from_, hours in steps if from_ <= ends_on
    ]


def _wordings(person: Person) -> list[str]:
    """What the employer may read of the citizen's considerations."""
    found = (dimension(each).work_agreement_text(level) for each, level in person.tolerances.items())
    return [text for text in found if text is not None]


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), COPENHAGEN)


def _monday(day: date) -> date:
    """The day itself or the next Monday."""
    return day + timedelta(days=-day.weekday() % 7)
