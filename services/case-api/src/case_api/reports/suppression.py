"""Which counts of a table are not shown, so that nobody is recognised in them. Pure functions.

A table counts people by category and by column (as a rule a team) and has both margins. A count that is not 0 and below
the smallest one shown is hidden. Others are hidden with it until no hidden count follows from those that are shown: the
reader knows that the margins add up, that counts are whole, and that a hidden one is not 0.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Final, NamedTuple

TOTAL: Final = "*"
"""The margin of both directions."""


class Cell(NamedTuple):
    """A place in the table; TOTAL in either direction is the margin."""

    category: str
    column: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts by category and column. `categories` are in the order in which they are shown."""

    categories: Sequence[str]
    counts: Mapping[Cell, int]
    columns: Sequence[str] = field(default=())

    def with_margins(self) -> Mapping[Cell, int]:
        """Every count with both margins, also those that are 0."""
        columns = dict.fromkeys([*self.columns, *(cell.column for cell in self.counts)])
        found = {Cell(row, column): 0 for row in (*self.categories, TOTAL) for column in (*columns, TOTAL)}
        for (row, column), number in self.counts.items():
            for cell in (Cell(row, column), Cell(TOTAL, column), Cell(row, TOTAL), Cell(TOTAL, TOTAL)):
                found[cell] += number
        return found


def hidden(table: Mapping[Cell, int], smallest: int, known: Collection[str] = ()) -> frozenset[Cell]:
    """The cells that are not shown.

    Args:
        table: With its margins.
        smallest: The smallest count that is shown.
        known: Columns that the reader knows anyhow; they are shown, and nothing may follow with their help.
    """
    open_to_reader = {cell for cell in table if cell.column in known}
    found = {cell for cell, number in table.items() if 0 < number < smallest} - open_to_reader
    # Only what is not 0 can be told apart from a hidden count, and so only that can hide one.
    spare = {cell for cell, number in table.items() if number > 0} - open_to_reader - found
    for cell in sorted(found):
        more = _round(table, cell, found, spare)
        found |= spare if more is None else set(more)
        spare -= found
    return frozenset(found)


def _round(
    table: Mapping[Cell, int], cell: Cell, found: Collection[Cell], spare: Collection[Cell]
) -> Collection[Cell] | None:
    """What is to be hidden so that a cell can have another value than its own; None when nothing is enough.

    Each cell stands in two sums, that of its category and that of its column: cells are the edges of a graph between
    categories and columns. Another solution differs from the true one by rounds in that graph along which counts rise
    and fall in turn, and none may fall to 0. The cheapest round through the cell is looked for (Dijkstra): what is
    hidden already costs nothing, and a margin more than everything else.
    """
    steps = defaultdict[str, list[tuple[str, Cell, int]]](list)
    dear = table[Cell(TOTAL, TOTAL)]
    for each in (*found, *spare):
        margins = (each.category == TOTAL) + (each.column == TOTAL)
        cost = 0 if each in found else table[each] + dear * margins
        for start, end in _steps(each, table[each]):
            if each != cell:
                steps[start].append((end, each, cost))
    ways = [_cheapest_way(end, start, steps) for start, end in _steps(cell, table[cell])]
    cheapest = min((way for way in ways if way is not None), default=None, key=lambda way: way[0])
    return None if cheapest is None else cheapest[1]


def _steps(cell: Cell, number: int) -> Iterator[tuple[str, str]]:
    """In which directions a round can pass: a count can always rise, and fall when it is above 1.

    A margin stands on the other side of its sum, and falls where the others rise.
    """
    row, column = f"category {cell.category}", f"column {cell.column}"
    turned = (cell.category == TOTAL) != (cell.column == TOTAL)
    rises, falls = ((column, row), (row, column)) if turned else ((row, column), (column, row))
    yield rises
    if number > 1:
        yield falls


def _cheapest_way(
    start: str, goal: str, steps: Mapping[str, Sequence[tuple[str, Cell, int]]]
) -> tuple[int, tuple[Cell, ...]] | None:
    waiting: list[tuple[int, str, tuple[Cell, ...]]] = [(0, start, ())]
    done: set[str] = set()
    while waiting:
        cost, at, cells = heappop(waiting)
        if at == goal:
            return cost, cells
        if at not in done:
            done.add(at)
            for end, cell, more in steps.get(at, ()):
                heappush(waiting, (cost + more, end, (*cells, cell)))
    return None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the smallest count that is shown, and the columns of the reader's own team."""

    smallest: int
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shown:
    """One column of a table as a reader sees it: None is hidden."""

    counts: Mapping[str, int | None]

    def count(self, category: str = TOTAL) -> int | None:
        return self.counts[category]

    def share(self, category: str) -> float | None:
        """The percentage of the whole; None when it or one of its counts is hidden, or there is nobody."""
        part, whole = self.counts[category], self.counts[TOTAL]
        return None if part is None or not whole else part / whole * 100


def shown(counted: Counted, reader: Reader, columns: Sequence[str] = (TOTAL,)) -> Mapping[str, Shown]:
    """What a reader sees of each of the columns."""
    table = counted.with_margins()
    away = hidden(table, reader.smallest, reader.own)
    rows = (*counted.categories, TOTAL)
    return {
        column: Shown({row: None if Cell(row, column) in away else table.get(Cell(row, column), 0) for row in rows})
        for column in columns
    }
