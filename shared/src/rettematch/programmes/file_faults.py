"""What is wrong in a file of rules, in words for whoever wrote it: the rule, the field and the reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

_ROWS = frozenset({"rules", "changes", "additions"})


def faults_in_words(error: ValidationError, document: Mapping[str, Any]) -> str:
    """Every fault as `rule: field: reason`, one after the other; a value of the file is not repeated.

    Args:
        error: Of reading the file.
        document: What the file holds, so that a rule can be named by its id and not by its place.
    """
    return "; ".join(
        ": ".join(part for part in (*_place(each["loc"], document), each["msg"].removeprefix("Value error, ")) if part)
        for each in error.errors(include_url=False, include_input=False, include_context=False)
    )


def _place(location: Sequence[int | str], document: Mapping[str, Any]) -> tuple[str, str]:
    """The rule that a fault is in, and the field of it."""
    match location:
        case (str() as group, int() as number, *field) if group in _ROWS:
            return _id_of(document[group][number]) or f"{group} no. {number + 1}", ".".join(map(str, field))
        case _:
            return "", ".".join(map(str, location))


def _id_of(row: object) -> str | None:
    """The id of a rule, of what an addition adds, or of what a change is about."""
    if not isinstance(row, Mapping):
        return None
    inner = row.get("rule")
    found = inner.get("id") if isinstance(inner, Mapping) else inner or row.get("id")
    return found if isinstance(found, str) else None
