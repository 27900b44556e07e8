"""Whether changed parameters ask at least as much as the old ones, field by field.

A field that is not listed for its form must stay as it is: what cannot be compared cannot be shown to be tighter.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from rettematch.programmes.parameters import (
    Agreed,
    Cadence,
    Checklist,
    Choice,
    Conditions,
    Deadline,
    Form,
    Gap,
    Limit,
    Position,
    Precondition,
    Quantity,
)
from rettematch.programmes.periods import Span

Comparison = Callable[[Any, Any], bool]

_EVERY_START = [date(2027, 1, 1) + timedelta(days=number) for number in range(4 * 365 + 1)]
"""Four years with a leap day: a month is as long as its month, so spans are compared from each of these days."""


@cache
def is_no_longer(new: Span, old: Span) -> bool:
    """Whether a span never ends later than another, whenever both begin."""
    return all(new.after(day) <= old.after(day) for day in _EVERY_START)


def _shorter(old: Span | None, new: Span | None) -> bool:
    """None is no limit."""
    return old is None or (new is not None and is_no_longer(new, old))


def _sooner(old: Span | None, new: Span | None) -> bool:
    """None is at once."""
    return new is None or (old is not None and is_no_longer(new, old))


def _longer(old: Span | None, new: Span | None) -> bool:
    """None is without end."""
    return new is None or (old is not None and is_no_longer(old, new))


def _at_least_as_long(old: Span | None, new: Span | None) -> bool:
    """None is no least length."""
    return old is None or (new is not None and is_no_longer(old, new))


def _more(old: Collection[object], new: Collection[object]) -> bool:
    return set(old) <= set(new)


def _fewer(old: Collection[object], new: Collection[object]) -> bool:
    return set(new) <= set(old)


def _for_more(old: Collection[object], new: Collection[object]) -> bool:
    """Empty is for all."""
    return not new or (bool(old) and set(old) <= set(new))


def _higher(old: float | None, new: float | None) -> bool:
    return old is None or (new is not None and new >= old)


def _lower(old: float | None, new: float | None) -> bool:
    return old is None or (new is not None and new <= old)


def _earlier(old: date | None, new: date | None) -> bool:
    """None is asked at all times."""
    return new is None or (old is not None and new <= old)


def _all_higher(old: Mapping[str, float], new: Mapping[str, float]) -> bool:
    return all(name in new and new[name] >= value for name, value in old.items())


def _any(_old: object, _new: object) -> bool:
    return True


def _each_time(old: bool, new: bool) -> bool:
    return new or not old


_COMPARED: Mapping[type[Form], Mapping[str, Comparison]] = {
    Cadence: {
        "every": _shorter,
        "items": _more,
        "cohorts": _for_more,
        "at_least": _at_least_as_long,
        "at_most": _longer,
        "shortest_remainder": _shorter,
    },
    Agreed: {"late_after": _shorter},
    Deadline: {
        "after": _more,
        "when": _fewer,
        "items": _more,
        "within": _sooner,
        "each": _each_time,
        "cohorts": _for_more,
    },
    Precondition: {"when": _fewer, "items": _more, "cohorts": _for_more},
    Gap: {"at_most": _shorter, "counts": _fewer, "cohorts": _for_more},
    Limit: {"at_most": _shorter, "cohorts": _for_more},
    Conditions: {"all_of": _more},
    Position: {"persons": _higher},
    Quantity: {
        "at_least": _higher,
        "at_most": _lower,
        "more_than": _higher,
        "by": _earlier,
        "share": _higher,
        "months": _for_more,
        "parts": _all_higher,
        "cohorts": _for_more,
    },
    Checklist: {"items": _more, "at_least": _any},  # compared by what may be lacking, below
    Choice: {"options": _fewer},
}


def loosened_fields(old: Form, new: Form) -> tuple[str, ...]:
    """The fields in which `new` asks less than `old` or cannot be compared with it; empty when it asks as much."""
    if type(old) is not type(new):
        return ("type",)
    compared = _COMPARED.get(type(old), {})
    loosened = []
    for name in type(old).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        keeps = compared[name](before, after) if name in compared else before == after
        if not keeps:
            loosened.append(name)
    if isinstance(old, Checklist) and isinstance(new, Checklist) and _may_lack(new) > _may_lack(old):
        loosened.append("at_least")
    return tuple(loosened)


def _may_lack(checklist: Checklist) -> int:
    return 0 if checklist.at_least is None else len(checklist.wanted) - checklist.at_least
