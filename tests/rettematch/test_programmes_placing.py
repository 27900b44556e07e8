from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettematch.contracts.base import Scheme
from rettematch.programmes.definitions import Confidence, law
from rettematch.programmes.duties import flex_job_dates, has_duty_to_work, mentor_findings, ordinary_staff
from rettematch.programmes.law import LawFinding, Supported
from rettematch.programmes.law_parameters import Changes, Principle, Rates
from rettematch.programmes.legal_facts import CitizenFacts, PlacementPlan, WorkplaceState
from rettematch.programmes.periods import add_months
from rettematch.programmes.placing import may_place

START = date(2026, 11, 23)
EMPLOYER, OTHER = UUID(int=7), UUID(int=8)
WEEK = timedelta(weeks=1)


def asked(
    citizen: dict[str, Any] | None = None,
    workplace: dict[str, Any] | None = None,
    plan: dict[str, Any] | None = None,
    on: date = START,
) -> tuple[LawFinding, ...]:
    """An internship of 13 weeks that the law has nothing against, with what a test changes."""
    people: dict[str, Any] = {
        "groups": frozenset({"cash-benefit", "activity-ready"}),
        "age": 40,
        "residence_years": 10.0,
        "work_years": 5.0,
    }
    place: dict[str, Any] = {
        "employer_id": EMPLOYER,
        "sector": "private",
        "ordinary_full_time": 20.0,
        "employees": 20,
        "staff_by_month": (20.0,) * 12,
        "representative_heard": True,
        "both_signed": True,
    }
    planned: dict[str, Any] = {
        "scheme": Scheme.INTERNSHIP,
        "starts_on": START,
        "ends_on": START + 13 * WEEK - timedelta(days=1),
        "hours_per_week": 20.0,
        "purpose": "train-skills",
    }
    return may_place(
        CitizenFacts(**(people | (citizen or {}))),
        WorkplaceState(**(place | (workplace or {}))),
        PlacementPlan(**(planned | (plan or {}))),
        on,
    )


def rules(found: tuple[LawFinding, ...]) -> list[str]:
    return [each.rule_id for each in found]


def lasting(weeks: int, days: int = 0, **plan: Any) -> dict[str, Any]:
    return {"ends_on": START + weeks * WEEK + timedelta(days=days - 1), **plan}


def test_an_ordinary_internship_is_allowed() -> None:
    assert asked() == ()


JOB_READY = {"groups": frozenset({"cash-benefit", "job-ready"})}


@pytest.mark.rule("L1")
def test_four_weeks_are_the_most_for_the_job_ready_and_are_not_extended() -> None:
    assert asked(JOB_READY, plan=lasting(4)) == ()
    (found,) = asked(JOB_READY, plan=lasting(4, 1))
    assert (found.rule_id, found.confidence, found.on) == ("L1", Confidence.MEDIUM, START + 4 * WEEK)
    assert "§ 61" in found.section
    assert found.danish == "Praktikken må højst vare 4 uger, til og med 20.12.2026."
    assert rules(asked(JOB_READY, plan=lasting(1, extends_from=START - WEEK, assessed=True))) == ["L1"]


@pytest.mark.rule("L1")
def test_a_new_short_internship_must_show_how_it_differs() -> None:
    assert rules(asked(JOB_READY, plan=lasting(4, similar_before=True))) == ["L1"]
    assert asked(JOB_READY, plan=lasting(4, similar_before=True, difference_described=True)) == ()


@pytest.mark.rule("L2")
@pytest.mark.parametrize(
    ("plan", "is_allowed"),
    [
        (lasting(13), True),
        (lasting(13, 1), False),
        (lasting(26, assessed=True), True),
        (lasting(26, 1, assessed=True), False),
        (lasting(13, extends_from=START - 13 * WEEK, assessed=True), True),
        (lasting(13, extends_from=START - 13 * WEEK), False),
        (lasting(13, extends_from=START - 26 * WEEK, assessed=True), False),
        (lasting(13, extends_from=START - 26 * WEEK, special_need=True), True),
        (lasting(13, 1, extends_from=START - 26 * WEEK, special_need=True), False),
        (lasting(13, extends_from=START - 39 * WEEK, special_need=True), True),
    ],
)
def test_others_have_thirteen_weeks_then_twenty_six_then_thirteen_at_a_time(
    plan: dict[str, Any], is_allowed: bool
) -> None:
    assert rules(asked(plan=plan)) == ([] if is_allowed else ["L2"])


@given(st.integers(1, 60), st.integers(1, 60), st.booleans(), st.booleans())
def test_a_shorter_internship_is_never_less_allowed(one: int, other: int, assessed: bool, special: bool) -> None:
    short, long = sorted((one, other))
    told = {"assessed": assessed or special, "special_need": special}
    if asked(plan=lasting(long, **told)) == ():
        assert asked(plan=lasting(short, **told)) == ()


@pytest.mark.rule("L4")
def test_the_purpose_stands_in_the_agreement_and_not_everybody_finds_their_own() -> None:
    assert rules(asked(plan={"purpose": None})) == ["L4"]
    ready = {"groups": frozenset({"education-benefit", "obviously-education-ready"})}
    assert rules(asked(ready, plan=lasting(4, self_found=True))) == ["L4"]
    assert asked(JOB_READY, plan=lasting(4, self_found=True)) == ()


@pytest.mark.rule("L5")
def test_more_than_a_full_week_is_found() -> None:
    assert rules(asked(plan={"hours_per_week": 37.25})) == ["L5"]
    assert asked(plan={"hours_per_week": 37.0}) == ()


@pytest.mark.rule("L6")
def test_the_ratio_is_held_on_every_day_of_the_plan_also_with_planned_starts() -> None:
    later = Supported(130, START + 5 * WEEK, START + 6 * WEEK)
    (found,) = asked(workplace={"supported": (later,)})
    assert (found.rule_id, found.on) == ("L6", START + 5 * WEEK)
    assert asked(workplace={"supported": (later,)}, plan=lasting(5)) == ()
    (unknown,) = asked(workplace={"ordinary_full_time": None})
    assert (unknown.rule_id, unknown.unknown) == ("L6", True)


@pytest.mark.rule("L7")
def test_publicly_subsidised_staff_are_no_ordinary_staff() -> None:
    assert ordinary_staff({"ordinary": 9.5, "publicly-subsidised": 3, "fixed-term": 1}, START) == 10.5


HALF_A_YEAR = add_months(START, -6)
SUBSIDY = {"scheme": Scheme.WAGE_SUBSIDY, "ends_on": START + 8 * WEEK, "hours_per_week": 37.0, "purpose": None}
UNEMPLOYED = {"unemployed_since": HALF_A_YEAR}


def subsidy(
    citizen: dict[str, Any] | None = None, workplace: dict[str, Any] | None = None, **plan: Any
) -> tuple[LawFinding, ...]:
    return asked(UNEMPLOYED | (citizen or {}), workplace, SUBSIDY | plan)


def test_an_ordinary_wage_subsidy_is_allowed() -> None:
    assert subsidy() == ()


@pytest.mark.rule("L9")
@pytest.mark.parametrize(
    ("group", "sector", "months"),
    [
        ("unemployment-benefit", "private", 6),
        ("unemployment-benefit", "public", 4),
        ("job-ready", "public", 4),
        ("sickness-benefit", "public", 12),
        ("cash-benefit", "public", 6),
    ],
)
def test_a_wage_subsidy_is_as_long_as_group_and_sector_allow(group: str, sector: str, months: int) -> None:
    citizen, workplace = {"groups": frozenset({group})}, {"sector": sector}
    last = add_months(START, months) - timedelta(days=1)
    assert subsidy(citizen, workplace, ends_on=last) == ()
    (found,) = subsidy(citizen, workplace, ends_on=last + timedelta(days=1))
    assert (found.rule_id, found.on) == ("L9", last + timedelta(days=1))


@pytest.mark.rule("L9")
def test_an_unknown_sector_is_asked_for() -> None:
    (found,) = subsidy({"groups": frozenset({"unemployment-benefit"})}, {"sector": None})
    assert (found.rule_id, found.unknown) == ("L9", True)


@pytest.mark.rule("L10")
def test_half_a_year_of_unemployment_comes_first_unless_the_citizen_is_exempt() -> None:
    a_day_short = {"unemployed_since": HALF_A_YEAR + timedelta(days=1)}
    assert rules(subsidy(a_day_short)) == ["L10"]
    assert rules(subsidy(a_day_short | {"age": 50})) == ["L10"]
    assert subsidy(a_day_short | {"age": 51}) == ()
    assert subsidy(a_day_short | {"exemptions": frozenset({"single-provider"})}) == ()
    assert subsidy(a_day_short | {"groups": frozenset({"disability-pension", "cash-benefit"})}) == ()
    (unknown,) = subsidy({"unemployed_since": None})
    assert (unknown.rule_id, unknown.unknown) == ("L10", True)


@pytest.mark.rule("L11b")
def test_a_subsidised_job_comes_on_top_of_the_ordinary_staff() -> None:
    assert rules(subsidy(workplace={"staff_by_month": (*((20.0,) * 11), 19.9)})) == ["L11b"]
    assert subsidy(workplace={"staff_by_month": (*((19.0,) * 11), 20.0)}) == ()
    (unknown,) = subsidy(workplace={"staff_by_month": (20.0,) * 11})
    assert (unknown.rule_id, unknown.unknown) == ("L11b", True)
    assert rules(subsidy(workplace={"vacated_on": add_months(START, -3) + timedelta(days=1)})) == ["L11b"]
    assert subsidy(workplace={"vacated_on": add_months(START, -3)}) == ()


@pytest.mark.rule("L11c")
def test_the_last_employer_and_the_spouses_company_give_no_subsidised_job() -> None:
    assert rules(subsidy({"last_employer_id": EMPLOYER})) == ["L11c"]
    assert rules(subsidy(workplace={"owned_by_spouse": True})) == ["L11c"]
    assert subsidy({"last_employer_id": OTHER}) == ()
    assert asked({"last_employer_id": EMPLOYER}) == ()


@pytest.mark.rule("L11e")
def test_employees_are_heard_and_sign_where_there_is_more_than_one() -> None:
    assert rules(subsidy(workplace={"representative_heard": False})) == ["L11e"]
    assert rules(subsidy(workplace={"both_signed": False, "employees": 2})) == ["L11e"]
    assert subsidy(workplace={"both_signed": False, "employees": 1}) == ()
    assert subsidy(workplace={"employees": None})[0].unknown


@pytest.mark.rule("L13")
@pytest.mark.parametrize(
    ("residence", "work", "exemptions", "has_duty"),
    [
        (9.0, 2.5, (), False),
        (8.9, 2.5, (), True),
        (9.0, 2.4, (), True),
        (8.0, None, (), True),
        (None, 3.0, (), None),
        (8.0, 1.0, ("ukraine-act",), False),
    ],
)
def test_missing_either_condition_is_a_duty_to_work(
    residence: float | None, work: float | None, exemptions: tuple[str, ...], has_duty: bool | None
) -> None:
    citizen = CitizenFacts(
        groups=frozenset(), residence_years=residence, work_years=work, exemptions=frozenset(exemptions)
    )
    assert has_duty_to_work(citizen, START) is has_duty
    assert has_duty_to_work(citizen, date(2024, 12, 31)) is False


@pytest.mark.rule("L13")
def test_the_hours_that_the_duty_to_work_still_lacks_do_not_prevent_the_placement() -> None:
    (found,) = asked({"residence_years": 3.0, "other_activity_hours": 10.5})
    assert (found.rule_id, found.prevents) == ("L13", False)
    assert found.danish == "Arbejdspligten er som regel 37 timer om ugen; der mangler 6,5 timer."
    assert asked({"residence_years": 3.0, "other_activity_hours": 17.0}) == ()


FLEX = {"scheme": Scheme.FLEX_JOB, "purpose": None, "hours_per_week": 8.0}


@pytest.mark.rule("L16")
def test_a_flex_job_is_five_years_and_permanent_only_later() -> None:
    last = add_months(START, 60) - timedelta(days=1)
    assert asked(plan=FLEX | {"ends_on": last}) == ()
    assert rules(asked(plan=FLEX | {"ends_on": last + timedelta(days=1)})) == ["L16"]
    assert rules(asked({"age": 45}, plan=FLEX | {"ends_on": None})) == ["L16"]
    assert asked({"age": 40}, plan=FLEX | {"ends_on": None, "flex_job_before": True}) == ()
    assert rules(asked({"age": 39}, plan=FLEX | {"ends_on": None, "flex_job_before": True})) == ["L16"]
    assert asked({"age": None}, plan=FLEX | {"ends_on": None, "flex_job_before": True})[0].unknown


@pytest.mark.rule("L16")
def test_a_flex_job_is_talked_about_every_two_and_a_half_years() -> None:
    dates = flex_job_dates(START, START)
    assert dates is not None
    assert dates.talks == (date(2029, 5, 23), date(2031, 11, 23))
    assert (dates.status, dates.last_day) == (date(2031, 5, 23), date(2031, 11, 22))


@pytest.mark.rule("L18")
def test_a_mentor_is_granted_for_six_months_at_a_time() -> None:
    last = add_months(START, 6) - timedelta(days=1)
    assert mentor_findings([], START, last, START) == ()
    assert rules(mentor_findings([], START, last + timedelta(days=1), START)) == ["L18"]
    assert rules(mentor_findings(["psychiatric-discharge"], START, last - timedelta(days=1), START)) == ["L18"]
    three = add_months(START, 3)
    assert rules(mentor_findings(["psychiatric-discharge-before"], START, three, START)) == ["L18"]


def talked(since: date, *after: int) -> dict[str, Any]:
    return {"contact_since": since, "contact_conversations": tuple(since + timedelta(days=each) for each in after)}


SPRING, AUTUMN = date(2026, 6, 30), date(2026, 7, 1)


@pytest.mark.rule("L19")
def test_until_july_2026_four_conversations_are_due_and_the_first_within_a_week() -> None:
    since = date(2025, 12, 1)
    groups = {"groups": frozenset({"cash-benefit", "activity-ready"})}
    assert asked(groups | talked(since, 5, 40, 80, 120), on=SPRING) == ()
    three = asked(groups | talked(since, 5, 40, 80), on=SPRING)
    assert [(each.rule_id, each.prevents) for each in three] == [("L19", False)]
    late = asked(groups | talked(since, 8, 40, 80, 120), on=SPRING)
    assert [(each.rule_id, each.on) for each in late] == [("L19", since + timedelta(days=8))]
    assert (
        len(
            asked(
                {"groups": frozenset({"unemployment-benefit"})} | talked(since, 1, 2, 3, 4, 5),
                plan=lasting(4),
                on=SPRING,
            )
        )
        == 1
    )


@pytest.mark.rule("L20")
def test_from_july_2026_the_counts_are_other_and_the_activity_ready_have_none() -> None:
    since = date(2025, 12, 1)
    assert asked({"groups": frozenset({"cash-benefit", "activity-ready"})} | talked(since), on=AUTUMN) == ()
    assert rules(asked(JOB_READY | talked(since, 5, 40, 80), plan=lasting(4), on=AUTUMN)) == ["L20"]
    assert asked(JOB_READY | talked(since, 5, 40, 80, 120), plan=lasting(4), on=AUTUMN) == ()
    benefit = {"groups": frozenset({"unemployment-benefit"})}
    assert rules(asked(benefit | talked(since, 5), plan=lasting(4), on=AUTUMN)) == ["L20"]
    assert asked(benefit | talked(since, 5, 40), plan=lasting(4), on=AUTUMN) == ()
    bound = {"residence_years": 1.0, "other_activity_hours": 37.0}
    assert asked(JOB_READY | talked(since) | bound, plan=lasting(4), on=AUTUMN) == ()


@pytest.mark.parametrize(
    ("rule_id", "on", "subject", "is_so"),
    [
        pytest.param(rule_id, on, subject, is_so, id=f"{rule_id} {subject}")
        for rule_id, on, subject, is_so in [
            ("L12", START, "utility-work-ratio-rule", False),
            ("L12", START, "specially-arranged-utility-work", True),
            ("L15", START, "ten-hour-threshold", False),
            ("L21", START, "resource-programme", False),
            ("L21", START, "one-company-entrance", True),
            ("L23", START, "profiling-by-consent", False),
            ("L24", START, "ask-about-other-illness", False),
        ]
    ],
)
def test_what_the_law_allows_and_has_abolished_is_stated(rule_id: str, on: date, subject: str, is_so: bool) -> None:
    parameters = law().rule(rule_id, on).parameters
    assert isinstance(parameters, Changes | Principle)
    said = parameters.entries if isinstance(parameters, Changes) else parameters.allowed
    assert said[subject] is is_so


def test_rates_carry_the_year_they_were_true() -> None:
    rates = law().rule("L11a", START).parameters
    assert isinstance(rates, Rates)
    assert {(each.name, each.value, each.year) for each in rates.entries} == {
        ("private-subsidy", 86.16, 2023),
        ("public-wage-cap", 133.75, 2023),
        ("public-subsidy", 125.13, 2023),
    }


def test_a_plan_that_ends_before_it_begins_is_an_error() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        asked(plan={"ends_on": START - timedelta(days=1)})


@given(st.sampled_from(Scheme), st.integers(1, 900), st.dates(date(2025, 1, 1), date(2028, 1, 1)))
def test_every_finding_names_a_row_in_force_with_its_paragraph(scheme: Scheme, days: int, on: date) -> None:
    plan = {"scheme": scheme, "ends_on": START + timedelta(days=days), "purpose": None, "hours_per_week": 38.0}
    for each in asked({"contact_since": date(2024, 12, 1)}, plan=plan, on=on):
        rule = next(rule for rule in law().rules if rule.id == each.rule_id)
        assert (each.section, each.confidence, rule.enabled) == (rule.section, rule.confidence, True)
        assert each.danish
