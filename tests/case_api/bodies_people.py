"""Bodies about who has which part in a case."""

from typing import Any

from tests.case_api.conftest import SYDDJURS, Api


def name(api: Api, municipality: str = SYDDJURS, **changes: Any) -> dict[str, Any]:
    return {"part": "support-person", "staff_id": api.staff[municipality, "job-consultant"]} | changes


async def another(api: Api, role: str, number: int = 2, municipality: str = SYDDJURS) -> str:
    """A further member of staff with a role."""
    body = {"subject": f"demo:{municipality}:{role}:{number}", "name": f"{role} {number}", "roles": [role]}
    return str((await api.make("/v1/staff", "administrator", body, municipality))["id"])
