"""The citizens for one seat: for each of them the ranking of a catalogue that holds this place alone.

It is the same `rank` that ranks places for a citizen, so the two directions cannot give a pair different points, nor
differ on whether it is possible. Points belong to the pair: nothing here compares citizens by anything else.
"""

from collections.abc import Sequence
from typing import Any

from matcher.candidates.schemas import AskFirstCandidate, Candidate, CandidatesRequest, CandidatesResult
from matcher.catalogue.columns import Columns
from matcher.catalogue.state import readable
from matcher.ranking.answers import LEARNED, rank, usable
from matcher.ranking.points import Weights
from matcher.ranking.schemas import AskFirstPlace, RankedPlace, RankingOptions, RankingRequest
from rettematch.contracts.matching import LegalBasis, MatchingProfile
from rettematch.contracts.places import PlaceSnapshot

_ONE = RankingOptions(max_ask_first=1)


def alone(place: PlaceSnapshot) -> Columns:
    """Columns that hold one place."""
    columns = Columns()
    columns.apply([readable(place)])
    return columns


def find_candidates(
    place: PlaceSnapshot, profiles: Sequence[MatchingProfile], weights: Weights, request: CandidatesRequest
) -> CandidatesResult:
    """The citizens whom a place fits, best first.

    Ties are broken by subject, which is drawn anew for each run: nobody stands before another in every list.

    Args:
        place: As it is now.
        profiles: Of the waiting citizens; the caller has made sure that they may be used for this.
        weights: The points in force.
        request: How many citizens.
    """
    columns = alone(place)
    fits: list[tuple[RankedPlace, MatchingProfile]] = []
    asks: list[tuple[AskFirstPlace, MatchingProfile]] = []
    for profile in profiles:
        # `rank` looks at the profile, not at the case; a subject keeps its place.
        found = rank(profile, columns, weights, RankingRequest(case_id=profile.subject, k=1, options=_ONE))
        fits += [(each, profile) for each in found.ranking]
        asks += [(each, profile) for each in found.ask_first]
    fits.sort(key=lambda pair: (-pair[0].score, pair[1].subject))
    asks.sort(key=lambda pair: (len(pair[0].further_questions), -pair[0].score_if_confirmed, pair[1].subject))
    considerations_used = any(usable(each).tolerances is not None for each in profiles)
    content: dict[str, Any] = {
        "place_id": place.place_id,
        "candidates": tuple(
            _candidate(found, profile, number) for number, (found, profile) in enumerate(fits[: request.k], start=1)
        ),
        "ask_first": tuple(_asked(found, profile) for found, profile in asks[: request.k]),
        "waiting": len(profiles),
        "fitting": len(fits),
        "ask_first_total": len(asks),
        "weights_version": weights.version,
        "legal_bases": _bases(profiles),
        "considerations_used": considerations_used,
        "explanation": _explanation(
            len(profiles), considerations_used=considerations_used, learned=weights.learned is not None
        ),
    }
    return CandidatesResult(**content)


def _candidate(found: RankedPlace, profile: MatchingProfile, number: int) -> Candidate:
    return Candidate(
        subject=profile.subject,
        rank=number,
        score=found.score,
        parts=found.parts,
        reasons=found.reasons,
        notes=found.notes,
    )


def _asked(found: AskFirstPlace, profile: MatchingProfile) -> AskFirstCandidate:
    return AskFirstCandidate(
        subject=profile.subject,
        score_if_confirmed=found.score_if_confirmed,
        parts=found.parts,
        question=found.question,
        further_questions=found.further_questions,
    )


def _bases(profiles: Sequence[MatchingProfile]) -> tuple[LegalBasis, ...]:
    found = {basis: None for profile in profiles for basis in profile.legal_bases}
    return tuple(sorted(found, key=lambda each: (each.category, each.in_force_from, each.citation)))


def _explanation(waiting: int, *, considerations_used: bool, learned: bool) -> tuple[str, ...]:
    lines = ["Listen viser de af teamets ventende borgere, som pladsen passer til."]
    if not waiting:
        lines.append("Ingen borgere i teamet venter på en plads.")
    lines.append(
        "Pointene er de samme, som pladsen får på borgerens egen liste. De måler, hvor godt plads og borger passer "
        "sammen, ikke borgeren."
    )
    if waiting and not considerations_used:
        lines.append(
            "Skånehensyn er ikke brugt, fordi kommunen ikke har et gældende retsgrundlag for det. Gennemgå selv "
            "borgerens hensyn, før en plads vælges."
        )
    if learned:
        lines.append(LEARNED)
    lines += [
        "Navn, køn, alder, oprindelse og diagnoser indgår ikke og er ikke kendt her.",
        "Borgere med beskyttet adresse er ikke med.",
        "Listen er et forslag. Det er en medarbejder sammen med borgeren, der vælger, og borgeren kan sige nej.",
    ]
    return tuple(lines)
