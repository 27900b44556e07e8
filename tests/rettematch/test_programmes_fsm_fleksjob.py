from datetime import date
from uuid import UUID

import pytest

from rettematch.contracts.base import Scheme
from rettematch.contracts.cases import ContactKind
from rettematch.industry.packages import SHIPPED_FOLDER, load_packages
from rettematch.programmes.definitions import programme
from rettematch.programmes.engine import plan
from rettematch.programmes.measures import Measurement, judge
from rettematch.programmes.steps import current_step
from tests.rettematch.case_facts import agreed, conversation, event, facts, local, placement
from tests.rettematch.rule_rows import Changes, assert_only_the_broken_one_is_found, course, nov, row, rules_broken

UNTIL = date(2027, 2, 14)
PLACED = {"placements": (placement(1, nov(16), UNTIL),)}
READY = {"job_broker_since": nov(2), "cv_begun_on": nov(2), "ready_on": nov(2)}
SIX = ("agreements", "who-follows-up", "when", "supplementary-services", "coordination", "considerations")
FIELDS = ("tasks", "working-time", "sub-goals", "follow-up-plan", "ordinary-hours")
PEOPLE = ("citizen", "caseworker", "job-broker", "professional")


def having(*events: object, **changes: object) -> Changes:
    return {"events": events, **changes}


def placed(**changes: object) -> Changes:
    return {"placements": (placement(1, nov(16), UNTIL, **changes),)}


def called(day: int, **changes: object) -> Changes:
    return {"conversations": (conversation(1, local(f"2026-11-{day:02} 10:00"), **changes),)}


LINE = agreed(1, local("2026-11-18 13:15"))
JUNE = {"started_on": date(2026, 6, 1)}


@pytest.mark.parametrize(
    ("rule_id", "now", "kept", "broken"),
    [
        row("fsm_start_talks", "2026-11-10 09:00", having(event("start-talk", nov(2)), **READY), READY),
        row(
            "fsm_start_talks",
            "2026-11-10 09:00",
            having(event("start-talk", nov(2)), event("start-talk", nov(3))),
            having(event("start-talk", nov(2)), event("start-talk", nov(3)), event("start-talk", nov(4))),
            "too many",
        ),
        row(
            "fsm_group",
            "2026-11-10 09:00",
            having(event("group", nov(3), "exempt")),
            having(event("group", nov(3), "group-1", "group-2")),
        ),
        row(
            "fsm_exempt",
            "2026-11-10 09:00",
            having(event("exempted", nov(4)), event("social-services-told", nov(4))),
            having(event("exempted", nov(4))),
        ),
        row(
            "fsm_group2_fast",
            "2026-06-10 09:00",
            having(event("group", date(2026, 6, 3), "group-1"), **JUNE),
            having(event("group", date(2026, 6, 3), "group-2"), **JUNE),
        ),
        row("fsm_broker_each", "2026-11-10 09:00", {}, {"job_broker_id": None}),
        row(
            "fsm_makkerskab",
            "2026-11-10 09:00",
            having(event("status-meeting", nov(4), "caseworker", "job-broker")),
            having(event("status-meeting", nov(4), "caseworker")),
        ),
        row("fsm_cv_start", "2026-11-10 09:00", READY, READY | {"cv_begun_on": nov(3)}),
        # A month from 2 November ends on 1 December.
        row("fsm_trin1_max", "2026-12-02 09:00", READY, {}),
        row("fsm_weekly_until_match", "2026-11-09 09:00", READY | called(5), READY),
        row(
            "fsm_agreement",
            "2026-11-20 09:00",
            placed(follow_ups=(LINE,)) | called(18, fulfils=LINE.follow_up_id),
            placed(follow_ups=(LINE,)),
        ),
        row(
            "fsm_agreement",
            "2026-11-20 09:00",
            having(event("work-agreement", nov(16), *FIELDS)),
            having(event("work-agreement", nov(16), *FIELDS[:-1])),
            "fields",
        ),
        row("fsm_hours_from_start", "2026-11-17 09:00", PLACED, placed(ordinary_hours_planned=False)),
        row("fsm_monthly_after_match", "2026-12-17 09:00", PLACED | called(20), PLACED),
        row("fsm_company_contact", "2026-11-17 09:00", PLACED, placed(has_contact_person=False)),
        row(
            "fsm_internship_purpose",
            "2026-11-17 09:00",
            having(event("internship-purpose", nov(16), "train-skills")),
            having(event("internship-purpose", nov(16))),
        ),
        # 13 weeks from 2 November end on 31 January.
        row("fsm_trin2_max", "2027-02-01 09:00", READY | PLACED, READY),
        row(
            "fsm_followup_at_company",
            "2026-11-25 09:00",
            PLACED | called(20, kind=ContactKind.VISIT),
            PLACED | called(20, kind=ContactKind.PHONE),
        ),
        row(
            "fsm_post_job",
            "2026-12-10 09:00",
            {"self_supporting_on": nov(9)} | called(20),
            {"self_supporting_on": nov(9)},
        ),
        row(
            "fsm_stepup_trigger",
            "2026-11-20 09:00",
            having(event("step-up", nov(10), "by-citizen", "health")),
            having(event("step-up", nov(10), "health")),
        ),
        row(
            "fsm_stepup_trigger",
            "2026-11-20 09:00",
            having(event("step-up", nov(10), "by-citizen", "family")),
            having(event("step-up", nov(10), "by-citizen")),
            "reason",
        ),
        row(
            "fsm_stepup_talks",
            "2026-11-20 09:00",
            having(event("step-up-talk", nov(10)), event("step-up-agreement", nov(11))),
            having(event("step-up-agreement", nov(11))),
        ),
        row(
            "fsm_stepup_docs_health",
            "2026-11-20 09:00",
            having(event("step-up-prepared-health", nov(9), "medical-documents", "preparation-form", "cv-and-goal")),
            having(event("step-up-prepared-health", nov(9), "medical-documents", "cv-and-goal")),
        ),
        row(
            "fsm_stepup_docs_family",
            "2026-11-20 09:00",
            having(
                event("step-up-prepared-family", nov(9), "child-case-with-consent", "preparation-form", "cv-and-goal")
            ),
            having(event("step-up-prepared-family", nov(9), "child-case-with-consent", "preparation-form")),
        ),
        row(
            "fsm_stepup_people",
            "2026-11-20 09:00",
            having(event("step-up-talk", nov(10), *PEOPLE)),
            having(event("step-up-talk", nov(10), *PEOPLE[:-1], "network")),
        ),
        row(
            "fsm_stepup_agreement",
            "2026-11-20 09:00",
            having(event("step-up-agreement", nov(11), *SIX)),
            having(event("step-up-agreement", nov(11), *SIX[:-1])),
        ),
        row(
            "fsm_consent",
            "2026-11-20 09:00",
            having(event("consent", nov(9)), event("information-shared", nov(10))),
            having(event("consent", nov(11)), event("information-shared", nov(10))),
        ),
        row(
            "fsm_child_job",
            "2026-11-20 09:00",
            having(event("step-up-agreement", nov(11), *SIX)),
            having(event("step-up-agreement", nov(11), *SIX, "children-over-13")),
        ),
        row(
            "fsm_absence",
            "2026-11-20 09:00",
            having(event("repeated-absence", nov(10)), event("absence-followed-up", nov(10))),
            having(event("repeated-absence", nov(10))),
        ),
    ],
)
def test_a_broken_rule_of_flere_skal_med_is_found(rule_id: str, now: str, kept: Changes, broken: Changes) -> None:
    assert_only_the_broken_one_is_found("flere-skal-med-2", rule_id, now, kept, broken)


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        pytest.param({"job_broker_id": None}, 1, marks=pytest.mark.rule("fsm_trin1_exit")),
        pytest.param({}, 2, marks=pytest.mark.rule("fsm_trin2_exit")),
        pytest.param(placed(has_contact_person=False), 2, marks=pytest.mark.rule("fsm_trin2_exit")),
        pytest.param(PLACED, 3, marks=pytest.mark.rule("fsm_trin3_exit")),
        pytest.param(placed(ended_on=nov(25)), 2, marks=pytest.mark.rule("fsm_break_repeat")),
    ],
)
def test_a_step_is_not_left_before_its_conditions_are_met(changes: Changes, left: int) -> None:
    step = current_step(programme("flere-skal-med-2"), facts(**changes), date(2026, 12, 1))
    assert step.number == left
    assert step.missing


@pytest.mark.rule("fsm_packages")
def test_the_packages_that_are_shipped_are_as_many_as_the_model_has() -> None:
    rules, on = programme("flere-skal-med-2"), nov(2)
    assert judge(rules, Measurement("fsm_packages", len(load_packages(SHIPPED_FOLDER)), on)) == ()
    assert judge(rules, Measurement("fsm_packages", len(load_packages(SHIPPED_FOLDER)) - 1, on)) != ()


FLEX = {"placements": (placement(1, nov(16), date(2028, 11, 15), scheme=Scheme.FLEX_JOB),)}


@pytest.mark.parametrize(
    ("rule_id", "now", "kept", "broken"),
    [
        row("uf_followup_6m", "2026-12-17 09:00", FLEX | called(20), FLEX),
        row(
            "uf_written_eval",
            "2027-02-16 09:00",
            having(event("written-evaluation", UNTIL, placement_id=UUID(int=2001)), **PLACED),
            PLACED,
        ),
        row(
            "uf_rehab_attend",
            "2026-06-20 09:00",
            having(event("rehabilitation-meeting", date(2026, 6, 10), "job-broker"), **JUNE),
            having(event("rehabilitation-meeting", date(2026, 6, 10), "caseworker"), **JUNE),
        ),
        row(
            "uf_aids_priority",
            "2026-11-20 09:00",
            having(event("aid-applied", nov(10), "priority")),
            having(event("aid-applied", nov(10))),
        ),
    ],
)
def test_a_broken_rule_of_fleksjob_is_found(rule_id: str, now: str, kept: Changes, broken: Changes) -> None:
    assert_only_the_broken_one_is_found("fleksjob-2", rule_id, now, kept, broken)


@pytest.mark.rule("uf_followup_6m")
def test_a_flex_job_is_followed_up_for_six_months() -> None:
    found = plan(course("fleksjob-2", **FLEX), local("2028-11-01 09:00"))
    assert sum(each.rule_id == "uf_followup_6m" for each in found) == 6


@pytest.mark.rule("uf_rehab_attend")
def test_a_course_that_began_after_the_reform_knows_no_rehabilitation_team() -> None:
    meeting = having(event("rehabilitation-meeting", nov(10), "caseworker"))
    assert "uf_rehab_attend" not in rules_broken(course("fleksjob-2", **meeting), "2026-11-20 09:00")
