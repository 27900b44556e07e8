"""What the points of a place were given for, in the words of the point file."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.reading import PlaceFacts
from matcher.ranking import wording
from matcher.ranking.concepts import GOAL_LEVELS, goal_levels, skill_counts
from matcher.ranking.points import PART_NAMES_DA, Weights
from matcher.ranking.schemas import PointReason
from rettematch.contracts.matching import MatchingProfile


@dataclass(frozen=True, slots=True)
class Wishes:
    """What of a profile gives points, looked up once for all places of an answer."""

    profile: MatchingProfile
    weights: Weights
    essential: NDArray[np.intp]
    optional: NDArray[np.intp]


def wishes_of(profile: MatchingProfile, weights: Weights) -> Wishes:
    """Prepares the reasons of one answer."""
    return Wishes(profile, weights, *skill_counts(profile.skills))


def _job_goal(place: PlaceFacts, wishes: Wishes, points: int) -> str:
    weights = wishes.weights
    for goal in sorted(wishes.profile.goals, key=lambda each: each.rank):
        levels = goal_levels(goal.uri)
        level = max((int(levels[number]) for number in place.occupations), default=0)
        when = GOAL_LEVELS[level - 1]
        if level and weights.at_rank(weights.give("job_goal", when), goal.rank) == points:
            return f"{weights.danish('job_goal', when)} (jobmål {goal.rank})"
    return weights.danish("job_goal", "package")


def _skills(place: PlaceFacts, wishes: Wishes, points: int) -> str:
    weights = wishes.weights
    for number in place.occupations:
        essential, optional = int(wishes.essential[number]), int(wishes.optional[number])
        total = essential * weights.give("skills", "essential") + optional * weights.give("skills", "optional")
        if weights.skill_value(min(total, weights.give("skills", "cap"))) == points:
            counted = (("essential", essential), ("optional", optional))
            words = [f"{count} {weights.danish('skills', when)}" for when, count in counted if count]
            return ", og ".join(words)
    raise AssertionError("points for skills come from one of the place's occupations")


def _when(part: str, place: PlaceFacts, weights: Weights, band: int) -> tuple[str, ...]:
    """The rows of the point file that a place's own facts fall under."""
    rows = {
        "paid_hours": (place.paid_hours_prospect.value,),
        "company_contact": ("contact-person",) * place.has_contact_person + ("mentor",) * place.has_mentor,
        "sector": (place.sector.value,),
        "commute": (weights.commute_row(band),),
        "accommodation": ("each",),
        "internship_only": ("internship-only",),
    }
    return rows[part]


def _words(part: str, place: PlaceFacts, wishes: Wishes, points: int, band: int) -> str:
    if part == "job_goal":
        return _job_goal(place, wishes, points)
    if part == "skills":
        return _skills(place, wishes, points)
    return wording.listed([wishes.weights.danish(part, when) for when in _when(part, place, wishes.weights, band)])


def learned_words(points: int) -> str:
    """How many of a part's points come from outcomes; nothing when none do."""
    if not points:
        return ""
    how = "oftere" if points > 0 else "sjældnere"
    return f" Heraf {points} point, fordi tidligere forløb med det samme {how} har ført til ordinære timer."


def reasons(place: PlaceFacts, wishes: Wishes, parts: dict[str, int], band: int) -> tuple[PointReason, ...]:
    """One reason for each part that is not zero; their points sum to the score.

    Args:
        place: The place.
        wishes: Of the profile.
        parts: The points given.
        band: The travel band of the place's postcode.
    """
    return tuple(
        PointReason(
            part=part,
            points=points,
            danish=f"{PART_NAMES_DA[part]}: {_words(part, place, wishes, points, band)}."
            + learned_words(wishes.weights.learned_of(part, points)),
        )
        for part, points in parts.items()
        if points
    )
