"""From a decision document to a version that runs: a table, an expression, steps or a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
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
from motor.rulebook.day import DayScope
from motor.rulebook.decision import FUNCTION, Logic, Version
from motor.rulebook.inference import Typing, function_type, steps_type, value_type
from motor.rulebook.tables import build_table
from motor.rulebook.types import feel_type, label
from motor.rulebook.workshop import Workshop, interpretations, part, references
from motor.trace import Part, VersionStamp
from motor.values.kinds import describe
from motor.values.types import AnyType, instance_of

Closure = Callable[[Scope], Any]


def build_version(document: DecisionDocument, shop: Workshop) -> Version | None:
    """A compiled version, or None when anything in it is wrong (the problems are reported)."""
    kind, logic = _logic(document, shop)
    if logic is None:
        return None
    file = f"{document.name}/{document.valid_from}.yaml"
    stamp = VersionStamp(
        file,
        document.valid_from,
        document.valid_to,
        document.status.value,
        document.source.sha256,
        document.correction.number if document.correction else None,
    )
    return Version(
        decision=document.name,
        stamp=stamp,
        document=document,
        kind=kind,
        logic=logic,
        references=references(document.notes),
        interpretations=interpretations(document.notes),
    )


def _logic(document: DecisionDocument, shop: Workshop) -> tuple[str, Logic | None]:
    match document.logic:
        case TableDocument() as table:
            return "tabell", build_table(document, table, shop)
        case FunctionDocument() as function:
            return FUNCTION, _function(document.name, function, shop)
        case StepsDocument() as steps:
            return "steg", _steps(document.name, steps, (), shop)
        case ExpressionDocument() as expression:
            return "uttryck", _expression(document.name, expression, (), shop)
    raise TypeError(f"unknown kind of logic: {document.logic!r}")


def _expression(name: str, body: ExpressionDocument, local: tuple[str, ...], shop: Workshop) -> Logic | None:
    compiled = shop.expressions.expression(body.expression, local=local)
    if compiled is None:
        return None
    run = _typed(name, compiled.run, body.type, body.expression)
    typing = partial(value_type, name, compiled, feel_type(body.type))
    return Logic(run, typing, compiled.reads, compiled.reads)


def _steps(name: str, body: StepsDocument, local: tuple[str, ...], shop: Workshop) -> Logic | None:
    """Named steps, each seeing those before it; the value is `resultat`, else all of them as a context."""
    steps: list[tuple[str, Closure]] = []
    typings: list[tuple[str, Typing]] = []
    parts: list[Part] = []
    reads: dict[str, None] = {}
    seen = local
    for step in body.steps:
        compiled = shop.expressions.expression(step.expression, local=seen)
        seen = (*seen, step.name)
        if compiled is not None:
            steps.append((step.name, _typed(step.name, compiled.run, step.type, step.expression)))
            typings.append((step.name, partial(value_type, step.name, compiled, feel_type(step.type))))
            parts.append(part(step.name, compiled.names, step.notes))
            reads.update(dict.fromkeys(compiled.reads))
    result: Closure | None = None
    typing: Typing | None = None
    if body.result is not None:
        compiled = shop.expressions.expression(body.result, local=seen)
        if compiled is None:
            return None
        result = _typed(name, compiled.run, body.type, body.result)
        typing = partial(value_type, name, compiled, feel_type(body.type))
        reads.update(dict.fromkeys(compiled.reads))

    def run(scope: Scope) -> Any:
        inner = scope.child()
        values: dict[str, Any] = {}
        for step_name, closure in steps:
            inner[step_name] = values[step_name] = closure(inner)
        return result(inner) if result else values

    if len(steps) < len(body.steps):
        return None
    return Logic(run, steps_type(typings, typing), tuple(reads), tuple(reads), tuple(parts))


def _function(name: str, function: FunctionDocument, shop: Workshop) -> Logic | None:
    """A function that is bound to the day of the expression that reads it."""
    names = tuple(parameter.name for parameter in function.parameters)
    if isinstance(function.body, StepsDocument):
        body = _steps(name, function.body, names, shop)
    else:
        body = _expression(name, function.body, names, shop)
    if body is None:
        return None
    run = body.run
    types = tuple(feel_type(parameter.type) for parameter in function.parameters)
    return replace(
        body,
        run=lambda scope: RuleFunction(name, names, types, run, scope),
        typing=function_type(names, types, body.typing),
    )


class RuleFunction(UserFunction):
    """A function of a rule set: a call that was made before, as of the same versions, is remembered."""

    __slots__ = ()

    def call(self, arguments: list[Any]) -> Any:
        """The body's value. Raises EvaluationError when calls never end."""
        scope = self.scope
        if not isinstance(scope, DayScope):
            raise TypeError("a function of a rule set needs its scope")
        return scope.reader.remembered(self.name, scope.day, arguments, super().call, arguments)


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


def conflicting(documents: list[DecisionDocument]) -> Iterator[Problem]:
    """Versions of one decision must agree on the fact that picks among them, and all or none be functions."""
    first = documents[0]
    for document in documents[1:]:
        if _effective_by(document) != _effective_by(first):
            message = f"Alla versioner av {document.name} måste ha samma gäller enligt."
            yield document.at.problem("olika gäller enligt", message)
        if isinstance(document.logic, FunctionDocument) != isinstance(first.logic, FunctionDocument):
            message = f"{document.name} är en funktion i vissa versioner men inte i andra."
            yield document.at.problem("olika slag", message, hint="Ge funktionen ett eget namn.")


def _effective_by(document: DecisionDocument) -> str | None:
    return document.effective_by.text if document.effective_by else None
