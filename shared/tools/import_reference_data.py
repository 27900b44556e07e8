"""Make the reference tables of rettematch.reference from a folder of source files.

    python shared/tools/import_reference_data.py SOURCE [--target FOLDER]

SOURCE holds the folders esco/, geo/ and db07/ as ATTRIBUTION.md describes them. The same source gives the same bytes:
rows keep a fixed order and compressed files carry no time stamp, so a rerun without a change leaves git clean.
"""  # noqa: INP001 - a script, not part of a package

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

DEFAULT_TARGET = Path(__file__).resolve().parents[1] / "src" / "rettematch" / "reference" / "data"

SKILL_KINDS = {"s": "skill", "k": "knowledge", "": "unspecified"}
INDUSTRY_LEVELS = {
    "afsnit": "section",
    "hovedgruppe": "division",
    "gruppe": "group",
    "undergruppe": "class",
    "branche": "branch",
}

Row = Sequence[str]


def read_source(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def write_table(path: Path, header: Row, rows: Iterable[Row]) -> int:
    """Write a table as CSV, compressed when the name ends in .gz; return the number of rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    content = text.getvalue().encode()
    if path.suffix == ".gz":
        content = gzip.compress(content, compresslevel=9, mtime=0)
    path.write_bytes(content)
    return count


def distinct_labels(labels: str, besides: str) -> str:
    """Alternative labels in source order, without repeats and without the preferred label."""
    seen = dict.fromkeys(label.strip() for label in labels.split("|"))
    return "|".join(label for label in seen if label and label != besides)


def occupation_rows(source: Path) -> Iterator[Row]:
    for row in read_source(source / "esco" / "occupations.csv"):
        yield (
            row["uuid"],
            row["isco08"],
            row["label_da"],
            row["label_en"],
            distinct_labels(row["alt_da"], row["label_da"]),
            distinct_labels(row["alt_en"], row["label_en"]),
        )


def isco_rows(source: Path) -> Iterator[Row]:
    for row in sorted(read_source(source / "esco" / "isco08_groups_da_en.csv"), key=lambda row: row["code"]):
        yield row["code"], row["label_da"], row["label_en"]


def skill_rows(source: Path) -> Iterator[Row]:
    for row in read_source(source / "esco" / "skills_en.csv"):
        yield row["uuid"], row["label_en"], SKILL_KINDS[row["type"]]


def relation_rows(source: Path) -> Iterator[Row]:
    """One row per occupation: its uuid and the positions of its essential and optional skills in skills.csv.gz."""
    occupations = {row["occ_id"]: row["uuid"] for row in read_source(source / "esco" / "occupations.csv")}
    positions = {row["skill_id"]: place for place, row in enumerate(read_source(source / "esco" / "skills_en.csv"))}
    linked: dict[tuple[str, str], list[int]] = {}
    for row in read_source(source / "esco" / "occupation_skill.csv"):
        linked.setdefault((row["occ_id"], row["rel"]), []).append(positions[row["skill_id"]])
    for occ_id, uuid in occupations.items():
        essential, optional = (sorted(linked.get((occ_id, relation), [])) for relation in ("e", "o"))
        yield uuid, " ".join(map(str, essential)), " ".join(map(str, optional))


def postcode_rows(source: Path) -> Iterator[Row]:
    rows = read_source(source / "geo" / "postnumre_kommune_centroid.csv")
    for row in sorted(rows, key=lambda row: row["postnr"]):
        yield row["postnr"], row["bynavn"], row["lat"], row["lon"], row["kommunekode_hoved"]


def municipality_rows(source: Path) -> Iterator[Row]:
    for row in sorted(read_source(source / "geo" / "kommuner.csv"), key=lambda row: row["kommunekode"]):
        yield row["kommunekode"], row["kommune"], row["region"]


def industry_rows(source: Path) -> Iterator[Row]:
    for row in read_source(source / "db07" / "db07_titles_da.csv"):
        yield row["kode"].strip(), INDUSTRY_LEVELS[row["niveau"]], row["afsnit"].strip(), row["titel_da"].strip()


TABLES = {
    "occupations.csv.gz": (
        ("uuid", "isco08", "label_da", "label_en", "alternative_labels_da", "alternative_labels_en"),
        occupation_rows,
    ),
    "isco_groups.csv": (("code", "label_da", "label_en"), isco_rows),
    "skills.csv.gz": (("uuid", "label_en", "kind"), skill_rows),
    "occupation_skills.csv.gz": (("occupation", "essential", "optional"), relation_rows),
    "postcodes.csv": (("code", "town", "latitude", "longitude", "municipality_code"), postcode_rows),
    "municipalities.csv": (("code", "name", "region"), municipality_rows),
    "industry_codes.csv": (("code", "level", "section", "title_da"), industry_rows),
}


def import_tables(source: Path, target: Path) -> dict[str, int]:
    """Write every table; return the number of rows by file name."""
    target.mkdir(parents=True, exist_ok=True)
    return {name: write_table(target / name, header, rows(source)) for name, (header, rows) in TABLES.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Make the reference tables from a folder of source files.")
    parser.add_argument("source", type=Path, help="folder with esco/, geo/ and db07/")
    parser.add_argument("--target", type=Path, default=DEFAULT_TARGET, help="folder to write to")
    options = parser.parse_args(arguments)
    missing = [name for name in ("esco", "geo", "db07") if not (options.source / name).is_dir()]
    if missing:
        parser.error(f"the source folder has no {', '.join(missing)}")
    for name, count in import_tables(options.source, options.target).items():
        sys.stdout.write(f"{name:28} {count:7} rows {(options.target / name).stat().st_size:9} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
