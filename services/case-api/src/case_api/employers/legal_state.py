"""A workplace as the placement law sees it."""

from collections.abc import Sequence
from datetime import date

from case_api.employers.models import Employer, Place, Workplace
from case_api.employers.staff_months import staff_before
from rettematch.contracts.base import Scheme
from rettematch.contracts.places import Sector
from rettematch.programmes.duties import ordinary_staff
from rettematch.programmes.law import Supported
from rettematch.programmes.legal_facts import WorkplaceState
from rettematch.programmes.plans import workplace_findings

_ORDINARY, _SUBSIDISED = "ordinary", "publicly-subsidised"
"""Kinds of staff in the words of the law's rows."""


def workplace_state(
    employer: Employer, workplace: Workplace, place: Place, supported: Sequence[Supported], today: date
) -> WorkplaceState:
    """A workplace as the law sees it for one of its places; a private employer's staff counts as a whole."""
    private = employer.sector is Sector.PRIVATE
    return WorkplaceState(
        employer_id=employer.id,
        sector="private" if private else "public",
        ordinary_full_time=ordinary_base(workplace, today),
        supported=tuple(supported),
        employees=workplace.employees,
        staff_by_month=staff_before(employer.staff_by_month if private else workplace.staff_by_month, today),
        vacated_on=place.vacated_on,
    )


def ordinary_base(workplace: Workplace, on: date) -> float | None:
    """The ordinary staff that the ratio rule counts, in full-time posts; None when nobody has asked."""
    if workplace.ordinary_full_time is None:
        return None
    subsidised = workplace.subsidised_full_time
    kinds = {_ORDINARY: workplace.ordinary_full_time - subsidised, _SUBSIDISED: subsidised}
    return ordinary_staff(kinds, on)


def lawful_schemes(employer: Employer, workplace: Workplace, place: Place, today: date) -> list[Scheme]:
    """The schemes that a place offers and that nothing known of the workplace stands against, whoever comes.

    Room under the ratio rule is no part of it: it is a figure of its own. What is unknown is asked before a seat is
    taken.
    """
    state = workplace_state(employer, workplace, place, (), today)
    return [scheme for each in place.schemes if not workplace_findings(state, scheme := Scheme(each), today)]
