"""Pure decisions about citizens: which consideration counts, and who sees a protected address."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from case_api.citizens.background_schemas import JobGoalWrite
from rettematch.contracts.base import Role
from rettematch.reference.geography import postcodes_within

BAND_KM = 5
LAST_BAND = 20
"""Bands of the matching profile: 0 is under 5 km, 20 is 100 km and beyond."""

_SEES_PROTECTED_ADDRESS = frozenset({Role.CASEWORKER, Role.TEAM_LEADER})


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of what a citizen can meet on a dimension, opened."""

    id: UUID
    dimension: str
    level: int
    stated_on: date
    valid_until: date | None = None
    withdrawn_on: date | None = None

    def is_expired(self, today: date) -> bool:
        """Whether its validity has passed; the last day still counts."""
        return self.valid_until is not None and self.valid_until < today

    def is_withdrawn(self, today: date) -> bool:
        return self.withdrawn_on is not None and self.withdrawn_on <= today


@dataclass(frozen=True, slots=True)
class Effective:
    """The statement that counts on its dimension today; `expired` asks for a new look."""

    statement: Statement
    expired: bool


def effective(statements: Iterable[Statement], today: date) -> dict[str, Effective]:
    """The statement that counts on each dimension: the newest valid one, else the newest expired one, flagged.

    A statement that was withdrawn or is not yet made never counts. Of two made on the same day the later recorded one
    is the newer: ids sort by time.
    """
    found: dict[str, Effective] = {}
    for statement in sorted(statements, key=lambda one: (not one.is_expired(today), one.stated_on, one.id)):
        if not statement.is_withdrawn(today) and statement.stated_on <= today:
            found[statement.dimension] = Effective(statement, statement.is_expired(today))
    return found


def reach(postcode: str, travel_km: int) -> list[tuple[str, int]]:
    """Postcodes in reach with their distance band, by postcode, so that the home postcode does not stand out."""
    return sorted((code, min(int(km // BAND_KM), LAST_BAND)) for code, km in postcodes_within(postcode, travel_km))


def beyond_reach(postcode: str, travel_km: int, steps: Sequence[int]) -> list[tuple[str, int, int]]:
    """Postcodes that a longer way to work would add: with their distance band and the smallest step that adds them.

    By postcode, as in `reach`, and none that is in reach already.

    Args:
        postcode: Of the home.
        travel_km: How far the citizen travels now.
        steps: Kilometres more, rising.
    """
    return sorted(
        (code, min(int(km // BAND_KM), LAST_BAND), next(step for step in steps if km <= travel_km + step))
        for code, km in postcodes_within(postcode, travel_km + steps[-1])
        if km > travel_km
    )


def may_see_address(roles: AbstractSet[Role], *, protected: bool) -> bool:
    """Whether address and postcode are shown: a protected address only to those who need it for the case."""
    return not protected or bool(roles & _SEES_PROTECTED_ADDRESS)


def distinct_goals(goals: Iterable[tuple[str, int]]) -> Sequence[tuple[str, int]]:
    """Concepts with their rank, each concept once with its best rank, the most wanted first."""
    best: dict[str, int] = {}
    for uri, rank in goals:
        best[uri] = min(rank, best.get(uri, rank))
    return sorted(best.items(), key=lambda one: (one[1], one[0]))


def goal_changed(before: JobGoalWrite, after: JobGoalWrite) -> bool:
    """Whether the citizen wants something else now. That somebody links the same words to ESCO is no change."""
    relinked = before.occupation is not None and before.occupation != after.occupation
    return relinked or (before.text, before.rank) != (after.text, after.rank)
