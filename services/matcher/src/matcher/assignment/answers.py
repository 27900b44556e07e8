"""From candidates and open seats to the whole answer. Pure: the same input gives the same bytes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np
import structlog
from prometheus_client import Counter

from matcher.assignment import wording
from matcher.assignment.candidates import Candidates, Pair
from matcher.assignment.instance import NOBODY, Numbers
from matcher.assignment.openings import COUNTED, DOORS, Held, Openings, openings_of
from matcher.assignment.schemas import AssignmentRequest, AssignmentResult, OneMore, Proposal, SeatPrice, Sum, Unplaced
from matcher.assignment.solving import Method, Solved, solve
from matcher.catalogue.encoding import QUARTERS
from rettematch.constraints import failed_constraints
from rettematch.contracts.places import PlaceSnapshot

_log = structlog.get_logger(__name__)

REFUSED = Counter("matcher_assignment_pairs_refused_total", "Pairs that the search found and the constraints refused")


def _open_pairs(candidates: Candidates, places: Mapping[UUID, PlaceSnapshot]) -> list[Pair]:
    """The pairs whose place is still as the search saw it."""
    return [
        pair
        for pair in candidates.pairs
        if (place := places.get(pair.place_id)) is not None and place.version == pair.version
    ]


def _pair_arrays(pairs: Sequence[Pair], positions: Mapping[UUID, int]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    rows = [(pair.citizen, positions[pair.place_id], int(pair.counted), pair.score) for pair in pairs]
    citizen, place, counted, points = np.array(rows, dtype=np.int64).reshape(-1, 4).T.copy()
    return citizen, place, counted, points


def _over_all_places(candidates: Candidates, solved: Solved, method: Method, *, fixed_first: bool) -> bool:
    """Whether places beyond the lists could change nothing.

    A stable assignment asks no further when everybody with a full list has a place from it. The best one is the best
    over all pairs when its prices cover those left out too: each is worth at most what the last of its list is.
    """
    full = np.array(candidates.full, dtype=np.int64)
    if not len(full):
        return True
    if fixed_first:  # a place beyond a list may have fixed seats, which outweigh points
        return False
    if method is Method.STABLE:
        return bool((solved.chosen[full] != NOBODY).all())
    if not solved.proven or solved.shared_workplaces:
        return False
    lowest: dict[int, int] = {}
    for pair in candidates.pairs:
        lowest[pair.citizen] = min(pair.score, lowest.get(pair.citizen, pair.score))
    scale = solved.instance.scale
    return all(
        int(solved.prices.citizen[number]) >= scale.placed + lowest[number] - scale.least for number in full.tolist()
    )


def _prices(solved: Solved, openings: Openings, places: list[PlaceSnapshot]) -> tuple[SeatPrice, ...]:
    doors, taken = solved.instance.taken(solved.chosen)
    counted = doors.reshape(-1, DOORS)[:, COUNTED]
    limit = solved.instance.door_capacity.reshape(-1, DOORS)[:, COUNTED]
    door_prices = solved.prices.door.reshape(-1, DOORS)[:, COUNTED]
    rows = []
    for at, place in enumerate(places):
        price = int(solved.prices.seat[at])
        more = OneMore(
            **dict(zip(("citizens", "fixed_seats", "points"), solved.instance.scale.read(price), strict=True))
        )
        binds = bool(counted[at] >= limit[at] and door_prices[at] > price)
        if not (taken[at] or price or binds):
            continue
        row = SeatPrice(
            place_id=place.place_id,
            workplace_id=place.workplace_id,
            free_seats=int(openings.seats[at]),
            proposed=int(taken[at]),
            fixed_seats=bool(openings.fixed[at]),
            one_more=more,
            hours_bind=binds,
            danish=wording.one_more_seat(more, hours_bind=binds, room=bool(taken[at] < openings.seats[at])),
        )
        rows.append((-price, place.place_id, row))
    return tuple(row for _, _, row in sorted(rows, key=lambda each: each[:2]))


def _proposal(candidates: Candidates, pair: Pair, openings: Openings, position: int) -> Proposal:
    place = candidates.places[pair.place_id, pair.version]
    return Proposal(
        subject=candidates.profiles[pair.citizen].subject,
        place_id=pair.place_id,
        employer_id=place.employer_id,
        workplace_id=place.workplace_id,
        place_version=pair.version,
        score=pair.score,
        parts=candidates.parts(pair),
        reasons=candidates.reasons(pair),
        fixed_seat=bool(openings.fixed[position]),
        supported_hours=int(openings.needed[position]) / QUARTERS if pair.counted else 0,
    )


def _sum(total: tuple[int, int, int]) -> Sum:
    citizens, fixed_seats, points = total
    return Sum(citizens=citizens, fixed_seats=fixed_seats, points=points)


def _solved(
    candidates: Candidates,
    places: Mapping[UUID, PlaceSnapshot],
    pairs: list[Pair],
    positions: Mapping[UUID, int],
    openings: Openings,
    method: Method,
    seed: int,
) -> tuple[Solved, list[Pair]]:
    """An assignment, and the pairs it is over, of which every chosen one passes all hard constraints once more.

    They are asked by their scalar definition, so that no proposal rests on the search alone. A pair that fails is left
    out and all is solved again; as search and definition agree, that does not happen (`REFUSED` would tell).
    """
    while True:
        solved = solve(openings, len(candidates.profiles), _pair_arrays(pairs, positions), method, seed)
        failing = {
            at
            for at in solved.chosen.tolist()
            if at != NOBODY and failed_constraints(candidates.profiles[pairs[at].citizen], places[pairs[at].place_id])
        }
        if not failing:
            return solved, pairs
        REFUSED.inc(len(failing))
        _log.error("search and constraints disagree", pairs=len(failing))
        pairs = [pair for at, pair in enumerate(pairs) if at not in failing]


def propose(
    candidates: Candidates,
    places: Mapping[UUID, PlaceSnapshot],
    held: Held,
    request: AssignmentRequest,
    method: Method,
    seed: int,
) -> AssignmentResult:
    """The proposals.

    Args:
        candidates: Of the waiting citizens, in a neutral order.
        places: As they are kept, for their seats. One that has changed since the search takes no part.
        held: By accepted proposals.
        request: As asked.
        method: That of the request or of the municipality.
        seed: Of the lots.
    """
    pairs = _open_pairs(candidates, places)
    listed = [places[place_id] for place_id in sorted({pair.place_id for pair in pairs})]
    positions = {place.place_id: at for at, place in enumerate(listed)}
    openings = openings_of(listed, held, fixed_first=request.fixed_seats_first)
    solved, pairs = _solved(candidates, places, pairs, positions, openings, method, seed)
    chosen = [pairs[at] for at in solved.chosen.tolist() if at != NOBODY]
    fitting = {pair.citizen for pair in pairs}
    waiting = np.flatnonzero(solved.chosen == NOBODY).tolist()
    over_all = _over_all_places(candidates, solved, method, fixed_first=request.fixed_seats_first)
    total, bound = _sum(solved.instance.total(solved.chosen)), _sum(solved.bound)
    held_seats = sum(held.seats.get(place.place_id, 0) for place in listed)
    content: dict[str, Any] = {
        "method": method,
        "seed": seed,
        "proposals": tuple(_proposal(candidates, pair, openings, positions[pair.place_id]) for pair in chosen),
        "unplaced": tuple(
            Unplaced(
                subject=candidates.profiles[number].subject,
                fitting=number in fitting,
                danish=wording.ALL_PROPOSED if number in fitting else wording.NOTHING_FITS,
            )
            for number in waiting
        ),
        "seats": _prices(solved, openings, listed),
        "total": total,
        "bound": bound,
        "proven": solved.proven,
        "over_all_places": over_all,
        "held_seats": held_seats,
        "weights_version": candidates.weights.version,
        "explanation": tuple(
            wording.explanation(
                method=method,
                citizens=len(candidates.profiles),
                total=total,
                bound=bound,
                proven=solved.proven,
                over_all_places=over_all,
                k=request.k_per_citizen,
                fixed_first=request.fixed_seats_first,
                held=held_seats,
            )
        ),
    }
    return AssignmentResult(**content)
