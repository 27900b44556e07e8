"""From a profile and the columns to the whole answer. Pure: the same input gives the same bytes."""

from typing import Any

from matcher.catalogue.columns import Columns
from matcher.catalogue.reading import read_place
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


def usable(profile: MatchingProfile) -> MatchingProfile:
    """The profile without considerations unless a legal basis for them is in force on its day (docs/security.md D5)."""
    allowed = any(
        basis.category == CONSIDERATIONS and basis.in_force_from <= profile.as_of for basis in profile.legal_bases
    )
    return profile if allowed else profile.model_copy(update={"tolerances": None})


def _explanation(profile: MatchingProfile) -> tuple[str, ...]:
    lines = [
        "Listen viser de pladser, der opfylder alle faste krav.",
        "Rækkefølgen bygger på jobmål, branchepakker, færdigheder, ordinære timer, kontaktperson, sektor og afstand.",
    ]
    if not profile.goals and not profile.packages:
        lines.append("Der er ikke registreret jobmål eller branchepakker; de giver derfor ingen point.")
    if profile.tolerances is None:
        lines.append(
            "Skånehensyn er ikke brugt, fordi kommunen ikke har et gældende retsgrundlag for det. Gennemgå selv "
            "borgerens hensyn, før en plads vælges."
        )
    else:
        lines.append("Skånehensyn er brugt til at udelade pladser, der kræver mere, end borgeren kan nu.")
        expired = [dimension(each.dimension).name_da for each in profile.tolerances if each.expired]
        if expired:
            lines.append(f"Skal ses efter, fordi datoen er overskredet: {wording.listed(expired)}.")
    lines.append("Navn, køn, alder, oprindelse og diagnoser indgår ikke og er ikke kendt her.")
    lines.append("Listen er et forslag. Det er en medarbejder sammen med borgeren, der vælger.")
    return tuple(lines)


def _tolerances(profile: MatchingProfile) -> dict[str, int]:
    """The citizen's levels in the order of the scale."""
    levels = {each.dimension: each.level for each in profile.tolerances or ()}
    return {each.id: levels[each.id] for each in DIMENSIONS if each.id in levels}


def _parts(found: Found, position: int) -> dict[str, int]:
    return {name: int(points[position]) for name, points in found.parts.items()}


def _ranked(
    columns: Columns, query: Query, found: Found, tolerances: dict[str, int], wishes: Wishes
) -> tuple[RankedPlace, ...]:
    ranked = []
    for position, row in enumerate(found.rows.tolist()):
        place = read_place(columns, row, tolerances)
        parts = _parts(found, position)
        ranked.append(
            RankedPlace(
                place_id=place.place_id,
                employer_id=place.employer_id,
                workplace_id=place.workplace_id,
                rank=position + 1,
                score=int(found.scores[position]),
                parts=parts,
                reasons=reasons(place, wishes, parts, int(query.bands[int(place.postcode)])),
                constraints=passed(place, query, tolerances),
                notes=notes(place, query, tolerances),
            )
        )
    return tuple(ranked)


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
    tolerances = _tolerances(profile)
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
        "explanation": _explanation(profile),
    }
    return RankingResult(**content)
