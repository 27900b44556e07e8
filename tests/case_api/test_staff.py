"""Municipalities, teams and staff."""

from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api


async def test_me_tells_roles_and_municipality(api: Api) -> None:
    answer = await api.call("GET", "/v1/me", "job-broker")
    assert answer.status_code == 200
    assert answer.json()["roles"] == ["job-broker"]
    assert answer.json()["municipality_code"] == SYDDJURS


async def test_a_team_is_created_read_changed_and_remembered(api: Api) -> None:
    made = await api.call("POST", "/v1/teams", "administrator", json={"name": "Team Ærø"})
    assert made.status_code == 201
    assert made.headers["etag"] == '"v1"'
    path = made.headers["location"]
    changed = await api.call("PATCH", path, "administrator", json={"name": "Team Østjylland"}, version=1)
    assert changed.status_code == 200
    assert changed.headers["etag"] == '"v2"'
    history = (await api.call("GET", path + "/history", "administrator")).json()["items"]
    assert [version["version"] for version in history] == [1, 2]
    assert history[1]["changes"] == [
        {"field": "name", "before": "Team Ærø", "after": "Team Østjylland", "sealed": False}
    ]


async def test_a_stale_change_is_refused_and_one_without_version_too(api: Api) -> None:
    made = await api.make("/v1/teams", "administrator", {"name": "Team A"})
    path = f"/v1/teams/{made['id']}"
    assert (await api.call("PATCH", path, "administrator", json={"name": "B"})).status_code == 428
    assert (await api.call("PATCH", path, "administrator", json={"name": "B"}, version=7)).status_code == 412
    assert (await api.call("GET", path, "administrator")).json()["name"] == "Team A"


async def test_a_repeated_key_creates_once_and_another_body_is_refused(api: Api) -> None:
    first = await api.call("POST", "/v1/teams", "administrator", json={"name": "Team K"}, key="key-12345")
    again = await api.call("POST", "/v1/teams", "administrator", json={"name": "Team K"}, key="key-12345")
    other = await api.call("POST", "/v1/teams", "administrator", json={"name": "Team L"}, key="key-12345")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    assert other.status_code == 422
    assert other.json()["type"] == "/problems/idempotency-key-reused"
    assert len((await api.call("GET", "/v1/teams", "administrator")).json()["items"]) == 1


async def test_another_municipality_sees_the_same_answer_as_for_nothing(api: Api) -> None:
    made = await api.make("/v1/teams", "administrator", {"name": "Team A"})
    theirs = await api.call("GET", f"/v1/teams/{made['id']}", "administrator", NORDDJURS)
    nothing = await api.call("GET", "/v1/teams/0193a000-0000-7000-8000-000000000000", "administrator", NORDDJURS)
    assert theirs.status_code == nothing.status_code == 404
    drop = {"instance"}
    assert {k: v for k, v in theirs.json().items() if k not in drop} == {
        k: v for k, v in nothing.json().items() if k not in drop
    }


async def test_staff_lists_page_without_loss(api: Api) -> None:
    seen: list[str] = []
    after = None
    while True:
        parameters = {"limit": 2} | ({"after": after} if after else {})
        page = (await api.call("GET", "/v1/staff", params=parameters)).json()
        seen += [member["id"] for member in page["items"]]
        after = page["pagination"]["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 7


async def test_a_role_that_was_taken_away_is_gone_at_once(api: Api) -> None:
    broker = api.staff[SYDDJURS, "job-broker"]
    assert (await api.call("GET", "/v1/me", "job-broker")).status_code == 200
    await api.call("PATCH", f"/v1/staff/{broker}", "administrator", json={"active": False}, version=1)
    assert (await api.call("GET", "/v1/me", "job-broker")).status_code == 403


async def test_a_wrong_field_is_named_and_its_value_not_repeated(api: Api) -> None:
    body = {"subject": "x", "name": "", "roles": ["king"], "secret-6101900006": 1}
    answer = await api.call("POST", "/v1/staff", "administrator", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert {error["field"] for error in answer.json()["errors"]} == {"body.name", "body.roles.0", "body"}
    assert "king" not in answer.text
    assert "6101900006" not in answer.text


async def test_a_team_cannot_take_the_name_that_another_already_has(api: Api) -> None:
    await api.make("/v1/teams", "administrator", {"name": "Team Ærø"})
    other = await api.make("/v1/teams", "administrator", {"name": "Team Læsø"})
    path = f"/v1/teams/{other['id']}"
    refused = await api.call("PATCH", path, "administrator", json={"name": "Team Ærø"}, version=1)
    assert refused.status_code == 409
    assert "Ærø" not in refused.text
    assert (await api.call("GET", path)).json() == other


async def test_a_staff_member_cannot_take_the_sign_in_that_another_already_has(api: Api) -> None:
    broker = api.staff[SYDDJURS, "job-broker"]
    body = {"subject": f"demo:{SYDDJURS}:mentor:1"}
    refused = await api.call("PATCH", f"/v1/staff/{broker}", "administrator", json=body, version=1)
    assert refused.status_code == 409
    assert "mentor" not in refused.text


async def test_control_characters_in_a_name_are_refused_by_field(api: Api) -> None:
    answer = await api.call("POST", "/v1/teams", "administrator", json={"name": "Team\x00Ærø"})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["body.name"]


async def test_municipalities_page_without_loss(api: Api) -> None:
    first = (await api.call("GET", "/v1/municipalities", "operator", params={"limit": 1})).json()
    after = first["pagination"]["next"]
    second = (await api.call("GET", "/v1/municipalities", "operator", params={"limit": 1, "after": after})).json()
    assert [each["municipality_code"] for each in first["items"] + second["items"]] == [SYDDJURS, NORDDJURS]
    assert second["pagination"]["next"] is None
