"""Questions that are asked only when the citizen wishes it."""

from collections.abc import Sequence
from uuid import UUID

from case_api.cases.models import Case
from case_api.context import Work
from case_api.history.records import find, find_for_change
from case_api.idempotency.service import Created
from case_api.progression.answers import wishes_of
from case_api.progression.models import ProgressionWish
from case_api.progression.schemas import Wishes, WishRead, WishWrite
from rettematch.identifiers import uuid7
from rettematch.problems import InvalidRequest
from rettematch.progression.questions import questionnaire


async def record_wish(work: Work, case_id: UUID, write: WishWrite) -> Created:
    """Records what the citizen wishes; it holds from now on. Unwished, earlier answers are no longer shown.

    Raises:
        InvalidRequest: the question is not one that is asked on wish.
    """
    case = await find_for_change(work, Case, case_id)
    known = questionnaire().on_wish
    if write.question not in known:
        expected = "must be a question that is asked on wish: " + ", ".join(sorted(known))
        raise InvalidRequest.field("body.question", expected, "stilles ikke efter ønske")
    row = ProgressionWish(
        municipality_code=work.municipality_code,
        id=uuid7(),
        case_id=case.id,
        recorded_at=work.now,
        recorded_by=work.actor.staff_id,
        **write.model_dump(),
    )
    work.session.add(row)
    await work.session.flush()
    work.audit("progression:wish", [case.citizen_id], subject=case.id)
    return Created(_read(row), f"/v1/cases/{case.id}/progression/wishes")


async def list_wishes(work: Work, case_id: UUID) -> Wishes:
    case = await find(work, Case, case_id)
    rows: Sequence[ProgressionWish] = await wishes_of(work, [case.id])
    work.audit("progression:read-wishes", [case.citizen_id], subject=case.id)
    return Wishes(items=[_read(row) for row in rows])


def _read(row: ProgressionWish) -> WishRead:
    asked = next(each for each in reversed(questionnaire().questions) if each.id == row.question)
    return WishRead(
        id=row.id,
        question=row.question,
        danish=asked.danish,
        wished=row.wished,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
    )
