"""What lasts longer than its rule allows, or is planned to."""

from collections.abc import Iterator
from datetime import date

from rettematch.contracts.base import Scheme
from rettematch.contracts.cases import EventKind, PlacementFact
from rettematch.programmes.findings import Finding, finding
from rettematch.programmes.occurrences import Occurrences, end_of
from rettematch.programmes.parameters import Limit
from rettematch.programmes.periods import ONE_DAY, Stretch
from rettematch.programmes.steps import current_step
from rettematch.programmes.stretches import taster_period
from rettematch.programmes.vocabulary import Lasting


def of_limits(case: Occurrences) -> Iterator[Finding]:
    """One finding for each stretch beyond its limit, from the first day beyond it."""
    for rule, limit in case.programme.with_parameters(Limit, case.facts.started_on):
        if not limit.holds_for(case.facts.cohort):
            continue
        for stretch in _lasting(case, limit, rule.id):
            beyond = limit.at_most.after(stretch.first)
            if stretch.end is not None and stretch.end > beyond:
                last = stretch.end - ONE_DAY
                yield finding(
                    rule,
                    beyond,
                    f"Det er {last:%d.%m.%Y}, og den sidste dag er {beyond - ONE_DAY:%d.%m.%Y}.",
                    f"It is {last.isoformat()}, and the last day is {(beyond - ONE_DAY).isoformat()}.",
                    stretch.first,
                )


def _lasting(case: Occurrences, limit: Limit, rule_id: str) -> Iterator[Stretch]:
    tomorrow = case.today + ONE_DAY
    match limit.of:
        case Lasting.COURSE:
            ended = [day for day in (case.facts.closed_on, case.facts.self_supporting_on, tomorrow) if day is not None]
            yield Stretch(case.facts.started_on, min(ended))
        case Lasting.TASTER:
            yield from taster_period(case)
        case Lasting.INTERNSHIP:
            for placement in case.placements(Scheme.INTERNSHIP):
                yield Stretch(placement.starts_on, _first_agreed_end(case, placement))
        case Lasting.EXTENSION:
            for each in case.done(EventKind.EXTENSION):
                yield Stretch(each.on, each.until + ONE_DAY)
        case Lasting.STEP:
            step = current_step(case.programme, case.facts, case.today)
            named = case.programme.steps[step.number - 1].limits if step.number <= len(case.programme.steps) else ()
            if rule_id in named and not _is_closed(case):
                yield Stretch(step.began_on, tomorrow)


def _first_agreed_end(case: Occurrences, placement: PlacementFact) -> date:
    """The day after the first agreed period: an extension begins a period of its own."""
    extended = [each.on for each in case.done(EventKind.EXTENSION) if each.placement_id == placement.placement_id]
    return min([end_of(placement), *(day for day in extended if day > placement.starts_on)])


def _is_closed(case: Occurrences) -> bool:
    return case.facts.closed_on is not None and case.facts.closed_on <= case.today
