"""What the verification says, in words: values, cases, rules, and a row that can be pasted into a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from motor.documents.model import DecisionDocument, RuleDocument, TableDocument
from motor.documents.repair import quoted
from motor.documents.yaml_text import scalar
from motor.regions import Axis, Cells, alternatives
from motor.table.cells import OTHER
from motor.values.number import number_text

ANY = "-"
"""A cell that anything passes."""

MOST = 8
"""How many rules or values a sentence names."""


def value_words(value: Any) -> str:
    """A value as policy staff write it: oklar, ja, 3800, röd, [A, B]."""
    if value is None:
        return "oklar"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(value_words, value)) + "]"
    if value == OTHER:
        return "annan text"
    return str(value) or '""'


def case_text(case: Mapping[str, Any]) -> str:
    """A concrete case: `inkomst = 30, barn = nej`."""
    return ", ".join(f"{name} = {value_words(value)}" for name, value in case.items())


def listed(words: Iterable[Any], last: str = "och") -> str:
    """`a, b och c`; the first of many."""
    texts = [str(word) for word in words]
    if len(texts) > MOST:
        return f"{', '.join(texts[:MOST])} {last} {len(texts) - MOST} till"
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {last} {texts[-1]}"


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def rules_text(numbers: Sequence[int]) -> str:
    """`regel 2`, `regel 1, 3 och 4`."""
    return f"regel {listed(numbers)}"


def condition(axis: Axis, cells: Cells) -> str:
    """What an input is in a set of cells: `inkomst är minst 25 och under 100 eller oklar`."""
    return f"{axis.name} {listed(alternatives(axis, cells), 'eller')}"


# --- a row to paste


def row_text(
    document: DecisionDocument,
    table: TableDocument,
    cells: Mapping[str, str],
    values: Mapping[str, str] | None = None,
) -> str:
    """A rule for these cells by column, as the table's other rules are written; no values: to be filled in.

    Lines and indentation are those of the table's last rule, so that the row can stand after it.
    """
    when = {column.name: cells[column.name] for column in table.inputs if cells.get(column.name, ANY) != ANY}
    if not when:
        when = {table.inputs[0].name: ANY}
    given = {column.name: (values or {}).get(column.name, "") for column in table.outputs}
    indent, flow = _form(document, table.rules[-1])
    lines = [*_part("när", when, flow), *_part("ger", given, flow)]
    first, *others = lines
    return "\n".join([f"{indent}- {first}", *(f"{indent}  {line}" for line in others)])


def _form(document: DecisionDocument, rule: RuleDocument) -> tuple[str, bool]:
    """The indentation of a rule's dash, and whether its parts stand within braces."""
    indent = " " * max(0, rule.at.scalar.column - 3)
    place = rule.at.scalar.start
    return indent, re.match(r"(?:när|ger)\s*:\s*\{", document.source.text[place:]) is not None


def _part(key: str, cells: Mapping[str, str], flow: bool) -> list[str]:
    if flow:
        inside = ", ".join(f"{scalar(name, True)}: {_cell(text, True)}" for name, text in cells.items())
        return [f"{key}: {{{inside}}}"]
    return [f"{key}:", *(f"  {scalar(name)}: {_cell(text, False)}".rstrip() for name, text in cells.items())]


def _cell(text: str, flow: bool) -> str:
    """The cell as YAML; in quotes also where YAML could do without, but people had better not."""
    return quoted(text) if text and text[0] in "([<>=" else scalar(text, flow) if text else ""
