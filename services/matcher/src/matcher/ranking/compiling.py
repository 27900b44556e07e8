"""Getting the compiled search ready beside serving: a process of its own compiles, this one loads the result.

`python -m matcher.ranking.compiling` is that process. It leaves the machine code in numba's cache.
"""

import asyncio
import os
import sys

import structlog

from matcher.ranking.engines import compile_search
from matcher.whatif.scan import compile_scan

_log = structlog.get_logger(__name__)
_NOTHING = asyncio.subprocess.DEVNULL
_NICE = 10
"""Serving goes before compiling."""


async def make_search_ready() -> None:
    """Compiles where nothing waits for it, then loads what was compiled. Cancelling ends the compiler."""
    try:
        compiler = await asyncio.create_subprocess_exec(
            sys.executable, "-m", __spec__.name, stdin=_NOTHING, stdout=_NOTHING
        )
    except OSError as error:
        _log.warning("no process to compile in: the slower search answers", kind=type(error).__name__)
        return
    try:
        await compiler.wait()
    finally:
        if compiler.returncode is None:
            compiler.kill()
            await compiler.wait()
    await asyncio.to_thread(compile_search)
    await asyncio.to_thread(compile_scan)


if __name__ == "__main__":
    os.nice(_NICE)
    sys.exit(0 if compile_search() and compile_scan() else 1)
