"""What the law makes known beside a planned placement: figures, what is coming, what to remember. Nothing prevents."""

from collections.abc import Callable, Iterable, Iterator

from rettematch.contracts.base import Scheme
from rettematch.programmes.definitions import Rule, UnknownRuleError, law
from rettematch.programmes.duties import has_duty_to_work, mentor_findings
from rettematch.programmes.findings import danish_number, danish_word
from rettematch.programmes.law import LawFinding, Supported, ratio_findings
from rettematch.programmes.law_parameters import Changes, DutyToWork, Principle, Rate, Rates
from rettematch.programmes.legal_facts import Question, law_finding, stated

REMARK_RULE = "L8"
SUBSIDY_RATES = "L11a"
UTILITY_WORK_RULE = "L12"
FLEX_JOB_ACCESS = "L15"
FLEX_RATES = "L17"
NEW_ACT = "L22"


def _row(rule_id: str, question: Question) -> Rule | None:
    try:
        return law().rule(rule_id, question.on)
    except UnknownRuleError:
        return None


def ratio_only_later(question: Question) -> Iterator[LawFinding]:
    """The ratio rule is not kept at the application, but will be at the start: VITAS warns, and takes a remark."""
    plan, workplace = question.plan, question.workplace
    rule = _row(REMARK_RULE, question)
    if rule is None or plan.scheme is not Scheme.WAGE_SUBSIDY or plan.ends_on is None or plan.starts_on <= question.on:
        return
    now = ratio_findings(
        workplace.ordinary_full_time, workplace.supported, Supported(plan.hours_per_week, question.on, question.on)
    )
    then = ratio_findings(
        workplace.ordinary_full_time, workplace.supported, Supported(plan.hours_per_week, plan.starts_on, plan.ends_on)
    )
    if now and not then:
        danish = "Rimelighedskravet er ikke opfyldt i dag, men er det ved start: skriv en bemærkning i VITAS og send."
        english = "The ratio rule is not met today, but will be at the start: send the application with a remark."
        yield law_finding(rule, question.on, danish, english, prevents=False)


def subsidy_rates(question: Question) -> Iterator[LawFinding]:
    """What a wage subsidy pays, with the year in which it was true."""
    sector = question.workplace.sector
    rule = _row(SUBSIDY_RATES, question)
    if rule is None or question.plan.scheme is not Scheme.WAGE_SUBSIDY or not isinstance(rule.parameters, Rates):
        return
    rates = [each for each in rule.parameters.entries if sector is None or each.name.startswith(sector)]
    yield _figures(rule, question, rates)


def flex_rates(question: Question) -> Iterator[LawFinding]:
    """What a flex wage subsidy is made of."""
    rule = _row(FLEX_RATES, question)
    if rule is not None and question.plan.scheme is Scheme.FLEX_JOB and isinstance(rule.parameters, Rates):
        yield _figures(rule, question, rule.parameters.entries)


def _figures(rule: Rule, question: Question, rates: Iterable[Rate]) -> LawFinding:
    danish, english = [], []
    for each in rates:
        year = "" if each.year is None else f" ({each.year})"
        danish.append(f"{danish_word(each.name)} {danish_number(each.value)} {danish_word(each.unit)}{year}")
        english.append(f"{each.name} {each.value:g} {each.unit}{year}")
    told = (f"{rule.danish}: {'; '.join(danish)}.", f"{rule.english}: {'; '.join(english)}.")
    return law_finding(rule, question.plan.starts_on, *told, prevents=False)


def utility_work(question: Question) -> Iterator[LawFinding]:
    """The hours that a duty to work still lacks can be utility work, which no longer has ratio rule or longest time."""
    plan, rule = question.plan, _row(UTILITY_WORK_RULE, question)
    if rule is None or not isinstance(rule.parameters, Changes) or not has_duty_to_work(question.citizen, question.on):
        return
    free = [name for name in ("utility-work-ratio-rule", "utility-work-limit") if not rule.parameters.entries[name]]
    hours = plan.hours_per_week + question.citizen.other_activity_hours
    lacks = any(hours < row.hours_per_week for _, row in stated(DutyToWork, question.on))
    if free and lacks:
        without = " og ".join(danish_word(name) for name in free)
        danish = f"De timer, der mangler, kan være nytteindsats (uden {without}); tillidsrepræsentanten orienteres."
        english = f"The hours that are lacking can be utility work (no {', no '.join(free)}); tell the representative."
        yield law_finding(rule, plan.starts_on, danish, english, prevents=False)


def flex_job_access(question: Question) -> Iterator[LawFinding]:
    """Before a flex job everything relevant has been tried; few hours are no hindrance, if they can grow."""
    plan, rule = question.plan, _row(FLEX_JOB_ACCESS, question)
    if rule is None or plan.scheme is not Scheme.FLEX_JOB or not isinstance(rule.parameters, Principle):
        return
    row = rule.parameters
    danish = "Fleksjob kræver varigt og væsentligt nedsat arbejdsevne, og at alle relevante tilbud er prøvet først."
    english = "A flex job asks for lasting and substantial limits, and that all relevant offers were tried first."
    if row.allowed["very-limited-hours"] and plan.hours_per_week <= row.figures["project-category-hours"]:
        danish += " Meget få timer er muligt, når de kan udvikles inden for rimelig tid."
        english += " Very few hours are possible when they can develop within reasonable time."
    yield law_finding(rule, plan.starts_on, danish, english, prevents=False)


def new_act(question: Question) -> Iterator[LawFinding]:
    """The placement runs on when a new main act is expected: it is told, and never applied."""
    plan = question.plan
    last = plan.ends_on or plan.starts_on
    for rule in law().rules:
        if rule.id != NEW_ACT or not rule.enabled or not isinstance(rule.parameters, Changes):
            continue
        for name, day in rule.parameters.dates.items():
            if question.on < day <= last and rule.parameters.entries[name]:
                danish = f"{rule.danish}. Forløbet løber ind i den: se på det igen, når loven er vedtaget."
                english = f"{rule.english}. The placement runs into it: look again once it is adopted."
                yield law_finding(rule, max(day, plan.starts_on), danish, english, prevents=False)


def mentor(question: Question) -> Iterator[LawFinding]:
    """How long a mentor can be granted, when the placement has one."""
    plan = question.plan
    if plan.has_mentor and plan.ends_on is not None:
        for each in mentor_findings((), plan.begun, plan.ends_on, question.on):
            yield LawFinding(
                rule_id=each.rule_id,
                confidence=each.confidence,
                section=each.section,
                on=each.on,
                danish=each.danish,
                english=each.english,
                prevents=False,
            )


ADVICE: tuple[Callable[[Question], Iterable[LawFinding]], ...] = (
    ratio_only_later,
    subsidy_rates,
    utility_work,
    flex_job_access,
    flex_rates,
    mentor,
    new_act,
)
"""In the order of the law's rows."""
