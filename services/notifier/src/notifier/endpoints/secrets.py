"""Signing secrets at rest: sealed for their row, opened only to sign or to show them once to their owner."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from notifier.endpoints.models import Endpoint, EndpointSecret
from rettematch.sealing import MasterKeys, seal, unseal


def _place(municipality_code: str, secret_id: UUID) -> str:
    return f"{municipality_code}:endpoint_secret:{secret_id}:sealed"


def seal_secret(row: EndpointSecret, secret: bytes, keys: MasterKeys) -> None:
    """Puts a secret in its row."""
    row.sealed = seal(keys.wrapping, secret, _place(row.municipality_code, row.id))


async def secrets_of(session: AsyncSession, endpoint: Endpoint, keys: MasterKeys) -> Sequence[bytes]:
    """The secrets that sign for an endpoint, the newest first."""
    rows = await session.exec(
        select(EndpointSecret)
        .where(col(EndpointSecret.endpoint_id) == endpoint.id)
        .order_by(col(EndpointSecret.created_at).desc(), col(EndpointSecret.id).desc())
    )
    return [unseal(keys.wrapping, row.sealed, _place(row.municipality_code, row.id)) for row in rows.all()]
