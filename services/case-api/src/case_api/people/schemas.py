"""Requests and answers about who has which part in a case."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from case_api.citizens.vocabularies import Words
from case_api.dates import Day
from case_api.people.models import Part


class _Person(BaseModel):
    """Either a member of staff or a contact person."""

    staff_id: UUID | None = Field(default=None, description="An active member of staff with the part's role.")
    contact_person_id: UUID | None = Field(
        default=None, description="For a support person or a mentor from a company: an active contact person."
    )

    @model_validator(mode="after")
    def _one_person(self) -> Self:
        if (self.staff_id is None) == (self.contact_person_id is None):
            raise ValueError("exactly one of staff_id and contact_person_id must be given")
        return self


class PersonName(_Person):
    """Gives somebody a part that nobody has now."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"part": "support-person", "staff_id": "0193a000-0000-7000-8000-000000000003"}]
        },
    )

    part: Part
    from_date: Day | None = Field(default=None, description="The first day; today when left out, never later.")
    reason: Words | None = Field(
        default=None, description="Asked for when the programme wants no change in the part. Stored sealed."
    )


class PersonHandOver(_Person):
    """Gives the part to somebody else."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "staff_id": "0193a000-0000-7000-8000-000000000003",
                    "from_date": "2026-11-23",
                    "reason": "Den hidtidige støtteperson er flyttet til en anden afdeling.",
                }
            ]
        },
    )

    from_date: Day | None = Field(default=None, description="The first day of the next person; today when left out.")
    reason: Words | None = Field(
        default=None, description="Asked for when the programme wants no change in the part. Stored sealed."
    )


class PersonEnd(BaseModel):
    """Takes the part from somebody without a successor."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"to_date": "2026-11-23", "reason": "Borgeren har ikke længere brug for det."}]
        },
    )

    to_date: Day | None = Field(default=None, description="The first day without the person; today when left out.")
    reason: Words = Field(description="Stored sealed.")


class PersonRead(BaseModel):
    """Somebody's time in a part of a case."""

    id: UUID
    version: int
    case_id: UUID
    part: Part
    danish: str = Field(description="The part in Danish.", examples=["støtteperson"])
    staff_id: UUID | None
    contact_person_id: UUID | None
    from_date: date
    to_date: date | None = Field(description="The day from which the person no longer has it; null: still has it.")
    reason: str | None = Field(description="Why this person; only for those who work the case.")
    end_reason: str | None = Field(description="Why it ended without a successor; only for those who work the case.")
    reason_given: bool = Field(description="Whether a reason is recorded, also when it is not shown.")
    named_by: UUID | None


class PartChange(BaseModel):
    """One change of the person in a part."""

    on: date
    from_person: UUID
    to_person: UUID | None = Field(description="Null: nobody took it over at once.")
    changed_by: UUID | None
    reason: str | None = Field(description="Only for those who work the case.")
    reason_given: bool


class Continuity(BaseModel):
    """How constant a part has been; the programme may want one person all the way."""

    part: Part
    danish: str
    persons: int = Field(description="How many different people have had it.")
    since: date | None = Field(description="Since when the present one has it; null: nobody has it.")
    changes: list[PartChange]
    unchanged_asked_by: str | None = Field(
        description="The rule of the programme that asks for one person in the part.", examples=["fsm_broker_each"]
    )


class People(BaseModel):
    """Everybody who has or had a part in a case, by part and time."""

    items: list[PersonRead]
    continuity: list[Continuity]
