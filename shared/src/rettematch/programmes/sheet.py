"""The rules as a page that a lawyer can read: `python -m rettematch.programmes.sheet [FILE]`.

Without a file it is printed; with one it is written there. The page is made from the definitions alone, so that the
difference of a change to them can be read in it.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel

from rettematch.clock import COPENHAGEN
from rettematch.contracts.base import Scheme
from rettematch.contracts.cases import CaseEvent, CaseFacts, EventKind, PlacementFact
from rettematch.programmes.definitions import Programme, Rule, RuleSet, law, programmes
from rettematch.programmes.engine import plan
from rettematch.programmes.periods import Span

_EXAMPLE_START = date(2026, 11, 2)
_EXAMPLE_COHORTS = ("cash-benefit", "unemployment-benefit")
_EXAMPLE_STAYS = (
    (Scheme.TASTER, date(2026, 11, 9), date(2026, 12, 6)),
    (Scheme.INTERNSHIP, date(2026, 12, 7), date(2027, 3, 7)),
    (Scheme.FLEX_JOB, date(2027, 6, 1), date(2028, 5, 31)),
)
_EXAMPLE_NOW = datetime(2026, 11, 3, 7, 0, tzinfo=COPENHAGEN)
_COLUMNS = ("Rule", "Dansk", "English", "Figures", "Kind", "Source section", "Conf.", "In force")


def sheet() -> str:
    """The whole page, ending in a newline."""
    return "\n".join([*_head(), *(line for each in programmes().values() for line in _programme(each)), *_law()]) + "\n"


def _head() -> Iterator[str]:
    yield "# The rules of the five programmes and the law"
    yield ""
    yield "Made by `make rules` from `shared/src/rettematch/programmes/definitions/`; do not edit it. A hard rule, a"
    yield "document and a role can be broken (red); an aim can be missed (amber); targets and reports are figures."
    yield "Confidence: H official or primary text, M consistent secondary sources or a reading of ours, L weak and off."
    yield ""


def _programme(found: Programme) -> Iterator[str]:
    yield f"## {found.danish} (`{found.id}`)"
    yield ""
    yield f"{found.english}. Source: {found.source}. {len({rule.id for rule in found.rules})} rules."
    yield f"Reminders go out at {found.reminder.at:%H:%M} Danish time; late after {_value(found.reminder.late_after)}."
    yield ""
    yield "Steps:"
    yield ""
    for number, step in enumerate(found.steps, start=1):
        limits = f"; limit: {_ids(step.limits)}" if step.limits else ""
        exits = f"; ends when: {_ids(step.exits)}" if step.exits else "; open"
        yield f"{number}. {step.danish} / {step.english}{limits}{exits}"
    yield ""
    if found.estimates:
        months = list(found.estimates[0].persons_after_months)
        rows = [
            (each.danish, each.english, *(_value(each.persons_after_months[month]) for month in months))
            for each in found.estimates
        ]
        yield from _table(("Skøn", "Estimate", *(f"{month} months" for month in months)), rows)
    yield from _rules(found)
    yield from _example(found)


def _law() -> Iterator[str]:
    yield "## Loven / The law"
    yield ""
    yield "What binds placements whatever the programme. Weak rows are switched off and shown for completeness."
    yield ""
    yield from _rules(law())


def _rules(found: RuleSet) -> Iterator[str]:
    yield from _table(_COLUMNS, [_row(rule) for rule in found.rules])


def _row(rule: Rule) -> tuple[str, ...]:
    figures = "; ".join(summary(each) for each in (rule.parameters, *rule.also))
    confidence = str(rule.confidence) if rule.enabled else f"{rule.confidence}, off"
    return (
        f"`{rule.id}`",
        rule.danish,
        rule.english,
        figures,
        str(rule.kind),
        rule.section,
        confidence,
        _in_force(rule),
    )


def _in_force(rule: Rule) -> str:
    if rule.in_force_from is None and rule.in_force_to is None:
        return "always"
    begun = rule.in_force_from.isoformat() if rule.in_force_from else ""
    return f"{begun} – {rule.in_force_to.isoformat() if rule.in_force_to else ''}".strip()


def summary(parameters: BaseModel) -> str:
    """What a rule states, as words and numbers: its type and every field that is not at its default."""
    stated = [
        f"{name.replace('_', ' ')} {_value(getattr(parameters, name))}"
        for name in type(parameters).model_fields
        if name != "type" and name in parameters.model_fields_set
    ]
    return f"{getattr(parameters, 'type', '')}: {', '.join(stated)}"


def _value(value: object) -> str:
    match value:
        case bool():
            text = "yes" if value else "no"
        case float() | int():
            text = f"{value:.10g}"
        case Span():
            text = _span(value)
        case BaseModel() | Mapping() | frozenset() | tuple():
            text = _many(value)
        case _:
            text = str(value)
    return text


def _span(span: Span) -> str:
    name = next(name for name in ("days", "weeks", "months") if getattr(span, name))
    number: int = getattr(span, name)
    return f"{number} {name if number > 1 else name.removesuffix('s')}"


def _many(value: BaseModel | Mapping[str, object] | frozenset[object] | tuple[object, ...]) -> str:
    if isinstance(value, BaseModel):
        return " ".join(_value(each) for name, each in value if name in value.model_fields_set)
    if isinstance(value, Mapping):
        found = [f"{name} {_value(each)}" for name, each in value.items()]
    else:
        found = [_value(each) for each in value]
        found = sorted(found) if isinstance(value, frozenset) else found
    return found[0] if len(found) == 1 else f"({', '.join(found)})"


def _ids(rule_ids: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in rule_ids)


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(heading) + " |"
    yield "|" + "---|" * len(heading)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


def _example(found: Programme) -> Iterator[str]:
    yield f"### First dates of an example case of {found.danish}"
    yield ""
    stays = ", ".join(
        f"{scheme} from {begun.isoformat()} to {last.isoformat()}" for scheme, begun, last in _EXAMPLE_STAYS
    )
    yield f"It starts on {_EXAMPLE_START.isoformat()} and has these placements: {stays}."
    yield "Dates are those known on the second day; of a cadence the next two are shown."
    yield ""
    for cohort in _EXAMPLE_COHORTS:
        yield f"Cohort {cohort}:"
        yield ""
        rows = [
            (
                f"`{each.rule_id}`",
                each.responsible.danish_name,
                f"{each.due_at.astimezone(COPENHAGEN):%a %d %b %Y %H:%M}",
                f"{each.overdue_at.astimezone(COPENHAGEN):%a %d %b %Y %H:%M}",
            )
            for each in plan(example_case(found.id, cohort), _EXAMPLE_NOW, found)
        ]
        yield from _table(("Rule", "Responsible", "Reminder", "Late from"), rows)


def example_case(programme_id: str, cohort: str) -> CaseFacts:
    """A case without people, on which the page shows the dates that follow from the rules."""
    return CaseFacts(
        case_id=UUID(int=1),
        version=1,
        municipality_code="0706",
        programme=programme_id,
        started_on=_EXAMPLE_START,
        closed_on=None,
        caseworker_id=UUID(int=2),
        job_broker_id=UUID(int=3),
        job_broker_since=_EXAMPLE_START,
        cv_begun_on=_EXAMPLE_START,
        ready_on=_EXAMPLE_START,
        self_supporting_on=None,
        conversations=(),
        placements=tuple(
            PlacementFact(
                placement_id=UUID(int=10 + number),
                scheme=scheme,
                starts_on=starts_on,
                ends_on=ends_on,
                ended_on=None,
                has_contact_person=True,
                ordinary_hours_planned=True,
                follow_ups=(),
            )
            for number, (scheme, starts_on, ends_on) in enumerate(_EXAMPLE_STAYS)
        ),
        cohort=cohort,
        events=(CaseEvent(event_id=UUID(int=20), kind=EventKind.INFORMATION_MEETING, on=_EXAMPLE_START),),
    )


def main(arguments: Sequence[str]) -> int:
    """Print the page, or write it to the file named; the exit code."""
    if arguments:
        Path(arguments[0]).write_text(sheet(), encoding="utf-8")
    else:
        sys.stdout.write(sheet())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
