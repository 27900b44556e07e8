"""Pure decisions: what the law sees of a citizen, a workplace and earlier placements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rettematch.contracts.base import Scheme
from rettematch.identifiers import age_on
from rettematch.programmes.legal_facts import CitizenFacts
from rettematch.programmes.periods import ONE_DAY
from rettematch.programmes.placing import INTERNSHIPS
from rettematch.programmes.working_days import is_working_day

REVALIDERING = "revalidering"
PAID_SCHEMES = frozenset({Scheme.ORDINARY_HOURS, Scheme.FLEX_JOB})
"""Employment in the ordinary sense: whoever had it there was employed there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Another placement of the citizen; both dates included."""

    scheme: Scheme
    starts_on: date
    last_day: date
    place_id: UUID
    workplace_id: UUID
    employer_id: UUID
    hours_per_week: float

    @property
    def begun(self) -> bool:
        return self.last_day >= self.starts_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is recorded of a citizen, apart from placements."""

    benefit: str
    match_group: str
    born_on: date
    benefit_since: date | None
    contacts: tuple[date, ...]
    unemployed_since: date | None = None
    benefit_hours_paid: float | None = None
    last_employer_id: UUID | None = None
    last_employed_until: date | None = None
    spouse_employers: frozenset[UUID] = frozenset()
    exemptions: frozenset[str] = frozenset()
    residence_years: float | None = None
    work_years: float | None = None
    other_activity_hours: float | None = None
    revalidering_granted_on: date | None = None
    flex_job_before: bool | None = None


def citizen_facts(recorded: Recorded, earlier: Iterable[Earlier], day: date) -> CitizenFacts:
    """The citizen as the law sees them on a day.

    Args:
        recorded: What stands in the records.
        earlier: The citizen's other placements; those that run on the day add to the hours of activity.
        day: As a rule the first day of what is planned.
    """
    begun = [each for each in earlier if each.begun]
    running = [each for each in begun if each.starts_on <= day <= each.last_day]
    groups = {recorded.benefit, recorded.match_group}
    if recorded.revalidering_granted_on is not None:
        groups.add(REVALIDERING)
    return CitizenFacts(
        groups=frozenset(groups),
        age=age_on(recorded.born_on, day),
        unemployed_since=recorded.unemployed_since,
        benefit_hours_paid=recorded.benefit_hours_paid,
        last_employer_id=last_employer(recorded, begun, day),
        exemptions=recorded.exemptions,
        residence_years=recorded.residence_years,
        work_years=recorded.work_years,
        other_activity_hours=(recorded.other_activity_hours or 0) + sum(each.hours_per_week for each in running),
        contact_since=recorded.benefit_since,
        contact_conversations=recorded.contacts,
    )


def last_employer(recorded: Recorded, earlier: Iterable[Earlier], day: date) -> UUID | None:
    """Where the citizen was last employed before a day: as recorded, or in a later paid placement."""
    paid = [each for each in earlier if each.scheme in PAID_SCHEMES and each.begun and each.starts_on < day]
    latest = max(paid, key=lambda each: each.last_day, default=None)
    if latest is None:
        return recorded.last_employer_id
    is_later = recorded.last_employed_until is not None and recorded.last_employed_until > latest.last_day
    return recorded.last_employer_id if is_later else latest.employer_id


def had_similar(earlier: Iterable[Earlier], scheme: Scheme, workplace_id: UUID, day: date) -> bool:
    """Whether the citizen has been in internship at the workplace before a day."""
    return scheme in INTERNSHIPS and any(
        each.scheme in INTERNSHIPS and each.begun and each.workplace_id == workplace_id and each.starts_on < day
        for each in earlier
    )


def prolongs_from(earlier: Sequence[Earlier], scheme: Scheme, place_id: UUID, starts_on: date) -> date | None:
    """The first day of what a new placement only goes on with; None when it is a new one.

    It goes on when the same kind of placement at the same place ended no working day before. An internship goes on from
    a taster, which is one in law.
    """
    kinds = INTERNSHIPS if scheme in INTERNSHIPS else frozenset({scheme})
    same = [each for each in earlier if each.scheme in kinds and each.place_id == place_id and each.begun]
    begun, found = starts_on, None
    for each in sorted(same, key=lambda one: one.starts_on, reverse=True):
        if each.starts_on < begun and not _working_day_between(each.last_day, begun):
            begun = found = each.starts_on
    return found


def _working_day_between(last: date, first: date) -> bool:
    day = last + ONE_DAY
    while day < first:
        if is_working_day(day):
            return True
        day += ONE_DAY
    return False
