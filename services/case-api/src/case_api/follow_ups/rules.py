"""What of a plan is written, and who is responsible. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from rettematch.contracts.base import Role
from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.follow_ups import FollowUp, FollowUpSnapshot, FollowUpStatus
from rettematch.identifiers import uuid7
from rettematch.programmes.definitions import Programme, Rule, UnknownRuleError

_STANDS_IN: Final[Mapping[Role, Role]] = {
    Role.JOB_CONSULTANT: Role.JOB_BROKER,
    Role.MENTOR: Role.JOB_BROKER,
    Role.TEAM_LEADER: Role.CASEWORKER,
    Role.PROJECT_MANAGER: Role.CASEWORKER,
    Role.ADMINISTRATOR: Role.CASEWORKER,
    Role.JOB_BROKER: Role.CASEWORKER,
}
"""Who acts while nobody holds a role in the case. In the end it is the caseworker, whom every case has."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A follow-up as it is written."""

    id: UUID
    version: int
    responsible_id: UUID
    follow_up: FollowUp


def responsible_id(people: Mapping[Role, UUID], caseworker_id: UUID, role: Role) -> UUID:
    """The person who holds a role in a case, or who stands in for it; never nobody."""
    while role not in people:
        if role not in _STANDS_IN:
            return caseworker_id
        role = _STANDS_IN[role]
    return people[role]


def differences(
    stands: Mapping[str, Standing], planned: Sequence[FollowUp], people: Mapping[Role, UUID], caseworker_id: UUID
) -> list[Standing]:
    """What has to be written so that the rows of a case say what the plan says, each with its next version.

    What the plan no longer has is cancelled: the facts no longer ask for it, and say nothing of who fulfilled it.

    Args:
        stands: The rows of the case by key.
        planned: What the engine says now.
        people: Who holds which role in the case.
        caseworker_id: Of the case.
    """
    found = []
    for each in planned:
        person = responsible_id(people, caseworker_id, each.responsible)
        row = stands.get(each.key)
        if row is None:
            found.append(Standing(uuid7(), 1, person, each))
        elif row.follow_up != each or row.responsible_id != person:
            found.append(Standing(row.id, row.version + 1, person, each))
    kept = {each.key for each in planned}
    for key, row in stands.items():
        if key not in kept and row.follow_up.status is not FollowUpStatus.CANCELLED:
            nothing = {"status": FollowUpStatus.CANCELLED, "fulfilled_by": None}
            gone = row.follow_up.model_copy(update=nothing)
            found.append(Standing(row.id, row.version + 1, row.responsible_id, gone))
    return found


def snapshot(facts: CaseFacts, standing: Standing, rules: Programme) -> FollowUpSnapshot:
    """A follow-up as the feed tells it: ids, times and the rule's text; no name and nothing of the citizen."""
    rule = rule_of(rules, standing.follow_up.rule_id, facts.started_on)
    return FollowUpSnapshot(
        **standing.follow_up.model_dump(),
        follow_up_id=standing.id,
        version=standing.version,
        municipality_code=facts.municipality_code,
        programme=facts.programme,
        danish=None if rule is None else rule.danish,
        responsible_id=standing.responsible_id,
    )


def rule_of(rules: Programme, rule_id: str, started_on: date) -> Rule | None:
    """The rule that a course of this start keeps; None when the programme no longer has it."""
    try:
        return rules.rule(rule_id, started_on)
    except UnknownRuleError:
        return None
