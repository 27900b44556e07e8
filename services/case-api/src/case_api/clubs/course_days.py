"""When something can have happened in a case."""

from datetime import date

from case_api.cases.models import Case
from case_api.cases.service import CaseClosed
from case_api.context import Work
from rettematch.problems import InvalidRequest


def check_day(work: Work, case: Case, day: date, field: str) -> None:
    """Refuses a day that the course did not have.

    Raises:
        InvalidRequest: it lies in the future or before the course; names the field.
        CaseClosed: it lies after the case was closed.
    """
    if day > work.today:
        raise InvalidRequest.field(field, "must not be in the future", "må ikke ligge i fremtiden")
    if day < case.started_on:
        raise InvalidRequest.field(field, "must not be before the start of the case", "ligger før sagens start")
    if case.closed_on is not None and day > case.closed_on:
        raise CaseClosed
