"""Ranking citizens for one seat, the sensitive direction (docs/security.md D6): who may, and under which legal basis.

Asked in the case API before any profile is given, and again in the matcher before anything is computed.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date

from rettematch.contracts.base import Role
from rettematch.contracts.matching import LegalBasis
from rettematch.problems import Conflict, Forbidden

FILL = "fill"
"""The category that a legal basis of the municipality must name; without one the direction is off."""
FILL_ROLES = frozenset({Role.CASEWORKER, Role.JOB_BROKER})
"""Those who have the citizens' cases; whoever only knows the companies does not choose among citizens."""


class FillNotAllowed(Conflict):
    """The municipality has no legal basis in force for ranking citizens for a seat."""

    slug = "fill-not-allowed"
    title = "Citizens may not be ranked for a place here"
    danish = "Kommunen har ikke et gældende retsgrundlag for at finde borgere til en plads."


def require_fill(roles: AbstractSet[Role], legal_bases: Iterable[LegalBasis], today: date) -> None:
    """Refuses what the switch or the role forbids.

    Args:
        roles: Of the caller.
        legal_bases: Of the municipality.
        today: The local date.

    Raises:
        Forbidden: none of the roles may.
        FillNotAllowed: no legal basis for it is in force.
    """
    if not roles & FILL_ROLES:
        raise Forbidden
    if not any(basis.category == FILL and basis.in_force_from <= today for basis in legal_bases):
        raise FillNotAllowed
