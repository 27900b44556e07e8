"""Every hard constraint between one citizen and one place, place by place: the one scalar definition of them.

The matcher computes the same over columns and the case API asks this again in the transaction that takes a seat; the
ids are the same in both. A constraint fails by a known fact, which excludes the place, or because a fact is unknown,
which is a question to ask first: unknown never counts as yes.

Reasons are written for the staff who may read the citizen's work constraints. They are not for the employer.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rettematch.considerations import DIMENSIONS, MAX_LEVEL, dimension
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import Demand, Knowledge, PlaceSnapshot
from rettematch.industry.packages import UnknownPackageError, package
from rettematch.languages import LanguageLevel
from rettematch.programmes.law import RATIO_RULE, counts_in_ratio

CONSIDERATION = "consideration:"
"""Followed by the id of the dimension."""

_QUARTER = 0.25
_MINUTES_AN_HOUR = 60
_MINUTES_A_DAY = 24 * _MINUTES_AN_HOUR


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a place is not for this citizen, or not before somebody has asked.

    `fact` is what the failure rests on, in English; `danish` may be shown to a caseworker as it is.
    """

    constraint: str
    by_unknown: bool
    fact: str
    danish: str
    dimension: str | None = None
    rule_id: str | None = None


Check = Callable[[MatchingProfile, PlaceSnapshot], Iterable[Failure]]


def failed_constraints(profile: MatchingProfile, place: PlaceSnapshot) -> tuple[Failure, ...]:
    """What stands between a citizen and a place; empty when the place fits.

    Args:
        profile: Of the citizen; `as_of` is the day asked about and `schemes` are those in question.
        place: As it is now.
    """
    return tuple(failure for check in CHECKS.values() for failure in check(profile, place))


def passed_constraints(profile: MatchingProfile, place: PlaceSnapshot) -> tuple[str, ...]:
    """The ids of the constraints that hold, each dimension of considerations by itself."""
    failed = {failure.constraint for failure in failed_constraints(profile, place)}
    considered = () if profile.tolerances is None else tuple(CONSIDERATION + each.id for each in DIMENSIONS)
    return tuple(
        name for name in (*(each for each in CHECKS if each != CONSIDERATION), *considered) if name not in failed
    )


def needed_accommodations(profile: MatchingProfile, place: PlaceSnapshot) -> tuple[str, ...]:
    """The dimensions on which the place fits only with the accommodation that the employer has offered."""
    limits = _limits(profile)
    return tuple(
        demand.dimension
        for demand in complete_demands(place)
        if demand.known.is_known and demand.usual > limits.get(demand.dimension, MAX_LEVEL) >= _accommodated(demand)
    )


@cache
def _typical(package_id: str) -> Mapping[str, Demand]:
    try:
        levels = package(package_id).demand_levels
    except UnknownPackageError:
        levels = {}
    return {
        each.id: Demand(dimension=each.id, usual=levels.get(each.id, MAX_LEVEL), known=Knowledge.ASSUMED)
        for each in DIMENSIONS
    }


def with_typical_demands(package_id: str, demands: Iterable[Demand]) -> tuple[Demand, ...]:
    """One demand for each dimension: the place's own, else its package's typical one as an assumption.

    Without a package the highest demand is assumed, so that somebody asks.
    """
    own = {demand.dimension: demand for demand in demands}
    return tuple(own.get(each.id, _typical(package_id)[each.id]) for each in DIMENSIONS)


def complete_demands(place: PlaceSnapshot) -> tuple[Demand, ...]:
    """The demands of a place on every dimension."""
    return with_typical_demands(place.package, place.demands)


def _accommodated(demand: Demand) -> int:
    return demand.usual if demand.accommodated is None else min(demand.usual, demand.accommodated)


def _limits(profile: MatchingProfile) -> Mapping[str, int]:
    return {each.dimension: each.level for each in profile.tolerances or ()}


def danish_number(value: float) -> str:
    """A number as Danes write it: 7,5."""
    return f"{value:g}".replace(".", ",")


def _municipality(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    if profile.municipality_code != place.municipality_code:
        yield Failure(
            "municipality", False, "the place is not of this municipality", "Pladsen hører til en anden kommune."
        )


def _open(_: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    if not place.open:
        yield Failure("open", False, "the place is withdrawn or past", "Pladsen tilbydes ikke længere.")


def _seats(_: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    if place.seats_taken >= place.seats:
        yield Failure(
            "seats",
            False,
            f"{place.seats_taken} of {place.seats} seats are taken",
            f"Alle pladser er optaget ({place.seats_taken} af {place.seats}).",
        )


def _period(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    if profile.as_of < place.open_from or (place.open_until is not None and profile.as_of > place.open_until):
        until = "" if place.open_until is None else f" to {place.open_until}"
        yield Failure(
            "period",
            False,
            f"open from {place.open_from}{until}, asked about {profile.as_of}",
            "Pladsen er ikke åben på den dag.",
        )


def _reach(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    if all(each.postcode != place.postcode for each in profile.reach):
        yield Failure(
            "reach",
            False,
            f"postcode {place.postcode} is outside the citizen's reach",
            f"Postnummer {place.postcode} ligger uden for borgerens rækkevidde.",
        )


def _avoided(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    if place.employer_id in profile.avoided_employers:
        yield Failure(
            "avoided-employer", False, "the employer is to be avoided", "Virksomheden skal undgås for denne borger."
        )


def _scheme(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    if not place.schemes:
        danish = "Pladsen har for tiden ingen ordning, som loven tillader."
        yield Failure("scheme", False, "the law leaves the place no scheme now", danish)
    elif not set(place.schemes) & set(profile.schemes):
        offered = ", ".join(scheme.danish_name for scheme in place.schemes)
        yield Failure(
            "scheme",
            False,
            f"the place offers {', '.join(place.schemes)}",
            f"Pladsen tilbyder {offered}, og det er ikke aktuelt for borgeren.",
        )


def _hours_per_day(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    asked, can = place.hours_per_day_min, profile.hours_per_day_max
    if asked > can:
        yield Failure(
            "hours-per-day",
            False,
            f"the place asks {asked:g} hours a day, the citizen can {can:g}",
            f"Pladsen kræver mindst {danish_number(asked)} timer om dagen; borgeren kan {danish_number(can)}.",
        )


def _hours_per_week(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    asked, can = place.hours_per_week_min, profile.hours_per_week_max
    if asked > can:
        yield Failure(
            "hours-per-week",
            False,
            f"the place asks {asked:g} hours a week, the citizen can {can:g}",
            f"Pladsen kræver mindst {danish_number(asked)} timer om ugen; borgeren kan {danish_number(can)}.",
        )


def _days(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    common = len(set(place.days) & set(profile.days))
    if common == 0:
        yield Failure("days", False, "no day of the week in common", "Ingen ugedage passer både pladsen og borgeren.")
    elif common * profile.hours_per_day_max < place.hours_per_week_min:
        yield Failure(
            "days",
            False,
            f"{common} common days of {profile.hours_per_day_max:g} hours, {place.hours_per_week_min:g} hours asked",
            f"De {common} fælles ugedage giver ikke {danish_number(place.hours_per_week_min)} timer om ugen.",
        )


def _minutes(clock: str) -> int:
    return int(clock[:2]) * _MINUTES_AN_HOUR + int(clock[3:])


def window_minutes(earliest: str, latest: str) -> tuple[int, int]:
    """A span of the day in minutes after midnight; one that ends at or before its start runs past midnight."""
    start, end = _minutes(earliest), _minutes(latest)
    return start, end if end > start else end + _MINUTES_A_DAY


def _time_of_day(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    start, end = window_minutes(place.earliest_start, place.latest_end)
    own_start, own_end = window_minutes(profile.earliest_start, profile.latest_end)
    common = max(
        min(end, own_end + shift) - max(start, own_start + shift) for shift in (-_MINUTES_A_DAY, 0, _MINUTES_A_DAY)
    )
    if common < max(place.hours_per_day_min, _QUARTER) * _MINUTES_AN_HOUR:
        yield Failure(
            "time-of-day",
            False,
            f"the place works {place.earliest_start}-{place.latest_end}, "
            f"the citizen {profile.earliest_start}-{profile.latest_end}",
            f"Arbejdstiden {place.earliest_start}-{place.latest_end} passer ikke med borgerens "
            f"{profile.earliest_start}-{profile.latest_end}.",
        )


def _level(level: LanguageLevel) -> str:
    return "ingen" if level is LanguageLevel.NONE else level.value


def _danish(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    asked = place.language
    if profile.danish_spoken.rank >= asked.spoken.rank and profile.danish_read.rank >= asked.read.rank:
        return
    fact = (
        f"the place asks {asked.spoken} spoken and {asked.read} read, "
        f"the citizen has {profile.danish_spoken} and {profile.danish_read}"
    )
    if asked.known:
        danish = (
            f"Pladsen kræver dansk (tale {_level(asked.spoken)}, læsning {_level(asked.read)}); "
            f"borgeren har tale {_level(profile.danish_spoken)}, læsning {_level(profile.danish_read)}."
        )
    else:
        danish = "Ingen har spurgt virksomheden, hvor meget dansk pladsen kræver."
    yield Failure("danish", not asked.known, fact, danish)


def _certificates(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    missing = sorted(set(place.certificates) - set(profile.certificates))
    if missing:
        names = ", ".join(missing)
        yield Failure("certificates", False, f"the citizen lacks {names}", f"Borgeren mangler certifikat: {names}.")


def _record(constraint: str, name: str, required: bool | None, held: bool | None) -> Iterator[Failure]:
    if required is False or held is True:
        return
    if required is None:
        danish = f"Ingen har spurgt virksomheden, om pladsen kræver {name}."
        yield Failure(constraint, True, "not known whether the place requires it", danish)
    elif held is None:
        danish = f"Pladsen kræver {name}, og ingen har spurgt borgeren."
        yield Failure(constraint, True, "required, and not known whether the citizen has it", danish)
    else:
        yield Failure(
            constraint, False, "required, and the citizen has none", f"Pladsen kræver {name}, som borgeren ikke har."
        )


def _criminal_record(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    return _record("criminal-record", "ren straffeattest", place.clean_criminal_record, profile.clean_criminal_record)


def _child_protection(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    return _record(
        "child-protection", "børneattest", place.child_protection_certificate, profile.child_protection_certificate
    )


def _ratio(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    usable = set(place.schemes) & set(profile.schemes)
    if not usable or not all(counts_in_ratio(scheme, profile.as_of) for scheme in usable):
        return
    free, asked = place.supported_hours_free, max(place.hours_per_week_min, _QUARTER)
    if free is None:
        yield Failure(
            "ratio",
            True,
            "the ordinary staff of the workplace is not known",
            "Arbejdsstedets ordinært ansatte kendes ikke, så rimelighedskravet kan ikke afgøres.",
            rule_id=RATIO_RULE,
        )
    elif free < asked:
        yield Failure(
            "ratio",
            False,
            f"{free:g} supported hours a week are free, {asked:g} are needed",
            f"Rimelighedskravet: kun {danish_number(free)} støttede timer om ugen er ledige på arbejdsstedet.",
            rule_id=RATIO_RULE,
        )


def _considerations(profile: MatchingProfile, place: PlaceSnapshot) -> Iterator[Failure]:
    if profile.tolerances is None:  # no legal basis for using them
        return
    limits = _limits(profile)
    for demand in complete_demands(place):
        limit = limits.get(demand.dimension, MAX_LEVEL)
        if demand.usual <= limit or (demand.known.is_known and _accommodated(demand) <= limit):
            continue
        texts = dimension(demand.dimension)
        level = _accommodated(demand) if demand.known.is_known else demand.usual
        if demand.known.is_known:
            danish = f"{texts.name_da.capitalize()}: pladsen kræver {texts.levels_da[level]}."
        else:
            danish = f"{texts.name_da.capitalize()}: spørg virksomheden. {texts.question_da}"
        yield Failure(
            CONSIDERATION + demand.dimension,
            not demand.known.is_known,
            f"demand {level} ({demand.known}), tolerance {limit}",
            danish,
            dimension=demand.dimension,
        )


CHECKS: Mapping[str, Check] = {
    "municipality": _municipality,
    "open": _open,
    "seats": _seats,
    "period": _period,
    "reach": _reach,
    "avoided-employer": _avoided,
    "scheme": _scheme,
    "hours-per-day": _hours_per_day,
    "hours-per-week": _hours_per_week,
    "days": _days,
    "time-of-day": _time_of_day,
    "danish": _danish,
    "certificates": _certificates,
    "criminal-record": _criminal_record,
    "child-protection": _child_protection,
    "ratio": _ratio,
    CONSIDERATION: _considerations,
}
"""Every constraint by its id, in the order of an explanation; `consideration:` stands for one id for each dimension."""
