"""Requests and answers about paid hours."""

from typing import TYPE_CHECKING, Annotated, Final, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from case_api.citizens.vocabularies import OneLine
from case_api.dates import Day
from case_api.ordinary_hours.models import WageKind
from case_api.responses import ANSWER
from rettematch.patches import partial

_HOURS_IN_A_WEEK: Final = 7 * 24
_EMPLOYER_FIELDS: Final = ("employer_id", "workplace_id", "employer_name")


class PaidHoursWrite(BaseModel):
    """Paid hours at one employer from a day on. Another number of hours, or another wage, is another record."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "from_date": "2026-11-09",
                    "wage_kind": "ordinary",
                    "employer_name": "Bageren på torvet",
                    "hours_per_week": 4.5,
                }
            ]
        },
    )

    from_date: Day = Field(description="The first day of work with them. Not in the future.")
    until_date: Day | None = Field(default=None, description="The last day; null when no end is known.")
    wage_kind: WageKind = Field(description="Ordinary paid hours (ordinære timer), or a wage with a subsidy.")
    employer_id: UUID | None = Field(default=None, description="An employer that stands here.")
    workplace_id: UUID | None = Field(default=None, description="A workplace that stands here.")
    employer_name: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), OneLine] | None
    ) = Field(default=None, description="The name of an employer that does not stand here. Stored sealed.")
    placement_id: UUID | None = Field(
        default=None, description="The placement of the case that they belong to; they may be at another employer."
    )
    hours_per_week: Annotated[float, Field(gt=0, le=_HOURS_IN_A_WEEK, multiple_of=0.25, allow_inf_nan=False)] = Field(
        description="In steps of a quarter. All paid hours of a case together keep the law's bound for a week (L5)."
    )

    @model_validator(mode="after")
    def _one_employer_and_in_order(self) -> Self:
        if sum(getattr(self, name) is not None for name in _EMPLOYER_FIELDS) != 1:
            raise ValueError("must name the employer by one of employer_id, workplace_id and employer_name")
        if self.until_date is not None and self.until_date < self.from_date:
            raise ValueError("until_date must not be before from_date")
        return self


class PaidHoursRead(PaidHoursWrite):
    model_config = ANSWER

    id: UUID
    version: int
    case_id: UUID
    elsewhere: bool | None = Field(
        description="At another employer than the placement they belong to; null when they belong to none, or the "
        "employer does not stand here."
    )


if TYPE_CHECKING:
    PaidHoursChange = PaidHoursWrite
else:
    PaidHoursChange = partial(PaidHoursWrite)
