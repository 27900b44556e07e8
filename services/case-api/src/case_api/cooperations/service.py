"""How cooperations stand on a day."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlmodel import col, select

from case_api.context import Work
from case_api.cooperations.queries import agreements_on, facts_of, mentors_of, trainings_of
from case_api.cooperations.rules import PROGRAMME, Mentor, Refill, findings, refills, standing
from case_api.cooperations.schemas import (
    CooperationStateRead,
    MentorRead,
    PeriodRead,
    RefillRead,
    Refills,
    WorkplaceMentors,
)
from case_api.employers.models import ContactPerson, CooperationAgreement, Employer, Place, Workplace
from case_api.findings import findings_read
from case_api.history.records import find
from case_api.tables import VersionedRow
from rettematch.programmes.measures import lacking

_MENTOR_TRAINING = "stv_mentor_training"
Row = TypeVar("Row", bound=VersionedRow)


async def read_state(work: Work, agreement_id: UUID, on: date | None) -> CooperationStateRead:
    """A cooperation on a day, worked out from its places and placements as they are recorded now.

    Args:
        work: The request.
        agreement_id: Which one.
        on: The day; today when None.

    Raises:
        NotFound: there is no such agreement.
    """
    day, rules = on or work.today, work.programme(PROGRAMME)
    agreement = await find(work, CooperationAgreement, agreement_id)
    [facts] = await facts_of(work, [agreement])
    found = standing(facts, day)
    state = found.state
    return CooperationStateRead(
        agreement_id=agreement.id,
        on=day,
        model=agreement.model,
        rule_id=facts.rule_id,
        rule=rules.rule(facts.rule_id, day).danish,
        in_force=found.in_force,
        seats=state.seats,
        taken=found.taken,
        ended_and_not_refilled=state.ended_and_not_refilled,
        workplaces=state.workplaces,
        workplaces_with_mentor=state.workplaces_with_mentor,
        central_mentors=state.central_mentors,
        mentors_trained=state.mentors_trained,
        mentors=await _mentors(work, found.mentors, day),
        jobcentre_contact_id=facts.jobcentre_contact_id,
        periods=[PeriodRead(from_date=each.from_, until=each.until, seats=each.seats) for each in facts.periods],
        findings=findings_read(findings(rules, facts, day)),
    )


async def refills_on(work: Work, on: date) -> list[Refill]:
    """The fixed seats to refill on a day, the one that has been free longest first."""
    rules = work.programme(PROGRAMME)
    everything = await facts_of(work, await agreements_on(work, on))
    found = [refill for facts in everything for refill in refills(rules, facts, on)]
    return sorted(found, key=lambda each: (each.free_since, each.place_id))


async def list_refills(work: Work, on: date | None, jobcentre_contact_id: UUID | None) -> Refills:
    """The same with names, for a work list.

    Args:
        work: The request.
        on: The day; today when None.
        jobcentre_contact_id: Only those of agreements with this fixed contact.
    """
    day = on or work.today
    found = [
        each
        for each in await refills_on(work, day)
        if jobcentre_contact_id is None or each.jobcentre_contact_id == jobcentre_contact_id
    ]
    places = await _rows(work, Place, {each.place_id for each in found})
    workplaces = await _rows(work, Workplace, {each.workplace_id for each in found})
    employers = await _rows(work, Employer, {row.employer_id for row in workplaces.values()})
    return Refills(
        on=day,
        items=[
            RefillRead(
                agreement_id=each.agreement_id,
                employer_id=(workplace := workplaces[each.workplace_id]).employer_id,
                employer=employers[workplace.employer_id].name,
                workplace_id=each.workplace_id,
                workplace=workplace.name,
                place_id=each.place_id,
                place=places[each.place_id].title,
                package=places[each.place_id].package,
                jobcentre_contact_id=each.jobcentre_contact_id,
                free_since=each.free_since,
                days_free=(day - each.free_since).days,
            )
            for each in found
        ],
    )


async def workplace_mentors(work: Work, workplace_id: UUID, on: date | None) -> WorkplaceMentors:
    """The mentors who work at a workplace or stand as mentor at one of its places, with what they have taken.

    Raises:
        NotFound: there is no such workplace.
    """
    day, rules = on or work.today, work.programme(PROGRAMME)
    workplace = await find(work, Workplace, workplace_id)
    statement = select(Place.mentor_id).where(col(Place.workplace_id) == workplace.id, col(Place.withdrawn).is_(False))
    at_places = set((await work.session.exec(statement)).all())
    found = [
        each
        for each in await mentors_of(work, {workplace.employer_id})
        if each.workplace_id == workplace.id or each.contact_id in at_places
    ]
    mentors = await _mentors(work, found, day)
    offered = {training.kind for mentor in mentors for training in mentor.trainings}
    return WorkplaceMentors(
        workplace_id=workplace.id,
        on=day,
        items=mentors,
        findings=findings_read(lacking(rules, _MENTOR_TRAINING, offered, day)) if mentors else [],
    )


async def _mentors(work: Work, mentors: Collection[Mentor], on: date) -> list[MentorRead]:
    """Mentors with what they had taken by a day."""
    people = await _rows(work, ContactPerson, {each.contact_id for each in mentors})
    return [
        MentorRead(
            contact_id=each.contact_id,
            name=people[each.contact_id].name,
            workplace_id=each.workplace_id,
            trained=each.is_trained(on),
            trained_on=each.trained_on if each.is_trained(on) else None,
            trainings=[training for training in trainings_of(people[each.contact_id]) if training.on <= on],
        )
        for each in mentors
    ]


async def _rows(work: Work, table: type[Row], ids: Collection[UUID]) -> Mapping[UUID, Row]:
    rows = (await work.session.exec(select(table).where(col(table.id).in_(ids)))).all() if ids else ()
    return {row.id: row for row in rows}
