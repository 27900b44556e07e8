"""The command `matcher replay`: gives recorded answers again and says whether they are identical."""

import argparse
import asyncio
import os
import random
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import httpx

from matcher.policies import ACTIONS
from matcher.runs.replay import find_runs, replay_all
from matcher.runs.schemas import RunRecord
from matcher.settings import MatcherSettings
from rettematch.clients.case_api import CaseApiClient
from rettematch.database import Database
from rettematch.telemetry import configure_logging

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse has no public name

TOKENS = "MATCHER_REPLAY_TOKENS"
"""Access tokens of persons, with spaces between them; in the environment, so that no list of processes shows them."""


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _count(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError("expected a whole number from 1")
    return int(value)


def _sampled(runs: Sequence[RunRecord], sample: int | None, seed: int) -> list[RunRecord]:
    if sample is None or sample >= len(runs):
        return list(runs)
    chosen = set(random.Random(seed).sample(range(len(runs)), sample))  # noqa: S311 - a sample, no secret
    return [run for at, run in enumerate(runs) if at in chosen]


async def _replay(options: argparse.Namespace, tokens: Sequence[str]) -> int:
    settings = MatcherSettings()
    versions = settings.versions()
    database = Database(settings.database_url, application_name="matcher replay", pool_size=2)
    counts = {"identical": 0, "different": 0, "not replayed": 0}
    try:
        async with httpx.AsyncClient() as http:
            case_api = CaseApiClient(http, settings.case_api_url)
            for token in tokens:
                me = await case_api.me(token)
                code = me.municipality_code
                if options.municipality not in {None, code} or not ACTIONS["run:read"] & set(me.roles):
                    _say(f"{code}  not replayed: another municipality is asked for, or the role may not read runs")
                    counts["not replayed"] += 1
                    continue
                runs = _sampled(await find_runs(database, code), options.sample, options.seed)
                async for run, found in replay_all(case_api, token, database, versions, code, runs):
                    if isinstance(found, str):
                        counts["not replayed"] += 1
                        _say(f"{code}  {run.run_id}  not replayed: {found}")
                    elif found.identical:
                        counts["identical"] += 1
                    else:
                        counts["different"] += 1
                        _say(f"{code}  {run.run_id}  different at {found.first_difference}")
    finally:
        await database.close()
    _say(", ".join(f"{count} {name}" for name, count in counts.items()))
    return 0 if counts["different"] == counts["not replayed"] == 0 else 1


def _run(options: argparse.Namespace) -> int:
    configure_logging("matcher")
    tokens = os.environ.get(TOKENS, "").split()
    if not tokens:
        _say(f"{TOKENS} is needed: profiles are given to persons only, and each reading is audited")
        return 2
    return asyncio.run(_replay(options, tokens))


def add_replay_command(subparsers: "Subparsers") -> None:
    """Add `replay` to the subcommands; it exits with 0 only when every run was given again identically."""
    parser = subparsers.add_parser(
        "replay",
        help="give recorded answers again and compare them",
        description=f"Replays the runs of the municipalities whose staff's access tokens are in {TOKENS}.",
    )
    parser.add_argument("--all", action="store_true", required=True, help="all runs, or a sample of them all")
    parser.add_argument("--municipality", metavar="CODE", help="of the tokens, only this municipality's")
    parser.add_argument("--sample", type=_count, metavar="N", help="as many runs of each municipality, drawn by chance")
    parser.add_argument("--seed", type=int, default=0, help="another one draws another sample")
    parser.set_defaults(run=_run)
