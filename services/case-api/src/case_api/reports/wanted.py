"""What a reader asks a report for, and what the reader may see of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from case_api.context import Actor, Work
from case_api.history.records import find
from case_api.reports.suppression import TOTAL, Counted, Reader, Shown, shown
from case_api.staff.models import Team
from rettematch.contracts.base import Role
from rettematch.problems import InvalidRequest, NotFound
from rettematch.programmes.periods import ONE_DAY, add_months

NO_TEAM: Final = "-"
"""The column of cases that no team has."""

_MONTHS_BACK: Final = 11
_LONGEST_MONTHS: Final = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they were sent, and the smallest count that the municipality shows."""

    programme: str | None
    team_id: UUID | None
    from_: date | None
    to: date | None
    smallest_shown: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of a report; `from_` and `to` are the first and the last day of whole months."""

    programme: str | None
    team_id: UUID | None
    from_: date
    to: date
    as_of: date
    reader: Reader

    def months(self) -> Sequence[date]:
        """The first days of the months that have begun."""
        found, month = [], self.from_
        while month <= min(self.to, self.as_of):
            found.append(month)
            month = add_months(month, 1)
        return found

    def shown(self, counted: Counted) -> Shown:
        """The column that is asked for: the team's, else that of all together."""
        column = TOTAL if self.team_id is None else str(self.team_id)
        return shown(counted, self.reader, (column,))[column]


def column_of(team_id: UUID | None) -> str:
    """The column in which the cases of a team are counted."""
    return NO_TEAM if team_id is None else str(team_id)


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def last_of(month: date) -> date:
    """The last day of a month."""
    return add_months(month_of(month), 1) - ONE_DAY


def whole_months(from_: date | None, to: date | None, today: date) -> tuple[date, date]:
    """The period in whole months; without one, the last twelve with the present one.

    Two periods that differ by a day would tell what happened on it, therefore whole months.

    Raises:
        InvalidRequest: it ends before it begins, or is longer than five years.
    """
    last = last_of(to or today)
    first = month_of(from_) if from_ is not None else add_months(month_of(last), -_MONTHS_BACK)
    if last < first:
        raise InvalidRequest.field("query.to", "must not be before from", "ligger før periodens start")
    if last > add_months(first, _LONGEST_MONTHS):
        raise InvalidRequest.field(
            "query.from", f"must not be more than {_LONGEST_MONTHS} months before to", "perioden er for lang"
        )
    return first, last


def reader_of(actor: Actor, smallest: int) -> Reader:
    """A team leader sees the own team as it is; everybody else, and of other teams, no small counts."""
    leads = Role.TEAM_LEADER in actor.roles and actor.team_id is not None
    return Reader(smallest, frozenset({column_of(actor.team_id)}) if leads else frozenset())


async def wanted_by(work: Work, asked: Asked) -> Wanted:
    """The filters that a report is read with.

    Raises:
        InvalidRequest: the period ends before it begins or is too long, or the team is not the municipality's.
    """
    if asked.team_id is not None:
        try:
            await find(work, Team, asked.team_id)
        except NotFound:
            raise InvalidRequest.field("query.team_id", "must be a team of the municipality", "findes ikke") from None
    first, last = whole_months(asked.from_, asked.to, work.today)
    return Wanted(asked.programme, asked.team_id, first, last, work.today, reader_of(work.actor, asked.smallest_shown))
