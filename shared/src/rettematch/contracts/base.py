"""The base of every contract and the small vocabularies that several contracts share."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Contract(BaseModel):
    """A message between services: frozen, and closed against fields that the receiver does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Role(StrEnum):
    """What a staff member may be; a person can hold several."""

    CASEWORKER = "caseworker"
    JOB_BROKER = "job-broker"
    JOB_CONSULTANT = "job-consultant"
    MENTOR = "mentor"
    TEAM_LEADER = "team-leader"
    PROJECT_MANAGER = "project-manager"
    ADMINISTRATOR = "administrator"

    @property
    def danish_name(self) -> str:
        return _DANISH_ROLES[self]


_DANISH_ROLES = {
    Role.CASEWORKER: "sagsbehandler",
    Role.JOB_BROKER: "jobformidler",
    Role.JOB_CONSULTANT: "virksomhedskonsulent",
    Role.MENTOR: "mentor",
    Role.TEAM_LEADER: "teamleder",
    Role.PROJECT_MANAGER: "projektleder",
    Role.ADMINISTRATOR: "administrator",
}


class Scheme(StrEnum):
    """The legal form of a placement (ordning)."""

    TASTER = "taster"
    INTERNSHIP = "internship"
    WAGE_SUBSIDY = "wage-subsidy"
    ORDINARY_HOURS = "ordinary-hours"
    FLEX_JOB = "flex-job"

    @property
    def danish_name(self) -> str:
        return _DANISH_SCHEMES[self]


_DANISH_SCHEMES = {
    Scheme.TASTER: "snusepraktik",
    Scheme.INTERNSHIP: "virksomhedspraktik",
    Scheme.WAGE_SUBSIDY: "løntilskud",
    Scheme.ORDINARY_HOURS: "ordinære timer",
    Scheme.FLEX_JOB: "fleksjob",
}


class Weekday(StrEnum):
    """Days of the week, Monday first."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


MunicipalityCode = Annotated[str, Field(pattern=r"^[0-9]{4}$", examples=["0706"])]
Level = Annotated[int, Field(ge=0, le=3)]
Hours = Annotated[float, Field(ge=0, le=37, multiple_of=0.25, description="Hours in steps of a quarter.")]
TimeOfDay = Annotated[
    str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["08:30"], description="Local clock time.")
]
