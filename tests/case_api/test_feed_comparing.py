"""Checksums of blocks of places as of a cursor, and what a block holds."""

import hashlib
from typing import Any
from uuid import UUID

from tests.case_api import bodies_employers
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api

CONSULTANT = "job-consultant"


async def feed_call(api: Api, path: str, **parameters: Any) -> Any:
    headers = {"Authorization": f"Bearer {api.issuer.service_token('matcher', now=api.clock())}"}
    return await api.http.get(f"/v1/changes/{path}", params=parameters, headers=headers)


def expected(places: dict[str, int]) -> list[dict[str, Any]]:
    blocks: dict[int, list[str]] = {}
    for place_id, version in places.items():
        blocks.setdefault(UUID(place_id).int & 0xFF, []).append(f"{place_id}:{version}")
    return [
        {
            "block": block,
            "places": len(lines),
            "checksum": str(sum(int(hashlib.md5(line.encode()).hexdigest()[:15], 16) for line in lines)),
        }
        for block, lines in sorted(blocks.items())
    ]


async def test_checksums_are_of_the_newest_versions_as_of_the_cursor(api: Api) -> None:
    at = await bodies_employers.make_workplace(api)
    made = [(await api.make("/v1/places", CONSULTANT, bodies_employers.place(at["id"])))["id"] for _ in range(5)]
    theirs = await bodies_employers.make_place(api, 2, NORDDJURS)
    before = (await api.feed())["head"]
    await api.call("PATCH", f"/v1/places/{made[0]}", CONSULTANT, json={"seats": 7}, version=1)
    after = (await api.feed())["head"]
    for cursor, version in ((before, 1), (after, 2)):
        answer = (await feed_call(api, "place-checksums", as_of=cursor)).json()
        assert answer["as_of"] == cursor
        found = {each["municipality_code"]: each["blocks"] for each in answer["municipalities"]}
        assert found == {
            SYDDJURS: expected({**dict.fromkeys(made, 1), made[0]: version}),
            NORDDJURS: expected({theirs["id"]: 1}),
        }


async def test_a_block_holds_the_lines_that_a_copy_should_hold(api: Api) -> None:
    made = await bodies_employers.make_place(api, 1)
    before = (await api.feed())["head"]
    await api.call("PATCH", f"/v1/places/{made['id']}", CONSULTANT, json={"seats": 7}, version=1)
    lines = (await api.feed())["items"]
    block = UUID(made["id"]).int & 0xFF
    of_block: dict[str, Any] = {"municipality_code": SYDDJURS, "block": block}
    for cursor, line in ((before, lines[0]), (lines[1]["cursor"], lines[1])):
        assert (await feed_call(api, "place-block", as_of=cursor, **of_block)).json()["items"] == [line]
    other = await feed_call(api, "place-block", as_of=before, municipality_code=NORDDJURS, block=block)
    assert other.json()["items"] == []


async def test_comparing_is_for_services_and_needs_a_cursor_of_the_feed(api: Api) -> None:
    assert (await api.call("GET", "/v1/changes/place-checksums?as_of=0.0", "team-leader")).status_code == 403
    wrong = await feed_call(api, "place-checksums", as_of="yesterday")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "query.as_of")
    wrong = await feed_call(api, "place-block", as_of="0.0", municipality_code=SYDDJURS, block=256)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "query.block")


async def test_the_feed_has_one_identity(api: Api) -> None:
    first = (await api.feed())["feed_id"]
    await bodies_employers.make_place(api, 1)
    assert first == (await api.feed())["feed_id"]
    assert str(UUID(first)) == first
