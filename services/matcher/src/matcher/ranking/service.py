"""From a request to a recorded answer."""

from datetime import datetime

from matcher.catalogue.state import Catalogue
from matcher.ranking.answers import rank
from matcher.ranking.schemas import RankingAnswer, RankingRequest
from matcher.ranking.versions import PointVersions
from matcher.runs.service import keep, record_of
from rettematch.clients.case_api import CaseApiClient
from rettematch.database import Database
from rettematch.identifiers import uuid7
from rettematch.problems import NotFound, Unavailable


class CatalogueNotReady(Unavailable):
    slug = "catalogue-not-ready"
    title = "The places have not been read yet"
    danish = "Pladserne er ved at blive hentet. Prøv igen om lidt."


async def rank_for_case(
    *,
    case_api: CaseApiClient,
    catalogue: Catalogue,
    versions: PointVersions,
    database: Database,
    token: str,
    municipality_code: str,
    request: RankingRequest,
    now: datetime,
) -> str:
    """Fetches the profile with the caller's own token, ranks, and keeps the record before anything is answered.

    Returns:
        The answer as it is recorded, in JSON: what is sent is what the record's hash is of.

    Raises:
        NotFound: there is no such case, or it is not the caller's to see.
        CaseApiUnavailable: the profile cannot be had.
        CatalogueNotReady: nothing has been read from the feed since the service was first installed.
    """
    if not catalogue.usable:
        raise CatalogueNotReady
    profile = await case_api.matching_profile(token, request.case_id)
    if profile.municipality_code != municipality_code:
        raise NotFound
    columns = catalogue.of(profile.municipality_code)
    epoch = catalogue.feed.epoch
    status = catalogue.status(profile.municipality_code)
    weights = versions.in_force(profile.municipality_code, profile.as_of)
    result = rank(profile, columns, weights, request)
    answer = RankingAnswer(run_id=uuid7(), catalogue=status, **dict(result))
    record = record_of(profile, request, answer, epoch, now)
    await keep(database, record)
    return record.answer
