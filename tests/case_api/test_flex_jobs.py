"""Flex jobs of a case: growth of small ones, phase 2, follow-ups of the first months, and time to an aid."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_api.flex_jobs.rules import Hours, standing
from rettematch.contracts.base import Scheme
from rettematch.programmes.definitions import programme
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.bodies_cases import conversation, open_case
from tests.case_api.bodies_paid_hours import paid_hours
from tests.case_api.conftest import NORDDJURS, Api
from tests.case_api.placed_rows import place_somewhere

FLEKSJOB = programme("fleksjob-2")
TODAY = date(2026, 11, 23)


async def _case(api: Api) -> str:
    return str((await open_case(api, programme="fleksjob-2"))["id"])


async def test_a_small_flex_job_that_grows_is_shown_with_its_growth(api: Api) -> None:
    case_id = await _case(api)
    path = f"/v1/cases/{case_id}/paid-hours"
    first = paid_hours(wage_kind="flex-job", hours_per_week=3, from_date="2026-11-03", until_date="2026-11-15")
    await api.make(path, "job-broker", first)
    await api.make(path, "job-broker", paid_hours(wage_kind="flex-job", hours_per_week=5.5, from_date="2026-11-16"))
    await api.make(path, "job-broker", paid_hours(wage_kind="ordinary", hours_per_week=8, from_date="2026-11-16"))
    read = (await api.call("GET", f"/v1/cases/{case_id}/flex-job", "job-broker")).json()
    assert (read["since"], read["hours_at_start"], read["hours_now"], read["growth"]) == ("2026-11-03", 3, 5.5, 2.5)
    assert (read["is_small"], read["needs_no_phase_2"]) == (True, False)
    assert [each["hours_per_week"] for each in read["hours"]] == [3, 5.5]
    assert len(await audit_events(api, "flex-job:read")) == 1


@pytest.mark.parametrize(("hours", "is_small", "needs_no_phase_2"), [(10, True, False), (10.25, False, True)])
def test_ten_hours_are_small_and_a_quarter_more_needs_no_phase_2(
    hours: float, is_small: bool, needs_no_phase_2: bool
) -> None:
    found = standing(FLEKSJOB, [Hours(TODAY, None, hours)], TODAY)
    assert found is not None
    assert (found.is_small, found.needs_no_phase_2) == (is_small, needs_no_phase_2)


STRETCHES = st.builds(
    Hours,
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.none() | st.dates(date(2027, 1, 1), date(2027, 12, 31)),
    st.integers(1, 148).map(lambda quarters: quarters / 4),
)


@given(st.lists(STRETCHES, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_recording_changes_nothing(hours: list[Hours], chance: object) -> None:
    shuffled = sorted(hours, key=lambda _: chance.random())  # type: ignore[attr-defined]  # hypothesis' own Random
    assert standing(FLEKSJOB, hours, TODAY) == standing(FLEKSJOB, shuffled, TODAY)
    assert (standing(FLEKSJOB, hours, TODAY) is None) == all(each.from_ > TODAY for each in hours)


async def test_a_case_without_a_flex_job_has_no_figures(api: Api) -> None:
    read = (await api.call("GET", f"/v1/cases/{await _case(api)}/flex-job")).json()
    assert (read["hours_now"], read["is_small"], read["hours"], read["aids"]) == (None, None, [], [])


async def test_the_time_to_an_aid_is_told_when_it_is_granted(api: Api) -> None:
    case_id = await _case(api)
    events = f"/v1/cases/{case_id}/events"
    body = {"kind": "aid-applied", "on": "2026-11-09", "items": ["granted-by-job-broker"]}
    made = await api.make(events, "job-broker", body)
    path = f"/v1/cases/{case_id}/flex-job"
    assert (await api.call("GET", path)).json()["aids"][0]["days_to_grant"] is None
    await api.call("PATCH", f"{events}/{made['id']}", "job-broker", json={"until": "2026-11-20"}, version=1)
    [aid] = (await api.call("GET", path)).json()["aids"]
    assert (aid["granted_on"], aid["days_to_grant"], aid["routes"]) == ("2026-11-20", 11, ["granted-by-job-broker"])


async def test_the_follow_ups_of_the_first_months_are_counted(api: Api) -> None:
    case_id = await _case(api)
    await place_somewhere(api, case_id, scheme=Scheme.FLEX_JOB)
    await api.make(f"/v1/cases/{case_id}/conversations", "job-broker", conversation())
    read = (await api.call("GET", f"/v1/cases/{case_id}/flex-job")).json()
    assert (read["follow_ups_kept"], read["follow_ups_late"]) == (1, 0)


async def test_strangers_see_nothing(api: Api) -> None:
    path = f"/v1/cases/{await _case(api)}/flex-job"
    assert (await api.call("GET", path, municipality=NORDDJURS)).status_code == 404
    assert (await api.call("GET", path, "administrator")).status_code == 403
