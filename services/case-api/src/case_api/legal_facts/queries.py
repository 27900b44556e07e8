"""Reading what the law is asked with: of several citizens in as many statements as of one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select as columns
from sqlalchemy.ext.asyncio import AsyncSession as SqlAlchemySession
from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import seal_of
from case_api.citizens.service import open_cpr
from case_api.context import Work
from case_api.conversations.models import Conversation
from case_api.employers.models import Workplace
from case_api.legal_facts.models import LegalFacts
from case_api.legal_facts.rules import Earlier, Recorded
from case_api.legal_facts.service import open_exemptions
from case_api.placements.models import Placement
from rettematch.clock import local_date
from rettematch.contracts.cases import ContactKind
from rettematch.identifiers import parse_cpr


async def recorded_of(work: Work, citizen: Citizen) -> Recorded:
    """What is recorded of a citizen."""
    return (await recorded_of_all(work, [citizen]))[citizen.id]


async def recorded_of_all(work: Work, citizens: Sequence[Citizen]) -> Mapping[UUID, Recorded]:
    """What is recorded of each of several citizens."""
    ids = [citizen.id for citizen in citizens]
    rows = (await work.session.exec(select(LegalFacts).where(col(LegalFacts.citizen_id).in_(ids)))).all()
    facts, contacts = {row.citizen_id: row for row in rows}, await _contacts(work, ids)
    return {
        citizen.id: _recorded(work, citizen, facts.get(citizen.id), contacts.get(citizen.id, ()))
        for citizen in citizens
    }


def _recorded(work: Work, citizen: Citizen, facts: LegalFacts | None, contacts: Iterable[date]) -> Recorded:
    seal = seal_of(work, citizen)
    known = Recorded(
        benefit=citizen.benefit.value,
        match_group=citizen.match_group.value,
        born_on=parse_cpr(open_cpr(seal, citizen), allow_synthetic=True).born_on,
        benefit_since=citizen.benefit_since,
        contacts=tuple(sorted(contacts)),
    )
    if facts is None:
        return known
    return replace(
        known,
        unemployed_since=facts.unemployed_since,
        benefit_hours_paid=facts.benefit_hours_paid,
        last_employer_id=facts.last_employer_id,
        last_employed_until=facts.last_employed_until,
        spouse_employers=frozenset(UUID(each) for each in facts.spouse_employers),
        exemptions=frozenset(open_exemptions(seal, facts)),
        residence_years=facts.residence_years,
        work_years=facts.work_years,
        other_activity_hours=facts.other_activity_hours,
        revalidering_granted_on=facts.revalidering_granted_on,
        flex_job_before=facts.flex_job_before,
    )


async def _contacts(work: Work, citizen_ids: Sequence[UUID]) -> Mapping[UUID, list[date]]:
    """The days of conversations with each citizen, in all cases; a message is none."""
    statement = (
        columns(col(Case.citizen_id), col(Conversation.held_at))
        .join(
            Case,
            (col(Case.municipality_code) == col(Conversation.municipality_code))
            & (col(Case.id) == col(Conversation.case_id)),
        )
        .where(
            col(Case.citizen_id).in_(citizen_ids),
            col(Conversation.with_citizen),
            col(Conversation.kind) != ContactKind.MESSAGE,
        )
    )
    found: defaultdict[UUID, list[date]] = defaultdict(list)
    for citizen_id, held_at in await SqlAlchemySession.execute(work.session, statement):
        found[citizen_id].append(local_date(held_at))
    return found


async def other_placements(work: Work, citizen_id: UUID, without: UUID | None = None) -> list[Earlier]:
    """The citizen's placements in all cases, but for one that is being changed."""
    return list((await placements_of(work, [citizen_id], without)).get(citizen_id, ()))


async def placements_of(
    work: Work, citizen_ids: Sequence[UUID], without: UUID | None = None
) -> Mapping[UUID, Sequence[Earlier]]:
    """The placements of several citizens in all their cases, but for one that is being changed."""
    statement = (
        columns(Placement, col(Workplace.employer_id), col(Case.citizen_id))
        .join(
            Workplace,
            (col(Workplace.municipality_code) == col(Placement.municipality_code))
            & (col(Workplace.id) == col(Placement.workplace_id)),
        )
        .join(
            Case,
            (col(Case.municipality_code) == col(Placement.municipality_code))
            & (col(Case.id) == col(Placement.case_id)),
        )
        .where(col(Case.citizen_id).in_(citizen_ids))
    )
    found: defaultdict[UUID, list[Earlier]] = defaultdict(list)
    for row, employer_id, citizen_id in await SqlAlchemySession.execute(work.session, statement):
        if row.id != without:
            found[citizen_id].append(
                Earlier(
                    scheme=row.scheme,
                    starts_on=row.starts_on,
                    last_day=row.ended_on or row.ends_on,
                    place_id=row.place_id,
                    workplace_id=row.workplace_id,
                    employer_id=employer_id,
                    hours_per_week=row.hours_per_week,
                )
            )
    return found
