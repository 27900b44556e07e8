"""Consents and shares in their rows: sealed texts, and a consent as rules see it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from case_api.citizens.sealing import CitizenSeal
from case_api.consents.models import ConsentRow, InformationShare
from case_api.consents.rules import Consent
from case_api.consents.vocabularies import Category
from case_api.context import Work
from rettematch.clock import local_date


async def consents_of(work: Work, citizen_id: UUID) -> Sequence[ConsentRow]:
    """Every consent of a citizen, in the order in which they were recorded."""
    statement = select(ConsentRow).where(col(ConsentRow.citizen_id) == citizen_id).order_by(col(ConsentRow.id))
    return (await work.session.exec(statement.execution_options(populate_existing=True))).all()


def as_ruled(seal: CitizenSeal, row: ConsentRow) -> Consent:
    """A row as the rules see it."""
    return Consent(
        id=row.id,
        version=row.version,
        direction=row.direction,
        counterpart=row.counterpart,
        name=opened(seal, row, "counterpart_name_sealed"),
        categories=frozenset(Category(each) for each in row.categories),
        first=row.in_force_from,
        last=row.in_force_to,
        withdrawn_on=None if row.withdrawn_at is None else local_date(row.withdrawn_at),
    )


def closed(seal: CitizenSeal, table: str, row_id: UUID, texts: dict[str, str | None]) -> dict[str, Any]:
    """Columns with their texts sealed; what has no text stays null."""
    return {column: None if text is None else seal.close(text, table, row_id, column) for column, text in texts.items()}


def opened(seal: CitizenSeal, row: ConsentRow | InformationShare, column: str) -> str | None:
    """The text of a sealed column, null when it has none."""
    sealed: bytes | None = getattr(row, column)
    return None if sealed is None else seal.open(sealed, str(row.__tablename__), row.id, column)
