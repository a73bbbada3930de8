"""Types through a rule set: what each decision gives, and the FEEL that can never work with what it reads.

A version is typed when the types of what it reads are known. A decision may be read in any of its versions,
since they can be picked by another day than the reader's: its type is what its versions have in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motor.errors import Problem, Severity
from motor.feel.syntax import Call
from motor.feel.typing import Finding, Typist, common, infer, kind, words
from motor.graph import ordered
from motor.rulebook.expressions import AS_OF_DAY, Expression
from motor.rulebook.types import label
from motor.table.hit_policy import LISTING
from motor.values.kinds import Kind
from motor.values.types import NUMBER, AnyType, ContextType, FunctionType, ListType
from motor.values.types import Type as FeelType

if TYPE_CHECKING:
    from motor.rulebook.decision import Decision
    from motor.rulebook.facts import Fact

Names = Mapping[str, FeelType]
Problems = list[Problem]
Typing = Callable[[Names, Problems], FeelType]
"""The type of a version's value, from those of what it reads; what cannot work is added to the problems."""


@dataclass(frozen=True, slots=True)
class Tested:
    """An input column: its expression, its declared type, and the cells to try against its values."""

    name: str
    expression: Expression
    declared: FeelType
    cells: Sequence[Expression]


@dataclass(frozen=True, slots=True)
class Given:
    """An output column: its declared type, and the cells whose values are computed."""

    name: str
    declared: FeelType
    cells: Sequence[Expression]


def expression_type(expression: Expression, names: Names, problems: Problems) -> FeelType:
    """The type of an expression's value. Tests read the type of `?` in the names."""
    type_, findings = infer(expression.node, names, forms=_FORMS)
    problems.extend(expression.warning(finding) for finding in findings)
    return type_


def value_type(
    name: str, expression: Expression, declared: FeelType, names: Names, problems: Problems
) -> FeelType:
    """The declared type where there is one, else the expression's; told when they can never agree."""
    type_ = expression_type(expression, names, problems)
    if isinstance(declared, AnyType):
        return type_
    if kind(type_) not in (None, Kind.NULL, kind(declared)):
        message = f"{name} ska vara {label(declared)}, men uttrycket ger {words(kind(type_))}."
        problems.append(expression.cell.problem("fel typ", message, severity=Severity.VARNING))
    return declared


def table_type(letter: str, inputs: Iterable[Tested], outputs: Sequence[Given]) -> Typing:
    """The typing of a table with the hit policy of that letter."""
    columns = tuple(inputs)
    row: FeelType = (
        outputs[0].declared
        if len(outputs) == 1
        else ContextType(tuple((column.name, column.declared) for column in outputs), closed=True)
    )
    result = NUMBER if letter == "C#" else ListType(row) if letter in LISTING else row

    def typing(names: Names, problems: Problems) -> FeelType:
        for column in columns:
            value = value_type(column.name, column.expression, column.declared, names, problems)
            _test_cells(column.cells, {**names, "?": value}, problems)
        for output in outputs:
            for cell in output.cells:
                value_type(output.name, cell, output.declared, names, problems)
        return result

    return typing


def steps_type(steps: Sequence[tuple[str, Typing]], result: Typing | None) -> Typing:
    """The typing of named steps, each seeing those before it: of the result, else of all of them."""

    def typing(names: Names, problems: Problems) -> FeelType:
        values: dict[str, FeelType] = {}
        for name, step in steps:
            values[name] = step({**names, **values}, problems)
        if result is not None:
            return result({**names, **values}, problems)
        return ContextType(tuple(values.items()), closed=True)

    return typing


def function_type(parameters: tuple[str, ...], types: tuple[FeelType, ...], body: Typing) -> Typing:
    """The typing of a function."""
    local = dict(zip(parameters, types, strict=True))
    return lambda names, problems: FunctionType(types, body({**names, **local}, problems), parameters)


def _test_cells(cells: Iterable[Expression], names: Names, problems: Problems) -> None:
    """Each text is typed once, and told of in each cell that it stands in."""
    known: dict[str, list[Finding]] = {}
    for cell in cells:
        if cell.text not in known:
            known[cell.text] = infer(cell.node, names, forms=_FORMS)[1]
        problems.extend(cell.warning(finding) for finding in known[cell.text])


def impossible(
    facts: Mapping[str, Fact],
    decisions: Mapping[str, Decision],
    limits: Iterable[tuple[Expression, FeelType]],
    conditions: Iterable[Expression],
) -> Problems:
    """What can never work, in a rule set that compiles.

    `limits` are allowed values written as tests, with the type of what they limit; `conditions` are the
    conditions across facts.
    """
    problems: Problems = []
    names: dict[str, FeelType] = {name: fact.type for name, fact in facts.items()}
    for decision in _in_order(decisions):
        names[decision.name] = common(
            *(version.logic.typing(names, problems) for version in decision.versions)
        )
    for fact in facts.values():
        if fact.default is not None:
            value_type(fact.name, fact.default, fact.type, names, problems)
    for tests, type_ in limits:
        expression_type(tests, {**names, "?": type_}, problems)
    for condition in conditions:
        kind_ = kind(expression_type(condition, names, problems))
        if kind_ not in (None, Kind.NULL, Kind.BOOLEAN):
            message = f"Kontrollen ger {words(kind_)} och kan aldrig stoppa något."
            hint = "Skriv det som ska gälla, som en jämförelse."
            problems.append(
                condition.cell.problem("ej sant eller falskt", message, hint=hint, severity=Severity.VARNING)
            )
    return problems


def _in_order(decisions: Mapping[str, Decision]) -> list[Decision]:
    """The decisions, each after those that it reads."""
    reads = {
        name: [read for version in decision.versions for read in version.requires]
        for name, decision in decisions.items()
    }
    return [decisions[name] for name in ordered(reads)]


def _as_of_day(call: Call, typist: Typist) -> FeelType:
    """`per dag(day, expression)` gives what the expression does."""
    day, expression = call.arguments
    kind_ = kind(typist.of(day))
    if kind_ not in (None, Kind.NULL, Kind.DATE):
        message = f"Dagen i {AS_OF_DAY} ska vara ett datum, inte {words(kind_)}."
        typist.report(day, "inte en dag", message)
    return typist.of(expression)


_FORMS = {AS_OF_DAY: _as_of_day}
