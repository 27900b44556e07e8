"""Each relaxation applied to one profile: the changed profile is what the relaxation means, and what is searched."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from matcher.ranking import wording
from matcher.whatif.relaxations import Kind, Relaxation, Relaxations
from rettematch.contracts.base import Scheme, Weekday
from rettematch.contracts.matching import Goal, MatchingProfile, ReachablePostcode
from rettematch.industry.packages import UnknownPackageError, package
from rettematch.languages import LanguageLevel
from rettematch.reference.occupations import (
    ISCO_PREFIX,
    all_isco_groups,
    all_occupations,
    find_isco_group,
    find_occupation,
)

_MOST_HOURS_A_WEEK = 37.0
_MOST_HOURS_A_DAY = 12.0
_MINUTES_AN_HOUR = 60
_MINUTES_A_DAY = 24 * _MINUTES_AN_HOUR
_OCCUPATION_DIGITS = 5
"""An occupation stands one level below its ISCO unit group of four digits."""
_BROADEST_DIGITS = 3
"""A goal is not widened beyond a sub-major group: two digits would be another wish altogether."""
_WIDENED_GOALS = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for: a profile, and the schemes that the request named (None for all of the profile's)."""

    profile: MatchingProfile
    schemes: tuple[Scheme, ...] | None = None

    @property
    def usable_schemes(self) -> tuple[Scheme, ...]:
        """The schemes of the profile that the request did not leave out."""
        return tuple(each for each in self.profile.schemes if self.schemes is None or each in self.schemes)


@dataclass(frozen=True, slots=True)
class Change:
    """One relaxation for one profile.

    `value` says which of several it is (`sat`, `B1`, a package); `shown_value` says it in Danish.
    """

    relaxation: Relaxation
    value: str
    shown_value: str
    wanted: Wanted

    @property
    def danish(self) -> str:
        """The relaxation as a clause: `Hvis borgeren også kan arbejde lørdag`."""
        return self.relaxation.danish.format(value=self.shown_value)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the places of a municipality name: the certificates and the packages that there are."""

    certificates: Sequence[str]
    packages: Sequence[str]


_Made = Iterator[tuple[str, str, Wanted]]


def _with(wanted: Wanted, **changes: object) -> Wanted:
    return Wanted(wanted.profile.model_copy(update=changes), wanted.schemes)


def _hours_per_week(wanted: Wanted, step: float, _: Offer) -> _Made:
    hours = wanted.profile.hours_per_week_max + step
    if hours <= _MOST_HOURS_A_WEEK:
        yield f"{hours:g}", wording.hours(hours), _with(wanted, hours_per_week_max=hours)


def _hours_per_day(wanted: Wanted, step: float, _: Offer) -> _Made:
    hours = wanted.profile.hours_per_day_max + step
    if hours <= _MOST_HOURS_A_DAY:
        yield f"{hours:g}", wording.hours(hours), _with(wanted, hours_per_day_max=hours)


def _language(field: str) -> Callable[[Wanted, float, Offer], _Made]:
    levels = tuple(LanguageLevel)

    def changes(wanted: Wanted, step: float, _: Offer) -> _Made:
        held: LanguageLevel = getattr(wanted.profile, field)
        if held is not levels[-1]:
            level = levels[held.rank + int(step)]
            yield level.value, level.value, _with(wanted, **{field: level})

    return changes


def _reach(wanted: Wanted, step: float, _: Offer) -> _Made:
    further = [
        ReachablePostcode(postcode=each.postcode, band=each.band)
        for each in wanted.profile.beyond_reach
        if each.further_km <= step
    ]
    if further:
        yield f"{step:g}", f"{step:g} km", _with(wanted, reach=(*wanted.profile.reach, *further))


def _weekday(wanted: Wanted, _: float, __: Offer) -> _Made:
    held = set(wanted.profile.days)
    for day in Weekday:
        if day not in held:
            days = tuple(each for each in Weekday if each in held or each is day)
            yield day.value, wording.weekdays([day]), _with(wanted, days=days)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * _MINUTES_AN_HOUR + int(clock[3:])


def _clock(minutes: int) -> str:
    hours, rest = divmod(minutes % _MINUTES_A_DAY, _MINUTES_AN_HOUR)
    return f"{hours:02d}:{rest:02d}"


def _time(profile: MatchingProfile, earlier: float, later: float) -> dict[str, str]:
    """The span of the day made longer; nothing when it would run over a whole day."""
    start, end = _minutes(profile.earliest_start), _minutes(profile.latest_end)
    length = (end - start - 1) % _MINUTES_A_DAY + 1
    added = int((earlier + later) * _MINUTES_AN_HOUR)
    if length + added > _MINUTES_A_DAY:
        return {}
    return {
        "earliest_start": _clock(start - int(earlier * _MINUTES_AN_HOUR)),
        "latest_end": _clock(end + int(later * _MINUTES_AN_HOUR)),
    }


def _earlier(wanted: Wanted, step: float, _: Offer) -> _Made:
    if times := _time(wanted.profile, step, 0):
        value = times["earliest_start"]
        yield value, wording.clock(value), _with(wanted, **times)


def _later(wanted: Wanted, step: float, _: Offer) -> _Made:
    if times := _time(wanted.profile, 0, step):
        value = times["latest_end"]
        yield value, wording.clock(value), _with(wanted, **times)


def _certificate(wanted: Wanted, _: float, offer: Offer) -> _Made:
    held = wanted.profile.certificates
    for name in offer.certificates:
        if name not in held:
            yield name, name, _with(wanted, certificates=(*held, name))


def _scheme(wanted: Wanted, _: float, __: Offer) -> _Made:
    if wanted.schemes is None:
        return
    for scheme in Scheme:
        if scheme in wanted.profile.schemes and scheme not in wanted.schemes:
            yield scheme.value, scheme.danish_name, Wanted(wanted.profile, (*wanted.schemes, scheme))


@cache
def _package_name(name: str) -> str:
    try:
        return package(name).name_da
    except UnknownPackageError:
        return name


def _package(wanted: Wanted, _: float, offer: Offer) -> _Made:
    chosen = wanted.profile.packages
    for name in offer.packages:
        if name and name not in chosen:
            yield name, f"»{_package_name(name)}«", _with(wanted, packages=(*chosen, name))


@cache
def _members(code: str) -> tuple[str, ...]:
    """What stands one level below an ISCO group: its occupations, or its groups of one digit more."""
    if len(code) == _OCCUPATION_DIGITS - 1:
        return tuple(each.uri for each in all_occupations() if each.isco08 == code)
    deeper = len(code) + 1
    return tuple(each.uri for each in all_isco_groups() if len(each.code) == deeper and each.code.startswith(code))


def _wider(goal: Goal) -> str | None:
    """The ISCO group one level above a goal; None when that would be too broad or the goal is unknown."""
    found = find_occupation(goal.uri)
    code = found.isco08 if found is not None else goal.uri.removeprefix(ISCO_PREFIX)[:-1]
    known = found is not None or goal.uri.startswith(ISCO_PREFIX)
    return code if known and len(code) >= _BROADEST_DIGITS and find_isco_group(code) is not None else None


def _wider_goal(wanted: Wanted, _: float, __: Offer) -> _Made:
    for goal in sorted(wanted.profile.goals, key=lambda each: each.rank)[:_WIDENED_GOALS]:
        code = _wider(goal)
        group = None if code is None else find_isco_group(code)
        if code is None or group is None:
            continue
        added = tuple(Goal(uri=uri, rank=goal.rank) for uri in _members(code) if uri != goal.uri)
        if added:
            name = f"hele fagområdet »{group.label_da}«"
            yield code, name, _with(wanted, goals=(*wanted.profile.goals, *added))


_CHANGES: dict[Kind, Callable[[Wanted, float, Offer], _Made]] = {
    "hours-per-week": _hours_per_week,
    "hours-per-day": _hours_per_day,
    "danish-spoken": _language("danish_spoken"),
    "danish-read": _language("danish_read"),
    "reach": _reach,
    "weekday": _weekday,
    "earlier-start": _earlier,
    "later-end": _later,
    "certificate": _certificate,
    "scheme": _scheme,
    "package": _package,
    "wider-goal": _wider_goal,
}


def changes(wanted: Wanted, offer: Offer, relaxations: Relaxations) -> tuple[Change, ...]:
    """Every single relaxation of what is searched for, in the order of the file.

    Args:
        wanted: Profile and schemes of today's search.
        offer: Which certificates and packages the places name.
        relaxations: What may be relaxed.
    """
    return tuple(_all(wanted, offer, relaxations.relaxation))


def _all(wanted: Wanted, offer: Offer, relaxations: Iterable[Relaxation]) -> Iterator[Change]:
    for relaxation in relaxations:
        for value, shown, changed in _CHANGES[relaxation.kind](wanted, relaxation.step, offer):
            yield Change(relaxation, value, shown, changed)
