"""What an installation chooses for assignments."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from matcher.assignment.solving import Method


@dataclass(frozen=True, slots=True)
class AssignmentSettings:
    """Which municipalities prefer stability, and for how long an accepted proposal holds its seat."""

    stable_municipalities: frozenset[str]
    held_days: int

    def method_of(self, municipality_code: str) -> Method:
        """What a municipality has chosen."""
        return Method.STABLE if municipality_code in self.stable_municipalities else Method.MOST_PLACED

    def held_since(self, now: datetime) -> datetime:
        """Proposals accepted at or after this time hold their seats."""
        return now - timedelta(days=self.held_days)
