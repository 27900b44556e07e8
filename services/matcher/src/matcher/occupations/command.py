"""The command `matcher link`: a text a line in, a JSON line out."""

import argparse
import io
import json
import sys
from typing import TYPE_CHECKING, TextIO, cast

from matcher.occupations.schemas import MAX_TOP
from matcher.occupations.service import linked_text, load_linker
from matcher.occupations.text import Language

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse has no public name


def _top(value: str) -> int:
    try:
        top = int(value)
    except ValueError:
        top = 0
    if not 1 <= top <= MAX_TOP:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {MAX_TOP}")
    return top


def link_lines(source: TextIO, target: TextIO, language: Language, top: int) -> None:
    """Write a JSON object with `text` and `results` for each line read; an empty line gets empty results."""
    linker = load_linker()
    for line in source:
        (result,) = linker.link([line.rstrip("\r\n")], language, top)
        target.write(json.dumps(linked_text(result).model_dump(), ensure_ascii=False) + "\n")
        target.flush()


def _run(options: argparse.Namespace) -> int:
    for stream in (sys.stdin, sys.stdout):
        # Danish text is UTF-8 whatever the locale of the terminal says; a broken byte must not end the run.
        cast("io.TextIOWrapper", stream).reconfigure(encoding="utf-8", errors="replace")
    link_lines(sys.stdin, sys.stdout, options.language, options.top)
    return 0


def add_link_command(subparsers: "Subparsers") -> None:
    """Add `link` to the subcommands; the parsed options carry the function to run as `run(options) -> exit code`."""
    parser = subparsers.add_parser(
        "link",
        help="link texts about work to ESCO occupations",
        description="Reads a text a line from standard input and writes a JSON line with what it may mean, best first.",
    )
    parser.add_argument("--top", type=_top, default=10, metavar="N", help=f"concepts per text, 1 to {MAX_TOP}")
    parser.add_argument("--language", choices=("da", "en"), default="da", help="language of the texts")
    parser.set_defaults(run=_run)
