"""Profiles of all waiting citizens of a team, and what stands behind the subject of a run."""

from uuid import UUID

from fastapi import APIRouter

from case_api.cases import disclosures, waiting
from case_api.cases.schemas import DisclosedCase
from case_api.policies import DiscloseWaiting, ReadDisclosures, ResolveDisclosures
from rettematch.contracts.matching import MatchingProfile, WaitingProfilesRequest
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1", tags=["cases"])


@router.post("/teams/{team_id}/waiting-profiles", summary="Disclose the profiles of a team's waiting citizens")
async def disclose_waiting_profiles(
    work: DiscloseWaiting, team_id: UUID, asked: WaitingProfilesRequest, paging: Paging
) -> Page[MatchingProfile]:
    """For the matcher, with the token of the person who asks: citizens who are ready and have no placement.

    Pseudonymous: each citizen is a subject that is random for this run, and nothing names the case. Each is audited
    with the purpose. Citizens with a protected address are left out. A page can hold fewer profiles than `limit`.

    `fill` is for caseworkers and job brokers, 403 for others; 409 `fill-not-allowed` without a legal basis in force.
    """
    return await waiting.waiting_profiles(work, team_id, asked.purpose, paging)


@router.get("/disclosures/{disclosure_id}/case", summary="Find the case behind a subject of the matcher")
async def read_disclosed_case(work: ResolveDisclosures, disclosure_id: UUID) -> DisclosedCase:
    """`disclosure_id` is the `subject` of a run. Audited as a look at the citizen.

    What was disclosed to fill a seat is resolved for caseworkers and job brokers only.
    """
    return await disclosures.read_disclosed_case(work, disclosure_id)


@router.get("/disclosures/{disclosure_id}", summary="Read a profile as it was disclosed")
async def read_disclosed_profile(work: ReadDisclosures, disclosure_id: UUID) -> MatchingProfile:
    """For a replay, with the token of the person who asks: the profile that the matcher was given, unchanged.

    `disclosure_id` is the `subject` of a run. Audited as a disclosure of its own. What was disclosed to fill a seat is
    there for caseworkers and job brokers only. 410 `profile-destroyed` when the citizen's key is destroyed.
    """
    return await disclosures.read_disclosed_profile(work, disclosure_id)
