"""Publishing the facts of a case to the change feed: what follow-ups are planned from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select as columns
from sqlalchemy.ext.asyncio import AsyncSession as SqlAlchemySession
from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.changes.service import append
from case_api.context import Work
from case_api.conversations.models import Conversation
from case_api.courses.models import CourseEvent
from case_api.follow_ups.planning import replan
from case_api.placements.models import AgreedFollowUpRow, Placement
from rettematch.contracts.cases import AgreedFollowUp, CaseEvent, CaseFacts, ConversationFact, PlacementFact


async def publish_case(work: Work, case: Case) -> None:
    """Plans a case's follow-ups anew and appends its facts, and each follow-up that changed, to the change feed.

    Call it after every change of the case itself, its conversations, its placements or their agreed follow-ups. It
    locks the case until the transaction ends, so that versions are published in the order in which they are made.

    Args:
        work: The request; what it has changed so far is flushed here.
        case: Loaded in this session.
    """
    await work.session.flush()
    # FOR NO KEY UPDATE: rows that refer to the case hold its key, and two of them would wait for each other otherwise.
    await work.session.refresh(case, with_for_update={"key_share": True})
    case.feed_version += 1
    work.session.add(case)
    with work.session.no_autoflush:  # one update of the case for its version and its next moment together
        facts = await read_facts(work, case)
        changed = await replan(work, [(case, facts)])
    await append(work, facts, *changed)


async def read_facts(work: Work, case: Case) -> CaseFacts:
    """The facts of a case as they stand in this transaction."""
    return (await read_facts_of(work, [case]))[0]


async def read_facts_of(work: Work, cases: Sequence[Case]) -> list[CaseFacts]:
    """The facts of several cases, in their order, in as many statements as for one."""
    ids = [case.id for case in cases]
    conversations, placements, events = (
        await _conversations(work, ids),
        await _placements(work, ids),
        await _events(work, ids),
    )
    return [case_facts(case, conversations[case.id], placements[case.id], events[case.id]) for case in cases]


def case_facts(
    case: Case,
    conversations: Iterable[ConversationFact],
    placements: Iterable[tuple[Placement, list[AgreedFollowUpRow]]],
    events: Iterable[CaseEvent],
) -> CaseFacts:
    """The facts of a case together. Holds ids, dates and kinds; no name, no text, no health."""
    return CaseFacts(
        case_id=case.id,
        version=case.feed_version,
        municipality_code=case.municipality_code,
        programme=case.programme,
        started_on=case.started_on,
        closed_on=case.closed_on,
        caseworker_id=case.caseworker_id,
        job_broker_id=case.job_broker_id,
        job_broker_since=case.job_broker_since,
        cv_begun_on=case.cv_begun_on,
        ready_on=case.ready_on,
        self_supporting_on=case.self_supporting_on,
        conversations=tuple(conversations),
        placements=tuple(_placement_fact(row, follow_ups) for row, follow_ups in placements),
        cohort=case.cohort,
        events=tuple(events),
    )


def _placement_fact(row: Placement, follow_ups: Iterable[AgreedFollowUpRow]) -> PlacementFact:
    return PlacementFact(
        placement_id=row.id,
        scheme=row.scheme,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        ended_on=row.ended_on,
        has_contact_person=True,  # the column is required: no placement is taken without one
        ordinary_hours_planned=row.ordinary_hours_planned,
        hours_per_week=row.hours_per_week,
        follow_ups=tuple(AgreedFollowUp(follow_up_id=each.id, at=each.at, kind=each.kind) for each in follow_ups),
    )


# What there is much of in a long course is read as columns: a third of the time that rows of the session take, and the
# sealed texts stay where they are.
_EVENT: Mapping[str, Any] = {
    "event_id": col(CourseEvent.id),
    "kind": col(CourseEvent.kind),
    "on": col(CourseEvent.happened_on),
    "until": col(CourseEvent.until),
    "placement_id": col(CourseEvent.placement_id),
    "items": col(CourseEvent.items),
    "amount": col(CourseEvent.amount),
}
_CONVERSATION: Mapping[str, Any] = {
    "conversation_id": col(Conversation.id),
    "held_at": col(Conversation.held_at),
    "kind": col(Conversation.kind),
    "with_citizen": col(Conversation.with_citizen),
    "with_employer": col(Conversation.with_employer),
    "by_staff_id": col(Conversation.held_by),
    "fulfils": col(Conversation.fulfils),
}


async def _events(work: Work, case_ids: Sequence[UUID]) -> Mapping[UUID, list[CaseEvent]]:
    found: defaultdict[UUID, list[CaseEvent]] = defaultdict(list)
    statement = (
        columns(col(CourseEvent.case_id), *_EVENT.values())
        .where(col(CourseEvent.case_id).in_(case_ids))
        .order_by(col(CourseEvent.happened_on), col(CourseEvent.id))
    )
    for case_id, *values in await SqlAlchemySession.execute(work.session, statement):
        found[case_id].append(CaseEvent(**dict(zip(_EVENT, values, strict=True))))
    return found


async def _conversations(work: Work, case_ids: Sequence[UUID]) -> Mapping[UUID, list[ConversationFact]]:
    found: defaultdict[UUID, list[ConversationFact]] = defaultdict(list)
    statement = (
        columns(col(Conversation.case_id), *_CONVERSATION.values())
        .where(col(Conversation.case_id).in_(case_ids))
        .order_by(col(Conversation.held_at), col(Conversation.id))
    )
    for case_id, *values in await SqlAlchemySession.execute(work.session, statement):
        found[case_id].append(ConversationFact(**dict(zip(_CONVERSATION, values, strict=True))))
    return found


async def _placements(
    work: Work, case_ids: Sequence[UUID]
) -> Mapping[UUID, list[tuple[Placement, list[AgreedFollowUpRow]]]]:
    rows = (
        await work.session.exec(
            select(Placement)
            .where(col(Placement.case_id).in_(case_ids))
            .order_by(col(Placement.starts_on), col(Placement.id))
        )
    ).all()
    follow_ups = await _follow_ups(work, [row.id for row in rows])
    found: defaultdict[UUID, list[tuple[Placement, list[AgreedFollowUpRow]]]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append((row, follow_ups[row.id]))
    return found


async def _follow_ups(work: Work, placement_ids: list[UUID]) -> Mapping[UUID, list[AgreedFollowUpRow]]:
    found: defaultdict[UUID, list[AgreedFollowUpRow]] = defaultdict(list)
    if placement_ids:
        statement = (
            select(AgreedFollowUpRow)
            .where(col(AgreedFollowUpRow.placement_id).in_(placement_ids))
            .order_by(col(AgreedFollowUpRow.at), col(AgreedFollowUpRow.id))
        )
        for row in (await work.session.exec(statement)).all():
            found[row.placement_id].append(row)
    return found
