"""Writing and reading run records."""

from datetime import datetime
from typing import Any
from uuid import UUID

from matcher.ranking.schemas import RankingAnswer, RankingRequest
from matcher.runs.canonical import canonical, sha256
from matcher.runs.models import RankingRun
from matcher.runs.schemas import RunRecord
from rettematch.clients.case_api import CaseApiClient
from rettematch.contracts.matching import MatchingProfile
from rettematch.database import Database, DataScope
from rettematch.problems import Conflict, NotFound
from rettematch.telemetry import waiting_for


class ProfileChanged(Conflict):
    """What the case API gives under a run's subject is not what the run was made from."""

    slug = "profile-changed"
    title = "The profile kept under the run's subject is not the one that was used"
    danish = "De gemte oplysninger svarer ikke til dem, listen blev dannet af. Kontakt den dataansvarlige."


_NOT_REPLAYED = {"run_id", "catalogue"}


def profile_hash(profile: MatchingProfile) -> str:
    """Of its canonical JSON."""
    return sha256(canonical(profile.model_dump(mode="json")))


def result_of(answer: RankingAnswer) -> dict[str, Any]:
    """The part of an answer that a replay must give again."""
    return _replayed(answer.model_dump(mode="json"))


def _replayed(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in _NOT_REPLAYED}


def record_of(
    profile: MatchingProfile, request: RankingRequest, answer: RankingAnswer, epoch: int, now: datetime
) -> RankingRun:
    """The record of an answer: of the profile only its hash, of the request all but the case."""
    content = answer.model_dump(mode="json")
    text, result = canonical(content), canonical(_replayed(content))
    return RankingRun(
        municipality_code=profile.municipality_code,
        id=answer.run_id,
        subject=profile.subject,
        created_at=now,
        weights_version=answer.weights_version,
        catalogue_cursor=answer.catalogue.cursor,
        feed_epoch=epoch,
        profile_sha256=profile_hash(profile),
        request=request.model_dump(mode="json", exclude={"case_id"}),
        answer=text,
        answer_sha256=sha256(text),
        result_sha256=sha256(result),
    )


async def keep(database: Database, run: RankingRun) -> None:
    """Writes a record; it is committed when this returns."""
    with waiting_for("database"):
        async with database.transaction(DataScope(run.municipality_code)) as session:
            session.add(run)


async def find_run(database: Database, municipality_code: str, run_id: UUID) -> RunRecord:
    """A record of the caller's own municipality.

    Raises:
        NotFound: there is none, or it is another municipality's.
    """
    async with database.transaction(DataScope(municipality_code)) as session:
        run = await session.get(RankingRun, (municipality_code, run_id))
    if run is None:
        raise NotFound
    return read_record(run)


def read_record(run: RankingRun) -> RunRecord:
    """A record as it is answered."""
    return RunRecord(
        run_id=run.id,
        subject=run.subject,
        created_at=run.created_at,
        weights_version=run.weights_version,
        catalogue_cursor=run.catalogue_cursor,
        feed_epoch=run.feed_epoch,
        profile_sha256=run.profile_sha256,
        request=run.request,
        answer=RankingAnswer.model_validate_json(run.answer),
        answer_sha256=run.answer_sha256,
        result_sha256=run.result_sha256,
    )


async def profile_of_run(case_api: CaseApiClient, token: str, run: RunRecord) -> MatchingProfile:
    """The profile that a run was made from, from the case API, with the caller's own token and audited there.

    Raises:
        NotFound: it was not disclosed in the caller's municipality, or is not the caller's to see.
        ProfileDestroyed: the citizen's key is destroyed.
        ProfileChanged: its hash is not the run's.
        CaseApiUnavailable: it cannot be had now.
    """
    profile = await case_api.disclosed_profile(token, run.subject)
    if profile_hash(profile) != run.profile_sha256:
        raise ProfileChanged
    return profile
