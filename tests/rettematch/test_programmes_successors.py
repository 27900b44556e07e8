"""A course keeps the rules in force when it began: a successor in its middle and a row that ends do not touch it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from rettematch.contracts.base import Scheme
from rettematch.contracts.cases import CaseFacts
from rettematch.programmes.definitions import Programme, UnknownRuleError, programme, programmes
from rettematch.programmes.engine import plan
from rettematch.programmes.periods import Span
from rettematch.programmes.recordable import cohorts, recordable
from rettematch.programmes.reviews import review
from tests.rettematch.case_facts import event, facts, local, placement

LAST_DAY = date(2026, 6, 30)
"""The last day of what act 1750/2025 abolishes; which of its two dates holds for what is not verified (L21)."""
BEFORE, AFTER = LAST_DAY, LAST_DAY + timedelta(days=1)
ENDED = [(found.id, rule.id) for found in programmes().values() for rule in found.rules if rule.in_force_to == LAST_DAY]
CHANGE = date(2026, 11, 16)


def succeeded(found: Programme, rule_id: str, **parameters: Any) -> Programme:
    """The programme with a successor of one rule from the day of the change on."""
    old = next(rule for rule in found.rules if rule.id == rule_id)
    new = old.parameters.model_copy(update=parameters)
    rows = (
        old.model_copy(update={"in_force_to": CHANGE - timedelta(days=1)}),
        old.model_copy(update={"in_force_from": CHANGE, "parameters": new}),
    )
    others = tuple(rule for rule in found.rules if rule.id != rule_id)
    return Programme.model_validate(found.model_copy(update={"rules": (*others, *rows)}).model_dump())


def course(programme_id: str, started_on: date, **changes: Any) -> CaseFacts:
    stay = placement(1, started_on + timedelta(days=7), started_on + timedelta(days=60), scheme=Scheme.TASTER)
    given: dict[str, Any] = {"programme": programme_id, "started_on": started_on, "placements": (stay,)}
    return facts(**(given | changes))


def last_days(found: Programme, case: CaseFacts, rule_id: str, now: datetime) -> Mapping[str, date]:
    return {each.key: each.overdue_at.date() for each in plan(case, now, found) if each.rule_id == rule_id}


@pytest.mark.parametrize(
    ("programme_id", "rule_id", "parameters"),
    [
        ("jobfirst", "jf_coord_need", {"within": Span(weeks=1)}),
        ("jobfirst", "jf_monthly_meeting", {"every": Span(weeks=1)}),
        ("jobfirst", "jf_max_gap", {"at_most": Span(weeks=1)}),
        ("flere-skal-med-2", "fsm_monthly_after_match", {"every": Span(weeks=1)}),
        ("jobviften", "jv_jobclub_weekly", {"every": Span(days=2)}),
        ("stv", "stv_progression_tool", {"every": Span(weeks=1)}),
        ("fleksjob-2", "uf_written_eval", {"within": Span(weeks=1)}),
    ],
)
def test_a_successor_in_the_middle_of_a_course_does_not_touch_it(
    programme_id: str, rule_id: str, parameters: Mapping[str, Any]
) -> None:
    shipped = programme(programme_id)
    changed = succeeded(shipped, rule_id, **parameters)
    running = course(programme_id, CHANGE - timedelta(days=14))
    for now in ("2026-11-15 09:00", "2026-11-16 09:00", "2026-12-24 09:00", "2027-06-01 09:00"):
        assert plan(running, local(now), changed) == plan(running, local(now), shipped)
    begun = course(programme_id, CHANGE)
    now_later = local("2026-11-16 09:00")
    new = last_days(changed, begun, rule_id, now_later)
    assert new
    assert new != last_days(shipped, begun, rule_id, now_later)


def test_the_rows_that_act_1750_of_2025_ends_are_these() -> None:
    assert set(ENDED) == {
        ("fleksjob-2", "uf_rehab_attend"),
        ("flere-skal-med-2", "fsm_group2_fast"),
        ("jobfirst", "jf_planned_ressourceforloeb"),
        ("stv", "stv_baseline_resource"),
        ("stv", "stv_target_groups"),
    }


@pytest.mark.parametrize(("programme_id", "rule_id"), ENDED)
def test_a_row_that_ends_holds_for_a_course_begun_on_its_last_day_and_not_after(
    programme_id: str, rule_id: str
) -> None:
    found = programme(programme_id)
    row = found.rule(rule_id, BEFORE)
    assert row.in_force_to == LAST_DAY
    try:
        successor = found.rule(rule_id, AFTER)
    except UnknownRuleError:
        return
    assert successor.in_force_from == AFTER
    assert successor.parameters != row.parameters


def test_a_case_in_group_2_is_put_to_the_team_in_a_course_begun_before_the_team_was_abolished() -> None:
    chosen = (event("group", date(2026, 7, 15), "group-2"),)
    now = local("2026-08-01 09:00")
    rules = {
        begun: {each.rule_id for each in plan(facts(started_on=begun, events=chosen), now)} for begun in (BEFORE, AFTER)
    }
    assert "fsm_group2_fast" in rules[BEFORE]
    assert "fsm_group2_fast" not in rules[AFTER]


def test_the_job_broker_goes_to_the_team_in_a_course_begun_before_it_was_abolished() -> None:
    met = (event("rehabilitation-meeting", date(2026, 9, 1), "caseworker"),)
    broken = {
        begun: {
            each.rule_id
            for each in review(
                facts(programme="fleksjob-2", started_on=begun, events=met), local("2026-09-02 09:00")
            ).findings
        }
        for begun in (BEFORE, AFTER)
    }
    assert "uf_rehab_attend" in broken[BEFORE]
    assert "uf_rehab_attend" not in broken[AFTER]


def test_a_citizen_in_a_resource_programme_is_of_the_target_group_only_in_a_course_begun_before() -> None:
    broken = {
        begun: {
            each.rule_id
            for each in review(
                facts(programme="stv", started_on=begun, cohort="resource-programme"), local("2026-09-02 09:00")
            ).findings
        }
        for begun in (BEFORE, AFTER)
    }
    assert "stv_target_groups" not in broken[BEFORE]
    assert "stv_target_groups" in broken[AFTER]
    assert "resource-programme" in cohorts(programme("stv"), BEFORE) - cohorts(programme("stv"), AFTER)


def test_what_can_be_recorded_follows_the_rules_in_force_when_the_course_began() -> None:
    kinds = {begun: {str(kind) for kind in recordable(programme("fleksjob-2"), begun)} for begun in (BEFORE, AFTER)}
    assert "rehabilitation-meeting" in kinds[BEFORE]
    assert "rehabilitation-meeting" not in kinds[AFTER]
