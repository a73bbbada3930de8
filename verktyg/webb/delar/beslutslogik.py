"""The logic of a decision to lay out on a page: its table with cells in words, or its expressions by name."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import motor
from motor.documents.model import (
    NO_NOTES,
    ExpressionDocument,
    FunctionDocument,
    HitPolicy,
    InputColumn,
    Logic,
    Notes,
    OutputColumn,
    Parameter,
    StepsDocument,
    TableDocument,
)
from verktyg.format import ANY, condition, reads_as_words
from verktyg.regelblad import grid, is_amount
from verktyg.webb.lankar import Links

POLICIES = {
    HitPolicy.UNIQUE: "Högst en regel får träffa. Träffar två är det ett fel.",
    HitPolicy.ANY: "Flera regler får träffa, om de ger samma sak. Ger de olika är det ett fel.",
    HitPolicy.PRIORITY: "Av de regler som träffar gäller den vars värde står först bland de tillåtna.",
    HitPolicy.FIRST: "Den första regeln som träffar gäller.",
    HitPolicy.RULE_ORDER: "Svaret är en lista med vad alla regler som träffar ger, i reglernas ordning.",
    HitPolicy.OUTPUT_ORDER: "Svaret är en lista med vad alla regler som träffar ger, "
    "i den ordning som värdena är uppräknade.",
    HitPolicy.COLLECT: "Svaret är en lista med vad alla regler som träffar ger.",
    HitPolicy.COLLECT_SUM: "Svaret är summan av vad alla regler som träffar ger.",
    HitPolicy.COLLECT_MIN: "Svaret är det minsta som någon regel som träffar ger.",
    HitPolicy.COLLECT_MAX: "Svaret är det största som någon regel som träffar ger.",
    HitPolicy.COLLECT_COUNT: "Svaret är hur många regler som träffar.",
}
"""What each hit policy means for the one who reads the table."""


@dataclass(frozen=True, slots=True)
class InputHead:
    """The heading of an input column: where its name leads, its unit, its expression when it is one."""

    name: str
    href: str | None
    unit: str | None
    expression: str | None


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell as written, and in words where they say more."""

    text: str
    words: str | None

    @property
    def any(self) -> bool:
        """Whether anything passes."""
        return self.text.strip() == ANY

    @property
    def plain(self) -> bool:
        """Whether it is words, and no expression."""
        return self.words is None and reads_as_words(self.text)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule of the table."""

    number: int
    when: list[CellShown]
    then: list[tuple[str, bool]]
    notes: Notes

    @property
    def noted(self) -> bool:
        """Whether sources or anything else follows the rule."""
        return self.notes != NO_NOTES


@dataclass(frozen=True, slots=True)
class TableShown:
    """A decision table to lay out."""

    policy: HitPolicy
    meaning: str
    inputs: list[InputHead]
    outputs: Sequence[OutputColumn]
    amounts: list[bool]
    rows: list[RuleRow]

    @property
    def defaults(self) -> bool:
        """Whether some column has a value for when no rule hits."""
        return any(column.default for column in self.outputs)

    @property
    def told(self) -> list[OutputColumn]:
        """The columns of which more is said than their names."""
        return [column for column in self.outputs if column.description or column.notes != NO_NOTES]


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression, or one step, as it is written. `name` is None where it has none."""

    name: str | None
    code: str
    unit: str | None = None
    notes: Notes = NO_NOTES


def table_of(logic: Logic, links: Links) -> TableShown | None:
    """The table of a decision that is one."""
    if not isinstance(logic, TableDocument):
        return None
    inputs = [_head(column, links) for column in logic.inputs]
    amounts = [is_amount(column) for column in logic.outputs]
    rows = [
        RuleRow(
            rule.number,
            [_shown(text, head.unit) for text, head in zip(rule.when, inputs, strict=True)],
            list(zip(rule.then, amounts, strict=True)),
            rule.notes,
        )
        for rule in grid(logic).rules
    ]
    return TableShown(logic.hit_policy, POLICIES[logic.hit_policy], inputs, logic.outputs, amounts, rows)


def _head(column: InputColumn, links: Links) -> InputHead:
    rulebook = links.rulebook
    known = column.expression is None and (column.name in rulebook.facts or column.name in rulebook.decisions)
    return InputHead(
        column.name,
        links.href(column.name) if known else None,
        _unit(column.name, rulebook, links.day) if known else None,
        column.expression.text if column.expression else None,
    )


def _unit(name: str, rulebook: motor.Rulebook, day: datetime.date) -> str | None:
    """The unit of a fact, or of a decision that is one expression or one column."""
    if name in rulebook.facts:
        return rulebook.facts[name].unit
    version = rulebook.version(name, day)
    match version.document.logic if version else None:
        case ExpressionDocument(unit=unit):
            return unit
        case TableDocument(outputs=[column]):
            return column.unit
    return None


def _shown(text: str, unit: str | None) -> CellShown:
    words = condition(text, unit)
    return CellShown(text, words if words != text and reads_as_words(words) else None)


def formulas_of(logic: Logic) -> list[Formula]:
    """The expression or the steps of what is no table, in order."""
    match logic:
        case ExpressionDocument(expression=expression, unit=unit):
            return [Formula(None, expression.text.strip("\n"), unit)]
        case StepsDocument(steps=steps, result=result):
            listed = [
                Formula(one.name, one.expression.text.strip("\n"), one.unit, one.notes) for one in steps
            ]
            return listed + ([Formula("resultat", result.text.strip("\n"))] if result else [])
        case FunctionDocument(body=body):
            return formulas_of(body)
        case TableDocument():
            return []
    raise TypeError(f"unknown kind of decision: {type(logic).__name__}")


def parameters_of(logic: Logic) -> tuple[Parameter, ...] | None:
    """What a function is called with."""
    return logic.parameters if isinstance(logic, FunctionDocument) else None
