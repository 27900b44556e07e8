"""Which search answers: the compiled one once it is ready, else the reference. Their lists are the same."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from prometheus_client import Gauge

from matcher.catalogue.columns import Columns
from matcher.ranking import engine
from matcher.ranking.engine import Search
from matcher.ranking.points import weights_on
from matcher.ranking.query import Query, build_query
from matcher.synthetic import AS_OF, Shape, make_profile

_Search = Callable[..., Search]
_compiled: _Search | None = None
try:
    from matcher.ranking.kernel import search as _search_compiled
except ImportError:  # without numba the reference answers
    pass
else:
    _compiled = _search_compiled

_log = structlog.get_logger(__name__)

COMPILED = Gauge("matcher_search_compiled", "1 when the compiled search answers, 0 when the reference does")


@dataclass(slots=True)
class _Choice:
    search: _Search = engine.search


_choice = _Choice()


def compile_search() -> bool:
    """Makes the compiled search ready, from its cache on disk when that is there; False when it cannot be had.

    It takes seconds the first time, so it is done beside serving: until then the reference answers.
    """
    if _compiled is None:
        _log.warning("numba is missing: the slower search answers")
        return False
    begun = time.monotonic()
    columns = Columns()
    profile = make_profile(random.Random(1), "typical", Shape())  # noqa: S311 - no secret
    try:
        _compiled(columns, build_query(profile, weights_on(AS_OF), columns), 1, 1)
    except Exception as error:  # noqa: BLE001 - whatever the compiler cannot do here, the reference can
        _log.warning("the search could not be compiled: the slower one answers", kind=type(error).__name__)
        return False
    _choice.search = _compiled
    COMPILED.set(1)
    _log.info("search compiled", seconds=round(time.monotonic() - begun, 2))
    return True


def search(columns: Columns, query: Query, k: int, max_ask_first: int, *, counted: bool = True) -> Search:
    """The exact answer to a query; arguments as in `matcher.ranking.engine.search`."""
    return _choice.search(columns, query, k, max_ask_first, counted=counted)
