"""What all answers have in common."""

from typing import TypeVar

from fastapi import Response
from pydantic import BaseModel, ConfigDict

from rettematch.etags import etag

Body = TypeVar("Body", bound=BaseModel)

ANSWER = ConfigDict(extra="ignore", json_schema_extra=None)
"""Of an answer that inherits the fields of its request: made from a row, and without the request's example."""


def with_etag(response: Response, body: Body) -> Body:
    """The same body, its `version` as the ETag."""
    response.headers["ETag"] = etag(body.version)  # type: ignore[attr-defined]  # every readable resource has one
    return body
