"""The schemes that the law leaves open to a citizen, whatever the place."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.context import Work
from case_api.history.records import find
from case_api.legal_facts.queries import other_placements, placements_of, recorded_of, recorded_of_all
from case_api.legal_facts.rules import Earlier, Recorded, citizen_facts
from case_api.legal_facts.schemas import SchemeRead, Schemes, remark_of
from rettematch.contracts.base import Scheme
from rettematch.programmes.legal_facts import CitizenFacts
from rettematch.programmes.plans import employer_findings, scheme_findings


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


@dataclass(frozen=True, slots=True)
class Options:
    """What the law leaves to a citizen: schemes that some place could do, and what is left of them at some employers.

    `left_at` has the employers about which the law asks something of the citizen: the last one, and the spouse's.
    """

    schemes: tuple[Scheme, ...]
    left_at: Mapping[UUID, tuple[Scheme, ...]]

    @property
    def barred_employers(self) -> tuple[UUID, ...]:
        """Where none of the schemes is left."""
        return tuple(employer_id for employer_id, left in self.left_at.items() if self.schemes and not left)

    def at(self, employer_id: UUID) -> tuple[Scheme, ...]:
        """The schemes that are left at an employer."""
        return self.left_at.get(employer_id, self.schemes)


async def options_of(work: Work, citizen: Citizen, wanted: Iterable[Scheme]) -> Options:
    """What the law leaves today of the schemes that may be offered; what is unknown is left in."""
    return (await options_of_all(work, [(citizen, wanted)]))[citizen.id]


async def options_of_all(work: Work, wanted: Sequence[tuple[Citizen, Iterable[Scheme]]]) -> Mapping[UUID, Options]:
    """The same of several citizens, each with the schemes that may be offered, in as many statements as of one."""
    recorded = await recorded_of_all(work, [citizen for citizen, _ in wanted])
    placements = await placements_of(work, list(recorded))
    return {
        citizen.id: _options(work, recorded[citizen.id], placements.get(citizen.id, ()), schemes)
        for citizen, schemes in wanted
    }


def _options(work: Work, recorded: Recorded, placements: Iterable[Earlier], wanted: Iterable[Scheme]) -> Options:
    facts = citizen_facts(recorded, placements, work.today)
    schemes = lawful(work, facts, wanted)
    named = {*recorded.spouse_employers, *([facts.last_employer_id] if facts.last_employer_id is not None else [])}
    return Options(
        schemes,
        {
            employer_id: schemes_at(facts, recorded.spouse_employers, employer_id, schemes, work.today)
            for employer_id in sorted(named)
        },
    )


def schemes_at(
    facts: CitizenFacts, spouse_employers: Collection[UUID], employer_id: UUID, schemes: Iterable[Scheme], on: date
) -> tuple[Scheme, ...]:
    """Those of the schemes that nothing between citizen and employer stands against."""
    owned = employer_id in spouse_employers
    return tuple(each for each in schemes if not employer_findings(facts, employer_id, each, on, owned_by_spouse=owned))


def _read(work: Work, citizen: Citizen, facts: CitizenFacts, scheme: Scheme) -> SchemeRead:
    found = scheme_findings(facts, scheme, work.today)
    return SchemeRead(
        scheme=scheme,
        danish=scheme.danish_name,
        wanted=scheme.value in citizen.schemes,
        possible=all(each.unknown for each in found),
        findings=[remark_of(each) for each in found],
    )
