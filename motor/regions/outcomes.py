"""What a table gives when certain of its rules hit, as something that two tables' outcomes are compared by.

Cells that are written out have values; a cell that is computed from facts stands for itself by its text.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from motor.errors import MotorError
from motor.feel.scope import Scope
from motor.regions.space import bits
from motor.table import Cell, Table
from motor.table.hit_policy import LISTING
from motor.values.compare import key_of

Rules = int
"""A set of rules as a bitmask, bit 0 for the first."""

Token = tuple[str, Hashable]
Row = tuple[Token, ...]

COMPUTED = "beräknas"
"""The kind of a token that is the text of a cell."""

COUNTING = "C#"
RANKING = ("P", "O")


class Form(StrEnum):
    """What kind of outcome it is."""

    VALUE = "värde"
    NONE = "ingen regel stämmer"
    COMPUTED = "beräknas"
    CONFLICT = "reglerna motsäger varandra"
    REFUSED = "otillåtet indata"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a table gives. `texts` are the output cells that give it, by column, where it is computed.

    Two outcomes with one `key` are equal: FEEL equality of the whole output, and null is the same as null.
    """

    form: Form
    key: Hashable = field(repr=False)
    value: Any = None
    texts: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it is the same whatever facts lie behind the table's inputs."""
        return self.form is not Form.COMPUTED


CONFLICT = Outcome(Form.CONFLICT, "konflikt")
REFUSED = Outcome(Form.REFUSED, "otillåtet")


class TableOutcomes:
    """The outcomes of one table, by the rules that hit."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.policy = table.model.hit_policy
        self.outputs = _outputs(table)
        """What each rule gives, cell by cell: two rules with the same tokens give the same."""
        self._computed = sum(1 << place for place, row in enumerate(self.outputs) if _is_computed(row))
        columns = table.model.outputs
        self._default = tuple(None if each.default is None else _token(each.default) for each in columns)
        self._order = tuple(tuple(map(key_of, each.values or ())) for each in columns)
        """The order of preference, column by column."""
        self._known: dict[Rules, Outcome] = {}

    def of(self, hits: Rules) -> Outcome:
        """What the table gives when exactly these rules hit."""
        deciding = DECIDING[self.policy](self, hits)
        if deciding not in self._known:
            self._known[deciding] = self._decided(deciding)
        return self._known[deciding]

    def _decided(self, hits: Rules) -> Outcome:
        computed = bool(hits & self._computed) and self.policy != COUNTING
        several = hits.bit_count() > 1
        if several and (self.policy == "U" or (self.policy == "A" and not computed)):
            return CONFLICT
        if computed or (not hits and _is_computed(self._default)):
            return self._unknown(hits)
        scope = Scope()
        try:
            value = self.table.value_of(hits, scope)
        except MotorError:
            return CONFLICT
        missed = not hits and any(warning.code == "ingen träff" for warning in scope.run.warnings)
        return Outcome(Form.NONE if missed else Form.VALUE, ("värde", key_of(value)), value)

    def _unknown(self, hits: Rules) -> Outcome:
        """The outcome of cells that are computed: by the cells, and by how they are put together."""
        places = bits(hits)
        tokens = tuple(self.outputs[place] for place in places) or (self._default,)
        cells = [cell for place in places for cell in self.table.model.rules[place].outputs] or [
            column.default for column in self.table.model.outputs if column.default
        ]
        alone = len(set(tokens)) == 1 and self.policy not in (*LISTING, "C+")
        order = self._order if self.policy in RANKING else ()
        key = ("beräknat", tokens[0]) if alone else ("beräknade", self.policy, bool(hits), order, tokens)
        return Outcome(Form.COMPUTED, key, None, tuple(dict.fromkeys(cell.text for cell in cells)))


def _outputs(table: Table) -> list[Row]:
    """The tokens of each rule; cells with the same text are run once."""
    known: dict[tuple[tuple[bool, str], ...], Row] = {}
    found = []
    for rule in table.model.rules:
        texts = tuple((cell.constant, cell.text) for cell in rule.outputs)
        if texts not in known:
            known[texts] = tuple(map(_token, rule.outputs))
        found.append(known[texts])
    return found


def _token(cell: Cell) -> Token:
    """What a cell is told apart by: its value where it is written out, else its text."""
    if cell.constant:
        return "värde", key_of(cell.run(Scope()))
    return COMPUTED, cell.text.strip()


def _is_computed(tokens: Iterable[Token | None]) -> bool:
    return any(token is not None and token[0] == COMPUTED for token in tokens)


# --- which of the rules that hit decide


def _first(_: TableOutcomes, hits: Rules) -> Rules:
    return hits & -hits


def _first_two(_: TableOutcomes, hits: Rules) -> Rules:
    first = hits & -hits
    second = hits ^ first
    return first | second & -second


def _each_output(outcomes: TableOutcomes, hits: Rules) -> Rules:
    """The first rule with each output."""
    found: dict[Row, int] = {}
    for place in bits(hits):
        found.setdefault(outcomes.outputs[place], 1 << place)
    return sum(found.values())


def _all(_: TableOutcomes, hits: Rules) -> Rules:
    return hits


DECIDING: dict[str, Callable[[TableOutcomes, Rules], Rules]] = {
    "U": _first_two,
    "A": _each_output,
    "P": _each_output,
    "F": _first,
    "R": _all,
    "O": _all,
    "C": _all,
    "C+": _all,
    "C<": _each_output,
    "C>": _each_output,
    "C#": _all,
}
"""By hit policy, some of the rules that hit, which alone give the same."""
