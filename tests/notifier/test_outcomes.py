from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.deliveries.outcomes import Outcome, Reason, default_retry_policy, of_status
from notifier.deliveries.states import FINAL, STEPS, DeliveryState, IllegalStepError, check_step

POLICY = default_retry_policy()
REFUSED = Outcome(Reason.REFUSED, 5, 500)
ATTEMPTS = st.integers(1, len(POLICY.schedule_seconds) - 1)
CHANCE = st.floats(0, 1)


def test_the_schedule_is_that_of_the_standard() -> None:
    minute, hour = 60, 3600
    standard = (0, 5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour)
    assert POLICY.schedule_seconds == standard


@given(ATTEMPTS, CHANCE)
def test_waits_stay_within_a_fifth_of_the_schedule(attempt_no: int, chance: float) -> None:
    wait = POLICY.after_failure(REFUSED, attempt_no, chance)
    planned = POLICY.schedule_seconds[attempt_no]
    assert wait is not None
    assert planned * 0.8 - 1e-6 <= wait.total_seconds() <= planned * 1.2 + 1e-6


@given(CHANCE, st.sampled_from([429, 502, 504, None]))
def test_an_overloaded_receiver_gets_at_least_a_minute(chance: float, status: int | None) -> None:
    outcome = Outcome(Reason.TIMED_OUT if status is None else Reason.REFUSED, 5, status)
    wait = POLICY.after_failure(outcome, 1, chance)
    assert wait is not None
    assert wait >= timedelta(minutes=1)


@given(ATTEMPTS, CHANCE, st.floats(0, 10**9))
def test_retry_after_can_lengthen_a_wait_up_to_a_day_and_never_shorten_it(
    attempt_no: int, chance: float, asked: float
) -> None:
    without = POLICY.after_failure(REFUSED, attempt_no, chance)
    wait = POLICY.after_failure(Outcome(Reason.REFUSED, 5, 500, asked), attempt_no, chance)
    assert without is not None
    assert wait is not None
    assert wait >= without
    assert wait <= max(without, timedelta(days=1))
    if asked <= 86400:
        assert wait.total_seconds() >= asked - 1e-6


@given(CHANCE)
def test_the_last_attempt_has_no_successor(chance: float) -> None:
    assert POLICY.after_failure(REFUSED, len(POLICY.schedule_seconds), chance) is None


def test_a_receiver_that_is_gone_is_not_tried_again() -> None:
    assert POLICY.after_failure(Outcome(Reason.GONE, 5, 410), 1, 0.5) is None


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (200, Reason.DELIVERED),
        (204, Reason.DELIVERED),
        (301, Reason.REDIRECTED),
        (308, Reason.REDIRECTED),
        (400, Reason.REFUSED),
        (410, Reason.GONE),
        (503, Reason.REFUSED),
        (103, Reason.REFUSED),
    ],
)
def test_only_two_hundreds_are_success(status: int, reason: Reason) -> None:
    assert of_status(status) is reason


def test_nothing_follows_a_final_state() -> None:
    assert set(FINAL) == {DeliveryState.DELIVERED, DeliveryState.DEAD, DeliveryState.CANCELLED}
    for state in FINAL:
        for other in DeliveryState:
            with pytest.raises(IllegalStepError):
                check_step(state, other)


def test_every_state_can_be_reached_from_pending() -> None:
    reached, open_ = {DeliveryState.PENDING}, [DeliveryState.PENDING]
    while open_:
        for following in STEPS[open_.pop()] - reached:
            reached.add(following)
            open_.append(following)
    assert reached == set(DeliveryState)
