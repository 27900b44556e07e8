"""A run record as it is answered."""

from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from matcher.ranking.schemas import RankingAnswer


class RunRecord(BaseModel):
    """What was answered, when, with which points and places. It never changes."""

    run_id: UUID
    subject: UUID = Field(description="Random for this run; only the case API knows whose it was.")
    created_at: AwareDatetime
    weights_version: str
    catalogue_cursor: str
    feed_epoch: int = Field(description="How often the feed had begun anew; a cursor is of one such feed only.")
    profile_sha256: str = Field(description="Of the canonical JSON of the profile, which is not kept here.")
    request: dict[str, Any] = Field(description="`k` and `options` as they were used.")
    answer: RankingAnswer
    answer_sha256: str = Field(description="Of the canonical JSON of `answer`.")
    result_sha256: str = Field(
        description="Of the canonical JSON of `answer` without `run_id` and `catalogue`: a replay gives it again."
    )


class Replay(BaseModel):
    """An earlier answer given again, beside its record."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "run_id": "0192f0c1-2a3b-7c4d-8e5f-0000000000aa",
                    "identical": False,
                    "recorded_sha256": "2" * 64,
                    "replayed_sha256": "3" * 64,
                    "first_difference": "ranking.2.score",
                    "catalogue_cursor": "1042.77",
                    "weights_version": "2026-01-01",
                    "places": 212,
                }
            ]
        }
    )

    run_id: UUID
    identical: bool = Field(description="Whether the two are equal byte for byte.")
    recorded_sha256: str
    replayed_sha256: str
    first_difference: str | None = Field(
        description="Where in the answer they first differ, such as `ranking.2.score`; null when they are equal."
    )
    catalogue_cursor: str = Field(description="The position in the feed as of which the places were rebuilt.")
    weights_version: str
    places: int = Field(description="Places of the municipality at that position.")
