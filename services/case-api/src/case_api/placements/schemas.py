"""Requests and answers about placements and their work agreements."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from case_api.citizens.vocabularies import DimensionId
from case_api.dates import Day, Moment
from case_api.employers.schemas import Note
from case_api.placements.choices import Choice
from case_api.placements.models import InternshipPurpose, PlacementOutcome
from case_api.placements.remarks import Remark
from rettematch.contracts.base import Hours, Level, Scheme
from rettematch.contracts.cases import ContactKind
from rettematch.contracts.places import Knowledge
from rettematch.languages import LanguageLevel
from rettematch.patches import partial

Line = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]
Reason = Annotated[
    str,
    Field(
        min_length=20,
        max_length=4000,
        pattern=r"^[^\x00]*[^\s\x00][^\x00]*$",
        description="Why, in the words of the person who decides.",
    ),
]
WorkHours = Annotated[Hours, Field(gt=0, allow_inf_nan=False)]


class FollowUpWrite(BaseModel):
    """One line of the follow-up plan."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Moment
    kind: ContactKind


class FollowUpRead(FollowUpWrite):
    id: UUID


class StepUp(BaseModel):
    """Ordinary paid hours from a date on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_date: Day
    paid_hours_per_week: Annotated[Hours, Field(allow_inf_nan=False)]


class _Confirmed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    known: Literal[Knowledge.STATED, Knowledge.SEEN] = Field(
        default=Knowledge.STATED, description="Said by the employer, or seen on a visit."
    )
    on: Day


class DemandConfirmed(_Confirmed):
    """What the place really asks on one dimension of considerations (skånehensyn)."""

    fact: Literal["consideration"]
    dimension: DimensionId
    level: Level
    accommodated: Level | None = None

    @model_validator(mode="after")
    def _accommodation_lowers(self) -> Self:
        if self.accommodated is not None and self.accommodated > self.level:
            raise ValueError("accommodated must not be above level")
        return self


class DanishConfirmed(_Confirmed):
    """The Danish that the place really asks."""

    fact: Literal["danish"]
    spoken: LanguageLevel
    read: LanguageLevel


class RecordConfirmed(_Confirmed):
    """Whether the place requires a certificate of criminal record or of child protection."""

    fact: Literal["criminal-record", "child-protection"]
    required: bool


Confirmed = Annotated[DemandConfirmed | DanishConfirmed | RecordConfirmed, Field(discriminator="fact")]


class PlacementWrite(BaseModel):
    """What of a placement can be changed: its hours and its work agreement (arbejds- og opfølgningsaftale)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"hours_per_week": 12}]})

    hours_per_day: WorkHours
    hours_per_week: WorkHours
    goal: Note
    sub_goals: Annotated[list[Line], Field(max_length=20)] = []
    tasks: Note
    meeting_times: Line
    considerations_agreed: Annotated[list[Line], Field(max_length=20)] = Field(
        default=[], description="In words that the employer may read. Accommodations that the place rests on are added."
    )
    contact_person_id: UUID
    mentor_id: UUID | None = None
    mentor_tasks: Note | None = None
    follow_up_plan: Annotated[list[FollowUpWrite], Field(max_length=100)] = []
    ordinary_hours_planned: bool
    step_up: Annotated[list[StepUp], Field(max_length=20)] = []
    purpose: InternshipPurpose | None = Field(
        default=None, description="What an internship or taster is for; the law asks that the agreement says so."
    )
    self_found: bool = Field(default=False, description="The citizen has found the internship (selvfunden).")
    assessment: Note | None = Field(
        default=None, description="The concrete assessment that a longer internship rests on, in words."
    )
    special_need: Note | None = Field(
        default=None, description="The quite special need that an internship over 26 weeks rests on, in words."
    )
    difference: Note | None = Field(
        default=None, description="How it differs from an earlier internship at the workplace, in words."
    )
    representative_heard_on: Day | None = Field(
        default=None, description="When a wage subsidy was discussed with the employee representative."
    )
    both_signed_on: Day | None = Field(
        default=None, description="When employer and employee representative had both signed (VITAS)."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.hours_per_day > self.hours_per_week:
            raise ValueError("hours_per_day must not be above hours_per_week")
        if self.mentor_tasks is not None and self.mentor_id is None:
            raise ValueError("mentor_tasks need a mentor_id")
        return self


class PlacementCreate(PlacementWrite):
    """Takes a seat for a citizen."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "case_id": "0193a000-0000-7000-8000-000000000010",
                    "place_id": "0193a000-0000-7000-8000-000000000003",
                    "scheme": "internship",
                    "starts_on": "2026-12-01",
                    "ends_on": "2027-03-01",
                    "hours_per_day": 3,
                    "hours_per_week": 9,
                    "goal": "Fast arbejde i en kantine.",
                    "sub_goals": ["Møde til tiden i fire uger", "Smøre sandwich uden hjælp"],
                    "tasks": "Smøre sandwich og dække borde.",
                    "meeting_times": "Mandag, onsdag og fredag kl. 9-12",
                    "considerations_agreed": ["kan sidde ned en del af dagen"],
                    "contact_person_id": "0193a000-0000-7000-8000-000000000004",
                    "mentor_id": "0193a000-0000-7000-8000-000000000004",
                    "mentor_tasks": "Tager imod hver morgen.",
                    "follow_up_plan": [{"at": "2026-12-08T10:00:00+01:00", "kind": "visit"}],
                    "ordinary_hours_planned": True,
                    "step_up": [{"from_date": "2027-02-01", "paid_hours_per_week": 3}],
                    "purpose": "ordinary-hours",
                    "self_found": False,
                    "reason": "Borgeren vil arbejde med mad, og pladsen har en rolig mentor.",
                    "choice": {
                        "run_id": "0193a000-0000-7000-8000-000000000011",
                        "rank": 1,
                    },
                    "confirmed": [
                        {
                            "fact": "consideration",
                            "dimension": "noise",
                            "level": 1,
                            "known": "seen",
                            "on": "2026-11-20",
                        }
                    ],
                }
            ]
        },
    )

    case_id: UUID
    place_id: UUID
    scheme: Scheme
    starts_on: Day
    ends_on: Day
    reason: Reason
    choice: Choice | None = Field(
        default=None, description="Which place of a ranking it is; left out when it came from no list."
    )
    moved_from: UUID | None = Field(
        default=None,
        description="The placement of the case that this one follows at another workplace of the same cluster "
        "(rule stv_model_4).",
    )
    confirmed: Annotated[list[Confirmed], Field(max_length=30)] = Field(
        default=[], description="Facts that were unknown and that the caller has found out; the place keeps them."
    )

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError("ends_on must not be before starts_on")
        return self


class PlacementSummary(BaseModel):
    """A placement without the agreement's texts."""

    id: UUID
    version: int
    case_id: UUID
    place_id: UUID
    workplace_id: UUID
    scheme: Scheme
    starts_on: date
    ends_on: date
    hours_per_day: float
    hours_per_week: float
    ended_on: date | None
    outcome: PlacementOutcome | None
    contact_person_id: UUID
    mentor_id: UUID | None
    ordinary_hours_planned: bool
    purpose: InternshipPurpose | None
    self_found: bool
    representative_heard_on: date | None
    both_signed_on: date | None
    choice: Choice | None = Field(description="Null when it came from no list.")
    moved_from: UUID | None
    decided_by: UUID


class Extension(BaseModel):
    """An earlier extension: by whom, on which day, until when, and why."""

    on: date
    ends_on: date
    by: UUID
    reason: str
    starts_on: date | None = Field(default=None, description="The first day that it added.")
    assessment: str | None = None
    special_need: str | None = None


class AgreementTexts(BaseModel):
    """What of the agreement is sealed with the citizen's key."""

    goal: str
    sub_goals: list[str]
    tasks: str
    meeting_times: str
    considerations_agreed: list[str]
    mentor_tasks: str | None
    assessment: str | None = None
    special_need: str | None = None
    difference: str | None = None
    confirmed: list[Confirmed] = []
    extensions: list[Extension] = []


class PlacementRead(PlacementSummary, AgreementTexts):
    """A placement with its whole work agreement."""

    step_up: list[StepUp]
    follow_up_plan: list[FollowUpRead]
    reason: str
    jobcentre_contact_id: UUID = Field(description="Whom the employer calls: the case's job broker, else caseworker.")
    law_findings: list[Remark] = Field(description="What the law says of it as it stands today, also what is no bar.")


class PlacementCheck(BaseModel):
    """What would stand in the way of a placement, and what stands beside it."""

    allowed: bool = Field(description="True when nothing prevents it; nothing was written either way.")
    items: list[Remark]


class PlacementExtend(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "ends_on": "2027-05-31",
                    "reason": "Borgeren mangler at lære kassen og er på vej.",
                    "assessment": "Målet om tre ordinære timer kan nås med tolv uger mere i samme køkken.",
                }
            ]
        },
    )

    ends_on: Day
    reason: Reason
    assessment: Note | None = Field(
        default=None, description="The concrete assessment, when an internship becomes longer than 13 weeks by it."
    )
    special_need: Note | None = Field(
        default=None, description="The quite special need, when an internship becomes longer than 26 weeks by it."
    )


class PlacementEnd(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"ended_on": "2027-03-01", "outcome": "ordinary-hours"}]}
    )

    ended_on: Day = Field(description="The last day. Before starts_on when it never began.")
    outcome: PlacementOutcome


if TYPE_CHECKING:
    PlacementChange = PlacementWrite
else:
    PlacementChange = partial(PlacementWrite)
