"""The rules as a page that a lawyer and a caseworker can read: `python -m rettematch.programmes.sheet [FILE]`.

Without a file it is printed; with one it is written there. The page is made from the definitions alone, so that the
difference of a change to them can be read in it.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rettematch.programmes.danish_figures import danish_figures
from rettematch.programmes.danish_spans import danish_date, danish_many, danish_span
from rettematch.programmes.definitions import (
    Confidence,
    Kind,
    Programme,
    Rule,
    RuleSet,
    Step,
    asked_before_exit,
    law,
    programmes,
)
from rettematch.programmes.findings import danish_word
from rettematch.programmes.parameters import (
    Agreed,
    Allocation,
    Allowance,
    Cadence,
    Checklist,
    Conditions,
    Cooperation,
    Deadline,
    Figure,
    Form,
    Gap,
    Limit,
    Position,
    Precondition,
    Quantity,
    Repeat,
)
from rettematch.programmes.sheet_example import COHORTS, STAYS, danish_weekday, example_dates, example_step
from rettematch.programmes.sheet_example import START as EXAMPLE_STARTS

_CONFIDENCE = {Confidence.HIGH: "høj", Confidence.MEDIUM: "middel", Confidence.LOW: "lav"}
_DATED = (Cadence, Agreed, Deadline, Gap, Limit, Conditions, Repeat, Precondition)
_COUNTED = (Quantity, Figure, Cooperation, Allowance)
_HEAD = """\
# Reglerne i de fem indsatser og i loven

Siden er lavet af `make rules` ud fra `shared/src/rettematch/programmes/definitions/`; ret den ikke i hånden.

Sådan læses den:

- **Art**: en skal-regel, et dokument og en rolle kan brydes (rødt); et sigtemål kan mangle at blive nået (gult); måltal
  og opgørelser er tal, som indsatsen følger.
- **Sikkerhed**: høj er officiel eller primær kilde; middel er flere samstemmende kilder eller vores læsning af kilden;
  lav er en svag kilde, og en sådan regel er altid slået fra.
- **I kraft**: en regel gælder for de forløb, der begynder, mens den er i kraft; den følger forløbet til ende.
- **Tal og frister** er det, som systemet regner med. Står der intet, siger reglens egne ord det hele.
"""
_Belongs = Callable[[Rule], bool]


def _is_bound(rule: Rule) -> bool:
    return rule.kind in {Kind.HARD, Kind.AIM}


_SECTIONS: tuple[tuple[str, _Belongs], ...] = (
    ("Frister og intervaller", lambda rule: _is_bound(rule) and isinstance(rule.parameters, _DATED)),
    ("Dokumenter", lambda rule: rule.kind is Kind.DOCUMENT),
    ("Roller", lambda rule: rule.kind is Kind.ROLE or isinstance(rule.parameters, Position | Allocation)),
    ("Antal og kapacitet", lambda rule: rule.kind is Kind.HARD and isinstance(rule.parameters, _COUNTED)),
    ("Indhold og valg", lambda rule: rule.kind is Kind.HARD),
    ("Sigtemål", lambda rule: rule.kind is Kind.AIM),
    ("Måltal", lambda rule: rule.kind is Kind.TARGET),
    ("Opgørelser", lambda rule: rule.kind is Kind.REPORT),
)
"""Each rule stands in the first of these to which it belongs."""


def sheet() -> str:
    """The whole page, ending in a newline."""
    found = programmes().values()
    return "\n".join([_HEAD, *(line for each in found for line in _programme(each)), *_law()]).rstrip("\n") + "\n"


def _programme(found: Programme) -> Iterator[str]:
    late = danish_span(found.reminder.late_after)
    yield f"## {found.danish} (`{found.id}`)"
    yield ""
    yield f"Kilde: {found.source}. {len({rule.id for rule in found.rules})} regler."
    yield f"Påmindelser sendes kl. {found.reminder.at:%H.%M} dansk tid; for sent er {late} efter fristens sidste dag."
    yield ""
    yield from _steps(found)
    yield from _example(found)
    yield from _sections(found)
    yield from _fields(found)
    yield from _estimates(found)


def _steps(found: Programme) -> Iterator[str]:
    yield "### Trin"
    yield ""
    for number, step in enumerate(found.steps, start=1):
        yield f"{number}. **{step.danish}**"
        for rule in _named(found, step.limits):
            yield f"   - {rule.danish} ({_id(rule)})"
        yield from _exits(found, step)
    yield ""


def _exits(found: Programme, step: Step) -> Iterator[str]:
    if not step.exits:
        yield "   - Varer, til borgeren er selvforsørgende, eller forløbet afsluttes."
        return
    yield "   - Slutter, når dette står fast:"
    for rule in _named(found, step.exits):
        items = getattr(rule.parameters, "items", ())
        covering = f" med {_listed(items)}" if items else ""
        yield f"     - {_listed(asked_before_exit(rule))}{covering} ({_id(rule)})"


def _named(found: RuleSet, rule_ids: Iterable[str]) -> Iterator[Rule]:
    wanted = tuple(rule_ids)
    return (rule for rule in found.rules if rule.id in wanted)


def _example(found: Programme) -> Iterator[str]:
    stays = _listed(f"{scheme.danish_name} {danish_date(begun)}-{danish_date(last)}" for scheme, begun, last in STAYS)
    step = example_step(found)
    yield "### Eksemplet"
    yield ""
    yield f"Forløbet begynder {danish_weekday(EXAMPLE_STARTS)} med {stays}."
    yield f"Det regnes for {_listed(COHORTS, 'og for')}, og hvor de er ens, står datoen én gang."
    yield "Datoerne er dem, der kendes på forløbets anden dag; af et interval er det de næste to."
    if step.number <= len(found.steps):
        aim = f", som skal slutte senest {danish_weekday(step.aim_ends_on)}" if step.aim_ends_on else ""
        yield f"Den dag er forløbet i trin {step.number}{aim}."
    yield ""


def _sections(found: RuleSet) -> Iterator[str]:
    dates = example_dates(found) if isinstance(found, Programme) else {}
    placed: dict[str, list[Rule]] = {name: [] for name, _ in _SECTIONS}
    for rule in found.rules:
        placed[next(name for name, belongs in _SECTIONS if belongs(rule))].append(rule)
    for name, rules in placed.items():
        if rules:
            yield f"### {name}"
            yield ""
            yield from _rules(rules, dates)


def _rules(rules: Sequence[Rule], dates: Mapping[str, Sequence[str]]) -> Iterator[str]:
    is_dated = any(rule.id in dates for rule in rules)
    example = ("I eksemplet",) if is_dated else ()
    rows = [
        (
            _id(rule),
            rule.danish,
            " ".join(danish_figures(rule)),
            *(("<br>".join(_dates_of(rule, dates)) or "–",) if is_dated else ()),
            rule.kind.danish_name,
            rule.section,
            _CONFIDENCE[rule.confidence] + ("" if rule.enabled else ", slået fra"),
            _in_force(rule),
        )
        for rule in rules
    ]
    yield from _table(
        ("Regel", "Reglens ord", "Tal og frister", *example, "Art", "Afsnit", "Sikkerhed", "I kraft"), rows
    )


def _dates_of(rule: Rule, dates: Mapping[str, Sequence[str]]) -> Sequence[str]:
    return dates.get(rule.id, ()) if rule.is_in_force(EXAMPLE_STARTS) else ()


def _in_force(rule: Rule) -> str:
    begun = f"fra {danish_date(rule.in_force_from)}" if rule.in_force_from else ""
    ended = f"til og med {danish_date(rule.in_force_to)}" if rule.in_force_to else ""
    return " ".join(filter(None, (begun, ended))) or "altid"


def _fields(found: Programme) -> Iterator[str]:
    """What each document, talk and meeting must cover, whatever the kind of the rule that says so."""
    lines = [
        f"- **{_capital(danish_word(of))}** ({_id(rule)}{_ended(rule)}): {_listed(items)}"
        + (f"; gerne også {_listed(optional)}" if optional else "")
        for rule in found.rules
        for stated in (rule.parameters, *rule.also)
        for of, items, optional in _covered(stated)
    ]
    if lines:
        yield "### Felter i dokumenter, samtaler og møder"
        yield ""
        yield from lines
        yield ""


def _ended(rule: Rule) -> str:
    always = rule.in_force_from is None and rule.in_force_to is None
    return "" if always else f", {_in_force(rule)}"


def _covered(stated: Form) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    match stated:
        case Cadence(done_by=str() as of, items=items) | Deadline(of=of, items=items) if items:
            yield of, items, ()
        case Precondition(needs=of, items=items) if items:
            yield of, items, ()
        case Checklist(of=str() as of, optional=optional):
            yield of, stated.wanted, optional


def _estimates(found: Programme) -> Iterator[str]:
    if found.estimates:
        months = list(found.estimates[0].persons_after_months)
        rows = [
            (each.danish, *(danish_many(each.persons_after_months[month]) for month in months))
            for each in found.estimates
        ]
        yield "### Skøn over deltagerne"
        yield ""
        yield from _table(("Hvor de står", *(f"Efter {month} måneder" for month in months)), rows)


def _law() -> Iterator[str]:
    yield "## Loven"
    yield ""
    yield "Loven gælder for forløb på pladser, uanset hvilken indsats borgeren er i. Løber et forløb på en plads over"
    yield "en lovændring, holdes det op mod de regler, der gælder på hver af dets dage. Svage regler er slået fra og"
    yield "står her kun for fuldstændighedens skyld."
    yield ""
    yield from _rules(law().rules, {})


def _id(rule: Rule) -> str:
    return f"`{rule.id}`"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(slugs: Iterable[str], last: str = "og") -> str:
    *before, end = [danish_word(each) for each in slugs] or [""]
    return f"{', '.join(before)} {last} {end}" if before else end


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(heading) + " |"
    yield "|" + "---|" * len(heading)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


def main(arguments: Sequence[str]) -> int:
    """Print the page, or write it to the file named; the exit code."""
    if arguments:
        Path(arguments[0]).write_text(sheet(), encoding="utf-8")
    else:
        sys.stdout.write(sheet())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
