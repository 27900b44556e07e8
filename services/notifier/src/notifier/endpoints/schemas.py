from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from notifier.endpoints.models import EndpointState, EventType

_SECRET_EXAMPLE = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="  # noqa: S105 - an example in the documents


def _each_once(events: list[EventType]) -> list[EventType]:
    if len(set(events)) != len(events):
        raise ValueError("must name each event once")
    return events


Events = Annotated[
    list[EventType],
    Field(min_length=1, max_length=len(EventType), examples=[["follow_up.due", "follow_up.overdue"]]),
    AfterValidator(_each_once),
]


class EndpointWrite(BaseModel):
    """A webhook to register."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        min_length=1,
        max_length=500,
        description="https, a public address, no redirects, no user name in it.",
        examples=["https://kommune.example/hooks/rettematch"],
    )
    events: Events = Field(description="What it is told.")
    description: str | None = Field(
        default=None,
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="For your own overview, on one line.",
        examples=["Min indbakke"],
    )


class EndpointRead(BaseModel):
    """A webhook without its secret."""

    id: UUID
    owner_id: UUID = Field(description="The member of staff it belongs to.")
    url: str
    events: list[EventType]
    description: str | None
    state: EndpointState
    state_reason: str | None = Field(description="Why it is disabled, for instance `gone` after an answer 410.")
    created_at: datetime


class EndpointCreated(EndpointRead):
    """A new webhook. The secret is shown here, and never again but to a repetition of the same request."""

    secret: str = Field(description="Signs every message (Standard Webhooks v1).", examples=[_SECRET_EXAMPLE])


class TestSent(BaseModel):
    """A test message is under way."""

    delivery_id: UUID = Field(description="Follow it at `/v1/deliveries/{delivery_id}`.")
