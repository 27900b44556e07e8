from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.programmes.definitions import Kind, programme, programmes
from rettematch.programmes.engine import plan
from rettematch.programmes.measures import Measurement, judge
from rettematch.programmes.overlay import LoosenedRuleError, Overlay, OverlayError, read_overlay, with_overlay
from rettematch.programmes.parameters import Limit
from rettematch.programmes.periods import Span
from rettematch.programmes.tightness import is_no_longer, loosened_fields
from tests.rettematch.case_facts import local
from tests.rettematch.rule_rows import course

HEAD = 'municipality_code = "0706"\nreason = "Decided on 1 October 2026"\n'
CHANGE = """
[[changes]]
programme = "{programme}"
rule = "{rule}"
in_force_from = 2026-10-01
{more}
"""
NEW_RULE = """
[[additions]]
programme = "jobfirst"

[additions.rule]
id = "{rule_id}"
danish = "Borgeren ringes op dagen efter start"
english = "The citizen is called the day after the start"
kind = "hard"
section = "Lokal aftale"
confidence = "H"
[additions.rule.parameters]
type = "deadline"
after = ["course-started"]
of = "conversation"
within = {{ days = 1 }}
responsible = "caseworker"
"""


def read(tmp_path: Path, text: str) -> Overlay:
    path = tmp_path / "0706.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return read_overlay(path)


def change(programme_id: str, rule: str, parameters: str, more: str = "") -> str:
    return CHANGE.format(programme=programme_id, rule=rule, more=f"parameters = {{ {parameters} }}\n{more}")


COORDINATION = (
    'type = "deadline", after = ["course-started"], of = "coordination-need", within = { weeks = %d }, '
    'responsible = "caseworker"'
)


def test_a_tightened_deadline_holds_for_courses_that_begin_from_its_day(tmp_path: Path) -> None:
    overlay = read(tmp_path, change("jobfirst", "jf_coord_need", COORDINATION % 2))
    rules = with_overlay(programme("jobfirst"), overlay)

    def last(started_on: date) -> object:
        found = {
            each.rule_id: each
            for each in plan(course("jobfirst", started_on=started_on), local("2026-09-30 06:00"), rules)
        }
        return found["jf_coord_need"].overdue_at

    assert last(date(2026, 9, 30)) == local("2026-10-29 08:00")
    assert last(date(2026, 10, 1)) == local("2026-10-16 08:00")


def test_an_added_rule_is_planned_like_any_other(tmp_path: Path) -> None:
    rules = with_overlay(programme("jobfirst"), read(tmp_path, NEW_RULE.format(rule_id="local_call")))
    found = {each.rule_id: each for each in plan(course("jobfirst"), local("2026-11-03 09:00"), rules)}
    assert found["local_call"].status is FollowUpStatus.DUE
    assert "local_call" not in {each.rule_id for each in plan(course("jobfirst"), local("2026-11-03 09:00"))}


def test_a_number_that_the_source_leaves_open_is_set_by_the_municipality(tmp_path: Path) -> None:
    text = change(
        "flere-skal-med-2", "fsm_low_caseload", 'type = "quantity", unit = "cases per job broker", at_most = 25'
    )
    rules = with_overlay(programme("flere-skal-med-2"), read(tmp_path, text))
    on = date(2026, 10, 2)
    assert judge(rules, Measurement("fsm_low_caseload", 25, on)) == ()
    assert len(judge(rules, Measurement("fsm_low_caseload", 26, on))) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (change("jobfirst", "jf_coord_need", COORDINATION % 5), "within from .* to"),
        (change("jobfirst", "jf_coord_need", COORDINATION % 2, 'kind = "aim"'), "cannot become aim"),
        (change("jobfirst", "jf_coord_need", 'type = "limit", at_most = { weeks = 1 }'), "jf_coord_need: .*type"),
        (change("jobfirst", "jf_taster_max", 'type = "limit", of = "taster", at_most = { weeks = 14 }'), "at_most"),
        (
            change(
                "jobfirst",
                "jf_max_gap",
                'type = "gap", at_most = { months = 1 }, counts = ["activity"], responsible = "job-consultant"',
            ),
            "at_most",
        ),
        (
            change(
                "jobfirst",
                "jf_hours_elsewhere",
                'type = "flag", subject = "paid-hours-at-another-employer", value = false',
            ),
            "value",
        ),
        (
            change(
                "fleksjob-2",
                "uf_caseload_total",
                'type = "quantity", unit = "cases per job broker", at_least = 30, at_most = 41',
            ),
            "at_most",
        ),
        (
            change("flere-skal-med-2", "fsm_trin1_exit", 'type = "conditions", all_of = ["cv-begun", "ready"]'),
            "all_of",
        ),
        (
            change(
                "flere-skal-med-2",
                "fsm_stepup_agreement",
                'type = "checklist", of = "step-up-agreement", items = ["agreements"]',
            ),
            "items",
        ),
        (
            change(
                "jobfirst",
                "jf_taster_no_empty_week",
                'type = "cadence", phase = "taster", every = { weeks = 1 }, done_by = "activity", '
                'responsible = "job-consultant"',
                "also = []",
            ),
            "left out",
        ),
    ],
)
def test_a_loosened_hard_rule_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(LoosenedRuleError, match=reason):
        read(tmp_path, text)


SIX = "agreements", "who-follows-up", "when", "supplementary-services", "coordination", "considerations"


@pytest.mark.parametrize(("at_least", "is_refused"), [(6, True), (7, False)])
def test_a_longer_checklist_must_not_let_an_old_item_go(tmp_path: Path, at_least: int, is_refused: bool) -> None:
    items = ", ".join(f'"{each}"' for each in (*SIX, "transport"))
    parameters = f'type = "checklist", of = "step-up-agreement", at_least = {at_least}, items = [{items}]'
    text = change("flere-skal-med-2", "fsm_stepup_agreement", parameters)
    if is_refused:
        with pytest.raises(LoosenedRuleError, match="at_least"):
            read(tmp_path, text)
    else:
        assert len(read(tmp_path, text).changes) == 1


def test_an_aim_may_be_set_otherwise(tmp_path: Path) -> None:
    text = change("flere-skal-med-2", "fsm_trin1_max", 'type = "limit", at_most = { months = 2 }')
    changed = with_overlay(programme("flere-skal-med-2"), read(tmp_path, text)).rule("fsm_trin1_max", date(2026, 10, 1))
    assert changed.parameters == Limit(type="limit", at_most=Span(months=2))


@pytest.mark.parametrize(
    ("text", "error", "reason"),
    [
        (change("jobfirst", "no_rule", COORDINATION % 2), OverlayError, "no such rule"),
        (change("no-programme", "jf_coord_need", COORDINATION % 2), OverlayError, "no such programme"),
        (change("jobfirst", "jf_coord_need", COORDINATION % 2) * 2, OverlayError, "begins on"),
        (NEW_RULE.format(rule_id="jf_call"), ValidationError, "must begin with local_"),
        (NEW_RULE.format(rule_id="local_call") * 2, OverlayError, "in force at once"),
        ("surprise = 1", ValidationError, "Extra inputs"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path: Path, text: str, error: type[Exception], reason: str) -> None:
    with pytest.raises(error, match=reason):
        read(tmp_path, text)


@given(st.sampled_from([rule for found in programmes().values() for rule in found.rules]))
def test_no_rule_is_looser_than_itself(rule: object) -> None:
    parameters = rule.parameters  # type: ignore[attr-defined]  # hypothesis hands it over untyped
    assert loosened_fields(parameters, parameters) == ()


SPANS = st.one_of(
    st.integers(1, 400).map(lambda number: Span(days=number)),
    st.integers(1, 60).map(lambda number: Span(weeks=number)),
    st.integers(1, 14).map(lambda number: Span(months=number)),
)


@given(SPANS, SPANS, st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_tighter_limit_never_ends_later(one: Span, other: Span, start: date) -> None:
    old, new = Limit(type="limit", at_most=one), Limit(type="limit", at_most=other)
    if loosened_fields(old, new) == ():
        assert other.after(start) <= one.after(start)
    if is_no_longer(one, other) and is_no_longer(other, one):
        assert other.after(start) == one.after(start)


def test_a_raised_aim_binds(tmp_path: Path) -> None:
    text = change("flere-skal-med-2", "fsm_trin1_max", 'type = "limit", at_most = { weeks = 3 }', 'kind = "hard"')
    rules = with_overlay(programme("flere-skal-med-2"), read(tmp_path, text))
    assert rules.rule("fsm_trin1_max", date(2026, 10, 1)).kind is Kind.HARD
    assert rules.rule("fsm_trin1_max", date(2026, 9, 30)).kind is Kind.AIM


MILESTONE = (
    'type = "quantity", unit = "persons", at_least = 25, share = 25, by = {by}, '
    "parts = {{ resource-programme = {resource}, cash-benefit = 20 }}"
)


def test_a_municipality_that_runs_a_project_anew_sets_its_own_dates(tmp_path: Path) -> None:
    text = change("jobfirst", "jf_visit_m1", MILESTONE.format(by="2027-01-01", resource=5))
    jobfirst = with_overlay(programme("jobfirst"), read(tmp_path, text))
    late = Measurement("jf_visit_m1", 24, date(2027, 1, 1))
    assert [each.rule_id for each in judge(jobfirst, late)] == ["jf_visit_m1"]
    assert judge(jobfirst, Measurement("jf_visit_m1", 24, date(2026, 12, 31))) == ()


def test_what_the_project_is_to_reach_by_its_new_date_is_not_loosened(tmp_path: Path) -> None:
    loosened = MILESTONE.format(by="2027-01-01", resource=4).replace("at_least = 25", "at_least = 24")
    with pytest.raises(LoosenedRuleError, match="jf_visit_m1"):
        read(tmp_path, change("jobfirst", "jf_visit_m1", loosened))


def test_a_date_that_is_still_to_come_is_not_moved(tmp_path: Path) -> None:
    moved = change("jobfirst", "jf_visit_m1", MILESTONE.format(by="2016-10-01", resource=5))
    with pytest.raises(LoosenedRuleError, match="by"):
        read(tmp_path, moved.replace("2026-10-01", "2016-05-01"))
