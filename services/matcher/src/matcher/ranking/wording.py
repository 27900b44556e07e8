"""Small Danish wordings: numbers, dates, days and lists as a caseworker writes them."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from rettematch.contracts.base import Weekday
from rettematch.languages import LanguageLevel

_REMEMBERED = 4096

_DAYS = {
    Weekday.MONDAY: "mandag",
    Weekday.TUESDAY: "tirsdag",
    Weekday.WEDNESDAY: "onsdag",
    Weekday.THURSDAY: "torsdag",
    Weekday.FRIDAY: "fredag",
    Weekday.SATURDAY: "lørdag",
    Weekday.SUNDAY: "søndag",
}


@lru_cache(maxsize=_REMEMBERED)
def hours(value: float) -> str:
    """`1 time`, `2,5 timer`."""
    number = f"{value:g}".replace(".", ",")
    return f"{number} {'time' if value == 1 else 'timer'}"


@lru_cache(maxsize=_REMEMBERED)
def at_least(value: float, span: str) -> str:
    """`Mindst 2,5 timer om dagen.`"""
    return f"Mindst {hours(value)} {span}." if value else f"Intet krav om et bestemt antal timer {span}."


@lru_cache(maxsize=_REMEMBERED)
def day(value: date) -> str:
    """`01.09.2026`."""
    return value.strftime("%d.%m.%Y")


@lru_cache(maxsize=_REMEMBERED)
def clock(value: str) -> str:
    """`8.30` for `08:30`."""
    return f"{int(value[:2])}.{value[3:]}"


def listed(words: Sequence[str]) -> str:
    """`a`, `a og b`, `a, b og c`."""
    return " og ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def weekdays(days: Sequence[Weekday]) -> str:
    """`mandag, tirsdag og fredag`."""
    return listed([_DAYS[each] for each in days])


@lru_cache(maxsize=_REMEMBERED)
def danish_demand(spoken: LanguageLevel, read: LanguageLevel) -> str:
    """What a place asks of Danish."""
    parts = [
        f"{level.value} {how}"
        for level, how in ((spoken, "mundtligt"), (read, "skriftligt"))
        if level is not LanguageLevel.NONE
    ]
    return f"Dansk på mindst {listed(parts)}." if parts else "Ingen krav til dansk."


@lru_cache(maxsize=_REMEMBERED)
def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."
