"""What recorded events must cover, choose and amount to."""

from collections.abc import Collection, Iterator

from rettematch.programmes.findings import Finding, danish_list, danish_number, danish_word, finding, listed
from rettematch.programmes.occurrences import Occurrence, Occurrences
from rettematch.programmes.parameters import Checklist, Choice, Quantity


def missing_items(checklist: Checklist, present: Collection[str]) -> tuple[str, ...]:
    """What a checklist lacks: empty when enough of it is there."""
    missing = tuple(item for item in checklist.wanted if item not in present)
    needed = len(checklist.wanted) if checklist.at_least is None else checklist.at_least
    return missing if len(checklist.wanted) - len(missing) < needed else ()


def is_within(quantity: Quantity, value: float) -> bool:
    """Whether a value keeps every bound of a quantity."""
    return (
        (quantity.at_least is None or value >= quantity.at_least)
        and (quantity.at_most is None or value <= quantity.at_most)
        and (quantity.more_than is None or value > quantity.more_than)
    )


def danish_bounds(quantity: Quantity) -> str:
    """The bounds in words: mindst 10 og højst 15."""
    named = (("mindst", quantity.at_least), ("højst", quantity.at_most), ("over", quantity.more_than))
    return " og ".join(f"{word} {danish_number(bound)}" for word, bound in named if bound is not None)


def of_checklists(case: Occurrences) -> Iterator[Finding]:
    for rule, checklist in case.programme.with_parameters(Checklist, case.facts.started_on):
        if checklist.of is None:
            continue
        for each in case.done(checklist.of):
            missing = missing_items(checklist, each.items)
            if missing:
                yield finding(
                    rule,
                    each.on,
                    f"Der mangler: {danish_list(missing)}.",
                    f"Missing: {listed(missing)}.",
                    each.ref,
                    each.placement_id,
                )


def of_choices(case: Occurrences) -> Iterator[Finding]:
    for rule, choice in case.programme.with_parameters(Choice, case.facts.started_on):
        if choice.of is None:
            cohort = case.facts.cohort
            if cohort is not None and cohort not in choice.options and case.facts.started_on <= case.today:
                yield finding(
                    rule,
                    case.facts.started_on,
                    f"Borgerens gruppe er {danish_word(cohort)}.",
                    f"The cohort is {cohort}.",
                    "cohort",
                )
            continue
        for each in case.done(choice.of):
            chosen = each.items & set(choice.options)
            if len(chosen) != choice.count:
                yield finding(
                    rule,
                    each.on,
                    f"Valgt: {danish_list(chosen) or 'intet'}; der skal vælges {choice.count}.",
                    f"Chosen: {listed(chosen) or 'nothing'}; {choice.count} must be chosen.",
                    each.ref,
                    each.placement_id,
                )


def of_quantities(case: Occurrences) -> Iterator[Finding]:
    for rule, quantity in case.programme.with_parameters(Quantity, case.facts.started_on):
        if quantity.of is None or not quantity.holds_for(case.facts.cohort):
            continue
        found = case.done(quantity.of)
        if quantity.counted:
            broken = _wrongly_counted(case, quantity, found)
        else:
            broken = [(each, each.amount) for each in found if each.amount is not None]
            broken = [(each, amount) for each, amount in broken if not is_within(quantity, amount)]
        for each, value in broken:
            yield finding(
                rule,
                each.on,
                f"Det er {danish_number(value)}; det skal være {danish_bounds(quantity)}.",
                f"It is {value:g} {quantity.unit}.",
                each.ref or each.on,
                each.placement_id,
            )


def _wrongly_counted(
    case: Occurrences, quantity: Quantity, found: Collection[Occurrence]
) -> list[tuple[Occurrence, float]]:
    """Each one too many, and one too few from when the count is to be complete."""
    most = quantity.at_most
    broken = [(each, float(number)) for number, each in enumerate(found, start=1) if most is not None and number > most]
    if quantity.at_least is not None and quantity.judged_at is not None:
        for judged in case.done(quantity.judged_at)[:1]:
            before = [each for each in found if each.on <= judged.on]
            if len(before) < quantity.at_least:
                broken.append((judged, float(len(before))))
    return broken
