"""Cooperations with employers on a day: seats, refilling, mentors and the portfolio."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from case_api.cooperations import portfolio, service
from case_api.cooperations.schemas import CooperationStateRead, PortfolioRead, Refills, WorkplaceMentors
from case_api.dates import Day
from case_api.policies import ReadEmployers, ReadPortfolio

router = APIRouter(prefix="/v1", tags=["cooperations"])

On = Annotated[Day | None, Query(description="As it stands on this day; today when left out.")]


@router.get("/cooperation-agreements/refills", summary="Fixed seats to be refilled")
async def list_refills(
    work: ReadEmployers,
    on: On = None,
    jobcentre_contact_id: Annotated[UUID | None, Query(description="Only those of this fixed contact.")] = None,
) -> Refills:
    """Seats of model 1 that a placement has left, the longest free first. A planned placement refills its seat."""
    return await service.list_refills(work, on, jobcentre_contact_id)


@router.get("/cooperation-agreements/portfolio", summary="The portfolio of companies")
async def read_portfolio(
    work: ReadPortfolio,
    on: On = None,
    from_postcode: Annotated[
        str | None, Query(pattern=r"^[0-9]{4}$", description="Where distances are counted from.")
    ] = None,
) -> PortfolioRead:
    """Companies with an agreement by industry, size and geography (rule stv_portfolio_spread), and thin packages.

    Numbers of citizens that are too small are not shown.
    """
    return await portfolio.read_portfolio(work, on, from_postcode)


@router.get("/cooperation-agreements/{agreement_id}/state", summary="A cooperation on a day")
async def read_state(work: ReadEmployers, agreement_id: UUID, on: On = None) -> CooperationStateRead:
    """Seats, mentors and workplaces, and where it departs from its model (rules stv_model_1 to stv_model_4)."""
    return await service.read_state(work, agreement_id, on)


@router.get("/workplaces/{workplace_id}/mentors", summary="Company mentors at a workplace")
async def workplace_mentors(work: ReadEmployers, workplace_id: UUID, on: On = None) -> WorkplaceMentors:
    """With their courses and networks (rule stv_mentor_training)."""
    return await service.workplace_mentors(work, workplace_id, on)
