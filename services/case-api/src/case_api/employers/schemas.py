"""Requests and answers about employers, workplaces, contact persons and cooperation agreements."""

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from case_api.citizens.vocabularies import Postcode
from case_api.dates import Day
from case_api.employers.staff_months import StaffByMonth
from case_api.responses import ANSWER
from rettematch.contracts.places import CooperationModel, Sector
from rettematch.identifiers import Cvr, PNumber
from rettematch.patches import partial
from rettematch.programmes.definitions import Confidence
from rettematch.reference.industry_codes import find_industry_code

_VISIBLE = r"^[^\x00]*[^\s\x00][^\x00]*$"
"""At least one character that shows, and none that a database cannot hold."""

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=_VISIBLE)]
Note = Annotated[str, Field(min_length=1, max_length=4000, pattern=_VISIBLE)]


def _check_industry_code(text: str) -> str:
    code = find_industry_code(text)
    if code is None:
        raise ValueError("must be an industry code of DB07, six digits")
    return code.code


IndustryCode = Annotated[
    str,
    Field(max_length=8, examples=["562900"], description="DB07; 562900 and 56.29.00 are the same."),
    AfterValidator(_check_industry_code),
]


class EmployerWrite(BaseModel):
    """A company or public employer (virksomhed), by its CVR number."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "cvr": "99000007",
                    "name": "Ærøgades Kantine A/S",
                    "sector": "private",
                    "note": "Ringer helst om formiddagen.",
                }
            ]
        },
    )

    cvr: Cvr
    name: Name
    sector: Sector
    note: Note | None = None
    staff_by_month: StaffByMonth = Field(
        default=[],
        description="Ordinary staff of the whole company in full-time posts, month by month: the additional-employment "
        "rule (merbeskæftigelse) of a private employer rests on the last twelve.",
    )


class EmployerRead(EmployerWrite):
    model_config = ANSWER

    id: UUID
    version: int


class WorkplaceWrite(BaseModel):
    """A production unit (arbejdssted), by its P-number."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"ordinary_full_time": 14.5}]})

    p_number: PNumber
    name: Name
    address: Name | None = None
    postcode: Postcode
    industry_code: IndustryCode
    ordinary_full_time: Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)] | None = Field(
        default=None,
        description="Ordinary, unsupported staff as full-time posts; null until somebody has asked. "
        "The ratio rule (rimelighedskravet) rests on it.",
    )
    ordinary_full_time_on: Day | None = Field(default=None, description="When the employer said so.")
    subsidised_full_time: Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)] = Field(
        default=0,
        description="Of ordinary_full_time, posts that the employer has counted though they are paid with public "
        "subsidy; the law leaves them out (L7).",
    )
    employees: Annotated[int, Field(ge=0, le=1_000_000)] | None = Field(
        default=None, description="How many are employed there; a wage subsidy needs two signatures from two on."
    )
    staff_by_month: StaffByMonth = Field(
        default=[],
        description="As the employer's, for this workplace alone: what counts for a public employer.",
    )

    @model_validator(mode="after")
    def _figure_and_date_together(self) -> Self:
        if (self.ordinary_full_time is None) != (self.ordinary_full_time_on is None):
            raise ValueError("ordinary_full_time and ordinary_full_time_on must be given together")
        if self.subsidised_full_time > (self.ordinary_full_time or 0):
            raise ValueError("subsidised_full_time must not be above ordinary_full_time")
        return self


class WorkplaceCreate(WorkplaceWrite):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "employer_id": "0193a000-0000-7000-8000-000000000001",
                    "p_number": "1999000001",
                    "name": "Kantinen i Ebeltoft",
                    "address": "Havnevej 1",
                    "postcode": "8400",
                    "industry_code": "562900",
                    "ordinary_full_time": 12.5,
                    "ordinary_full_time_on": "2026-11-02",
                }
            ]
        },
    )

    employer_id: UUID


class WorkplaceRead(WorkplaceCreate):
    model_config = ANSWER

    id: UUID
    version: int


class CapacityStretch(BaseModel):
    """Days, both included, on which the same room is left; planned starts and ends are counted in."""

    from_date: date
    to_date: date
    hours_allowed: float | None
    hours_used: float
    hours_free: float | None = Field(description="Below 0 where more are supported than the rule allows.")


class CapacityRead(BaseModel):
    """Room for supported staff under the ratio rule (rimelighedskravet), in weekly hours.

    Everything is null, and `question` is set, when the workplace's ordinary staff is not known.
    """

    workplace_id: UUID
    from_date: date
    to_date: date
    ordinary_full_time: float | None = Field(description="Without posts that are paid with public subsidy.")
    hours_allowed: float | None = Field(description="On the first day.")
    hours_used: float = Field(description="On the first day, by placements in the schemes that count.")
    hours_free: float | None = Field(description="On the first day.")
    hours_free_least: float | None = Field(description="The least that is free on any day of the period.")
    series: list[CapacityStretch] = Field(description="The whole period in order of time, without gaps.")
    question: str | None = Field(description="What to ask the employer, in Danish.")
    rule_id: str = Field(examples=["L6"])
    rule: str = Field(description="The rule in Danish.")
    section: str
    confidence: Confidence


class Training(BaseModel):
    """A course or a network that the job centre offers company mentors (rule stv_mentor_training)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40, examples=["course"])] = Field(
        description="An item of the rule: course, network."
    )
    on: Day = Field(description="The course's last day, or the first day in the network. Not in the future.")
    title: Name | None = None


class ContactPersonWrite(BaseModel):
    """Somebody at the employer: contact person, company mentor (virksomhedsmentor), or both."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "Lene Holm", "phone": "12345678"}]}
    )

    workplace_id: UUID | None = None
    name: Name
    title: Name | None = None
    phone: Annotated[str, Field(pattern=r"^\+?[0-9 ]{6,20}$", examples=["+45 12 34 56 78"])] | None = None
    email: Annotated[str, Field(max_length=200, pattern=r"^[^@\s\x00]+@[^@\s\x00]+$")] | None = None
    is_mentor: bool = False
    trainings: Annotated[list[Training], Field(max_length=20)] = Field(
        default=[], description="What the mentor has taken; a mentor with a course is trained."
    )
    active: bool = True

    @model_validator(mode="after")
    def _only_mentors_are_trained(self) -> Self:
        if self.trainings and not self.is_mentor:
            raise ValueError("trainings are for a mentor: is_mentor must be true")
        return self


class ContactPersonCreate(ContactPersonWrite):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "employer_id": "0193a000-0000-7000-8000-000000000001",
                    "name": "Søren O'Hara",
                    "title": "Køkkenchef",
                    "phone": "+45 12 34 56 78",
                    "email": "koekken@example.dk",
                    "is_mentor": True,
                    "trainings": [{"kind": "course", "on": "2026-03-02", "title": "Mentorkursus, hold 4"}],
                }
            ]
        },
    )

    employer_id: UUID


class ContactPersonRead(ContactPersonCreate):
    model_config = ANSWER

    id: UUID
    version: int


class SeatChange(BaseModel):
    """Another number of seats from a day on; 0 while the employer takes nobody."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_date: Day
    seats: Annotated[int, Field(ge=0, le=99)]


class AgreementWrite(BaseModel):
    """How an employer and the job centre agree on seats, by one of the four models (STV, section 2.2.2)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"seats": 3}]})

    model: CooperationModel
    seats: Annotated[int, Field(ge=1, le=99)] | None = Field(
        default=None, description="From the first day on; null: as many as its places offer."
    )
    seat_changes: Annotated[list[SeatChange], Field(max_length=100)] = Field(
        default=[], description="Seats over time: each from its day until the next one."
    )
    workplaces: Annotated[list[UUID], Field(max_length=100)] = Field(
        default=[], description="Those it covers; a cluster's may be of several employers. Empty: all of the employer."
    )
    central_mentor_id: UUID | None = Field(default=None, description="The mentor or coordinator of a cluster.")
    jobcentre_contact_id: UUID | None = Field(default=None, description="The employer's fixed contact here.")
    valid_from: Day
    valid_until: Day | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise ValueError("valid_until must not be before valid_from")
        days = [self.valid_from, *(change.from_date for change in self.seat_changes)]
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError("seat_changes must be after valid_from and in order, one a day")
        if self.valid_until is not None and days[-1] > self.valid_until:
            raise ValueError("seat_changes must not be after valid_until")
        return self


class AgreementCreate(AgreementWrite):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "employer_id": "0193a000-0000-7000-8000-000000000001",
                    "model": "fixed-seats",
                    "seats": 3,
                    "seat_changes": [{"from_date": "2027-06-01", "seats": 4}],
                    "workplaces": ["0193a000-0000-7000-8000-000000000002"],
                    "valid_from": "2026-12-01",
                    "valid_until": "2027-11-30",
                }
            ]
        },
    )

    employer_id: UUID


class AgreementRead(AgreementCreate):
    model_config = ANSWER

    id: UUID
    version: int


if TYPE_CHECKING:
    EmployerChange = EmployerWrite
    WorkplaceChange = WorkplaceWrite
    ContactPersonChange = ContactPersonWrite
    AgreementChange = AgreementWrite
else:
    EmployerChange = partial(EmployerWrite)
    WorkplaceChange = partial(WorkplaceWrite)
    ContactPersonChange = partial(ContactPersonWrite)
    AgreementChange = partial(AgreementWrite)
