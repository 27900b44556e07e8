"""From a profile and the columns to the whole answer. Pure: the same input gives the same bytes."""

from typing import Any

from matcher.catalogue.columns import Columns
from matcher.catalogue.reading import PlaceFacts, read_place
from matcher.ranking import wording
from matcher.ranking.constraints import excluded
from matcher.ranking.engine import Found
from matcher.ranking.engines import search
from matcher.ranking.explanation import notes, passed
from matcher.ranking.points import Weights
from matcher.ranking.query import Query, build_query
from matcher.ranking.questions import questions_about
from matcher.ranking.reasons import Wishes, reasons, wishes_of
from matcher.ranking.schemas import AskFirstPlace, RankedPlace, RankingRequest, RankingResult
from rettematch.considerations import DIMENSIONS, dimension
from rettematch.contracts.matching import MatchingProfile

CONSIDERATIONS = "considerations"
"""The category that a legal basis must name before considerations count here."""


LEARNED = (
    "En del af pointene bygger på, hvor ofte tidligere forløb på lignende pladser førte til ordinære timer. "
    "Kommunen har valgt at bruge dem; hver grund siger, hvor mange det er."
)
"""What an answer says of points that were learned from outcomes."""


def usable(profile: MatchingProfile) -> MatchingProfile:
    """The profile without considerations unless a legal basis for them is in force on its day (docs/security.md D5)."""
    allowed = any(
        basis.category == CONSIDERATIONS and basis.in_force_from <= profile.as_of for basis in profile.legal_bases
    )
    return profile if allowed else profile.model_copy(update={"tolerances": None})


def _explanation(profile: MatchingProfile, *, learned: bool) -> tuple[str, ...]:
    lines = [
        "Listen viser pladser, der passer med alt det, borgeren kan, og med reglerne.",
        (
            "Pladsen med flest point står øverst. Point gives for jobmål, branchepakke, færdigheder, udsigt til "
            "ordinære timer, kontaktperson, privat sektor og kort afstand."
        ),
    ]
    if not profile.goals and not profile.packages:
        lines.append("Borgeren har hverken jobmål eller branchepakke endnu, så de giver ingen point.")
    if profile.tolerances is None:
        lines.append(
            "Skånehensyn er ikke brugt, fordi kommunen ikke har et gældende retsgrundlag for det. Se selv borgerens "
            "hensyn efter, før I vælger en plads."
        )
    else:
        lines.append(
            "Pladser, der kræver mere, end borgerens skånehensyn tillader, er udeladt. Kan virksomheden tilpasse "
            "arbejdet, er pladsen med og får et lille fradrag."
        )
        expired = [dimension(each.dimension).name_da for each in profile.tolerances if each.expired]
        if expired:
            lines.append(f"Hensyn, der skal ses efter, fordi datoen er overskredet: {wording.listed(expired)}.")
    if learned:
        lines.append(LEARNED)
    lines.append("Navn, køn, alder, oprindelse og diagnoser er ikke brugt; programmet kender dem ikke.")
    lines.append("Listen er et forslag. Borgeren og medarbejderen vælger sammen.")
    return tuple(lines)


def tolerances_of(profile: MatchingProfile) -> dict[str, int]:
    """The citizen's levels in the order of the scale."""
    levels = {each.dimension: each.level for each in profile.tolerances or ()}
    return {each.id: levels[each.id] for each in DIMENSIONS if each.id in levels}


def _parts(found: Found, position: int) -> dict[str, int]:
    return {name: int(points[position]) for name, points in found.parts.items()}


def ranked_place(
    place: PlaceFacts, query: Query, tolerances: dict[str, int], wishes: Wishes, parts: dict[str, int], rank: int
) -> RankedPlace:
    """One place that fits, with what its points were given for, the facts behind the constraints, and notes."""
    return RankedPlace(
        place_id=place.place_id,
        employer_id=place.employer_id,
        workplace_id=place.workplace_id,
        rank=rank,
        score=sum(parts.values()),
        parts=parts,
        reasons=reasons(place, wishes, parts, int(query.bands[int(place.postcode)])),
        constraints=passed(place, query, tolerances),
        notes=notes(place, query, tolerances),
    )


def _ranked(
    columns: Columns, query: Query, found: Found, tolerances: dict[str, int], wishes: Wishes
) -> tuple[RankedPlace, ...]:
    return tuple(
        ranked_place(
            read_place(columns, row, tolerances), query, tolerances, wishes, _parts(found, position), position + 1
        )
        for position, row in enumerate(found.rows.tolist())
    )


def _asked(columns: Columns, query: Query, found: Found, tolerances: dict[str, int]) -> tuple[AskFirstPlace, ...]:
    asked = []
    for position, row in enumerate(found.rows.tolist()):
        place = read_place(columns, row, tolerances)
        first, *others = questions_about(place, query, tolerances)
        asked.append(
            AskFirstPlace(
                place_id=place.place_id,
                employer_id=place.employer_id,
                workplace_id=place.workplace_id,
                score_if_confirmed=int(found.scores[position]),
                parts=_parts(found, position),
                question=first,
                further_questions=tuple(others),
            )
        )
    return tuple(asked)


def rank(profile: MatchingProfile, columns: Columns, weights: Weights, request: RankingRequest) -> RankingResult:
    """The places for one citizen.

    Args:
        profile: As the case API disclosed it.
        columns: The places of the citizen's municipality.
        weights: The points in force on the profile's day.
        request: How many places, and the options.
    """
    profile = usable(profile)
    options = request.options
    query = build_query(profile, weights, columns, options.schemes)
    found = search(columns, query, request.k, options.max_ask_first if options.include_ask_first else 0)
    tolerances = tolerances_of(profile)
    content: dict[str, Any] = {
        "ranking": _ranked(columns, query, found.fits, tolerances, wishes_of(profile, weights)),
        "ask_first": _asked(columns, query, found.ask_first, tolerances),
        "fitting": found.fits.total,
        "ask_first_total": found.ask_first.total,
        "excluded": excluded(columns, query),
        "considered": len(columns),
        "weights_version": weights.version,
        "legal_bases": profile.legal_bases,
        "considerations_used": profile.tolerances is not None,
        "explanation": _explanation(profile, learned=weights.learned is not None),
    }
    return RankingResult(**content)
