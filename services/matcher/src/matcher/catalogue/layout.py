"""In which order the places stand: groups of neighbouring postcodes, inside them the places that give most first.

A search takes the rows in blocks. Each block has an upper bound on what its places can give anybody, so that whole
blocks are passed over; and each occupation has the list of its places, the best first, for those whom it is the goal.
The order makes a search fast, never right: any order gives the same lists.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.concepts import CONCEPTS, NO_OCCUPATION
from matcher.ranking.points import Points, PointTables, all_weights

POSTCODES = 10_000
BLOCK = 256
"""Rows of a block: its columns stay in the first-level cache."""
GROUP = 1024
"""Fewest places of a group of postcodes: four blocks, for the travel band is one bound for the whole group."""


def usual_points() -> PointTables:
    """The points by which places are put in order: those of the newest version that ships."""
    return all_weights()[-1].tables


@dataclass(frozen=True, slots=True)
class Postings:
    """The rows of each occupation, those whose character gives most first, with what a first look needs."""

    begins: NDArray[np.int32]
    """Where the list of each occupation begins; one entry more than there are occupations."""
    rows: NDArray[np.int32]
    postcode: NDArray[np.int16]
    character: NDArray[np.uint8]

    @property
    def nbytes(self) -> int:
        return self.begins.nbytes + self.rows.nbytes + self.postcode.nbytes + self.character.nbytes


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands where among the rows that are in order."""

    group_of: NDArray[np.int32]
    """The group of each postcode."""
    group_rows: NDArray[np.int32]
    """Where each group begins; one entry more than there are groups."""
    group_blocks: NDArray[np.int32]
    """The first block of each group; one entry more than there are groups."""
    block_rows: NDArray[np.int32]
    """Where each block begins; one entry more than there are blocks."""
    block_points: Points
    """The most that the character of any place in a block gives, by `usual_points`."""
    postings: Postings

    def bounds(self, character: NDArray[np.uint8], tables: PointTables) -> Points:
        """The most that the character of any place in each block gives, by any points.

        Args:
            character: Of all rows.
            tables: The points; those of `usual_points` cost nothing.
        """
        if tables is usual_points() or not len(self.block_points):
            return self.block_points
        return np.maximum.reduceat(tables.whole_character.take(character[: self.block_rows[-1]]), self.block_rows[:-1])

    @property
    def nbytes(self) -> int:
        own = (self.group_of, self.group_rows, self.group_blocks, self.block_rows, self.block_points)
        return sum(each.nbytes for each in own) + self.postings.nbytes


def groups_of(postcode: NDArray[np.int16]) -> NDArray[np.int32]:
    """The group of each postcode: neighbours by number, together until there are GROUP places."""
    group, held = 0, 0
    groups = np.zeros(POSTCODES, dtype=np.int32)
    for code, count in enumerate(np.bincount(postcode, minlength=POSTCODES).tolist()):
        groups[code] = group
        held += count
        if held >= GROUP:
            group, held = group + 1, 0
    return groups


def order_of(
    group_of: NDArray[np.int32],
    postcode: NDArray[np.int16],
    character: NDArray[np.uint8],
    main_occupation: NDArray[np.int16],
) -> NDArray[np.intp]:
    """The rows in their order: by group, by what their character gives, by main occupation."""
    given = usual_points().whole_character.take(character)
    return np.lexsort((main_occupation, -given, group_of.take(postcode)))


def _postings(postcode: NDArray[np.int16], character: NDArray[np.uint8], occupations: NDArray[np.int16]) -> Postings:
    listed = np.flatnonzero((occupations != NO_OCCUPATION).ravel())
    occupation = occupations.ravel().take(listed)
    rows = (listed % max(occupations.shape[1], 1)).astype(np.int32)
    given = -usual_points().whole_character.take(character.take(rows))
    order = np.lexsort((rows, given, occupation))
    rows = rows.take(order)
    begins = np.searchsorted(occupation.take(order), np.arange(CONCEPTS + 1)).astype(np.int32)
    return Postings(begins, rows, postcode.take(rows), character.take(rows))


def layout_of(
    group_of: NDArray[np.int32],
    postcode: NDArray[np.int16],
    character: NDArray[np.uint8],
    occupations: NDArray[np.int16],
) -> Layout:
    """The groups, blocks and lists of rows that stand in the order of `order_of`."""
    groups = int(group_of[-1]) + 1
    group_rows = np.searchsorted(group_of.take(postcode), np.arange(groups + 1)).astype(np.int32)
    counts = -(-np.diff(group_rows) // BLOCK)
    group_blocks = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    within = np.arange(group_blocks[-1]) - np.repeat(group_blocks[:-1], counts)
    begins = np.repeat(group_rows[:-1], counts) + within * BLOCK
    block_rows = np.append(begins, len(postcode)).astype(np.int32)
    given = usual_points().whole_character.take(character)
    block_points = np.maximum.reduceat(given, block_rows[:-1]) if len(begins) else given[:0]
    return Layout(
        group_of, group_rows, group_blocks, block_rows, block_points, _postings(postcode, character, occupations)
    )
