"""Valid bodies about employers and places, for tests to change."""

from typing import Any

from tests.case_api.conftest import SYDDJURS, Api

KITCHEN_ASSISTANT = "http://data.europa.eu/esco/occupation/e1cf6897-158d-4b48-a39e-2a3a8cac216c"
CANTEENS = "562900"
EBELTOFT = "8400"
_CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)


def cvr(number: int) -> str:
    """The `number`th synthetic CVR number (99xxxxxx) with a right check digit; some numbers have none."""
    for serial in range(number * 10, number * 10 + 10):
        digits = f"99{serial:05d}"
        rest = sum(int(digit) * weight for digit, weight in zip(digits, _CVR_WEIGHTS, strict=True)) % 11
        if rest != 1:
            return digits + str((11 - rest) % 11)
    raise AssertionError(number)


def p_number(number: int) -> str:
    return f"1999{number:06d}"


def employer(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {"cvr": cvr(number), "name": "Æblegårdens Køkken", "sector": "private"} | changes


def workplace(employer_id: str, number: int = 1, **changes: Any) -> dict[str, Any]:
    """Ten full-time posts: room for two supported full-time persons."""
    return {
        "employer_id": employer_id,
        "p_number": p_number(number),
        "name": "Kantinen i Ebeltoft",
        "postcode": EBELTOFT,
        "industry_code": CANTEENS,
        "ordinary_full_time": 10,
        "ordinary_full_time_on": "2026-11-02",
    } | changes


def contact(employer_id: str, **changes: Any) -> dict[str, Any]:
    return {"employer_id": employer_id, "name": "Søren O'Hara", "title": "Køkkenchef"} | changes


def agreement(employer_id: str, **changes: Any) -> dict[str, Any]:
    return {"employer_id": employer_id, "model": "fixed-seats", "seats": 3, "valid_from": "2026-11-01"} | changes


def easy_demands(**levels: int) -> list[dict[str, Any]]:
    """Stated demands of 0 on every dimension of considerations, but for those named (`_` for `-`)."""
    ids = [
        "lifting",
        "pushing",
        "standing",
        "walking",
        "sitting",
        "bending",
        "reaching",
        "hands",
        "repetition",
        "heights",
        "noise",
        "air-skin",
        "temperature",
        "pace",
        "concentration",
        "memory",
        "change",
        "colleagues",
        "customers",
        "alone",
    ]
    named = {name.replace("_", "-"): level for name, level in levels.items()}
    return [{"dimension": each, "usual": named.get(each, 0), "known": "stated"} for each in ids]


def place(workplace_id: str, **changes: Any) -> dict[str, Any]:
    """Everything known, and nothing that could be too much for anybody."""
    return {
        "workplace_id": workplace_id,
        "title": "Hjælp i kantinen",
        "tasks": "Smøre sandwich, dække borde og tømme opvaskemaskinen.",
        "occupations": [KITCHEN_ASSISTANT],
        "package": "kitchen",
        "demands": easy_demands(),
        "language_spoken": "none",
        "language_read": "none",
        "language_known": True,
        "clean_criminal_record": False,
        "child_protection_certificate": False,
        "schemes": ["taster", "internship", "wage-subsidy", "ordinary-hours"],
        "hours_per_day_min": 2,
        "hours_per_week_min": 4,
        "hours_per_week_max": 37,
        "days": ["mon", "tue", "wed", "thu", "fri"],
        "earliest_start": "07:00",
        "latest_end": "16:00",
        "open_from": "2026-11-01",
        "seats": 1,
        "paid_hours_prospect": "possible",
    } | changes


async def make_workplace(api: Api, number: int = 1, municipality: str = SYDDJURS, **changes: Any) -> dict[str, Any]:
    """An employer with one workplace."""
    made = await api.make("/v1/employers", "job-consultant", employer(number), municipality)
    body = workplace(made["id"], number, **changes)
    return await api.make("/v1/workplaces", "job-consultant", body, municipality)


async def make_place(api: Api, number: int = 1, municipality: str = SYDDJURS, **changes: Any) -> dict[str, Any]:
    """An employer with one workplace and one place."""
    at = await make_workplace(api, number, municipality)
    return await api.make("/v1/places", "job-consultant", place(at["id"], **changes), municipality)
