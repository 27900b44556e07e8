from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettematch.clock import COPENHAGEN, local_date
from rettematch.contracts.base import Role
from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.follow_ups import FollowUp, FollowUpStatus
from rettematch.programmes.definitions import UnknownProgrammeError
from rettematch.programmes.engine import plan
from rettematch.programmes.periods import Span, add_months
from tests.rettematch.case_facts import (
    BROKER,
    CASEWORKER,
    MOMENTS,
    OTHER_BROKER,
    agreed,
    any_facts,
    conversation,
    facts,
    local,
    placement,
)

PLANNED, DUE, OVERDUE = FollowUpStatus.PLANNED, FollowUpStatus.DUE, FollowUpStatus.OVERDUE
FULFILLED, MISSED = FollowUpStatus.FULFILLED, FollowUpStatus.MISSED
OPEN = {DUE, OVERDUE}
LATER = {PLANNED: 0, DUE: 1, OVERDUE: 2, MISSED: 3, FULFILLED: 3}


def statuses(found: tuple[FollowUp, ...]) -> dict[str, FollowUpStatus]:
    return {each.key: each.status for each in found}


def test_weekly_contact_begins_when_step_one_ends() -> None:
    found = plan(facts(), local("2026-11-02 12:00"))
    assert statuses(found) == {
        "fsm_weekly_until_match:2026-11-02": PLANNED,
        "fsm_weekly_until_match:2026-11-09": PLANNED,
    }
    assert found[0].due_at == local("2026-11-08 08:00")
    assert found[0].overdue_at == local("2026-11-09 08:00")
    assert found[0].responsible is Role.JOB_BROKER


@pytest.mark.parametrize("missing", ["job_broker_id", "cv_begun_on", "ready_on"])
def test_nothing_is_weekly_while_step_one_lacks_something(missing: str) -> None:
    assert plan(facts(**{missing: None}), local("2027-01-04 12:00")) == ()


def test_a_period_is_due_on_its_last_morning_and_overdue_on_the_next() -> None:
    key = "fsm_weekly_until_match:2026-11-02"
    moments = ["2026-11-08 07:59", "2026-11-08 08:00", "2026-11-09 07:59", "2026-11-09 08:00", "2026-11-15 08:00"]
    assert [statuses(plan(facts(), local(each)))[key] for each in moments] == [PLANNED, DUE, DUE, OVERDUE, MISSED]


def test_a_contact_with_the_citizen_fulfils_the_period_it_falls_in() -> None:
    case = facts(conversations=(conversation(1, local("2026-11-04 10:00")),))
    found = plan(case, local("2026-11-08 08:00"))
    assert statuses(found)["fsm_weekly_until_match:2026-11-02"] is FULFILLED
    assert found[0].fulfilled_by == UUID(int=1001)


def test_a_contact_in_the_next_period_closes_the_overdue_one_as_missed() -> None:
    case = facts(conversations=(conversation(1, local("2026-11-09 10:00")),))
    found = statuses(plan(case, local("2026-11-09 10:00")))
    assert found["fsm_weekly_until_match:2026-11-02"] is MISSED
    assert found["fsm_weekly_until_match:2026-11-09"] is FULFILLED


@pytest.mark.parametrize(
    "change",
    [{"with_citizen": False, "with_employer": True}, {"by_staff_id": CASEWORKER}, {"by_staff_id": OTHER_BROKER}],
)
def test_only_the_brokers_contact_with_the_citizen_counts(change: dict[str, object]) -> None:
    case = facts(conversations=(conversation(1, local("2026-11-04 10:00"), **change),))
    assert statuses(plan(case, local("2026-11-08 08:00")))["fsm_weekly_until_match:2026-11-02"] is DUE


def test_what_an_earlier_broker_did_still_counts() -> None:
    case = facts(
        job_broker_since=date(2026, 12, 20),
        placements=(placement(1, date(2026, 11, 9), date(2027, 2, 7)),),
        conversations=(conversation(1, local("2026-11-12 10:00"), by_staff_id=OTHER_BROKER),),
    )
    assert statuses(plan(case, local("2026-12-20 12:00")))["fsm_monthly_after_match:2026-11-09"] is FULFILLED


def test_contact_is_monthly_after_the_match_and_weekly_again_when_it_breaks() -> None:
    kept = facts(placements=(placement(1, date(2026, 11, 16), date(2027, 2, 14)),))
    assert list(statuses(plan(kept, local("2026-11-20 12:00")))) == [
        "fsm_weekly_until_match:2026-11-02",
        "fsm_weekly_until_match:2026-11-09",
        "fsm_monthly_after_match:2026-11-16",
        "fsm_monthly_after_match:2026-12-16",
    ]
    broken = facts(placements=(placement(1, date(2026, 11, 16), date(2027, 2, 14), ended_on=date(2026, 11, 25)),))
    assert list(statuses(plan(broken, local("2026-11-26 12:00")))) == [
        "fsm_weekly_until_match:2026-11-02",
        "fsm_weekly_until_match:2026-11-09",
        "fsm_weekly_until_match:2026-11-26",
        "fsm_weekly_until_match:2026-12-03",
    ]


def test_the_last_month_of_thirteen_weeks_counts_though_it_is_short() -> None:
    case = facts(placements=(placement(1, date(2026, 11, 16), date(2027, 2, 14)),))
    found = {each.key: each for each in plan(case, local("2027-01-17 12:00"))}
    assert found["fsm_monthly_after_match:2027-01-16"].due_at == local("2027-02-14 08:00")


def test_a_short_rest_of_a_placement_asks_for_nothing() -> None:
    case = facts(placements=(placement(1, date(2026, 11, 16), date(2026, 12, 28)),))
    found = statuses(plan(case, local("2026-12-28 12:00")))
    assert "fsm_monthly_after_match:2026-12-16" not in found
    assert "fsm_weekly_until_match:2026-12-29" in found


def test_follow_up_after_the_job_began_is_monthly_for_six_months() -> None:
    case = facts(self_supporting_on=date(2026, 11, 2))
    found = plan(case, local("2027-12-01 12:00"))
    assert [each.key for each in found] == [
        f"fsm_post_job:{day}"
        for day in ("2026-11-02", "2026-12-02", "2027-01-02", "2027-02-02", "2027-03-02", "2027-04-02")
    ]
    assert found[-1].due_at == local("2027-05-01 08:00")


def test_agreed_follow_ups_are_due_at_their_own_time_and_late_a_day_after() -> None:
    line = agreed(1, local("2026-11-18 13:15"))
    case = facts(placements=(placement(1, date(2026, 11, 16), date(2027, 2, 14), follow_ups=(line,)),))
    found = next(each for each in plan(case, local("2026-11-16 12:00")) if each.rule_id == "fsm_agreement")
    assert found.key == f"fsm_agreement:{UUID(int=3001)}"
    assert found.placement_id == UUID(int=2001)
    assert (found.due_at, found.overdue_at) == (local("2026-11-18 13:15"), local("2026-11-19 13:15"))
    states = [statuses(plan(case, local(f"2026-11-{each}")))[found.key] for each in ("18 13:15", "19 13:15")]
    assert states == [DUE, OVERDUE]


def test_an_agreed_follow_up_is_fulfilled_by_the_contact_recorded_as_it() -> None:
    line = agreed(1, local("2026-11-18 13:15"))
    case = facts(
        placements=(placement(1, date(2026, 11, 16), date(2027, 2, 14), follow_ups=(line,)),),
        conversations=(conversation(1, local("2026-11-18 13:30"), fulfils=line.follow_up_id, by_staff_id=CASEWORKER),),
    )
    assert statuses(plan(case, local("2026-11-19 14:00")))[f"fsm_agreement:{line.follow_up_id}"] is FULFILLED


def test_an_ended_placement_keeps_no_promise_for_later() -> None:
    lines = (agreed(1, local("2026-11-18 13:15")), agreed(2, local("2026-12-18 13:15")))
    ended = placement(1, date(2026, 11, 16), date(2027, 2, 14), ended_on=date(2026, 11, 20), follow_ups=lines)
    found = statuses(plan(facts(placements=(ended,)), local("2026-11-21 00:00")))
    assert found[f"fsm_agreement:{lines[0].follow_up_id}"] is MISSED
    assert f"fsm_agreement:{lines[1].follow_up_id}" not in found


def test_a_closed_course_has_nothing_to_do() -> None:
    line = agreed(1, local("2026-12-18 13:15"))
    case = facts(
        closed_on=date(2026, 12, 1),
        placements=(placement(1, date(2026, 11, 16), date(2027, 2, 14), follow_ups=(line,)),),
    )
    found = statuses(plan(case, local("2026-12-01 00:00")))
    assert set(found.values()) <= {MISSED, FULFILLED}
    assert f"fsm_agreement:{line.follow_up_id}" not in found


def test_due_times_follow_the_clock_of_denmark_over_its_changes() -> None:
    """Easter Sunday 28 March 2027 is the day on which the clock goes forward."""
    case = facts(ready_on=date(2027, 3, 22))
    found = plan(case, local("2027-03-22 12:00"))
    assert [each.due_at.isoformat() for each in found] == ["2027-03-28T06:00:00+00:00", "2027-04-04T06:00:00+00:00"]
    before = plan(facts(ready_on=date(2027, 3, 15)), local("2027-03-15 12:00"))
    assert before[0].due_at.isoformat() == "2027-03-21T07:00:00+00:00"


def test_an_agreed_time_in_the_doubled_hour_is_late_at_the_same_clock_time() -> None:
    line = agreed(1, local("2027-10-30 02:30"))
    case = facts(placements=(placement(1, date(2027, 10, 1), date(2027, 12, 31), follow_ups=(line,)),))
    found = next(each for each in plan(case, local("2027-10-01 12:00")) if each.rule_id == "fsm_agreement")
    assert found.overdue_at - found.due_at == timedelta(hours=24)
    assert found.overdue_at.isoformat() == "2027-10-31T00:30:00+00:00"


def test_months_end_where_the_month_ends() -> None:
    assert [add_months(date(2027, 1, 31), number) for number in (1, 2, 13)] == [
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2028, 2, 29),
    ]
    assert Span(months=1).after(date(2028, 2, 29), 12) == date(2029, 2, 28)


def test_a_programme_without_definition_is_an_error() -> None:
    with pytest.raises(UnknownProgrammeError):
        plan(facts(programme="no-such-programme"), local("2027-01-04 12:00"))


@given(any_facts(), MOMENTS, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(case: CaseFacts, now: datetime, random: Random) -> None:
    conversations, placements = list(case.conversations), list(case.placements)
    random.shuffle(conversations)
    random.shuffle(placements)
    again = case.model_copy(update={"conversations": tuple(conversations), "placements": tuple(placements)})
    assert plan(again, now) == plan(case, now)


@given(any_facts(), MOMENTS, MOMENTS)
def test_time_only_moves_a_follow_up_on(case: CaseFacts, one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    before, after = statuses(plan(case, earlier)), statuses(plan(case, later))
    for key, status in before.items():
        assert key in after
        assert LATER[after[key]] >= LATER[status], key
        if status is FULFILLED:
            assert after[key] is FULFILLED


@given(any_facts(), MOMENTS)
def test_what_is_planned_makes_sense(case: CaseFacts, now: datetime) -> None:
    found = plan(case, now)
    keys = [each.key for each in found]
    assert len(keys) == len(set(keys))
    assert list(found) == sorted(found, key=lambda each: (each.due_at, each.key))
    contacts = [each for each in found if each.placement_id is None]
    assert sum(each.status in OPEN for each in contacts) <= 1
    assert sum(each.status is PLANNED for each in contacts) <= 2
    per_placement = Counter(each.placement_id for each in found if each.status in OPEN)
    assert all(number == 1 for number in per_placement.values())
    for each in found:
        assert each.due_at < each.overdue_at
        assert (each.fulfilled_by is not None) == (each.status is FULFILLED)
        if each.status is PLANNED:
            assert now < each.due_at
        if each.status in OPEN:
            assert each.due_at <= now
            assert (each.status is OVERDUE) == (each.overdue_at <= now)
        if each.placement_id is None:
            assert each.due_at.astimezone(COPENHAGEN).strftime("%H:%M") == "08:00"


@given(any_facts(), MOMENTS)
def test_a_closed_course_never_has_anything_open(case: CaseFacts, now: datetime) -> None:
    if case.closed_on is not None and case.closed_on <= local_date(now):
        assert all(each.status in {FULFILLED, MISSED} for each in plan(case, now))
    if case.closed_on is not None:
        late = [each for each in plan(case, now) if local_date(each.due_at) >= case.closed_on]
        assert all(each.status is FULFILLED for each in late)


@given(any_facts(), MOMENTS)
def test_a_call_by_the_broker_closes_the_open_contact(case: CaseFacts, now: datetime) -> None:
    if case.job_broker_id is None:
        return
    called = case.model_copy(update={"conversations": (*case.conversations, conversation(99, now, by_staff_id=BROKER))})
    open_before = [each for each in plan(case, now) if each.status in OPEN and each.placement_id is None]
    after = {each.key: each for each in plan(called, now)}
    for each in open_before:
        if local_date(now) <= local_date(each.due_at):
            assert after[each.key].status is FULFILLED
