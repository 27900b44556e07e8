"""Pure decisions about measured figures: what a rule can be measured in, and what is wrong with a figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from case_api.measurements.schemas import MeasurementWrite
from rettematch.problems import FieldError
from rettematch.programmes.definitions import Programme, Rule, UnknownRuleError
from rettematch.programmes.findings import Finding
from rettematch.programmes.measures import PERCENTAGE_POINTS, Measurement, difference, judge
from rettematch.programmes.parameters import Choice, Figure, Quantity

PERCENT: Final = "percent"
"""The unit of a baseline."""

_WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class Measurable:
    """A rule that somebody can give a figure for."""

    programme: Programme
    rule: Rule
    quantities: tuple[Quantity, ...]
    figures: tuple[Figure, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """What it is measured in, in the order in which the rule states it."""
        return tuple(dict.fromkeys([*(each.unit for each in self.quantities), *(each.unit for each in self.figures)]))

    @property
    def has_baseline(self) -> bool:
        return PERCENTAGE_POINTS in self.units

    def quantity(self, unit: str) -> Quantity | None:
        return next((each for each in self.quantities if each.unit == unit), None)


def measurable(programmes: Iterable[Programme], rule_id: str, on: date) -> Measurable | None:
    """The rule with what can be measured of it; None when none is in force, or its events tell its figure."""
    for programme in programmes:
        try:
            rule = programme.rule(rule_id, on)
        except UnknownRuleError:
            continue
        stated = (rule.parameters, *rule.also)
        quantities = tuple(each for each in stated if isinstance(each, Quantity) and each.of is None)
        figures = tuple(each for each in stated if isinstance(each, Figure))
        return Measurable(programme, rule, quantities, figures) if quantities or figures else None
    return None


def groups(programme: Programme, on: date) -> tuple[str, ...]:
    """The groups of citizens that shares are counted for: those with a national figure, and the target groups."""
    national = [figure.group for _, figure in programme.with_parameters(Figure, on) if figure.group is not None]
    chosen = [group for _, each in programme.with_parameters(Choice, on) if each.of is None for group in each.options]
    return tuple(dict.fromkeys([*national, *chosen]))


def unit_of(write: MeasurementWrite, found: Measurable) -> str | None:
    """The unit of a figure: the only one that there can be, when none is named; None when it cannot be told."""
    if write.unit is not None:
        return write.unit
    if write.baseline:
        return PERCENT
    return found.units[0] if len(found.units) == 1 else None


def faults_of(write: MeasurementWrite, found: Measurable) -> list[FieldError]:
    """What is wrong with a figure that was sent for a rule."""
    return [*_unit_faults(write, found), *_cohort_faults(write, found), *_part_faults(write, found)]


def _unit_faults(write: MeasurementWrite, found: Measurable) -> list[FieldError]:
    if write.baseline and not found.has_baseline:
        return [_fault("baseline", "must be false: the rule asks for no rise", "reglen har intet udgangspunkt")]
    if not write.baseline and unit_of(write, found) not in found.units:
        return [_fault("unit", "must be one of: " + ", ".join(found.units), "er ikke en enhed, som reglen bruger")]
    if write.baseline and (unit_of(write, found) != PERCENT or not 0 <= write.value <= _WHOLE):
        return [_fault("value", f"must be a share in {PERCENT}, 0 to {_WHOLE}", "skal være en andel i procent")]
    return []


def _cohort_faults(write: MeasurementWrite, found: Measurable) -> list[FieldError]:
    known: Iterable[str] = ()
    if write.baseline and found.has_baseline:
        known = groups(found.programme, write.on)
    elif not write.baseline:
        quantity = found.quantity(unit_of(write, found) or "")
        known = quantity.cohorts if quantity is not None else ()
    if known and write.cohort not in set(known):
        return [_fault("cohort", "must be one of: " + ", ".join(known), "er ikke en gruppe, som reglen gælder for")]
    return []


def _part_faults(write: MeasurementWrite, found: Measurable) -> list[FieldError]:
    quantity = found.quantity(unit_of(write, found) or "")
    known = () if quantity is None or write.baseline else tuple(quantity.parts)
    if set(write.parts) <= set(known):
        return []
    return [
        _fault("parts", "must be parts of the rule: " + (", ".join(known) or "it has none"), "findes ikke i reglen")
    ]


def _fault(field: str, expected: str, danish: str) -> FieldError:
    return FieldError(field=f"body.{field}", expected=expected, danish=danish)


def findings_of(found: Measurable, measured: Measurement, *, baseline: bool) -> Sequence[Finding]:
    """The bounds that a figure breaks; a baseline and a figure that is only compared break none."""
    if baseline or found.quantity(measured.unit or "") is None:
        return ()
    return judge(found.programme, measured)


def difference_of(found: Measurable, measured: Measurement) -> float | None:
    """How far a figure lies above the one that the programme's document reports; None when it reports none."""
    if measured.unit not in {each.unit for each in found.figures}:
        return None
    return difference(found.programme, measured)
