"""Rules about what does not stand in one case: teams, projects, employers and their figures."""

from datetime import date, time
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

from rettematch.programmes.definitions import UnknownRuleError, programme
from rettematch.programmes.measures import (
    CooperationState,
    Measurement,
    NotMeasuredByError,
    answered,
    cooperation,
    difference,
    is_allowed,
    judge,
    lacking,
    national_baseline,
    off_timetable,
    share_against_baseline,
    takers,
    timetable,
)
from rettematch.programmes.parameters import Entry

TODAY = date(2026, 11, 23)
PILOT = date(2016, 5, 2)
STEVNS = date(2019, 9, 2)


def measured(programme_id: str, rule_id: str, kept: float, broken: float, **about: Any) -> ParameterSet:
    label = f"{rule_id} {about.get('unit', '')}".strip()
    return pytest.param(programme_id, rule_id, kept, broken, about, marks=pytest.mark.rule(rule_id), id=label)


RF, KTH = {"cohort": "resource-programme"}, {"cohort": "cash-benefit"}


@pytest.mark.parametrize(
    ("programme_id", "rule_id", "kept", "broken", "about"),
    [
        measured("jobfirst", "jf_planned_total", 100, 99, on=PILOT),
        measured("jobfirst", "jf_planned_ressourceforloeb", 20, 19, on=PILOT, **RF),
        measured("jobfirst", "jf_planned_ressourceforloeb", 30, 29, on=PILOT, unit="years of age", **RF),
        measured("jobfirst", "jf_planned_kontanthjaelp", 80, 79, on=PILOT, **KTH),
        measured("jobfirst", "jf_planned_kontanthjaelp", 30, 29, on=PILOT, unit="years of age", **KTH),
        measured("jobfirst", "jf_elig_support_duration", 1, 0.9, **KTH),
        measured("jobfirst", "jf_visit_m1", 25, 24, on=date(2016, 7, 1)),
        measured("jobfirst", "jf_visit_m2", 50, 49, on=date(2016, 10, 1)),
        measured("jobfirst", "jf_visit_m3", 100, 99, on=date(2017, 1, 1)),
        measured("jobfirst", "jf_centre_presence", 1, 0),
        measured("jobfirst", "jf_hours_report", 1, 0),
        measured("jobfirst", "jf_full_staffing", 185, 184, on=date(2016, 12, 1), unit="hours a week"),
        measured("jobfirst", "jf_full_staffing", 5, 4, on=date(2016, 12, 1), unit="posts"),
        measured("jobfirst", "jf_taster_no_empty_week", 0, 1),
        measured("jobfirst", "jf_job_goal_each_followup", 100, 99),
        measured("stv", "stv_share_increase", 20, 19.9),
        measured("stv", "stv_pm_dedicated", 100, 90),
        measured("stv", "stv_weekly_chain", 1, 0),
        measured("stv", "stv_no_meeting_without_citizen", 0, 1),
        measured("stv", "stv_fixed_jobcentre_contact", 1, 0),
        measured("jobviften", "jv_info_meeting", 2, 1),
        measured("jobviften", "jv_open_cafe", 3, 2.5),
        measured("jobviften", "jv_jobclub_max", 31, 32),
        measured("jobviften", "jv_workshop", 2, 3, unit="workshops a club day"),
        measured("jobviften", "jv_workshop", 15, 16, unit="citizens in a workshop"),
        measured("jobviften", "jv_industry_owner", 1, 0),
        measured("jobviften", "jv_individual_seats", 20, 21),
        measured("jobviften", "jv_theme_meetings", 2, 1),
        measured("jobviften", "jv_club_id", 1, 2),
        measured("flere-skal-med-2", "fsm_packages", 10, 9),
        measured("flere-skal-med-2", "fsm_language_cards", 30, 29),
        measured("flere-skal-med-2", "fsm_child_job", 14, 13),
        measured("fleksjob-2", "uf_caseload_total", 40, 41),
        measured("fleksjob-2", "uf_caseload_ly", 20, 19),
        measured("fleksjob-2", "uf_caseload_fj", 15, 16),
        measured("fleksjob-2", "uf_followup_6m", 45, 46),
        measured("fleksjob-2", "uf_small_fleksjob", 10, 10.25),
        measured("fleksjob-2", "uf_phase2_scope", 10.25, 10),
        measured("fleksjob-2", "uf_rehab_attend", 100, 99, on=STEVNS),
        measured("fleksjob-2", "uf_team", 4, 3, on=STEVNS),
        measured("fleksjob-2", "uf_pm_hours", 7.5, 7, on=STEVNS),
    ],
)
def test_a_figure_outside_its_bounds_is_found(
    programme_id: str, rule_id: str, kept: float, broken: float, about: dict[str, Any]
) -> None:
    rules, given = programme(programme_id), {"on": TODAY} | about
    assert judge(rules, Measurement(rule_id, kept, **given)) == ()
    (found,) = judge(rules, Measurement(rule_id, broken, **given))
    assert found.rule_id == rule_id
    assert found.danish.startswith(rules.rule(rule_id, given["on"]).danish)


@pytest.mark.parametrize(
    ("programme_id", "rule_id"),
    [
        pytest.param("jobfirst", "jf_extraction_plan", marks=pytest.mark.rule("jf_extraction_plan")),
        pytest.param("flere-skal-med-2", "fsm_low_caseload", marks=pytest.mark.rule("fsm_low_caseload")),
    ],
)
def test_what_the_source_gives_no_number_for_must_be_set_by_the_municipality(programme_id: str, rule_id: str) -> None:
    (found,) = judge(programme(programme_id), Measurement(rule_id, 5, TODAY))
    assert "Kommunen skal selv" in found.danish


@pytest.mark.rule("jf_extraction_plan")
def test_starts_a_month_are_asked_from_april_to_december() -> None:
    asked = [
        m for m in range(1, 13) if judge(programme("jobfirst"), Measurement("jf_extraction_plan", 0, date(2016, m, 1)))
    ]
    assert asked == [4, 5, 6, 7, 8, 9, 10, 11, 12]


@pytest.mark.rule("jf_visit_m1")
def test_a_milestone_is_asked_from_its_day_and_for_each_group() -> None:
    early = Measurement("jf_visit_m1", 3, date(2016, 6, 30))
    assert judge(programme("jobfirst"), early) == ()
    uneven = Measurement("jf_visit_m1", 25, date(2016, 7, 1), parts={"resource-programme": 4, "cash-benefit": 21})
    (found,) = judge(programme("jobfirst"), uneven)
    assert found.about == "resource-programme"


def reported(rule_id: str, value: float, on: date, **about: Any) -> ParameterSet:
    programme_id = "stv" if rule_id.startswith("stv") else "jobviften" if rule_id.startswith("jv") else "fleksjob-2"
    return pytest.param(
        programme_id, rule_id, value, on, about, marks=pytest.mark.rule(rule_id), id=f"{rule_id} {value}"
    )


@pytest.mark.parametrize(
    ("programme_id", "rule_id", "value", "on", "about"),
    [
        reported("stv_baseline_activity_ready", 18, TODAY),
        reported("stv_baseline_resource", 13, PILOT),
        reported("stv_baseline_job_ready", 42, TODAY),
        reported("uf_history", 50, STEVNS),
        reported("uf_rehab_flow", 59, STEVNS),
        reported("uf_ly_average", 74, STEVNS),
        reported("uf_ly_distinct", 170, STEVNS),
        reported("uf_support_role", 59, STEVNS, unit="preparatory cases"),
        reported("uf_support_role", 59, STEVNS, unit="cases for the team"),
        reported("uf_budget", 1488398.50, STEVNS),
        reported("uf_team", 1.5, STEVNS),
    ],
)
def test_a_figure_that_departs_from_the_reported_one_shows_by_how_much(
    programme_id: str, rule_id: str, value: float, on: date, about: dict[str, Any]
) -> None:
    assert difference(programme(programme_id), Measurement(rule_id, value, on, **about)) == 0
    assert difference(programme(programme_id), Measurement(rule_id, value - 2, on, **about)) == -2


@pytest.mark.rule("stv_share_increase")
def test_the_share_is_held_against_the_national_figure_when_the_local_one_is_not_known() -> None:
    rules = programme("stv")
    baseline = national_baseline(rules, "activity-ready", TODAY)
    assert baseline == 18
    assert judge(rules, Measurement("stv_share_increase", 37 - baseline, TODAY)) != ()
    assert judge(rules, Measurement("stv_share_increase", 38 - baseline, TODAY)) == ()
    assert national_baseline(rules, "resource-programme", TODAY) is None


STV_EIGHT = {
    "leadership", "industry-knowledge", "staff-see-results", "outreach", "cooperation-agreements",
    "goal-sets-direction", "progression-and-sub-goals", "mentor-follow-up",
}  # fmt: skip
IPS = {
    "ordinary-job-goal", "own-choice", "fast-job-search", "integrated-with-psychiatric-treatment", "own-preferences",
    "support-as-long-as-needed", "benefit-counselling",
}  # fmt: skip
CLUBS = {
    "social-health-and-pedagogy", "trade-and-office", "longer-and-medium-education", "shop-and-service",
    "crafts-unskilled-and-transport",
}  # fmt: skip
LANGUAGES = {"arabic", "farsi", "tigrinya", "somali", "kurmanji", "spanish", "english", "danish"}


@pytest.mark.parametrize(
    ("programme_id", "rule_id", "present"),
    [
        pytest.param(programme_id, rule_id, present, marks=pytest.mark.rule(rule_id), id=rule_id)
        for programme_id, rule_id, present in [
            ("stv", "stv_min_requirements", STV_EIGHT),
            ("stv", "stv_results_visible", {"ordinary-hours", "progression"}),
            ("stv", "stv_portfolio_spread", {"industry", "size", "geography"}),
            ("stv", "stv_mentor_training", {"network"}),
            ("stv", "stv_ips_principles", IPS),
            ("jobviften", "jv_jobclub_count", CLUBS),
            ("jobviften", "jv_individual_seats", {"glas", "young-mothers", "flex-job-citizens"}),
            ("flere-skal-med-2", "fsm_language_cards", LANGUAGES),
            ("fleksjob-2", "uf_broker_roles", {"contact-responsible", "company-consultant", "mentor", "authority"}),
            (
                "fleksjob-2",
                "uf_measures",
                {"unemployment", "progression", "spending", "other-providers", "reassessments"},
            ),
        ]
    ],
)
def test_a_checklist_that_lacks_anything_is_found(programme_id: str, rule_id: str, present: set[str]) -> None:
    rules = programme(programme_id)
    assert lacking(rules, rule_id, present, TODAY) == ()
    for item in present:
        (found,) = lacking(rules, rule_id, present - {item}, TODAY)
        assert item in found.english


@pytest.mark.parametrize(
    ("programme_id", "rule_id", "subject", "right"),
    [
        pytest.param(programme_id, rule_id, subject, right, marks=pytest.mark.rule(rule_id), id=rule_id)
        for programme_id, rule_id, subject, right in [
            ("jobfirst", "jf_goal_change_free", "job-goal-may-change", True),
            ("jobfirst", "jf_hours_elsewhere", "paid-hours-at-another-employer", True),
            ("stv", "stv_agreement_owner", "citizen-may-write-agreement", True),
            ("flere-skal-med-2", "fsm_interpreter", "interpreter", False),
        ]
    ],
)
def test_the_other_answer_is_found(programme_id: str, rule_id: str, subject: str, right: bool) -> None:
    rules = programme(programme_id)
    assert answered(rules, subject, answer=right, on=TODAY) == ()
    assert [each.rule_id for each in answered(rules, subject, answer=not right, on=TODAY)] == [rule_id]


@pytest.mark.rule("fsm_interpreter")
def test_an_interpreter_is_right_when_sanctions_are_explained() -> None:
    circumstances = ["sanctions-explained"]
    assert (
        answered(programme("flere-skal-med-2"), "interpreter", answer=True, on=TODAY, circumstances=circumstances) == ()
    )


GOOD: dict[str, Any] = {
    "ended_and_not_refilled": 0,
    "mentors_trained": True,
    "workplaces": 2,
    "workplaces_with_mentor": 2,
    "central_mentors": 1,
}


@pytest.mark.parametrize(
    ("rule_id", "kept", "broken"),
    [
        pytest.param(rule_id, kept, broken, marks=pytest.mark.rule(rule_id), id=f"{rule_id} {broken}")
        for rule_id, kept, broken in [
            ("stv_model_1", {"seats": 9}, {"seats": 10}),
            ("stv_model_1", {"seats": 1}, {"seats": 0}),
            ("stv_model_1", {"seats": 4}, {"seats": 4, "ended_and_not_refilled": 1}),
            ("stv_model_1", {"seats": 4}, {"seats": 4, "mentors_trained": False}),
            ("stv_model_2", {"seats": 1, "ended_and_not_refilled": 1, "mentors_trained": False}, {"seats": 0}),
            ("stv_model_4", {"seats": 2}, {"seats": 2, "central_mentors": 0}),
            ("stv_model_4", {"seats": 2}, {"seats": 2, "workplaces_with_mentor": 1}),
        ]
    ],
)
def test_an_agreement_that_departs_from_its_model_is_found(
    rule_id: str, kept: dict[str, Any], broken: dict[str, Any]
) -> None:
    rules = programme("stv")
    assert cooperation(rules, CooperationState(rule_id, **(GOOD | kept)), TODAY) == ()
    assert [each.rule_id for each in cooperation(rules, CooperationState(rule_id, **(GOOD | broken)), TODAY)] == [
        rule_id
    ]


@pytest.mark.rule("stv_model_3")
def test_only_the_first_model_asks_for_seats_to_be_filled_again() -> None:
    """An employer who is approached for one match keeps model 3 as it is, and would break model 1 with it."""
    once = GOOD | {"seats": 0, "ended_and_not_refilled": 1, "mentors_trained": False, "central_mentors": 0}
    assert cooperation(programme("stv"), CooperationState("stv_model_3", **once), TODAY) == ()
    assert len(cooperation(programme("stv"), CooperationState("stv_model_1", **once), TODAY)) == 3


@pytest.mark.rule("jv_club_day")
def test_a_talk_outside_the_clock_times_of_the_club_day_is_found() -> None:
    rules = programme("jobviften")
    assert [each.name for each in timetable(rules, "jv_club_day", TODAY)] == [
        "plenary",
        "workshop",
        "lunch",
        "progress-talks",
    ]
    talk = Entry(name="progress-talks", starts=time(12, 30), ends=time(12, 50))
    assert off_timetable(rules, "jv_club_day", talk, TODAY) == ()
    early = talk.model_copy(update={"starts": time(12, 0)})
    assert [each.rule_id for each in off_timetable(rules, "jv_club_day", early, TODAY)] == ["jv_club_day"]


@pytest.mark.rule("uf_overflow")
def test_the_job_consultant_is_job_broker_only_while_the_caseload_is_too_high() -> None:
    what, rules = "job-consultant-as-job-broker", programme("fleksjob-2")
    allowed = [is_allowed(rules, what, [Measurement("uf_caseload_total", cases, TODAY)], TODAY) for cases in (40, 41)]
    assert allowed == [False, True]
    assert not is_allowed(rules, what, [], TODAY)


@pytest.mark.rule("uf_allocation")
def test_the_sick_listed_and_match_three_go_to_the_caseworker_broker_alone() -> None:
    found = {
        group: takers(programme("fleksjob-2"), group, TODAY) for group in ("sick-listed", "match-3", "match-1", "none")
    }
    alone = ("caseworker-broker",)
    assert found == {"sick-listed": alone, "match-3": alone, "match-1": ("other-broker",), "none": ()}


def test_a_figure_for_a_rule_that_states_none_is_an_error() -> None:
    with pytest.raises(NotMeasuredByError):
        judge(programme("jobfirst"), Measurement("jf_max_gap", 5, TODAY))
    with pytest.raises(NotMeasuredByError):
        judge(programme("jobfirst"), Measurement("jf_planned_total", 5, TODAY, unit="apples"))
    with pytest.raises(UnknownRuleError):
        judge(programme("jobfirst"), Measurement("no_rule", 5, TODAY))


@pytest.mark.rule("stv_share_increase")
def test_a_share_must_rise_twenty_percentage_points_from_its_baseline() -> None:
    rules = programme("stv")
    kept = share_against_baseline(rules, "stv_share_increase", 35.1, 15.1, TODAY)
    assert (kept.increase, kept.findings) == (20, ())
    missed = share_against_baseline(rules, "stv_share_increase", 35, 15.1, TODAY)
    assert missed.increase == 19.9
    assert ["19,9" in each.danish for each in missed.findings] == [True]


def test_a_rule_that_asks_for_no_rise_has_no_baseline() -> None:
    with pytest.raises(NotMeasuredByError):
        share_against_baseline(programme("stv"), "stv_weekly_chain", 2, 1, TODAY)
