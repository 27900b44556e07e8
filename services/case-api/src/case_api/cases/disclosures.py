"""Giving matching profiles to the matcher: audited as disclosures, and kept sealed for a later replay."""

from uuid import UUID

from cryptography.exceptions import InvalidTag

from case_api.cases.models import Case, Disclosure
from case_api.cases.schemas import DisclosedCase
from case_api.cases.service import CaseClosed
from case_api.citizens.models import Citizen
from case_api.citizens.profile import matching_profile
from case_api.citizens.sealing import seal_of
from case_api.context import Work
from case_api.history.records import find
from rettematch.contracts.matching import DisclosurePurpose, MatchingProfile
from rettematch.disclosures import ProfileDestroyed
from rettematch.fill import FILL_ROLES
from rettematch.problems import NotFound


async def disclose_profile(work: Work, case_id: UUID) -> MatchingProfile:
    """The matching profile of a running case.

    Raises:
        CaseClosed: nothing is matched in a closed case.
    """
    case = await find(work, Case, case_id)
    if case.closed_on is not None:
        raise CaseClosed
    profile = await matching_profile(work, case)
    citizen = await find(work, Citizen, case.citizen_id)
    disclose(work, "case:disclose-profile", case, citizen, profile, DisclosurePurpose.RANKING)
    return profile


def disclose(
    work: Work, action: str, case: Case, citizen: Citizen, profile: MatchingProfile, purpose: DisclosurePurpose
) -> None:
    """Audits that a profile is given to the matcher, and keeps it sealed with the citizen's own key.

    Args:
        work: The request.
        action: What the audit calls it.
        case: That the subject of the profile will be resolved to.
        citizen: Of the case.
        profile: As it is given.
        purpose: What for.
    """
    sealed = seal_of(work, citizen).close(profile.model_dump_json(), "disclosure", profile.subject, "profile_sealed")
    work.session.add(
        Disclosure(
            municipality_code=work.municipality_code,
            id=profile.subject,
            case_id=case.id,
            disclosed_at=work.now,
            disclosed_to=work.actor.staff_id,
            purpose=purpose,
            profile_sealed=sealed,
        )
    )
    work.audit(action, [citizen.id], subject=profile.subject, purpose=purpose.value)


async def _disclosure(work: Work, disclosure_id: UUID) -> Disclosure:
    row = await work.session.get(Disclosure, (work.municipality_code, disclosure_id))
    if row is None or (row.purpose is DisclosurePurpose.FILL and not work.actor.roles & FILL_ROLES):
        raise NotFound
    return row


async def read_disclosed_case(work: Work, disclosure_id: UUID) -> DisclosedCase:
    """Which case stands behind the subject of a run. Audited.

    Raises:
        NotFound: no profile was given under this subject here, or it was given to fill a seat and the caller has none
            of the roles that may do so.
    """
    row = await _disclosure(work, disclosure_id)
    case = await find(work, Case, row.case_id)
    work.audit("case:resolve-disclosure", [case.citizen_id], subject=row.id, purpose=row.purpose.value)
    return DisclosedCase(subject=row.id, case_id=case.id, purpose=row.purpose, disclosed_at=row.disclosed_at)


async def read_disclosed_profile(work: Work, disclosure_id: UUID) -> MatchingProfile:
    """The profile that was given to the matcher under this subject, as it was. Audited as a disclosure of its own.

    It is answered for a closed case too: a complaint can come late.

    Raises:
        NotFound: no profile was given under this subject here, or it was given to fill a seat and the caller has none
            of the roles that may do so.
        ProfileDestroyed: the citizen's key is destroyed.
    """
    row = await _disclosure(work, disclosure_id)
    case = await find(work, Case, row.case_id)
    citizen = await find(work, Citizen, case.citizen_id)
    try:
        profile = seal_of(work, citizen).open(row.profile_sealed, "disclosure", row.id, "profile_sealed")
    except (InvalidTag, ValueError) as error:  # an emptied key is no key at all
        raise ProfileDestroyed from error
    work.audit("case:read-disclosure", [citizen.id], subject=row.id, purpose=row.purpose.value)
    return MatchingProfile.model_validate_json(profile)
