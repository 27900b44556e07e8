"""Setting the ETag of an answer."""

from typing import TypeVar

from fastapi import Response
from pydantic import BaseModel

from rettematch.etags import etag

Body = TypeVar("Body", bound=BaseModel)


def with_etag(response: Response, body: Body) -> Body:
    """The same body, its `version` as the ETag."""
    response.headers["ETag"] = etag(body.version)  # type: ignore[attr-defined]  # every readable resource has one
    return body
