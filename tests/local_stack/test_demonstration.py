"""The demonstration as data: the same for everybody, synthetic, valid, and with considerations that bind."""

import re
from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from pydantic import BaseModel

from case_api.cases.schemas import CaseCreate
from case_api.checklists.schemas import AssessmentCreate
from case_api.citizens.background_schemas import CvEntryWrite, JobGoalWrite, SkillWrite
from case_api.citizens.consideration_schemas import ConsiderationWrite
from case_api.citizens.schemas import CitizenCreate
from case_api.conversations.schemas import ConversationWrite
from case_api.employers.place_schemas import PlaceCreate
from case_api.employers.rules import agreement_faults
from case_api.employers.schemas import AgreementCreate, ContactPersonCreate, EmployerWrite, WorkplaceCreate
from case_api.legal_facts.schemas import LegalFactsWrite
from case_api.measurements.schemas import MeasurementWrite
from case_api.placements.schemas import PlacementCreate
from case_api.staff.schemas import LegalBasisWrite, MunicipalityCreate, StaffWrite, TeamWrite
from local_stack.demonstration import SEED, Demonstration, Request, build
from local_stack.demonstration.companies import make_companies
from local_stack.demonstration.matching import profile_of, snapshot_of
from local_stack.demonstration.people import make_people
from local_stack.demonstration.places import make_places
from local_stack.demonstration.plan import SYDDJURS
from local_stack.tokens import user_claims
from rettematch.constraints import failed_constraints
from rettematch.identifiers import age_on, parse_cpr
from rettematch.industry.packages import PACKAGE_IDS, package
from rettematch.reference.geography import find_postcode

TODAY = date(2026, 11, 23)
LEAP_DAY = date(2028, 2, 29)
MODELS: dict[str, type[BaseModel]] = {
    "municipality": MunicipalityCreate,
    "legal-basis": LegalBasisWrite,
    "team": TeamWrite,
    "staff": StaffWrite,
    "citizen": CitizenCreate,
    "goal": JobGoalWrite,
    "skill": SkillWrite,
    "cv": CvEntryWrite,
    "consideration": ConsiderationWrite,
    "legal-facts": LegalFactsWrite,
    "case": CaseCreate,
    "conversation": ConversationWrite,
    "employer": EmployerWrite,
    "workplace": WorkplaceCreate,
    "contact": ContactPersonCreate,
    "mentor": ContactPersonCreate,
    "agreement": AgreementCreate,
    "place": PlaceCreate,
    "placement": PlacementCreate,
    "assessment": AssessmentCreate,
    "baseline": MeasurementWrite,
    "measurement": MeasurementWrite,
}


@pytest.fixture(scope="module")
def made() -> Demonstration:
    return build(SEED, TODAY)


class _Ids(dict[str, Any]):
    """Answers of requests that were never sent: an id of its own for each, three follow-ups for a placement."""

    def __missing__(self, name: str) -> dict[str, Any]:
        ids = [str(uuid5(NAMESPACE_URL, f"{name}:{number}")) for number in range(4)]
        return {"id": ids[0], "follow_up_plan": [{"id": each} for each in ids[1:]]}


def body(request: Request) -> dict[str, Any]:
    resolved: dict[str, Any] = request.resolved_body(_Ids())
    return resolved


def staff_kind(kind: str) -> str:
    return "staff" if kind.startswith("staff-") else kind


@pytest.mark.parametrize("today", [TODAY, LEAP_DAY], ids=str)
def test_the_same_seed_and_day_give_the_same_bodies_and_another_seed_others(today: date) -> None:
    assert build(SEED, today) == build(SEED, today)
    others = build(SEED + 1, today)
    assert others.of("citizen")[0].body != build(SEED, today).of("citizen")[0].body
    assert len(others.of("citizen")) == 100


def test_there_is_as_much_of_everything_as_the_pilot_had(made: Demonstration) -> None:
    counts = {kind: len(made.of(kind)) for kind in ("citizen", "case", "employer", "workplace", "place")}
    assert counts == {"citizen": 100, "case": 100, "employer": 80, "workplace": 140, "place": 220}
    benefits = Counter(each.body["benefit"] for each in made.of("citizen"))
    assert benefits == {"resource-programme": 20, "cash-benefit": 80}
    roles = Counter(
        role for each in made.requests if each.kind.startswith("staff-") and each.municipality == "0706"
        for role in each.body["roles"]
    )  # fmt: skip
    assert roles == {
        "caseworker": 2, "job-consultant": 2, "job-broker": 3, "team-leader": 1, "project-manager": 1, "mentor": 1,
    }  # fmt: skip
    assert {each.body["model"] for each in made.of("agreement")} == {
        "fixed-seats", "pre-agreed-seats", "approached-on-match", "cluster",
    }  # fmt: skip
    assert len(made.of("placement")) >= 20
    assert [len(made.of(kind)) for kind in ("assessment", "baseline", "measurement")] == [7, 2, 1]


def test_the_neighbour_is_small_and_shares_no_number_with_syddjurs(made: Demonstration) -> None:
    assert len(made.of("citizen", "0707")) == 6
    assert len(made.of("place", "0707")) == 8
    for kind, field in (("citizen", "cpr"), ("employer", "cvr"), ("workplace", "p_number")):
        ours, theirs = ({each.body[field] for each in made.of(kind, code)} for code in ("0706", "0707"))
        assert not ours & theirs


def test_every_person_is_synthetic_and_over_thirty(made: Demonstration) -> None:
    people = [*made.of("citizen"), *made.of("citizen", "0707")]
    numbers = [parse_cpr(each.body["cpr"], allow_synthetic=True) for each in people]
    assert all(number.synthetic for number in numbers)
    assert len({number.digits for number in numbers}) == len(people)
    assert all(age_on(number.born_on, TODAY) >= 30 for number in numbers)
    names = [each.body["name"] for each in people]
    assert len(set(names[:100])) == 100
    assert any("'" in name for name in names)
    assert any(re.search("[æøåÆØÅ]", name) for name in names)


def test_employers_have_numbers_that_are_nobodys(made: Demonstration) -> None:
    assert all(each.body["cvr"].startswith("99") for each in made.of("employer"))
    assert all(each.body["p_number"].startswith("1999") for each in made.of("workplace"))
    assert len({each.body["name"] for each in made.of("employer")}) == 80
    people = [*made.of("contact"), *made.of("mentor")]
    assert all(each.body["phone"].startswith("+45 00") for each in people)
    assert all(each.body["email"].endswith(".example") for each in people)


@pytest.mark.parametrize("today", [TODAY, LEAP_DAY], ids=str)
def test_every_body_is_one_that_the_case_api_accepts(today: date) -> None:
    seen = set()
    for request in build(SEED, today).requests:
        kind = staff_kind(request.kind)
        parsed = MODELS[kind].model_validate(body(request))
        seen.add(kind)
        if isinstance(parsed, AgreementCreate):
            assert agreement_faults(parsed) == []
    assert seen == MODELS.keys()


def test_requests_come_after_those_they_need_and_have_names_of_their_own(made: Demonstration) -> None:
    before: set[str] = set()
    for request in made.requests:
        assert request.needs() <= before
        assert request.name not in before
        before.add(request.name)


def test_staff_can_sign_in_with_the_tokens_of_the_development_issuer(made: Demonstration) -> None:
    for request in made.requests:
        if request.kind.startswith("staff-"):
            role, number = request.body["roles"][0], int(request.name.rpartition("-")[2])
            assert request.body["subject"] == user_claims(role, request.municipality, number)["sub"]


def test_all_ten_packages_have_places_with_occupations_of_their_own(made: Demonstration) -> None:
    places = [each.body for each in made.of("place")]
    assert {each["package"] for each in places} == set(PACKAGE_IDS)
    assert min(Counter(each["package"] for each in places).values()) >= 10
    for each in places:
        assert set(each["occupations"]) <= set(package(each["package"]).occupations)
    known = Counter(demand["known"] for each in places for demand in each["demands"])
    assert min(known["stated"], known["seen"], known["assumed"]) > 100
    assert sum(demand["accommodated"] is not None for each in places for demand in each["demands"]) > 100


def test_workplaces_and_homes_lie_in_the_municipality(made: Demonstration) -> None:
    for code in made.municipalities:
        for each in [*made.of("workplace", code), *made.of("citizen", code)]:
            found = find_postcode(each.body["postcode"])
            assert found is not None
            assert found.municipality_code == code


def test_caseworkers_and_job_brokers_have_even_caseloads(made: Demonstration) -> None:
    for field, people in (("caseworker_id", 2), ("job_broker_id", 3)):
        loads = Counter(each.body[field].name for each in made.of("case"))
        assert len(loads) == people
        assert max(loads.values()) - min(loads.values()) <= 1


def test_cases_began_over_two_months_and_contacts_are_due_in_many(made: Demonstration) -> None:
    starts = sorted(date.fromisoformat(each.body["started_on"]) for each in made.of("case"))
    assert starts[-1] < TODAY
    assert starts[-1] - starts[0] > timedelta(days=56)
    held: dict[str, str] = {}
    for each in made.of("conversation"):
        held[each.path] = max(held.get(each.path, ""), each.body["held_at"][:10])
    silent = [last for last in held.values() if date.fromisoformat(last) < TODAY - timedelta(days=7)]
    assert 10 <= len(silent) <= 60


def test_most_goals_are_linked_and_some_are_not(made: Demonstration) -> None:
    linked = [each.body["occupation"] is not None for each in made.of("goal")]
    assert 0.75 < sum(linked) / len(linked) < 1
    assert {"noget med dyr", "kantine, helst formiddag", "pædagogmedhjælper"} & {
        each.body["text"] for each in made.of("goal")
    }


def test_considerations_bind(made: Demonstration) -> None:
    people = make_people(SYDDJURS, SEED, TODAY)
    assert sum(2 <= len(each.considerations) <= 6 for each in people) >= 70
    valid = [each.body["valid_until"] >= TODAY.isoformat() for each in made.of("consideration")]
    assert 0.03 < valid.count(False) / len(valid) < 0.3
    places = make_places(SYDDJURS, SEED, TODAY, make_companies(SYDDJURS, SEED, TODAY))
    snapshots = [snapshot_of(SYDDJURS, each, TODAY) for each in places]
    in_reach = excluded = 0
    fitting = []
    for person in people:
        profile = profile_of(SYDDJURS, person, TODAY)
        failures = [failed_constraints(profile, snapshot) for snapshot in snapshots]
        reached = [each for each in failures if all(failure.constraint != "reach" for failure in each)]
        in_reach += len(reached)
        excluded += sum(any(failure.dimension and not failure.by_unknown for failure in each) for each in reached)
        fitting.append(sum(not each for each in failures))
    assert excluded / in_reach >= 0.3
    assert sum(count > 0 for count in fitting) >= 75, "most citizens still have somewhere to go"


def test_a_placement_is_at_a_place_that_fits_the_citizen(made: Demonstration) -> None:
    cases = {each.name: each for each in made.of("case")}
    citizens = {each.name: each.body for each in made.of("citizen")}
    places = {each.name: each.body for each in made.of("place")}
    for each in made.of("placement"):
        citizen = citizens[cases[each.body["case_id"].name].body["citizen_id"].name]
        place = places[each.body["place_id"].name]
        assert each.body["scheme"] in set(citizen["schemes"]) & set(place["schemes"])
        assert each.body["hours_per_week"] <= citizen["hours_per_week_max"]
        assert each.body["hours_per_week"] >= place["hours_per_week_min"]
        assert each.body["starts_on"] < TODAY.isoformat() < each.body["ends_on"]
        assert place["package"] in citizen["packages"]
    seats = Counter(each.body["place_id"].name for each in made.of("placement"))
    assert all(taken <= places[name]["seats"] for name, taken in seats.items())
