"""The work agreement in its rows: sealed texts, and the follow-up plan."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from case_api.citizens.sealing import CitizenSeal
from case_api.context import Work
from case_api.placements.choices import choice_read
from case_api.placements.models import AgreedFollowUpRow, Placement
from case_api.placements.remarks import remark_of_finding
from case_api.placements.schemas import (
    AgreementTexts,
    FollowUpRead,
    FollowUpWrite,
    PlacementRead,
    PlacementSummary,
    StepUp,
)
from rettematch.identifiers import uuid7
from rettematch.programmes.law import LawFinding

_TABLE = "placement"


def close_texts(seal: CitizenSeal, placement_id: UUID, texts: AgreementTexts) -> bytes:
    """The agreement's texts, sealed for their row."""
    return seal.close(texts.model_dump_json(), _TABLE, placement_id, "agreement_sealed")


def open_texts(seal: CitizenSeal, row: Placement) -> AgreementTexts:
    return AgreementTexts.model_validate_json(seal.open(row.agreement_sealed, _TABLE, row.id, "agreement_sealed"))


def close_reason(seal: CitizenSeal, placement_id: UUID, reason: str) -> bytes:
    return seal.close(reason, _TABLE, placement_id, "reason_sealed")


def summary(row: Placement) -> PlacementSummary:
    choice = choice_read(row.run_id, row.chosen_rank, row.override_reason)
    return PlacementSummary.model_validate({**row.model_dump(), "choice": choice})


async def follow_ups(work: Work, placement_id: UUID) -> Sequence[AgreedFollowUpRow]:
    """The follow-up plan by time."""
    statement = (
        select(AgreedFollowUpRow)
        .where(col(AgreedFollowUpRow.placement_id) == placement_id)
        .order_by(col(AgreedFollowUpRow.at), col(AgreedFollowUpRow.id))
    )
    return (await work.session.exec(statement)).all()


async def write_follow_ups(work: Work, placement_id: UUID, plan: Sequence[FollowUpWrite]) -> bool:
    """Makes the stored plan this one; a line that stays keeps its id, since conversations refer to it.

    Returns:
        Whether anything changed.
    """
    held = {(row.at, row.kind): row for row in await follow_ups(work, placement_id)}
    wanted = {(line.at, line.kind) for line in plan}
    for key in held.keys() - wanted:
        await work.session.delete(held[key])
    added = sorted(wanted - held.keys())
    work.session.add_all(
        AgreedFollowUpRow(
            municipality_code=work.municipality_code, id=uuid7(), placement_id=placement_id, at=at, kind=kind
        )
        for at, kind in added
    )
    await work.session.flush()
    return bool(added or held.keys() - wanted)


async def read(
    work: Work, seal: CitizenSeal, row: Placement, law_findings: Sequence[LawFinding], jobcentre_contact_id: UUID
) -> PlacementRead:
    """A placement with its whole agreement, whom to call at the job centre, and what the law says of it."""
    lines = await follow_ups(work, row.id)
    return PlacementRead(
        **summary(row).model_dump(),
        **open_texts(seal, row).model_dump(),
        jobcentre_contact_id=jobcentre_contact_id,
        law_findings=[remark_of_finding(each) for each in law_findings],
        step_up=[StepUp.model_validate(step) for step in row.step_up],
        follow_up_plan=[FollowUpRead(id=line.id, at=line.at, kind=line.kind) for line in lines],
        reason=seal.open(row.reason_sealed, _TABLE, row.id, "reason_sealed"),
    )
