"""Taking a seat, and reading placements."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.citizens.parts import require_past
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.consents.shares import record_agreement
from case_api.context import Work
from case_api.courses.events import events_of, set_events, written
from case_api.employers.feed import publish_places
from case_api.employers.models import Place, Workplace
from case_api.employers.occupancy import last_day
from case_api.employers.references import require_contact, require_mentor
from case_api.history.records import add, change, find, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from case_api.placements.agreement import (
    close_reason,
    close_texts,
    follow_ups,
    open_texts,
    read,
    summary,
    write_follow_ups,
)
from case_api.placements.choices import check_choice
from case_api.placements.course_events import SOURCE, events_of_placement
from case_api.placements.law import Period, Whereabouts, law_findings, standing_period, told_in, told_now
from case_api.placements.models import Placement
from case_api.placements.moves import check_move
from case_api.placements.problems import PlacementRefused
from case_api.placements.remarks import Remark, remark_of_failure, remark_of_finding
from case_api.placements.rules import (
    Asked,
    Situation,
    agreed_wordings,
    agreement_faults,
    known_already,
    refusals,
    with_confirmed,
)
from case_api.placements.schemas import (
    AgreementTexts,
    Confirmed,
    PlacementCheck,
    PlacementCreate,
    PlacementRead,
    PlacementSummary,
    PlacementWrite,
)
from case_api.placements.situation import Locked, legal_side, lock_for, situation_of
from rettematch.contracts.places import PlaceSnapshot
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.problems import InvalidRequest
from rettematch.programmes.definitions import UnknownRuleError, law
from rettematch.programmes.law import RATIO_RULE, LawFinding

_PAST = ("representative_heard_on", "both_signed_on")


@dataclass(frozen=True, slots=True)
class PlacementFilter:
    """Which placements are wanted; None for all."""

    case_id: UUID | None = None
    place_id: UUID | None = None
    workplace_id: UUID | None = None
    running_on: date | None = None


async def take_seat(work: Work, write: PlacementCreate) -> Created:
    """Takes a seat, all or nothing.

    Nothing is written before everything has been checked, so that a refusal leaves only its audit event.

    Raises:
        InvalidRequest: an id, a date or a line of the plan is wrong.
        PlacementRefused: a hard constraint fails, or rests on a fact that nobody knows.
    """
    locked, now, remarks = await _judged(work, write)
    if refused := [each for each in remarks if each.prevents]:
        raise PlacementRefused(refused, locked.citizen.id)
    if write.confirmed:
        await change(work, locked.place, _confirmed_columns(now.place, write.confirmed, locked.place))
    seal = seal_of(work, locked.citizen)
    row = _row(work, locked, seal, write, now)
    await add(work, row)
    await write_follow_ups(work, row.id, write.follow_up_plan)
    agreed = open_texts(seal, row).considerations_agreed
    await record_agreement(work, locked.case, seal, row, locked.workplace.employer_id, agreed)
    await publish(work, locked, row)
    work.audit("placement:create", [locked.citizen.id], subject=row.id)
    return Created(await read_whole(work, locked.citizen, row), f"/v1/placements/{row.id}")


async def check_placement(work: Work, write: PlacementCreate) -> PlacementCheck:
    """What taking this seat would meet with, everything at once; nothing is written but the audit.

    Raises:
        InvalidRequest: an id, a date or a line of the plan is wrong.
    """
    locked, _, remarks = await _judged(work, write)
    work.audit("placement:check", [locked.citizen.id], subject=locked.place.id)
    return PlacementCheck(allowed=not any(each.prevents for each in remarks), items=remarks)


async def _judged(work: Work, write: PlacementCreate) -> tuple[Locked, Situation, list[Remark]]:
    """The rows that a placement touches, what it is judged by, and all that is said of it; what prevents is first."""
    locked = await lock_for(work, write.case_id, write.place_id)
    check_dates(work, locked.case, write)
    check_choice(write.choice)
    await check_agreement(work, locked, write, write.starts_on, write.ends_on, set(PlacementWrite.model_fields))
    await check_move(work, locked, write)
    now = await situation_of(work, locked)
    if faults := known_already(now.place, write.confirmed):
        raise InvalidRequest(errors=faults)
    now = replace(now, place=with_confirmed(now.place, write.confirmed))
    asked = Asked(write.scheme, write.starts_on, write.ends_on, write.hours_per_day, write.hours_per_week)
    period = Period(write.scheme, write.starts_on, write.ends_on, write.hours_per_week)
    at = Whereabouts(locked.place.id, locked.workplace.id)
    found = law_findings(now.legal, period, told_in(write), at, work.today)
    remarks = [remark_of_failure(each) for each in refusals(asked, now)]
    return locked, now, [*remarks, *(remark_of_finding(each) for each in found)]


def _row(work: Work, locked: Locked, seal: CitizenSeal, write: PlacementCreate, now: Situation) -> Placement:
    placement_id, chosen = uuid7(), write.choice
    texts = AgreementTexts(
        goal=write.goal,
        sub_goals=write.sub_goals,
        tasks=write.tasks,
        meeting_times=write.meeting_times,
        considerations_agreed=agreed_wordings(write.considerations_agreed, now.profile, now.place),
        mentor_tasks=write.mentor_tasks,
        assessment=write.assessment,
        special_need=write.special_need,
        difference=write.difference,
        confirmed=write.confirmed,
    )
    return Placement(
        **stamp(work),
        id=placement_id,
        case_id=locked.case.id,
        place_id=locked.place.id,
        workplace_id=locked.workplace.id,
        scheme=write.scheme,
        starts_on=write.starts_on,
        ends_on=write.ends_on,
        hours_per_week=write.hours_per_week,
        hours_per_day=write.hours_per_day,
        contact_person_id=write.contact_person_id,
        mentor_id=write.mentor_id,
        ordinary_hours_planned=write.ordinary_hours_planned,
        purpose=write.purpose,
        self_found=write.self_found,
        representative_heard_on=write.representative_heard_on,
        both_signed_on=write.both_signed_on,
        step_up=[step.model_dump(mode="json") for step in write.step_up],
        agreement_sealed=close_texts(seal, placement_id, texts),
        run_id=chosen.run_id if chosen else None,
        chosen_rank=chosen.rank if chosen else None,
        override_reason=chosen.override_reason if chosen else None,
        moved_from=write.moved_from,
        reason_sealed=close_reason(seal, placement_id, write.reason),
        decided_by=work.actor.staff_id,
    )


def _confirmed_columns(snapshot: PlaceSnapshot, confirmed: list[Confirmed], place: Place) -> dict[str, Any]:
    """What a place's row becomes: only what was confirmed, never what its package lets us assume."""
    dimensions = {each.dimension for each in confirmed if each.fact == "consideration"}
    found = {demand.dimension: demand.model_dump(mode="json") for demand in snapshot.demands}
    kept = {demand["dimension"]: demand for demand in place.demands}
    return {
        "demands": list({**kept, **{each: found[each] for each in sorted(dimensions)}}.values()),
        "language_spoken": snapshot.language.spoken,
        "language_read": snapshot.language.read,
        "language_known": snapshot.language.known,
        "clean_criminal_record": snapshot.clean_criminal_record,
        "child_protection_certificate": snapshot.child_protection_certificate,
    }


def check_dates(work: Work, case: Case, write: PlacementCreate) -> None:
    """Dates that the case, the day or the law does not allow.

    Raises:
        InvalidRequest: names the field.
    """
    if case.closed_on is not None:
        raise InvalidRequest.field("body.case_id", "must be a running case", "sagen er afsluttet")
    if write.starts_on < case.started_on:
        raise InvalidRequest.field(
            "body.starts_on", "must not be before the start of the case", "må ikke ligge før sagens start"
        )
    try:
        law().rule(RATIO_RULE, write.starts_on)
    except UnknownRuleError:
        raise InvalidRequest.field(
            "body.starts_on", "must be a day on which the ratio rule is known", "ligger før reglernes ikrafttræden"
        ) from None
    for position, each in enumerate(write.confirmed):
        if each.on > work.today:
            raise InvalidRequest.field(
                f"body.confirmed.{position}.on", "must not be in the future", "må ikke ligge i fremtiden"
            )


async def check_agreement(
    work: Work, locked: Locked, write: PlacementWrite, starts_on: date, ends_on: date, fields: set[str]
) -> None:
    """Whether what is sent of an agreement hangs together.

    Args:
        work: The request.
        locked: The rows it touches.
        write: The whole agreement.
        starts_on: First day.
        ends_on: Last day.
        fields: The fields that were sent; what stays as it was is not asked again.
    """
    step_up = write.step_up if "step_up" in fields else []
    plan = write.follow_up_plan if "follow_up_plan" in fields else []
    if faults := agreement_faults(starts_on, ends_on, step_up, plan):
        raise InvalidRequest(errors=faults)
    require_past(work, **{name: getattr(write, name) for name in _PAST if name in fields})
    employer_id = locked.workplace.employer_id
    if "contact_person_id" in fields:
        await require_contact(work, write.contact_person_id, "body.contact_person_id", employer_id)
    if "mentor_id" in fields and write.mentor_id is not None:
        await require_mentor(work, write.mentor_id, "body.mentor_id", employer_id)


async def publish(work: Work, locked: Locked, row: Placement) -> None:
    """The course events that a placement stands for; then the case's facts and every place of the workplace."""
    events = events_of_placement(
        summary(row),
        open_texts(seal_of(work, locked.citizen), row),
        [written(each) for each in await events_of(work, row.id)],
        follow_ups=len(await follow_ups(work, row.id)),
        step_up=len(row.step_up),
        today=work.today,
    )
    await set_events(work, locked.case, SOURCE, row.id, events)
    await publish_case(work, locked.case)
    await publish_places(work, locked.places)


async def list_placements(work: Work, paging: PageRequest, wanted: PlacementFilter) -> Page[PlacementSummary]:
    """Placements in the order in which they were taken; every citizen on the page is audited."""
    statement = select(Placement)
    if wanted.case_id is not None:
        statement = statement.where(col(Placement.case_id) == wanted.case_id)
    if wanted.place_id is not None:
        statement = statement.where(col(Placement.place_id) == wanted.place_id)
    if wanted.workplace_id is not None:
        statement = statement.where(col(Placement.workplace_id) == wanted.workplace_id)
    if wanted.running_on is not None:
        statement = statement.where(col(Placement.starts_on) <= wanted.running_on, last_day() >= wanted.running_on)
    rows, pagination = await read_page(work.session, statement, [col(Placement.id)], paging)
    cases = select(Case.citizen_id).where(col(Case.id).in_({row.case_id for row in rows}))
    citizens = (await work.session.exec(cases.distinct())).all() if rows else []
    if citizens:
        work.audit("placement:list", citizens)
    return Page(items=[summary(row) for row in rows], pagination=pagination)


async def read_placement(work: Work, placement_id: UUID) -> PlacementRead:
    row = await find(work, Placement, placement_id)
    citizen = await citizen_of(work, row)
    work.audit("placement:read", [citizen.id], subject=row.id)
    return await read_whole(work, citizen, row)


async def read_whole(work: Work, citizen: Citizen, row: Placement) -> PlacementRead:
    """A placement with its agreement, and what the law says of it today; of one that has ended it says nothing."""
    seal = seal_of(work, citizen)
    found: tuple[LawFinding, ...] = ()
    if row.ended_on is None:
        texts, told = open_texts(seal, row), summary(row)
        side = await legal_side(
            work, citizen, await find(work, Workplace, row.workplace_id), await find(work, Place, row.place_id), row.id
        )
        period = standing_period(told, texts.extensions)
        at = Whereabouts(row.place_id, row.workplace_id)
        found = law_findings(side, period, told_now(told, texts), at, work.today)
    case = await find(work, Case, row.case_id)
    return await read(work, seal, row, found, case.job_broker_id or case.caseworker_id)


async def placement_history(work: Work, placement_id: UUID) -> History:
    """Earlier versions; sealed texts show only that they changed."""
    row = await find(work, Placement, placement_id)
    work.audit("placement:read-history", [(await citizen_of(work, row)).id], subject=row.id)
    return history_of(await revisions(work, Placement, placement_id))


async def citizen_of(work: Work, row: Placement) -> Citizen:
    """Whose placement it is."""
    return await find(work, Citizen, (await find(work, Case, row.case_id)).citizen_id)
