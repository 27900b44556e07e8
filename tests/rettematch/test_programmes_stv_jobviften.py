from datetime import date
from uuid import UUID

import pytest

from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.programmes.definitions import programme
from rettematch.programmes.engine import plan
from rettematch.programmes.steps import current_step
from tests.rettematch.case_facts import event, local, placement
from tests.rettematch.rule_rows import Changes, assert_only_the_broken_one_is_found, course, nov, row, rules_broken

PLACED = {"placements": (placement(1, nov(16), date(2027, 2, 14)),)}
FIRST = UUID(int=2001)
FIELDS = ("tasks", "working-time", "goals-and-sub-goals", "ordinary-hours-goal", "jobcentre-contact")
TOPICS = ("long-term-goal", "goals-and-sub-goals", "tasks", "mentor-tasks")


def having(*events: object, **changes: object) -> Changes:
    return {"events": events, **changes}


@pytest.mark.parametrize(
    ("rule_id", "now", "kept", "broken"),
    [
        row("stv_target_groups", "2026-11-03 09:00", {"cohort": "cash-benefit"}, {"cohort": "resource-programme"}),
        row(
            "stv_target_groups",
            "2026-06-20 09:00",
            {"cohort": "resource-programme", "started_on": date(2026, 6, 1)},
            {"cohort": "unemployment-benefit", "started_on": date(2026, 6, 1)},
            "before the reform",
        ),
        row(
            "stv_no_meeting_without_citizen",
            "2026-11-20 09:00",
            having(event("case-meeting", nov(10), "citizen")),
            having(event("case-meeting", nov(10), "caseworker")),
        ),
        row(
            "stv_agreement_topics",
            "2026-11-17 09:00",
            having(event("work-agreement", nov(16), *TOPICS, placement_id=FIRST)),
            having(event("work-agreement", nov(16), *TOPICS[1:], placement_id=FIRST)),
        ),
        row(
            "stv_agreement_fields",
            "2026-11-17 09:00",
            having(event("work-agreement", nov(16), *FIELDS, placement_id=FIRST), **PLACED),
            having(event("work-agreement", nov(16), *FIELDS[:-1], placement_id=FIRST), **PLACED),
        ),
        row(
            "stv_agreement_owner",
            "2026-11-17 09:00",
            having(event("agreement-owner", nov(16), "caseworker")),
            having(event("agreement-owner", nov(16), "mentor")),
        ),
        row("stv_progression_tool", "2026-12-02 09:00", having(event("progression", nov(20))), {}),
    ],
)
def test_a_broken_rule_of_stv_is_found(rule_id: str, now: str, kept: Changes, broken: Changes) -> None:
    assert_only_the_broken_one_is_found("stv", rule_id, now, kept, broken)


CASH, DAGPENGE = {"cohort": "cash-benefit"}, {"cohort": "unemployment-benefit"}
TALK = event("progress-talk", nov(5), "plan-for-next-week")


@pytest.mark.parametrize(
    ("rule_id", "now", "kept", "broken"),
    [
        # 13 weeks from 2 November end on 31 January, five on 6 December.
        row("jv_course_cash", "2027-02-01 09:00", CASH | {"closed_on": date(2027, 1, 31)}, CASH),
        row("jv_course_dagpenge", "2026-12-07 09:00", CASH, DAGPENGE),
        row(
            "jv_target",
            "2026-11-03 09:00",
            having(event("entry", nov(2), "hig"), **CASH),
            having(event("entry", nov(2)), **CASH),
        ),
        row("jv_target", "2026-11-03 09:00", CASH, {"cohort": "sickness-benefit"}, "group"),
        row(
            "jv_reregistered_window",
            "2026-11-03 09:00",
            having(event("re-registered", nov(2), amount=36)),
            having(event("re-registered", nov(2), amount=37)),
        ),
        row(
            "jv_reregistered_window",
            "2026-11-03 09:00",
            having(event("re-registered", nov(2), amount=3)),
            having(event("re-registered", nov(2), amount=2.9)),
            "too soon",
        ),
        row(
            "jv_info_meeting",
            "2026-11-03 09:00",
            having(event("information-meeting", nov(2), amount=1)),
            having(event("information-meeting", nov(2), amount=1.25)),
            "length",
        ),
        row(
            "jv_info_meeting",
            "2026-11-05 09:00",
            having(event("information-meeting", nov(2)), event("start-conversation", nov(2))),
            having(event("start-conversation", nov(2))),
            "before the conversation",
        ),
        row(
            "jv_start_conversation",
            "2026-11-05 09:00",
            having(
                event("information-meeting", nov(3)),
                event("start-conversation", nov(3), "job-goal", "job-club", "job-plan", amount=20),
            ),
            having(
                event("information-meeting", nov(3)),
                event("start-conversation", nov(3), "job-goal", "job-club", "job-plan", amount=21),
            ),
            "length",
        ),
        row(
            "jv_start_conversation",
            "2026-11-05 09:00",
            having(
                event("information-meeting", nov(3)),
                event("start-conversation", nov(3), "job-goal", "job-club", "job-plan"),
            ),
            having(event("information-meeting", nov(3)), event("start-conversation", nov(3), "job-goal")),
        ),
        row("jv_jobclub_weekly", "2026-11-09 09:00", having(event("club-day", nov(4)), **CASH), CASH),
        row(
            "jv_weekly_talk",
            "2026-11-09 09:00",
            having(TALK, **CASH),
            having(event("progress-talk", nov(5)), **CASH),
        ),
        row(
            "jv_logbook",
            "2026-11-07 09:00",
            having(TALK, event("log-entry", nov(5), "agreements", "job-plan")),
            having(TALK, event("log-entry", nov(5), "agreements")),
        ),
        row(
            "jv_logbook",
            "2026-11-13 09:00",
            having(event("log-entry", nov(5)), event("log-followed-up", nov(12))),
            having(event("log-entry", nov(5)), event("log-followed-up", nov(5))),
            "next week",
        ),
        row(
            "jv_conversations",
            "2026-11-10 09:00",
            having(event("start-conversation", nov(3)), TALK),
            having(TALK),
        ),
        row(
            "jv_conversations",
            "2026-11-20 09:00",
            having(event("start-conversation", nov(3)), TALK, event("end-talk", nov(19)), closed_on=nov(20)),
            having(event("start-conversation", nov(3)), TALK, closed_on=nov(20)),
            "at the end",
        ),
        row("jv_attendance", "2026-11-09 09:00", having(event("attendance", nov(6)), **CASH), CASH),
        row(
            "jv_attendance",
            "2026-12-02 09:00",
            having(
                *(event("attendance", nov(day)) for day in (6, 13, 20, 27)), event("absence-sheet", nov(30)), **CASH
            ),
            having(*(event("attendance", nov(day)) for day in (6, 13, 20, 27)), **CASH),
            "sheet",
        ),
        row(
            "jv_availability_test",
            "2026-11-11 09:00",
            having(
                event("absence", nov(10)),
                event("availability-assessed", nov(10), "journal-note", "attendance", "notice"),
            ),
            having(event("absence", nov(10)), event("availability-assessed", nov(10), "journal-note")),
        ),
        row(
            "jv_availability_test",
            "2026-11-11 09:00",
            having(event("activation-offer", nov(10), amount=25)),
            having(event("activation-offer", nov(10), amount=24)),
            "hours",
        ),
        row(
            "jv_club_id",
            "2026-11-11 09:00",
            having(event("club-assigned", nov(3), "club-id", "main-responsible", "supplementary-responsible")),
            having(event("club-assigned", nov(3), "club-id", "main-responsible")),
        ),
        row(
            "jv_club_id",
            "2026-11-11 09:00",
            having(
                event("club-assigned", nov(3), "club-id", "main-responsible", "supplementary-responsible"),
                event("club-day", nov(4)),
            ),
            having(event("club-day", nov(4))),
            "before the first day",
        ),
        row(
            "jv_end_talk",
            "2026-12-07 09:00",
            having(event("end-talk", date(2026, 12, 3), "zero-setting-match", "company-placement"), **DAGPENGE),
            DAGPENGE,
        ),
        row(
            "jv_end_talk",
            "2026-12-07 09:00",
            having(event("end-talk", date(2026, 12, 3), "zero-setting-match", "company-placement"), **DAGPENGE),
            having(event("end-talk", date(2026, 12, 3), "zero-setting-match"), **DAGPENGE),
            "outcome",
        ),
        row(
            "jv_followup_advis",
            "2026-11-17 09:00",
            having(event("follow-up-reminder", nov(16), placement_id=FIRST), **PLACED),
            PLACED,
        ),
    ],
)
def test_a_broken_rule_of_jobviften_is_found(rule_id: str, now: str, kept: Changes, broken: Changes) -> None:
    assert_only_the_broken_one_is_found("jobviften", rule_id, now, kept, broken)


@pytest.mark.rule("jv_weekly_talk")
@pytest.mark.parametrize(("cohort", "weeks"), [(CASH, 13), (DAGPENGE, 5)])
def test_weekly_talks_are_asked_for_as_long_as_the_course_of_the_cohort(cohort: Changes, weeks: int) -> None:
    found = plan(course("jobviften", **cohort), local("2027-06-01 09:00"))
    assert sum(each.rule_id == "jv_weekly_talk" for each in found) == weeks


@pytest.mark.rule("jv_end_talk")
def test_the_end_talk_is_planned_for_the_last_working_day_of_the_course() -> None:
    found = {each.rule_id: each for each in plan(course("jobviften", **DAGPENGE), local("2026-11-03 09:00"))}
    assert found["jv_end_talk"].status is FollowUpStatus.PLANNED
    # The five weeks end on Sunday 6 December.
    assert found["jv_end_talk"].overdue_at == local("2026-12-07 08:00")


def test_the_job_club_lasts_as_the_cohort_does() -> None:
    begun = having(
        event("information-meeting", nov(2)),
        event("start-conversation", nov(2), "job-goal", "job-club", "job-plan"),
    )
    step = current_step(programme("jobviften"), course("jobviften", **begun, **DAGPENGE), nov(3))
    assert (step.number, step.aim_ends_on) == (2, date(2026, 12, 6))


def test_a_course_of_another_cohort_has_no_limit() -> None:
    assert "jv_course_cash" not in rules_broken(course("jobviften", cohort="sickness-benefit"), "2027-12-01 09:00")


def test_the_end_talk_is_reminded_of_before_the_weekend_in_which_the_course_ends() -> None:
    facts = course("jobviften", cohort="cash-benefit", started_on=date(2026, 2, 23))  # ends on Whit Sunday, 24 May
    [asked] = [each for each in plan(facts, local("2026-05-22 09:00")) if each.rule_id == "jv_end_talk"]
    assert asked.due_at == local("2026-05-22 08:00")
    assert asked.status is FollowUpStatus.DUE
