"""The audit store: which protected groups a subject belongs to. A file of its own that no service can name.

It is kept apart so that no list can be made from it: the matcher gets a profile that has no such field, and the report
joins the groups to finished lists by subject (docs/decisions/0017-fairness.md).
"""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "sex": ("women", "men"),
    "age": ("18-29", "30-49", "50 and over"),
    "origin": ("Danish", "western", "non-western"),
    "language": ("Danish first", "other first"),
}
"""Every protected attribute with its groups; origin in the terms of Statistics Denmark."""

Groups = Mapping[str, str]
"""Of one subject: the group by attribute."""


class AuditStoreError(ValueError):
    """The file is not an audit store; the message names the line and never a value."""


def write(path: Path, members: Mapping[UUID, Groups]) -> None:
    """Writes the store anew, a line for each subject."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["subject", *ATTRIBUTES])
        lines.writerows([str(subject), *(groups[each] for each in ATTRIBUTES)] for subject, groups in members.items())


def read(path: Path, subjects: Sequence[UUID]) -> Mapping[str, list[str]]:
    """The groups of these subjects, in their order, by attribute.

    Raises:
        AuditStoreError: a line is wrong, a subject stands twice, or one of those asked about is missing.
    """
    found: dict[UUID, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        if next(lines, None) != ["subject", *ATTRIBUTES]:
            raise AuditStoreError("line 1: the heading is not that of an audit store")
        for number, line in enumerate(lines, start=2):
            subject = _subject(line, number)
            if subject in found:
                raise AuditStoreError(f"line {number}: the subject stands twice")
            if any(group not in groups for group, groups in zip(line[1:], ATTRIBUTES.values(), strict=True)):
                raise AuditStoreError(f"line {number}: no such group")
            found[subject] = line[1:]
    missing = sum(subject not in found for subject in subjects)
    if missing:
        raise AuditStoreError(f"{missing} of {len(subjects)} subjects are missing")
    return {
        attribute: [found[subject][position] for subject in subjects] for position, attribute in enumerate(ATTRIBUTES)
    }


def _subject(line: Sequence[str], number: int) -> UUID:
    if len(line) != len(ATTRIBUTES) + 1:
        raise AuditStoreError(f"line {number}: not as many values as the heading has")
    try:
        return UUID(line[0])
    except ValueError:
        raise AuditStoreError(f"line {number}: the subject is not an id") from None
