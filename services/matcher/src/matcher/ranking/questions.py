"""The questions behind `ask_first`: one for each unknown fact that the fit of a place rests on."""

from matcher.catalogue.encoding import CHILD_PROTECTION, CRIMINAL_RECORD, LANGUAGE_MASK
from matcher.catalogue.reading import PlaceFacts
from matcher.ranking.constraints import CONSIDERATION
from matcher.ranking.explanation import usable_schemes, without_capacity
from matcher.ranking.query import Query
from matcher.ranking.schemas import Question
from rettematch.considerations import dimension

DANISH = Question(
    fact="danish",
    ask="employer",
    danish="Hvor meget dansk skal man kunne tale og læse for at arbejde her?",
    english="How much Danish must one speak and read to work here?",
)
RATIO = Question(
    fact="ratio",
    ask="employer",
    danish="Hvor mange ordinære timer arbejdes der på arbejdsstedet om ugen, og hvor mange er der med støtte?",
    english="How many ordinary hours are worked at the workplace each week, and how many with support?",
)
_RECORDS = {
    CRIMINAL_RECORD: (
        Question(
            fact="criminal-record",
            ask="employer",
            danish="Kræver arbejdet en ren straffeattest?",
            english="Does the work require a clean criminal record?",
        ),
        Question(
            fact="criminal-record",
            ask="citizen",
            danish="Kan borgeren vise en ren straffeattest?",
            english="Can the citizen show a clean criminal record?",
        ),
    ),
    CHILD_PROTECTION: (
        Question(
            fact="child-protection",
            ask="employer",
            danish="Kræver arbejdet en børneattest?",
            english="Does the work require a child protection certificate?",
        ),
        Question(
            fact="child-protection",
            ask="citizen",
            danish="Vil borgeren give samtykke til, at der indhentes en børneattest?",
            english="Does the citizen consent to a child protection certificate being obtained?",
        ),
    ),
}

CRIMINAL_RECORD_QUESTION, CHILD_PROTECTION_QUESTION = (to_employer for to_employer, _ in _RECORDS.values())
"""As they are put to an employer."""


def about(name: str) -> Question:
    """The question to an employer about one dimension of considerations."""
    texts = dimension(name)
    return Question(fact=CONSIDERATION + name, ask="employer", danish=texts.question_da, english=texts.question_en)


def questions_about(place: PlaceFacts, query: Query, tolerances: dict[str, int]) -> tuple[Question, ...]:
    """What must be found out before the place fits, in the order of the constraints; empty for a place that fits."""
    found = []
    lacking, unknown = query.facts_lacking, query.facts_unknown
    if place.facts_assumed & lacking & LANGUAGE_MASK:
        found.append(DANISH)
    for bit, (to_employer, to_citizen) in _RECORDS.items():
        if place.facts_assumed & (lacking | unknown) & bit:
            found.append(to_employer)
        elif place.facts_known & unknown & bit:
            found.append(to_citizen)
    blocked = without_capacity(place, query)
    if place.supported_hours_free is None and blocked == usable_schemes(place, query):
        found.append(RATIO)
    for name, level in tolerances.items():
        demand = place.considerations[name]
        if not demand.known and demand.usual > level:
            found.append(about(name))
    return tuple(found)
