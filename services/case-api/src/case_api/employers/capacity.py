"""How many supported hours a workplace has room for."""

import math
from datetime import date
from uuid import UUID

from case_api.context import Work
from case_api.employers.legal_state import ordinary_base
from case_api.employers.models import Workplace
from case_api.employers.occupancy import supported_staff
from case_api.employers.schemas import CapacityRead, CapacityStretch
from case_api.history.records import find
from rettematch.problems import InvalidRequest
from rettematch.programmes.definitions import UnknownRuleError, law
from rettematch.programmes.law import RATIO_RULE, hours_free, ratio_capacity_hours, ratio_series

_QUESTION = "Hvor mange ordinært ansatte er der på arbejdsstedet, omregnet til fuldtid?"


async def read_capacity(work: Work, workplace_id: UUID, from_: date, to: date) -> CapacityRead:
    """Supported weekly hours allowed, used and free at a workplace under the ratio rule (rimelighedskravet).

    Args:
        work: The request.
        workplace_id: Where.
        from_: First day.
        to: Last day.

    Raises:
        InvalidRequest: the period ends before it begins, or no such rule was in force.
    """
    if to < from_:
        raise InvalidRequest.field("query.to", "must not be before from", "må ikke ligge før startdatoen")
    try:
        rule = law().rule(RATIO_RULE, from_)
    except UnknownRuleError:
        raise InvalidRequest.field(
            "query.from", "must be a day on which the ratio rule is known", "ligger før reglens ikrafttræden"
        ) from None
    workplace = await find(work, Workplace, workplace_id)
    supported = (await supported_staff(work, [workplace.id]))[workplace.id]
    staff = ordinary_base(workplace, from_)
    used = math.fsum(each.hours_per_week for each in supported if each.from_ <= from_ <= each.to)
    return CapacityRead(
        workplace_id=workplace.id,
        from_date=from_,
        to_date=to,
        ordinary_full_time=staff,
        hours_allowed=None if staff is None else ratio_capacity_hours(staff, from_),
        hours_used=used,
        hours_free=None if staff is None else hours_free(staff, supported, from_, from_),
        hours_free_least=None if staff is None else hours_free(staff, supported, from_, to),
        series=[
            CapacityStretch(
                from_date=each.from_,
                to_date=each.to,
                hours_allowed=each.hours_allowed,
                hours_used=each.hours_used,
                hours_free=each.hours_free,
            )
            for each in ratio_series(staff, supported, from_, to)
        ],
        question=_QUESTION if staff is None else None,
        rule_id=rule.id,
        rule=rule.danish,
        section=rule.section or "",
        confidence=rule.confidence,
    )
