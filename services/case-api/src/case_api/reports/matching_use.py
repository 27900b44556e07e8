"""How the ranked lists are used: how often the first place is taken, and why not (docs/security.md D8).

Only choices are counted. A ranking that led to no placement is not seen here, and nothing is read of the citizens.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, time
from typing import Final

from sqlalchemy import select as select_columns
from sqlmodel import col

from case_api.cases.models import Case
from case_api.context import Work
from case_api.placements.choices import LONGEST_LIST, OVERRIDE_REASONS
from case_api.placements.models import Placement
from case_api.reports.building import Body, RowMaker, columns
from case_api.reports.loading import read_rows
from case_api.reports.programmes import wanted_programmes
from case_api.reports.schemas import Row, ValueKind
from case_api.reports.suppression import TOTAL, Cell, Counted, Reader, Shown, shown
from case_api.reports.wanted import Wanted, month_of
from rettematch.clock import local_date
from rettematch.programmes.periods import ONE_DAY, at_local

_NO_LIST: Final = "no_list"
_FIRST: Final = "first"
_BANDS: Final = (("first", 1), ("second_third", 3), ("fourth_tenth", 10), ("further", LONGEST_LIST))
"""Bands of ranks by their last rank."""
_BESIDE: Final = "beside"
_UNSTATED: Final = "unstated"
_CLASSES: Final = (_NO_LIST, *(name for name, _ in _BANDS), _BESIDE, _UNSTATED)
_NO_REASON: Final = "-"
_REASON_KEY: Final = "reason_"


async def matching_use(work: Work, wanted: Wanted) -> Body:
    """The placements that were decided in each month: from a list or not, which rank, and why not the first."""
    counts = await _counted(work, wanted)
    rows = [
        _row(programme.danish, month, counts[programme.id, month], wanted.reader.smallest)
        for programme in wanted_programmes(work, wanted)
        for month in wanted.months()
        if (programme.id, month) in counts
    ]
    reasons = {key_of(each): (f"Begrundelse: {danish}", ValueKind.COUNT) for each, danish in OVERRIDE_REASONS.items()}
    return Body(
        columns(
            programme=("Indsats", ValueKind.TEXT),
            month=("Måned, fra", ValueKind.DATE),
            placements=("Besatte pladser", ValueKind.COUNT),
            from_list=("Valgt ud fra en liste", ValueKind.COUNT),
            from_list_share=("Valgt ud fra en liste, procent", ValueKind.PERCENT),
            first=("Listens første", ValueKind.COUNT),
            first_share=("Listens første, procent af valg ud fra en liste", ValueKind.PERCENT),
            second_third=("Nr. 2-3", ValueKind.COUNT),
            fourth_tenth=("Nr. 4-10", ValueKind.COUNT),
            further=("Nr. 11 eller længere nede", ValueKind.COUNT),
            beside=("Ikke blandt de rangerede", ValueKind.COUNT),
            unstated=("Nummer ikke oplyst", ValueKind.COUNT),
            **reasons,
        ),
        rows,
        (),
        (),
        (
            "Måneden er den, hvor pladsen blev besat. Kun valg tælles, ikke hvad der vides om borgerne.",
            "Opgøres ikke pr. team: små tal for et team kunne regnes ud af begrundelserne.",
            "Før valget blev registreret, blev nummeret på listen ikke oplyst.",
        ),
    )


def key_of(reason: str) -> str:
    """The column of a reason."""
    return _REASON_KEY + reason.replace("-", "_")


def class_of(from_list: bool, rank: int | None, reason: str | None) -> str:
    """How a place was chosen: without a list, in which band of ranks, beside the ranked places, or not told."""
    if not from_list:
        return _NO_LIST
    if rank is not None:
        return next(name for name, last in _BANDS if rank <= last)
    return _BESIDE if reason is not None else _UNSTATED


async def _counted(work: Work, wanted: Wanted) -> Mapping[tuple[str, date], Counter[Cell]]:
    """Choices by programme and month; in a table of reasons by class, whose margins are what the report shows."""
    begins, ends = (at_local(day, time()) for day in (wanted.from_, wanted.to + ONE_DAY))
    statement = (
        select_columns(
            col(Case.programme),
            col(Placement.created_at),
            col(Placement.run_id).is_not(None).label("from_list"),
            col(Placement.chosen_rank),
            col(Placement.override_reason),
        )
        .join(Case, col(Case.id) == col(Placement.case_id))
        .where(col(Placement.created_at) >= begins, col(Placement.created_at) < ends)
    )
    found: defaultdict[tuple[str, date], Counter[Cell]] = defaultdict(Counter)
    for programme, created_at, from_list, rank, reason in await read_rows(work, statement):
        cell = Cell(reason or _NO_REASON, class_of(from_list, rank, reason))
        found[programme, month_of(local_date(created_at))][cell] += 1
    return found


def _row(programme: str, month: date, counts: Counter[Cell], smallest: int) -> Row:
    # Counts of choices by one reason and one band are not shown, but a reader knows that both margins are theirs: they
    # stand in the table, so that what is hidden in one margin does not follow from the other.
    counted = Counted((_NO_REASON, *OVERRIDE_REASONS), counts, _CLASSES)
    seen = shown(counted, Reader(smallest), (TOTAL, *_CLASSES))
    row = RowMaker().put(programme=programme, month=month).count("placements", seen[TOTAL])
    _from_list(row, seen, smallest)
    for name in _CLASSES[1:]:
        row.count(name, seen[name])
    for reason in OVERRIDE_REASONS:
        row.count(key_of(reason), seen[TOTAL], reason)
    return row.made()


def _from_list(row: RowMaker, seen: Mapping[str, Shown], smallest: int) -> None:
    """How many came from a list, and how many of these took the first; a small number is hidden like any other."""
    total, without, first = (seen[each].count() for each in (TOTAL, _NO_LIST, _FIRST))
    number = None if total is None or without is None else total - without
    if number is not None and 0 < number < smallest:
        number = None
    row.put(
        from_list=number,
        from_list_share=None if number is None or not total else round(number / total * 100, 1),
        first_share=None if not number or first is None else round(first / number * 100, 1),
    )
    if number is None:
        row.hidden.extend(("from_list", "from_list_share"))
    if number is None or first is None:
        row.hidden.append("first_share")
