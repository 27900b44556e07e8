"""Jobviften: five job clubs with a club day a week, 13 weeks on cash benefit and 5 on unemployment benefit."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from bench.simulation.course import Course, working_day
from bench.simulation.office import Office, Who
from bench.simulation.pilots.pilot import Pilot, Starts, spread
from rettematch.contracts.cases import EventKind
from rettematch.programmes.definitions import programme
from rettematch.programmes.parameters import Checklist

_OPENS: Final = date(2026, 1, 5)
_CLUBS_RULE: Final = "jv_jobclub_count"
_CLUB_DAY: Final = 2
"""Wednesday."""
_STAYS_AWAY, _GETS_A_PLACE = 0.01, 0.3
_CLUBS: Final = "clubs"


async def _prepare(office: Office) -> None:
    """The clubs that the programme names, each with a consultant who is responsible for its industry."""
    [clubs] = [
        each for rule, each in programme("jobviften").with_parameters(Checklist, _OPENS) if rule.id == _CLUBS_RULE
    ]
    made = []
    for number, industry in enumerate(clubs.wanted, start=1):
        body = {
            "number": number,
            "industry": industry,
            "main_responsible_id": office.staff[Who("team-leader")],
            "industry_owner_id": office.staff[office.of("job-consultant", number)],
        }
        made.append((await office.make(Who("team-leader"), "/v1/clubs", body))["id"])
    office.memory[_CLUBS] = made


async def _begin(course: Course) -> None:
    course.benefit = course.cohort or course.benefit
    course.match_group = "job-ready"
    await course.open()
    await course.event("entry", "modtagelsen")
    await course.event("information-meeting", amount=1)
    clubs: list[str] = course.office.memory[_CLUBS]
    course.memory["club"] = clubs[course.number % len(clubs)]
    body = {"case_id": course.case_id, "from_date": course.today.isoformat()}
    await course.office.make(course.consultant, f"/v1/clubs/{course.memory['club']}/memberships", body)
    if course.cohort == "cash-benefit" and course.random.random() < _GETS_A_PLACE:
        course.on(course.started_on + timedelta(weeks=7), lambda: _place(course))
        course.on(course.started_on + timedelta(weeks=11, days=1), lambda: course.leave("completed"))


async def _place(course: Course) -> None:
    """Four weeks, as the law has it for the job-ready."""
    until = course.today + timedelta(weeks=4) - timedelta(days=1)
    await course.place("internship", until, 20, purpose="train-skills")


async def _daily(office: Office, day: date, courses: Collection[Course]) -> None:
    """The weekly club day, and the absence sheet of the month before on the month's first working day."""
    clubs: list[str] = office.memory[_CLUBS]
    monday = day - timedelta(days=day.weekday())
    is_club_day = day == working_day(monday + timedelta(days=_CLUB_DAY))
    for number, club in enumerate(clubs, start=1):
        consultant = office.of("job-consultant", number)
        members = [each for each in courses if each.memory["club"] == club and each.is_open]
        if is_club_day and members:
            await _club_day(office, consultant, club, day, members)
        if day == working_day(day.replace(day=1)) and day > _OPENS:
            month = f"{day.replace(day=1) - timedelta(days=1):%Y-%m}"
            await office.make(consultant, f"/v1/clubs/{club}/absence-sheets", {"month": month})


async def _club_day(office: Office, consultant: Who, club: str, day: date, members: list[Course]) -> None:
    path = f"/v1/clubs/{club}/sessions"
    session = await office.make(
        consultant,
        path,
        {"held_on": day.isoformat(), "workshops": [{"title": "Skriv en ansøgning", "citizens": len(members)}]},
    )
    marks = [
        {
            "case_id": each.case_id,
            "state": "absent-without-notice" if each.random.random() < _STAYS_AWAY else "present",
        }
        for each in members
    ]
    path = f"{path}/{session['id']}/attendance"
    await office.call(consultant, "PUT", path, {"marks": marks}, version=session["version"])


async def _talk(course: Course, _: Who, __: tuple[str, ...]) -> None:
    """The weekly talk: last week's agreements are looked at, and this week's written down."""
    body = {
        "held_on": course.today.isoformat(),
        "agreements": ["Søger tre stillinger"],
        "in_job_plan": True,
        "plan_for_next_week": "Temamøde om netværk",
    }
    entry = await course.office.make(course.consultant, f"{course.path}/log-book", body)
    course.memory["log"] = entry["id"]


async def _follow_up(course: Course, _: Who, __: tuple[str, ...]) -> None:
    path = f"{course.path}/log-book/{course.memory['log']}"
    now = await course.office.call(course.consultant, "GET", path)
    body = {"on": course.today.isoformat(), "done": [True]}
    await course.office.call(course.consultant, "PUT", f"{path}/follow-up", body, version=now["version"])


async def _end(course: Course, _: Who, __: tuple[str, ...]) -> None:
    """The end talk; the case is closed in the evening."""
    await course.office.make(
        course.consultant,
        f"{course.path}/end-talks",
        {
            "held_on": course.today.isoformat(),
            "zero_setting_match": True,
            "result": "journal-note-and-notice",
            "hand_over": "Cv og jobmål er på plads.",
        },
    )
    course.on(course.today, lambda: course.close("still-on-benefit"))


async def _assess(course: Course, by: Who, _: tuple[str, ...]) -> None:
    """Who stays away without a word is offered activation, and the course ends."""
    await _end(course, by, ())
    course.steps.clear()
    await course.leave("broken-off-by-citizen")
    await course.office.make(
        course.caseworker,
        f"{course.path}/availability-assessments",
        {
            "assessed_on": course.today.isoformat(),
            "notice_sent": True,
            "activation_offer": True,
            "ends_course": True,
            "journal_note": "Udeblev uden afbud.",
        },
    )
    course.is_open = False


async def _in_the_club(_: Course, __: Who, ___: tuple[str, ...]) -> None:
    """Recorded for the whole club on its day; a reminder beforehand has to wait for it."""


def _starts(citizens: int) -> Starts:
    return spread(_OPENS, (("cash-benefit", 70), ("unemployment-benefit", 30)), 9, citizens)


JOBVIFTEN: Final = Pilot(
    programme="jobviften",
    opens_on=_OPENS,
    starts=_starts,
    begin=_begin,
    records={
        EventKind.CLUB_DAY: _in_the_club,
        EventKind.ATTENDANCE: _in_the_club,
        EventKind.ABSENCE_SHEET: _in_the_club,
        EventKind.PROGRESS_TALK: _talk,
        EventKind.LOG_ENTRY: _talk,
        EventKind.LOG_FOLLOWED_UP: _follow_up,
        EventKind.END_TALK: _end,
        EventKind.AVAILABILITY_ASSESSED: _assess,
    },
    prepare=_prepare,
    daily=_daily,
)
