"""Requests and answers about citizens themselves."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator

from case_api.citizens.models import Benefit, MatchGroup
from case_api.citizens.vocabularies import OneLine, PackageId, Postcode, distinct
from case_api.dates import Day
from case_api.responses import ANSWER
from rettematch.contracts.base import Hours, Scheme, TimeOfDay, Weekday
from rettematch.languages import LanguageLevel
from rettematch.patches import partial

PersonName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    OneLine,
    Field(examples=["Åse Sørensen"]),
]
CprText = Annotated[
    SecretStr,
    Field(
        min_length=10,
        max_length=11,
        examples=["610190-0006"],
        description="Ten digits, with or without the hyphen. No answer ever holds it but that of a reveal.",
    ),
]
Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), OneLine]
Certificate = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80), OneLine]
WorkHours = Annotated[Hours, Field(gt=0)]

_MOST_PACKAGES = 10
_MOST_LISTED = 50


class AccessPurpose(StrEnum):
    """Why somebody looks for a person or at protected data; stands in the audit."""

    CASE_WORK = "case-work"
    NEW_ENQUIRY = "new-enquiry"
    CONTACT = "contact"
    COMPLAINT = "complaint"
    ACCESS_REQUEST = "access-request"
    SUPERVISION = "supervision"


class OtherLanguage(BaseModel):
    """A language besides Danish that the citizen can work in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$", examples=["ar"], description="ISO 639 code.")]
    level: LanguageLevel


class CitizenWrite(BaseModel):
    """A citizen as a caseworker records it, without the CPR number."""

    model_config = ConfigDict(extra="forbid")

    name: PersonName
    address_protected: bool = Field(
        default=False, description="Navne- og adressebeskyttelse: hides address and postcode from most roles."
    )
    address: Address | None = Field(default=None, examples=["Skolegade 5, 1. tv."])
    postcode: Postcode
    benefit: Benefit = Field(description="Forsørgelse.", examples=["cash-benefit"])
    benefit_since: Day | None = Field(default=None, examples=["2025-02-03"])
    match_group: MatchGroup = Field(description="Visitationsgruppe.", examples=["activity-ready"])
    danish_spoken: LanguageLevel
    danish_read: LanguageLevel
    other_languages: Annotated[list[OtherLanguage], Field(max_length=10)] = []
    hours_per_day_max: WorkHours = Field(description="Most hours a day now.", examples=[3])
    hours_per_week_max: WorkHours = Field(description="Most hours a week now.", examples=[12])
    days: Annotated[list[Weekday], Field(min_length=1), AfterValidator(distinct)]
    earliest_start: TimeOfDay
    latest_end: TimeOfDay
    travel_km: Annotated[int, Field(ge=0, le=200, description="As the crow flies, between postcode centres.")]
    schemes: Annotated[list[Scheme], AfterValidator(distinct)] = Field(
        description="Schemes that the citizen may be offered.", examples=[["taster", "internship"]]
    )
    packages: Annotated[list[PackageId], Field(max_length=_MOST_PACKAGES), AfterValidator(distinct)] = Field(
        default=[], description="Industry packages that the citizen has chosen, best first."
    )
    certificates: Annotated[list[Certificate], Field(max_length=_MOST_LISTED), AfterValidator(distinct)] = []
    clean_criminal_record: bool | None = Field(default=None, description="Null until somebody has asked.")
    child_protection_certificate: bool | None = Field(default=None, description="Null until somebody has asked.")
    avoided_employers: Annotated[list[UUID], Field(max_length=_MOST_LISTED), AfterValidator(distinct)] = Field(
        default=[], description="Employers that the citizen is not to be offered."
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.hours_per_day_max > self.hours_per_week_max:
            raise ValueError("hours_per_day_max must be at most hours_per_week_max")
        if self.earliest_start >= self.latest_end:
            raise ValueError("earliest_start must be before latest_end")
        distinct([each.language for each in self.other_languages])
        return self


_EXAMPLE: Any = {
    "cpr": "6101900006",
    "name": "Åse Sørensen",
    "address_protected": False,
    "address": "Skolegade 5, 1. tv.",
    "postcode": "8410",
    "benefit": "cash-benefit",
    "benefit_since": "2025-02-03",
    "match_group": "activity-ready",
    "danish_spoken": "C2",
    "danish_read": "B2",
    "other_languages": [{"language": "en", "level": "A2"}],
    "hours_per_day_max": 3,
    "hours_per_week_max": 12,
    "days": ["mon", "tue", "thu"],
    "earliest_start": "08:00",
    "latest_end": "14:00",
    "travel_km": 20,
    "schemes": ["taster", "internship"],
    "packages": ["kitchen"],
    "certificates": [],
    "clean_criminal_record": None,
    "child_protection_certificate": None,
    "avoided_employers": [],
}


class CitizenCreate(CitizenWrite):
    """A new citizen."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    cpr: CprText


class CitizenRead(CitizenWrite):
    """A citizen. A protected address and postcode are null for those who may not see them."""

    model_config = ANSWER

    id: UUID
    version: int
    postcode: str | None = Field(description="Null when protected from the caller.")  # type: ignore[assignment]  # hidden for some
    address: str | None = Field(description="Null when there is none, or when protected from the caller.")
    packages: list[str] = Field(description="Industry packages that the citizen has chosen, best first.")


class CitizenSummary(BaseModel):
    """A citizen in a list."""

    id: UUID
    version: int
    name: str
    address_protected: bool
    postcode: str | None = Field(description="Null when protected from the caller.")
    benefit: Benefit
    match_group: MatchGroup
    packages: list[str]


class CprSearch(BaseModel):
    """Looking a person up by the whole CPR number."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"cpr": "6101900006", "purpose": "case-work"}]}
    )

    cpr: CprText
    purpose: AccessPurpose


class CprSearchResult(BaseModel):
    """The one citizen with this CPR number, or nobody."""

    items: list[CitizenSummary]


class RevealField(StrEnum):
    """What is shown only on request, with a purpose."""

    CPR = "cpr"
    ADDRESS = "address"


class Reveal(BaseModel):
    """Asking for data that ordinary reads leave out."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"fields": ["cpr"], "purpose": "case-work"}]}
    )

    fields: Annotated[list[RevealField], Field(min_length=1, max_length=2), AfterValidator(distinct)]
    purpose: AccessPurpose


class Revealed(BaseModel):
    """Only the fields that were asked for."""

    cpr: str | None = Field(default=None, description="Ten digits.")
    address: str | None = None
    postcode: str | None = Field(default=None, description="Comes with the address.")


if TYPE_CHECKING:
    CitizenChange = CitizenWrite
else:
    CitizenChange = partial(CitizenWrite)
