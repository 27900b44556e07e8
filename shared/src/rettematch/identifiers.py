"""Danish identifiers: parsed once at the border, masked whenever they are shown.

A CPR number is ten digits that hold a real date by the century table. Modulus 11 is not checked: numbers that fail it
have been issued since 2007. A synthetic CPR number has sixty added to the day of birth; no such number is ever issued
to a person, so the demonstration and the tests use nothing else.
"""

import re
import secrets
import time
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

SYNTHETIC_DAY_OFFSET = 60
_CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)
_CVR_MODULUS = 11


class InvalidIdentifierError(ValueError):
    """The text is not such an identifier. The message says what is expected and never repeats the text."""


@dataclass(frozen=True, slots=True)
class Cpr:
    """A CPR number that has been checked. `repr` and `str` hide it; `.digits` is the only way to the number."""

    digits: str
    born_on: date
    synthetic: bool

    def __repr__(self) -> str:
        return "Cpr(******-****)"

    __str__ = __repr__


def _century(year: int, seventh: int) -> int:
    """Century of birth from the two-digit year and the seventh digit (the CPR office's table)."""
    if seventh <= 3:  # noqa: PLR2004 - the table's own digits
        return 1900
    if seventh in {4, 9}:
        return 2000 if year <= 36 else 1900  # noqa: PLR2004 - the table's own digits
    return 2000 if year <= 57 else 1800  # noqa: PLR2004 - the table's own digits


def parse_cpr(text: str, *, allow_synthetic: bool) -> Cpr:
    """Reads `ddmmyyxxxx` or `ddmmyy-xxxx`.

    Raises:
        InvalidIdentifierError: not ten digits, not a real date, or synthetic where that is not allowed.
    """
    match = re.fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{2})-?([0-9]{4})", text.strip())
    if match is None:
        raise InvalidIdentifierError("must be a CPR number: six digits of birth date and four more")
    day, month, year = int(match[1]), int(match[2]), int(match[3])
    synthetic = day > SYNTHETIC_DAY_OFFSET
    if synthetic and not allow_synthetic:
        raise InvalidIdentifierError("must be an issued CPR number: synthetic numbers are not allowed here")
    full_year = _century(year, int(match[4][0])) + year
    try:
        born_on = date(full_year, month, day - SYNTHETIC_DAY_OFFSET if synthetic else day)
    except ValueError:
        raise InvalidIdentifierError("must be a CPR number that begins with a real date") from None
    return Cpr("".join(match.groups()), born_on, synthetic)


def synthetic_cpr(born_on: date, serial: int) -> str:
    """Ten digits that cannot belong to anyone: the day of birth plus sixty.

    Args:
        born_on: Birth date in 1900-1999 (serial below 4000) or 2000-2036 (serial 4000-4999).
        serial: The four last digits.
    """
    return f"{born_on.day + SYNTHETIC_DAY_OFFSET:02d}{born_on.month:02d}{born_on.year % 100:02d}{serial:04d}"


def check_cvr(text: str) -> str:
    """A CVR number: eight digits, the weighted sum divisible by eleven."""
    digits = text.replace(" ", "")
    if re.fullmatch(r"[1-9][0-9]{7}", digits) is None:
        raise InvalidIdentifierError("must be a CVR number of eight digits")
    if sum(weight * int(digit) for weight, digit in zip(_CVR_WEIGHTS, digits, strict=True)) % _CVR_MODULUS:
        raise InvalidIdentifierError("must be a CVR number with a right check digit")
    return digits


def check_p_number(text: str) -> str:
    """A P-number (produktionsenhed): ten digits, the first is 1."""
    digits = text.replace(" ", "")
    if re.fullmatch(r"1[0-9]{9}", digits) is None:
        raise InvalidIdentifierError("must be a P-number of ten digits that begins with 1")
    return digits


Cvr = Annotated[str, AfterValidator(check_cvr), Field(examples=["99000007"])]
PNumber = Annotated[str, AfterValidator(check_p_number), Field(examples=["1999000001"])]


def uuid7() -> UUID:
    """A UUID whose first 48 bits are the time in milliseconds, so that ids sort by creation (RFC 9562, version 7)."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def age_on(born_on: date, day: date) -> int:
    """Whole years; somebody born on 29 February has the birthday on 1 March in other years."""
    had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
    return day.year - born_on.year - (0 if had_birthday else 1)
