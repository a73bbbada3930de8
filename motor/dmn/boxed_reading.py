"""Elements to boxed expressions and decision tables (DMN 1.5, 7.3 and 8)."""

from __future__ import annotations

from collections.abc import Callable, Collection

from motor.dmn.model import (
    Conditional,
    ContextEntry,
    ContextExpression,
    DecisionTable,
    Expression,
    FilterExpression,
    ForExpression,
    FunctionDefinition,
    Invocation,
    ListExpression,
    LiteralExpression,
    Quantified,
    Relation,
    TableInput,
    TableOutput,
    TableRule,
    Variable,
)
from motor.dmn.reader import Reader, is_feel
from motor.dmn.xml import Element

COMMON = frozenset({"description", "extensionElements"})
"""What may stand in any element and says nothing about its value."""

HIT_POLICIES = {
    "UNIQUE": "U",
    "ANY": "A",
    "PRIORITY": "P",
    "FIRST": "F",
    "RULE ORDER": "R",
    "OUTPUT ORDER": "O",
    "COLLECT": "C",
}
AGGREGATIONS = {"SUM": "+", "MIN": "<", "MAX": ">", "COUNT": "#"}
KINDS = ("FEEL", "Java", "PMML")


def expression_in(reader: Reader, element: Element, besides: Collection[str] = ()) -> Expression | None:
    """The only expression among an element's parts; None when there is none.

    `besides` are the names of the other parts that it may have. What is neither is noted.
    """
    found = _expressions(reader, element, besides)
    if len(found) > 1:
        reader.note("dubblett", f"Elementet <{element.tag}> har mer än ett uttryck.", found[1].where)
    return expression(reader, found[0]) if found else None


def _expressions(reader: Reader, element: Element, besides: Collection[str]) -> list[Element]:
    found = []
    for part in reader.parts(element):
        if part.tag in _READ:
            found.append(part)
        elif part.tag not in COMMON and part.tag not in besides:
            reader.unknown(part, {*_READ, *besides}, f"inget uttryck som kan stå i <{element.tag}>")
    return found


def _required_in(reader: Reader, element: Element | None, besides: Collection[str] = ()) -> Expression:
    """The expression in an element; null, with the lack noted, when there is none."""
    found = None if element is None else expression_in(reader, element, besides)
    if found is None and element is not None:
        reader.note("saknat uttryck", f"Elementet <{element.tag}> saknar ett uttryck.", element.where)
    return found or LiteralExpression("null")


def expression(reader: Reader, element: Element) -> Expression:
    """The expression that an element is. Raises KeyError for an element that is none."""
    return _READ[element.tag](reader, element)


def _literal(reader: Reader, element: Element) -> Expression:
    language = element.attributes.get("expressionLanguage") or reader.language
    if reader.children(element, "importedValues"):
        message = "Uttryck som hämtas utifrån (importedValues) läses inte."
        reader.note("okänt element", message, element.where, "Skriv uttrycket i modellen.")
    text = reader.child(element, "text")
    return LiteralExpression(
        text.text if text is not None else "",
        None if is_feel(language) else language,
        reader.type_ref(element),
        text.text_where if text is not None else element.where,
    )


def _context(reader: Reader, element: Element) -> Expression:
    entries = reader.children(element, "contextEntry")
    for nameless in [entry for entry in entries[:-1] if reader.child(entry, "variable") is None]:
        reader.note("saknat element", "Bara den sista raden får sakna <variable>.", nameless.where)
    return ContextExpression(
        tuple(_entry(reader, entry) for entry in entries), reader.type_ref(element), element.where
    )


def _entry(reader: Reader, element: Element) -> ContextEntry:
    variable = reader.child(element, "variable")
    name = None if variable is None else reader.attribute(variable, "name")
    value = expression_in(reader, element, ("variable",))
    return ContextEntry(name, reader.type_ref(variable), value, element.where, reader.remarks(element))


def _invocation(reader: Reader, element: Element) -> Expression:
    function = _required_in(reader, element, ("binding",))
    bindings = []
    for binding in reader.children(element, "binding"):
        if (parameter := reader.required(binding, "parameter")) is not None:
            value = expression_in(reader, binding, ("parameter",))
            bindings.append((reader.attribute(parameter, "name"), value))
    return Invocation(function, tuple(bindings), reader.type_ref(element), element.where)


def _list(reader: Reader, element: Element) -> Expression:
    items = tuple(expression(reader, item) for item in _expressions(reader, element, ()))
    return ListExpression(items, reader.type_ref(element), element.where)


def _relation(reader: Reader, element: Element) -> Expression:
    found = reader.children(element, "column")
    columns = tuple(reader.attribute(column, "name") for column in found)
    types = tuple(reader.type_ref(column) for column in found)
    rows = []
    for row in reader.children(element, "row"):
        cells = tuple(expression(reader, cell) for cell in _expressions(reader, row, ()))
        if len(cells) != len(columns):
            message = f"Raden har {len(cells)} värden, men det finns {len(columns)} kolumner."
            reader.note("fel antal", message, row.where)
        rows.append(cells)
    return Relation(columns, tuple(rows), reader.type_ref(element), element.where, types)


def function_definition(reader: Reader, element: Element) -> FunctionDefinition:
    """A function: a <functionDefinition>, or the <encapsulatedLogic> of a business knowledge model."""
    kind = element.attributes.get("kind", "FEEL")
    if kind not in KINDS:
        message = f'Funktioner av slaget "{kind}" är inte kända.'
        reader.note("fel värde", message, element.where, f"Kända slag är {', '.join(KINDS)}.")
    parameters = tuple(
        Variable(reader.attribute(each, "name"), reader.type_ref(each), each.where)
        for each in reader.children(element, "formalParameter")
    )
    body = expression_in(reader, element, ("formalParameter",))
    return FunctionDefinition(parameters, body, kind, reader.type_ref(element), element.where)


def _part(reader: Reader, element: Element, tag: str) -> Expression:
    return _required_in(reader, reader.required(element, tag))


def _conditional(reader: Reader, element: Element) -> Expression:
    condition, then, otherwise = (_part(reader, element, tag) for tag in ("if", "then", "else"))
    return Conditional(condition, then, otherwise, reader.type_ref(element), element.where)


def _filter(reader: Reader, element: Element) -> Expression:
    source, match = (_part(reader, element, tag) for tag in ("in", "match"))
    return FilterExpression(source, match, reader.type_ref(element), element.where)


def _for(reader: Reader, element: Element) -> Expression:
    variable = reader.attribute(element, "iteratorVariable")
    source, body = (_part(reader, element, tag) for tag in ("in", "return"))
    return ForExpression(variable, source, body, reader.type_ref(element), element.where)


def _quantified(reader: Reader, element: Element) -> Expression:
    variable = reader.attribute(element, "iteratorVariable")
    source, condition = (_part(reader, element, tag) for tag in ("in", "satisfies"))
    return Quantified(element.tag, variable, source, condition, reader.type_ref(element), element.where)


def _table(reader: Reader, element: Element) -> Expression:
    inputs = tuple(_input(reader, each) for each in reader.children(element, "input"))
    outputs = tuple(_output(reader, each) for each in reader.children(element, "output"))
    if not outputs:
        reader.note("saknat element", "Tabellen saknar utkolumn (<output>).", element.where)
    for nameless in [each for each in outputs if each.name is None and len(outputs) > 1]:
        message = "En tabell med flera utkolumner måste ha namn på alla."
        reader.note("saknat attribut", message, nameless.where)
    return DecisionTable(
        _hit_policy(reader, element),
        inputs,
        outputs,
        tuple(_rule(reader, each, len(inputs), len(outputs)) for each in reader.children(element, "rule")),
        reader.type_ref(element),
        element.attributes.get("outputLabel"),
        element.where,
        tuple(each.attributes.get("name", "") for each in reader.children(element, "annotation")),
    )


def _hit_policy(reader: Reader, element: Element) -> str:
    """The letter of a table's hit policy; unique is the standard's own default (DMN 1.5, 8.2.10)."""
    policy = element.attributes.get("hitPolicy", "UNIQUE")
    aggregation = element.attributes.get("aggregation")
    if policy not in HIT_POLICIES:
        known = ", ".join(HIT_POLICIES)
        reader.note("fel värde", f'Träffregeln "{policy}" är inte känd.', element.where, f"Kända: {known}.")
    elif aggregation is not None and (policy != "COLLECT" or aggregation not in AGGREGATIONS):
        message = f'En tabell med träffregeln {policy} kan inte räkna samman med "{aggregation}".'
        reader.note("fel värde", message, element.where, f"COLLECT räknar samman: {', '.join(AGGREGATIONS)}.")
    elif aggregation is not None:
        return "C" + AGGREGATIONS[aggregation]
    return HIT_POLICIES.get(policy, "U")


def _input(reader: Reader, element: Element) -> TableInput:
    column = reader.required(element, "inputExpression")
    text = reader.text(column)
    if column is not None and not text:
        reader.note("saknat uttryck", "Kolumnen saknar ett uttryck.", column.where)
    allowed = reader.text(reader.child(element, "inputValues"))
    return TableInput(
        text or "null",
        reader.type_ref(column),
        allowed or None,
        element.where,
        element.attributes.get("label") or None,
        reader.remarks(element),
    )


def _output(reader: Reader, element: Element) -> TableOutput:
    return TableOutput(
        element.attributes.get("name") or None,
        reader.type_ref(element),
        reader.text(reader.child(element, "outputValues")) or None,
        reader.text(reader.child(element, "defaultOutputEntry")) or None,
        element.where,
        element.attributes.get("label") or None,
        reader.remarks(element),
    )


def _rule(reader: Reader, element: Element, inputs: int, outputs: int) -> TableRule:
    tests, values = reader.children(element, "inputEntry"), reader.children(element, "outputEntry")
    for cells, columns, name in ((tests, inputs, "villkor"), (values, outputs, "utvärden")):
        if len(cells) != columns:
            message = f"Regeln har {len(cells)} {name}, men tabellen har {columns} kolumner för dem."
            reader.note("fel antal", message, element.where)
    return TableRule(
        tuple(reader.text(cell) or "-" for cell in tests),
        tuple(reader.text(cell) or "" for cell in values),
        element.where,
        tuple(reader.prose(each, "text") or "" for each in reader.children(element, "annotationEntry")),
        reader.remarks(element),
    )


_READ: dict[str, Callable[[Reader, Element], Expression]] = {
    "literalExpression": _literal,
    "context": _context,
    "invocation": _invocation,
    "list": _list,
    "relation": _relation,
    "functionDefinition": function_definition,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
    "decisionTable": _table,
}
"""The elements that are expressions, with what reads each."""
