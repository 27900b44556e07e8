"""Municipalities, teams, staff and the caller."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from case_api.cases.schemas import ProgrammeId
from case_api.history.records import revisions
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Mark, create_once
from case_api.policies import (
    ChangeMunicipality,
    OperatePlatform,
    ReadCaseloads,
    ReadMe,
    ReadMunicipality,
    ReadStaff,
    ReadTeams,
    WriteStaff,
    WriteTeams,
)
from case_api.responses import with_etag
from case_api.staff import caseloads, municipalities, service
from case_api.staff.models import StaffMember, Team
from case_api.staff.schemas import (
    Caseload,
    LegalBasisWrite,
    MunicipalityCreate,
    MunicipalityRead,
    StaffChange,
    StaffRead,
    StaffWrite,
    TeamChange,
    TeamRead,
    TeamWrite,
)
from rettematch.contracts.base import Role
from rettematch.contracts.staff import Me
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1")


@router.get("/me", tags=["staff"], summary="Who am I")
async def me(work: ReadMe) -> Me:
    """The caller's id, municipality, team and roles, read anew for each request."""
    return service.me(work)


@router.post("/municipalities", tags=["municipalities"], status_code=201, summary="Create a municipality")
async def create_municipality(work: OperatePlatform, write: MunicipalityCreate) -> MunicipalityRead:
    """For the platform's operator only: a tenant and its first administrator."""
    return await municipalities.create_municipality(work, write)


@router.get("/municipalities", tags=["municipalities"], summary="List municipalities")
async def list_municipalities(work: OperatePlatform, paging: Paging) -> Page[MunicipalityRead]:
    """For the platform's operator only."""
    return await municipalities.list_municipalities(work, paging)


@router.get("/municipality", tags=["municipalities"], summary="Read my municipality")
async def read_municipality(work: ReadMunicipality) -> MunicipalityRead:
    return await municipalities.read_own(work)


@router.post("/municipality/legal-bases", tags=["municipalities"], status_code=201, summary="Add a legal basis")
async def add_legal_basis(work: ChangeMunicipality, write: LegalBasisWrite) -> MunicipalityRead:
    """Without one for `considerations`, matching leaves considerations (skånehensyn) out and says so."""
    return await municipalities.add_legal_basis(work, write)


@router.post("/teams", tags=["staff"], status_code=201, response_model=TeamRead, summary="Create a team")
async def create_team(work: WriteTeams, write: TeamWrite, mark: Mark) -> Any:
    return await create_once(work, mark, lambda: service.create_team(work, write))


@router.get("/teams", tags=["staff"], summary="List teams")
async def list_teams(work: ReadTeams, paging: Paging) -> Page[TeamRead]:
    return await service.list_teams(work, paging)


@router.get("/teams/{team_id}", tags=["staff"], summary="Read a team")
async def read_team(work: ReadTeams, team_id: UUID, response: Response) -> TeamRead:
    return with_etag(response, await service.read_team(work, team_id))


@router.patch("/teams/{team_id}", tags=["staff"], summary="Change a team")
async def change_team(
    work: WriteTeams, team_id: UUID, patch: TeamChange, version: ExpectedVersion, response: Response
) -> TeamRead:
    return with_etag(response, await service.change_team(work, team_id, patch, version))


@router.get("/teams/{team_id}/history", tags=["staff"], summary="Earlier versions of a team")
async def team_history(work: ReadTeams, team_id: UUID) -> History:
    return history_of(await revisions(work, Team, team_id))


@router.post("/staff", tags=["staff"], status_code=201, response_model=StaffRead, summary="Add a staff member")
async def create_staff(work: WriteStaff, write: StaffWrite, mark: Mark) -> Any:
    return await create_once(work, mark, lambda: service.create_staff(work, write))


@router.get("/staff", tags=["staff"], summary="List staff")
async def list_staff(
    work: ReadStaff,
    paging: Paging,
    role: Annotated[Role | None, Query()] = None,
    team_id: Annotated[UUID | None, Query()] = None,
    subject: Annotated[str | None, Query(max_length=200)] = None,
) -> Page[StaffRead]:
    return await service.list_staff(work, paging, role, team_id, subject)


@router.get("/staff/{staff_id}", tags=["staff"], summary="Read a staff member")
async def read_staff(work: ReadStaff, staff_id: UUID, response: Response) -> StaffRead:
    return with_etag(response, await service.read_staff(work, staff_id))


@router.patch("/staff/{staff_id}", tags=["staff"], summary="Change a staff member")
async def change_staff(
    work: WriteStaff, staff_id: UUID, patch: StaffChange, version: ExpectedVersion, response: Response
) -> StaffRead:
    return with_etag(response, await service.change_staff(work, staff_id, patch, version))


@router.get("/staff/{staff_id}/history", tags=["staff"], summary="Earlier versions of a staff member")
async def staff_history(work: ReadStaff, staff_id: UUID) -> History:
    return history_of(await revisions(work, StaffMember, staff_id))


@router.get("/staff/{staff_id}/caseload", tags=["staff"], summary="Running cases of a staff member")
async def read_caseload(
    work: ReadCaseloads,
    staff_id: UUID,
    programme: Annotated[ProgrammeId | None, Query()] = None,
    with_case: Annotated[
        UUID | None, Query(description="A running case of the programme that may be given to the broker.")
    ] = None,
) -> Caseload:
    """The caseload (sagsstamme): how many running cases as job broker and as caseworker.

    With `programme` it is judged by the programme's rules, now and with one case more.
    """
    return await caseloads.read_caseload(work, staff_id, programme, with_case)
