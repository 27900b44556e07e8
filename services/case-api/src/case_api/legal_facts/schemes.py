"""The schemes that the law leaves open to a citizen, whatever the place."""

from collections.abc import Iterable
from uuid import UUID

from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.context import Work
from case_api.history.records import find
from case_api.legal_facts.queries import other_placements, recorded_of
from case_api.legal_facts.rules import citizen_facts
from case_api.legal_facts.schemas import SchemeRead, Schemes, remark_of
from rettematch.contracts.base import Scheme
from rettematch.programmes.legal_facts import CitizenFacts
from rettematch.programmes.plans import scheme_findings


async def read_schemes(work: Work, case_id: UUID) -> Schemes:
    """Every scheme with what the law says of it today. Audited."""
    case = await find(work, Case, case_id)
    citizen = await find(work, Citizen, case.citizen_id)
    facts = await facts_today(work, citizen)
    work.audit("case:read-schemes", [citizen.id], subject=case.id)
    return Schemes(items=[_read(work, citizen, facts, scheme) for scheme in Scheme])


async def facts_today(work: Work, citizen: Citizen) -> CitizenFacts:
    """The citizen as the law sees them today."""
    return citizen_facts(await recorded_of(work, citizen), await other_placements(work, citizen.id), work.today)


def lawful(work: Work, facts: CitizenFacts, schemes: Iterable[Scheme]) -> tuple[Scheme, ...]:
    """Those of the schemes that nothing known stands against; what is unknown is asked before a seat is taken."""
    return tuple(
        scheme for scheme in schemes if all(each.unknown for each in scheme_findings(facts, scheme, work.today))
    )


def _read(work: Work, citizen: Citizen, facts: CitizenFacts, scheme: Scheme) -> SchemeRead:
    found = scheme_findings(facts, scheme, work.today)
    return SchemeRead(
        scheme=scheme,
        danish=scheme.danish_name,
        wanted=scheme.value in citizen.schemes,
        possible=all(each.unknown for each in found),
        findings=[remark_of(each) for each in found],
    )
