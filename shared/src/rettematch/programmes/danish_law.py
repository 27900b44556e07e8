"""What a row of the law states, in Danish; empty where the row's own sentence says all of it."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import singledispatch
from pathlib import Path

from rettematch.contracts.base import Scheme
from rettematch.programmes.danish_spans import danish_date, danish_every, danish_many, danish_span
from rettematch.programmes.findings import danish_list, danish_words
from rettematch.programmes.law_parameters import (
    Access,
    AdditionalEmployment,
    Band,
    Changes,
    ContactConversations,
    Conversations,
    DutyToWork,
    EmployeeVoice,
    FlexJobTerm,
    FormerEmployer,
    Internship,
    Length,
    Lengths,
    Principle,
    PriorUnemployment,
    Rates,
    Ratio,
    StaffBase,
    WeeklyHours,
)
from rettematch.programmes.parameters import Form

_WORDS: Mapping[str, str] = {
    **danish_words(),
    **tomllib.loads((Path(__file__).parent / "law_words.toml").read_text(encoding="utf-8")),
}
"""The words for what only rows of the law name come after the programmes' own."""
_EVERYBODY = 100


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
    groups = ", ".join(_word(each) for each in stated.groups)
    return f"{told} ({groups})" if groups else told


@danish_statute.register
def _(stated: Access) -> str:
    return (
        f"{_and(stated.self_found_groups)} har ret til selv at finde pladsen, {_and(stated.not_self_found_groups)} "
        f"har ikke; aftalen angiver {_and(stated.agreement_states)}; {stated.specific_purposes} bestemte formål"
    )


@danish_statute.register
def _(stated: StaffBase) -> str:
    return f"tæller ikke med som ordinært ansatte: {_and(stated.excluded)}"


@danish_statute.register
def _(stated: EmployeeVoice) -> str:
    return (
        f"gælder {_schemes(stated.schemes)}; begge parter skriver under, "
        f"når der er mindst {stated.both_sign_from_employees} ansatte"
    )


@danish_statute.register
def _(stated: Principle) -> str:
    return "; ".join(f"{_word(name)}: {'ja' if value else 'nej'}" for name, value in stated.allowed.items()) + _figures(
        stated.figures
    )


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
    groups = ", ".join(_word(each) for each in length.groups)
    sector = {"private": "hos en privat arbejdsgiver", "public": "hos en offentlig arbejdsgiver", None: ""}
    begun = "" if groups or length.sector else "ellers"
    told = [begun, " og ".join(bounds), sector[length.sector], f"({groups})" if groups else ""]
    return " ".join(each for each in told if each)


@danish_statute.register
def _(stated: PriorUnemployment) -> str:
    return (
        f"ledig i mindst {danish_span(stated.at_least)}; over {stated.exempt_over_age} år gælder kravet ikke; "
        f"{danish_many(stated.paid_hours)} timer ({stated.paid_weeks} uger) med udbetalt ydelse er også nok; "
        f"undtaget er {_and(stated.exempt)}; kravet gælder ikke ved {danish_list(stated.no_requirement_groups)}"
    )


@danish_statute.register
def _(stated: AdditionalEmployment) -> str:
    return (
        f"gennemsnittet over {stated.average_months} måneder holdes op mod de seneste (måneder: "
        f"{stated.latest_months}); stillinger, der er blevet ledige inden for {danish_span(stated.vacated_within)}; "
        "private opgøres på CVR-nummer"
    )


@danish_statute.register
def _(stated: FormerEmployer) -> str:
    spouse = ", også når ægtefællen ejer virksomheden" if stated.owned_by_spouse_too else ""
    return f"gælder {_schemes(stated.schemes)}{spouse}"


@danish_statute.register
def _(stated: DutyToWork) -> str:
    return (
        f"{danish_many(stated.hours_per_week)} timer om ugen for den, der ikke har boet her i "
        f"{danish_many(stated.residence_years)} år eller ikke har arbejdet i {danish_many(stated.work_years)} år "
        f"inden for de sidste {danish_many(stated.of_last_years)} år; det tæller: {_and(stated.counts)}; "
        f"undtaget er {_and(stated.exempt)}; der spørges ved {_and(stated.asked_of)}; indført "
        f"{' og '.join(f'{danish_date(day)} for {_word(name)}' for name, day in stated.stages.items())}"
    )


@danish_statute.register
def _(stated: FlexJobTerm) -> str:
    return (
        f"bevilges for {danish_span(stated.term)}, permanent tidligst fra {stated.permanent_from_age} år; "
        f"samtale {danish_every(stated.talk_every)}; status efter {danish_span(stated.status_after)}"
    )


@danish_statute.register
def _(stated: ContactConversations) -> str:
    told = [_conversations(each) for each in stated.entries]
    if stated.share != _EVERYBODY:
        told.append(f"kravet gælder {danish_many(stated.share)} procent af hver gruppe")
    if stated.exempt:
        told.append(f"undtaget er {_and(stated.exempt)}")
    if stated.intensified_by is not None:
        told.append(f"intensiv indsats senest efter {danish_span(stated.intensified_by)}")
    return "; ".join(told)


def _conversations(asked: Conversations) -> str:
    at_jobcentre = f", heraf {asked.at_jobcentre} hos kommunen" if asked.at_jobcentre else ""
    first = f", den første inden for {danish_span(asked.first_within)}" if asked.first_within else ""
    return (
        f"{_word(asked.group)}: mindst {asked.at_least} samtaler inden for {danish_span(asked.within)}"
        f"{at_jobcentre}{first}"
    )


@danish_statute.register
def _(stated: Rates) -> str:
    return "; ".join(
        f"{_word(each.name)} {danish_many(each.value)} {_word(each.unit)}" + (f" ({each.year})" if each.year else "")
        for each in stated.entries
    )


@danish_statute.register
def _(stated: Changes) -> str:
    told = []
    for name, stands in stated.entries.items():
        since = f" fra {danish_date(stated.dates[name])}" if name in stated.dates else ""
        told.append(f"{_word(name)} {'gælder' if stands else 'er afskaffet'}{since}")
    return "; ".join(told) + _figures(stated.figures)


def _figures(figures: Mapping[str, float]) -> str:
    return "".join(f"; {_word(name)}: {_figure(name, value)}" for name, value in figures.items())


def _figure(name: str, value: float) -> str:
    """A year is written without a thousands separator."""
    return f"{value:g}" if name.endswith("-year") else danish_many(value)


def _word(slug: str) -> str:
    return _WORDS.get(slug, slug)


def _and(slugs: Iterable[str]) -> str:
    *before, end = [_word(each) for each in slugs] or [""]
    return f"{', '.join(before)} og {end}" if before else end


def _schemes(schemes: Iterable[Scheme]) -> str:
    return ", ".join(each.danish_name for each in schemes)
