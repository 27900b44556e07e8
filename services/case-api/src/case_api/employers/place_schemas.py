"""Requests and answers about places."""

from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from case_api.citizens.schemas import Certificate
from case_api.citizens.vocabularies import DimensionId, PackageId
from case_api.dates import Day
from case_api.employers.schemas import Name, Note
from case_api.responses import ANSWER
from rettematch.constraints import window_minutes
from rettematch.contracts.base import Hours, Scheme, TimeOfDay, Weekday
from rettematch.contracts.places import Demand, PaidHoursProspect
from rettematch.languages import LanguageLevel
from rettematch.patches import partial
from rettematch.reference.occupations import find_occupation

_MINUTES_AN_HOUR = 60


def _check_occupation(uri: str) -> str:
    if find_occupation(uri) is None:
        raise ValueError("must be the URI of an ESCO occupation")
    return uri


Occupation = Annotated[str, Field(max_length=200), AfterValidator(_check_occupation)]
PlaceHours = Annotated[Hours, Field(allow_inf_nan=False)]


class DemandWrite(Demand):
    """What the place asks on one dimension of considerations (skånehensyn), 0 to 3."""

    dimension: DimensionId

    @model_validator(mode="after")
    def _accommodation_lowers(self) -> Self:
        if self.accommodated is not None and self.accommodated > self.usual:
            raise ValueError("accommodated must not be above usual")
        return self


def _each_dimension_once(demands: list[DemandWrite]) -> list[DemandWrite]:
    if len({demand.dimension for demand in demands}) != len(demands):
        raise ValueError("must name each dimension once")
    return demands


class PlaceWrite(BaseModel):
    """What an employer offers (plads): tasks, demands, hours, schemes and seats."""

    model_config = ConfigDict(extra="forbid")

    agreement_id: UUID | None = None
    contact_person_id: UUID | None = None
    mentor_id: UUID | None = None
    title: Name
    tasks: Note
    occupations: Annotated[list[Occupation], Field(min_length=1, max_length=10)]
    package: PackageId
    demands: Annotated[list[DemandWrite], Field(max_length=20), AfterValidator(_each_dimension_once)] = Field(
        default=[],
        description="A dimension that is left out is assumed to be as is typical of the package, and marked so.",
    )
    language_spoken: LanguageLevel
    language_read: LanguageLevel
    language_known: bool = Field(description="False when nobody has asked the employer.")
    certificates: Annotated[list[Certificate], Field(max_length=20)] = []
    clean_criminal_record: bool | None = Field(default=None, description="Required, not required, or not asked.")
    child_protection_certificate: bool | None = None
    schemes: Annotated[list[Scheme], Field(min_length=1, max_length=5)]
    hours_per_day_min: PlaceHours
    hours_per_week_min: PlaceHours
    hours_per_week_max: PlaceHours
    days: Annotated[list[Weekday], Field(min_length=1, max_length=7)]
    earliest_start: TimeOfDay
    latest_end: TimeOfDay = Field(description="Before earliest_start when the work runs past midnight.")
    open_from: Day
    open_until: Day | None = None
    seats: Annotated[int, Field(ge=1, le=99)]
    paid_hours_prospect: PaidHoursProspect
    vacated_on: Day | None = Field(
        default=None,
        description="When somebody left this very job by dismissal or resignation; no wage subsidy shortly after it.",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.hours_per_week_min > self.hours_per_week_max:
            raise ValueError("hours_per_week_min must not be above hours_per_week_max")
        if self.hours_per_day_min > self.hours_per_week_max:
            raise ValueError("hours_per_day_min must not be above hours_per_week_max")
        if self.open_until is not None and self.open_until < self.open_from:
            raise ValueError("open_until must not be before open_from")
        start, end = window_minutes(self.earliest_start, self.latest_end)
        if self.earliest_start == self.latest_end or end - start < self.hours_per_day_min * _MINUTES_AN_HOUR:
            raise ValueError("earliest_start to latest_end must have room for hours_per_day_min")
        for name in ("occupations", "certificates", "schemes", "days"):
            listed = getattr(self, name)
            if len(set(listed)) != len(listed):
                raise ValueError(f"{name} must name each one once")
        return self


class PlaceCreate(PlaceWrite):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "workplace_id": "0193a000-0000-7000-8000-000000000002",
                    "title": "Hjælp i kantinen",
                    "tasks": "Smøre sandwich, dække borde, tømme opvaskemaskinen.",
                    "occupations": ["http://data.europa.eu/esco/occupation/e1cf6897-158d-4b48-a39e-2a3a8cac216c"],
                    "package": "kitchen",
                    "demands": [
                        {"dimension": "standing", "usual": 3, "accommodated": 1, "known": "stated"},
                        {"dimension": "lifting", "usual": 1, "known": "seen"},
                    ],
                    "language_spoken": "A2",
                    "language_read": "none",
                    "language_known": True,
                    "certificates": [],
                    "clean_criminal_record": False,
                    "child_protection_certificate": False,
                    "schemes": ["taster", "internship", "ordinary-hours"],
                    "hours_per_day_min": 2,
                    "hours_per_week_min": 6,
                    "hours_per_week_max": 20,
                    "days": ["mon", "tue", "wed", "thu", "fri"],
                    "earliest_start": "07:00",
                    "latest_end": "15:00",
                    "open_from": "2026-12-01",
                    "open_until": None,
                    "seats": 2,
                    "paid_hours_prospect": "likely",
                }
            ]
        },
    )

    workplace_id: UUID


class PlaceRead(PlaceCreate):
    model_config = ANSWER

    id: UUID
    version: int
    withdrawn: bool
    open: bool = Field(description="Offered and not past.")
    seats_taken: int = Field(description="The most that are taken on any day from today.")


if TYPE_CHECKING:
    PlaceChange = PlaceWrite
else:
    PlaceChange = partial(PlaceWrite)
