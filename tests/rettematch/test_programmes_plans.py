"""The law over whole plans, over schemes before there is a plan, and what it makes known beside them."""

import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rettematch.programmes.definitions
from rettematch.contracts.base import Scheme
from rettematch.programmes import advice, law, legal_facts, plans
from rettematch.programmes.changes_of_law import abolished, profiling_by_consent_forbidden
from rettematch.programmes.definitions import Confidence, RuleSet, UnknownRuleError
from rettematch.programmes.law import LawFinding, Supported
from rettematch.programmes.legal_facts import CitizenFacts, PlacementPlan, WorkplaceState
from rettematch.programmes.periods import add_months
from rettematch.programmes.placing import may_place
from rettematch.programmes.plans import (
    days_of_law,
    employer_findings,
    findings_over_plan,
    scheme_findings,
    workplace_findings,
)

TODAY = date(2026, 11, 23)
START = date(2026, 12, 1)
WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
EMPLOYER, OTHER = UUID(int=7), UUID(int=8)
LAW_FILE = Path(rettematch.programmes.definitions.__file__).parent / "definitions" / "law.toml"

CITIZEN: dict[str, Any] = {
    "groups": frozenset({"cash-benefit", "activity-ready"}),
    "age": 40,
    "unemployed_since": date(2025, 2, 3),
    "residence_years": 10.0,
    "work_years": 5.0,
}
WORKPLACE: dict[str, Any] = {
    "employer_id": EMPLOYER,
    "sector": "private",
    "ordinary_full_time": 20.0,
    "employees": 20,
    "staff_by_month": (20.0,) * 12,
    "representative_heard": True,
    "both_signed": True,
}
PLAN: dict[str, Any] = {
    "scheme": Scheme.INTERNSHIP,
    "starts_on": START,
    "ends_on": START + 4 * WEEK - DAY,
    "hours_per_week": 20.0,
    "purpose": "train-skills",
}


def over(
    citizen: dict[str, Any] | None = None,
    workplace: dict[str, Any] | None = None,
    plan: dict[str, Any] | None = None,
    today: date = TODAY,
) -> tuple[LawFinding, ...]:
    """Four weeks in December 2026 that the law says nothing to, with what a test changes."""
    return findings_over_plan(
        CitizenFacts(**(CITIZEN | (citizen or {}))),
        WorkplaceState(**(WORKPLACE | (workplace or {}))),
        PlacementPlan(**(PLAN | (plan or {}))),
        today,
    )


def of(found: tuple[LawFinding, ...], rule_id: str) -> LawFinding:
    [one] = [each for each in found if each.rule_id == rule_id]
    return one


@pytest.fixture
def amended(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Lets a test write rows of the law anew, as a later act would."""

    def amend(rows: str) -> None:
        written = tomllib.loads(rows)["rules"]
        replaced = {each["id"] for each in written}
        shipped = tomllib.loads(LAW_FILE.read_text(encoding="utf-8"))["rules"]
        changed = RuleSet.model_validate(
            {"rules": [*(each for each in shipped if each["id"] not in replaced), *written]}
        )
        for module in (advice, law, legal_facts, plans):
            monkeypatch.setattr(module, "law", lambda: changed)

    return amend


def test_the_law_says_nothing_to_an_ordinary_internship() -> None:
    assert over() == ()


@given(
    st.sampled_from([Scheme.INTERNSHIP, Scheme.WAGE_SUBSIDY, Scheme.FLEX_JOB, Scheme.ORDINARY_HOURS]),
    st.integers(0, 900),
    st.floats(1, 40),
    st.booleans(),
)
def test_what_is_said_of_the_first_day_is_said_of_the_plan(
    scheme: Scheme, days: int, hours: float, assessed: bool
) -> None:
    citizen, workplace = CitizenFacts(**CITIZEN), WorkplaceState(**WORKPLACE)
    plan = PlacementPlan(
        scheme=scheme, starts_on=START, ends_on=START + timedelta(days=days), hours_per_week=hours, assessed=assessed
    )
    whole = {(each.rule_id, each.danish) for each in findings_over_plan(citizen, workplace, plan, TODAY)}
    assert {(each.rule_id, each.danish) for each in may_place(citizen, workplace, plan, START)} <= whole


def test_what_prevents_comes_first() -> None:
    found = over({"residence_years": 1.0}, plan={"purpose": None})
    assert [each.prevents for each in found] == sorted((each.prevents for each in found), reverse=True)
    assert {each.prevents for each in found} == {True, False}


SHORTER = """
[[rules]]
id = "L2"
danish = "Virksomhedspraktik er højst otte uger"
english = "An internship is up to eight weeks"
kind = "hard"
section = "Ny hovedlov"
confidence = "M"
in_force_from = 2027-01-01
parameters = { type = "internship", first_weeks = 8, extended_weeks = 16, further_weeks = 8 }

[[rules]]
id = "L2"
danish = "Virksomhedspraktik er højst 13 uger"
english = "An internship is up to thirteen weeks"
kind = "hard"
section = "LAB § 61"
confidence = "M"
in_force_from = 2020-01-01
in_force_to = 2026-12-31
parameters = { type = "internship", first_weeks = 13, extended_weeks = 26, further_weeks = 13 }
"""


@pytest.mark.rule("L2")
def test_a_plan_over_a_change_of_the_law_is_judged_by_both_rows(amended: Callable[[str], None]) -> None:
    twelve_weeks = {"ends_on": START + 12 * WEEK - DAY}
    assert [each for each in over(plan=twelve_weeks) if each.prevents] == []
    amended(SHORTER)
    new = of(over(plan=twelve_weeks), "L2")
    assert (new.on, new.section, new.prevents) == (START + 8 * WEEK, "Ny hovedlov", True)
    assert [each for each in over(plan={"ends_on": START + 8 * WEEK - DAY}) if each.prevents] == []
    before = {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 30)}
    assert [each for each in over(plan=before) if each.prevents] == [], "it is over before the new row"
    both = [(each.section, each.on) for each in over(plan={"ends_on": START + 14 * WEEK}) if each.rule_id == "L2"]
    assert both == [("LAB § 61", START + 13 * WEEK), ("Ny hovedlov", START + 8 * WEEK)]


FULL_WEEK_IS_35 = """
[[rules]]
id = "L5"
danish = "Højst 35 timer om ugen"
english = "At most 35 hours a week"
kind = "hard"
section = "Ny hovedlov"
confidence = "M"
in_force_from = 2027-01-01
parameters = { type = "weekly-hours", at_most = 35 }

[[rules]]
id = "L5"
danish = "Højst 37 timer om ugen"
english = "At most 37 hours a week"
kind = "hard"
section = "LAB, kapitel 11"
confidence = "M"
in_force_from = 2020-01-01
in_force_to = 2026-12-31
parameters = { type = "weekly-hours", at_most = 37 }
"""


@pytest.mark.rule("L5")
def test_what_only_the_later_row_says_stands_with_the_day_from_which_it_binds(amended: Callable[[str], None]) -> None:
    amended(FULL_WEEK_IS_35)
    over_new_year = {"hours_per_week": 36.0, "ends_on": START + 6 * WEEK}
    assert of(over(plan=over_new_year), "L5").on == date(2027, 1, 1)
    assert over(plan={"hours_per_week": 36.0}) == ()


def test_the_days_of_law_are_the_first_one_and_those_on_which_rows_change() -> None:
    assert days_of_law(date(2026, 1, 1), date(2026, 12, 31)) == (
        date(2026, 1, 1),
        date(2026, 2, 1),
        date(2026, 7, 1),
    )
    assert days_of_law(START, START) == (START,)
    assert days_of_law(START, None) == (START,)


def test_conversations_to_come_are_not_missed_yet() -> None:
    """A plan that is made in June and ends after July is asked about the conversations held by June."""
    since = date(2026, 5, 1)
    talked = {"contact_since": since, "contact_conversations": (since + DAY,)}
    longer = {"starts_on": date(2026, 6, 15), "ends_on": date(2027, 6, 1), "assessed": True, "special_need": True}
    for today in (date(2026, 6, 15), date(2026, 10, 31)):
        assert not [each for each in over(talked, plan=longer, today=today) if each.rule_id in {"L19", "L20"}]
    job_ready = talked | {"groups": frozenset({"cash-benefit", "job-ready"})}
    assert of(over(job_ready, today=date(2026, 11, 1)), "L20").prevents is False


SUBSIDY: dict[str, Any] = {"scheme": Scheme.WAGE_SUBSIDY, "hours_per_week": 37.0, "purpose": None}
FLEX: dict[str, Any] = {"scheme": Scheme.FLEX_JOB, "hours_per_week": 8.0, "purpose": None}


@pytest.mark.rule("L8")
def test_a_ratio_that_is_met_only_from_the_start_asks_for_a_remark() -> None:
    leaving = Supported(148, date(2026, 10, 1), START - DAY)
    found = of(over(workplace={"supported": (leaving,)}, plan=SUBSIDY), "L8")
    assert (found.prevents, found.on) == (False, TODAY)
    assert "bemærkning" in found.danish
    assert "L8" not in {each.rule_id for each in over(plan=SUBSIDY)}, "it is met today too"
    staying = Supported(148, date(2026, 10, 1), START)
    assert {each.rule_id for each in over(workplace={"supported": (staying,)}, plan=SUBSIDY)} == {"L6", "L11a"}
    assert over(workplace={"supported": (leaving,)}) == (), "VITAS asks it of wage subsidies"


@pytest.mark.rule("L11a")
@pytest.mark.parametrize(
    ("sector", "told", "left_out"),
    [("private", "86,16 kr. i timen (2023)", "125,13"), ("public", "125,13 kr. i timen (2023)", "86,16")],
)
def test_the_rates_of_a_wage_subsidy_are_told_with_their_year(sector: str, told: str, left_out: str) -> None:
    found = of(over(workplace={"sector": sector}, plan=SUBSIDY), "L11a")
    assert told in found.danish
    assert left_out not in found.danish
    assert not found.prevents
    assert "L11a" not in {each.rule_id for each in over()}


@pytest.mark.rule("L17")
def test_the_rates_of_a_flex_job_are_told_with_a_flex_job_only() -> None:
    found = of(over(plan=FLEX), "L17")
    assert "98 procent af højeste dagpenge" in found.danish
    assert "13208 kr. om måneden" in found.danish
    assert "L17" not in {each.rule_id for each in over(plan=SUBSIDY)}


@pytest.mark.rule("L15")
def test_a_flex_job_asks_what_was_tried_first_and_has_no_least_hours() -> None:
    small, large = of(over(plan=FLEX), "L15"), of(over(plan=FLEX | {"hours_per_week": 10.25}), "L15")
    assert "alle relevante tilbud er prøvet først" in small.danish
    assert "Meget få timer er muligt" in small.danish
    assert "Meget få timer" not in large.danish
    assert [each for each in over(plan=FLEX | {"hours_per_week": 1.0}) if each.prevents] == []
    assert "L15" not in {each.rule_id for each in over()}


@pytest.mark.rule("L12")
def test_the_hours_that_a_duty_to_work_lacks_can_be_utility_work_since_2025() -> None:
    newcomer = {"residence_years": 3.0}
    found = of(over(newcomer), "L12")
    assert "uden rimelighedskrav og varighedsgrænse" in found.danish
    assert "tillidsrepræsentanten orienteres" in found.danish
    assert "L12" not in {each.rule_id for each in over()}
    assert "L12" not in {each.rule_id for each in over(newcomer | {"other_activity_hours": 17.0})}
    assert abolished("utility-work-ratio-rule", date(2024, 12, 31)) is None
    assert abolished("utility-work-limit", date(2025, 1, 1)) is not None


@pytest.mark.rule("L18")
def test_how_long_a_mentor_can_be_granted_is_told_and_prevents_nothing() -> None:
    half_a_year = {"ends_on": add_months(START, 6) - DAY, "assessed": True, "has_mentor": True}
    assert "L18" not in {each.rule_id for each in over(plan=half_a_year)}
    longer = half_a_year | {"ends_on": add_months(START, 6)}
    assert of(over(plan=longer), "L18").prevents is False
    assert "L18" not in {each.rule_id for each in over(plan=longer | {"has_mentor": False})}


@pytest.mark.rule("L21")
@pytest.mark.parametrize(
    ("subject", "last_day"),
    [
        ("revalidering", date(2026, 1, 31)),
        ("resource-programme", date(2026, 6, 30)),
        ("rehabilitation-team", date(2026, 6, 30)),
    ],
)
def test_what_the_reform_abolished_cannot_begin_from_its_own_day(subject: str, last_day: date) -> None:
    assert abolished(subject, last_day) is None
    rule = abolished(subject, last_day + DAY)
    assert rule is not None
    assert rule.id == "L21"
    assert abolished("one-company-entrance", last_day + DAY) is None, "that one was made"
    assert abolished("cash-benefit", last_day + DAY) is None


@pytest.mark.rule("L22")
def test_a_placement_that_runs_into_the_expected_act_is_told_so_and_not_judged_by_it() -> None:
    found = of(over(plan={"ends_on": date(2027, 1, 1)}), "L22")
    assert (found.prevents, found.confidence, found.on) == (False, Confidence.MEDIUM, date(2027, 1, 1))
    assert over(plan={"ends_on": date(2026, 12, 31)}) == ()
    after = {"starts_on": date(2027, 1, 4), "ends_on": date(2027, 1, 29)}
    assert of(over(plan=after), "L22").on == date(2027, 1, 4)
    assert over(plan=after, today=date(2027, 1, 2)) == (), "by then it is known whether it came"


@pytest.mark.rule("L23")
@pytest.mark.parametrize(
    ("citation", "is_forbidden"),
    [
        ("Borgerens samtykke", True),
        ("GDPR art. 6(1)(a), consent of the citizen", True),
        ("LAB § 8, jf. bekendtgørelse 123", False),
    ],
)
def test_consent_is_no_legal_basis_for_profiling(citation: str, is_forbidden: bool) -> None:
    rule = profiling_by_consent_forbidden(citation, TODAY)
    assert (rule is not None) is is_forbidden
    assert profiling_by_consent_forbidden(citation, date(2018, 5, 24)) is None


GRADUATES = """
[[rules]]
id = "L3"
danish = "Virksomhedspraktik er otte uger for nyuddannede på dagpenge"
english = "An internship is eight weeks for graduates on unemployment benefit"
kind = "hard"
section = "Tidligere lov"
confidence = "M"
in_force_from = 2026-01-01
parameters = { type = "internship", first_weeks = 8, groups = ["graduate-on-unemployment-benefit"] }
"""


@pytest.mark.rule("L3")
def test_the_weak_row_on_graduates_says_nothing_until_somebody_is_sure_of_it(amended: Callable[[str], None]) -> None:
    graduate = {"groups": frozenset({"graduate-on-unemployment-benefit"})}
    nine_weeks = {"ends_on": START + 9 * WEEK - DAY}
    assert [each for each in over(graduate, plan=nine_weeks) if each.prevents] == []
    amended(GRADUATES)
    assert of(over(graduate, plan=nine_weeks), "L3").prevents


@pytest.mark.parametrize(
    ("rule_id", "on"),
    [
        pytest.param(rule_id, on, marks=pytest.mark.rule(rule_id), id=rule_id)
        for rule_id, on in (
            ("L3", date(2019, 6, 1)),
            ("L11d", TODAY),
            ("L14", date(2025, 6, 30)),
            ("L25", date(2026, 8, 2)),
        )
    ],
)
def test_a_weak_row_is_stated_and_switched_off(rule_id: str, on: date) -> None:
    shipped = rettematch.programmes.definitions.law()
    [row] = [each for each in shipped.rules if each.id == rule_id]
    assert (row.confidence, row.enabled) == (Confidence.LOW, False)
    with pytest.raises(UnknownRuleError):
        shipped.rule(rule_id, on)
    with pytest.raises(ValueError, match="low confidence must be switched off"):
        RuleSet.model_validate({"rules": [row.model_dump() | {"enabled": True}]})


@pytest.mark.rule("L11d")
def test_one_internship_may_begin_the_day_after_another_elsewhere() -> None:
    assert over(plan={"starts_on": START + 4 * WEEK, "ends_on": START + 4 * WEEK}) == ()


def test_a_scheme_is_impossible_whatever_the_place_only_by_what_is_known() -> None:
    citizen = CitizenFacts(**CITIZEN)
    assert all(scheme_findings(citizen, scheme, TODAY) == () for scheme in Scheme)
    short = CitizenFacts(**(CITIZEN | {"unemployed_since": date(2026, 9, 1)}))
    assert [each.rule_id for each in scheme_findings(short, Scheme.WAGE_SUBSIDY, TODAY)] == ["L10"]
    assert scheme_findings(short, Scheme.INTERNSHIP, TODAY) == ()
    unknown = CitizenFacts(**(CITIZEN | {"unemployed_since": None}))
    assert [each.unknown for each in scheme_findings(unknown, Scheme.WAGE_SUBSIDY, TODAY)] == [True]


def test_an_employer_is_judged_by_what_is_between_it_and_the_citizen_alone() -> None:
    citizen = CitizenFacts(**(CITIZEN | {"last_employer_id": EMPLOYER, "unemployed_since": date(2026, 9, 1)}))

    def found(employer: UUID, scheme: Scheme, *, spouse: bool = False) -> list[str]:
        return [each.rule_id for each in employer_findings(citizen, employer, scheme, TODAY, owned_by_spouse=spouse)]

    assert found(EMPLOYER, Scheme.WAGE_SUBSIDY) == ["L11c"]
    assert found(OTHER, Scheme.WAGE_SUBSIDY) == []
    assert found(OTHER, Scheme.WAGE_SUBSIDY, spouse=True) == ["L11c"]
    assert found(EMPLOYER, Scheme.INTERNSHIP) == []


def test_a_workplace_is_judged_by_its_own_facts_alone() -> None:
    def found(scheme: Scheme, **workplace: Any) -> list[str]:
        state = WorkplaceState(**(WORKPLACE | workplace))
        return [each.rule_id for each in workplace_findings(state, scheme, TODAY)]

    assert all(found(scheme) == [] for scheme in Scheme)
    assert found(Scheme.WAGE_SUBSIDY, vacated_on=TODAY) == ["L11b"]
    assert found(Scheme.WAGE_SUBSIDY, staff_by_month=(*(20.0,) * 11, 19.0)) == ["L11b"]
    assert found(Scheme.WAGE_SUBSIDY, staff_by_month=()) == [], "unknown is asked, and does not exclude"
    assert found(Scheme.INTERNSHIP, vacated_on=TODAY) == []
    full = Supported(500, TODAY, TODAY)
    assert found(Scheme.WAGE_SUBSIDY, supported=(full,)) == [], "room under the ratio rule is a figure of its own"


@pytest.mark.rule("L10")
def test_paid_hours_of_unemployment_benefit_do_as_well_as_the_time() -> None:
    short = {"unemployed_since": date(2026, 11, 1)}
    assert "L10" in {each.rule_id for each in over(short, plan=SUBSIDY)}
    assert "L10" in {each.rule_id for each in over(short | {"benefit_hours_paid": 961.0}, plan=SUBSIDY)}
    assert "L10" not in {each.rule_id for each in over(short | {"benefit_hours_paid": 962.0}, plan=SUBSIDY)}


@pytest.mark.rule("L9")
def test_a_wage_subsidy_that_is_prolonged_is_measured_from_its_beginning() -> None:
    job_ready = {"groups": frozenset({"unemployment-benefit"}), "unemployed_since": date(2026, 11, 1)}
    added = SUBSIDY | {"extends_from": add_months(START, -3)}
    assert "L9" not in {each.rule_id for each in over(job_ready, plan=added | {"ends_on": add_months(START, 3) - DAY})}
    assert "L9" in {each.rule_id for each in over(job_ready, plan=added | {"ends_on": add_months(START, 3)})}
    vacated = over(job_ready, {"vacated_on": TODAY, "staff_by_month": ()}, added)
    assert not {"L10", "L11b"} & {each.rule_id for each in vacated}, "these are asked when it begins"


@pytest.mark.rule("L13")
def test_unknown_years_are_asked_of_those_on_the_new_cash_benefits() -> None:
    unknown = {"residence_years": None}
    found = of(over(unknown), "L13")
    assert (found.unknown, found.prevents) == (True, False)
    assert found.question == "Hvor mange år har borgeren boet her og arbejdet fuld tid i de sidste 10 år?"
    assert over(unknown | {"groups": frozenset({"sickness-benefit"})}) == ()


@pytest.mark.parametrize("scheme", list(Scheme))
def test_whatever_is_unknown_comes_with_a_question(scheme: Scheme) -> None:
    nothing: dict[str, Any] = {"groups": frozenset(), "age": None, "unemployed_since": None, "residence_years": None}
    unknown = {"sector": None, "ordinary_full_time": None, "employees": None, "staff_by_month": ()}
    plan = {"scheme": scheme, "ends_on": add_months(START, 61), "flex_job_before": True}
    for each in over(nothing, unknown, plan):
        assert each.unknown == (each.question is not None)
