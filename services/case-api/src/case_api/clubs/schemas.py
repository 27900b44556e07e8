"""Requests and answers about clubs, what is offered around them, and their members."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from case_api.citizens.vocabularies import distinct
from case_api.clubs.offer_rules import Hint
from case_api.courses.schemas import Item
from case_api.dates import FIRST_CASE_DAY, Day
from case_api.responses import ANSWER
from rettematch.patches import partial

CourseDay = Annotated[Day, Field(ge=FIRST_CASE_DAY)]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["09:00"])]
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Annotated[str, Field(pattern="^(" + "|".join(_WEEKDAYS) + ")$", examples=["mon"])]


class Opening(BaseModel):
    """When the job café is open on a day of the week."""

    model_config = ConfigDict(extra="forbid")

    day: Weekday
    opens: Clock
    closes: Clock

    @model_validator(mode="after")
    def _closes_later(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("closes must be after opens")
        return self

    @property
    def hours(self) -> float:
        """How long it is open."""
        hour, minute = (int(self.closes[at]) - int(self.opens[at]) for at in (slice(0, 2), slice(3, 5)))
        return hour + minute / 60


class OfferWrite(BaseModel):
    """What is offered around the clubs from a day on, until the next one begins."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "from_date": "2026-11-02",
                    "themes": ["application", "network", "interview"],
                    "cafe": [{"day": "mon", "opens": "12:00", "closes": "15:00"}],
                    "overbooking": 4,
                }
            ]
        },
    )

    from_date: CourseDay
    themes: Annotated[list[Item], Field(max_length=20), AfterValidator(distinct)] = Field(
        description="Themes of meetings in rotation, in their order; the CV is every week's and not among them."
    )
    cafe: list[Opening] = Field(default=[], max_length=21, description="When the job café (jobcafé) is open.")
    overbooking: Annotated[int, Field(ge=0, le=100)] = Field(
        default=0, description="How many more than its capacity a club takes."
    )


class OfferRead(OfferWrite):
    model_config = ANSWER

    id: UUID
    version: int


class ClubWrite(BaseModel):
    """A job club of one industry area."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "number": 4,
                    "main_responsible_id": None,
                    "industry_owner_id": "0193a000-0000-7000-8000-000000000004",
                    "industry": "shop-and-service",
                }
            ]
        },
    )

    number: Annotated[int, Field(ge=1, le=1_000_000)] = Field(description="The club's id, under which citizens stand.")
    main_responsible_id: UUID | None = Field(default=None, description="As a rule a user that stands for the club.")
    industry_owner_id: UUID = Field(
        description="The consultant who is responsible for the industry (brancheansvarlig), and supplementary "
        "responsible for the members."
    )
    industry: Item = Field(description="An industry area of the rule jv_jobclub_count.")
    closed_on: CourseDay | None = Field(default=None, description="The last day of a club that is no more.")


class ClubRead(ClubWrite):
    model_config = ANSWER

    id: UUID
    version: int
    danish: str = Field(description="The industry area in Danish.")


class Stretch(BaseModel):
    """A stretch of days; the last one may be unknown."""

    model_config = ConfigDict(extra="forbid")

    from_date: CourseDay
    until_date: Day | None = Field(default=None, description="The last day; null when none is known.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until_date is not None and self.until_date < self.from_date:
            raise ValueError("until_date must not be before from_date")
        return self


_SINCE: JsonDict = {"from_date": "2026-11-09", "until_date": "2027-01-31"}


class MembershipWrite(Stretch):
    """When a citizen is in a club. Without a last day it ends with the course, as far as its length is known."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_SINCE]})


class MembershipCreate(MembershipWrite):
    """A citizen's place in a club."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"case_id": "0193a000-0000-7000-8000-000000000001", **_SINCE}]},
    )

    case_id: UUID


class MembershipRead(MembershipCreate):
    model_config = ANSWER

    id: UUID
    version: int
    club_id: UUID
    overbooked: bool = Field(description="On some day of it the club has more members than its capacity.")


class SeatWrite(Stretch):
    """When a citizen has a seat of the individual offer, and in which group."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"group": "glas", **_SINCE}]})

    group: Item = Field(description="A group of the rule jv_individual_seats.")


class SeatCreate(SeatWrite):
    """A seat of the individual offer (håndholdt indsats)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"case_id": "0193a000-0000-7000-8000-000000000001", "group": "glas", **_SINCE}]
        },
    )

    case_id: UUID


class SeatRead(SeatCreate):
    model_config = ANSWER

    id: UUID
    version: int


class CaseClubs(BaseModel):
    """A case's way through the clubs."""

    case_id: UUID
    planned_end: date | None = Field(description="The last day of the course by its group; null: no length is known.")
    memberships: list[MembershipRead]
    individual_seats: list[SeatRead]


class ClubLoad(BaseModel):
    """How full a club is on a day."""

    club_id: UUID
    number: int
    industry: str
    danish: str
    members: int
    capacity: int
    overbooking: int
    overbooked: bool
    hints: list[Hint]


class Overview(BaseModel):
    """The clubs on a day."""

    on: date
    clubs: list[ClubLoad]
    individual_seats_taken: int
    individual_seats: int
    hints: list[Hint] = Field(description="Which industry areas lack a club.")


class ThemeMeeting(BaseModel):
    theme: str
    danish: str


class ClubWeek(BaseModel):
    """A week's theme meetings and café hours, and where they depart from the programme."""

    monday: date
    themes: list[ThemeMeeting]
    cafe: list[Opening]
    hints: list[Hint]


class ClubWeeks(BaseModel):
    items: list[ClubWeek]


if TYPE_CHECKING:
    OfferChange = OfferWrite
    ClubChange = ClubWrite
    MembershipChange = MembershipWrite
    SeatChange = SeatWrite
else:
    OfferChange = partial(OfferWrite)
    ClubChange = partial(ClubWrite)
    MembershipChange = partial(MembershipWrite)
    SeatChange = partial(SeatWrite)
