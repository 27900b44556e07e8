"""What the engine answers is what it answered before: see `golden_plans` for how to renew the record and when."""

from collections import Counter

from rettematch.programmes.definitions import programmes
from rettematch.programmes.recordable import recordable
from tests.rettematch.golden_plans import RECORDED, STATUSES, golden_cases, lines


def test_the_engine_answers_a_hundred_cases_as_recorded() -> None:
    """When this fails and the change was meant: `python -m tests.rettematch.golden_plans`, and read the difference."""
    assert list(lines()) == RECORDED.read_text(encoding="utf-8").splitlines()


def test_the_recorded_cases_reach_every_programme_status_and_kind_of_event() -> None:
    text = RECORDED.read_text(encoding="utf-8")
    assert Counter(line.split()[0] for line in text.splitlines()) == dict.fromkeys(programmes(), 20)
    for status in STATUSES:
        assert any(f"{status}={number} " in text for number in range(1, 10)), status
    for programme_id, found in programmes().items():
        cases = [case for _, case, _ in golden_cases() if case.programme == programme_id]
        used = {event.kind for case in cases for event in case.events}
        assert used == {kind for case in cases for kind in recordable(found, case.started_on)}
