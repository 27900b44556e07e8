"""How an attempt can end, and what follows from it. Pure."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Reason(StrEnum):
    """Why a delivery or an attempt stands where it stands."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    REDIRECTED = "redirected"
    GONE = "gone"
    TIMED_OUT = "timed-out"
    UNREACHABLE = "unreachable"
    ADDRESS_REFUSED = "address-refused"
    NO_MORE_ATTEMPTS = "no-more-attempts"
    WORKER_DIED = "worker-died"
    FOLLOW_UP_CLOSED = "follow-up-closed"
    NO_LONGER_RESPONSIBLE = "no-longer-responsible"
    ENDPOINT_GONE = "endpoint-gone"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt met. `retry_after` is what the receiver asked for, in seconds."""

    reason: Reason
    duration_ms: int
    status: int | None = None
    retry_after: float | None = None

    @property
    def is_delivered(self) -> bool:
        return self.reason is Reason.DELIVERED


class RetryPolicy(BaseModel):
    """When to try again, and how long anything may take. Seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schedule_seconds: Annotated[tuple[float, ...], Field(min_length=1)]
    jitter: Annotated[float, Field(ge=0, lt=1)]
    floor_seconds: Annotated[float, Field(ge=0)]
    floor_statuses: frozenset[int]
    retry_after_at_most_seconds: Annotated[float, Field(ge=0)]
    runs_at_most: Annotated[int, Field(ge=1)]
    in_flight_per_endpoint: Annotated[int, Field(ge=1)]
    timeout_seconds: Annotated[float, Field(gt=0)]
    lease_seconds: Annotated[float, Field(gt=0)]
    response_bytes_at_most: Annotated[int, Field(ge=0)]

    def after_failure(self, outcome: Outcome, attempt_no: int, chance: float) -> timedelta | None:
        """How long to wait before the next attempt; None when there is none.

        Args:
            outcome: Of the attempt that failed.
            attempt_no: Its number, from 1.
            chance: Anywhere from 0 to 1; spreads the attempts so that not all come at once.
        """
        if outcome.reason is Reason.GONE or attempt_no >= len(self.schedule_seconds):
            return None
        seconds = self.schedule_seconds[attempt_no] * (1 + self.jitter * (2 * chance - 1))
        if outcome.status in self.floor_statuses or outcome.reason is Reason.TIMED_OUT:
            seconds = max(seconds, self.floor_seconds)
        if outcome.retry_after is not None:
            seconds = max(seconds, min(outcome.retry_after, self.retry_after_at_most_seconds))
        return timedelta(seconds=seconds)


def of_status(status: int) -> Reason:
    """What an HTTP status means for a delivery: only 2xx is success, and a redirect is never followed."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Reason.DELIVERED
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Reason.REDIRECTED
    return Reason.GONE if status == HTTPStatus.GONE else Reason.REFUSED


@cache
def default_retry_policy() -> RetryPolicy:
    """The policy in retry.toml, read once."""
    path = Path(__file__).with_name("retry.toml")
    return RetryPolicy.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
