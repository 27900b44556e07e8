"""Danish industry codes, DB07 (Dansk Branchekode 2007), with Danish titles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from rettematch.reference import tables

IndustryLevel = Literal["section", "division", "group", "class", "branch"]

_WRITTEN_FORM = re.compile(r"(\d\d)[. ]?(\d\d)[. ]?(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class IndustryCode:
    """One entry of DB07: a section has a letter, the lower levels two, three, four and six digits."""

    code: str
    title_da: str
    level: IndustryLevel
    section: str

    @property
    def written_form(self) -> str:
        """As Statistics Denmark writes a branch: 56.10.20. Other levels are written as they are."""
        if self.level != "branch":
            return self.code
        return f"{self.code[:2]}.{self.code[2:4]}.{self.code[4:]}"


@cache
def _entries() -> Mapping[str, IndustryCode]:
    return MappingProxyType(
        {
            code: IndustryCode(code=code, title_da=title_da, level=cast("IndustryLevel", level), section=section)
            for code, level, section, title_da in tables.rows("industry_codes.csv")
        },
    )


def normalise_industry_code(text: str) -> str | None:
    """Six digits from "561020", "56.10.20", "56 10 20" or "56.1020"; None when the text has no such form."""
    match = _WRITTEN_FORM.fullmatch(text.strip())
    return None if match is None else "".join(match.groups())


def find_industry_code(code: str) -> IndustryCode | None:
    """The six-digit branch with this code, in any form that normalise_industry_code reads."""
    normalised = normalise_industry_code(code)
    return None if normalised is None else _entries().get(normalised)


def find_industry_group(code: str) -> IndustryCode | None:
    """The entry above branch level with this code: "I", "56", "561" or "5610"."""
    entry = _entries().get(code)
    return None if entry is None or entry.level == "branch" else entry


def all_industry_codes() -> tuple[IndustryCode, ...]:
    """Every entry of every level, in the order of DB07 within each level's file order."""
    return tuple(_entries().values())
