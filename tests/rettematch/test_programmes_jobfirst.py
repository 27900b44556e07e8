from datetime import date, timedelta
from uuid import UUID

import pytest

from rettematch.contracts.base import Scheme
from rettematch.contracts.cases import CaseEvent, CaseFacts, ConversationFact, EventKind, PlacementFact
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.programmes.definitions import programme
from rettematch.programmes.engine import plan
from rettematch.programmes.reviews import review
from rettematch.programmes.steps import current_step
from tests.rettematch.case_facts import conversation, event, local, placement
from tests.rettematch.rule_rows import Changes, assert_only_the_broken_one_is_found, course, nov, row, rules_broken

FIRST = UUID(int=2001)


def with_events(*events: CaseEvent, **changes: object) -> Changes:
    return {"events": events, **changes}


def talk(day: int, **changes: object) -> dict[str, tuple[ConversationFact, ...]]:
    return {"conversations": (conversation(1, local(f"2026-11-{day:02} 10:00"), **changes),)}


def placed(starts_on: date, days: int, scheme: Scheme = Scheme.INTERNSHIP, **changes: object) -> PlacementFact:
    return placement(1, starts_on, starts_on + timedelta(days - 1), scheme=scheme, **changes)


INTERNSHIP = {"placements": (placed(nov(16), 91),)}
THIRTEEN_WEEKS, A_DAY_MORE = 91, 92
PARTIES = ("citizen", "caseworker", "job-consultant", "mentor")
TWO_TASTERS = {
    "placements": (
        placement(1, nov(9), nov(15), scheme=Scheme.TASTER),
        placement(2, nov(30), date(2026, 12, 6), scheme=Scheme.TASTER),
    )
}


@pytest.mark.parametrize(
    ("rule_id", "now", "kept", "broken"),
    [
        row("jf_coord_need", "2026-12-01 09:00", with_events(event("coordination-need", nov(20))), {}),
        row(
            "jf_parallel_overview",
            "2026-11-03 09:00",
            with_events(event("parallel-overview", nov(2), "extent", "duration", "goal", "actors")),
            with_events(event("parallel-overview", nov(2), "extent", "duration", "goal")),
        ),
        row("jf_first_conversation", "2026-12-01 09:00", talk(20), {}),
        row(
            "jf_monthly_meeting",
            "2026-12-02 09:00",
            with_events(event("monthly-meeting", nov(25), *PARTIES)),
            with_events(event("monthly-meeting", nov(25), *PARTIES[:-1])),
        ),
        row(
            "jf_plan_cv_tool_first",
            "2026-12-01 09:00",
            with_events(event("plan", nov(25), "job-goal", "cv", "progression-tool")),
            with_events(event("plan", nov(25), "job-goal", "cv")),
        ),
        row(
            "jf_taster_max",
            "2026-11-10 09:00",
            {"placements": (placed(nov(9), THIRTEEN_WEEKS, Scheme.TASTER),)},
            {"placements": (placed(nov(9), A_DAY_MORE, Scheme.TASTER),)},
        ),
        row(
            "jf_taster_plan",
            "2026-12-10 09:00",
            with_events(
                event("activity-plan", nov(10), "number", "length", "type"),
                placements=(placed(nov(9), 91, Scheme.TASTER),),
            ),
            with_events(
                event("activity-plan", nov(10), "number", "type"), placements=(placed(nov(9), 91, Scheme.TASTER),)
            ),
        ),
        row(
            "jf_taster_no_empty_week",
            "2026-11-30 09:00",
            with_events(event("activity", nov(17)), event("activity", nov(25)), **TWO_TASTERS),
            with_events(event("activity", nov(17)), **TWO_TASTERS),
        ),
        row(
            "jf_job_goal_each_followup",
            "2026-11-11 09:00",
            talk(10) | with_events(event("job-goal-reviewed", nov(10))),
            talk(10) | with_events(event("job-goal-reviewed", nov(9))),
        ),
        row(
            "jf_goal_change_free",
            "2026-11-11 09:00",
            with_events(event("job-goal-changed", nov(10), "asked-match", "asked-agreements", "asked-colleagues")),
            with_events(event("job-goal-changed", nov(10), "asked-match", "asked-agreements")),
        ),
        row("jf_progression_monthly", "2026-12-02 09:00", with_events(event("progression", nov(20))), {}),
        row(
            "jf_moderators",
            "2026-11-20 09:00",
            with_events(event("moderators", nov(13), "promoting", "inhibiting"), **INTERNSHIP),
            with_events(event("moderators", nov(17), "promoting", "inhibiting"), **INTERNSHIP),
        ),
        row(
            "jf_internship_13",
            "2026-11-17 09:00",
            {"placements": (placed(nov(16), THIRTEEN_WEEKS),)},
            {"placements": (placed(nov(16), A_DAY_MORE),)},
        ),
        row(
            "jf_internship_13",
            "2027-03-01 09:00",
            with_events(
                event("extension", date(2027, 2, 15), until=date(2027, 5, 16), placement_id=FIRST),
                placements=(placed(nov(16), 182),),
            ),
            {"placements": (placed(nov(16), 182),)},
            "with an extension",
        ),
        row(
            "jf_internship_renew",
            "2027-03-01 09:00",
            with_events(event("extension", date(2027, 2, 15), until=date(2027, 5, 16), placement_id=FIRST)),
            with_events(event("extension", date(2027, 2, 15), until=date(2027, 5, 17), placement_id=FIRST)),
        ),
        row(
            "jf_work_agreement",
            "2026-11-17 09:00",
            with_events(event("work-agreement", nov(16), placement_id=FIRST), **INTERNSHIP),
            with_events(event("work-agreement", nov(16), placement_id=UUID(int=9)), **INTERNSHIP),
        ),
        row("jf_start_followup", "2026-11-24 09:00", talk(20) | INTERNSHIP, talk(12) | INTERNSHIP),
        row(
            "jf_support_before_start",
            "2026-11-20 09:00",
            with_events(event("support-person", nov(15)), **INTERNSHIP),
            with_events(event("support-person", nov(17)), **INTERNSHIP),
        ),
        row("jf_weekly_26", "2026-11-09 09:00", with_events(event("support-contact", nov(4))), {}),
        row(
            "jf_company_contact",
            "2026-11-17 09:00",
            INTERNSHIP,
            {"placements": (placed(nov(16), 91, has_contact_person=False),)},
        ),
        row(
            "jf_company_contact",
            "2026-12-16 09:00",
            with_events(event("company-follow-up", nov(30)), **INTERNSHIP),
            INTERNSHIP,
            "monthly",
        ),
        row(
            "jf_hours_first_contact",
            "2026-11-11 09:00",
            talk(10, with_employer=True) | with_events(event("ordinary-hours-raised", nov(10))),
            talk(10, with_employer=True),
        ),
        row(
            "jf_plan_for_job",
            "2027-02-16 09:00",
            with_events(event("plan-for-job", date(2027, 2, 12)), **INTERNSHIP),
            INTERNSHIP,
        ),
        row(
            "jf_cv_update",
            "2026-11-11 09:00",
            talk(10) | with_events(event("cv-updated", nov(10))),
            talk(10) | with_events(event("cv-updated", nov(9))),
        ),
        row(
            "jf_cv_update",
            "2027-02-16 09:00",
            with_events(event("cv-updated", date(2027, 2, 15)), **INTERNSHIP),
            INTERNSHIP,
            "after a placement",
        ),
        row("jf_max_gap", "2026-11-30 09:00", with_events(event("activity", nov(20))), {}),
        row(
            "jf_decide_after_13",
            "2027-02-16 09:00",
            with_events(event("decision", date(2027, 2, 12), "continued-jobfirst"), **INTERNSHIP),
            INTERNSHIP,
        ),
        row(
            "jf_decide_after_13",
            "2027-02-16 09:00",
            with_events(event("decision", date(2027, 2, 12), "ordinary-contact-course"), **INTERNSHIP),
            with_events(event("decision", date(2027, 2, 12)), **INTERNSHIP),
            "undecided",
        ),
    ],
)
def test_a_broken_rule_is_found(rule_id: str, now: str, kept: Changes, broken: Changes) -> None:
    assert_only_the_broken_one_is_found("jobfirst", rule_id, now, kept, broken)


@pytest.mark.rule("jf_max_gap")
@pytest.mark.parametrize("day", [29, 30])
def test_four_weeks_to_the_day_without_activity_are_not_too_long(day: int) -> None:
    case = course("jobfirst", events=(event("activity", nov(day)),))
    assert "jf_max_gap" not in rules_broken(case, "2026-12-10 09:00")


@pytest.mark.rule("jf_max_gap")
def test_a_gap_of_a_day_more_is_broken_and_stays_so_when_activity_follows() -> None:
    case = course("jobfirst", events=(event("activity", date(2026, 12, 1)),))
    assert "jf_max_gap" in rules_broken(case, "2026-11-30 09:00")
    assert "jf_max_gap" in rules_broken(case, "2026-12-10 09:00")


@pytest.mark.rule("jf_max_gap")
def test_the_next_activity_is_asked_for_before_the_gap_is_too_long() -> None:
    found = {each.rule_id: each for each in plan(course("jobfirst"), local("2026-11-10 09:00"))}
    # The last day is Sunday 29 November; the last working day before it is Friday.
    assert found["jf_max_gap"].due_at == local("2026-11-27 08:00")
    assert found["jf_max_gap"].overdue_at == local("2026-11-30 08:00")


@pytest.mark.rule("jf_weekly_26")
def test_the_support_person_is_asked_for_twenty_six_weeks() -> None:
    found = [each for each in plan(course("jobfirst"), local("2028-01-03 09:00")) if each.rule_id == "jf_weekly_26"]
    assert len(found) == 26


def test_a_deadline_on_a_public_holiday_is_reminded_of_on_the_working_day_before() -> None:
    """Four weeks from 28 November 2026 are 26 December, a holiday and a Saturday, and so is the day before."""
    begun = course("jobfirst", started_on=nov(28))
    found = {each.rule_id: each for each in plan(begun, local("2026-11-30 09:00"))}
    assert found["jf_coord_need"].due_at == local("2026-12-24 08:00")
    assert found["jf_coord_need"].overdue_at == local("2026-12-27 08:00")


def test_the_start_waits_for_everything_that_its_rules_ask() -> None:
    rules = programme("jobfirst")
    step = current_step(rules, course("jobfirst"), nov(3))
    assert (step.number, len(step.missing)) == (1, 5)
    ready = course(
        "jobfirst",
        **talk(9),
        events=(
            event("parallel-overview", nov(2), "extent", "duration", "goal", "actors"),
            event("coordination-need", nov(5)),
            event("plan", nov(10), "job-goal", "cv", "progression-tool"),
        ),
    )
    assert current_step(rules, ready, nov(11)).missing == (EventKind.SUPPORT_PERSON,)
    named = ready.model_copy(update={"events": (*ready.events, event("support-person", nov(12)))})
    after = current_step(rules, named, nov(13))
    assert (after.number, after.began_on, after.aim_ends_on) == (2, nov(12), date(2027, 2, 10))


def test_a_review_tells_the_next_dates_in_order() -> None:
    found = review(course("jobfirst"), local("2026-11-03 07:00"))
    assert list(found.next_dates) == sorted(found.next_dates)
    assert {rule_id for _, rule_id in found.next_dates} >= {"jf_coord_need", "jf_weekly_26", "jf_monthly_meeting"}


def closed(case: CaseFacts) -> CaseFacts:
    return case.model_copy(update={"closed_on": nov(20)})


def test_nothing_is_asked_after_the_course_is_closed() -> None:
    found = plan(closed(course("jobfirst")), local("2027-03-01 09:00"))
    assert {each.status for each in found} == {FollowUpStatus.MISSED}
    assert "jf_coord_need" not in {each.rule_id for each in found}
