"""Which search answers: the compiled one once it is ready, else the reference. Their lists are the same."""

import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import structlog
from numpy.typing import NDArray
from prometheus_client import Gauge

from matcher.catalogue.columns import Columns
from matcher.ranking import engine
from matcher.ranking.engine import Search
from matcher.ranking.points import Points, weights_on
from matcher.ranking.query import Query, build_query
from matcher.synthetic import AS_OF, Shape, make_profile

Best = tuple[NDArray[np.intp], Points]
"""Rows and scores of the places that fit, best first."""


@dataclass(frozen=True, slots=True)
class _Engine:
    search: Callable[..., Search]
    best_places: Callable[[Columns, Iterable[Query], int], Iterator[Best]]


_REFERENCE = _Engine(engine.search, engine.best_places)
_compiled: _Engine | None = None
try:
    from matcher.ranking import kernel
except (ImportError, RuntimeError):  # without numba, or without a folder for its cache, the reference answers
    pass
else:
    _compiled = _Engine(kernel.search, kernel.best_places)

_log = structlog.get_logger(__name__)

COMPILED = Gauge("matcher_search_compiled", "1 when the compiled search answers, 0 when the reference does")


@dataclass(slots=True)
class _Choice:
    engine: _Engine = _REFERENCE


_choice = _Choice()


def compile_search() -> bool:
    """Makes the compiled search ready, from its cache on disk when that is there; False when it cannot be had.

    It takes seconds the first time, so it is done beside serving: until then the reference answers.
    """
    if _compiled is None:
        _log.warning("numba or its cache is missing: the slower search answers")
        return False
    begun = time.monotonic()
    columns = Columns()
    profile = make_profile(random.Random(1), "typical", Shape())  # noqa: S311 - no secret
    try:
        _compiled.search(columns, build_query(profile, weights_on(AS_OF), columns), 1, 1)
    except Exception as error:  # noqa: BLE001 - whatever the compiler cannot do here, the reference can
        _log.warning("the search could not be compiled: the slower one answers", kind=type(error).__name__)
        return False
    _choice.engine = _compiled
    COMPILED.set(1)
    _log.info("search compiled", seconds=round(time.monotonic() - begun, 2))
    return True


def search(columns: Columns, query: Query, k: int, max_ask_first: int, *, counted: bool = True) -> Search:
    """The exact answer to a query; arguments as in `matcher.ranking.engine.search`."""
    return _choice.engine.search(columns, query, k, max_ask_first, counted=counted)


def best_places(columns: Columns, queries: Iterable[Query], k: int) -> Iterator[Best]:
    """The k best places that fit, query by query; the columns must not change before the last."""
    return _choice.engine.best_places(columns, queries, k)
