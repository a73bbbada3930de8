"""Decisions and functions of a model to decision files: tables, steps, expressions and functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from motor import feel
from motor.dmn import model
from motor.dmn.model import (
    ContextEntry,
    ContextExpression,
    Decision,
    DecisionTable,
    Function,
    FunctionDefinition,
)
from motor.documents.yaml_text import Data
from motor.exchange.boxed_in import convert, function_body, text_of, typed_text, with_parameter
from motor.exchange.extra_in import extra
from motor.exchange.names_in import is_name
from motor.exchange.tables_in import Readable, column_types, table_in
from motor.exchange.texts_in import Texts
from motor.feel.printer import key_text
from motor.rulebook.types import LABELS
from motor.values.types import ANY as ANY_TYPE

DECISION_EXTRA = (
    *(
        "status",
        "beslutad",
        "rättelse",
        "beskrivning",
        "källa",
        "tolkning",
        "accepterad",
        "giltig från",
        "enhet",
        "typ",
    ),
)
STEP_EXTRA = ("enhet", "källa", "tolkning", "status", "typ")
ANY = LABELS["Any"]


@dataclass(frozen=True)
class Drafting:
    """What writing one decision needs besides its texts."""

    name: str
    readable: dict[str, Readable]
    own: bool


def logic_in(element: Decision | Function, texts: Texts, drafting: Drafting) -> dict[str, Data]:
    """The keys that say what a decision or a function comes to. Raises Refused."""
    logic = element.logic
    if isinstance(logic, FunctionDefinition):
        result = element.type_ref if isinstance(element, Function) else None
        return {"funktion": _function(logic, result, texts, drafting.name)}
    ref = element.type_ref if isinstance(element, Decision) else None
    if logic is None:
        return {"uttryck": "null"}
    form = _FORMS.get(type(logic), _expression)
    return form(logic, ref, texts, drafting)


def _table(table: DecisionTable, ref: str | None, texts: Texts, drafting: Drafting) -> dict[str, Data]:
    refs = column_types(table, ref, texts.types)
    if refs is not None and table.type_ref is not None and table.type_ref != ref:
        refs = column_types(table, table.type_ref, texts.types) if ref is None else None
    if refs is not None:
        data = table_in(drafting.name, table, refs, drafting.readable, texts, drafting.own)
        if data is not None:
            return data
    text = convert(text_of(table, texts, table.where), table.type_ref, texts)
    return _with_typ(convert(text, ref, texts), ref, texts)


def _context(
    context: ContextExpression, ref: str | None, texts: Texts, drafting: Drafting
) -> dict[str, Data]:
    data = _steps(context, ref, texts)
    return data if data is not None else _expression(context, ref, texts, drafting)


def _steps(context: ContextExpression, ref: str | None, texts: Texts) -> dict[str, Data] | None:
    """`steg`, with `resultat` when the context has one; None when steps cannot say it."""
    names = [entry.name for entry in context.entries if entry.name is not None]
    ends = [index for index, entry in enumerate(context.entries) if entry.name is None]
    entries = context.entries[: ends[0]] if ends else context.entries
    if not entries or len(set(names)) < len(names) or not all(map(is_name, names)):
        return None
    types = texts.types
    if (
        not ends
        and not all(map(types.is_anything, (ref, context.type_ref)))
        and not _conforms(entries, ref, context, texts)
    ):
        return None
    steps: list[Data] = []
    for entry in entries:
        name = str(entry.name)
        step = _step(name, entry, texts.within(name))
        text = str(step["uttryck"])
        if _reads(text, name, texts.within(name)):
            return None  # a function that calls itself, or what has the step's own name outside
        steps.append(step)
        type_ = texts.type_of(text) if entry.type_ref is None else types.feel_type(entry.type_ref)
        texts = texts.within(name, known={name: type_})
    if not ends:
        return {"steg": steps}
    last = context.entries[ends[0]]
    text = convert(typed_text(last.value, texts, last.where), last.type_ref, texts)
    text = convert(text, context.type_ref if context.type_ref != ref else None, texts)
    said = _said(text, ref, texts)
    return {"steg": steps, "resultat": said.pop("uttryck"), **said}


def _step(name: str, entry: ContextEntry, texts: Texts) -> dict[str, Data]:
    """One step, as `texts` that know its name read it."""
    said = _said(typed_text(entry.value, texts, entry.where), entry.type_ref, texts)
    return {"namn": name, **said, **extra(entry.remarks, entry.where, texts.problems, STEP_EXTRA)}


def _conforms(
    entries: tuple[ContextEntry, ...], ref: str | None, context: ContextExpression, texts: Texts
) -> bool:
    """Whether the types of the steps make all of them together what the context's type asks."""
    types = {entry.name: entry.type_ref for entry in entries}
    for wanted in (ref, context.type_ref):
        if texts.types.is_anything(wanted):
            continue
        parts = texts.types.part_refs(wanted)
        if parts is None or not set(parts) <= set(types):
            return False
        for name, part in parts.items():
            same = texts.types.feel_type(types[name]) == texts.types.feel_type(part)
            if not texts.types.is_anything(part) and (not same or texts.types.conditions(part, "x")):
                return False
    return True


def _said(text: str, ref: str | None, texts: Texts) -> dict[str, Data]:
    """`uttryck` with its `typ`, and with a conversion where the value may need one.

    Of a value whose type is not known, `typ` makes an error where a model gives null.
    """
    if not texts.types.is_said(ref) or texts.type_of(text) != ANY_TYPE:
        text = convert(text, ref, texts)
    return _with_typ(text, ref, texts)


def _with_typ(text: str, ref: str | None, texts: Texts) -> dict[str, Data]:
    label = texts.types.label(ref)
    return {"uttryck": text} if label == ANY else {"uttryck": text, "typ": label}


def _expression(logic: model.Expression, ref: str | None, texts: Texts, _: Drafting) -> dict[str, Data]:
    own = getattr(logic, "type_ref", None)
    text = text_of(logic, texts, logic.where)
    if own is not None and own != ref:
        text = convert(text, own, texts)
    return _said(text, ref, texts)


_FORMS: dict[type, Callable[[Any, str | None, Texts, Drafting], dict[str, Data]]] = {
    DecisionTable: _table,
    ContextExpression: _context,
}
"""The forms that a rule set has too; the others become one text."""


def _function(function: FunctionDefinition, result: str | None, texts: Texts, name: str) -> dict[str, Data]:
    parameters: list[Data] = []
    for parameter in function.parameters:
        if not is_name(parameter.name):
            message = f'"{parameter.name}" kan inte vara namnet på en parameter här.'
            raise texts.refuse("otillåtet namn", message, function.where, "Byt namn på den.")
        label = texts.types.label(parameter.type_ref)
        parameters.append({"namn": parameter.name} | ({} if label == ANY else {"typ": label}))
    types = {each.name: texts.types.feel_type(each.type_ref) for each in function.parameters}
    plain = all(map(texts.types.is_anything, (function.type_ref, result)))
    if plain and function.kind == "FEEL" and isinstance(function.body, ContextExpression):
        steps = _steps(function.body, None, texts.within(*types, known=types))
        if steps is not None and (last := _result(function, steps, texts)) is not None:
            return {"parametrar": parameters, **steps, **last}
    body = function_body(function, texts, result, typed=True)
    if name not in types and _reads(body, name, texts.within(*types)):
        arguments = ", ".join(types)
        body = f"{{{key_text(name)}: function({arguments}) {body}}}.{name}({arguments})"
    return {"parametrar": parameters, "uttryck": body}


def _reads(text: str, name: str, texts: Texts) -> bool:
    node = texts.read(text)
    return node is not None and any(each.name == name for each in feel.free_names(node))


def _result(function: FunctionDefinition, steps: dict[str, Data], texts: Texts) -> dict[str, Data] | None:
    """The last step of a function, null for arguments that are not of their types; None: not by steps."""
    if all(texts.types.is_said(parameter.type_ref) for parameter in function.parameters):
        return {}
    if "resultat" not in steps:
        return None
    text = str(steps["resultat"])
    for parameter in reversed(function.parameters):
        text = with_parameter(parameter, text, texts, typed=True)
    return {"resultat": text}


def readable_as(data: dict[str, Data], element: Decision | Function, texts: Texts) -> Readable | None:
    """What a table that reads the decision by its name may count on; None when that is not simple."""
    if "regler" not in data:
        label = data.get("typ", ANY)
        simple = texts.types.label(element.type_ref) == label
        kind = texts.types.kind(element.type_ref) if simple else ""
        return Readable(element.type_ref if label != ANY else None, kind, None) if "uttryck" in data else None
    return None


def decision_in(element: Decision | Function, texts: Texts, drafting: Drafting, day: str) -> dict[str, Data]:
    """A whole decision file. Raises Refused."""
    kept = extra(element.remarks, element.where, texts.problems, DECISION_EXTRA)
    kept.pop("giltig från", None)
    head: dict[str, Data] = {"beslut": element.name, "giltig från": day, "status": "förslag"}
    logic = logic_in(element, texts, drafting)
    said = element.remarks.description or getattr(element, "question", None)
    if said and said.strip() and not drafting.own:
        head["beskrivning"] = said.strip()
    unit: dict[str, Data] = {key: kept.pop(key) for key in ("enhet", "typ") if key in kept}
    if not logic.keys() & {"regler", "funktion"}:
        typed: dict[str, Data] = {"typ": logic.pop("typ")} if "typ" in logic else {}
        logic = {**typed, **unit, **logic}
    return {**head, **kept, **logic}
