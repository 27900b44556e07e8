"""A rule that is not kept, as answers show it."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, Field

from rettematch.programmes.definitions import Kind
from rettematch.programmes.findings import Finding


class FindingRead(BaseModel):
    """A rule of a programme that is not kept: broken when it is hard, missed when it is an aim."""

    rule_id: str = Field(examples=["stv_model_1"])
    kind: Kind
    hard: bool
    section: str = Field(description="Where in the programme's document the rule stands.")
    on: date
    danish: str = Field(description="The rule and what is wrong; may be shown as it is.")


def findings_read(found: Iterable[Finding]) -> list[FindingRead]:
    """The findings in the order in which the rules were judged."""
    return [
        FindingRead(
            rule_id=each.rule_id,
            kind=each.kind,
            hard=each.is_hard,
            section=each.section,
            on=each.on,
            danish=each.danish,
        )
        for each in found
    ]
