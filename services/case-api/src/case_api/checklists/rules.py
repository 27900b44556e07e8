"""Pure decisions about checklists: which rules have one, what it asks for and what it lacks."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from rettematch.programmes.definitions import Programme, Rule
from rettematch.programmes.findings import Finding
from rettematch.programmes.measures import lacking
from rettematch.programmes.parameters import Checklist

COMPUTED = frozenset({"stv_portfolio_spread"})
"""Checklists that are worked out from other records, so that nobody keeps them by hand as well."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item; `part` is the group of the checklist that it stands in, if it has groups."""

    item: str
    part: str | None
    optional: bool


@dataclass(frozen=True, slots=True)
class RuleChecklist:
    """A checklist that a rule asks for, of the work as a whole and not of one event in a course."""

    programme: Programme
    rule: Rule
    entries: tuple[Entry, ...]

    @property
    def items(self) -> frozenset[str]:
        return frozenset(entry.item for entry in self.entries)

    def lacks(self, met: Collection[str], on: date) -> tuple[Finding, ...]:
        """What is missing when only `met` is in place."""
        return lacking(self.programme, self.rule.id, met, on)


def checklists(programmes: Iterable[Programme], on: date) -> Iterator[RuleChecklist]:
    """Every checklist that is in force on a day, programme by programme."""
    for programme in programmes:
        for rule, stated in programme.with_parameters(Checklist, on):
            if stated.of is None and rule.id not in COMPUTED:
                yield RuleChecklist(programme, rule, tuple(_entries(stated)))


def checklist(programmes: Iterable[Programme], rule_id: str, on: date) -> RuleChecklist | None:
    """The checklist of a rule; None when no such rule is in force, or it has none."""
    return next((each for each in checklists(programmes, on) if each.rule.id == rule_id), None)


def _entries(stated: Checklist) -> Iterator[Entry]:
    for item in stated.items:
        yield Entry(item, None, optional=False)
    for part, items in stated.parts.items():
        for item in items:
            yield Entry(item, part, optional=False)
    for item in stated.optional:
        yield Entry(item, None, optional=True)
