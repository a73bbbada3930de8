"""A run: rows from a source through the kernel to a target, in order, in bounded memory."""

from __future__ import annotations

import datetime
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from motor.batch import plan as plans
from motor.batch.forms import FORMS, Misfit, Typed
from motor.batch.kernel import Kernel, Rows, Tally
from motor.batch.plan import Plan
from motor.batch.reading import parse_json
from motor.batch.rows import Interpreter
from motor.batch.sources import (
    ArrowSource,
    ParquetSource,
    Source,
    TableSource,
    file_error,
    refuse_other_than_file,
)
from motor.batch.targets import TARGETS, JsonTarget, aside, beside, separator_of
from motor.batch.text_sources import TEXTS
from motor.batch.workers import Workers, processors
from motor.errors import FactError, Problem, suggestion
from motor.rulebook import Rulebook

Opener = TypeVar("Opener")

SOURCES: dict[str, Callable[[Path, Plan], Source]] = {
    ".parquet": ParquetSource,
    ".arrow": ArrowSource,
    ".feather": ArrowSource,
    **TEXTS,
}
"""What reads a file, by the ending of its name."""

MOST_NAMES = 10
"""How many columns an error names."""

Progress = Callable[[int, float | None], None]
"""Told how many rows are done, and how much of the source has been read (0 to 1; None: not known)."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did.

    Of `rows`, the interpreter decided `decided`, and the others got the answer of a row that nothing in the
    rules tells apart from them. `faulty` rows have their fault in the column `fel`; `faults` counts them by
    fault. `facts` were read, `absent` have no column, `carried` are other columns, `hints` say which of
    those may be misspelt facts. `as_text` are decisions whose values are written as JSON text, since
    they have no place in a typed column. `workers` is how many processes took part.
    """

    rows: int
    decided: int
    faulty: int
    faults: dict[str, int]
    facts: tuple[str, ...]
    absent: tuple[str, ...]
    carried: tuple[str, ...]
    hints: dict[str, str]
    as_text: tuple[str, ...]
    workers: int
    seconds: float
    target: str | None = None


@dataclass
class _Run:
    """The parts of a run that is under way."""

    plan: Plan
    source: Source
    kernel: Kernel
    workers: Workers
    carried: list[str]
    began: float = field(default_factory=time.monotonic)

    def report(self, target: Path | None) -> Report:
        """What it has done."""
        tally: Tally = self.kernel.tally
        return Report(
            rows=tally.rows,
            decided=min(tally.decided, tally.rows),
            faulty=tally.faulty,
            faults=dict(tally.faults.most_common()),
            workers=self.workers.count,
            seconds=time.monotonic() - self.began,
            target=str(target) if target else None,
            **told_of_columns(self.plan, self.source.columns, self.carried),
        )


def told_of_columns(plan: Plan, columns: Iterable[str], carried: Iterable[str]) -> dict[str, Any]:
    """What a report says of the columns of a source."""
    columns, carried = set(columns), tuple(carried)
    absent = tuple(name for name in plan.facts if name not in columns)
    near = {name: suggestion(name, absent) for name in carried}
    return {
        "facts": tuple(name for name in plan.facts if name in columns),
        "absent": absent,
        "carried": carried,
        "hints": {name: hint for name, hint in near.items() if hint},
        "as_text": tuple(sorted(plan.as_text)),
    }


def run(  # noqa: PLR0913 - all that a run can be asked
    rulebook: Rulebook,
    source: str | Path,
    target: str | Path,
    *,
    on: datetime.date | None = None,
    day_column: str | None = None,
    decisions: Iterable[str] | None = None,
    trace: bool = False,
    unclear: Iterable[str] = (),
    workers: int | None = None,
    progress: Progress | None = None,
    sample: int = 2,
    engine: Any = None,
) -> Report:
    """Decide every row of the file `source`, and write the answers to `target`, in the same order.

    The kind of each file is told by its ending: .parquet, .csv, .jsonl, .ndjson, .arrow or .feather. Columns
    with the names of facts are the rows' facts; those that are no facts are carried along. The day asked
    about is `on` (default: today), or each row's own in `day_column`. `trace` adds the rules that hit. A null
    of a fact in `unclear` is the answer oklar. `workers` is how many processes may take part (default: as
    many as there are processors). `sample` rows of each batch are decided again by the interpreter alone.
    `engine` is where: a SparkSession, or a cluster's name (spark://host:port, local[2]); then files are
    Parquet, the target is a folder, and order is kept within each part of the source. Default: here.

    A row that cannot be decided says why in the column `fel`. The target appears when all is written. Raises
    FactError for a file, a column or a name that cannot be used, and EvaluationError when a process ended,
    a sampled row differed, or the target cannot be written.
    """
    plan = plans.make(rulebook, on, day_column, decisions, trace, unclear)
    if engine is not None:
        return _run_on_spark(engine, plan, source, target, workers, progress, sample)
    from_, to = Path(source), Path(target)
    _known(from_, SOURCES)
    _known(to, TARGETS)
    if to.exists() and from_.exists() and to.samefile(from_):
        raise file_error(to, "samma fil", "Svaren kan inte skrivas över indata.", "Ge målet ett annat namn.")
    while True:
        try:
            return _run_files(plan, from_, to, workers, progress, sample)
        except Misfit as misfit:
            plan = plan.writing_as_text(misfit.decision)


def decide(  # noqa: PLR0913 - all that a run can be asked
    rulebook: Rulebook,
    table: pa.Table | pa.RecordBatch,
    *,
    on: datetime.date | None = None,
    day_column: str | None = None,
    decisions: Iterable[str] | None = None,
    trace: bool = False,
    unclear: Iterable[str] = (),
    workers: int | None = None,
    sample: int = 2,
) -> pa.Table:
    """Decide every row of a table in memory, as `run` does; the answers stand beside the columns carried.

    Texts come as dictionaries. Raises what `run` raises.
    """
    plan = plans.make(rulebook, on, day_column, decisions, trace, unclear)
    while True:
        try:
            with _under_way(plan, TableSource(table), "typed", workers, sample) as under_way:
                batches = list(_answered(under_way))
                schema = pa.schema([*_carried_schema(under_way), *Typed(plan).schema])
                return pa.Table.from_batches(batches) if batches else schema.empty_table()
        except Misfit as misfit:
            plan = plan.writing_as_text(misfit.decision)


def _run_on_spark(
    engine: Any,
    plan: Plan,
    source: str | Path,
    target: str | Path,
    workers: int | None,
    progress: Progress | None,
    sample: int,
) -> Report:
    if workers is not None:
        message = "Antalet arbetare gäller på den här maskinen. På Spark bestämmer klustret."
        raise FactError(Problem("arbetare på Spark", message, hint="Ta bort antalet."))
    from motor.batch.spark import run_on  # noqa: PLC0415 - Spark is an extra of its own

    return run_on(engine, plan, str(source).rstrip("/"), str(target).rstrip("/"), progress, sample)


def _run_files(
    plan: Plan, source: Path, target: Path, workers: int | None, progress: Progress | None, sample: int
) -> Report:
    form, open_target = _known(target, TARGETS)
    open_source = _known(source, SOURCES)
    refuse_other_than_file(source)
    opened = open_source(source, plan)
    if form == "csv":
        form = f"csv {separator_of(opened)}"
    with (
        closing(opened),
        _plain_memory(),
        _under_way(plan, opened, form, workers, sample) as under_way,
        aside(target) as file,
    ):
        writer = open_target(file, _carried_schema(under_way), FORMS[form](plan), opened)
        plain = opened.reading == "json" and open_target is not JsonTarget
        try:
            for rows, answers in _in_order(under_way, max(processors() - 1, 1)):  # to write takes one
                carried = rows.batch.select(under_way.carried)
                writer.write(_spoken(carried) if plain else carried, answers)
                if progress is not None:
                    progress(rows.start - 1 + rows.batch.num_rows, opened.share())
        finally:
            writer.close()
        return under_way.report(target)


@contextmanager
def _under_way(plan: Plan, source: Source, form: str, workers: int | None, sample: int) -> Iterator[_Run]:
    """A run with its processes, which end with it."""
    carried = carried_names(plan, source.name, source.columns, source.schema.names)
    interpreter = Interpreter(plan, source.reading, form)
    count = processors() if workers is None else workers
    with closing(Workers(interpreter, source.reading, form, count)) as pool:
        yield _Run(plan, source, Kernel(interpreter, source.reading, pool.decide, sample), pool, carried)


@contextmanager
def _plain_memory() -> Iterator[None]:
    """The system's own memory for batches, which uses again what the last batch left: a fifth of the time."""
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def _in_order(under_way: _Run, at_once: int) -> Iterator[tuple[Rows, pa.RecordBatch]]:
    """Batches with their answers, in order, so many decided `at_once`; more are read while one is written."""
    ahead = processors() + 1
    waiting: deque[tuple[Rows, Future[pa.RecordBatch]]] = deque()
    threads = ThreadPoolExecutor(at_once, "motor-kör")
    reader = ThreadPoolExecutor(1, "motor-läs")
    batches = under_way.source.batches()
    following = reader.submit(next, batches, None)
    try:
        while (rows := following.result()) is not None:
            following = reader.submit(next, batches, None)
            waiting.append((rows, threads.submit(under_way.kernel, rows)))
            if len(waiting) > ahead:
                first, answers = waiting.popleft()
                yield first, answers.result()
        for first, answers in waiting:
            yield first, answers.result()
    finally:
        reader.shutdown(cancel_futures=True)
        threads.shutdown(wait=False, cancel_futures=True)


def _answered(under_way: _Run) -> Iterator[pa.RecordBatch]:
    for rows, answers in _in_order(under_way, processors()):
        yield beside(rows.batch.select(under_way.carried), answers)


def carried_names(plan: Plan, source: str, names: Collection[str], kept: Iterable[str]) -> list[str]:
    """The columns that are no facts, of those kept. Raises FactError where the names do not fit the plan."""
    problems = []
    if plan.day_column is not None and plan.day_column not in names:
        hint = suggestion(plan.day_column, names)
        problems.append(Problem("okänd kolumn", f"{source} har ingen kolumn {plan.day_column}.", hint=hint))
    if plan.facts and not set(plan.facts).intersection(names):
        message = f"Ingen kolumn i {source} är ett faktum som besluten vilar på."
        hint = f"De vilar på {', '.join(plan.facts)}. Kolumnerna heter {_in_short(names)}."
        problems.append(Problem("inga fakta", message, hint=hint))
    carried = [name for name in kept if name not in plan.rulebook.facts]
    taken = [name for name in carried if _taken(name, plan)]
    if taken:
        message = f"{source} har kolumner som heter som dem körningen skriver: {', '.join(taken)}."
        problems.append(Problem("upptagna namn", message, hint="Byt namn på dem, eller ta bort dem."))
    if problems:
        raise FactError(problems)
    return carried


def _in_short(names: Collection[str]) -> str:
    """The first names of columns."""
    return ", ".join([*islice(names, MOST_NAMES), *(["…"] if len(names) > MOST_NAMES else [])])


def _taken(name: str, plan: Plan) -> bool:
    names = (*plan.decisions, *plan.own_columns)
    return any(name == own or name.startswith(f"{own}.") for own in names)


def _carried_schema(under_way: _Run) -> pa.Schema:
    return pa.schema([under_way.source.schema.field(name) for name in under_way.carried])


def _spoken(carried: pa.RecordBatch) -> pa.RecordBatch:
    """Columns of JSON text with texts as they are, for files of other kinds."""

    def plain(text: str) -> str:
        value = parse_json(text)
        return value if isinstance(value, str) else text

    columns = [
        pa.DictionaryArray.from_arrays(
            column.indices, pa.array(map(plain, column.dictionary.to_pylist()), pa.string())
        )
        for column in carried.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=carried.schema)


def _known(path: Path, openers: dict[str, Opener]) -> Opener:
    """What takes care of a file of that kind. Raises FactError."""
    opener = openers.get(path.suffix.lower())
    if opener is None:
        kinds = ", ".join(openers)
        message = f"Vet inte vad {path.suffix or 'en fil utan ändelse'} är för slags fil."
        raise file_error(path, "okänt filslag", message, f"Filens namn ska sluta på {kinds}.")
    return opener
