"""The tables that every contender decides, as plain data. Made up: the amounts are no municipality's.

Each engine writes them in its own form (`bench.engines`), so that all have the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt
from typing import NamedTuple

BAND = 10_000
"""How wide a band of the generated tables is."""


class Band(NamedTuple):
    """A condition on a number: at least `low` and below `high`; None is no bound."""

    low: int | None
    high: int | None


Condition = Band | str | bool
Value = str | int


@dataclass(frozen=True)
class Rule:
    """The conditions of a rule by column, those that hold for any value left out, and its outputs."""

    when: dict[str, Condition]
    then: dict[str, Value]


@dataclass(frozen=True)
class Table:
    """A decision table of which one rule hits. The columns have types: number, text, boolean."""

    name: str
    inputs: dict[str, str]
    outputs: dict[str, str]
    rules: list[Rule]


LOW, MIDDLE, HIGH = Band(None, 25), Band(25, 75), Band(75, None)
YOUNG, GROWN = Band(None, 25), Band(25, None)

PLACEMENT = Table(
    "measure",
    {"capacity": "number", "language": "boolean", "age": "number"},
    {"measure": "text"},
    [
        Rule({"capacity": LOW}, {"measure": "preparation"}),
        Rule({"capacity": MIDDLE, "language": True}, {"measure": "language and work"}),
        Rule({"capacity": MIDDLE, "language": False, "age": YOUNG}, {"measure": "trainee"}),
        Rule({"capacity": MIDDLE, "language": False, "age": GROWN}, {"measure": "work training"}),
        Rule({"capacity": HIGH, "language": True}, {"measure": "language"}),
        Rule({"capacity": HIGH, "language": False, "age": YOUNG}, {"measure": "education"}),
        Rule({"capacity": HIGH, "language": False, "age": GROWN}, {"measure": "matching"}),
    ],
)

TERMS = Table(
    "terms",
    {"measure": "text"},
    {"amount": "number", "months": "number", "bonus": "number"},
    [
        Rule({"measure": measure}, {"amount": amount, "months": months, "bonus": bonus})
        for measure, amount, months, bonus in [
            ("preparation", 700, 6, 0),
            ("language and work", 600, 12, 100),
            ("trainee", 550, 6, 300),
            ("work training", 500, 9, 200),
            ("language", 450, 12, 0),
            ("education", 400, 3, 300),
            ("matching", 300, 3, 500),
        ]
    ],
)

CHECK = (PLACEMENT, TERMS)
"""One check: which measure, and then on what terms."""

GROUPS = 5
"""How many groups a generated table has; the bands of a group share the rest."""


def grid(rules: int, columns: int = 2, groups: int = GROUPS) -> Table:
    """A table of so many rules: each group (a text) has its bands of an income (a number).

    Columns beyond the two hold wide bands, which differ from rule to rule and hold for every case.
    """
    bands = rules // groups
    wide = extra_columns(columns)
    return Table(
        "rate",
        {"group": "text", "income": "number"} | dict.fromkeys(wide, "number"),
        {"rate": "number", "level": "text"},
        [
            Rule(_conditions(group, band, wide), _outputs(group * bands + band))
            for group in range(groups)
            for band in range(bands)
        ],
    )


def _conditions(group: int, band: int, wide: list[str]) -> dict[str, Condition]:
    conditions: dict[str, Condition] = {"group": f"g{group}", "income": _band(band)}
    for number, name in enumerate(wide):
        conditions[name] = Band(None, 1_000 + (7 * number + 13 * band + group) % 97)
    return conditions


def extra_columns(columns: int) -> list[str]:
    """The names of the columns beyond the two."""
    return [f"extra{number}" for number in range(1, columns - 1)]


def mixed(rules: int) -> Table:
    """A table of about so many rules over seven columns: texts, booleans and bands, some left out.

    Each text and boolean has bands of an income; every seventh rule is missing, every eleventh is wider than
    its band, and each tenth looks at no more columns than those.
    """
    texts = GROUPS * 2
    return Table(
        "mixed",
        {
            "group": "text",
            "member": "boolean",
            "income": "number",
            "region": "text",
            "rent": "number",
            "owner": "boolean",
            "age": "number",
        },
        {"rate": "number", "level": "text"},
        [
            Rule(_mixed(number // texts, number % texts, number), _outputs(number))
            for number in range(rules)
            if number % 7
        ],
    )


def _mixed(band: int, text: int, number: int) -> dict[str, Condition]:
    wider = BAND if number % 11 == 0 else 0
    conditions: dict[str, Condition] = {
        "group": f"g{text % GROUPS}",
        "member": text >= GROUPS,
        "income": Band(band * BAND, (band + 1) * BAND + wider),
    }
    if number % 10:
        conditions |= {
            "region": f"r{number % 3}",
            "rent": Band(None, 20_000 + number % 97),
            "age": Band(18, None),
        }
    return conditions


def squares(rules: int) -> Table:
    """A table of so many rules (a square) over bands of two numbers: no text to look up."""
    side = isqrt(rules)
    return Table(
        "rate",
        {"income": "number", "rent": "number"},
        {"rate": "number", "level": "text"},
        [
            Rule({"income": _band(row), "rent": _band(column)}, _outputs(row * side + column))
            for row in range(side)
            for column in range(side)
        ],
    )


def _band(number: int) -> Band:
    return Band(number * BAND, (number + 1) * BAND)


def _outputs(number: int) -> dict[str, Value]:
    return {"rate": number * 3 % 1_009, "level": f"level {number % 7}"}
