"""Recording, reading, changing and listing citizens."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from case_api.app import create_app
from case_api.citizens.schemas import CitizenCreate
from case_api.settings import CaseApiSettings, IdentifierSettings
from rettematch.tokens import OidcSettings
from tests.case_api.audit_trail import events, everything_stored
from tests.case_api.bodies_citizens import CPR, citizen
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api

CITIZENS = "/v1/citizens"


async def test_a_citizen_is_recorded_and_read_without_the_cpr_number(api: Api) -> None:
    made = await api.call("POST", CITIZENS, json=citizen())
    assert made.status_code == 201, made.text
    assert made.headers["etag"] == '"v1"'
    read = await api.call("GET", made.headers["location"], "job-consultant")
    assert read.status_code == 200
    assert read.headers["etag"] == '"v1"'
    assert read.json() == made.json()
    assert read.json()["name"] == "Åse Sørensen"
    assert read.json()["address"] == "Skolegade 5, 1. tv."
    assert CPR not in made.text + read.text
    assert "cpr" not in read.json()


async def test_the_cpr_number_and_address_stand_nowhere_in_the_database_as_they_are(api: Api) -> None:
    made = await api.call("POST", CITIZENS, json=citizen(), key="a-key-of-the-client")
    assert made.status_code == 201
    stored = await everything_stored(api)
    assert "Sørensen" in stored  # the look reaches the citizen's rows
    assert CPR not in stored
    assert "Skolegade" not in stored


async def test_a_change_keeps_what_it_does_not_name_and_is_remembered(api: Api) -> None:
    made = await api.make(CITIZENS, "caseworker", citizen(other_languages=[{"language": "en", "level": "A2"}]))
    path = f"{CITIZENS}/{made['id']}"
    patch = {"name": "Åse O'Neill-Sørensen", "travel_km": 25}
    changed = await api.call("PATCH", path, "job-broker", json=patch, version=1)
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] == '"v2"'
    assert changed.json() == made | {"name": "Åse O'Neill-Sørensen", "travel_km": 25, "version": 2}
    history = (await api.call("GET", path + "/history")).json()["items"]
    assert [version["version"] for version in history] == [1, 2]
    assert {change["field"] for change in history[1]["changes"]} == {"name", "travel_km"}
    shown = {change["field"] for change in history[0]["changes"]}
    assert "address_sealed" in shown
    assert not shown & {"data_key", "cpr_sealed", "cpr_index"}


async def test_a_changed_address_shows_in_the_history_only_as_changed(api: Api) -> None:
    made = await api.make(CITIZENS, "caseworker", citizen())
    path = f"{CITIZENS}/{made['id']}"
    await api.call("PATCH", path, json={"address": "Torvet 1"}, version=1)
    assert (await api.call("GET", path)).json()["address"] == "Torvet 1"
    history = await api.call("GET", path + "/history")
    assert history.json()["items"][1]["changes"] == [
        {"field": "address_sealed", "before": None, "after": None, "sealed": True}
    ]
    assert "Torvet" not in history.text


async def test_a_stale_change_and_one_without_a_version_change_nothing(api: Api) -> None:
    made = await api.make(CITIZENS, "caseworker", citizen())
    path = f"{CITIZENS}/{made['id']}"
    assert (await api.call("PATCH", path, json={"travel_km": 1})).status_code == 428
    assert (await api.call("PATCH", path, json={"travel_km": 1}, version=2)).status_code == 412
    assert (await api.call("GET", path)).json()["travel_km"] == 10


async def test_a_change_is_checked_as_the_whole_it_makes(api: Api) -> None:
    made = await api.make(CITIZENS, "caseworker", citizen(hours_per_day_max=3, hours_per_week_max=12))
    answer = await api.call("PATCH", f"{CITIZENS}/{made['id']}", json={"hours_per_week_max": 2}, version=1)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["expected"] == "hours_per_day_max must be at most hours_per_week_max"


async def test_the_same_cpr_number_is_recorded_once_in_a_municipality_and_may_stand_in_another(api: Api) -> None:
    await api.make(CITIZENS, "caseworker", citizen())
    again = await api.call("POST", CITIZENS, json=citizen(cpr="610190-0006", name="En anden"))
    assert again.status_code == 409
    assert again.json()["type"] == "/problems/citizen-exists"
    assert CPR not in again.text
    assert "Sørensen" not in again.text
    await api.make(CITIZENS, "caseworker", citizen(), NORDDJURS)


async def test_of_citizens_recorded_at_once_with_one_cpr_number_one_is_kept(api: Api) -> None:
    answers = await asyncio.gather(*(api.call("POST", CITIZENS, json=citizen()) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert len((await api.call("GET", CITIZENS)).json()["items"]) == 1
    assert len(await events(api, "citizen:create")) == 1


async def test_a_repeated_key_records_one_citizen(api: Api) -> None:
    first = await api.call("POST", CITIZENS, json=citizen(), key="one-citizen")
    again = await api.call("POST", CITIZENS, json=citizen(), key="one-citizen")
    other = await api.call("POST", CITIZENS, json=citizen(name="Bo Bæk"), key="one-citizen")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert other.status_code == 422
    assert len((await api.call("GET", CITIZENS)).json()["items"]) == 1


async def test_another_municipality_gets_the_same_answer_as_for_nothing(api: Api) -> None:
    made = await api.make(CITIZENS, "caseworker", citizen())
    nothing = "0193a000-0000-7000-8000-000000000000"
    for suffix in ("", "/history", "/job-goals", "/skills", "/cv-entries", "/considerations"):
        theirs = await api.call("GET", f"{CITIZENS}/{made['id']}{suffix}", municipality=NORDDJURS)
        missing = await api.call("GET", f"{CITIZENS}/{nothing}{suffix}", municipality=NORDDJURS)
        assert theirs.status_code == missing.status_code == 404
        assert theirs.json() | {"instance": ""} == missing.json() | {"instance": ""}


@pytest.mark.parametrize("role", ["mentor", "administrator"])
async def test_roles_outside_the_case_work_see_no_citizen(api: Api, role: str) -> None:
    made = await api.make(CITIZENS, "caseworker", citizen())
    assert (await api.call("GET", f"{CITIZENS}/{made['id']}", role)).status_code == 403
    assert (await api.call("GET", CITIZENS, role)).status_code == 403


async def test_a_job_consultant_reads_and_does_not_write(api: Api) -> None:
    made = await api.make(CITIZENS, "caseworker", citizen())
    path = f"{CITIZENS}/{made['id']}"
    assert (await api.call("POST", CITIZENS, "job-consultant", json=citizen())).status_code == 403
    assert (await api.call("PATCH", path, "job-consultant", json={"travel_km": 1}, version=1)).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cpr": "3113900006"}, "body.cpr"),
        ({"cpr": "61019000"}, "body.cpr"),
        ({"cpr": "610190000x"}, "body.cpr"),
        ({"name": "   "}, "body.name"),
        ({"name": "Åse\x00Sørensen"}, "body.name"),
        ({"address": "Skolegade\n5"}, "body.address"),
        ({"certificates": ["truck\x07"]}, "body.certificates.0"),
        ({"postcode": "0001"}, "body.postcode"),
        ({"postcode": "84100"}, "body.postcode"),
        ({"benefit": "lottery"}, "body.benefit"),
        ({"match_group": "group-9"}, "body.match_group"),
        ({"danish_spoken": "D1"}, "body.danish_spoken"),
        ({"other_languages": [{"language": "dansk", "level": "A1"}]}, "body.other_languages.0.language"),
        ({"hours_per_day_max": 0}, "body.hours_per_day_max"),
        ({"hours_per_day_max": 3.1}, "body.hours_per_day_max"),
        ({"hours_per_week_max": 38}, "body.hours_per_week_max"),
        ({"hours_per_day_max": 13, "hours_per_week_max": 12}, "body"),
        ({"days": []}, "body.days"),
        ({"days": ["mon", "mon"]}, "body.days"),
        ({"days": ["someday"]}, "body.days.0"),
        ({"earliest_start": "25:00"}, "body.earliest_start"),
        ({"earliest_start": "14:00", "latest_end": "14:00"}, "body"),
        ({"travel_km": 201}, "body.travel_km"),
        ({"travel_km": -1}, "body.travel_km"),
        ({"schemes": ["slavery"]}, "body.schemes.0"),
        ({"packages": ["space-travel"]}, "body.packages.0"),
        ({"packages": ["kitchen", "kitchen"]}, "body.packages"),
        ({"avoided_employers": ["0193a000-0000-7000-8000-000000000000"]}, "body.avoided_employers.0"),
        ({"avoided_employers": ["nobody"]}, "body.avoided_employers.0"),
        ({"benefit_since": "2026-11-24"}, "body.benefit_since"),
        ({"benefit_since": "2025-02-29"}, "body.benefit_since"),
        ({"diagnosis": "canary"}, "body"),
    ],
)
async def test_a_wrong_field_is_named_and_its_value_not_repeated(api: Api, changes: dict[str, Any], field: str) -> None:
    answer = await api.call("POST", CITIZENS, json=citizen(**changes))
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    for value in changes.values():
        assert str(value) not in answer.text.replace(field, "") or len(str(value)) < 6  # 0 and 12 stand in limits
    assert "canary" not in answer.text
    assert (await api.call("GET", CITIZENS)).json()["items"] == []


async def test_a_missing_field_is_named(api: Api) -> None:
    body = citizen()
    del body["postcode"]
    answer = await api.call("POST", CITIZENS, json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["body.postcode"]
    assert CPR not in answer.text


async def test_synthetic_cpr_numbers_are_refused_where_they_are_not_switched_on(
    api: Api, oidc: OidcSettings, key_file: Path
) -> None:
    settings = CaseApiSettings(database_url=api.database.app_url, key_file=key_file, pool_size=2)
    app = create_app(settings, oidc, IdentifierSettings(synthetic_identifiers=False), clock=api.clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://case-api") as http,
    ):
        answer = await replace(api, http=http).call("POST", CITIZENS, json=citizen())
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["body.cpr"]
    assert CPR not in answer.text


async def test_the_29th_of_february_is_a_birthday_in_leap_years_only(api: Api) -> None:
    assert (await api.call("POST", CITIZENS, json=citizen(cpr="8902880001"))).status_code == 201
    assert (await api.call("POST", CITIZENS, json=citizen(cpr="8902870001"))).status_code == 422


async def test_citizens_are_listed_in_danish_order_without_loss_over_pages(api: Api) -> None:
    names = ["Zenia Å", "Ærlig Ø", "Ørsted B", "Åse C", "Aase D", "anne e", "Andrea E", "É F", "Eva G", "Zoë H"]
    for number, name in enumerate(names):
        await api.make(CITIZENS, "caseworker", citizen(name=name, cpr=f"610190{number:04d}"))
    listed: list[str] = []
    after = None
    while True:
        page = (await api.call("GET", CITIZENS, params={"limit": 3} | ({"after": after} if after else {}))).json()
        listed += [item["name"] for item in page["items"]]
        after = page["pagination"]["next"]
        if after is None:
            break
    assert listed == [
        "Andrea E", "anne e", "É F", "Eva G", "Zenia Å", "Zoë H", "Ærlig Ø", "Ørsted B", "Åse C", "Aase D",
    ]  # fmt: skip


async def test_a_list_is_narrowed_by_each_filter(api: Api) -> None:
    await api.make(CITIZENS, "caseworker", citizen(name="Åse Sørensen"))
    other = citizen(
        cpr="6101900014", name="Bo 100% Bæk", postcode="8500", benefit="resource-programme",
        match_group="job-ready", packages=["gardening"],
    )  # fmt: skip
    await api.make(CITIZENS, "caseworker", other)

    async def names(**parameters: str) -> list[str]:
        answer = await api.call("GET", CITIZENS, params=parameters)
        assert answer.status_code == 200, answer.text
        return [item["name"] for item in answer.json()["items"]]

    assert await names(name="aas") == ["Åse Sørensen"]
    assert await names(name="bo") == ["Bo 100% Bæk"]
    assert await names(name="%") == []
    assert await names(benefit="resource-programme") == ["Bo 100% Bæk"]
    assert await names(match_group="activity-ready") == ["Åse Sørensen"]
    assert await names(postcode="8500") == ["Bo 100% Bæk"]
    assert await names(package="cleaning") == ["Åse Sørensen"]
    assert await names(package="cleaning", postcode="8500") == []
    for wrong in ({"package": "space"}, {"name": "a\x00"}, {"postcode": "0001"}):
        assert (await api.call("GET", CITIZENS, params=wrong)).status_code == 422


async def test_every_access_is_audited_once_for_each_citizen(api: Api) -> None:
    one = await api.make(CITIZENS, "caseworker", citizen())
    two = await api.make(CITIZENS, "caseworker", citizen(cpr="6101900014", name="Bo Bæk"))
    before = len(await events(api))
    await api.call("GET", f"{CITIZENS}/{one['id']}", "job-broker")
    await api.call("GET", CITIZENS, "team-leader")
    await api.call("PATCH", f"{CITIZENS}/{two['id']}", json={"travel_km": 3}, version=1)
    seen = (await events(api))[before:]
    assert sorted((event["action"], str(event["citizen_id"]), str(event["actor_id"])) for event in seen) == sorted(
        [
            ("citizen:read", one["id"], api.staff[SYDDJURS, "job-broker"]),
            ("citizen:list", one["id"], api.staff[SYDDJURS, "team-leader"]),
            ("citizen:list", two["id"], api.staff[SYDDJURS, "team-leader"]),
            ("citizen:change", two["id"], api.staff[SYDDJURS, "caseworker"]),
        ]
    )
    assert "Sørensen" not in str(seen)


async def test_a_refused_access_leaves_no_citizen_changed(api: Api) -> None:
    made = await api.make(CITIZENS, "caseworker", citizen())
    path = f"{CITIZENS}/{made['id']}"
    answer = await api.call("PATCH", path, json={"travel_km": 3, "postcode": "0001"}, version=1)
    assert answer.status_code == 422
    assert (await api.call("GET", path)).json() == made


def test_the_example_in_the_documentation_is_valid() -> None:
    for example in CitizenCreate.model_json_schema()["examples"]:
        assert CitizenCreate.model_validate(example).name == "Åse Sørensen"
