"""The check and the prorated amount over columns, as written by hand for DuckDB, polars and numpy.

Each gives the outputs as columns of an Arrow table. What the rules mean is written once more in each, as it
must be without an engine; the prorated amount is counted in whole öre, so that it is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa

from bench.engines.by_hand import holds
from bench.tables import PLACEMENT, TERMS, Band, Condition, Rule, Value

Work = Callable[[pa.Table], pa.Table]

DAYS_A_MONTH = 30
OUTPUTS = tuple(TERMS.outputs)
PRORATED = pa.decimal128(18, 2)


def duckdb(*, prorated: bool = False) -> Work:
    """SQL over the Arrow table itself, with a CASE for each table; both cores.

    The placement is a number from one table to the next, for texts are slower; a join would lose the order.
    """
    import duckdb as engine

    connection = engine.connect()
    branches = (f"WHEN {_sql(rule)} THEN {number}" for number, rule in enumerate(PLACEMENT.rules))
    wanted = ", ".join(f"{_choice(output)} AS {output}" for output in OUTPUTS)
    if prorated:
        ore = f"({_choice('amount')} * days * 200 + {DAYS_A_MONTH}) // {2 * DAYS_A_MONTH}"
        wanted = f"CAST({ore} AS DECIMAL(18, 0)) * CAST(0.01 AS DECIMAL(3, 2)) AS prorated"
    query = f"""
        WITH placed AS (SELECT *, CASE {" ".join(branches)} END AS measure FROM facts)
        SELECT {wanted} FROM placed"""

    def work(facts: pa.Table) -> pa.Table:
        connection.register("facts", facts)
        return connection.sql(query).to_arrow_table()

    return work


def _terms(output: str) -> list[Value]:
    """An output of the terms, by the placement's rule."""
    terms = {str(rule.when["measure"]): rule.then[output] for rule in TERMS.rules}
    return [terms[str(rule.then["measure"])] for rule in PLACEMENT.rules]


def _choice(output: str) -> str:
    branches = (f"WHEN {number} THEN {value}" for number, value in enumerate(_terms(output)))
    return f"CAST(CASE measure {' '.join(branches)} END AS BIGINT)"


def _sql(rule: Rule) -> str:
    return " AND ".join(_sql_test(name, condition) for name, condition in rule.when.items())


def _sql_test(name: str, condition: Condition) -> str:
    if isinstance(condition, bool):
        return name if condition else f"NOT {name}"
    if not isinstance(condition, Band):
        raise TypeError(f"{condition} is no condition of the placement.")
    bounds = [f"{name} >= {condition.low}"] if condition.low is not None else []
    bounds += [f"{name} < {condition.high}"] if condition.high is not None else []
    return " AND ".join(bounds)


def polars(*, prorated: bool = False) -> Work:
    """Lazy expressions, `when` and `then` for the placement and an index into the terms; both cores."""
    import polars as pl

    chain: Any = pl
    for number, rule in enumerate(PLACEMENT.rules):
        chain = chain.when(_expression(pl, rule)).then(pl.lit(number, pl.UInt32))
    placed = chain.alias("measure")
    wanted = [
        pl.lit(pl.Series(_terms(output), dtype=pl.Int64)).gather(pl.col("measure")).alias(output)
        for output in OUTPUTS
    ]
    if prorated:
        ore = (wanted[0] * pl.col("days") * 200 + DAYS_A_MONTH) // (2 * DAYS_A_MONTH)
        wanted = [(ore.cast(pl.Decimal(18, 0)) * pl.lit(Decimal("0.01"))).alias("prorated")]

    def work(facts: pa.Table) -> pa.Table:
        frame = pl.from_arrow(facts)
        if not isinstance(frame, pl.DataFrame):
            raise TypeError("A table became no frame.")
        return frame.lazy().with_columns(placed).select(wanted).collect().to_arrow()

    return work


def _expression(pl: Any, rule: Rule) -> Any:
    tests = [_polars_test(pl.col(name), condition) for name, condition in rule.when.items()]
    return reduce(lambda left, right: left & right, tests)


def _polars_test(column: Any, condition: Condition) -> Any:
    if isinstance(condition, bool):
        return column if condition else ~column
    if not isinstance(condition, Band):
        return column == condition
    bounds = [column >= condition.low] if condition.low is not None else []
    bounds += [column < condition.high] if condition.high is not None else []
    return reduce(lambda left, right: left & right, bounds)


def numpy(*, prorated: bool = False) -> Work:
    """A look-up table by capacity, language and age, and one `take` a column; one thread."""
    amounts = _amounts()

    def work(facts: pa.Table) -> pa.Table:
        columns = facts.combine_chunks()
        capacity = columns["capacity"].chunk(0).to_numpy()
        language = columns["language"].chunk(0).to_numpy(zero_copy_only=False)
        age = columns["age"].chunk(0).to_numpy()
        cell = _CAPACITY[capacity] + 2 * language + (age >= 25)
        if not prorated:
            return pa.table({output: amounts[output][cell] for output in OUTPUTS})
        days = columns["days"].chunk(0).to_numpy()
        ore = (amounts["amount"][cell] * days * 200 + DAYS_A_MONTH) // (2 * DAYS_A_MONTH)
        return pa.table({"prorated": _decimals(ore)})

    return work


_CAPACITY = np.array([0 if each < 25 else 4 if each < 75 else 8 for each in range(101)], dtype=np.int8)
"""Where the cells of a capacity begin among the twelve."""


def _amounts() -> dict[str, Any]:
    """Each output by cell: capacity in thirds, language, age in halves."""
    terms = {rule.when["measure"]: rule.then for rule in TERMS.rules}
    measures = [
        _measure({"capacity": capacity, "language": language, "age": age})
        for capacity in (0, 25, 75)
        for language in (False, True)
        for age in (0, 25)
    ]
    return {
        output: np.array([terms[measure][output] for measure in measures], dtype=np.int64)
        for output in OUTPUTS
    }


def _measure(facts: dict[str, Any]) -> Condition:
    return next(
        str(rule.then["measure"])
        for rule in PLACEMENT.rules
        if all(holds(condition, facts[name]) for name, condition in rule.when.items())
    )


def _decimals(ore: Any) -> pa.Array:
    """Whole öre as decimals with two places: the same 128-bit integers, told to be hundredths."""
    wide = np.zeros((len(ore), 2), dtype=np.int64)
    wide[:, 0] = ore
    wide[:, 1] = ore >> 63
    return pa.Array.from_buffers(PRORATED, len(ore), [None, pa.py_buffer(wide)])
