"""Counts the rules that are defined, tested and documented: `python -m bench.rules_check`.

A rule is tested when a test that pytest collects bears its marker. Collecting runs nothing; `make test` does.
"""

import contextlib
import io
import sys
from pathlib import Path

import pytest

from rettematch.programmes.definitions import expected_rule_ids, law, programmes

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "rules.md"
LAW = "law"


class _Markers:
    """A pytest plugin that keeps the ids of the collected markers."""

    def __init__(self) -> None:
        self.ids: set[str] = set()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.ids.update(str(mark.args[0]) for item in session.items for mark in item.iter_markers("rule"))


def tested_rules() -> set[str]:
    """The ids of the rules that collected tests bear."""
    markers, said = _Markers(), io.StringIO()
    with contextlib.redirect_stdout(said):
        folder = str(ROOT / "tests" / "rettematch")
        code = pytest.main(["--collect-only", "-q", "--assert=plain", "-p", "no:cacheprovider", folder], [markers])
    if code != pytest.ExitCode.OK:
        raise SystemExit(said.getvalue())
    return markers.ids


def main() -> int:
    """Print what is lacking, the count, and whether it holds; the exit code."""
    defined = {rule.id for found in (*programmes().values(), law()) for rule in found.rules}
    documented = set(PAGE.read_text(encoding="utf-8").replace("`", " ").split()) if PAGE.exists() else set()
    tested = tested_rules()
    expected = expected_rule_ids()
    wanted = [each for name, ids in expected.items() if name != LAW for each in ids]
    of_law = expected[LAW]
    stated = {"defined": defined, "tested": tested, "documented": documented}
    for name, ids in expected.items():
        print(
            f"{name:<18}" + "  ".join(f"{what} {len(set(ids) & found)} of {len(ids)}" for what, found in stated.items())
        )
    for what, found in stated.items():
        for each in (*wanted, *of_law):
            if each not in found:
                print(f"not {what}: {each}")
    unknown = sorted(tested - defined)
    for each in unknown:
        print(f"tested, but unknown: {each}")
    whole = sum(all(each in found for found in stated.values()) for each in wanted)
    lawful = sum(all(each in found for found in stated.values()) for each in of_law)
    print(f"{lawful} of {len(of_law)} rows of the law defined, tested, documented")
    print(f"{whole} of {len(wanted)} rules defined, tested, documented")
    holds = whole == len(wanted) and lawful == len(of_law) and not unknown
    print("holds" if holds else f"falls short: rules {whole} {len(wanted)}, rows of the law {lawful} {len(of_law)}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
