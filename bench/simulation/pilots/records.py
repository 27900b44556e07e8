"""What staff record that has a place of its own in the case API."""

from collections.abc import Mapping
from typing import Final

from bench.simulation.course import Course
from bench.simulation.office import Who
from bench.simulation.working import Record
from rettematch.contracts.cases import EventKind


async def measure(course: Course, by: Who, _: tuple[str, ...]) -> None:
    """Both sides answer every question of today, each answer a few points from the middle."""
    path = f"{course.path}/progression"
    due = await course.office.call(by, "GET", f"{path}/questions")
    for side in due["sides"]:
        answers = [{"question": each["id"], "value": course.random.randint(30, 70)} for each in side["questions"]]
        body = {"answered_by": side["answered_by"], "on": course.today.isoformat(), "answers": answers}
        if due["in_placement"]:
            body["placement_id"] = course.placement_id
        await course.office.make(by, f"{path}/measurements", body)


async def consent(course: Course) -> None:
    """The citizen signs that the health department may be talked with."""
    await course.office.make(
        course.caseworker,
        f"/v1/citizens/{course.citizen_id}/consents",
        {
            "direction": "both",
            "counterpart": "health-department",
            "categories": ["job-goal-and-cv", "health-documents", "considerations"],
            "purpose": "Tværfaglig samtale om vejen til job.",
            "given": "signed",
            "given_on": course.today.isoformat(),
            "in_force_from": course.today.isoformat(),
        },
    )


async def pay(course: Course, hours: float, wage_kind: str) -> None:
    """Paid hours from today at the workplace where the citizen is."""
    if course.offer is None:
        raise LookupError(course.case_id)
    body = {
        "from_date": course.today.isoformat(),
        "wage_kind": wage_kind,
        "workplace_id": course.offer.workplace_id,
        "placement_id": course.placement_id,
        "hours_per_week": hours,
    }
    await course.office.make(course.consultant, f"{course.path}/paid-hours", body)


PROGRESSION: Final[Mapping[EventKind, Record]] = {EventKind.PROGRESSION: measure}
