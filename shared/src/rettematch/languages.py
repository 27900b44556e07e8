"""Levels of a language after the Common European Framework (CEFR)."""

from enum import StrEnum


class LanguageLevel(StrEnum):
    """`none` to `C2`; `rank` orders them from 0 to 6."""

    NONE = "none"
    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"

    @property
    def rank(self) -> int:
        return list(LanguageLevel).index(self)
