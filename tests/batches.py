"""What the tests of many rows at once share: columns of answers worth trying, and what rows should get."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from motor.batch import plan
from motor.errors import FactError, MotorError
from motor.rulebook import Rulebook
from motor.rulebook.facts import Fact, read_facts
from motor.rulebook.types import kind
from motor.values.convert import from_python
from motor.values.text import to_string
from motor.values.types import ListType
from tests.candidates import candidates

DAY = datetime.date(2024, 6, 1)
A_DAY = datetime.timedelta(days=1)


def expected(
    rulebook: Rulebook,
    rows: Iterable[Mapping[str, Any]],
    decisions: Iterable[str] | None,
    day: datetime.date = DAY,
) -> list[dict[str, Any]]:
    """What the interpreter gives for each row's answered facts, those that the decisions rest on."""
    asked = plan.make(rulebook, DAY, None, decisions)
    known: dict[str, dict[str, Any]] = {}
    return [
        known.setdefault(str(row), known.get(str(row)) or _answer(rulebook, asked, row, day)) for row in rows
    ]


def _answer(
    rulebook: Rulebook, asked: plan.Plan, row: Mapping[str, Any], day: datetime.date
) -> dict[str, Any]:
    facts = {name: row[name] for name in asked.facts if name in row}
    answer: dict[str, Any] = dict.fromkeys([*asked.decisions, "saknas", "fel"])
    try:
        result = rulebook.evaluate(facts, day, asked.asked)
    except MotorError as error:
        return answer | {"fel": error.problems[0].message}
    return answer | result.values | {"saknas": ", ".join(result.missing) or None}


def same(given: Iterable[Mapping[str, Any]], wanted: Iterable[Mapping[str, Any]]) -> list[str]:
    """Every difference; a fault is held to the first problem's sentence. Durations and times come as text."""
    differences = []
    for number, (one, other) in enumerate(zip(given, wanted, strict=True), 1):
        for name, value in other.items():
            fault = name == "fel" and value is not None and value in (one[name] or "")
            spoken = isinstance(one[name], str) and one[name] == to_string(from_python(value))
            if not fault and not spoken and one[name] != value:
                differences.append(f"row {number}, {name}: {one[name]!r}, not {value!r}")
    return differences


def drawn(rulebook: Rulebook, rows: int, seed: int, own: bool = True) -> pa.Table:
    """Rows with an id and every fact, in columns of the facts' own types unless `own` is false.

    Every other row has no answer that is refused, where the column has any other.
    """
    chance = random.Random(seed)
    columns: dict[str, Any] = {"id": range(rows)}
    for name, fact in rulebook.facts.items():
        columns_of = _columns(rulebook, fact)
        type_, cells = columns_of[0] if own else chance.choice(columns_of)
        sound = [cell for cell in cells if cell is not None and _taken(rulebook, name, cell)] or cells
        columns[name] = _array([chance.choice(cells if row % 2 else sound) for row in range(rows)], type_)
    return pa.table(columns)


def _taken(rulebook: Rulebook, name: str, cell: Any) -> bool:
    try:
        read_facts({name: cell}, rulebook.facts)
    except FactError:
        return False
    return True


def tables(rulebook: Rulebook, most: int = 7) -> st.SearchStrategy[pa.Table]:
    """Tables of some facts, each with a column of a type that may or may not be the fact's."""
    length = st.integers(1, most)
    return length.flatmap(lambda rows: _table(rulebook, rows))


def _table(rulebook: Rulebook, rows: int) -> st.SearchStrategy[pa.Table]:
    columns = {
        name: st.sampled_from(_columns(rulebook, fact)).flatmap(
            lambda column: st.lists(st.sampled_from(column[1]), min_size=rows, max_size=rows).map(
                lambda cells: _array(cells, column[0])
            )
        )
        for name, fact in rulebook.facts.items()
    }
    return st.fixed_dictionaries({}, optional=columns).map(
        lambda found: pa.table(found or {"rad": [0] * rows})
    )


def _array(cells: list[Any], type_: pa.DataType) -> pa.Array:
    if isinstance(type_, pa.DictionaryType):
        return pa.array(cells, type_.value_type).dictionary_encode()
    return pa.array(cells, type_)


def _columns(rulebook: Rulebook, fact: Fact) -> list[tuple[pa.DataType, list[Any]]]:
    """Types for a fact's column, its own first and most, with cells of that type."""
    answers = candidates(rulebook, fact.name)
    numbers = [each for each in answers if isinstance(each, int | Decimal) and not isinstance(each, bool)]
    texts = [each for each in answers if isinstance(each, str)] or ["40", "oklar", ""]
    days = [each for each in answers if isinstance(each, datetime.date)] or [DAY]
    small = [int(each) for each in numbers if abs(each) < 2**31] or [0, 1]
    if isinstance(fact.type, ListType):
        lists = [list(each) for each in answers if isinstance(each, tuple)]
        return [(pa.list_(pa.string()), [None, *lists])]
    other = {
        "number": (pa.decimal128(38, 4), [Decimal(each) for each in numbers]),
        "string": (pa.string(), texts),
        "boolean": (pa.bool_(), [True, False]),
        "date": (pa.date32(), days),
    }
    own = other.get(kind(fact.type), other["string"])
    more = [
        (pa.int64(), small),
        (pa.float64(), [float(each) for each in small] + [0.1, 24.999999999999996, 1e300, float("nan")]),
        (pa.dictionary(pa.int32(), pa.string()), texts),
        (pa.timestamp("us"), [datetime.datetime.fromisoformat("2024-06-01T12:00")]),
        *other.values(),
    ]
    return [(type_, [None, *cells]) for type_, cells in [*[own] * len(more), *more]]
