"""The spread of a portfolio over industries, sizes and geography."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rettematch.programmes.portfolio import UNKNOWN, Bands, Company, bands, demand, spread

EBELTOFT, RANDERS = "8400", "8900"
CANTEEN, BAKERY = "562900", "107110"


def company(industry_code: str = CANTEEN, full_time: float | None = 5, postcode: str = EBELTOFT) -> Company:
    return Company(industry_code, full_time, postcode)


@pytest.mark.rule("stv_portfolio_spread")
@pytest.mark.parametrize(
    ("other", "over"),
    [
        (company(), set()),
        (company(industry_code=BAKERY), {"industry"}),
        (company(full_time=10), {"size"}),
        (company(full_time=None), set()),
        (company(postcode=RANDERS), {"geography"}),
        (company(BAKERY, 250, RANDERS), {"industry", "size", "geography"}),
    ],
)
def test_a_dimension_is_spread_when_companies_lie_in_two_groups(other: Company, over: set[str]) -> None:
    assert spread([company(), other], bands()).spread_over == over


def test_bands_include_their_beginning_and_empty_ones_are_shown() -> None:
    found = spread([company(full_time=each) for each in (0, 9.9, 10, 49.5, 50, 249, 250, 9000)], bands())
    assert [cell.workplaces for cell in found.size] == [2, 2, 2, 2]
    assert [cell.workplaces for cell in spread([], bands()).size] == [0, 0, 0, 0]


def test_what_is_not_known_is_counted_apart() -> None:
    found = spread([company("000000", None, "0001")], bands(), EBELTOFT)
    for cells in (found.industry, found.size, found.municipality, found.distance):
        assert (cells[-1].id, cells[-1].danish, cells[-1].workplaces) == (UNKNOWN, "ukendt", 1)


def test_geography_tells_town_municipality_and_distance() -> None:
    found = spread([company(), company(), company(postcode=RANDERS)], bands(), EBELTOFT)
    assert [(cell.danish, cell.workplaces) for cell in found.geography] == [("Ebeltoft", 2), ("Randers C", 1)]
    assert [(cell.danish, cell.workplaces) for cell in found.municipality] == [("Syddjurs", 2), ("Randers", 1)]
    assert [cell.workplaces for cell in found.distance] == [2, 0, 0, 1]
    assert spread([company()], bands()).distance == ()


@given(st.lists(st.builds(company, st.sampled_from([CANTEEN, BAKERY, ""]), st.none() | st.floats(0, 1000))))
def test_every_dimension_counts_every_company_once(companies: list[Company]) -> None:
    found = spread(companies, bands(), RANDERS)
    for cells in (found.industry, found.size, found.geography, found.municipality, found.distance):
        assert sum(cell.workplaces for cell in cells) == len(companies)


@pytest.mark.parametrize(
    ("citizens", "free", "shown", "thin"),
    [(0, 0, 0, False), (4, 1, None, False), (4, 0, None, True), (5, 4, 5, True), (5, 5, 5, False)],
)
def test_a_small_number_of_citizens_is_kept_back(citizens: int, free: int, shown: int | None, thin: bool) -> None:
    found = demand("kitchen", citizens, 9, free, bands())
    assert (found.citizens, found.thin) == (shown, thin)


@pytest.mark.parametrize(
    "sizes",
    [
        [{"id": "a", "danish": "a", "below": 5}],
        [{"id": "a", "danish": "a"}, {"id": "b", "danish": "b"}],
        [{"id": "a", "danish": "a", "below": 5}, {"id": "b", "danish": "b", "below": 5}, {"id": "c", "danish": "c"}],
    ],
)
def test_bands_that_leave_something_out_are_refused(sizes: list[dict[str, Any]]) -> None:
    whole = bands().model_dump()
    with pytest.raises(ValidationError):
        Bands.model_validate({**whole, "sizes": sizes})
