"""Requests and answers about measured figures."""

from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from case_api.checklists.schemas import PastDay
from case_api.courses.schemas import Item
from case_api.employers.schemas import Name
from case_api.findings import FindingRead
from case_api.responses import ANSWER
from rettematch.patches import partial
from rettematch.programmes.definitions import Kind

RuleId = Annotated[str, Field(pattern=r"^[a-z]+(_[a-z0-9]+)+$", max_length=60, examples=["stv_weekly_chain"])]
Value = Annotated[float, Field(ge=-1_000_000_000, le=1_000_000_000, allow_inf_nan=False)]


class MeasurementWrite(BaseModel):
    """A figure that somebody has measured for a rule."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "rule_id": "jv_theme_meetings",
                    "on": "2026-11-20",
                    "value": 2,
                    "unit": "theme meetings a week",
                    "cohort": None,
                    "parts": {"cv": 1, "rotating": 1},
                    "baseline": False,
                    "team_id": None,
                    "source": "Mødekalender, uge 47",
                }
            ]
        },
    )

    rule_id: RuleId
    on: PastDay
    value: Value
    unit: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        default=None, description="One of the rule's units; may be left out when it has one only."
    )
    cohort: Item | None = Field(default=None, description="The group of citizens that it is about.")
    parts: dict[Item, Value] = Field(default={}, max_length=20, description="What the figure consists of, by name.")
    baseline: bool = Field(
        default=False,
        description="The local share (percent) from which a rule that asks for a rise counts, of the group in cohort.",
    )
    team_id: UUID | None = Field(default=None, description="Null: the municipality as a whole.")
    source: Name = Field(description="Where the figure comes from; nothing about a citizen.")


class MeasurementRead(MeasurementWrite):
    model_config = ANSWER

    id: UUID
    version: int
    unit: str
    programme: str | None = Field(description="Null: a rule of the municipality's own that it has taken out again.")
    rule: str | None = Field(description="The rule in Danish.")
    kind: Kind | None
    recorded_by: UUID
    findings: list[FindingRead] = Field(description="What the figure breaks, by the rule in force on its day.")
    difference: float | None = Field(description="Above (below: negative) the figure that the document reports.")


class BaselineRead(BaseModel):
    """Where a group's share in company activity or with ordinary hours started, in percent."""

    group: str
    danish: str
    value: float | None = Field(description="Null: neither a local nor a national figure is known.")
    national: bool = Field(description="The national figure stands in for a local one.")
    measured_on: date | None = Field(description="Of a local figure.")
    source: str | None
    national_value: float | None


class Baselines(BaseModel):
    rule_id: str
    rule: str
    on: date
    items: list[BaselineRead]


if TYPE_CHECKING:
    MeasurementChange = MeasurementWrite
else:
    MeasurementChange = partial(MeasurementWrite)
