"""Versions as ETags: a change names the version it builds on, or nothing is changed."""

import re
from typing import Annotated

from fastapi import Depends, Header

from rettematch.problems import VersionRequired, VersionStale


def etag(version: int) -> str:
    """The ETag of a version, such as `"v3"`."""
    return f'"v{version}"'


async def _expected_version(
    if_match: Annotated[str | None, Header(description="The ETag that was read.", examples=['"v3"'])] = None,
) -> int:
    if if_match is None:
        raise VersionRequired
    match = re.fullmatch(r'"v([0-9]{1,9})"', if_match.strip())
    if match is None:
        raise VersionStale
    return int(match[1])


ExpectedVersion = Annotated[int, Depends(_expected_version)]
"""The version named by If-Match; 428 without the header, 412 when it cannot be one of ours."""


def check_version(current: int, expected: int) -> None:
    """Refuses a change that builds on another version than the current one.

    Raises:
        VersionStale: somebody changed it in between.
    """
    if current != expected:
        raise VersionStale
