"""From exact tables to whole points, and to a version of the points as the engine reads it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.learning.features import FEATURE_NAMES, Codes, Feature, Space
from matcher.learning.ladder import Trained
from matcher.learning.plan import Plan
from matcher.learning.rebuild import Tables
from matcher.ranking.curves import LearnedFrom
from matcher.ranking.points import Weights

Whole = NDArray[np.int64]


class NothingLearnedError(ValueError):
    """No learned step won, so there is no version to write."""


def _zero(table: NDArray[np.float64], feature: Feature) -> float:
    """Where the points of a feature begin."""
    only_against = max(feature.points) <= 0
    return float(table.max() if only_against else table.min())


def whole_points(tables: Tables, space: Space, plan: Plan) -> tuple[Whole, ...]:
    """By feature and code: the log-odds above the least good value, in points, rounded half to even.

    A feature that only counts against a place has 0 as its best value instead. Features that are adjusted for only
    (`not_learned`) have 0 everywhere. Rounding moves each by at most half a point, so two places whose log-odds of all
    that is learned are more than (number of features) / per_logit apart keep their order.
    """
    made: list[Whole] = []
    for table, feature in zip(tables.by_feature, space, strict=True):
        if feature.part in plan.not_learned.parts:
            made.append(np.zeros(len(table), dtype=np.int64))
            continue
        # The sum of many trees leaves traces of rounding; a point must not turn on them.
        calm = np.maximum.accumulate(table) if feature.sign > 0 else np.minimum.accumulate(table)
        made.append(np.rint((calm - _zero(calm, feature)) * plan.points.per_logit).astype(np.int64))
    return tuple(made)


def rounding_error(tables: Tables, points: tuple[Whole, ...], space: Space, plan: Plan, codes: Codes) -> float:
    """The largest distance, in points, between learned points and exact log-odds over these rows (up to a constant)."""
    exact, whole = np.zeros(len(codes)), np.zeros(len(codes))
    for column, (table, rounded, feature) in enumerate(zip(tables.by_feature, points, space, strict=True)):
        if feature.part in plan.not_learned.parts:
            continue
        exact += (table[codes[:, column]] - _zero(table, feature)) * plan.points.per_logit
        whole += rounded[codes[:, column]]
    return float(np.abs(exact - whole).max(initial=0.0))


def _learned_rows(points: tuple[Whole, ...], space: Space) -> dict[tuple[str, str], int]:
    """Learned points by part and row, of the parts whose rows have their points as they count."""
    of = dict(zip(FEATURE_NAMES, points, strict=True))
    by_value = {
        feature.name: {value: int(of[feature.name][code]) for code, value in enumerate(feature.values)}
        for feature in space
    }
    return {
        **{("paid_hours", when): learned for when, learned in by_value["paid_hours"].items()},
        ("company_contact", "contact-person"): by_value["contact_person"]["yes"],
        ("company_contact", "mentor"): by_value["mentor"]["yes"],
        ("sector", "public"): by_value["private_sector"]["no"],
        ("sector", "private"): by_value["private_sector"]["yes"],
        **{("commute", when): learned for when, learned in by_value["travel_band"].items()},
        ("internship_only", "internship-only"): by_value["internship_only"]["yes"],
    }


def _why(fit: int, learned: int, source: LearnedFrom) -> str:
    kind = "simulated" if source.simulated else "recorded"
    return (
        f"{fit} hand-set and {learned} from the log-odds of ordinary hours over {source.outcomes} {kind} outcomes "
        f"({source.step})."
    )


def learned_weights(
    trained: Trained, base: Weights, space: Space, plan: Plan, *, version: str, trained_on: date, simulated: bool
) -> Weights:
    """The learned version, checked as any version is.

    Args:
        trained: With a step that won.
        base: The hand-set version that the features were read over.
        space: Those features.
        plan: Which parts keep their hand-set points, and how many points one unit of log-odds is.
        version: Its name.
        trained_on: The day; it can count from then on, where somebody has chosen it.
        simulated: Whether the outcomes were made up.

    Raises:
        NothingLearnedError: the hand-set points stay.
        ValidationError: the points break a rule of `Weights`, a sign for instance.
    """
    if trained.tables is None or trained.chosen == "hand-set":
        raise NothingLearnedError("the hand-set points stay: no learned step won")
    points = whole_points(trained.tables, space, plan)
    source = LearnedFrom(
        base=base.version,
        step=trained.chosen,
        outcomes=trained.outcomes,
        trained_on=trained_on,
        points_per_logit=plan.points.per_logit,
        simulated=simulated,
    )
    learned = _learned_rows(points, space)
    rows: list[dict[str, Any]] = []
    for row in base.points:
        own = row.model_dump()
        if row.part not in {"job_goal", "skills"} and (row.part, row.when) in learned:
            more = learned[row.part, row.when]
            fit = row.points if row.part in plan.fit.parts else 0
            own |= {"points": fit + more, "learned": more, "reason": _why(fit, more, source)}
        rows.append(own)
    curve = [
        {
            "part": feature.part,
            "given": given,
            "points": given * (feature.part in plan.fit.parts) + more,
            "learned": more,
        }
        for feature, table in zip(space[:2], points[:2], strict=True)
        for given, more in zip(feature.points, table.tolist(), strict=True)
        if given
    ]
    return Weights.model_validate(
        {
            "version": version,
            "in_force_from": trained_on,
            "rank_percent": [row.model_dump() for row in base.rank_percent],
            "points": rows,
            "learned": source.model_dump(),
            "curve": curve,
        }
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return value.isoformat() if isinstance(value, date) else str(value)


def _table(heading: str, row: dict[str, Any]) -> Iterator[str]:
    yield f"\n{heading}"
    yield from (f"{name} = {_value(value)}" for name, value in row.items())


def as_toml(weights: Weights) -> str:
    """The file of a version; reading it gives the same version again."""
    content = weights.model_dump()
    lines = [
        "# Points learned from outcomes, made by a training, never by hand. They count only where chosen by name.",
        "# The rows of job goal and skills are the base version's; [[curve]] says what they are worth here.",
        "",
        f"version = {_value(content['version'])}",
        f"in_force_from = {_value(content['in_force_from'])}",
    ]
    if weights.learned is not None:
        lines += _table("[learned]", content["learned"])
    for name in ("rank_percent", "points", "curve"):
        for row in content[name]:
            lines += _table(f"[[{name}]]", row)
    return "\n".join(lines) + "\n"
