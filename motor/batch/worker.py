"""A process that decides rows for another, which starts it (`motor.batch.workers`).

It is told a plan, says whether it has the same rules, and then answers each batch of rows that it reads,
until its input ends. Messages are a length and that many bytes; batches are in Arrow's stream format.
"""

from __future__ import annotations

import datetime
import gc
import json
import os
import signal
import struct
import sys
from typing import IO, Any

import pyarrow as pa

from motor.batch import plan
from motor.batch.forms import Misfit
from motor.batch.rows import Interpreter
from motor.errors import MotorError
from motor.rulebook import Rulebook, load

LENGTH = struct.Struct("<Q")
ANSWERS, MISFIT, SAME_RULES, OTHER_RULES = b"a", b"m", b"s", b"o"
"""What a reply begins with."""


def told(given: plan.Plan, reading: str, form: str) -> bytes:
    """A plan as a message."""
    return json.dumps(
        {
            "path": given.rulebook.path,
            "drafts": given.rulebook.drafts,
            "rules": plan.fingerprint(given.rulebook.whole),
            "held": given.rulebook.held.isoformat() if given.rulebook.held else None,
            "day": given.day.isoformat() if given.day else None,
            "day_column": given.day_column,
            "decisions": given.asked,
            "trace": given.trace,
            "unclear": sorted(given.unclear),
            "as_text": sorted(given.as_text),
            "reading": reading,
            "form": form,
        }
    ).encode()


def interpreter(message: bytes) -> Interpreter | None:
    """What a plan asks for; None where the rules on disk are not those of the plan."""
    asked: dict[str, Any] = json.loads(message)
    try:
        rulebook = load(asked["path"], drafts=asked["drafts"])
    except (MotorError, OSError):
        return None
    return None if plan.fingerprint(rulebook) != asked["rules"] else planned(rulebook, asked)


def planned(rulebook: Rulebook, asked: dict[str, Any]) -> Interpreter:
    """What decides rows as a plan asks for."""
    day, held = (
        datetime.date.fromisoformat(asked[name]) if asked[name] else None for name in ("day", "held")
    )
    rulebook = rulebook.as_if_always(held) if held else rulebook
    made = plan.make(rulebook, day, asked["day_column"], asked["decisions"], asked["trace"], asked["unclear"])
    for decision in asked["as_text"]:
        made = made.writing_as_text(decision)
    return Interpreter(made, asked["reading"], asked["form"])


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message."""
    stream.write(LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read a message; None where the other end is gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    message = stream.read(length)
    return message if len(message) == length else None


def packed(batch: pa.RecordBatch) -> bytes:
    """A batch as bytes."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def unpacked(message: bytes) -> pa.RecordBatch:
    """The batch in a message."""
    with pa.ipc.open_stream(message) as reader:
        return reader.read_next_batch()


def serve(source: IO[bytes], target: IO[bytes]) -> None:
    """Answer until the source ends."""
    message = receive(source)
    worker = None if message is None else interpreter(message)
    gc.freeze()  # the rules stay: looking through them for garbage is in vain
    send(target, OTHER_RULES if worker is None else SAME_RULES)
    while worker is not None and (message := receive(source)) is not None:
        try:
            send(target, ANSWERS + packed(worker.decide(unpacked(message))))
        except Misfit as misfit:
            send(target, MISFIT + misfit.decision.encode())


def main() -> None:
    """Serve on standard input and output; what else would be printed goes to standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started it ends it
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        serve(sys.stdin.buffer, target)
    except BrokenPipeError:
        os._exit(0)  # nobody reads any more
