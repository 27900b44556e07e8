"""Who answers for whose follow-ups, and how constant a part was: pure decisions over rows."""

from datetime import UTC, date, datetime
from uuid import UUID

from case_api.people.models import CasePerson, Part
from case_api.people.rules import asks_for_one_person, changes_of, responsible
from rettematch.contracts.base import Role
from rettematch.identifiers import uuid7
from rettematch.programmes.definitions import programmes

ANE, BO, CAN = uuid7(), uuid7(), uuid7()
CASE = uuid7()
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def row(
    part: Part, staff: UUID | None, first: int, until: int | None = None, company: UUID | None = None
) -> CasePerson:
    return CasePerson(
        municipality_code="0706",
        id=uuid7(),
        created_at=NOW,
        updated_at=NOW,
        case_id=CASE,
        part=part,
        staff_id=staff,
        contact_person_id=company,
        from_date=date(2026, 11, first),
        to_date=None if until is None else date(2026, 11, until),
    )


def test_each_role_is_answered_for_by_who_has_the_part_that_day() -> None:
    rows = [row(Part.JOB_BROKER, ANE, 2, 10), row(Part.JOB_BROKER, BO, 10), row(Part.MENTOR, CAN, 5)]
    assert responsible(rows, date(2026, 11, 9)) == {Role.JOB_BROKER: ANE, Role.MENTOR: CAN}
    assert responsible(rows, date(2026, 11, 10)) == {Role.JOB_BROKER: BO, Role.MENTOR: CAN}
    assert responsible(rows, date(2026, 11, 1)) == {}


def test_the_support_person_answers_before_the_mentor_and_a_company_never() -> None:
    both = [row(Part.MENTOR, ANE, 2), row(Part.SUPPORT_PERSON, BO, 2)]
    assert responsible(both, date(2026, 11, 9)) == {Role.MENTOR: BO}
    outside = [row(Part.MENTOR, ANE, 2), row(Part.SUPPORT_PERSON, None, 2, company=CAN)]
    assert responsible(outside, date(2026, 11, 9)) == {Role.MENTOR: ANE}


def test_who_was_replaced_on_the_first_day_is_no_change() -> None:
    rows = [row(Part.JOB_BROKER, ANE, 2, 2), row(Part.JOB_BROKER, BO, 2)]
    assert changes_of(rows) == []


def test_a_gap_is_a_change_to_nobody() -> None:
    rows = [row(Part.JOB_BROKER, ANE, 2, 5), row(Part.JOB_BROKER, BO, 9)]
    [told] = changes_of(rows)
    assert (told.on, told.before, told.after) == (date(2026, 11, 5), rows[0], None)


def test_which_part_is_to_stay_is_read_from_the_programme() -> None:
    asked = {
        (programme.id, part.value): rule.id
        for programme in programmes().values()
        for part in Part
        if (rule := asks_for_one_person(programme, part, NOW.date()))
    }
    assert asked[("flere-skal-med-2", "job-broker")] == "fsm_broker_each"
    assert asked[("jobfirst", "support-person")] == "jf_support_before_start"
    assert ("fleksjob-2", "job-broker") not in asked
