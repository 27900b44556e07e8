"""Conversations and contacts of a case."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from case_api.conversations import service
from case_api.conversations.schemas import ConversationChange, ConversationRead, ConversationWrite
from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadConversations, WriteConversations
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1/cases/{case_id}/conversations", tags=["conversations"])


@router.post("", status_code=201, response_model=ConversationRead, summary="Record a conversation")
async def create_conversation(work: WriteConversations, case_id: UUID, write: ConversationWrite, mark: Mark) -> Any:
    """Fulfils the follow-ups that it covers; `fulfils` names one of the work agreement."""
    return await create_once(work, mark, lambda: service.create_conversation(work, case_id, write))


@router.get("", summary="List conversations")
async def list_conversations(work: ReadConversations, case_id: UUID, paging: Paging) -> Page[ConversationRead]:
    """Of one case, the earliest first."""
    return await service.list_conversations(work, case_id, paging)


@router.get("/{conversation_id}", summary="Read a conversation")
async def read_conversation(
    work: ReadConversations, case_id: UUID, conversation_id: UUID, response: Response
) -> ConversationRead:
    return with_etag(response, await service.read_conversation(work, case_id, conversation_id))


@router.patch("/{conversation_id}", summary="Correct a conversation")
async def change_conversation(
    work: WriteConversations,
    case_id: UUID,
    conversation_id: UUID,
    patch: ConversationChange,
    version: ExpectedVersion,
    response: Response,
) -> ConversationRead:
    return with_etag(response, await service.change_conversation(work, case_id, conversation_id, patch, version))


@router.get("/{conversation_id}/history", summary="Earlier versions of a conversation")
async def conversation_history(work: ReadConversations, case_id: UUID, conversation_id: UUID) -> History:
    """What was agreed is sealed and shows only that it changed."""
    return await service.conversation_history(work, case_id, conversation_id)
