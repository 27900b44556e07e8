"""The API as its own document describes it, asked over HTTP with whatever the document allows and forbids."""

import asyncio
import signal
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from notifier.app import TAGS, create_app
from tests.notifier.conftest import Notifier
from tests.notifier.processes import serving_process


async def test_the_process_serves_and_ends_when_told(notifier: Notifier) -> None:
    async with serving_process(notifier) as (url, served), httpx.AsyncClient() as http:
        assert (await http.get(url + "/openapi.json")).json()["openapi"].startswith("3.1")
        served.terminate()
        assert await asyncio.wait_for(served.wait(), 15) in {0, -signal.SIGTERM}


async def test_the_document_is_valid_and_says_what_each_operation_is_for(notifier: Notifier) -> None:
    document = create_app(notifier.settings, notifier.oidc).openapi()
    validate(document)
    tags = {tag["name"] for tag in TAGS}
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert set(operation["tags"]) <= tags
    schemas = document["components"]["schemas"]
    assert schemas["EndpointWrite"]["properties"]["url"]["examples"]
    assert schemas["FollowUpRead"]["properties"]["key"]["examples"]


@pytest.mark.parametrize("who", ["broker", "administrator"])
async def test_generated_requests_meet_no_server_error_and_only_documented_answers(
    notifier: Notifier, who: str
) -> None:
    async with serving_process(notifier) as (url, _):
        await asyncio.to_thread(generate, url, notifier.tokens[who])


def generate(url: str, token: str) -> None:
    schema = schemathesis.openapi.from_url(url + "/openapi.json")
    number = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        number += 1

        @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def ask(case: Case[Any]) -> None:
            response = case.call(headers={"Authorization": f"Bearer {token}"})
            assert response.status_code < 500, (case.method, case.path, response.text)
            case.validate_response(
                response,
                checks=[status_code_conformance, content_type_conformance, response_schema_conformance],
            )

        ask()
    assert number == 8
