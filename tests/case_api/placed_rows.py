"""A placement with its agreed follow-ups, put straight into the tables: for tests of what reads them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from case_api.employers.models import ContactPerson, Employer, Place, Workplace
from case_api.placements.models import AgreedFollowUpRow, Placement
from rettematch.contracts.base import Scheme
from rettematch.contracts.cases import ContactKind
from rettematch.contracts.places import PaidHoursProspect, Sector
from rettematch.database import Database, DataScope
from rettematch.identifiers import uuid7
from rettematch.languages import LanguageLevel
from tests.case_api.conftest import SYDDJURS, Api

MORNING = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
FOLLOW_UP_AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Placed:
    employer_id: str
    placement_id: str
    follow_up_id: str


async def place_somewhere(
    api: Api,
    case_id: str,
    municipality: str = SYDDJURS,
    p_number: str = "1999000001",
    scheme: Scheme = Scheme.INTERNSHIP,
) -> Placed:
    """A placement, as a rule an internship, from 16 November 2026 to 12 February 2027 with one agreed follow-up."""
    database = Database(api.database.app_url, application_name="test", pool_size=1)
    try:
        async with database.transaction(DataScope(municipality)) as session:
            return await _insert(session, UUID(case_id), UUID(api.staff[municipality, "job-broker"]), p_number, scheme)
    finally:
        await database.close()


async def _insert(session: AsyncSession, case_id: UUID, decided_by: UUID, p_number: str, scheme: Scheme) -> Placed:
    begin: dict[str, Any] = {"municipality_code": SYDDJURS, "created_at": MORNING, "updated_at": MORNING}
    employer = Employer(**begin, id=uuid7(), cvr="99000007", name="Ærlig Kantine ApS", sector=Sector.PRIVATE)
    workplace = Workplace(
        **begin, id=uuid7(), employer_id=employer.id, p_number=p_number, name="Køkkenet", postcode="8410",
        industry_code="561020",
    )  # fmt: skip
    contact = ContactPerson(**begin, id=uuid7(), employer_id=employer.id, name="Kim Køkkenchef")
    place = Place(
        **begin, id=uuid7(), workplace_id=workplace.id, title="Køkkenhjælp", tasks="Opvask", occupations=[],
        package="kitchen", demands=[], language_spoken=LanguageLevel.A2, language_read=LanguageLevel.NONE,
        language_known=True, certificates=[], schemes=["internship"], hours_per_day_min=2, hours_per_week_min=4,
        hours_per_week_max=20, days=["mon"], earliest_start="08:00", latest_end="14:00", open_from=date(2026, 11, 1),
        seats=1, paid_hours_prospect=PaidHoursProspect.NONE,
    )  # fmt: skip
    placement = Placement(
        **begin, id=uuid7(), case_id=case_id, place_id=place.id, workplace_id=workplace.id, scheme=scheme,
        starts_on=date(2026, 11, 16), ends_on=date(2027, 2, 12), hours_per_week=8, hours_per_day=2,
        contact_person_id=contact.id, ordinary_hours_planned=True, step_up=[], agreement_sealed=b"sealed",
        reason_sealed=b"sealed", decided_by=decided_by,
    )  # fmt: skip
    follow_up = AgreedFollowUpRow(
        municipality_code=SYDDJURS, id=uuid7(), placement_id=placement.id, at=FOLLOW_UP_AT, kind=ContactKind.VISIT
    )
    for row in (employer, workplace, contact, place, placement, follow_up):
        session.add(row)
        await session.flush()
    return Placed(str(employer.id), str(placement.id), str(follow_up.id))
