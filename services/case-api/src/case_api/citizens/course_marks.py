"""What writing about a citizen means for the citizen's running courses: an updated CV, a changed job goal.

Whoever keeps the CV and the goals need not record the same thing a second time in each case.
"""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.context import Work
from case_api.courses.events import EventWritten, events_of, set_events, written
from case_api.courses.service import known_kinds
from case_api.history.records import find_for_change
from rettematch.contracts.cases import EventKind
from rettematch.problems import InvalidRequest


async def mark_courses(
    work: Work,
    citizen_id: UUID,
    kind: EventKind,
    source: str,
    source_id: UUID,
    *,
    on: date | None = None,
    items: Collection[str] = (),
) -> None:
    """Records, in each running case whose programme asks about it, that something happened to a record.

    What happened to the same record on other days stays.

    Args:
        work: The request.
        citizen_id: Whose running cases.
        kind: What happened.
        source: The kind of record, in the words of its audit events: `cv-entry`.
        source_id: The record.
        on: When; today when it is None. A case that began later is left alone.
        items: What it covered; each case gets those that its programme knows.

    Raises:
        InvalidRequest: an item is known by none of the cases; names `body.asked`.
    """
    day = on or work.today
    cases = [
        case for case in await _running(work, citizen_id) if case.started_on <= day and kind in known_kinds(work, case)
    ]
    known = {item for case in cases for item in known_kinds(work, case)[kind]}
    if not set(items) <= known:
        raise InvalidRequest.field(
            "body.asked",
            "must be questions of the programmes of the running cases: "
            + (", ".join(sorted(known)) or "they have none"),
            "findes ikke i borgerens indsatser",
        )
    for case in cases:
        earlier = [written(row) for row in await events_of(work, source_id) if row.case_id == case.id]
        new = EventWritten(kind=kind, on=day, items=tuple(sorted(known_kinds(work, case)[kind] & set(items))))
        if new not in earlier:
            await set_events(work, case, source, source_id, [*earlier, new])
            await publish_case(work, case)


async def unmark_courses(work: Work, citizen_id: UUID, source: str, source_id: UUID) -> None:
    """Takes back what a record meant for the running cases: it was made by mistake."""
    for case in await _running(work, citizen_id):
        if any(row.case_id == case.id for row in await events_of(work, source_id)):
            await set_events(work, case, source, source_id, ())
            await publish_case(work, case)


async def _running(work: Work, citizen_id: UUID) -> Sequence[Case]:
    """The running cases, locked in the order of their ids: whoever locks several does it in that order."""
    statement = select(Case.id).where(col(Case.citizen_id) == citizen_id, col(Case.closed_on).is_(None))
    found = [
        await find_for_change(work, Case, case_id)
        for case_id in (await work.session.exec(statement.order_by(col(Case.id)))).all()
    ]
    return [case for case in found if case.closed_on is None]
