"""A Spark session for a run, and Spark's errors in words."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from motor.batch.forms import Misfit
from motor.batch.parcel import refusal_in
from motor.batch.sources import ROWS
from motor.errors import EvaluationError, MotorError, Problem

try:
    import pandas  # noqa: F401 - which mapInArrow asks for
    import py4j.protocol
    import pyspark.errors
    from pyspark import TaskContext
    from pyspark.sql import SparkSession
    from pyspark.sql import types as spark_types
except ImportError as error:
    raise EvaluationError(
        Problem(
            "saknat tillägg",
            f"För att köra på Spark behövs {error.name}, som inte är installerat.",
            hint="Installera det: pip install 'regelmotor[spark]'",
        )
    ) from None

__all__ = ["TaskContext", "in_words", "session_on", "spark_types"]

MASTER = re.compile(r"local(\[[^\]]*\])?|spark://[^/\s:]+:\d+(,[^/\s:]+:\d+)*|yarn|k8s://\S+")
"""The clusters that Spark knows."""

SETTINGS = {
    "spark.app.name": "motor kör",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.sql.caseSensitive": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS),
}
"""Settings of a session made for a run; Spark's own files of settings say the rest."""

HERE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
"""And where all is done in processes of this machine."""


@contextmanager
def session_on(engine: str | Any) -> Iterator[Any]:
    """The SparkSession given, else a new one on the cluster named, stopped after. Raises EvaluationError."""
    if not isinstance(engine, str):
        if not isinstance(engine, SparkSession) or not hasattr(engine, "sparkContext"):
            message = f"En körning på Spark behöver en SparkSession eller ett klusters namn, inte {engine!r}."
            raise EvaluationError(Problem("okänd motor", message, hint=_EXAMPLES))
        yield engine
        return
    if not MASTER.fullmatch(engine):
        raise EvaluationError(Problem("okänd motor", f"{engine} är inget Spark-kluster.", hint=_EXAMPLES))
    if SparkSession.getActiveSession() is not None:
        message = "En annan Spark-session är redan i gång i programmet."
        raise EvaluationError(
            Problem("upptagen Spark", message, hint="Ge den sessionen i stället för ett namn.")
        )
    session = _started(engine)
    try:
        yield session
    finally:
        session.stop()


def _started(master: str) -> Any:
    builder = SparkSession.builder.master(master)
    for name, value in (SETTINGS | (HERE if master.startswith("local") else {})).items():
        builder = builder.config(name, value)
    with tempfile.TemporaryFile() as said, _standard_error_to(said), in_words():
        session = builder.getOrCreate()
    if "PYSPARK_PYTHON" not in os.environ:
        session.sparkContext.pythonExec = sys.executable
    return session


@contextmanager
def _standard_error_to(file: Any) -> Iterator[None]:
    """Java's greetings kept from the terminal: the process that Spark starts keeps this standard error."""
    sys.stderr.flush()
    kept = os.dup(2)
    os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextmanager
def in_words() -> Iterator[None]:
    """What Spark raises, as a MotorError with what to do; a refusal as what it was. Raises Misfit too."""
    try:
        yield
    except (py4j.protocol.Py4JError, pyspark.errors.PySparkException, ConnectionError) as error:
        raise told(error) from None


def told(error: Exception) -> MotorError | Misfit:
    """An error of Spark in words."""
    text = str(error)
    refusal = refusal_in(text)
    if refusal is not None:
        return refusal
    for pattern, code, message, hint in _SAID:
        if re.search(pattern, text):
            return EvaluationError(Problem(code, message, hint=hint))
    hint = f"Spark säger: {_first_line(text)}"
    return EvaluationError(Problem("fel i Spark", "Spark avbröt körningen. Inget är skrivet.", hint=hint))


def _first_line(text: str) -> str:
    """The line of an error that says most."""
    lines = [line.strip() for line in text.splitlines()]
    caused = [line for line in lines if re.match(r"(: |Caused by: )?[\w.$]+(Exception|Error): ", line)]
    return (caused or [line for line in lines if line] or ["inget"])[0].removeprefix(": ")


_EXAMPLES = "Skriv spark://värd:7077, eller local[2] för två processer på den här maskinen."

_SAID = (
    (
        "JAVA_GATEWAY_EXITED|Java gateway process exited",
        "ingen Java",
        "Spark startar inte: Java 17 eller senare saknas eller går inte att köra.",
        "Installera Java, och se till att kommandot java finns.",
    ),
    (
        "PATH_NOT_FOUND",
        "ingen fil",
        "Filen finns inte, eller kan inte nås av Spark.",
        "Varje maskin i klustret ska nå filen under samma namn.",
    ),
    (
        "CANNOT_READ_FILE_FOOTER|UNABLE_TO_INFER_SCHEMA|FAILED_READ_FILE|is not a Parquet file",
        "oläslig fil",
        "Filen går inte att läsa: den är tom, avhuggen eller av annat slag.",
        None,
    ),
    (
        "COLUMN_ALREADY_EXISTS",
        "dubbel kolumn",
        "En kolumn finns två gånger, stora och små bokstäver lika räknade.",
        "Ta bort den ena.",
    ),
    (
        "No module named '(motor|pyarrow|numpy)|Cannot run program|Can't get attribute .* on <module 'motor",
        "saknad motor",
        "Motorn, eller något som den behöver, finns inte på en maskin i klustret.",
        "Installera samma version av regelmotor[batch] på dem alla, för den Python som PYSPARK_PYTHON säger.",
    ),
    (
        "PYTHON_VERSION_MISMATCH",
        "annan Python",
        "En maskin i klustret har en annan version av Python.",
        "Ge PYSPARK_PYTHON samma version överallt.",
    ),
    (
        "Python worker exited unexpectedly|ExecutorLostFailure|Python worker failed to connect",
        "avbruten arbetare",
        "En process i klustret avslutades, och Sparks nya försök lyckades inte heller. Inget är skrivet.",
        "Kör igen. Händer det igen kan minnet ha tagit slut.",
    ),
    (
        "All masters are unresponsive|Master removed our app|stopped SparkContext|SparkContext was shut down",
        "inget kluster",
        "Spark-klustret svarar inte, eller har avslutat körningen. Inget är skrivet.",
        "Se efter att det är i gång och att namnet stämmer.",
    ),
    (
        "No space left on device",
        "full disk",
        "Disken är full. Inget är skrivet.",
        "Gör plats, eller välj en annan disk.",
    ),
    (
        "Permission denied|AccessControlException",
        "får inte",
        "Filen får inte läsas, eller mappen inte skrivas, av Spark.",
        "Varje maskin i klustret ska kunna läsa källan och skriva i målets mapp.",
    ),
)
"""What stands in an error of Spark, and what it means: a code, a message, and what to do."""
