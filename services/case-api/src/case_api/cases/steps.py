"""Where a case stands in its programme, and which changes would leave a step before its conditions are met."""

from collections.abc import Sequence
from uuid import UUID

from case_api.cases.facts import read_facts
from case_api.cases.models import Case, CaseOutcome
from case_api.cases.schemas import CaseWrite
from case_api.cases.step_schemas import NextDate, ReviewRead, StepFinding, StepRead, UnmetRead
from case_api.context import Work
from case_api.history.records import find
from rettematch.contracts.cases import CaseFacts
from rettematch.problems import Conflict
from rettematch.programmes.definitions import Programme
from rettematch.programmes.exits import Unmet, blocks_exit, next_step, refuse_step, step_ended_by
from rettematch.programmes.findings import danish_word
from rettematch.programmes.reviews import review
from rettematch.programmes.steps import current_step
from rettematch.programmes.vocabulary import Derived

_ENDS_EARLY = frozenset({CaseOutcome.MOVED, CaseOutcome.OTHER, CaseOutcome.STILL_ON_BENEFIT})
"""Outcomes that end a course in whatever step it is."""
_ENDS_THE_LAST_STEP = frozenset({CaseOutcome.ORDINARY_JOB, CaseOutcome.EDUCATION})
"""The citizen lives by it; the other outcomes are reached in the last step without ending it."""


class StepExitNotMet(Conflict):
    """A step of the programme would be left before its conditions are met."""

    slug = "step-exit-not-met"
    title = "Conditions of a step are not met"
    danish = "Trinnet kan ikke forlades endnu. Se, hvad der mangler."


async def read_step(work: Work, case_id: UUID) -> StepRead:
    """The step that a case is in today, with what it waits for."""
    case = await find(work, Case, case_id)
    facts, rules = await read_facts(work, case), work.programme(case.programme)
    work.audit("case:read-step", [case.citizen_id], subject=case.id)
    return _step(work, rules, facts)


async def read_review(work: Work, case_id: UUID) -> ReviewRead:
    """Everything about a course as it stands now: its step, the rules it does not keep, and its next dates."""
    case = await find(work, Case, case_id)
    facts, rules = await read_facts(work, case), work.programme(case.programme)
    found = review(facts, work.now, rules)
    texts = {rule.id: rule.danish for rule in rules.rules if rule.is_in_force(facts.started_on)}
    work.audit("case:review", [case.citizen_id], subject=case.id)
    return ReviewRead(
        case_id=case.id,
        as_of=work.now,
        step=_step(work, rules, facts),
        findings=[
            StepFinding(
                rule_id=each.rule_id,
                kind=each.kind,
                hard=each.is_hard,
                section=each.section,
                on=each.on,
                danish=each.danish,
                about=each.about,
                placement_id=each.placement_id,
            )
            for each in found.findings
        ],
        next_dates=[NextDate(due_at=at, rule_id=rule_id, danish=texts[rule_id]) for at, rule_id in found.next_dates],
    )


async def require_exits(work: Work, case: Case, write: CaseWrite, *, is_new: bool = False) -> None:
    """Refuses a date that ends a step whose other conditions are not met.

    Args:
        work: The request.
        case: As it stood before; of a new one, as it was just written.
        write: As it will be.
        is_new: Whether the case is being opened.

    Raises:
        StepExitNotMet: it names each missing condition with its rule.
    """
    is_new_ready = write.ready_on is not None and (is_new or write.ready_on != case.ready_on)
    job_on = write.self_supporting_on
    is_new_job = job_on is not None and (is_new or job_on != case.self_supporting_on)
    if not is_new_ready and not is_new_job:
        return
    written = write.model_dump(include=set(CaseFacts.model_fields) & set(CaseWrite.model_fields))
    told = (await read_facts(work, case)).model_copy(update={**written, "self_supporting_on": None})
    if told.job_broker_id is not None and told.job_broker_since is None:
        told = told.model_copy(update={"job_broker_since": work.today})
    rules = work.programme(case.programme)
    wanted = len(rules.steps) if is_new_job else 1
    if is_new_ready and (ended := step_ended_by(rules, told, Derived.READY)) is not None:
        wanted = max(wanted, ended + 1)
    _refuse(refuse_step(rules, told, work.now, wanted))


async def require_outcome(work: Work, case: Case, outcome: CaseOutcome) -> None:
    """Refuses an outcome of a later step than the case is in; raises StepExitNotMet."""
    facts, rules = await read_facts(work, case), work.programme(case.programme)
    if outcome in _ENDS_EARLY or facts.self_supporting_on is not None:
        return
    wanted = len(rules.steps) + (outcome in _ENDS_THE_LAST_STEP)
    _refuse(refuse_step(rules, facts, work.now, wanted))


def _refuse(unmet: Sequence[Unmet]) -> None:
    if unmet:
        raise StepExitNotMet(reasons=[each.model_dump(mode="json") for each in _unmet_read(unmet)])


def _unmet_read(unmet: Sequence[Unmet]) -> list[UnmetRead]:
    return [
        UnmetRead(
            rule_id=each.rule_id,
            section=each.section,
            step=each.step,
            missing=str(each.missing),
            missing_danish=danish_word(each.missing),
            danish=each.danish,
        )
        for each in unmet
    ]


def _step(work: Work, rules: Programme, facts: CaseFacts) -> StepRead:
    step = current_step(rules, facts, work.today)
    following = next_step(rules, facts, work.now)
    stated = rules.steps[step.number - 1] if step.number <= len(rules.steps) else None
    return StepRead(
        number=step.number,
        of=len(rules.steps),
        danish=stated.danish if stated else None,
        began_on=step.began_on,
        aim_ends_on=step.aim_ends_on,
        missing=_unmet_read(blocks_exit(rules, facts, work.now)),
        next_step=following.danish if following else None,
    )
