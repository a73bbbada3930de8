"""A Spark cluster of its own on loopback: a master and workers, ended with all that they have started."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

from tests.repository import ROOT

LOOPBACK = "127.0.0.1"
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java that starts fast and runs short."""

ENVIRONMENT = {
    "PYSPARK_PYTHON": sys.executable,
    "PYTHONPATH": str(ROOT),
    "SPARK_LOCAL_IP": LOOPBACK,
    "PYSPARK_SUBMIT_ARGS": f"--driver-java-options '{QUICK}' --conf spark.executor.extraJavaOptions='{QUICK}'"
    " --conf spark.executor.memory=512m --conf spark.sql.files.openCostInBytes=128m pyspark-shell",
}
"""What a run on this machine is to know: among other things that each file is a part of its own."""


@contextmanager
def cluster(folder: Path, workers: int, seconds: float = 90) -> Iterator[str]:
    """The address of a master with that many workers of one core each. Raises TimeoutError."""
    deadline = monotonic() + seconds
    with ExitStack() as stack:
        log = stack.enter_context(_daemon(folder / "master", "master.Master"))
        address = _said(log, r"Starting Spark master at (\S+)", deadline)[0]
        for number in range(workers):
            place = folder / f"worker{number}"
            options = ("--cores", "1", "--memory", "1g", "--work-dir", str(place), address)
            stack.enter_context(_daemon(place, "worker.Worker", *options))
        _said(log, "Registering worker", deadline, workers)
        yield address


@contextmanager
def _daemon(folder: Path, name: str, *options: str) -> Iterator[Path]:
    """A process of Spark on a free port; its log."""
    import pyspark  # noqa: PLC0415 - an extra

    home = Path(pyspark.__file__).parent
    folder.mkdir(parents=True)
    log = folder / "log"
    command = [home / "bin" / "spark-class", f"org.apache.spark.deploy.{name}"]
    command += ["--host", LOOPBACK, "--port", "0", "--webui-port", "0", *options]
    environment = {"SPARK_HOME": str(home), "SPARK_DAEMON_JAVA_OPTS": QUICK, "SPARK_DAEMON_MEMORY": "256m"}
    with log.open("wb") as file:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            env=os.environ | ENVIRONMENT | environment,
            start_new_session=True,
        )
    try:
        yield log
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # with the executors that it has started
        process.wait()


def _said(log: Path, pattern: str, deadline: float, times: int = 1) -> list[str]:
    """What a log says, once it has said it so many times. Raises TimeoutError."""
    while len(found := re.findall(pattern, log.read_text("utf-8"))) < times:
        if monotonic() > deadline:
            raise TimeoutError(log.read_text("utf-8"))
        Event().wait(0.1)
    return found
