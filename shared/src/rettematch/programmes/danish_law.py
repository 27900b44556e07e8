"""What a row of the law states, in Danish; empty where the row's own sentence says all of it."""

from functools import singledispatch

from rettematch.programmes.danish_spans import danish_date, danish_every, danish_many, danish_span
from rettematch.programmes.findings import danish_words
from rettematch.programmes.law_parameters import (
    AdditionalEmployment,
    Band,
    Changes,
    ContactConversations,
    DutyToWork,
    FlexJobTerm,
    FormerEmployer,
    Internship,
    Length,
    Lengths,
    PriorUnemployment,
    Rates,
    Ratio,
    WeeklyHours,
)
from rettematch.programmes.parameters import Form

_WORDS = {
    **danish_words(),
    "education-benefit": "uddannelseshjælp",
    "education-ready": "uddannelsesparate",
    "education-start": "start på uddannelse",
    "graduate-on-unemployment-benefit": "dimittender på dagpenge",
    "job-clarification": "jobafklaringsforløb",
    "new-contact-conversations": "nye regler om kontaktsamtaler",
    "new-main-act": "ny hovedlov",
    "obviously-education-ready": "åbenlyst uddannelsesparate",
    "other": "øvrige",
    "psychiatric-discharge": "udskrivning fra psykiatrisk afdeling",
    "psychiatric-discharge-before": "før udskrivning fra psykiatrisk afdeling",
    "ranking-is-high-risk": "rangordning af borgere som højrisiko",
    "rehabilitation-team": "rehabiliteringsteam",
    "representative-informed": "underretning af tillidsrepræsentanten",
    "revalidering": "ny revalidering",
    "sickness-benefit": "sygedagpenge",
    "specially-arranged-utility-work": "særligt tilrettelagt samfundsnyttig indsats",
    "unemployment-allowance": "ledighedsydelse",
}
"""The words for what only rows of the law name, beside the programmes' own."""


@singledispatch
def danish_statute(_stated: Form) -> str:
    """One statement of a row without a capital and a full stop; empty when the row's sentence says it."""
    return ""


@danish_statute.register
def _(stated: WeeklyHours) -> str:
    return f"højst {danish_many(stated.at_most)} timer om ugen"


@danish_statute.register
def _(stated: Internship) -> str:
    lengths = [f"højst {stated.first_weeks} uger første gang"]
    if stated.extended_weeks is not None:
        lengths.append(f"derefter højst {stated.extended_weeks} uger")
    if stated.further_weeks is not None:
        lengths.append(f"derefter {stated.further_weeks} uger ad gangen")
    told = ", ".join(lengths) if len(lengths) > 1 else f"{lengths[0]}, uden forlængelse"
    groups = ", ".join(_WORDS[each] for each in stated.groups)
    return f"{told} ({groups})" if groups else told


@danish_statute.register
def _(stated: Ratio) -> str:
    bands = ", ".join(_band(each) for each in stated.bands)
    schemes = ", ".join(sorted(each.danish_name for each in stated.schemes))
    hours, least = danish_many(stated.full_time_hours), danish_many(stated.at_least)
    return f"mindst {least} støttet person; {bands}; fuld tid er {hours} timer om ugen; gælder {schemes}"


def _band(band: Band) -> str:
    over = f"op til {danish_many(band.up_to)} ordinært ansatte" if band.up_to is not None else "derover"
    return f"{over} 1 for hver {danish_many(band.one_for_every)} ordinært ansatte"


@danish_statute.register
def _(stated: Lengths) -> str:
    return "; ".join(_length(each) for each in stated.entries)


def _length(length: Length) -> str:
    bounds = [
        f"{word} {danish_span(span)}"
        for word, span in (("mindst", length.at_least), ("højst", length.at_most))
        if span is not None
    ]
    groups = ", ".join(_WORDS[each] for each in length.groups)
    sector = {"private": "hos en privat arbejdsgiver", "public": "hos en offentlig arbejdsgiver", None: ""}
    told = [" og ".join(bounds), sector[length.sector], f"({groups})" if groups else ""]
    return " ".join(each for each in told if each)


@danish_statute.register
def _(stated: PriorUnemployment) -> str:
    return f"ledig i mindst {danish_span(stated.at_least)}; over {stated.exempt_over_age} år gælder kravet ikke"


@danish_statute.register
def _(stated: AdditionalEmployment) -> str:
    return (
        f"gennemsnittet over {stated.average_months} måneder, og den seneste måned; "
        f"stillinger, der er blevet ledige inden for {danish_span(stated.vacated_within)}"
    )


@danish_statute.register
def _(stated: FormerEmployer) -> str:
    spouse = ", også når ægtefællen ejer virksomheden" if stated.owned_by_spouse_too else ""
    return f"gælder {', '.join(each.danish_name for each in stated.schemes)}{spouse}"


@danish_statute.register
def _(stated: DutyToWork) -> str:
    return (
        f"{danish_many(stated.hours_per_week)} timer om ugen for den, der ikke har boet her i "
        f"{danish_many(stated.residence_years)} år og arbejdet i {danish_many(stated.work_years)} år "
        f"inden for de sidste {danish_many(stated.of_last_years)} år"
    )


@danish_statute.register
def _(stated: FlexJobTerm) -> str:
    return (
        f"bevilges for {danish_span(stated.term)}, permanent tidligst fra {stated.permanent_from_age} år; "
        f"samtale {danish_every(stated.talk_every)}; status efter {danish_span(stated.status_after)}"
    )


@danish_statute.register
def _(stated: ContactConversations) -> str:
    return "; ".join(
        f"{_WORDS[each.group]}: mindst {each.at_least} samtaler inden for "
        f"{danish_span(each.within)}" + (f", heraf {each.at_jobcentre} i jobcentret" if each.at_jobcentre else "")
        for each in stated.entries
    )


@danish_statute.register
def _(stated: Rates) -> str:
    return "; ".join(
        f"{_WORDS[each.name]} {danish_many(each.value)} {_WORDS[each.unit]}" + (f" ({each.year})" if each.year else "")
        for each in stated.entries
    )


@danish_statute.register
def _(stated: Changes) -> str:
    return "; ".join(
        f"{_WORDS[name]} {'gælder fra' if stated.entries[name] else 'er afskaffet fra'} {danish_date(day)}"
        for name, day in stated.dates.items()
    )
