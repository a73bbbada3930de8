"""Whether the rules of a table shut each other out, so that the first hit is the only one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from motor import feel
from motor.dmn.boxed_text import is_any
from motor.dmn.model import DecisionTable
from motor.exchange.texts_in import Texts
from motor.feel.scope import Scope
from motor.table import InputColumn, UnaryTest
from motor.table.column import Column
from motor.values.types import SimpleType

MOST_RULES = 500
"""How many rules are held against each other."""


def exclusive(table: DecisionTable, texts: Texts) -> bool:
    """Whether no value can meet two rules; False when that is not sure."""
    if len(table.rules) > MOST_RULES:
        return False
    together = [(1 << len(table.rules)) - 1] * len(table.rules)
    for index, column in enumerate(table.inputs):
        if not isinstance(texts.type_of(column.text), SimpleType):
            continue
        cut = Column(InputColumn(column.text, _nothing), _tests(rule.tests[index] for rule in table.rules))
        masks = cut.possible_masks
        for number in range(len(table.rules)) if masks is not None else ():
            met = 0
            for mask in masks or ():
                met |= mask if mask >> number & 1 else 0
            together[number] &= met
    return all(mask & ~(1 << number) == 0 for number, mask in enumerate(together))


def _tests(texts: Iterable[str]) -> Iterator[UnaryTest | None]:
    for text in texts:
        if is_any(text):
            yield None
        else:
            node = feel.parse_unary_tests(text)
            yield UnaryTest(text, node, feel.compile(node))


def _nothing(_: Scope) -> None:
    return None
