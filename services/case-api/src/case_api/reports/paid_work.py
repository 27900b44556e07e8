"""Citizens with paid ordinary hours month by month (jf_hours_report), and in company activity (stv_share_increase)."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from case_api.context import Work
from case_api.measurements.baselines import SHARE_RULE, baseline_of
from case_api.measurements.rules import groups
from case_api.ordinary_hours.models import WageKind
from case_api.reports.building import Body, RowMaker, columns, rules_read
from case_api.reports.loading import Loaded, load_cases
from case_api.reports.programmes import wanted_programmes
from case_api.reports.schemas import Row, ValueKind
from case_api.reports.suppression import Cell, Counted
from case_api.reports.wanted import Wanted, last_of, month_of
from rettematch.programmes.definitions import Programme, Rule
from rettematch.programmes.findings import Finding, danish_word
from rettematch.programmes.measures import PERCENTAGE_POINTS, share_against_baseline
from rettematch.programmes.parameters import Quantity

_ORDINARY: Final = "ordinary"
_SUPPORTED: Final = "supported"
_NONE: Final = "none"
_WAGES: Final = (_ORDINARY, _SUPPORTED, _NONE)
_ACTIVE: Final = "active"
_REPORTS_A_MONTH: Final = "reports a month"


async def ordinary_hours(work: Work, wanted: Wanted) -> Body:
    """Of the citizens with a running case in each month, how many have paid ordinary hours."""
    cases, rows = await load_cases(work, wanted.programme), []
    rules: list[tuple[Programme, Rule]] = []
    for programme in wanted_programmes(work, wanted):
        own = [each for each in cases if each.programme == programme.id]
        rules += [
            (programme, rule)
            for rule, asked in programme.with_parameters(Quantity, wanted.as_of)
            if asked.unit == _REPORTS_A_MONTH
        ]
        for month in wanted.months() if own else ():
            seen = wanted.shown(count_citizens(own, month, _WAGES, wage_in))
            row = RowMaker().put(programme=programme.danish, month=month)
            row.count("ordinary", seen, _ORDINARY).share("share", seen, _ORDINARY)
            rows.append(row.count("supported", seen, _SUPPORTED).count("running", seen).made())
    return Body(
        columns(
            programme=("Indsats", ValueKind.TEXT),
            month=("Måned, fra", ValueKind.DATE),
            ordinary=("Borgere med lønnede ordinære timer", ValueKind.COUNT),
            share=("Andel i procent", ValueKind.PERCENT),
            supported=("Kun løntilskud eller fleksjob", ValueKind.COUNT),
            running=("Borgere i forløb", ValueKind.COUNT),
        ),
        rows,
        rules_read(rules),
        (),
        ("En borger tæller i hver måned, hvor der er lønnede timer på mindst én dag, også på en anden virksomhed.",),
    )


async def company_activity(work: Work, wanted: Wanted) -> Body:
    """The share of each group in company activity or with ordinary hours, beside where the municipality began."""
    month = month_of(min(wanted.to, wanted.as_of))
    rows: list[Row] = []
    rules: list[tuple[Programme, Rule]] = []
    findings: list[Finding] = []
    for programme in wanted_programmes(work, wanted):
        asking = [
            (rule, asked)
            for rule, asked in programme.with_parameters(Quantity, month)
            if asked.unit == PERCENTAGE_POINTS and rule.id == SHARE_RULE
        ]
        cases = await load_cases(work, programme.id) if asking else []
        for rule, asked in asking:
            rules.append((programme, rule))
            for group in groups(programme, month):
                own = [each for each in cases if each.cohort == group]
                seen = wanted.shown(count_citizens(own, month, (_ACTIVE, _NONE), active_in))
                baseline, share = await baseline_of(work, group, month), seen.share(_ACTIVE)
                row = RowMaker().put(group=danish_word(group), month=month).count("active", seen, _ACTIVE)
                row.count("running", seen).share("share", seen, _ACTIVE)
                row.put(baseline=None if baseline is None else baseline.value, asked=asked.at_least, increase=None)
                if "share" in row.hidden:
                    row.hidden.append("increase")
                elif baseline is not None and share is not None:
                    compared = share_against_baseline(programme, rule.id, share, baseline.value, month, group)
                    row.put(increase=round(compared.increase, 1))
                    findings.extend(compared.findings)
                rows.append(row.made())
    return Body(
        columns(
            group=("Målgruppe", ValueKind.TEXT),
            month=("Måned, fra", ValueKind.DATE),
            active=("I virksomhedsrettet indsats eller med ordinære timer", ValueKind.COUNT),
            running=("Borgere i forløb", ValueKind.COUNT),
            share=("Andel i procent", ValueKind.PERCENT),
            baseline=("Udgangspunkt i procent", ValueKind.PERCENT),
            increase=("Stigning, procentpoint", ValueKind.POINTS),
            asked=("Stigning, der ventes", ValueKind.POINTS),
        ),
        rows,
        rules_read(rules),
        findings,
        (
            "Periodens sidste måned. En borger tæller med et forløb på en plads eller ordinære timer på mindst én dag.",
            "Uden kommunens eget udgangspunkt sammenlignes med landets andel.",
        ),
    )


def count_citizens(
    cases: Iterable[Loaded],
    month: date,
    categories: Sequence[str],
    kind_in: Callable[[Sequence[Loaded], date, date], str],
) -> Counted:
    """The citizens with a running case in a month, each once in each team, by what `kind_in` finds of their cases."""
    first, last = month, last_of(month)
    by_citizen: dict[tuple[UUID, str], list[Loaded]] = {}
    for each in cases:
        if each.runs_in(first, last):
            by_citizen.setdefault((each.citizen_id, each.column), []).append(each)
    counts = Counter(Cell(kind_in(own, first, last), column) for (_, column), own in by_citizen.items())
    return Counted(categories, counts)


def wage_in(cases: Sequence[Loaded], first: date, last: date) -> str:
    """Of a citizen in a stretch of days: paid ordinary hours, only a supported wage, or none."""
    kinds = {job.kind for each in cases for job in each.course.jobs if _overlaps(job.from_, job.until, first, last)}
    if WageKind.ORDINARY in kinds:
        return _ORDINARY
    return _SUPPORTED if kinds else _NONE


def active_in(cases: Sequence[Loaded], first: date, last: date) -> str:
    """Of a citizen in a stretch of days: in company activity or with ordinary hours, or in neither."""
    placed = any(_overlaps(stay.from_, stay.until, first, last) for each in cases for stay in each.stays)
    return _ACTIVE if placed or wage_in(cases, first, last) == _ORDINARY else _NONE


def _overlaps(from_: date, until: date | None, first: date, last: date) -> bool:
    return from_ <= last and (until is None or until >= first)
