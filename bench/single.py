"""One evaluation at a time: a check, its trace, tables of many sizes and shapes, an expression."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt
from pathlib import Path

import motor
from bench import cases
from bench.engines import by_hand, ours, peer
from bench.tables import CHECK, Table, grid, squares
from bench.timing import OURS, Contender, Effort, Times, agree, measure

Found = dict[str, Times]
"""What each contender took, by name."""

WIDE = 1_000
"""Rules of the tables that columns are added to."""

BONUS = "if months <= 6 then bonus else if months <= 10 then bonus * 0.5 else bonus * 0.25"
BONUS_PYTHON = "bonus if months <= 6 else bonus * 0.5 if months <= 10 else bonus * 0.25"
BONUS_C = "months <= 6 ? bonus : months <= 10 ? bonus * 0.5 : bonus * 0.25"

CONDITION = "months >= 6 and months < 10 or bonus > 40000"
CONDITION_C = "months >= 6 && months < 10 || bonus > 40000"


def check(folder: Path, effort: Effort) -> Found:
    """The placement table chained to the terms: facts in, amounts out."""
    rules = ours.write(CHECK, folder / "check")
    contenders = [
        ours.check(rules, "terms"),
        by_hand.if_chain(CHECK),
        by_hand.indexed_check(*CHECK),
        *_peers(CHECK, slow=True),
    ]
    return _measured(contenders, cases.checks(effort.cases), effort)


def trace(folder: Path, effort: Effort) -> Found:
    """The same check with the trace: which rules hit, and why the others did not."""
    rules = ours.write(CHECK, folder / "check")
    contenders = [ours.traced(rules, "terms")]
    if zen := peer("zen"):
        contenders.append(zen.check(CHECK, trace=True))
    return _measured(contenders, cases.checks(effort.cases), effort)


def growth(folder: Path, effort: Effort) -> dict[int, Found]:
    """A table of two columns, by its number of rules; the same facts come back."""
    return {rules: _table(grid(rules), folder / f"rules{rules}", effort, slow=True) for rules in effort.rules}


def new_numbers(folder: Path, effort: Effort) -> dict[int, Found]:
    """The same tables, when every fact's number is one that was never met before."""
    found = {}
    for rules in (effort.rules[0], effort.rules[-1]):
        table = grid(rules)
        contenders = _contenders(table, folder / f"rules{rules}", slow=False)
        facts = cases.rows(20 * effort.cases, table)
        agree(contenders, facts[: effort.cases], effort.patience)
        found[rules] = measure(contenders, facts[effort.cases :], effort, fresh=True)
    return found


def columns(folder: Path, effort: Effort) -> dict[int, Found]:
    """A table of 1 000 rules at most, by its number of columns."""
    rules = min(WIDE, effort.rules[-1])
    return {
        count: _table(grid(rules, count), folder / f"columns{count}", effort, slow=False)
        for count in (2, 4, 6, 8)
    }


def shapes(folder: Path, effort: Effort) -> dict[str, Found]:
    """Tables of as many rules and other shapes: what a text narrows down, and what numbers alone do."""
    rules = effort.rules[-1]
    tables = {
        f"{groups} texts, {rules // groups} bands each": grid(rules, groups=groups)
        for groups in (isqrt(rules), 5)
    }
    tables["bands of two numbers"] = squares(rules)
    return {
        shape: _table(table, folder / f"shape{number}", effort, slow=False)
        for number, (shape, table) in enumerate(tables.items())
    }


def expression(effort: Effort) -> Found:
    """A bonus by months, in exact decimals where the engine has them."""
    return _expression(
        effort,
        BONUS,
        {"zen": BONUS_C, "cel": BONUS_C.replace("bonus", "double(bonus)"), "spiff": BONUS_PYTHON},
    )


def condition(effort: Effort) -> Found:
    """A condition without arithmetic."""
    python = CONDITION
    return _expression(
        effort, CONDITION, {"zen": CONDITION, "cel": CONDITION_C, "spiff": python, "bkflow": CONDITION}
    )


def _expression(effort: Effort, text: str, texts: dict[str, str]) -> Found:
    contenders = [Contender(OURS, motor.feel.prepare(text, ("months", "bonus")))]
    contenders += [by_hand.bonus() if text == BONUS else by_hand.condition()]
    contenders += [
        module.expression(theirs) for name, theirs in texts.items() if (module := peer(name)) is not None
    ]
    return _measured(contenders, cases.bonuses(effort.cases), effort)


def _table(table: Table, folder: Path, effort: Effort, *, slow: bool) -> Found:
    return _measured(_contenders(table, folder, slow=slow), cases.rows(effort.cases, table), effort)


def _contenders(table: Table, folder: Path, *, slow: bool) -> list[Contender]:
    rules = ours.write([table], folder)
    indexed = [by_hand.indexed_grid(table)] if "group" in table.inputs else []
    return [ours.check(rules, table.name), by_hand.if_chain([table]), *indexed, *_peers([table], slow=slow)]


def _peers(tables: Sequence[Table], *, slow: bool) -> list[Contender]:
    names = ("zen", "cel", "spiff") if slow else ("zen", "cel")
    return [module.check(tables) for name in names if (module := peer(name)) is not None]


def _measured(contenders: Sequence[Contender], facts: Sequence[cases.Facts], effort: Effort) -> Found:
    agree(contenders, facts, effort.patience)
    return measure(contenders, facts, effort)
