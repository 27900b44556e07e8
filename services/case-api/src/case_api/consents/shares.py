"""Recording what was shared or obtained, and refusing what no consent covers.

What a placement's work agreement tells the employer rests on the agreement itself: citizen, employer and job centre
make it together, and by law (L24) an employer is told only what has essential bearing on the job. It is recorded as a
share all the same, so that the list of what was told to whom is whole.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.cases.service import CaseClosed
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.consents.checks import require_consent
from case_api.consents.models import InformationShare
from case_api.consents.problems import ShareFollowsFromAgreement, ShareRetracted
from case_api.consents.rules import Consent, Sharing
from case_api.consents.schemas import RestsOn, ShareRead, ShareWrite
from case_api.consents.sealed import closed, opened
from case_api.consents.service import publish_consent
from case_api.consents.vocabularies import Basis, Category, Counterpart, Direction
from case_api.context import Work
from case_api.courses.events import EventWritten, set_events
from case_api.courses.service import known_kinds
from case_api.employers.models import Employer
from case_api.history.records import add, change, find, find_for_change, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from case_api.placements.models import Placement
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.problems import InvalidRequest, NotFound

_TABLE = "information_share"
SOURCE = "information-share"


async def create_share(work: Work, case_id: UUID, write: ShareWrite) -> Created:
    """Records what was shared or obtained.

    Raises:
        InvalidRequest: it lies in the future or before the course, or the placement is not of this case.
        CaseClosed: it happened after the case was closed.
        ConsentMissing: no consent in force on the day covers a category; nothing was written.
    """
    case, citizen = await _locked_case(work, case_id)
    seal = seal_of(work, citizen)
    await _check(work, case, write)
    share = Sharing(write.direction, write.counterpart, write.counterpart_name, frozenset(write.categories))
    used = await require_consent(work, citizen, share, write.on)
    row = _row(work, seal, case, write, Basis.CONSENT)
    row.consents = [{"consent_id": str(each.id), "version": each.version} for each in used]
    await add(work, row)
    await _publish(work, case, row, used)
    work.audit("information-share:create", [case.citizen_id], subject=row.id)
    return Created(_read(seal, row), f"/v1/cases/{case.id}/information-shares/{row.id}")


async def record_agreement(
    work: Work, case: Case, seal: CitizenSeal, placement: Placement, employer_id: UUID, considerations: Sequence[str]
) -> None:
    """Records that a work agreement tells the employer of considerations (skånehensyn).

    It rests on the agreement, which the citizen is a party to, and is no sharing between departments: the programme's
    rule on consent does not ask for it.

    Args:
        work: The request.
        case: Of the placement.
        seal: The citizen's.
        placement: Written already.
        employer_id: Who is told.
        considerations: As agreed; nothing is recorded when there are none.
    """
    if not considerations:
        return
    write = ShareWrite(
        direction=Direction.SHARE,
        counterpart=Counterpart.EMPLOYER,
        counterpart_name=(await find(work, Employer, employer_id)).name,
        categories=[Category.CONSIDERATIONS],
        on=work.today,
        placement_id=placement.id,
    )
    await add(work, _row(work, seal, case, write, Basis.WORK_AGREEMENT))


async def list_shares(work: Work, case_id: UUID, paging: PageRequest) -> Page[ShareRead]:
    """What was shared or obtained in a case, the earliest first."""
    case, seal = await _case(work, case_id)
    statement = select(InformationShare).where(col(InformationShare.case_id) == case.id)
    order = [col(InformationShare.shared_on), col(InformationShare.id)]
    rows, pagination = await read_page(work.session, statement, order, paging)
    work.audit("information-share:list", [case.citizen_id], subject=case.id)
    return Page(items=[_read(seal, row) for row in rows], pagination=pagination)


async def read_share(work: Work, case_id: UUID, share_id: UUID) -> ShareRead:
    case, seal = await _case(work, case_id)
    row = _of(case, await find(work, InformationShare, share_id))
    work.audit("information-share:read", [case.citizen_id], subject=row.id)
    return _read(seal, row)


async def retract(work: Work, case_id: UUID, share_id: UUID, version: int) -> ShareRead:
    """Marks a share as recorded by mistake; it stays readable and counts no longer.

    Raises:
        ShareRetracted: it was retracted before.
        ShareFollowsFromAgreement: the work agreement tells it.
    """
    case, citizen = await _locked_case(work, case_id)
    row = _of(case, await find_for_change(work, InformationShare, share_id, version))
    if row.basis is Basis.WORK_AGREEMENT:
        raise ShareFollowsFromAgreement
    if row.retracted_on is not None:
        raise ShareRetracted
    await change(work, row, {"retracted_on": work.today})
    await _publish(work, case, row, [])
    work.audit("information-share:retract", [case.citizen_id], subject=row.id)
    return _read(seal_of(work, citizen), row)


async def share_history(work: Work, case_id: UUID, share_id: UUID) -> History:
    """All versions; names and notes are sealed and show only that they changed."""
    case = await find(work, Case, case_id)
    row = _of(case, await find(work, InformationShare, share_id))
    work.audit("information-share:read-history", [case.citizen_id], subject=row.id)
    return history_of(await revisions(work, InformationShare, row.id))


async def _case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    case = await find(work, Case, case_id)
    return case, seal_of(work, await find(work, Citizen, case.citizen_id))


async def _locked_case(work: Work, case_id: UUID) -> tuple[Case, Citizen]:
    """Locks citizen and case: a consent is withdrawn under the citizen's lock, so it counts wholly or not at all."""
    citizen = await find_for_change(work, Citizen, (await find(work, Case, case_id)).citizen_id)
    return await find_for_change(work, Case, case_id), citizen


def _of(case: Case, row: InformationShare) -> InformationShare:
    if row.case_id != case.id:
        raise NotFound
    return row


async def _check(work: Work, case: Case, write: ShareWrite) -> None:
    if write.on > work.today:
        raise InvalidRequest.field("body.on", "must not be in the future", "må ikke ligge i fremtiden")
    if write.on < case.started_on:
        raise InvalidRequest.field("body.on", "must not be before the start of the case", "ligger før sagens start")
    if case.closed_on is not None and write.on > case.closed_on:
        raise CaseClosed
    if write.placement_id is not None:
        found = await work.session.get(Placement, (work.municipality_code, write.placement_id))
        if found is None or found.case_id != case.id:
            raise InvalidRequest.field("body.placement_id", "must be a placement of the case", "hører ikke til sagen")


def _row(work: Work, seal: CitizenSeal, case: Case, write: ShareWrite, basis: Basis) -> InformationShare:
    row_id = uuid7()
    texts = {"counterpart_name_sealed": write.counterpart_name, "note_sealed": write.note}
    return InformationShare(
        **stamp(work),
        id=row_id,
        case_id=case.id,
        shared_on=write.on,
        basis=basis,
        consents=[],
        recorded_by=work.actor.staff_id,
        **write.model_dump(include={"direction", "counterpart", "categories", "placement_id"}),
        **closed(seal, _TABLE, row_id, texts),
    )


async def _publish(work: Work, case: Case, row: InformationShare, used: list[Consent]) -> None:
    """The share as an event where the programme asks for it, with the consents that it rests on.

    A consent older than the case is no event of it yet: without it the programme would miss the consent.
    """
    known = known_kinds(work, case)
    for consent in used:
        await publish_consent(work, case, consent)
    event = EventWritten(kind=EventKind.INFORMATION_SHARED, on=row.shared_on, placement_id=row.placement_id)
    counts = row.retracted_on is None and EventKind.INFORMATION_SHARED in known
    await set_events(work, case, SOURCE, row.id, [event] if counts else [])
    await publish_case(work, case)


def _read(seal: CitizenSeal, row: InformationShare) -> ShareRead:
    categories = sorted(Category(each) for each in row.categories)
    return ShareRead(
        **row.model_dump(include={"id", "version", "case_id", "placement_id", "recorded_by", "retracted_on"}),
        direction=row.direction,
        direction_name=row.direction.danish_name,
        counterpart=row.counterpart,
        counterpart_kind=row.counterpart.danish_name,
        counterpart_name=opened(seal, row, "counterpart_name_sealed"),
        categories=categories,
        category_names=[each.danish_name for each in categories],
        on=row.shared_on,
        note=opened(seal, row, "note_sealed"),
        basis=row.basis,
        basis_name=row.basis.danish_name,
        consents=[RestsOn.model_validate(each) for each in row.consents],
    )
