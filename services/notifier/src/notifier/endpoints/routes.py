"""Where a job broker wants to be told."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response

from notifier.endpoints import service
from notifier.endpoints.schemas import EndpointCreated, EndpointRead, EndpointWrite, TestSent
from notifier.policies import CreateEndpoints, DeleteEndpoints, ReadEndpoints, TestEndpoints
from rettematch.pagination import Page, Paging
from rettematch.problems import PROBLEM_MEDIA_TYPE

router = APIRouter(prefix="/v1/endpoints", tags=["endpoints"])

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=8,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="A random text chosen by the client; repeating a request with it creates nothing twice.",
        examples=["7c9e6679-7425-40de-944b-e07fc1f90ae7"],
    ),
]

CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {
        "description": "It is deleted or disabled",
        "content": {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }
}


@router.post("", status_code=201, summary="Register an endpoint", responses=CONFLICT)
async def create_endpoint(
    access: CreateEndpoints, write: EndpointWrite, response: Response, idempotency_key: IdempotencyKey = None
) -> EndpointCreated:
    """Registers a webhook of your own. Keep the secret: it is shown in this answer only.

    Messages are signed after [Standard Webhooks](https://www.standardwebhooks.com) (`webhook-id`,
    `webhook-timestamp`, `webhook-signature`). Answer 2xx within 15 seconds; anything else is tried again over three
    days. A message can come twice, with the same `webhook-id`. Answer 410 to be sent nothing more.
    """
    created = await service.register(access, write, idempotency_key)
    response.headers["Location"] = f"/v1/endpoints/{created.id}"
    return created


@router.get("", summary="List endpoints")
async def list_endpoints(access: ReadEndpoints, paging: Paging) -> Page[EndpointRead]:
    """Your own; an administrator sees those of the municipality."""
    return await service.list_endpoints(access, paging)


@router.get("/{endpoint_id}", summary="Read an endpoint")
async def read_endpoint(access: ReadEndpoints, endpoint_id: UUID) -> EndpointRead:
    return await service.read(access, endpoint_id)


@router.delete("/{endpoint_id}", status_code=204, summary="Delete an endpoint")
async def delete_endpoint(access: DeleteEndpoints, endpoint_id: UUID) -> None:
    """Its secret is destroyed and what waits for it is cancelled."""
    await service.remove(access, endpoint_id)


@router.post("/{endpoint_id}/test", status_code=202, summary="Send a test message", responses=CONFLICT)
async def test_endpoint(access: TestEndpoints, endpoint_id: UUID) -> TestSent:
    """Sends `ping`, signed and retried like every message."""
    return await service.test(access, endpoint_id)
