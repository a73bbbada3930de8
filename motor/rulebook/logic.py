"""From a decision document to a version that runs: a table, an expression, steps or a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from motor.documents.model import (
    Cell,
    DecisionDocument,
    DeclaredType,
    ExpressionDocument,
    FunctionDocument,
    StepsDocument,
    TableDocument,
)
from motor.errors import EvaluationError, Problem
from motor.feel.invocation import UserFunction
from motor.feel.scope import Scope
from motor.rulebook.decision import Version
from motor.rulebook.tables import Workshop, build_table, interpretations, references
from motor.rulebook.types import feel_type, label
from motor.table import Table
from motor.trace import VersionStamp
from motor.values.kinds import describe
from motor.values.types import AnyType, instance_of

Closure = Callable[[Scope], Any]
Logic = tuple[Closure, tuple[str, ...]]


def build_version(document: DecisionDocument, shop: Workshop) -> Version | None:
    """A compiled version, or None when anything in it is wrong (the problems are reported)."""
    table: Table | None = None
    indirect: tuple[str, ...] | None = None
    logic: Logic | None
    match document.logic:
        case TableDocument() as rows:
            built = build_table(document, rows, shop)
            table = built.table if built else None
            logic = (built.table.evaluate, built.reads) if built else None
            indirect = built.indirect if built else ()
            kind = "tabell"
        case FunctionDocument() as function:
            logic, kind = _function(document.name, function, shop), "funktion"
        case StepsDocument() as steps:
            logic, kind = _body(document.name, steps, (), shop), "steg"
        case ExpressionDocument() as expression:
            logic, kind = _body(document.name, expression, (), shop), "uttryck"
        case _:
            raise TypeError(f"unknown kind of logic: {document.logic!r}")
    if logic is None:
        return None
    source = document.source
    return Version(
        decision=document.name,
        stamp=VersionStamp(
            source.name, document.valid_from, document.valid_to, document.status.value, source.sha256
        ),
        document=document,
        kind=kind,
        run=logic[0],
        requires=logic[1],
        indirect=logic[1] if indirect is None else indirect,
        table=table,
        references=references(document.notes),
        interpretations=interpretations(document.notes),
    )


def _body(
    name: str, body: ExpressionDocument | StepsDocument, local: tuple[str, ...], shop: Workshop
) -> Logic | None:
    if isinstance(body, StepsDocument):
        return _steps(name, body, local, shop)
    compiled = shop.expressions.expression(body.expression, local=local)
    if compiled is None:
        return None
    return _typed(name, compiled.run, body.type, body.expression), compiled.reads


def _steps(name: str, body: StepsDocument, local: tuple[str, ...], shop: Workshop) -> Logic | None:
    """Named steps, each seeing those before it; the value is `resultat`, else all of them as a context."""
    steps: list[tuple[str, Closure]] = []
    reads: dict[str, None] = {}
    seen = local
    whole = True
    for step in body.steps:
        compiled = shop.expressions.expression(step.expression, local=seen)
        seen = (*seen, step.name)
        if compiled is None:
            whole = False
            continue
        steps.append((step.name, _typed(step.name, compiled.run, step.type, step.expression)))
        reads.update(dict.fromkeys(compiled.reads))
    result: Closure | None = None
    if body.result is not None:
        compiled = shop.expressions.expression(body.result, local=seen)
        if compiled is None:
            return None
        result = _typed(name, compiled.run, body.type, body.result)
        reads.update(dict.fromkeys(compiled.reads))

    def run(scope: Scope) -> Any:
        inner = scope.child()
        values: dict[str, Any] = {}
        for step_name, closure in steps:
            inner[step_name] = values[step_name] = closure(inner)
        return result(inner) if result else values

    return (run, tuple(reads)) if whole else None


def _function(name: str, function: FunctionDocument, shop: Workshop) -> Logic | None:
    """A function that is bound to the day of the expression that reads it."""
    names = tuple(parameter.name for parameter in function.parameters)
    logic = _body(name, function.body, names, shop)
    if logic is None:
        return None
    body, reads = logic
    types = tuple(feel_type(parameter.type) for parameter in function.parameters)
    return (lambda scope: UserFunction(name, names, types, body, scope)), reads


def _typed(name: str, run: Closure, declared: DeclaredType | None, cell: Cell) -> Closure:
    """The closure, refusing a value of another type than was declared."""
    type_ = feel_type(declared)
    if isinstance(type_, AnyType):
        return run

    def typed(scope: Scope) -> Any:
        value = run(scope)
        if value is not None and not instance_of(value, type_):
            message = f"{name} ska vara {label(type_)} men blev {describe(value)}."
            raise EvaluationError(cell.problem("fel typ", message))
        return value

    return typed


def conflicting_as_of(documents: list[DecisionDocument]) -> list[Problem]:
    """Versions of one decision must agree on the fact that picks among them."""
    facts = {document.effective_by.text if document.effective_by else None for document in documents}
    if len(facts) == 1:
        return []
    return [
        document.at.problem(
            "olika gäller enligt",
            f"Alla versioner av {document.name} måste ha samma gäller enligt.",
        )
        for document in documents[1:]
    ]
