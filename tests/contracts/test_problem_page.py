"""The page of problem types tells all of them, and each type means one thing."""

from tests.contracts.problem_page import PAGE, page, problem_types


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_a_type_means_one_thing() -> None:
    meanings: dict[str, set[tuple[int, str]]] = {}
    for each in problem_types():
        meanings.setdefault(each.slug, set()).add((each.status, each.title))
    assert {slug: found for slug, found in meanings.items() if len(found) > 1} == {}


def test_every_problem_has_its_own_danish_sentence() -> None:
    assert [each.__name__ for each in problem_types() if not each.danish.endswith(".")] == []
