"""What the law has abolished and from which day, and what it forbids."""

from datetime import date

from rettematch.programmes.definitions import Rule
from rettematch.programmes.law_parameters import Changes, Principle
from rettematch.programmes.legal_facts import stated

_CONSENT = ("samtykke", "consent")
_BY_CONSENT = "profiling-by-consent"


def abolished(subject: str, on: date) -> Rule | None:
    """The row by which something exists no longer on a day; None while it exists, or when no row speaks of it.

    Args:
        subject: As a row of the law names it: resource-programme, revalidering ...
        on: The day on which it would begin.
    """
    for rule, row in stated(Changes, on):
        if row.entries.get(subject) is False and row.dates.get(subject, rule.in_force_from or date.min) <= on:
            return rule
    return None


def profiling_by_consent_forbidden(citation: str, on: date) -> Rule | None:
    """The row that forbids a legal basis for profiling which names consent; None when the law is named instead."""
    if not any(word in citation.lower() for word in _CONSENT):
        return None
    return next((rule for rule, row in stated(Principle, on) if row.allowed.get(_BY_CONSENT) is False), None)
