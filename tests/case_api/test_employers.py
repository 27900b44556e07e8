"""Employers, contact persons and cooperation agreements."""

from typing import Any

import asyncpg
import pytest

from tests.case_api import bodies_employers as bodies
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api

CONSULTANT = "job-consultant"


def errors(answer: Any) -> dict[str, str]:
    return {error["field"]: error["expected"] for error in answer.json()["errors"]}


async def test_an_employer_is_recorded_read_changed_and_remembered(api: Api) -> None:
    made = await api.call("POST", "/v1/employers", CONSULTANT, json=bodies.employer(name="O'Briens Bageri Ærø"))
    assert made.status_code == 201, made.text
    assert made.headers["etag"] == '"v1"'
    path = made.headers["location"]
    changed = await api.call("PATCH", path, CONSULTANT, json={"name": "Ærø Bageri"}, version=1)
    assert changed.json()["name"] == "Ærø Bageri"
    assert changed.headers["etag"] == '"v2"'
    assert (await api.call("GET", path, "caseworker")).json() == changed.json()
    history = (await api.call("GET", path + "/history")).json()["items"]
    assert history[1]["changes"] == [
        {"field": "name", "before": "O'Briens Bageri Ærø", "after": "Ærø Bageri", "sealed": False}
    ]


async def test_a_wrong_cvr_number_is_named_and_not_repeated(api: Api) -> None:
    answer = await api.call("POST", "/v1/employers", CONSULTANT, json=bodies.employer(cvr="99000008"))
    assert answer.status_code == 422
    assert errors(answer) == {"body.cvr": "must be a CVR number with a right check digit"}
    assert "99000008" not in answer.text


async def test_the_same_cvr_number_twice_is_a_conflict_of_its_own(api: Api) -> None:
    await api.make("/v1/employers", CONSULTANT, bodies.employer(1))
    again = await api.call("POST", "/v1/employers", CONSULTANT, json=bodies.employer(1, name="En anden"))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/employer-exists")
    other = await api.make("/v1/employers", CONSULTANT, bodies.employer(2))
    path = f"/v1/employers/{other['id']}"
    moved = await api.call("PATCH", path, CONSULTANT, json={"cvr": bodies.cvr(1)}, version=1)
    assert (moved.status_code, moved.json()["type"]) == (409, "/problems/employer-exists")
    elsewhere = await api.call("POST", "/v1/employers", CONSULTANT, NORDDJURS, json=bodies.employer(1))
    assert elsewhere.status_code == 201, "the same employer may be known to two municipalities"


async def test_employers_are_listed_in_danish_order_and_paged_without_loss(api: Api) -> None:
    names = ["Åkær", "zebra", "Østergård", "Ærø Mad", "Aabenraa Mad", "bager", "Anders"]
    for number, name in enumerate(names, start=1):
        await api.make("/v1/employers", CONSULTANT, bodies.employer(number, name=name))
    seen: list[str] = []
    after = None
    while True:
        page = (
            await api.call("GET", "/v1/employers", params={"limit": 2} | ({"after": after} if after else {}))
        ).json()
        seen += [item["name"] for item in page["items"]]
        after = page["pagination"]["next"]
        if after is None:
            break
    assert seen == ["Anders", "bager", "zebra", "Ærø Mad", "Østergård", "Aabenraa Mad", "Åkær"]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"name": "øster"}, ["Østergård"]),
        ({"name": "%"}, []),
        ({"sector": "public"}, ["Plejehjemmet"]),
        ({"cvr": bodies.cvr(1)}, ["Østergård"]),
    ],
)
async def test_employers_are_filtered(api: Api, parameters: dict[str, str], expected: list[str]) -> None:
    await api.make("/v1/employers", CONSULTANT, bodies.employer(1, name="Østergård"))
    await api.make("/v1/employers", CONSULTANT, bodies.employer(2, name="Plejehjemmet", sector="public"))
    page = (await api.call("GET", "/v1/employers", params=parameters)).json()
    assert [item["name"] for item in page["items"]] == expected


async def test_a_change_needs_the_version_it_builds_on(api: Api) -> None:
    made = await api.make("/v1/employers", CONSULTANT, bodies.employer())
    path = f"/v1/employers/{made['id']}"
    assert (await api.call("PATCH", path, CONSULTANT, json={"name": "B"})).status_code == 428
    assert (await api.call("PATCH", path, CONSULTANT, json={"name": "B"}, version=4)).status_code == 412
    assert (await api.call("GET", path)).json()["name"] == "Æblegårdens Køkken"


async def test_only_those_who_work_with_companies_change_them(api: Api) -> None:
    for role in ("caseworker", "mentor", "project-manager"):
        assert (await api.call("POST", "/v1/employers", role, json=bodies.employer())).status_code == 403
    assert (await api.call("GET", "/v1/employers", "mentor")).status_code == 200


async def test_another_municipality_gets_the_answer_for_nothing(api: Api) -> None:
    made = await api.make("/v1/employers", CONSULTANT, bodies.employer())
    theirs = await api.call("GET", f"/v1/employers/{made['id']}", CONSULTANT, NORDDJURS)
    nothing = await api.call("GET", "/v1/employers/0193a000-0000-7000-8000-000000000000", CONSULTANT, NORDDJURS)
    assert theirs.status_code == nothing.status_code == 404
    assert {**theirs.json(), "instance": ""} == {**nothing.json(), "instance": ""}
    foreign = await api.call("POST", "/v1/workplaces", CONSULTANT, NORDDJURS, json=bodies.workplace(made["id"]))
    assert foreign.status_code == 422
    assert set(errors(foreign)) == {"body.employer_id"}


async def test_a_repeated_key_records_an_employer_once(api: Api) -> None:
    first = await api.call("POST", "/v1/employers", CONSULTANT, json=bodies.employer(), key="employer-1")
    again = await api.call("POST", "/v1/employers", CONSULTANT, json=bodies.employer(), key="employer-1")
    other = await api.call("POST", "/v1/employers", CONSULTANT, json=bodies.employer(2), key="employer-1")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert other.json()["type"] == "/problems/idempotency-key-reused"
    assert len((await api.call("GET", "/v1/employers")).json()["items"]) == 1


async def test_writes_are_audited_without_a_citizen(api: Api) -> None:
    made = await api.make("/v1/employers", CONSULTANT, bodies.employer())
    await api.call("PATCH", f"/v1/employers/{made['id']}", CONSULTANT, json={"note": "Ring først"}, version=1)
    connection = await asyncpg.connect(api.database.owner_url)
    try:
        await connection.execute("select set_config('app.municipality', $1, false)", SYDDJURS)
        rows = await connection.fetch(
            "select action, citizen_id, actor_id::text as actor from audit_event where subject_id = $1 order by id",
            made["id"],
        )
    finally:
        await connection.close()
    assert [row["action"] for row in rows] == ["employer:create", "employer:change"]
    assert all(row["citizen_id"] is None and row["actor"] == api.staff[SYDDJURS, CONSULTANT] for row in rows)


async def test_a_contact_person_belongs_to_an_employer_and_one_of_its_workplaces(api: Api) -> None:
    first, second = await bodies.make_workplace(api, 1), await bodies.make_workplace(api, 2)
    body = bodies.contact(
        first["employer_id"],
        workplace_id=first["id"],
        is_mentor=True,
        trainings=[{"kind": "course", "on": "2024-02-29"}],
    )
    made = await api.make("/v1/contact-persons", CONSULTANT, body)
    assert (made["name"], made["active"]) == ("Søren O'Hara", True)
    assert made["trainings"] == [{"kind": "course", "on": "2024-02-29", "title": None}]
    wrong = await api.call(
        "POST",
        "/v1/contact-persons",
        CONSULTANT,
        json=bodies.contact(first["employer_id"], workplace_id=second["id"]),
    )
    assert (wrong.status_code, set(errors(wrong))) == (422, {"body.workplace_id"})
    path = f"/v1/contact-persons/{made['id']}"
    left = await api.call("PATCH", path, CONSULTANT, json={"active": False}, version=1)
    assert left.json()["active"] is False
    active = await api.call("GET", "/v1/contact-persons", params={"employer_id": first["employer_id"], "active": True})
    assert active.json()["items"] == []
    assert len((await api.call("GET", path + "/history")).json()["items"]) == 2


async def test_training_without_being_a_mentor_is_refused(api: Api) -> None:
    made = await api.make("/v1/employers", CONSULTANT, bodies.employer())
    body = bodies.contact(made["id"], trainings=[{"kind": "course", "on": "2026-01-01"}])
    assert (await api.call("POST", "/v1/contact-persons", CONSULTANT, json=body)).status_code == 422


async def test_what_an_agreement_lacks_for_its_model_is_named(api: Api) -> None:
    first = await bodies.make_workplace(api, 1)
    owner = first["employer_id"]
    for body, fields in (
        (bodies.agreement(owner, seats=None), {"body.seats"}),
        (
            bodies.agreement(owner, model="cluster", workplaces=[first["id"]]),
            {"body.workplaces", "body.central_mentor_id"},
        ),
        (bodies.agreement(owner, valid_until="2026-10-31"), {"body"}),
        (bodies.agreement(owner, jobcentre_contact_id=first["id"]), {"body.jobcentre_contact_id"}),
    ):
        answer = await api.call("POST", "/v1/cooperation-agreements", CONSULTANT, json=body)
        assert (answer.status_code, set(errors(answer))) == (422, fields)


async def test_the_four_models_are_recorded(api: Api) -> None:
    first = await bodies.make_workplace(api, 1)
    owner = first["employer_id"]
    second = await api.make("/v1/workplaces", CONSULTANT, bodies.workplace(owner, 2))
    mentor = await api.make("/v1/contact-persons", CONSULTANT, bodies.contact(owner, is_mentor=True))
    cluster = {"workplaces": [first["id"], second["id"]], "central_mentor_id": mentor["id"]}
    made = []
    for model, details in (
        ("fixed-seats", {"seats": 3}),
        ("pre-agreed-seats", {"jobcentre_contact_id": api.staff[SYDDJURS, CONSULTANT]}),
        ("approached-on-match", {"seats": None}),
        ("cluster", cluster),
    ):
        body = bodies.agreement(owner, model=model, **details)
        made.append(await api.make("/v1/cooperation-agreements", CONSULTANT, body))
    listed = (await api.call("GET", "/v1/cooperation-agreements", params={"employer_id": owner})).json()["items"]
    assert listed == made
    path = f"/v1/cooperation-agreements/{made[3]['id']}"
    emptied = await api.call("PATCH", path, CONSULTANT, json={"workplaces": []}, version=1)
    assert (emptied.status_code, set(errors(emptied))) == (422, {"body.workplaces"})
