"""The hard constraints: each at its boundary, and what must hold for all of them."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettematch.considerations import DIMENSIONS
from rettematch.constraints import (
    CHECKS,
    CONSIDERATION,
    Failure,
    complete_demands,
    failed_constraints,
    needed_accommodations,
    passed_constraints,
)
from rettematch.contracts.base import Scheme, Weekday
from rettematch.contracts.matching import MatchingProfile, ReachablePostcode, Tolerance
from rettematch.contracts.places import (
    Demand,
    Knowledge,
    LanguageDemand,
    PaidHoursProspect,
    PlaceSnapshot,
    Sector,
)
from rettematch.industry.packages import package
from rettematch.languages import LanguageLevel
from rettematch.programmes.definitions import law
from rettematch.programmes.law_parameters import Principle

EMPLOYER = UUID(int=1)
IDS = [dimension.id for dimension in DIMENSIONS]


def demands(**levels: int) -> tuple[Demand, ...]:
    """Known demands of 0, but for those named."""
    return tuple(Demand(dimension=each, usual=levels.get(each, 0), known=Knowledge.STATED) for each in IDS)


def place(**changes: Any) -> PlaceSnapshot:
    """A place that everybody fits."""
    values: dict[str, Any] = {
        "place_id": UUID(int=3),
        "version": 1,
        "municipality_code": "0706",
        "employer_id": EMPLOYER,
        "workplace_id": UUID(int=2),
        "open": True,
        "postcode": "8400",
        "industry_code": "562900",
        "sector": Sector.PRIVATE,
        "occupations": (),
        "package": "kitchen",
        "demands": demands(),
        "language": LanguageDemand(spoken=LanguageLevel.NONE, read=LanguageLevel.NONE, known=True),
        "certificates": (),
        "clean_criminal_record": False,
        "child_protection_certificate": False,
        "schemes": (Scheme.TASTER, Scheme.INTERNSHIP),
        "hours_per_day_min": 3,
        "hours_per_week_min": 9,
        "hours_per_week_max": 20,
        "days": (Weekday.MONDAY, Weekday.TUESDAY, Weekday.THURSDAY),
        "earliest_start": "07:00",
        "latest_end": "15:00",
        "open_from": date(2026, 12, 1),
        "open_until": date(2026, 12, 31),
        "seats": 2,
        "seats_taken": 1,
        "supported_hours_free": 9,
        "paid_hours_prospect": PaidHoursProspect.NONE,
        "has_mentor": False,
        "has_contact_person": False,
        "cooperation_model": None,
    }
    return PlaceSnapshot(**{**values, **changes})


def profile(**changes: Any) -> MatchingProfile:
    """A citizen whom everything fits."""
    values: dict[str, Any] = {
        "subject": UUID(int=9),
        "municipality_code": "0706",
        "as_of": date(2026, 12, 1),
        "goals": (),
        "packages": (),
        "skills": (),
        "tolerances": (),
        "legal_bases": (),
        "hours_per_day_max": 3,
        "hours_per_week_max": 9,
        "days": (Weekday.MONDAY, Weekday.TUESDAY, Weekday.THURSDAY),
        "earliest_start": "08:00",
        "latest_end": "14:00",
        "danish_spoken": LanguageLevel.A2,
        "danish_read": LanguageLevel.A1,
        "certificates": (),
        "clean_criminal_record": None,
        "child_protection_certificate": None,
        "schemes": (Scheme.INTERNSHIP,),
        "reach": (ReachablePostcode(postcode="8400", band=0),),
        "avoided_employers": (),
    }
    return MatchingProfile(**{**values, **changes})


def tolerance(dimension: str, level: int) -> tuple[Tolerance, ...]:
    return (Tolerance(dimension=dimension, level=level, expired=False),)


def language(spoken: LanguageLevel, read: LanguageLevel = LanguageLevel.NONE, *, known: bool = True) -> LanguageDemand:
    return LanguageDemand(spoken=spoken, read=read, known=known)


def names(found: tuple[Failure, ...]) -> set[str]:
    return {each.constraint for each in found}


def test_a_place_that_just_fits_passes_everything() -> None:
    assert failed_constraints(profile(), place()) == ()
    assert passed_constraints(profile(), place()) == (
        *(name for name in CHECKS if name != CONSIDERATION),
        *(CONSIDERATION + each for each in IDS),
    )


BOUNDARIES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ("municipality", {}, {}, {}, {"municipality_code": "0707"}),
    ("open", {}, {}, {}, {"open": False}),
    ("seats", {}, {"seats_taken": 1}, {}, {"seats_taken": 2}),
    ("period", {"as_of": date(2026, 12, 1)}, {}, {"as_of": date(2026, 11, 30)}, {}),
    ("period", {"as_of": date(2026, 12, 31)}, {}, {"as_of": date(2027, 1, 1)}, {}),
    ("reach", {}, {}, {"reach": ()}, {}),
    ("avoided-employer", {"avoided_employers": (UUID(int=4),)}, {}, {"avoided_employers": (EMPLOYER,)}, {}),
    ("scheme", {}, {}, {"schemes": (Scheme.FLEX_JOB,)}, {}),
    ("hours-per-day", {}, {"hours_per_day_min": 3}, {}, {"hours_per_day_min": 3.25}),
    ("hours-per-week", {"days": tuple(Weekday)}, {"days": tuple(Weekday)}, {"hours_per_week_max": 8.75}, {}),
    ("days", {"days": (Weekday.MONDAY,)}, {"hours_per_week_min": 3}, {"days": (Weekday.SUNDAY,)}, {}),
    (
        "days",
        {},
        {"hours_per_week_min": 9},
        {"hours_per_day_max": 3, "hours_per_week_max": 37},
        {"hours_per_week_min": 9.25, "supported_hours_free": 37},
    ),
    (
        "time-of-day",
        {"earliest_start": "12:00", "latest_end": "18:00"},
        {},
        {"earliest_start": "12:15", "latest_end": "18:00"},
        {},
    ),
    ("danish", {}, {"language": language(LanguageLevel.A2)}, {}, {"language": language(LanguageLevel.B1)}),
    (
        "danish",
        {},
        {"language": language(LanguageLevel.NONE, LanguageLevel.A1)},
        {},
        {"language": language(LanguageLevel.NONE, LanguageLevel.A2)},
    ),
    (
        "certificates",
        {"certificates": ("hygiejnebevis",)},
        {"certificates": ("hygiejnebevis",)},
        {},
        {"certificates": ("hygiejnebevis",)},
    ),
    (
        "criminal-record",
        {"clean_criminal_record": True},
        {"clean_criminal_record": True},
        {"clean_criminal_record": False},
        {"clean_criminal_record": True},
    ),
    (
        "child-protection",
        {"child_protection_certificate": True},
        {"child_protection_certificate": True},
        {"child_protection_certificate": False},
        {"child_protection_certificate": True},
    ),
    ("ratio", {}, {"supported_hours_free": 9}, {}, {"supported_hours_free": 8.75}),
    (
        "consideration:noise",
        {"tolerances": tolerance("noise", 1)},
        {"demands": demands(noise=1)},
        {"tolerances": tolerance("noise", 1)},
        {"demands": demands(noise=2)},
    ),
    (
        "consideration:alone",
        {"tolerances": tolerance("alone", 0)},
        {},
        {"tolerances": tolerance("alone", 2)},
        {"demands": demands(alone=3)},
    ),
]


@pytest.mark.parametrize(("constraint", "can", "fits", "cannot", "breaks"), BOUNDARIES)
def test_each_constraint_holds_up_to_its_boundary_and_fails_beyond(
    constraint: str, can: dict[str, Any], fits: dict[str, Any], cannot: dict[str, Any], breaks: dict[str, Any]
) -> None:
    assert failed_constraints(profile(**can), place(**fits)) == ()
    found = failed_constraints(profile(**cannot), place(**breaks))
    assert names(found) == {constraint}
    assert not found[0].by_unknown
    assert constraint not in passed_constraints(profile(**cannot), place(**breaks))
    assert found[0].fact
    assert found[0].danish.endswith(".")


def test_every_constraint_has_a_boundary_pair() -> None:
    tried = {name.partition(":")[0] for name, *_ in BOUNDARIES}
    assert tried == {name.partition(":")[0] for name in CHECKS}


@pytest.mark.parametrize(
    ("constraint", "citizen", "offered"),
    [
        ("danish", {}, {"language": language(LanguageLevel.B1, known=False)}),
        ("criminal-record", {}, {"clean_criminal_record": None}),
        ("criminal-record", {"clean_criminal_record": False}, {"clean_criminal_record": None}),
        ("criminal-record", {}, {"clean_criminal_record": True}),
        ("child-protection", {}, {"child_protection_certificate": None}),
        ("ratio", {}, {"supported_hours_free": None}),
        ("consideration:standing", {"tolerances": tolerance("standing", 2)}, {"demands": ()}),
        ("consideration:noise", {"tolerances": tolerance("noise", 2)}, {"demands": (), "package": "not-a-package"}),
    ],
)
def test_what_is_unknown_is_a_question_and_never_a_yes(
    constraint: str, citizen: dict[str, Any], offered: dict[str, Any]
) -> None:
    [failure] = failed_constraints(profile(**citizen), place(**offered))
    assert (failure.constraint, failure.by_unknown) == (constraint, True)


def test_an_unknown_fact_that_could_not_matter_is_no_question() -> None:
    offered = place(
        language=language(LanguageLevel.A2, known=False),
        clean_criminal_record=None,
        supported_hours_free=None,
        schemes=(Scheme.INTERNSHIP, Scheme.ORDINARY_HOURS),
    )
    can = profile(clean_criminal_record=True, schemes=(Scheme.INTERNSHIP, Scheme.ORDINARY_HOURS))
    assert failed_constraints(can, offered) == ()


def test_an_accommodation_counts_only_when_it_is_known() -> None:
    eased = Demand(dimension="lifting", usual=3, accommodated=1, known=Knowledge.SEEN)
    others = tuple(demand for demand in demands() if demand.dimension != "lifting")
    can = profile(tolerances=tolerance("lifting", 1))
    assert failed_constraints(can, place(demands=(*others, eased))) == ()
    assert needed_accommodations(can, place(demands=(*others, eased))) == ("lifting",)
    assumed = eased.model_copy(update={"known": Knowledge.ASSUMED})
    [failure] = failed_constraints(can, place(demands=(*others, assumed)))
    assert (failure.constraint, failure.by_unknown, failure.dimension) == ("consideration:lifting", True, "lifting")
    assert needed_accommodations(can, place(demands=(*others, assumed))) == ()
    assert needed_accommodations(profile(tolerances=tolerance("lifting", 3)), place(demands=(*others, eased))) == ()


def test_without_a_legal_basis_considerations_are_not_looked_at() -> None:
    hard = place(demands=demands(**dict.fromkeys(IDS, 3)))
    blind = profile(tolerances=None)
    assert failed_constraints(blind, hard) == ()
    assert not [name for name in passed_constraints(blind, hard) if name.startswith(CONSIDERATION)]


def test_demands_that_nobody_gave_are_the_packages_typical_ones_as_assumptions() -> None:
    own = Demand(dimension="noise", usual=0, known=Knowledge.SEEN)
    complete = complete_demands(place(demands=(own,)))
    assert [demand.dimension for demand in complete] == IDS
    typical = package("kitchen").demand_levels
    for demand in complete:
        expected = (
            own
            if demand.dimension == "noise"
            else Demand(dimension=demand.dimension, usual=typical[demand.dimension], known=Knowledge.ASSUMED)
        )
        assert demand == expected


def test_the_ratio_rule_is_named_by_its_id() -> None:
    for free in (None, 0):
        [failure] = failed_constraints(profile(), place(supported_hours_free=free))
        assert (failure.constraint, failure.rule_id) == ("ratio", "L6")


@pytest.mark.parametrize(
    ("citizen", "offered", "fits"),
    [
        (("22:00", "06:00"), ("00:00", "03:00"), True),
        (("08:00", "14:00"), ("22:00", "06:00"), False),
        (("23:00", "02:00"), ("22:00", "06:00"), True),
        (("23:15", "02:00"), ("22:00", "06:00"), False),
        (("03:00", "10:00"), ("22:00", "06:00"), True),
    ],
)
def test_hours_past_midnight(citizen: tuple[str, str], offered: tuple[str, str], fits: bool) -> None:
    can = profile(earliest_start=citizen[0], latest_end=citizen[1])
    works = place(earliest_start=offered[0], latest_end=offered[1])
    assert names(failed_constraints(can, works)) == (set() if fits else {"time-of-day"})


def test_numbers_are_written_as_danes_write_them() -> None:
    [failure] = failed_constraints(profile(), place(hours_per_day_min=3.25))
    assert failure.danish == "Pladsen kræver mindst 3,25 timer om dagen; borgeren kan 3."


levels = st.integers(0, 3)
tolerances = st.dictionaries(st.sampled_from(IDS), levels)
any_demand = st.tuples(levels, st.none() | levels, st.sampled_from(list(Knowledge)))
any_demands = st.dictionaries(st.sampled_from(IDS), any_demand)


def as_profile(held: dict[str, int]) -> MatchingProfile:
    return profile(tolerances=tuple(Tolerance(dimension=each, level=held[each], expired=False) for each in held))


def as_place(asked: dict[str, tuple[int, int | None, Knowledge]]) -> PlaceSnapshot:
    return place(
        demands=tuple(
            Demand(dimension=each, usual=usual, accommodated=eased, known=known)
            for each, (usual, eased, known) in asked.items()
        )
    )


def outcome(held: dict[str, int], asked: dict[str, tuple[int, int | None, Knowledge]]) -> set[tuple[str, bool]]:
    return {(each.constraint, each.by_unknown) for each in failed_constraints(as_profile(held), as_place(asked))}


@given(held=tolerances, asked=any_demands, dimension=st.sampled_from(IDS), level=levels)
def test_raising_a_tolerance_never_loses_a_place(
    held: dict[str, int],
    asked: dict[str, tuple[int, int | None, Knowledge]],
    dimension: str,
    level: int,
) -> None:
    raised = {**held, dimension: max(level, held.get(dimension, 3))}
    assert outcome(raised, asked) <= outcome(held, asked)


@given(held=tolerances, asked=any_demands, lowered=levels, data=st.data())
def test_lowering_a_demand_never_loses_a_citizen(
    held: dict[str, int], asked: dict[str, tuple[int, int | None, Knowledge]], lowered: int, data: st.DataObject
) -> None:
    if not asked:
        return
    dimension = data.draw(st.sampled_from(sorted(asked)))
    usual, eased, known = asked[dimension]
    easier = {**asked, dimension: (min(usual, lowered), eased, known)}
    assert outcome(held, easier) <= outcome(held, asked)


@given(held=tolerances, asked=any_demands)
def test_passed_and_failed_are_all_constraints_and_never_both(
    held: dict[str, int], asked: dict[str, tuple[int, int | None, Knowledge]]
) -> None:
    failed = names(failed_constraints(as_profile(held), as_place(asked)))
    passed = set(passed_constraints(as_profile(held), as_place(asked)))
    assert not failed & passed
    assert len(failed | passed) == len(CHECKS) - 1 + len(DIMENSIONS)


@given(
    spoken=st.sampled_from(list(LanguageLevel)),
    more=st.sampled_from(list(LanguageLevel)),
    asked=st.sampled_from(list(LanguageLevel)),
    hours=st.integers(0, 148),
    more_hours=st.integers(0, 148),
    asked_hours=st.integers(0, 80),
)
def test_more_danish_and_more_hours_never_lose_a_place(
    spoken: LanguageLevel, more: LanguageLevel, asked: LanguageLevel, hours: int, more_hours: int, asked_hours: int
) -> None:
    offered = place(language=language(asked), hours_per_week_min=asked_hours / 4, supported_hours_free=37)
    less = profile(danish_spoken=spoken, hours_per_week_max=hours / 4)
    best = max(spoken, more, key=lambda level: level.rank)
    greater = profile(danish_spoken=best, hours_per_week_max=max(hours, more_hours) / 4)
    assert names(failed_constraints(greater, offered)) <= names(failed_constraints(less, offered))


@pytest.mark.rule("L24")
def test_an_employer_is_told_only_of_considerations_with_bearing_on_the_job() -> None:
    """What the work agreement adds by itself is what the place must arrange, whatever else the citizen has."""
    principle = law().rule("L24", date(2026, 12, 1)).parameters
    assert isinstance(principle, Principle)
    assert not principle.allowed["ask-about-other-illness"]
    limits = tuple(Tolerance(dimension=each, level=0, expired=False) for each in IDS)
    eased = Demand(dimension="standing", usual=2, accommodated=0, known=Knowledge.STATED)
    others = [each for each in demands() if each.dimension != "standing"]
    assert needed_accommodations(profile(tolerances=limits), place(demands=(*others, eased))) == ("standing",)
    assert needed_accommodations(profile(tolerances=limits), place()) == ()
