"""Which places come into question for each waiting citizen: the exact engine's best k, as pairs."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

import numpy as np

from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import scheme_bits
from matcher.catalogue.reading import PlaceFacts, read_place
from matcher.ranking.answers import usable
from matcher.ranking.engines import search
from matcher.ranking.points import PARTS, Weights
from matcher.ranking.query import build_query
from matcher.ranking.reasons import reasons, wishes_of
from matcher.ranking.schemas import PointReason
from rettematch.contracts.matching import MatchingProfile
from rettematch.programmes.law import counts_in_ratio


class Pair(NamedTuple):
    """One citizen and one place that fits; `counted` when it falls under the ratio rule. `parts` in order of PARTS."""

    citizen: int
    place_id: UUID
    version: int
    counted: bool
    score: int
    parts: tuple[int, ...]
    band: int


@dataclass(slots=True)
class Candidates:
    """Pairs by citizen and falling score, gathered citizen by citizen.

    `places` is by id and version: a place may change while citizens are gone through. `full`: citizens with as many
    pairs as there may be, so perhaps with more places that fit.
    """

    profiles: tuple[MatchingProfile, ...]
    weights: Weights
    k: int
    places: dict[tuple[UUID, int], PlaceFacts] = field(default_factory=dict)
    pairs: list[Pair] = field(default_factory=list)
    full: list[int] = field(default_factory=list)

    def gather(self, number: int, columns: Columns) -> None:
        """The best places of one citizen. Runs to its end between two changes of the columns.

        Args:
            number: Position in `profiles`.
            columns: Of the citizens' municipality, as they are now.
        """
        profile = self.profiles[number]
        query = build_query(profile, self.weights, columns)
        fits = search(columns, query, self.k, 0, counted=False).fits
        if len(fits.rows) == self.k:
            self.full.append(number)
        exempt = np.uint8(scheme_bits(each for each in profile.schemes if not counts_in_ratio(each, profile.as_of)))
        rows, parts = fits.rows, fits.parts
        held = columns.arrays
        for row, score, counted, version, band, *own in zip(
            rows.tolist(),
            fits.scores.tolist(),
            ((held.schemes[rows] & exempt) == 0).tolist(),
            held.version[rows].tolist(),
            query.bands[held.postcode[rows]].tolist(),
            *(parts[name].tolist() for name in PARTS),
            strict=True,
        ):
            place_id = columns.place_id(row)
            if (place_id, version) not in self.places:
                self.places[place_id, version] = read_place(columns, row, ())
            self.pairs.append(Pair(number, place_id, version, counted, score, tuple(own), band))

    def parts(self, pair: Pair) -> dict[str, int]:
        """The points of a pair by part."""
        return dict(zip(PARTS, pair.parts, strict=True))

    def reasons(self, pair: Pair) -> tuple[PointReason, ...]:
        """What the points of a pair were given for."""
        wishes = wishes_of(self.profiles[pair.citizen], self.weights)
        return reasons(self.places[pair.place_id, pair.version], wishes, self.parts(pair), pair.band)


def in_neutral_order(profiles: Sequence[MatchingProfile], seed: int) -> tuple[MatchingProfile, ...]:
    """Profiles in an order that a lot decides: neither who was recorded first nor anything else of a person."""

    def lot(profile: MatchingProfile) -> bytes:
        return hashlib.sha256(f"{seed}:{profile.subject}".encode()).digest()

    return tuple(sorted((usable(profile) for profile in profiles), key=lot))
