"""Reading the tables beside this module. They are made by shared/tools/import_reference_data.py."""

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"


def rows(name: str) -> Iterator[list[str]]:
    """The rows of one table without its header; the name ends in .csv or .csv.gz."""
    path = _FOLDER / name
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    reader = csv.reader(io.StringIO(content.decode(), newline=""))
    next(reader)
    yield from reader


def listed(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, separated by a bar."""
    return tuple(cell.split("|")) if cell else ()
