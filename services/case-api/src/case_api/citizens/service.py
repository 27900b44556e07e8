"""Recording, listing and changing citizens."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from case_api.citizens.models import Benefit, Citizen, MatchGroup
from case_api.citizens.rules import may_see_address
from case_api.citizens.schemas import CitizenCreate, CitizenRead, CitizenSummary, CitizenWrite, OtherLanguage
from case_api.citizens.sealing import CitizenSeal, new_citizen_key, open_wrapped, seal_of
from case_api.context import Work
from case_api.employers.models import Employer
from case_api.history.records import add, change, find, find_for_change, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from case_api.tables import danish_order
from rettematch.identifiers import Cpr, InvalidIdentifierError, parse_cpr, uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict, Forbidden, InvalidRequest
from rettematch.programmes.changes_of_law import abolished
from rettematch.sealing import blind_index

_TABLE = "citizen"
_ADDRESS_COLUMNS = frozenset({"postcode", "address_sealed"})
_NEVER_IN_HISTORY = frozenset({"data_key", "cpr_sealed", "cpr_index"})
_PROTECTED_IN_A_CHANGE = frozenset({"address", "postcode", "address_protected"})


class CitizenExists(Conflict):
    """The CPR number is recorded in this municipality already."""

    slug = "citizen-exists"
    title = "The citizen is recorded already"
    danish = "Borgeren er allerede oprettet. Søg borgeren frem på CPR-nummer."


@dataclass(frozen=True, slots=True)
class CitizenFilter:
    """What a list of citizens is narrowed to; null does not narrow."""

    name: str | None = None
    benefit: Benefit | None = None
    match_group: MatchGroup | None = None
    postcode: str | None = None
    package: str | None = None


async def create_citizen(work: Work, write: CitizenCreate) -> Created:
    """Records a new citizen with a key of its own.

    Raises:
        InvalidRequest: not a CPR number, an employer that does not exist, or a benefit that the law has abolished.
        CitizenExists: the CPR number is recorded in this municipality.
    """
    cpr = read_cpr(work, write.cpr.get_secret_value())
    await _check_recorded(work, write)
    check_benefit(write)
    citizen_id = uuid7()
    data_key = new_citizen_key(work, citizen_id)
    seal = open_wrapped(work, citizen_id, data_key)
    row = Citizen(
        **stamp(work),
        id=citizen_id,
        data_key=data_key,
        cpr_sealed=seal.close(cpr.digits, _TABLE, citizen_id, "cpr_sealed"),
        cpr_index=cpr_index(work, cpr),
        **_columns(write, seal, citizen_id),
    )
    try:
        await add(work, row)
    except IntegrityError:
        raise CitizenExists from None
    work.audit("citizen:create", [row.id])
    return Created(read(work, row), f"/v1/citizens/{row.id}")


async def list_citizens(work: Work, paging: PageRequest, wanted: CitizenFilter) -> Page[CitizenSummary]:
    """Citizens in Danish order by name; every one that is shown is audited.

    Somebody whose postcode the caller may not see is not found by postcode either.
    """
    statement = select(Citizen)
    if wanted.name is not None:
        prefix = danish_order(wanted.name)
        statement = statement.where(func.starts_with(danish_order(col(Citizen.name)), prefix))
    if wanted.benefit is not None:
        statement = statement.where(col(Citizen.benefit) == wanted.benefit)
    if wanted.match_group is not None:
        statement = statement.where(col(Citizen.match_group) == wanted.match_group)
    if wanted.package is not None:
        statement = statement.where(col(Citizen.packages).contains([wanted.package]))
    if wanted.postcode is not None:
        statement = statement.where(col(Citizen.postcode) == wanted.postcode)
        if not may_see_address(work.actor.roles, protected=True):
            statement = statement.where(col(Citizen.address_protected).is_(False))
    rows, pagination = await read_page(
        work.session, statement, [danish_order(col(Citizen.name)), col(Citizen.id)], paging
    )
    work.audit("citizen:list", [row.id for row in rows])
    return Page(items=[summary(work, row) for row in rows], pagination=pagination)


async def read_citizen(work: Work, citizen_id: UUID) -> CitizenRead:
    """One citizen, audited."""
    row = await find(work, Citizen, citizen_id)
    work.audit("citizen:read", [row.id])
    return read(work, row)


async def change_citizen(work: Work, citizen_id: UUID, patch: CitizenWrite, version: int) -> CitizenRead:
    """Changes what the patch names.

    Raises:
        Forbidden: the patch touches an address that is protected from the caller.
        VersionStale, NotFound, InvalidRequest: as everywhere.
    """
    row = await find_for_change(work, Citizen, citizen_id, version)
    hidden = not may_see_address(work.actor.roles, protected=row.address_protected)
    if hidden and patch.model_fields_set & _PROTECTED_IN_A_CHANGE:
        raise Forbidden("The address of this citizen is protected.")
    seal = seal_of(work, row)
    merged = merge(CitizenWrite, _written(row, seal), patch)
    await _check_recorded(work, merged)
    if (merged.benefit, merged.benefit_since) != (row.benefit, row.benefit_since):
        check_benefit(merged)
    columns = _columns(merged, seal, row.id)
    if "address" not in patch.model_fields_set:
        columns.pop("address_sealed")  # sealing it again would look like a change in the history
    await change(work, row, columns)
    work.audit("citizen:change", [row.id])
    return read(work, row)


async def citizen_history(work: Work, citizen_id: UUID) -> History:
    """All versions; a protected address stays hidden in them too."""
    row = await find(work, Citizen, citizen_id)
    visible = may_see_address(work.actor.roles, protected=row.address_protected)
    hidden = _NEVER_IN_HISTORY if visible else _NEVER_IN_HISTORY | _ADDRESS_COLUMNS
    work.audit("citizen:read-history", [row.id])
    return history_of(await revisions(work, Citizen, citizen_id), hidden)


def read_cpr(work: Work, text: str) -> Cpr:
    """A CPR number from a body, synthetic ones only where the settings allow them.

    Raises:
        InvalidRequest: names the field and never repeats the number.
    """
    try:
        return parse_cpr(text, allow_synthetic=work.synthetic_identifiers)
    except InvalidIdentifierError:
        raise InvalidRequest.field(
            "body.cpr",
            "must be an issued CPR number: ten digits that begin with a real date",
            "er ikke et CPR-nummer",
        ) from None


def cpr_index(work: Work, cpr: Cpr) -> bytes:
    """The keyed hash by which a CPR number is found, different in each municipality."""
    return blind_index(work.keys, work.municipality_code, cpr.digits)


def read(work: Work, row: Citizen) -> CitizenRead:
    """A citizen as the caller may see it."""
    content = _written(row, seal_of(work, row))
    if not may_see_address(work.actor.roles, protected=row.address_protected):
        content |= {"address": None, "postcode": None}
    return CitizenRead.model_validate({**content, "id": row.id, "version": row.version})


def summary(work: Work, row: Citizen) -> CitizenSummary:
    """A citizen in a list, as the caller may see it."""
    visible = may_see_address(work.actor.roles, protected=row.address_protected)
    return CitizenSummary(
        id=row.id,
        version=row.version,
        name=row.name,
        address_protected=row.address_protected,
        postcode=row.postcode if visible else None,
        benefit=row.benefit,
        match_group=row.match_group,
        packages=row.packages,
    )


def open_address(seal: CitizenSeal, row: Citizen) -> str | None:
    """The address, when there is one."""
    return None if row.address_sealed is None else seal.open(row.address_sealed, _TABLE, row.id, "address_sealed")


def open_cpr(seal: CitizenSeal, row: Citizen) -> str:
    """The ten digits."""
    return seal.open(row.cpr_sealed, _TABLE, row.id, "cpr_sealed")


def _columns(write: CitizenWrite, seal: CitizenSeal, citizen_id: UUID) -> dict[str, Any]:
    """The values of the row's own columns."""
    values = write.model_dump(exclude={"cpr", "address", "other_languages", "avoided_employers"})
    address = write.address
    return {
        **values,
        "days": [day.value for day in write.days],
        "schemes": [scheme.value for scheme in write.schemes],
        "other_languages": [each.model_dump_json() for each in write.other_languages],
        "avoided_employers": [str(each) for each in write.avoided_employers],
        "address_sealed": None if address is None else seal.close(address, _TABLE, citizen_id, "address_sealed"),
    }


def _written(row: Citizen, seal: CitizenSeal) -> dict[str, Any]:
    """The row as it could be written again."""
    return {
        **row.model_dump(include=set(CitizenWrite.model_fields)),
        "other_languages": [OtherLanguage.model_validate(json.loads(each)) for each in row.other_languages],
        "address": open_address(seal, row),
    }


def check_benefit(write: CitizenWrite) -> None:
    """Refuses a benefit that nobody could begin on the day it is said to have begun (law row L21).

    Raises:
        InvalidRequest: names the field and the paragraph.
    """
    since = write.benefit_since
    if since is not None and (rule := abolished(write.benefit.value, since)) is not None:
        raise InvalidRequest.field(
            "body.benefit",
            f"could not begin on this day: abolished ({rule.id}, {rule.section})",
            f"kunne ikke begynde den dag; ordningen er afskaffet ({rule.section})",
        )


async def _check_recorded(work: Work, write: CitizenWrite) -> None:
    """What only the database or the calendar can tell."""
    if write.benefit_since is not None and write.benefit_since > work.today:
        raise InvalidRequest.field("body.benefit_since", "must not be in the future", "må ikke ligge i fremtiden")
    if write.avoided_employers:
        statement = select(Employer.id).where(col(Employer.id).in_(write.avoided_employers))
        known = set((await work.session.exec(statement)).all())
        for position, employer_id in enumerate(write.avoided_employers):
            if employer_id not in known:
                raise InvalidRequest.field(
                    f"body.avoided_employers.{position}", "must be an employer of the municipality", "findes ikke"
                )
