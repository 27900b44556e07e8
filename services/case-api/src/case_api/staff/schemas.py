"""Requests and answers about municipalities, teams and staff."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from case_api.citizens.vocabularies import OneLine
from case_api.dates import Day
from case_api.findings import FindingRead
from case_api.responses import ANSWER
from rettematch.contracts.base import MunicipalityCode, Role
from rettematch.patches import partial

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S"), OneLine]
Subject = Annotated[
    str, Field(min_length=1, max_length=200, description="What the identity provider calls the person."), OneLine
]


class LegalBasisWrite(BaseModel):
    """Why a category of data may be used in matching."""

    model_config = ConfigDict(extra="forbid")

    category: Annotated[str, Field(pattern=r"^[a-z-]{3,40}$", examples=["considerations"])]
    citation: Annotated[str, Field(min_length=5, max_length=500), OneLine]
    in_force_from: Day
    in_force_until: Day | None = None


class FirstAdministrator(BaseModel):
    """The person who sets the municipality up."""

    model_config = ConfigDict(extra="forbid")

    subject: Subject
    name: Name


class MunicipalityCreate(BaseModel):
    model_config = ConfigDict(extra="forbid")

    municipality_code: MunicipalityCode
    administrator: FirstAdministrator


class MunicipalityRead(BaseModel):
    municipality_code: str
    name: str
    version: int
    legal_bases: list[LegalBasisWrite] = []


class TeamWrite(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[Name, Field(examples=["Team Virksomhed"])]


class TeamRead(TeamWrite):
    model_config = ANSWER

    id: UUID
    version: int


class StaffWrite(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"subject": "b7c1", "name": "Karen Bøgh", "roles": ["job-broker"], "active": True}]
        },
    )

    subject: Subject
    name: Name
    roles: Annotated[list[Role], Field(min_length=1, max_length=7)]
    team_id: UUID | None = None
    active: bool = True


class StaffRead(StaffWrite):
    model_config = ANSWER

    id: UUID
    version: int


class CaseloadMeasure(BaseModel):
    """A rule about the size or mix of a caseload."""

    rule_id: str = Field(examples=["uf_caseload_total"])
    danish: str
    at_least: float | None
    at_most: float | None
    now: int
    after: int | None = Field(description="With the case of `with_case`; null without one.")
    findings: list[FindingRead]
    findings_after: list[FindingRead]


class AllocationHint(BaseModel):
    """Which staff take a group of citizens, by the programme. A hint: nobody is refused by it."""

    group: str
    group_danish: str
    takers: list[str]
    takers_danish: list[str]


class ProgrammeCaseload(BaseModel):
    """A caseload judged by the rules of one programme, shown before a case is given to the broker."""

    programme: str
    measures: list[CaseloadMeasure]
    consultant_may_be_broker: bool = Field(
        description="Whether the caseload is so large that a job consultant may be named job broker."
    )
    allocation: list[AllocationHint]


class Caseload(BaseModel):
    """How many running cases a person has, by part in them, and how much of what they must do is waiting."""

    staff_id: UUID
    as_job_broker: int
    as_caseworker: int
    in_programme: ProgrammeCaseload | None = None
    follow_ups_due: int
    follow_ups_overdue: int


if TYPE_CHECKING:
    TeamChange = TeamWrite
    StaffChange = StaffWrite
else:
    TeamChange = partial(TeamWrite)
    StaffChange = partial(StaffWrite)
