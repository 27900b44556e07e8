"""What a run used and how, told to the citizen in plain Danish.

It is made from the record alone, without the profile, so that reading it discloses nothing anew. The text names no
health matter: it says that considerations were used, or that they were not, never which ones, at what level or why. The
paper lies on a kitchen table and the page stands open in a meeting; who wants to see the considerations themselves sees
them with the caseworker, where they were stated. For the same reason no company is named: the matcher does not know
their names, and a place is first talked about when the two sit together.

Short sentences, `du`, no words of law: a test holds the readability index LIX low.
"""

from collections import Counter
from collections.abc import Sequence

from matcher.explaining.schemas import CitizenText
from matcher.ranking import wording
from matcher.ranking.schemas import RankedPlace, RankingAnswer
from matcher.runs.schemas import RunRecord

_FIRST = 3
"""The places whose points are told about."""
_NAMED_PARTS = 3
_PARTS = {
    "job_goal": "dit jobmål",
    "skills": "det, du kan",
    "paid_hours": "chancen for timer med løn",
    "company_contact": "en fast kontakt på stedet",
    "sector": "at stedet er privat",
    "commute": "kort vej til arbejde",
}
"""What the citizen reads for each part that can give points; deductions are not told as if they counted in favour."""

_NOT_USED = (
    "Dit navn, dit køn, din alder og hvor du kommer fra er ikke brugt. Det er diagnoser heller ikke. "
    "Programmet kender dem ikke."
)
_WHO_DECIDES = (
    "Listen er et forslag fra et program. Det er et menneske, der vælger, og det sker sammen med dig. "
    "Ingen kan få en plads, bare fordi den står øverst."
)
_TELL = (
    "Sig det til din sagsbehandler. Så retter vi det, og vi kan lave listen igen. Du må gerne se, hvad der står om dig."
)
_DISAGREE = (
    "Er du ikke enig i, at vi bruger listen? Så sig det. Du kan også få hjælp af en, du selv vælger. "
    "Hvis kommunen senere træffer en afgørelse, kan du klage over den."
)


def _counted(places: Sequence[RankedPlace]) -> list[str]:
    """What gave the first places most of their points, the most first."""
    total: Counter[str] = Counter()
    for place in places:
        total.update({part: points for part, points in place.parts.items() if part in _PARTS and points > 0})
    order = list(_PARTS)
    ranked = sorted(total, key=lambda part: (-total[part], order.index(part)))
    return [_PARTS[part] for part in ranked[:_NAMED_PARTS]]


def _list_of(answer: RankingAnswer) -> list[str]:
    shown, fitting, waiting = len(answer.ranking), answer.fitting, answer.ask_first_total
    if not shown:
        lines = ["Vi har ledt efter pladser til dig. Lige nu er der ingen, der passer."]
    elif shown == fitting:
        lines = [f"Vi har lavet en liste med {shown} {'plads' if shown == 1 else 'pladser'} til dig."]
    else:
        lines = [f"Vi har lavet en liste med {shown} pladser til dig. I alt passer {fitting} pladser."]
    if waiting:
        more = "er der 1 plads" if waiting == 1 else f"er der {waiting} pladser"
        lines.append(f"Desuden {more}, hvor vi først skal spørge om noget.")
    return [" ".join(lines)]


def _used(answer: RankingAnswer) -> list[str]:
    lines = [
        "- dine jobmål og det, du kan",
        "- hvor mange timer du kan arbejde, og hvornår",
        "- hvor langt du kan rejse",
        "- hvor meget dansk du taler og læser",
        "- dine kurser og beviser",
        "- hvad pladserne kræver",
    ]
    if answer.considerations_used:
        lines.append("- dine skånehensyn")
    return ["Vi har brugt:", "\n".join(lines)]


def _considerations(answer: RankingAnswer) -> str:
    if answer.considerations_used:
        return (
            "Dine skånehensyn har fjernet pladser, der kræver for meget af dig. En plads, der skal laves lidt om for "
            "dig, får nogle få point mindre. Den bliver på listen. Din sagsbehandler kan vise dig, hvad der står."
        )
    return (
        "Dine skånehensyn er ikke brugt. Reglerne giver ikke kommunen lov til det lige nu. Derfor ser du og din "
        "sagsbehandler på dem sammen, før I vælger en plads."
    )


def _first_places(answer: RankingAnswer) -> list[str]:
    places = answer.ranking[:_FIRST]
    if not places:
        return []
    named = _counted(places)
    which = "Den første plads" if len(places) == 1 else f"De {_word(len(places))} første pladser"
    told = f"{which} fik flest point for {wording.listed(named)}." if named else f"{which} fik ingen point."
    return ["## Hvad talte mest?", f"Hver plads får point. Du får ikke selv point. {told}"]


def _word(number: int) -> str:
    return {2: "to", 3: "tre"}[number]


def citizen_text(run: RunRecord) -> CitizenText:
    """The text of one run.

    Args:
        run: The record, of which the answer is told and nothing else.
    """
    answer = run.answer
    blocks = [
        "# Sådan blev listen med pladser til",
        *_list_of(answer),
        "## Hvad er brugt?",
        *_used(answer),
        _considerations(answer),
        "## Hvad er ikke brugt?",
        _NOT_USED,
        *_first_places(answer),
        "## Hvem bestemmer?",
        _WHO_DECIDES,
        "## Er noget forkert?",
        _TELL,
        _DISAGREE,
    ]
    return CitizenText(run_id=run.run_id, markdown="\n\n".join(blocks) + "\n")
