"""What the law must know to say whether a citizen may be placed: ids, dates, groups and hours. No names, no health."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar
from uuid import UUID

from rettematch.contracts.base import Scheme
from rettematch.programmes.definitions import Rule, law
from rettematch.programmes.law import LawFinding, Supported
from rettematch.programmes.parameters import Form

Stated = TypeVar("Stated", bound=Form)


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenFacts:
    """The citizen as the law sees them; what is None is not known.

    `groups` are slugs: what the citizen lives by (cash-benefit ...) and how they are visitated (job-ready ...).
    `exemptions` are slugs that the law names: single-provider, no-education, ukraine-act ... `benefit_hours_paid` are
    the hours of unemployment benefit that were paid.
    """

    groups: frozenset[str]
    age: int | None = None
    unemployed_since: date | None = None
    benefit_hours_paid: float | None = None
    last_employer_id: UUID | None = None
    exemptions: frozenset[str] = frozenset()
    residence_years: float | None = None
    work_years: float | None = None
    other_activity_hours: float = 0
    contact_since: date | None = None
    contact_conversations: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkplaceState:
    """The workplace as the law sees it.

    `supported` is everybody who counts in the ratio already, planned starts too. `staff_by_month` is the ordinary staff
    in full-time persons of the last months, the latest one last (private: of the whole company).
    """

    employer_id: UUID
    sector: Literal["private", "public"] | None = None
    ordinary_full_time: float | None = None
    supported: tuple[Supported, ...] = ()
    employees: int | None = None
    staff_by_month: tuple[float, ...] = ()
    vacated_on: date | None = None
    owned_by_spouse: bool = False
    representative_heard: bool = False
    both_signed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementPlan:
    """The placement that is planned, both dates included; `ends_on` is None for a permanent flex job.

    `extends_from` is the first day of the placement that this one prolongs; `starts_on` is then the first added day.
    `assessed` and `special_need` tell that the law's concrete assessment, and the quite special need towards the end,
    are written down. `similar_before` tells of an earlier internship at the workplace, `difference_described` that the
    descriptions show the difference. `has_mentor` tells that the agreement names a company mentor.
    """

    scheme: Scheme
    starts_on: date
    ends_on: date | None
    hours_per_week: float
    purpose: str | None = None
    self_found: bool = False
    extends_from: date | None = None
    assessed: bool = False
    special_need: bool = False
    similar_before: bool = False
    difference_described: bool = False
    flex_job_before: bool = False
    has_mentor: bool = False

    @property
    def begun(self) -> date:
        """The first day of all, that of what is prolonged."""
        return self.extends_from or self.starts_on


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that one check of the law is asked with."""

    citizen: CitizenFacts
    workplace: WorkplaceState
    plan: PlacementPlan
    on: date


def stated(kind: type[Stated], on: date) -> Iterator[tuple[Rule, Stated]]:
    """The rows of the law in force on a day that state something of a kind; weak rows are never in force."""
    yield from law().with_parameters(kind, on)


def law_finding(
    rule: Rule,
    on: date,
    danish: str,
    english: str,
    *,
    unknown: bool = False,
    prevents: bool = True,
    question: str | None = None,
) -> LawFinding:
    """A finding with the paragraph and the confidence of its row; `question` is what to ask when it is unknown."""
    return LawFinding(
        rule_id=rule.id,
        confidence=rule.confidence,
        section=rule.section,
        on=on,
        danish=danish,
        english=english,
        unknown=unknown,
        prevents=prevents,
        question=question,
    )
