"""Job goals, skills and CV entries."""

from typing import Any

import pytest
from pydantic import BaseModel

from case_api.citizens.background_schemas import CvEntryWrite, JobGoalEnd, JobGoalWrite, SkillWrite
from case_api.citizens.consideration_schemas import ConsiderationWrite
from case_api.citizens.schemas import CprSearch, Reveal
from rettematch.reference.skills import all_skills
from tests.case_api.audit_trail import events, everything_stored
from tests.case_api.bodies_citizens import CANTEEN_COOK, citizen, cv_entry, job_goal, skill
from tests.case_api.conftest import NORDDJURS, Api

OTHER_SKILL = all_skills()[1].uri


async def _citizen(api: Api, cpr: str = "6101900006") -> str:
    made = await api.make("/v1/citizens", "caseworker", citizen(cpr=cpr))
    return f"/v1/citizens/{made['id']}"


async def test_a_job_goal_is_added_changed_and_given_up_with_a_reason(api: Api) -> None:
    path = await _citizen(api) + "/job-goals"
    made = await api.call("POST", path, "job-broker", json=job_goal(text="noget med dyr, æøå", occupation=None))
    assert made.status_code == 201, made.text
    assert made.headers["etag"] == '"v1"'
    goal = made.headers["location"]
    linked = await api.call("PATCH", goal, json={"occupation": CANTEEN_COOK}, version=1)
    assert linked.json()["occupation_label"] == "kok i storkøkken"
    assert linked.json()["text"] == "noget med dyr, æøå"
    end = {"ended_on": "2026-11-23", "reason": "Vil hellere være udendørs."}
    ended = await api.call("POST", goal + "/end", json=end, version=2)
    assert ended.status_code == 200, ended.text
    assert ended.headers["etag"] == '"v3"'
    assert (ended.json()["ended_on"], ended.json()["end_reason"]) == ("2026-11-23", "Vil hellere være udendørs.")
    again = await api.call("PATCH", goal, json={"rank": 2}, version=3)
    assert again.status_code == 409
    assert again.json()["type"] == "/problems/job-goal-ended"
    assert (await api.call("GET", goal)).json() == ended.json()


async def test_the_history_of_a_goal_tells_what_changed_and_not_the_words(api: Api) -> None:
    made = await api.make(await _citizen(api) + "/job-goals", "caseworker", job_goal(text="canary-goal"))
    path = (await api.call("GET", "/v1/citizens")).json()["items"][0]["id"]
    goal = f"/v1/citizens/{path}/job-goals/{made['id']}"
    await api.call("PATCH", goal, json={"rank": 2}, version=1)
    await api.call("PATCH", goal, json={"text": "noget andet"}, version=2)
    history = await api.call("GET", goal + "/history")
    changes = [version["changes"] for version in history.json()["items"][1:]]
    assert changes == [
        [{"field": "rank", "before": 1, "after": 2, "sealed": False}],
        [{"field": "text_sealed", "before": None, "after": None, "sealed": True}],
    ]
    assert "canary-goal" not in history.text


async def test_goals_are_listed_by_rank(api: Api) -> None:
    path = await _citizen(api) + "/job-goals"
    for rank in (3, 1, 10, 2):
        await api.make(path, "caseworker", job_goal(rank=rank))
    first = (await api.call("GET", path, params={"limit": 2})).json()
    rest = (await api.call("GET", path, params={"limit": 2, "after": first["pagination"]["next"]})).json()
    assert [goal["rank"] for goal in first["items"] + rest["items"]] == [1, 2, 3, 10]


async def test_a_skill_is_recorded_once(api: Api) -> None:
    path = await _citizen(api) + "/skills"
    made = await api.call("POST", path, json=skill())
    assert made.status_code == 201, made.text
    assert made.json()["label"] == "manage musical staff"
    again = await api.call("POST", path, json=skill(source="step-up"))
    assert again.status_code == 409
    assert again.json()["type"] == "/problems/skill-exists"
    other = await api.make(path, "caseworker", skill(skill=OTHER_SKILL))
    clash = await api.call("PATCH", f"{path}/{other['id']}", json={"skill": made.json()["skill"]}, version=1)
    assert clash.status_code == 409
    assert len((await api.call("GET", path)).json()["items"]) == 2


async def test_a_skill_is_read_changed_and_remembered(api: Api) -> None:
    made = await api.call("POST", await _citizen(api) + "/skills", json=skill())
    path = made.headers["location"]
    changed = await api.call("PATCH", path, json={"source": "workplace"}, version=1)
    assert changed.headers["etag"] == '"v2"'
    assert (await api.call("GET", path)).json() == changed.json()
    history = (await api.call("GET", path + "/history")).json()["items"]
    assert history[1]["changes"] == [{"field": "source", "before": "citizen", "after": "workplace", "sealed": False}]


async def test_a_cv_entry_is_added_read_changed_and_remembered(api: Api) -> None:
    made = await api.call("POST", await _citizen(api) + "/cv-entries", json=cv_entry())
    assert made.status_code == 201, made.text
    path = made.headers["location"]
    assert made.json()["occupation_label"] == "Køkkenhjælp"
    assert made.json()["until_date"] == "2020-02-29"
    changed = await api.call("PATCH", path, json={"until_date": None, "kind": "voluntary"}, version=1)
    assert (changed.json()["until_date"], changed.json()["kind"]) == (None, "voluntary")
    assert (await api.call("GET", path)).json() == changed.json()
    backwards = await api.call("PATCH", path, json={"until_date": "2018-02-28"}, version=2)
    assert backwards.status_code == 422
    assert backwards.json()["errors"][0]["expected"] == "until_date must not be before from_date"
    assert len((await api.call("GET", path + "/history")).json()["items"]) == 2


async def test_words_about_a_citizen_are_sealed_in_every_table(api: Api) -> None:
    path = await _citizen(api)
    goal = await api.call("POST", path + "/job-goals", json=job_goal(text="canary-words-1"), key="canary-key")
    await api.make(path + "/cv-entries", "caseworker", cv_entry(text="canary-words-2"))
    end = {"ended_on": "2026-11-23", "reason": "canary-words-3"}
    assert (await api.call("POST", goal.headers["location"] + "/end", json=end, version=1)).status_code == 200
    assert "canary-words" not in await everything_stored(api)


@pytest.mark.parametrize(
    ("part", "body", "field"),
    [
        ("job-goals", job_goal(text=""), "body.text"),
        ("job-goals", job_goal(text="x" * 2001), "body.text"),
        ("job-goals", job_goal(occupation="http://data.europa.eu/esco/occupation/canary"), "body.occupation"),
        ("job-goals", job_goal(occupation="http://data.europa.eu/esco/isco/C99999"), "body.occupation"),
        ("job-goals", job_goal(rank=0), "body.rank"),
        ("job-goals", job_goal(rank=21), "body.rank"),
        ("skills", skill(skill="http://data.europa.eu/esco/skill/canary"), "body.skill"),
        ("skills", skill(source="canary"), "body.source"),
        ("cv-entries", cv_entry(kind="canary"), "body.kind"),
        ("cv-entries", cv_entry(from_date="2020-03-01"), "body"),
        ("cv-entries", cv_entry(from_date="2019-02-29"), "body.from_date"),
        ("cv-entries", cv_entry(occupation="canary"), "body.occupation"),
        ("considerations", {"dimension": "canary", "level": 1, "source": "citizen", "stated_on": "2026-11-20"},
         "body.dimension"),
    ],
)  # fmt: skip
async def test_a_wrong_field_is_named_and_its_value_not_repeated(
    api: Api, part: str, body: dict[str, Any], field: str
) -> None:
    answer = await api.call("POST", f"{await _citizen(api)}/{part}", json=body)
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text
    assert "C99999" not in answer.text


async def test_a_row_is_found_only_under_its_own_citizen(api: Api) -> None:
    mine, other = await _citizen(api), await _citizen(api, "6101900014")
    for part, body in (("job-goals", job_goal()), ("skills", skill()), ("cv-entries", cv_entry())):
        made = await api.make(f"{mine}/{part}", "caseworker", body)
        for path in (f"{other}/{part}/{made['id']}", f"{other}/{part}/{made['id']}/history"):
            assert (await api.call("GET", path)).status_code == 404
        changed = await api.call("PATCH", f"{other}/{part}/{made['id']}", json={}, version=1)
        assert changed.status_code == 404
        theirs = await api.call("GET", f"{mine}/{part}/{made['id']}", municipality=NORDDJURS)
        assert theirs.status_code == 404


async def test_stale_changes_repeated_keys_and_wrong_roles(api: Api) -> None:
    path = await _citizen(api)
    for part, body in (("job-goals", job_goal()), ("skills", skill()), ("cv-entries", cv_entry())):
        first = await api.call("POST", f"{path}/{part}", json=body, key=f"key-{part}")
        again = await api.call("POST", f"{path}/{part}", json=body, key=f"key-{part}")
        assert first.status_code == again.status_code == 201
        assert first.content == again.content
        assert len((await api.call("GET", f"{path}/{part}")).json()["items"]) == 1
        assert (await api.call("PATCH", first.headers["location"], json={})).status_code == 428
        assert (await api.call("PATCH", first.headers["location"], json={}, version=9)).status_code == 412
        assert (await api.call("POST", f"{path}/{part}", "job-consultant", json=body)).status_code == 403
        assert (await api.call("GET", f"{path}/{part}", "mentor")).status_code == 403


async def test_a_goal_cannot_end_in_the_future(api: Api) -> None:
    made = await api.call("POST", await _citizen(api) + "/job-goals", json=job_goal())
    end = {"ended_on": "2026-11-24", "reason": "canary-reason"}
    answer = await api.call("POST", made.headers["location"] + "/end", json=end, version=1)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["body.ended_on"]
    assert "canary" not in answer.text


async def test_each_access_is_one_event_about_the_citizen(api: Api) -> None:
    path = await _citizen(api)
    citizen_id = path.rsplit("/", 1)[1]
    before = len(await events(api))
    for part, body in (("job-goals", job_goal()), ("skills", skill()), ("cv-entries", cv_entry())):
        made = await api.call("POST", f"{path}/{part}", json=body)
        own = made.headers["location"]
        await api.call("GET", f"{path}/{part}")
        await api.call("GET", own)
        await api.call("GET", own + "/history")
        await api.call("PATCH", own, json={}, version=1)
    seen = (await events(api))[before:]
    assert [event["action"] for event in seen] == [
        f"{part}:{act}"
        for part in ("job-goal", "citizen-skill", "cv-entry")
        for act in ("create", "list", "read", "read-history", "change")
    ]
    assert {str(event["citizen_id"]) for event in seen} == {citizen_id}


def test_the_examples_in_the_documentation_are_valid() -> None:
    documented: list[type[BaseModel]] = [
        JobGoalWrite, JobGoalEnd, SkillWrite, CvEntryWrite, ConsiderationWrite, CprSearch, Reveal,
    ]  # fmt: skip
    for model in documented:
        for example in model.model_json_schema()["examples"]:
            model.model_validate(example)


@pytest.mark.parametrize(("part", "body"), [("skills", skill()), ("cv-entries", cv_entry())])
async def test_what_was_recorded_by_mistake_is_taken_back_and_its_versions_stay(
    api: Api, part: str, body: dict[str, Any]
) -> None:
    path = f"{await _citizen(api)}/{part}"
    made = await api.make(path, "caseworker", body)
    one = f"{path}/{made['id']}"
    assert (await api.call("DELETE", one)).status_code == 428
    assert (await api.call("DELETE", one, version=9)).status_code == 412
    assert (await api.call("DELETE", one, "job-consultant", version=1)).status_code == 403
    assert (await api.call("DELETE", one, version=1)).status_code == 204
    assert (await api.call("GET", one)).status_code == 404
    assert (await api.call("GET", path)).json()["items"] == []
    stored = await everything_stored(api)
    assert '{"removed": true}' in stored
