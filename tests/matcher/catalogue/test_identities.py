"""Every UUID has one number, however many there are."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.catalogue.identities import Identities


@given(st.lists(st.uuids(), max_size=400))
def test_numbers_follow_the_order_of_first_sight_and_lead_back(values: list[UUID]) -> None:
    held = Identities()
    distinct = list(dict.fromkeys(values))
    assert [held.number(each) for each in values] == [distinct.index(each) for each in values]
    assert list(held) == distinct
    assert [held.find(each) for each in distinct] == list(range(len(distinct)))
    assert len(held) == len(distinct)
    assert held[1:3] == distinct[1:3]


def test_ids_that_differ_in_one_bit_only_are_told_apart() -> None:
    held = Identities()
    values = [UUID(int=1 << bit) for bit in range(128)]
    assert [held.number(each) for each in values] == list(range(128))
    assert held.find(UUID(int=3)) is None


def test_a_number_that_there_is_not_is_an_error() -> None:
    held = Identities()
    held.number(UUID(int=7))
    with pytest.raises(IndexError):
        held[1]
