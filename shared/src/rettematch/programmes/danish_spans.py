"""Spans, dates and numbers as Danes write them."""

from datetime import date

from rettematch.programmes.periods import Span

_NAMES = {"days": ("dag", "dage"), "weeks": ("uge", "uger"), "months": ("måned", "måneder")}


def _number(span: Span) -> tuple[int, str, str]:
    unit = next(name for name in _NAMES if getattr(span, name))
    return getattr(span, unit), *_NAMES[unit]


def danish_span(span: Span) -> str:
    """13 uger; 1 måned."""
    number, one, many = _number(span)
    return f"{number} {one if number == 1 else many}"


def danish_every(span: Span) -> str:
    """Hver uge; hver 2. måned."""
    number, one, _ = _number(span)
    return f"hver {one}" if number == 1 else f"hver {number}. {one}"


def danish_date(day: date) -> str:
    """01.07.2016, as findings write it."""
    return f"{day:%d.%m.%Y}"


def danish_many(value: float) -> str:
    """A number with every digit: 1.488.398,5."""
    text = f"{value:,.10g}"
    return text.translate(str.maketrans(",.", ".,"))
