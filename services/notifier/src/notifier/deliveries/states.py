"""The states of a delivery and the steps between them, as one table."""

from collections.abc import Mapping
from enum import StrEnum


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    SENDING = "sending"
    RETRYING = "retrying"
    DELIVERED = "delivered"
    DEAD = "dead"
    CANCELLED = "cancelled"


STEPS: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.PENDING: frozenset({DeliveryState.SENDING, DeliveryState.DEAD, DeliveryState.CANCELLED}),
    DeliveryState.SENDING: frozenset(
        {DeliveryState.DELIVERED, DeliveryState.RETRYING, DeliveryState.DEAD, DeliveryState.CANCELLED}
    ),
    DeliveryState.RETRYING: frozenset({DeliveryState.SENDING, DeliveryState.DEAD, DeliveryState.CANCELLED}),
    DeliveryState.DELIVERED: frozenset(),
    DeliveryState.DEAD: frozenset(),
    DeliveryState.CANCELLED: frozenset(),
}

WAITING = (DeliveryState.PENDING, DeliveryState.RETRYING)
"""Nobody is sending it now."""

FINAL = tuple(state for state, following in STEPS.items() if not following)


class IllegalStepError(RuntimeError):
    """A delivery cannot go from the one state to the other."""


def check_step(before: DeliveryState, after: DeliveryState) -> None:
    """Refuses a step that the table does not have.

    Raises:
        IllegalStepError: with both states.
    """
    if after not in STEPS[before]:
        raise IllegalStepError(f"{before} to {after}")
