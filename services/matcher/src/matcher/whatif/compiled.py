"""The compiled pass, bound to columns and query; the same answer as `matcher.whatif.scan.reference`."""

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import CHILD_PROTECTION, CRIMINAL_RECORD, LANGUAGE_MASK
from matcher.ranking.query import Query
from matcher.whatif.scan_loops import Asked, Places, near_rows

_WINDOWS = 3
_ONES = np.array([number.bit_count() for number in range(256)], dtype=np.uint8)
_RECORDS = CRIMINAL_RECORD | CHILD_PROTECTION


def scan(
    columns: Columns,
    query: Query,
    further: NDArray[np.int16],
    allowed: NDArray[np.bool_],
    runs: tuple[NDArray[np.intp], NDArray[np.intp]],
) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """The rows that fit or are one step away, and the bits they fail; arguments as in the reference."""
    held = Places(**{name: getattr(columns.arrays, name) for name in Places._fields})
    windows = (*query.windows, *query.windows[:1] * (_WINDOWS - len(query.windows)))
    lacking, unknown = query.facts_lacking, query.facts_unknown
    asked = Asked(
        never_known=np.uint32((lacking & ~LANGUAGE_MASK) | unknown),
        never_assumed=np.uint32((lacking | unknown) & _RECORDS),
        language=np.uint32(lacking & LANGUAGE_MASK),
        lacking=np.uint64(query.lacking),
        as_of=query.as_of,
        further=further,
        schemes=np.uint8(query.schemes),
        unsupported=np.uint8(query.unsupported_schemes),
        week_max=query.week_max,
        day_max=query.day_max,
        days=np.uint8(query.days),
        windows=np.array(windows, dtype=np.int16),
        certificates_held=query.certificates_held,
        ones=_ONES,
        one_step_away=allowed,
    )
    begins, ends = runs
    room = int((ends - begins).sum())
    found, bits = np.empty(room, dtype=np.intp), np.empty(room, dtype=np.uint8)
    count = near_rows(held, asked, begins, ends, found, bits)
    found, bits = found[:count].copy(), bits[:count].copy()
    if len(query.avoided):
        keep = ~np.isin(columns.arrays.employer.take(found), query.avoided)
        found, bits = found.compress(keep), bits.compress(keep)
    return found, bits
