from datetime import date

import pytest

from rettematch.programmes.definitions import programme
from rettematch.programmes.steps import Step, current_step
from rettematch.programmes.vocabulary import Derived
from tests.rettematch.case_facts import facts, placement

FSM = programme("flere-skal-med-2")
PLACED = placement(1, date(2026, 11, 16), date(2027, 2, 14))


def test_step_one_waits_for_broker_cv_and_readiness() -> None:
    case = facts(job_broker_id=None, job_broker_since=None, cv_begun_on=None)
    assert current_step(FSM, case, date(2026, 11, 3)) == Step(
        1, date(2026, 10, 5), date(2026, 11, 4), (Derived.JOB_BROKER_GIVEN, Derived.CV_BEGUN)
    )


def test_step_two_aims_at_thirteen_weeks() -> None:
    assert current_step(FSM, facts(), date(2026, 11, 3)) == Step(
        2,
        date(2026, 11, 2),
        date(2027, 1, 31),
        (Derived.AGREEMENT_ON_ORDINARY_HOURS, Derived.COMPANY_CONTACT_PERSON),
    )


@pytest.mark.parametrize(
    ("lacks", "missing"),
    [
        ("has_contact_person", Derived.COMPANY_CONTACT_PERSON),
        ("ordinary_hours_planned", Derived.AGREEMENT_ON_ORDINARY_HOURS),
    ],
)
def test_step_two_waits_for_contact_person_and_ordinary_hours(lacks: str, missing: Derived) -> None:
    placed = PLACED.model_copy(update={lacks: False})
    step = current_step(FSM, facts(placements=(placed,)), date(2026, 11, 20))
    assert (step.number, step.missing) == (2, (missing,))


def test_step_three_runs_until_the_citizen_is_self_supporting() -> None:
    step = current_step(FSM, facts(placements=(PLACED,)), date(2026, 11, 20))
    assert step == Step(3, date(2026, 11, 16), None, (Derived.SELF_SUPPORTING,))


def test_a_break_repeats_step_two_from_the_day_after() -> None:
    broken = PLACED.model_copy(update={"ended_on": date(2026, 11, 25)})
    step = current_step(FSM, facts(placements=(broken,)), date(2026, 12, 1))
    assert (step.number, step.began_on, step.aim_ends_on) == (2, date(2026, 11, 26), date(2027, 2, 24))


def test_a_job_ends_every_step() -> None:
    case = facts(self_supporting_on=date(2026, 11, 20))
    assert current_step(FSM, case, date(2026, 11, 19)).number == 2
    assert current_step(FSM, case, date(2026, 11, 20)) == Step(4, date(2026, 11, 20), None, ())
