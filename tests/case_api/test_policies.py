"""Every route carries exactly one policy (docs/security.md A1)."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from case_api.app import ROUTERS, create_app
from case_api.policies import STAFF_ACTIONS, ReadMe, ReadTeams, StaffPolicy
from case_api.settings import CaseApiSettings
from rettematch.access import Policy
from rettematch.tokens import OidcSettings
from rettematch.web import OPEN_PATHS
from tests.case_api.conftest import Api


def policies_in(dependant: Dependant) -> Iterator[Policy]:
    call: object = dependant.call
    if isinstance(call, Policy):
        yield call
    for inner in dependant.dependencies:
        yield from policies_in(inner)


def unprotected(app: FastAPI) -> dict[str, int]:
    """Routes without exactly one policy, with the number they have; what is no plain route counts as having none."""
    found = {}
    for context in iter_route_contexts(app.routes):
        path = str(context.path)
        if path in OPEN_PATHS:
            continue
        policies = list(policies_in(context.dependant)) if isinstance(context.original_route, APIRoute) else []
        if len(policies) != 1:
            found[f"{sorted(context.methods or ())} {path}"] = len(policies)
    return found


def protected_paths(app: FastAPI) -> set[tuple[str, str]]:
    return {
        (str(context.path_format), method)
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute) and str(context.path) not in OPEN_PATHS
        for method in context.methods or ()
    }


@pytest.fixture
def settings(tmp_path: Any, key_file: Any) -> CaseApiSettings:
    return CaseApiSettings(database_url="postgresql://nobody@localhost:1/none", key_file=key_file)


def make_app(settings: CaseApiSettings, oidc: OidcSettings, *more: APIRouter) -> FastAPI:
    return create_app(settings, oidc, routers=(*ROUTERS, *more))


def test_every_route_has_exactly_one_policy(settings: CaseApiSettings, oidc: OidcSettings) -> None:
    assert unprotected(make_app(settings, oidc)) == {}


def test_the_enumeration_sees_every_path_of_the_openapi_document(settings: CaseApiSettings, oidc: OidcSettings) -> None:
    app = make_app(settings, oidc)
    documented = {
        (path, method.upper()) for path, operations in app.openapi()["paths"].items() for method in operations
    }
    assert protected_paths(app) == documented
    assert len(documented) > 50, "an empty enumeration proves nothing"


def test_an_unprotected_route_a_doubly_protected_one_and_a_mount_are_found(
    settings: CaseApiSettings, oidc: OidcSettings
) -> None:
    router = APIRouter()

    @router.get("/v1/open-by-mistake")
    async def _open() -> None: ...

    @router.get("/v1/two-policies")
    async def _two(me: ReadMe, teams: ReadTeams) -> None: ...

    app = make_app(settings, oidc, router)
    app.mount("/v1/mounted", FastAPI())
    assert unprotected(app) == {
        "['GET'] /v1/open-by-mistake": 0,
        "['GET'] /v1/two-policies": 2,
        "[] /v1/mounted": 0,
    }


def test_every_action_is_used_by_some_route(settings: CaseApiSettings, oidc: OidcSettings) -> None:
    app = make_app(settings, oidc)
    used = {
        policy.action
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute)
        for policy in policies_in(context.dependant)
        if isinstance(policy, StaffPolicy)
    }
    assert used == set(STAFF_ACTIONS)


async def test_no_route_answers_without_a_token(api: Api) -> None:
    document = (await api.http.get("/openapi.json")).json()
    nobody = "0193a000-0000-7000-8000-000000000000"
    asked = 0
    for path, operations in document["paths"].items():
        address = "/".join(nobody if part.startswith("{") else part for part in path.split("/"))
        for method in operations:
            answer: httpx.Response = await api.http.request(method.upper(), address)
            assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
            asked += 1
    assert asked > 50
