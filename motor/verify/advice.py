"""What could be better in a table, in words: rules to leave out or join, and what nothing rests on."""

from __future__ import annotations

from collections.abc import Iterator

from motor.documents.model import AllowedValues, Cell, HitPolicy
from motor.regions import cell_text
from motor.table.constants import constants
from motor.values.compare import key_of
from motor.verify.finding import Code, Finding
from motor.verify.model import Mergeable, Subsumed, Unanalysed
from motor.verify.outcomes import table_outcomes
from motor.verify.told import Told, some
from motor.verify.wording import capital, listed, row_text, rules_text, value_words


def subsumed(told: Told) -> Iterator[Finding]:
    """Rules that another makes needless."""
    yield from some(told, (_subsumed_rule(told, each) for each in told.analysis.subsumed))


def _subsumed_rule(told: Told, each: Subsumed) -> Finding:
    return told.finding(
        Code.SUBSUMED,
        f"Regel {each.rule} behövs inte: regel {each.by} träffar i samma fall och ger samma sak.",
        told.rule(each.rule).at,
        rules=(each.rule, each.by),
        case=told.case(told.rule_box(each.rule)),
        hint="Ta bort regeln.",
    )


def mergeable(told: Told) -> Iterator[Finding]:
    """Rules that can be one, with the row to put in their place."""
    yield from some(told, (_merged(told, each) for each in told.analysis.mergeable))


def _merged(told: Told, each: Mergeable) -> Finding:
    first = told.rule(min(each.rules))
    _, axis = told.axis(each.column)
    cell = cell_text(axis, each.cells)
    cells = {name: written.text for name, written in first.when.items()} | {each.column: cell}
    values = {name: written.text for name, written in first.then.items()}
    return told.finding(
        Code.MERGEABLE,
        f"{capital(rules_text(each.rules))} kan bli en: de skiljer sig bara i {each.column}.",
        told.rule(max(each.rules)).at,
        rules=each.rules,
        row=row_text(told.document, told.table, cells, values),
        hint="Ersätt dem med:",
    )


def better(told: Told) -> Iterator[Finding]:
    """A hit policy that says more of the rules."""
    letter = told.analysis.better
    if letter is not None:
        yield told.finding(
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


def unused(told: Told) -> Iterator[Finding]:
    """Allowed values of an output column, written in the table, that no rule gives."""
    for column, clause in zip(told.table.outputs, told.analysis.table.model.outputs, strict=True):
        given = table_outcomes(told.analysis.table, column.name)
        if not isinstance(column.allowed, AllowedValues) or given is None:
            continue
        left = [value for value in clause.values or () if key_of(value) not in given.values]
        if left:
            yield told.finding(
                Code.UNUSED_VALUE,
                f"Ingen regel ger {listed(map(value_words, left), 'eller')}, som {column.name} får vara.",
                column.at,
                columns=(column.name,),
                hint="Lägg till en regel som ger det, eller ta bort det ur tillåtna.",
            )


def idle(told: Told) -> Iterator[Finding]:
    """Input columns that nothing rests on."""
    inputs = {column.name: column for column in told.table.inputs}
    for name in told.analysis.idle:
        yield told.finding(
            Code.IDLE_COLUMN,
            f"Kolumnen {name} spelar ingen roll: svaret blir detsamma vad den än är.",
            inputs[name].at,
            hint="Ta bort kolumnen, eller villkoret som saknas.",
        )


def unanalysed(told: Told) -> Iterator[Finding]:
    """Cells that cannot be analysed, each text once a column."""
    grouped: dict[tuple[str, str], list[Unanalysed]] = {}
    for each in told.analysis.unanalysed:
        grouped.setdefault((each.column, each.text), []).append(each)
    yield from some(told, (_unknown(told, *key, found) for key, found in grouped.items()))


def _unknown(told: Told, column: str, text: str, found: list[Unanalysed]) -> Finding:
    rules = tuple(each.rule for each in found if each.rule is not None)
    where = f"i {rules_text(rules)}" if rules else "under tillåtna"
    return told.finding(
        Code.NOT_ANALYSED,
        f"Cellen {text} {where} kan inte analyseras, så luckor, överlapp och annat som rör {column} "
        "kan finnas utan att det syns här.",
        _cell_at(told, column, rules),
        rules=rules,
        columns=(column,),
        hint=_how_to_analyse(told, column, rules),
    )


def _how_to_analyse(told: Told, column: str, rules: tuple[int, ...]) -> str:
    """A cell that compares with constants lacks only the type of its column."""
    model = told.analysis.table.model
    place = next((index for index, clause in enumerate(model.inputs) if clause.name == column), None)
    test = None if place is None or not rules else model.rules[rules[0] - 1].tests[place]
    if test is not None and constants(test.node) is not None:
        read = next(each for each in told.table.inputs if each.name == column)
        text = (read.expression or read.at).text
        return f"Säg vad kolumnen är: {{namn: {column}, uttryck: {text}, typ: text}}, eller en annan typ."
    return "Skriv cellen med jämförelser om det går, och ha testfall för den."


def _cell_at(told: Told, column: str, rules: tuple[int, ...]) -> Cell:
    if rules:
        rule = told.rule(rules[0])
        return rule.when.get(column) or rule.then.get(column) or rule.at
    return next((each.at for each in told.table.inputs if each.name == column), told.document.at)
