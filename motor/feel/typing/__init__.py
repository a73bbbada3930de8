"""What can be known of a FEEL text before it is run: its type, and where it can give nothing but null.

Conservative: a type is Any where it is not sure, and a finding is told only when the expression at its place
cannot work whatever the values are, null apart.
"""

from __future__ import annotations

from collections.abc import Mapping

from motor.feel.syntax import Node
from motor.feel.typing.calls import CALLS
from motor.feel.typing.going_through import GOING_THROUGH
from motor.feel.typing.kinds import common, kind, words
from motor.feel.typing.operators import OPERATORS
from motor.feel.typing.tests import TESTS
from motor.feel.typing.typist import Finding, Form, Typist
from motor.feel.typing.values import VALUES
from motor.values.types import ANY, Type

__all__ = ["Finding", "Form", "Typist", "common", "infer", "kind", "words"]

_TYPERS = {**VALUES, **OPERATORS, **TESTS, **GOING_THROUGH, **CALLS}


def infer(
    node: Node,
    names: Mapping[str, Type],
    *,
    forms: Mapping[str, Form] | None = None,
    types: Mapping[str, Type] | None = None,
) -> tuple[Type, list[Finding]]:
    """The type of an expression's value when it is not null, and what cannot work in it.

    `names` are the types of what it reads (a name that is left out may be anything), `?` among them for unary
    tests; `forms` type the special forms, and `types` are the named types beyond FEEL's own.
    """
    typist = Typist(_TYPERS, names, forms or {}, types or {})
    try:
        return typist.of(node), typist.findings
    except RecursionError:
        return ANY, typist.findings
