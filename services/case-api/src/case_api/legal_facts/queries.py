"""Reading what the law is asked with."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import seal_of
from case_api.citizens.service import open_cpr
from case_api.context import Work
from case_api.conversations.models import Conversation
from case_api.employers.models import Workplace
from case_api.legal_facts.rules import Earlier, Recorded
from case_api.legal_facts.service import facts_row, open_exemptions
from case_api.placements.models import Placement
from rettematch.clock import local_date
from rettematch.contracts.cases import ContactKind
from rettematch.identifiers import parse_cpr


async def recorded_of(work: Work, citizen: Citizen) -> Recorded:
    """What is recorded of a citizen."""
    seal, facts = seal_of(work, citizen), await facts_row(work, citizen.id)
    born_on = parse_cpr(open_cpr(seal, citizen), allow_synthetic=True).born_on
    contacts = await _contacts(work, citizen.id)
    known = Recorded(
        benefit=citizen.benefit.value,
        match_group=citizen.match_group.value,
        born_on=born_on,
        benefit_since=citizen.benefit_since,
        contacts=contacts,
    )
    if facts is None:
        return known
    return Recorded(
        benefit=known.benefit,
        match_group=known.match_group,
        born_on=known.born_on,
        benefit_since=known.benefit_since,
        contacts=contacts,
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


async def _contacts(work: Work, citizen_id: UUID) -> tuple[date, ...]:
    """The days of conversations with the citizen, in all cases; a message is none."""
    cases = select(Case.id).where(col(Case.citizen_id) == citizen_id)
    statement = select(col(Conversation.held_at)).where(
        col(Conversation.case_id).in_(cases),
        col(Conversation.with_citizen),
        col(Conversation.kind) != ContactKind.MESSAGE,
    )
    return tuple(sorted(local_date(held_at) for held_at in (await work.session.exec(statement)).all()))


async def other_placements(work: Work, citizen_id: UUID, without: UUID | None = None) -> list[Earlier]:
    """The citizen's placements in all cases, but for one that is being changed."""
    cases = select(Case.id).where(col(Case.citizen_id) == citizen_id)
    statement = (
        select(Placement, Workplace.employer_id)
        .join(
            Workplace,
            (col(Workplace.municipality_code) == col(Placement.municipality_code))
            & (col(Workplace.id) == col(Placement.workplace_id)),
        )
        .where(col(Placement.case_id).in_(cases))
    )
    return [
        Earlier(
            scheme=row.scheme,
            starts_on=row.starts_on,
            last_day=row.ended_on or row.ends_on,
            place_id=row.place_id,
            workplace_id=row.workplace_id,
            employer_id=employer_id,
            hours_per_week=row.hours_per_week,
        )
        for row, employer_id in (await work.session.exec(statement)).all()
        if row.id != without
    ]
