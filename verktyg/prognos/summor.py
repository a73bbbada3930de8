"""Sums of a forecast: volumes, measures and costs, added without rounding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact

EXACT = Context(prec=400, traps=[Inexact])
"""Room for every digit of what is added: `LARGEST` and `FINEST` bound their places."""

ROUNDING = Context(prec=400)

LARGEST = Decimal(10) ** 24
FINEST = -120
"""The last decimal place that an amount may have: a quotient of money and volumes is far from it."""

ZERO = Decimal(0)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    whole = ZERO
    for amount in amounts:
        whole = EXACT.add(whole, amount)
    return whole


def difference(after: Decimal, before: Decimal) -> Decimal:
    """`after` less `before`, exactly."""
    return EXACT.subtract(after, before)


def reachable(amount: Decimal) -> bool:
    """Whether an amount can be summed exactly, and can be one."""
    exponent = amount.as_tuple().exponent
    return abs(amount) < LARGEST and isinstance(exponent, int) and exponent >= FINEST


def rounded(amount: Decimal, places: int = 2) -> Decimal:
    """To so many decimals, half up; what has fewer stays as it is."""
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return amount
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, ROUNDING)


def plain(amount: Decimal) -> Decimal:
    """The same number without zeros after its last decimal, and without an exponent."""
    short = amount.normalize(ROUNDING)
    exponent = short.as_tuple().exponent
    return (
        short.quantize(Decimal(1), context=ROUNDING) if isinstance(exponent, int) and exponent > 0 else short
    )


@dataclass(frozen=True)
class Sums:
    """A volume, measures and costs (kronor), by name."""

    volume: Decimal = ZERO
    measures: Mapping[str, Decimal] = field(default_factory=dict)
    costs: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """The costs together."""
        return total(self.costs.values())

    def figure(self, name: str) -> Decimal | None:
        """`summa`, `antal`, or a measure or cost by its name; None for a name that it has not."""
        own = {"summa": self.total, "antal": self.volume}
        return {**self.measures, **self.costs, **own}.get(name)


def added(parts: Iterable[Sums]) -> Sums:
    """All parts together; the names in the order in which they come."""
    volume = ZERO
    measures: dict[str, Decimal] = {}
    costs: dict[str, Decimal] = {}
    for part in parts:
        volume = EXACT.add(volume, part.volume)
        for sums, own in ((measures, part.measures), (costs, part.costs)):
            for name, amount in own.items():
                sums[name] = EXACT.add(sums.get(name, ZERO), amount)
    return Sums(volume, measures, costs)


@dataclass(frozen=True)
class Row:
    """What a row of a forecast comes to. `group` is None where the forecast has no groups."""

    name: str
    group: str | None
    sums: Sums


@dataclass(frozen=True)
class Forecast:
    """Rows, sums per group, and all together. A portfolio of cases has groups only."""

    rows: tuple[Row, ...]
    groups: Mapping[str, Sums]
    total: Sums

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Forecast:
        """The rows summed; groups in the order in which they come."""
        listed = tuple(rows)
        parts: dict[str, list[Sums]] = {}
        for row in listed:
            if row.group is not None:
                parts.setdefault(row.group, []).append(row.sums)
        groups = {name: added(sums) for name, sums in parts.items()}
        return cls(listed, groups, added(row.sums for row in listed))
