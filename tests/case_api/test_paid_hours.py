"""Paid hours: recorded over time, kept within the law's week, and counted as activity in the course."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_api.ordinary_hours.rules import Worked, hours_on, too_many
from rettematch.contracts.cases import WITHOUT_END, CaseFacts
from rettematch.programmes.definitions import law
from rettematch.programmes.law_parameters import WeeklyHours
from rettematch.programmes.reviews import review
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.audit_trail import everything_stored
from tests.case_api.bodies_cases import case, open_case
from tests.case_api.bodies_citizens import citizen
from tests.case_api.bodies_employers import employer
from tests.case_api.bodies_paid_hours import paid_hours
from tests.case_api.conftest import NORDDJURS, Api
from tests.case_api.placed_rows import place_somewhere

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))


async def _case(api: Api, **changes: Any) -> str:
    return str((await open_case(api, programme="jobfirst", cohort="cash-benefit", **changes))["id"])


async def _facts(api: Api) -> CaseFacts:
    found = [each["data"] for each in (await api.feed())["items"] if each["entity"] == "case"]
    return CaseFacts.model_validate(found[-1])


async def test_hours_are_recorded_read_ended_and_taken_back(api: Api) -> None:
    path = f"/v1/cases/{await _case(api)}/paid-hours"
    made = await api.make(path, "job-consultant", paid_hours())
    one = f"{path}/{made['id']}"
    read = await api.call("GET", one)
    assert read.json() == made
    assert read.headers["ETag"] == '"v1"'
    assert (made["employer_name"], made["until_date"], made["elsewhere"]) == ("Bageren på torvet", None, None)
    [event] = (await _facts(api)).events
    assert (event.kind, event.on, event.until) == ("paid-hours", date(2026, 11, 9), WITHOUT_END)
    assert (event.amount, event.items) == (4.5, ("ordinary",))
    ended = await api.call("PATCH", one, json={"until_date": "2026-11-22"}, version=1)
    assert ended.json() == made | {"until_date": "2026-11-22", "version": 2}
    assert (await _facts(api)).events[0].until == date(2026, 11, 22)
    assert (await api.call("PATCH", one, json={"hours_per_week": 6}, version=1)).status_code == 412
    assert (await api.call("PATCH", one, json={"hours_per_week": 6})).status_code == 428
    history = (await api.call("GET", f"{one}/history")).json()["items"]
    assert [each["field"] for each in history[1]["changes"]] == ["until_date"]
    assert (await api.call("DELETE", one, version=2)).status_code == 204
    assert (await api.call("GET", one)).status_code == 404
    assert (await _facts(api)).events == ()


async def test_the_employers_name_stands_nowhere_as_it_is(api: Api) -> None:
    path = f"/v1/cases/{await _case(api)}/paid-hours"
    made = await api.call("POST", path, json=paid_hours(employer_name="canary-bager"), key="canary-key")
    assert made.status_code == 201, made.text
    assert "canary-bager" not in await everything_stored(api)
    assert "canary-bager" not in str(await api.feed())
    assert "canary-bager" not in (await api.call("GET", f"{made.headers['location']}/history")).text


@pytest.mark.rule("jf_hours_elsewhere")
async def test_paid_hours_may_be_at_another_employer_than_the_placement(api: Api) -> None:
    case_id = await _case(api)
    placed = await place_somewhere(api, case_id)
    other = (await api.make("/v1/employers", "job-consultant", employer(3)))["id"]
    path = f"/v1/cases/{case_id}/paid-hours"
    for employer_id, elsewhere in ((other, True), (placed.employer_id, False)):
        body = paid_hours(employer_name=None, employer_id=employer_id, placement_id=placed.placement_id)
        assert (await api.make(path, "job-consultant", body))["elsewhere"] is elsewhere
    listed = (await api.call("GET", path)).json()["items"]
    assert [each["elsewhere"] for each in listed] == [True, False]


@pytest.mark.rule("jf_max_gap")
async def test_paid_hours_are_activity_and_their_end_opens_a_gap(api: Api) -> None:
    case_id = await _case(api, started_on="2026-10-01")
    path = f"/v1/cases/{case_id}/paid-hours"
    gaps = {each.rule_id for each in review(await _facts(api), NOW).findings}
    assert "jf_max_gap" in gaps
    made = await api.make(path, "caseworker", paid_hours(from_date="2026-09-01"))
    assert "jf_max_gap" not in {each.rule_id for each in review(await _facts(api), NOW).findings}
    await api.call("PATCH", f"{path}/{made['id']}", json={"until_date": "2026-10-11"}, version=1)
    found = [each.on for each in review(await _facts(api), NOW).findings if each.rule_id == "jf_max_gap"]
    assert found == [date(2026, 11, 9)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"from_date": "2026-11-24"}, "body.from_date"),
        ({"from_date": "2026-02-29"}, "body.from_date"),
        ({"until_date": "2026-11-08"}, "body"),
        ({"wage_kind": "canary"}, "body.wage_kind"),
        ({"hours_per_week": 0}, "body.hours_per_week"),
        ({"hours_per_week": 4.1}, "body.hours_per_week"),
        ({"hours_per_week": 37.25}, "body.hours_per_week"),
        ({"employer_name": None}, "body"),
        ({"employer_name": " "}, "body.employer_name"),
        ({"employer_name": "a\x00b"}, "body.employer_name"),
        ({"employer_id": "0193a000-0000-7000-8000-000000000000"}, "body"),
        ({"employer_name": None, "employer_id": "0193a000-0000-7000-8000-000000000000"}, "body.employer_id"),
        ({"employer_name": None, "workplace_id": "0193a000-0000-7000-8000-000000000000"}, "body.workplace_id"),
        ({"placement_id": "0193a000-0000-7000-8000-000000000000"}, "body.placement_id"),
        ({"canary": "canary"}, "body"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_written(api: Api, changes: dict[str, Any], field: str) -> None:
    path = f"/v1/cases/{await _case(api)}/paid-hours"
    answer = await api.call("POST", path, json=paid_hours(**changes))
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text
    assert (await api.call("GET", path)).json()["items"] == []
    assert (await _facts(api)).version == 1


async def test_hours_of_two_employers_are_together_no_more_than_the_laws_week(api: Api) -> None:
    path = f"/v1/cases/{await _case(api)}/paid-hours"
    await api.make(path, "caseworker", paid_hours(hours_per_week=30, until_date="2026-11-20"))
    refused = await api.call("POST", path, json=paid_hours(hours_per_week=7.25))
    assert refused.status_code == 422
    assert "L5" in refused.text
    after = await api.make(path, "caseworker", paid_hours(from_date="2026-11-21", hours_per_week=37))
    earlier = await api.call("PATCH", f"{path}/{after['id']}", json={"from_date": "2026-11-20"}, version=1)
    assert [each["field"] for each in earlier.json()["errors"]] == ["body.hours_per_week"]
    assert (await api.call("PATCH", f"{path}/{after['id']}", json={"hours_per_week": 36}, version=1)).status_code == 200


async def test_recorded_at_once_they_are_not_too_many_either(api: Api) -> None:
    path = f"/v1/cases/{await _case(api)}/paid-hours"
    answers = await asyncio.gather(*(api.call("POST", path, json=paid_hours(hours_per_week=15)) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 422, 422]


async def test_after_closing_only_earlier_hours_are_recorded(api: Api) -> None:
    case_id = await _case(api)
    close = {"closed_on": "2026-11-19", "outcome": "other"}
    await api.call("POST", f"/v1/cases/{case_id}/close", json=close, version=1)
    path = f"/v1/cases/{case_id}/paid-hours"
    late = await api.call("POST", path, json=paid_hours(from_date="2026-11-20"))
    assert (late.status_code, late.json()["type"]) == (409, "/problems/case-closed")
    assert (await api.call("POST", path, json=paid_hours(from_date="2026-11-19"))).status_code == 201


async def test_another_cases_hours_and_placements_are_not_found(api: Api) -> None:
    case_id = await _case(api)
    placed = await place_somewhere(api, case_id)
    made = await api.make(f"/v1/cases/{case_id}/paid-hours", "caseworker", paid_hours())
    someone = await api.make("/v1/citizens", "caseworker", citizen(cpr="6101900014", name="Bo Bæk"))
    other = (await api.make("/v1/cases", "caseworker", case(api, someone["id"])))["id"]
    assert (await api.call("GET", f"/v1/cases/{other}/paid-hours/{made['id']}")).status_code == 404
    answer = await api.call("POST", f"/v1/cases/{other}/paid-hours", json=paid_hours(placement_id=placed.placement_id))
    assert [each["field"] for each in answer.json()["errors"]] == ["body.placement_id"]


async def test_a_repeated_key_records_once_and_strangers_see_nothing(api: Api) -> None:
    path = f"/v1/cases/{await _case(api)}/paid-hours"
    first = await api.call("POST", path, json=paid_hours(), key="key-one-of-mine")
    again = await api.call("POST", path, json=paid_hours(), key="key-one-of-mine")
    assert first.json() == again.json()
    assert len((await api.call("GET", path)).json()["items"]) == 1
    one = f"{path}/{first.json()['id']}"
    assert (await api.call("GET", one, municipality=NORDDJURS)).status_code == 404
    assert (await api.call("GET", one, role="administrator")).status_code == 403
    assert (await api.call("POST", path, "project-manager", json=paid_hours())).status_code == 403
    actions = [each["action"] for each in await audit_events(api)]
    assert actions.count("paid-hours:create") == 1
    assert actions.count("paid-hours:list") == 1


@given(
    st.lists(
        st.builds(Worked, DAYS, st.none() | DAYS, st.sampled_from([4.0, 12.0, 20.0, 37.0])), min_size=1, max_size=5
    ),
)
def test_too_many_agrees_with_looking_at_every_day(worked: list[Worked]) -> None:
    new, others = worked[0], worked[1:]
    [(_, bound)] = law().with_parameters(WeeklyHours, date(2026, 1, 1))
    days = [date.fromordinal(day) for day in range(date(2026, 1, 1).toordinal(), date(2026, 4, 1).toordinal())]
    over = [day for day in days if new.covers(day) and hours_on(day, worked) > bound.at_most]
    found = too_many(new, others, lambda on: law().with_parameters(WeeklyHours, on))
    assert (found.on if found else None) == (over[0] if over else None)


def test_without_a_row_of_the_law_nothing_is_too_much() -> None:
    long_ago = Worked(date(2016, 4, 1), date(2016, 6, 1), 60)
    assert too_many(long_ago, (), lambda on: law().with_parameters(WeeklyHours, on)) is None
