"""A place as the feed publishes it: everything the matcher needs, nothing about any person."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from rettematch.contracts.base import Contract, Hours, Level, MunicipalityCode, Scheme, TimeOfDay, Weekday
from rettematch.languages import LanguageLevel


class Knowledge(StrEnum):
    """How a fact about a place is known. Only `STATED` and `SEEN` exclude anybody."""

    STATED = "stated"
    SEEN = "seen"
    ASSUMED = "assumed"

    @property
    def is_known(self) -> bool:
        return self is not Knowledge.ASSUMED


class Demand(Contract):
    """What a place asks on one dimension of considerations (skånehensyn)."""

    dimension: str = Field(examples=["lifting"])
    usual: Level
    accommodated: Level | None = Field(
        default=None, description="The demand when the employer makes the accommodation that it has offered."
    )
    known: Knowledge


class LanguageDemand(Contract):
    """The Danish a place asks for; `known` false means that nobody has asked the employer yet."""

    spoken: LanguageLevel
    read: LanguageLevel
    known: bool


class PaidHoursProspect(StrEnum):
    """The employer's own word on ordinary paid hours (ordinære timer)."""

    NONE = "none"
    POSSIBLE = "possible"
    LIKELY = "likely"
    AGREED = "agreed"


class CooperationModel(StrEnum):
    """The four ways of agreeing on seats (STV, rules stv_model_1 to stv_model_4)."""

    FIXED_SEATS = "fixed-seats"
    PRE_AGREED_SEATS = "pre-agreed-seats"
    APPROACHED_ON_MATCH = "approached-on-match"
    CLUSTER = "cluster"


class Sector(StrEnum):
    """Who owns the employer; evidence favours private placements."""

    PRIVATE = "private"
    PUBLIC = "public"


class PlaceSnapshot(Contract):
    """One place with what its workplace and employer add. Dates are local, hours are clock hours a day or week."""

    place_id: UUID
    version: int
    municipality_code: MunicipalityCode
    employer_id: UUID
    workplace_id: UUID
    open: bool
    postcode: str
    industry_code: str = Field(description="DB07, six digits.")
    sector: Sector
    occupations: tuple[str, ...] = Field(description="ESCO occupation URIs, the main one first.")
    package: str = Field(description="Industry package (branchepakke) id.")
    demands: tuple[Demand, ...]
    language: LanguageDemand
    certificates: tuple[str, ...]
    clean_criminal_record: bool | None = Field(description="Required, not required, or not asked (null).")
    child_protection_certificate: bool | None
    schemes: tuple[Scheme, ...]
    hours_per_day_min: Hours
    hours_per_week_min: Hours
    hours_per_week_max: Hours
    days: tuple[Weekday, ...]
    earliest_start: TimeOfDay
    latest_end: TimeOfDay
    open_from: date
    open_until: date | None
    seats: Annotated[int, Field(ge=1, le=99)]
    seats_taken: Annotated[int, Field(ge=0)]
    supported_hours_free: Hours | None = Field(
        description="Weekly hours left under the ratio rule (rimelighedskravet) at the workplace today; "
        "null when its ordinary staff is not known. More than a full-time week is shown as a full-time week."
    )
    paid_hours_prospect: PaidHoursProspect
    has_mentor: bool
    has_contact_person: bool
    cooperation_model: CooperationModel | None
