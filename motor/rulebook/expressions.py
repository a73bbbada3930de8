"""FEEL in a rule set: parse a cell with the declared names, report every problem where it stands, compile.

Rule sets know one special form beyond the standard: `per dag(day, expression)` reads decisions as of
another day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from motor import feel
from motor.documents.model import Cell
from motor.documents.repair import quoted
from motor.errors import EvaluationError, FeelError, Problem, Severity, suggestion
from motor.feel.functions import BUILTINS
from motor.feel.scope import Scope
from motor.feel.syntax import Call, Interval, Name, NamedArgument, Node, children, is_constant
from motor.feel.typing import Finding
from motor.feel.typing.tests import is_empty
from motor.rulebook.day import DayScope, as_day

Closure = Callable[[Scope], Any]
AS_OF_DAY = "per dag"


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled cell: its tree, its closure, and the names that it reads.

    `shift` is where its FEEL begins in the cell; None where the cell is reworded. `reads` are declared facts
    and decisions, `names` also local names.
    """

    cell: Cell
    shift: int | None
    node: Node
    run: Closure
    reads: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def text(self) -> str:
        """The cell as it is written."""
        return self.cell.text

    def warning(self, finding: Finding) -> Problem:
        """What cannot work, at its characters in the cell; at all of a cell that is reworded."""
        start, end = finding.span.start, finding.span.end
        return self.cell.problem(
            finding.code,
            finding.message,
            offset=0 if self.shift is None else self.shift + start,
            width=None if self.shift is None else max(1, end - start),
            hint=finding.hint,
            severity=Severity.VARNING,
        )


def per_day(call: Call, compile_node: Callable[[Node], Closure]) -> Closure:
    """`per dag(day, expression)`: the expression with the decisions' versions of that day."""
    if len(call.arguments) != 2 or any(isinstance(each, NamedArgument) for each in call.arguments):
        raise FeelError(
            Problem("fel antal argument", f"{AS_OF_DAY} tar två argument utan namn: en dag och ett uttryck.")
        )
    day, expression = (compile_node(argument) for argument in call.arguments)

    def run(scope: Scope) -> Any:
        if not isinstance(scope, DayScope):
            raise TypeError("per dag needs the scope of a rule set")
        return expression(scope.at(as_day(day(scope), "Dagen")))

    return run


def _unknown(name: Name, known: Collection[str], cell: Cell) -> tuple[str, str | None]:
    """What is said of a name that nobody declared, and what to do; one that is called is a function's."""
    if name.span.text[name.span.end :].lstrip().startswith("("):
        return f"Det finns ingen funktion {name.name}.", suggestion(name.name, {*known, *BUILTINS})
    hint = suggestion(name.name, known) or _as_text(name.name, cell)
    return f"{name.name} är inget namn som finns här.", hint


def _as_text(word: str, cell: Cell) -> str:
    """How to write a word that was meant as a text: FEEL's quotes, and YAML's around a whole value."""
    literal = f'"{word}"'
    return f"Menar du en text? Skriv {quoted(literal) if cell.text.strip() == word else literal}."


def _faults(test: Node) -> Iterator[str]:
    """Why limits that are written out, as `@"2024-02-30"`, have no value."""
    for limit in (test, *children(test)):
        if is_constant(limit):
            scope = Scope()
            feel.compile(limit)(scope)
            yield from (warning.message for warning in scope.run.warnings[:1])


def _placed(run: Closure, cell: Cell) -> Closure:
    """The closure, where an error that does not say where it stands is said to stand in the cell."""

    def placed(scope: Scope) -> Any:
        try:
            return run(scope)
        except EvaluationError as error:
            raise EvaluationError(_at(problem, cell) for problem in error.problems) from None

    return placed


def _at(problem: Problem, cell: Cell) -> Problem:
    if problem.where.file is not None:
        return problem
    return cell.problem(problem.code, problem.message, hint=problem.hint)


class Expressions:
    """Compiles the cells of one rule set and collects their problems."""

    def __init__(self, names: Collection[str], problems: list[Problem]) -> None:
        self.names = frozenset(names)
        self.problems = problems

    def expression(
        self, cell: Cell, text: str | None = None, local: Collection[str] = ()
    ) -> Expression | None:
        """A FEEL expression; `text` if it was reworded, `local` the names bound around it. None: wrong."""
        return self._compile(feel.parse, cell, text, local)

    def tests(self, cell: Cell, text: str | None = None) -> Expression | None:
        """FEEL unary tests that read `?`; a limit or an interval that no value can pass is a problem."""
        compiled = self._compile(feel.parse_unary_tests, cell, text, ())
        for each in getattr(compiled and compiled.node, "tests", ()):
            self.problems.extend(cell.problem("inget värde", fault) for fault in _faults(each))
            if isinstance(each, Interval) and is_empty(each):
                message = "Intervallet är tomt, så det stämmer aldrig."
                self.problems.append(
                    cell.problem("tomt intervall", message, hint="Skriv det mindre värdet först.")
                )
        return compiled

    def _compile(
        self,
        parse: Callable[[str, Iterable[str]], Node],
        cell: Cell,
        text: str | None,
        local: Collection[str],
    ) -> Expression | None:
        known = self.names | set(local)
        before = len(self.problems)
        reworded = text is not None and text != cell.text
        source = text if text is not None else cell.text
        try:
            node = parse(source, known | {AS_OF_DAY})
            reads = self._names(node, cell, known, reworded)
            run = feel.compile(node, special_forms={AS_OF_DAY: per_day})
        except FeelError as error:
            self.problems.extend(self._place(problem, cell, reworded) for problem in error.problems)
            return None
        if len(self.problems) > before:
            return None
        outside = tuple(name for name in reads if name not in local)
        shift = cell.text.find(source) if source in cell.text else None
        return Expression(cell, shift, node, _placed(run, cell), outside, tuple(reads))

    def _names(self, node: Node, cell: Cell, known: Collection[str], reworded: bool) -> list[str]:
        """The declared names that a tree reads; reports those that nobody declared."""
        reads: dict[str, None] = {}
        for name in feel.free_names(node):
            if name.name in known:
                reads[name.name] = None
            elif name.name not in (AS_OF_DAY, "?") and not name.dynamic:
                message, hint = _unknown(name, known, cell)
                problem = cell.problem(
                    "okänt namn",
                    message,
                    offset=0 if reworded else name.span.start,
                    width=None if reworded else max(1, name.span.end - name.span.start),
                    hint=hint,
                )
                self.problems.append(problem)
        return list(reads)

    @staticmethod
    def _place(problem: Problem, cell: Cell, reworded: bool) -> Problem:
        if not reworded:
            return cell.relocate(problem)
        return replace(cell.problem(problem.code, problem.message), hint=problem.hint)
