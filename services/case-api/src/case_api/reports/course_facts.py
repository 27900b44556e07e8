"""The facts of all cases at once: what the engine plans follow-ups from."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from case_api.cases.facts import read_facts_of
from case_api.cases.models import Case
from case_api.context import Work
from case_api.reports.wanted import column_of
from rettematch.contracts.cases import CaseFacts


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """The facts of a case, and the column of its team."""

    column: str
    facts: CaseFacts


async def load_facts(work: Work, *conditions: ColumnElement[bool]) -> Iterator[CourseFacts]:
    """The facts of every case that meets the conditions, in the order in which the cases were opened."""
    cases = (await work.session.exec(select(Case).where(*conditions).order_by(col(Case.id)))).all()
    facts = await read_facts_of(work, cases)
    return (CourseFacts(column_of(case.team_id), each) for case, each in zip(cases, facts, strict=True))
