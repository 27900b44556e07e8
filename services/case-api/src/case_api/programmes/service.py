"""Reading the programmes of a municipality. No citizen's data is touched."""

from collections.abc import Sequence

from case_api.context import Work
from case_api.programmes.schemas import (
    LawRead,
    ProgrammeRead,
    Programmes,
    ProgrammeSummary,
    RuleRead,
    StepDefinitionRead,
)
from rettematch.problems import NotFound
from rettematch.programmes.danish_figures import danish_figures
from rettematch.programmes.definitions import Programme, Rule, UnknownProgrammeError, law, programmes

_LAW_SOURCE = "Lovgivningen"


async def list_programmes(work: Work) -> Programmes:
    """Every programme of the municipality."""
    return Programmes(
        items=[
            ProgrammeSummary(
                id=each.id,
                danish=each.danish,
                english=each.english,
                source=each.source,
                rules=len({rule.id for rule in each.rules}),
                own_rules=sum(rule not in programmes()[each.id].rules for rule in each.rules),
            )
            for _, each in sorted(work.rules.programmes(work.municipality_code).items())
        ]
    )


async def read_programme(work: Work, programme_id: str) -> ProgrammeRead:
    """One programme with its steps and rules.

    Raises:
        NotFound: there is no such programme.
    """
    try:
        found = work.programme(programme_id)
    except UnknownProgrammeError:
        raise NotFound from None
    return ProgrammeRead(
        id=found.id,
        danish=found.danish,
        english=found.english,
        source=found.source,
        reminder_at=f"{found.reminder.at:%H:%M}",
        steps=_steps(found),
        rules=[_rule(each, found.source, programmes()[found.id].rules) for each in found.rules],
    )


async def read_law(_work: Work) -> LawRead:
    """The law, also its rows that are switched off."""
    return LawRead(rules=[_rule(each, _LAW_SOURCE, law().rules) for each in law().rules])


def _steps(found: Programme) -> list[StepDefinitionRead]:
    return [
        StepDefinitionRead(
            number=number,
            danish=each.danish,
            english=each.english,
            limits=list(each.limits),
            exits=list(each.exits),
        )
        for number, each in enumerate(found.steps, start=1)
    ]


def _rule(rule: Rule, source: str, shipped: Sequence[Rule]) -> RuleRead:
    return RuleRead(
        id=rule.id,
        danish=rule.danish,
        english=rule.english,
        kind=rule.kind,
        kind_danish=rule.kind.danish_name,
        hard=rule.kind.is_hard,
        source=source,
        section=rule.section,
        confidence=rule.confidence,
        enabled=rule.enabled,
        in_force_from=rule.in_force_from,
        in_force_to=rule.in_force_to,
        own=rule not in shipped,
        figures=list(danish_figures(rule)),
    )
