"""Requests and answers about what the placement law asks of a citizen, and about the schemes it leaves open."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from case_api.citizens.vocabularies import distinct
from case_api.dates import Day
from case_api.responses import ANSWER
from rettematch.contracts.base import Hours, Scheme
from rettematch.patches import partial
from rettematch.programmes.definitions import law
from rettematch.programmes.law import LawFinding
from rettematch.programmes.law_parameters import DutyToWork, PriorUnemployment

_MOST_EMPLOYERS = 20


def circumstances() -> frozenset[str]:
    """Every circumstance that a row of the law names as an exemption, in force or not."""
    parameters = [each for rule in law().rules if rule.enabled for each in (rule.parameters, *rule.also)]
    return frozenset(
        slug for each in parameters if isinstance(each, PriorUnemployment | DutyToWork) for slug in each.exempt
    )


def _named_by_law(slug: str) -> str:
    if slug not in circumstances():
        raise ValueError(f"must be one of: {', '.join(sorted(circumstances()))}")
    return slug


Circumstance = Annotated[str, Field(max_length=60), AfterValidator(_named_by_law)]
Years = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]


class LegalFactsWrite(BaseModel):
    """What the placement law asks about a citizen; null is what nobody has asked yet.

    Benefit, since when, and visitation group stand on the citizen; the age follows from the CPR number.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "unemployed_since": "2025-02-03",
                    "benefit_hours_paid": None,
                    "last_employer_id": "0193a000-0000-7000-8000-000000000001",
                    "last_employed_until": "2025-01-31",
                    "spouse_employers": [],
                    "exemptions": ["single-provider"],
                    "residence_years": 10,
                    "work_years": 3.5,
                    "years_on": "2026-11-20",
                    "other_activity_hours": 6,
                    "revalidering_granted_on": None,
                    "flex_job_before": False,
                }
            ]
        },
    )

    unemployed_since: Day | None = Field(default=None, description="First day of the present unemployment.")
    benefit_hours_paid: Annotated[float, Field(ge=0, le=20_000, allow_inf_nan=False)] | None = Field(
        default=None, description="Hours of unemployment benefit paid so far."
    )
    last_employer_id: UUID | None = Field(default=None, description="Where the citizen was last employed.")
    last_employed_until: Day | None = None
    spouse_employers: Annotated[list[UUID], Field(max_length=_MOST_EMPLOYERS), AfterValidator(distinct)] = Field(
        default=[], description="Employers that the citizen's spouse owns."
    )
    exemptions: Annotated[list[Circumstance], Field(max_length=20), AfterValidator(distinct)] = Field(
        default=[],
        description="Circumstances that the law names: single-provider, no-education, "
        "newly-graduated-with-disability, ukraine-act. Stored sealed.",
    )
    residence_years: Years | None = Field(default=None, description="Years of residence here, of the last ten.")
    work_years: Years | None = Field(default=None, description="Years of full-time work, of the last ten.")
    years_on: Day | None = Field(default=None, description="When the two figures were true.")
    other_activity_hours: Annotated[Hours, Field(allow_inf_nan=False)] | None = Field(
        default=None,
        description="Weekly hours beside placements that count for the duty to work: Danish classes, treatment ...",
    )
    revalidering_granted_on: Day | None = None
    flex_job_before: bool | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.residence_years is None and self.work_years is None) != (self.years_on is None):
            raise ValueError("years_on must be given with residence_years or work_years, and only then")
        if self.last_employed_until is not None and self.last_employer_id is None:
            raise ValueError("last_employed_until needs a last_employer_id")
        return self


class LegalFactsRead(LegalFactsWrite):
    model_config = ANSWER

    id: UUID
    version: int
    citizen_id: UUID
    exemptions: list[str]


class LawRemark(BaseModel):
    """What the law says, with its row and paragraph."""

    rule_id: str = Field(examples=["L10"])
    section: str
    confidence: str = Field(description="H: primary text, M: consistent secondary sources.")
    on: date = Field(description="The first day on which it holds.")
    danish: str
    english: str
    prevents: bool = Field(description="False: a duty or a piece of information beside it.")
    unknown: bool = Field(description="Nobody knows yet: ask `question`.")
    question: str | None = Field(description="What to ask, in Danish.")


def remark_of(finding: LawFinding) -> LawRemark:
    """A finding as an answer shows it."""
    return LawRemark.model_validate(finding, from_attributes=True)


class SchemeRead(BaseModel):
    """Whether the law leaves a scheme open to the citizen, whatever the place."""

    scheme: Scheme
    danish: str
    wanted: bool = Field(description="Among the schemes that may be offered to the citizen.")
    possible: bool = Field(description="False when the law is against it by what is known; the matcher leaves it out.")
    findings: list[LawRemark]


class Schemes(BaseModel):
    items: list[SchemeRead]


if TYPE_CHECKING:
    LegalFactsChange = LegalFactsWrite
else:
    LegalFactsChange = partial(LegalFactsWrite)
