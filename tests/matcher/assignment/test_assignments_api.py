"""Assignments over HTTP: proposals, their record, and the decisions on them."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from local_stack.databases import ServiceDatabase
from matcher.assignment.reasons import REASONS
from matcher.assignment.routes import ANSWER_EXAMPLE
from matcher.assignment.schemas import AssignmentAnswer
from matcher.assignment.settings import AssignmentSettings
from matcher.assignment.solving import Method
from matcher.runs.canonical import canonical, sha256
from matcher.synthetic import MUNICIPALITY
from rettematch.constraints import failed_constraints
from rettematch.contracts.base import Scheme
from rettematch.contracts.matching import DisclosurePurpose, Goal, MatchingProfile
from rettematch.contracts.places import CooperationModel, PaidHoursProspect, PlaceSnapshot
from rettematch.database import Database, DataScope
from tests.matcher.conftest import OTHER_MUNICIPALITY, RunningMatcher
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.worlds import small_world
from tests.rettematch import test_constraints as easy

TEAM = UUID(int=77)
ONE = UUID(int=101)
TWO = UUID(int=102)
ACCEPT = {"decision": "accept", "reason": "agreed-with-citizen"}
DECLINE = {"decision": "decline", "reason": "citizens-wish"}


def seat(place_id: UUID, **changes: Any) -> PlaceSnapshot:
    """A place that everybody fits, with one free seat and workplace of its own."""
    values: dict[str, Any] = {"workplace_id": UUID(int=place_id.int + 1000), "supported_hours_free": 37}
    return easy.place(place_id=place_id, **(values | changes))


def people(count: int, **changes: Any) -> list[MatchingProfile]:
    return [easy.profile(subject=uuid4(), **changes) for _ in range(count)]


async def assign(
    matcher: RunningMatcher, waiting: list[MatchingProfile], places: list[PlaceSnapshot], **body: Any
) -> dict[str, Any]:
    matcher.case_api.publish(*places)
    await matcher.caught_up()
    matcher.case_api.waiting[TEAM, DisclosurePurpose.ASSIGNMENT] = waiting
    response = await matcher.call("POST", "/v1/assignments", json={"team_id": str(TEAM)} | body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def decide(matcher: RunningMatcher, answer: dict[str, Any], body: dict[str, str], **options: Any) -> Any:
    subject = answer["proposals"][0]["subject"]
    path = f"/v1/assignments/{answer['assignment_id']}/proposals/{subject}/decision"
    return await matcher.call("POST", path, json=body, **options)


async def test_the_seats_are_given_where_they_give_most_and_the_price_says_what_one_more_would(
    matcher: RunningMatcher,
) -> None:
    places = [seat(ONE, paid_hours_prospect=PaidHoursProspect.AGREED), seat(TWO)]
    waiting = people(3)
    answer = await assign(matcher, waiting, places)
    assert {each["place_id"] for each in answer["proposals"]} == {str(ONE), str(TWO)}
    assert (answer["total"], answer["proven"], answer["over_all_places"]) == (answer["bound"], True, True)
    assert answer["total"]["citizens"] == 2
    assert all(sum(each["parts"].values()) == each["score"] for each in answer["proposals"])
    assert all(sum(each["points"] for each in one["reasons"]) == one["score"] for one in answer["proposals"])
    [left] = answer["unplaced"]
    subjects = {each["subject"] for each in answer["proposals"]} | {left["subject"]}
    assert subjects == {str(each.subject) for each in waiting}
    assert left["fitting"]
    assert "foreslået til andre" in left["danish"]
    assert [each["one_more"]["citizens"] for each in answer["seats"]] == [1, 1]
    assert answer["seats"][0]["place_id"] == str(ONE)
    assert answer["seats"][0]["danish"] == "En plads mere her ville give én borger mere et forslag."
    assert "Et godkendt forslag placerer ingen." in answer["explanation"][0]


async def test_every_proposal_passes_the_constraints_and_hours_of_a_workplace_hold_over_all_of_them(
    matcher: RunningMatcher,
) -> None:
    shared = UUID(int=5)
    places = [
        place.model_copy(update={"workplace_id": shared, "supported_hours_free": 15.0}) if at % 3 == 0 else place
        for at, place in enumerate(small_world(41, 120))
    ]
    waiting = [profile_with(seed) for seed in range(40)]
    by_id = {place.place_id: place for place in places}
    by_subject = {profile.subject: profile for profile in waiting}
    for method in Method:
        answer = await assign(matcher, waiting, places, method=method.value)
        assert answer["method"] == method
        assert len(answer["proposals"]) > 10
        hours = 0.0
        taken: dict[UUID, int] = {}
        for each in answer["proposals"]:
            place = by_id[UUID(each["place_id"])]
            assert failed_constraints(by_subject[UUID(each["subject"])], place) == ()
            taken[place.place_id] = taken.get(place.place_id, 0) + 1
            hours += each["supported_hours"] if place.workplace_id == shared else 0
        assert 0 < hours <= 15
        assert all(count <= by_id[place_id].seats - by_id[place_id].seats_taken for place_id, count in taken.items())


async def test_fixed_seats_are_filled_before_better_ones_unless_asked_otherwise(matcher: RunningMatcher) -> None:
    places = [
        seat(ONE, cooperation_model=CooperationModel.FIXED_SEATS),
        seat(TWO, paid_hours_prospect=PaidHoursProspect.AGREED),
    ]
    first = await assign(matcher, people(1), places)
    assert [each["place_id"] for each in first["proposals"]] == [str(ONE)]
    assert first["proposals"][0]["fixed_seat"]
    assert "Faste pladser (STV-model 1) fyldes først." in first["explanation"]
    other = await assign(matcher, people(1), [], fixed_seats_first=False)
    assert [each["place_id"] for each in other["proposals"]] == [str(TWO)]


async def test_short_lists_say_that_they_are_short(matcher: RunningMatcher) -> None:
    places = [seat(UUID(int=200 + at)) for at in range(6)]
    answer = await assign(matcher, people(2), places, k_per_citizen=1, fixed_seats_first=False)
    assert not answer["over_all_places"]
    assert any("1 bedste pladser" in line for line in answer["explanation"])
    assert (await assign(matcher, people(1), [], k_per_citizen=1, fixed_seats_first=False))["over_all_places"]
    stable = await assign(matcher, people(1), [], k_per_citizen=1, fixed_seats_first=False, method="stable")
    assert stable["over_all_places"]
    assert (await assign(matcher, people(2), []))["total"]["citizens"] == 2


async def test_nobody_waiting_and_no_places(matcher: RunningMatcher) -> None:
    empty = await assign(matcher, [], [seat(ONE)])
    assert empty["proposals"] == empty["unplaced"] == empty["seats"] == []
    assert empty["proven"]
    full = await assign(matcher, people(1), [seat(ONE, version=2, seats_taken=2)])
    assert full["proposals"] == []
    assert [each["fitting"] for each in full["unplaced"]] == [False]


async def test_the_municipality_chooses_the_method_and_a_request_may_differ(matcher: RunningMatcher) -> None:
    assert (await assign(matcher, people(1), [seat(ONE)]))["method"] == "most-placed"
    matcher.app.state.assigning = AssignmentSettings(frozenset({MUNICIPALITY}), 14)
    assert (await assign(matcher, people(1), []))["method"] == "stable"
    assert (await assign(matcher, people(1), [], method="most-placed"))["method"] == "most-placed"


async def test_the_record_holds_what_was_proposed_and_no_profile(
    matcher: RunningMatcher, matcher_database: ServiceDatabase
) -> None:
    waiting = people(2, goals=(Goal(uri="http://data.europa.eu/esco/isco/C9112", rank=1),))
    answer = await assign(matcher, waiting, [seat(ONE)])
    record = (await matcher.call("GET", f"/v1/assignments/{answer['assignment_id']}", role="caseworker")).json()
    assert record["answer"] == answer
    assert record["answer_sha256"] == sha256(canonical(answer))
    result = {name: each for name, each in answer.items() if name not in {"assignment_id", "catalogue"}}
    assert record["result_sha256"] == sha256(canonical(result))
    ordered = [each.model_dump(mode="json") for each in sorted(waiting, key=lambda each: each.subject)]
    assert record["profiles_sha256"] == sha256(canonical(ordered))
    assert record["decisions"] == []
    database = Database(matcher_database.app_url, application_name="test", pool_size=1)
    async with database.transaction(DataScope(MUNICIPALITY)) as session:
        row = await (await session.connection()).execute(text("select row_to_json(assignment)::text from assignment"))
        kept = row.scalar_one()
    await database.close()
    assert all(word not in kept for word in ("tolerances", "hours_per_day_max", "reach", "C9112"))


async def test_a_proposal_is_decided_once_by_a_named_member_of_staff(matcher: RunningMatcher) -> None:
    answer = await assign(matcher, people(2), [seat(ONE)])
    accepted = await decide(matcher, answer, ACCEPT, role="team-leader")
    assert accepted.status_code == 201
    assert accepted.json()["danish"] == "aftalt med borgeren"
    UUID(accepted.json()["decided_by"])
    for again in (ACCEPT, DECLINE):
        second = await decide(matcher, answer, again)
        assert second.status_code == 409
        assert second.json()["type"] == "/problems/proposal-decided"
    record = (await matcher.call("GET", f"/v1/assignments/{answer['assignment_id']}")).json()
    assert record["decisions"] == [accepted.json()]


async def test_a_declined_seat_is_proposed_again_and_an_accepted_one_is_held(matcher: RunningMatcher) -> None:
    waiting = people(2)
    first = await assign(matcher, waiting, [seat(ONE)])
    assert (await decide(matcher, first, DECLINE)).status_code == 201
    second = await assign(matcher, waiting, [])
    assert [each["place_id"] for each in second["proposals"]] == [str(ONE)]
    assert second["held_seats"] == 0
    assert (await decide(matcher, second, ACCEPT)).status_code == 201
    third = await assign(matcher, waiting, [])
    assert third["proposals"] == []
    assert third["held_seats"] == 1
    assert any("holdt tilbage" in line for line in third["explanation"])
    matcher.app.state.assigning = AssignmentSettings(frozenset(), 0)
    assert len((await assign(matcher, waiting, []))["proposals"]) == 1
    matcher.app.state.assigning = AssignmentSettings(frozenset(), 14)
    placed = await assign(matcher, waiting, [seat(ONE, version=2, seats=3, seats_taken=2)])
    assert len(placed["proposals"]) == 1
    assert placed["held_seats"] == 0


async def test_an_accepted_proposal_holds_the_hours_of_its_workplace_too(matcher: RunningMatcher) -> None:
    same = {"workplace_id": UUID(int=9), "supported_hours_free": 12, "schemes": (Scheme.INTERNSHIP,)}
    first = await assign(matcher, people(1), [seat(ONE, **same)])
    assert first["proposals"][0]["supported_hours"] == 9
    assert (await decide(matcher, first, ACCEPT)).status_code == 201
    second = await assign(matcher, people(1), [seat(TWO, **same)])
    assert second["proposals"] == []
    assert second["unplaced"][0]["fitting"]


async def test_another_municipality_finds_nothing(matcher: RunningMatcher) -> None:
    answer = await assign(matcher, people(1), [seat(ONE)])
    path = f"/v1/assignments/{answer['assignment_id']}"
    assert (await matcher.call("GET", path, municipality=OTHER_MUNICIPALITY)).status_code == 404
    assert (await decide(matcher, answer, ACCEPT, municipality=OTHER_MUNICIPALITY)).status_code == 404
    body = {"team_id": str(TEAM)}
    theirs = await matcher.call("POST", "/v1/assignments", json=body, municipality=OTHER_MUNICIPALITY)
    assert theirs.status_code == 404
    unknown = await matcher.call("POST", "/v1/assignments", json={"team_id": str(uuid4())})
    assert unknown.status_code == 404
    assert (await decide(matcher, answer, ACCEPT)).status_code == 201


async def test_a_citizen_without_a_proposal_has_none_to_decide(matcher: RunningMatcher) -> None:
    answer = await assign(matcher, people(2), [seat(ONE)])
    subject = answer["unplaced"][0]["subject"]
    path = f"/v1/assignments/{answer['assignment_id']}/proposals/{subject}/decision"
    assert (await matcher.call("POST", path, json=ACCEPT)).status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/assignments", {}),
        ("/v1/assignments", {"team_id": str(TEAM), "k_per_citizen": 0}),
        ("/v1/assignments", {"team_id": str(TEAM), "k_per_citizen": 501}),
        ("/v1/assignments", {"team_id": str(TEAM), "method": "fastest"}),
        ("/v1/assignments", {"team_id": str(TEAM), "names": True}),
        ("decision", {"decision": "accept"}),
        ("decision", {"decision": "accept", "reason": "citizens-wish"}),
        ("decision", {"decision": "perhaps", "reason": "other"}),
        ("decision", {"decision": "decline", "reason": "Hanne har ondt i ryggen"}),
    ],
)
async def test_bad_input_names_the_field_and_repeats_nothing(
    matcher: RunningMatcher, path: str, body: dict[str, Any]
) -> None:
    full = f"/v1/assignments/{uuid4()}/proposals/{uuid4()}/decision" if path == "decision" else path
    response = await matcher.call("POST", full, json=body)
    assert response.status_code == 422
    assert response.json()["errors"]
    assert "Hanne" not in response.text


@pytest.mark.parametrize("table", ["assignment", "assignment_decision"])
async def test_the_service_can_neither_change_nor_remove_a_record(
    matcher: RunningMatcher, matcher_database: ServiceDatabase, table: str
) -> None:
    database = Database(matcher_database.app_url, application_name="test", pool_size=1)
    for statement in (f"update {table} set municipality_code = '0706'", f"delete from {table}"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with database.transaction(DataScope(MUNICIPALITY)) as session:
                await (await session.connection()).execute(text(statement))
    await database.close()


def test_the_example_of_an_answer_is_an_answer() -> None:
    answer = AssignmentAnswer.model_validate(ANSWER_EXAMPLE)
    assert all(sum(each.parts.values()) == each.score for each in answer.proposals)
    assert all(REASONS)
