"""How the house is built: how many modules a task enters, and what each level and import holds.

    python -m tests.benchmarks.structure [--data DIR] [--against CHECKOUT] [--check]

Prints each figure beside its bar. --data names an index of the seeds; without it one is made. With
--against, the CPU time of `pullquote ask` is compared with that of an older checkout. With --check
the exit code is 1 where a bar is missed.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.structure import entered, source
from fakes.commands.program import CHECKOUT
from pictures import program


def main() -> None:
    """Measure, print a table, and say which bars are missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a data directory with the seeds indexed")
    parser.add_argument("--against", type=Path, help="an older checkout, to compare CPU time with")
    parser.add_argument("--check", action="store_true", help="exit 1 where a bar is missed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = arguments.data or Path(folder)
        if arguments.data is None:
            program.index_seeds(data)
        figures = [*source.figures(CHECKOUT), *entered.figures(data)]
        if arguments.against is not None:
            figures.append(entered.processor_time(data, arguments.against))
    print("| what | found | at most | | where |\n|---|---|---|---|---|")
    for figure in figures:
        missed = "MISSED" if figure.is_missed else ""
        print(f"| {figure.what} | {figure.found:g} | {figure.bar:g} | {missed} | {figure.where} |")
    if arguments.check and any(figure.is_missed for figure in figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
