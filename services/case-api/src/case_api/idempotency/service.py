"""Answering a repeated creation with the first answer.

The record is written in the transaction of the creation itself. Two requests with the same key at the same time: the
second finds the advisory lock taken and is told to wait; a repetition gets the stored answer, byte for byte.
"""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy import func
from sqlmodel import col, select

from case_api.context import Work
from case_api.idempotency.models import IdempotencyRecord
from rettematch.etags import etag
from rettematch.problems import IdempotencyKeyInUse, IdempotencyKeyReused
from rettematch.sealing import MasterKeys, seal, unseal


@dataclass(frozen=True, slots=True)
class Created:
    """What a creating use case returns: the resource, where it stands and its version."""

    body: BaseModel
    location: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class RequestMark:
    """The key a client chose, and a keyed hash of what it asked for: a body can hold a CPR number."""

    key: str | None
    request_hash: bytes


async def _mark(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=8,
            max_length=200,
            description="A random text chosen by the client; repeating a request with it creates nothing twice.",
            examples=["7c9e6679-7425-40de-944b-e07fc1f90ae7"],
        ),
    ] = None,
) -> RequestMark:
    keys: MasterKeys = request.app.state.keys
    content = b"\n".join((request.method.encode(), request.url.path.encode(), await request.body()))
    return RequestMark(idempotency_key, hmac.digest(keys.indexing, content, "sha256"))


Mark = Annotated[RequestMark, Depends(_mark)]


def _binding(work: Work, key: str) -> str:
    return f"{work.municipality_code}:idempotency:{work.actor.staff_id}:{key}"


def _answer(body: bytes, location: str, tag: str) -> Response:
    return Response(body, status_code=201, media_type="application/json", headers={"Location": location, "ETag": tag})


async def _stored(work: Work, mark: RequestMark, key: str) -> Response | None:
    lock = int.from_bytes(hashlib.sha256(_binding(work, key).encode()).digest()[:8], signed=True)
    if not (await work.session.exec(select(func.pg_try_advisory_xact_lock(lock)))).one():
        raise IdempotencyKeyInUse
    record = (
        await work.session.exec(
            select(IdempotencyRecord).where(
                col(IdempotencyRecord.actor_id) == work.actor.staff_id, col(IdempotencyRecord.key) == key
            )
        )
    ).first()
    if record is None:
        return None
    if record.request_hash != mark.request_hash:
        raise IdempotencyKeyReused
    body = unseal(work.keys.wrapping, record.body_sealed, _binding(work, key))
    return _answer(body, record.location, record.etag)


async def create_once(work: Work, mark: RequestMark, create: Callable[[], Awaitable[Created]]) -> Response:
    """Runs `create`, or gives the answer that the same key got before.

    Raises:
        IdempotencyKeyInUse: the first request with this key is still running.
        IdempotencyKeyReused: the key came with another request before.
    """
    if mark.key is not None and (earlier := await _stored(work, mark, mark.key)) is not None:
        return earlier
    created = await create()
    body, tag = created.body.model_dump_json().encode(), etag(created.version)
    if mark.key is not None:
        work.session.add(
            IdempotencyRecord(
                municipality_code=work.municipality_code,
                actor_id=work.actor.staff_id,
                key=mark.key,
                request_hash=mark.request_hash,
                recorded_at=work.now,
                location=created.location,
                etag=tag,
                body_sealed=seal(work.keys.wrapping, body, _binding(work, mark.key)),
            )
        )
        await work.session.flush()
    return _answer(body, created.location, tag)
