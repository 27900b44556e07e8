"""What holds for every course of every programme, whatever was recorded."""

from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rettematch.clock import COPENHAGEN, local_date
from rettematch.contracts.base import Scheme
from rettematch.contracts.cases import EventKind
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.programmes.definitions import programme, programmes
from rettematch.programmes.engine import plan
from rettematch.programmes.parameters import Deadline
from rettematch.programmes.reviews import review
from rettematch.programmes.vocabulary import Derived
from rettematch.programmes.working_days import is_working_day
from tests.rettematch.case_facts import DAYS, HARD_DAYS, MOMENTS, any_course, event, facts, placement

# The definitions and the holidays are read once, and not within the time that hypothesis gives an example.
programmes()
for _year in range(2026, 2031):
    is_working_day(date(_year, 1, 1))

PROGRAMMES = sorted(programmes())
OF_EACH = 40
"""Examples of each programme in each property."""
MONTHS = 12
ONE_OFFS = [
    (found.id, rule.id)
    for found in programmes().values()
    for rule in found.rules
    if isinstance(rule.parameters, Deadline) and not rule.parameters.each and isinstance(rule.parameters.of, EventKind)
]
ORDER = {
    FollowUpStatus.PLANNED: 0,
    FollowUpStatus.DUE: 1,
    FollowUpStatus.OVERDUE: 2,
    FollowUpStatus.MISSED: 3,
    FollowUpStatus.FULFILLED: 4,
}
HAPPENED = {FollowUpStatus.MISSED, FollowUpStatus.FULFILLED}


@pytest.mark.parametrize("programme_id", PROGRAMMES)
@settings(max_examples=OF_EACH)
@given(data=st.data(), now=MOMENTS, random=st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(
    programme_id: str, data: st.DataObject, now: datetime, random: Random
) -> None:
    case = data.draw(any_course(programme_id))
    mixed = {name: list(getattr(case, name)) for name in ("conversations", "placements", "events")}
    for each in mixed.values():
        random.shuffle(each)
    again = case.model_copy(update={name: tuple(each) for name, each in mixed.items()})
    assert review(again, now) == review(case, now)


@pytest.mark.parametrize("programme_id", PROGRAMMES)
@settings(max_examples=OF_EACH)
@given(data=st.data(), one=MOMENTS, other=MOMENTS)
def test_time_only_moves_a_follow_up_on(programme_id: str, data: st.DataObject, one: datetime, other: datetime) -> None:
    case = data.draw(any_course(programme_id))
    earlier, later = sorted((one, other))
    after = {each.key: each.status for each in plan(case, later)}
    for each in plan(case, earlier):
        assert each.key in after
        assert ORDER[after[each.key]] >= ORDER[each.status], each.key
        if each.status is FollowUpStatus.FULFILLED:
            assert after[each.key] is FollowUpStatus.FULFILLED


@pytest.mark.parametrize("programme_id", PROGRAMMES)
@settings(max_examples=OF_EACH)
@given(data=st.data(), now=MOMENTS, closed_on=DAYS)
def test_nothing_is_open_in_a_closed_course(
    programme_id: str, data: st.DataObject, now: datetime, closed_on: date
) -> None:
    case = data.draw(any_course(programme_id)).model_copy(update={"closed_on": closed_on})
    found = plan(case, now)
    if closed_on <= local_date(now):
        assert {each.status for each in found} <= HAPPENED
    late = [each for each in found if local_date(each.due_at) >= closed_on]
    assert all(each.status is FollowUpStatus.FULFILLED for each in late)


@pytest.mark.parametrize("programme_id", PROGRAMMES)
@settings(max_examples=OF_EACH)
@given(data=st.data(), now=MOMENTS)
def test_every_follow_up_is_due_at_eight_by_the_danish_clock_before_it_is_late(
    programme_id: str, data: st.DataObject, now: datetime
) -> None:
    case = data.draw(any_course(programme_id))
    agreed = {"fsm_agreement"}
    found = plan(case, now)
    assert len({each.key for each in found}) == len(found)
    for each in found:
        assert each.due_at < each.overdue_at
        assert (each.fulfilled_by is not None) <= (each.status is FollowUpStatus.FULFILLED)
        if each.rule_id not in agreed:
            assert each.due_at.astimezone(COPENHAGEN).strftime("%H:%M") == "08:00"
            assert each.overdue_at.astimezone(COPENHAGEN).strftime("%H:%M") == "08:00"


@pytest.mark.parametrize(("programme_id", "rule_id"), ONE_OFFS)
@settings(max_examples=25)
@given(data=st.data(), now=MOMENTS, days=st.integers(0, 3000))
def test_a_one_off_that_is_fulfilled_is_never_due_again(
    programme_id: str, rule_id: str, data: st.DataObject, now: datetime, days: int
) -> None:
    case = data.draw(any_course(programme_id))
    rule = programme(programme_id).rule(rule_id, case.started_on)
    asked = rule.parameters
    assert isinstance(asked, Deadline)
    done = event(asked.of, case.started_on, *asked.items)
    met = case.model_copy(update={"closed_on": None, "events": (*case.events, done)})
    moment = now + timedelta(days=days)
    found = [each for each in plan(met, moment) if each.rule_id == rule_id]
    if case.started_on <= local_date(moment):
        assert {each.status for each in found} <= {FollowUpStatus.FULFILLED}
        assert len(found) <= 1
        if asked.after == (Derived.COURSE_STARTED,):
            assert found


def test_one_offs_of_more_than_one_programme_are_looked_at() -> None:
    assert {programme_id for programme_id, _ in ONE_OFFS} == {"jobfirst", "jobviften"}


@pytest.mark.parametrize("programme_id", PROGRAMMES)
@pytest.mark.parametrize("begun", HARD_DAYS, ids=str)
def test_day_by_day_over_a_change_of_the_clock_and_the_end_of_a_month_a_plan_only_moves_on(
    programme_id: str, begun: date
) -> None:
    stays = (
        placement(1, begun, begun + timedelta(days=40), scheme=Scheme.TASTER),
        placement(2, begun + timedelta(days=41), begun + timedelta(days=200), scheme=Scheme.INTERNSHIP),
        placement(3, begun, begun + timedelta(days=200), scheme=Scheme.FLEX_JOB),
    )
    case = facts(
        programme=programme_id, started_on=begun, cv_begun_on=begun, ready_on=begun, placements=stays, cohort=None
    )
    before: dict[str, FollowUpStatus] = {}
    times: dict[str, tuple[datetime, datetime]] = {}
    seen: set[FollowUpStatus] = set()
    for day in range(75):
        for clock in (time(0, 0), time(2, 30), time(8, 0)):
            now = datetime.combine(begun + timedelta(days=day), clock, COPENHAGEN)
            found = {each.key: each for each in plan(case, now)}
            for key, status in before.items():
                assert ORDER[found[key].status] >= ORDER[status], key
            for key, each in found.items():
                assert times.setdefault(key, (each.due_at, each.overdue_at)) == (each.due_at, each.overdue_at)
                due = each.due_at.astimezone(COPENHAGEN)
                assert (due.hour, due.minute) == (8, 0)
                is_planned = each.status is FollowUpStatus.PLANNED
                assert is_planned is (now < each.due_at) or each.status is FollowUpStatus.FULFILLED
            before = {key: each.status for key, each in found.items()}
            seen.update(before.values())
    assert {FollowUpStatus.PLANNED, FollowUpStatus.DUE} <= seen


@pytest.mark.parametrize("begun", HARD_DAYS, ids=str)
def test_the_months_of_a_course_are_counted_from_its_first_day(begun: date) -> None:
    """A month that lacks the day begins on its last one, and the next month has the day again."""
    case = facts(programme="jobfirst", started_on=begun, placements=())
    now = datetime.combine(begun + timedelta(days=400), time(9), COPENHAGEN)
    firsts = [each.key.split(":")[1] for each in plan(case, now) if each.rule_id == "jf_monthly_meeting"]
    assert len(firsts) > MONTHS
    for number, first in enumerate(firsts):
        year, month = divmod(begun.year * 12 + begun.month - 1 + number, 12)
        following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
        last = following - timedelta(days=1)
        assert first == min(last, last.replace(day=min(begun.day, last.day))).isoformat()


@pytest.mark.parametrize("programme_id", PROGRAMMES)
@settings(max_examples=OF_EACH)
@given(data=st.data(), now=MOMENTS)
def test_every_finding_names_a_rule_in_force_and_its_section(
    programme_id: str, data: st.DataObject, now: datetime
) -> None:
    case = data.draw(any_course(programme_id))
    rules = programme(case.programme)
    for each in review(case, now).findings:
        rule = rules.rule(each.rule_id, case.started_on)
        assert (each.kind, each.section) == (rule.kind, rule.section)
        assert each.danish.startswith(rule.danish)
