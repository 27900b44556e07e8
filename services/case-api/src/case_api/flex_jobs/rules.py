"""Pure decisions about flex jobs, by the bounds of Udvikling i fleksjob II."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rettematch.programmes.definitions import Programme
from rettematch.programmes.parameters import Quantity
from rettematch.programmes.recorded import is_within

PROGRAMME = "fleksjob-2"
SMALL = "uf_small_fleksjob"
WITHOUT_PHASE_2 = "uf_phase2_scope"


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly paid hours in a flex job from a day on; `until` is the last day, None while no end is known."""

    from_: date
    until: date | None
    per_week: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How a citizen's flex jobs stand: hours a week at the start and now, and what follows by the rules.

    `is_small` tells of now (uf_small_fleksjob), `needs_no_phase_2` of the start: who goes straight into more hours than
    the rule's bound gets no effort in phase 2 (uf_phase2_scope).
    """

    since: date
    hours_at_start: float
    hours_now: float
    is_small: bool
    needs_no_phase_2: bool

    @property
    def growth(self) -> float:
        return self.hours_now - self.hours_at_start


def standing(programme: Programme, hours: Sequence[Hours], today: date) -> Standing | None:
    """How the flex jobs stand today; None when none has begun.

    Args:
        programme: Udvikling i fleksjob II as it holds in the municipality.
        hours: Every stretch of paid hours in flex jobs, in any order.
        today: The local date.
    """
    begun = sorted((each for each in hours if each.from_ <= today), key=lambda each: each.from_)
    if not begun:
        return None
    first = begun[0].from_
    at_start, now = _on(begun, first), _on(begun, today)
    return Standing(
        since=first,
        hours_at_start=at_start,
        hours_now=now,
        is_small=now > 0 and _keeps(programme, SMALL, now, today),
        needs_no_phase_2=_keeps(programme, WITHOUT_PHASE_2, at_start, today),
    )


def _on(hours: Sequence[Hours], day: date) -> float:
    return sum(each.per_week for each in hours if each.from_ <= day and (each.until is None or day <= each.until))


def _keeps(programme: Programme, rule_id: str, value: float, on: date) -> bool:
    parameters = programme.rule(rule_id, on).parameters
    return isinstance(parameters, Quantity) and is_within(parameters, value)
