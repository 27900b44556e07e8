"""Considerations (skånehensyn) over the API."""

from typing import Any

import pytest

from tests.case_api.audit_trail import events, everything_stored
from tests.case_api.bodies_citizens import citizen, consideration
from tests.case_api.conftest import NORDDJURS, Api


async def _path(api: Api, cpr: str = "6101900006") -> str:
    made = await api.make("/v1/citizens", "caseworker", citizen(cpr=cpr))
    return f"/v1/citizens/{made['id']}/considerations"


async def test_a_consideration_is_added_and_says_what_its_level_means_in_danish(api: Api) -> None:
    made = await api.call("POST", await _path(api), "job-broker", json=consideration())
    assert made.status_code == 201, made.text
    assert made.headers["etag"] == '"v1"'
    body = made.json()
    assert (body["dimension_name"], body["level_text"]) == ("løft og bæring", "op til 5 kg")
    assert (body["counts"], body["expired"], body["withdrawn_on"]) == (True, False, None)
    read = await api.call("GET", made.headers["location"], "job-consultant")
    assert read.json() == body


async def test_a_newer_statement_replaces_the_older_one_which_stays_readable(api: Api) -> None:
    path = await _path(api)
    old = await api.make(path, "caseworker", consideration(level=0, stated_on="2026-10-01"))
    new = await api.make(path, "caseworker", consideration(level=2, source="step-up", stated_on="2026-11-20"))
    listed = (await api.call("GET", path)).json()["items"]
    assert [(item["id"], item["level"], item["counts"]) for item in listed] == [
        (old["id"], 0, False),
        (new["id"], 2, True),
    ]
    today = (await api.call("GET", path + "/effective")).json()
    assert today["as_of"] == "2026-11-23"
    assert [item["id"] for item in today["items"]] == [new["id"]]


async def test_an_expired_statement_counts_flagged_until_it_is_replaced(api: Api) -> None:
    path = await _path(api)
    await api.make(path, "caseworker", consideration(level=1, stated_on="2026-11-01", valid_until="2026-11-23"))

    async def counting() -> list[tuple[int, bool]]:
        items = (await api.call("GET", path + "/effective")).json()["items"]
        return [(item["level"], item["expired"]) for item in items]

    assert await counting() == [(1, False)]  # the last day still counts
    api.clock.advance(days=1)
    assert await counting() == [(1, True)]
    await api.make(path, "caseworker", consideration(level=3, stated_on="2026-11-24"))
    assert await counting() == [(3, False)]


async def test_a_withdrawn_statement_no_longer_counts_and_cannot_change(api: Api) -> None:
    made = await api.call("POST", await _path(api), json=consideration())
    path = made.headers["location"]
    assert (await api.call("POST", path + "/withdraw")).status_code == 428
    withdrawn = await api.call("POST", path + "/withdraw", version=1)
    assert withdrawn.status_code == 200, withdrawn.text
    assert withdrawn.headers["etag"] == '"v2"'
    assert (withdrawn.json()["withdrawn_on"], withdrawn.json()["counts"]) == ("2026-11-23", False)
    for answer in (
        await api.call("POST", path + "/withdraw", version=2),
        await api.call("PATCH", path, json={"level": 0}, version=2),
    ):
        assert answer.status_code == 409
        assert answer.json()["type"] == "/problems/consideration-withdrawn"


async def test_a_correction_is_remembered_and_the_level_stays_out_of_the_history(api: Api) -> None:
    made = await api.call("POST", await _path(api), json=consideration())
    path = made.headers["location"]
    corrected = await api.call("PATCH", path, json={"level": 2}, version=1)
    assert corrected.json()["level_text"] == "op til 15 kg"
    await api.call("PATCH", path, json={"source": "health-professional"}, version=2)
    history = await api.call("GET", path + "/history")
    assert [version["changes"] for version in history.json()["items"][1:]] == [
        [{"field": "sealed", "before": None, "after": None, "sealed": True}],
        [{"field": "source", "before": "citizen", "after": "health-professional", "sealed": False}],
    ]
    assert "lifting" not in history.text


async def test_neither_level_nor_dimension_stands_in_the_database_as_it_is(api: Api) -> None:
    await api.make(await _path(api), "caseworker", consideration(dimension="heights"))
    stored = await everything_stored(api)
    assert '"source": "citizen"' in stored  # the look reaches the row
    assert "heights" not in stored
    assert '"level"' not in stored


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dimension": "diagnosis-canary"}, "body.dimension"),
        ({"level": 4}, "body.level"),
        ({"level": -1}, "body.level"),
        ({"source": "canary"}, "body.source"),
        ({"stated_on": "2026-11-24"}, "body.stated_on"),
        ({"stated_on": "2026-02-29"}, "body.stated_on"),
        ({"valid_until": "2026-11-19"}, "body"),
        ({"next_look_on": "2026-11-19"}, "body"),
        ({"why": "canary"}, "body"),
    ],
)
async def test_a_wrong_field_is_named_and_its_value_not_repeated(api: Api, changes: dict[str, Any], field: str) -> None:
    answer = await api.call("POST", await _path(api), json=consideration(**changes))
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text


async def test_considerations_are_for_the_case_work_of_the_own_municipality(api: Api) -> None:
    path = await _path(api)
    made = await api.make(path, "caseworker", consideration())
    assert (await api.call("POST", path, "job-consultant", json=consideration())).status_code == 403
    for role in ("mentor", "administrator"):
        assert (await api.call("GET", path, role)).status_code == 403
    for suffix in ("", "/effective", f"/{made['id']}", f"/{made['id']}/history"):
        assert (await api.call("GET", path + suffix, municipality=NORDDJURS)).status_code == 404
    other = await _path(api, "6101900014")
    assert (await api.call("GET", f"{other}/{made['id']}")).status_code == 404
    assert (await api.call("POST", f"{other}/{made['id']}/withdraw", version=1)).status_code == 404


async def test_a_repeated_key_adds_one_statement(api: Api) -> None:
    path = await _path(api)
    first = await api.call("POST", path, json=consideration(), key="statement-1")
    again = await api.call("POST", path, json=consideration(), key="statement-1")
    assert first.content == again.content
    assert len((await api.call("GET", path)).json()["items"]) == 1


async def test_each_access_is_one_event_about_the_citizen(api: Api) -> None:
    path = await _path(api)
    before = len(await events(api))
    own = (await api.call("POST", path, json=consideration())).headers["location"]
    await api.call("GET", path)
    await api.call("GET", path + "/effective")
    await api.call("GET", own)
    await api.call("GET", own + "/history")
    await api.call("PATCH", own, json={}, version=1)
    await api.call("POST", own + "/withdraw", version=2)
    seen = (await events(api))[before:]
    assert [event["action"] for event in seen] == [
        f"consideration:{act}"
        for act in ("create", "list", "read-effective", "read", "read-history", "change", "withdraw")
    ]
    assert {str(event["citizen_id"]) for event in seen} == {path.split("/")[3]}
