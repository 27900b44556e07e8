"""The check of the industry packages: `python -m rettematch.industry.cli [FOLDER]`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rettematch.industry.model import IndustryPackage
from rettematch.industry.packages import SHIPPED_FOLDER, PackageFileError, load_packages
from rettematch.industry.validation import validate_packages

_COLUMNS = ("package", "occupations", "codes", "tasks", "competences", "accommodations", "limits", "keywords")


def main(arguments: Sequence[str]) -> int:
    """Print a table of the packages, every fault and a last line `holds` or `falls short: ...`; the exit code."""
    folder = Path(arguments[0]) if arguments else SHIPPED_FOLDER
    try:
        packages = load_packages(folder)
    except PackageFileError as error:
        faults = tuple(str(error).splitlines())
    else:
        _print_table(packages)
        faults = validate_packages(packages)
    for fault in faults:
        print(fault)
    print(f"falls short: faults {len(faults)} 0" if faults else "holds")
    return 1 if faults else 0


def _print_table(packages: Sequence[IndustryPackage]) -> None:
    rows = [_COLUMNS, *(_row(package) for package in packages)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _row(package: IndustryPackage) -> tuple[str, ...]:
    lists: tuple[tuple[object, ...], ...] = (
        package.occupations,
        package.industry_codes,
        package.tasks,
        package.competences,
        package.accommodations,
        package.limits,
        package.keywords_da,
    )
    return (package.id, *(str(len(each)) for each in lists))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
