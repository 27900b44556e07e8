"""How the companies that the job centre has agreements with are spread (stv_portfolio_spread)."""

from case_api.context import Work
from case_api.cooperations.portfolio import portfolio_on
from case_api.cooperations.rules import PROGRAMME
from case_api.reports.building import Body, columns, rules_read
from case_api.reports.schemas import Row, ValueKind
from case_api.reports.wanted import Wanted

_DIMENSIONS = {
    "industry": "branche",
    "size": "størrelse",
    "geography": "geografi",
    "municipality": "kommune",
}


async def portfolio(work: Work, wanted: Wanted) -> Body:
    """Workplaces with an agreement in force on the last day of the period, or today, by each dimension."""
    found = await portfolio_on(work, min(wanted.to, wanted.as_of))
    programme = work.programme(PROGRAMME)
    rules = {each.rule_id for each in found.findings} | {"stv_portfolio_spread"}
    return Body(
        columns(
            dimension=("Spredning over", ValueKind.TEXT),
            group=("Gruppe", ValueKind.TEXT),
            workplaces=("Arbejdssteder", ValueKind.COUNT),
        ),
        [
            Row(values={"dimension": danish, "group": cell.danish, "workplaces": cell.workplaces})
            for name, danish in _DIMENSIONS.items()
            for cell in getattr(found, name)
        ],
        rules_read((programme, rule) for rule in programme.rules if rule.id in rules),
        (),
        ("Arbejdssteder med en samarbejdsaftale, der gælder den dag. Virksomheder hører ikke til et team.",),
        found.findings,
    )
