"""Values checked against the reference data: postcodes, occupations, skills, industry packages.

Every validator says what is expected and never repeats what was sent.
"""

import re
from collections.abc import Hashable, Sequence
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, StringConstraints

from rettematch.considerations import DIMENSIONS
from rettematch.industry.packages import PACKAGE_IDS
from rettematch.reference.geography import find_postcode
from rettematch.reference.occupations import concept_label
from rettematch.reference.skills import find_skill

Entry = TypeVar("Entry", bound=Hashable)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CONTROL_IN_PROSE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DIMENSION_IDS = frozenset(dimension.id for dimension in DIMENSIONS)


def _one_line(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("must be one line of text without control characters")
    return text


def _prose(text: str) -> str:
    if _CONTROL_IN_PROSE.search(text):
        raise ValueError("must be text without control characters")
    return text


def _known_postcode(code: str) -> str:
    if find_postcode(code) is None:
        raise ValueError("must be a Danish postcode of four digits")
    return code


def _known_occupation(uri: str) -> str:
    if concept_label(uri) is None:
        raise ValueError("must be the URI of an ESCO occupation or of an ISCO-08 group")
    return uri


def _known_skill(uri: str) -> str:
    if find_skill(uri) is None:
        raise ValueError("must be the URI of an ESCO skill")
    return uri


def _known_package(package_id: str) -> str:
    if package_id not in PACKAGE_IDS:
        raise ValueError("must be the id of an industry package: " + ", ".join(PACKAGE_IDS))
    return package_id


def _known_dimension(dimension_id: str) -> str:
    if dimension_id not in _DIMENSION_IDS:
        raise ValueError("must be the id of a dimension of considerations: " + ", ".join(sorted(_DIMENSION_IDS)))
    return dimension_id


def distinct(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Refuses a list that names something twice."""
    if len(set(entries)) != len(entries):
        raise ValueError("must name each entry once")
    return entries


Postcode = Annotated[
    str,
    StringConstraints(max_length=4),
    AfterValidator(_known_postcode),
    Field(examples=["8410"], description="Postnummer."),
]
OccupationUri = Annotated[
    str,
    StringConstraints(max_length=200),
    AfterValidator(_known_occupation),
    Field(examples=["http://data.europa.eu/esco/isco/C9412"], description="An ESCO occupation or an ISCO-08 group."),
]
SkillUri = Annotated[
    str,
    StringConstraints(max_length=200),
    AfterValidator(_known_skill),
    Field(
        examples=["http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab"],
        description="An ESCO skill or field of knowledge.",
    ),
]
PackageId = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_known_package),
    Field(examples=["kitchen"], description="An industry package (branchepakke)."),
]
DimensionId = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_known_dimension),
    Field(examples=["lifting"], description="A dimension of considerations (skånehensyn)."),
]
OneLine = AfterValidator(_one_line)
"""For short texts such as names: PostgreSQL stores no NUL, and a form shows no control characters."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(_prose)]
"""Free text about a citizen; stored sealed."""
