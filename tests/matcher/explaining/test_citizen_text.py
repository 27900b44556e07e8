"""The text for the citizen: word for word, easy to read, and silent about health, names and companies."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from matcher.explaining.citizen_text import citizen_text
from matcher.ranking.answers import rank
from matcher.ranking.schemas import ANSWER_EXAMPLE, RankingAnswer, RankingRequest
from matcher.runs.schemas import RunRecord
from rettematch.considerations import DIMENSIONS
from rettematch.contracts.matching import Tolerance
from rettematch.identifiers import uuid7
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.worlds import WEIGHTS, columns_of, small_world

EASY = 30
"""A LIX of 30 is easy reading; children's books and weeklies lie there."""


def told(**changes: Any) -> str:
    answer = RankingAnswer.model_validate(ANSWER_EXAMPLE).model_copy(update=changes)
    record = RunRecord(
        run_id=answer.run_id,
        subject=uuid7(),
        created_at=datetime(2026, 9, 1, tzinfo=UTC),
        weights_version=answer.weights_version,
        catalogue_cursor=answer.catalogue.cursor,
        feed_epoch=1,
        profile_sha256="0" * 64,
        request={},
        answer=answer,
        answer_sha256="0" * 64,
        result_sha256="0" * 64,
    )
    return citizen_text(record).markdown


def lix(text: str) -> float:
    """Words a sentence plus the share of words longer than six letters; a list item is a sentence."""
    plain = re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
    words = re.findall(r"[A-Za-zÆØÅæøå]+", plain)
    sentences = len(re.findall(r"[.!?:]|^- ", plain, flags=re.MULTILINE))
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


WHOLE = """\
# Sådan blev listen med pladser til

Vi har lavet en liste med 1 plads til dig. Desuden er der 1 plads, hvor vi først skal spørge om noget.

## Hvad er brugt?

Vi har brugt:

- dine jobmål og det, du kan
- hvor mange timer du kan arbejde, og hvornår
- hvor langt du kan rejse
- hvor meget dansk du taler og læser
- dine kurser og beviser
- hvad pladserne kræver
- dine skånehensyn

Dine skånehensyn har fjernet pladser, der kræver for meget af dig. En plads, der skal laves lidt om for dig, \
får nogle få point mindre. Den bliver på listen. Din sagsbehandler kan vise dig, hvad der står.

## Hvad er ikke brugt?

Dit navn, dit køn, din alder og hvor du kommer fra er ikke brugt. Det er diagnoser heller ikke. Programmet \
kender dem ikke.

## Hvad talte mest?

Hver plads får point. Du får ikke selv point. Den første plads fik flest point for dit jobmål, chancen for \
timer med løn og en fast kontakt på stedet.

## Hvem bestemmer?

Listen er et forslag fra et program. Det er et menneske, der vælger, og det sker sammen med dig. Ingen kan få \
en plads, bare fordi den står øverst.

## Er noget forkert?

Sig det til din sagsbehandler. Så retter vi det, og vi kan lave listen igen. Du må gerne se, hvad der står om \
dig.

Er du ikke enig i, at vi bruger listen? Så sig det. Du kan også få hjælp af en, du selv vælger. Hvis kommunen \
senere træffer en afgørelse, kan du klage over den.
"""


def test_the_whole_text_word_for_word() -> None:
    assert told() == WHOLE


def test_without_a_legal_basis_the_text_says_that_considerations_were_not_used() -> None:
    text = told(considerations_used=False, legal_bases=())
    assert "- dine skånehensyn" not in text
    assert (
        "Dine skånehensyn er ikke brugt. Reglerne giver ikke kommunen lov til det lige nu. Derfor ser du og din "
        "sagsbehandler på dem sammen, før I vælger en plads."
    ) in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ranking": (), "fitting": 0, "ask_first_total": 0}, "Lige nu er der ingen, der passer.\n"),
        ({"ask_first_total": 3}, "Desuden er der 3 pladser, hvor vi først skal spørge om noget."),
        ({"fitting": 40}, "I alt passer 40 pladser."),
    ],
)
def test_the_numbers_of_places_are_told(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in told(**changes)


def test_no_place_no_talk_of_points() -> None:
    assert "Hvad talte mest?" not in told(ranking=(), fitting=0)


@pytest.mark.parametrize("used", [True, False])
def test_the_text_is_easy_to_read(used: bool) -> None:
    assert lix(told(considerations_used=used)) <= EASY
    assert lix(told(ranking=(), fitting=0)) <= EASY


def test_neither_health_nor_ids_nor_levels_are_named() -> None:
    tolerances = tuple(Tolerance(dimension=each.id, level=1, expired=True) for each in DIMENSIONS)
    columns = columns_of(small_world(5, 200))
    result = rank(profile_with(tolerances=tolerances), columns, WEIGHTS, RankingRequest(case_id=uuid7(), k=10))
    more = rank(profile_with(tolerances=()), columns, WEIGHTS, RankingRequest(case_id=uuid7(), k=10))
    for each in (result, more):
        text = told(**{name: value for name, value in each if name in RankingAnswer.model_fields}).lower()
        named = [one.name_da for one in DIMENSIONS if one.name_da.lower() in text]
        named += [one.id for one in DIMENSIONS if re.search(rf"\b{one.id}\b", text)]
        assert named == []
        assert not re.search(r"[0-9a-f]{8}-", text)
        assert "sygdom" not in text
    assert "De tre første pladser fik flest point for " in told(ranking=more.ranking[:3], fitting=3)
