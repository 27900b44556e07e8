"""Programmes and the law, for whoever wants to know what a rule says and where it comes from."""

from typing import Annotated

from fastapi import APIRouter, Path

from case_api.policies import ReadProgrammes
from case_api.programmes import service
from case_api.programmes.schemas import LawRead, ProgrammeRead, Programmes

router = APIRouter(prefix="/v1/programmes", tags=["programmes"])


@router.get("", summary="List programmes")
async def list_programmes(work: ReadProgrammes) -> Programmes:
    return await service.list_programmes(work)


@router.get("/law", summary="Read the law")
async def read_law(work: ReadProgrammes) -> LawRead:
    """Every row with its paragraph, its confidence and the days on which it is in force."""
    return await service.read_law(work)


@router.get("/{programme_id}", summary="Read a programme")
async def read_programme(
    work: ReadProgrammes,
    programme_id: Annotated[str, Path(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60, examples=["jobfirst"])],
) -> ProgrammeRead:
    """As it holds in the caller's municipality: what it added or tightened is marked as its own."""
    return await service.read_programme(work, programme_id)
