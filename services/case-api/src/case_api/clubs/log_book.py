"""The LOG book: what is agreed in the weekly talk, and what came of it a week later."""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.citizens.sealing import CitizenSeal
from case_api.clubs.cases import locked_case, locked_club_case, read_case
from case_api.clubs.course_days import check_day
from case_api.clubs.course_models import LogEntry
from case_api.clubs.course_schemas import Agreed, FollowedUpWrite, LogRead, LogWrite, Week
from case_api.context import Work
from case_api.courses.events import EventWritten, set_events
from case_api.history.records import add, change, find, find_for_change, remove, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict, InvalidRequest, NotFound

_TABLE = "log_entry"
_SOURCE = "log-book"


class LogEntryExists(Conflict):
    """A day has one entry; change that one."""

    slug = "log-entry-exists"
    title = "The LOG book has an entry on this day already"
    danish = "LOG-bogen har allerede aftaler for den dag. Ret dem i stedet."


class LogEntryFollowedUp(Conflict):
    """The marks belong to the agreements as they are."""

    slug = "log-entry-followed-up"
    title = "The agreements were followed up, so they and their day stay as they were"
    danish = "Aftalerne er fulgt op og kan ikke længere ændres."


async def create_entry(work: Work, case_id: UUID, write: LogWrite) -> Created:
    """Records a weekly talk.

    Raises:
        InvalidRequest: the day lies in the future or before the course.
        NotInJobClubs, CaseClosed, LogEntryExists: it cannot be.
    """
    case, seal = await locked_club_case(work, case_id)
    check_day(work, case, write.held_on, "body.held_on")
    row_id = uuid7()
    row = LogEntry(
        **stamp(work), id=row_id, case_id=case.id, done=[], written_by=work.actor.staff_id,
        **_columns(seal, row_id, write),
    )  # fmt: skip
    try:
        await add(work, row)
    except IntegrityError:
        raise LogEntryExists from None
    await _publish(work, case, row)
    work.audit("log-entry:create", [case.citizen_id], subject=row.id)
    return Created(await _one(work, seal, row), f"/v1/cases/{case.id}/log-book/{row.id}")


async def list_entries(work: Work, case_id: UUID, paging: PageRequest) -> Page[LogRead]:
    """The talks of a case, the earliest first, each beside the agreements of the one before."""
    case, seal = await read_case(work, case_id)
    statement = select(LogEntry).where(col(LogEntry.case_id) == case.id)
    rows, pagination = await read_page(work.session, statement, [col(LogEntry.held_on), col(LogEntry.id)], paging)
    before = [await _before(work, rows[0])] if rows else []
    work.audit("log-entry:list", [case.citizen_id], subject=case.id)
    found = [_read(seal, row, earlier) for earlier, row in pairwise([*before, *rows]) if row is not None]
    return Page(items=found, pagination=pagination)


async def read_entry(work: Work, case_id: UUID, entry_id: UUID) -> LogRead:
    case, seal = await read_case(work, case_id)
    row = _of(case, await find(work, LogEntry, entry_id))
    work.audit("log-entry:read", [case.citizen_id], subject=row.id)
    return await _one(work, seal, row)


async def change_entry(work: Work, case_id: UUID, entry_id: UUID, patch: LogWrite, version: int) -> LogRead:
    """Corrects an entry; raises as `create_entry`, and LogEntryFollowedUp."""
    case, seal = await locked_case(work, case_id)
    row = _of(case, await find_for_change(work, LogEntry, entry_id, version))
    current = _written(seal, row)
    merged = merge(LogWrite, current, patch)
    check_day(work, case, merged.held_on, "body.held_on")
    if row.done and (merged.agreements, merged.held_on) != (current["agreements"], row.held_on):
        raise LogEntryFollowedUp
    values = _columns(seal, row.id, merged)
    for column, name in (("agreements_sealed", "agreements"), ("next_week_sealed", "plan_for_next_week")):
        if getattr(merged, name) == current[name]:
            values[column] = getattr(row, column)  # sealing it again would look like a change in the history
    try:
        await change(work, row, values)
    except IntegrityError:
        raise LogEntryExists from None
    await _publish(work, case, row)
    work.audit("log-entry:change", [case.citizen_id], subject=row.id)
    return await _one(work, seal, row)


async def follow_up(work: Work, case_id: UUID, entry_id: UUID, write: FollowedUpWrite, version: int) -> LogRead:
    """Marks each agreement as done or not done.

    Raises:
        InvalidRequest: not one mark for each agreement, or the day is not after the talk or lies in the future.
        CaseClosed: it was closed by then.
    """
    case, seal = await locked_case(work, case_id)
    row = _of(case, await find_for_change(work, LogEntry, entry_id, version))
    check_day(work, case, write.on, "body.on")
    if write.on <= row.held_on:
        raise InvalidRequest.field("body.on", "must be after the talk", "skal ligge efter samtalen")
    if len(write.done) != len(_written(seal, row)["agreements"]):
        raise InvalidRequest.field("body.done", "must have one mark for each agreement", "skal svare på hver aftale")
    await change(work, row, {"followed_up_on": write.on, "done": write.done})
    await _publish(work, case, row)
    work.audit("log-entry:follow-up", [case.citizen_id], subject=row.id)
    return await _one(work, seal, row)


async def remove_entry(work: Work, case_id: UUID, entry_id: UUID, version: int) -> None:
    """Takes back what was recorded by mistake; its versions stay in the history."""
    case, _ = await locked_case(work, case_id)
    row = _of(case, await find_for_change(work, LogEntry, entry_id, version))
    await remove(work, row)
    await set_events(work, case, _SOURCE, entry_id, ())
    await publish_case(work, case)
    work.audit("log-entry:remove", [case.citizen_id], subject=entry_id)


async def entry_history(work: Work, case_id: UUID, entry_id: UUID) -> History:
    """Texts are sealed and show only that they changed."""
    case, _ = await read_case(work, case_id)
    row = _of(case, await find(work, LogEntry, entry_id))
    work.audit("log-entry:read-history", [case.citizen_id], subject=row.id)
    return history_of(await revisions(work, LogEntry, row.id))


def events_of_entry(row: LogEntry) -> Sequence[EventWritten]:
    """The talk, its entry, and the follow-up of a week later."""
    planned = () if row.next_week_sealed is None else ("plan-for-next-week",)
    items = ("agreements", "job-plan") if row.in_job_plan else ("agreements",)
    found = [
        EventWritten(kind=EventKind.PROGRESS_TALK, on=row.held_on, items=planned),
        EventWritten(kind=EventKind.LOG_ENTRY, on=row.held_on, items=items),
    ]
    if row.followed_up_on is not None:
        found.append(EventWritten(kind=EventKind.LOG_FOLLOWED_UP, on=row.followed_up_on))
    return found


async def _publish(work: Work, case: Case, row: LogEntry) -> None:
    await set_events(work, case, _SOURCE, row.id, events_of_entry(row))
    await publish_case(work, case)


def _of(case: Case, row: LogEntry) -> LogEntry:
    if row.case_id != case.id:
        raise NotFound
    return row


def _columns(seal: CitizenSeal, row_id: UUID, write: LogWrite) -> dict[str, Any]:
    agreements = json.dumps(write.agreements, ensure_ascii=False)
    plan = write.plan_for_next_week
    return {
        "held_on": write.held_on,
        "in_job_plan": write.in_job_plan,
        "agreements_sealed": seal.close(agreements, _TABLE, row_id, "agreements_sealed"),
        "next_week_sealed": None if plan is None else seal.close(plan, _TABLE, row_id, "next_week_sealed"),
    }


def _written(seal: CitizenSeal, row: LogEntry) -> dict[str, Any]:
    plan = row.next_week_sealed
    return {
        "held_on": row.held_on,
        "in_job_plan": row.in_job_plan,
        "agreements": json.loads(seal.open(row.agreements_sealed, _TABLE, row.id, "agreements_sealed")),
        "plan_for_next_week": None if plan is None else seal.open(plan, _TABLE, row.id, "next_week_sealed"),
    }


async def _before(work: Work, row: LogEntry) -> LogEntry | None:
    statement = (
        select(LogEntry)
        .where(col(LogEntry.case_id) == row.case_id, col(LogEntry.held_on) < row.held_on)
        .order_by(col(LogEntry.held_on).desc())
        .limit(1)
    )
    return (await work.session.exec(statement)).first()


async def _one(work: Work, seal: CitizenSeal, row: LogEntry) -> LogRead:
    return _read(seal, row, await _before(work, row))


def _week(seal: CitizenSeal, row: LogEntry) -> Week:
    texts = _written(seal, row)["agreements"]
    done: Sequence[bool | None] = row.done or [None] * len(texts)
    agreements = [Agreed(text=text, done=mark) for text, mark in zip(texts, done, strict=True)]
    return Week(id=row.id, held_on=row.held_on, followed_up_on=row.followed_up_on, agreements=agreements)


def _read(seal: CitizenSeal, row: LogEntry, earlier: LogEntry | None) -> LogRead:
    return LogRead(
        **_week(seal, row).model_dump(),
        version=row.version,
        case_id=row.case_id,
        in_job_plan=row.in_job_plan,
        plan_for_next_week=_written(seal, row)["plan_for_next_week"],
        written_by=row.written_by,
        last_week=None if earlier is None else _week(seal, earlier),
    )
