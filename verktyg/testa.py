"""`motor testa`: run the golden cases, and show those that differ."""

from __future__ import annotations

import sys
from pathlib import Path

from motor.errors import MotorError
from verktyg.fall import FOLDER, case_paths, cases_of, explanation, run_case
from verktyg.fel import DONE, RULES_WRONG, show_motor_error, usage_error
from verktyg.format import count


def testa(path: str | None, rules: str | None) -> int:
    """Run every case in `path`. Returns 1 when one differs or a file cannot be used, else 0."""
    folder = Path(path) if path else FOLDER
    if not folder.exists():
        raise usage_error(f"{folder} finns inte.", "Ge en fil eller en mapp med fall: motor testa SÖKVÄG.")
    run, differing, unreadable = 0, 0, 0
    told: set[str] = set()
    for file in case_paths(folder):
        try:
            ran, failed = _test_file(file, rules)
        except MotorError as error:
            sys.stdout.flush()
            if str(error) not in told:
                show_motor_error(error)
            told.add(str(error))
            unreadable += 1
        else:
            run, differing = run + ran, differing + failed
    summary = f"{count(run, 'fall', 'fall')}: {run - differing} som väntat, {differing} med skillnad."
    if unreadable:
        summary += f" {count(unreadable, 'fil', 'filer')} kunde inte köras."
    print(summary)
    return RULES_WRONG if differing or unreadable else DONE


def _test_file(path: Path, rules: str | None) -> tuple[int, int]:
    """How many cases were run, and how many of them differ."""
    outcomes = [run_case(case, rulebook) for case, rulebook in cases_of(path, rules)]
    for outcome in outcomes:
        if not outcome.passed:
            print(f"SKILLNAD {path}: {outcome.case.name}")
            explanation(outcome).print()
            print()
    return len(outcomes), sum(not outcome.passed for outcome in outcomes)
