"""What can stand in the way of a placement."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from rettematch.constraints import Failure
from rettematch.problems import Conflict


class PlacementRefused(Conflict):
    """A seat that may not be taken; `reasons` tells why, and what to ask where a fact is unknown."""

    slug = "placement-refused"
    title = "The placement breaks a constraint"
    danish = "Forløbet kan ikke lade sig gøre sådan. Se årsagerne."

    def __init__(self, failures: Iterable[Failure], citizen_id: UUID) -> None:
        super().__init__(reasons=[_reason(failure) for failure in failures])
        self.citizen_id = citizen_id


class PlacementEnded(Conflict):
    slug = "placement-ended"
    title = "The placement has ended"
    danish = "Forløbet er afsluttet."


def _reason(failure: Failure) -> dict[str, Any]:
    reason: dict[str, Any] = {
        "constraint": failure.constraint,
        "danish": failure.danish,
        "fact": failure.fact,
        "ask_first": failure.by_unknown,
    }
    if failure.dimension is not None:
        reason["dimension"] = failure.dimension
    if failure.rule_id is not None:
        reason["rule_id"] = failure.rule_id
    return reason
