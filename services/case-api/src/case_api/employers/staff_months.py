"""Ordinary staff month by month, as the additional-employment rule (merbeskæftigelse) of a wage subsidy counts it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rettematch.problems import InvalidRequest
from rettematch.programmes.periods import ONE_DAY

_MOST_MONTHS = 60
_MONTH = "%Y-%m"


class StaffMonth(BaseModel):
    """Ordinary, unsupported staff in one month, as full-time posts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: Annotated[str, Field(pattern=r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-10"])]
    full_time: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


def _in_order(months: list[StaffMonth]) -> list[StaffMonth]:
    if len({each.month for each in months}) != len(months):
        raise ValueError("must name each month once")
    return sorted(months, key=lambda each: each.month)


StaffByMonth = Annotated[list[StaffMonth], Field(max_length=_MOST_MONTHS), AfterValidator(_in_order)]


def check_months(months: Sequence[StaffMonth], today: date) -> None:
    """Refuses months that are not over, for nobody knows their staff yet.

    Raises:
        InvalidRequest: names the month's place in the list.
    """
    for position, each in enumerate(months):
        if each.month >= today.strftime(_MONTH):
            raise InvalidRequest.field(
                f"body.staff_by_month.{position}.month", "must be a month that is over", "skal være en afsluttet måned"
            )


def staff_before(months: Iterable[Mapping[str, Any]], today: date) -> tuple[float, ...]:
    """The staff of the months without a gap up to the last one that is over, which comes last.

    Args:
        months: Entries of `StaffMonth` as they are stored.
        today: The local date.

    Returns:
        Empty when the last month is not known.
    """
    known = {str(each["month"]): float(each["full_time"]) for each in months}
    found: list[float] = []
    day = today.replace(day=1) - ONE_DAY
    while (staff := known.get(day.strftime(_MONTH))) is not None:
        found.append(staff)
        day = day.replace(day=1) - ONE_DAY
    return tuple(reversed(found))
