"""The OpenAPI documents: valid, complete for a frontend developer, and their examples right."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from local_stack.openapi import documents

SERVICES = ("case_api", "matcher", "notifier")
METHODS = ("get", "post", "put", "patch", "delete")
Document = dict[str, Any]


@pytest.fixture(scope="module")
def served() -> dict[str, Document]:
    """Each service's document, from a process of its own."""
    return {str(service): document for service, document in documents().items()}


def operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method]


def schemas(node: Any, path: str = "#") -> Iterator[tuple[str, Document]]:
    """Every schema in a document that has examples."""
    if isinstance(node, dict):
        if isinstance(node.get("examples"), list) and ({"type", "anyOf", "$ref", "allOf", "enum"} & set(node)):
            yield path, node
        for key, value in node.items():
            yield from schemas(value, f"{path}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from schemas(value, f"{path}/{index}")


@pytest.mark.parametrize("service", SERVICES)
def test_the_document_is_valid_openapi_3_1(served: dict[str, Document], service: str) -> None:
    assert served[service]["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(served[service]).validate()


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_says_what_it_is_and_has_one_known_tag(served: dict[str, Document], service: str) -> None:
    known = {tag["name"] for tag in served[service].get("tags", [])}
    wanting = [
        name
        for name, operation in operations(served[service])
        if not operation.get("summary") or len(operation.get("tags", [])) != 1 or operation["tags"][0] not in known
    ]
    assert wanting == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_answers_errors_with_problem_documents(served: dict[str, Document], service: str) -> None:
    wanting = [
        f"{name} {status}"
        for name, operation in operations(served[service])
        for status, response in operation["responses"].items()
        if int(status) >= 400 and list(response.get("content", {})) != ["application/problem+json"]
    ]
    assert wanting == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_body_refuses_unknown_fields(served: dict[str, Document], service: str) -> None:
    wanting = []
    for name, operation in operations(served[service]):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            reference = content["schema"].get("$ref", "")
            schema = served[service]["components"]["schemas"].get(reference.rpartition("/")[2], content["schema"])
            if schema.get("additionalProperties") is not False:
                wanting.append(name)
    assert wanting == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_body_shows_an_example(served: dict[str, Document], service: str) -> None:
    wanting = []
    for name, operation in operations(served[service]):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            reference = content["schema"].get("$ref", "").rpartition("/")[2]
            schema = served[service]["components"]["schemas"].get(reference, content["schema"])
            fields = schema.get("properties", {}).values()
            if "examples" not in schema and not any("examples" in field for field in fields):
                wanting.append(name)
    assert wanting == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_example_fits_its_schema(served: dict[str, Document], service: str) -> None:
    wrong = []
    for path, schema in schemas(served[service]):
        whole = {**schema, "components": served[service]["components"]}
        validator = Draft202012Validator(whole)
        wrong += [
            f"{path}: {error.message}" for example in schema["examples"] for error in validator.iter_errors(example)
        ]
    assert wrong == []
