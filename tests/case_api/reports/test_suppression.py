"""Small counts are hidden, and no hidden count follows from those that are shown."""

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from case_api.reports.suppression import TOTAL, Cell, Counted, Reader, hidden, shown

ROWS, TEAMS = ("a", "b", "c"), ("north", "south", "west")
SMALLEST = 5


def counted(numbers: Mapping[tuple[str, str], int]) -> Counted:
    return Counted(ROWS, {Cell(*place): number for place, number in numbers.items()}, TEAMS)


@st.composite
def tables(draw: st.DrawFn, rows: int = 3, teams: int = 3, most: int = 12) -> Counted:
    places = list(product(ROWS[:rows], TEAMS[:teams]))
    numbers = draw(st.lists(st.integers(0, most), min_size=len(places), max_size=len(places)))
    return Counted(ROWS[:rows], {Cell(*place): n for place, n in zip(places, numbers, strict=True)}, TEAMS[:teams])


def possible_values(table: Counted, away: frozenset[Cell], slack: int = 3) -> dict[Cell, set[int]]:
    """By trying every whole table near the true one: which values each hidden count could have."""
    whole = table.with_margins()
    inner = [cell for cell in sorted(away) if TOTAL not in cell]
    found: dict[Cell, set[int]] = {cell: set() for cell in away}
    for values in product(*(range(max(1, whole[cell] - slack), whole[cell] + slack + 1) for cell in inner)):
        tried = Counted(table.categories, {**table.counts, **dict(zip(inner, values, strict=True))}, table.columns)
        margins = tried.with_margins()
        if all(cell in away or margins[cell] == number for cell, number in whole.items()):
            for cell in away:
                found[cell].add(margins[cell])
    return found


def test_a_small_count_takes_another_of_its_sums_with_it() -> None:
    table = counted({("a", "north"): 3, ("a", "south"): 20, ("a", "west"): 7, ("b", "north"): 30, ("b", "west"): 8})
    away = hidden(table.with_margins(), SMALLEST)
    assert Cell("a", "north") in away
    assert len([cell for cell in away if cell.category == "a"]) >= 2
    assert len([cell for cell in away if cell.column == "north"]) >= 2
    assert Cell("a", "south") not in away


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    table = counted({(row, team): 5 for row in ROWS for team in TEAMS})
    assert hidden(table.with_margins(), SMALLEST) == frozenset()


def test_nobody_is_shown_as_nobody() -> None:
    seen = shown(counted({("a", "north"): 2}), Reader(SMALLEST), ("north", TOTAL))
    assert seen["north"].counts == {"a": None, "b": 0, "c": 0, TOTAL: None}
    assert seen[TOTAL].counts == {"a": None, "b": 0, "c": 0, TOTAL: None}


def test_a_team_leader_sees_the_own_team_and_learns_nothing_of_the_others_by_it() -> None:
    table = counted({("a", "north"): 9, ("a", "south"): 2})
    seen = shown(table, Reader(SMALLEST, frozenset({"north"})), ("north", "south", TOTAL))
    assert seen["north"].count("a") == 9
    assert seen["south"].count("a") is None
    assert seen[TOTAL].count("a") is None, "11 less 9 would be 2"
    everybody = shown(table, Reader(SMALLEST), (TOTAL,))
    assert everybody[TOTAL].count("a") == 11


def test_a_share_is_hidden_with_the_counts_it_is_made_of() -> None:
    table = counted({("a", "north"): 4, ("b", "north"): 16, ("c", "north"): 20, ("a", "south"): 10, ("b", "south"): 30})
    seen = shown(table, Reader(SMALLEST), ("north", "south"))
    assert seen["north"].share("a") is None
    for team in seen.values():
        for row in ROWS:
            assert (team.share(row) is None) == (team.count(row) is None or team.count() is None)


@given(tables(), st.sampled_from([(), ("north",), ("north", "south")]))
def test_every_small_count_is_hidden_and_no_zero_and_nothing_of_the_own_team(
    table: Counted, known: tuple[str, ...]
) -> None:
    whole = table.with_margins()
    away = hidden(whole, SMALLEST, known)
    for cell, number in whole.items():
        if cell.column in known or number == 0:
            assert cell not in away
        elif number < SMALLEST:
            assert cell in away


@settings(max_examples=40, deadline=None)
@given(tables(rows=2, teams=3, most=7))
def test_no_hidden_count_can_be_computed_from_those_that_are_shown(table: Counted) -> None:
    """Broken by hiding the small counts alone: a total less the others gives them back."""
    away = hidden(table.with_margins(), SMALLEST)
    for cell, values in possible_values(table, away).items():
        assert len(values) > 1, cell


@settings(max_examples=40, deadline=None)
@given(tables(rows=2, teams=2, most=9), st.just("north"))
def test_what_a_team_leader_knows_does_not_tell_the_other_team_either(table: Counted, own: str) -> None:
    whole = table.with_margins()
    away = hidden(whole, SMALLEST, (own,))
    free = {cell for cell in whole if cell.column != own and whole[cell] > 0}
    for cell, values in possible_values(table, away).items():
        assert len(values) > 1 or away == free, cell


def test_hiding_the_small_counts_alone_would_give_them_back() -> None:
    table = counted({("a", "north"): 3, ("a", "south"): 20, ("b", "north"): 30, ("b", "south"): 8})
    small = frozenset(cell for cell, number in table.with_margins().items() if 0 < number < SMALLEST)
    assert [len(values) for values in possible_values(table, small).values()] == [1]


def test_a_round_on_which_a_count_would_fall_to_zero_hides_nothing() -> None:
    """Six hidden counts in a ring: each sum has two, and still there is one solution only."""
    numbers = {("a", "north"): 1, ("a", "south"): 9, ("b", "south"): 9, ("b", "west"): 1, ("c", "west"): 9,
               ("c", "north"): 9}  # fmt: skip
    table = counted(numbers)
    ring = frozenset(Cell(*place) for place in numbers)
    assert {len(values) for values in possible_values(table, ring).values()} == {1}
    away = hidden(table.with_margins(), SMALLEST)
    for cell in (Cell("a", "north"), Cell("b", "west")):
        assert len(possible_values(table, away, slack=1)[cell]) > 1


@pytest.mark.parametrize("smallest", [0, 1])
def test_a_municipality_that_hides_nothing_shows_everything(smallest: int) -> None:
    table = counted({("a", "north"): 1})
    assert hidden(table.with_margins(), smallest) == frozenset()
