"""A placement stands for the course events that the programmes' rules ask for."""

from datetime import datetime
from typing import Any

import pytest

from case_api.placements.course_events import agreement_items
from case_api.placements.models import InternshipPurpose
from case_api.placements.schemas import AgreementTexts, PlacementSummary
from rettematch.contracts.cases import CaseFacts, EventKind
from rettematch.programmes.definitions import programme, programmes
from rettematch.programmes.engine import plan
from rettematch.programmes.parameters import Checklist, Choice, Deadline
from rettematch.programmes.reviews import review
from tests.case_api.bodies_placements import ASSESSMENT, REASON, Situation, situation
from tests.case_api.conftest import Api

CONSULTANT = "job-consultant"
PLAIN: dict[str, Any] = {"follow_up_plan": [], "step_up": []}


async def facts(there: Situation) -> CaseFacts:
    found = [each["data"] for each in (await there.api.feed())["items"] if each["id"] == there.case["id"]]
    return CaseFacts.model_validate(max(found, key=lambda data: data["version"]))


async def events(there: Situation) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Kind, first day and items of what the placement stands for."""
    return {each.kind.value: (each.on.isoformat(), each.items) for each in (await facts(there)).events}


async def act(there: Situation, placement: dict[str, Any], what: str, version: int = 1, **fields: Any) -> Any:
    path = f"/v1/placements/{placement['id']}"
    if what == "change":
        return await there.api.call("PATCH", path, CONSULTANT, json=fields, version=version)
    return await there.api.call("POST", f"{path}/{what}", CONSULTANT, json=fields, version=version)


async def test_an_agreement_made_beforehand_counts_from_the_first_day(api: Api) -> None:
    there = await situation(api)
    taken = await there.take(considerations_agreed=["kan sidde ned en del af dagen"])
    assert taken.status_code == 201, taken.text
    assert await events(there) == {
        "work-agreement": (
            "2026-12-01",
            (
                "considerations",
                "follow-up-plan",
                "goals-and-sub-goals",
                "jobcentre-contact",
                "long-term-goal",
                "ordinary-hours",
                "ordinary-hours-goal",
                "sub-goals",
                "tasks",
                "working-time",
            ),
        ),
        "internship-purpose": ("2026-12-01", ("ordinary-hours",)),
        "follow-up-reminder": ("2026-12-01", ()),
    }
    assert taken.json()["jobcentre_contact_id"] == there.case["job_broker_id"]


async def test_what_comes_into_the_agreement_later_counts_from_that_day(api: Api) -> None:
    there = await situation(api)
    placement = (await there.take(starts_on="2026-11-23", ends_on="2027-02-12", **PLAIN)).json()
    begun = await events(there)
    assert "follow-up-reminder" not in begun
    assert "follow-up-plan" not in begun["work-agreement"][1]
    api.clock.advance(days=8)
    line = {"at": "2026-12-08T10:00:00+01:00", "kind": "visit"}
    changed = await act(there, placement, "change", follow_up_plan=[line])
    assert changed.status_code == 200, changed.text
    now = await events(there)
    assert now["follow-up-reminder"] == ("2026-12-01", ())
    assert now["work-agreement"][0] == "2026-12-01"
    assert "follow-up-plan" in now["work-agreement"][1]
    assert now["internship-purpose"] == ("2026-11-23", ("ordinary-hours",))


async def test_an_extension_is_an_event_of_the_days_that_it_adds(api: Api) -> None:
    there = await situation(api)
    placement = (await there.take(ends_on="2027-02-22", **PLAIN)).json()
    longer = await act(there, placement, "extend", ends_on="2027-03-31", reason=REASON, assessment=ASSESSMENT)
    assert longer.status_code == 200, longer.text
    [extension] = [each for each in (await facts(there)).events if each.kind is EventKind.EXTENSION]
    assert (extension.on.isoformat(), str(extension.until)) == ("2027-02-23", "2027-03-31")
    assert str(extension.placement_id) == placement["id"]
    api.clock.now = datetime.fromisoformat("2027-03-10T09:00:00+00:00")
    ended = await act(there, placement, "end", 2, ended_on="2027-03-05", outcome="ordinary-hours")
    assert ended.status_code == 200, ended.text
    [cut] = [each for each in (await facts(there)).events if each.kind is EventKind.EXTENSION]
    assert str(cut.until) == "2027-03-05"


async def test_a_placement_that_never_began_stands_for_nothing(api: Api) -> None:
    there = await situation(api)
    placement = (await there.take()).json()
    await act(there, placement, "end", ended_on="2026-11-23", outcome="broken-off-by-citizen")
    assert await events(there) == {}


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({}, set()),
        ({"sub_goals": []}, {"fsm_agreement"}),
        ({"follow_up_plan": []}, {"fsm_agreement"}),
        ({"ordinary_hours_planned": False, "step_up": []}, {"fsm_agreement", "fsm_hours_from_start"}),
    ],
)
async def test_the_checklist_of_flere_skal_med_is_judged_by_the_agreement(
    api: Api, changes: dict[str, Any], broken: set[str]
) -> None:
    there = await situation(api)
    assert (await there.take(**changes)).status_code == 201
    found = review(await facts(there), datetime.fromisoformat("2026-12-02T12:00:00+01:00")).findings
    wanted = {"fsm_agreement", "fsm_internship_purpose", "fsm_hours_from_start"}
    assert {each.rule_id for each in found} & wanted == broken


@pytest.mark.parametrize(
    ("name", "rule", "without"),
    [
        ("jobfirst", "jf_work_agreement", None),
        ("stv", "stv_agreement_fields", {"step_up": []}),
        ("jobviften", "jv_followup_advis", {"follow_up_plan": []}),
    ],
)
async def test_deadlines_of_other_programmes_are_met_by_the_agreement(
    api: Api, name: str, rule: str, without: dict[str, Any] | None
) -> None:
    there = await situation(api)
    assert (await there.take(**(without or {}))).status_code == 201
    now = datetime.fromisoformat("2026-12-02T12:00:00+01:00")
    case = (await facts(there)).model_copy(update={"programme": name})
    if without is not None:
        assert [each.status.value for each in plan(case, now) if each.rule_id == rule] == ["overdue"]
        return
    assert [each.status.value for each in plan(case, now) if each.rule_id == rule] == ["fulfilled"]
    bare = case.model_copy(update={"events": ()})
    assert [each.status.value for each in plan(bare, now) if each.rule_id == rule] == ["overdue"]


def test_every_word_of_the_programmes_for_an_agreement_is_one_that_an_agreement_can_cover() -> None:
    asked: set[str] = set()
    for each in programmes().values():
        for rule in each.rules:
            for form in (rule.parameters, *rule.also):
                if isinstance(form, Checklist | Deadline) and form.of is EventKind.WORK_AGREEMENT:
                    asked |= set(form.items if isinstance(form, Deadline) else (*form.wanted, *form.optional))
    texts = AgreementTexts(
        goal="Fast arbejde",
        sub_goals=["Møde til tiden"],
        tasks="Opvask",
        meeting_times="Mandag kl. 9",
        considerations_agreed=["kan sidde ned"],
        mentor_tasks="Tager imod",
    )
    planned: dict[str, Any] = {"ordinary_hours_planned": True}
    row = PlacementSummary.model_construct(**planned)
    assert asked <= set(agreement_items(row, texts, follow_ups=1, step_up=1))


def test_the_purposes_are_those_of_flere_skal_med() -> None:
    [options] = [
        form.options
        for rule in programme("flere-skal-med-2").rules
        for form in (rule.parameters, *rule.also)
        if isinstance(form, Choice) and form.of is EventKind.INTERNSHIP_PURPOSE
    ]
    assert set(options) == {each.value for each in InternshipPurpose}
