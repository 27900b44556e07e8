"""What an assignment says in Danish."""

from collections.abc import Sequence

from matcher.assignment.schemas import OneMore, Sum
from matcher.assignment.solving import Method

_METHODS = {
    Method.MOST_PLACED: (
        "Fordelingen giver først flest mulige borgere et forslag og dernæst flest mulige point i alt."
    ),
    Method.STABLE: (
        "Fordelingen er stabil: ingen borger og plads ville begge have flere point sammen end i forslaget. "
        "Står to borgere eller pladser lige, afgør lodtrækning det."
    ),
}

NOTHING_FITS = "Ingen åben plads med ledige sæder opfylder alle faste krav for borgeren."
ALL_PROPOSED = "Der er pladser, der passer, men de er foreslået til andre ventende borgere."
PLACES_NOBODY = (
    "Et godkendt forslag placerer ingen. Placeringen oprettes i sagen af en medarbejder, og alle krav tjekkes igen."
)


def one_more_seat(more: OneMore, *, hours_bind: bool, room: bool) -> str:
    """What one more seat at a place would add, for a consultant who may ask for one."""
    if more.citizens:
        text = "En plads mere her ville give én borger mere et forslag."
    elif more.fixed_seats:
        text = "En plads mere her ville lade en fast plads mere blive fyldt."
    elif more.points:
        text = (
            f"En plads mere her ville give {more.points} point mere i alt; lige så mange borgere ville få et forslag."
        )
    elif room:
        text = "Der er stadig ledige pladser her."
    else:
        text = "En plads mere her ville ikke ændre fordelingen."
    return f"{text} Rimelighedskravets timer sætter også en grænse her." if hours_bind else text


def explanation(
    *,
    method: Method,
    citizens: int,
    total: Sum,
    bound: Sum,
    proven: bool,
    over_all_places: bool,
    k: int,
    fixed_first: bool,
    held: int,
) -> Sequence[str]:
    """How the assignment came about, what it rests on and who decides."""
    lines = [
        f"{total.citizens} af {citizens} ventende borgere har fået et forslag. {PLACES_NOBODY}",
        _METHODS[method],
    ]
    if fixed_first:
        lines.append("Faste pladser (STV-model 1) fyldes først.")
    if not over_all_places:
        lines.append(f"Kun hver borgers {k} bedste pladser er med; der kan være en bedre fordeling over flere pladser.")
    if method is Method.MOST_PLACED and not proven:
        lines.append(
            "Timerne på nogle arbejdssteder er delt mellem flere pladser. Fordelingen holder kravene, men det er ikke "
            f"bevist, at den er den bedste: højst {bound.citizens} borgere kan få et forslag, og højst "
            f"{bound.points} point kan nås for så mange."
        )
    if held:
        lines.append(f"{held} ledige sæder er holdt tilbage, fordi forslag om dem er godkendt for nylig.")
    lines.append(
        "Forslag på samme arbejdssted bruger tilsammen aldrig flere timer, end rimelighedskravet giver plads til."
    )
    lines.append("Navn, køn, alder, oprindelse og diagnoser indgår ikke og er ikke kendt her.")
    return lines
