"""Considerations (skånehensyn) of a citizen."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from case_api.citizens import considerations
from case_api.citizens.consideration_schemas import (
    ConsiderationChange,
    ConsiderationRead,
    ConsiderationWrite,
    EffectiveConsiderations,
)
from case_api.citizens.models import Consideration
from case_api.citizens.parts import part_history
from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadConsiderations, WriteConsiderations
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1/citizens/{citizen_id}/considerations", tags=["citizens"])


@router.post("", status_code=201, response_model=ConsiderationRead, summary="Add a consideration")
async def create_consideration(
    work: WriteConsiderations, citizen_id: UUID, write: ConsiderationWrite, mark: Mark
) -> Any:
    """A new statement replaces the one that counted on its dimension; the earlier one stays readable."""
    return await create_once(work, mark, lambda: considerations.create_consideration(work, citizen_id, write))


@router.get("", summary="List considerations")
async def list_considerations(work: ReadConsiderations, citizen_id: UUID, paging: Paging) -> Page[ConsiderationRead]:
    """Every statement, also replaced, expired and withdrawn ones; `counts` marks those that hold today."""
    return await considerations.list_considerations(work, citizen_id, paging)


@router.get("/effective", summary="What counts today")
async def read_effective(work: ReadConsiderations, citizen_id: UUID) -> EffectiveConsiderations:
    """The newest valid statement on each dimension, else the newest expired one, flagged."""
    return await considerations.read_effective(work, citizen_id)


@router.get("/{consideration_id}", summary="Read a consideration")
async def read_consideration(
    work: ReadConsiderations, citizen_id: UUID, consideration_id: UUID, response: Response
) -> ConsiderationRead:
    return with_etag(response, await considerations.read_consideration(work, citizen_id, consideration_id))


@router.patch("/{consideration_id}", summary="Correct a consideration")
async def change_consideration(
    work: WriteConsiderations,
    citizen_id: UUID,
    consideration_id: UUID,
    patch: ConsiderationChange,
    version: ExpectedVersion,
    response: Response,
) -> ConsiderationRead:
    """For mistakes only: what the citizen can meet now is a new statement. 409 `consideration-withdrawn` later on."""
    changed = await considerations.change_consideration(work, citizen_id, consideration_id, patch, version)
    return with_etag(response, changed)


@router.post("/{consideration_id}/withdraw", summary="Withdraw a consideration")
async def withdraw(
    work: WriteConsiderations, citizen_id: UUID, consideration_id: UUID, version: ExpectedVersion, response: Response
) -> ConsiderationRead:
    """From today it no longer counts."""
    return with_etag(response, await considerations.withdraw(work, citizen_id, consideration_id, version))


@router.get("/{consideration_id}/history", summary="Earlier versions of a consideration")
async def consideration_history(work: ReadConsiderations, citizen_id: UUID, consideration_id: UUID) -> History:
    """Level and dimension are sealed and show only that they changed."""
    return await part_history(work, Consideration, citizen_id, consideration_id)
