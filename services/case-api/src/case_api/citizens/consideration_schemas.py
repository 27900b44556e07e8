"""Requests and answers about considerations (skånehensyn)."""

from datetime import date
from typing import TYPE_CHECKING, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from case_api.citizens.models import Source
from case_api.citizens.vocabularies import DimensionId
from case_api.dates import Day
from case_api.responses import ANSWER
from rettematch.contracts.base import Level
from rettematch.patches import partial


class ConsiderationWrite(BaseModel):
    """The highest demand that the citizen can meet now on one dimension; never the reason why.

    The scale is the project's own, not an official one.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "dimension": "lifting",
                    "level": 1,
                    "source": "citizen",
                    "stated_on": "2026-11-20",
                    "valid_until": "2027-05-20",
                    "next_look_on": "2027-02-20",
                }
            ]
        },
    )

    dimension: DimensionId
    level: Level = Field(description="0 is none of it, 3 is no limit.")
    source: Source = Field(description="Who said it.")
    stated_on: Day
    valid_until: Day | None = Field(default=None, description="The last day; null when no end was stated.")
    next_look_on: Day | None = Field(default=None, description="When to look at it again.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_until is not None and self.valid_until < self.stated_on:
            raise ValueError("valid_until must not be before stated_on")
        if self.next_look_on is not None and self.next_look_on < self.stated_on:
            raise ValueError("next_look_on must not be before stated_on")
        return self


class ConsiderationRead(ConsiderationWrite):
    model_config = ANSWER

    id: UUID
    version: int
    dimension_name: str = Field(description="Danish name of the dimension.")
    level_text: str = Field(description="What the level means, in Danish.")
    withdrawn_on: date | None
    counts: bool = Field(description="Whether this is the statement that counts on its dimension today.")
    expired: bool = Field(description="Past its validity: counts until replaced, and should be looked at again.")


class EffectiveConsiderations(BaseModel):
    """What counts today, one statement a dimension at most."""

    as_of: date
    items: list[ConsiderationRead]


if TYPE_CHECKING:
    ConsiderationChange = ConsiderationWrite
else:
    ConsiderationChange = partial(ConsiderationWrite)
