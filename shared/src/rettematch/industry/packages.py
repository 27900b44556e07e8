"""Reading the industry packages and finding the ones that belong to an occupation or an industry code."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from rettematch.industry.model import IndustryPackage
from rettematch.reference.industry_codes import find_industry_group, normalise_industry_code

SHIPPED_FOLDER = Path(__file__).with_name("packages")

PACKAGE_IDS = (
    "care",
    "cleaning",
    "construction",
    "food-production",
    "gardening",
    "kitchen",
    "manufacturing",
    "shop",
    "transport",
    "warehouse",
)
"""Other services store these ids; a municipality replaces a package's content and keeps its id."""

_NAMING_KEYS = ("id", "dimension", "skill", "task")


class PackageFileError(ValueError):
    """A package file cannot be used; the text names the file and each key that is wrong, with what is expected."""


class UnknownPackageError(LookupError):
    """There is no industry package with this id."""


def load_package(path: Path) -> IndustryPackage:
    """Read one package file; PackageFileError when it is no TOML, breaks the shape or has another id than its name."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackageFileError(f"{path.name}: not a TOML file in UTF-8: {error}") from error
    try:
        loaded = IndustryPackage.model_validate(content)
    except ValidationError as error:
        faults = [f"{path.name}: {_key(content, each['loc'])}: {each['msg']}" for each in error.errors()]
        raise PackageFileError("\n".join(faults)) from error
    if loaded.id != path.stem:
        raise PackageFileError(f"{path.name}: id: must be the file's name, {path.stem!r}")
    return loaded


def load_packages(folder: Path) -> tuple[IndustryPackage, ...]:
    """Every package file of a folder, by id; PackageFileError lists the faults of all files, not only the first."""
    loaded: list[IndustryPackage] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            loaded.append(load_package(path))
        except PackageFileError as error:
            faults.append(str(error))
    if faults:
        raise PackageFileError("\n".join(faults))
    return tuple(loaded)


def _key(content: Mapping[str, Any], location: Iterable[int | str]) -> str:
    """Where a fault is, in the words of the file: demands[lifting].level rather than demands.0.level."""
    key = ""
    node: Any = content
    for step in location:
        node = _inside(node, step)
        if isinstance(step, str):
            key = f"{key}.{step}" if key else step
        else:
            name = next((node[each] for each in _NAMING_KEYS if each in node), None) if isinstance(node, dict) else None
            key = f"{key}[{step if name is None else name}]"
    return key or "the package as a whole"


def _inside(node: Any, step: int | str) -> Any:
    """The part of parsed TOML one step down; None where a required key is missing."""
    if isinstance(node, dict):
        return node.get(step)
    return node[step] if isinstance(node, list) and isinstance(step, int) else None


@cache
def all_packages() -> tuple[IndustryPackage, ...]:
    """The packages that ship with the product, by id."""
    return load_packages(SHIPPED_FOLDER)


@cache
def _by_id() -> Mapping[str, IndustryPackage]:
    return MappingProxyType({each.id: each for each in all_packages()})


def package(package_id: str) -> IndustryPackage:
    """The package with this id; UnknownPackageError when there is none."""
    found = _by_id().get(package_id)
    if found is None:
        raise UnknownPackageError("there is no industry package with this id")
    return found


@cache
def _by_occupation() -> Mapping[str, tuple[str, ...]]:
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for each in all_packages():
        for uri in each.occupations:
            ids[uri].append(each.id)
    return MappingProxyType({uri: tuple(found) for uri, found in ids.items()})


def packages_of_occupation(uri: str) -> tuple[str, ...]:
    """The ids of the packages that list this ESCO occupation, by id; empty when none does."""
    return _by_occupation().get(uri, ())


@cache
def _by_code_prefix() -> Mapping[str, str]:
    return MappingProxyType({prefix: each.id for each in all_packages() for prefix in each.industry_codes})


def package_of_industry_code(db07: str) -> str | None:
    """The id of the package with the longest prefix of a DB07 code; None when none fits or the code has no such form.

    The code has six digits, "561020" or "56.10.20", or is a level of DB07 above, "56". The answer is a guess to start
    from: a hotel (55) is filed under cleaning although it has a kitchen too.
    """
    code = normalise_industry_code(db07)
    if code is None and find_industry_group(db07) is not None:
        code = db07
    if code is None:
        return None
    prefixes = (code[:length] for length in range(len(code), 0, -1))
    return next((_by_code_prefix()[prefix] for prefix in prefixes if prefix in _by_code_prefix()), None)
