from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from case_api.tables import VersionedRow, danish_name, danish_name_index, texts
from rettematch.columns import choice, tenant_key
from rettematch.languages import LanguageLevel


class Benefit(StrEnum):
    """What the citizen lives by (forsørgelse)."""

    CASH_BENEFIT = "cash-benefit"
    EDUCATION_BENEFIT = "education-benefit"
    INTEGRATION_BENEFIT = "integration-benefit"
    UNEMPLOYMENT_BENEFIT = "unemployment-benefit"
    SICKNESS_BENEFIT = "sickness-benefit"
    RESOURCE_PROGRAMME = "resource-programme"
    JOB_CLARIFICATION = "job-clarification"
    UNEMPLOYMENT_ALLOWANCE = "unemployment-allowance"
    FLEX_WAGE_SUBSIDY = "flex-wage-subsidy"
    DISABILITY_PENSION = "disability-pension"
    NONE = "none"


class MatchGroup(StrEnum):
    """The visitation group (visitationsgruppe, earlier match group 1 to 3)."""

    JOB_READY = "job-ready"
    ACTIVITY_READY = "activity-ready"
    EDUCATION_READY = "education-ready"
    OBVIOUSLY_EDUCATION_READY = "obviously-education-ready"
    NOT_VISITATED = "not-visitated"


class Source(StrEnum):
    """Who said it."""

    CITIZEN = "citizen"
    STEP_UP = "step-up"
    HEALTH_PROFESSIONAL = "health-professional"
    CASEWORKER = "caseworker"
    WORKPLACE = "workplace"


class CvKind(StrEnum):
    JOB = "job"
    EDUCATION = "education"
    COURSE = "course"
    VOLUNTARY = "voluntary"


class Citizen(VersionedRow, table=True):
    __tablename__ = "citizen"
    __table_args__ = (
        Index(None, "municipality_code", "cpr_index", unique=True),
        danish_name_index("ix_citizen_name"),
    )

    data_key: bytes = Field(sa_type=LargeBinary)
    """The citizen's own key, wrapped; destroying it shreds every sealed column of the citizen."""
    cpr_sealed: bytes = Field(sa_type=LargeBinary)
    cpr_index: bytes = Field(sa_type=LargeBinary)
    name: str = danish_name()
    address_protected: bool = False
    address_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    postcode: str
    benefit: Benefit = choice(Benefit, "benefit")
    benefit_since: date | None = None
    match_group: MatchGroup = choice(MatchGroup, "match_group")
    danish_spoken: LanguageLevel = choice(LanguageLevel, "danish_spoken")
    danish_read: LanguageLevel = choice(LanguageLevel, "danish_read")
    other_languages: list[str] = texts()
    hours_per_day_max: float
    hours_per_week_max: float
    days: list[str] = texts()
    earliest_start: str
    latest_end: str
    travel_km: int
    schemes: list[str] = texts()
    packages: list[str] = texts()
    certificates: list[str] = texts()
    clean_criminal_record: bool | None = None
    child_protection_certificate: bool | None = None
    avoided_employers: list[str] = texts()


class JobGoal(VersionedRow, table=True):
    """What the citizen wants to work with, as said and as linked to ESCO."""

    __tablename__ = "job_goal"
    __table_args__ = (tenant_key("citizen_id", "citizen"), Index(None, "municipality_code", "citizen_id"))

    citizen_id: UUID
    rank: int
    text_sealed: bytes = Field(sa_type=LargeBinary)
    occupation: str | None = None
    """ESCO occupation or ISCO group, null until linked."""
    ended_on: date | None = None
    change_reason_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)


class CitizenSkill(VersionedRow, table=True):
    __tablename__ = "citizen_skill"
    __table_args__ = (
        tenant_key("citizen_id", "citizen"),
        Index(None, "municipality_code", "citizen_id", "skill", unique=True),
    )

    citizen_id: UUID
    skill: str
    source: Source = choice(Source, "source")


class CvEntry(VersionedRow, table=True):
    __tablename__ = "cv_entry"
    __table_args__ = (tenant_key("citizen_id", "citizen"), Index(None, "municipality_code", "citizen_id"))

    citizen_id: UUID
    kind: CvKind = choice(CvKind, "kind")
    text_sealed: bytes = Field(sa_type=LargeBinary)
    occupation: str | None = None
    from_date: date
    until_date: date | None = None


class Consideration(VersionedRow, table=True):
    """The tolerance on one dimension. The level is health data and sealed; a newer row replaces an older one."""

    __tablename__ = "consideration"
    __table_args__ = (tenant_key("citizen_id", "citizen"), Index(None, "municipality_code", "citizen_id"))

    citizen_id: UUID
    sealed: bytes = Field(sa_type=LargeBinary)
    """JSON {dimension, level}: which dimension somebody has looked at tells something too."""
    source: Source = choice(Source, "source")
    stated_on: date
    valid_until: date | None = None
    next_look_on: date | None = None
    withdrawn_on: date | None = None
