"""Pure decisions about course events: whether a programme knows what is recorded."""

from collections.abc import Collection, Mapping

from case_api.courses.schemas import Covered
from rettematch.contracts.cases import EventKind
from rettematch.problems import FieldError

NOTE = "note"
"""The key of a note about the whole, not about one item."""

RECORDED_ELSEWHERE: Mapping[EventKind, str] = {
    EventKind.EXTENSION: "/v1/placements/{placement_id}/extend",
    EventKind.FOLLOW_UP_REMINDER: "/v1/placements",
    EventKind.INTERNSHIP_PURPOSE: "/v1/placements",
    EventKind.ABSENCE_SHEET: "/v1/clubs/{club_id}/absence-sheets",
    EventKind.ACTIVATION_OFFER: "/v1/cases/{case_id}/availability-assessments",
    EventKind.ATTENDANCE: "/v1/clubs/{club_id}/sessions/{session_id}/attendance",
    EventKind.AVAILABILITY_ASSESSED: "/v1/cases/{case_id}/availability-assessments",
    EventKind.CLUB_ASSIGNED: "/v1/clubs/{club_id}/memberships",
    EventKind.CLUB_DAY: "/v1/clubs/{club_id}/sessions/{session_id}/attendance",
    EventKind.END_TALK: "/v1/cases/{case_id}/end-talks",
    EventKind.LOG_ENTRY: "/v1/cases/{case_id}/log-book",
    EventKind.LOG_FOLLOWED_UP: "/v1/cases/{case_id}/log-book/{log_id}/follow-up",
    EventKind.PAID_HOURS: "/v1/cases/{case_id}/paid-hours",
    EventKind.CONSENT: "/v1/citizens/{citizen_id}/consents",
    EventKind.INFORMATION_SHARED: "/v1/cases/{case_id}/information-shares",
    EventKind.PROGRESSION: "/v1/cases/{case_id}/progression/measurements",
    EventKind.CHILD_JOB_ASKED: "/v1/cases/{case_id}/step-ups",
    EventKind.EXEMPTED: "/v1/cases/{case_id}/clarifications",
    EventKind.GROUP: "/v1/cases/{case_id}/clarifications",
    EventKind.STEP_UP: "/v1/cases/{case_id}/step-ups",
    EventKind.STEP_UP_AGREEMENT: "/v1/cases/{case_id}/step-ups",
    EventKind.STEP_UP_PREPARED_FAMILY: "/v1/cases/{case_id}/step-ups",
    EventKind.STEP_UP_PREPARED_HEALTH: "/v1/cases/{case_id}/step-ups",
    EventKind.STEP_UP_TALK: "/v1/cases/{case_id}/step-ups",
    EventKind.SUPPORT_PERSON: "/v1/cases/{case_id}/people",
}
"""Kinds that follow from records of their own, with the path under which these are made."""


def covered_items(items: Collection[str], notes: Collection[str] = ()) -> list[str]:
    """All that an event covers: what is named, and what has a text."""
    return sorted({*items, *notes} - {NOTE})


def faults_of(
    event: Covered, known: Mapping[EventKind, Collection[str]], place: str, notes: Collection[str] = ()
) -> list[FieldError]:
    """What of an event the programme does not know.

    Args:
        event: As it was sent.
        known: The kinds and items of the programme.
        place: Where it stands in the request: `body`, `body.covered.0`.
        notes: The items that have a text.
    """
    if event.kind in RECORDED_ELSEWHERE:
        path = RECORDED_ELSEWHERE[event.kind]
        return [FieldError(field=f"{place}.kind", expected=f"is recorded under {path}", danish="registreres for sig")]
    if event.kind not in known:
        return [
            FieldError(
                field=f"{place}.kind",
                expected="must be a kind that the programme asks about: " + ", ".join(sorted(known)),
                danish="bruges ikke i denne indsats",
            )
        ]
    allowed = known[event.kind]
    expected = "must be items of the kind: " + (", ".join(sorted(allowed)) or "it has none")
    faults = []
    if not set(event.items) <= set(allowed):
        faults.append(FieldError(field=f"{place}.items", expected=expected, danish="findes ikke i denne indsats"))
    if not set(notes) <= {NOTE, *allowed}:
        faults.append(FieldError(field=f"{place}.notes", expected=expected, danish="findes ikke i denne indsats"))
    return faults
