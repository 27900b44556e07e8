"""What a model may know of a placement: the inputs of the parts of a score, and nothing else.

Every feature is a fact of the place or of the pair, as a small whole number (its code, counted from 0). The list is
closed: no column of a person can enter, because an outcome is read from the recorded parts of a ranked place only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.encoding import PROSPECTS
from matcher.ranking.points import PARTS, Weights

Codes = NDArray[np.int16]
"""Outcomes by features."""
Logits = NDArray[np.float64]

FEATURE_NAMES = (
    "job_goal",
    "skills",
    "paid_hours",
    "contact_person",
    "mentor",
    "private_sector",
    "travel_band",
    "accommodations",
    "internship_only",
)
"""All there are, in the order of the columns."""

MOST_ACCOMMODATIONS = 6
"""Places that need more are counted with this many."""
_DIMENSIONS_AT_MOST = 21


@dataclass(frozen=True, slots=True)
class Feature:
    """One column.

    `values` says what each code stands for, `points` what the base version gives for it, and `scale` places the codes
    on a line for the logistic step. `sign` is the only direction in which the log-odds may move with the code.
    """

    name: str
    part: str
    values: tuple[str, ...]
    points: tuple[int, ...]
    scale: tuple[float, ...]
    sign: int


Space = tuple[Feature, ...]


def _by_points(name: str, part: str, values: tuple[str, ...], points: tuple[int, ...]) -> Feature:
    return Feature(name, part, values, points, tuple(each / 100 for each in points), 1)


def _flag(name: str, part: str, points: tuple[int, int], sign: int) -> Feature:
    return Feature(name, part, ("no", "yes"), points, (0.0, 1.0), sign)


def feature_space(base: Weights) -> Space:
    """The features over a hand-set version of the points.

    Raises:
        ValueError: the version is itself a learned one.
    """
    if base.learned is not None:
        raise ValueError("features are read over a hand-set version of the points")
    goals, skills = (0, *base.goal_values()), (0, *base.skill_values())
    bands = base.commute_points()
    each = base.give("accommodation", "each")
    counts = range(MOST_ACCOMMODATIONS + 1)
    return (
        _by_points("job_goal", "job_goal", tuple(map(str, goals)), goals),
        _by_points("skills", "skills", tuple(map(str, skills)), skills),
        _by_points(
            "paid_hours",
            "paid_hours",
            tuple(each.value for each in PROSPECTS),
            tuple(base.give("paid_hours", each) for each in PROSPECTS),
        ),
        _flag("contact_person", "company_contact", (0, base.give("company_contact", "contact-person")), 1),
        _flag("mentor", "company_contact", (0, base.give("company_contact", "mentor")), 1),
        _flag("private_sector", "sector", (base.give("sector", "public"), base.give("sector", "private")), 1),
        Feature(
            "travel_band",
            "commute",
            tuple(base.commute_row(band) for band in range(len(bands))),
            bands,
            tuple(float(band) for band in range(len(bands))),
            -1,
        ),
        Feature(
            "accommodations",
            "accommodation",
            tuple(map(str, counts)),
            tuple(each * count for count in counts),
            tuple(float(count) for count in counts),
            -1,
        ),
        _flag("internship_only", "internship_only", (0, base.give("internship_only", "internship-only")), -1),
    )


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Placements with what they led to. `places` numbers the places, so that one place stays in one fold."""

    codes: Codes
    ordinary_hours: NDArray[np.bool_]
    places: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.ordinary_hours)

    def take(self, rows: NDArray[Any]) -> "Outcomes":
        """Some of them."""
        return Outcomes(self.codes[rows], self.ordinary_hours[rows], self.places[rows])


class PartReader:
    """Reads the codes of a recorded place back from the points of its parts."""

    def __init__(self, used: Weights, space: Space) -> None:
        """For runs under one version.

        Args:
            used: The version that the run names, hand-set or learned.
            space: Of the base version.
        """
        goal, skills = space[0].points, space[1].points
        bands = len(space[6].values)
        contact, mentor = (used.give("company_contact", when) for when in ("contact-person", "mentor"))
        each = used.give("accommodation", "each")
        ways: dict[str, list[tuple[int, tuple[int, ...]]]] = {
            "job_goal": [(used.goal_value(value), (code,)) for code, value in enumerate(goal)],
            "skills": [(used.skill_value(value), (code,)) for code, value in enumerate(skills)],
            "paid_hours": [(used.give("paid_hours", each), (code,)) for code, each in enumerate(PROSPECTS)],
            "company_contact": [
                (has_contact * contact + has_mentor * mentor, (has_contact, has_mentor))
                for has_contact, has_mentor in product((0, 1), repeat=2)
            ],
            "sector": [(used.give("sector", when), (code,)) for code, when in enumerate(("public", "private"))],
            "commute": [(used.commute_points()[band], (band,)) for band in range(bands)],
            "accommodation": [
                (each * count, (min(count, MOST_ACCOMMODATIONS),)) for count in range(_DIMENSIONS_AT_MOST)
            ],
            "internship_only": [(0, (0,)), (used.give("internship_only", "internship-only"), (1,))],
        }
        self._codes: dict[str, dict[int, tuple[int, ...] | None]] = {}
        for part, pairs in ways.items():
            found: dict[int, tuple[int, ...] | None] = {}
            for points, codes in pairs:
                found[points] = None if found.get(points, codes) != codes else codes
            self._codes[part] = found

    def codes(self, parts: Mapping[str, int]) -> tuple[int, ...] | None:
        """The codes in the order of FEATURE_NAMES; None when the points do not tell them apart.

        Raises:
            ValueError: there is a part that a score does not have, or one is missing.
        """
        if set(parts) != set(PARTS):
            raise ValueError("the parts must be those of a score")
        read = [self._codes[part].get(parts[part]) for part in PARTS]
        known = [codes for codes in read if codes is not None]
        return tuple(code for codes in known for code in codes) if len(known) == len(read) else None
