"""The command `matcher drift`: are the kept places those of the case API."""

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

import httpx

from matcher.catalogue.drift import checksums_of, differing
from matcher.catalogue.store import kept_versions
from matcher.settings import MatcherSettings
from rettematch.clients.case_api import CaseApiClient
from rettematch.clients.service_token import ServiceToken
from rettematch.database import Database
from rettematch.telemetry import configure_logging
from rettematch.tokens import OidcSettings

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse has no public name


async def compare(settings: MatcherSettings, oidc: OidcSettings) -> int:
    """Writes which blocks differ; 0 when none does."""
    if oidc.token_url is None:
        raise ValueError("OIDC_TOKEN_URL is needed: the matcher reads the case API with a token of its own")
    database = Database(settings.database_url, application_name="matcher drift", pool_size=1)
    try:
        async with httpx.AsyncClient() as http:
            token = ServiceToken(http, oidc.token_url, settings.client_id, settings.client_secret)
            cursor, versions = await kept_versions(database)
            case_api = CaseApiClient(http, settings.case_api_url)
            theirs = await case_api.place_checksums(await token.get(), cursor)
    finally:
        await database.close()
    found = differing(checksums_of({code: places.items() for code, places in versions.items()}), theirs)
    for code, block in found:
        sys.stdout.write(f"{code}  block {block} differs\n")
    places = sum(len(each) for each in versions.values())
    sys.stdout.write(f"{places} kept places as of {cursor}: {len(found)} blocks differ\n")
    return 1 if found else 0


def _run(_: argparse.Namespace) -> int:
    configure_logging("matcher")
    return asyncio.run(compare(MatcherSettings(), OidcSettings()))


def add_drift_command(subparsers: "Subparsers") -> None:
    """Add `drift` to the subcommands; a serving matcher puts right by itself what it finds."""
    subparsers.add_parser("drift", help="compare the kept places with the case API's").set_defaults(run=_run)
