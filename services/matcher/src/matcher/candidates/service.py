"""From a request to a recorded answer."""

import asyncio
from datetime import date, datetime
from uuid import UUID

from matcher.candidates.answers import find_candidates
from matcher.candidates.schemas import CandidatesAnswer, CandidatesRequest
from matcher.catalogue.models import CataloguePlace
from matcher.catalogue.state import Catalogue
from matcher.ranking.service import CatalogueNotReady
from matcher.ranking.versions import PointVersions
from matcher.team_runs.service import TeamRunKind, keep, record_of
from rettematch.clients.case_api import CaseApiClient
from rettematch.clock import local_date
from rettematch.contracts.matching import DisclosurePurpose
from rettematch.contracts.places import PlaceSnapshot
from rettematch.contracts.staff import Me
from rettematch.database import Database, DataScope
from rettematch.fill import require_fill
from rettematch.identifiers import uuid7
from rettematch.problems import Conflict, NotFound


class PlaceHasNoSeat(Conflict):
    """Nobody can start at the place today, so no profile is asked for."""

    slug = "place-has-no-seat"
    title = "The place has no free seat today"
    danish = "Pladsen har ingen ledig åbning i dag."


async def candidates_for_place(
    *,
    case_api: CaseApiClient,
    catalogue: Catalogue,
    versions: PointVersions,
    database: Database,
    token: str,
    me: Me,
    place_id: UUID,
    request: CandidatesRequest,
    now: datetime,
) -> CandidatesAnswer:
    """Fetches the profiles with the caller's own token, scores them in another thread, and keeps the record.

    Raises:
        NotFound: there is no such place or team, or it is not the caller's to see.
        PlaceHasNoSeat: nobody can start there today.
        FillNotAllowed: the municipality has no legal basis in force for this.
        CaseApiUnavailable: the profiles cannot be had.
        CatalogueNotReady: nothing has been read from the feed since the service was first installed.
    """
    if not catalogue.usable:
        raise CatalogueNotReady
    code, today = me.municipality_code, local_date(now)
    place = await _place(database, code, place_id)
    if not has_seat(place, today):
        raise PlaceHasNoSeat
    status, epoch = catalogue.status(code), catalogue.feed.epoch
    profiles = await case_api.waiting_profiles(token, request.team_id, DisclosurePurpose.FILL)
    for profile in profiles:
        if profile.municipality_code != code:
            raise NotFound
        require_fill(frozenset(me.roles), profile.legal_bases, profile.as_of)
    weights = versions.in_force(code, today)
    result = await asyncio.to_thread(find_candidates, place, profiles, weights, request)
    answer = CandidatesAnswer(run_id=uuid7(), catalogue=status, **dict(result))
    await keep(
        database,
        record_of(
            TeamRunKind.FILL,
            code,
            profiles,
            {"place_id": str(place_id), **request.model_dump(mode="json")},
            answer,
            run_id=answer.run_id,
            cursor=status.cursor,
            epoch=epoch,
            now=now,
            weights_version=weights.version,
        ),
    )
    return answer


def has_seat(place: PlaceSnapshot, today: date) -> bool:
    """Whether somebody could start at the place on a day."""
    in_period = place.open_from <= today and (place.open_until is None or today <= place.open_until)
    return place.open and place.seats_taken < place.seats and in_period


async def _place(database: Database, municipality_code: str, place_id: UUID) -> PlaceSnapshot:
    async with database.transaction(DataScope(municipality_code)) as session:
        kept = await session.get(CataloguePlace, (municipality_code, place_id))
    if kept is None:
        raise NotFound
    return PlaceSnapshot.model_validate(kept.snapshot)
