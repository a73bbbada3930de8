"""`motor tck`: run the DMN Technology Compatibility Kit, and report in the kit's own form."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from motor.dmn import DmnModel, DmnResult, load_dmn
from motor.dmn.model import Service
from motor.dmn.xml import Element
from motor.errors import MotorError, Problem, RuleError
from motor.values.convert import from_python
from motor.values.text import to_literal
from verktyg.fel import DONE, RULES_WRONG, usage_error
from verktyg.format import count
from verktyg.sida import Page
from verktyg.tck_fall import PATTERN, Case, case_files, folder_name, read_case, read_file


class Outcome(StrEnum):
    """How a case came out, in the kit's words."""

    SUCCESS = "SUCCESS"
    ERROR = "ERROR"
    IGNORED = "IGNORED"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the report. A file of cases that cannot be read has one, without a case."""

    folder: str
    file: str
    case: str
    outcome: Outcome
    message: str = ""

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """The line as the kit's CSV has it."""
        return self.folder, self.file, self.case, str(self.outcome), self.message


def tck(folder: str, report: str | None) -> int:
    """Run every case under `folder`, print those that fail, write the report. Returns 1 when any fails."""
    if not Path(folder).is_dir():
        raise usage_error(f"Mappen {folder} finns inte.", "Ge en mapp ur DMN-kitet: motor tck MAPP.")
    files = case_files(Path(folder))
    if not files:
        raise usage_error(
            f"{folder} håller inga testfall.", f"Ge en mapp ur DMN-kitet, med filer som heter {PATTERN}."
        )
    rows = [row for path in _followed(files) for row in run_file(path)]
    if report is not None:
        write(rows, Path(report))
    _show(rows)
    return RULES_WRONG if any(row.outcome is Outcome.ERROR for row in rows) else DONE


def run_file(path: Path) -> list[Row]:
    """The outcome of every case in a file."""
    place = folder_name(path), path.stem
    try:
        file = read_file(path)
    except MotorError as error:
        return [Row(*place, "", Outcome.ERROR, _sentence(error))]
    try:
        model = load_dmn(file.model)
    except Exception as error:  # noqa: BLE001 - a fault with one model must not hide how the others do
        message = _sentence(error)
        return [Row(*place, name, Outcome.ERROR, message) for name, _ in file.cases]
    return [Row(*place, name, *_run(model, case)) for name, case in file.cases]


def write(rows: Iterable[Row], report: Path) -> None:
    """The kit's CSV: every cell in quotes, a line for each case."""
    with report.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
        lines.writerows(row.cells for row in rows)


def _run(model: DmnModel, element: Element) -> tuple[Outcome, str]:
    """How one case came out, and what was wrong with it."""
    try:
        case = read_case(element, {each.namespace: each.name for each in model.linked.main.imports})
        message = _difference(model, case)
    except Exception as error:  # noqa: BLE001 - a fault in one case must not hide how the others do
        return Outcome.ERROR, _sentence(error)
    if not case.expected:
        return Outcome.IGNORED, "Fallet väntar sig inget."
    return (Outcome.ERROR if message else Outcome.SUCCESS), message


def _difference(model: DmnModel, case: Case) -> str:
    """What differs from what the case expects; nothing when it came out right."""
    if case.kind not in _INVOKED:
        raise RuleError(
            Problem("DMN-kit", f"Fallets typ är {case.kind}, men ska vara {', '.join(_INVOKED)}.")
        )
    values, causes = _INVOKED[case.kind](model, case)
    wrong = []
    for expected in case.expected:
        if expected.node not in values:
            wrong.append(f"{expected.node}: modellen gav inget värde")
        elif not expected.met_by(value := from_python(values[expected.node])):
            wrong.append(f"{expected.node}: väntat {to_literal(expected.value)}, fick {to_literal(value)}")
    return "; ".join([*wrong, *causes]) if wrong else ""


Answer = tuple[dict[str, Any], list[str]]
"""Values by node, and the causes of nulls."""


def _decide(model: DmnModel, case: Case) -> Answer:
    result = model.evaluate(case.facts, decisions=[expected.node for expected in case.expected])
    return result.values, _causes(result)


def _call(model: DmnModel, case: Case) -> Answer:
    """What a function or a service gives; of a service with several decisions, each node its own."""
    if case.invocable is None:
        raise RuleError(Problem("DMN-kit", "Fallet säger inte vad som ska anropas (invocableName)."))
    result = model.call(case.invocable, case.facts)
    value = result[case.invocable]
    called = model.invocables[case.invocable]
    if isinstance(called, Service) and len(called.output_decisions) > 1 and isinstance(value, dict):
        return {**result.values, **value}, _causes(result)
    return {expected.node: value for expected in case.expected}, _causes(result)


def _causes(result: DmnResult) -> list[str]:
    return list(dict.fromkeys(warning.message for warning in result.warnings))


_INVOKED: dict[str, Callable[[DmnModel, Case], Answer]] = {
    "decision": _decide,
    "bkm": _call,
    "decisionService": _call,
}


def _sentence(error: Exception) -> str:
    """An error on one line."""
    if isinstance(error, MotorError):
        return "; ".join(" ".join(f"{each.where} {each.message}".split()) for each in error.problems)
    return f"Fel i programmet: {type(error).__name__}: {' '.join(str(error).split())}"


def _followed(files: list[Path]) -> Iterator[Path]:
    """The files one by one; at a terminal with a bar that shows how far it has come."""
    if not sys.stderr.isatty():
        yield from files
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only needed at a terminal
    from rich.progress import track  # noqa: PLC0415

    yield from track(files, "Kör testfall", console=Console(stderr=True), transient=True)


def _show(rows: list[Row]) -> None:
    """The cases that failed, and how many came out which way at each level."""
    for row in rows:
        if row.outcome is Outcome.ERROR:
            print(f"FEL {row.folder}/{row.file} {row.case}: {row.message}")
    tally = Counter((row.folder.partition("/")[0], row.outcome) for row in rows)
    page = Page()
    page.table(
        ["nivå", "rätt", "fel", "överhoppade"],
        [
            [level, *(str(tally[level, outcome]) for outcome in Outcome)]
            for level in dict.fromkeys(level for level, _ in tally)
        ],
        right=(1, 2, 3),
    )
    page.blank()
    done = sum(row.outcome is Outcome.SUCCESS for row in rows)
    page.line(f"{count(len(rows), 'fall', 'fall')}: {done} rätt.")
    page.print()
