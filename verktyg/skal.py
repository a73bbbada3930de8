"""Why: the cells, rules and sources of a trace as Swedish phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import motor
from motor.documents.model import (
    ExpressionDocument,
    FunctionDocument,
    Logic,
    Notes,
    Step,
    StepsDocument,
    TableDocument,
)
from motor.rulebook.decision import Version
from motor.trace import (
    CellOutcome,
    CellTrace,
    DecisionTrace,
    Interpretation,
    Reference,
    RuleOutcome,
    RuleTrace,
)
from verktyg.format import ANY, both, condition, reads_as_words, value_text
from verktyg.sida import Page

NOTHING = "inget"
"""How a decision's null is written."""

SOON_SAID = 160
"""How long the outcomes still possible may be, in characters, to be listed."""


@dataclass
class Asked:
    """One answer of the engine, the rule set it came from, and the facts that it rests on."""

    rulebook: motor.Rulebook
    result: motor.Result
    facts: dict[str, Any]

    @cached_property
    def traces(self) -> dict[str, DecisionTrace]:
        """The decisions that were read, by name: as first read, when they were read as of several days."""
        return {trace.decision: trace for trace in reversed(self.result.trace)}

    def _version(self, name: str) -> Version | None:
        """The version of a decision that was used."""
        trace = self.traces.get(name)
        versions = self.rulebook.decisions[name].versions if trace else ()
        return next((version for version in versions if trace and version.stamp == trace.version), None)

    def logic(self, name: str) -> Logic | None:
        """A decision's logic as written, in the version that was used."""
        version = self._version(name)
        return version.document.logic if version else None

    def description(self, name: str) -> str | None:
        """What a decision's used version says of itself."""
        version = self._version(name)
        return version.document.description if version else None

    def unit(self, name: str, part: str | None = None) -> str | None:
        """The unit of a fact, of a decision's value, or of one part of it (an output column or a step)."""
        if name in self.rulebook.facts:
            return self.rulebook.facts[name].unit
        logic = self.logic(name)
        if isinstance(logic, TableDocument):
            columns = [column for column in logic.outputs if part is None or column.name == part]
            return columns[0].unit if len(columns) == 1 else None
        if isinstance(logic, StepsDocument):
            return next((step.unit for step in logic.steps if step.name == part), None)
        return logic.unit if isinstance(logic, ExpressionDocument) else None

    def steps(self, name: str) -> tuple[Step, ...]:
        """The named steps of a decision, when it has steps."""
        logic = self.logic(name)
        return logic.steps if isinstance(logic, StepsDocument) else ()

    def step(self, name: str, part: str) -> Step | None:
        """One named step of a decision, when it has it."""
        return next((step for step in self.steps(name) if step.name == part), None)

    def read_by(self, expression: str, part: str) -> list[tuple[str, str | None]]:
        """The decisions that an expression names, with the part that is read, and the one named `part`."""
        names = sorted(self.traces, key=len, reverse=True)
        listed = "|".join(map(re.escape, names))
        found = re.findall(rf"(?<!\w)({listed})(?!\w)(?:\.(\w[\w ]*\w))?", expression) if names else []
        read = [(name, field or None) for name, field in found]
        named = [(part, None)] if part in self.traces and (part, None) not in read else []
        return list(dict.fromkeys([*named, *read]))

    def shown(self, name: str, value: Any, part: str | None = None) -> str:
        """A value of a fact or decision, with its unit; null reads as the kind of name it is."""
        unit = self.unit(name, part)
        if name in self.rulebook.facts:
            return value_text(value, unit)
        if isinstance(value, dict):
            return "; ".join(f"{key}: {self.shown(name, item, key)}" for key, item in value.items())
        return value_text(value, unit, null=NOTHING)

    def short(self, name: str) -> str:
        """The value of a decision that was read, or what it depends on."""
        trace = self.traces[name]
        return self.shown(name, trace.value) if trace.decided else self.depends(name)

    def rests_on(self, name: str) -> list[str]:
        """The unanswered facts that a fact or decision still rests on: the fact itself, for a fact."""
        if name in self.rulebook.facts:
            return [name]
        if name in self.result.undecided or name not in self.traces:
            return self.result.missing_for(name)
        # Not asked for itself, so the engine has not said which facts matter: all that are unanswered may.
        required = [fact for needed in self.traces[name].requires for fact in self._unanswered(needed)]
        return list(dict.fromkeys(required))

    def _unanswered(self, name: str) -> list[str]:
        fact = self.rulebook.facts.get(name)
        if fact is None:
            return self.rests_on(name)
        return [] if name in self.facts or fact.default_text else [name]

    def interpretations(self, trace: DecisionTrace) -> list[Interpretation]:
        """What was read into unclear sources for a decision: in its rules that hit, and its steps."""
        found = [*trace.interpretations, *(text for rule in hits(trace) for text in rule.interpretations)]
        logic = self.logic(trace.decision)
        body = logic.body if isinstance(logic, FunctionDocument) else logic
        steps = body.steps if isinstance(body, StepsDocument) else ()
        return [*found, *(text for step in steps for text in notes_of(step.notes)[1])]

    # --- phrases

    def cell(self, cell: CellTrace) -> str:
        """One cell: what the value is, and what it should be."""
        wanted = condition(cell.test, self.unit(cell.column))
        should = f"ska vara {wanted}"
        if wanted.startswith("inte "):
            should = f"ska inte vara {wanted.removeprefix('inte ')}"
        elif not reads_as_words(wanted):
            should = f"ska uppfylla {wanted}"
        if cell.outcome is CellOutcome.OPEN:
            behind = self.rests_on(cell.column)
            why = "är inte besvarat" if behind in ([], [cell.column]) else f"beror på {both(behind)}"
            return f"{cell.column} {why} ({should})"
        value = self.shown(cell.column, cell.value)
        if value == wanted:
            return f"{cell.column} är {value}"
        link = f" ({should})" if cell.outcome is CellOutcome.MET else f", men {should}"
        return f"{cell.column} är {value}{link}"

    def reasons(self, rule: RuleTrace) -> list[str]:
        """The cells that explain a rule's outcome: those met when it hit, else those that stopped it."""
        stopping = {
            RuleOutcome.HIT: (CellOutcome.MET,),
            RuleOutcome.MISS: (CellOutcome.NOT_MET,),
            RuleOutcome.OPEN: (CellOutcome.OPEN,),
        }[rule.outcome]
        told = [
            self.cell(cell) for cell in rule.cells if cell.outcome in stopping and cell.test.strip() != ANY
        ]
        return told or ["regeln gäller alltid"]

    def depends(self, name: str) -> str:
        """What an undecided decision rests on: "beror på a och b"."""
        return f"beror på {both(self.rests_on(name)) or 'uppgifter som saknas'}"

    def outcomes(self, name: str) -> str:
        """What an undecided decision depends on, and what it may still become when that is soon said."""
        possible = self.result.undecided[name]
        words = list(dict.fromkeys(self.shown(name, value) for value in possible))
        listed = " / ".join(words)
        if not words or not possible.complete or len(listed) > SOON_SAID:
            return self.depends(name)
        sure = ", ".join(self.shown(name, value) for value in possible.certain)
        return f"{self.depends(name)} (möjliga svar: {listed}{f'; säkert: {sure}' if sure else ''})"


def show_sources(
    page: Page, references: Iterable[Reference], interpretations: Iterable[Interpretation], indent: int
) -> None:
    """The sources, and how unclear ones were read, each on lines of its own."""
    for reference in dict.fromkeys(references):
        page.item(str(reference), indent, "Källa:")
    for interpretation in dict.fromkeys(interpretations):
        page.told.add(interpretation.text)
        number = "" if interpretation.number is None else f" {interpretation.number}"
        page.item(interpretation.text, indent, f"Tolkning{number}:")


def notes_of(notes: Notes) -> tuple[list[Reference], list[Interpretation]]:
    """The sources and interpretations that stand beside a step or a column."""
    references = [Reference(found.dnr, found.section, found.phrase) for found in notes.references]
    return references, [Interpretation(found.text, found.number) for found in notes.interpretations]


def hits(trace: DecisionTrace) -> list[RuleTrace]:
    """The rules of a table that hit."""
    return [rule for rule in trace.rules if rule.outcome is RuleOutcome.HIT]


def show_rule(page: Page, asked: Asked, rule: RuleTrace, indent: int) -> None:
    """The reasons of one rule as one list item, then its sources."""
    for index, reason in enumerate(asked.reasons(rule)):
        page.item(reason, indent, "  och" if index else "-")
    show_sources(page, rule.references, rule.interpretations, indent + 2)


def show_why(page: Page, asked: Asked, name: str, indent: int) -> None:
    """Why a decision has its value, once a page: the rules that hit and their sources, or its own."""
    trace = asked.traces.get(name)
    key = f"varför {name}"
    if trace is None or key in page.told:
        return
    page.told.add(key)
    for rule in hits(trace):
        show_rule(page, asked, rule, indent)
    if not any(rule.references for rule in hits(trace)):
        show_sources(page, trace.references, trace.interpretations, indent)
