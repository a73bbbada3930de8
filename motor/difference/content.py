"""What a version says, apart from its place, sources and status: the content that is compared."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from motor.documents.model import (
    Allowed,
    AllowedFrom,
    AllowedTests,
    AllowedValues,
    Cell,
    DecisionDocument,
    DeclaredType,
    ExpressionDocument,
    FunctionDocument,
    InputColumn,
    Logic,
    OutputColumn,
    RuleDocument,
    StepsDocument,
    TableDocument,
)
from motor.rulebook import Rulebook
from motor.rulebook.facts import Fact
from motor.rulebook.types import feel_type, label

ANY = "-"
"""The cell that does not matter, as one that is left out."""

Part = tuple[str, str | None]
"""A name of something that is said, and what is said; None where nothing is."""


def contents(document: DecisionDocument) -> Hashable:
    """All that a version says: two with equal contents mean the same, when what they read does."""
    return text_of(document.effective_by), _logic(document.logic)


def rule_cells(cells: Mapping[str, Cell]) -> dict[str, str]:
    """A row's cells that say something, by column."""
    texts = {name: cell.text.strip() for name, cell in cells.items()}
    return {name: text for name, text in texts.items() if text != ANY}


def input_parts(column: InputColumn) -> tuple[Part, ...]:
    """What an input column says of itself."""
    return (
        ("uttryck", text_of(column.expression)),
        ("typ", _type(column.type)),
        ("tillåtna", allowed_text(column.allowed)),
    )


def output_parts(column: OutputColumn) -> tuple[Part, ...]:
    """What an output column says of itself."""
    return (
        ("typ", _type(column.type)),
        ("enhet", column.unit),
        ("tillåtna", allowed_text(column.allowed)),
        ("standard", text_of(column.default)),
        ("oklar", _yes(column.allows_null)),
    )


def fact_parts(fact: Fact) -> tuple[Part, ...]:
    """What a fact may be, and is when nobody answers."""
    return (
        ("typ", fact.type_label),
        ("tillåtna", fact.domain.test.text if fact.domain else None),
        ("standard", fact.default_text),
        ("oklar", _yes(fact.unclear)),
        ("enhet", fact.unit),
    )


def fact_contents(rulebook: Rulebook) -> Hashable:
    """All facts and constraints of a rule set, as far as they bear on its answers."""
    facts = {
        name: (
            fact_parts(fact),
            fact.choices and tuple(map(str, fact.choices)),
            fact.valid_from,
            fact.valid_to,
        )
        for name, fact in rulebook.facts.items()
    }
    return tuple(sorted(facts.items())), tuple(sorted(constraints_of(rulebook).items()))


def constraints_of(rulebook: Rulebook) -> dict[str, str]:
    """The conditions across facts, with what is told when they are broken."""
    return {one.expression.text.strip(): one.message for one in rulebook.model.constraints}


def columns_read_alike(one: DecisionDocument, other: DecisionDocument) -> bool:
    """Whether input columns with the same name have the same values in two tables."""
    left, right = one.logic, other.logic
    if not (isinstance(left, TableDocument) and isinstance(right, TableDocument)):
        return False
    ours, theirs = ({column.name: column for column in table.inputs} for table in (left, right))
    return all(
        (text_of(ours[name].expression), _type(ours[name].type))
        == (text_of(theirs[name].expression), _type(theirs[name].type))
        for name in ours.keys() & theirs.keys()
    )


def text_of(cell: Cell | None) -> str | None:
    """A cell's text; None for none."""
    return cell.text.strip() if cell else None


def allowed_text(allowed: Allowed | None) -> str | None:
    """Allowed values as they are written."""
    match allowed:
        case None:
            return None
        case AllowedTests(tests):
            return tests.text.strip()
        case AllowedValues(values):
            return ", ".join(value.text.strip() for value in values)
        case AllowedFrom(decision, column):
            return f"ur {decision}.{column}"
    raise TypeError(f"unknown kind of allowed values: {allowed!r}")


def named_texts(logic: ExpressionDocument | StepsDocument | FunctionDocument) -> dict[str, str | None]:
    """The expressions of what is not a table, by what they are called."""
    match logic:
        case ExpressionDocument(expression, type_, unit):
            return {"uttryck": expression.text.strip(), "typ": _type(type_), "enhet": unit}
        case StepsDocument(steps, result, type_):
            texts = {f"steg {step.name}": step.expression.text.strip() for step in steps}
            return {**texts, "resultat": text_of(result), "typ": _type(type_)}
        case FunctionDocument(parameters, body):
            named = ", ".join(
                f"{each.name}: {_type(each.type)}" if each.type else each.name for each in parameters
            )
            return {"parametrar": named, **named_texts(body)}
    raise TypeError(f"unknown kind of logic: {logic!r}")


def _logic(logic: Logic) -> Hashable:
    if not isinstance(logic, TableDocument):
        return tuple(named_texts(logic).items()), _types(logic)
    return (
        logic.hit_policy,
        tuple((column.name, input_parts(column)) for column in logic.inputs),
        tuple((column.name, output_parts(column)) for column in logic.outputs),
        tuple(map(_rule, logic.rules)),
    )


def _types(logic: Logic) -> Hashable:
    """The types of steps, which are no texts of their own."""
    steps = logic.body if isinstance(logic, FunctionDocument) else logic
    return tuple(_type(step.type) for step in steps.steps) if isinstance(steps, StepsDocument) else ()


def _rule(rule: RuleDocument) -> Hashable:
    return tuple(sorted(rule_cells(rule.when).items())), tuple(sorted(_exact(rule.then).items()))


def _exact(cells: Mapping[str, Cell]) -> dict[str, str]:
    return {name: cell.text.strip() for name, cell in cells.items()}


def _type(declared: DeclaredType | None) -> str | None:
    return None if declared is None else label(feel_type(declared))


def _yes(answer: bool) -> str | None:
    return "ja" if answer else None
