"""FEEL, the expression language of DMN 1.5 (chapter 10): text to tree (`parse`) to closure (`compile`).

`infer` tells the type of a tree, and what in it can never work, before it is run.
`evaluate` does all of it at once. Rules that are run often are parsed and compiled once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motor.errors import EvaluationError, FactError, Problem
from motor.feel.compiler import compile  # noqa: A004 - as there
from motor.feel.names import free_names
from motor.feel.parser import parse, parse_unary_tests
from motor.feel.prepared import TOO_DEEP, Prepared, prepare
from motor.feel.printer import to_text
from motor.feel.scope import Scope, Warning
from motor.feel.spelling import name_of
from motor.feel.type_names import named_types
from motor.feel.typing import infer
from motor.values.convert import checked_key, from_python, to_python
from motor.values.null import Null

__all__ = [
    "Prepared",
    "compile",
    "evaluate",
    "evaluate_with_warnings",
    "free_names",
    "infer",
    "named_types",
    "parse",
    "parse_unary_tests",
    "prepare",
    "to_text",
]


def evaluate(text: str, context: Mapping[str, Any] | None = None) -> Any:
    """The value of a FEEL text for Python values by name, as a Python value; None for null.

    Raises FeelError for a text that cannot be read, EvaluationError for one that runs away, FactError or
    TypeError for a value in the context that FEEL has no form for.
    """
    return evaluate_with_warnings(text, context)[0]


def evaluate_with_warnings(text: str, context: Mapping[str, Any] | None = None) -> tuple[Any, list[Warning]]:
    """The same, with why nulls came about."""
    try:
        scope = Scope(
            {name_of(checked_key(name)): from_python(value) for name, value in (context or {}).items()}
        )
    except Null as null:
        raise FactError(Problem(null.code, null.message)) from None
    run = compile(parse(text, _names(scope)))
    try:
        return to_python(run(scope)), scope.run.warnings
    except RecursionError:
        raise EvaluationError(TOO_DEEP) from None


def _names(values: Mapping[str, Any]) -> set[str]:
    """The names in a context, those of nested contexts included: a path may read them."""
    names: set[str] = set()
    waiting: list[Any] = [values]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            names.update(value)
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return names
