"""Pure decisions about step-up: which consent it needs, what its record means to the programme's rules."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from case_api.consents.rules import Consent
from case_api.consents.vocabularies import Category
from case_api.courses.events import EventWritten
from case_api.step_ups.models import Barrier, StepUpEffort
from rettematch.contracts.cases import EventKind
from rettematch.programmes.definitions import Programme
from rettematch.programmes.findings import Finding

PREPARED: Mapping[Barrier, EventKind] = {
    Barrier.HEALTH: EventKind.STEP_UP_PREPARED_HEALTH,
    Barrier.FAMILY: EventKind.STEP_UP_PREPARED_FAMILY,
}
CATEGORIES: Mapping[Barrier, Category] = {
    Barrier.HEALTH: Category.HEALTH_DOCUMENTS,
    Barrier.FAMILY: Category.FAMILY_MATTERS,
}
"""What departments tell each other of the citizen in a step-up about each barrier."""

CHILDREN = "children-over-13"
KINDS = frozenset({EventKind.STEP_UP, EventKind.STEP_UP_TALK, EventKind.STEP_UP_AGREEMENT, *PREPARED.values()})


def categories_lacking(consents: Iterable[Consent], because: Collection[Barrier], on: date) -> frozenset[Category]:
    """What no consent in force on the day covers, of what a step-up about these barriers shares or obtains."""
    covered = {category for each in consents if each.is_in_force(on) for category in each.categories}
    return frozenset(CATEGORIES[barrier] for barrier in because) - covered


def events_of(row: StepUpEffort, questions: Collection[str]) -> list[EventWritten]:
    """What of a step-up the programme's rules are judged by.

    Args:
        row: As it stands.
        questions: Those that the agreement answers.
    """
    return list(_events(row, questions))


def _events(row: StepUpEffort, questions: Collection[str]) -> Iterator[EventWritten]:
    yield _event(EventKind.STEP_UP, row.started_on, [row.started_by, *row.because])
    for each in row.preparations:
        yield _event(PREPARED[Barrier(each["barrier"])], date.fromisoformat(each["on"]), each["documents"])
    for each in row.talks:
        yield _event(EventKind.STEP_UP_TALK, date.fromisoformat(each["held_on"]), each["people"])
    if row.child_job_asked_on is not None:
        yield _event(EventKind.CHILD_JOB_ASKED, row.child_job_asked_on, [])
    if row.agreed_on is not None:
        items = [*questions, *([CHILDREN] if row.children_over_13 else [])]
        yield _event(EventKind.STEP_UP_AGREEMENT, row.agreed_on, items)


def _event(kind: EventKind, on: date, items: Iterable[str]) -> EventWritten:
    return EventWritten(kind=kind, on=on, items=tuple(sorted(str(each) for each in items)))


def about_step_up(programme: Programme, found: Iterable[Finding], started_on: date) -> list[Finding]:
    """The findings that concern a step-up: of the rules that ask something of its kinds of event."""
    asked = {
        rule.id
        for rule in programme.rules
        if rule.is_in_force(started_on)
        for form in (rule.parameters, *rule.also)
        if getattr(form, "of", None) in KINDS
    }
    return [each for each in found if each.rule_id in asked]
