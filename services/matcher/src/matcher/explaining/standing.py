"""How one place stands for one citizen: on the list, further down, waiting for an answer, or not possible and why.

The constraints are judged by `rettematch.constraints`, the definition that the case API uses when a seat is taken; the
points are the engine's own. Pure.
"""

from collections.abc import Sequence
from uuid import UUID

import numpy as np

from matcher.catalogue.columns import Columns
from matcher.catalogue.reading import read_place
from matcher.explaining.schemas import FailedConstraint, PlaceStanding
from matcher.explaining.snapshots import snapshot_at
from matcher.ranking import wording
from matcher.ranking.answers import ranked_place, tolerances_of, usable
from matcher.ranking.constraints import CONSTRAINT_NAMES_DA
from matcher.ranking.engine import points
from matcher.ranking.points import Weights
from matcher.ranking.questions import questions_about
from matcher.ranking.reasons import wishes_of
from matcher.ranking.schemas import RankedPlace, RankingOptions
from matcher.whatif.changes import Wanted
from matcher.whatif.scan import Near, further_by_postcode, near, whole_query
from rettematch.constraints import CONSIDERATION, Failure, failed_constraints
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import PlaceSnapshot
from rettematch.problems import NotFound

_FULL = "Alle pladser er optaget lige nu."


def failures(wanted: Wanted, place: PlaceSnapshot) -> tuple[FailedConstraint, ...]:
    """What stands in the way, in the order of the constraints.

    Args:
        wanted: Profile and schemes of the run.
        place: From `snapshot_at`.
    """
    asked = wanted.profile.model_copy(update={"schemes": wanted.usable_schemes})
    return tuple(
        FailedConstraint(
            id=failure.constraint,
            danish=CONSTRAINT_NAMES_DA[failure.constraint],
            reason=_reason(failure, wanted, place),
            known="unknown" if failure.by_unknown else "known",
            rule_id=failure.rule_id,
        )
        for failure in failed_constraints(asked, place)
    )


def _reason(failure: Failure, wanted: Wanted, place: PlaceSnapshot) -> str:
    if failure.constraint == "seats":
        return _FULL
    left_out = [each for each in place.schemes if each in wanted.profile.schemes]
    if failure.constraint == "scheme" and left_out:
        names = wording.listed([each.danish_name for each in left_out])
        return f"Pladsen tilbyder {names}, men søgningen tog kun andre ordninger med."
    return failure.danish


def _stated(each: FailedConstraint) -> str:
    """A reason behind the constraint's name, which the reasons of considerations begin with already."""
    return each.reason if each.id.startswith(CONSIDERATION) else f"{each.danish}: {each.reason}"


def _cannot(failed: Sequence[FailedConstraint]) -> tuple[str, ...]:
    known = [_stated(each) for each in failed if each.known == "known"]
    unknown = [_stated(each) for each in failed if each.known == "unknown"]
    if not known:
        return ("Intet, vi ved, taler imod pladsen. Spørg først:", *unknown)
    lines = ("Pladsen passer ikke lige nu, fordi:", *known)
    return (*lines, "Derudover mangler der svar:", *unknown) if unknown else lines


def _fits(place: RankedPlace, listed: RankedPlace | None, fitting: int, k: int, needed: int | None) -> tuple[str, ...]:
    of_all = f"Pladsen passer. Den er nummer {place.rank} af {fitting} med {place.score} point."
    if listed is not None:
        same = (listed.rank, listed.score) == (place.rank, place.score)
        then = f"På listen er den nummer {listed.rank} med {listed.score} point."
        return (of_all, "Sådan står den også på listen." if same else then)
    if needed is None or place.rank <= k:
        return (of_all, "Den er ikke på listen; noget er ændret, siden listen blev lavet.")
    last = f"den {k}. og sidste har {needed} point" if k > 1 else f"den første har {needed} point"
    return (of_all, f"Den er ikke på listen, for der vises kun {k}; {last}.")


def _rank(columns: Columns, found: Near, row: int, score: int) -> int:
    """Among the places that fit: one more than how many come before, by points and then by place id."""
    held = columns.arrays
    rows, scores = found.rows, found.scores
    ties = rows.compress((scores == score) & (rows != row))
    own = (int(held.id_high[row]), int(held.id_low[row]))
    before = sum((int(held.id_high[each]), int(held.id_low[each])) < own for each in ties.tolist())
    return int(np.count_nonzero(scores > score)) + before + 1


def _needed(found: Near, k: int) -> int | None:
    if len(found.scores) < k:
        return None
    return int(-np.partition(-found.scores, k - 1)[k - 1])


def standing(
    profile: MatchingProfile,
    columns: Columns,
    weights: Weights,
    place_id: UUID,
    *,
    k: int,
    options: RankingOptions,
    listed: RankedPlace | None,
) -> PlaceStanding:
    """How a place stands now for the citizen of a run.

    Args:
        profile: As the case API disclosed it for the run.
        columns: The places of the citizen's municipality, as they are now.
        weights: The points of the run.
        place_id: Which place.
        k: How many places the run asked for.
        options: Of the run.
        listed: The place on the run's list, when it is there.

    Raises:
        NotFound: the municipality has no such place.
    """
    row = columns.row_of(place_id)
    if row is None:
        raise NotFound
    profile = usable(profile)
    wanted = Wanted(profile.model_copy(update={"beyond_reach": ()}), options.schemes)
    failed = failures(wanted, snapshot_at(columns, row, profile.municipality_code))
    query = whole_query(wanted, weights, columns)
    found = near(columns, query, further_by_postcode(wanted.profile, len(query.bands)), frozenset())
    tolerances, needed, now = tolerances_of(profile), _needed(found, k), None
    place = read_place(columns, row, tolerances)
    if failed:
        summary = _cannot(failed)
    else:
        parts = {name: int(given[0]) for name, given in points(columns, query, np.array([row], dtype=np.intp)).items()}
        rank = _rank(columns, found, row, sum(parts.values()))
        now = ranked_place(place, query, tolerances, wishes_of(profile, weights), parts, rank)
        summary = _fits(now, listed, len(found.rows), k, needed)
    asking = bool(failed) and all(each.known == "unknown" for each in failed)
    return PlaceStanding(
        place_id=place_id,
        standing="fits" if now is not None else "ask-first" if asking else "excluded",
        summary=summary,
        listed=listed,
        now=now,
        fitting=len(found.rows),
        points_needed=needed,
        failed=failed,
        questions=questions_about(place, query, tolerances),
        weights_version=weights.version,
        as_of=profile.as_of,
    )
