"""ESCO as arrays: which occupations a goal agrees with, and which ask for a skill. Read once, places play no part."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from rettematch.reference.occupations import ISCO_PREFIX, all_occupations
from rettematch.reference.skills import skills_of

GOAL_LEVELS = ("isco-2", "isco-3", "isco-4", "occupation")
"""How closely an occupation agrees with a goal, rising; level n is `GOAL_LEVELS[n - 1]`, level 0 no agreement."""

NO_OCCUPATION = len(all_occupations())
"""Index of an occupation that is not in our copy of ESCO, and of no occupation at all: it never gives points."""
CONCEPTS = NO_OCCUPATION + 1

_ISCO_DIGITS = 4
_LEVEL_OF_DIGITS = {2: 1, 3: 2, 4: 3}
_EXACT = len(GOAL_LEVELS)


@cache
def _indexes() -> Mapping[str, int]:
    return {occupation.uri: index for index, occupation in enumerate(all_occupations())}


def occupation_index(uri: str) -> int:
    """The number of an ESCO occupation in the columns; NO_OCCUPATION when it is unknown."""
    return _indexes().get(uri, NO_OCCUPATION)


def occupation_uri(index: int) -> str:
    """The inverse of `occupation_index` for a known occupation."""
    return all_occupations()[index].uri


@cache
def _isco() -> NDArray[np.int16]:
    """The ISCO-08 unit group of each occupation, -1 for none."""
    return np.array([*(int(occupation.isco08) for occupation in all_occupations()), -1], dtype=np.int16)


@lru_cache(maxsize=4096)
def goal_levels(uri: str) -> NDArray[np.int8]:
    """How closely each occupation agrees with a goal: 0 for not at all, else 1 + its position in GOAL_LEVELS.

    A goal is an ESCO occupation or an ISCO group of two to four digits; a group agrees with the occupations in it at
    the level of its own digits, and at the lower levels with those near it. Any other goal agrees with nothing.
    """
    levels = np.zeros(CONCEPTS, dtype=np.int8)
    isco, index = _isco(), occupation_index(uri)
    if index != NO_OCCUPATION:
        code = f"{isco[index]:04d}"
    else:
        code = uri.removeprefix(ISCO_PREFIX) if uri.startswith(ISCO_PREFIX) else ""
    if code.isascii() and code.isdigit():
        for digits, level in _LEVEL_OF_DIGITS.items():
            if len(code) >= digits:
                group = isco // 10 ** (_ISCO_DIGITS - digits)
                levels[group == int(code[:digits])] = level
    if index != NO_OCCUPATION:
        levels[index] = _EXACT
    levels[NO_OCCUPATION] = 0
    levels.flags.writeable = False
    return levels


@cache
def _postings() -> tuple[Mapping[str, NDArray[np.int16]], Mapping[str, NDArray[np.int16]]]:
    essential: dict[str, list[int]] = defaultdict(list)
    optional: dict[str, list[int]] = defaultdict(list)
    for index, occupation in enumerate(all_occupations()):
        for found, uris in zip((essential, optional), skills_of(occupation.uri), strict=True):
            for uri in uris:
                found[uri].append(index)
    as_arrays = [
        {uri: np.array(indexes, dtype=np.int16) for uri, indexes in found.items()} for found in (essential, optional)
    ]
    return as_arrays[0], as_arrays[1]


def _counts(postings: Mapping[str, NDArray[np.int16]], skills: Sequence[str]) -> NDArray[np.intp]:
    found = [postings[uri] for uri in skills if uri in postings]
    if not found:
        return np.zeros(CONCEPTS, dtype=np.intp)
    return np.bincount(np.concatenate(found), minlength=CONCEPTS)


def skill_counts(skills: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """How many of these skills each occupation holds as essential, and how many as optional (each skill once)."""
    distinct = sorted(set(skills))
    essential, optional = _postings()
    return _counts(essential, distinct), _counts(optional, distinct)


def warm() -> None:
    """Reads ESCO now instead of in the first request."""
    _isco()
    _postings()
