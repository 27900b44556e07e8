"""What consents cover: properties of the pure decision."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from case_api.consents.rules import (
    SOON,
    Consent,
    Sharing,
    covers,
    expires_soon,
    lacking,
    resting_on,
    widened,
)
from case_api.consents.vocabularies import Category, Counterpart, Direction

TODAY = date(2026, 11, 23)
DAYS = st.dates(min_value=TODAY - timedelta(days=40), max_value=TODAY + timedelta(days=40))
NAMES = st.sampled_from([None, "Læge Åse Holm", "Doktor Bo"])
COUNTERPARTS = st.sampled_from([Counterpart.GENERAL_PRACTITIONER, Counterpart.EMPLOYER])
CATEGORIES = st.frozensets(st.sampled_from(list(Category)[:4]), min_size=1)
DIRECTIONS = st.sampled_from(list(Direction))


@st.composite
def consents(draw: st.DrawFn) -> Consent:
    return Consent(
        id=UUID(int=draw(st.integers(0, 2**64))),
        version=1,
        direction=draw(DIRECTIONS),
        counterpart=draw(COUNTERPARTS),
        name=draw(NAMES),
        categories=draw(CATEGORIES),
        first=draw(DAYS),
        last=draw(st.none() | DAYS),
        withdrawn_on=draw(st.none() | DAYS),
    )


SHARES = st.builds(Sharing, direction=DIRECTIONS, counterpart=COUNTERPARTS, name=NAMES, categories=CATEGORIES)
LISTS = st.lists(consents(), max_size=5)


def yes(**changes: object) -> Consent:
    plain = Consent(
        id=UUID(int=1),
        version=1,
        direction=Direction.BOTH,
        counterpart=Counterpart.HOSPITAL,
        name=None,
        categories=frozenset({Category.HEALTH_DOCUMENTS, Category.CONSIDERATIONS}),
        first=TODAY,
        last=TODAY + timedelta(days=60),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # names of its fields


def asking(*categories: Category, direction: Direction = Direction.SHARE, name: str | None = None) -> Sharing:
    return Sharing(direction, Counterpart.HOSPITAL, name, frozenset(categories or {Category.HEALTH_DOCUMENTS}))


@given(LISTS, SHARES, DAYS)
def test_without_a_consent_in_force_nothing_is_covered(given: list[Consent], share: Sharing, on: date) -> None:
    others = [each for each in given if not each.is_in_force(on)]
    assert lacking(others, share, on) == share.categories


@given(LISTS, consents(), SHARES, DAYS)
def test_one_more_consent_never_covers_less(given: list[Consent], more: Consent, share: Sharing, on: date) -> None:
    assert lacking([*given, more], share, on) <= lacking(given, share, on)


@given(LISTS, SHARES, DAYS, st.data())
def test_withdrawing_never_covers_more_and_ends_it_on_the_day(
    given: list[Consent], share: Sharing, on: date, data: st.DataObject
) -> None:
    day = data.draw(DAYS)
    left = [replace(each, withdrawn_on=min(day, each.withdrawn_on or day)) for each in given]
    assert lacking(given, share, on) <= lacking(left, share, on)
    if on >= day:
        assert not covers(left, share, on)


@given(LISTS, SHARES, DAYS, st.randoms(use_true_random=False))
def test_the_order_of_consents_is_of_no_account(given: Sequence[Consent], share: Sharing, on: date, random) -> None:
    shuffled = list(given)
    random.shuffle(shuffled)
    assert lacking(given, share, on) == lacking(shuffled, share, on)


@given(LISTS, SHARES, DAYS)
def test_less_is_covered_wherever_more_is(given: list[Consent], share: Sharing, on: date) -> None:
    if covers(given, share, on):
        for category in share.categories:
            assert covers(given, replace(share, categories=frozenset({category})), on)
        for way in share.direction.ways:
            assert covers(given, replace(share, direction=way), on)


@given(LISTS, SHARES, DAYS)
def test_a_covered_share_rests_on_consents_that_cover_it_alone(given: list[Consent], share: Sharing, on: date) -> None:
    used = resting_on(given, share, on)
    assert lacking(used, share, on) == lacking(given, share, on)
    assert all(each.is_in_force(on) and each.counterpart is share.counterpart for each in used)


@given(consents(), SHARES, DAYS, st.data())
def test_what_only_narrows_covers_nothing_new(before: Consent, share: Sharing, on: date, data: st.DataObject) -> None:
    after = replace(
        before,
        direction=data.draw(DIRECTIONS),
        categories=data.draw(CATEGORIES),
        last=data.draw(st.none() | DAYS),
    )
    if not widened(before, after):
        assert lacking([before], share, on) <= lacking([after], share, on)


def test_both_ways_need_both_ways() -> None:
    both = asking(direction=Direction.BOTH)
    assert covers([yes()], both, TODAY)
    assert not covers([yes(direction=Direction.SHARE)], both, TODAY)
    assert covers([yes(direction=Direction.SHARE), yes(direction=Direction.OBTAIN)], both, TODAY)


def test_a_consent_that_names_somebody_holds_for_nobody_else() -> None:
    named = yes(name="Afdeling  P, Aarhus")
    assert covers([named], asking(name="afdeling p, aarhus"), TODAY)
    assert not covers([named], asking(name="Afdeling Q"), TODAY)
    assert not covers([named], asking(), TODAY)
    assert covers([yes()], asking(name="Afdeling Q"), TODAY)


def test_the_first_and_last_day_count_and_the_day_of_withdrawal_does_not() -> None:
    held = yes(last=TODAY + timedelta(days=5))
    for day, expected in ((-1, False), (0, True), (5, True), (6, False)):
        assert covers([held], asking(), TODAY + timedelta(days=day)) is expected
    left = replace(held, withdrawn_on=TODAY + timedelta(days=2))
    assert covers([left], asking(), TODAY + timedelta(days=1))
    assert not covers([left], asking(), TODAY + timedelta(days=2))


def test_a_missing_category_is_named_and_the_others_are_not() -> None:
    share = asking(Category.HEALTH_DOCUMENTS, Category.FAMILY_MATTERS)
    assert lacking([yes()], share, TODAY) == {Category.FAMILY_MATTERS}


def test_a_consent_expires_soon_in_its_last_thirty_days() -> None:
    last = TODAY + SOON
    assert expires_soon(yes(last=last), TODAY)
    assert not expires_soon(yes(last=last), TODAY - timedelta(days=1))
    assert expires_soon(yes(last=TODAY), TODAY)
    assert not expires_soon(yes(last=TODAY - timedelta(days=1)), TODAY)
    assert not expires_soon(yes(last=None), TODAY)
    assert not expires_soon(yes(last=last, withdrawn_on=TODAY), TODAY)


def test_every_word_has_danish() -> None:
    for vocabulary in (Direction, Counterpart, Category):
        names = [each.danish_name for each in vocabulary]
        assert len(set(names)) == len(names)
