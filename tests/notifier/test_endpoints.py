"""Endpoints over the API."""

import asyncio
from typing import Any

import pytest
from aiohttp import web

from tests.notifier.conftest import Notifier
from tests.notifier.stand_ins import Receiver, serving

URL = "https://kommune.dk/hook"
KEY = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def body(**changes: Any) -> dict[str, Any]:
    return {"url": URL, "events": ["follow_up.due"], "description": "Min indbakke"} | changes


async def test_an_endpoint_is_registered_read_listed_and_deleted(notifier: Notifier) -> None:
    made = await notifier.call("POST", "/v1/endpoints", json=body())
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    path = made.headers["location"]
    read = await notifier.call("GET", path)
    assert read.json() == {name: value for name, value in made.json().items() if name != "secret"}
    assert [each["id"] for each in (await notifier.call("GET", "/v1/endpoints")).json()["items"]] == [made.json()["id"]]
    assert (await notifier.call("DELETE", path)).status_code == 204
    assert (await notifier.call("GET", path)).status_code == 404
    assert (await notifier.call("GET", "/v1/endpoints")).json()["items"] == []
    assert await notifier.rows("select * from endpoint_secret") == []


async def test_a_repeated_key_creates_once_and_another_body_is_refused(notifier: Notifier) -> None:
    first = await notifier.call("POST", "/v1/endpoints", json=body(), key=KEY)
    again = await notifier.call("POST", "/v1/endpoints", json=body(), key=KEY)
    other = await notifier.call("POST", "/v1/endpoints", json=body(url=URL + "2"), key=KEY)
    theirs = await notifier.call("POST", "/v1/endpoints", "other-broker", json=body(), key=KEY)
    assert first.status_code == again.status_code == theirs.status_code == 201
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert theirs.json()["id"] != first.json()["id"]
    assert len(await notifier.rows("select * from endpoint")) == 2


async def test_two_requests_at_once_with_one_key_make_one_endpoint(notifier: Notifier) -> None:
    answers = await asyncio.gather(*(notifier.call("POST", "/v1/endpoints", json=body(), key=KEY) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1


async def test_the_key_of_a_deleted_endpoint_makes_no_new_one(notifier: Notifier) -> None:
    made = await notifier.call("POST", "/v1/endpoints", json=body(), key=KEY)
    await notifier.call("DELETE", made.headers["location"])
    assert (await notifier.call("POST", "/v1/endpoints", json=body(), key=KEY)).status_code == 409


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ({"url": "http://kommune.dk/hook"}, "body.url", "must begin with https://"),
        ({"url": "https://10.0.0.1/hook"}, "body.url", "must lead to a public address"),
        ({"url": "https://user:secret@kommune.dk/"}, "body.url", "must be a complete URL"),
        ({"url": "x" * 501}, "body.url", "must have at most 500 characters"),
        ({"events": ["follow_up.dew"]}, "body.events.0", "must be one of"),
        ({"events": []}, "body.events", "must have at least 1"),
        ({"events": ["follow_up.due", "follow_up.due"]}, "body.events", "must name each event once"),
        ({"secret": "whsec_mine"}, "body", "holds a field that is not known here"),
    ],
)
async def test_bad_input_is_named_and_not_repeated(
    notifier: Notifier, change: dict[str, Any], field: str, expected: str
) -> None:
    answer = await notifier.call("POST", "/v1/endpoints", json=body(**change))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert expected in error["expected"]
    assert error["danish"]
    assert "user:secret" not in answer.text
    assert "dew" not in answer.text
    assert await notifier.rows("select * from endpoint") == []


async def test_a_host_that_redirects_is_refused_with_the_reason(notifier: Notifier) -> None:
    async def redirect(_: web.Request) -> web.Response:
        return web.Response(status=301, headers={"Location": "https://kommune.dk/elsewhere"})

    app = web.Application()
    app.router.add_route("*", "/hook", redirect)
    async with serving(app) as url:
        answer = await notifier.call("POST", "/v1/endpoints", json=body(url=url + "/hook"))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-endpoint")
    assert "redirects" in answer.json()["errors"][0]["expected"]


async def test_anothers_endpoint_is_the_same_as_none(notifier: Notifier) -> None:
    made = await notifier.register(URL)
    path = f"/v1/endpoints/{made['id']}"
    nothing = (await notifier.call("GET", "/v1/endpoints/0193a000-0000-7000-8000-000000000000")).json()
    nothing.pop("instance")
    for who in ("other-broker", "stranger", "strange-administrator"):
        for method, where in (("GET", path), ("DELETE", path), ("POST", path + "/test")):
            answer = await notifier.call(method, where, who)
            assert answer.status_code == 404
            assert {name: value for name, value in answer.json().items() if name != "instance"} == nothing
        listed = await notifier.call("GET", "/v1/endpoints", who)
        assert listed.json()["items"] == []
    assert (await notifier.call("GET", path)).status_code == 200


async def test_an_administrator_sees_those_of_the_municipality(notifier: Notifier) -> None:
    mine, other = await notifier.register(URL), await notifier.register(URL, "other-broker")
    await notifier.register(URL, "stranger")
    listed = (await notifier.call("GET", "/v1/endpoints", "administrator")).json()["items"]
    assert {each["id"] for each in listed} == {mine["id"], other["id"]}
    assert (await notifier.call("DELETE", f"/v1/endpoints/{mine['id']}", "administrator")).status_code == 204


async def test_a_test_message_arrives_signed_and_can_be_followed(notifier: Notifier, receiver: Receiver) -> None:
    made = await notifier.register(receiver.url)
    async with notifier.working():
        sent = await notifier.call("POST", f"/v1/endpoints/{made['id']}/test")
        (message,) = await receiver.wait_for(1)
        assert message.verify(made["secret"])["type"] == "ping"
        assert sent.status_code == 202
        for _ in range(100):
            read = (await notifier.call("GET", f"/v1/deliveries/{sent.json()['delivery_id']}")).json()
            if read["state"] == "delivered":
                break
            await asyncio.sleep(0.05)
    assert read["webhook_id"] == message.webhook_id
    assert [(each["attempt_no"], each["status"], each["reason"]) for each in read["attempts"]] == [
        (1, 200, "delivered")
    ]
    listed = (await notifier.call("GET", "/v1/deliveries", params={"endpoint_id": made["id"]})).json()
    assert [each["id"] for each in listed["items"]] == [sent.json()["delivery_id"]]


async def test_deliveries_of_anothers_endpoint_are_the_same_as_none(notifier: Notifier) -> None:
    made = await notifier.register(URL)
    sent = (await notifier.call("POST", f"/v1/endpoints/{made['id']}/test")).json()
    for who in ("other-broker", "stranger"):
        listed = await notifier.call("GET", "/v1/deliveries", who, params={"endpoint_id": made["id"]})
        read = await notifier.call("GET", f"/v1/deliveries/{sent['delivery_id']}", who)
        assert (listed.status_code, read.status_code) == (404, 404)


async def test_deleting_an_endpoint_cancels_what_waits_for_it(notifier: Notifier) -> None:
    made = await notifier.register(URL)
    await notifier.call("POST", f"/v1/endpoints/{made['id']}/test")
    await notifier.call("DELETE", f"/v1/endpoints/{made['id']}")
    rows = await notifier.rows("select state, reason from delivery")
    assert [tuple(row) for row in rows] == [("cancelled", "endpoint-gone")]


async def test_lists_page_without_loss(notifier: Notifier) -> None:
    made = [(await notifier.register(f"{URL}/{number}"))["id"] for number in range(5)]
    seen: list[str] = []
    after: str | None = None
    while True:
        parameters: dict[str, Any] = {"limit": 2} | ({"after": after} if after else {})
        page = (await notifier.call("GET", "/v1/endpoints", params=parameters)).json()
        seen += [each["id"] for each in page["items"]]
        after = page["pagination"]["next"]
        if after is None:
            break
    assert seen == made
