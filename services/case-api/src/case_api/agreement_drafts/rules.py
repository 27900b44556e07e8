"""Pure decisions about the draft of a work agreement: when the programme wants follow-up, and how."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time

from case_api.citizens.rules import Effective
from case_api.placements.schemas import FollowUpWrite
from rettematch.considerations import dimension
from rettematch.contracts.base import Scheme
from rettematch.contracts.cases import ContactKind
from rettematch.programmes.definitions import Programme, Rule
from rettematch.programmes.parameters import Cadence, ContactForm
from rettematch.programmes.periods import ONE_DAY, Stretch, at_local, periods
from rettematch.programmes.vocabulary import Phase
from rettematch.programmes.working_days import last_working_day

AT = time(10)
"""When a follow-up is suggested; the time is ours, for no programme names one."""
MOST_LINES = 100

_PHASES = {
    Scheme.FLEX_JOB: frozenset({Phase.MATCHED, Phase.FLEX_JOB}),
    Scheme.TASTER: frozenset({Phase.MATCHED, Phase.TASTER}),
}


def cadences(programme: Programme, scheme: Scheme, cohort: str | None, on: date) -> Iterator[tuple[Rule, Cadence]]:
    """The rules by which a placement is followed up through contacts."""
    for rule, cadence in programme.with_parameters(Cadence, on):
        wanted = _PHASES.get(scheme, frozenset({Phase.MATCHED}))
        if cadence.phase in wanted and cadence.done_by is None and cadence.holds_for(cohort):
            yield rule, cadence


def follow_up_plan(
    programme: Programme, found: Iterable[tuple[Rule, Cadence]], starts_on: date, ends_on: date, on: date
) -> list[FollowUpWrite]:
    """A follow-up on the last working day of each period of the cadences, held as the programme wants it.

    Args:
        programme: Of the case.
        found: From `cadences`.
        starts_on: First day of the placement.
        ends_on: Last day.
        on: The day whose rules hold for the case.
    """
    days: set[date] = set()
    for _, cadence in found:
        end = ends_on + ONE_DAY
        if cadence.at_most is not None:
            end = min(end, cadence.at_most.after(starts_on))
        stretch = Stretch(starts_on, end, planned_end=True)
        asked = periods(stretch, cadence.every, cadence.shortest_remainder)
        days |= {last_working_day(period.first, period.last) for period, is_asked in asked if is_asked}
    kind = _kind(programme, on)
    return [FollowUpWrite(at=at_local(day, AT), kind=kind) for day in sorted(days)[:MOST_LINES]]


def _kind(programme: Programme, on: date) -> ContactKind:
    forms = (form for _, form in programme.with_parameters(ContactForm, on) if form.phase is Phase.MATCHED)
    return next((form.kinds[0] for form in forms), ContactKind.MEETING)


def wordings(counting: Mapping[str, Effective], agreed: Mapping[tuple[str, int], str]) -> list[str]:
    """The considerations that count, in words for an employer.

    Args:
        counting: By dimension.
        agreed: The wordings of step-up agreements by dimension and level; they go before the usual ones.
    """
    found = []
    for name, each in sorted(counting.items()):
        level = each.statement.level
        text = agreed.get((name, level)) or dimension(name).work_agreement_text(level)
        if text is not None:
            found.append(text)
    return found
