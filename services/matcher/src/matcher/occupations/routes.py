"""`POST /v1/occupations/link`."""

from fastapi import APIRouter

from matcher.occupations.schemas import LinkRequest, LinkResponse
from matcher.occupations.service import link_occupations, load_linker
from matcher.policies import LinkOccupations

router = APIRouter(tags=["occupations"])


@router.post("/v1/occupations/link", summary="Link texts about work to ESCO")
def link(body: LinkRequest, _: LinkOccupations) -> LinkResponse:
    """Finds the ESCO occupations and ISCO groups that a job goal or a line of a CV may mean, best first.

    For a person to choose from: nothing is stored, and the texts are not logged.
    """
    return link_occupations(load_linker(), body)
