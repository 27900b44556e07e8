"""The portfolio of companies on a day (rule stv_portfolio_spread). Reports use `portfolio_on` too."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Final
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.context import Work
from case_api.cooperations.queries import agreements_on, facts_of, workplaces_of
from case_api.cooperations.rules import CONTACT_RULE, MODEL_RULES, PROGRAMME, CooperationFacts, refills, standing
from case_api.cooperations.schemas import CellRead, ModelRead, PackageRead, PortfolioRead
from case_api.employers.models import Place
from case_api.employers.occupancy import last_day
from case_api.findings import findings_read
from case_api.placements.models import Placement
from rettematch.industry.packages import all_packages
from rettematch.problems import InvalidRequest
from rettematch.programmes.definitions import Programme
from rettematch.programmes.measures import Measurement, judge, lacking
from rettematch.programmes.portfolio import Cell, Company, bands, demand, spread
from rettematch.reference.geography import find_postcode

_SPREAD: Final = "stv_portfolio_spread"


async def portfolio_on(work: Work, on: date, from_postcode: str | None = None) -> PortfolioRead:
    """Workplaces with an agreement in force on a day, counted by industry, size and geography, and what is thin.

    Args:
        work: The request. Nothing in the answer concerns one citizen; small numbers are kept back.
        on: The day. Places, mentors and citizens' choices are those that are recorded now.
        from_postcode: Where distances are counted from; a known postcode.
    """
    rules, divided = work.programme(PROGRAMME), bands()
    agreements = await agreements_on(work, on)
    facts = await facts_of(work, agreements)
    covered = await workplaces_of(work, agreements)
    workplaces = list({row.id: row for rows in covered.values() for row in rows}.values())
    found = spread(
        [Company(row.industry_code, row.ordinary_full_time, row.postcode) for row in workplaces], divided, from_postcode
    )
    employers = {row.employer_id for row in workplaces} | {each.employer_id for each in facts}
    with_contact = {each.employer_id for each in facts if each.jobcentre_contact_id is not None}
    with_agreement = {each.employer_id for each in facts}
    without_contact = sorted(with_agreement - with_contact)
    contacts = judge(rules, Measurement(CONTACT_RULE, 0, on)) if without_contact else ()
    missing = lacking(rules, _SPREAD, found.spread_over, on) if workplaces else ()
    return PortfolioRead(
        on=on,
        employers=len(employers),
        workplaces=len(workplaces),
        models=_models(rules, facts, on),
        industry=_cells(found.industry),
        size=_cells(found.size),
        geography=_cells(found.geography),
        municipality=_cells(found.municipality),
        distance=_cells(found.distance),
        packages=await _packages(work, on),
        without_jobcentre_contact=without_contact,
        findings=findings_read((*missing, *contacts)),
    )


async def read_portfolio(work: Work, on: date | None, from_postcode: str | None) -> PortfolioRead:
    """The portfolio on a day; today when `on` is None.

    Raises:
        InvalidRequest: there is no such postcode.
    """
    if from_postcode is not None and find_postcode(from_postcode) is None:
        raise InvalidRequest.field("query.from_postcode", "must be a Danish postcode", "er ikke et postnummer")
    return await portfolio_on(work, on or work.today, from_postcode)


def _cells(cells: Sequence[Cell]) -> list[CellRead]:
    return [CellRead(**asdict(cell)) for cell in cells]


def _models(rules: Programme, facts: Sequence[CooperationFacts], on: date) -> list[ModelRead]:
    """Every model, those that nobody has agreed on too."""
    found = []
    for model, rule_id in MODEL_RULES.items():
        mine = [each for each in facts if each.model is model]
        stands = [standing(each, on) for each in mine]
        found.append(
            ModelRead(
                model=model,
                rule_id=rule_id,
                agreements=len(mine),
                seats=sum(each.state.seats for each in stands),
                taken=sum(each.taken for each in stands),
                to_refill=sum(1 for each in mine for _ in refills(rules, each, on)),
            )
        )
    return found


async def _packages(work: Work, on: date) -> list[PackageRead]:
    divided = bands()
    citizens, seats, taken = await _citizens(work, on), await _seats(work, on), await _taken(work, on)
    found = []
    for known in all_packages():
        offered = seats.get(known.id, {})
        free = sum(max(0, number - taken[place_id]) for place_id, number in offered.items())
        each = demand(known.id, citizens[known.id], sum(offered.values()), free, divided)
        found.append(PackageRead(danish=known.name_da, **asdict(each)))
    return found


async def _citizens(work: Work, on: date) -> Counter[str]:
    """How many citizens with a running case have chosen each package."""
    running = select(Case.citizen_id).where(
        col(Case.started_on) <= on, col(Case.closed_on).is_(None) | (col(Case.closed_on) > on)
    )
    statement = select(Citizen.packages).where(col(Citizen.id).in_(running))
    return Counter(each for chosen in (await work.session.exec(statement)).all() for each in chosen)


async def _seats(work: Work, on: date) -> Mapping[str, Mapping[UUID, int]]:
    """The seats of every place that is offered on a day, by package."""
    statement = select(Place.package, Place.id, Place.seats).where(
        col(Place.withdrawn).is_(False),
        col(Place.open_from) <= on,
        col(Place.open_until).is_(None) | (col(Place.open_until) >= on),
    )
    found: defaultdict[str, dict[UUID, int]] = defaultdict(dict)
    for package, place_id, seats in (await work.session.exec(statement)).all():
        found[package][place_id] = seats
    return found


async def _taken(work: Work, on: date) -> Counter[UUID]:
    """How many seats of each place are taken on a day."""
    statement = select(Placement.place_id).where(col(Placement.starts_on) <= on, last_day() >= on)
    return Counter((await work.session.exec(statement)).all())
