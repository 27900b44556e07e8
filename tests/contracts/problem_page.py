"""The page of problem types, made from the classes.

`python -m tests.contracts.problem_page` writes docs/problems.md.
"""

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import case_api
import matcher
import notifier
import rettematch
from rettematch.problems import TYPE_PREFIX, Problem

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"
_HEAD = """# Problems

Every error is a problem document (RFC 9457, `application/problem+json`): `type`, `title`, `status`, `detail`, and
`danish`, a sentence that can be shown to a caseworker as it is. `errors` names wrong fields and what is expected of
them; `reasons` says why a placement is refused. No problem repeats a value that was sent. `instance` is the request's
trace id.

This page is made from the classes; a test fails when it is not up to date.

| type | status | title | dansk |
|---|---|---|---|
"""


def _import_all(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)


def _subclasses(kind: type[Problem]) -> set[type[Problem]]:
    direct = set(kind.__subclasses__())
    return direct.union(*(_subclasses(each) for each in direct))


def problem_types() -> list[type[Problem]]:
    """Every problem that a service can answer, by type and status."""
    for package in (rettematch, case_api, matcher, notifier):
        _import_all(package)
    found = {Problem} | {each for each in _subclasses(Problem) if not each.__name__.startswith("_")}
    return sorted(found, key=lambda each: (each.status, each.slug, each.__qualname__))


def page() -> str:
    """The whole page; classes that share a type share a row."""
    rows = {
        f"| `{TYPE_PREFIX}{each.slug}` | {each.status} | {each.title} | {each.danish} |": None
        for each in problem_types()
    }
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
