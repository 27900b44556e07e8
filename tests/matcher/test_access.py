"""Every route has exactly one policy, and it decides."""

import asyncio
import time
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from joserfc import jwt
from openapi_spec_validator import validate

from local_stack.databases import ServiceDatabase
from matcher.candidates.schemas import CANDIDATES_EXAMPLE, CandidatesAnswer
from matcher.cli import MIGRATIONS
from matcher.explaining.schemas import CITIZEN_TEXT_EXAMPLE, STANDING_EXAMPLE, CitizenText, PlaceStandingAnswer
from matcher.outreach.schemas import OUTREACH_EXAMPLE, OutreachAnswer
from matcher.ranking.schemas import ANSWER_EXAMPLE, RankingAnswer
from matcher.whatif.schemas import WHAT_IF_EXAMPLE, WhatIfAnswer
from rettematch import migrations
from rettematch.access import Policy
from rettematch.contracts.base import Role
from rettematch.web import OPEN_PATHS
from tests.matcher.conftest import ISSUER, RunningMatcher


def _policies(dependant: Any) -> list[Policy]:
    found = [dependant.call] if isinstance(dependant.call, Policy) else []
    return found + [policy for each in dependant.dependencies for policy in _policies(each)]


def unprotected(app: FastAPI) -> set[str]:
    """Paths outside the open list that do not have exactly one policy, and whatever is not a plain route."""
    wrong = set()
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if context.path in OPEN_PATHS:
            continue
        if not isinstance(route, APIRoute) or len(_policies(route.dependant)) != 1:
            wrong.add(context.path or repr(route))
    return wrong


async def test_every_route_has_exactly_one_policy(matcher: RunningMatcher) -> None:
    assert unprotected(matcher.app) == set()
    contexts = {context.path for context in iter_route_contexts(matcher.app.routes)} - OPEN_PATHS
    assert contexts == set(matcher.app.openapi()["paths"])
    assert len(contexts) == 16


async def test_a_route_without_a_policy_would_be_found(matcher: RunningMatcher) -> None:
    router = APIRouter()

    @router.get("/v1/forgotten")
    async def forgotten() -> dict[str, str]:
        return {}

    matcher.app.include_router(router)
    assert unprotected(matcher.app) == {"/v1/forgotten"}


RUN = "/v1/rankings/0192f0c1-2a3b-7c4d-8e5f-0000000000aa"
ASSIGNMENT = "/v1/assignments/0192f0c1-2a3b-7c4d-8e5f-0000000000ab"
DECISION = f"{ASSIGNMENT}/proposals/5f0c2f0e-6b1d-4a58-9d1e-000000000001/decision"
CANDIDATES = "/v1/places/0192f0c1-2a3b-7c4d-8e5f-000000000101/candidates"
CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/v1/rankings", {"json": {"case_id": "0192f0c1-2a3b-7c4d-8e5f-000000000001"}}),
    ("GET", RUN, {}),
    ("POST", "/v1/outreach", {"json": {"team_id": "0192f0c1-2a3b-7c4d-8e5f-000000000007"}}),
    ("GET", "/v1/outreach/0192f0c1-2a3b-7c4d-8e5f-0000000000ab", {}),
    ("POST", CANDIDATES, {"json": {"team_id": "0192f0c1-2a3b-7c4d-8e5f-000000000007"}}),
    ("GET", "/v1/candidates/0192f0c1-2a3b-7c4d-8e5f-0000000000ac", {}),
    ("GET", RUN + "/what-if", {}),
    ("GET", RUN + "/places/0192f0c1-2a3b-7c4d-8e5f-000000000101", {}),
    ("GET", RUN + "/citizen-text", {}),
    ("GET", "/v1/runs/0192f0c1-2a3b-7c4d-8e5f-0000000000aa/replay", {}),
    ("POST", "/v1/assignments", {"json": {"team_id": "0192f0c1-2a3b-7c4d-8e5f-000000000009"}}),
    ("GET", ASSIGNMENT, {}),
    ("POST", DECISION, {"json": {"decision": "accept", "reason": "agreed-with-citizen"}}),
    ("POST", "/v1/occupations/link", {"json": {"texts": ["kok"]}}),
    ("GET", "/v1/industry-packages", {}),
    ("GET", "/v1/industry-packages/kitchen", {}),
]
MATCHING = {"caseworker", "job-broker", "job-consultant", "team-leader"}
ASSIGNING = {"caseworker", "job-broker", "team-leader"}
ALLOWED = {
    "/v1/assignments": ASSIGNING,
    ASSIGNMENT: ASSIGNING,
    DECISION: ASSIGNING,
    "/v1/rankings": MATCHING,
    "/v1/outreach": MATCHING,
    "/v1/outreach/0192f0c1-2a3b-7c4d-8e5f-0000000000ab": MATCHING,
    CANDIDATES: {"caseworker", "job-broker"},
    "/v1/candidates/0192f0c1-2a3b-7c4d-8e5f-0000000000ac": {"caseworker", "job-broker"},
    RUN: MATCHING,
    RUN + "/what-if": MATCHING,
    RUN + "/places/0192f0c1-2a3b-7c4d-8e5f-000000000101": MATCHING,
    RUN + "/citizen-text": MATCHING,
    "/v1/runs/0192f0c1-2a3b-7c4d-8e5f-0000000000aa/replay": MATCHING,
    "/v1/occupations/link": MATCHING | {"mentor", "project-manager"},
    "/v1/industry-packages": {role.value for role in Role},
    "/v1/industry-packages/kitchen": {role.value for role in Role},
}


async def test_each_role_may_do_what_the_table_says(matcher: RunningMatcher) -> None:
    await matcher.caught_up()
    outcomes = {}
    for method, path, options in CALLS:
        for role in Role:
            response = await matcher.call(method, path, role=role.value, **options)
            outcomes[path, role.value] = response.status_code != 403
    assert outcomes == {(path, role.value): role.value in ALLOWED[path] for path in ALLOWED for role in Role}


def _forged(matcher: RunningMatcher, **claims: Any) -> str:
    now = int(time.time())
    content = {
        "iss": ISSUER,
        "sub": "demo:0706:job-broker:1",
        "municipality": "0706",
        "aud": ["rettematch-matcher"],
        "iat": now,
        "nbf": now,
        "exp": now + 600,
    }
    key = matcher.issuer.key
    return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": key.kid}, content | claims, key)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": ["rettematch-case-api"]},
        {"iss": "https://somebody.else"},
        {"exp": 1},
        {"nbf": 99_999_999_999},
        {"sub": ""},
    ],
)
async def test_a_token_that_is_not_for_this_service_now_is_refused(
    matcher: RunningMatcher, claims: dict[str, Any]
) -> None:
    for method, path, options in CALLS:
        headers = {"Authorization": f"Bearer {_forged(matcher, **claims)}"}
        response = await matcher.http.request(method, path, headers=headers, **options)
        assert response.status_code == 401, path
        assert response.headers["content-type"] == "application/problem+json"
        assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("authorization", [None, "Bearer nonsense", "Bearer a.b.c", "Basic YTpi"])
async def test_a_malformed_token_is_refused(matcher: RunningMatcher, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    for method, path, options in CALLS:
        response: httpx.Response = await matcher.http.request(method, path, headers=headers, **options)
        assert response.status_code == 401, path
        assert response.json()["type"] == "/problems/unauthenticated"


async def test_the_case_api_away_is_a_clear_problem_on_every_route(matcher: RunningMatcher) -> None:
    await matcher.caught_up()
    matcher.case_api.stop()
    for method, path, options in CALLS:
        response = await matcher.call(method, path, **options)
        assert response.status_code == 503, path
        assert response.json()["type"] == "/problems/case-api-unavailable"


async def test_the_openapi_document_is_valid_and_described(matcher: RunningMatcher) -> None:
    document = matcher.app.openapi()
    validate(document)
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            assert operation["description"], (method, path)
            assert operation["tags"], (method, path)


def test_the_examples_of_answers_about_teams_are_answers() -> None:
    outreach = OutreachAnswer.model_validate(OUTREACH_EXAMPLE)
    assert outreach.visits[0].citizens == outreach.openings[0].citizens
    found = CandidatesAnswer.model_validate(CANDIDATES_EXAMPLE)
    assert all(sum(each.parts.values()) == each.score for each in found.candidates)


def test_the_example_of_an_answer_is_an_answer() -> None:
    answer = RankingAnswer.model_validate(ANSWER_EXAMPLE)
    assert all(sum(each.parts.values()) == each.score for each in answer.ranking)
    assert all(sum(each.parts.values()) == each.score_if_confirmed for each in answer.ask_first)


def test_the_examples_of_further_answers_are_answers() -> None:
    what_if = WhatIfAnswer.model_validate(WHAT_IF_EXAMPLE)
    assert all(sum(each.best.parts.values()) == each.best.score for each in what_if.answers)
    assert PlaceStandingAnswer.model_validate(STANDING_EXAMPLE).standing == "excluded"
    assert CitizenText.model_validate(CITIZEN_TEXT_EXAMPLE).markdown.startswith("# ")


async def test_industry_packages_are_listed_and_read(matcher: RunningMatcher) -> None:
    first = (await matcher.call("GET", "/v1/industry-packages", params={"limit": 4})).json()
    rest = (await matcher.call("GET", "/v1/industry-packages", params={"after": first["pagination"]["next"]})).json()
    ids = [each["id"] for each in first["items"] + rest["items"]]
    assert len(ids) == 10
    assert ids == sorted(ids)
    assert rest["pagination"]["next"] is None
    read = await matcher.call("GET", f"/v1/industry-packages/{ids[0]}")
    assert read.json()["id"] == ids[0]
    assert (await matcher.call("GET", "/v1/industry-packages/fishing")).status_code == 404


async def test_texts_are_linked_to_esco(matcher: RunningMatcher) -> None:
    response = await matcher.call("POST", "/v1/occupations/link", json={"texts": ["kok", "tømrer"], "top": 2})
    assert response.status_code == 200
    items = response.json()["items"]
    assert [each["text"] for each in items] == ["kok", "tømrer"]
    assert items[1]["results"][0]["label"] == "tømrer"


async def test_models_and_migrated_database_agree(matcher_database: ServiceDatabase) -> None:
    await asyncio.to_thread(migrations.check, MIGRATIONS, matcher_database.owner_url, matcher_database.app_url)
