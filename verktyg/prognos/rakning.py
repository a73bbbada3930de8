"""Rows to sums: each row's facts decided by the rules, and the forecast's expressions worked out of that."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import motor
from motor.documents.forecasts import Account, ForecastLine, ForecastRow
from motor.documents.model import Cell
from motor.errors import FactError, MotorError, Problem
from motor.feel.scope import Unanswered
from motor.rulebook.evaluation import Evaluation
from motor.rulebook.expressions import Expression, Expressions
from motor.rulebook.facts import read_facts
from motor.values.functions import FeelFunction
from motor.values.ranges import Range
from verktyg.fakta import typed
from verktyg.fall import texts
from verktyg.format import both, value_text
from verktyg.prognos.summor import EXACT, ZERO, Forecast, Row, Sums, reachable
from verktyg.prognos.underlag import VOLUME, Basis, Underlag


@dataclass(frozen=True)
class Formulas:
    """An account's expressions, compiled with one rule set.

    `reads` are the decisions and functions that they read, `decisions` those that can be asked for.
    """

    measures: tuple[tuple[ForecastLine, Expression], ...]
    costs: tuple[tuple[ForecastLine, Expression], ...]
    group: Expression | None
    reads: tuple[str, ...]
    decisions: tuple[str, ...]


def compiled(
    account: Account,
    rulebook: motor.Rulebook,
    numbers: Iterable[Cell],
    problems: list[Problem],
    volumes: bool = True,
) -> Formulas:
    """The account's expressions; `numbers` are the names that each row has beside the rule set's."""
    known = {*rulebook.facts, *rulebook.decisions}
    local = {VOLUME} if volumes else set()
    for number in numbers:
        if number.text in known:
            message = f"{number.text} är redan ett namn i regelverket."
            problems.append(number.problem("upptaget namn", message, hint="Välj ett annat namn."))
        local.add(number.text)
    found: list[Problem] = []
    expressions = Expressions(known, found)
    measures = _lines(account.measures, expressions, local)
    costs = _lines(account.costs, expressions, local)
    group = expressions.expression(account.group) if account.group else None
    problems.extend(found)
    every = [each for _, each in (*measures, *costs)] + ([group] if group else [])
    reads = dict.fromkeys(name for each in every for name in each.reads)
    decisions = tuple(name for name in reads if name in rulebook.decisions)
    asked = tuple(name for name in decisions if not rulebook.decisions[name].is_function)
    return Formulas(measures, costs, group, decisions, asked)


def _lines(
    lines: tuple[ForecastLine, ...], expressions: Expressions, local: set[str]
) -> tuple[tuple[ForecastLine, Expression], ...]:
    both_ = ((line, expressions.expression(line.expression, local=local)) for line in lines)
    return tuple((line, expression) for line, expression in both_ if expression is not None)


def formulas_of(underlag: Underlag, rulebook: motor.Rulebook, problems: list[Problem]) -> Formulas:
    """The expressions of a forecast's rows."""
    names = [replace(number.at, text=number.name) for number in underlag.document.numbers]
    return compiled(underlag.document.account, rulebook, names, problems)


def reckon(
    underlag: Underlag, rulebook: motor.Rulebook, day: datetime.date, problems: list[Problem]
) -> Forecast:
    """What each row comes to by the rules of the day; adds everything that is wrong to `problems`."""
    before = len(problems)
    formulas = formulas_of(underlag, rulebook, problems)
    usable = len(problems) == before
    reckoner = _Reckoner(rulebook, day, formulas, usable, problems)
    rows = [reckoner.row(basis) for basis in underlag.rows]
    return Forecast.of(row for row in rows if row is not None)


@dataclass
class _Reckoner:
    rulebook: motor.Rulebook
    day: datetime.date
    formulas: Formulas
    usable: bool
    problems: list[Problem]

    def row(self, basis: Basis) -> Row | None:
        """A row's sums; None, with the problems told, where it cannot be worked out."""
        row, before = basis.document, len(self.problems)
        costs: dict[str, Decimal] = {line.name: ZERO for line, _ in self.formulas.costs}
        for name, amount in basis.amounts:
            costs[name] = EXACT.add(costs.get(name, ZERO), amount)
        measures: dict[str, Decimal] = {line.name: ZERO for line, _ in self.formulas.measures}
        group = row.group
        if row.facts:
            scope = self._scope(basis)
            if scope is None or not self.usable or not basis.sound:
                return None
            for line, expression in self.formulas.measures:
                measures[line.name] = self._number(line.name, expression, scope, row)
            for line, expression in self.formulas.costs:
                amount = self._number(line.name, expression, scope, row)
                costs[line.name] = EXACT.add(costs[line.name], amount)
            if group is None and self.formulas.group is not None:
                group = self._group(self.formulas.group, scope, row)
        elif group is None and self.formulas.group is not None:
            message = f"{row.name} har inga fakta, så dess grupp går inte att räkna fram."
            self.problems.append(row.at.problem("ingen grupp", message, hint="Skriv grupp: … på raden."))
        if len(self.problems) > before or not basis.sound:
            return None
        return Row(row.name, group, Sums(basis.numbers[VOLUME], measures, costs))

    def _scope(self, basis: Basis) -> Any:
        """What the expressions see of a row; None, with the problems told, when its facts cannot be used."""
        row = basis.document
        facts = _facts(row, self.rulebook, self.day, self.problems)
        if facts is None:
            return None
        try:
            self.rulebook.evaluate(facts, on=self.day, decisions=[])
            evaluation = Evaluation(self.rulebook.model, read_facts(facts, self.rulebook.facts))
        except MotorError as error:
            self.problems += [_about(row, problem) for problem in error.problems]
            return None
        scope = evaluation.scope(self.day).child()
        scope.update(basis.numbers)
        return scope

    def _number(self, name: str, expression: Expression, scope: Any, row: ForecastRow) -> Decimal:
        value = self._value(name, expression, scope, row)
        if value is _FAILED:
            return ZERO
        if not isinstance(value, Decimal) or not reachable(value):
            found = "inget värde" if value is None else f"{value_text(value):.60}"
            if isinstance(value, Decimal):
                found = "ett som är för stort eller har för många decimaler"
            why = "".join(f" {each.message}" for each in scope.run.warnings[-1:]) if value is None else ""
            message = f"{row.name}: {name} ska bli ett tal, men blir {found}.{why}"
            self.problems.append(row.at.problem("inget tal", message, hint=_LOOK.format(expression.text)))
            return ZERO
        return value

    def _group(self, expression: Expression, scope: Any, row: ForecastRow) -> str:
        value = self._value("grupp", expression, scope, row)
        if value is None:
            message = f"{row.name}: gruppen, {expression.text}, har inget värde."
            hint = "Ändra radens fakta, eller skriv grupp: … på raden."
            self.problems.append(row.at.problem("ingen grupp", message, hint=hint))
        elif value is not _FAILED and isinstance(value, list | dict | FeelFunction | Range):
            found = f"{value_text(value):.60}"
            message = f"{row.name}: gruppen, {expression.text}, ska bli ett namn, men blir {found}."
            hint = "Skriv ett uttryck som ger en text, eller skriv grupp: … på raden."
            self.problems.append(row.at.problem("ingen grupp", message, hint=hint))
        return value_text(value)

    def _value(self, name: str, expression: Expression, scope: Any, row: ForecastRow) -> Any:
        try:
            return expression.run(scope)
        except Unanswered as error:
            self.problems.append(self._undecided(name, error, row))
        except MotorError as error:
            self.problems += [_about(row, problem) for problem in error.problems]
        return _FAILED

    def _undecided(self, name: str, error: Unanswered, row: ForecastRow) -> Problem:
        facts = _facts(row, self.rulebook, self.day, []) or {}
        try:
            missing = self.rulebook.evaluate(facts, on=self.day, decisions=self.formulas.decisions).missing
        except MotorError:  # another decision cannot be read at all, which has been told
            missing = []
        wanted = both(missing or [error.fact])
        message = f"{row.name}: {name} går inte att avgöra. Det beror på {wanted}."
        return row.at.problem("obesvarat", message, hint="Svara under fakta: på raden.")


_FAILED = object()
_LOOK = "Kontrollera radens fakta och uttrycket {}."


def _about(row: ForecastRow, problem: Problem) -> Problem:
    """A problem with a row's case, told where the row stands."""
    place = f" ({problem.where})" if problem.where.file else ""
    return row.at.problem(problem.code, f"{row.name}: {problem.message}{place}", hint=problem.hint)


def _facts(
    row: ForecastRow, rulebook: motor.Rulebook, day: datetime.date, problems: list[Problem]
) -> dict[str, Any] | None:
    """The row's facts as values; None, with the problems told where they stand, when one cannot be read."""
    facts: dict[str, Any] = {}
    before = len(problems)
    for name, value in row.facts.items():
        try:
            facts[name] = typed(rulebook, name, texts(value), day)
            read_facts({name: facts[name]}, rulebook.facts)
        except FactError as error:
            at = row.fact_names[name] if name not in rulebook.facts or not isinstance(value, Cell) else value
            problems += [at.problem(each.code, each.message, hint=each.hint) for each in error.problems]
    return facts if len(problems) == before else None
