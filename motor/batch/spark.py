"""Rows decided on Spark: each of its Python processes runs the kernel over rules that it knows by their hash.

Spark reads and writes the rows (`mapInArrow`); their order within each part of the source is kept. Nothing of
the answers is made here: what decides is the kernel and the interpreter, as on one machine.
"""

from __future__ import annotations

import datetime
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from motor.batch import plan as plans
from motor.batch.forms import FORMS, Misfit
from motor.batch.kernel import MOST_FAULTS
from motor.batch.parcel import FORM, Parcel, answered, pack
from motor.batch.plan import FAULT, Plan
from motor.batch.run import Progress, Report, carried_names, told_of_columns
from motor.batch.session import TaskContext, in_words, session_on, spark_types
from motor.batch.sources import column_names, unread
from motor.errors import EvaluationError, FactError, Location, Problem
from motor.rulebook import Rulebook

PARQUET = ".parquet"
EVERY = 0.2
"""How many seconds pass between two looks at how far Spark has come."""


def decide(  # noqa: PLR0913 - all that a run can be asked
    rulebook: Rulebook,
    frame: Any,
    *,
    on: datetime.date | None = None,
    day_column: str | None = None,
    decisions: Iterable[str] | None = None,
    trace: bool = False,
    unclear: Iterable[str] = (),
    as_text: Iterable[str] = (),
    sample: int = 2,
) -> Any:
    """The DataFrame of the answers to the rows of a DataFrame, as `motor.batch.decide` gives them.

    Spark decides them when they are asked for. Decisions in `as_text` are written as JSON text: one whose
    value has no place in a typed column is an error there. Raises FactError for names that cannot be used.
    """
    plan = plans.make(rulebook, on, day_column, decisions, trace, unclear)
    for decision in as_text:
        plan = plan.writing_as_text(decision)
    return _Rows(frame, plan, "DataFrame").answers(plan, sample, _Counts())


def run_on(
    engine: str | Any, plan: Plan, source: str, target: str, progress: Progress | None = None, sample: int = 2
) -> Report:
    """Decide every row of the Parquet `source` on a cluster, and write Parquet to `target`, a folder.

    `engine` is a SparkSession, or a name as Spark has them (spark://host:port, local[2]). The target gets its
    name when all is written, and must not be there before. Raises what `motor.batch.run` raises.
    """
    for path in (source, target):
        if not path.lower().endswith(PARQUET):
            message = f"På Spark läses och skrivs Parquet, inte {path}."
            raise FactError(Problem("okänt filslag", message, hint=f"Namnen ska sluta på {PARQUET}."))
    with session_on(engine) as session:
        began = time.monotonic()
        with in_words():
            rows = _Rows(session.read.parquet(source), plan, source)
            aside = _Aside(session, target)
        while True:
            try:
                with in_words():
                    report = _written(session, rows, plan, aside, progress, sample)
                return replace(report, seconds=time.monotonic() - began, target=target)
            except Misfit as misfit:
                plan = plan.writing_as_text(misfit.decision)
            finally:
                aside.clear()


# --- rows


class _Rows:
    """A DataFrame as the kernel sees it: names as they are compared, no facts that the plan does without."""

    def __init__(self, frame: Any, plan: Plan, name: str) -> None:
        self.columns = column_names(frame.columns, None)
        kept = [place for place, each in enumerate(self.columns) if each not in unread(plan)]
        self.names = tuple(self.columns[place] for place in kept)
        self.carried = tuple(carried_names(plan, name, self.columns, self.names))
        numbered = frame.toDF(*[f"k{place}" for place in range(len(self.columns))])  # a name may hold a dot
        self.frame = numbered.select(*[f"k{place}" for place in kept])
        fields = dict(zip(self.names, (frame.schema.fields[place] for place in kept), strict=True))
        self._fields = [
            spark_types.StructField(each, fields[each].dataType, fields[each].nullable)
            for each in self.carried
        ]

    def answers(self, plan: Plan, sample: int, counts: Any) -> Any:
        """The DataFrame of the answers."""
        parcel = pack(plan, "typed", self.names, self.carried, sample)
        fields = [
            spark_types.StructField(each.name, _spark_type(each.type)) for each in FORMS[FORM](plan).schema
        ]
        schema = spark_types.StructType([*self._fields, *fields])
        return self.frame.mapInArrow(Task(parcel, counts), schema)


@dataclass(frozen=True)
class Task:
    """What each process runs over its part of the rows."""

    parcel: Parcel
    counts: Any

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The rows with their answers. Raises Refusal."""
        context = TaskContext.get()
        place = context.partitionId() + 1 if context else 1
        return answered(self.parcel, batches, place, self.counts.add)


class _Counts:
    """Counts that nobody reads."""

    def add(self, counts: dict[str, int]) -> None:
        """Count."""


class _Sums:
    """How Spark adds up counts from all processes."""

    def zero(self, _: Any) -> Counter[str]:
        """Nothing counted."""
        return Counter()

    def addInPlace(self, first: Counter[str], second: dict[str, int]) -> Counter[str]:  # noqa: N802 - Spark's name
        """The sums of both."""
        first.update(second)
        return first


def _spark_type(type_: pa.DataType) -> Any:
    """Spark's type for a type that answers have. Raises TypeError."""
    if pa.types.is_list(type_):
        return spark_types.ArrayType(_spark_type(type_.value_type))
    if pa.types.is_struct(type_):
        return spark_types.StructType(
            [spark_types.StructField(each.name, _spark_type(each.type)) for each in type_]
        )
    if pa.types.is_decimal(type_):
        return spark_types.DecimalType(type_.precision, type_.scale)
    if type_ not in _PLAIN:
        raise TypeError(type_)
    return _PLAIN[type_]


_PLAIN = {
    pa.string(): spark_types.StringType(),
    pa.bool_(): spark_types.BooleanType(),
    pa.date32(): spark_types.DateType(),
}


# --- from file to file


def _written(
    session: Any, rows: _Rows, plan: Plan, aside: _Aside, progress: Progress | None, sample: int
) -> Report:
    """Decide and write all rows; the report counts what stands in the target. Raises what Spark raises."""
    context = session.sparkContext
    counts = context.accumulator(Counter(), _Sums())
    answers = rows.answers(plan, sample, counts)
    work = _Work(context, uuid.uuid4().hex)
    work.finish(
        lambda: answers.write.parquet(aside.path),
        lambda share: progress(counts.value["rader"], share) if progress is not None else None,
    )
    written = session.read.parquet(aside.path).select(FAULT)
    amounts = written.agg({"*": "count", FAULT: "count"}).first()
    faults = (
        written.dropna().groupBy(FAULT).count().orderBy("count", ascending=False).limit(MOST_FAULTS).collect()
    )
    aside.name()
    return Report(
        rows=amounts["count(1)"],
        decided=min(counts.value["avgjorda"], amounts["count(1)"]),
        faulty=amounts[f"count({FAULT})"],
        faults=dict(faults),
        workers=sum(name.startswith("process ") for name in counts.value),
        seconds=0,
        **told_of_columns(plan, rows.columns, rows.carried),
    )


class _Aside:
    """A folder beside the target, which gets the target's name when all is written."""

    def __init__(self, session: Any, target: str) -> None:
        context = session.sparkContext
        java = context._jvm.org.apache.hadoop.fs
        named = java.Path(target)
        self._files = named.getFileSystem(context._jsc.hadoopConfiguration())
        self._target = self._files.makeQualified(named)
        hidden = f".{named.getName()}.{uuid.uuid4().hex}.ofärdig"
        self._hidden = java.Path(self._target.getParent(), hidden)
        self.path: str = self._hidden.toString()
        if self._files.exists(self._target):
            message = "Målet finns redan."
            hint = "Ta bort det, eller ge målet ett annat namn."
            raise FactError(Problem("målet finns", message, where=Location(file=target), hint=hint))

    def name(self) -> None:
        """Give it the target's name. Raises EvaluationError."""
        if self._files.exists(self._target) or not self._files.rename(self._hidden, self._target):
            message = f"{self._target.toString()} gick inte att skapa. Inget är skrivet."
            raise EvaluationError(Problem("oskriven fil", message, hint="Välj ett annat namn."))

    def clear(self) -> None:
        """Remove what is left of it."""
        self._files.delete(self._hidden, True)


@dataclass(frozen=True)
class _Work:
    """A job under way: its group in Spark, by which it is followed and ended."""

    context: Any
    group: str

    def finish(self, job: Callable[[], None], look: Callable[[float | None], None]) -> None:
        """Wait for the job, and tell `look` how far it has come; when interrupted, end it first."""
        with ThreadPoolExecutor(1, "motor-spark") as thread:
            future = thread.submit(self._grouped, job)
            try:
                while wait([future], EVERY).not_done:
                    look(self._share())
            finally:
                while not future.done():
                    self.context.cancelJobGroup(self.group)
                    wait([future], EVERY)
            future.result()

    def _grouped(self, job: Callable[[], None]) -> None:
        self.context.setJobGroup(self.group, "motor kör", interruptOnCancel=True)
        job()

    def _share(self) -> float | None:
        """How many of the job's tasks are done, from 0 to 1."""
        tracker = self.context.statusTracker()
        jobs = filter(None, map(tracker.getJobInfo, tracker.getJobIdsForGroup(self.group)))
        stages = [stage for job in jobs for stage in map(tracker.getStageInfo, job.stageIds) if stage]
        tasks = sum(stage.numTasks for stage in stages)
        return sum(stage.numCompletedTasks for stage in stages) / tasks if tasks else None
