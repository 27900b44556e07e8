"""Consents of a citizen: given, narrowed and withdrawn, each time an event of the running cases that ask for it."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.citizens.parts import require_past
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.consents.models import ConsentRow
from case_api.consents.problems import ConsentWidened, ConsentWithdrawn
from case_api.consents.rules import Consent, expires_soon, widened
from case_api.consents.schemas import ConsentChange, ConsentRead, ConsentWrite
from case_api.consents.sealed import as_ruled, closed, opened
from case_api.context import Work
from case_api.courses.events import EventWritten, set_events
from case_api.courses.service import known_kinds
from case_api.history.records import add, change, find, find_for_change, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.problems import InvalidRequest, NotFound

SOURCE = "consent"


async def create_consent(work: Work, citizen_id: UUID, write: ConsentWrite) -> Created:
    """Records a consent.

    Raises:
        InvalidRequest: it was given in the future.
    """
    require_past(work, given_on=write.given_on)
    citizen = await find_for_change(work, Citizen, citizen_id)
    cases = await _locked_cases(work, citizen)
    seal, row_id = seal_of(work, citizen), uuid7()
    texts = {
        "counterpart_name_sealed": write.counterpart_name,
        "purpose_sealed": write.purpose,
        "written_down_sealed": write.written_down,
    }
    row = ConsentRow(
        **stamp(work),
        id=row_id,
        citizen_id=citizen.id,
        recorded_by=work.actor.staff_id,
        **write.model_dump(exclude={"counterpart_name", "purpose", "written_down"}),
        **closed(seal, "consent", row_id, texts),
    )
    await add(work, row)
    await _publish(work, cases, as_ruled(seal, row))
    work.audit("consent:create", [citizen.id], subject=row.id)
    return Created(_read(work, seal, row), f"/v1/citizens/{citizen.id}/consents/{row.id}")


async def list_consents(work: Work, citizen_id: UUID, paging: PageRequest) -> Page[ConsentRead]:
    """Every consent, also ended and withdrawn ones, in the order in which they were recorded."""
    citizen = await find(work, Citizen, citizen_id)
    statement = select(ConsentRow).where(col(ConsentRow.citizen_id) == citizen.id)
    rows, pagination = await read_page(work.session, statement, [col(ConsentRow.id)], paging)
    seal = seal_of(work, citizen)
    work.audit("consent:list", [citizen.id])
    return Page(items=[_read(work, seal, row) for row in rows], pagination=pagination)


async def read_consent(work: Work, citizen_id: UUID, consent_id: UUID) -> ConsentRead:
    citizen = await find(work, Citizen, citizen_id)
    row = _of(citizen, await find(work, ConsentRow, consent_id))
    work.audit("consent:read", [citizen.id], subject=row.id)
    return _read(work, seal_of(work, citizen), row)


async def narrow(work: Work, citizen_id: UUID, consent_id: UUID, patch: ConsentChange, version: int) -> ConsentRead:
    """Narrows a consent, from today on and for what is recorded from now on.

    Raises:
        ConsentWithdrawn: it was withdrawn.
        ConsentWidened: a field would cover more than before.
        InvalidRequest: the new last day has passed or lies before the first one, or a field is null.
    """
    citizen, cases, row = await _standing(work, citizen_id, consent_id, version)
    seal = seal_of(work, citizen)
    sent = patch.model_dump(exclude_unset=True)
    for field in ("direction", "categories"):
        if field in sent and sent[field] is None:
            raise InvalidRequest.field(f"body.{field}", "must not be null", "skal udfyldes")
    before = as_ruled(seal, row)
    after = Consent(
        id=row.id,
        version=row.version,
        direction=patch.direction or before.direction,
        counterpart=before.counterpart,
        name=before.name,
        categories=before.categories if patch.categories is None else frozenset(patch.categories),
        first=before.first,
        last=sent.get("in_force_to", before.last),
    )
    if fields := widened(before, after):
        raise ConsentWidened(reasons=[{"field": each} for each in fields])
    if after.last is not None and after.last != before.last and after.last < max(work.today, before.first):
        raise InvalidRequest.field(
            "body.in_force_to",
            "must not be before today, nor before the first day",
            "må ikke ligge før i dag eller før den første dag",
        )
    await change(
        work, row, {"direction": after.direction, "categories": sorted(after.categories), "in_force_to": after.last}
    )
    await _publish(work, cases, as_ruled(seal, row))
    work.audit("consent:change", [citizen.id], subject=row.id)
    return _read(work, seal, row)


async def withdraw(work: Work, citizen_id: UUID, consent_id: UUID, version: int) -> ConsentRead:
    """From now on nothing is shared under it; what was shared before stays recorded.

    Raises:
        ConsentWithdrawn: it was withdrawn before.
    """
    citizen, cases, row = await _standing(work, citizen_id, consent_id, version)
    seal = seal_of(work, citizen)
    await change(work, row, {"withdrawn_at": work.now, "withdrawn_by": work.actor.staff_id})
    await _publish(work, cases, as_ruled(seal, row))
    work.audit("consent:withdraw", [citizen.id], subject=row.id)
    return _read(work, seal, row)


async def consent_history(work: Work, citizen_id: UUID, consent_id: UUID) -> History:
    """All versions; names and texts are sealed and show only that they changed."""
    citizen = await find(work, Citizen, citizen_id)
    row = _of(citizen, await find(work, ConsentRow, consent_id))
    work.audit("consent:read-history", [citizen.id], subject=row.id)
    return history_of(await revisions(work, ConsentRow, row.id))


async def publish_consent(work: Work, case: Case, consent: Consent) -> None:
    """Makes a consent an event of a locked case whose programme asks for consents; call `publish_case` afterwards.

    A consent that never held a day, since it was withdrawn on its first one, is no event.
    """
    last = consent.last_in_force
    held = last is None or consent.first <= last
    event = EventWritten(kind=EventKind.CONSENT, on=consent.first, until=last)
    wanted = [event] if held and EventKind.CONSENT in known_kinds(work, case) else []
    await set_events(work, case, SOURCE, consent.id, wanted)


async def _publish(work: Work, cases: Sequence[Case], consent: Consent) -> None:
    for case in cases:
        if EventKind.CONSENT in known_kinds(work, case):
            await publish_consent(work, case, consent)
            await publish_case(work, case)


async def _locked_cases(work: Work, citizen: Citizen) -> Sequence[Case]:
    """The citizen's running cases, locked after the citizen, as everybody does."""
    statement = (
        select(Case)
        .where(col(Case.citizen_id) == citizen.id, col(Case.closed_on).is_(None))
        .order_by(col(Case.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await work.session.exec(statement)).all()


async def _standing(
    work: Work, citizen_id: UUID, consent_id: UUID, version: int
) -> tuple[Citizen, Sequence[Case], ConsentRow]:
    citizen = await find_for_change(work, Citizen, citizen_id)
    cases = await _locked_cases(work, citizen)
    row = _of(citizen, await find_for_change(work, ConsentRow, consent_id, version))
    if row.withdrawn_at is not None:
        raise ConsentWithdrawn
    return citizen, cases, row


def _of(citizen: Citizen, row: ConsentRow) -> ConsentRow:
    if row.citizen_id != citizen.id:
        raise NotFound
    return row


def _read(work: Work, seal: CitizenSeal, row: ConsentRow) -> ConsentRead:
    consent = as_ruled(seal, row)
    return ConsentRead.model_validate(
        {
            **row.model_dump(),
            "counterpart_name": consent.name,
            "purpose": opened(seal, row, "purpose_sealed"),
            "written_down": opened(seal, row, "written_down_sealed"),
            "direction_name": row.direction.danish_name,
            "counterpart_kind": row.counterpart.danish_name,
            "category_names": [each.danish_name for each in sorted(consent.categories)],
            "given_name": row.given.danish_name,
            "in_force": consent.is_in_force(work.today),
            "expires_soon": expires_soon(consent, work.today),
        }
    )
