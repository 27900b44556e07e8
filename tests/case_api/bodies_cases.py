"""Valid bodies about cases and conversations; arguments override single fields."""

from typing import Any

from tests.case_api import bodies_citizens
from tests.case_api.conftest import SYDDJURS, Api

LEGAL_BASIS = {
    "category": "considerations",
    "citation": "Syntetisk hjemmel til test",
    "in_force_from": "2026-01-01",
}


def case(api: Api, citizen_id: str, municipality: str = SYDDJURS, **changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "citizen_id": citizen_id,
        "programme": "flere-skal-med-2",
        "started_on": "2026-11-02",
        "caseworker_id": api.staff[municipality, "caseworker"],
        "job_broker_id": api.staff[municipality, "job-broker"],
    }
    return body | changes


def conversation(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "held_at": "2026-11-20T10:00:00+01:00",
        "kind": "visit",
        "with_citizen": True,
        "with_employer": False,
        "agreed": "Møder en time senere om onsdagen.",
    }
    return body | changes


async def open_case(api: Api, municipality: str = SYDDJURS, **changes: Any) -> dict[str, Any]:
    """A citizen with a running case."""
    citizen = await api.make("/v1/citizens", "caseworker", bodies_citizens.citizen(), municipality)
    return await api.make("/v1/cases", "caseworker", case(api, citizen["id"], municipality, **changes), municipality)
