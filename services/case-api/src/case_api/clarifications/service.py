"""Recording where the start clarification led; one answer holds at a time, the earlier ones stay readable."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.cases.service import CaseClosed
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.clarifications.models import Answer, Clarification
from case_api.clarifications.rules import consequences, events_of, may_be_sent_back
from case_api.clarifications.schemas import ClarificationRead, ClarificationWrite, Consequence
from case_api.context import Work
from case_api.courses.events import set_events
from case_api.courses.service import known_kinds
from case_api.history.records import add, change, find, find_for_change, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict, InvalidRequest, NotFound
from rettematch.programmes.findings import danish_word

_TABLE = "clarification"


class ClarificationReplaced(Conflict):
    """An answer that was replaced stays as it was."""

    slug = "clarification-replaced"
    title = "Another answer holds now"
    danish = "Der er en nyere afklaring. Ret den i stedet."


async def create_clarification(work: Work, case_id: UUID, write: ClarificationWrite) -> Created:
    """Records the answer that holds from now on.

    Raises:
        InvalidRequest: the programme does not ask for it, or a field does not fit.
        CaseClosed: the case is closed.
    """
    case, seal = await _locked_case(work, case_id)
    before = await _current(work, case)
    _check(work, case, write, before)
    if before is not None:
        await change(work, before, {"replaced_on": write.decided_on})
    row_id = uuid7()
    row = Clarification(
        **stamp(work),
        id=row_id,
        case_id=case.id,
        decided_by=work.actor.staff_id,
        reason_sealed=seal.close(write.reason, _TABLE, row_id, "reason_sealed"),
        **write.model_dump(exclude={"reason"}),
    )
    await add(work, row)
    await _publish(work, case, row)
    work.audit("clarification:create", [case.citizen_id], subject=row.id)
    return Created(_read(work, case, seal, row), f"/v1/cases/{case.id}/clarifications/{row.id}")


async def list_clarifications(work: Work, case_id: UUID, paging: PageRequest) -> Page[ClarificationRead]:
    """Every answer, the earliest first; the last one without `replaced_on` holds."""
    case, seal = await _case(work, case_id)
    statement = select(Clarification).where(col(Clarification.case_id) == case.id)
    order = [col(Clarification.decided_on), col(Clarification.id)]
    rows, pagination = await read_page(work.session, statement, order, paging)
    work.audit("clarification:list", [case.citizen_id], subject=case.id)
    return Page(items=[_read(work, case, seal, row) for row in rows], pagination=pagination)


async def read_clarification(work: Work, case_id: UUID, clarification_id: UUID) -> ClarificationRead:
    case, seal = await _case(work, case_id)
    row = _of(case, await find(work, Clarification, clarification_id))
    work.audit("clarification:read", [case.citizen_id], subject=row.id)
    return _read(work, case, seal, row)


async def change_clarification(
    work: Work, case_id: UUID, clarification_id: UUID, patch: ClarificationWrite, version: int
) -> ClarificationRead:
    """Corrects the answer that holds; raises as `create_clarification`, and ClarificationReplaced."""
    case, seal = await _locked_case(work, case_id)
    row = _of(case, await find_for_change(work, Clarification, clarification_id, version))
    if row.replaced_on is not None:
        raise ClarificationReplaced
    current = {**row.model_dump(), "reason": _reason(seal, row)}
    merged = merge(ClarificationWrite, current, patch)
    _check(work, case, merged, await _before(work, case, row))
    values: dict[str, Any] = merged.model_dump(exclude={"reason"})
    if merged.reason != current["reason"]:
        values["reason_sealed"] = seal.close(merged.reason, _TABLE, row.id, "reason_sealed")
    await change(work, row, values)
    await _publish(work, case, row)
    work.audit("clarification:change", [case.citizen_id], subject=row.id)
    return _read(work, case, seal, row)


async def clarification_history(work: Work, case_id: UUID, clarification_id: UUID) -> History:
    """All versions; reasons are sealed and show only that they changed."""
    case = await find(work, Case, case_id)
    row = _of(case, await find(work, Clarification, clarification_id))
    work.audit("clarification:read-history", [case.citizen_id], subject=row.id)
    return history_of(await revisions(work, Clarification, row.id))


async def _case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    case = await find(work, Case, case_id)
    return case, seal_of(work, await find(work, Citizen, case.citizen_id))


async def _locked_case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    case = await find_for_change(work, Case, case_id)
    if case.closed_on is not None:
        raise CaseClosed
    return case, seal_of(work, await find(work, Citizen, case.citizen_id))


def _of(case: Case, row: Clarification) -> Clarification:
    if row.case_id != case.id:
        raise NotFound
    return row


async def _current(work: Work, case: Case) -> Clarification | None:
    statement = select(Clarification).where(
        col(Clarification.case_id) == case.id, col(Clarification.replaced_on).is_(None)
    )
    return (await work.session.exec(statement)).first()


async def _before(work: Work, case: Case, row: Clarification) -> Clarification | None:
    statement = select(Clarification).where(col(Clarification.case_id) == case.id, col(Clarification.id) < row.id)
    return (await work.session.exec(statement.order_by(col(Clarification.id).desc()).limit(1))).first()


def _check(work: Work, case: Case, write: ClarificationWrite, before: Clarification | None) -> None:
    if write.answer not in known_kinds(work, case).get(EventKind.GROUP, frozenset()):
        raise InvalidRequest.field(
            "body.answer", "must be an answer that the programme knows", "bruges ikke i denne indsats"
        )
    if write.decided_on > work.today:
        raise InvalidRequest.field("body.decided_on", "must not be in the future", "må ikke ligge i fremtiden")
    if write.decided_on < max(case.started_on, before.decided_on if before else case.started_on):
        raise InvalidRequest.field(
            "body.decided_on",
            "must not be before the start of the case or the answer before it",
            "ligger før sagens start eller den forrige afklaring",
        )
    if write.sent_back and not may_be_sent_back(before.answer if before else None, write.answer):
        raise InvalidRequest.field(
            "body.sent_back", "must be false but for group-1 after group-2", "gælder kun gruppe 1 efter gruppe 2"
        )


async def _publish(work: Work, case: Case, row: Clarification) -> None:
    await set_events(work, case, _TABLE, row.id, events_of(row.answer, row.decided_on))
    await publish_case(work, case)


def _reason(seal: CitizenSeal, row: Clarification) -> str:
    return seal.open(row.reason_sealed, _TABLE, row.id, "reason_sealed")


def _read(work: Work, case: Case, seal: CitizenSeal, row: Clarification) -> ClarificationRead:
    asked = consequences(work.programme(case.programme), Answer(row.answer), case.started_on)
    return ClarificationRead.model_validate(
        {
            **row.model_dump(),
            "reason": _reason(seal, row),
            "consequences": [
                Consequence(rule_id=rule.id, danish=rule.danish, asks_for=kind, asks_for_danish=danish_word(kind))
                for rule, kind in asked
            ],
        }
    )
