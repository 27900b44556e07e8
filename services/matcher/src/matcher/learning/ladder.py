"""Climbing: each step is fitted when there are outcomes enough and used when it wins on held-out placements."""

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from matcher.learning.evaluation import (
    Bin,
    Comparison,
    HeldOut,
    Probabilities,
    calibration,
    calibration_error,
    compare,
    folds,
    held_out,
    losses,
)
from matcher.learning.features import Outcomes, Space
from matcher.learning.plan import Plan
from matcher.learning.rebuild import Tables, exact_tables, monotone
from matcher.learning.steps import LADDER, Step, StepName


@dataclass(frozen=True, slots=True)
class Rung:
    """What became of one step. `verdict` says in a few words why it is used or not."""

    name: StepName
    loss: float | None
    against: StepName | None
    comparison: Comparison | None
    used: bool
    verdict: str


@dataclass(frozen=True, slots=True)
class Trained:
    """The result of a training; `tables` are None when the hand-set points stay."""

    outcomes: int
    share: float
    rungs: tuple[Rung, ...]
    chosen: StepName
    tables: Tables | None
    rebuild_error: float
    bins: tuple[Bin, ...]
    plain_error: float
    calibrated_by_isotonic: bool
    held_out_loss: float

    @property
    def calibration_error(self) -> float:
        """ECE of the probabilities that the card gives, held out."""
        return calibration_error(self.bins) if self.bins else 0.0

    def loss_of(self, name: StepName) -> float | None:
        """Held-out log-loss of a step; None when it was not tried."""
        return next((rung.loss for rung in self.rungs if rung.name == name), None)


def _refusal(step: Step, outcomes: Outcomes, plan: Plan) -> str | None:
    """Why a step is not even tried."""
    if len(outcomes) < step.outcomes_needed:
        return f"needs {step.outcomes_needed:,} outcomes"
    yes = int(outcomes.ordinary_hours.sum())
    if step.outcomes_needed and min(yes, len(outcomes) - yes) < plan.each_answer.least:
        return f"needs {plan.each_answer.least} outcomes of each kind"
    if step.outcomes_needed and len(np.unique(outcomes.places)) < plan.each_answer.least:
        return f"needs {plan.each_answer.least} different places"
    return None


def climb(outcomes: Outcomes, space: Space, plan: Plan) -> Trained:
    """Tries the steps from the bottom up.

    A step is compared with the highest one that is in use so far, on the same held-out outcomes. Its points come from a
    fit on all outcomes; every figure here is held out.

    Args:
        outcomes: Recorded or simulated.
        space: The features they were read with.
        plan: The thresholds.

    Raises:
        NotAdditiveError: the winner is not a sum of tables (`matcher.learning.rebuild`).
    """
    with threadpool_limits(
        limits=1
    ):  # threads that wait for each other cost more than they bring, and sums keep one order
        return _climb(outcomes, space, plan)


def _climb(outcomes: Outcomes, space: Space, plan: Plan) -> Trained:
    if not len(outcomes) or outcomes.ordinary_hours.all() or not outcomes.ordinary_hours.any():
        return _untried(outcomes)
    of_fold = folds(outcomes.places, plan.gate.folds, plan.gate.seed)
    if len(np.unique(outcomes.places)) < plan.gate.folds or _one_sided(outcomes, of_fold, plan):
        return _untried(outcomes)
    happened = outcomes.ordinary_hours
    rungs: list[Rung] = []
    best: tuple[Step, HeldOut] | None = None
    for kind in LADDER:
        step = kind(space, plan)
        if refusal := _refusal(step, outcomes, plan):
            rungs.append(Rung(step.name, None, None, None, used=False, verdict=refusal))
            continue
        said = held_out(step.fit, outcomes, of_fold, plan)
        loss = losses(said.plain, happened)
        if best is None:
            best = (step, said)
            rungs.append(Rung(step.name, float(loss.mean()), None, None, used=True, verdict="the bottom"))
            continue
        below = best[0].name
        found = compare(loss, losses(best[1].plain, happened), outcomes.places, plan.gate)
        rungs.append(
            Rung(
                step.name,
                float(loss.mean()),
                below,
                found,
                used=found.wins,
                verdict="wins" if found.wins else "does not win",
            )
        )
        if found.wins:
            best = (step, said)
    if best is None:
        raise AssertionError("the hand-set points are always tried")
    return _result(outcomes, space, plan, tuple(rungs), *best)


def _one_sided(outcomes: Outcomes, of_fold: np.ndarray[tuple[int, ...], np.dtype[np.intp]], plan: Plan) -> bool:
    """Whether a fit without one fold would see one kind of outcome only."""
    rest = [outcomes.ordinary_hours[of_fold != fold] for fold in range(plan.gate.folds)]
    return any(bool(each.all()) or not each.any() for each in rest)


def _untried(outcomes: Outcomes) -> Trained:
    """Nothing can be compared: the hand-set points stay, with no figures."""
    share = float(outcomes.ordinary_hours.mean()) if len(outcomes) else 0.0
    rungs = tuple(
        Rung(kind.name, None, None, None, used=kind is LADDER[0], verdict="too few outcomes to compare anything")
        for kind in LADDER
    )
    return Trained(
        outcomes=len(outcomes),
        share=share,
        rungs=rungs,
        chosen="hand-set",
        tables=None,
        rebuild_error=0.0,
        bins=(),
        plain_error=0.0,
        calibrated_by_isotonic=False,
        held_out_loss=0.0,
    )


def _better_calibrated(said: HeldOut, outcomes: Outcomes) -> Probabilities | None:
    """The isotonic probabilities when there are any and they lose nothing."""
    if said.isotonic is None:
        return None
    stepped = losses(said.isotonic, outcomes.ordinary_hours).mean()
    return said.isotonic if stepped <= losses(said.plain, outcomes.ordinary_hours).mean() else None


def _result(
    outcomes: Outcomes, space: Space, plan: Plan, rungs: tuple[Rung, ...], step: Step, said: HeldOut
) -> Trained:
    tables: Tables | None = None
    error = 0.0
    if step.outcomes_needed:
        tables, error = exact_tables(step.fit(outcomes), space, outcomes.codes, plan.gate.seed)
        if not monotone(tables, space):
            raise AssertionError("every step is fitted with its signs fixed")
    stepped = _better_calibrated(said, outcomes)
    chances = said.plain if stepped is None else stepped
    return Trained(
        outcomes=len(outcomes),
        share=float(outcomes.ordinary_hours.mean()),
        rungs=rungs,
        chosen=step.name,
        tables=tables,
        rebuild_error=error,
        bins=calibration(chances, outcomes.ordinary_hours),
        plain_error=calibration_error(calibration(said.plain, outcomes.ordinary_hours)),
        calibrated_by_isotonic=stepped is not None,
        held_out_loss=float(losses(chances, outcomes.ordinary_hours).mean()),
    )
