"""ESCO occupations and ISCO-08 groups with Danish and English labels (ESCO 1.1.1, Danish labels of 1.0.8, adapted)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from rettematch.reference import tables

ESCO_PREFIX = "http://data.europa.eu/esco/"
OCCUPATION_PREFIX = f"{ESCO_PREFIX}occupation/"
ISCO_PREFIX = f"{ESCO_PREFIX}isco/C"


@dataclass(frozen=True, slots=True)
class Occupation:
    """One ESCO occupation. `label_da` is empty for the 68 occupations that ESCO 1.0.8 did not have."""

    uri: str
    isco08: str
    label_da: str
    label_en: str
    alternative_labels_da: tuple[str, ...]
    alternative_labels_en: tuple[str, ...]

    @property
    def label(self) -> str:
        """The label to show a Danish reader: Danish where there is one, else English."""
        return self.label_da or self.label_en


@dataclass(frozen=True, slots=True)
class IscoGroup:
    """One ISCO-08 group; the code has one to four digits and keeps leading zeros."""

    uri: str
    code: str
    label_da: str
    label_en: str


@cache
def _occupations() -> Mapping[str, Occupation]:
    return MappingProxyType(
        {
            OCCUPATION_PREFIX + uuid: Occupation(
                uri=OCCUPATION_PREFIX + uuid,
                isco08=isco08,
                label_da=label_da,
                label_en=label_en,
                alternative_labels_da=tables.listed(alternative_da),
                alternative_labels_en=tables.listed(alternative_en),
            )
            for uuid, isco08, label_da, label_en, alternative_da, alternative_en in tables.rows("occupations.csv.gz")
        },
    )


@cache
def _isco_groups() -> Mapping[str, IscoGroup]:
    return MappingProxyType(
        {
            code: IscoGroup(uri=ISCO_PREFIX + code, code=code, label_da=label_da, label_en=label_en)
            for code, label_da, label_en in tables.rows("isco_groups.csv")
        },
    )


def all_occupations() -> tuple[Occupation, ...]:
    """Every occupation, in the order of the source (stable between releases of the product)."""
    return tuple(_occupations().values())


def find_occupation(uri: str) -> Occupation | None:
    """The occupation with this full ESCO uri (http://data.europa.eu/esco/occupation/<uuid>)."""
    return _occupations().get(uri)


def all_isco_groups() -> tuple[IscoGroup, ...]:
    """Every ISCO-08 group of one to four digits, by code."""
    return tuple(_isco_groups().values())


def find_isco_group(code: str) -> IscoGroup | None:
    """The ISCO-08 group with this code ("9129"), or with this full uri (http://data.europa.eu/esco/isco/C9129)."""
    return _isco_groups().get(code.removeprefix(ISCO_PREFIX))


def concept_label(uri: str) -> str | None:
    """The label to show for the uri of an occupation or an ISCO group; None when there is no such concept."""
    if uri.startswith(ISCO_PREFIX):
        group = find_isco_group(uri)
        return None if group is None else group.label_da
    occupation = find_occupation(uri)
    return None if occupation is None else occupation.label
