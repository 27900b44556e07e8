"""Rows of the tests that break the programmes' rules: a course that keeps a rule beside one that does not."""

from datetime import date
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

from rettematch.contracts.cases import CaseFacts
from rettematch.programmes.reviews import review
from tests.rettematch.case_facts import facts, local

Changes = dict[str, Any]


def row(rule_id: str, now: str, kept: Changes, broken: Changes, what: str = "") -> ParameterSet:
    """A row marked with the rule that it breaks; `now` is the moment of looking, in Denmark."""
    return pytest.param(rule_id, now, kept, broken, marks=pytest.mark.rule(rule_id), id=f"{rule_id} {what}".strip())


def nov(day: int) -> date:
    """A day of November 2026, the month in which the courses of the rows begin."""
    return date(2026, 11, day)


def course(programme: str, **changes: Any) -> CaseFacts:
    """A course that began on Monday 2 November 2026, with nothing recorded yet."""
    given: Changes = {
        "programme": programme,
        "started_on": date(2026, 11, 2),
        "job_broker_since": None,
        "cv_begun_on": None,
        "ready_on": None,
    }
    return facts(**(given | changes))


def rules_broken(case: CaseFacts, now: str) -> set[str]:
    """The ids of the rules that a course does not keep at a moment."""
    return {each.rule_id for each in review(case, local(now)).findings}


def assert_only_the_broken_one_is_found(programme: str, rule_id: str, now: str, kept: Changes, broken: Changes) -> None:
    """The rule is not kept in one course, and kept in the other at the same moment."""
    assert rule_id not in rules_broken(course(programme, **kept), now)
    assert rule_id in rules_broken(course(programme, **broken), now)
