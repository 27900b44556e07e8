"""`/v1/assignments`."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from matcher.assignment.decisions import decide
from matcher.assignment.schemas import (
    AssignmentAnswer,
    AssignmentRecord,
    AssignmentRequest,
    DecisionRecord,
    DecisionRequest,
)
from matcher.assignment.service import assign_team, find_assignment
from matcher.dependencies import Assigning, CaseApi, Db, Places, Versions
from matcher.policies import DecideProposal, MakeAssignment, ReadAssignment
from rettematch.clock import Now

router = APIRouter(tags=["assignments"])

ANSWER_EXAMPLE: dict[str, Any] = {
    "assignment_id": "0192f0c1-2a3b-7c4d-8e5f-0000000000ab",
    "catalogue": {"cursor": "1042.77", "lag_seconds": 1.4, "places": 220, "stale": False},
    "method": "most-placed",
    "seed": 2718281828,
    "proposals": [
        {
            "subject": "5f0c2f0e-6b1d-4a58-9d1e-000000000001",
            "place_id": "0192f0c1-2a3b-7c4d-8e5f-000000000101",
            "employer_id": "0192f0c1-2a3b-7c4d-8e5f-000000000201",
            "workplace_id": "0192f0c1-2a3b-7c4d-8e5f-000000000301",
            "place_version": 4,
            "score": 440,
            "parts": {"job_goal": 400, "sector": 40},
            "reasons": [
                {"part": "job_goal", "points": 400, "danish": "Jobmål: samme stilling som jobmålet (jobmål 1)."},
                {"part": "sector", "points": 40, "danish": "Sektor: privat virksomhed."},
            ],
            "fixed_seat": True,
            "supported_hours": 6.0,
        }
    ],
    "unplaced": [
        {
            "subject": "5f0c2f0e-6b1d-4a58-9d1e-000000000002",
            "fitting": True,
            "danish": "Der er pladser, der passer, men de er foreslået til andre ventende borgere.",
        }
    ],
    "seats": [
        {
            "place_id": "0192f0c1-2a3b-7c4d-8e5f-000000000101",
            "workplace_id": "0192f0c1-2a3b-7c4d-8e5f-000000000301",
            "free_seats": 1,
            "proposed": 1,
            "fixed_seats": True,
            "one_more": {"citizens": 1, "fixed_seats": 1, "points": 380},
            "hours_bind": False,
            "danish": "En plads mere her ville give én borger mere et forslag.",
        }
    ],
    "total": {"citizens": 1, "fixed_seats": 1, "points": 440},
    "bound": {"citizens": 1, "fixed_seats": 1, "points": 440},
    "proven": True,
    "over_all_places": True,
    "held_seats": 0,
    "weights_version": "2026-01-01",
    "explanation": ["1 af 2 ventende borgere har fået et forslag."],
}

_DECISION_EXAMPLE = {
    "assignment_id": ANSWER_EXAMPLE["assignment_id"],
    "subject": ANSWER_EXAMPLE["proposals"][0]["subject"],
    "place_id": ANSWER_EXAMPLE["proposals"][0]["place_id"],
    "decision": "accept",
    "reason": "agreed-with-citizen",
    "danish": "aftalt med borgeren",
    "decided_by": "0192f0c1-2a3b-7c4d-8e5f-000000000401",
    "decided_at": "2026-09-02T09:00:00Z",
}

_RECORD_EXAMPLE = {
    "assignment_id": ANSWER_EXAMPLE["assignment_id"],
    "created_at": "2026-09-01T08:30:00Z",
    "weights_version": "2026-01-01",
    "catalogue_cursor": "1042.77",
    "profiles_sha256": "0" * 64,
    "request": {
        "team_id": "0192f0c1-2a3b-7c4d-8e5f-000000000009",
        "method": None,
        "k_per_citizen": 100,
        "fixed_seats_first": True,
    },
    "answer": ANSWER_EXAMPLE,
    "answer_sha256": "1" * 64,
    "result_sha256": "2" * 64,
    "decisions": [_DECISION_EXAMPLE],
}


@router.post(
    "/v1/assignments",
    summary="Propose seats for a team's waiting citizens",
    response_description="At most one proposal for each citizen, with what one more seat would add",
    responses={200: {"content": {"application/json": {"example": ANSWER_EXAMPLE}}}},
)
async def make_assignment(
    body: AssignmentRequest,
    member: MakeAssignment,
    case_api: CaseApi,
    places: Places,
    database: Db,
    settings: Assigning,
    versions: Versions,
    now: Now,
) -> AssignmentAnswer:
    """Gives the open seats of the municipality to a team's waiting citizens, as proposals that place nobody.

    `most-placed` finds the most proposals, then the most fixed seats, then the most points in all, and proves it;
    `stable` finds an assignment in which no citizen and place would both have more points together. Each citizen takes
    part with the `k_per_citizen` best places of the ranking; `over_all_places` says whether more could change anything.
    Seats and the hours of the ratio rule at each workplace are kept over all proposals together.

    The profiles are fetched with the caller's own token, audited citizen by citizen, and not kept. The answer is
    recorded before it is given. `GET /v1/disclosures/{subject}/case` of the case API says whose case a subject is.
    """
    return await assign_team(
        case_api=case_api,
        catalogue=places,
        database=database,
        settings=settings,
        versions=versions,
        token=member.token,
        me=member.me,
        request=body,
        now=now,
    )


@router.get(
    "/v1/assignments/{assignment_id}",
    summary="Read the record of an assignment",
    response_description="The record, as it was written, and what has been decided since",
    responses={200: {"content": {"application/json": {"example": _RECORD_EXAMPLE}}}},
)
async def read_assignment(assignment_id: UUID, member: ReadAssignment, database: Db) -> AssignmentRecord:
    """What was proposed earlier, unchanged, and each decision. Own municipality only."""
    return await find_assignment(database, member.me.municipality_code, assignment_id)


@router.post(
    "/v1/assignments/{assignment_id}/proposals/{subject}/decision",
    status_code=201,
    summary="Accept or decline one proposal",
    response_description="The decision, as it was recorded",
    responses={201: {"content": {"application/json": {"example": _DECISION_EXAMPLE}}}},
)
async def decide_proposal(
    assignment_id: UUID, subject: UUID, body: DecisionRequest, member: DecideProposal, database: Db, now: Now
) -> DecisionRecord:
    """Records a yes or no to one proposal, with the reason, by the member of staff who calls. Once: 409 afterwards.

    Accepting places nobody: the placement is made in the case API, where all constraints are checked again. Until the
    place changes in the feed, an accepted seat takes no part in further assignments for some days; a declined one is
    free at once.
    """
    return await decide(database, member.me, assignment_id, subject, body, now)
