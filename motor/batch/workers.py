"""Rows decided in several processes, each with the same rules loaded by itself and known by their hash."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pyarrow as pa

from motor.batch.forms import Misfit
from motor.batch.rows import Interpreter
from motor.batch.worker import ANSWERS, MISFIT, SAME_RULES, packed, receive, send, told, unpacked
from motor.errors import EvaluationError, Problem

WORTH_WHILE = 2000
"""How many rows to decide at once make it worth while to start the processes, which takes a second."""

SLICE = 1000
"""How many rows a process gets at a time."""


class Workers:
    """Decides rows in `count` processes, started when there are many rows; few are decided here.

    Rules that are not on disk as they were loaded are known to this process only, and then it decides all.
    """

    def __init__(self, interpreter: Interpreter, reading: str, form: str, count: int) -> None:
        self._interpreter = interpreter
        self._told = told(interpreter.plan, reading, form)
        self._wanted = count
        self._processes: list[subprocess.Popen[bytes]] = []
        self._idle: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(max(count, 1), "motor-arbetare")
        self._closed = False
        self._starting = threading.Lock()
        self._here = threading.Lock()

    @property
    def count(self) -> int:
        """How many processes have been of use."""
        return len(self._processes)

    def decide(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        """The answers to rows. Raises Misfit, EvaluationError when a process has ended."""
        if self._wanted > 1 and rows.num_rows >= WORTH_WHILE:
            self._start()
        if not self._processes or rows.num_rows < 2 * SLICE // 10:
            with self._here:
                return pa.concat_batches(list(self._decided_here(rows)))
        parts = [rows.slice(start, SLICE) for start in range(0, rows.num_rows, SLICE)]
        return pa.concat_batches(list(self._threads.map(self._ask, parts)))

    def _decided_here(self, rows: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """A few rows at a time, so that a run that has ended leaves no thread at work for long."""
        for start in range(0, rows.num_rows, SLICE):
            if self._closed:
                raise _ended()
            yield self._interpreter.decide(rows.slice(start, SLICE))

    def close(self) -> None:
        """End the processes."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()
            process.wait()

    def _start(self) -> None:
        with self._starting:
            if self._processes or self._wanted < 2:
                return
            started = [_start() for _ in range(self._wanted)]
            self._processes = started
            same = [_exchange(process, self._told) == SAME_RULES for process in started]
            if not all(same):
                self._wanted = 0
                for process in started:
                    process.kill()
                    process.wait()
                self._processes = []
            for process in self._processes:
                self._idle.put(process)

    def _ask(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        process = self._idle.get()
        try:
            reply = _exchange(process, packed(rows))
        finally:
            self._idle.put(process)
        kind, content = reply[:1], reply[1:]
        if kind == MISFIT:
            raise Misfit(content.decode())
        if kind != ANSWERS:
            raise _ended()
        return unpacked(content)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _start() -> subprocess.Popen[bytes]:
    paths = os.pathsep.join(path or os.curdir for path in sys.path)
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", "from motor.batch.worker import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
    )


def _exchange(process: subprocess.Popen[bytes], message: bytes) -> bytes:
    """Send a message and wait for the reply. Raises EvaluationError when the process has ended."""
    if process.stdin is None or process.stdout is None:
        raise _ended()
    try:
        send(process.stdin, message)
        reply = receive(process.stdout)
    except (OSError, ValueError):
        reply = None
    if reply is None:
        raise _ended()
    return reply


def _ended() -> EvaluationError:
    message = "En arbetsprocess avslutades under körningen. Inget är skrivet."
    hint = "Kör igen. Händer det igen kan minnet ha tagit slut: välj färre arbetare."
    return EvaluationError(Problem("avbruten arbetare", message, hint=hint))
