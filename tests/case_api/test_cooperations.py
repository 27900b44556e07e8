"""Cooperations on a day: the four models, refilling fixed seats, mentors and the portfolio."""

from typing import Any

import pytest

from tests.case_api import bodies_employers as bodies
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.bodies_placements import Situation, another_case, situation
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api

CONSULTANT = "job-consultant"
AGREEMENTS = "/v1/cooperation-agreements"
COURSE = {"kind": "course", "on": "2026-03-02"}
NETWORK = {"kind": "network", "on": "2026-04-02"}


async def read(api: Api, path: str, **query: Any) -> dict[str, Any]:
    answer = await api.call("GET", path, CONSULTANT, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def state(api: Api, agreement: dict[str, Any], on: str = "2026-11-23") -> dict[str, Any]:
    return await read(api, f"{AGREEMENTS}/{agreement['id']}/state", on=on)


def broken(found: dict[str, Any]) -> dict[str, str]:
    """What is wrong by rule, without the rule's own words."""
    return {each["rule_id"]: each["danish"].rpartition(". ")[2] for each in found["findings"]}


async def agreed(api: Api, there: Situation, **changes: Any) -> dict[str, Any]:
    """An agreement with a fixed contact, with the situation's place under it."""
    contact = {"jobcentre_contact_id": api.staff[SYDDJURS, CONSULTANT]}
    body = bodies.agreement(there.workplace["employer_id"], **contact | changes)
    made = await api.make(AGREEMENTS, CONSULTANT, body)
    await change(api, f"/v1/places/{there.place['id']}", agreement_id=made["id"], mentor_id=there.contact["id"])
    return made


async def change(api: Api, path: str, role: str = CONSULTANT, **fields: Any) -> dict[str, Any]:
    version = (await api.call("GET", path, role)).json()["version"]
    answer = await api.call("PATCH", path, role, json=fields, version=version)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


async def train(api: Api, there: Situation, *trainings: dict[str, Any]) -> dict[str, Any]:
    return await change(api, f"/v1/contact-persons/{there.contact['id']}", trainings=list(trainings))


async def take(there: Situation, **changes: Any) -> dict[str, Any]:
    answer = await there.take(**changes)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def end(api: Api, placement: dict[str, Any], on: str) -> None:
    path = f"/v1/placements/{placement['id']}/end"
    answer = await api.call("POST", path, CONSULTANT, json={"ended_on": on, "outcome": "completed"}, version=1)
    assert answer.status_code == 200, answer.text


@pytest.mark.rule("stv_model_1")
async def test_fixed_seats_are_refilled_and_their_mentor_is_trained(api: Api) -> None:
    there = await situation(api, place={"seats": 3}, workplace={"ordinary_full_time": 50})
    agreement = await agreed(api, there)
    found = await state(api, agreement)
    assert broken(found) == {"stv_model_1": "Virksomhedsmentoren er ikke uddannet."}
    await train(api, there, NETWORK, COURSE)
    found = await state(api, agreement)
    assert (found["seats"], found["taken"], found["mentors_trained"], found["findings"]) == (3, 0, True, [])
    assert broken(await state(api, agreement, "2026-11-01")) == {}
    placement = await take(there)
    api.clock.advance(days=20)
    assert (await state(api, agreement, "2026-12-13"))["taken"] == 1
    await end(api, placement, "2026-12-10")
    found = await state(api, agreement, "2026-12-13")
    assert (found["taken"], found["ended_and_not_refilled"]) == (0, 1)
    assert broken(found) == {"stv_model_1": "Faste pladser er ikke fyldt op igen."}
    earlier = await state(api, agreement, "2026-12-10")
    assert (earlier["taken"], earlier["findings"]) == (1, [])
    case = await another_case(api, 7)
    await take(there, case_id=case["id"], starts_on="2027-01-04", ends_on="2027-02-22", follow_up_plan=[])
    assert (await state(api, agreement, "2026-12-13"))["findings"] == [], "a planned placement refills it"


@pytest.mark.rule("stv_model_1")
async def test_too_many_fixed_seats_are_found_on_the_days_on_which_there_are(api: Api) -> None:
    there = await situation(api)
    await train(api, there, COURSE)
    changes = [{"from_date": "2027-01-01", "seats": 10}, {"from_date": "2027-03-01", "seats": 9}]
    agreement = await agreed(api, there, seat_changes=changes, valid_until="2027-12-31")
    assert [each["seats"] for each in (await state(api, agreement))["periods"]] == [3, 10, 9]
    seats = {on: await state(api, agreement, on) for on in ("2026-12-31", "2027-01-01", "2027-03-01", "2028-01-01")}
    assert [each["seats"] for each in seats.values()] == [3, 10, 9, 0]
    assert [broken(each) for each in seats.values()] == [
        {},
        {"stv_model_1": "For få eller for mange pladser."},
        {},
        {},
    ]
    assert seats["2028-01-01"]["in_force"] is False


@pytest.mark.rule("stv_model_2")
async def test_pre_agreed_seats_may_stand_empty_but_must_be(api: Api) -> None:
    there = await situation(api, place={"seats": 2})
    agreement = await agreed(api, there, model="pre-agreed-seats", seats=None)
    found = await state(api, agreement)
    assert (found["seats"], broken(found)) == (2, {}), "those of its places; an untrained mentor is no fault here"
    answer = await api.call("POST", f"/v1/places/{there.place['id']}/withdraw", CONSULTANT, version=2)
    assert answer.status_code == 200, answer.text
    assert broken(await state(api, agreement)) == {"stv_model_2": "For få eller for mange pladser."}


@pytest.mark.rule("stv_model_3")
@pytest.mark.rule("stv_fixed_jobcentre_contact")
async def test_a_company_that_is_approached_keeps_no_seats_but_has_a_contact(api: Api) -> None:
    there = await situation(api, place={"seats": 2})
    agreement = await agreed(api, there, model="approached-on-match", seats=None)
    found = await state(api, agreement)
    assert (found["seats"], found["findings"]) == (0, [])
    await change(api, f"{AGREEMENTS}/{agreement['id']}", jobcentre_contact_id=None)
    assert list(broken(await state(api, agreement))) == ["stv_fixed_jobcentre_contact"]
    await change(api, f"{AGREEMENTS}/{agreement['id']}", jobcentre_contact_id=api.staff[SYDDJURS, CONSULTANT])
    await change(api, f"/v1/staff/{api.staff[SYDDJURS, CONSULTANT]}", "administrator", active=False)
    left = await api.call("GET", f"{AGREEMENTS}/{agreement['id']}/state", "caseworker")
    assert list(broken(left.json())) == ["stv_fixed_jobcentre_contact"], "who has left is nobody's contact"


@pytest.mark.rule("stv_model_4")
async def test_a_cluster_of_two_employers_has_a_mentor_at_each_workplace_and_a_central_one(api: Api) -> None:
    there = await situation(api)
    second = await bodies.make_workplace(api, 2, postcode="8410")
    cluster = {"model": "cluster", "seats": 2, "workplaces": [there.workplace["id"], second["id"]]}
    agreement = await agreed(api, there, **cluster, central_mentor_id=there.contact["id"])
    place = bodies.place(second["id"], agreement_id=agreement["id"])
    await api.make("/v1/places", CONSULTANT, place)
    found = await state(api, agreement)
    assert (found["workplaces"], found["workplaces_with_mentor"], found["central_mentors"]) == (2, 1, 1)
    assert broken(found) == {"stv_model_4": "Et arbejdssted har ingen mentor."}
    body = bodies.contact(second["employer_id"], workplace_id=second["id"], is_mentor=True, name="Åse Mentor")
    await api.make("/v1/contact-persons", CONSULTANT, body)
    assert (await state(api, agreement))["findings"] == []
    await change(api, f"/v1/contact-persons/{there.contact['id']}", active=False)
    texts = [each["danish"].rpartition(". ")[2] for each in (await state(api, agreement))["findings"]]
    assert texts == ["Et arbejdssted har ingen mentor.", "Der er ingen central mentor."]


@pytest.mark.rule("stv_model_4")
async def test_a_citizen_moves_within_a_cluster_and_the_course_goes_on(api: Api) -> None:
    there = await situation(api)
    second, third = await bodies.make_workplace(api, 2), await bodies.make_workplace(api, 3)
    cluster = {"model": "cluster", "workplaces": [there.workplace["id"], second["id"]], "seats": 2}
    agreement = await agreed(api, there, **cluster, central_mentor_id=there.contact["id"])
    away = await api.make("/v1/places", CONSULTANT, bodies.place(second["id"], agreement_id=agreement["id"]))
    outside = await api.make("/v1/places", CONSULTANT, bodies.place(third["id"]))
    contacts = [
        await api.make("/v1/contact-persons", CONSULTANT, bodies.contact(each["employer_id"]))
        for each in (second, third)
    ]
    first = await take(there)
    later: dict[str, Any] = {"starts_on": "2026-12-14", "ends_on": "2027-02-01", "follow_up_plan": [], "step_up": []}
    later |= {"moved_from": first["id"], "place_id": away["id"], "contact_person_id": contacts[0]["id"]}
    assert faulty(await there.take(**later)) == ["body.moved_from"], "it still runs"
    api.clock.advance(days=20)
    await end(api, first, "2026-12-11")
    beside = {"place_id": outside["id"], "contact_person_id": contacts[1]["id"]}
    assert faulty(await there.take(**later | beside)) == ["body.moved_from"], "not in the cluster"
    strange = {"case_id": (await another_case(api, 7))["id"]}
    assert faulty(await there.take(**later | strange)) == ["body.moved_from"], "of another case"
    moved = await take(there, **later)
    assert (moved["moved_from"], moved["case_id"]) == (first["id"], first["case_id"])
    listed = (await api.call("GET", "/v1/placements", params={"case_id": first["case_id"]})).json()["items"]
    assert [each["moved_from"] for each in listed] == [None, first["id"]]


def faulty(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [each["field"] for each in answer.json()["errors"]]


async def test_only_a_cluster_spans_employers(api: Api) -> None:
    there = await situation(api)
    second, third = await bodies.make_workplace(api, 2), await bodies.make_workplace(api, 3)
    stranger = await api.make("/v1/contact-persons", CONSULTANT, bodies.contact(third["employer_id"], is_mentor=True))
    workplaces = [there.workplace["id"], second["id"]]
    owner = there.workplace["employer_id"]
    for body, field in (
        (bodies.agreement(owner, workplaces=workplaces), "body.workplaces.1"),
        (
            bodies.agreement(owner, model="cluster", workplaces=workplaces, central_mentor_id=stranger["id"]),
            "body.central_mentor_id",
        ),
    ):
        answer = await api.call("POST", AGREEMENTS, CONSULTANT, json=body)
        assert [each["field"] for each in answer.json()["errors"]] == [field]
    made = await agreed(api, there, model="cluster", workplaces=workplaces, central_mentor_id=there.contact["id"])
    elsewhere = bodies.place(third["id"], agreement_id=made["id"])
    answer = await api.call("POST", "/v1/places", CONSULTANT, json=elsewhere)
    assert [each["field"] for each in answer.json()["errors"]] == ["body.agreement_id"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seat_changes": [{"from_date": "2026-11-01", "seats": 2}]}, "body"),
        (
            {"seat_changes": [{"from_date": "2027-02-01", "seats": 2}, {"from_date": "2027-01-01", "seats": 3}]},
            "body",
        ),
        ({"valid_until": "2026-12-31", "seat_changes": [{"from_date": "2027-01-01", "seats": 2}]}, "body"),
        ({"seat_changes": [{"from_date": "2027-01-01", "seats": -1}]}, "body.seat_changes.0.seats"),
        (
            {"model": "pre-agreed-seats", "seats": None, "seat_changes": [{"from_date": "2027-01-01", "seats": 2}]},
            "body.seats",
        ),
    ],
)
async def test_seats_over_time_must_be_in_order(api: Api, changes: dict[str, Any], field: str) -> None:
    made = await api.make("/v1/employers", CONSULTANT, bodies.employer())
    answer = await api.call("POST", AGREEMENTS, CONSULTANT, json=bodies.agreement(made["id"], **changes))
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


@pytest.mark.rule("stv_model_1")
async def test_seats_to_refill_are_listed_the_longest_free_first(api: Api) -> None:
    there = await situation(api, place={"seats": 3}, workplace={"ordinary_full_time": 50})
    await agreed(api, there)
    first = await take(there)
    second = await take(there, case_id=(await another_case(api, 7))["id"])
    assert (await read(api, f"{AGREEMENTS}/refills"))["items"] == []
    api.clock.advance(days=30)
    await end(api, second, "2026-12-10")
    await end(api, first, "2026-12-15")
    items = (await read(api, f"{AGREEMENTS}/refills"))["items"]
    assert [(each["free_since"], each["days_free"]) for each in items] == [("2026-12-11", 12), ("2026-12-16", 7)]
    assert (items[0]["workplace"], items[0]["place"], items[0]["employer"]) == (
        "Kantinen i Ebeltoft",
        "Hjælp i kantinen",
        "Æblegårdens Køkken",
    )
    assert [each["free_since"] for each in (await read(api, f"{AGREEMENTS}/refills", on="2026-12-12"))["items"]] == [
        "2026-12-11"
    ]
    mine = {"jobcentre_contact_id": api.staff[SYDDJURS, CONSULTANT]}
    assert len((await read(api, f"{AGREEMENTS}/refills", **mine))["items"]) == 2
    nobodys = {"jobcentre_contact_id": api.staff[SYDDJURS, "job-broker"]}
    assert (await read(api, f"{AGREEMENTS}/refills", **nobodys))["items"] == []
    elsewhere = await api.call("GET", f"{AGREEMENTS}/refills", CONSULTANT, NORDDJURS)
    assert elsewhere.json()["items"] == []


@pytest.mark.rule("stv_model_2")
async def test_only_a_model_that_keeps_its_seats_refills_them(api: Api) -> None:
    there = await situation(api, place={"seats": 2}, workplace={"ordinary_full_time": 50})
    agreement = await agreed(api, there, model="pre-agreed-seats")
    placement = await take(there)
    api.clock.advance(days=30)
    await end(api, placement, "2026-12-10")
    assert (await state(api, agreement, "2026-12-23"))["ended_and_not_refilled"] == 1
    assert (await read(api, f"{AGREEMENTS}/refills"))["items"] == []


@pytest.mark.rule("stv_mentor_training")
async def test_a_workplace_shows_its_mentors_and_what_they_have_taken(api: Api) -> None:
    there = await situation(api)
    path = f"/v1/workplaces/{there.workplace['id']}/mentors"
    assert (await read(api, path))["items"] == [], "a mentor of the employer, but not of the workplace"
    await change(api, f"/v1/contact-persons/{there.contact['id']}", workplace_id=there.workplace["id"])
    found = await read(api, path)
    assert ([each["trained"] for each in found["items"]], list(broken(found))) == ([False], ["stv_mentor_training"])
    await train(api, there, NETWORK)
    found = await read(api, path)
    assert ([each["trained"] for each in found["items"]], found["findings"]) == ([False], [])
    await train(api, there, NETWORK, COURSE)
    [mentor] = (await read(api, path))["items"]
    assert (mentor["trained"], mentor["trained_on"], len(mentor["trainings"])) == (True, "2026-03-02", 2)
    [before] = (await read(api, path, on="2026-03-01"))["items"]
    assert (before["trained"], before["trainings"]) == (False, [])


@pytest.mark.parametrize(
    ("training", "field"),
    [
        ({"kind": "canary", "on": "2026-03-02"}, "body.trainings.0.kind"),
        ({"kind": "course", "on": "2026-11-24"}, "body.trainings.0.on"),
    ],
)
async def test_a_training_that_is_not_offered_or_lies_ahead_is_refused(
    api: Api, training: dict[str, Any], field: str
) -> None:
    made = await api.make("/v1/employers", CONSULTANT, bodies.employer())
    body = bodies.contact(made["id"], is_mentor=True, trainings=[training])
    answer = await api.call("POST", "/v1/contact-persons", CONSULTANT, json=body)
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text


@pytest.mark.rule("stv_portfolio_spread")
async def test_a_portfolio_tells_what_it_is_spread_over_and_what_is_thin(api: Api) -> None:
    empty = await read(api, f"{AGREEMENTS}/portfolio")
    assert (empty["workplaces"], empty["findings"]) == (0, [])
    there = await situation(api)
    agreement = await agreed(api, there)
    found = await read(api, f"{AGREEMENTS}/portfolio", from_postcode="8400")
    assert (found["employers"], found["workplaces"], [each["workplaces"] for each in found["distance"]]) == (
        1,
        1,
        [1, 0, 0, 0],
    )
    assert broken(found) == {"stv_portfolio_spread": "Der mangler: branche, geografi, størrelse."}
    other = await bodies.make_workplace(
        api, 2, postcode="8900", industry_code="107110", ordinary_full_time=80, ordinary_full_time_on="2026-11-02"
    )
    second = await api.make(AGREEMENTS, CONSULTANT, bodies.agreement(other["employer_id"], valid_from="2026-11-10"))
    found = await read(api, f"{AGREEMENTS}/portfolio")
    assert list(broken(found)) == ["stv_fixed_jobcentre_contact"]
    assert found["without_jobcentre_contact"] == [other["employer_id"]]
    fixed = found["models"][0]
    assert (fixed["model"], fixed["agreements"], fixed["seats"]) == ("fixed-seats", 2, 6)
    assert (await read(api, f"{AGREEMENTS}/portfolio", on="2026-11-09"))["workplaces"] == 1
    [kitchen] = [each for each in found["packages"] if each["package"] == "kitchen"]
    assert (kitchen["citizens"], kitchen["seats"], kitchen["free_seats"], kitchen["thin"]) == (None, 1, 1, False)
    assert agreement["id"] != second["id"]
    elsewhere = await api.call("GET", f"{AGREEMENTS}/portfolio", CONSULTANT, NORDDJURS)
    assert elsewhere.json()["workplaces"] == 0


async def test_who_may_read_and_what_is_missing(api: Api) -> None:
    there = await situation(api)
    agreement = await agreed(api, there)
    path = f"{AGREEMENTS}/{agreement['id']}/state"
    assert (await api.call("GET", path, "mentor")).status_code == 200
    assert (await api.call("GET", f"{AGREEMENTS}/portfolio", "mentor")).status_code == 403
    assert (await api.call("GET", path, CONSULTANT, NORDDJURS)).status_code == 404
    nowhere = await api.call("GET", f"{AGREEMENTS}/portfolio", params={"from_postcode": "0001"})
    assert [each["field"] for each in nowhere.json()["errors"]] == ["query.from_postcode"]
    before = len(await audit_events(api))
    for one in (path, f"{AGREEMENTS}/refills", f"{AGREEMENTS}/portfolio"):
        await api.call("GET", one, CONSULTANT)
    assert len(await audit_events(api)) == before, "no citizen is seen in any of them"
