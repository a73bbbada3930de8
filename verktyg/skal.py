"""Why: the cells, rules and sources of a trace as Swedish phrases."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import motor
from motor.documents.model import ExpressionDocument, FunctionDocument, Logic, StepsDocument, TableDocument
from motor.feel.syntax import Name, Path, children
from motor.rulebook.decision import Version
from motor.rulebook.expressions import AS_OF_DAY
from motor.trace import (
    CellOutcome,
    CellTrace,
    DecisionTrace,
    Interpretation,
    Part,
    Reference,
    RuleOutcome,
    RuleTrace,
)
from verktyg.format import ANY, both, condition, value_text
from verktyg.sida import Page
from verktyg.villkor import Condition

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

    @classmethod
    def of(
        cls,
        rulebook: motor.Rulebook,
        facts: Mapping[str, Any],
        on: datetime.date | None,
        decisions: Iterable[str] | None,
    ) -> Asked:
        """The answer to `facts` on a day, as `Rulebook.evaluate` gives it. Raises MotorError as that does."""
        return cls(rulebook, rulebook.evaluate(facts, on=on, decisions=decisions), dict(facts))

    def __contains__(self, name: str | None) -> bool:
        """Whether a decision was asked for."""
        return name in self.result.values or name in self.result.undecided

    @cached_property
    def traces(self) -> dict[str, DecisionTrace]:
        """The decisions that were read, by name: as first read, when they were read as of several days."""
        return {trace.decision: trace for trace in reversed(self.result.trace)}

    def readings(self, name: str) -> list[DecisionTrace]:
        """How a decision was read: once for each of its versions that was, in the order they were."""
        found = [trace for trace in self.result.trace if trace.decision == name]
        return list({trace.version: trace for trace in reversed(found)}.values())[::-1]

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
        if isinstance(logic, ExpressionDocument):
            return logic.unit
        units = _units(logic)
        if part is None and isinstance(logic, TableDocument) and len(units) == 1:
            [part] = units
        return units.get(part or "")

    def item_unit(self, names: Iterable[str], column: str) -> str | None:
        """The unit of a column of lines that come from the decisions `names`; lines declare none themselves.

        It is declared by the nearest step or output column of that name, in those or in what they read.
        """
        waiting = list(names)
        for name in waiting:
            unit = _units(self.logic(name)).get(column)
            if unit is not None:
                return unit
            requires = self.traces[name].requires if name in self.traces else ()
            waiting.extend(required for required in requires if required not in waiting)
        return None

    def expressions(self, name: str) -> dict[str, str]:
        """The FEEL of a decision's named steps, when it has steps."""
        logic = self.logic(name)
        return (
            {step.name: step.expression.text for step in logic.steps}
            if isinstance(logic, StepsDocument)
            else {}
        )

    def part(self, name: str, part: str) -> Part | None:
        """One step or output column of a decision that was read."""
        parts = self.traces[name].parts if name in self.traces else ()
        return next((each for each in parts if each.name == part), None)

    def made_of(self, name: str, part: str) -> list[str]:
        """The parts of a decision that a later part of it reads."""
        parts = self.traces[name].parts if name in self.traces else ()
        earlier: list[str] = []
        for each in parts:
            if each.name == part:
                return [read for read in each.reads if read in earlier]
            earlier.append(each.name)
        return []

    def origins(self, name: str, part: str) -> list[tuple[str, str | None]]:
        """The decisions that a part of a decision reads, also through earlier parts, and what of them."""
        return list(dict.fromkeys(self._origins(name, part)))

    def _origins(self, name: str, part: str) -> Iterator[tuple[str, str | None]]:
        found, earlier = self.part(name, part), self.made_of(name, part)
        for read in found.reads if found else ():
            if read in earlier:
                yield from self._origins(name, read)
            elif read in self.traces:
                yield from ((read, field) for field in self._fields(name, part, read))

    def _fields(self, name: str, part: str, read: str) -> list[str | None]:
        """Which parts of the decision `read` a step names; None: the decision itself."""
        expressions = self.expressions(name)
        if part not in expressions:
            return [None]
        names = {*self.rulebook.facts, *self.rulebook.decisions, *expressions, AS_OF_DAY}
        waiting = [motor.feel.parse(expressions[part], names)]
        found: dict[str | None, None] = {}
        for node in waiting:
            match node:
                case Path(source=Name(name=source), name=field) if source == read:
                    found[field] = None
                case Name(name=source) if source == read:
                    found[None] = None
                case _:
                    waiting.extend(children(node))
        return list(found) or [None]

    def row_sources(self, name: str, part: str) -> list[str]:
        """The decisions that declare the units of a part's rows."""
        return [decision for decision, _ in self.origins(name, part)] or [name]

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

    def sources(self, name: str, most: int | None = None) -> Sources:
        """The sources of the rules that hit (the first `most`), else of the decision; all interpretations."""
        trace = self.traces[name]
        hit = hits(trace)[:most]
        references = [reference for rule in hit for reference in rule.references]
        interpretations = [text for rule in hit for text in rule.interpretations]
        return Sources.of(references or trace.references, [*trace.interpretations, *interpretations])

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
        """What was read into unclear sources for a decision: in its rules that hit, and its parts."""
        within: list[RuleTrace | Part] = [*hits(trace), *trace.parts]
        return [*trace.interpretations, *(text for each in within for text in each.interpretations)]

    # --- phrases

    def condition(self, cell: CellTrace, met: Any) -> Condition:
        """One cell in words; `met` is the value that its column met."""
        wanted = condition(cell.test, self.unit(cell.column))
        if cell.outcome is CellOutcome.OPEN:
            behind = tuple(self.rests_on(cell.column))
            return Condition(cell.column, cell.outcome, wanted, None, behind)
        return Condition(cell.column, cell.outcome, wanted, self.shown(cell.column, met))

    def reasons(self, rule: RuleTrace, met: Mapping[str, Any]) -> list[str]:
        """The cells that explain a rule's outcome: those met when it hit, else those that stopped it.

        `met` are the values that the columns met.
        """
        stopping = {
            RuleOutcome.HIT: (CellOutcome.MET,),
            RuleOutcome.MISS: (CellOutcome.NOT_MET,),
            RuleOutcome.OPEN: (CellOutcome.OPEN,),
        }[rule.outcome]
        told = [
            str(self.condition(cell, met.get(cell.column)))
            for cell in rule.cells
            if cell.outcome in stopping and cell.test.strip() != ANY
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


@dataclass(frozen=True, slots=True)
class Sources:
    """Where something stands, and how unclear sources were read: each once."""

    references: tuple[Reference, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()

    @classmethod
    def of(cls, references: Iterable[Reference], interpretations: Iterable[Interpretation]) -> Sources:
        """Those, without doublets."""
        return cls(tuple(dict.fromkeys(references)), tuple(dict.fromkeys(interpretations)))

    def __bool__(self) -> bool:
        return bool(self.references or self.interpretations)


@dataclass(frozen=True, slots=True)
class Reasons:
    """The cells that explain one rule, as phrases, and the rule's sources."""

    cells: tuple[str, ...]
    sources: Sources


@dataclass(frozen=True, slots=True)
class Why:
    """Why a decision has its value: the rules that hit, or that none did; and its own sources.

    Its own sources are empty where a rule that hit has sources.
    """

    rules: tuple[Reasons, ...] = ()
    no_hit: bool = False
    sources: Sources = Sources()

    def __bool__(self) -> bool:
        return bool(self.rules or self.no_hit or self.sources)


NO_WHY = Why()
"""Where there is nothing to say of why."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as a table of texts; the columns numbered in `right` are numbers, set to the right."""

    headers: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    right: frozenset[int]


def show_sources(page: Page, sources: Sources, indent: int) -> None:
    """The sources, and how unclear ones were read, each on lines of its own."""
    for reference in sources.references:
        page.item(str(reference), indent, "Källa:")
    for interpretation in sources.interpretations:
        page.told.add(interpretation.text)
        number = "" if interpretation.number is None else f" {interpretation.number}"
        page.item(interpretation.text, indent, f"Tolkning{number}:")


def is_rows(value: Any) -> bool:
    """Whether a value is rows of a table: a list of contexts."""
    return isinstance(value, list) and bool(value) and all(isinstance(row, Mapping) for row in value)


def rows_of(asked: Asked, sources: Iterable[str], rows: Sequence[Mapping[str, Any]]) -> Rows:
    """Rows as a table, with numbers in the units that `sources` declare."""
    named = list(sources)
    headers = list(dict.fromkeys(key for row in rows for key in row))
    units = {key: asked.item_unit(named, key) for key in headers}
    cells = tuple(
        tuple(value_text(row[key], units[key], null=NOTHING) if key in row else "" for key in headers)
        for row in rows
    )
    right = {index for index, key in enumerate(headers) if all(is_number(row.get(key)) for row in rows)}
    return Rows(tuple(headers), cells, frozenset(right))


def show_rows(page: Page, rows: Rows, indent: int = 0) -> None:
    """Rows as a table, numbers to the right."""
    page.table(rows.headers, rows.cells, indent, rows.right)


def is_number(value: Any) -> bool:
    """Whether a value is a number, as the engine gives it."""
    return isinstance(value, Decimal | int) and not isinstance(value, bool)


def _units(logic: Logic | None) -> dict[str, str | None]:
    """The units of a decision's or function's output columns or steps, by their names."""
    body = logic.body if isinstance(logic, FunctionDocument) else logic
    if isinstance(body, TableDocument):
        return {column.name: column.unit for column in body.outputs}
    return {step.name: step.unit for step in body.steps} if isinstance(body, StepsDocument) else {}


def hits(trace: DecisionTrace) -> list[RuleTrace]:
    """The rules of a table that hit."""
    return [rule for rule in trace.rules if rule.outcome is RuleOutcome.HIT]


def reasons(asked: Asked, rule: RuleTrace, met: Mapping[str, Any]) -> Reasons:
    """What explains one rule's outcome, and its sources; `met` are the values that the columns met."""
    return Reasons(tuple(asked.reasons(rule, met)), Sources.of(rule.references, rule.interpretations))


def show_rule(page: Page, asked: Asked, rule: RuleTrace, met: Mapping[str, Any], indent: int) -> None:
    """The reasons of one rule as one list item, then its sources."""
    show_reasons(page, reasons(asked, rule, met), indent)


def show_reasons(page: Page, told: Reasons, indent: int) -> None:
    """Reasons as one list item, then their sources."""
    for index, reason in enumerate(told.cells):
        page.item(reason, indent, "  och" if index else "-")
    show_sources(page, told.sources, indent + 2)


def why(asked: Asked, name: str) -> Why:
    """Why a decision has its value: nothing when it was not read."""
    trace = asked.traces.get(name)
    if trace is None:
        return NO_WHY
    hit = hits(trace)
    own = Sources.of(trace.references, trace.interpretations)
    return Why(
        tuple(reasons(asked, rule, trace.inputs) for rule in hit),
        bool(trace.rules and not hit),
        Sources() if any(rule.references for rule in hit) else own,
    )


def show_why(page: Page, name: str, told: Why, indent: int) -> None:
    """Why the decision `name` has its value, once a page."""
    key = f"varför {name}"
    if not told or key in page.told:
        return
    page.told.add(key)
    for rule in told.rules:
        show_reasons(page, rule, indent)
    if told.no_hit:
        page.item("ingen regel träffar", indent)
    show_sources(page, told.sources, indent)
