"""From a request to a recorded answer."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from matcher.catalogue.state import Catalogue
from matcher.outreach.answers import outreach
from matcher.outreach.market import Copies, copy_of, market_of
from matcher.outreach.schemas import OutreachAnswer, OutreachRequest, OutreachResult
from matcher.ranking.service import CatalogueNotReady
from matcher.team_runs.service import TeamRunKind, keep, record_of
from rettematch.clients.case_api import CaseApiClient
from rettematch.contracts.matching import DisclosurePurpose, MatchingProfile
from rettematch.contracts.staff import Me
from rettematch.database import Database
from rettematch.identifiers import uuid7
from rettematch.problems import NotFound


async def outreach_for_team(
    *,
    case_api: CaseApiClient,
    catalogue: Catalogue,
    database: Database,
    token: str,
    me: Me,
    request: OutreachRequest,
    now: datetime,
) -> OutreachAnswer:
    """Fetches the profiles with the caller's own token, counts in another thread, and keeps the record.

    Raises:
        NotFound: there is no such team, or it is not the caller's to see.
        CaseApiUnavailable: the profiles cannot be had.
        CatalogueNotReady: nothing has been read from the feed since the service was first installed.
    """
    if not catalogue.usable:
        raise CatalogueNotReady
    profiles = await case_api.waiting_profiles(token, request.team_id, DisclosurePurpose.OUTREACH)
    code = me.municipality_code
    if any(each.municipality_code != code for each in profiles):
        raise NotFound
    copies, status, epoch = copy_of(catalogue.of(code)), catalogue.status(code), catalogue.feed.epoch
    result = await asyncio.to_thread(_counted, copies, profiles, request)
    answer = OutreachAnswer(run_id=uuid7(), catalogue=status, **dict(result))
    await keep(
        database,
        record_of(
            TeamRunKind.OUTREACH,
            code,
            profiles,
            request.model_dump(mode="json"),
            answer,
            run_id=answer.run_id,
            cursor=status.cursor,
            epoch=epoch,
            now=now,
        ),
    )
    return answer


def _counted(copies: Copies, profiles: Sequence[MatchingProfile], request: OutreachRequest) -> OutreachResult:
    return outreach(market_of(copies), profiles, request)
