"""Requests and answers about consents and what was shared under them."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from case_api.citizens.vocabularies import OneLine, Words, distinct
from case_api.consents.vocabularies import Basis, Category, Counterpart, Direction, Given
from case_api.dates import FIRST_CASE_DAY, Day
from case_api.responses import ANSWER

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), OneLine]
Categories = Annotated[
    list[Category],
    Field(min_length=1, max_length=len(Category), description="What kind of information."),
    AfterValidator(distinct),
]


class ConsentWrite(BaseModel):
    """What the citizen said yes to."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "direction": "both",
                    "counterpart": "family-department",
                    "categories": ["job-goal-and-cv", "family-matters"],
                    "purpose": "Forberede en fælles samtale om børnepasning og arbejdstider.",
                    "given": "signed",
                    "given_on": "2026-11-20",
                    "in_force_from": "2026-11-20",
                    "in_force_to": "2027-05-20",
                }
            ]
        },
    )

    direction: Direction = Field(description="Whether information is shared, obtained, or both.")
    counterpart: Counterpart = Field(description="The department or party outside.")
    counterpart_name: Name | None = Field(
        default=None,
        description="Who exactly; then the consent holds for nobody else. Required for `other`. Stored sealed.",
    )
    categories: Categories
    purpose: Words = Field(description="What it is for. Stored sealed.")
    given: Given
    given_on: Day = Field(description="Not in the future.")
    written_down: Words | None = Field(
        default=None, description="What the citizen said; required for a spoken consent. Stored sealed."
    )
    in_force_from: Day = Field(description="Not before it was given.")
    in_force_to: Day | None = Field(default=None, description="The last day; null: until it is withdrawn.")

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.in_force_from < self.given_on:
            raise ValueError("in_force_from must not be before given_on")
        if self.in_force_to is not None and self.in_force_to < self.in_force_from:
            raise ValueError("in_force_to must not be before in_force_from")
        if self.given is Given.SPOKEN and self.written_down is None:
            raise ValueError("a spoken consent needs written_down")
        if self.counterpart is Counterpart.OTHER and self.counterpart_name is None:
            raise ValueError("the counterpart other needs counterpart_name")
        return self


class ConsentChange(BaseModel):
    """How a consent is narrowed; a field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"categories": ["job-goal-and-cv"]}]})

    direction: Direction | None = Field(default=None, description="One way instead of both.")
    categories: Categories | None = Field(default=None, description="Some of those it has.")
    in_force_to: Day | None = Field(default=None, description="An earlier last day, today at the earliest.")


class ConsentRead(ConsentWrite):
    """A consent as it stands, with its words in Danish."""

    model_config = ANSWER

    id: UUID
    version: int
    citizen_id: UUID = Field(description="The subject: whose information it is about.")
    direction_name: str
    counterpart_kind: str = Field(description="The counterpart in Danish.")
    category_names: list[str]
    given_name: str
    recorded_by: UUID
    withdrawn_at: datetime | None
    withdrawn_by: UUID | None
    in_force: bool = Field(description="Whether it holds today.")
    expires_soon: bool = Field(description="Whether it ends within 30 days: time to ask the citizen anew.")


class ShareWrite(BaseModel):
    """What was shared with somebody, or obtained from somebody."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "direction": "share",
                    "counterpart": "family-department",
                    "categories": ["job-goal-and-cv"],
                    "on": "2026-11-21",
                    "note": "Cv og jobmål sendt før den fælles samtale.",
                }
            ]
        },
    )

    direction: Direction
    counterpart: Counterpart
    counterpart_name: Name | None = Field(
        default=None, description="Who exactly; needed when the consent names somebody. Stored sealed."
    )
    categories: Categories
    on: Annotated[Day, Field(ge=FIRST_CASE_DAY)] = Field(description="Not in the future.")
    placement_id: UUID | None = Field(default=None, description="The placement of the case that it concerned.")
    note: Words | None = Field(default=None, description="In words. Stored sealed.")


class RestsOn(BaseModel):
    """A consent in the version that it had when it was relied on."""

    consent_id: UUID
    version: int


class ShareRead(BaseModel):
    """What was shared or obtained, and on what basis."""

    model_config = ANSWER

    id: UUID
    version: int
    case_id: UUID
    direction: Direction
    direction_name: str
    counterpart: Counterpart
    counterpart_kind: str
    counterpart_name: str | None
    categories: list[Category]
    category_names: list[str]
    on: date
    placement_id: UUID | None
    note: str | None
    basis: Basis = Field(description="A consent, or for considerations of a placement the work agreement itself.")
    basis_name: str
    consents: list[RestsOn]
    recorded_by: UUID
    retracted_on: date | None
