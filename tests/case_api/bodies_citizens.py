"""Valid bodies about citizens; arguments override single fields. All people are synthetic."""

from typing import Any

KITCHEN_HELPER = "http://data.europa.eu/esco/isco/C9412"
CANTEEN_COOK = "http://data.europa.eu/esco/occupation/11e6d39e-1295-40e7-8eea-3eb042bc7e34"
A_SKILL = "http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab"
CPR = "6101900006"
"""Day of birth plus sixty: such a number is never issued."""

ALL_WEEK: dict[str, Any] = {
    "hours_per_day_max": 7.5,
    "hours_per_week_max": 37,
    "days": ["mon", "tue", "wed", "thu", "fri"],
}
"""Somebody who can work full time."""


def citizen(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "cpr": CPR,
        "name": "Åse Sørensen",
        "address": "Skolegade 5, 1. tv.",
        "postcode": "8410",
        "benefit": "cash-benefit",
        "benefit_since": "2025-02-03",
        "match_group": "activity-ready",
        "danish_spoken": "C2",
        "danish_read": "B2",
        "hours_per_day_max": 3,
        "hours_per_week_max": 12,
        "days": ["mon", "tue", "thu"],
        "earliest_start": "08:00",
        "latest_end": "14:00",
        "travel_km": 10,
        "schemes": ["taster", "internship"],
        "packages": ["kitchen", "cleaning"],
    }
    return body | changes


def job_goal(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"text": "kantine, helst formiddag", "occupation": KITCHEN_HELPER, "rank": 1}
    return body | changes


def skill(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"skill": A_SKILL, "source": "citizen"}
    return body | changes


def cv_entry(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "kind": "job",
        "text": "Køkkenmedhjælper på et plejehjem",
        "occupation": KITCHEN_HELPER,
        "from_date": "2018-03-01",
        "until_date": "2020-02-29",
    }
    return body | changes


def consideration(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"dimension": "lifting", "level": 1, "source": "citizen", "stated_on": "2026-11-20"}
    return body | changes
