"""`make bench-engine`: the search beside its rivals, on the same places, queries and whole numbers."""

import os

# Read when polars and numba are first imported: every engine gets one thread.
os.environ["POLARS_MAX_THREADS"] = "1"
os.environ["NUMBA_NUM_THREADS"] = "1"
