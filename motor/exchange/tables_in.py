"""Decision tables to `regler`, where a rule set's table can hold all that the model's says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from motor.dmn.boxed_text import is_any
from motor.dmn.model import DecisionTable, TableInput, TableOutput, TableRule
from motor.documents.model import HitPolicy
from motor.documents.yaml_text import Data
from motor.exchange.boxed_in import convert
from motor.exchange.cells_in import Allowed, allowed_values, output_cell, test_cell
from motor.exchange.extra_in import extra
from motor.exchange.names_in import is_name
from motor.exchange.texts_in import Texts
from motor.exchange.types_in import VALUE, Types
from motor.feel.syntax import Literal, Name, Node, UnaryTests
from motor.rulebook.outputs import AGGREGATED, PREFERRING
from motor.rulebook.types import LABELS
from motor.table.constants import is_constant
from motor.table.hit_policy import LISTING

RULE_EXTRA = ("källa", "tolkning", "status", "accepterad")
COLUMN_EXTRA = (*RULE_EXTRA, "enhet", "beskrivning", "typ", "oklar", "tillåtna")
_POLICIES = {policy.letter: policy.value for policy in HitPolicy}


@dataclass(frozen=True, slots=True)
class Readable:
    """What a table that reads a name alone may count on: its type, and the texts that it may be."""

    ref: str | None
    kind: str
    choices: tuple[str, ...] | None
    tests: UnaryTests | None = None

    def has(self, ref: str | None, types: Types) -> bool:
        """Whether its values are all of a type, so that they need no conversion."""
        if types.is_anything(ref) or ref == self.ref:
            return True
        return types.feel_type(ref) == types.feel_type(self.ref) and not types.conditions(ref, VALUE)


@dataclass(frozen=True, slots=True)
class _Input:
    name: str
    data: Data
    kind: str
    choices: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class _Output:
    column: TableOutput
    name: str
    ref: str | None
    label: str
    kind: str
    allowed: Allowed


def column_types(table: DecisionTable, ref: str | None, types: Types) -> list[str | None] | None:
    """The type of each output, when the table's value is then of the type that `ref` names; else None."""
    own = [column.type_ref for column in table.outputs]
    if types.is_anything(ref) or table.hit_policy == "C#":
        return own
    if table.hit_policy in LISTING:
        ref = types.item_ref(ref)
        if ref is None or any(column.default for column in table.outputs):
            return None  # a default stands alone, and is made a list by the conversion
    if len(own) == 1:
        wanted = [ref]
    else:
        parts = types.part_refs(ref)
        if parts is None or not set(parts) <= {column.name for column in table.outputs}:
            return None
        wanted = [parts.get(str(column.name)) for column in table.outputs]
    found = [_joined(mine, want, types) for mine, want in zip(own, wanted, strict=True)]
    return None if _NONE in found else found


_NONE = "\x00"


def _joined(own: str | None, wanted: str | None, types: Types) -> str | None:
    """The type that asks what both ask; `_NONE` when neither does."""
    if types.is_anything(wanted) or own == wanted:
        return own
    if types.is_anything(own):
        return wanted
    if types.feel_type(own) != types.feel_type(wanted):
        return _NONE
    if not types.conditions(wanted, VALUE):
        return own
    return _NONE if types.conditions(own, VALUE) else wanted


def table_in(
    name: str,
    table: DecisionTable,
    refs: Sequence[str | None],
    readable: dict[str, Readable],
    texts: Texts,
    own: bool,
) -> dict[str, Data] | None:
    """The keys of a decision that is a table; None when a rule set's table cannot say it. Raises Refused.

    `readable` are the names that a column may read without more ado. `own`: a rule set's own export, which
    says itself where null may stand.
    """
    outputs = _outputs(name, table, refs, texts)
    if outputs is None or not table.inputs or not table.rules:
        return None
    inputs: list[_Input] = []
    for column in table.inputs:
        inputs.append(_input(column, {each.name for each in inputs}, readable, texts))
    rules = [_rule(rule, inputs, outputs, texts) for rule in table.rules]
    return {
        "träffregel": _POLICIES[table.hit_policy],
        "indata": [column.data for column in inputs],
        "utdata": [_column(output, index, table, texts, own) for index, output in enumerate(outputs)],
        "regler": rules,
    }


# Inputs


def _input(column: TableInput, taken: set[str], readable: dict[str, Readable], texts: Texts) -> _Input:
    node, types, ref = texts.node(column.text, column.where), texts.types, column.type_ref
    kept = extra(column.remarks, column.where, texts.problems, COLUMN_EXTRA)
    limited = column.allowed is not None and not is_any(column.allowed)
    tests = texts.tests(str(column.allowed), column.where) if limited else None
    if isinstance(node, Name) and node.name not in taken and not kept:
        alone = readable.get(node.name)
        if alone is not None and tests in (None, alone.tests) and alone.has(ref, types):
            return _Input(node.name, node.name, alone.kind, alone.choices)
    text = texts.written(node, column.where, [" ".join(column.text.split())])
    own = types.tests(ref)
    if not types.is_said(ref) and not (own and tests in (None, own)):
        text = convert(text, ref, texts)
    limits, kind = tests or own, types.kind(ref)
    allowed = allowed_values(limits, kind, texts, column.where) if limits else Allowed()
    name = _input_name(column, node, taken)
    data: dict[str, Data] = {"namn": name}
    if not isinstance(node, Name) or text != name:
        data["uttryck"] = text
    data["typ"] = types.label(ref)
    if allowed.data is not None:
        data["tillåtna"] = allowed.data
    return _Input(name, {**data, **kept}, kind, allowed.choices)


def _input_name(column: TableInput, node: Node, taken: set[str]) -> str:
    """What the column is called: its heading, else its expression, where that can be a name."""
    plain = " ".join(column.text.split())
    wanted = plain if isinstance(node, Name) else " ".join((column.label or plain).split())
    if not is_name(wanted) or len(wanted) > 60:
        wanted = plain if is_name(plain) and len(plain) <= 60 else "villkor"
    number, name = 2, wanted
    while name in taken:
        name, number = f"{wanted} nr {number}", number + 1
    return name


# Outputs


def _outputs(
    name: str, table: DecisionTable, refs: Sequence[str | None], texts: Texts
) -> list[_Output] | None:
    found = []
    for column, ref in zip(table.outputs, refs, strict=True):
        own = column.name if column.name and is_name(column.name) else None
        if own is None and len(table.outputs) > 1:
            return None
        said = texts.types.tests(ref)
        if not texts.types.is_said(ref) and said is None:
            return None
        tests = texts.tests(column.allowed, column.where) if column.allowed else None
        if tests is not None and said is not None and not set(tests.tests) <= set(said.tests):
            return None
        label, kind = texts.types.label(ref), texts.types.kind(ref)
        if table.hit_policy in AGGREGATED and kind == "":
            label, kind = LABELS["number"], "number"
        limits = tests or said
        allowed = allowed_values(limits, kind, texts, column.where) if limits else Allowed()
        found.append(_Output(column, own or name, ref, label, kind, allowed))
    if len({each.name for each in found}) < len(found):
        return None
    if table.hit_policy in PREFERRING and not all(_has_order(each, table, texts) for each in found):
        return None
    return found if table.hit_policy not in AGGREGATED or len(found) == 1 else None


def _has_order(output: _Output, table: DecisionTable, texts: Texts) -> bool:
    """Whether the values are listed, and null, which has no place in the order, is not among them."""
    index = table.outputs.index(output.column)
    nulls = any(rule.outputs[index].strip() in ("", "null") for rule in table.rules)
    return output.allowed.listed and not output.allowed.null and not nulls


def _column(output: _Output, index: int, table: DecisionTable, texts: Texts, own: bool) -> Data:
    column = output.column
    data: dict[str, Data] = {"namn": output.name, "typ": output.label}
    if output.allowed.data is not None:
        data["tillåtna"] = output.allowed.data
    if column.default and column.default.strip():
        data["standard"] = _cell(column.default, output, column, texts)
    cells = [rule.outputs[index] for rule in table.rules] + ([column.default] if column.default else [])
    nulls = output.allowed.null or (not own and any(_may_be_null(each, texts) for each in cells))
    if nulls and table.hit_policy not in PREFERRING:
        data["oklar"] = "ja"
    return {**data, **extra(column.remarks, column.where, texts.problems, COLUMN_EXTRA)}


def _may_be_null(text: str, texts: Texts) -> bool:
    node = texts.read(text) if text.strip() else Literal(None)
    return node is None or not is_constant(node) or node == Literal(None)


def _cell(text: str, output: _Output, place: Any, texts: Texts) -> str:
    if not text.strip():
        return "null"
    node = texts.node(text, place.where)
    return output_cell(node, text, output.kind, output.allowed.choices, texts, place.where)


# Rules


def _rule(rule: TableRule, inputs: Sequence[_Input], outputs: Sequence[_Output], texts: Texts) -> Data:
    inside = texts.within("?")
    when: dict[str, Data] = {}
    for column, text in zip(inputs, rule.tests, strict=False):
        if not is_any(text):
            node = texts.tests(text, rule.where)
            when[column.name] = test_cell(node, column.kind, column.choices, inside, rule.where)
    then: dict[str, Data] = {
        output.name: _cell(text, output, rule, texts)
        for output, text in zip(outputs, rule.outputs, strict=False)
    }
    kept = extra(rule.remarks, rule.where, texts.problems, RULE_EXTRA)
    if rule.remarks.extra is None and (said := _said(rule)):
        kept["tolkning"] = said
    return {"när": when, "ger": then, **kept}


def _said(rule: TableRule) -> str:
    """What the model says of a rule in words."""
    words = [*rule.annotations, rule.remarks.description or ""]
    return "\n".join(dict.fromkeys(word.strip() for word in words if word.strip()))
