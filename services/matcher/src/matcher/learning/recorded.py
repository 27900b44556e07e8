"""Recorded outcomes: the parts of a ranked place, as the run record has them, and what the placement led to.

Pure. An outcome names a run and a place; it has no citizen and no case, and the run record has none either.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from matcher.learning.features import FEATURE_NAMES, Outcomes, PartReader, Space
from matcher.learning.plan import OutcomeRow
from matcher.ranking.points import Weights
from matcher.ranking.schemas import RankingResult
from rettematch.contracts.outcomes import RecordedOutcome


@dataclass(frozen=True, slots=True)
class Recorded:
    """The outcomes that can be learned from, and how many cannot, by the reason."""

    outcomes: Outcomes
    left_out: Mapping[str, int]


def label(outcome: RecordedOutcome, row: OutcomeRow) -> bool | None:
    """Whether ordinary hours came in time; None while the time has not passed.

    An early yes waits as long as a no: counting it at once would make young placements look better than they are.
    """
    if outcome.days_observed < row.days:
        return None
    return outcome.days_to_ordinary_hours is not None and outcome.days_to_ordinary_hours <= row.days


@dataclass(frozen=True, slots=True)
class RunParts:
    """What a training needs of a run: its version of the points, and the parts of each place that it named."""

    weights_version: str
    parts: Mapping[UUID, Mapping[str, int]]


def parts_of_run(answer: RankingResult) -> RunParts:
    """Of a recorded answer, without anything else that it says."""
    parts = {each.place_id: each.parts for each in answer.ask_first}
    parts |= {each.place_id: each.parts for each in answer.ranking}
    return RunParts(answer.weights_version, parts)


def read_outcomes(
    recorded: Iterable[RecordedOutcome],
    runs: Mapping[UUID, RunParts],
    named: Callable[[str], Weights | None],
    space: Space,
    row: OutcomeRow,
) -> Recorded:
    """Puts outcomes and run records together.

    Args:
        recorded: From the case API, one for each placement that came from a run.
        runs: By run id.
        named: A version of the points by its name, None for one that is gone.
        space: Features over the base version.
        row: How long an outcome is waited for.
    """
    readers: dict[str, PartReader | None] = {}
    numbers: dict[UUID, int] = {}
    left_out: Counter[str] = Counter()
    codes: list[tuple[int, ...]] = []
    happened: list[bool] = []
    places: list[int] = []
    for outcome in recorded:
        known = label(outcome, row)
        run = runs.get(outcome.run_id)
        parts = None if run is None else run.parts.get(outcome.place_id)
        if known is None:
            left_out["too early"] += 1
        elif run is None:
            left_out["no such run"] += 1
        elif parts is None:
            left_out["place not in the run"] += 1
        else:
            version = run.weights_version
            if version not in readers:
                used = named(version)
                readers[version] = None if used is None else PartReader(used, space)
            reader = readers[version]
            read = None if reader is None else reader.codes(parts)
            if read is None:
                left_out["points do not tell the facts"] += 1
                continue
            codes.append(read)
            happened.append(known)
            places.append(numbers.setdefault(outcome.place_id, len(numbers)))
    made = Outcomes(
        np.array(codes, dtype=np.int16).reshape(-1, len(FEATURE_NAMES)),
        np.array(happened, dtype=np.bool_),
        np.array(places, dtype=np.intp),
    )
    return Recorded(made, dict(left_out))
