"""Days and moments that a request may name.

Dates in a person's working life fit between these years; a year that was mistyped (0226, 20206) is refused at the
border, where the field can be named, and no later sum of days can run past the calendar's end.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, Field

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
FIRST_CASE_DAY: Final = date(2000, 1, 1)
"""No programme here is older, and follow-ups are planned from this day on, week by week."""

Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(2199, 12, 31, tzinfo=UTC)),
    AfterValidator(_in_utc),
]
"""With any zone in a request, in UTC in every answer and version."""
