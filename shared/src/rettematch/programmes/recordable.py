"""What can be recorded in a course: the kinds of event that a programme asks about, and the words for what they cover.

Derived from the definitions, so that a rule that a municipality adds brings its own words along.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from rettematch.contracts.cases import EventKind
from rettematch.programmes.definitions import Programme
from rettematch.programmes.parameters import Cadence, Checklist, Choice, Deadline, Form, Gap, Precondition, Quantity
from rettematch.programmes.vocabulary import Happening

ALWAYS = frozenset({EventKind.ACTIVITY, EventKind.ABSENCE, EventKind.EXTENSION, EventKind.VISITATION})
"""What can happen in every course."""

_Mentioned = tuple[Happening | None, tuple[str, ...]]


def recordable(programme: Programme, started_on: date) -> Mapping[EventKind, frozenset[str]]:
    """Each kind of event that a course which began on a day can have, with the items that it may cover."""
    found: defaultdict[EventKind, set[str]] = defaultdict(set)
    for kind in ALWAYS:
        found[kind] = set()
    for rule in programme.rules:
        if rule.is_in_force(started_on):
            for form in (rule.parameters, *rule.also):
                for happening, items in _mentioned(form):
                    if isinstance(happening, EventKind):
                        found[happening].update(items)
    return {kind: frozenset(items) for kind, items in found.items()}


def cohorts(programme: Programme, started_on: date) -> frozenset[str]:
    """The groups of citizens that the rules of a programme tell apart."""
    found: set[str] = set()
    for rule in programme.rules:
        if rule.is_in_force(started_on):
            for form in (rule.parameters, *rule.also):
                found.update(getattr(form, "cohorts", ()))
                if isinstance(form, Choice) and form.of is None:
                    found.update(form.options)
    return frozenset(found)


def _mentioned(form: Form) -> Iterator[_Mentioned]:
    match form:
        case Cadence(done_by=done_by, items=items):
            yield done_by, items
        case Deadline():
            yield from ((after, form.when) for after in form.after)
            yield form.of, form.items
        case Precondition():
            yield form.of, form.when
            yield form.needs, form.items
        case Gap(counts=counts):
            yield from ((each, ()) for each in counts)
        case Quantity():
            yield form.of, ()
            yield form.judged_at, ()
        case Checklist():
            yield form.of, (*form.wanted, *form.optional)
        case Choice():
            yield form.of, form.options
