"""Boxed expressions on their way to one FEEL text: their texts carried over, their types made explicit.

`motor.dmn.boxed_text` puts the text together. It leaves types out, and gives a table that breaks its own hit
policy its first hit; here types become conversions, and such a table gives null, as in a model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from motor import feel
from motor.dmn import model
from motor.dmn.boxed_text import is_any, to_feel
from motor.dmn.model import DecisionTable, Expression, LiteralExpression
from motor.errors import Location, RuleError
from motor.exchange.hits_in import exclusive
from motor.exchange.texts_in import Refused, Texts, external
from motor.rulebook.types import LABELS
from motor.values.types import BOOLEAN, conforms


def text_of(expression: Expression | None, texts: Texts, where: Location) -> str:
    """A boxed expression as FEEL text for a rule set, its own type aside. Raises Refused."""
    if expression is None:
        return "null"
    return _printed(_plain(expression, texts), texts, where)


def typed_text(expression: Expression | None, texts: Texts, where: Location) -> str:
    """The same, converted to the expression's own type."""
    text = text_of(expression, texts, where)
    ref = None if isinstance(expression, model.FunctionDefinition) else getattr(expression, "type_ref", None)
    return convert(text, ref, texts)


def convert(text: str, ref: str | None, texts: Texts) -> str:
    """A text converted to a type; as it stands where its value is sure to be of the type."""
    if not texts.types.conditions(ref, "x") and conforms(texts.type_of(text), texts.types.feel_type(ref)):
        return text
    return texts.types.converted(text, ref)


def as_condition(text: str, texts: Texts) -> bool:
    """Whether a text is sure to be true, false or null."""
    return texts.type_of(text) == BOOLEAN


def _printed(expression: Expression, texts: Texts, where: Location) -> str:
    try:
        return to_feel(expression)
    except RuleError as error:
        texts.problems.extend(
            replace(each, where=each.where if each.where.line else where) for each in error.problems
        )
        raise Refused from None


def _literal_of(text: str, where: Location) -> LiteralExpression:
    return LiteralExpression(text, where=where)


def _inner(expression: Expression | None, texts: Texts, where: Location) -> LiteralExpression:
    """A part of a boxed expression as one text."""
    return _literal_of(typed_text(expression, texts, getattr(expression, "where", where)), where)


def _plain(expression: Expression, texts: Texts) -> Expression:
    return _PLAIN[type(expression)](expression, texts)


def _literal(expression: LiteralExpression, texts: Texts) -> Expression:
    if expression.language is not None:
        message = f"Uttrycket är skrivet i {expression.language}, som inte kan skrivas om till FEEL."
        raise texts.refuse("okänt språk", message, expression.where, "Skriv uttrycket i FEEL.")
    if not expression.text.strip():
        return replace(expression, text="null")
    return replace(expression, text=texts.text(expression.text, expression.where))


def _context(expression: model.ContextExpression, texts: Texts) -> Expression:
    entries = []
    for entry in expression.entries:
        inside = texts if entry.name is None else texts.within(entry.name)  # a function may call itself
        text = convert(typed_text(entry.value, inside, entry.where), entry.type_ref, inside)
        entries.append(replace(entry, value=_literal_of(text, entry.where)))
        if entry.name is None:
            break
        texts = texts.within(entry.name, known={entry.name: texts.type_of(text)})
    return replace(expression, entries=tuple(entries))


def _invocation(expression: model.Invocation, texts: Texts) -> Expression:
    where = expression.where
    bindings = tuple((name, _inner(value, texts, where)) for name, value in expression.bindings)
    return replace(expression, function=_inner(expression.function, texts, where), bindings=bindings)


def _list(expression: model.ListExpression, texts: Texts) -> Expression:
    return replace(
        expression, items=tuple(_inner(item, texts, expression.where) for item in expression.items)
    )


def _relation(expression: model.Relation, texts: Texts) -> Expression:
    rows = tuple(tuple(_inner(cell, texts, expression.where) for cell in row) for row in expression.rows)
    return replace(expression, rows=rows)


def _function(expression: model.FunctionDefinition, texts: Texts) -> Expression:
    body = function_body(expression, texts)
    parameters = tuple(replace(each, type_ref=None) for each in expression.parameters)
    return replace(expression, parameters=parameters, body=_literal_of(body, expression.where))


def function_body(
    expression: model.FunctionDefinition, texts: Texts, result: str | None = None, typed: bool = False
) -> str:
    """The body of a function, which gives null for an argument that is not of its parameter's type.

    `result` is the type of the variable that holds it; `typed`: a parameter's `typ` is said elsewhere.
    """
    if expression.kind != "FEEL":
        texts.problems.append(external(expression.where))
        raise Refused
    types = {each.name: texts.types.feel_type(each.type_ref) for each in expression.parameters}
    inside = texts.within(*types, known=types)
    body = typed_text(expression.body, inside, expression.where)
    for ref in (expression.type_ref, result):
        body = convert(body, texts.types.result_ref(ref), inside)
    for parameter in reversed(expression.parameters):
        body = with_parameter(parameter, body, texts, typed)
    return body


def with_parameter(parameter: model.Variable, body: str, texts: Texts, typed: bool) -> str:
    """The body of a function, or null where the parameter is not of its type. `typed` as above."""
    types, name, ref = texts.types, parameter.name, parameter.type_ref
    conditions = types.conditions(ref, name)
    if conditions:
        body = f"if {name} = null or ({' and '.join(conditions)}) then {body} else null"
    written = types.parameter(name, ref)
    if written == name or (typed and types.label(ref) != LABELS["Any"]):
        return body
    return f"(function({written}) {body})({name})"


def _conditional(expression: model.Conditional, texts: Texts) -> Expression:
    """In a boxed `if`, what is neither true nor false gives null; in a text it gives the other value."""
    where = expression.where
    condition, then = _inner(expression.condition, texts, where), _inner(expression.then, texts, where)
    otherwise = _inner(expression.otherwise, texts, where)
    if not as_condition(condition.text, texts):
        last = f"if ({condition.text}) in (null, false) then {otherwise.text} else null"
        condition, otherwise = _literal_of(f"({condition.text}) = true", where), _literal_of(last, where)
    return replace(expression, condition=condition, then=then, otherwise=otherwise)


def _filter(expression: model.FilterExpression, texts: Texts) -> Expression:
    where = expression.where
    match = _inner(expression.match, texts.within("item", free=True), where)
    return replace(expression, source=_inner(expression.source, texts, where), match=match)


def _for(expression: model.ForExpression, texts: Texts) -> Expression:
    where = expression.where
    body = _inner(expression.body, texts.within(expression.variable, "partial"), where)
    return replace(expression, source=_inner(expression.source, texts, where), body=body)


def _quantified(expression: model.Quantified, texts: Texts) -> Expression:
    """A condition that is no truth value makes a boxed `some` null, and has no say in that of a text."""
    where = expression.where
    source = _inner(expression.source, texts, where)
    inside = texts.within(expression.variable)
    condition = _inner(expression.condition, inside, where)
    plain = replace(expression, source=source, condition=condition)
    if as_condition(condition.text, inside):
        return plain
    sound = f"every svar in (for {expression.variable} in ({source.text}) return {condition.text})"
    text = (
        f"if {sound} satisfies (svar in (null, true, false)) then {_printed(plain, texts, where)} else null"
    )
    return _literal_of(text, where)


def _table(table: DecisionTable, texts: Texts) -> Expression:
    inputs = tuple(
        replace(
            each,
            text=convert(texts.text(each.text, each.where), each.type_ref, texts),
            allowed=each.allowed and _tests(each.allowed, texts, each.where),
        )
        for each in table.inputs
    )
    outputs = tuple(
        replace(each, default=each.default and _output(each.default, each, texts, each.where))
        for each in table.outputs
    )
    rules = tuple(
        replace(
            rule,
            tests=tuple(_tests(test, texts, rule.where) for test in rule.tests),
            outputs=tuple(
                _output(text, column, texts, rule.where)
                for text, column in zip(rule.outputs, table.outputs, strict=False)
            ),
        )
        for rule in table.rules
    )
    plain = replace(table, inputs=inputs, outputs=outputs, rules=rules)
    if table.hit_policy in _SINGLE and len(rules) > 1 and not exclusive(plain, texts):
        return _literal_of(_checked(plain, texts), table.where)
    return plain


def _tests(text: str, texts: Texts, where: Location) -> str:
    if is_any(text):
        return "-"
    return feel.to_text(texts.tests(text, where))


def _output(text: str, column: model.TableOutput, texts: Texts, where: Location) -> str:
    if not text.strip():
        return "null"
    return convert(texts.text(text, where), column.type_ref, texts)


_SINGLE = {
    "U": "count({0}) = 1",
    "A": "count({0}) > 0 and (every svar in {0} satisfies svar = {0}[1])",
}
"""When the hits, by the name given, make a value."""


def _checked(table: DecisionTable, texts: Texts) -> str:
    """A table with one answer, which is null when the hits do not agree with its hit policy."""
    bare = tuple(replace(column, default=None, allowed=None) for column in table.outputs)
    asked = tuple(replace(column, allowed=None) for column in table.inputs)
    every = replace(table, hit_policy="R", outputs=bare, inputs=asked)
    none = replace(table, hit_policy="F", rules=(), inputs=())
    hits, otherwise = _printed(every, texts, table.where), _printed(none, texts, table.where)
    name = texts.fresh("träffar")
    value = f"if {_SINGLE[table.hit_policy].format(name)} then {name}[1] else null"
    if otherwise != "null":
        value = f"if {name} = [] then {otherwise} else {value}"
    always = model.TableRule(
        ("-",) * len(table.inputs), (f"(function({name}) {value})({hits})",), table.where
    )
    whole = replace(table, hit_policy="F", rules=(always,), outputs=(model.TableOutput(None),))
    return _printed(whole, texts, table.where)


_PLAIN: dict[type, Callable[[Any, Texts], Expression]] = {
    LiteralExpression: _literal,
    model.ContextExpression: _context,
    model.Invocation: _invocation,
    model.ListExpression: _list,
    model.Relation: _relation,
    model.FunctionDefinition: _function,
    model.Conditional: _conditional,
    model.FilterExpression: _filter,
    model.ForExpression: _for,
    model.Quantified: _quantified,
    DecisionTable: _table,
}
