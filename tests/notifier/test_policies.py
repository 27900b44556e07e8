"""Every route has exactly one policy, and each role meets what the table says."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from notifier.app import create_app
from notifier.policies import ACTIONS
from rettematch.access import Policy
from rettematch.web import OPEN_PATHS
from tests.notifier.conftest import Notifier

NOTHING = "0193a000-0000-7000-8000-000000000000"


def policies_of(dependant: Dependant) -> Iterator[Policy]:
    call: object = dependant.call
    if isinstance(call, Policy):
        yield call
    for inner in dependant.dependencies:
        yield from policies_of(inner)


def unprotected(app: FastAPI) -> tuple[set[tuple[str, str]], set[str]]:
    """Every (method, path) that is served, and the paths without exactly one policy."""
    served: set[tuple[str, str]] = set()
    wrong: set[str] = set()
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        path = str(context.path or getattr(route, "path", repr(route)))
        if path in OPEN_PATHS:
            continue
        if not isinstance(route, APIRoute):
            wrong.add(path)
            continue
        served |= {(method.lower(), path) for method in route.methods or ()}
        if len(list(policies_of(context.dependant))) != 1:
            wrong.add(path)
    return served, wrong


@pytest.fixture
def app(notifier: Notifier) -> FastAPI:
    return create_app(notifier.settings, notifier.oidc)


def test_every_route_has_exactly_one_policy(app: FastAPI) -> None:
    served, wrong = unprotected(app)
    documented = {
        (method, path)
        for path, methods in app.openapi()["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert wrong == set()
    assert served == documented
    assert len(served) == 8


def test_a_route_without_policy_would_be_found(app: FastAPI) -> None:
    @app.get("/v1/unprotected")
    async def unprotected_route() -> None:
        """Anybody's."""

    assert unprotected(app)[1] == {"/v1/unprotected"}


CALLS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "endpoint:create": ("POST", "/v1/endpoints", {"json": {"url": "https://kommune.dk/", "events": ["follow_up.due"]}}),
    "endpoint:read": ("GET", "/v1/endpoints", {}),
    "endpoint:delete": ("DELETE", f"/v1/endpoints/{NOTHING}", {}),
    "endpoint:test": ("POST", f"/v1/endpoints/{NOTHING}/test", {}),
    "delivery:read": ("GET", f"/v1/deliveries/{NOTHING}", {}),
    "follow-up:read": ("GET", "/v1/follow-ups", {}),
}
ALLOWED = {
    "broker": set(CALLS),
    "administrator": set(CALLS) - {"endpoint:create"},
    "caseworker": {"follow-up:read"},
    "consultant": set(),
}


def test_the_table_covers_every_action() -> None:
    assert set(CALLS) == set(ACTIONS)


@pytest.mark.parametrize("action", CALLS)
async def test_each_role_meets_what_the_table_says(notifier: Notifier, action: str) -> None:
    method, path, options = CALLS[action]
    for who, actions in ALLOWED.items():
        answer = await notifier.call(method, path, who, **options)
        assert (answer.status_code == 403) == (action not in actions), (who, answer.status_code)


async def test_no_token_and_a_token_for_another_service_are_refused(notifier: Notifier) -> None:
    assert (await notifier.http.get("/v1/endpoints")).status_code == 401
    answer = await notifier.http.get("/v1/endpoints", headers={"Authorization": "Bearer x.y.z"})
    assert answer.status_code == 401


async def test_somebody_whom_the_case_api_does_not_know_is_refused(notifier: Notifier) -> None:
    notifier.case_api.people.clear()
    assert (await notifier.call("GET", "/v1/endpoints")).status_code == 403


async def test_a_case_api_that_is_away_is_a_clear_problem(notifier: Notifier) -> None:
    notifier.case_api.status = 500
    answer = await notifier.call("GET", "/v1/endpoints")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/case-api-unavailable")
    assert answer.headers["retry-after"]


async def test_ready_only_when_the_database_answers(notifier: Notifier) -> None:
    assert (await notifier.http.get("/ready")).status_code == 200
    gone = notifier.settings.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:1/none"})
    app = create_app(gone, notifier.oidc)
    notifier.http._transport.app = app  # type: ignore[attr-defined]  # httpx keeps the application there
    assert (await notifier.http.get("/ready")).status_code == 503
