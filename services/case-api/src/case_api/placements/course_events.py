"""Pure decisions: what a placement and its agreement are in the words of the programmes' rules."""

from collections.abc import Iterator, Sequence
from datetime import date

from case_api.courses.events import EventWritten
from case_api.placements.schemas import AgreementTexts, PlacementSummary
from rettematch.contracts.cases import EventKind
from rettematch.programmes.placing import INTERNSHIPS

SOURCE = "placement"


def agreement_items(row: PlacementSummary, texts: AgreementTexts, *, follow_ups: int, step_up: int) -> tuple[str, ...]:
    """What a work agreement covers, as the programmes' checklists name it.

    The meeting times are always in it, and so is the contact at the job centre, whom every answer shows.

    Args:
        row: The placement.
        texts: Of its agreement.
        follow_ups: Lines of the follow-up plan.
        step_up: Steps towards paid hours.
    """
    covered = {
        "tasks": bool(texts.tasks),
        "working-time": bool(texts.meeting_times),
        "long-term-goal": bool(texts.goal),
        "sub-goals": bool(texts.sub_goals),
        "goals-and-sub-goals": bool(texts.goal and texts.sub_goals),
        "follow-up-plan": follow_ups > 0,
        "ordinary-hours": row.ordinary_hours_planned,
        "ordinary-hours-goal": step_up > 0,
        "considerations": bool(texts.considerations_agreed),
        "mentor-tasks": texts.mentor_tasks is not None,
        "jobcentre-contact": True,
    }
    return tuple(sorted(item for item, is_covered in covered.items() if is_covered))


def events_of_placement(
    row: PlacementSummary,
    texts: AgreementTexts,
    earlier: Sequence[EventWritten],
    *,
    follow_ups: int,
    step_up: int,
    today: date,
) -> tuple[EventWritten, ...]:
    """The course events that a placement stands for.

    What was agreed beforehand counts from the first day; what comes into the agreement later counts from the day on
    which it did. A placement that never began stands for nothing.

    Args:
        row: The placement.
        texts: Of its agreement.
        earlier: The events that it stood for before.
        follow_ups: Lines of the follow-up plan.
        step_up: Steps towards paid hours.
        today: The local date.
    """
    last = row.ends_on if row.ended_on is None else row.ended_on
    if last < row.starts_on:
        return ()
    found: dict[EventKind, tuple[str, ...]] = {
        EventKind.WORK_AGREEMENT: agreement_items(row, texts, follow_ups=follow_ups, step_up=step_up)
    }
    if row.purpose is not None and row.scheme in INTERNSHIPS:
        found[EventKind.INTERNSHIP_PURPOSE] = (row.purpose.value,)
    if follow_ups:
        found[EventKind.FOLLOW_UP_REMINDER] = ()
    on = max(row.starts_on, today)
    agreed = [
        EventWritten(kind=kind, on=_since(earlier, kind, items, on), placement_id=row.id, items=items)
        for kind, items in found.items()
    ]
    return (*agreed, *_extensions(row, texts, last))


def _since(earlier: Sequence[EventWritten], kind: EventKind, items: tuple[str, ...], otherwise: date) -> date:
    return next((each.on for each in earlier if each.kind is kind and each.items == items), otherwise)


def _extensions(row: PlacementSummary, texts: AgreementTexts, last: date) -> Iterator[EventWritten]:
    for each in texts.extensions:
        if each.starts_on is not None and each.starts_on <= last:
            yield EventWritten(
                kind=EventKind.EXTENSION, on=each.starts_on, until=min(each.ends_on, last), placement_id=row.id
            )
