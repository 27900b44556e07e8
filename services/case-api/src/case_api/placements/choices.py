"""How a place was chosen from a ranking: which place of the list, and why when it was not the first.

What the caller saw is recorded, and the matcher is not asked: only counts of choices are read again
(docs/security.md D8), and a placement must not depend on whether the matcher can be reached.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rettematch.problems import InvalidRequest

LONGEST_LIST: Final = 100
"""The most places that a ranking has."""

OVERRIDE_REASONS: Final[Mapping[str, str]] = {
    row["id"]: row["danish"]
    for row in tomllib.loads(Path(__file__).with_name("override_reasons.toml").read_text(encoding="utf-8"))["reason"]
}
"""The reasons for another place than the first, in the order of a form, with their Danish words."""


def _known_reason(reason: str) -> str:
    if reason not in OVERRIDE_REASONS:
        raise ValueError("must be one of: " + ", ".join(OVERRIDE_REASONS))
    return reason


OverrideReason = Annotated[
    str,
    AfterValidator(_known_reason),
    Field(max_length=40, json_schema_extra={"enum": list(OVERRIDE_REASONS)}),
]


class Choice(BaseModel):
    """Which place of a ranking was chosen."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "run_id": "0193a000-0000-7000-8000-000000000011",
                    "rank": 3,
                    "override_reason": "transport",
                }
            ]
        },
    )

    run_id: UUID = Field(description="The ranking that the place was chosen from.")
    rank: Annotated[int, Field(ge=1, le=LONGEST_LIST)] | None = Field(
        default=None, description="The place's rank on the list; null when it was not among the ranked places."
    )
    override_reason: OverrideReason | None = Field(
        default=None,
        description="Why not the first place; required unless `rank` is 1, and then left out. "
        + "; ".join(f"`{reason}`: {danish}" for reason, danish in OVERRIDE_REASONS.items())
        + ".",
    )


def check_choice(choice: Choice | None) -> None:
    """Whether a reason is given exactly when the first place was passed over.

    Raises:
        InvalidRequest: names the field.
    """
    if choice is None:
        return
    if choice.rank == 1 and choice.override_reason is not None:
        raise InvalidRequest.field(
            "body.choice.override_reason", "must be left out when rank is 1", "udelades, når listens første er valgt"
        )
    if choice.rank != 1 and choice.override_reason is None:
        raise InvalidRequest.field(
            "body.choice.override_reason",
            "is required unless rank is 1",
            "skal oplyses, når en anden plads end listens første er valgt",
        )


def choice_read(run_id: UUID | None, rank: int | None, override_reason: str | None) -> Choice | None:
    """The choice as it was recorded; None for a placement that came from no list."""
    if run_id is None:
        return None
    return Choice.model_construct(run_id=run_id, rank=rank, override_reason=override_reason)
