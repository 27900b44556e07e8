"""The agreement document of a step-up: sealed, and its considerations carried on to the citizen."""

import json
from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel

from case_api.citizens.consideration_schemas import ConsiderationWrite
from case_api.citizens.considerations import add_statement, take_back
from case_api.citizens.models import Citizen, Consideration, Source
from case_api.citizens.sealing import CitizenSeal
from case_api.context import Work
from case_api.step_ups.models import StepUpEffort
from case_api.step_ups.schemas import AgreementWrite, ConsiderationAgreed, ConsiderationCarried

TABLE = "step_up_effort"


class Agreed(BaseModel):
    """What is sealed of the agreement."""

    answers: dict[str, str] = {}
    considerations: list[ConsiderationCarried] = []


def close_agreement(seal: CitizenSeal, row_id: UUID, agreed: Agreed) -> bytes:
    return seal.close(agreed.model_dump_json(), TABLE, row_id, "agreement_sealed")


def open_agreement(seal: CitizenSeal, row: StepUpEffort) -> Agreed:
    """The agreement as it stands; empty before there is one."""
    if row.agreement_sealed is None:
        return Agreed()
    return Agreed.model_validate_json(seal.open(row.agreement_sealed, TABLE, row.id, "agreement_sealed"))


def close_notes(seal: CitizenSeal, row_id: UUID, notes: Sequence[str | None]) -> bytes:
    return seal.close(json.dumps(notes, ensure_ascii=False), TABLE, row_id, "notes_sealed")


def open_notes(seal: CitizenSeal, row: StepUpEffort) -> list[str | None]:
    """One note, or null, for each talk."""
    if row.notes_sealed is None:
        return []
    found: list[str | None] = json.loads(seal.open(row.notes_sealed, TABLE, row.id, "notes_sealed"))
    return found


async def carry_over(
    work: Work, citizen: Citizen, write: AgreementWrite, before: Sequence[ConsiderationCarried]
) -> list[ConsiderationCarried]:
    """Makes the agreement's considerations statements of the citizen, and takes back those that it no longer has.

    One that stays as it was keeps its statement.
    """
    kept = {_content(each): each for each in before}
    found = []
    for each in write.considerations:
        same = kept.pop(_content(each), None)
        statement_id = same.consideration_id if same else (await _state(work, citizen, write, each)).id
        found.append(ConsiderationCarried(**each.model_dump(), consideration_id=statement_id))
    for gone in kept.values():
        await take_back(work, citizen, gone.consideration_id)
    return found


def _content(each: ConsiderationAgreed) -> tuple[object, ...]:
    return each.dimension, each.level, each.valid_until, each.next_look_on


async def _state(work: Work, citizen: Citizen, write: AgreementWrite, each: ConsiderationAgreed) -> Consideration:
    statement = ConsiderationWrite(
        dimension=each.dimension,
        level=each.level,
        source=Source.STEP_UP,
        stated_on=write.agreed_on,
        valid_until=each.valid_until,
        next_look_on=each.next_look_on,
    )
    return await add_statement(work, citizen, statement)
