"""Giving an earlier answer again, from its record, and comparing the two byte for byte."""

from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlmodel import col, select

from matcher.catalogue.columns import Columns
from matcher.catalogue.history import HistoryWalk
from matcher.ranking.answers import rank
from matcher.ranking.points import Weights
from matcher.ranking.schemas import RankingRequest
from matcher.ranking.versions import PointVersions
from matcher.runs.canonical import canonical, sha256
from matcher.runs.models import RankingRun
from matcher.runs.schemas import Replay, RunRecord
from matcher.runs.service import ProfileChanged, profile_of_run, read_record, result_of
from rettematch.clients.case_api import CaseApiClient
from rettematch.contracts.changes import cursor_position
from rettematch.contracts.matching import MatchingProfile
from rettematch.database import Database, DataScope
from rettematch.disclosures import ProfileDestroyed
from rettematch.problems import Conflict, NotFound


class PointsMissing(Conflict):
    """A run was made with points that do not ship with this version of the service."""

    slug = "points-missing"
    title = "The points that the run was made with are not here"
    danish = "De point, listen blev dannet med, findes ikke i denne udgave af systemet."


Unreplayable = (NotFound, ProfileDestroyed, ProfileChanged, PointsMissing)
"""Why a run alone cannot be replayed; anything else concerns them all."""


def points_of(run: RunRecord, versions: PointVersions) -> Weights:
    """The points that a run was made with.

    Raises:
        PointsMissing: its version is not here.
    """
    found = versions.named(run.weights_version)
    if found is None:
        raise PointsMissing
    return found


def first_difference(recorded: Any, replayed: Any, path: str = "") -> str | None:
    """Where two JSON values first differ, as the path to it; None when they are equal."""
    pairs: list[tuple[str, Any, Any]]
    missing = object()
    if isinstance(recorded, Mapping) and isinstance(replayed, Mapping):
        names = sorted({*recorded, *replayed})
        pairs = [(name, recorded.get(name, missing), replayed.get(name, missing)) for name in names]
    elif isinstance(recorded, list) and isinstance(replayed, list):
        longest = range(max(len(recorded), len(replayed)))
        pairs = [
            (
                str(at),
                recorded[at] if at < len(recorded) else missing,
                replayed[at] if at < len(replayed) else missing,
            )
            for at in longest
        ]
    else:
        return None if type(recorded) is type(replayed) and recorded == replayed else path or "."
    for name, one, other in pairs:
        inner = f"{path}.{name}" if path else name
        if (found := first_difference(one, other, inner)) is not None:
            return found
    return None


def replay(run: RunRecord, profile: MatchingProfile, columns: Columns, versions: PointVersions) -> Replay:
    """Ranks again and compares. Pure.

    Args:
        run: The record.
        profile: That it was made from.
        columns: The municipality's places as of the record's cursor.
        versions: Of the points, by name.

    Raises:
        PointsMissing: its version of the points is not here.
    """
    request = RankingRequest(case_id=run.subject, **run.request)  # the case is not recorded, nor used in ranking
    result = rank(profile, columns, points_of(run, versions), request).model_dump(mode="json")
    hashed = sha256(canonical(result))
    identical = hashed == run.result_sha256
    return Replay(
        run_id=run.run_id,
        identical=identical,
        recorded_sha256=run.result_sha256,
        replayed_sha256=hashed,
        first_difference=None if identical else first_difference(result_of(run.answer), result) or ".",
        catalogue_cursor=run.catalogue_cursor,
        weights_version=run.weights_version,
        places=len(columns),
    )


async def replay_run(
    case_api: CaseApiClient, token: str, database: Database, versions: PointVersions, code: str, run: RunRecord
) -> Replay:
    """Replays one run of a municipality, with the caller's own token for the profile.

    Raises:
        NotFound, ProfileDestroyed, ProfileChanged, CaseApiUnavailable: as `profile_of_run`.
        PointsMissing: its version of the points is not here.
    """
    profile = await profile_of_run(case_api, token, run)
    return replay(run, profile, await HistoryWalk(database, code, run.feed_epoch).at(run.catalogue_cursor), versions)


async def find_runs(database: Database, code: str) -> list[RunRecord]:
    """All runs of a municipality in the order of the catalogues that they were made from."""
    async with database.transaction(DataScope(code)) as session:
        rows = await session.exec(select(RankingRun).where(col(RankingRun.municipality_code) == code))
        runs = [read_record(row) for row in rows]
    return sorted(runs, key=lambda run: (run.feed_epoch, *cursor_position(run.catalogue_cursor), run.run_id))


async def replay_all(
    case_api: CaseApiClient,
    token: str,
    database: Database,
    versions: PointVersions,
    code: str,
    runs: Sequence[RunRecord],
) -> AsyncIterator[tuple[RunRecord, Replay | str]]:
    """Replays runs of one municipality, walking its history once.

    Args:
        case_api: For the profiles.
        token: Of somebody of the municipality who may read what was disclosed; each reading is audited.
        database: The matcher's.
        versions: Of the points, by name.
        code: The municipality's.
        runs: As `find_runs` gives them.

    Yields:
        Each run with its replay, or with the slug of the problem for which it has none.
    """
    for epoch, of_epoch in groupby(runs, key=lambda run: run.feed_epoch):
        walk = HistoryWalk(database, code, epoch)
        for run in of_epoch:
            columns = await walk.at(run.catalogue_cursor)
            try:
                yield run, replay(run, await profile_of_run(case_api, token, run), columns, versions)
            except Unreplayable as problem:
                yield run, problem.slug
