"""What is said of a planned placement: what prevents it, what must be asked first, what stands beside it."""

from datetime import date

from pydantic import BaseModel, Field

from rettematch.constraints import Failure
from rettematch.programmes.law import HOURS_RULE, RATIO_RULE, LawFinding

_LAW = "law"
_CONSTRAINTS = {RATIO_RULE: "ratio", HOURS_RULE: "hours-per-week"}
"""Rows of the law that the matcher knows as constraints of its own."""


class Remark(BaseModel):
    """One thing that a placement breaks, or should be done with."""

    constraint: str = Field(description="The matcher's word for it, or `law`.", examples=["law"])
    danish: str = Field(description="Can be shown as it is.")
    fact: str = Field(description="The same in English.")
    prevents: bool = Field(description="False: a duty or a piece of information beside the placement.")
    ask_first: bool = Field(description="Only an unknown fact stands in the way.")
    question: str | None = Field(default=None, description="What to ask, in Danish.")
    dimension: str | None = Field(default=None, description="Of considerations (skånehensyn).")
    rule_id: str | None = Field(default=None, examples=["L2"])
    section: str | None = Field(default=None, description="The paragraph.", examples=["LAB § 61, stk. 1, nr. 2"])
    confidence: str | None = Field(default=None, description="H: primary text, M: consistent secondary sources.")
    on: date | None = Field(default=None, description="The first day on which it holds.")


def remark_of_failure(failure: Failure) -> Remark:
    """A hard constraint that fails."""
    return Remark(
        constraint=failure.constraint,
        danish=failure.danish,
        fact=failure.fact,
        prevents=True,
        ask_first=failure.by_unknown,
        dimension=failure.dimension,
        rule_id=failure.rule_id,
    )


def remark_of_finding(finding: LawFinding) -> Remark:
    """What the law says; a question follows in the Danish text too."""
    return Remark(
        constraint=_CONSTRAINTS.get(finding.rule_id, _LAW),
        danish=finding.danish if finding.question is None else f"{finding.danish} {finding.question}",
        fact=finding.english,
        prevents=finding.prevents,
        ask_first=finding.unknown,
        question=finding.question,
        rule_id=finding.rule_id,
        section=finding.section,
        confidence=finding.confidence,
        on=finding.on,
    )
