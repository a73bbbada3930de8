"""What could be better in a table, in words: rules to leave out or join, and what nothing rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from motor.documents.model import AllowedValues, Cell, HitPolicy
from motor.regions import cell_text
from motor.rulebook.types import LABELS
from motor.table.constants import constants
from motor.values.compare import key_of
from motor.values.kinds import Kind, kind_of
from motor.verify.examined import Examined, some
from motor.verify.finding import Code, Finding
from motor.verify.model import Mergeable, Subsumed, Unanalysed
from motor.verify.possible_values import table_outcomes
from motor.verify.wording import capital, listed, row_text, rules_text, value_words


def subsumed(examined: Examined) -> Iterator[Finding]:
    """Rules that another makes needless."""
    yield from some(examined, (_subsumed_rule(examined, each) for each in examined.analysis.subsumed))


def _subsumed_rule(examined: Examined, each: Subsumed) -> Finding:
    return examined.finding(
        Code.SUBSUMED,
        f"Regel {each.rule} behövs inte: regel {each.by} träffar i samma fall och ger samma sak.",
        examined.rule(each.rule).at,
        rules=(each.rule, each.by),
        case=examined.case(examined.rule_box(each.rule)),
        hint="Ta bort regeln.",
    )


def mergeable(examined: Examined) -> Iterator[Finding]:
    """Rules that can be one, with the row to put in their place."""
    yield from some(examined, (_merged(examined, each) for each in examined.analysis.mergeable))


def _merged(examined: Examined, each: Mergeable) -> Finding:
    first = examined.rule(min(each.rules))
    _, axis = examined.axis(each.column)
    cell = cell_text(axis, each.cells)
    cells = {name: written.text for name, written in first.when.items()} | {each.column: cell}
    values = {name: written.text for name, written in first.then.items()}
    return examined.finding(
        Code.MERGEABLE,
        f"{capital(rules_text(each.rules))} kan bli en: de skiljer sig bara i {each.column}.",
        examined.rule(max(each.rules)).at,
        rules=each.rules,
        row=row_text(examined.document, examined.table, cells, values),
        hint="Ersätt dem med:",
    )


def better(examined: Examined) -> Iterator[Finding]:
    """A hit policy that says more of the rules."""
    letter = examined.analysis.better
    if letter is not None:
        yield examined.finding(
            Code.BETTER_POLICY,
            f"{BETTER[letter]}, så träffregeln kan vara {POLICIES[letter]}, som märker om något krockar.",
            hint=f"Skriv träffregel: {POLICIES[letter]}.",
        )


POLICIES = {policy.letter: policy.value for policy in HitPolicy}

BETTER = {
    "U": "Aldrig mer än en regel träffar",
    "A": "Regler som träffar samtidigt ger alltid samma sak",
}
"""Why another hit policy would do, by its letter."""


def unused(examined: Examined) -> Iterator[Finding]:
    """Allowed values of an output column, written in the table, that no rule gives."""
    for column, clause in zip(examined.table.outputs, examined.analysis.table.model.outputs, strict=True):
        given = table_outcomes(examined.analysis.table, column.name)
        if not isinstance(column.allowed, AllowedValues) or given is None:
            continue
        left = [value for value in clause.values or () if key_of(value) not in given.values]
        if left:
            yield examined.finding(
                Code.UNUSED_VALUE,
                f"Ingen regel ger {listed(map(value_words, left), 'eller')}, som {column.name} får vara.",
                column.at,
                columns=(column.name,),
                hint="Lägg till en regel som ger det, eller ta bort det ur tillåtna.",
            )


def idle(examined: Examined) -> Iterator[Finding]:
    """Input columns that nothing rests on."""
    inputs = {column.name: column for column in examined.table.inputs}
    for name in examined.analysis.idle:
        yield examined.finding(
            Code.IDLE_COLUMN,
            f"Kolumnen {name} spelar ingen roll: svaret blir detsamma vad den än är.",
            inputs[name].at,
            hint="Ta bort kolumnen, eller villkoret som saknas.",
        )


def unanalysed(examined: Examined) -> Iterator[Finding]:
    """Cells that cannot be analysed, each text once a column."""
    grouped: dict[tuple[str, str], list[Unanalysed]] = {}
    for each in examined.analysis.unanalysed:
        grouped.setdefault((each.column, each.text), []).append(each)
    yield from some(examined, (_unknown(examined, *key, found) for key, found in grouped.items()))


def _unknown(examined: Examined, column: str, text: str, found: list[Unanalysed]) -> Finding:
    rules = tuple(each.rule for each in found if each.rule is not None)
    where = f"i {rules_text(rules)}" if rules else "under tillåtna"
    return examined.finding(
        Code.NOT_ANALYSED,
        f"Cellen {text} {where} kan inte analyseras, så luckor, överlapp och annat som rör {column} "
        "kan finnas utan att det syns här.",
        _cell_at(examined, column, rules),
        rules=rules,
        columns=(column,),
        hint=_how_to_analyse(examined, column, rules),
    )


def _how_to_analyse(examined: Examined, column: str, rules: tuple[int, ...]) -> str:
    """Cells that compare with constants lack only the type of their column, where they are of one type."""
    read = next((each for each in examined.table.inputs if each.name == column), None)
    if read is None or not rules or _constants(examined, column, rules[0]) is None:
        return "Skriv cellen med jämförelser om det går, och ha testfall för den."
    compared = [_constants(examined, column, rule.number) or () for rule in examined.table.rules]
    kinds = {kind_of(value) for values in compared for value in values}
    if len(kinds) > 1:
        named = listed(sorted(TYPES[kind] for kind in kinds))
        return f"Cellerna jämför {column} med {named}. Ha en kolumn för varje slag, och säg dess typ."
    text = (read.expression or read.at).text
    typed = next((TYPES[kind] for kind in kinds), "text")
    return f"Säg vad kolumnen är: {{namn: {column}, uttryck: {text}, typ: {typed}}}."


TYPES = {
    Kind.NUMBER: LABELS["number"],
    Kind.STRING: LABELS["string"],
    Kind.BOOLEAN: LABELS["boolean"],
    Kind.DATE: LABELS["date"],
}
"""The type of a column whose cells compare with values of a kind; of other kinds there are no constants."""


def _constants(examined: Examined, column: str, rule: int) -> tuple[Any, ...] | None:
    """What a rule's cell compares with; None where it does anything else, or there is none."""
    model = examined.analysis.table.model
    place = [clause.name for clause in model.inputs].index(column)
    test = model.rules[rule - 1].tests[place]
    return None if test is None else constants(test.node)


def _cell_at(examined: Examined, column: str, rules: tuple[int, ...]) -> Cell:
    if rules:
        rule = examined.rule(rules[0])
        return rule.when.get(column) or rule.then.get(column) or rule.at
    return next((each.at for each in examined.table.inputs if each.name == column), examined.document.at)
