"""Outreach once more, in plain Python over the contracts and the scalar constraints: slow and obvious."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from matcher.ranking.answers import usable
from rettematch.constraints import failed_constraints
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import PlaceSnapshot
from rettematch.reference.occupations import ISCO_PREFIX, find_occupation

RECORDS = ("criminal-record", "child-protection")
AskId = tuple[str, str]
"""Kind and constraint."""


@dataclass
class Seen:
    """What one citizen finds: the places that fit, and those that miss by one thing to ask an employer."""

    fits: set[UUID] = field(default_factory=set)
    misses: dict[UUID, AskId] = field(default_factory=dict)


def _for_the_citizen(constraint: str, place: PlaceSnapshot) -> bool:
    required = {
        "criminal-record": place.clean_criminal_record,
        "child-protection": place.child_protection_certificate,
    }
    return required.get(constraint) is True


def see(profile: MatchingProfile, places: Iterable[PlaceSnapshot]) -> Seen:
    seen, profile = Seen(), usable(profile)
    for place in places:
        failures = failed_constraints(profile, place)
        if not failures:
            seen.fits.add(place.place_id)
        if len(failures) != 1:
            continue
        [failure] = failures
        if failure.by_unknown and not _for_the_citizen(failure.constraint, place):
            seen.misses[place.place_id] = ("unknown", failure.constraint)
        elif not failure.by_unknown and failure.dimension is not None:
            seen.misses[place.place_id] = ("accommodation", failure.constraint)
    return seen


def greedy(served_at: Sequence[set[UUID]], urgent: Sequence[bool], limit: int) -> list[tuple[UUID, int, int]]:
    """Workplace, round and newly served, chosen by looking at every workplace every time."""
    left = sorted(set().union(*served_at))
    chosen: list[tuple[UUID, int, int]] = []
    turn, waiting = 1, set(range(len(served_at)))
    while left and len(chosen) < limit:
        gains = [_gain(workplace, served_at, urgent, waiting) for workplace in left]
        best = gains.index(max(gains))
        if gains[best][0] == 0:
            turn, waiting = turn + 1, set(range(len(served_at)))
            continue
        workplace = left.pop(best)
        chosen.append((workplace, turn, gains[best][0]))
        waiting -= {each for each in waiting if workplace in served_at[each]}
    return chosen


def _gain(
    workplace: UUID, served_at: Sequence[set[UUID]], urgent: Sequence[bool], waiting: set[int]
) -> tuple[int, int]:
    new = [each for each in waiting if workplace in served_at[each]]
    return len(new), sum(urgent[each] for each in new)


def openings(seen: Sequence[Seen], places: Sequence[PlaceSnapshot]) -> dict[tuple[UUID, AskId], set[int]]:
    """By workplace and thing to ask the citizens served."""
    at = {place.place_id: place.workplace_id for place in places}
    found: defaultdict[tuple[UUID, AskId], set[int]] = defaultdict(set)
    for citizen, each in enumerate(seen):
        for place_id, ask in each.misses.items():
            found[at[place_id], ask].add(citizen)
    return found


def wishes(profile: MatchingProfile) -> set[tuple[str, str]]:
    found = {("package", each) for each in profile.packages}
    for goal in profile.goals:
        occupation = find_occupation(goal.uri)
        code = occupation.isco08 if occupation else goal.uri.removeprefix(ISCO_PREFIX)
        found.add(("isco", code[:2]))
    return found


def _is_of(place: PlaceSnapshot, wish: tuple[str, str]) -> bool:
    if wish[0] == "package":
        return place.package == wish[1]
    known = [find_occupation(uri) for uri in place.occupations]
    return any(each is not None and each.isco08[:2] == wish[1] for each in known)


def thin(
    profiles: Sequence[MatchingProfile], seen: Sequence[Seen], places: Sequence[PlaceSnapshot]
) -> set[tuple[str, str, str, int, int]]:
    """Kind, id, area, citizens and places where there are fewer places than citizens."""
    wanted: defaultdict[tuple[tuple[str, str], str], list[int]] = defaultdict(list)
    for citizen, profile in enumerate(profiles):
        for area in {each.postcode[:2] for each in profile.reach}:
            for wish in wishes(profile):
                wanted[wish, area].append(citizen)
    with_wish: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for citizen, profile in enumerate(profiles):
        for wish in wishes(profile):
            with_wish[wish].append(citizen)
    found = set()
    for (wish, area), citizens in wanted.items():
        count = sum(
            place.postcode[:2] == area
            and _is_of(place, wish)
            and any(place.place_id in seen[each].fits for each in with_wish[wish])
            for place in places
        )
        if count < len(citizens):
            found.add((*wish, area, len(citizens), count))
    return found
