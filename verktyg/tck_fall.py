"""The test cases of the DMN Technology Compatibility Kit: what each gives the model, and what it expects.

Values are compared as the kit's own runner does: of the same kind, part by part, with numbers closer than
1e-8, since the kit writes some with fewer digits than they have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from motor.dmn.xml import Element, read
from motor.errors import Problem, RuleError
from motor.values.kinds import Kind, kind_of
from motor.values.null import Null
from motor.values.number import CONTEXT, number
from motor.values.temporal import DateTime, Time
from motor.values.temporal_text import parse_date, parse_date_time, parse_duration, parse_time

PATTERN = "*-test-*.xml"
"""What the kit calls its files of cases."""

XSI = "http://www.w3.org/2001/XMLSchema-instance"
"""The namespace of the attributes that say a value's type, and that it is null."""

PRECISION = Decimal("0.00000001")
"""How far from the expected number the kit's runner lets a number be: less than this."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What one node should give; `error` where the kit expects an error, which gives null."""

    node: str
    value: Any
    error: bool

    def met_by(self, value: Any) -> bool:
        """Whether `value` is the expected one."""
        return same(self.value, value) and not (self.error and value is not None)


@dataclass(frozen=True, slots=True)
class Case:
    """One case: what is invoked (`kind`: decision, bkm or decisionService), with what, and what it gives."""

    kind: str
    invocable: str | None
    facts: dict[str, Any]
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of cases, each with its id, and the model that they are about."""

    path: Path
    model: Path
    cases: tuple[tuple[str, Element], ...]


def folder_name(path: Path) -> str:
    """The folder of a file of cases as the kit names it: `compliance-level-2/0001-input-data-string`."""
    return "/".join(path.resolve().parent.parts[-2:])


def case_files(folder: Path) -> list[Path]:
    """Every file of cases in the folder, in the kit's order: by level, folder and name."""
    return sorted(folder.rglob(PATTERN))


def read_file(path: Path) -> CaseFile:
    """A file of cases. Raises RuleError when it is not one, or names no model beside it."""
    root = read(path).root
    if root.tag != "testCases":
        raise _error(root, f"Filen börjar med {root.tag}, men ett testfall i DMN-kitet med testCases.")
    name = next((child.text.strip() for child in _children(root, "modelName")), f"{path.parent.name}.dmn")
    model = path.with_name(Path(name).name)
    if not model.is_file():
        raise _error(root, f"Modellen {name} finns inte bredvid {path.name}.")
    return CaseFile(
        path, model, tuple((case.attributes.get("id", ""), case) for case in _children(root, "testCase"))
    )


def read_case(element: Element, imports: Mapping[str, str] = MappingProxyType({})) -> Case:
    """One `testCase`. Raises RuleError for a value that has no meaning in FEEL.

    `imports` are the names that the model imports other namespaces by: a node may be of one of them.
    """
    return Case(
        element.attributes.get("type", "decision"),
        element.attributes.get("invocableName"),
        {_qualified(node, imports): _value(node) for node in _children(element, "inputNode")},
        tuple(_expected(node, imports) for node in _children(element, "resultNode")),
    )


def _expected(node: Element, imports: Mapping[str, str]) -> Expected:
    wanted = _children(node, "expected")
    value = _value(wanted[0]) if wanted else None
    return Expected(_qualified(node, imports), value, _is_true(node.attributes.get("errorResult")))


def _children(element: Element, tag: str) -> list[Element]:
    return [child for child in element.children if child.tag == tag]


def _name(element: Element) -> str:
    name = element.attributes.get("name")
    if name is None:
        raise _error(element, f"{element.tag} saknar namn.")
    return name


def _qualified(node: Element, imports: Mapping[str, str]) -> str:
    """The name of a node as the model reads it: one of an imported namespace by the import's name."""
    prefix = imports.get(node.attributes.get("namespace", ""), "")
    return f"{prefix}.{_name(node)}" if prefix else _name(node)


def _is_nil(element: Element) -> bool:
    return _is_true(element.qualified.get(f"{XSI} nil"))


def _is_true(text: str | None) -> bool:
    return text in ("true", "1")


def _value(holder: Element) -> Any:
    """The value within `holder`: a `value`, a `list`, or `component`s; nothing is null."""
    if _is_nil(holder):
        return None
    parts = [child for child in holder.children if child.tag in ("value", "list", "component")]
    if not parts:
        return None
    if parts[0].tag == "component":
        return {_name(part): _value(part) for part in parts}
    if len(parts) > 1:
        raise _error(parts[1], f"{holder.tag} har mer än ett värde.")
    [part] = parts
    if _is_nil(part):
        return None
    return _simple(part) if part.tag == "value" else [_value(item) for item in _children(part, "item")]


def _simple(element: Element) -> Any:
    """A `value` by its `xsi:type`; one without a type is a text."""
    kind = element.qualified.get(f"{XSI} type", "string").rpartition(":")[2]
    if kind not in _SIMPLE:
        raise _error(element, f"Värdet har typen {kind}, som inte har någon motsvarighet i FEEL.")
    try:
        return _SIMPLE[kind](element.characters)
    except Null as error:
        raise _error(element, str(error)) from None


def _boolean(text: str) -> bool:
    if text.strip() not in ("true", "false", "1", "0"):
        raise Null("ogiltigt sanningsvärde", f'"{text}" är varken true eller false.')
    return _is_true(text.strip())


def _stripped(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: parse(text.strip())


_SIMPLE: dict[str, Callable[[str], Any]] = {
    "string": str,
    "boolean": _boolean,
    **dict.fromkeys(("decimal", "double", "float", "integer", "int", "long"), _stripped(number)),
    "date": _stripped(parse_date),
    "time": _stripped(parse_time),
    "dateTime": _stripped(parse_date_time),
    **dict.fromkeys(("duration", "dayTimeDuration", "yearMonthDuration"), _stripped(parse_duration)),
}


def _error(element: Element, message: str) -> RuleError:
    return RuleError(Problem("DMN-kit", message, element.where))


def same(expected: Any, actual: Any) -> bool:
    """Whether a value is the expected one. Raises KeyError for a kind that the kit cannot write."""
    kind = kind_of(expected)
    return kind is kind_of(actual) and _SAME[kind](expected, actual)


def _is_equal(expected: Any, actual: Any) -> bool:
    return bool(expected == actual)


def _same_number(expected: Decimal, actual: Decimal) -> bool:
    return abs(CONTEXT.subtract(expected, actual)) < PRECISION


def _same_time(expected: Time, actual: Time) -> bool:
    """The same clock and the same offset, however its zone is written."""
    return (expected.seconds, expected.offset) == (actual.seconds, actual.offset)


def _same_date_time(expected: DateTime, actual: DateTime) -> bool:
    return (expected.local, expected.offset) == (actual.local, actual.offset)


def _same_list(expected: list[Any], actual: list[Any]) -> bool:
    return len(expected) == len(actual) and all(map(same, expected, actual))


def _same_context(expected: dict[str, Any], actual: dict[str, Any]) -> bool:
    return expected.keys() == actual.keys() and all(same(expected[key], actual[key]) for key in expected)


_SAME: dict[Kind, Callable[[Any, Any], bool]] = {
    Kind.NULL: _is_equal,
    Kind.BOOLEAN: _is_equal,
    Kind.STRING: _is_equal,
    Kind.NUMBER: _same_number,
    Kind.DATE: _is_equal,
    Kind.TIME: _same_time,
    Kind.DATE_TIME: _same_date_time,
    Kind.DAYS_TIME: _is_equal,
    Kind.YEARS_MONTHS: _is_equal,
    Kind.LIST: _same_list,
    Kind.CONTEXT: _same_context,
}
