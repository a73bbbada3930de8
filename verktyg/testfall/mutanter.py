"""Changes to try: amounts, bounds and outputs of the rules, one at a time, each an edit of a version's text.

An amount (a number, a number of days or months, a day) is made one larger and one smaller, in its last
written decimal. A bound is moved in the same way, and made open or closed; of listed texts one is left out,
or the next among the allowed ones added. A truth value is negated. An output with listed values is made each
of the others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import motor
from motor import feel
from motor.documents import yaml_text
from motor.documents.model import (
    Cell,
    ExpressionDocument,
    FunctionDocument,
    OutputColumn,
    RuleDocument,
    StepsDocument,
    TableDocument,
)
from motor.documents.splicing import Edit, spliced
from motor.feel.scope import Scope
from motor.feel.syntax import (
    AtLiteral,
    Comparison,
    Interval,
    Literal,
    Node,
    Span,
    UnaryComparison,
    UnaryTests,
    children,
    is_constant,
)
from motor.rulebook.decision import Version
from motor.rulebook.expressions import AS_OF_DAY
from motor.rulebook.types import feel_type, kind
from motor.rulebook.wording import BOOLEANS, GROUPED, output_text, quoted
from motor.table.constants import constants
from motor.values.arithmetic import add, subtract
from motor.values.number import number, number_text
from motor.values.temporal import Date, DaysTime, YearsMonths

ANOTHER = "annan text"
"""What a text becomes when nothing else stands in its column."""

DAY = DaysTime(Decimal(86400))
_FLIPPED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_IN_SWEDISH = {feel_text: word for word, feel_text in BOOLEANS.items()}
_THOUSANDS = re.compile(r"(?<![\d.])\d{4,}(?![\d.-])")
_AROUND = 14
"""How many characters of a long expression are shown on each side of a change."""


class What(StrEnum):
    """What is changed."""

    AMOUNT = "belopp"
    BOUND = "gräns"
    OUTPUT = "utdata"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: in which file and line, at which place of the decision, from what to what."""

    decision: str
    file: str
    line: int
    place: str
    rule: int | None
    what: What
    before: str
    after: str
    edit: Edit

    def applied(self, text: str) -> str:
        """The version's text with the change."""
        return spliced(text, [self.edit])


@dataclass(frozen=True, slots=True)
class _Change:
    """Characters of a FEEL text, and what to write instead."""

    start: int
    end: int
    text: str
    what: What


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a version a cell stands."""

    version: Version
    words: str
    rule: int | None = None

    def mutant(self, cell: Cell, what: What, after: str, told: tuple[str, str]) -> Mutant:
        """The cell with another text; `told` is how the change reads."""
        scalar = cell.scalar
        ending = "\n" if scalar.written.endswith("\n") else ""
        edit = Edit(scalar.start, scalar.end, yaml_text.scalar(after, flow=True) + ending)
        version = self.version
        return Mutant(
            version.decision, version.stamp.file, scalar.line, self.words, self.rule, what, *told, edit
        )


def mutants(rulebook: motor.Rulebook) -> list[Mutant]:
    """Every change to try in a rule set, in the order of its decisions and files."""
    names = {*rulebook.facts, *rulebook.decisions, AS_OF_DAY}
    found = [
        mutant
        for decision in rulebook.decisions.values()
        for version in decision.versions
        for mutant in _of_version(version, names)
    ]
    return list(dict.fromkeys(found))


def _of_version(version: Version, names: Collection[str]) -> Iterator[Mutant]:
    match version.document.logic:
        case TableDocument() as table:
            yield from _of_table(version, table, names)
        case FunctionDocument() as function:
            local = {parameter.name for parameter in function.parameters}
            yield from _of_body(version, function.body, {*names, *local})
        case (ExpressionDocument() | StepsDocument()) as body:
            yield from _of_body(version, body, names)
        case other:
            raise TypeError(f"unknown kind of logic: {other!r}")


def _of_body(
    version: Version, body: ExpressionDocument | StepsDocument, names: Collection[str]
) -> Iterator[Mutant]:
    if isinstance(body, ExpressionDocument):
        yield from _of_expression(_Place(version, "uttryck"), body.expression, names)
        return
    for step in body.steps:
        yield from _of_expression(_Place(version, f"steg {step.name}"), step.expression, names)
        names = {*names, step.name}
    if body.result is not None:
        yield from _of_expression(_Place(version, "resultat"), body.result, names)


def _of_expression(place: _Place, cell: Cell, names: Collection[str]) -> Iterator[Mutant]:
    yield from _of_node(place, cell, feel.parse(cell.text, names))


def _of_table(version: Version, table: TableDocument, names: Collection[str]) -> Iterator[Mutant]:
    for column in table.inputs:
        if column.expression is not None:
            yield from _of_expression(_Place(version, f"indata {column.name}"), column.expression, names)
    for rule in table.rules:
        yield from _of_conditions(version, table, rule)
        for output in table.outputs:
            if cell := rule.then.get(output.name):
                place = _Place(version, f"regel {rule.number}, {output.name}", rule.number)
                yield from _of_output(place, cell, output, names)
    for output in table.outputs:
        if output.default is not None:
            place = _Place(version, f"standard för {output.name}")
            yield from _of_output(place, output.default, output, names)


def _of_conditions(version: Version, table: TableDocument, rule: RuleDocument) -> Iterator[Mutant]:
    compiled = version.table.model.rules[rule.number - 1] if version.table else None
    for column, test in zip(table.inputs, compiled.tests if compiled else (), strict=True):
        if test is not None:
            place = _Place(version, f"regel {rule.number}, {column.name}", rule.number)
            cell = rule.when[column.name]
            yield from _of_node(place, cell, test.node, condition=True)
            yield from _of_listed(place, cell, test.node, _choices(version, column.name))


def _choices(version: Version, column: str) -> list[Any]:
    """The values that an input column may have, in their order, where they are listed."""
    clauses = version.table.model.inputs if version.table else ()
    allowed = [clause.allowed for clause in clauses if clause.name == column]
    return [value for test in allowed if test for value in constants(test.node) or ()]


def _of_listed(place: _Place, cell: Cell, node: Node, choices: list[Any]) -> Iterator[Mutant]:
    """Listed texts: one of several left out, and the one before or after them among the choices added."""
    if not isinstance(node, UnaryTests):
        return
    listed = [test.value for test in node.tests if isinstance(test, Literal) and isinstance(test.value, str)]
    if not listed or len(listed) < len(node.tests):
        return
    for values in (*_without_one(listed), *_with_one(listed, choices)):
        text, words = ", ".join(map(quoted, values)), ", ".join(values)
        after = (f"not({text})", f"inte({words})") if node.negated else (text, words)
        yield place.mutant(cell, What.BOUND, after[0], (cell.text.strip(), after[1]))


def _without_one(listed: list[str]) -> Iterator[list[str]]:
    for index in range(len(listed) if len(listed) > 1 else 0):
        yield [*listed[:index], *listed[index + 1 :]]


def _with_one(listed: list[str], choices: list[Any]) -> Iterator[list[str]]:
    places = [choices.index(value) for value in listed if value in choices]
    beside = {place + step for place in places for step in (-1, 1)} - set(places)
    for place in sorted(beside & set(range(len(choices)))):
        yield [*listed, choices[place]]


# --- outputs


def _of_output(place: _Place, cell: Cell, column: OutputColumn, names: Collection[str]) -> Iterator[Mutant]:
    """A listed value to each of the others; else what can be changed in the expression."""
    values = _listed(place.version, column)
    texts = [value for value in values if isinstance(value, str)]
    text = output_text(cell.text, kind(feel_type(column.type)), texts or None, names)
    node = feel.parse(text, names)
    value = feel.compile(node)(Scope()) if is_constant(node) else node
    others = _others(value, values, place.version, column)
    if others is None:
        yield from _of_node(place, cell, node, "=" if cell.text.strip().startswith("=") else "")
        return
    for other in others:
        yield place.mutant(cell, What.OUTPUT, _written(other), (cell.text.strip(), _told(other)))


def _listed(version: Version, column: OutputColumn) -> list[Any]:
    """The values that an output column may have, where they are listed."""
    clauses = version.table.model.outputs if version.table else ()
    return [value for clause in clauses if clause.name == column.name for value in clause.values or ()]


def _others(value: Any, values: list[Any], version: Version, column: OutputColumn) -> list[Any] | None:
    """What else an output can be; None where that is not a list of values."""
    if isinstance(value, Node) or (not values and not isinstance(value, str | None)):
        return None
    nullable = column.allows_null and version.table is not None and version.table.model.hit_policy not in "PO"
    candidates = [*(values or _in_column(version, column)), *([None] if nullable else [])]
    others = [
        other for other in dict.fromkeys(candidates) if other != value or type(other) is not type(value)
    ]
    return others or ([ANOTHER] if isinstance(value, str) and not values else [])


def _in_column(version: Version, column: OutputColumn) -> list[Any]:
    """The constants that stand in an output column."""
    if version.table is None:
        return []
    index = [clause.name for clause in version.table.model.outputs].index(column.name)
    cells = [rule.outputs[index] for rule in version.table.model.rules]
    return [cell.run(Scope()) for cell in cells if cell.constant]


def _written(value: Any) -> str:
    """A value as FEEL in a cell."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    return "null" if value is None else f'@"{value}"'


def _told(value: Any) -> str:
    return value if isinstance(value, str) else _IN_SWEDISH.get(_written(value), _written(value))


# --- expressions and conditions


def _of_node(
    place: _Place, cell: Cell, node: Node, prefix: str = "", condition: bool = False
) -> Iterator[Mutant]:
    for change in _changes(node):
        text = node.span.text
        after = spliced(text, [Edit(change.start, change.end, change.text)])
        what = What.BOUND if condition else change.what
        yield place.mutant(cell, what, prefix + after, _excerpts(cell.text.strip(), text, change))


def _excerpts(written: str, text: str, change: _Change) -> tuple[str, str]:
    """Before and after, in short: the cell, or what stands around the change in a long expression."""
    old, new = text[change.start : change.end], change.text
    if old == text.strip():
        return written, _like(written, new)
    before, after = text[: change.start], text[change.end :]
    if len(text) > 3 * _AROUND:
        before = ("…" if len(before) > _AROUND else "") + before[-_AROUND:]
        after = after[:_AROUND] + ("…" if len(after) > _AROUND else "")
    grouped = GROUPED.search(written) is not None
    return _on_a_line(before + old + after, grouped), _on_a_line(before + new + after, grouped)


def _like(written: str, new: str) -> str:
    """A cell's new text in the manner of its old: `3 801` for `3 800`, `nej` for `ja`."""
    if written in BOOLEANS:
        return _IN_SWEDISH.get(new, new)
    return _on_a_line(new, GROUPED.search(written) is not None)


def _on_a_line(text: str, grouped: bool) -> str:
    """A text on one line, its thousands apart when they were so."""
    line = " ".join(text.split())
    return _THOUSANDS.sub(lambda found: f"{int(found[0]):,}".replace(",", " "), line) if grouped else line


def _changes(node: Node) -> Iterator[_Change]:
    """Every change to a tree, in the order of the text."""
    span = node.span
    match node:
        case Literal(value=bool(value)):
            yield _Change(span.start, span.end, "false" if value else "true", What.OUTPUT)
        case Literal(value=Decimal() as value):
            step = number(1).scaleb(min(0, _exponent(value)))
            for other in (subtract(value, step), add(value, step)):
                yield _Change(span.start, span.end, number_text(other), What.AMOUNT)
        case AtLiteral():
            for other in _moved(feel.compile(node)(Scope())):
                yield _Change(span.start, span.end, f'@"{other}"', What.AMOUNT)
        case UnaryComparison(operator=operator, operand=operand) if operator in _FLIPPED:
            yield _flipped(span.text, operator, span.start, operand.span.start)
        case Comparison(operator=operator, left=left, right=right) if operator in _FLIPPED:
            yield _flipped(span.text, operator, left.span.end, right.span.start)
        case Interval():
            yield from _ends(node, span)
        case _:
            pass
    for child in children(node):
        yield from _changes(child)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _moved(value: Any) -> list[Any]:
    """One less and one more of a day or a duration; nothing for other values."""
    step = {Date: DAY, YearsMonths: YearsMonths(1), DaysTime: DAY}.get(type(value))
    return [] if step is None else [subtract(value, step), add(value, step)]


def _flipped(text: str, operator: str, start: int, end: int) -> _Change:
    at = text.index(operator, start, end)
    return _Change(at, at + len(operator), _FLIPPED[operator], What.BOUND)


def _ends(node: Interval, span: Span) -> Iterator[_Change]:
    yield _Change(span.start, span.start + 1, "(" if node.start_included else "[", What.BOUND)
    yield _Change(span.end - 1, span.end, ")" if node.end_included else "]", What.BOUND)
