"""What a table gives when certain of its rules hit, as something that two tables' outcomes are compared by.

Cells that are written out have values; a cell that is computed from facts stands for itself by its text.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from motor.errors import MotorError
from motor.feel.scope import Scope
from motor.table import Cell, Table
from motor.values.compare import key_of

_COUNTING = "C#"
_CHOOSING = ("U", "F")
"""The hit policies that give one rule's outputs, whatever they are."""
_RANKING = ("P", "O")


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


class Outcomes:
    """The outcomes of one table, by the rules that hit."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.outputs = [tuple(map(_token, rule.outputs)) for rule in table.model.rules]
        """What each rule gives, cell by cell: two rules with the same tokens give the same."""
        self._computed = {
            index for index, tokens in enumerate(self.outputs) if any(kind == "=" for kind, _ in tokens)
        }
        self.default = tuple(
            None if column.default is None else _token(column.default) for column in table.model.outputs
        )
        self._order = tuple(
            tuple(map(key_of, column.values or ())) for column in table.model.outputs
        )  # of preference
        self._known: dict[tuple[int, ...], Outcome] = {}

    def of(self, hits: tuple[int, ...]) -> Outcome:
        """What the table gives when exactly these rules hit (their indices, in table order)."""
        found = self._known.get(hits)
        if found is None:
            found = self._known[hits] = self._decide(hits)
        return found

    def _decide(self, hits: tuple[int, ...]) -> Outcome:
        policy = self.table.model.hit_policy
        if policy == "U" and len(hits) > 1:
            return CONFLICT
        deciding = hits[:1] if policy in _CHOOSING else hits
        computed = policy != _COUNTING and any(index in self._computed for index in deciding)
        if computed or (not hits and any(token and token[0] == "=" for token in self.default)):
            return self._unknown(policy, deciding)
        scope = Scope()
        try:
            value = self.table.value_of(sum(1 << index for index in hits), scope)
        except MotorError:
            return CONFLICT
        missed = not hits and any(warning.code == "ingen träff" for warning in scope.run.warnings)
        return Outcome(Form.NONE if missed else Form.VALUE, ("värde", key_of(value)), value)

    def _unknown(self, policy: str, hits: tuple[int, ...]) -> Outcome:
        """The outcome of cells that are computed: by the cells, and by how they are put together."""
        tokens = tuple(self.outputs[index] for index in hits) or (self.default,)
        rules = [self.table.model.rules[index].outputs for index in hits]
        cells = [cell for row in rules for cell in row] or [
            column.default for column in self.table.model.outputs if column.default
        ]
        alone = len(set(tokens)) == 1 and policy not in ("R", "O", "C", "C+")
        order = self._order if policy in _RANKING else ()
        key = ("beräknat", tokens[0]) if alone else ("beräknade", policy, bool(hits), order, tokens)
        return Outcome(Form.COMPUTED, key, None, tuple(dict.fromkeys(cell.text for cell in cells)))


def _token(cell: Cell) -> tuple[str, Hashable]:
    """What a cell is told apart by: its value where it is written out, else its text."""
    if cell.constant:
        return "värde", key_of(cell.run(Scope()))
    return "=", cell.text.strip()
