"""What an employer can be asked for: an accommodation on one dimension of considerations, or one unknown fact."""

from dataclasses import dataclass
from enum import StrEnum

from matcher.ranking.constraints import CONSIDERATION
from matcher.ranking.questions import CHILD_PROTECTION_QUESTION, CRIMINAL_RECORD_QUESTION, DANISH, RATIO, about
from matcher.ranking.schemas import Question
from rettematch.considerations import DIMENSIONS


class AskKind(StrEnum):
    """Accommodation: the demand is known and too high. Unknown: nobody knows, and the answer may be good."""

    ACCOMMODATION = "accommodation"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to ask an employer; `constraint` is the id that the citizens' places fail by."""

    kind: AskKind
    constraint: str
    question: Question
    thing_da: str
    """What is asked about, in the middle of a Danish sentence."""


def _of_dimensions(kind: AskKind) -> list[Ask]:
    return [Ask(kind, CONSIDERATION + each.id, about(each.id), each.name_da) for each in DIMENSIONS]


ASKS: tuple[Ask, ...] = (
    *_of_dimensions(AskKind.ACCOMMODATION),
    *_of_dimensions(AskKind.UNKNOWN),
    Ask(AskKind.UNKNOWN, "danish", DANISH, "krav til dansk"),
    Ask(AskKind.UNKNOWN, "criminal-record", CRIMINAL_RECORD_QUESTION, "krav om ren straffeattest"),
    Ask(AskKind.UNKNOWN, "child-protection", CHILD_PROTECTION_QUESTION, "krav om børneattest"),
    Ask(AskKind.UNKNOWN, "ratio", RATIO, "de ordinære timer på stedet"),
)
"""Everything that can be asked for; the position of each is its number in the arrays."""

FIRST_ACCOMMODATION = 0
FIRST_UNKNOWN = len(DIMENSIONS)
ASK_DANISH, ASK_CRIMINAL_RECORD, ASK_CHILD_PROTECTION, ASK_RATIO = range(2 * len(DIMENSIONS), len(ASKS))
