"""The command `matcher train`: points from a municipality's recorded outcomes, with their model card."""

import argparse
import asyncio
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import col, select

from matcher.learning.card import About
from matcher.learning.features import feature_space
from matcher.learning.plan import the_plan
from matcher.learning.recorded import RunParts, parts_of_run, read_outcomes
from matcher.learning.training import Training, train
from matcher.ranking.points import weights_on
from matcher.ranking.schemas import RankingAnswer
from matcher.runs.models import RankingRun
from matcher.settings import MatcherSettings
from rettematch.clock import local_date, system_clock
from rettematch.contracts.outcomes import RecordedOutcome
from rettematch.database import Database, DataScope

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse has no public name

_AT_ONCE = 500


class UnreadableOutcomeError(ValueError):
    """A line is not an outcome; it is named by its number, never by what it says."""


def read_lines(lines: Iterable[str]) -> list[RecordedOutcome]:
    """One outcome a line, as JSON (`rettematch.contracts.outcomes`).

    Raises:
        UnreadableOutcomeError: a line is something else.
    """
    read = []
    for number, line in enumerate(lines, start=1):
        try:
            read.append(RecordedOutcome.model_validate_json(line))
        except ValidationError:
            # Without the cause, which would show the line.
            raise UnreadableOutcomeError(f"line {number} is not a recorded outcome") from None
    return read


async def _runs(database: Database, code: str, wanted: Sequence[UUID]) -> dict[UUID, RunParts]:
    found: dict[UUID, RunParts] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        async with database.transaction(DataScope(code)) as session:
            rows = await session.exec(
                select(RankingRun.id, RankingRun.answer).where(
                    col(RankingRun.municipality_code) == code, col(RankingRun.id).in_(some)
                )
            )
            found |= {run_id: parts_of_run(RankingAnswer.model_validate_json(answer)) for run_id, answer in rows}
    return found


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _report(training: Training) -> None:
    for rung in training.trained.rungs:
        loss = "" if rung.loss is None else f"held-out log-loss {rung.loss:.4f}, "
        _say(f"{rung.name}: {loss}{rung.verdict}")


async def train_recorded(options: argparse.Namespace, settings: MatcherSettings, today: date) -> Training:
    """Reads the outcomes and their runs, trains, and writes the card, and the version when a step won.

    Args:
        options: `municipality`, `outcomes` (a file), `folder` and `name`.
        settings: Of the service, for its database and the versions that runs name.
        today: The day of the training, and the first on which a municipality may let the version count.

    Raises:
        UnreadableOutcomeError: see `read_lines`.
        FileExistsError: a version of that name has been written; versions never change.
    """
    with options.outcomes.open(encoding="utf-8") as lines:
        recorded = read_lines(lines)
    target = options.folder / f"{options.name}.toml"
    if target.exists():
        raise FileExistsError(f"{target.name} is there already; versions never change")
    database = Database(settings.database_url, application_name="matcher train", pool_size=1)
    try:
        runs = await _runs(database, options.municipality, sorted({each.run_id for each in recorded}))
    finally:
        await database.close()
    base, plan = weights_on(today), the_plan()
    read = read_outcomes(recorded, runs, settings.versions().named, feature_space(base), plan.outcome)
    about = About(
        version=options.name,
        source=f"Recorded outcomes of placements in municipality {options.municipality} that came from a ranking.",
        simulated=False,
        left_out=tuple(sorted(read.left_out.items())),
    )
    training = train(read.outcomes, base, plan, about, today)
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / f"{options.name}.md").write_text(training.card, encoding="utf-8")
    if training.toml is not None:
        target.write_text(training.toml, encoding="utf-8")
    _report(training)
    _say(
        f"{len(read.outcomes)} outcomes; in use after this training: {training.trained.chosen}; nothing is switched on"
    )
    return training


def _run(options: argparse.Namespace) -> int:
    try:
        asyncio.run(train_recorded(options, MatcherSettings(), local_date(system_clock())))
    except (UnreadableOutcomeError, FileExistsError) as problem:
        _say(str(problem))
        return 2
    return 0


def add_train_command(subparsers: "Subparsers") -> None:
    """Add `train` to the subcommands. What it writes counts nowhere until a municipality names it."""
    parser = subparsers.add_parser(
        "train",
        help="learn points from recorded outcomes",
        description="Reads outcomes, a JSON object a line (run_id, place_id, days_to_ordinary_hours, days_observed). "
        "Writes a model card and, when a learned step wins, a version of the points. It switches nothing on.",
    )
    parser.add_argument("--municipality", required=True, metavar="CODE", help="whose runs")
    parser.add_argument("--outcomes", required=True, type=Path, metavar="FILE", help="the recorded outcomes")
    parser.add_argument("--folder", required=True, type=Path, help="where version and card go")
    parser.add_argument("--name", required=True, help="of the version; a new one each time")
    parser.set_defaults(run=_run)
