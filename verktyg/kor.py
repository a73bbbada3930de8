"""`motor kör`: decide every row of a file, with a bar that shows how far it has come, and a summary."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from motor.batch import Report, run
from verktyg.fel import DONE, usage_error
from verktyg.format import both, count, number
from verktyg.regelverk import asked_decision, open_rule_set, read_day
from verktyg.sida import Page
from verktyg.svar import DRAFTS

SHOWN = 5
"""How many different faults the summary shows."""

NAMED = 20
"""How many of the columns carried along it names."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked on the command line, as it was written."""

    rule_set: str
    source: str
    target: str | None = None
    day: str | None = None
    day_column: str | None = None
    decisions: tuple[str, ...] = ()
    trace: bool = False
    unclear: tuple[str, ...] = ()
    workers: int | None = None
    drafts: bool = False
    rules: str | None = None
    engine: str | None = None


def run_file(order: Order) -> int:
    """Write the answers to every row, and tell how it went. Raises MotorError; returns the exit status."""
    if order.workers is not None and order.workers < 1:
        raise usage_error("--arbetare ska vara minst 1.")
    rulebook = open_rule_set(order.rule_set, order.rules, order.drafts)
    source = order.source.rstrip("/")  # a text: on Spark it may be an address
    name, ending = os.path.splitext(source)  # noqa: PTH122
    target = order.target or f"{name}-svar{ending}"
    with _bar() as progress:
        report = run(
            rulebook,
            source,
            target,
            on=read_day(order.day),
            day_column=order.day_column,
            decisions=[asked_decision(name, rulebook) for name in order.decisions] or None,
            trace=order.trace,
            unclear=order.unclear,
            workers=order.workers,
            progress=progress,
            engine=order.engine,
        )
    _show(report, rulebook.drafts)
    return DONE


@contextmanager
def _bar() -> Iterator[Callable[[int, float | None], None] | None]:
    """What shows how far the run has come: rows, rows a second and time left, at a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only needed at a terminal
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.fields[rows]}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=1, rows="0 rader", speed="")

        def progress(rows: int, share: float | None) -> None:
            elapsed = shown.tasks[0].elapsed or 0
            speed = f"{_whole(rows / elapsed)} rader/s" if elapsed else ""
            shown.update(task, completed=share or 0, rows=_rows(rows), speed=speed)

        yield progress


def _show(report: Report, drafts: bool) -> None:
    page = Page()
    if drafts:
        page.text(DRAFTS, style="bold")
    seconds = f"{number(Decimal(f'{report.seconds:.1f}'))} s"
    speed = _whole(report.rows / report.seconds) if report.seconds else "0"
    page.text(f"{_rows(report.rows)} på {seconds} ({speed} rader/s) till {report.target}.")
    page.text(_how(report))
    if report.faulty:
        page.blank()
        page.text(f"{_rows(report.faulty)} har fel, som står i kolumnen fel:")
        for fault, rows in list(report.faults.items())[:SHOWN]:
            page.text(f"{_whole(rows)}: {fault}", indent=2)
        if len(report.faults) > SHOWN:
            page.text(f"och {count(len(report.faults) - SHOWN, 'fel', 'fel')} till", indent=2)
    if report.absent:
        page.blank()
        page.text(f"Kolumner som saknas, så att de är obesvarade i alla rader: {both(report.absent)}.")
    if report.carried:
        page.blank()
        page.text(f"Kolumner som inte är fakta har följt med: {_named(report.carried)}.")
        for name, hint in report.hints.items():
            page.text(f"{name}: {hint}", indent=2)
    if report.as_text:
        page.blank()
        page.text(f"Skrivet som JSON-text, för att värdena inte ryms i en kolumn: {both(report.as_text)}.")
    page.print()


def _how(report: Report) -> str:
    """How many rows the interpreter decided, and how the others came by their answers."""
    decided = f"{_rows(report.decided)} avgjordes var för sig"
    if report.workers:
        decided += f" i {count(report.workers, 'process', 'processer')}"
    rest = report.rows - report.decided
    if rest <= 0:
        return f"{decided}."
    return f"{decided}. {_rows(rest)} fick samma svar som en rad som reglerna inte skiljer den från."


def _named(columns: tuple[str, ...]) -> str:
    if len(columns) <= NAMED:
        return both(columns)
    return f"{', '.join(columns[:NAMED])} och {_whole(len(columns) - NAMED)} till"


def _rows(amount: int) -> str:
    return count(amount, "rad", "rader")


def _whole(amount: float) -> str:
    return number(Decimal(int(amount)))
