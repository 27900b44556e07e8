"""The reasons for accepting or declining a proposal, as data: `decision_reasons.toml`."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final


class Decision(StrEnum):
    """What a member of staff decides on one proposal."""

    ACCEPT = "accept"
    DECLINE = "decline"


_ROWS = tomllib.loads(Path(__file__).with_name("decision_reasons.toml").read_text(encoding="utf-8"))["reason"]

REASONS: Final[Mapping[str, str]] = {row["id"]: row["danish"] for row in _ROWS}
"""Danish words by id, in the order of a form."""

REASONS_FOR: Final[Mapping[Decision, tuple[str, ...]]] = {
    decision: tuple(row["id"] for row in _ROWS if row["decision"] == decision) for decision in Decision
}
