"""`python -m bench [--quick] [--write] [SUBJECT ...]`: measure, print, and write the documents."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench.machine import described
from bench.place import Place
from bench.process import ROOT
from bench.report import Report
from bench.subjects import SUBJECTS
from bench.timing import FULL, QUICK
from bench.writing import write


def main() -> None:
    """Measure the subjects asked for, or all."""
    options = _options()
    report = Report(described() + (" A quick look." if options.quick else ""))
    print(report.where)
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), QUICK if options.quick else FULL)
        for name in options.subjects or SUBJECTS:
            for section in SUBJECTS[name](place):
                report.add(section)
    if (aims := report.aims()) is not None:
        report.add(aims)
    if options.write:
        write(report, ROOT)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=main.__doc__)
    parser.add_argument(
        "subjects", nargs="*", choices=[[], *SUBJECTS], metavar="SUBJECT", help=", ".join(SUBJECTS)
    )
    parser.add_argument("--quick", action="store_true", help="a look within a minute, over small sizes")
    parser.add_argument(
        "--write", action="store_true", help="write docs/bench.md, its charts, and README's table"
    )
    options = parser.parse_args()
    if options.write and options.subjects:
        parser.error("--write takes all the subjects: leave out their names")
    return options


if __name__ == "__main__":
    main()
