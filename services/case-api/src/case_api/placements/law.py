"""Pure decisions: what the law says of a placement that is planned, changed, prolonged or running."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from case_api.legal_facts.rules import Earlier, Recorded, citizen_facts, had_similar, prolongs_from
from case_api.placements.models import InternshipPurpose
from case_api.placements.schemas import AgreementTexts, Extension, PlacementExtend, PlacementSummary, PlacementWrite
from rettematch.contracts.base import Scheme
from rettematch.programmes.law import LawFinding
from rettematch.programmes.legal_facts import PlacementPlan, WorkplaceState
from rettematch.programmes.plans import findings_over_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalSide:
    """What the law is asked with beside the plan; the placement that is judged is in none of it."""

    recorded: Recorded
    workplace: WorkplaceState
    earlier: Sequence[Earlier]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the agreement tells the law."""

    purpose: InternshipPurpose | None = None
    self_found: bool = False
    assessed: bool = False
    special_need: bool = False
    difference_described: bool = False
    has_mentor: bool = False
    representative_heard: bool = False
    both_signed: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are judged, both included; `prolongs` is the first day of the placement they prolong."""

    scheme: Scheme
    starts_on: date
    ends_on: date
    hours_per_week: float
    prolongs: date | None = None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The place, and the workplace that offers it."""

    place_id: UUID
    workplace_id: UUID


def told_in(write: PlacementWrite) -> Told:
    """What an agreement as it is written tells."""
    return Told(
        purpose=write.purpose,
        self_found=write.self_found,
        assessed=write.assessment is not None,
        special_need=write.special_need is not None,
        difference_described=write.difference is not None,
        has_mentor=write.mentor_id is not None,
        representative_heard=write.representative_heard_on is not None,
        both_signed=write.both_signed_on is not None,
    )


def told_now(row: PlacementSummary, texts: AgreementTexts) -> Told:
    """What an agreement as it stands tells, with the reasons of its extensions."""
    own = Told(
        purpose=row.purpose,
        self_found=row.self_found,
        assessed=texts.assessment is not None,
        special_need=texts.special_need is not None,
        difference_described=texts.difference is not None,
        has_mentor=row.mentor_id is not None,
        representative_heard=row.representative_heard_on is not None,
        both_signed=row.both_signed_on is not None,
    )
    return told_with_extensions(own, texts.extensions)


def told_with_extensions(told: Told, extensions: Sequence[Extension]) -> Told:
    """What an agreement tells together with the reasons of its extensions."""
    return replace(
        told,
        assessed=told.assessed or any(each.assessment is not None for each in extensions),
        special_need=told.special_need or any(each.special_need is not None for each in extensions),
    )


def told_by_extension(told: Told, write: PlacementExtend) -> Told:
    """What is told once an extension has given its reasons; each asks for a special need of its own."""
    return replace(
        told, assessed=told.assessed or write.assessment is not None, special_need=write.special_need is not None
    )


def standing_period(row: PlacementSummary, extensions: Sequence[Extension]) -> Period:
    """The days of a placement that the law judges now: of one that was prolonged, what the last extension added."""
    added = next((each.starts_on for each in reversed(extensions) if each.starts_on is not None), None)
    if added is None:
        return Period(row.scheme, row.starts_on, row.ends_on, row.hours_per_week)
    return Period(row.scheme, added, row.ends_on, row.hours_per_week, row.starts_on)


def added_period(row: PlacementSummary, ends_on: date) -> Period:
    """The days that an extension adds."""
    return Period(row.scheme, row.ends_on + timedelta(days=1), ends_on, row.hours_per_week, row.starts_on)


def law_findings(
    side: LegalSide, period: Period, told: Told, places: Whereabouts, today: date
) -> tuple[LawFinding, ...]:
    """What the law says of a placement over its days; what prevents it comes first.

    Args:
        side: Of citizen and workplace.
        period: The days.
        told: By the agreement.
        places: Where it is.
        today: The day on which it is decided.
    """
    recorded, before = side.recorded, [each for each in side.earlier if each.starts_on <= period.starts_on]
    begun = period.prolongs or prolongs_from(before, period.scheme, places.place_id, period.starts_on)
    citizen = citizen_facts(recorded, side.earlier, period.starts_on)
    workplace = replace(
        side.workplace,
        owned_by_spouse=side.workplace.employer_id in recorded.spouse_employers,
        representative_heard=told.representative_heard,
        both_signed=told.both_signed,
    )
    plan = PlacementPlan(
        scheme=period.scheme,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        hours_per_week=period.hours_per_week,
        purpose=None if told.purpose is None else told.purpose.value,
        self_found=told.self_found,
        extends_from=begun,
        assessed=told.assessed,
        special_need=told.special_need,
        similar_before=begun is None and had_similar(before, period.scheme, places.workplace_id, period.starts_on),
        difference_described=told.difference_described,
        flex_job_before=had_flex_job(recorded, before),
        has_mentor=told.has_mentor,
    )
    return findings_over_plan(citizen, workplace, plan, today)


def had_flex_job(recorded: Recorded, earlier: Iterable[Earlier]) -> bool:
    """Whether the citizen has had a flex job before."""
    return bool(recorded.flex_job_before) or any(each.scheme is Scheme.FLEX_JOB and each.begun for each in earlier)


def newly_prevented(
    before: Iterable[LawFinding], after: Iterable[LawFinding], *, hours_changed: bool
) -> tuple[LawFinding, ...]:
    """What a change of the agreement brings about and the law forbids; what was so already is not asked again."""
    known = {each.rule_id for each in before if each.prevents}
    return tuple(
        each
        for each in after
        if each.prevents and (each.rule_id not in known or (hours_changed and each.hours_asked is not None))
    )
