"""Course events that follow from a record of another domain, such as a conversation or a session of a job club."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.context import Work
from case_api.courses.models import CourseEvent
from case_api.history.records import add, remove, stamp
from rettematch.contracts.base import Contract
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import uuid7


class EventWritten(Contract):
    """An event as another domain sees it; `until` and `amount` as in `rettematch.contracts.cases.CaseEvent`."""

    kind: EventKind
    on: date
    until: date | None = None
    placement_id: UUID | None = None
    items: tuple[str, ...] = ()
    amount: float | None = None


async def set_events(work: Work, case: Case, source: str, source_id: UUID, events: Sequence[EventWritten]) -> None:
    """Makes `events` the only course events of a record in a case; what stays as it was keeps its id.

    Call `publish_case` afterwards, so that the follow-ups are planned from them.

    Args:
        work: The request.
        case: Locked with `find_for_change`.
        source: The kind of record, in the words of its audit events: `conversation`.
        source_id: The record; another case may have events of it too.
        events: Empty when the record no longer stands for any.
    """
    wanted = list(events)
    for row in await events_of(work, source_id):
        if row.case_id != case.id:
            continue
        same = written(row)
        if same in wanted:
            wanted.remove(same)
        else:
            await remove(work, row)
    for event in wanted:
        row = CourseEvent(
            **stamp(work),
            id=uuid7(),
            case_id=case.id,
            happened_on=event.on,
            source=source,
            source_id=source_id,
            recorded_by=work.actor.staff_id,
            **event.model_dump(exclude={"on", "items"}),
            items=sorted(event.items),
        )
        await add(work, row)


async def events_of(work: Work, source_id: UUID) -> Sequence[CourseEvent]:
    """The events that follow from a record, in the order in which they happened."""
    statement = (
        select(CourseEvent)
        .where(col(CourseEvent.source_id) == source_id)
        .order_by(col(CourseEvent.happened_on), col(CourseEvent.id))
    )
    return (await work.session.exec(statement)).all()


def written(row: CourseEvent) -> EventWritten:
    """A row as it was written, its items in order."""
    return EventWritten(
        kind=row.kind,
        on=row.happened_on,
        until=row.until,
        placement_id=row.placement_id,
        items=tuple(row.items),
        amount=row.amount,
    )
