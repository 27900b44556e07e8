"""What keeps a course from leaving a step, rule by rule."""

from datetime import date

from rettematch.programmes.definitions import programme
from rettematch.programmes.exits import blocks_exit, next_step, refuse_step, step_ended_by
from rettematch.programmes.vocabulary import Derived
from tests.rettematch.case_facts import facts, local, placement
from tests.rettematch.rule_rows import course

FSM = programme("flere-skal-med-2")
NOW = local("2026-11-20 12:00")
UNREADY = facts(cv_begun_on=None, ready_on=None)
PLACED = placement(1, date(2026, 11, 16), date(2027, 2, 14))


def test_step_one_is_blocked_by_each_condition_with_its_rule() -> None:
    found = blocks_exit(FSM, UNREADY, NOW)
    assert [(each.step, each.rule_id, each.missing) for each in found] == [
        (1, "fsm_trin1_exit", Derived.CV_BEGUN),
        (1, "fsm_trin1_exit", Derived.READY),
    ]
    assert found[0].danish.endswith("Der mangler: påbegyndt cv.")
    following = next_step(FSM, UNREADY, NOW)
    assert following is not None
    assert following == FSM.steps[1]


def test_a_later_step_waits_for_every_step_before_it() -> None:
    assert refuse_step(FSM, UNREADY, NOW, 1) == ()
    assert {each.step for each in refuse_step(FSM, UNREADY, NOW, 3)} == {1, 2}
    assert refuse_step(FSM, facts(placements=(PLACED,)), NOW, 3) == ()
    assert {each.missing for each in refuse_step(FSM, facts(placements=(PLACED,)), NOW, 4)} == {Derived.SELF_SUPPORTING}


def test_what_stood_until_yesterday_is_not_asked_for_again_but_what_broke_earlier_is() -> None:
    yesterday = PLACED.model_copy(update={"ended_on": date(2026, 11, 19)})
    earlier = PLACED.model_copy(update={"ended_on": date(2026, 11, 18)})
    assert refuse_step(FSM, facts(placements=(yesterday,)), NOW, 3) == ()
    assert {each.rule_id for each in refuse_step(FSM, facts(placements=(earlier,)), NOW, 3)} == {"fsm_trin2_exit"}


def test_the_last_step_has_no_next_one_and_nothing_blocks_when_all_have_ended() -> None:
    supported = facts(placements=(PLACED,), self_supporting_on=date(2026, 11, 20))
    assert blocks_exit(FSM, supported, NOW) == ()
    assert next_step(FSM, supported, NOW) is None


def test_only_the_step_that_asks_for_readiness_is_ended_by_it() -> None:
    assert step_ended_by(FSM, UNREADY, Derived.READY) == 1
    assert step_ended_by(programme("jobfirst"), course("jobfirst"), Derived.READY) is None
