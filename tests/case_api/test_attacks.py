"""Hostile input to every operation: no server error, every error a problem, nothing that was sent in it or in a log.

ATTACK_SHARE is how many operations there are for each that is attacked; 1 attacks all of them, in some ten minutes.
Which ones are taken follows from their names, so a new operation is as likely to be among them as an old one.
"""

import base64
import json
import os
from collections.abc import Iterator
from typing import Any, Final
from zlib import crc32

import httpx
import pytest

from tests.case_api.conftest import Api
from tests.case_api.operations import Operation, leaves, operations, replaced, send
from tests.case_api.world import headers_for, one_of_everything

SHARE: Final = int(os.environ.get("ATTACK_SHARE", "4"))
CANARY = "Kanariefugl-6101900099"
NUMBERS = (10**400, -(10**30), 2**63, float("nan"), float("inf"), 1e308, "12", None, True)
TEXTS: tuple[Any, ...] = ("\x00", "a\x00b", "\ud800", "", " \t", "x" * 5000, "🐤" * 30, 7, None, [], {})
DATES = (
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "2026-02-29",
    "2026-11-23T00:00:00Z",
    "20261123",
    1764000000,
    10**30,
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-11-23T09:00:00+23:59",
    "2026-11-23T24:00:00Z",
)
DEEP = b"[" * 10_000 + b"]" * 10_000
DEEP_OBJECT = b'{"name":' * 10_000 + b"1" + b"}" * 10_000


def assert_answered(answer: httpx.Response, sent: object) -> None:
    """Success, or a problem document."""
    about = f"{answer.request.method} {answer.request.url} {sent!r}: {answer.status_code} {answer.text}"
    assert answer.status_code < 500, about
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json", about
        if answer.request.method != "HEAD":
            assert answer.json()["status"] == answer.status_code, about


def hostile(value: Any) -> tuple[Any, ...]:
    """What to try in the place of a right value."""
    if isinstance(value, bool | int | float):
        return NUMBERS
    if isinstance(value, str) and value[:2] == "20" and value[4:5] == "-":
        return DATES
    return TEXTS


@pytest.fixture
async def ids(api: Api) -> dict[str, str]:
    return await one_of_everything(api)


@pytest.fixture
async def known(api: Api) -> list[Operation]:
    return [each for each in await operations(api) if crc32(str(each).encode()) % SHARE == 0]


def with_bodies(known: list[Operation]) -> list[Operation]:
    return [each for each in known if each.example is not None]


async def test_a_canary_in_a_body_is_in_no_error_and_no_log(
    api: Api, ids: dict[str, str], known: list[Operation], capfd: pytest.CaptureFixture[str], caplog: Any
) -> None:
    refused = 0
    for operation in with_bodies(known):
        body = operation.body(ids)
        for path, _ in leaves(body):
            answer = await send(api, operation, ids, replaced(body, path, CANARY))
            assert_answered(answer, path)
            assert answer.status_code < 300 or CANARY not in answer.text, (str(operation), path, answer.text)
            refused += answer.status_code >= 400
        answer = await send(api, operation, ids, {**(body or {}), CANARY: CANARY})
        assert answer.status_code == 422, (str(operation), answer.text)
        assert CANARY not in answer.text, str(operation)
    assert refused * SHARE > 100
    written = capfd.readouterr()
    assert CANARY not in written.out + written.err + caplog.text


async def test_a_canary_in_a_parameter_is_in_no_error_and_no_log(
    api: Api, ids: dict[str, str], known: list[Operation], capfd: pytest.CaptureFixture[str], caplog: Any
) -> None:
    for operation in known:
        for name in operation.names("query"):
            answer = await send(api, operation, ids, query={name: CANARY})
            assert_answered(answer, name)
            assert CANARY not in answer.text, (str(operation), name)
        for name in map(operation.key, operation.names("path")):
            answer = await send(api, operation, ids | {name: CANARY}, operation.body(ids))
            assert answer.status_code in {404, 422}, (str(operation), name)
            assert CANARY not in answer.text, (str(operation), name)
        for name in operation.names("header"):
            headers = headers_for(api, operation.method, operation.path) | {name: CANARY + "x" * 300}
            answer = await api.http.request(operation.method, operation.url(ids), headers=headers)
            assert_answered(answer, name)
            assert CANARY not in answer.text, (str(operation), name)
    written = capfd.readouterr()
    assert CANARY not in written.out + written.err + caplog.text


async def test_hostile_values_in_any_field_are_refused_or_kept_whole(
    api: Api, ids: dict[str, str], known: list[Operation]
) -> None:
    for operation in with_bodies(known):
        body = operation.body(ids)
        for path, value in leaves(body):
            for attack in hostile(value):
                assert_answered(await send(api, operation, ids, replaced(body, path, attack)), (path, attack))


WHOLE_BODIES = [
    b"", b"null", b"true", b"[]", b'"text"', b"{", b"\xff\xfe", b"\xef\xbb\xbf{}", b"{}{}", b"NaN", DEEP, DEEP_OBJECT,
    b'{"name": ' + DEEP + b"}", b"9" * 100_000, b'{"name":"A","name":"B"}', b'{"\\ud800": 1}', b'{"\\u0000": "a"}',
]  # fmt: skip


async def test_whole_bodies_that_are_not_what_is_meant(api: Api, ids: dict[str, str], known: list[Operation]) -> None:
    for operation in with_bodies(known):
        for content in WHOLE_BODIES:
            assert_answered(await send(api, operation, ids, content=content), content[:40])


CONTENT_TYPES = [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data",
    "application/xml", "application/json; charset=utf-16", "application/problem+json", "", ";;",
]  # fmt: skip


async def test_other_content_types_are_problems_or_json_all_the_same(
    api: Api, ids: dict[str, str], known: list[Operation]
) -> None:
    for operation in with_bodies(known):
        content = json.dumps(operation.body(ids)).encode()
        for content_type in CONTENT_TYPES:
            answer = await send(api, operation, ids, content=content, content_type=content_type)
            assert_answered(answer, content_type)


async def test_other_methods_are_problems(api: Api, ids: dict[str, str], known: list[Operation]) -> None:
    for path in {each.path for each in known}:
        offered = {each.method for each in known if each.path == path}
        url = next(each for each in known if each.path == path).url(ids)
        for method in {"HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "BREW"} - offered:
            answer = await api.http.request(method, url, headers=headers_for(api, method, path))
            assert_answered(answer, method)
            assert answer.status_code >= 400, (method, path)


ODD_IDS = [
    "..", "../citizens", "..%2f..%2fetc%2fpasswd", "%2e%2e", "%00", "%ff", "0", "-1", "null", "*", "a" * 3000,
    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "' or 1=1 --", "%27%22", "🐤",
]  # fmt: skip


def in_other_forms(uuid: str) -> Iterator[str]:
    yield from (uuid.upper(), uuid.replace("-", ""), f"urn:uuid:{uuid}", f"{{{uuid}}}", uuid + "%00", uuid + "%20")


async def test_odd_ids_find_nothing_and_break_nothing(api: Api, ids: dict[str, str], known: list[Operation]) -> None:
    for operation in known:
        if operation.method != "GET":
            continue
        for name in map(operation.key, operation.names("path")):
            for odd in ODD_IDS:
                answer = await send(api, operation, ids | {name: odd})
                assert_answered(answer, odd)
                if answer.request.url.path == operation.url(ids | {name: odd}):
                    assert answer.status_code in {404, 422}, (str(operation), odd)
            for form in in_other_forms(ids[name]):
                assert_answered(await send(api, operation, ids | {name: form}), form)


def cursor(content: object) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


ENTRIES = ["\x00", "a\x00", "\ud800", "9" * 200, "-1", "", "1e400", "nan", "0001-01-01", "9999-12-31T23:59:59-14:00"]
CURSORS = [
    "", "=", "====", "a", "🐤", "%%%", "0.0", "-1.5", "1.99999999999999999999", "99999999999999999999.1", "..",
    "1." * 10, "٣.٣", "1_0.1", " 1.1",
    *map(cursor, ("[" * 200, "{}", "[]", "null", [None], [[]], [1], ["a"] * 9)),
    *(cursor([entry] * length) for entry in ENTRIES for length in (1, 2, 3)),
]  # fmt: skip


async def test_cursors_nobody_was_given_are_refused_or_a_page(
    api: Api, ids: dict[str, str], known: list[Operation]
) -> None:
    lists = [each for each in known if "after" in each.names("query")]
    assert len(lists) * SHARE > 10
    for operation in lists:
        for after in CURSORS:
            assert_answered(await send(api, operation, ids, query={"after": after}), after)


QUERY_VALUES = [
    "\x00",
    "a\x00b",
    "9" * 400,
    "-1",
    "NaN",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "%",
    "_",
    "'",
    "\\",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "🐤",
    "x" * 3000,
    "",
    "٣",
    "8410\n",
]


async def test_hostile_query_values_break_nothing(api: Api, ids: dict[str, str], known: list[Operation]) -> None:
    for operation in known:
        for name in operation.names("query"):
            if name == "wait":
                continue
            for value in QUERY_VALUES:
                assert_answered(await send(api, operation, ids, query={name: value}), (name, value))


VERSIONS = ['"v1", "v2"', "*", 'W/"v1"', '"v1', "v1", '"v-1"', '"v٣"', '"v' + "9" * 400 + '"', "", '""', '"v1"\x00']


async def test_only_our_own_etag_is_a_version(api: Api, ids: dict[str, str], known: list[Operation]) -> None:
    for operation in known:
        if not operation.needs_version:
            continue
        for version in VERSIONS:
            allowed = headers_for(api, operation.method, operation.path)
            headers = {name.encode(): value.encode() for name, value in allowed.items()} | {
                b"If-Match": version.encode()
            }
            answer = await api.http.request(
                operation.method, operation.url(ids), headers=headers, json=operation.body(ids)
            )
            assert answer.status_code in {412, 422, 428}, (str(operation), version, answer.text)
            assert_answered(answer, version)
