"""What the law has abolished, and from which day."""

from datetime import date

from rettematch.programmes.definitions import Rule
from rettematch.programmes.law_parameters import Changes
from rettematch.programmes.legal_facts import stated


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
