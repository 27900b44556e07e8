"""A record as it is answered."""

from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

Answer = TypeVar("Answer", bound=BaseModel)


class TeamRunRecord(BaseModel, Generic[Answer]):
    """What was answered, when, from which profiles and places. It never changes."""

    run_id: UUID
    created_at: AwareDatetime
    weights_version: str | None
    catalogue_cursor: str
    profiles: dict[UUID, str] = Field(
        description="By subject, random for this run, the SHA-256 of the profile, which is not kept here."
    )
    request: dict[str, Any]
    answer: Answer
    answer_sha256: str = Field(description="Of the canonical JSON of `answer`.")
    result_sha256: str = Field(description="Of `answer` without `run_id` and `catalogue`: a replay gives it again.")
