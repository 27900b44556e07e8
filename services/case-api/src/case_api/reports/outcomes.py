"""Where citizens stand 3, 6 and 12 months after their start beside what the programme estimates."""

from case_api.context import Work
from case_api.reports.building import Body, RowMaker, columns, rules_read
from case_api.reports.loading import load_cases
from case_api.reports.programmes import wanted_programmes
from case_api.reports.schemas import Row, ValueKind
from case_api.reports.standings import Standing, estimated_months, estimated_share, standing_on
from case_api.reports.suppression import Cell, Counted
from case_api.reports.wanted import Wanted
from rettematch.programmes.definitions import Programme, Rule, law
from rettematch.programmes.law_parameters import Ratio
from rettematch.programmes.parameters import Quantity
from rettematch.programmes.periods import add_months

_UNKNOWN = "unknown"
_PLANNED_UNIT = "persons"


async def outcomes(work: Work, wanted: Wanted) -> Body:
    """Of those who began in the period and have come so far, how many stand at each outcome of the estimates."""
    rows: list[Row] = []
    rules: list[tuple[Programme, Rule]] = []
    for programme in wanted_programmes(work, wanted):
        if programme.estimates:
            rows += await _of_programme(work, wanted, programme)
            rules += [(programme, rule) for rule in _about(programme, wanted)]
    return Body(
        columns(
            programme=("Indsats", ValueKind.TEXT),
            months=("Måneder efter start", ValueKind.COUNT),
            outcome=("Resultat", ValueKind.TEXT),
            persons=("Borgere", ValueKind.COUNT),
            followed=("Borgere, der er nået så langt", ValueKind.COUNT),
            share=("Andel i procent", ValueKind.PERCENT),
            estimate=("Estimat i procent", ValueKind.PERCENT),
            difference=("Over eller under estimatet, procentpoint", ValueKind.POINTS),
        ),
        rows,
        rules_read(rules),
        (),
        (
            "Kun borgere, hvis forløb begyndte i perioden, og som er nået så langt.",
            "En afsluttet sag tæller med sit resultat. Uddannelse, fraflytning og andet står som ukendt.",
            "Fuld lønindkomst er, at borgeren er registreret som selvforsørgende, eller at lønnede timer fylder ugen.",
        ),
    )


def full_time_hours(wanted: Wanted) -> float:
    """The hours of a full week, as the law counts them (L6)."""
    [(_, ratio), *_] = law().with_parameters(Ratio, wanted.as_of)
    return ratio.full_time_hours


def _about(programme: Programme, wanted: Wanted) -> list[Rule]:
    """The rule that plans the participants of whom the estimates are shares."""
    return [
        rule
        for rule, asked in programme.with_parameters(Quantity, wanted.as_of)
        if asked.unit == _PLANNED_UNIT and asked.parts and asked.by is None
    ]


async def _of_programme(work: Work, wanted: Wanted, programme: Programme) -> list[Row]:
    cases = await load_cases(work, programme.id)
    hours, rows = full_time_hours(wanted), []
    begun = [each for each in cases if wanted.from_ <= each.course.started_on <= wanted.to]
    for months in estimated_months(programme.estimates):
        counts: dict[Cell, int] = {}
        for each in begun:
            day = add_months(each.course.started_on, months)
            if day <= wanted.as_of:
                cell = Cell(standing_on(each.course, day, hours) or _UNKNOWN, each.column)
                counts[cell] = counts.get(cell, 0) + 1
        seen = wanted.shown(Counted((*Standing, _UNKNOWN), counts))
        named = {each.outcome: each.danish for each in programme.estimates} | {_UNKNOWN: "Ukendt eller andet"}
        for outcome, danish in named.items():
            row = RowMaker().put(programme=programme.danish, months=months, outcome=danish)
            row.count("persons", seen, outcome).count("followed", seen).share("share", seen, outcome)
            estimate, share = estimated_share(programme.estimates, outcome, months), seen.share(outcome)
            if "share" in row.hidden:
                row.hidden.append("difference")
            apart = None if estimate is None or share is None else round(share - estimate, 1)
            rows.append(row.put(estimate=estimate, difference=apart).made())
    return rows
