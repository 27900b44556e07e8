"""What the clubs' records are in the course of a case."""

from datetime import date

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.clubs.models import AttendanceState, ClubAttendance, ClubMembership, JobClub
from case_api.context import Work
from case_api.courses.events import EventWritten, set_events
from rettematch.contracts.cases import EventKind

MEMBERSHIP = "club-membership"
ATTENDANCE = "club-attendance"


def assigned(club: JobClub, membership: ClubMembership) -> EventWritten:
    """The citizen stands under the club, with those who are responsible as far as they are set."""
    main = () if club.main_responsible_id is None else ("main-responsible",)
    items = ("club-id", *main, "supplementary-responsible")
    return EventWritten(kind=EventKind.CLUB_ASSIGNED, on=membership.from_date, items=items)


def attended(state: AttendanceState, on: date) -> list[EventWritten]:
    """What a mark on a club day means: attendance is recorded; who came had a club day; who stayed away was absent."""
    kinds = [EventKind.ATTENDANCE]
    if state is AttendanceState.PRESENT:
        kinds.append(EventKind.CLUB_DAY)
    if state is AttendanceState.UNEXCUSED:
        kinds.append(EventKind.ABSENCE)
    return [EventWritten(kind=kind, on=on) for kind in kinds]


async def publish_membership(work: Work, case: Case, club: JobClub, membership: ClubMembership) -> None:
    """The case is locked."""
    await set_events(work, case, MEMBERSHIP, membership.id, [assigned(club, membership)])
    await publish_case(work, case)


async def publish_attendance(work: Work, case: Case, row: ClubAttendance, on: date) -> None:
    """The case is locked."""
    await set_events(work, case, ATTENDANCE, row.id, attended(row.state, on))
    await publish_case(work, case)
