"""Boxed expressions as FEEL text that means the same (DMN 1.5, 7.3.1, 8 and 10.2).

A decision table becomes a chain of conditions, or a list of the outputs of the rules that hit. The meaning
differs only where a model is at fault: a table that breaks its own hit policy gives null, but its text what
the first of the rules gives; a condition that is neither true nor false gives null, but `if` its `else`.
Type references have no place in a text, save those of FEEL's own types on parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from motor import feel
from motor.dmn import model
from motor.dmn.model import DecisionTable, Expression, TableOutput, TableRule
from motor.errors import FeelError, Location, Problem, RuleError
from motor.feel.printer import key_text
from motor.feel.spelling import STRING
from motor.values.types import NAMED_TYPES

_KEYWORDS = frozenset(
    {
        *("and", "between", "else", "every", "external", "for", "function", "if", "in", "instance", "or"),
        *("return", "satisfies", "some", "then"),
    }
)
_WORDS = re.compile(r"[^\W\d]\w*(?:[ .]\s*[^\W\d]\w*)*")
_VALUE = re.compile(rf"{STRING}|\d+(?:\.\d+)?|\?")
_BRACKETED = re.compile(r"(?P<before>[^\[\](){}\"]*)[\[({]")
_STRING_OR_BRACKET = re.compile(rf"{STRING}|[\[\](){{}}]")


def to_feel(expression: Expression | None) -> str:
    """The text of an expression; null where there is none.

    Raises RuleError for an expression in another language, and for a table that orders its outputs by
    allowed values when these, or the outputs, are no constants.
    """
    return "null" if expression is None else _PRINTERS[type(expression)](expression)


def is_any(test: str) -> bool:
    """Whether the unary tests of a cell let every value through."""
    return test.strip() in ("", "-")


def _operand(expression: Expression | None) -> str:
    """The text where an operator follows: in parentheses when it is more than a value, a name or a call."""
    return _grouped(to_feel(expression))


def _grouped(text: str) -> str:
    return text if _VALUE.fullmatch(text) or _is_name(text) or _is_one_call(text) else f"({text})"


def _is_name(text: str) -> bool:
    return _WORDS.fullmatch(text) is not None and _KEYWORDS.isdisjoint(re.split(r"[ .]\s*", text))


def _is_one_call(text: str) -> bool:
    """Whether the text is a list, a context, a group, or a name with its arguments."""
    opened = _BRACKETED.match(text)
    if opened is None or _end_of_bracket(text) != len(text):
        return False
    before = opened["before"]
    return not before or (_is_name(before.rstrip()) and text[opened.end() - 1] == "(")


def _end_of_bracket(text: str) -> int:
    """Where the first bracket of a text is closed again; -1 when it is not."""
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        depth += 1 if found.group() in "[({" else -1 if found.group() in "])}" else 0
        if depth == 0 and found.group() in "])}":
            return found.end()
    return -1


def _lines(texts: Iterable[str]) -> str:
    return ",\n".join(texts)


def _fresh(name: str, taken: Iterable[str]) -> str:
    """The name, longer when it is taken."""
    used = set(taken)
    while name in used:
        name = f"{name} igen"
    return name


def _literal(expression: model.LiteralExpression) -> str:
    if expression.language is not None:
        message = f"Uttrycket är skrivet i {expression.language}, som inte kan skrivas om till FEEL."
        raise _refusal("okänt språk", message, expression.where, "Skriv uttrycket i FEEL.")
    return _whole(expression.text) or "null"


def _whole(text: str) -> str:
    """The text, with a line end where its last line may end in a comment."""
    stripped = text.strip()
    return f"{stripped}\n" if "//" in stripped.rpartition("\n")[2] else stripped


def _refusal(code: str, message: str, where: Location, hint: str) -> RuleError:
    return RuleError(Problem(code, message, where, hint=hint))


def _context(expression: model.ContextExpression) -> str:
    """The entries as a context. A nameless entry is the value: it gets a name, and is taken out by it."""
    names = [entry.name for entry in expression.entries if entry.name is not None]
    result = _fresh("resultat", names)
    entries = [
        f"{key_text(result if entry.name is None else entry.name)}: {to_feel(entry.value)}"
        for entry in expression.entries
    ]
    written = f"{{{', '.join(entries)}}}"
    return f"{written}.{result}" if len(names) < len(expression.entries) else written


def _invocation(expression: model.Invocation) -> str:
    arguments = ", ".join(f"{name}: {to_feel(value)}" for name, value in expression.bindings)
    return f"{_operand(expression.function)}({arguments})"


def _list(expression: model.ListExpression) -> str:
    return f"[{', '.join(map(to_feel, expression.items))}]"


def _relation(expression: model.Relation) -> str:
    rows = [
        ", ".join(
            f"{key_text(name)}: {to_feel(cell)}" for name, cell in zip(expression.columns, row, strict=False)
        )
        for row in expression.rows
    ]
    return f"[{_lines(f'{{{row}}}' for row in rows)}]"


def _function(expression: model.FunctionDefinition) -> str:
    parameters = ", ".join(map(_parameter, expression.parameters))
    body = to_feel(expression.body)
    if expression.kind != "FEEL":
        return f"function({parameters}) external {{{expression.kind.lower()}: {body}}}"
    return f"function({parameters}) {body}"


def _parameter(parameter: model.Variable) -> str:
    known = parameter.type_ref in NAMED_TYPES
    return f"{parameter.name}: {parameter.type_ref}" if known else parameter.name


def _conditional(expression: model.Conditional) -> str:
    condition, then = to_feel(expression.condition), to_feel(expression.then)
    return f"if {condition} then {then} else {to_feel(expression.otherwise)}"


def _filter(expression: model.FilterExpression) -> str:
    return f"{_operand(expression.source)}[{to_feel(expression.match)}]"


def _for(expression: model.ForExpression) -> str:
    return f"for {expression.variable} in {_operand(expression.source)} return {to_feel(expression.body)}"


def _quantified(expression: model.Quantified) -> str:
    steps = f"{expression.variable} in {_operand(expression.source)}"
    return f"{expression.quantifier} {steps} satisfies {to_feel(expression.condition)}"


# Decision tables


def _table(table: DecisionTable) -> str:
    text = _POLICIES[table.hit_policy](table)
    allowed = [
        f"({_grouped(_whole(column.text))} = null or {_in(column.text, column.allowed)})"
        for column in table.inputs
        if column.allowed and not is_any(column.allowed)
    ]
    return f"if {' and '.join(allowed)} then {text} else null" if allowed else text


def _in(text: str, tests: str) -> str:
    """Whether the value of a text meets the unary tests of a cell."""
    asked, tests = _grouped(_whole(text)), _whole(tests)
    negated = re.match(r"not\s*\(", tests)
    if negated and _end_of_bracket(tests) == len(tests):
        return f"not({asked} in ({tests[negated.end() : -1]}))"
    return f"{asked} in ({tests})"


def _condition(table: DecisionTable, rule: TableRule) -> str:
    """When a rule hits; empty when it always does."""
    cells = zip(table.inputs, rule.tests, strict=False)
    return " and ".join(_in(column.text, test) for column, test in cells if not is_any(test))


def _value(table: DecisionTable, texts: Iterable[str | None]) -> str:
    """An output for each column: the value itself for one column, a context for several (8.3.3)."""
    written = [_whole(text or "") or "null" for text in texts]
    if len(table.outputs) == 1:
        return written[0]
    names = [key_text(column.name or "") for column in table.outputs]
    return f"{{{', '.join(f'{name}: {text}' for name, text in zip(names, written, strict=False))}}}"


def _default(table: DecisionTable, empty: str) -> str:
    defaults = [column.default for column in table.outputs]
    return _value(table, defaults) if any(defaults) else empty


def _first(table: DecisionTable, rules: Iterable[TableRule]) -> str:
    """The output of the first of the rules that hits."""
    steps: list[str] = []
    for rule in rules:
        condition, value = _condition(table, rule), _value(table, rule.outputs)
        if not condition:
            return "".join(steps) + value
        steps.append(f"if {condition} then {value}\nelse ")
    return "".join(steps) + _default(table, "null")


def _hits(table: DecisionTable, rules: Iterable[TableRule]) -> str:
    """The outputs of all the rules that hit."""
    parts = []
    for rule in rules:
        condition, value = _condition(table, rule), f"[{_value(table, rule.outputs)}]"
        parts.append(f"if {condition} then {value} else []" if condition else value)
    return f"concatenate({_lines(parts)})" if parts else "[]"


def _all(table: DecisionTable, rules: Iterable[TableRule]) -> str:
    return _with_default(table, _hits(table, rules), "{}")


def _with_default(table: DecisionTable, hits: str, outcome: str) -> str:
    """What the hits come to, or the default outputs when there are no hits and there is a default."""
    if not any(column.default for column in table.outputs):
        return outcome.replace("{}", hits)
    value = f"if träffar = [] then {_default(table, 'null')} else {outcome.replace('{}', 'träffar')}"
    return f"{{träffar: {hits}, resultat: {value}}}.resultat"


def _collected(call: str) -> Callable[[DecisionTable], str]:
    return lambda table: _with_default(table, _hits(table, table.rules), call)


def _by_priority(table: DecisionTable) -> list[TableRule]:
    """The rules, those with the most preferred outputs first."""
    return sorted(table.rules, key=lambda rule: tuple(_ranks(table, rule)))


def _ranks(table: DecisionTable, rule: TableRule) -> Iterator[int]:
    for column, text in zip(table.outputs, rule.outputs, strict=False):
        if column.allowed:
            yield _rank(column, column.allowed, text, rule.where)


def _rank(column: TableOutput, allowed: str, text: str, where: Location) -> int:
    """Where a constant stands among the allowed values."""
    try:
        return feel.parse_unary_tests(allowed).tests.index(feel.parse(text))
    except (FeelError, ValueError):
        message = f"Utvärdet {text} står inte ordagrant bland de tillåtna: {allowed}."
        hint = "Skriv utvärdena och de tillåtna värdena som konstanter, på samma sätt."
        raise _refusal("otillåten utdata", message, where, hint) from None


_POLICIES: dict[str, Callable[[DecisionTable], str]] = {
    "U": lambda table: _first(table, table.rules),
    "A": lambda table: _first(table, table.rules),
    "F": lambda table: _first(table, table.rules),
    "P": lambda table: _first(table, _by_priority(table)),
    "R": lambda table: _all(table, table.rules),
    "O": lambda table: _all(table, _by_priority(table)),
    "C": lambda table: _all(table, table.rules),
    "C+": _collected("sum({})"),
    "C<": _collected("min({})"),
    "C>": _collected("max({})"),
    "C#": _collected("count({})"),
}

_PRINTERS: dict[type, Callable[[Any], str]] = {
    model.LiteralExpression: _literal,
    model.ContextExpression: _context,
    model.Invocation: _invocation,
    model.ListExpression: _list,
    model.Relation: _relation,
    model.FunctionDefinition: _function,
    model.Conditional: _conditional,
    model.FilterExpression: _filter,
    model.ForExpression: _for,
    model.Quantified: _quantified,
    model.DecisionTable: _table,
}
