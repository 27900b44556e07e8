"""`python -m bench.simulation jobfirst`: see `make simulate`."""

import argparse
import asyncio
import tempfile
from pathlib import Path

from bench.simulation.pilots import PILOTS
from bench.simulation.report import print_result
from bench.simulation.run import simulate


def main() -> None:
    """Runs one pilot and prints what came of it; exit code 1 when it falls short."""
    parser = argparse.ArgumentParser(prog="simulate", description=__doc__)
    parser.add_argument("programme", choices=sorted(PILOTS))
    parser.add_argument("--citizens", type=int, default=100)
    parser.add_argument("--seed", type=int, default=706)
    parser.add_argument("--neglect", action="append", default=[], metavar="RULE", help="a rule that nobody acts on")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rettematch-simulation-") as folder:
        result = asyncio.run(
            simulate(PILOTS[wanted.programme], wanted.citizens, wanted.seed, Path(folder), wanted.neglect)
        )
    print_result(result, wanted.programme, wanted.neglect)


if __name__ == "__main__":
    main()
