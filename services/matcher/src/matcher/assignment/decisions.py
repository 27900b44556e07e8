"""Accepting and declining proposals, and what accepted ones hold."""

from collections import Counter as Tally
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from prometheus_client import Counter
from sqlalchemy import and_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from matcher.assignment.models import Assignment, AssignmentDecision
from matcher.assignment.openings import Held
from matcher.assignment.reasons import REASONS, Decision
from matcher.assignment.schemas import AssignmentAnswer, DecisionRecord, DecisionRequest
from matcher.catalogue.encoding import quarters
from matcher.catalogue.models import CataloguePlace
from rettematch.contracts.staff import Me
from rettematch.database import Database, DataScope
from rettematch.problems import Conflict, NotFound

DECIDED = Counter("matcher_assignment_decisions_total", "Decisions on proposals", ["decision", "reason"])


class ProposalDecided(Conflict):
    slug = "proposal-decided"
    title = "The proposal has been decided already"
    danish = "Forslaget er allerede godkendt eller afvist."


def _record(row: AssignmentDecision) -> DecisionRecord:
    return DecisionRecord(
        assignment_id=row.assignment_id,
        subject=row.subject,
        place_id=row.place_id,
        decision=Decision(row.decision),
        reason=row.reason,
        danish=REASONS.get(row.reason, row.reason),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


async def decisions_of(
    session: AsyncSession, municipality_code: str, assignment_id: UUID
) -> tuple[DecisionRecord, ...]:
    """What has been decided on an assignment, oldest first."""
    statement = (
        select(AssignmentDecision)
        .where(
            col(AssignmentDecision.municipality_code) == municipality_code,
            col(AssignmentDecision.assignment_id) == assignment_id,
        )
        .order_by(col(AssignmentDecision.decided_at), col(AssignmentDecision.subject))
    )
    return tuple(_record(row) for row in (await session.exec(statement)).all())


async def decide(
    database: Database, me: Me, assignment_id: UUID, subject: UUID, request: DecisionRequest, now: datetime
) -> DecisionRecord:
    """Records what a member of staff decided on one proposal. Nobody is placed by it.

    Raises:
        NotFound: there is no such assignment in the caller's municipality, or no proposal for this subject in it.
        ProposalDecided: somebody has decided it before.
    """
    code = me.municipality_code
    async with database.transaction(DataScope(code)) as session:
        record = await session.get(Assignment, (code, assignment_id))
        if record is None:
            raise NotFound
        answer = AssignmentAnswer.model_validate_json(record.answer)
        proposal = next((each for each in answer.proposals if each.subject == subject), None)
        if proposal is None:
            raise NotFound
        row = AssignmentDecision(
            municipality_code=code,
            assignment_id=assignment_id,
            subject=subject,
            decision=request.decision.value,
            reason=request.reason,
            decided_by=me.staff_id,
            decided_at=now,
            place_id=proposal.place_id,
            workplace_id=proposal.workplace_id,
            place_version=proposal.place_version,
            quarters=quarters(proposal.supported_hours),
        )
        connection = await session.connection()
        written = await connection.execute(insert(AssignmentDecision).values(row.model_dump()).on_conflict_do_nothing())
        if not written.rowcount:
            raise ProposalDecided
    DECIDED.labels(request.decision.value, request.reason).inc()
    return _record(row)


def _held(accepted: Iterable[AssignmentDecision]) -> Held:
    seats: Tally[UUID] = Tally()
    hours: Tally[UUID] = Tally()
    for row in accepted:
        seats[row.place_id] += 1
        hours[row.workplace_id] += row.quarters
    return Held(seats, hours)


async def held_by_acceptances(database: Database, municipality_code: str, since: datetime) -> Held:
    """Seats and hours of proposals that were accepted lately and whose placement has not been made yet.

    A placement, like any other change, gives the place a new version in the feed, with its seats and hours counted
    anew: from then on the acceptance holds nothing. A declined proposal never held anything.
    """
    statement = (
        select(AssignmentDecision)
        .join(
            CataloguePlace,
            and_(
                col(CataloguePlace.municipality_code) == col(AssignmentDecision.municipality_code),
                col(CataloguePlace.place_id) == col(AssignmentDecision.place_id),
                col(CataloguePlace.version) == col(AssignmentDecision.place_version),
            ),
        )
        .where(
            col(AssignmentDecision.municipality_code) == municipality_code,
            col(AssignmentDecision.decision) == Decision.ACCEPT.value,
            col(AssignmentDecision.decided_at) >= since,
        )
    )
    async with database.transaction(DataScope(municipality_code)) as session:
        return _held((await session.exec(statement)).all())
