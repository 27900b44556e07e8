"""From a profile and the columns to the answer of what if. Pure: the same input gives the same answer."""

from collections.abc import Iterator

import numpy as np

from matcher.catalogue.columns import Columns
from matcher.catalogue.reading import read_place
from matcher.ranking.answers import usable
from matcher.ranking.engine import points
from matcher.ranking.points import Points, Weights
from matcher.ranking.query import Query
from matcher.ranking.schemas import RankingRequest
from matcher.whatif.changes import Change, Offer, Wanted, changes
from matcher.whatif.relaxations import LIFTS, Relaxations
from matcher.whatif.scan import (
    Fitting,
    Near,
    Rows,
    best_of,
    changed_wishes,
    further_by_postcode,
    near,
    opened,
    whole_query,
)
from matcher.whatif.schemas import OpenedPlace, TodaysBest, WhatIf, WhatIfResult
from rettematch.contracts.matching import MatchingProfile

_EXPLANATION = (
    "Hver linje ændrer kun én ting, som borgeren eller konsulenten selv kan vælge. Der er søgt igen med hver ændring.",
    "Skånehensyn, lovens regler, straffeattest, børneattest og virksomheder, der skal undgås, foreslås aldrig ændret.",
    "Point for jobmål og branchepakker er de samme som før, undtagen hvor linjen selv handler om et andet ønske.",
    "Det er muligheder at tale om, ikke krav til borgeren.",
)


def offer_of(columns: Columns) -> Offer:
    """The certificates and packages that the places name."""
    certificates = sorted({name for names in columns.certificate_sets.words for name in names})
    return Offer(certificates, sorted(columns.packages.words))


def _effect(more: int, better: int, score: int, gain: int | None) -> str:
    if more:
        first = f"Så passer {more} {'plads' if more == 1 else 'pladser'} mere."
    else:
        first = f"Så får {better} {'plads' if better == 1 else 'pladser'}, der passer i forvejen, flere point."
    if gain is None:
        return f"{first} Den bedste får {score} point; i dag passer ingen."
    if gain <= 0:
        return f"{first} Den bedste får {score} point og kommer ikke over den bedste i dag."
    return f"{first} Den bedste får {score} point, {gain} mere end den bedste i dag."


def _place(columns: Columns, query: Query, row: int, score: int) -> OpenedPlace:
    parts = points(columns, query, np.array([row], dtype=np.intp))
    place = read_place(columns, row, ())
    return OpenedPlace(
        place_id=place.place_id,
        employer_id=place.employer_id,
        workplace_id=place.workplace_id,
        score=score,
        parts={name: int(given[0]) for name, given in parts.items()},
    )


class _Trial:
    """The changes of one profile tried on the places that are near."""

    def __init__(self, columns: Columns, found: Near, k: int) -> None:
        self.columns = columns
        self.found = found
        self.fitting = Fitting(columns, found)
        at = best_of(columns, self.fitting.rows, self.fitting.scores)
        self.best = None if at is None else (int(self.fitting.rows[at]), int(self.fitting.scores[at]))
        self._few = len(self.fitting.rows) < k
        self._groups: dict[int, Rows] = {}

    def _answer(self, change: Change, query: Query, rows: Rows, scores: Points, *, wish: bool) -> WhatIf | None:
        at = best_of(self.columns, rows, scores)
        if at is None:
            return None
        score = int(scores[at])
        gain = None if self.best is None else score - self.best[1]
        if gain is not None and gain <= 0 and (wish or not self._few):
            return None
        more, better = (0, len(rows)) if wish else (len(rows), 0)
        return WhatIf(
            relaxation=change.relaxation.id,
            kind=change.relaxation.kind,
            value=change.value,
            danish=change.danish,
            whose=change.relaxation.whose,
            more_places=more,
            better_points=better,
            best=_place(self.columns, query, int(rows[at]), score),
            gain=gain,
            effect=_effect(more, better, score, gain),
        )

    def condition(self, change: Change) -> WhatIf | None:
        """A change of a constraint: what it opens, with the points as they are."""
        found = self.found
        among = opened(change, self.columns, found, self._groups)
        return self._answer(change, found.query, found.rows.take(among), found.scores.take(among), wish=False)

    def wish(self, change: Change, query: Query) -> WhatIf | None:
        """A change of a wish: the places that fit already and get more points, but today's best, which needs none."""
        rows, scores = self.fitting.risen(query)
        if self.best is not None:
            others = rows != self.best[0]
            rows, scores = rows.compress(others), scores.compress(others)
        return self._answer(change, query, rows, scores, wish=True)


def _shown(found: Iterator[tuple[int, Change, WhatIf]]) -> tuple[WhatIf, ...]:
    """The best of each row of the file, all by falling gain, then as the file has them, then by value."""
    ordered = sorted(found, key=lambda one: (-one[2].best.score, -one[2].more_places, one[0]))
    given: dict[str, int] = {}
    kept = []
    for number, change, answer in ordered:
        given[answer.relaxation] = given.get(answer.relaxation, 0) + 1
        if given[answer.relaxation] <= change.relaxation.shown:
            kept.append((number, answer))
    return tuple(answer for _, answer in sorted(kept, key=lambda one: (-one[1].best.score, one[0])))


def what_if(
    profile: MatchingProfile, columns: Columns, weights: Weights, request: RankingRequest, relaxations: Relaxations
) -> WhatIfResult:
    """Every single relaxation that opens a better place, or any place when fewer than `k` fit.

    Args:
        profile: As the case API disclosed it for the run.
        columns: The places of the citizen's municipality.
        weights: The points of the run.
        request: Of the run.
        relaxations: What may be relaxed.
    """
    profile = usable(profile)
    wanted = Wanted(profile, request.options.schemes)
    made = changes(wanted, offer_of(columns), relaxations)
    query = whole_query(wanted, weights, columns)
    further = further_by_postcode(profile, len(query.bands))
    kinds = frozenset(change.relaxation.kind for change in made if LIFTS[change.relaxation.kind])
    trial = _Trial(columns, near(columns, query, further, kinds), request.k)

    def answers() -> Iterator[tuple[int, Change, WhatIf]]:
        for number, change in enumerate(made):
            if LIFTS[change.relaxation.kind]:
                answer = trial.condition(change)
            else:
                answer = trial.wish(change, changed_wishes(change, weights, columns, query))
            if answer is not None:
                yield number, change, answer

    today = None
    if trial.best is not None:
        row, score = trial.best
        today = TodaysBest(place_id=columns.place_id(row), score=score)
    return WhatIfResult(
        today=today,
        fitting=len(trial.fitting.rows),
        answers=_shown(answers()),
        tried=len(made),
        relaxations_version=relaxations.version,
        weights_version=weights.version,
        as_of=profile.as_of,
        explanation=_EXPLANATION,
    )
