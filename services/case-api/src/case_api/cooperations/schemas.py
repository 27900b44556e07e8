"""Answers about cooperations with employers. They hold nothing about any citizen."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from case_api.employers.schemas import Training
from case_api.findings import FindingRead
from rettematch.contracts.places import CooperationModel


class PeriodRead(BaseModel):
    """So many seats from a day to a day."""

    from_date: date
    until: date | None
    seats: int | None = Field(description="Null: as many as the places under the agreement offer.")


class MentorRead(BaseModel):
    """A company mentor with the courses and networks taken."""

    contact_id: UUID
    name: str
    workplace_id: UUID | None
    trained: bool = Field(description="Has taken a course.")
    trained_on: date | None
    trainings: list[Training]


class CooperationStateRead(BaseModel):
    """A cooperation as it stands on a day, and where it departs from its model."""

    agreement_id: UUID
    on: date
    model: CooperationModel
    rule_id: str = Field(examples=["stv_model_1"])
    rule: str = Field(description="The model in Danish.")
    in_force: bool = Field(description="The day lies in the agreement's term; outside it there are no findings.")
    seats: int
    taken: int
    ended_and_not_refilled: int = Field(description="Seats that a placement has left and nobody has taken again.")
    workplaces: int
    workplaces_with_mentor: int
    central_mentors: int
    mentors_trained: bool = Field(description="There are mentors, and each has taken a course.")
    mentors: list[MentorRead]
    jobcentre_contact_id: UUID | None
    periods: list[PeriodRead]
    findings: list[FindingRead]


class RefillRead(BaseModel):
    """A fixed seat to be filled again (rule stv_model_1)."""

    agreement_id: UUID
    employer_id: UUID
    employer: str
    workplace_id: UUID
    workplace: str
    place_id: UUID
    place: str
    package: str
    jobcentre_contact_id: UUID | None
    free_since: date
    days_free: int


class Refills(BaseModel):
    on: date
    items: list[RefillRead] = Field(description="The seat that has been free longest first.")


class WorkplaceMentors(BaseModel):
    """The company mentors at a workplace; `findings` tell when nobody there was offered a course or a network."""

    workplace_id: UUID
    on: date
    items: list[MentorRead]
    findings: list[FindingRead]


class CellRead(BaseModel):
    """So many workplaces in one group of a dimension."""

    id: str
    danish: str
    workplaces: int


class ModelRead(BaseModel):
    """The agreements of one model that are in force."""

    model: CooperationModel
    rule_id: str
    agreements: int
    seats: int
    taken: int
    to_refill: int


class PackageRead(BaseModel):
    """What citizens with running cases have chosen, and what all places offer, in one industry package."""

    package: str
    danish: str
    citizens: int | None = Field(description="Null when the number is too small to be shown.")
    seats: int
    free_seats: int
    thin: bool = Field(description="Fewer free seats than citizens; none at all when the number is not shown.")


class PortfolioRead(BaseModel):
    """The companies with a cooperation agreement in force on a day, and how they are spread."""

    on: date
    employers: int
    workplaces: int
    models: list[ModelRead]
    industry: list[CellRead] = Field(description="By section of DB07.")
    size: list[CellRead] = Field(description="By ordinary staff in full-time posts.")
    geography: list[CellRead] = Field(description="By postcode.")
    municipality: list[CellRead]
    distance: list[CellRead] = Field(description="As the crow flies from `from_postcode`; empty without one.")
    packages: list[PackageRead]
    without_jobcentre_contact: list[UUID] = Field(description="Employers without a fixed contact in the job centre.")
    findings: list[FindingRead] = Field(description="By rules stv_portfolio_spread and stv_fixed_jobcentre_contact.")
