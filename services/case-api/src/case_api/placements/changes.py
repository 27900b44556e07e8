"""Changing, extending and ending placements."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.service import CaseClosed
from case_api.citizens.sealing import seal_of
from case_api.consents.shares import record_agreement
from case_api.context import Work
from case_api.history.records import change, find_for_change
from case_api.placements.agreement import close_texts, follow_ups, open_texts, summary, write_follow_ups
from case_api.placements.law import (
    Whereabouts,
    added_period,
    law_findings,
    newly_prevented,
    standing_period,
    told_by_extension,
    told_in,
    told_now,
    told_with_extensions,
)
from case_api.placements.models import Placement
from case_api.placements.problems import PlacementEnded, PlacementRefused
from case_api.placements.remarks import Remark, remark_of_failure, remark_of_finding
from case_api.placements.rules import Asked, extension, hours_refusals, own_hours_refusals, period_refusals
from case_api.placements.schemas import (
    AgreementTexts,
    Extension,
    FollowUpWrite,
    PlacementEnd,
    PlacementExtend,
    PlacementRead,
    PlacementWrite,
)
from case_api.placements.service import check_agreement, publish, read_whole
from case_api.placements.situation import Locked, lock_for, situation_of
from rettematch.etags import check_version
from rettematch.patches import merge
from rettematch.problems import InvalidRequest, NotFound

_TEXTS = (
    "goal",
    "sub_goals",
    "tasks",
    "meeting_times",
    "considerations_agreed",
    "mentor_tasks",
    "assessment",
    "special_need",
    "difference",
)
_COLUMNS = (
    "hours_per_day",
    "hours_per_week",
    "contact_person_id",
    "mentor_id",
    "ordinary_hours_planned",
    "purpose",
    "self_found",
    "representative_heard_on",
    "both_signed_on",
)


async def _running(work: Work, placement_id: UUID, version: int) -> tuple[Locked, Placement]:
    """A placement that has not ended, locked with all that it touches.

    Raises:
        NotFound: there is none here.
        VersionStale: somebody changed it in between.
        PlacementEnded: it has ended.
    """
    statement = select(col(Placement.case_id), col(Placement.place_id)).where(col(Placement.id) == placement_id)
    found = (await work.session.exec(statement)).first()
    if found is None:
        raise NotFound
    locked = await lock_for(work, *found)
    row = await find_for_change(work, Placement, placement_id)
    check_version(row.version, version)
    if row.ended_on is not None:
        raise PlacementEnded
    return locked, row


def _asked(row: Placement) -> Asked:
    return Asked(row.scheme, row.starts_on, row.ends_on, row.hours_per_day, row.hours_per_week)


async def change_placement(work: Work, placement_id: UUID, patch: PlacementWrite, version: int) -> PlacementRead:
    """Changes hours or agreement; what the change touches is checked again.

    Raises:
        PlacementEnded: it has ended.
        PlacementRefused: the new hours break a constraint, or the law forbids what the agreement becomes.
        InvalidRequest: a field does not fit.
    """
    locked, row = await _running(work, placement_id, version)
    seal = seal_of(work, locked.citizen)
    texts = open_texts(seal, row)
    plan = [FollowUpWrite(at=line.at, kind=line.kind) for line in await follow_ups(work, row.id)]
    current = {**row.model_dump(), **texts.model_dump(), "follow_up_plan": [line.model_dump() for line in plan]}
    merged = merge(PlacementWrite, current, patch)
    await check_agreement(work, locked, merged, row.starts_on, row.ends_on, patch.model_fields_set)
    if refused := await _against_change(work, locked, row, texts, merged):
        raise PlacementRefused(refused, locked.citizen.id)
    values: dict[str, Any] = {name: getattr(merged, name) for name in _COLUMNS}
    values["step_up"] = [step.model_dump(mode="json") for step in merged.step_up]
    changed = texts.model_copy(update={name: getattr(merged, name) for name in _TEXTS})
    if changed != texts:
        values["agreement_sealed"] = close_texts(seal, row.id, changed)
    await change(work, row, values)
    await write_follow_ups(work, row.id, merged.follow_up_plan)
    if changed.considerations_agreed != texts.considerations_agreed:
        employer_id = locked.workplace.employer_id
        await record_agreement(work, locked.case, seal, row, employer_id, changed.considerations_agreed)
    await publish(work, locked, row)
    work.audit("placement:change", [locked.citizen.id], subject=row.id)
    return await read_whole(work, locked.citizen, row)


async def _against_change(
    work: Work, locked: Locked, row: Placement, texts: AgreementTexts, merged: PlacementWrite
) -> list[Remark]:
    """What a change of the agreement meets with; what was against the law before it is not asked again."""
    hours_changed = (merged.hours_per_day, merged.hours_per_week) != (row.hours_per_day, row.hours_per_week)
    now = await situation_of(work, locked, row.id)
    standing, at = summary(row), Whereabouts(row.place_id, row.workplace_id)
    period = standing_period(standing, texts.extensions)
    before = law_findings(now.legal, period, told_now(standing, texts), at, work.today)
    told = told_with_extensions(told_in(merged), texts.extensions)
    changed = replace(period, hours_per_week=merged.hours_per_week)
    after = law_findings(now.legal, changed, told, at, work.today)
    asked = Asked(row.scheme, row.starts_on, row.ends_on, merged.hours_per_day, merged.hours_per_week)
    failures = hours_refusals(asked, now) if hours_changed else ()
    found = newly_prevented(before, after, hours_changed=hours_changed)
    return [*(remark_of_failure(each) for each in failures), *(remark_of_finding(each) for each in found)]


async def extend_placement(work: Work, placement_id: UUID, write: PlacementExtend, version: int) -> PlacementRead:
    """Moves the last day; the days that are added are checked for seats, hours and what the law says of the whole.

    Raises:
        PlacementEnded: it has ended.
        CaseClosed: the case is closed.
        PlacementRefused: a constraint fails on an added day, or the law does not allow the extension.
        InvalidRequest: the new day is not after the present one.
    """
    locked, row = await _running(work, placement_id, version)
    if locked.case.closed_on is not None:
        raise CaseClosed
    if write.ends_on <= row.ends_on:
        raise InvalidRequest.field(
            "body.ends_on", "must be after the present last day", "skal ligge efter den nuværende slutdato"
        )
    now = await situation_of(work, locked, row.id)
    asked = extension(_asked(row), write.ends_on)
    seal, standing = seal_of(work, locked.citizen), summary(row)
    texts = open_texts(seal, row)
    period, told = added_period(standing, write.ends_on), told_by_extension(told_now(standing, texts), write)
    found = law_findings(now.legal, period, told, Whereabouts(row.place_id, row.workplace_id), work.today)
    refused = [remark_of_failure(each) for each in (*period_refusals(asked, now), *own_hours_refusals(asked, now))]
    if refused := [*refused, *(remark_of_finding(each) for each in found if each.prevents)]:
        raise PlacementRefused(refused, locked.citizen.id)
    added = Extension(
        on=work.today,
        ends_on=write.ends_on,
        by=work.actor.staff_id,
        reason=write.reason,
        starts_on=period.starts_on,
        assessment=write.assessment,
        special_need=write.special_need,
    )
    sealed = close_texts(seal, row.id, texts.model_copy(update={"extensions": [*texts.extensions, added]}))
    await change(work, row, {"ends_on": write.ends_on, "agreement_sealed": sealed})
    await publish(work, locked, row)
    work.audit("placement:extend", [locked.citizen.id], subject=row.id)
    return await read_whole(work, locked.citizen, row)


async def end_placement(work: Work, placement_id: UUID, write: PlacementEnd, version: int) -> PlacementRead:
    """Ends a placement with its outcome; the seat is free from the day after.

    Raises:
        PlacementEnded: it has ended already.
        InvalidRequest: the day is in the future or after the agreed last day.
    """
    locked, row = await _running(work, placement_id, version)
    if write.ended_on > min(work.today, row.ends_on):
        raise InvalidRequest.field(
            "body.ended_on",
            "must not be in the future and not after the agreed last day",
            "må ikke ligge i fremtiden eller efter den aftalte slutdato",
        )
    if write.ended_on < locked.case.started_on:
        raise InvalidRequest.field(
            "body.ended_on", "must not be before the start of the case", "må ikke ligge før sagens start"
        )
    await change(work, row, write.model_dump())
    await publish(work, locked, row)
    work.audit("placement:end", [locked.citizen.id], subject=row.id)
    return await read_whole(work, locked.citizen, row)
