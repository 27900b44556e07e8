"""Requests and answers about club days, attendance and absence sheets."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from case_api.citizens.vocabularies import OneLine
from case_api.clubs.offer_rules import Hint
from case_api.clubs.schemas import Clock, CourseDay
from case_api.courses.schemas import Item
from case_api.responses import ANSWER
from rettematch.patches import partial

_MOST_MARKS = 200


class DayPart(BaseModel):
    """A part of a club day by the clock."""

    model_config = ConfigDict(extra="forbid")

    name: Item = Field(examples=["plenary"])
    starts: Clock
    ends: Clock

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends <= self.starts:
            raise ValueError("ends must be after starts")
        return self


class Workshop(BaseModel):
    """A workshop of a club day."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), OneLine]
    citizens: Annotated[int, Field(ge=0, le=200)] = Field(description="How many it is planned for.")


class SessionWrite(BaseModel):
    """A club day."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "held_on": "2026-11-20",
                    "timetable": [{"name": "plenary", "starts": "09:00", "ends": "10:30"}],
                    "workshops": [{"title": "Skriv en målrettet ansøgning", "citizens": 12}],
                }
            ]
        },
    )

    held_on: CourseDay
    timetable: list[DayPart] | None = Field(
        default=None, max_length=20, description="Left out: as the programme has it (jv_club_day)."
    )
    workshops: list[Workshop] = Field(default=[], max_length=10)


class SessionRead(BaseModel):
    """A club day, with hints where it departs from the programme; nothing is refused for them."""

    model_config = ANSWER

    id: UUID
    version: int
    club_id: UUID
    held_on: date
    timetable: list[DayPart]
    workshops: list[Workshop]
    attendance_at: datetime | None = Field(description="When attendance was recorded last.")
    hints: list[Hint]


class AttendanceMark(StrEnum):
    """Whether a member came, and if not, whether somebody knew."""

    PRESENT = "present"
    ABSENT_WITH_NOTICE = "absent-with-notice"
    ABSENT_WITHOUT_NOTICE = "absent-without-notice"
    ILL = "ill"


class MarkWrite(BaseModel):
    model_config = ConfigDict(extra="forbid")

    case_id: UUID
    state: AttendanceMark


class AttendanceWrite(BaseModel):
    """The attendance of a whole club day. A member who is left out is not marked."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"marks": [{"case_id": "0193a000-0000-7000-8000-000000000001", "state": "present"}]}]
        },
    )

    marks: list[MarkWrite] = Field(max_length=_MOST_MARKS)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({each.case_id for each in self.marks}) != len(self.marks):
            raise ValueError("marks must name each case once")
        return self


class MarkRead(BaseModel):
    """A member on a club day; `state` null: not marked yet."""

    case_id: UUID
    attendance_id: UUID | None = Field(description="To name as evidence when availability is assessed.")
    state: AttendanceMark | None


class AttendanceRead(BaseModel):
    """`version` is that of the club day, so that two people cannot overwrite each other."""

    session_id: UUID
    version: int
    held_on: date
    marks: list[MarkRead]


class SheetWrite(BaseModel):
    """Makes the absence sheet (fraværsliste) of a month that is over."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"month": "2026-10"}]})

    month: Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-10"])]


class SheetLine(BaseModel):
    """A member's month: club days that were marked, and what came of them."""

    citizen_id: UUID
    citizen_name: str
    case_id: UUID
    days: int
    present: int
    excused: int
    unexcused: int
    unexcused_on: list[date]


class SheetRead(BaseModel):
    """A sheet as it was sent to the availability team (rådighedsteamet)."""

    id: UUID
    version: int
    club_id: UUID
    club_number: int
    month: str
    sent_at: datetime
    sent_by: UUID
    lines: list[SheetLine]


class SheetSummary(BaseModel):
    """A sheet without its lines."""

    id: UUID
    club_id: UUID
    month: str
    sent_at: datetime
    sent_by: UUID


if TYPE_CHECKING:
    SessionChange = SessionWrite
else:
    SessionChange = partial(SessionWrite)
