"""What a run of a pilot came to, as tables and a last line."""

from collections.abc import Collection

from bench.report import finish, print_table
from bench.simulation.run import Result
from rettematch.programmes.definitions import Programme, programme
from rettematch.programmes.parameters import Cadence, Deadline


def print_result(result: Result, programme_id: str, neglected: Collection[str]) -> None:
    """Prints the tables and ends the program.

    Without neglect no hard rule may be broken; with it only the neglected ones and those that hang on them, and these.
    """
    rules = programme(programme_id)
    print(
        f"{rules.danish}: {result.citizens} citizens, {result.days} working days, "
        f"{result.reminders} reminders acted on, {result.requests} requests"
    )
    for title, rows in result.tables.items():
        print(f"\n{title}")
        print_table(rows[0], rows[1:])
    print("\noutcomes after a year")
    print_table(["outcome", "citizens"], [[name, str(count)] for name, count in sorted(result.outcomes.items())])
    expected = {rule for each in neglected for rule in hang_on(rules, each)}
    print("\nrules not kept")
    why = dict.fromkeys(expected, "hangs on it") | dict.fromkeys(neglected, "neglected")
    rows = [
        [rule_id, kind, str(count), why.get(rule_id, "")]
        for kind, found in (("hard", result.broken), ("aim", result.missed))
        for rule_id, count in sorted(found.items())
    ]
    print_table(["rule", "kind", "findings", ""], rows)
    print()
    finish(shortfalls(result, rules, neglected))


def shortfalls(result: Result, rules: Programme, neglected: Collection[str]) -> list[str]:
    """What should not have been: hard rules broken that nobody neglected, and neglected ones that were kept."""
    expected = {rule for each in neglected for rule in hang_on(rules, each)}
    found = [
        f"{rule_id} {count} findings, 0 expected" for rule_id, count in result.broken.items() if rule_id not in expected
    ]
    return found + [f"{rule_id} 0 findings, some expected" for rule_id in neglected if not _found(result, rule_id)]


def _found(result: Result, rule_id: str) -> int:
    return result.broken[rule_id] + result.missed[rule_id]


def hang_on(rules: Programme, rule_id: str) -> set[str]:
    """The rule itself, and every rule that asks for what it asks for: who leaves out the one leaves out the other."""
    asked = _asked(rules, rule_id)
    return {rule_id} | {each.id for each in rules.rules if asked & _asked(rules, each.id)}


def _asked(rules: Programme, rule_id: str) -> set[str]:
    found: set[str] = set()
    for rule in rules.rules:
        if rule.id == rule_id:
            for form in (rule.parameters, *rule.also):
                if isinstance(form, Cadence):
                    found.add(form.done_by or "contact")
                elif isinstance(form, Deadline):
                    found.add(form.of)
    return found
