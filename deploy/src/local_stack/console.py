"""What the person at the terminal sees: one line per event, its first word saying who speaks."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

STACK: Final = "stack"
NAME_WIDTH: Final = 16
# One colour a speaker, by order of appearance: readable on dark and on light, red kept for errors.
COLOURS: Final = ("36", "32", "35", "34", "33", "96", "92", "95")
ERROR_COLOUR: Final = "31"
LONG_STEP_SECONDS: Final = 1.0


class Console:
    """Writes prefixed lines to a stream, coloured when that is a terminal (and NO_COLOR is not set)."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._coloured = self._stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        self._speakers: dict[str, str] = {}

    def line(self, speaker: str, text: str, *, error: bool = False) -> None:
        prefix = f"{speaker:<{NAME_WIDTH}} | "
        if self._coloured:
            colour = self._speakers.setdefault(speaker, COLOURS[len(self._speakers) % len(COLOURS)])
            prefix = f"\033[{ERROR_COLOUR if error else colour}m{prefix}\033[0m"
        self._stream.write(f"{prefix}{text}\n")
        self._stream.flush()

    def say(self, text: str) -> None:
        """A line of the stack itself."""
        self.line(STACK, text)

    def error(self, text: str) -> None:
        self.line(STACK, f"error: {text}", error=True)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Says what begins, and how long it took when that was longer than a second."""
        self.say(f"{what} ...")
        begun = time.monotonic()
        yield
        took = time.monotonic() - begun
        if took > LONG_STEP_SECONDS:
            self.say(f"{what}: done after {took:.1f} s")
