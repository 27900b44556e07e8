"""What is recorded in the main job: a new citizen each time, and an employer that is found again."""

from datetime import date, datetime, timedelta
from random import SystemRandom
from typing import Any, Final

from rettematch.identifiers import synthetic_cpr
from rettematch.industry.packages import package

JOB_GOAL: Final = "kantine, helst formiddag"
PACKAGE: Final = "kitchen"
PROGRAMME: Final = "flere-skal-med-2"
CVR: Final = "99900008"
P_NUMBER: Final = "1999900001"
CONTACT: Final = "Bodil Klitrosen"
MENTOR: Final = "Øjvind D'Havgus"
SCHEMES: Final = ("ordinary-hours", "internship", "taster")
"""Those that the citizen may be offered; paid hours are asked for first."""

_GIVEN: Final = ("Lærke", "Mads", "Samira", "Åse", "Tesfay", "Søren", "Oksana", "Ibrahim")
_FAMILY: Final = ("O'Birkeris", "Æbleblomst", "Majregnsen", "Ålekrog", "Havtornsen", "Sølvpoplen")
_WEEKS: Final = 13


def citizen(today: date) -> dict[str, Any]:
    """Somebody new: a synthetic CPR number, drawn afresh, that cannot belong to anyone."""
    random = SystemRandom()
    born_on = date(today.year - random.randint(31, 60), random.randint(1, 12), random.randint(1, 28))
    return {
        "cpr": synthetic_cpr(born_on, random.randint(1, 3999)),
        "name": f"{random.choice(_GIVEN)} {random.choice(_FAMILY)}",
        "address": f"Havtåsen {random.randint(1, 80)}",
        "postcode": "8410",
        "benefit": "cash-benefit",
        "benefit_since": (today - timedelta(days=700)).isoformat(),
        "match_group": "activity-ready",
        "danish_spoken": "C2",
        "danish_read": "B2",
        "hours_per_day_max": 4,
        "hours_per_week_max": 12,
        "days": ["mon", "tue", "wed", "thu", "fri"],
        "earliest_start": "08:00",
        "latest_end": "15:00",
        "travel_km": 25,
        "schemes": sorted(SCHEMES),
        "packages": [PACKAGE],
        "certificates": ["hygiene"],
        "clean_criminal_record": True,
        "child_protection_certificate": True,
    }


def skills() -> list[dict[str, Any]]:
    """Two of what the industry package asks for."""
    return [{"skill": each.skill, "source": "citizen"} for each in package(PACKAGE).competences[:2]]


def considerations(today: date) -> list[dict[str, Any]]:
    """Three limits that exclude about half of the places in reach."""
    limits = (("lifting", 1, "health-professional"), ("noise", 2, "citizen"), ("customers", 1, "citizen"))
    return [
        {
            "dimension": dimension,
            "level": level,
            "source": source,
            "stated_on": today.isoformat(),
            "valid_until": (today + timedelta(days=365)).isoformat(),
            "next_look_on": (today + timedelta(days=182)).isoformat(),
        }
        for dimension, level, source in limits
    ]


def employer() -> dict[str, Any]:
    return {"cvr": CVR, "name": "Vågehvalens Frokostkøkken", "sector": "private", "note": None}


def workplace(employer_id: str, today: date) -> dict[str, Any]:
    return {
        "employer_id": employer_id,
        "p_number": P_NUMBER,
        "name": "Vågehvalens Frokostkøkken, Rønde",
        "address": "Flintebakken 2",
        "postcode": "8410",
        "industry_code": "562900",
        "ordinary_full_time": 60,
        "ordinary_full_time_on": today.isoformat(),
    }


def contact(employer_id: str, workplace_id: str, *, is_mentor: bool) -> dict[str, Any]:
    return {
        "employer_id": employer_id,
        "workplace_id": workplace_id,
        "name": MENTOR if is_mentor else CONTACT,
        "title": "køkkenassistent" if is_mentor else "køkkenleder",
        "phone": None,
        "email": "koekken@demonstration.example",
        "is_mentor": is_mentor,
    }


def place(workplace_id: str, contact_id: str, mentor_id: str, occupation: str, today: date) -> dict[str, Any]:
    """A place that somebody has asked the employer about, dimension by dimension."""
    of = package(PACKAGE)
    offered = of.accommodated_levels
    return {
        "workplace_id": workplace_id,
        "contact_person_id": contact_id,
        "mentor_id": mentor_id,
        "title": "Hjælp i frokostkøkkenet, formiddag",
        "tasks": "Smøre madder og lave salater, sætte buffeten frem og tage opvasken.",
        "occupations": [occupation],
        "package": PACKAGE,
        "demands": [
            {
                "dimension": dimension,
                "usual": level,
                "accommodated": offered.get(dimension),
                "known": "stated",
            }
            for dimension, level in of.demand_levels.items()
        ],
        "language_spoken": "A2",
        "language_read": "A1",
        "language_known": True,
        "certificates": [],
        "clean_criminal_record": False,
        "child_protection_certificate": False,
        "schemes": ["taster", "internship", "ordinary-hours"],
        "hours_per_day_min": 2,
        "hours_per_week_min": 6,
        "hours_per_week_max": 25,
        "days": ["mon", "tue", "wed", "thu", "fri"],
        "earliest_start": "07:30",
        "latest_end": "14:00",
        "open_from": today.isoformat(),
        "open_until": None,
        "seats": 1,
        "paid_hours_prospect": "agreed",
    }


def choice(run_id: str, rank: int) -> dict[str, Any]:
    """Which place of a ranking was taken, and why when it is not the first one."""
    reason = {} if rank == 1 else {"override_reason": "known-contact"}
    return {"run_id": run_id, "rank": rank} | reason


def placement(
    case_id: str, place: dict[str, Any], choice: dict[str, Any], now: datetime, today: date
) -> dict[str, Any]:
    """A work agreement (arbejds- og opfølgningsaftale) whose first follow-up call is now.

    Args:
        case_id: Of the citizen.
        place: As the case API answers it.
        choice: Which place of a ranking it is.
        now: When the first call is due.
        today: The first day.
    """
    hours_per_day = min(4, max(3, float(place["hours_per_day_min"])))
    ends_on = today + timedelta(weeks=_WEEKS, days=-1)
    if place["open_until"] is not None:
        ends_on = min(ends_on, date.fromisoformat(place["open_until"]))
    return {
        "case_id": case_id,
        "place_id": place["id"],
        "scheme": next(each for each in SCHEMES if each in place["schemes"]),
        "starts_on": today.isoformat(),
        "ends_on": ends_on.isoformat(),
        "hours_per_day": hours_per_day,
        "hours_per_week": max(3 * hours_per_day, float(place["hours_per_week_min"])),
        "goal": "Ordinære timer i et køkken om formiddagen.",
        "sub_goals": ["Møder til tiden i fire uger", "Smører madder uden hjælp"],
        "tasks": place["tasks"],
        "meeting_times": "Mandag, onsdag og fredag fra kl. 9",
        "considerations_agreed": ["løfter og bærer højst 5 kg"],
        "contact_person_id": place["contact_person_id"],
        "mentor_id": place["mentor_id"],
        "mentor_tasks": None if place["mentor_id"] is None else "Tager imod om morgenen og gennemgår dagens opgaver.",
        "follow_up_plan": [
            {"at": (now + timedelta(days=days)).isoformat(), "kind": kind}
            for days, kind in ((0, "phone"), (7, "visit"), (28, "visit"))
            if today + timedelta(days=days) <= ends_on
        ],
        "ordinary_hours_planned": True,
        "purpose": "ordinary-hours",
        "step_up": [
            {"from_date": (today + timedelta(days=days)).isoformat(), "paid_hours_per_week": hours}
            for days, hours in ((0, 1), (14, 3))
            if today + timedelta(days=days) <= ends_on
        ],
        "reason": "Borgeren vil helst arbejde i en kantine om formiddagen, og der er aftalt ordinære timer.",
        "choice": choice,
    }
