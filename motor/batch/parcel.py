"""What a Spark process needs to decide rows: the rules' texts and their hash, the plan, the engine's hash.

Nothing compiled is sent: each process loads the texts once, and refuses them where a hash is another one.
What it refuses, it says in a form that the driver can read again (`refusal_in`).
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from os import getpid
from typing import Any

import pyarrow as pa

from motor.batch.forms import FORMS, Misfit
from motor.batch.kernel import Kernel, Rows
from motor.batch.plan import Plan
from motor.batch.targets import beside
from motor.batch.worker import planned, told
from motor.errors import EvaluationError, MotorError, Problem
from motor.rulebook import Rulebook
from motor.rulebook.engine import engine_hash
from motor.rulebook.loading import load_texts

FORM = "typed"


class Refusal(Exception):
    """Why a process decides no rows, as one line of ASCII."""


@dataclass(frozen=True)
class Parcel:
    """What is sent to each process.

    `content` is JSON, `carried` and `names` are the columns to hand on and all columns, in order.
    """

    content: str
    reading: str
    names: tuple[str, ...]
    carried: tuple[str, ...]


def pack(plan: Plan, reading: str, names: tuple[str, ...], carried: tuple[str, ...], sample: int) -> Parcel:
    """The parcel of a plan."""
    texts = texts_of(plan.rulebook.whole)
    content = {
        "engine": engine_hash(),
        "rules": rules_hash(texts),
        "texts": texts,
        "plan": json.loads(told(plan, reading, FORM)),
        "sample": sample,
    }
    return Parcel(json.dumps(content), reading, names, carried)


def texts_of(rulebook: Rulebook) -> dict[str, str]:
    """The texts of a rule set's files, by their paths within its folder, as they were when it was loaded."""
    return {name: source.text for name, source in rulebook.sources.items()}


def rules_hash(texts: Mapping[str, str]) -> str:
    """The sha256 of the rules: the name and the text of every file, in order."""
    return hashlib.sha256(json.dumps(sorted(texts.items())).encode()).hexdigest()


# --- in the process that decides


def answered(
    parcel: Parcel, batches: Iterator[pa.RecordBatch], place: int, add: Callable[[dict[str, int]], None]
) -> Iterator[pa.RecordBatch]:
    """The columns carried along with the answers, batch by batch.

    `place` is the number of this part of the rows. `add` is told how many rows the interpreter decided, and
    where. Raises Refusal.
    """
    try:
        kernel, schema = _kernel(parcel.content, parcel.reading)
        before, start = kernel.tally.decided, 1
        for batch in batches:
            rows = batch.rename_columns(list(parcel.names))
            answers = kernel(Rows(rows, start))
            columns = [column.cast(field.type) for column, field in zip(answers.columns, schema, strict=True)]
            plain = pa.RecordBatch.from_arrays(columns, schema=schema)
            yield beside(rows.select(list(parcel.carried)), plain)
            start += batch.num_rows
        decided = kernel.tally.decided - before
        add({"rader": start - 1, "avgjorda": decided, f"process {platform.node()} {getpid()}": 1})
    except Misfit as misfit:
        raise _refused(misfit=misfit.decision) from None
    except MotorError as error:
        where = f"Del {place} av raderna, på {platform.node()}: "
        raise _refused(
            problems=[(each.code, where + each.message, each.hint) for each in error.problems]
        ) from None


@lru_cache(maxsize=4)
def _kernel(content: str, reading: str) -> tuple[Kernel, pa.Schema]:
    """The kernel for a parcel, and the columns of its answers. Raises EvaluationError, Misfit."""
    asked: dict[str, Any] = json.loads(content)
    if asked["engine"] != engine_hash():
        raise EvaluationError(
            Problem(
                "annan motor",
                "Motorn där är en annan version än den som startade körningen.",
                hint="Installera samma version av regelmotor på alla maskiner i klustret.",
            )
        )
    if rules_hash(asked["texts"]) != asked["rules"]:
        raise _other_rules()
    given = asked["plan"]
    rulebook = load_texts(given["path"], asked["texts"], given["drafts"])
    if rules_hash(texts_of(rulebook)) != asked["rules"]:
        raise _other_rules()
    interpreter = planned(rulebook, given)
    kernel = Kernel(interpreter, reading, interpreter.decide, asked["sample"])
    return kernel, FORMS[FORM](interpreter.plan).schema


def _other_rules() -> EvaluationError:
    message = "Reglerna som kom fram är inte de som skickades: deras sha256 stämmer inte."
    return EvaluationError(Problem("andra regler", message, hint="Kör igen med orörda regler."))


# --- refusals on their way back

_MARK = "regelmotor refuses:"
_REFUSAL = re.compile(re.escape(_MARK) + r" (\{.*\})")


def _refused(misfit: str | None = None, problems: Any = ()) -> Refusal:
    content = json.dumps({"misfit": misfit, "problems": list(problems)})
    return Refusal(f"{_MARK} {content}")


def refusal_in(text: str) -> MotorError | Misfit | None:
    """The refusal that an error of Spark holds, as what it was before it was sent."""
    found = _REFUSAL.search(text)
    if found is None:
        return None
    content = json.loads(found[1])
    if content["misfit"] is not None:
        return Misfit(content["misfit"])
    return EvaluationError(Problem(code, message, hint=hint) for code, message, hint in content["problems"])
