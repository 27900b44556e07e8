"""The tables from which the demonstration is drawn, read from the files in `data/`."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from rettematch.reference.occupations import OCCUPATION_PREFIX

_DATA: Final = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class SaidGoal:
    """A job goal as people say it; `package` is empty outside the ten, `occupation` None when it is unlinked."""

    package: str
    said: str
    occupation: str | None


@dataclass(frozen=True, slots=True)
class CvLine:
    """One line of a CV; `kind` as the case API calls it."""

    package: str
    kind: str
    text: str
    occupation: str | None
    months: int


@dataclass(frozen=True, slots=True)
class EmployerKind:
    """A sort of workplace: what it is called, its DB07 code, its ordinary staff and the place that it typically offers.

    `tasks` are ids of tasks of the package.
    """

    package: str
    noun: str
    industry_code: str
    sector: str
    staff_from: int
    staff_to: int
    title: str
    occupations: tuple[str, ...]
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SidePlace:
    """A place that workplaces of one package offer in another package, such as the kitchen of a care home."""

    employer_package: str
    package: str
    title: str
    occupations: tuple[str, ...]
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedCertificate:
    """The share of a package's places that ask for a certificate, and the share of citizens that have it."""

    package: str
    certificate: str
    places: float
    citizens: float


@dataclass(frozen=True, slots=True)
class LimitPattern:
    """Limits that are often seen together; for each dimension the levels to draw from."""

    id: str
    limits: Mapping[str, list[int]]


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


def _uri(uuid: str) -> str | None:
    return OCCUPATION_PREFIX + uuid if uuid else None


@cache
def job_goals() -> tuple[SaidGoal, ...]:
    return tuple(SaidGoal(row["package"], row["said"], _uri(row["occupation"])) for row in _rows("job_goals.csv"))


@cache
def cv_lines() -> tuple[CvLine, ...]:
    return tuple(
        CvLine(row["package"], row["kind"], row["text"], _uri(row["occupation"]), int(row["months"]))
        for row in _rows("cv_entries.csv")
    )


@cache
def employer_kinds() -> tuple[EmployerKind, ...]:
    return tuple(
        EmployerKind(
            row["package"], row["noun"], row["industry_code"], row["sector"],
            int(row["staff_from"]), int(row["staff_to"]), row["title"],
            tuple(OCCUPATION_PREFIX + uuid for uuid in row["occupations"].split()),
            tuple(row["tasks"].split()),
        )
        for row in _rows("employer_kinds.csv")
    )  # fmt: skip


@cache
def side_places() -> tuple[SidePlace, ...]:
    return tuple(
        SidePlace(
            row["employer_package"], row["package"], row["title"],
            tuple(OCCUPATION_PREFIX + uuid for uuid in row["occupations"].split()),
            tuple(row["tasks"].split()),
        )
        for row in _rows("side_places.csv")
    )  # fmt: skip


@cache
def asked_certificates() -> tuple[AskedCertificate, ...]:
    return tuple(
        AskedCertificate(row["package"], row["certificate"], float(row["places"]), float(row["citizens"]))
        for row in _rows("asked_certificates.csv")
    )


@cache
def limit_patterns() -> tuple[LimitPattern, ...]:
    return tuple(LimitPattern(**row) for row in _toml("limits.toml")["patterns"])


@cache
def names() -> Mapping[str, list[str]]:
    """`women`, `men`, `family`, `employers`, `roads`, `titles` and `mentor_titles`."""
    found: dict[str, list[str]] = _toml("names.toml")
    return found


@cache
def agreed_texts() -> Mapping[str, list[str]]:
    """What was agreed in a conversation: `start`, `weekly` and `monthly`."""
    found: dict[str, list[str]] = _toml("conversations.toml")
    return found


@cache
def agreement_texts() -> Mapping[str, list[str]]:
    """Words of work agreements: `goals`, `sub_goals`, `mentor_tasks` and `reasons`."""
    found: dict[str, list[str]] = _toml("agreements.toml")
    return found
