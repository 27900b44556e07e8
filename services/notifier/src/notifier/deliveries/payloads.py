"""The bodies of messages: thin, closed, and nothing personal in them (docs/security.md C3)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from notifier.endpoints.models import EventType
from notifier.follow_ups.models import FollowUpRow


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FollowUpData(_Payload):
    """Which follow-up. Whoever receives it signs in to read more."""

    follow_up_id: UUID
    case_id: UUID
    rule_id: str = Field(examples=["fsm_weekly_until_match"])
    due_at: AwareDatetime
    link: str


class FollowUpMessage(_Payload):
    """What `follow_up.due` and `follow_up.overdue` look like."""

    type: EventType
    timestamp: AwareDatetime
    data: FollowUpData


class PingData(_Payload):
    """Which endpoint is tested."""

    endpoint_id: UUID


class PingMessage(_Payload):
    """What a test message looks like."""

    type: Literal["ping"]
    timestamp: AwareDatetime
    data: PingData


def follow_up_body(event: EventType, follow_up: FollowUpRow, now: datetime, link_base_url: str) -> bytes:
    """The body of a reminder, exactly as it is stored and signed."""
    link = f"{link_base_url.rstrip('/')}/cases/{follow_up.case_id}"
    data = FollowUpData(
        follow_up_id=follow_up.id,
        case_id=follow_up.case_id,
        rule_id=follow_up.rule_id,
        due_at=follow_up.due_at,
        link=link,
    )
    return FollowUpMessage(type=event, timestamp=now, data=data).model_dump_json().encode()


def ping_body(endpoint_id: UUID, now: datetime) -> bytes:
    """The body of a test message."""
    return PingMessage(type="ping", timestamp=now, data=PingData(endpoint_id=endpoint_id)).model_dump_json().encode()
