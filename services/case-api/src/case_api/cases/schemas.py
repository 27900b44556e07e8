"""Requests and answers about cases."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from case_api.cases.models import CaseOutcome
from case_api.citizens.vocabularies import Words
from case_api.dates import FIRST_CASE_DAY, Day
from rettematch.contracts.matching import DisclosurePurpose
from rettematch.patches import partial
from rettematch.programmes.definitions import programmes


def _known_programme(programme_id: str) -> str:
    if programme_id not in programmes():
        raise ValueError("must be the id of a programme: " + ", ".join(programmes()))
    return programme_id


ProgrammeId = Annotated[
    str,
    StringConstraints(max_length=60),
    AfterValidator(_known_programme),
    Field(examples=["flere-skal-med-2"], description="A programme (indsats)."),
]


class CaseWrite(BaseModel):
    """What can be changed in a running case."""

    model_config = ConfigDict(extra="forbid")

    started_on: Annotated[Day, Field(ge=FIRST_CASE_DAY)] = Field(examples=["2026-11-02"])
    caseworker_id: UUID = Field(description="Staff with the role caseworker (sagsbehandler).")
    job_broker_id: UUID | None = Field(default=None, description="Staff with the role job-broker (jobformidler).")
    job_broker_reason: Words | None = Field(
        default=None,
        description="Why the job broker changes. Asked for when the programme wants no change. Stored sealed.",
    )
    team_id: UUID | None = None
    cohort: Annotated[str | None, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)] = Field(
        default=None,
        examples=["cash-benefit"],
        description="The group of citizens that the programme's rules tell apart; null when it tells none apart.",
    )
    cv_begun_on: Day | None = None
    ready_on: Day | None = Field(default=None, description="Ready for the effort: step 1 (trin 1) ends with it.")
    self_supporting_on: Day | None = Field(
        default=None, description="Job or education that the citizen lives by: step 3 (trin 3) ends."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for name in ("cv_begun_on", "ready_on", "self_supporting_on"):
            value: date | None = getattr(self, name)
            if value is not None and value < self.started_on:
                raise ValueError(f"{name} must not be before started_on")
        if self.ready_on and self.self_supporting_on and self.self_supporting_on < self.ready_on:
            raise ValueError("self_supporting_on must not be before ready_on")
        return self


class CaseCreate(CaseWrite):
    """A new case: one citizen in one programme."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "citizen_id": "0193a000-0000-7000-8000-000000000001",
                    "programme": "flere-skal-med-2",
                    "started_on": "2026-11-02",
                    "caseworker_id": "0193a000-0000-7000-8000-000000000002",
                    "job_broker_id": "0193a000-0000-7000-8000-000000000003",
                }
            ]
        },
    )

    citizen_id: UUID
    programme: ProgrammeId


class CaseRead(BaseModel):
    """A case. Who the citizen is, is read at the citizen."""

    id: UUID
    version: int
    citizen_id: UUID
    programme: str
    cohort: str | None
    started_on: date
    closed_on: date | None
    outcome: CaseOutcome | None
    caseworker_id: UUID
    job_broker_id: UUID | None
    job_broker_since: date | None
    team_id: UUID | None
    cv_begun_on: date | None
    ready_on: date | None
    self_supporting_on: date | None


class DisclosedCase(BaseModel):
    """Whose profile a run of the matcher used."""

    subject: UUID = Field(description="Under which the matcher knows the citizen in this run only.")
    case_id: UUID
    purpose: DisclosurePurpose
    disclosed_at: datetime


class CaseClose(BaseModel):
    """Closing a case with how it ended."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"closed_on": "2026-11-23", "outcome": "ordinary-job"}]},
    )

    closed_on: Day
    outcome: CaseOutcome


if TYPE_CHECKING:
    CaseChange = CaseWrite
else:
    CaseChange = partial(CaseWrite)
