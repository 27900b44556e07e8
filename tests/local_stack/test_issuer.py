"""The development issuer: what it signs is what the services accept, and where it refuses to run."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from joserfc.jwk import KeySet

from local_stack.issuer import IssuerRefusedError, create_app, serve
from local_stack.settings import StackSettings
from local_stack.state import StateFolder
from local_stack.tokens import CASE_API, ROLES, USER_AUDIENCES, Client, Issuer
from rettematch.problems import Unauthenticated
from rettematch.tokens import TokenVerifier, load_key_set

URL = "http://127.0.0.1:8003"
GRANT = {"grant_type": "client_credentials"}
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SECRETS: dict[Client, str] = {"matcher": "s3cret: æ/+ %", "notifier": "another"}


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    return StateFolder(tmp_path / "state")


@pytest.fixture
def issuer(state: StateFolder) -> Issuer:
    return Issuer(URL, state.issuer_key())


@pytest_asyncio.fixture
async def client(issuer: Issuer) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(issuer, SECRETS, clock=lambda: NOW)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL) as made:
        yield made


def verifier(state: StateFolder, audience: str) -> TokenVerifier:
    return TokenVerifier(URL, audience, load_key_set(str(state.jwks_file)))


@pytest.mark.parametrize("audience", USER_AUDIENCES)
@pytest.mark.parametrize("role", sorted(set(ROLES) - {"operator"}))
def test_every_service_accepts_a_users_token_for_eight_hours(
    state: StateFolder, issuer: Issuer, audience: str, role: str
) -> None:
    token = issuer.user_token(role, now=NOW, municipality="0707", number=2)
    accepting = verifier(state, audience)
    identity = accepting.verify(token, NOW + timedelta(hours=7, minutes=59))
    assert (identity.subject, identity.municipality_code) == (f"demo:0707:{role}:2", "0707")
    with pytest.raises(Unauthenticated):
        accepting.verify(token, NOW + timedelta(hours=8, minutes=2))


def test_the_operator_belongs_to_no_municipality(state: StateFolder, issuer: Issuer) -> None:
    identity = verifier(state, CASE_API).verify(issuer.user_token("operator", now=NOW), NOW)
    assert (identity.subject, identity.municipality_code) == ("demo:operator", None)


async def test_a_service_gets_a_token_for_the_feed_of_the_case_api_alone(
    state: StateFolder, client: httpx.AsyncClient
) -> None:
    answer = await client.post(
        "/token", data={"grant_type": "client_credentials"}, auth=("notifier", SECRETS["notifier"])
    )
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["expires_in"] == 600
    token = answer.json()["access_token"]
    identity = verifier(state, CASE_API).verify(token, NOW)
    assert (identity.subject, identity.client_id, identity.scopes) == (
        "service:notifier",
        "notifier",
        frozenset({"feed"}),
    )
    assert identity.municipality_code is None
    for other in USER_AUDIENCES[1:]:
        with pytest.raises(Unauthenticated):
            verifier(state, other).verify(token, NOW)


async def test_credentials_may_stand_in_the_body(client: httpx.AsyncClient) -> None:
    form = {"grant_type": "client_credentials", "client_id": "matcher", "client_secret": SECRETS["matcher"]}
    assert (await client.post("/token", data={**form, "scope": "feed"})).status_code == 200


@pytest.mark.parametrize(
    ("form", "authorization", "status", "error"),
    [
        ({**GRANT, "client_id": "matcher", "client_secret": "another"}, None, 401, "invalid_client"),
        ({**GRANT, "client_id": "nobody", "client_secret": ""}, None, 401, "invalid_client"),
        (GRANT, None, 401, "invalid_client"),
        (GRANT, "Basic ###", 401, "invalid_client"),
        (GRANT, "Bearer bWF0Y2hlcjp4", 401, "invalid_client"),
        ({"grant_type": "password"}, None, 400, "unsupported_grant_type"),
        ({}, None, 400, "unsupported_grant_type"),
        ({**GRANT, "scope": "feed admin"}, None, 400, "invalid_scope"),
    ],
)  # fmt: skip
async def test_refuses_everything_else_in_the_words_of_the_standard(
    client: httpx.AsyncClient, form: dict[str, str], authorization: str | None, status: int, error: str
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = await client.post("/token", data=form, headers=headers)
    assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert ("www-authenticate" in answer.headers) is (status == 401)


async def test_publishes_where_its_public_key_is_and_never_the_private_one(
    client: httpx.AsyncClient, state: StateFolder
) -> None:
    configuration = (await client.get("/.well-known/openid-configuration")).json()
    assert configuration["issuer"] == URL
    assert configuration["jwks_uri"] == f"{URL}/jwks.json"
    published = (await client.get("/jwks.json")).json()
    assert [key["alg"] for key in published["keys"]] == ["ES256"]
    assert all("d" not in key for key in published["keys"])
    assert KeySet.import_key_set(published).keys[0].kid == load_key_set(str(state.jwks_file)).keys[0].kid
    assert '"d"' not in state.jwks_file.read_text()


def test_refuses_to_run_beside_a_database_of_somebody_else(state: StateFolder) -> None:
    started: list[object] = []
    own = StackSettings(database_url="postgresql://admin:x@db.example/postgres")
    with pytest.raises(IssuerRefusedError, match="RETTEMATCH_DEVELOPMENT_ISSUER=true"):
        serve(own, state, run=lambda *_, **__: started.append("refused"))
    assert started == []
    allowed = own.model_copy(update={"rettematch_development_issuer": True})
    serve(allowed, state, run=lambda *_, **arguments: started.append(arguments["host"]))
    assert started == ["127.0.0.1"]
