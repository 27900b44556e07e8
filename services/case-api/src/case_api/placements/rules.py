"""Pure decisions about placements: whether a seat may be taken, and whether an agreement hangs together."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from case_api.employers.rules import Taken, peak
from case_api.placements.law import LegalSide
from case_api.placements.schemas import Confirmed, DanishConfirmed, DemandConfirmed, FollowUpWrite, StepUp
from rettematch.clock import local_date
from rettematch.considerations import dimension
from rettematch.constraints import Failure, danish_number, failed_constraints, needed_accommodations
from rettematch.contracts.base import Scheme
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import Demand, LanguageDemand, PlaceSnapshot
from rettematch.problems import FieldError
from rettematch.programmes.law import Supported

_OVER_THE_WHOLE_PERIOD = frozenset({"seats", "period", "ratio"})
"""Constraints that a placement is asked for on each of its days, not only on the first; the ratio is the law's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a placement would be; both dates included."""

    scheme: Scheme
    starts_on: date
    ends_on: date
    hours_per_day: float
    hours_per_week: float


@dataclass(frozen=True, slots=True)
class Situation:
    """What a placement is judged by: the citizen, the place, and what others take up.

    `taken` are the place's seats, `own` the citizen's other placements, `legal` what the law is asked with; the one
    that is judged is in none of them.
    """

    profile: MatchingProfile
    place: PlaceSnapshot
    taken: Sequence[Taken]
    own: Sequence[Supported]
    legal: LegalSide


def refusals(asked: Asked, now: Situation) -> tuple[Failure, ...]:
    """Why a seat may not be taken, apart from the law; empty when it may."""
    wanted = (asked.scheme,) if asked.scheme in now.profile.schemes else ()
    profile = now.profile.model_copy(update={"schemes": wanted, "as_of": asked.starts_on})
    found = [
        failure
        for failure in failed_constraints(profile, now.place)
        if failure.constraint not in _OVER_THE_WHOLE_PERIOD
    ]
    return (*found, *period_refusals(asked, now), *hours_refusals(asked, now))


def period_refusals(asked: Asked, now: Situation) -> tuple[Failure, ...]:
    """What fails on some day of the period: the place's own period and its seats."""
    found = []
    place = now.place
    if asked.starts_on < place.open_from or (place.open_until is not None and asked.ends_on > place.open_until):
        until = "" if place.open_until is None else f" to {place.open_until}"
        found.append(
            Failure(
                "period",
                False,
                f"open from {place.open_from}{until}, asked for {asked.starts_on} to {asked.ends_on}",
                "Pladsen er ikke åben i hele perioden.",
            )
        )
    most = peak(now.taken, asked.starts_on, asked.ends_on)
    if most >= place.seats:
        found.append(
            Failure(
                "seats",
                False,
                f"{most} of {place.seats} seats are taken in the period",
                f"Alle pladser er optaget i perioden ({most} af {place.seats}).",
            )
        )
    return tuple(found)


def hours_refusals(asked: Asked, now: Situation) -> tuple[Failure, ...]:
    """What the hours asked for break: the place's limits and the citizen's."""
    place, profile = now.place, now.profile
    found = []
    if not place.hours_per_week_min <= asked.hours_per_week <= place.hours_per_week_max:
        found.append(
            Failure(
                "hours-per-week",
                False,
                f"the place takes {place.hours_per_week_min:g} to {place.hours_per_week_max:g} hours a week, "
                f"asked {asked.hours_per_week:g}",
                f"Pladsen er på {danish_number(place.hours_per_week_min)} til "
                f"{danish_number(place.hours_per_week_max)} timer om ugen.",
            )
        )
    if asked.hours_per_day < place.hours_per_day_min:
        found.append(
            Failure(
                "hours-per-day",
                False,
                f"the place asks {place.hours_per_day_min:g} hours a day, asked {asked.hours_per_day:g}",
                f"Pladsen kræver mindst {danish_number(place.hours_per_day_min)} timer om dagen.",
            )
        )
    if asked.hours_per_day > profile.hours_per_day_max:
        found.append(
            Failure(
                "hours-per-day",
                False,
                f"the citizen can {profile.hours_per_day_max:g} hours a day, asked {asked.hours_per_day:g}",
                f"Borgeren kan højst {danish_number(profile.hours_per_day_max)} timer om dagen.",
            )
        )
    common = len(set(place.days) & set(profile.days))
    if common * asked.hours_per_day < asked.hours_per_week:
        found.append(
            Failure(
                "days",
                False,
                f"{common} common days of {asked.hours_per_day:g} hours, asked {asked.hours_per_week:g} a week",
                f"{danish_number(asked.hours_per_week)} timer om ugen kan ikke være på {common} fælles ugedage "
                f"à {danish_number(asked.hours_per_day)} timer.",
            )
        )
    return (*found, *own_hours_refusals(asked, now))


def own_hours_refusals(asked: Asked, now: Situation) -> tuple[Failure, ...]:
    """Whether all of the citizen's placements together are more than the citizen can, on any day of the period."""
    others, can = most_hours(now.own, asked.starts_on, asked.ends_on), now.profile.hours_per_week_max
    if others + asked.hours_per_week <= can:
        return ()
    with_others = f" sammen med {danish_number(others)} timer i andre forløb" if others else ""
    return (
        Failure(
            "hours-per-week",
            False,
            f"the citizen can {can:g} hours a week; asked {asked.hours_per_week:g} beside {others:g} elsewhere",
            f"Borgeren kan højst {danish_number(can)} timer om ugen; "
            f"her bedes om {danish_number(asked.hours_per_week)}{with_others}.",
        ),
    )


def most_hours(placements: Sequence[Supported], from_: date, to: date) -> float:
    """The most weekly hours that placements make on any day of a period."""
    days = {from_} | {each.from_ for each in placements if from_ < each.from_ <= to}
    return max(math.fsum(each.hours_per_week for each in placements if each.from_ <= day <= each.to) for day in days)


def extension(asked: Asked, ends_on: date) -> Asked:
    """The days that an extension adds, judged as a placement of their own."""
    return replace(asked, starts_on=date.fromordinal(asked.ends_on.toordinal() + 1), ends_on=ends_on)


def with_confirmed(place: PlaceSnapshot, confirmed: Iterable[Confirmed]) -> PlaceSnapshot:
    """The place as it is once these facts are known."""
    demands = {demand.dimension: demand for demand in place.demands}
    update: dict[str, object] = {}
    for each in confirmed:
        if isinstance(each, DemandConfirmed):
            demands[each.dimension] = Demand(
                dimension=each.dimension, usual=each.level, accommodated=each.accommodated, known=each.known
            )
        elif isinstance(each, DanishConfirmed):
            update["language"] = LanguageDemand(spoken=each.spoken, read=each.read, known=True)
        elif each.fact == "criminal-record":
            update["clean_criminal_record"] = each.required
        else:
            update["child_protection_certificate"] = each.required
    return place.model_copy(update={**update, "demands": tuple(demands.values())})


def known_already(place: PlaceSnapshot, confirmed: Sequence[Confirmed]) -> list[FieldError]:
    """Confirmations of what is no open question: whoever means another level changes the place itself."""
    known = {demand.dimension for demand in place.demands if demand.known.is_known}
    facts = {
        "danish": place.language.known,
        "criminal-record": place.clean_criminal_record is not None,
        "child-protection": place.child_protection_certificate is not None,
    }
    return [
        FieldError(
            field=f"body.confirmed.{position}",
            expected="must be about a fact that is not known yet: change the place instead",
            danish="er allerede kendt; ret pladsen i stedet",
        )
        for position, each in enumerate(confirmed)
        if (each.dimension in known if isinstance(each, DemandConfirmed) else facts[each.fact])
    ]


def agreed_wordings(given: Sequence[str], profile: MatchingProfile, place: PlaceSnapshot) -> list[str]:
    """The considerations in the agreement: those given, and the wording of each accommodation the fit rests on."""
    limits = {each.dimension: each.level for each in profile.tolerances or ()}
    needed = (dimension(each).work_agreement_text(limits[each]) for each in needed_accommodations(profile, place))
    return list(dict.fromkeys([*given, *(text for text in needed if text is not None)]))


def agreement_faults(
    starts_on: date, ends_on: date, step_up: Sequence[StepUp], follow_up_plan: Sequence[FollowUpWrite]
) -> list[FieldError]:
    """What in an agreement does not fit its period."""
    faults = []
    for position, (step, before) in enumerate(zip(step_up, [None, *step_up], strict=False)):
        if not starts_on <= step.from_date <= ends_on:
            faults.append(
                FieldError(
                    field=f"body.step_up.{position}.from_date",
                    expected="must lie in the period of the placement",
                    danish="skal ligge i forløbets periode",
                )
            )
        if before is not None and step.from_date <= before.from_date:
            faults.append(
                FieldError(
                    field=f"body.step_up.{position}.from_date",
                    expected="must be after the step before",
                    danish="skal ligge efter det forrige trin",
                )
            )
        if before is not None and step.paid_hours_per_week < before.paid_hours_per_week:
            faults.append(
                FieldError(
                    field=f"body.step_up.{position}.paid_hours_per_week",
                    expected="must not be below the step before",
                    danish="må ikke være lavere end det forrige trin",
                )
            )
    for position, line in enumerate(follow_up_plan):
        if not starts_on <= local_date(line.at) <= ends_on:
            faults.append(
                FieldError(
                    field=f"body.follow_up_plan.{position}.at",
                    expected="must lie in the period of the placement",
                    danish="skal ligge i forløbets periode",
                )
            )
    if len(set(follow_up_plan)) != len(follow_up_plan):
        faults.append(
            FieldError(
                field="body.follow_up_plan",
                expected="must name each follow-up once",
                danish="må kun nævne hver opfølgning én gang",
            )
        )
    return faults
