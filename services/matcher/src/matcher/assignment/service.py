"""From a request to a recorded assignment, and reading it again."""

import asyncio
import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from prometheus_client import Counter
from sqlmodel import col, select

from matcher.assignment.answers import propose
from matcher.assignment.candidates import Candidates, in_neutral_order
from matcher.assignment.decisions import decisions_of, held_by_acceptances
from matcher.assignment.models import Assignment
from matcher.assignment.schemas import AssignmentAnswer, AssignmentRecord, AssignmentRequest
from matcher.assignment.settings import AssignmentSettings
from matcher.catalogue.models import CataloguePlace
from matcher.catalogue.state import Catalogue
from matcher.ranking.service import CatalogueNotReady
from matcher.ranking.versions import PointVersions
from matcher.runs.canonical import canonical, sha256
from rettematch.clients.case_api import CaseApiClient
from rettematch.clock import local_date
from rettematch.contracts.matching import DisclosurePurpose, MatchingProfile
from rettematch.contracts.places import PlaceSnapshot
from rettematch.contracts.staff import Me
from rettematch.database import Database, DataScope
from rettematch.identifiers import uuid7
from rettematch.problems import NotFound

_NOT_REPLAYED = {"assignment_id", "catalogue"}
_SEED_BYTES = 4
_BATCH = 5000

PROPOSED = Counter("matcher_assignment_citizens_total", "Waiting citizens in assignments", ["outcome"])


def _seed(assignment_id: UUID) -> int:
    """Of the lots: random as the id is, and found again from the record."""
    return int.from_bytes(hashlib.sha256(assignment_id.bytes).digest()[:_SEED_BYTES])


def _profiles_sha256(profiles: Sequence[MatchingProfile]) -> str:
    ordered = sorted(profiles, key=lambda each: each.subject)
    return sha256(canonical([profile.model_dump(mode="json") for profile in ordered]))


async def _kept_places(
    database: Database, municipality_code: str, place_ids: Collection[UUID]
) -> dict[UUID, PlaceSnapshot]:
    """Places as the feed gave them last, for what the columns do not hold: seats and the model of cooperation."""
    ordered = sorted(place_ids)
    found: dict[UUID, PlaceSnapshot] = {}
    async with database.transaction(DataScope(municipality_code)) as session:
        for begin in range(0, len(ordered), _BATCH):
            statement = select(CataloguePlace.snapshot).where(
                col(CataloguePlace.municipality_code) == municipality_code,
                col(CataloguePlace.place_id).in_(ordered[begin : begin + _BATCH]),
            )
            for snapshot in (await session.exec(statement)).all():
                place = PlaceSnapshot.model_validate(snapshot)
                found[place.place_id] = place
    return found


async def assign_team(
    *,
    case_api: CaseApiClient,
    catalogue: Catalogue,
    database: Database,
    settings: AssignmentSettings,
    versions: PointVersions,
    token: str,
    me: Me,
    request: AssignmentRequest,
    now: datetime,
) -> AssignmentAnswer:
    """Fetches the profiles with the caller's own token, assigns, and keeps the record before anything is answered.

    Raises:
        NotFound: there is no such team, or it is not the caller's to see.
        CaseApiUnavailable: the profiles cannot be had.
        CatalogueNotReady: nothing has been read from the feed since the service was first installed.
    """
    if not catalogue.usable:
        raise CatalogueNotReady
    profiles = await case_api.waiting_profiles(token, request.team_id, DisclosurePurpose.ASSIGNMENT)
    code = me.municipality_code
    if any(profile.municipality_code != code for profile in profiles):
        raise NotFound
    assignment_id = uuid7()
    seed = _seed(assignment_id)
    status = catalogue.status(code)
    weights = versions.in_force(code, profiles[0].as_of if profiles else local_date(now))
    candidates = Candidates(in_neutral_order(profiles, seed), weights, request.k_per_citizen)
    for number in range(len(profiles)):
        candidates.gather(number, catalogue.of(code))
        await asyncio.sleep(0)  # a large team must not hold up others; what changes meanwhile takes no part
    places = await _kept_places(database, code, {pair.place_id for pair in candidates.pairs})
    held = await held_by_acceptances(database, code, settings.held_since(now))
    method = request.method or settings.method_of(code)
    result = await asyncio.to_thread(propose, candidates, places, held, request, method, seed)
    answer = AssignmentAnswer(assignment_id=assignment_id, catalogue=status, **dict(result))
    await _keep(database, code, request, answer, _profiles_sha256(profiles), now)
    PROPOSED.labels("proposed").inc(len(result.proposals))
    PROPOSED.labels("unplaced").inc(len(result.unplaced))
    return answer


async def _keep(
    database: Database,
    municipality_code: str,
    request: AssignmentRequest,
    answer: AssignmentAnswer,
    profiles_sha256: str,
    now: datetime,
) -> None:
    content = answer.model_dump(mode="json")
    text = canonical(content)
    record = Assignment(
        municipality_code=municipality_code,
        id=answer.assignment_id,
        created_at=now,
        weights_version=answer.weights_version,
        catalogue_cursor=answer.catalogue.cursor,
        profiles_sha256=profiles_sha256,
        request=request.model_dump(mode="json"),
        answer=text,
        answer_sha256=sha256(text),
        result_sha256=sha256(canonical({name: each for name, each in content.items() if name not in _NOT_REPLAYED})),
    )
    async with database.transaction(DataScope(municipality_code)) as session:
        session.add(record)


async def find_assignment(database: Database, municipality_code: str, assignment_id: UUID) -> AssignmentRecord:
    """A record of the caller's own municipality, with what has been decided since.

    Raises:
        NotFound: there is none, or it is another municipality's.
    """
    async with database.transaction(DataScope(municipality_code)) as session:
        record = await session.get(Assignment, (municipality_code, assignment_id))
        decisions = await decisions_of(session, municipality_code, assignment_id)
    if record is None:
        raise NotFound
    return AssignmentRecord(
        assignment_id=record.id,
        created_at=record.created_at,
        weights_version=record.weights_version,
        catalogue_cursor=record.catalogue_cursor,
        profiles_sha256=record.profiles_sha256,
        request=record.request,
        answer=AssignmentAnswer.model_validate_json(record.answer),
        answer_sha256=record.answer_sha256,
        result_sha256=record.result_sha256,
        decisions=decisions,
    )
