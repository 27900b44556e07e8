"""Pure decisions about the start clarification."""

from collections.abc import Iterator
from datetime import date

from case_api.clarifications.models import Answer
from case_api.courses.events import EventWritten
from rettematch.contracts.cases import EventKind
from rettematch.programmes.definitions import Programme, Rule
from rettematch.programmes.parameters import Deadline


def events_of(answer: Answer, decided_on: date) -> list[EventWritten]:
    """What of an answer the programme's rules are judged by; an exemption is an event of its own too."""
    found = [EventWritten(kind=EventKind.GROUP, on=decided_on, items=(answer.value,))]
    if answer is Answer.EXEMPT:
        found.append(EventWritten(kind=EventKind.EXEMPTED, on=decided_on))
    return found


def consequences(programme: Programme, answer: Answer, started_on: date) -> Iterator[tuple[Rule, EventKind]]:
    """The rules that ask for something after an answer, with what they ask for."""
    happened = {each.kind: set(each.items) for each in events_of(answer, started_on)}
    for rule, deadline in programme.with_parameters(Deadline, started_on):
        after = [kind for kind in deadline.after if kind in happened]
        if isinstance(deadline.of, EventKind) and any(happened[kind].issuperset(deadline.when) for kind in after):  # type: ignore[index]  # only kinds of events are in `happened`
            yield rule, deadline.of


def may_be_sent_back(before: Answer | None, answer: Answer) -> bool:
    """Only a case that was with the team can come back from it, and then the citizen is in group 1."""
    return before is Answer.TEAM and answer is Answer.COMPANY
