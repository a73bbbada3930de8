"""A FEEL expression made ready once, to be asked many times from Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from motor.errors import EvaluationError, FactError, Problem
from motor.feel.closures import Closure
from motor.feel.compiler import compile as compiled
from motor.feel.names import free_names
from motor.feel.parser import parse
from motor.feel.scope import Scope
from motor.feel.spelling import name_of
from motor.values.convert import from_python, to_python
from motor.values.null import Null

TOO_DEEP = Problem("för djup", "Uttrycket är för djupt för att räknas ut.")


def prepare(text: str, names: Iterable[str] = ()) -> Prepared:
    """The expression, where `names` are those that it may read. Raises FeelError for a text that is wrong."""
    node = parse(text, map(name_of, names))
    return Prepared(tuple(dict.fromkeys(name.name for name in free_names(node))), compiled(node))


class Prepared:
    """Called with values by name, it gives the value of the expression; it looks at those that it reads."""

    def __init__(self, names: tuple[str, ...], run: Closure) -> None:
        self.names = names
        self._run = run

    def __call__(self, context: Mapping[str, Any]) -> Any:
        """The value as a Python value; None for null.

        Raises EvaluationError for an expression that runs away, FactError or TypeError for a value that FEEL
        has no form for.
        """
        values = {}
        try:
            for name in self.names:
                if name in context:
                    values[name] = from_python(context[name])
            return to_python(self._run(Scope(values)))
        except Null as null:
            raise FactError(Problem(null.code, null.message)) from None
        except RecursionError:
            raise EvaluationError(TOO_DEEP) from None
