"""What can stand in the way of a placement."""

from collections.abc import Iterable
from uuid import UUID

from case_api.placements.remarks import Remark
from rettematch.problems import Conflict


class PlacementRefused(Conflict):
    """A seat that may not be taken; `reasons` tells why, and what to ask where a fact is unknown."""

    slug = "placement-refused"
    title = "The placement breaks a constraint"
    danish = "Forløbet kan ikke lade sig gøre sådan. Se årsagerne."

    def __init__(self, remarks: Iterable[Remark], citizen_id: UUID) -> None:
        super().__init__(reasons=[remark.model_dump(mode="json", exclude_none=True) for remark in remarks])
        self.citizen_id = citizen_id


class PlacementEnded(Conflict):
    slug = "placement-ended"
    title = "The placement has ended"
    danish = "Forløbet er afsluttet."
