"""A draft as a form: each text and each cell a field, as the file fills them in or as somebody sent them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import motor
from motor.documents import source
from motor.documents.building import read_decision
from motor.documents.model import DecisionDocument, TableDocument
from motor.documents.reader import read
from motor.errors import Problem, RuleError
from verktyg.format import ANY
from verktyg.tabell.andringar import Row
from verktyg.tabell.kolumner import Column, Key, cell_texts, columns_of
from verktyg.webb.formular import MOST_FIELDS, Form
from verktyg.webb.redigering.falt import Entry, entries_of

BASE, PRINT, ROW = "underlag", "avtryck", "rad"
"""The hidden fields: the text that the form was made from, its sha256, and each rule in its order."""

RULES = "regler"
"""The table's place on the page."""

MISSING_VALUE = "saknat värde"
EMPTY_CELL = "tom cell"
"""The codes of the problem that nothing is written where something has to be."""

MOST_CELLS = MOST_FIELDS - 400
"""How many cells a table may have to be edited in a form."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft's text as a form is made from it; `columns` are those of its table, none where it is none."""

    path: Path
    text: str
    root: source.Mapping
    document: DecisionDocument
    columns: tuple[Column, ...]

    @property
    def print(self) -> str:
        """What tells this text from every other."""
        return print_of(self.text)

    @property
    def table(self) -> TableDocument | None:
        """Its table, when it is one."""
        logic = self.document.logic
        return logic if isinstance(logic, TableDocument) else None

    @property
    def entries(self) -> list[Entry]:
        """Its texts beside the rules."""
        return entries_of(self.root)

    @property
    def too_wide(self) -> bool:
        """Whether the table has more cells than a form may have fields."""
        rules = len(self.table.rules) if self.table else 0
        return rules * (len(self.columns) + 1) + len(self.entries) > MOST_CELLS


@dataclass(frozen=True, slots=True)
class RowFields:
    """A rule in the form: its number in the text that the form was made from, or a mark of its own."""

    key: str
    cells: tuple[str, ...]

    @property
    def number(self) -> int | None:
        """The number of the rule that it was; None for a new one."""
        return int(self.key) if self.key.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Fields:
    """What stands in a form: the texts beside the rules, in order, and the rules."""

    texts: tuple[str, ...]
    rows: tuple[RowFields, ...] = ()


@dataclass(frozen=True, slots=True)
class TableForm:
    """A table that somebody has edited in a form (`verktyg.tabell.andringar.Sheet`)."""

    table: TableDocument
    columns: tuple[Column, ...]
    rows: list[Row]
    title: str = ""

    def place(self, row: int, key: Key | None = None) -> tuple[str, str]:
        """The table and the rule as it stands now."""
        return self.title, str(row)


def print_of(text: str) -> str:
    """The sha256 of a draft's text, as the form carries it."""
    return hashlib.sha256(text.encode()).hexdigest()


def draft_of(path: Path, text: str, rulebook: motor.Rulebook) -> Draft:
    """The draft in a file's text (whose lines end in a line feed). Raises RuleError when it is none."""
    document, problems = read_decision((str(path), text))
    root, _, _ = read((str(path), text))
    if document is None or not isinstance(root, source.Mapping):
        raise RuleError(problems)
    logic = document.logic
    columns = tuple(columns_of(logic, rulebook)) if isinstance(logic, TableDocument) else ()
    return Draft(path, text, root, document, columns)


def filled_in(draft: Draft) -> Fields:
    """The form as the draft fills it in."""
    rules = draft.table.rules if draft.table else ()
    rows = (RowFields(str(rule.number), tuple(cell_texts(rule, draft.columns))) for rule in rules)
    return Fields(tuple(entry.text for entry in draft.entries), tuple(rows))


def sent(form: Form, draft: Draft) -> Fields:
    """The form as somebody sent it; a field that did not come is as the draft has it."""
    was = filled_in(draft)
    texts = [_sent(form, text_name(index), text) for index, text in enumerate(was.texts)]
    known = {row.key: row for row in was.rows}
    keys = [key for key in dict.fromkeys(form.all(ROW)) if key in known or _is_new(key)]
    rows = [_row(form, key, known.get(key), draft.columns) for key in keys]
    return Fields(tuple(texts), tuple(rows) if draft.table else ())


def _row(form: Form, key: str, was: RowFields | None, columns: Sequence[Column]) -> RowFields:
    old = was.cells if was else tuple(ANY if column.is_input else "" for column in columns)
    return RowFields(key, tuple(_sent(form, cell_name(key, index), text) for index, text in enumerate(old)))


def _sent(form: Form, name: str, otherwise: str) -> str:
    text = form.one(name)
    return otherwise if text is None else text


def _is_new(key: str) -> bool:
    return key[:1] == "n" and key[1:].isdecimal() and len(key) < 8


def text_name(index: int) -> str:
    """The name of a text's field."""
    return f"t{index}"


def cell_name(key: str, column: int) -> str:
    """The name of a cell's field."""
    return f"c{key}-{column}"


def as_table(draft: Draft, fields: Fields) -> TableForm | None:
    """The rules of the form as an edited table; None where the draft is no table."""
    if draft.table is None:
        return None
    keys = [column.key for column in draft.columns]
    rows = [
        Row(place, row.number, dict(zip(keys, row.cells, strict=True)))
        for place, row in enumerate(fields.rows, 1)
    ]
    return TableForm(draft.table, draft.columns, rows)


# --- the buttons beside the rules


def pressed(fields: Fields, button: str, columns: Sequence[Column]) -> Fields:
    """The form after a button that adds, takes away or moves a rule; as it is for what is no such button."""
    what, _, key = button.partition(" ")
    places = [place for place, row in enumerate(fields.rows) if row.key == key]
    if what == "ny":
        return replace(fields, rows=(*fields.rows, _new_row(fields, columns)))
    if what not in _MOVES or not places:
        return fields
    rows = list(fields.rows)
    row = rows.pop(places[0])
    step = _MOVES[what]
    if step is not None:
        rows.insert(max(0, places[0] + step), row)
    return replace(fields, rows=tuple(rows))


_MOVES: Mapping[str, int | None] = {"upp": -1, "ner": 1, "bort": None}
"""How far each button moves a rule; None takes it away."""


def _new_row(fields: Fields, columns: Sequence[Column]) -> RowFields:
    taken = {int(row.key[1:]) for row in fields.rows if row.number is None}
    cells = tuple(ANY if column.is_input else "" for column in columns)
    return RowFields(f"n{max(taken, default=0) + 1}", cells)


# --- problems at their fields


@dataclass(slots=True)
class Told:
    """Problems by the field that they stand at, and those that stand at none."""

    by_field: dict[str, list[Problem]] = field(default_factory=dict)
    other: list[Problem] = field(default_factory=list)

    def add(self, name: str | None, problem: Problem) -> None:
        """Add a problem, each sentence once at a field; of an empty field nothing more."""
        listed = self.other if name is None else self.by_field.setdefault(name, [])
        empty = name is not None and any(each.code in (MISSING_VALUE, EMPTY_CELL) for each in listed)
        if not empty and problem.message not in [each.message for each in listed]:
            listed.append(problem)

    def __iter__(self) -> Iterator[tuple[str | None, Problem]]:
        for name, problems in self.by_field.items():
            yield from ((name, problem) for problem in problems)
        yield from ((None, problem) for problem in self.other)

    def __len__(self) -> int:
        return sum(1 for _ in self)
