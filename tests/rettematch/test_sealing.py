"""Encryption of single fields."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from rettematch.sealing import (
    MasterKeys,
    blind_index,
    create_master_keys,
    load_master_keys,
    new_wrapped_key,
    seal,
    unseal,
    unwrap_key,
)

KEYS = MasterKeys(wrapping=b"w" * 32, indexing=b"i" * 32)
KEY = b"k" * 32
PLACE = "0706:citizen:1:cpr_sealed"


@given(st.binary(max_size=200), st.text(max_size=60))
def test_what_was_sealed_opens_in_its_place(plain: bytes, place: str) -> None:
    assert unseal(KEY, seal(KEY, plain, place), place) == plain


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert len({seal(KEY, b"6101900006", PLACE) for _ in range(50)}) == 50


@given(st.binary(min_size=1, max_size=64))
def test_a_sealed_value_holds_nothing_of_its_text(plain: bytes) -> None:
    sealed = seal(KEY, plain * 8, PLACE)
    assert plain * 8 not in sealed


@pytest.mark.parametrize(
    "place",
    [
        "0707:citizen:1:cpr_sealed",
        "0706:consideration:1:cpr_sealed",
        "0706:citizen:2:cpr_sealed",
        "0706:citizen:1:address_sealed",
        "",
    ],
)
def test_a_value_copied_to_another_place_does_not_open(place: str) -> None:
    with pytest.raises(InvalidTag):
        unseal(KEY, seal(KEY, b"text", PLACE), place)


@given(st.integers(min_value=0), st.integers(0, 7))
def test_a_damaged_value_does_not_open(position: int, bit: int) -> None:
    sealed = bytearray(seal(KEY, b"text", PLACE))
    sealed[position % len(sealed)] ^= 1 << bit
    with pytest.raises(InvalidTag):
        unseal(KEY, bytes(sealed), PLACE)


def test_another_key_does_not_open() -> None:
    with pytest.raises(InvalidTag):
        unseal(b"x" * 32, seal(KEY, b"text", PLACE), PLACE)


def test_a_data_key_opens_for_its_owner_only() -> None:
    wrapped = new_wrapped_key(KEYS, "0706:citizen:1")
    assert len(unwrap_key(KEYS, wrapped, "0706:citizen:1")) == 32
    with pytest.raises(InvalidTag):
        unwrap_key(KEYS, wrapped, "0706:citizen:2")
    with pytest.raises(InvalidTag):
        unwrap_key(MasterKeys(b"x" * 32, KEYS.indexing), wrapped, "0706:citizen:1")


def test_each_owner_gets_a_key_of_its_own() -> None:
    keys = {unwrap_key(KEYS, new_wrapped_key(KEYS, "0706:citizen:1"), "0706:citizen:1") for _ in range(20)}
    assert len(keys) == 20


def test_a_blind_index_is_the_same_for_the_same_value_and_differs_between_municipalities_and_keys() -> None:
    index = blind_index(KEYS, "0706", "6101900006")
    assert index == blind_index(KEYS, "0706", "6101900006")
    others = {
        blind_index(KEYS, "0707", "6101900006"),
        blind_index(KEYS, "0706", "6101900014"),
        blind_index(MasterKeys(KEYS.wrapping, b"x" * 32), "0706", "6101900006"),
    }
    assert len(others | {index}) == 4
    assert len(index) == 32


def test_the_key_file_is_for_its_owner_only_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    create_master_keys(path)
    assert path.stat().st_mode & 0o777 == 0o600
    keys = load_master_keys(path)
    assert keys.wrapping != keys.indexing
    with pytest.raises(FileExistsError):
        create_master_keys(path)
    assert load_master_keys(path) == keys
    path.chmod(0o640)
    with pytest.raises(PermissionError):
        load_master_keys(path)


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    short, long = (base64.b64encode(b"k" * size).decode() for size in (16, 32))
    path.write_text(json.dumps({"wrapping": long, "indexing": short}))
    path.chmod(0o600)
    with pytest.raises(ValueError, match="32 bytes"):
        load_master_keys(path)


def test_master_keys_hide_themselves() -> None:
    assert repr(KEYS) == str(KEYS) == "MasterKeys(...)"
