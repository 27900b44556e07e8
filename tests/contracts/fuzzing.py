"""Made-up requests to every operation of a service, sent to the real application and its database."""

import asyncio
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)

CHECKS: Final = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_REQUEST_PARTS: Final = ("method", "url", "headers", "params", "data", "json", "files", "cookies")
PROBLEM: Final = "application/problem+json"
LIMIT_SECONDS: Final = 20
Case: TypeAlias = schemathesis.Case[Any]
_SERVER_ERROR: Final = 500
_UNAVAILABLE: Final = 503
_ERROR: Final = 400


@dataclass
class Fuzzed:
    """A service under test.

    `known` holds real ids and other values that exist, by the name of a parameter or a body's field; half of the
    requests use them. `headers` tells how somebody who may do it asks for an operation, `METHOD /path`.
    """

    http: httpx.AsyncClient
    document: dict[str, Any]
    headers: Callable[[str], dict[str, str]]
    known: Mapping[str, Any]
    answers: dict[str, set[int]] = field(default_factory=dict)


def with_known(node: Any, known: Mapping[str, Any]) -> Any:
    """A body whose fields hold real values, by their names."""
    if isinstance(node, list):
        return [with_known(each, known) for each in node]
    if not isinstance(node, dict):
        return node
    return {name: known.get(name, with_known(value, known)) for name, value in node.items()}


def _example(document: Mapping[str, Any], operation: Mapping[str, Any]) -> dict[str, Any]:
    """The documented example of an operation's body; empty where it takes none."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = document["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
        shown = {name: each["examples"][0] for name, each in schema["properties"].items() if "examples" in each}
        examples: list[dict[str, Any]] = schema.get("examples", [shown])
        return examples[0]
    return {}


def _made_real(fuzzed: Fuzzed, case: Case, made_up: AbstractSet[int]) -> None:
    """Real ids in path and query, and a body that is right but for its fields number `made_up`."""
    case.path_parameters = {name: fuzzed.known.get(name, value) for name, value in case.path_parameters.items()}
    for name in case.query.keys() & fuzzed.known.keys():
        case.query[name] = fuzzed.known[name]
    if isinstance(case.body, dict):
        right = with_known(_example(fuzzed.document, case.operation.definition.raw), fuzzed.known)
        wrong = {name: value for index, (name, value) in enumerate(sorted(case.body.items())) if index in made_up}
        case.body = right | wrong


async def _send(fuzzed: Fuzzed, case: Case, made_up: AbstractSet[int] | None) -> tuple[str, httpx.Response]:
    """Sends one request, by its current version where it changes something real; tells what was sent."""
    path = case.operation.path
    allowed = fuzzed.headers(f"{case.method} {path}")
    if made_up is not None:
        _made_real(fuzzed, case, made_up)
    asked = case.as_transport_kwargs(base_url=str(fuzzed.http.base_url), headers=allowed)
    prepared = requests.Request(**{key: asked[key] for key in _REQUEST_PARTS if key in asked}).prepare()
    headers = {name.lower(): str(value) for name, value in (*prepared.headers.items(), *allowed.items())}
    if made_up is not None and any(parameter.name == "if-match" for parameter in case.operation.headers):
        resource = str(prepared.url).partition("?")[0]
        if not path.endswith("}"):
            resource = resource.rpartition("/")[0]
        headers["if-match"] = (await fuzzed.http.get(resource, headers=allowed)).headers.get("etag", '"v1"')
    body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body
    assert body is None or isinstance(body, bytes)
    answer = await fuzzed.http.request(str(prepared.method), str(prepared.url), headers=headers, content=body)
    return f"{prepared.method} {prepared.url} {prepared.body!r}", answer


def _check(fuzzed: Fuzzed, case: Case, sent: str, answer: httpx.Response) -> None:
    name = f"{case.method} {case.operation.path}"
    fuzzed.answers.setdefault(name, set()).add(answer.status_code)
    assert answer.status_code < _SERVER_ERROR or answer.status_code == _UNAVAILABLE, f"{sent}: {answer.text}"
    if answer.status_code >= _ERROR:
        assert answer.headers["content-type"] == PROBLEM, f"{sent}: {answer.headers}"
        assert answer.json()["status"] == answer.status_code, sent
    if str(answer.status_code) in case.operation.definition.raw["responses"]:
        case.validate_response(answer, checks=CHECKS)


def _fuzz(
    fuzzed: Fuzzed, operation: APIOperation[Any, Any, Any, Any], loop: asyncio.AbstractEventLoop, examples: int
) -> None:
    valid = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    invalid = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @given(case=st.one_of(valid, valid, invalid), made_up=st.none() | st.sets(st.integers(0, 20), max_size=4))
    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def one(case: Case, made_up: AbstractSet[int] | None) -> None:
        sending = asyncio.run_coroutine_threadsafe(_send(fuzzed, case, made_up), loop)
        _check(fuzzed, case, *sending.result(LIMIT_SECONDS))

    one()


async def fuzz(fuzzed: Fuzzed, examples: int) -> list[str]:
    """What went wrong, one text for each operation that broke."""
    loop = asyncio.get_running_loop()
    schema = schemathesis.openapi.from_dict(fuzzed.document)
    broken = []
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    for operation in sorted(operations, key=lambda each: each.method == "delete"):  # what is known is deleted last
        try:
            await asyncio.to_thread(_fuzz, fuzzed, operation, loop, examples)
        except Exception as error:  # noqa: BLE001 - whatever went wrong is what the test reports
            broken.append(f"{operation.label}: {type(error).__name__}: {error}")
    return broken
