"""The measures, each with its definition and where it is from.

The literature ranks people for a place and asks which groups stand at the top. Here places are ranked for one citizen,
and citizens never; so each measure is turned around: which places do the lists of a group's citizens hold? A *high
place* is one where ordinary paid hours are likely or agreed. v_j = 1 / log2(j + 1) is the weight of position j, as in
discounted cumulative gain (Järvelin & Kekäläinen 2002).

`rows_*` make what each citizen brings, (citizens, columns); the other functions make a figure of the sums of a group
and of everybody (`bench.fairness.sums`), of any number of bootstrap samples at once.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from bench.fairness.sums import Numbers, Sums, ratio, rest, whole

TOP: Final = 20
"""Positions of a list that are looked at."""
BINS: Final = 10
"""Of equal width, for the calibration error."""

WEIGHTS: Final[Numbers] = 1 / np.log2(np.arange(TOP) + 2)
"""v_1 to v_20."""


def _log(of: Numbers) -> Numbers:
    """Minus infinity of 0: a group with no high place at all."""
    return np.where(of == 0, -np.inf, np.log(np.where(of == 0, 1, of)))


def rows_of_lists(high: Sequence[Sequence[bool]]) -> Numbers:
    """Of each citizen, whether the places that fit are high places, best first.

    Columns: high among the top 20, length of the top 20, high among all that fit, all that fit.
    """
    return np.array(
        [[sum(each[:TOP]), min(len(each), TOP), sum(each), len(each)] for each in high], dtype=np.float64
    ).reshape(-1, 4)


def skew(sums: Sums, name: str) -> Numbers:
    """Skew at 20: ln(p_g / p), the share of high places in the group's lists over the share in everybody's.

    Geyik, Ambler & Kenthapadi 2019, "Fairness-aware ranking in search & recommendation systems", Skew@k: ln of the
    proportion of an attribute in the top k over the desired one. Here the attribute is the place's, the lists are the
    group's, and the desired proportion is that of everybody's lists. 0 is parity, below 0 the group sees fewer.
    """
    own, every = sums[name], whole(sums)
    return _log(ratio(ratio(own[:, 0], own[:, 1]), ratio(every[:, 0], every[:, 1])))


def skew_among_qualified(sums: Sums, name: str) -> Numbers:
    """Skew at 20 of the ranking alone: ln(lift_g / lift), lift being p at the top over p among all that fit.

    As `skew`, with the desired proportion that Geyik et al. take for a pool of qualified candidates: the group's own
    share of high places among all that fit it. Who qualifies for what is left out; what remains is how the order of the
    list raises high places for the group, against how it raises them for everybody.
    """

    def lift(of: Numbers) -> Numbers:
        return ratio(ratio(of[:, 0], of[:, 1]), ratio(of[:, 2], of[:, 3]))

    return _log(ratio(lift(sums[name]), lift(whole(sums))))


def rows_by_position(high: Sequence[Sequence[bool]]) -> Numbers:
    """Of each citizen: high places among the first 1 to 20 (20 columns), then how many places these are (20)."""
    found = np.zeros((len(high), 2 * TOP))
    for row, each in zip(found, high, strict=True):
        top = np.zeros(TOP)
        top[: min(len(each), TOP)] = each[:TOP]
        row[:TOP] = top.cumsum()
        row[TOP:] = np.minimum(np.arange(TOP) + 1, len(each))
    return found


def ndkl(sums: Sums, name: str) -> Numbers:
    """NDKL: (1/Z) sum_i v_i KL(D_g,i || D), the discounted divergence of the first i places, Z = sum_i v_i.

    Geyik et al. 2019, NDKL (after Yang & Stoyanovich 2017, rKL). D_g,i is the share of high places among the first i of
    the group's lists, D that of everybody's first i. 0 when the group's lists hold what everybody's do, at each depth.
    """
    own, every = sums[name], whole(sums)
    p, q = ratio(own[:, :TOP], own[:, TOP:]), ratio(every[:, :TOP], every[:, TOP:])
    divergence = _relative(p, q) + _relative(1 - p, 1 - q)
    found: Numbers = divergence @ WEIGHTS / WEIGHTS.sum()
    return found


def _relative(p: Numbers, q: Numbers) -> Numbers:
    """P ln(p / q), 0 where p is."""
    inside = (p > 0) & (q > 0)
    return np.where(inside, p * np.log(np.where(inside, ratio(p, q), 1)), 0)


def rows_of_exposure(high: Sequence[Sequence[bool]]) -> Numbers:
    """Of each citizen whom a high place fits: its exposure at the top 20, and the most that could be; else zeros."""
    found = []
    for each in high:
        top = np.array(each[:TOP], dtype=np.float64)
        found.append([float(top @ WEIGHTS[: len(top)]), float(WEIGHTS[: min(sum(each), TOP)].sum())])
    return np.array(found).reshape(-1, 2)


def exposure(sums: Sums, name: str) -> Numbers:
    """Exposure to high places among those who qualify for one, the group's over that of all others.

    Singh & Joachims 2018, "Fairness of exposure in rankings": exposure of an item is v_j at its position, and groups
    of equal merit should get equal exposure (disparate treatment ratio). Turned around: of the citizens whom at least
    one high place fits, sum of v_j over the high places of their top 20, over the sum if these stood first. 1 is
    parity.
    """
    own, others = sums[name], rest(sums, name)
    return ratio(ratio(own[:, 0], own[:, 1]), ratio(others[:, 0], others[:, 1]))


def rows_of_selection(selected: Sequence[bool], among: Sequence[bool] | None = None) -> Numbers:
    """Of each citizen: selected, and counted at all."""
    counted = np.ones(len(selected)) if among is None else np.asarray(among, dtype=np.float64)
    return np.stack([np.asarray(selected, dtype=np.float64) * counted, counted], axis=1)


def selection_ratio(sums: Sums, name: str) -> Numbers:
    """The group's share of selected citizens over that of the group with the highest; the four-fifths rule asks 0.8.

    Uniform Guidelines on Employee Selection Procedures 1978, 29 CFR 1607.4(D); Feldman et al. 2015, "Certifying and
    removing disparate impact". The highest group is that of the observed shares, also in the bootstrap samples.
    """
    shares = {group: ratio(each[:, 0], each[:, 1]) for group, each in sums.items()}
    best = max(shares, key=lambda group: np.nan_to_num(shares[group][0], nan=-1))
    return ratio(shares[name], shares[best])


def rows_of_predictions(citizens: int, citizen: Numbers, predicted: Numbers, happened: Numbers) -> Numbers:
    """Of each citizen: predicted less happened in each of ten bins of the prediction, then predicted, happened, pairs.

    Args:
        citizens: How many.
        citizen: The citizen of each pair.
        predicted: The probability of each pair.
        happened: 1 where it came to ordinary hours, else 0.
    """
    found = np.zeros((citizens, BINS + 3))
    bins = np.minimum((predicted * BINS).astype(np.intp), BINS - 1)
    np.add.at(found, (citizen.astype(np.intp), bins), predicted - happened)
    for column, values in enumerate((predicted, happened, np.ones(len(predicted))), start=BINS):
        np.add.at(found[:, column], citizen.astype(np.intp), values)
    return found


def calibration_gap(sums: Sums, name: str) -> Numbers:
    """Mean prediction less share of ordinary hours, in the group: above 0 the group is promised too much.

    Calibration within groups: Kleinberg, Mullainathan & Raghavan 2017, "Inherent trade-offs in the fair determination
    of risk scores"; in the large, that is over all predictions together.
    """
    own = sums[name]
    return ratio(own[:, BINS] - own[:, BINS + 1], own[:, BINS + 2])


def calibration_error(sums: Sums, name: str) -> Numbers:
    """ECE: sum over ten bins of |predicted - happened| in the bin, over all pairs of the group.

    Naeini, Cooper & Hauskrecht 2015, "Obtaining well calibrated probabilities using Bayesian binning"; by group as in
    Pleiss et al. 2017, "On fairness and calibration". It is above 0 by chance alone, the more so in small groups.
    """
    own = sums[name]
    return ratio(np.abs(own[:, :BINS]).sum(axis=1), own[:, BINS + 2])
