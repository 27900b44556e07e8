"""From lists, the proposal and the audit store's groups to figures with their flags."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.fairness import measures
from bench.fairness.audit import ATTRIBUTES
from bench.fairness.outcomes import happened, predict
from bench.fairness.sums import Numbers, Sums, figures, group_sums
from bench.fairness.thresholds import Judged, Thresholds, flag_of
from bench.fairness.world import Lists

Measure = Callable[[Sums, str], Numbers]


@dataclass(frozen=True, slots=True)
class Material:
    """What one measure looks at: of each citizen a row, which citizens count at all, and the function of the sums."""

    rows: Numbers
    measure: Measure


def high_of(lists: Lists) -> list[list[bool]]:
    """Of each citizen, whether the places of the list are high ones."""
    high = lists.high
    return [high[each].tolist() for each in lists.fitting]


def material(
    high: Sequence[Sequence[bool]], proposed: NDArray[np.intp], predictions: Mapping[str, Numbers]
) -> Mapping[str, Material]:
    """Every measure by its id.

    Args:
        high: Of each citizen, whether the places of the list are high ones, best first.
        proposed: Of each citizen the position in the list that the assignment proposes, or -1.
        predictions: Rows of predictions by measure, made by `predictions_of`.
    """
    fits = [bool(each) for each in high]
    high_fits = [any(each) for each in high]
    seat = [position >= 0 for position in proposed.tolist()]
    high_seat = [position >= 0 and each[position] for each, position in zip(high, proposed.tolist(), strict=True)]
    selection = measures.selection_ratio
    lists_rows = measures.rows_of_lists(high)
    found = {
        "skew": Material(lists_rows, measures.skew),
        "skew_among_qualified": Material(lists_rows, measures.skew_among_qualified),
        "ndkl": Material(measures.rows_by_position(high), measures.ndkl),
        "exposure": Material(measures.rows_of_exposure(high), measures.exposure),
        "selection_fit": Material(measures.rows_of_selection(fits), selection),
        "selection_seat": Material(measures.rows_of_selection(seat), selection),
        "selection_seat_qualified": Material(measures.rows_of_selection(seat, fits), selection),
        "selection_high_seat_qualified": Material(measures.rows_of_selection(high_seat, high_fits), selection),
    }
    for name, rows in predictions.items():
        of_error = name == "calibration_error"
        found[name] = Material(rows, measures.calibration_error if of_error else measures.calibration_gap)
    return found


def predictions_of(lists: Lists, proposed: NDArray[np.intp], seed: int) -> Mapping[str, Numbers]:
    """Rows of predictions of the citizens whose outcomes the model has not learnt from: the top 20, and the seats."""
    citizens = len(lists.fitting)
    tops = [each[: measures.TOP] for each in lists.parts]
    at_seat = [each[position] for each, position in zip(lists.parts, proposed.tolist(), strict=True) if position >= 0]
    citizen = np.repeat(np.arange(citizens), [len(each) for each in tops])
    seated = np.flatnonzero(proposed >= 0)
    learns = np.random.default_rng(seed).random(citizens) < 0.5
    parts = np.concatenate([*tops, np.array(at_seat).reshape(-1, tops[0].shape[1])])
    owner = np.concatenate([citizen, seated])
    of_seat = np.arange(len(owner)) >= len(citizen)
    outcome = happened(parts, seed)
    places = [each[: measures.TOP] for each in lists.fitting]
    seats = [each[position] for each, position in zip(lists.fitting, proposed.tolist(), strict=True) if position >= 0]
    place = np.concatenate([*places, np.array(seats, dtype=np.intp)])
    predicted = predict(parts, outcome, place, learns[owner] & ~of_seat)

    def rows(chosen: NDArray[np.bool_]) -> Numbers:
        kept = chosen & ~learns[owner]
        return measures.rows_of_predictions(citizens, owner[kept], predicted[kept], outcome[kept])

    lists_rows = rows(~of_seat)
    return {
        "calibration_gap": lists_rows,
        "calibration_error": lists_rows,
        "calibration_gap_seats": rows(of_seat),
    }


def judge(
    found: Mapping[str, Material],
    groups: Mapping[str, Sequence[str]],
    thresholds: Thresholds,
    samples: int,
    seed: int,
) -> list[Judged]:
    """Every measure of every group, in the order of the thresholds; a small group has no flag."""
    judged = []
    for threshold in thresholds.measure:
        one = found[threshold.id]
        for attribute, names in ATTRIBUTES.items():
            own = groups[attribute]
            sums = group_sums(one.rows, own, names, samples, seed)
            for name, figure in figures(sums, one.measure).items():
                citizens = own.count(name)
                flag = flag_of(figure, threshold) if citizens >= thresholds.smallest_group else ""
                judged.append(Judged(threshold, attribute, name, citizens, figure, flag))
    return judged
