"""What the law asks of a job with wage subsidy (løntilskud)."""

import math
from collections.abc import Iterator

from rettematch.contracts.base import Scheme
from rettematch.programmes.law import LawFinding
from rettematch.programmes.law_parameters import (
    AdditionalEmployment,
    EmployeeVoice,
    FormerEmployer,
    Lengths,
    PriorUnemployment,
)
from rettematch.programmes.legal_facts import Question, law_finding, stated
from rettematch.programmes.periods import ONE_DAY

LENGTH_RULE = "L9"
_EXACT_DIGITS = 6
"""Averages of full-time persons are rounded to this before they are compared."""


def subsidy_length(question: Question) -> Iterator[LawFinding]:
    """The longest time for the citizen's group and the employer's sector; unknown when the sector decides."""
    plan, groups = question.plan, question.citizen.groups
    if plan.scheme is not Scheme.WAGE_SUBSIDY or plan.ends_on is None:
        return
    for rule, lengths in stated(Lengths, question.on):
        if rule.id != LENGTH_RULE:
            continue
        length = lengths.for_groups(groups, question.workplace.sector)
        if length is None or length.at_most is None:
            danish = "Det kan ikke afgøres, hvor længe løntilskuddet må vare: gruppe eller sektor kendes ikke."
            english = "Group or sector is not known."
            asked = "Hvilken ydelse får borgeren, og er virksomheden privat eller offentlig?"
            yield law_finding(rule, plan.starts_on, danish, english, unknown=True, question=asked)
        elif plan.ends_on >= length.at_most.after(plan.begun):
            last = length.at_most.after(plan.begun) - ONE_DAY
            danish = f"Løntilskuddet må højst vare {length.at_most.months} måneder, til og med {last:%d.%m.%Y}."
            english = f"The wage subsidy may last at most {length.at_most.months} months, to {last.isoformat()}."
            yield law_finding(rule, last + ONE_DAY, danish, english)


def prior_unemployment(question: Question) -> Iterator[LawFinding]:
    """As a rule half a year of unemployment before the subsidy, or as many paid hours of unemployment benefit."""
    plan, citizen = question.plan, question.citizen
    if plan.scheme is not Scheme.WAGE_SUBSIDY or plan.extends_from is not None:
        return
    for rule, row in stated(PriorUnemployment, question.on):
        exempt = (
            (citizen.age is not None and citizen.age > row.exempt_over_age)
            or not citizen.exemptions.isdisjoint(row.exempt)
            or not citizen.groups.isdisjoint(row.no_requirement_groups)
            or (citizen.benefit_hours_paid is not None and citizen.benefit_hours_paid >= row.paid_hours)
        )
        if exempt:
            continue
        if citizen.unemployed_since is None:
            danish = "Det vides ikke, hvor længe borgeren har været ledig."
            english = "How long the citizen has been unemployed is not known."
            asked = "Siden hvilken dag har borgeren været ledig?"
            yield law_finding(rule, plan.starts_on, danish, english, unknown=True, question=asked)
        elif plan.starts_on < row.at_least.after(citizen.unemployed_since):
            first = row.at_least.after(citizen.unemployed_since)
            danish = f"Borgeren har ikke været ledig i {row.at_least.months} måneder før {first:%d.%m.%Y}."
            english = (
                f"The citizen has not been unemployed for {row.at_least.months} months before {first.isoformat()}."
            )
            yield law_finding(rule, plan.starts_on, danish, english)


def additional_employment(question: Question) -> Iterator[LawFinding]:
    """The job comes on top of the ordinary staff and was not left by somebody shortly before.

    Asked when a subsidised job begins, and not again when it is prolonged: it is then the citizen's own.
    """
    plan, workplace = question.plan, question.workplace
    if plan.scheme is not Scheme.WAGE_SUBSIDY or plan.extends_from is not None:
        return
    for rule, row in stated(AdditionalEmployment, question.on):
        months = workplace.staff_by_month[-row.average_months :]
        if len(months) < row.average_months:
            danish = f"De ordinært ansatte i de sidste {row.average_months} måneder kendes ikke."
            english = f"The ordinary staff of the last {row.average_months} months is not known."
            level = "i hele virksomheden (CVR)" if workplace.sector == "private" else "på arbejdsstedet"
            asked = (
                f"Hvor mange ordinært ansatte, omregnet til fuldtid, har der været {level} "
                f"i hver af de sidste {row.average_months} måneder?"
            )
            yield law_finding(rule, plan.starts_on, danish, english, unknown=True, question=asked)
        else:
            latest = math.fsum(months[-row.latest_months :]) / row.latest_months
            average = math.fsum(months) / row.average_months
            if round(latest - average, _EXACT_DIGITS) < 0:
                danish = "Der er færre ordinært ansatte nu end gennemsnittet, så jobbet er ikke merbeskæftigelse."
                english = "There are fewer ordinary staff now than on average, so the job is not additional."
                yield law_finding(rule, plan.starts_on, danish, english)
        if workplace.vacated_on is not None and plan.starts_on < row.vacated_within.after(workplace.vacated_on):
            danish = f"Jobbet er forladt ved afsked eller opsigelse inden for {row.vacated_within.months} måneder."
            english = f"The job was vacated within {row.vacated_within.months} months."
            yield law_finding(rule, plan.starts_on, danish, english)


def former_employer(question: Question) -> Iterator[LawFinding]:
    """Not at the company where the citizen was last employed, nor at the spouse's."""
    plan, workplace = question.plan, question.workplace
    for rule, row in stated(FormerEmployer, question.on):
        if plan.scheme not in row.schemes:
            continue
        if workplace.employer_id == question.citizen.last_employer_id:
            danish = "Borgeren var sidst ansat på denne virksomhed."
            yield law_finding(rule, plan.starts_on, danish, "The citizen was last employed at this company.")
        if row.owned_by_spouse_too and workplace.owned_by_spouse:
            danish = "Virksomheden ejes af borgerens ægtefælle."
            yield law_finding(rule, plan.starts_on, danish, "The citizen's spouse owns the company.")


def employee_voice(question: Question) -> Iterator[LawFinding]:
    """The employees are heard, and both parties sign where there is more than one employee.

    Duties beside the placement, to be met before it begins: they do not prevent that it is planned.
    """
    plan, workplace = question.plan, question.workplace
    for rule, row in stated(EmployeeVoice, question.on):
        if plan.scheme not in row.schemes:
            continue
        if not workplace.representative_heard:
            danish = "Løntilskuddet er ikke drøftet med medarbejderrepræsentanten."
            english = "The employee representative has not been heard."
            yield law_finding(rule, plan.starts_on, danish, english, prevents=False)
        if workplace.employees is None:
            danish = "Antallet af ansatte kendes ikke, så det er uvist, om begge parter skal skrive under."
            english = "The number of employees is not known."
            asked = "Hvor mange ansatte er der på arbejdsstedet?"
            yield law_finding(rule, plan.starts_on, danish, english, unknown=True, prevents=False, question=asked)
        elif workplace.employees >= row.both_sign_from_employees and not workplace.both_signed:
            danish = "Både virksomheden og en medarbejderrepræsentant skal skrive under."
            english = "Both employer and an employee representative must sign."
            yield law_finding(rule, plan.starts_on, danish, english, prevents=False)
