"""What the history of a resource looks like to a reader."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from case_api.history.models import Revision
from rettematch.contracts.base import Contract


class FieldChange(Contract):
    """One field that changed. A sealed field shows only that it did."""

    field: str
    before: Any | None = None
    after: Any | None = None
    sealed: bool = False


class VersionRead(Contract):
    """One version of a resource: who made it, when, and what it changed."""

    version: int
    recorded_at: datetime
    actor_id: UUID | None
    changes: tuple[FieldChange, ...]


class History(BaseModel):
    """All versions of a resource, the first one first."""

    items: list[VersionRead] = Field(description="Version 1 shows every field it began with.")


def _is_sealed(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"sealed"}


def _changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[FieldChange, ...]:
    found = []
    for name, value in after.items():
        earlier = before.get(name)
        if value == earlier:
            continue
        if _is_sealed(value) or _is_sealed(earlier):
            found.append(FieldChange(field=name, sealed=True))
        else:
            found.append(FieldChange(field=name, before=earlier, after=value))
    return tuple(found)


def history_of(revisions: Sequence[Revision], hidden: frozenset[str] = frozenset()) -> History:
    """The versions as differences.

    Args:
        revisions: In order.
        hidden: Columns that are nobody's business, such as wrapped keys.
    """
    earlier: dict[str, Any] = {}
    items = []
    for revision in revisions:
        data = {name: value for name, value in revision.data.items() if name not in hidden}
        items.append(
            VersionRead(
                version=revision.resource_version,
                recorded_at=revision.recorded_at,
                actor_id=revision.actor_id,
                changes=_changes(earlier, data),
            )
        )
        earlier = data
    return History(items=items)
