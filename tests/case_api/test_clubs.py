"""Job clubs: members over time within capacity and overbooking, individual seats, and what is offered around them."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_api.clubs.offer_rules import PROGRAMME, course_end, industries
from case_api.clubs.rules import Room, Stay, most_at_once, room_for, themes_of
from rettematch.contracts.cases import CaseFacts
from rettematch.programmes.definitions import programme
from rettematch.programmes.reviews import review
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.bodies_cases import open_case
from tests.case_api.bodies_clubs import club, club_case, membership, offer, open_club, seat
from tests.case_api.conftest import NORDDJURS, Api
from tests.case_api.rows import rows

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OFFERED = programme(PROGRAMME)
NOBODY = "0193a000-0000-7000-8000-000000000000"
DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 28))
STAYS = st.builds(Stay, DAYS, st.none() | DAYS)


async def facts_of(api: Api, case_id: str) -> CaseFacts:
    """The newest facts of a case on the feed."""
    found = [each["data"] for each in (await api.feed())["items"] if each["id"] == case_id]
    return CaseFacts.model_validate(found[-1])


async def test_a_citizen_joins_a_club_and_leaves_it(api: Api) -> None:
    case_id, club_id = await club_case(api), await open_club(api)
    made = await api.make(f"/v1/clubs/{club_id}/memberships", "job-consultant", membership(case_id))
    assert (made["until_date"], made["overbooked"]) == ("2027-01-03", False)
    one = f"/v1/clubs/{club_id}/memberships/{made['id']}"
    read = await api.call("GET", one)
    assert (read.json(), read.headers["ETag"]) == (made, '"v1"')
    [event] = (await facts_of(api, case_id)).events
    assert (event.kind, event.on) == ("club-assigned", date(2026, 11, 2))
    assert event.items == ("club-id", "main-responsible", "supplementary-responsible")
    ended = await api.call("PATCH", one, json={"until_date": "2026-11-22"}, version=1)
    assert ended.json() == made | {"until_date": "2026-11-22", "version": 2}
    assert (await api.call("PATCH", one, json={"until_date": None}, version=1)).status_code == 412
    assert (await api.call("PATCH", one, json={"until_date": None})).status_code == 428
    history = (await api.call("GET", f"{one}/history")).json()["items"]
    assert [each["field"] for each in history[1]["changes"]] == ["until_date"]
    answer = (await api.call("GET", f"/v1/cases/{case_id}/clubs")).json()
    assert (answer["planned_end"], len(answer["memberships"])) == ("2027-01-03", 1)
    assert (await api.call("DELETE", one, version=2)).status_code == 204
    assert (await facts_of(api, case_id)).events == ()


@pytest.mark.rule("jv_club_id")
async def test_a_club_without_its_main_responsible_is_a_finding_until_one_is_set(api: Api) -> None:
    case_id, club_id = await club_case(api), await open_club(api, main_responsible_id=None)
    await api.make(f"/v1/clubs/{club_id}/memberships", "job-consultant", membership(case_id))
    assert "jv_club_id" in {each.rule_id for each in review(await facts_of(api, case_id), NOW).findings}
    patch = {"main_responsible_id": club(api)["main_responsible_id"]}
    changed = await api.call("PATCH", f"/v1/clubs/{club_id}", "job-consultant", json=patch, version=1)
    assert changed.status_code == 200, changed.text
    assert "jv_club_id" not in {each.rule_id for each in review(await facts_of(api, case_id), NOW).findings}


async def _fill(api: Api, club_id: str, number: int) -> None:
    """Members straight in the table, for thirty requests show nothing more than one; each in a case of its own."""
    person = await rows(api, 'select citizen_id, caseworker_id from "case" limit 1')
    await rows(
        api,
        """with made as (
             insert into "case" (municipality_code, id, version, created_at, updated_at, citizen_id, programme,
               started_on, caseworker_id, feed_version, closed_on)
             select '0706', gen_random_uuid(), 1, now(), now(), $1, 'jobviften', '2026-10-05', $2, 0, '2026-10-06'
             from generate_series(1, $3) returning id)
           insert into club_membership (municipality_code, id, version, created_at, updated_at, club_id,
             case_id, from_date)
           select '0706', gen_random_uuid(), 1, now(), now(), $4, id, '2026-10-05' from made""",
        person[0]["citizen_id"], person[0]["caseworker_id"], number, club_id,
    )  # fmt: skip


@pytest.mark.rule("jv_jobclub_max")
async def test_beyond_capacity_a_club_is_overbooked_and_beyond_that_full(api: Api) -> None:
    cases = [await club_case(api, serial) for serial in range(1, 4)]
    club_id = await open_club(api)
    await api.make("/v1/club-offers", "team-leader", offer(overbooking=1))
    await _fill(api, club_id, 30)
    path = f"/v1/clubs/{club_id}/memberships"
    assert (await api.make(path, "job-consultant", membership(cases[0])))["overbooked"] is False
    assert (await api.make(path, "job-consultant", membership(cases[1])))["overbooked"] is True
    refused = await api.call("POST", path, "job-consultant", json=membership(cases[2]))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/job-club-full")
    [load] = (await api.call("GET", "/v1/club-overview", params={"on": "2026-11-02"})).json()["clubs"]
    assert (load["members"], load["capacity"], load["overbooked"]) == (32, 31, True)
    assert [each["rule_id"] for each in load["hints"]] == ["jv_jobclub_max"]


async def test_two_at_once_do_not_overfill_a_club(api: Api) -> None:
    cases = [await club_case(api, serial) for serial in range(1, 6)]
    club_id = await open_club(api)
    await _fill(api, club_id, 29)
    path = f"/v1/clubs/{club_id}/memberships"
    answers = await asyncio.gather(*(api.call("POST", path, "job-consultant", json=membership(each)) for each in cases))
    assert sorted(each.status_code for each in answers) == [201, 201, 409, 409, 409]


async def test_a_citizen_is_in_one_club_at_a_time(api: Api) -> None:
    case_id = await club_case(api)
    clubs = [await open_club(api), await open_club(api, number=5, industry="trade-and-office")]
    answers = await asyncio.gather(
        *(
            api.call("POST", f"/v1/clubs/{each}/memberships", json=membership(case_id, until_date="2026-11-20"))
            for each in clubs * 2
        )
    )
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
    assert {each.json()["type"] for each in answers if each.status_code == 409} == {"/problems/in-a-job-club-already"}
    later = membership(case_id, from_date="2026-11-21")
    assert (await api.call("POST", f"/v1/clubs/{clubs[1]}/memberships", json=later)).status_code == 201


@pytest.mark.rule("jv_individual_seats")
async def test_individual_seats_are_no_more_than_the_programme_has(api: Api) -> None:
    first, *others = [await club_case(api, serial) for serial in range(1, 4)]
    await api.make("/v1/individual-seats", "caseworker", seat(first))
    again = await api.call("POST", "/v1/individual-seats", json=seat(first, group="young-mothers"))
    assert again.json()["type"] == "/problems/individual-seat-already"
    await rows(
        api,
        """insert into individual_seat (municipality_code, id, version, created_at, updated_at, case_id, "group",
             from_date)
           select '0706', gen_random_uuid(), 1, now(), now(), $1, 'glas', '2026-11-01' from generate_series(1, 18)""",
        first,
    )  # fmt: skip
    answers = await asyncio.gather(*(api.call("POST", "/v1/individual-seats", json=seat(each)) for each in others))
    assert sorted(each.status_code for each in answers) == [201, 409]
    full = next(each for each in answers if each.status_code == 409)
    assert full.json()["type"] == "/problems/no-individual-seat"
    listed = (await api.call("GET", "/v1/club-overview")).json()
    assert (listed["individual_seats_taken"], listed["individual_seats"]) == (20, 20)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"industry": "canary"}, "body.industry"),
        ({"number": 0}, "body.number"),
        ({"industry_owner_id": NOBODY}, "body.industry_owner_id"),
        ({"industry_owner_id": None}, "body.industry_owner_id"),
        ({"main_responsible_id": NOBODY}, "body.main_responsible_id"),
        ({"canary": "canary"}, "body"),
    ],
)
async def test_a_wrong_field_of_a_club_is_named(api: Api, changes: dict[str, Any], field: str) -> None:
    answer = await api.call("POST", "/v1/clubs", "job-consultant", json=club(api, **changes))
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])
    assert "canary" not in answer.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"case_id": NOBODY}, "body.case_id"),
        ({"from_date": "2026-10-04"}, "body.from_date"),
        ({"until_date": "2026-11-01"}, "body"),
    ],
)
async def test_a_wrong_field_of_a_membership_is_named(api: Api, changes: dict[str, Any], field: str) -> None:
    path = f"/v1/clubs/{await open_club(api)}/memberships"
    answer = await api.call("POST", path, json=membership(await club_case(api)) | changes)
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])
    assert (await api.call("GET", path)).json()["items"] == []


async def test_a_case_of_another_programme_joins_no_club(api: Api) -> None:
    case_id, club_id = (await open_case(api))["id"], await open_club(api)
    answer = await api.call("POST", f"/v1/clubs/{club_id}/memberships", json=membership(case_id))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/case-without-job-clubs")


@pytest.mark.rule("jv_jobclub_count")
async def test_an_industry_has_one_club_and_those_without_are_shown(api: Api) -> None:
    await open_club(api)
    again = await api.call("POST", "/v1/clubs", "job-consultant", json=club(api, number=9))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/job-club-exists")
    hints = (await api.call("GET", "/v1/club-overview")).json()["hints"]
    assert [each["rule_id"] for each in hints] == ["jv_jobclub_count"]
    for number, each in enumerate(industries(OFFERED, date(2026, 11, 23)), 10):
        if each != "shop-and-service":
            await open_club(api, number=number, industry=each)
    assert (await api.call("GET", "/v1/club-overview")).json()["hints"] == []


@pytest.mark.rule("jv_theme_meetings", "jv_open_cafe")
async def test_themes_take_turns_and_a_short_cafe_day_is_a_hint(api: Api) -> None:
    weeks = {"from": "2026-10-05", "to": "2026-10-26"}
    bare = (await api.call("GET", "/v1/club-weeks", params=weeks)).json()["items"][0]
    assert [each["rule_id"] for each in bare["hints"]][:1] == ["jv_theme_meetings"]
    await api.make("/v1/club-offers", "job-consultant", offer())
    short = offer(from_date="2026-10-19", cafe=[{"day": "tue", "opens": "12:00", "closes": "14:30"}])
    await api.make("/v1/club-offers", "job-consultant", short)
    found = (await api.call("GET", "/v1/club-weeks", params=weeks)).json()["items"]
    assert [[each["theme"] for each in week["themes"]] for week in found] == [
        ["cv", "application"], ["cv", "network"], ["cv", "application"], ["cv", "network"],
    ]  # fmt: skip
    assert [[each["rule_id"] for each in week["hints"]] for week in found] == [
        [], [], ["jv_open_cafe"], ["jv_open_cafe"],
    ]  # fmt: skip
    twice = await api.call("POST", "/v1/club-offers", "job-consultant", json=offer())
    assert twice.json()["type"] == "/problems/club-offer-exists"
    wrong = await api.call("GET", "/v1/club-weeks", params={"from": "2026-10-05", "to": "2026-10-04"})
    assert [each["field"] for each in wrong.json()["errors"]] == ["query.to"]


async def test_strangers_and_other_roles_see_no_club_and_a_repeated_key_books_once(api: Api) -> None:
    case_id, club_id = await club_case(api), await open_club(api)
    path = f"/v1/clubs/{club_id}/memberships"
    first = await api.call("POST", path, json=membership(case_id), key="one-of-my-keys")
    assert (await api.call("POST", path, json=membership(case_id), key="one-of-my-keys")).json() == first.json()
    assert (await api.call("GET", path, municipality=NORDDJURS)).status_code == 404
    assert (await api.call("GET", path, "administrator")).status_code == 403
    assert (await api.call("POST", "/v1/clubs", "caseworker", json=club(api, number=8))).status_code == 403
    assert len((await api.call("GET", path, params={"on": "2026-11-02"})).json()["items"]) == 1
    assert (await api.call("GET", path, params={"on": "2026-11-01"})).json()["items"] == []
    listed = await audit_events(api, "club-membership:list")
    assert len([each for each in listed if each["citizen_id"] is not None]) == 1
    assert len(await audit_events(api, "club-membership:create")) == 1


@given(STAYS, st.lists(STAYS, max_size=6))
def test_the_fullest_day_agrees_with_looking_at_every_day(new: Stay, others: list[Stay]) -> None:
    days = [date.fromordinal(day) for day in range(date(2026, 1, 1).toordinal(), date(2026, 3, 1).toordinal())]
    counted = [sum(each.covers(day) for each in [new, *others]) for day in days if new.covers(day)]
    if counted:
        assert most_at_once(new, others) == max(counted)


@given(STAYS, STAYS)
def test_two_stays_meet_when_a_day_lies_in_both(one: Stay, other: Stay) -> None:
    days = [date.fromordinal(day) for day in range(date(2026, 1, 1).toordinal(), date(2026, 3, 1).toordinal())]
    whole = [each for each in (one, other) if each.until is None or each.from_ <= each.until]
    if len(whole) == 2:
        assert one.meets(other) is any(one.covers(day) and other.covers(day) for day in days)


@given(st.integers(1, 6), st.integers(1, 3), st.integers(0, 50))
def test_every_theme_comes_as_often_as_the_others(themes: int, each_week: int, start: int) -> None:
    began = date(2026, 10, 5)
    rotating = [str(number) for number in range(themes)]
    weeks = [date.fromordinal(began.toordinal() + 7 * (start + week)) for week in range(themes)]
    seen = [theme for week in weeks for theme in themes_of(week, [], rotating, began, each_week)]
    assert {seen.count(theme) for theme in rotating} == {min(each_week, themes)} or themes < each_week


def test_room_and_lengths_come_from_the_rules() -> None:
    assert [room_for(count, 31, 2) for count in (31, 33, 34)] == [Room.FREE, Room.OVERBOOKED, Room.FULL]
    assert course_end(OFFERED, date(2026, 11, 2), "cash-benefit") == date(2027, 2, 1)
    assert course_end(OFFERED, date(2026, 11, 2), "unemployment-benefit") == date(2026, 12, 7)
    assert course_end(OFFERED, date(2026, 11, 2), None) is None
