"""Recording a step-up: trigger, preparation, talks and agreement. Each change publishes the facts of the case."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.facts import publish_case, read_facts
from case_api.cases.models import Case
from case_api.cases.service import CaseClosed
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.consents.sealed import as_ruled, consents_of
from case_api.context import Work
from case_api.courses.events import set_events
from case_api.courses.service import known_kinds
from case_api.findings import findings_read
from case_api.history.records import add, change, find, find_for_change, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from case_api.step_ups.agreement import Agreed, carry_over, close_agreement, close_notes, open_agreement, open_notes
from case_api.step_ups.models import Barrier, StepUpEffort
from case_api.step_ups.rules import CHILDREN, PREPARED, about_step_up, categories_lacking, events_of
from case_api.step_ups.schemas import (
    AgreementWrite,
    PreparationWrite,
    StepUpRead,
    StepUps,
    StepUpWrite,
    TalkRead,
    TalkWrite,
)
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import uuid7
from rettematch.patches import merge
from rettematch.problems import Conflict, InvalidRequest, NotFound
from rettematch.programmes.reviews import review

_SOURCE = "step-up"


class NoStepUpHere(Conflict):
    """Not every programme has step-up."""

    slug = "no-step-up-in-programme"
    title = "The programme of the case has no step-up"
    danish = "Indsatsen har ikke step-up."


class StepUpNeedsConsent(Conflict):
    """Departments tell each other of the citizen, and that needs a consent in force; `reasons` name what lacks it."""

    slug = "step-up-needs-consent"
    title = "The citizen has not consented to what a step-up shares"
    danish = "Borgeren skal give samtykke, før step-up kan begynde. Se hvilke oplysninger det gælder."


async def create_step_up(work: Work, case_id: UUID, write: StepUpWrite) -> Created:
    """Begins a step-up.

    Raises:
        NoStepUpHere: the programme has none.
        StepUpNeedsConsent: no consent in force on the day covers what is shared.
        InvalidRequest: the day does not fit.
        CaseClosed: the case is closed.
    """
    case, seal = await _locked_case(work, case_id)
    _check_day(work, case.started_on, write.started_on, "body.started_on")
    await _require_consent(work, case, seal, write.because, write.started_on)
    row = StepUpEffort(
        **stamp(work),
        id=uuid7(),
        case_id=case.id,
        recorded_by=work.actor.staff_id,
        **write.model_dump(),
    )
    await add(work, row)
    await _publish(work, case, seal, row)
    work.audit("step-up:create", [case.citizen_id], subject=row.id)
    return Created(await _read(work, case, seal, row), f"/v1/cases/{case.id}/step-ups/{row.id}")


async def list_step_ups(work: Work, case_id: UUID) -> StepUps:
    """Every step-up of a case, the earliest first."""
    case, seal = await _case(work, case_id)
    statement = select(StepUpEffort).where(col(StepUpEffort.case_id) == case.id)
    rows = (await work.session.exec(statement.order_by(col(StepUpEffort.started_on), col(StepUpEffort.id)))).all()
    work.audit("step-up:list", [case.citizen_id], subject=case.id)
    return StepUps(items=[await _read(work, case, seal, row) for row in rows])


async def read_step_up(work: Work, case_id: UUID, step_up_id: UUID) -> StepUpRead:
    case, seal = await _case(work, case_id)
    row = _of(case, await find(work, StepUpEffort, step_up_id))
    work.audit("step-up:read", [case.citizen_id], subject=row.id)
    return await _read(work, case, seal, row)


async def change_step_up(work: Work, case_id: UUID, step_up_id: UUID, patch: StepUpWrite, version: int) -> StepUpRead:
    """Corrects the trigger; raises as `create_step_up`."""
    case, seal, row = await _for_change(work, case_id, step_up_id, version)
    merged = merge(StepUpWrite, row.model_dump(), patch)
    _check_day(work, case.started_on, merged.started_on, "body.started_on")
    await _require_consent(work, case, seal, merged.because, merged.started_on)
    return await _changed(work, case, seal, row, merged.model_dump(), "step-up:change")


async def prepare(work: Work, case_id: UUID, step_up_id: UUID, write: PreparationWrite, version: int) -> StepUpRead:
    """Records the documents that are ready for one barrier; what is missing is a finding.

    Raises:
        InvalidRequest: a document that the programme does not know, a barrier the step-up is not about, or the day.
        CaseClosed: the case is closed.
    """
    case, seal, row = await _for_change(work, case_id, step_up_id, version)
    if write.barrier not in row.because:
        raise InvalidRequest.field("body.barrier", "must be what the step-up is about", "step-up handler ikke om det")
    _check_day(work, case.started_on, write.on, "body.on")
    _check_items(work, case, PREPARED[write.barrier], write.documents, "body.documents")
    kept = [each for each in row.preparations if each["barrier"] != write.barrier]
    values = {"preparations": [*kept, write.model_dump(mode="json")]}
    return await _changed(work, case, seal, row, values, "step-up:prepare")


async def add_talk(work: Work, case_id: UUID, step_up_id: UUID, write: TalkWrite, version: int) -> StepUpRead:
    """Records a talk; one too many, or somebody missing, is a finding and no reason to lose the record.

    Raises:
        InvalidRequest: people whom the programme does not know, or the day.
        CaseClosed: the case is closed.
    """
    case, seal, row = await _for_change(work, case_id, step_up_id, version)
    _check_day(work, row.started_on, write.held_on, "body.held_on")
    _check_items(work, case, EventKind.STEP_UP_TALK, write.people, "body.people")
    talk = write.model_dump(mode="json", exclude={"note"})
    notes = [*open_notes(seal, row), write.note]
    values = {"talks": [*row.talks, talk], "notes_sealed": close_notes(seal, row.id, notes)}
    return await _changed(work, case, seal, row, values, "step-up:talk")


async def agree(work: Work, case_id: UUID, step_up_id: UUID, write: AgreementWrite, version: int) -> StepUpRead:
    """Writes the agreement; its considerations become the citizen's own, so that matching sees them.

    Written again, it takes back the considerations that are no longer in it.

    Raises:
        InvalidRequest: a question that the programme does not ask, or a day that does not fit.
        CaseClosed: the case is closed.
    """
    case, seal, row = await _for_change(work, case_id, step_up_id, version)
    _check_day(work, row.started_on, write.agreed_on, "body.agreed_on")
    _check_day(work, case.started_on, write.child_job_asked_on, "body.child_job_asked_on")
    questions = known_kinds(work, case)[EventKind.STEP_UP_AGREEMENT] - {CHILDREN}
    if not set(write.answers) <= questions:
        raise InvalidRequest.field(
            "body.answers",
            "must be questions of the document: " + ", ".join(sorted(questions)),
            "findes ikke i aftalen",
        )
    citizen = await find(work, Citizen, case.citizen_id)
    carried = await carry_over(work, citizen, write, open_agreement(seal, row).considerations)
    values = {
        "agreed_on": write.agreed_on,
        "agreement_sealed": close_agreement(seal, row.id, Agreed(answers=write.answers, considerations=carried)),
        "children_over_13": write.children_over_13,
        "child_job_asked_on": write.child_job_asked_on,
    }
    return await _changed(work, case, seal, row, values, "step-up:agree")


async def step_up_history(work: Work, case_id: UUID, step_up_id: UUID) -> History:
    """All versions; the agreement and the notes are sealed and show only that they changed."""
    case = await find(work, Case, case_id)
    row = _of(case, await find(work, StepUpEffort, step_up_id))
    work.audit("step-up:read-history", [case.citizen_id], subject=row.id)
    return history_of(await revisions(work, StepUpEffort, row.id))


async def _case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    case = await find(work, Case, case_id)
    return case, seal_of(work, await find(work, Citizen, case.citizen_id))


async def _locked_case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    """Locks citizen and case: a consent is withdrawn under the citizen's lock, so it counts wholly or not at all."""
    citizen = await find_for_change(work, Citizen, (await find(work, Case, case_id)).citizen_id)
    case = await find_for_change(work, Case, case_id)
    if case.closed_on is not None:
        raise CaseClosed
    if EventKind.STEP_UP not in known_kinds(work, case):
        raise NoStepUpHere
    return case, seal_of(work, citizen)


async def _for_change(
    work: Work, case_id: UUID, step_up_id: UUID, version: int
) -> tuple[Case, CitizenSeal, StepUpEffort]:
    case, seal = await _locked_case(work, case_id)
    return case, seal, _of(case, await find_for_change(work, StepUpEffort, step_up_id, version))


def _of(case: Case, row: StepUpEffort) -> StepUpEffort:
    if row.case_id != case.id:
        raise NotFound
    return row


async def _require_consent(work: Work, case: Case, seal: CitizenSeal, because: Sequence[Barrier], on: date) -> None:
    consents = [as_ruled(seal, each) for each in await consents_of(work, case.citizen_id)]
    if lacking := categories_lacking(consents, because, on):
        raise StepUpNeedsConsent(reasons=[{"category": each, "danish": each.danish_name} for each in sorted(lacking)])


def _check_day(work: Work, earliest: date, day: date | None, field: str) -> None:
    if day is None:
        return
    if day > work.today:
        raise InvalidRequest.field(field, "must not be in the future", "må ikke ligge i fremtiden")
    if day < earliest:
        raise InvalidRequest.field(field, "must not be before the start", "ligger før starten")


def _check_items(work: Work, case: Case, kind: EventKind, items: Sequence[str], field: str) -> None:
    known = known_kinds(work, case).get(kind, frozenset())
    if not set(items) <= known:
        raise InvalidRequest.field(
            field, "must be in the programme's words: " + ", ".join(sorted(known)), "findes ikke i indsatsen"
        )


async def _changed(
    work: Work, case: Case, seal: CitizenSeal, row: StepUpEffort, values: dict[str, Any], action: str
) -> StepUpRead:
    await change(work, row, values)
    await _publish(work, case, seal, row)
    work.audit(action, [case.citizen_id], subject=row.id)
    return await _read(work, case, seal, row)


async def _publish(work: Work, case: Case, seal: CitizenSeal, row: StepUpEffort) -> None:
    await set_events(work, case, _SOURCE, row.id, events_of(row, open_agreement(seal, row).answers))
    await publish_case(work, case)


async def _read(work: Work, case: Case, seal: CitizenSeal, row: StepUpEffort) -> StepUpRead:
    programme = work.programme(case.programme)
    found = review(await read_facts(work, case), work.now, programme).findings
    agreed = open_agreement(seal, row)
    return StepUpRead.model_validate(
        {
            **row.model_dump(exclude={"talks"}),
            "talks": [
                TalkRead.model_validate({**talk, "note": note})
                for talk, note in zip(row.talks, open_notes(seal, row), strict=True)
            ],
            "answers": agreed.answers,
            "considerations": [each.model_dump() for each in agreed.considerations],
            "findings": findings_read(about_step_up(programme, found, case.started_on)),
        }
    )
