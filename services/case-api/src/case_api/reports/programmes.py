"""Which programmes a report is about."""

from collections.abc import Sequence

from case_api.context import Work
from case_api.reports.wanted import Wanted
from rettematch.programmes.definitions import Programme, programmes


def wanted_programmes(work: Work, wanted: Wanted) -> Sequence[Programme]:
    """The programme that is asked for, else every one, as it holds in the municipality."""
    ids = programmes() if wanted.programme is None else (wanted.programme,)
    return [work.programme(each) for each in ids]
