"""The model card: what was learned, from what, how well, and what it must not be used for. Made, never written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.learning.emit import Whole
from matcher.learning.features import Space
from matcher.learning.ladder import Trained
from matcher.learning.plan import Plan
from matcher.ranking.points import PART_NAMES_DA

_FEATURES = {
    "job_goal": "Agreement of the work with the citizen's goals (jobmål) and chosen industries (branchepakker)",
    "skills": "Skills (færdigheder) that the work rests on or has use for",
    "paid_hours": "The employer's prospect of ordinary paid hours (udsigt til ordinære timer)",
    "contact_person": "A contact person (kontaktperson) at the workplace",
    "mentor": "A company mentor (virksomhedsmentor)",
    "private_sector": "Private or public employer (sektor)",
    "travel_band": "Distance (afstand) in bands of 5 km",
    "accommodations": "Accommodations (tilpasninger) that the place must make; adjusted for, never turned into points",
    "internship_only": "A place for internship only (kun praktik) without prospect of hours",
}
_MUST_NOT = (
    "to judge, rank or select citizens, or to say how likely a citizen is to find work: it knows places and pairs only",
    "to decide anything. A list is a proposal; a member of staff and the citizen choose together",
    "to lower a place because it needs accommodations: those points stay hand-set",
    "to grant or refuse a benefit or an offer, or for anything beside the order of a list",
    "in another municipality, or when the labour market or the offers have changed much, without a new training",
)


@dataclass(frozen=True, slots=True)
class About:
    """What a training was of. `source` is a sentence on where the outcomes come from."""

    version: str
    source: str
    simulated: bool
    left_out: Sequence[tuple[str, int]] = ()


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _rows(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _points(space: Space, points: Sequence[Whole]) -> Iterator[str]:
    for feature, table in zip(space, points, strict=True):
        pairs = ", ".join(f"{value}: {worth}" for value, worth in zip(feature.values, table.tolist(), strict=True))
        yield f"- **{feature.name}** ({PART_NAMES_DA[feature.part]}): {pairs}"


def _ladder(trained: Trained) -> str:
    rows = []
    for rung in trained.rungs:
        upper = (
            ""
            if rung.comparison is None
            else f"{rung.comparison.difference:+.5f} (at most {rung.comparison.upper:+.5f})"
        )
        rows.append([rung.name, _figure(rung.loss), rung.against or "", upper, rung.verdict])
    return _rows(("step", "log-loss, held out", "against", "difference (upper bound)", "verdict"), rows)


def _calibration(trained: Trained) -> str:
    rows = [
        [str(number), f"{each.outcomes:,}", f"{each.said:.3f}", f"{each.was:.3f}"]
        for number, each in enumerate(trained.bins, start=1)
    ]
    return _rows(("bin", "outcomes", "said", "came true"), rows)


def model_card(trained: Trained, points: Sequence[Whole] | None, space: Space, plan: Plan, about: About) -> str:
    """The page.

    Args:
        trained: The training.
        points: The learned points by feature; None when the hand-set points stay.
        space: The features.
        plan: The thresholds that were used.
        about: What the outcomes are.
    """
    gate = plan.gate
    how = "isotonic regression on a fold of its own" if trained.calibrated_by_isotonic else "the model's own log-odds"
    warning = (
        "**The outcomes are simulated.** This card shows how a training works and what its figures look like. It says "
        "nothing about real placements, and the service refuses such a version unless a demonstration allows it.\n\n"
        if about.simulated
        else ""
    )
    left = "".join(f"- left out, {reason}: {count:,}\n" for reason, count in about.left_out)
    learned = "\n".join(_points(space, points)) if points is not None else "None: the hand-set points stay."
    features = "\n".join(f"- {text}" for text in _FEATURES.values())
    must_not = "\n".join(f"- {text}" for text in _MUST_NOT)
    return f"""# Model card: points learned from outcomes ({about.version})

{warning}The page is written by the training (`make train`, `matcher train`). Why it is built like this:
[decision 13](decisions/0013-learned-points.md).

## What it is

A version of the points (point) that order a list of places. The log-odds that a placement (forløb på en plads) leads to
ordinary hours (ordinære timer) within {plan.outcome.weeks} weeks of its start are a sum of one table per feature;
{plan.points.per_logit} points are one unit of log-odds. What the citizen wants, can and reaches keeps its hand-set
points, and the learned ones come on top; the price of a scarce seat (skyggepris) is subtracted only in proposals for
many citizens. Hard constraints (faste krav) are not touched: a place that does not fit is never on the list.

Step in use after this training: **{trained.chosen}**.

## Data

{about.source}

- outcomes: {trained.outcomes:,}, of which {trained.share:.1%} led to ordinary hours
{left}
Features, all of the place or of the pair of place and citizen:

{features}

The list is closed. Name, CPR number, age, sex, origin, diagnosis, benefit, history, language and hours of the citizen
are not in it, and the data that a training reads has no field for them.

## Figures

Every figure is held out: {gate.folds} folds, all outcomes of a place in one of them, each outcome judged by a fit that
has not seen it. A step is used when a paired bootstrap over places ({gate.resamples} resamples) puts the upper
{gate.confidence:.0%} bound of its difference in log-loss at or below zero.

{_ladder(trained)}

- largest difference between the model and its tables: {trained.rebuild_error:.1e} in log-odds
- calibration error (ECE, {len(trained.bins)} equally large bins): {trained.calibration_error:.4f}, by {how};
  without isotonic regression {trained.plain_error:.4f}
- every table moves one way only: a better fact never gives fewer points. Where data say otherwise the table is flat.

Calibration:

{_calibration(trained)}

## Learned points

By value, above the least good one. For job goal and skills the value is the points that the hand-set version gives.

{learned}

## Must not be used

{must_not}

## Limits

- Only placements that happened are known. Places that nobody was offered teach nothing, and the hand-set order has
  decided which were offered. The bootstrap does not see that.
- An outcome says what followed, not what the place caused.
- A table per feature cannot say that two facts matter only together.
- What a point means for different groups of citizens is checked by the fairness report, not by this training.
- Outcomes count when {plan.outcome.weeks} weeks have passed, so the newest half year is never in it.

## On, off, and who decides

Off by default. The municipality's management decides, with the caseworkers and the data protection officer heard; the
vendor does not, and no version counts because of its date. The decision is written down with the reasons for it.

- on: put the version's file in the folder `MATCHER_LEARNED_POINTS_FOLDER`, name it for the municipality in
  `MATCHER_LEARNED_POINTS` (`{{"0706": "{about.version}"}}`), and start the service again
- off: take the municipality out of `MATCHER_LEARNED_POINTS`. Keep the file: earlier answers name their version and are
  replayed with it
- each place on a list says how many of its points are learned, and the answer's explanation says that some are
"""
