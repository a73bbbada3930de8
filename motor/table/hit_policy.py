"""The eleven hit policies of DMN 1.5, 8.2.11: from the rules that hit to the table's value.

Each is a function from the table and the indices of the rules that hit (in table order, at least one) and the
scope, to the value. `HIT_POLICIES` binds them to DMN's letters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from motor.errors import EvaluationError, Problem
from motor.feel.scope import Scope
from motor.table.model import Rule, TableModel
from motor.values.arithmetic import add
from motor.values.compare import equal, less
from motor.values.kinds import describe, opening
from motor.values.null import Null
from motor.values.number import number

LISTING = ("R", "O", "C")
"""The letters of those that give a list."""

ONE_RULE = ("U", "A", "P", "F")
"""Those that give the outputs of one rule."""

IN_ORDER = ("F", "R", "C")
"""Those for which the order of the rules matters."""

ONE_VALUE = (*ONE_RULE, "C<", "C>")
"""Those that give, as it stands, a value that some rule gives."""

Hits = list[int]
HitPolicy = Callable[[TableModel, Hits, Scope], Any]


def output(table: TableModel, rule: Rule, scope: Scope) -> Any:
    """A rule's output: the value itself for one output column, a context for several (8.3.3)."""
    if len(rule.outputs) == 1:
        return rule.outputs[0].run(scope)
    return {column.name: cell.run(scope) for column, cell in zip(table.outputs, rule.outputs, strict=True)}


def _outputs(table: TableModel, hits: Hits, scope: Scope) -> list[Any]:
    return [output(table, table.rules[index], scope) for index in hits]


def _conflict(table: TableModel, hits: Hits, code: str, why: str) -> EvaluationError:
    named = " och ".join(str(index + 1) for index in hits[:2])
    return EvaluationError(
        Problem(
            code,
            f"Tabellen {table.name}: regel {named} träffar samtidigt, {why}.",
            table.rules[hits[1]].where,
            hint="Ändra reglerna så att bara en träffar, eller välj en annan träffregel.",
        )
    )


def unique(table: TableModel, hits: Hits, scope: Scope) -> Any:
    """At most one rule may hit. Raises EvaluationError naming the rules otherwise."""
    if len(hits) > 1:
        raise _conflict(table, hits, "flera träffar", "men träffregeln är unik")
    return output(table, table.rules[hits[0]], scope)


def anyone(table: TableModel, hits: Hits, scope: Scope) -> Any:
    """Every rule that hits must give the same. Raises EvaluationError naming the first two that differ."""
    values = _outputs(table, hits, scope)
    for index, value in zip(hits[1:], values[1:], strict=True):
        if equal(values[0], value) is not True:
            raise _conflict(table, [hits[0], index], "olika utdata", "men ger olika utdata")
    return values[0]


def first(table: TableModel, hits: Hits, scope: Scope) -> Any:
    """The first rule that hits, in table order."""
    return output(table, table.rules[hits[0]], scope)


def priority(table: TableModel, hits: Hits, scope: Scope) -> Any:
    """The output that stands first among the allowed values."""
    return min(_outputs(table, hits, scope), key=lambda value: rank(table, value))


def output_order(table: TableModel, hits: Hits, scope: Scope) -> list[Any]:
    """All outputs, in the order of the allowed values."""
    return sorted(_outputs(table, hits, scope), key=lambda value: rank(table, value))


def rank(table: TableModel, value: Any) -> tuple[int, ...]:
    """Where a value stands in the output columns' allowed values, column by column."""
    parts = [value] if len(table.outputs) == 1 else list(value.values())
    ranks = []
    for column, part in zip(table.outputs, parts, strict=True):
        allowed = column.values or ()
        position = next((index for index, choice in enumerate(allowed) if equal(choice, part)), None)
        if position is None and column.values is not None:
            raise EvaluationError(
                Problem(
                    "otillåten utdata",
                    f"Tabellen {table.name}: {describe(part)} finns inte bland tillåtna värden.",
                )
            )
        ranks.append(position or 0)
    return tuple(ranks)


def collect(table: TableModel, hits: Hits, scope: Scope) -> list[Any]:
    """All outputs, in table order."""
    return _outputs(table, hits, scope)


def collect_sum(table: TableModel, hits: Hits, scope: Scope) -> Any:
    """The sum of the outputs."""
    return reduce(add, _outputs(table, hits, scope))


def collect_min(table: TableModel, hits: Hits, scope: Scope) -> Any:
    """The smallest output. Raises Null when two cannot be compared."""
    return reduce(lambda a, b: b if _before(b, a) else a, _outputs(table, hits, scope))


def collect_max(table: TableModel, hits: Hits, scope: Scope) -> Any:
    """The largest output. Raises Null when two cannot be compared."""
    return reduce(lambda a, b: b if _before(a, b) else a, _outputs(table, hits, scope))


def _before(one: Any, other: Any) -> bool:
    answer = less(one, other)
    if answer is None:
        raise Null("inte jämförbara", f"{opening(one)} och {describe(other)} kan inte jämföras.")
    return answer


def collect_count(table: TableModel, hits: Hits, scope: Scope) -> Any:
    """How many rules hit."""
    return number(len(hits))


HIT_POLICIES: dict[str, HitPolicy] = {
    "U": unique,
    "A": anyone,
    "P": priority,
    "F": first,
    "R": collect,
    "O": output_order,
    "C": collect,
    "C+": collect_sum,
    "C<": collect_min,
    "C>": collect_max,
    "C#": collect_count,
}

EMPTY: dict[str, Callable[[], Any]] = {"R": list, "O": list, "C": list, "C#": lambda: number(0)}
"""What a list policy gives when no rule hits and there is no default; the others give null."""
