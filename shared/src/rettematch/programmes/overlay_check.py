"""Tries one municipality's file of rules: `python -m rettematch.programmes.overlay_check FILE`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rettematch.programmes.rulebook import RulebookError, read_file

_USAGE = "usage: python -m rettematch.programmes.overlay_check FILE"


def main(arguments: Sequence[str]) -> int:
    """Says what the file changes and adds (0), why it cannot be used (1), or how to ask (2)."""
    if len(arguments) != 1:
        sys.stderr.write(f"{_USAGE}\n")
        return 2
    try:
        overlay = read_file(Path(arguments[0]))
    except (RulebookError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    told = [f"{each.programme}: {each.rule} from {each.in_force_from.isoformat()}" for each in overlay.changes]
    told += [f"{each.programme}: {each.rule.id} added" for each in overlay.additions]
    told.append(f"{overlay.municipality_code}: {len(overlay.changes)} changed, {len(overlay.additions)} added; usable")
    sys.stdout.write("".join(f"{line}\n" for line in told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
