"""Answers about programmes and their rules."""

from datetime import date

from pydantic import BaseModel, Field

from rettematch.programmes.definitions import Confidence, Kind


class RuleRead(BaseModel):
    """A rule, with what it states as Danish sentences. One id may have several rows, one after the other in time."""

    id: str = Field(examples=["fsm_weekly_until_match"])
    danish: str
    english: str
    kind: Kind
    kind_danish: str = Field(examples=["skal-regel"])
    hard: bool = Field(description="Whether it can be broken; what is not hard can be missed.")
    source: str = Field(description="The document that states it.")
    section: str = Field(description="Where in the source it stands.")
    confidence: Confidence = Field(description="H: primary text; M: secondary sources; L: weak, and switched off.")
    enabled: bool
    in_force_from: date | None = Field(description="Null: from the beginning.")
    in_force_to: date | None = Field(description="The last day; null: still in force.")
    own: bool = Field(description="Whether the municipality added or changed it.")
    figures: list[str] = Field(examples=[["Hver uge indtil der er et match: jobformidlerens kontakt med borgeren."]])


class StepDefinitionRead(BaseModel):
    """A step (trin) of a programme."""

    number: int
    danish: str
    english: str
    limits: list[str] = Field(description="The rules that say how long it may last.")
    exits: list[str] = Field(description="The rules that must be met before it ends; empty: it is open.")


class ProgrammeSummary(BaseModel):
    """A programme in a list."""

    id: str = Field(examples=["flere-skal-med-2"])
    danish: str
    english: str
    source: str
    rules: int = Field(description="How many rules it has.")
    own_rules: int = Field(description="How many rows of them the municipality added or changed.")


class Programmes(BaseModel):
    """Every programme, in the order of the ids."""

    items: list[ProgrammeSummary]


class ProgrammeRead(BaseModel):
    """A programme as it holds in the municipality."""

    id: str
    danish: str
    english: str
    source: str
    reminder_at: str = Field(
        pattern=r"^[0-9]{2}:[0-9]{2}$", description="When reminders go out, on the clock in Denmark."
    )
    steps: list[StepDefinitionRead]
    rules: list[RuleRead]


class LawRead(BaseModel):
    """What binds placements whatever the programme; no municipality changes it."""

    rules: list[RuleRead]
