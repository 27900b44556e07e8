"""From a typed text to the words that are searched for."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.occupations.features import COLUMNS, count, pieces
from matcher.occupations.import_labels import import_labels, main
from matcher.occupations.text import Language, queries, words


def searched(text: str, language: Language = "da") -> list[str]:
    return [" ".join(query.words) for query in queries(text, language)]


def test_words_are_lower_case_without_signs_and_pictures():
    assert words("  Guld- og SØLVSMED 🙂, e\u0301n_to ") == ("guld", "og", "sølvsmed", "én", "to")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("pæd.medhj.", "pædagogmedhjælper"),
        ("lagermdarb.", "lagermedarbejder"),
        ("køkkenmedhj", "køkkenmedhjælper"),
        ("reng.ass.", "rengøringassistent"),
        ("SOSU", "social sundhed"),
    ],
)
def test_abbreviations_are_spelt_out(text, first):
    assert searched(text)[0] == first


def test_filler_places_of_time_and_wishes_against_are_not_searched_for():
    assert searched("kantine, helst formiddag, ikke kunder")[0] == "kantine"
    assert searched("jeg vil gerne have noget med blomster") == ["blomster"]


def test_a_wish_after_a_contrast_counts_again():
    assert searched("ikke kunder, men lagerhal")[0] == "lagerhal"
    assert searched("jeg ved ikke, måske frisør")[0] == "frisør"


def test_a_job_title_is_not_taken_apart_but_a_sentence_is():
    assert searched("Receptionist, hotel") == ["receptionist hotel"]
    assert searched("jeg vil være receptionist eller tjener") == ["receptionist tjener", "receptionist", "tjener"]


def test_the_persons_own_words_weigh_more_than_ours():
    own, *ours = queries("noget med dyr", "da")
    assert own.words == ("dyr",)
    assert [query.words for query in ours] == [("dyrepasser",)]
    assert own.weight > ours[0].weight


@pytest.mark.parametrize("text", ["jeg vil gerne have et job", "Italien", "sygehus", "trænerassistent"])
def test_everyday_words_do_not_catch_longer_or_smaller_words(text):
    assert len(queries(text, "da")) <= 1


@given(st.text(max_size=600), st.sampled_from(["da", "en"]))
def test_no_query_is_empty_or_stands_twice(text, language):
    found = [query.words for query in queries(text, language)]
    assert all(found)
    assert len(found) == len(set(found))


def test_pieces_mark_borders_prefixes_and_the_whole_word():
    assert {" k", "ok", "k ", " kok ", "^kok", "=kok"} <= set(pieces("kok"))
    assert "^ko" not in set(pieces("kok"))


def test_a_text_counts_as_the_sum_of_its_words():
    both, first, second = count([("kok", "tjener"), ("kok",), ("tjener",)])
    assert both.shape == (1, COLUMNS)
    assert (both - first - second).count_nonzero() == 0


def test_no_texts_and_no_words_count_nothing():
    assert count([(), ()]).count_nonzero() == 0
    assert count([()]).shape == (1, COLUMNS)


@pytest.fixture
def source(tmp_path):
    (tmp_path / "esco_labels").mkdir()
    (tmp_path / "star_titles").mkdir()
    (tmp_path / "esco_labels" / "labels.csv").write_text(
        "uri,lang,label\noccupation/b,sv,kock\noccupation/a,de,Koch\noccupation/a,no,kokk\n", encoding="utf-8"
    )
    (tmp_path / "star_titles" / "star_titles.csv").write_text(
        "star_code,isco08,star_title_da,star_uuid,esco_uuid,esco_label_da,relation\n"
        "5120.1,5120,Kok,s,a,kok,exactMatch\n5120.1,5120,Kok,s,b,kok,broadMatch\n",
        encoding="utf-8",
    )
    return tmp_path


def test_imported_labels_are_the_same_bytes_each_time(source, tmp_path, capsys):
    import_labels(source, tmp_path / "first")
    assert main([str(source), "--target", str(tmp_path / "second")]) == 0
    assert "star_titles.csv.gz" in capsys.readouterr().out
    for name in ("neighbour_labels.csv.gz", "star_titles.csv.gz"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()
    kept = gzip.decompress((tmp_path / "first" / "neighbour_labels.csv.gz").read_bytes()).decode()
    assert kept == "concept,language,label\noccupation/a,no,kokk\noccupation/b,sv,kock\n"
    titles = gzip.decompress((tmp_path / "first" / "star_titles.csv.gz").read_bytes()).decode()
    assert titles == "title,occupation,relation\nKok,a,exactMatch\n"
