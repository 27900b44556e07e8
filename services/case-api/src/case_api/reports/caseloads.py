"""How many cases each job broker has, and of which kind (uf_caseload_total, uf_caseload_ly, uf_caseload_fj)."""

from collections import Counter
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from case_api.cases.models import Case
from case_api.citizens.models import Benefit, Citizen
from case_api.context import Work
from case_api.reports.building import Body, RowMaker, columns, rules_read
from case_api.reports.loading import read_rows
from case_api.reports.programmes import wanted_programmes
from case_api.reports.schemas import Row, ValueKind
from case_api.reports.suppression import TOTAL, Cell, Counted, Reader, Shown, shown
from case_api.reports.wanted import Wanted, column_of
from case_api.staff.models import StaffMember
from rettematch.programmes.definitions import Programme, Rule
from rettematch.programmes.findings import Finding
from rettematch.programmes.measures import Measurement, judge
from rettematch.programmes.parameters import Quantity

_OTHER: Final = "other"
_MEASURED: Final[Mapping[str, str]] = {
    "cases per job broker": TOTAL,
    "cases on ledighedsydelse": Benefit.UNEMPLOYMENT_ALLOWANCE,
    "cases in flex job": Benefit.FLEX_WAGE_SUBSIDY,
}
"""Which count a rule's unit asks about."""

_KINDS: Final = (Benefit.UNEMPLOYMENT_ALLOWANCE, Benefit.FLEX_WAGE_SUBSIDY, _OTHER)


async def caseloads(work: Work, wanted: Wanted) -> Body:
    """The running cases of each job broker today, by what the citizen lives by."""
    brokers = await _brokers(work)
    rows: list[Row] = []
    rules: list[tuple[Programme, Rule]] = []
    findings: list[Finding] = []
    for programme in wanted_programmes(work, wanted):
        asking = [
            (rule, asked)
            for rule, asked in programme.with_parameters(Quantity, wanted.as_of)
            if asked.unit in _MEASURED and asked.of is None
        ]
        if not asking:
            continue
        rules += [(programme, rule) for rule, _ in asking]
        counted = await _counted(work, programme.id)
        own = frozenset(broker for broker, (_, team) in brokers.items() if team in wanted.reader.own)
        reader = Reader(wanted.reader.smallest, own)
        listed = [
            broker
            for broker, (_, team) in brokers.items()
            if broker in counted.columns and (wanted.team_id is None or team == column_of(wanted.team_id))
        ]
        for broker, seen in shown(counted, reader, listed).items():
            found = [each for rule, asked in asking for each in _judged(programme, rule, asked, seen, wanted)]
            findings += found
            row = RowMaker().put(programme=programme.danish, broker=brokers[broker][0]).count("cases", seen)
            row.count("allowance", seen, Benefit.UNEMPLOYMENT_ALLOWANCE)
            row.count("flex_job", seen, Benefit.FLEX_WAGE_SUBSIDY).count("other", seen, _OTHER)
            rows.append(row.put(rules=", ".join(each.rule_id for each in found)).made())
    return Body(
        columns(
            programme=("Indsats", ValueKind.TEXT),
            broker=("Jobformidler", ValueKind.TEXT),
            cases=("Sager", ValueKind.COUNT),
            allowance=("På ledighedsydelse", ValueKind.COUNT),
            flex_job=("I fleksjob", ValueKind.COUNT),
            other=("Andet", ValueKind.COUNT),
            rules=("Regler, der ikke holdes", ValueKind.TEXT),
        ),
        rows,
        rules_read(rules),
        findings,
        ("Åbne sager i dag. Team er jobformidlerens team.",),
    )


def _judged(programme: Programme, rule: Rule, asked: Quantity, seen: Shown, wanted: Wanted) -> list[Finding]:
    number = seen.count(_MEASURED[asked.unit])
    if number is None:
        return []
    return list(judge(programme, Measurement(rule.id, number, wanted.as_of, asked.unit)))


async def _counted(work: Work, programme_id: str) -> Counted:
    statement = (
        select(col(Case.job_broker_id), col(Citizen.benefit), func.count())
        .join(Citizen, col(Citizen.id) == col(Case.citizen_id))
        .where(col(Case.programme) == programme_id, col(Case.closed_on).is_(None), col(Case.job_broker_id).is_not(None))
        .group_by(col(Case.job_broker_id), col(Citizen.benefit))
    )
    counts: Counter[Cell] = Counter()
    for broker, benefit, number in await read_rows(work, statement):
        counts[Cell(benefit if benefit in _KINDS else _OTHER, str(broker))] += number
    return Counted(_KINDS, counts, sorted({cell.column for cell in counts}))


async def _brokers(work: Work) -> Mapping[str, tuple[str, str]]:
    """Name and team's column of every member of staff, in the order of the names."""
    statement = select(col(StaffMember.id), col(StaffMember.name), col(StaffMember.team_id)).order_by(
        col(StaffMember.name), col(StaffMember.id)
    )
    found: list[tuple[UUID, str, UUID | None]] = [tuple(row) for row in await read_rows(work, statement)]
    return {str(staff_id): (name, column_of(team_id)) for staff_id, name, team_id in found}
