"""ESCO skills and knowledge (English labels of ESCO 1.1.1) and what each occupation asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from rettematch.reference import tables
from rettematch.reference.occupations import ESCO_PREFIX, OCCUPATION_PREFIX

SKILL_PREFIX = f"{ESCO_PREFIX}skill/"

SkillKind = Literal["skill", "knowledge", "unspecified"]


@dataclass(frozen=True, slots=True)
class Skill:
    """One ESCO skill or field of knowledge. There are no Danish labels in the source."""

    uri: str
    label_en: str
    kind: SkillKind


@cache
def _skills() -> Mapping[str, Skill]:
    return MappingProxyType(
        {
            SKILL_PREFIX + uuid: Skill(uri=SKILL_PREFIX + uuid, label_en=label_en, kind=cast("SkillKind", kind))
            for uuid, label_en, kind in tables.rows("skills.csv.gz")
        },
    )


@cache
def _relations() -> Mapping[str, tuple[str, str]]:
    return MappingProxyType(
        {uuid: (essential, optional) for uuid, essential, optional in tables.rows("occupation_skills.csv.gz")},
    )


@cache
def _uris() -> tuple[str, ...]:
    return tuple(_skills())


def _resolve(positions: str) -> tuple[str, ...]:
    uris = _uris()
    return tuple(uris[int(position)] for position in positions.split())


def all_skills() -> tuple[Skill, ...]:
    """Every skill, in the order of the source."""
    return tuple(_skills().values())


def find_skill(uri: str) -> Skill | None:
    """The skill with this full ESCO uri (http://data.europa.eu/esco/skill/<uuid>)."""
    return _skills().get(uri)


def skills_of(occupation_uri: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The uris of the essential and of the optional skills of an occupation; two empty tuples when it is unknown."""
    essential, optional = _relations().get(occupation_uri.removeprefix(OCCUPATION_PREFIX), ("", ""))
    return _resolve(essential), _resolve(optional)
