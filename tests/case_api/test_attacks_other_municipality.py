"""From another municipality every id of this one is as good as missing: same status, same document."""

from typing import Any

import httpx
import pytest

from rettematch.identifiers import uuid7
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api
from tests.case_api.operations import Operation, leaves, operations, replaced, send
from tests.case_api.world import one_of_everything

UUID_LENGTH = 36
PUBLIC = {"checklist_id", "programme_id", "report_id"}
"""Names of paths that hold a programme, its rule or a report, the same for everybody."""


@pytest.fixture
async def theirs(api: Api) -> dict[str, str]:
    return await one_of_everything(api, SYDDJURS)


@pytest.fixture
async def ours(api: Api) -> dict[str, str]:
    return await one_of_everything(api, NORDDJURS)


@pytest.fixture
async def known(api: Api) -> list[Operation]:
    return await operations(api)


def told(answer: httpx.Response) -> tuple[int, Any]:
    """Status and document, without the request's own id."""
    document = answer.json() if answer.content else None
    if isinstance(document, dict):
        document.pop("instance", None)
    return answer.status_code, document


async def test_an_id_in_the_path_is_as_missing(
    api: Api, theirs: dict[str, str], ours: dict[str, str], known: list[Operation]
) -> None:
    asked = 0
    for operation in known:
        for name in {operation.key(each) for each in operation.names("path")} - PUBLIC:
            answers = [
                told(await send(api, operation, mine, operation.body(ours), municipality=NORDDJURS))
                for mine in (ours | {name: theirs[name]}, ours | {name: str(uuid7())})
            ]
            assert answers[0] == answers[1], (str(operation), name)
            assert answers[0][0] == 404, (str(operation), name, answers[0])
            asked += 1
        everything_theirs = await send(api, operation, theirs, operation.body(ours), municipality=NORDDJURS)
        if set(operation.names("path")) - PUBLIC:
            assert everything_theirs.status_code == 404, (str(operation), everything_theirs.text)
    assert asked > 60


async def test_an_id_in_a_body_is_as_missing(
    api: Api, theirs: dict[str, str], ours: dict[str, str], known: list[Operation]
) -> None:
    names = {value: name for name, value in ours.items() if name not in PUBLIC}
    asked = 0
    for operation in known:
        body = operation.body(ours)
        optional = {name: ours[name] for name in operation.fields if name in ours}
        for path, value in leaves({**(body or {}), **optional}):
            if value not in names:
                continue
            whole = {**(body or {}), **({path[0]: value} if path[0] in optional else {})}
            answers = [
                told(await send(api, operation, ours, replaced(whole, path, wrong), municipality=NORDDJURS))
                for wrong in (theirs[names[value]], str(uuid7()))
            ]
            assert answers[0] == answers[1], (str(operation), path)
            assert answers[0][0] in {404, 409, 422}, (str(operation), path, answers[0])
            asked += 1
    assert asked > 20


async def test_lists_show_nothing_of_theirs_whatever_is_asked(
    api: Api, theirs: dict[str, str], ours: dict[str, str], known: list[Operation]
) -> None:
    hidden = {value for name, value in theirs.items() if name not in PUBLIC}
    for operation in known:
        if operation.path.startswith("/v1/changes"):
            continue  # for services, of all municipalities
        if operation.method != "GET" or operation.path == "/v1/municipalities":
            continue
        answer = await send(api, operation, ours, municipality=NORDDJURS)
        assert not [each for each in hidden if each in answer.text], str(operation)
        for name in operation.names("query"):
            if name not in theirs:
                continue
            filtered = [
                told(await send(api, operation, ours, query={name: value}, municipality=NORDDJURS))
                for value in (theirs[name], str(uuid7()))
            ]
            assert filtered[0] == filtered[1], (str(operation), name)
            assert filtered[0][0] != 200 or filtered[0][1]["items"] == [], (str(operation), name)


async def test_nothing_of_theirs_was_changed(
    api: Api, theirs: dict[str, str], ours: dict[str, str], known: list[Operation]
) -> None:
    """A delete or change that was answered 404 and done all the same would show here."""
    reads = [each for each in known if each.method == "GET" and each.path.endswith("}")]
    before = [told(await send(api, each, theirs)) for each in reads]
    for operation in known:
        if operation.method != "GET" and operation.names("path"):
            await send(api, operation, theirs, operation.body(ours), municipality=NORDDJURS)
    assert [told(await send(api, each, theirs)) for each in reads] == before
