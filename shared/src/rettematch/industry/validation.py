"""What must hold for the packages together and against ESCO, DB07 and the scale of considerations."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rettematch import considerations
from rettematch.industry.model import IndustryPackage
from rettematch.industry.packages import PACKAGE_IDS, all_packages
from rettematch.reference.industry_codes import find_industry_code, find_industry_group
from rettematch.reference.occupations import find_occupation
from rettematch.reference.skills import find_skill

BRANCH_DIGITS = 6


def validate_packages(packages: Sequence[IndustryPackage] | None = None) -> tuple[str, ...]:
    """The faults of a set of packages, each naming its file and key; empty when the set may be used.

    Without an argument the shipped packages are checked. The shape of each file is checked when it is read
    (rettematch.industry.packages.load_packages).
    """
    chosen = all_packages() if packages is None else packages
    faults = list(_wrong_set(chosen))
    for package in chosen:
        faults.extend(f"{package.id}.toml: {fault}" for fault in _faults_within(package))
    faults.extend(_faults_between(chosen))
    return tuple(faults)


def _wrong_set(packages: Sequence[IndustryPackage]) -> Iterator[str]:
    ids = [package.id for package in packages]
    yield from (f"{missing}.toml: the package is missing" for missing in PACKAGE_IDS if missing not in ids)
    yield from (f"{other}.toml: id: not one of the ten packages" for other in ids if other not in PACKAGE_IDS)
    yield from (f"{twice}.toml: id: stands twice" for twice in _repeated(ids))


def _faults_within(package: IndustryPackage) -> Iterator[str]:
    yield from _unresolved(package)
    yield from _faults_of_levels(package)
    yield from _repetitions(package)
    for keyword in package.keywords_da:
        if keyword != keyword.lower():
            yield f"keywords_da: {keyword!r} must be lower case"
    tasks = {task.id for task in package.tasks}
    for first in package.first_paid_tasks:
        if first.task not in tasks:
            yield f"first_paid_tasks[{first.task}]: no task of the package has this id"


def _unresolved(package: IndustryPackage) -> Iterator[str]:
    for uri in package.occupations:
        if find_occupation(uri) is None:
            yield f"occupations: {uri} is not an occupation of ESCO"
    for competence in package.competences:
        if find_skill(competence.skill) is None:
            yield f"competences: {competence.skill} is not a skill of ESCO"
    for code in package.industry_codes:
        found = find_industry_code(code) if len(code) == BRANCH_DIGITS else find_industry_group(code)
        if found is None:
            yield f"industry_codes: {code} is not in DB07"


def _faults_of_levels(package: IndustryPackage) -> Iterator[str]:
    levels = package.demand_levels
    known = [dimension.id for dimension in considerations.DIMENSIONS]
    for dimension in known:
        if dimension not in levels:
            yield f"demands[{dimension}]: the dimension is missing"
    for dimension in levels:
        if dimension not in known:
            yield f"demands[{dimension}]: no such dimension of considerations"
    for each in package.accommodations:
        if each.dimension not in known:
            yield f"accommodations[{each.dimension}]: no such dimension of considerations"
        elif each.becomes >= levels.get(each.dimension, each.becomes + 1):
            yield f"accommodations[{each.dimension}].becomes: must be below the usual level"


def _repetitions(package: IndustryPackage) -> Iterator[str]:
    lists: dict[str, Iterable[str]] = {
        "industry_codes": package.industry_codes,
        "occupations": package.occupations,
        "keywords_da": package.keywords_da,
        "tasks.id": [task.id for task in package.tasks],
        "tasks.da": [task.da for task in package.tasks],
        "requirements.da": [requirement.da for requirement in package.requirements],
        "competences.skill": [competence.skill for competence in package.competences],
        "competences.label_da": [competence.label_da for competence in package.competences],
        "demands.dimension": [demand.dimension for demand in package.demands],
        "accommodations.dimension": [accommodation.dimension for accommodation in package.accommodations],
        "first_paid_tasks.task": [first.task for first in package.first_paid_tasks],
        "limits.id": [limit.id for limit in package.limits],
    }
    for key, values in lists.items():
        for value in _repeated(values):
            yield f"{key}: {value} stands twice"


def _faults_between(packages: Sequence[IndustryPackage]) -> Iterator[str]:
    for one, other in combinations(packages, 2):
        for prefix in one.industry_codes:
            for against in other.industry_codes:
                if prefix.startswith(against) or against.startswith(prefix):
                    yield f"{other.id}.toml: industry_codes: {against} overlaps {prefix} of {one.id}.toml"
        for shared in sorted({task.da for task in one.tasks} & {task.da for task in other.tasks}):
            yield f"{other.id}.toml: tasks: {shared!r} is also a task of {one.id}.toml"
    labels: dict[str, tuple[str, str]] = {}
    for package in packages:
        for competence in package.competences:
            label, first = labels.setdefault(competence.skill, (competence.label_da, package.id))
            if label != competence.label_da:
                yield f"{package.id}.toml: competences[{competence.skill}].label_da: differs from {first}.toml"


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]
