"""Pure decisions about parts in a case: who may have them, when a change needs a reason, how constant they were."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from case_api.people.models import CasePerson, Part
from rettematch.contracts.base import Role
from rettematch.programmes.definitions import Programme, Rule
from rettematch.programmes.parameters import Position

STAFF_ROLES: Mapping[Part, Role] = {
    Part.CASEWORKER: Role.CASEWORKER,
    Part.JOB_BROKER: Role.JOB_BROKER,
    Part.JOB_CONSULTANT: Role.JOB_CONSULTANT,
    Part.MENTOR: Role.MENTOR,
    Part.PROJECT_MANAGER: Role.PROJECT_MANAGER,
}
"""The role that a member of staff needs for a part; a support person may be anybody on the staff."""

FROM_COMPANIES = frozenset({Part.MENTOR, Part.SUPPORT_PERSON})
"""Parts that somebody at a company can have."""

_RESPONSIBLE = (
    (Role.CASEWORKER, Part.CASEWORKER),
    (Role.JOB_BROKER, Part.JOB_BROKER),
    (Role.JOB_CONSULTANT, Part.JOB_CONSULTANT),
    # Follow-ups that JobFirst asks of the support person stand under the mentor's role.
    (Role.MENTOR, Part.SUPPORT_PERSON),
    (Role.MENTOR, Part.MENTOR),
    (Role.PROJECT_MANAGER, Part.PROJECT_MANAGER),
)


@dataclass(frozen=True, slots=True)
class Change:
    """From `before` to `after` (None: nobody at once) on a day."""

    on: date
    before: CasePerson
    after: CasePerson | None


def person_of(row: CasePerson) -> UUID:
    """The id of the member of staff or the contact person."""
    person = row.staff_id or row.contact_person_id
    assert person is not None, "a check constraint asks for one of them"  # noqa: S101 - tells the type checker
    return person


def asks_for_one_person(programme: Programme, part: Part, started_on: date) -> Rule | None:
    """The rule of the programme that wants one person in the part, so that a change is told with its reason."""
    return next(
        (
            rule
            for rule, position in programme.with_parameters(Position, started_on)
            if position.role == part.value and position.persons == 1
        ),
        None,
    )


def has_part(row: CasePerson, on: date) -> bool:
    """Whether the person has the part on a day."""
    return row.from_date <= on and (row.to_date is None or on < row.to_date)


def was_real(row: CasePerson) -> bool:
    """Whether the person had the part at all: one who was replaced on the first day had not."""
    return row.to_date is None or row.from_date < row.to_date


def responsible(rows: Iterable[CasePerson], on: date) -> Mapping[Role, UUID]:
    """Which member of staff answers for each role's follow-ups on a day."""
    present = {row.part: row.staff_id for row in rows if row.staff_id is not None and has_part(row, on)}
    found: dict[Role, UUID] = {}
    for role, part in _RESPONSIBLE:
        if (staff_id := present.get(part)) is not None:
            found.setdefault(role, staff_id)
    return found


def in_order(rows: Iterable[CasePerson]) -> list[CasePerson]:
    """By part in the order of the vocabulary, then by time."""
    parts = list(Part)
    return sorted(rows, key=lambda row: (parts.index(row.part), row.from_date, row.to_date or date.max, row.id))


def changes_of(rows: Iterable[CasePerson]) -> Sequence[Change]:
    """The changes of one part; `rows` are its people in order."""
    real = [row for row in rows if was_real(row)]
    found = []
    for number, row in enumerate(real):
        if row.to_date is None:
            continue
        following = real[number + 1] if number + 1 < len(real) else None
        if following is not None and following.from_date == row.to_date and person_of(following) == person_of(row):
            continue
        at_once = following is not None and following.from_date == row.to_date
        found.append(Change(row.to_date, row, following if at_once else None))
    return found
