"""Giving a case's matching profile to the matcher: audited as a disclosure, and kept sealed for a later replay."""

from uuid import UUID

from case_api.cases.models import Case, Disclosure
from case_api.cases.service import CaseClosed
from case_api.citizens.models import Citizen
from case_api.citizens.profile import matching_profile
from case_api.citizens.sealing import seal_of
from case_api.context import Work
from case_api.history.records import find
from rettematch.contracts.matching import MatchingProfile


async def disclose_profile(work: Work, case_id: UUID) -> MatchingProfile:
    """The matching profile of a running case.

    Raises:
        CaseClosed: nothing is matched in a closed case.
    """
    case = await find(work, Case, case_id)
    if case.closed_on is not None:
        raise CaseClosed
    profile = await matching_profile(work, case)
    seal = seal_of(work, await find(work, Citizen, case.citizen_id))
    work.session.add(
        Disclosure(
            municipality_code=work.municipality_code,
            id=profile.subject,
            case_id=case.id,
            disclosed_at=work.now,
            disclosed_to=work.actor.staff_id,
            profile_sealed=seal.close(profile.model_dump_json(), "disclosure", profile.subject, "profile_sealed"),
        )
    )
    work.audit("case:disclose-profile", [case.citizen_id], subject=profile.subject)
    return profile
