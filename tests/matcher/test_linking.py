"""Linking of titles and of what people say to ESCO concepts."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.occupations.labels import Label, all_labels
from matcher.occupations.linker import LinkerSettings, OccupationLinker
from matcher.occupations.schemas import LinkRequest
from matcher.occupations.service import link_occupations, load_linker
from matcher.occupations.text import Language
from rettematch.reference.occupations import all_isco_groups, all_occupations, concept_label, find_occupation

COOK, CLEANER, WAITER = (
    next(each for each in all_occupations() if each.label_da == label)
    for label in ("kok", "rengøringsassistent", "tjener")
)


@pytest.fixture(scope="module")
def linker() -> OccupationLinker:
    return load_linker()


def labels_of(linker: OccupationLinker, text: str, top: int = 10, language: Language = "da") -> list[str]:
    (result,) = linker.link([text], language, top)
    return [link.label for link in result.results]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Dyrepasser", "dyrepasser"),
        ("rengøringsassistent", "rengøringsassistent"),
        ("RENGØRINGSASSISTENT", "rengøringsassistent"),
        ("buschauffør", "buschauffør"),
        ("tømrer", "tømrer"),
    ],
)
def test_a_preferred_label_finds_its_occupation_first(linker, text, label):
    assert labels_of(linker, text)[0] == label


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("noget med dyr", "dyrepasser"),
        ("kantine, helst formiddag", "køkkenassistent"),
        ("pæd.medhj.", "børnehavepædagog"),
        ("lagermdarb.", "lagerarbejder"),
        ("SOSU", "social- og sundheds"),
        ("hjælpe ældre mennesker", "social- og sundheds"),
        ("køkken, helst ikke kunder", "køkkenassistent"),
        ("jeg vil gerne gøre rent", "rengøringsassistent"),
        ("slå græs", "gartner"),
        ("rengoringsasistent", "rengøringsassistent"),
    ],
)
def test_what_people_say_finds_an_occupation_that_fits(linker, text, beginning):
    assert labels_of(linker, text)[0].startswith(beginning)


def test_each_goal_of_a_sentence_is_found(linker):
    labels = " ".join(labels_of(linker, "jeg vil gerne køre lastbil eller bus, måske passe børn")).lower()
    assert "lastbilchauffør" in labels
    assert "buschauffør" in labels
    assert "børnehavepædagog" in labels


@pytest.mark.parametrize(
    "text", ["", "   ", "🙂🙂", "og med i", "...", "jeg ved ikke", "helst arbejde alene", "ikke kunder", "1", "\x00"]
)
def test_a_text_that_names_no_work_has_no_results(linker, text):
    assert labels_of(linker, text) == []


@pytest.mark.parametrize("text", ["I don't know", "something", "not customers"])
def test_an_english_text_that_names_no_work_has_no_results(linker, text):
    assert labels_of(linker, text, language="en") == []


def test_a_wish_against_is_never_searched_for(linker):
    assert labels_of(linker, "lager, men ikke rengøring") == labels_of(linker, "lager")
    assert not any("rengøring" in label for label in labels_of(linker, "lager uden rengøring"))


def test_what_lies_beyond_the_limit_of_a_text_is_left_out(linker):
    short = "rengøringsassistent"
    padded = short + " " * (500 - len(short)) + "buschauffør"
    assert labels_of(linker, padded) == labels_of(linker, short)


def test_english_texts_find_the_same_concept_under_its_english_label(linker):
    (result,) = linker.link(["bus driver"], "en", 1)
    assert result.results[0].label == "bus driver"
    assert concept_label(result.results[0].uri) == "buschauffør"


def test_a_list_holds_isco_groups_beside_occupations_and_nothing_twice(linker):
    (result,) = linker.link(["rengøring"], "da", 50)
    kinds = [link.kind for link in result.results]
    uris = [link.uri for link in result.results]
    assert len(uris) == len(set(uris)) == 50
    assert "isco-group" in kinds[:10]
    assert all((find_occupation(link.uri) is not None) == (link.kind == "occupation") for link in result.results)


def test_the_group_of_the_best_occupation_is_among_the_first_seven(linker):
    group = next(group for group in all_isco_groups() if group.code == CLEANER.isco08)
    (result,) = linker.link(["rengøringsassistent"], "da", 10)
    assert group.uri in [link.uri for link in result.results[:7]]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=700), st.sampled_from(["da", "en"]), st.integers(1, 50))
def test_any_text_gives_a_sorted_list_of_known_concepts(text, language, top):
    (result,) = load_linker().link([text], language, top)
    assert result.text == text
    assert len(result.results) <= top
    scores = [link.score for link in result.results]
    assert all(left >= right for left, right in pairwise(scores))
    assert all(0 <= score <= 1 for score in scores)
    assert all(concept_label(link.uri) for link in result.results)


def test_the_same_text_gives_the_same_list_alone_and_among_others(linker):
    texts = ["kok", "noget med dyr", "", "butik eller lager"]
    together = linker.link(texts, "da", 20)
    assert together == [linker.link([text], "da", 20)[0] for text in texts]


def test_two_linkers_of_the_same_labels_agree_whatever_the_order():
    labels = [label for label in all_labels() if label.language == "da"]
    forwards, backwards = OccupationLinker(labels), OccupationLinker(reversed(labels))
    assert forwards.link(["køkken", "chauffør"]) == backwards.link(["køkken", "chauffør"])


def test_a_preferred_label_goes_before_the_same_words_as_an_alternative_label():
    labels = [
        Label(COOK.uri, "da", "altmuligmand", preferred=False),
        Label(COOK.uri, "da", "kok", preferred=True),
        Label(CLEANER.uri, "da", "altmuligmand", preferred=True),
        Label(CLEANER.uri, "da", "vicevært", preferred=False),
        Label(WAITER.uri, "en", "waiter", preferred=True),
    ]
    linker = OccupationLinker(labels, LinkerSettings(centre_weight=0.0, group_slots=()))
    (result,) = linker.link(["altmuligmand"])
    assert [link.uri for link in result.results] == [CLEANER.uri, COOK.uri]
    assert [link.score for link in result.results] == [1.0, 0.9]


def test_a_neighbour_language_lends_a_word_that_the_danish_labels_lack():
    danish = [Label(COOK.uri, "da", "kok", preferred=True), Label(CLEANER.uri, "da", "rengører", preferred=True)]
    english = [Label(COOK.uri, "en", "cook", preferred=True), Label(CLEANER.uri, "en", "cleaner", preferred=True)]
    swedish = [Label(CLEANER.uri, "sv", "lokalvårdare", preferred=True)]
    assert labels_of(OccupationLinker([*danish, *english]), "lokalvård") == []
    assert labels_of(OccupationLinker([*danish, *english, *swedish]), "lokalvård") == ["rengøringsassistent"]


def test_the_service_answers_each_text_in_order(linker):
    response = link_occupations(linker, LinkRequest(texts=["kok", "", "tjener"], top=2))
    assert [item.text for item in response.items] == ["kok", "", "tjener"]
    assert [len(item.results) for item in response.items] == [2, 0, 2]
    assert response.items[0].results[0].label == "kok"
    assert response.items[0].results[0].uri == COOK.uri
