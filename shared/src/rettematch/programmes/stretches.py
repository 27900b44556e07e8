"""The stretches of a course in which the phases of the definitions hold."""

from collections.abc import Iterable, Sequence
from datetime import date

from rettematch.contracts.base import Scheme
from rettematch.contracts.cases import PlacementFact
from rettematch.programmes.occurrences import Occurrences, course_ends, end_of
from rettematch.programmes.parameters import Cadence
from rettematch.programmes.periods import ONE_DAY, Stretch
from rettematch.programmes.steps import search_began
from rettematch.programmes.vocabulary import Phase


def stretches(cadence: Cadence, case: Occurrences) -> list[Stretch]:
    """Where a cadence holds, up to the day on which the course was closed."""
    facts = case.facts
    after_job = facts.self_supporting_on
    match cadence.phase:
        case Phase.AFTER_JOB:
            found = _from(after_job, cadence)
        case Phase.FLEX_JOB:
            # A flex job is a job: what follows it up goes on though the citizen is self-supporting.
            found = [
                _cut(each, end)
                for placement in case.placements(Scheme.FLEX_JOB)
                for each, end in [(_whole(placement), _most(cadence, placement.starts_on))]
            ]
        case Phase.MATCHED:
            found = [_cut(each, after_job) for each in matched(facts.placements)]
        case Phase.UNTIL_MATCH:
            found = [_cut(each, after_job) for each in _between(matched(facts.placements), search_began(case))]
        case Phase.TASTER:
            found = [_cut(each, after_job) for each in taster_period(case)]
        case Phase.COURSE:
            end = _earliest(_most(cadence, facts.started_on), _day_after(course_ends(case.programme, facts)))
            found = [_cut(Stretch(facts.started_on, end, planned_end=end is not None), after_job)]
    return [each for each in (_cut(each, facts.closed_on) for each in found) if not each.is_empty]


def taster_period(case: Occurrences) -> list[Stretch]:
    """From the first taster to the first internship after it; without one, to the end of the last taster."""
    tasters = case.placements(Scheme.TASTER)
    if not tasters:
        return []
    begun = tasters[0].starts_on
    internships = [each.starts_on for each in case.placements(Scheme.INTERNSHIP) if each.starts_on >= begun]
    end = min(internships) if internships else max(end_of(each) for each in tasters)
    return [Stretch(begun, end, planned_end=True)]


def _from(began: date | None, cadence: Cadence) -> list[Stretch]:
    return [] if began is None else [Stretch(began, _most(cadence, began))]


def _most(cadence: Cadence, began: date) -> date | None:
    return cadence.at_most.after(began) if cadence.at_most else None


def _day_after(day: date | None) -> date | None:
    return None if day is None else day + ONE_DAY


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _whole(placement: PlacementFact) -> Stretch:
    return Stretch(placement.starts_on, end_of(placement), planned_end=_ended_as_planned(placement))


def matched(placements: Iterable[PlacementFact]) -> list[Stretch]:
    """The stretches in which at least one placement runs."""
    found: list[Stretch] = []
    for placement in sorted(placements, key=lambda each: (each.starts_on, end_of(each), each.placement_id)):
        stretch = _whole(placement)
        end = end_of(placement)
        if stretch.is_empty:
            continue
        before = found[-1] if found else None
        if before is None or before.end is None or stretch.first > before.end:
            found.append(stretch)
        elif end > before.end or (end == before.end and stretch.planned_end):
            found[-1] = Stretch(before.first, end, stretch.planned_end)
    return found


def _ended_as_planned(placement: PlacementFact) -> bool:
    return placement.ended_on is None or placement.ended_on >= placement.ends_on


def _between(found: Sequence[Stretch], begun: date | None) -> list[Stretch]:
    """The stretches without a placement, from when the search began."""
    if begun is None:
        return []
    gaps, first = [], begun
    for each in found:
        gaps.append(Stretch(first, each.first))
        first = max(first, each.end or date.max)
    return [*gaps, Stretch(first, None)]


def _cut(stretch: Stretch, at: date | None) -> Stretch:
    if at is None or (stretch.end is not None and stretch.end <= at):
        return stretch
    return Stretch(stretch.first, at)
