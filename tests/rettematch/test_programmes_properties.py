"""What holds for every course of every programme, whatever was recorded."""

from datetime import date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from rettematch.clock import COPENHAGEN, local_date
from rettematch.contracts.cases import CaseFacts, EventKind
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.programmes.definitions import programme, programmes
from rettematch.programmes.engine import plan
from rettematch.programmes.reviews import review
from rettematch.programmes.working_days import is_working_day
from tests.rettematch.case_facts import MOMENTS, any_course, event

# The definitions and the holidays are read once, and not within the time that hypothesis gives an example.
programmes()
for _year in range(2026, 2031):
    is_working_day(date(_year, 1, 1))

ORDER = {
    FollowUpStatus.PLANNED: 0,
    FollowUpStatus.DUE: 1,
    FollowUpStatus.OVERDUE: 2,
    FollowUpStatus.MISSED: 3,
    FollowUpStatus.FULFILLED: 4,
}
HAPPENED = {FollowUpStatus.MISSED, FollowUpStatus.FULFILLED}


@given(any_course(), MOMENTS, st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(case: CaseFacts, now: datetime, random: Random) -> None:
    mixed = {name: list(getattr(case, name)) for name in ("conversations", "placements", "events")}
    for each in mixed.values():
        random.shuffle(each)
    again = case.model_copy(update={name: tuple(each) for name, each in mixed.items()})
    assert review(again, now) == review(case, now)


@given(any_course(), MOMENTS, MOMENTS)
def test_time_only_moves_a_follow_up_on(case: CaseFacts, one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    after = {each.key: each.status for each in plan(case, later)}
    for each in plan(case, earlier):
        assert each.key in after
        assert ORDER[after[each.key]] >= ORDER[each.status], each.key
        if each.status is FollowUpStatus.FULFILLED:
            assert after[each.key] is FollowUpStatus.FULFILLED


@given(any_course(), MOMENTS)
def test_nothing_is_open_in_a_closed_course(case: CaseFacts, now: datetime) -> None:
    if case.closed_on is None:
        return
    found = plan(case, now)
    if case.closed_on <= local_date(now):
        assert {each.status for each in found} <= HAPPENED
    late = [each for each in found if local_date(each.due_at) >= case.closed_on]
    assert all(each.status is FollowUpStatus.FULFILLED for each in late)


@given(any_course(), MOMENTS)
def test_every_follow_up_is_due_at_eight_by_the_danish_clock_before_it_is_late(case: CaseFacts, now: datetime) -> None:
    agreed = {"fsm_agreement"}
    found = plan(case, now)
    assert len({each.key for each in found}) == len(found)
    for each in found:
        assert each.due_at < each.overdue_at
        assert (each.fulfilled_by is not None) <= (each.status is FollowUpStatus.FULFILLED)
        if each.rule_id not in agreed:
            assert each.due_at.astimezone(COPENHAGEN).strftime("%H:%M") == "08:00"
            assert each.overdue_at.astimezone(COPENHAGEN).strftime("%H:%M") == "08:00"


@given(any_course(), MOMENTS, st.integers(0, 3000))
def test_a_one_off_that_is_fulfilled_is_never_due_again(case: CaseFacts, now: datetime, days: int) -> None:
    begun = case.model_copy(update={"programme": "jobfirst", "closed_on": None})
    done = event(EventKind.COORDINATION_NEED, begun.started_on)
    met = begun.model_copy(update={"events": (*begun.events, done)})
    moment = now + timedelta(days=days)
    found = [each for each in plan(met, moment) if each.rule_id == "jf_coord_need"]
    if begun.started_on <= local_date(moment):
        assert [each.status for each in found] == [FollowUpStatus.FULFILLED]


@given(any_course(), MOMENTS)
def test_every_finding_names_a_rule_in_force_and_its_section(case: CaseFacts, now: datetime) -> None:
    rules = programme(case.programme)
    for each in review(case, now).findings:
        rule = rules.rule(each.rule_id, case.started_on)
        assert (each.kind, each.section) == (rule.kind, rule.section)
        assert each.danish.startswith(rule.danish)
