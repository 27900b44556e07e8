"""Writing and reading the records."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel

from matcher.runs.canonical import canonical, sha256
from matcher.runs.service import profile_hash
from matcher.team_runs.models import TeamRun
from matcher.team_runs.schemas import TeamRunRecord
from rettematch.contracts.matching import MatchingProfile
from rettematch.database import Database, DataScope
from rettematch.problems import NotFound

_NOT_REPLAYED = {"run_id", "catalogue"}


class TeamRunKind(StrEnum):
    OUTREACH = "outreach"
    FILL = "fill"


_Answer = TypeVar("_Answer", bound=BaseModel)


def record_of(
    kind: TeamRunKind,
    municipality_code: str,
    profiles: Iterable[MatchingProfile],
    request: dict[str, object],
    answer: BaseModel,
    *,
    run_id: UUID,
    cursor: str,
    epoch: int,
    now: datetime,
    weights_version: str | None = None,
) -> TeamRun:
    """The record of an answer: of each profile only its hash."""
    content = answer.model_dump(mode="json")
    text = canonical(content)
    result = canonical({name: value for name, value in content.items() if name not in _NOT_REPLAYED})
    return TeamRun(
        municipality_code=municipality_code,
        id=run_id,
        kind=kind.value,
        created_at=now,
        weights_version=weights_version,
        catalogue_cursor=cursor,
        feed_epoch=epoch,
        profiles={str(each.subject): profile_hash(each) for each in profiles},
        request=request,
        answer=text,
        answer_sha256=sha256(text),
        result_sha256=sha256(result),
    )


async def keep(database: Database, run: TeamRun) -> None:
    """Writes a record; it is committed when this returns."""
    async with database.transaction(DataScope(run.municipality_code)) as session:
        session.add(run)


async def find_run(
    database: Database, municipality_code: str, kind: TeamRunKind, run_id: UUID, answer: type[_Answer]
) -> TeamRunRecord[_Answer]:
    """A record of the caller's own municipality.

    Raises:
        NotFound: there is none of this kind, or it is another municipality's.
    """
    async with database.transaction(DataScope(municipality_code)) as session:
        run = await session.get(TeamRun, (municipality_code, run_id))
    if run is None or run.kind != kind.value:
        raise NotFound
    return TeamRunRecord[_Answer](
        run_id=run.id,
        created_at=run.created_at,
        weights_version=run.weights_version,
        catalogue_cursor=run.catalogue_cursor,
        profiles={UUID(subject): digest for subject, digest in run.profiles.items()},
        request=run.request,
        answer=answer.model_validate_json(run.answer),
        answer_sha256=run.answer_sha256,
        result_sha256=run.result_sha256,
    )
