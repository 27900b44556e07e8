"""Which place of a ranking was chosen, and why: recorded with the placement, as the caller saw it."""

from typing import Any

import pytest

from case_api.placements.choices import OVERRIDE_REASONS
from tests.case_api.bodies_placements import situation
from tests.case_api.conftest import Api

RUN = "0193a000-0000-7000-8000-000000000011"


@pytest.mark.parametrize(
    "choice",
    [
        {"run_id": RUN, "rank": 1},
        {"run_id": RUN, "rank": 100, "override_reason": "transport"},
        {"run_id": RUN, "rank": None, "override_reason": "asked-first"},
    ],
)
async def test_the_rank_and_the_reason_are_kept_with_the_placement(api: Api, choice: dict[str, Any]) -> None:
    taken = await (await situation(api)).take(choice=choice)
    assert taken.status_code == 201, taken.text
    read = (await api.call("GET", taken.headers["location"])).json()
    assert read["choice"] == {"rank": None, "override_reason": None} | choice
    listed = (await api.call("GET", "/v1/placements")).json()["items"]
    assert [each["choice"] for each in listed] == [read["choice"]]
    [version] = (await api.call("GET", f"{taken.headers['location']}/history")).json()["items"]
    shown = {each["field"]: each["after"] for each in version["changes"]}
    assert (shown["run_id"], shown.get("chosen_rank")) == (RUN, choice["rank"])


async def test_a_placement_from_no_list_has_no_choice_and_a_change_keeps_what_was_recorded(api: Api) -> None:
    there = await situation(api, place={"seats": 2})
    plain = (await there.take()).json()
    assert plain["choice"] is None
    path = f"/v1/placements/{plain['id']}"
    refused = await api.call("PATCH", path, "job-consultant", json={"choice": {"run_id": RUN, "rank": 1}}, version=1)
    assert refused.status_code == 422, "how a place was chosen does not change afterwards"


async def test_what_does_not_hang_together_is_refused_by_name_and_not_repeated(api: Api) -> None:
    there = await situation(api)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"run_id": RUN, "rank": 2}, "body.choice.override_reason"),
        ({"run_id": RUN}, "body.choice.override_reason"),
        ({"run_id": RUN, "rank": 1, "override_reason": "transport"}, "body.choice.override_reason"),
        ({"run_id": RUN, "rank": 2, "override_reason": "lazy"}, "body.choice.override_reason"),
        ({"run_id": RUN, "rank": 0, "override_reason": "transport"}, "body.choice.rank"),
        ({"run_id": RUN, "rank": 101, "override_reason": "transport"}, "body.choice.rank"),
        ({"rank": 1}, "body.choice.run_id"),
        ({"run_id": RUN, "rank": 1, "lazy": "x"}, "body.choice"),
    ]
    for choice, field in wrong:
        for path in ("/v1/placements", "/v1/placements/check"):
            answer = await api.call("POST", path, "job-consultant", json=there.body(choice=choice))
            assert answer.status_code == 422, (choice, answer.text)
            assert [each["field"] for each in answer.json()["errors"]] == [field]
            assert "lazy" not in answer.text
    assert (await there.place_now())["seats_taken"] == 0


def test_every_reason_is_a_slug_with_danish_words_of_its_own() -> None:
    assert all(each == each.lower() and " " not in each and len(each) <= 40 for each in OVERRIDE_REASONS)
    assert len(set(OVERRIDE_REASONS.values())) == len(OVERRIDE_REASONS) >= 7
