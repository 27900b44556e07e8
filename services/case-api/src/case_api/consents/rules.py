"""Pure decisions about consents: what they cover on a day, and whether a change only narrows one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from case_api.consents.vocabularies import Category, Counterpart, Direction

SOON: Final = timedelta(days=30)
"""How long before its last day a consent is shown as ending: time to ask the citizen anew."""

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent as far as a decision is concerned. Without a name it holds for every counterpart of its kind."""

    id: UUID
    version: int
    direction: Direction
    counterpart: Counterpart
    name: str | None
    categories: frozenset[Category]
    first: date
    last: date | None
    withdrawn_on: date | None = None

    @property
    def last_in_force(self) -> date | None:
        """The last day on which it holds; from the day on which it is withdrawn it holds no longer."""
        ends = [day for day in (self.last, self.withdrawn_on and self.withdrawn_on - _ONE_DAY) if day is not None]
        return min(ends, default=None)

    def is_in_force(self, on: date) -> bool:
        last = self.last_in_force
        return self.first <= on and (last is None or on <= last)


@dataclass(frozen=True, slots=True)
class Sharing:
    """What is to be shared or obtained, and with whom."""

    direction: Direction
    counterpart: Counterpart
    name: str | None
    categories: frozenset[Category]


def lacking(consents: Iterable[Consent], share: Sharing, on: date) -> frozenset[Category]:
    """The categories that no consent in force on the day covers, in each direction, for this counterpart.

    Several consents may cover a share together, each its own categories or direction. A withdrawn one covers nothing
    from the day of the withdrawal on.
    """
    fitting = [each for each in consents if each.is_in_force(on) and _is_with(each, share)]
    return frozenset(
        category
        for category in share.categories
        for way in share.direction.ways
        if not any(category in each.categories and way in each.direction.ways for each in fitting)
    )


def covers(consents: Iterable[Consent], share: Sharing, on: date) -> bool:
    """Whether consents in force on the day cover every category, direction and the counterpart of a share."""
    return not lacking(consents, share, on)


def resting_on(consents: Iterable[Consent], share: Sharing, on: date) -> list[Consent]:
    """The consents that a share rests on: those that cover some of it."""
    return [
        each
        for each in consents
        if each.is_in_force(on)
        and _is_with(each, share)
        and each.categories & share.categories
        and each.direction.ways & share.direction.ways
    ]


def widened(before: Consent, after: Consent) -> list[str]:
    """The fields in which a change is not a narrowing."""
    later = before.last is not None and (after.last is None or after.last > before.last)
    found = {
        "direction": not after.direction.ways <= before.direction.ways,
        "categories": not after.categories <= before.categories,
        "in_force_to": later,
    }
    return [field for field, is_wider in found.items() if is_wider]


def expires_soon(consent: Consent, today: date) -> bool:
    """Whether a consent in force, or one still to begin, ends within the time in which the citizen is asked anew."""
    last = consent.last
    return consent.withdrawn_on is None and last is not None and today <= last <= today + SOON


def _is_with(consent: Consent, share: Sharing) -> bool:
    if consent.counterpart is not share.counterpart:
        return False
    return consent.name is None or (share.name is not None and _same(consent.name, share.name))


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
