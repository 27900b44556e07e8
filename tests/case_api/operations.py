"""Every operation of the case API, from its own OpenAPI document, and a right request to each."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from tests.case_api.conftest import SYDDJURS, Api
from tests.case_api.world import headers_for

_METHODS: Final = ("get", "post", "put", "patch", "delete")
REQUIRED_QUERY: Final = {
    "from": "2026-12-01",
    "to": "2027-01-31",
    "as_of": "0.0",
    "municipality_code": "0706",
    "block": "0",
}
_OF_CLUB_MEMBERS: Final = ("log-book", "availability-assessments", "end-talks")
Body = dict[str, Any]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Operation:
    """One line of the document; `example` is its documented body, if it takes one, `fields` all that one can have."""

    method: str
    path: str
    example: Body | None
    parameters: tuple[Mapping[str, Any], ...]
    fields: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def names(self, place: str) -> list[str]:
        """Its parameters in `path`, `query` or `header`."""
        return [each["name"] for each in self.parameters if each["in"] == place]

    @property
    def needs_version(self) -> bool:
        return "if-match" in self.names("header")

    def url(self, ids: Mapping[str, str]) -> str:
        return self.path.format(**{name: ids[self.key(name)] for name in self.names("path")})

    def key(self, name: str) -> str:
        """Under which name `ids` has what a path calls `name`: some records are in the case of a job club's member."""
        if any(f"/{{case_id}}/{part}" in self.path for part in _OF_CLUB_MEMBERS):
            return {"case_id": "club_case_id", "assessment_id": "availability_id"}.get(name, name)
        return name

    def body(self, ids: Mapping[str, str]) -> Body | None:
        """The example with real ids."""
        return None if self.example is None else with_ids(self.example, ids)


def _body_schema(document: Body, operation: Body) -> Body | None:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema: Body = document["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
        return schema
    return None


def _operation(document: Body, method: str, path: str, operation: Body) -> Operation:
    schema, example = _body_schema(document, operation), None
    if schema is not None:
        fields = schema["properties"].items()
        shown = {name: field["examples"][0] for name, field in fields if "examples" in field}
        example = schema.get("examples", [shown])[0]
    names = frozenset(schema["properties"] if schema else ())
    return Operation(method.upper(), path, example, tuple(operation.get("parameters", [])), names)


async def operations(api: Api) -> list[Operation]:
    """All of them, from the served document."""
    document = (await api.http.get("/openapi.json")).json()
    return [
        _operation(document, method, path, item[method])
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    ]


def with_ids(node: Any, ids: Mapping[str, str]) -> Any:
    """The same JSON, ids in it replaced by those that `ids` has for the name of the field."""
    if isinstance(node, list):
        return [with_ids(each, ids) for each in node]
    if not isinstance(node, dict):
        return node
    known: Body = {name: ids[name] for name in node if name in ids and node[name] is not None}
    if "workplaces" in node:
        known |= {"workplaces": [ids["workplace_id"]]}
    return {name: with_ids(value, ids) for name, value in node.items()} | known


def leaves(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value in a body that holds no others, with the way to it."""
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else None
    if entries is None:
        yield path, node
        return
    for key, value in entries:
        yield from leaves(value, (*path, key))


def replaced(node: Any, path: Path, value: Any) -> Any:
    """The same body with another value in one place."""
    if not path:
        return value
    copy = node.copy()
    copy[path[0]] = replaced(node[path[0]], path[1:], value)
    return copy


async def send(
    api: Api,
    operation: Operation,
    ids: Mapping[str, str],
    body: Any = None,
    *,
    municipality: str = SYDDJURS,
    query: Mapping[str, str] | None = None,
    content: bytes | None = None,
    content_type: str = "application/json",
) -> httpx.Response:
    """One request by somebody who may do it, to the current version where it changes something."""
    headers = headers_for(api, operation.method, operation.path, municipality)
    required = {each["name"] for each in operation.parameters if each["in"] == "query" and each.get("required")}
    query = {name: REQUIRED_QUERY[name] for name in required} | dict(query or {})
    url = operation.url(ids)
    if operation.needs_version:
        resource = url if operation.path.endswith("}") else url.rpartition("/")[0]
        headers["If-Match"] = (await api.http.get(resource, headers=headers)).headers.get("ETag", '"v1"')
    if content is None and body is not None:
        content = json.dumps(body).encode()  # NaN and lone surrogates go through
    if content is not None:
        headers["Content-Type"] = content_type
    return await api.http.request(operation.method, url, headers=headers, content=content, params=query)
