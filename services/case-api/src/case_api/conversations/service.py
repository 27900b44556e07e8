"""Recording conversations, from which follow-ups are fulfilled. Each change publishes the facts of the case."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.cases.service import CaseClosed
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.context import Work
from case_api.conversations.models import Conversation
from case_api.conversations.schemas import ConversationRead, ConversationWrite
from case_api.courses.events import EventWritten, events_of, set_events
from case_api.courses.models import CourseEvent
from case_api.courses.rules import faults_of
from case_api.courses.schemas import Covered
from case_api.courses.service import known_kinds
from case_api.history.records import add, change, find, find_for_change, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from case_api.placements.models import AgreedFollowUpRow, Placement
from case_api.staff.models import StaffMember
from rettematch.clock import local_date
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import InvalidRequest, NotFound

_TABLE = "conversation"


async def create_conversation(work: Work, case_id: UUID, write: ConversationWrite) -> Created:
    """Records a conversation.

    Raises:
        InvalidRequest: it lies in the future, or names staff, a placement or a follow-up that is not of this case.
        CaseClosed: it was held after the case was closed.
    """
    case, seal = await _locked_case(work, case_id)
    held_by = write.held_by or work.actor.staff_id
    await _check(work, case, write, None)
    conversation_id = uuid7()
    row = Conversation(
        **stamp(work),
        id=conversation_id,
        case_id=case.id,
        held_by=held_by,
        agreed_sealed=seal.close(write.agreed, _TABLE, conversation_id, "agreed_sealed"),
        **write.model_dump(exclude={"agreed", "held_by", "covered"}),
    )
    await add(work, row)
    await set_events(work, case, _TABLE, row.id, _events(write))
    await publish_case(work, case)
    work.audit("conversation:create", [case.citizen_id], subject=row.id)
    return Created(_read(seal, row, write.covered), f"/v1/cases/{case.id}/conversations/{row.id}")


async def list_conversations(work: Work, case_id: UUID, paging: PageRequest) -> Page[ConversationRead]:
    """The conversations of a case, the earliest first."""
    case, seal = await _case(work, case_id)
    statement = select(Conversation).where(col(Conversation.case_id) == case.id)
    order = [col(Conversation.held_at), col(Conversation.id)]
    rows, pagination = await read_page(work.session, statement, order, paging)
    work.audit("conversation:list", [case.citizen_id], subject=case.id)
    covered = await _covered_by(work, [row.id for row in rows])
    return Page(items=[_read(seal, row, covered[row.id]) for row in rows], pagination=pagination)


async def read_conversation(work: Work, case_id: UUID, conversation_id: UUID) -> ConversationRead:
    case, seal = await _case(work, case_id)
    row = _of(case, await find(work, Conversation, conversation_id))
    work.audit("conversation:read", [case.citizen_id], subject=row.id)
    return _read(seal, row, _covered(await events_of(work, row.id)))


async def change_conversation(
    work: Work, case_id: UUID, conversation_id: UUID, patch: ConversationWrite, version: int
) -> ConversationRead:
    """Corrects a conversation; raises as `create_conversation` does."""
    case, seal = await _locked_case(work, case_id)
    row = _of(case, await find_for_change(work, Conversation, conversation_id, version))
    current = _written(seal, row, _covered(await events_of(work, row.id)))
    merged = merge(ConversationWrite, current, patch)
    await _check(work, case, merged, row)
    values = merged.model_dump(exclude={"agreed", "covered"})
    values["held_by"] = merged.held_by or work.actor.staff_id
    if merged.agreed != current["agreed"]:
        values["agreed_sealed"] = seal.close(merged.agreed, _TABLE, row.id, "agreed_sealed")
    await change(work, row, values)
    await set_events(work, case, _TABLE, row.id, _events(merged))
    await publish_case(work, case)
    work.audit("conversation:change", [case.citizen_id], subject=row.id)
    return _read(seal, row, merged.covered)


async def conversation_history(work: Work, case_id: UUID, conversation_id: UUID) -> History:
    """All versions; what was agreed is sealed and shows only that it changed."""
    case = await find(work, Case, case_id)
    row = _of(case, await find(work, Conversation, conversation_id))
    work.audit("conversation:read-history", [case.citizen_id], subject=row.id)
    return history_of(await revisions(work, Conversation, row.id))


async def _case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    case = await find(work, Case, case_id)
    return case, seal_of(work, await find(work, Citizen, case.citizen_id))


async def _locked_case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    """Locks the case, so that it cannot be closed meanwhile and its next version of facts holds this conversation."""
    case = await find_for_change(work, Case, case_id)
    return case, seal_of(work, await find(work, Citizen, case.citizen_id))


def _of(case: Case, row: Conversation) -> Conversation:
    if row.case_id != case.id:
        raise NotFound
    return row


async def _check(work: Work, case: Case, write: ConversationWrite, row: Conversation | None) -> None:
    if write.held_at > work.now:
        raise InvalidRequest.field("body.held_at", "must not be in the future", "må ikke ligge i fremtiden")
    if case.closed_on is not None and local_date(write.held_at) > case.closed_on:
        raise CaseClosed
    if local_date(write.held_at) < case.started_on and write.covered:
        raise InvalidRequest.field(
            "body.covered", "must be empty before the start of the case", "sagen var ikke begyndt"
        )
    known = known_kinds(work, case)
    faults = [fault for n, each in enumerate(write.covered) for fault in faults_of(each, known, f"body.covered.{n}")]
    if faults:
        raise InvalidRequest(errors=faults)
    if write.held_by is not None and (row is None or write.held_by != row.held_by):
        await _check_staff(work, write.held_by)
    if write.placement_id is not None:
        await _check_placement(work, case, write.placement_id)
    if write.fulfils is not None:
        await _check_follow_up(work, case, write.fulfils, write.placement_id)


async def _check_staff(work: Work, staff_id: UUID) -> None:
    found = await work.session.get(StaffMember, (work.municipality_code, staff_id))
    if found is None or not found.active:
        raise InvalidRequest.field("body.held_by", "must be an active staff member", "er ikke en aktiv medarbejder")


async def _check_placement(work: Work, case: Case, placement_id: UUID) -> None:
    found = await work.session.get(Placement, (work.municipality_code, placement_id))
    if found is None or found.case_id != case.id:
        raise InvalidRequest.field("body.placement_id", "must be a placement of the case", "hører ikke til sagen")


async def _check_follow_up(work: Work, case: Case, follow_up_id: UUID, placement_id: UUID | None) -> None:
    statement = (
        select(Placement.id)
        .join(AgreedFollowUpRow, col(AgreedFollowUpRow.placement_id) == col(Placement.id))
        .where(col(AgreedFollowUpRow.id) == follow_up_id, col(Placement.case_id) == case.id)
    )
    found = (await work.session.exec(statement)).first()
    if found is None or placement_id not in {None, found}:
        raise InvalidRequest.field(
            "body.fulfils", "must be an agreed follow-up of the case", "er ikke en aftalt opfølgning i sagen"
        )


def _events(write: ConversationWrite) -> list[EventWritten]:
    return [
        EventWritten(
            kind=each.kind,
            on=local_date(write.held_at),
            placement_id=write.placement_id,
            items=tuple(sorted(each.items)),
            amount=each.amount,
        )
        for each in write.covered
    ]


def _covered(events: Iterable[CourseEvent]) -> list[Covered]:
    return [Covered(kind=each.kind, items=each.items, amount=each.amount) for each in events]


async def _covered_by(work: Work, conversation_ids: Collection[UUID]) -> defaultdict[UUID, list[Covered]]:
    found: defaultdict[UUID, list[Covered]] = defaultdict(list)
    if conversation_ids:
        statement = select(CourseEvent).where(col(CourseEvent.source_id).in_(conversation_ids))
        for row in (await work.session.exec(statement.order_by(col(CourseEvent.id)))).all():
            if row.source_id is not None:
                found[row.source_id].extend(_covered([row]))
    return found


def _written(seal: CitizenSeal, row: Conversation, covered: Sequence[Covered]) -> dict[str, Any]:
    columns = row.model_dump(include=set(ConversationWrite.model_fields))
    agreed = seal.open(row.agreed_sealed, _TABLE, row.id, "agreed_sealed")
    return {**columns, "agreed": agreed, "covered": covered}


def _read(seal: CitizenSeal, row: Conversation, covered: Sequence[Covered]) -> ConversationRead:
    return ConversationRead(**_written(seal, row, covered), id=row.id, version=row.version, case_id=row.case_id)
