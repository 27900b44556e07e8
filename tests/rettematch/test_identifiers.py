"""Danish identifiers: what is accepted, what is refused, and that nothing shows a number."""

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettematch.identifiers import (
    InvalidIdentifierError,
    age_on,
    check_cvr,
    check_p_number,
    parse_cpr,
    synthetic_cpr,
    uuid7,
)

# The CPR office's table: (seventh digit, two-digit year) -> full year.
CENTURIES = [
    ("0", 0, 1900), ("0", 99, 1999), ("3", 0, 1900), ("3", 99, 1999),
    ("4", 0, 2000), ("4", 36, 2036), ("4", 37, 1937), ("4", 99, 1999),
    ("5", 0, 2000), ("5", 57, 2057), ("5", 58, 1858), ("5", 99, 1899),
    ("8", 57, 2057), ("8", 58, 1858),
    ("9", 36, 2036), ("9", 37, 1937),
]  # fmt: skip


@pytest.mark.parametrize(("seventh", "year", "full_year"), CENTURIES)
def test_the_seventh_digit_tells_the_century(seventh: str, year: int, full_year: int) -> None:
    parsed = parse_cpr(f"6101{year:02d}{seventh}000", allow_synthetic=True)
    assert parsed.born_on == date(full_year, 1, 1)
    assert parsed.synthetic


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 3999))
def test_every_date_and_serial_is_accepted_whatever_the_check_digit(born_on: date, serial: int) -> None:
    text = synthetic_cpr(born_on, serial)
    parsed = parse_cpr(text, allow_synthetic=True)
    assert (parsed.born_on, parsed.digits, parsed.synthetic) == (born_on, text, True)
    assert parse_cpr(f"{text[:6]}-{text[6:]}", allow_synthetic=True) == parsed


def test_modulus_11_is_not_asked_for() -> None:
    weights = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
    numbers = [synthetic_cpr(date(1990, 1, 1), serial) for serial in range(30)]
    remainders = {sum(w * int(d) for w, d in zip(weights, number, strict=True)) % 11 for number in numbers}
    assert len(remainders) > 1
    for number in numbers:
        assert parse_cpr(number, allow_synthetic=True).digits == number


@given(st.integers(1900, 2036))
def test_the_29th_of_february_is_a_date_in_leap_years_only(year: int) -> None:
    seventh = "0" if year < 2000 else "4"
    text = f"8902{year % 100:02d}{seventh}000"
    if calendar.isleap(year):
        assert parse_cpr(text, allow_synthetic=True).born_on == date(year, 2, 29)
    else:
        with pytest.raises(InvalidIdentifierError):
            parse_cpr(text, allow_synthetic=True)


@pytest.mark.parametrize(
    "text",
    [
        "", "610190", "61019000061", "610190 0006", "610190--0006", "610190-000a", "６１０１９００００６",
        "9201900006", "6113900006", "6000900006", "3200900006", "9102900006", "\n610190-0006x",
    ],
)  # fmt: skip
def test_what_is_no_cpr_number_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(InvalidIdentifierError) as refused:
        parse_cpr(text, allow_synthetic=True)
    assert not text.strip() or text.strip() not in str(refused.value)


def test_synthetic_numbers_are_refused_where_they_are_not_allowed() -> None:
    with pytest.raises(InvalidIdentifierError, match="synthetic numbers are not allowed"):
        parse_cpr("6101900006", allow_synthetic=False)


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)))
def test_a_synthetic_number_begins_with_no_real_day(born_on: date) -> None:
    assert int(synthetic_cpr(born_on, 0)[:2]) > 31


def test_a_parsed_number_hides_itself() -> None:
    parsed = parse_cpr("6101900006", allow_synthetic=True)
    for shown in (repr(parsed), str(parsed), f"{parsed}", f"{parsed!r}", str([parsed])):
        assert "610190" not in shown
        assert "0006" not in shown


@pytest.mark.parametrize("text", ["99000007", "99 00 00 07"])
def test_a_cvr_number_with_a_right_check_digit_is_accepted(text: str) -> None:
    assert check_cvr(text) == "99000007"


@pytest.mark.parametrize("text", ["99000008", "9900000", "990000070", "09000007", "9900000x", "", "９９０００００７"])
def test_what_is_no_cvr_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifierError):
        check_cvr(text)


def _right_cvr_numbers() -> list[str]:
    weights = (2, 7, 6, 5, 4, 3, 2, 1)
    texts = [str(number) for number in range(99_000_000, 99_005_000)]
    return [text for text in texts if sum(w * int(d) for w, d in zip(weights, text, strict=True)) % 11 == 0]


@given(st.sampled_from(_right_cvr_numbers()), st.integers(0, 7), st.integers(1, 9))
def test_no_cvr_number_survives_one_wrong_digit(text: str, position: int, difference: int) -> None:
    assert check_cvr(text) == text
    wrong = text[:position] + str((int(text[position]) + difference) % 10) + text[position + 1 :]
    with pytest.raises(InvalidIdentifierError):
        check_cvr(wrong)


def test_a_p_number_has_ten_digits_and_begins_with_one() -> None:
    assert check_p_number("1999000001") == "1999000001"
    assert check_p_number("1 999 000 001") == "1999000001"
    for text in ("2999000001", "199900001", "19990000011", "199900000x", "", "１９９９０００００１"):
        with pytest.raises(InvalidIdentifierError):
            check_p_number(text)


def test_ids_sort_by_the_millisecond_they_were_made_in() -> None:
    made = [uuid7() for _ in range(2000)]
    milliseconds = [each.int >> 80 for each in made]
    assert milliseconds == sorted(milliseconds)
    assert len(set(made)) == len(made)
    assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}


def test_somebody_born_on_the_29th_of_february_has_the_birthday_on_the_1st_of_march() -> None:
    born_on = date(2004, 2, 29)
    assert age_on(born_on, date(2022, 2, 28)) == 17
    assert age_on(born_on, date(2022, 3, 1)) == 18
    assert age_on(born_on, date(2024, 2, 29)) == 20
