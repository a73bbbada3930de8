"""The same tables as a programmer writes them in Python: a chain of `if`, and a dict with bisect."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from bench.tables import Band, Condition, Rule, Table
from bench.timing import Contender

Facts = dict[str, Any]
Decide = Callable[[Facts], Facts]


def if_chain(tables: Sequence[Table], name: str = "if/elif") -> Contender:
    """The rules of every table as conditions in order; a table may read what the ones before it gave.

    The answer is what the last table gives, with this and every other contender.
    """
    source = "def decide(facts):\n"
    for table in tables[:-1]:
        source += _reads(table) + _branches(table, "elif", "{} = {}") + "\n"
    source += _reads(tables[-1], known=[each for table in tables[:-1] for each in table.outputs])
    source += _returns(tables[-1])
    names: dict[str, Any] = {}
    exec(source, names)
    return Contender(name, names["decide"])


def _reads(table: Table, known: Sequence[str] = ()) -> str:
    return "".join(f"    {name} = facts[{name!r}]\n" for name in table.inputs if name not in known)


def _branches(table: Table, word: str, assign: str) -> str:
    lines = []
    for number, rule in enumerate(table.rules):
        lines.append(f"    {word if number else 'if'} {_condition(rule)}:\n")
        lines += [f"        {assign.format(output, repr(value))}\n" for output, value in rule.then.items()]
    return "".join(lines)


def _returns(table: Table) -> str:
    """An `if` a rule with its own return: thousands of `elif` nest too deep for Python's compiler."""
    return "".join(
        f"    if {_condition(rule)}:\n        return {{{', '.join(_items(rule))}}}\n" for rule in table.rules
    )


def _items(rule: Rule) -> list[str]:
    return [f"{output!r}: {value!r}" for output, value in rule.then.items()]


def _condition(rule: Rule) -> str:
    return " and ".join(_test(name, condition) for name, condition in rule.when.items())


def _test(name: str, condition: Condition) -> str:
    if isinstance(condition, bool):
        return name if condition else f"not {name}"
    if isinstance(condition, str):
        return f"{name} == {condition!r}"
    low, high = condition
    left = "" if low is None else f"{low} <= "
    right = "" if high is None else f" < {high}"
    return f"{left}{name}{right}"


def indexed_check(placement: Table, terms: Table) -> Contender:
    """The check with its boundaries bisected and its rows in a dict, as its two tables allow."""
    ages = (25,)
    capacities = (25, 75)
    rows = {
        (capacity, language, age): _first(placement, capacities, ages, capacity, language, age)
        for capacity in range(3)
        for language in (False, True)
        for age in range(2)
    }
    amounts = {rule.when["measure"]: rule.then for rule in terms.rules}
    answers = {key: amounts[measure] for key, measure in rows.items()}

    def decide(facts: Facts) -> Facts:
        key = (
            bisect_right(capacities, facts["capacity"]),
            facts["language"],
            bisect_right(ages, facts["age"]),
        )
        return dict(answers[key])

    return Contender("dict and bisect", decide)


def _first(
    table: Table, capacities: Sequence[int], ages: Sequence[int], capacity: int, language: bool, age: int
) -> str:
    facts = {
        "capacity": (0, *capacities)[capacity],
        "language": language,
        "age": (0, *ages)[age],
    }
    for rule in table.rules:
        if all(holds(condition, facts[name]) for name, condition in rule.when.items()):
            return str(rule.then["measure"])
    raise ValueError(f"No rule for {facts}.")


def holds(condition: Condition, value: Any) -> bool:
    """Whether a condition holds for a value."""
    if isinstance(condition, Band):
        low, high = condition
        return (low is None or low <= value) and (high is None or value < high)
    return bool(condition == value)


def indexed_grid(table: Table) -> Contender:
    """A generated table as a dict of groups, each with the bounds of its bands to bisect."""
    bounds: dict[str, list[int]] = {}
    outputs: dict[str, list[Facts]] = {}
    for rule in table.rules:
        group, income = rule.when["group"], rule.when["income"]
        if not isinstance(group, str) or not isinstance(income, Band) or income.low is None:
            raise TypeError(f"{rule} is no rule of a generated table.")
        bounds.setdefault(group, []).append(income.low)
        outputs.setdefault(group, []).append(dict(rule.then))

    def decide(facts: Facts) -> Facts:
        group = facts["group"]
        return dict(outputs[group][bisect_right(bounds[group], facts["income"]) - 1])

    return Contender("dict and bisect", decide)


def bonus() -> Contender:
    """The expression of the bonus, in exact decimals."""
    half, quarter = Decimal("0.5"), Decimal("0.25")

    def share(facts: Facts) -> Decimal:
        months, bonus = facts["months"], Decimal(facts["bonus"])
        return bonus if months <= 6 else bonus * half if months <= 10 else bonus * quarter

    return Contender("if/elif", share)


def condition() -> Contender:
    """The condition."""
    return Contender(
        "if/elif", lambda facts: (facts["months"] >= 6 and facts["months"] < 10) or facts["bonus"] > 40_000
    )
