"""A run record as it is answered."""

from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from matcher.ranking.schemas import RankingAnswer


class RunRecord(BaseModel):
    """What was answered, when, with which points and places. It never changes."""

    run_id: UUID
    subject: UUID = Field(description="Random for this run; only the case API knows whose it was.")
    created_at: AwareDatetime
    weights_version: str
    catalogue_cursor: str
    profile_sha256: str = Field(description="Of the canonical JSON of the profile, which is not kept here.")
    request: dict[str, Any] = Field(description="`k` and `options` as they were used.")
    answer: RankingAnswer
    answer_sha256: str = Field(description="Of the canonical JSON of `answer`.")
    result_sha256: str = Field(
        description="Of the canonical JSON of `answer` without `run_id` and `catalogue`: a replay gives it again."
    )
