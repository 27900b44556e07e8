"""What a rule of a programme states, as a Danish sentence for a caseworker or a lawyer. For the law: `danish_law`."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, singledispatch
from pathlib import Path

from rettematch.contracts.base import Role
from rettematch.programmes.danish_law import danish_statute
from rettematch.programmes.danish_spans import danish_date, danish_every, danish_many, danish_span
from rettematch.programmes.definitions import Rule
from rettematch.programmes.findings import danish_word
from rettematch.programmes.parameters import (
    Agreed,
    Allocation,
    Allowance,
    Cadence,
    Checklist,
    Choice,
    Conditions,
    ContactForm,
    Cooperation,
    Deadline,
    Figure,
    Flag,
    Form,
    Gap,
    Limit,
    Position,
    Precondition,
    Quantity,
    Repeat,
    Timetable,
)
from rettematch.programmes.recorded import danish_bounds
from rettematch.programmes.vocabulary import Lasting, Phase

_UNITS = Path(__file__).parent / "units.toml"
_PHASES = {
    Phase.COURSE: "i forløbet",
    Phase.UNTIL_MATCH: "indtil der er et match",
    Phase.MATCHED: "mens borgeren er på en plads",
    Phase.TASTER: "i snuseperioden",
    Phase.FLEX_JOB: "i fleksjobbet",
    Phase.AFTER_JOB: "efter jobstart",
}
_LASTING = {
    Lasting.COURSE: "forløbet",
    Lasting.STEP: "trinnet",
    Lasting.TASTER: "snuseperioden",
    Lasting.INTERNSHIP: "den første praktikperiode",
    Lasting.EXTENSION: "en forlængelse",
}
_MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)


@cache
def danish_units() -> Mapping[str, str]:
    """The Danish words for every unit of the definitions."""
    found: dict[str, str] = tomllib.loads(_UNITS.read_text(encoding="utf-8"))
    return found


def danish_figures(rule: Rule) -> tuple[str, ...]:
    """Everything that a rule states, each as a sentence without personal data or raw parameters."""
    return tuple(filter(None, (danish_figure(each) for each in (rule.parameters, *rule.also))))


@singledispatch
def danish_figure(stated: Form) -> str:
    """One statement of a rule as a sentence."""
    return _sentence(danish_statute(stated))


@danish_figure.register
def _(stated: Cadence) -> str:
    done = danish_word(stated.done_by) if stated.done_by else "jobformidlerens kontakt med borgeren"
    cut = stated.shortest_remainder
    return _sentence(
        f"{danish_every(stated.every)} {_PHASES[stated.phase]}{_length(stated)}: {done}{_covering(stated.items)}",
        f"en sidste periode tæller, når den er på mindst {danish_span(cut)}" if cut else "",
        _for(stated.cohorts),
        _by(stated.responsible),
    )


def _length(stated: Cadence) -> str:
    least, most = stated.at_least, stated.at_most
    if most is None:
        return f", i mindst {danish_span(least)}" if least else ""
    if least is None or least == most:
        return f", i de første {danish_span(most)}"
    return f", i mindst {danish_span(least)} og højst {danish_span(most)}"


@danish_figure.register
def _(stated: Agreed) -> str:
    late = f"for sent efter {danish_span(stated.late_after)}"
    return _sentence(f"på de tidspunkter, som aftalen angiver; {late}", _by(stated.responsible))


@danish_figure.register
def _(stated: Deadline) -> str:
    after = _or(danish_word(each) for each in stated.after) + _covering(stated.when)
    begun = f"senest {danish_span(stated.within)} efter" if stated.within else "samme dag som"
    begun = f"hver gang, {begun}" if stated.each else begun
    first = f"tidligst dag {stated.earliest_day}" if stated.earliest_day > 1 else ""
    return _sentence(
        f"{begun} {after}: {danish_word(stated.of)}{_covering(stated.items)}",
        first,
        _for(stated.cohorts),
        _by(stated.responsible),
    )


@danish_figure.register
def _(stated: Precondition) -> str:
    before = f"før {danish_word(stated.of)}{_covering(stated.when)}"
    return _sentence(f"{before}: {danish_word(stated.needs)}{_covering(stated.items)}", _for(stated.cohorts))


@danish_figure.register
def _(stated: Gap) -> str:
    without = _or(danish_word(each) for each in stated.counts)
    return _sentence(
        f"højst {danish_span(stated.at_most)} uden {without}", _for(stated.cohorts), _by(stated.responsible)
    )


@danish_figure.register
def _(stated: Limit) -> str:
    return _sentence(f"{_LASTING[stated.of]} varer højst {danish_span(stated.at_most)}", _for(stated.cohorts))


@danish_figure.register
def _(stated: Conditions) -> str:
    return _sentence(f"kræver {_and(danish_word(each) for each in stated.all_of)}")


@danish_figure.register
def _(stated: Repeat) -> str:
    return _sentence(f"trin {stated.step} begynder forfra ved {danish_word(stated.after)}")


@danish_figure.register
def _(stated: Position) -> str:
    return _sentence(f"mindst {stated.persons} {danish_word(stated.role)}")


@danish_figure.register
def _(stated: Quantity) -> str:
    unit = _unit(stated.unit, stated.at_least, stated.at_most, stated.more_than)
    exact = stated.at_least is not None and stated.at_least == stated.at_most
    bounds = f"netop {danish_many(stated.at_least or 0)}" if exact else danish_bounds(stated)
    parts = _and(f"{danish_many(number)} {danish_word(name)}" for name, number in stated.parts.items())
    months = _and(_MONTHS[month - 1] for month in stated.months)
    return _sentence(
        f"{bounds} {unit}" if bounds else f"kilden giver intet tal; kommunen sætter selv antallet af {unit}",
        f"senest {danish_date(stated.by)}" if stated.by else "",
        f"det er {danish_many(stated.share)} procent" if stated.share is not None else "",
        f"heraf {parts}" if parts else "",
        f"gælder {months}" if months else "",
        f"{'der tælles' if stated.counted else 'ved'} {danish_word(stated.of)}" if stated.of else "",
        f"opgøres ved {danish_word(stated.judged_at)}" if stated.judged_at else "",
        _for(stated.cohorts),
    )


def _unit(unit: str, *numbers: float | None) -> str:
    """The unit in Danish, as it is of one when every number is one."""
    known = danish_units()
    several = known.get(unit, unit)
    return known.get(f"1 {unit}", several) if {each for each in numbers if each is not None} == {1} else several


@danish_figure.register
def _(stated: Figure) -> str:
    unit = _unit(stated.unit, stated.value)
    return _sentence(
        f"kilden oplyser {danish_many(stated.value)} {unit}",
        danish_word(stated.group) if stated.group else "",
        danish_units().get(stated.as_of, stated.as_of) if stated.as_of else "",
    )


@danish_figure.register
def _(stated: Checklist) -> str:
    listed = _and(danish_word(each) for each in stated.items)
    parts = "; ".join(
        f"{danish_word(name)}: {_and(danish_word(each) for each in items)}" for name, items in stated.parts.items()
    )
    many = stated.at_least is not None and stated.at_least < len(stated.wanted)
    head = f"{danish_word(stated.of)} rummer" if stated.of else "der er"
    return _sentence(
        f"{head} {f'mindst {stated.at_least} af: ' if many else ''}{'; '.join(filter(None, (listed, parts)))}",
        f"gerne også {_and(danish_word(each) for each in stated.optional)}" if stated.optional else "",
    )


@danish_figure.register
def _(stated: Choice) -> str:
    chosen = f"ved {danish_word(stated.of)}" if stated.of else "for hver borger"
    return _sentence(f"{chosen} vælges {stated.count}: {_or(danish_word(each) for each in stated.options)}")


@danish_figure.register
def _(stated: Flag) -> str:
    excepted = f"undtagen {_or(danish_word(each) for each in stated.except_when)}" if stated.except_when else ""
    return _sentence(f"{danish_word(stated.subject)}: {'ja' if stated.value else 'nej'}", excepted)


@danish_figure.register
def _(stated: Timetable) -> str:
    return _sentence(
        "; ".join(f"kl. {each.starts:%H.%M}-{each.ends:%H.%M} {danish_word(each.name)}" for each in stated.entries)
    )


@danish_figure.register
def _(stated: Cooperation) -> str:
    least, most = stated.seats_at_least, stated.seats_at_most
    return _sentence(
        f"mindst {_seats(least)}" if least is not None else "",
        f"højst {_seats(most)}" if most is not None else "",
        "ledige pladser besættes igen" if stated.refill else "ledige pladser besættes ikke igen",
        "virksomhedsmentoren uddannes først" if stated.mentor_trained_first else "",
        "en virksomhedsmentor på hvert arbejdssted" if stated.mentor_per_workplace else "",
        f"{stated.central_mentors} central virksomhedsmentor" if stated.central_mentors else "",
    )


def _seats(number: int) -> str:
    return f"{number} plads" if number == 1 else f"{number} pladser"


@danish_figure.register
def _(stated: ContactForm) -> str:
    kinds = _or(each.danish_name for each in stated.kinds)
    return _sentence(f"kontakten {_PHASES[stated.phase]} er som regel ved {kinds}")


@danish_figure.register
def _(stated: Allocation) -> str:
    return _sentence(
        "; ".join(
            f"{danish_word(who)} tager {_and(danish_word(each) for each in groups)}"
            for who, groups in stated.takes.items()
        )
    )


@danish_figure.register
def _(stated: Allowance) -> str:
    return _sentence(f"{danish_word(stated.allows)} er tilladt, når {stated.when_exceeded} er overskredet")


def _sentence(*parts: str) -> str:
    text = "; ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}." if text else ""


def _covering(items: Iterable[str]) -> str:
    listed = ", ".join(danish_word(each) for each in items)
    return f" ({listed})" if listed else ""


def _for(cohorts: Iterable[str]) -> str:
    listed = _and(danish_word(each) for each in cohorts)
    return f"gælder for {listed}" if listed else ""


def _by(role: Role) -> str:
    return f"ansvarlig: {role.danish_name}"


def _joined(words: Iterable[str], last: str) -> str:
    *before, end = list(words) or [""]
    return f"{', '.join(before)} {last} {end}" if before else end


def _and(words: Iterable[str]) -> str:
    return _joined(words, "og")


def _or(words: Iterable[str]) -> str:
    return _joined(words, "eller")
