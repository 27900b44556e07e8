"""Moving within a cluster: one placement follows another, and the course goes on (rule stv_model_4)."""

from case_api.context import Work
from case_api.employers.models import CooperationAgreement, Place
from case_api.placements.models import Placement
from case_api.placements.schemas import PlacementCreate
from case_api.placements.situation import Locked
from rettematch.contracts.places import CooperationModel
from rettematch.problems import InvalidRequest

_FIELD = "body.moved_from"


async def check_move(work: Work, locked: Locked, write: PlacementCreate) -> None:
    """Whether a placement follows the one that it names.

    Raises:
        InvalidRequest: that is no placement of the case, is not over before the new one begins, or the two places are
            not under one agreement with a cluster.
    """
    if write.moved_from is None:
        return
    earlier = await work.session.get(Placement, (work.municipality_code, write.moved_from))
    if earlier is None or earlier.case_id != locked.case.id:
        raise InvalidRequest.field(_FIELD, "must be a placement of the case", "hører ikke til sagen")
    if (earlier.ended_on or earlier.ends_on) >= write.starts_on:
        raise InvalidRequest.field(
            _FIELD, "must be a placement that is over before starts_on", "skal være slut, før det nye forløb begynder"
        )
    if not await _in_one_cluster(work, locked.place, earlier):
        raise InvalidRequest.field(
            _FIELD, "must be at a place under the same agreement with a cluster", "ligger ikke i den samme klynge"
        )


async def _in_one_cluster(work: Work, place: Place, earlier: Placement) -> bool:
    before = await work.session.get(Place, (work.municipality_code, earlier.place_id))
    if place.agreement_id is None or before is None or before.agreement_id != place.agreement_id:
        return False
    agreement = await work.session.get(CooperationAgreement, (work.municipality_code, place.agreement_id))
    return agreement is not None and agreement.model is CooperationModel.CLUSTER
