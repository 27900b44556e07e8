"""The parts that reports are made of: rows whose small counts are hidden, and the rules behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from case_api.findings import FindingRead
from case_api.reports.schemas import Column, Row, RuleRead, Value, ValueKind
from case_api.reports.suppression import TOTAL, Shown
from rettematch.programmes.definitions import Programme, Rule
from rettematch.programmes.findings import Finding


@dataclass(frozen=True, slots=True)
class Body:
    """What a report tells, without its heading."""

    columns: Sequence[Column]
    rows: Sequence[Row] = ()
    rules: Sequence[RuleRead] = ()
    findings: Sequence[Finding] = ()
    notes: Sequence[str] = ()
    judged: Sequence[FindingRead] = ()
    """Findings that another domain has judged already."""


@dataclass(slots=True)
class RowMaker:
    """Puts a row together; a hidden count or share is null and named."""

    values: dict[str, Value] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)

    def put(self, **values: Value) -> Self:
        self.values.update(values)
        return self

    def count(self, key: str, seen: Shown, category: str = TOTAL) -> Self:
        number = seen.count(category)
        if number is None:
            self.hidden.append(key)
        return self.put(**{key: number})

    def share(self, key: str, seen: Shown, category: str) -> Self:
        if seen.count(category) is None or seen.count() is None:
            self.hidden.append(key)
        share = seen.share(category)
        return self.put(**{key: None if share is None else round(share, 1)})

    def made(self) -> Row:
        return Row(values=self.values, hidden=self.hidden)


def columns(**given: tuple[str, ValueKind]) -> list[Column]:
    """Columns by key, each with its Danish heading and what stands in it."""
    return [Column(key=key, danish=danish, kind=kind) for key, (danish, kind) in given.items()]


def rules_read(found: Iterable[tuple[Programme, Rule]]) -> list[RuleRead]:
    """Each rule once, with the document that it comes from."""
    by_id = {rule.id: (programme, rule) for programme, rule in found}
    return [
        RuleRead(rule_id=rule.id, danish=rule.danish, section=rule.section, source=programme.source)
        for programme, rule in by_id.values()
    ]
