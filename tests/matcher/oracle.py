"""The ranking once more, in plain Python over the contracts: slow, obvious, and sharing no code with the engine.

It reads the constraints from the text of the rules, place by place and fact by fact, so that a slip in a mask, a table
or a sort shows as a difference.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from matcher.ranking.points import Weights
from rettematch.contracts.base import Scheme
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import Demand, PlaceSnapshot
from rettematch.reference.occupations import ISCO_PREFIX, find_occupation
from rettematch.reference.skills import skills_of

NEED_NO_CAPACITY = {Scheme.ORDINARY_HOURS, Scheme.FLEX_JOB}


@dataclass
class Verdict:
    place: PlaceSnapshot
    failed: set[str]
    unknown: set[str]
    parts: dict[str, int]

    @property
    def score(self) -> int:
        return sum(self.parts.values())


@dataclass
class Expected:
    fits: list[Verdict]
    ask_first: list[Verdict]
    excluded: Mapping[str, int]


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _common_minutes(place: PlaceSnapshot, profile: MatchingProfile) -> int:
    """The longest stretch that both can; the citizen's span may begin the day before or after."""
    longest = 0
    for shift in (-1440, 0, 1440):
        start, end = _minutes(place.earliest_start), _minutes(place.latest_end)
        end += 1440 if end <= start else 0
        other_start, other_end = _minutes(profile.earliest_start), _minutes(profile.latest_end)
        other_end += 1440 if other_end <= other_start else 0
        longest = max(longest, min(end, other_end + shift) - max(start, other_start + shift))
    return longest


def _considerations(demands: Iterable[Demand], profile: MatchingProfile) -> tuple[set[str], set[str], int]:
    failed: set[str] = set()
    unknown: set[str] = set()
    accommodated = 0
    if profile.tolerances is None:
        return failed, unknown, accommodated
    tolerance = {each.dimension: each.level for each in profile.tolerances}
    for demand in demands:
        limit = tolerance.get(demand.dimension, 3)
        if demand.usual <= limit:
            continue
        name = f"consideration:{demand.dimension}"
        if not demand.known.is_known:
            unknown.add(name)
        elif demand.accommodated is not None and demand.accommodated <= limit:
            accommodated += 1
        else:
            failed.add(name)
    return failed, unknown, accommodated


def _record(required: bool | None, held: bool | None) -> str:
    if required is False or held is True:
        return "passed"
    if required is True and held is False:
        return "failed"
    return "unknown"


def _goal_points(place: PlaceSnapshot, profile: MatchingProfile, weights: Weights) -> int:
    best = 0
    for goal in profile.goals:
        wanted = find_occupation(goal.uri)
        code = wanted.isco08 if wanted else goal.uri.removeprefix(ISCO_PREFIX)
        for uri in place.occupations:
            offered = find_occupation(uri)
            if offered is None:
                continue
            if uri == goal.uri:
                points = weights.give("job_goal", "occupation")
            else:
                digits = next((n for n in (4, 3, 2) if len(code) >= n and offered.isco08[:n] == code[:n]), 0)
                points = weights.give("job_goal", f"isco-{digits}") if digits else 0
            best = max(best, weights.at_rank(points, goal.rank))
    for rank, package in enumerate(profile.packages, start=1):
        if package == place.package:
            best = max(best, weights.at_rank(weights.give("job_goal", "package"), rank))
    return best


@cache
def _skills(uri: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return skills_of(uri)


def _skill_points(place: PlaceSnapshot, profile: MatchingProfile, weights: Weights) -> int:
    best, skills = 0, set(profile.skills)
    for uri in place.occupations:
        essential, optional = _skills(uri)
        points = sum(weights.give("skills", "essential") for skill in essential if skill in skills)
        points += sum(weights.give("skills", "optional") for skill in optional if skill in skills)
        best = max(best, weights.skill_value(min(points, weights.give("skills", "cap"))))
    return best


def _parts(place: PlaceSnapshot, profile: MatchingProfile, weights: Weights, accommodated: int) -> dict[str, int]:
    bands = [each.band for each in profile.reach if each.postcode == place.postcode]
    only_internship = set(place.schemes) <= {Scheme.TASTER, Scheme.INTERNSHIP} and place.paid_hours_prospect == "none"
    contact = weights.give("company_contact", "contact-person") if place.has_contact_person else 0
    mentor = weights.give("company_contact", "mentor") if place.has_mentor else 0
    return {
        "job_goal": _goal_points(place, profile, weights),
        "skills": _skill_points(place, profile, weights),
        "paid_hours": weights.give("paid_hours", place.paid_hours_prospect),
        "company_contact": contact + mentor,
        "sector": weights.give("sector", place.sector),
        "commute": weights.give("commute", weights.commute_row(min(bands))) if bands else 0,
        "accommodation": accommodated * weights.give("accommodation", "each"),
        "internship_only": weights.give("internship_only", "internship-only") if only_internship else 0,
    }


def judge(
    place: PlaceSnapshot,
    demands: Sequence[Demand],
    profile: MatchingProfile,
    weights: Weights,
    schemes: Sequence[Scheme] | None = None,
) -> Verdict:
    """One place for one citizen."""
    failed, unknown, accommodated = _considerations(demands, profile)
    overlap = set(place.schemes) & set(profile.schemes) & (set(schemes) if schemes is not None else set(Scheme))
    common_days = set(place.days) & set(profile.days)
    language = place.language
    too_little_danish = (
        profile.danish_spoken.rank < language.spoken.rank or profile.danish_read.rank < language.read.rank
    )
    checks = {
        "open": place.open,
        "seats": place.seats_taken < place.seats,
        "period": place.open_from <= profile.as_of and (place.open_until is None or profile.as_of <= place.open_until),
        "reach": place.postcode in {each.postcode for each in profile.reach},
        "avoided-employer": place.employer_id not in profile.avoided_employers,
        "scheme": bool(overlap),
        "hours-per-day": place.hours_per_day_min <= profile.hours_per_day_max,
        "hours-per-week": place.hours_per_week_min <= profile.hours_per_week_max,
        "days": bool(common_days) and len(common_days) * profile.hours_per_day_max >= place.hours_per_week_min,
        "time-of-day": _common_minutes(place, profile) >= max(60 * place.hours_per_day_min, 15),
        "danish": not (language.known and too_little_danish),
        "certificates": set(place.certificates) <= set(profile.certificates),
    }
    if not language.known and too_little_danish:
        unknown.add("danish")
    for name, required, held in (
        ("criminal-record", place.clean_criminal_record, profile.clean_criminal_record),
        ("child-protection", place.child_protection_certificate, profile.child_protection_certificate),
    ):
        outcome = _record(required, held)
        checks[name] = outcome != "failed"
        if outcome == "unknown":
            unknown.add(name)
    if overlap and not overlap & NEED_NO_CAPACITY:
        free = place.supported_hours_free
        if free is None:
            unknown.add("ratio")
        else:
            checks["ratio"] = free >= max(place.hours_per_week_min, 0.25)
    failed |= {name for name, passed in checks.items() if not passed}
    return Verdict(place, failed, unknown, _parts(place, profile, weights, accommodated))


def answer(verdicts: Sequence[Verdict], k: int, max_ask_first: int) -> Expected:
    """The lists and the counts."""

    def best(verdict: Verdict) -> tuple[int, UUID]:
        return -verdict.score, verdict.place.place_id

    possible = [each for each in verdicts if not each.failed]
    fits = sorted((each for each in possible if not each.unknown), key=best)
    ask = sorted((each for each in possible if each.unknown), key=lambda each: (len(each.unknown), best(each)))
    excluded = Counter(name for each in verdicts for name in each.failed)
    return Expected(fits[:k], ask[:max_ask_first], excluded)
