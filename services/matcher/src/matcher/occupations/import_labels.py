"""Make the label tables of the linker from a folder of source files.

    python -m matcher.occupations.import_labels SOURCE [--target FOLDER]

SOURCE holds the folders esco_labels/ and star_titles/ as data/ATTRIBUTION.md describes them. Danish and English labels
are not copied here: they come from rettematch.reference. The same source gives the same bytes.
"""

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

DEFAULT_TARGET = Path(__file__).resolve().parent / "data"

NEIGHBOUR_LANGUAGES = ("no", "sv")

Row = tuple[str, ...]


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def _compressed(header: Row, rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)


def neighbour_labels(source: Path) -> list[Row]:
    """Labels of the neighbour languages by concept; the first of a concept and language is the preferred one."""
    rows = _read(source / "esco_labels" / "labels.csv")
    kept = [(row["uri"], row["lang"], row["label"]) for row in rows if row["lang"] in NEIGHBOUR_LANGUAGES]
    return sorted(kept, key=lambda row: row[:2])


def star_titles(source: Path) -> list[Row]:
    """Job titles of the Danish labour market authority with the occupations that are an exact or close match."""
    rows = _read(source / "star_titles" / "star_titles.csv")
    kept = {
        (row["star_title_da"], row["esco_uuid"], row["relation"])
        for row in rows
        if row["relation"] in {"exactMatch", "closeMatch"}
    }
    return sorted(kept)


def import_labels(source: Path, target: Path) -> dict[str, int]:
    """Write both tables; return the number of rows by file name."""
    tables = {
        "neighbour_labels.csv.gz": (("concept", "language", "label"), neighbour_labels(source)),
        "star_titles.csv.gz": (("title", "occupation", "relation"), star_titles(source)),
    }
    target.mkdir(parents=True, exist_ok=True)
    for name, (header, rows) in tables.items():
        (target / name).write_bytes(_compressed(header, rows))
    return {name: len(rows) for name, (_, rows) in tables.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Make the label tables of the linker from a folder of source files.")
    parser.add_argument("source", type=Path, help="folder with esco_labels/ and star_titles/")
    parser.add_argument("--target", type=Path, default=DEFAULT_TARGET, help="folder to write to")
    options = parser.parse_args(arguments)
    for name, count in import_labels(options.source, options.target).items():
        sys.stdout.write(f"{name:28} {count:7} rows {(options.target / name).stat().st_size:9} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
