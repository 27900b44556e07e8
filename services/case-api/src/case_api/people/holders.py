"""Who can have a part in a case."""

from uuid import UUID

from case_api.cases.models import Case
from case_api.context import Work
from case_api.employers.models import ContactPerson
from case_api.people.models import Part
from case_api.people.rules import FROM_COMPANIES, STAFF_ROLES
from case_api.staff.caseloads import require_broker
from case_api.staff.models import StaffMember
from case_api.staff.service import require_staff
from rettematch.problems import InvalidRequest


async def require_holder(
    work: Work, case: Case, part: Part, staff_id: UUID | None, contact_person_id: UUID | None
) -> None:
    """Whether a person can have a part.

    Raises:
        InvalidRequest: nobody such, or without the role that the part asks for; names the field.
    """
    if staff_id is not None:
        await _require_staff(work, case, part, staff_id)
    if contact_person_id is not None:
        await _require_contact(work, part, contact_person_id)


async def _require_staff(work: Work, case: Case, part: Part, staff_id: UUID) -> None:
    if part is Part.JOB_BROKER:
        await require_broker(work, case.programme, case.job_broker_id, staff_id, "body.staff_id")
        return
    role = STAFF_ROLES.get(part)
    if role is not None:
        await require_staff(work, staff_id, role, "body.staff_id")
        return
    found = await work.session.get(StaffMember, (work.municipality_code, staff_id))
    if found is None or not found.active:
        raise InvalidRequest.field("body.staff_id", "must be an active staff member", "er ikke en aktiv medarbejder")


async def _require_contact(work: Work, part: Part, contact_person_id: UUID) -> None:
    found = await work.session.get(ContactPerson, (work.municipality_code, contact_person_id))
    fits = found is not None and found.active and (found.is_mentor or part is not Part.MENTOR)
    if part not in FROM_COMPANIES or not fits:
        raise InvalidRequest.field(
            "body.contact_person_id",
            "must be an active contact person, for a mentor a company mentor, in a part that companies can have",
            "skal være en aktiv kontaktperson, og rollen skal kunne ligge hos en virksomhed",
        )
