"""From a form to the draft's new text: made, checked, and merged with what somebody else wrote."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from motor.documents import source
from motor.documents.reader import read
from motor.documents.splicing import spliced
from motor.editing.sources import mark
from motor.errors import Location, Problem
from verktyg.tabell.andringar import Change, compare
from verktyg.tabell.kolumner import THEN, WHEN, Key
from verktyg.tabell.regler import rule_edits
from verktyg.webb.redigering.blankett import (
    RULES,
    Draft,
    Fields,
    Told,
    as_table,
    cell_name,
    filled_in,
    text_name,
)
from verktyg.webb.redigering.disken import Loaded
from verktyg.webb.redigering.falt import Path, path_at, text_edit
from verktyg.webb.redigering.ordval import cells_of, of_cell

NO_RULES = Problem("inga regler", "En tabell behöver minst en regel.", hint="Lägg till en regel.")
_KINDS = {"när": WHEN, "ger": THEN}


@dataclass(frozen=True, slots=True)
class Edited:
    """The text that a form gives, and what it changes."""

    text: str
    changes: list[Change]


def edited(draft: Draft, fields: Fields) -> Edited:
    """The draft's text with what somebody has changed in the form; all else stands as it stood."""
    changes = []
    edits = []
    for entry, text in zip(draft.entries, fields.texts, strict=True):
        if text != entry.text:
            edits.append(text_edit(draft.root, entry.path, text))
            rule = str(entry.rule or "")
            changes.append(Change("", "", rule, entry.label, entry.text, text))
    text = spliced(draft.text, edits)
    table = as_table(draft, fields)
    if table is not None and table.rows:
        found, wanted = compare(table)
        root, _, _ = read((str(draft.path), text))
        if found and isinstance(root, source.Mapping):
            order = [column.key for column in draft.columns]
            text = spliced(text, rule_edits(root, wanted, order, _own_source(draft)))
            changes += found
    return Edited(text, changes)


def _own_source(draft: Draft) -> str:
    """What a new rule is said to come from: the version's own document and section."""
    references = draft.document.notes.references
    return mark(references[0].dnr, references[0].section) if references else mark()


# --- the check


def checked(known: Iterable[Problem], rules: Loaded, draft: Draft, fields: Fields, text: str) -> Told:
    """What hinders that the text is written, each problem at its field.

    `rules` are those with the text; errors in other files that were `known` before hinder nothing.
    """
    told = Told()
    cells = cells_of(draft.columns, fields)
    own = str(draft.path)
    before = {(one.where.file, one.message) for one in known}
    place = placer(draft, fields, text)
    for one in rules.faults:
        if one.where.file == own or (one.where.file, one.message) not in before:
            name = place(one)
            told.add(name, of_cell(one, *cells[name]) if name in cells else one)
    return told


def without_rules(draft: Draft, fields: Fields) -> Told:
    """What is said of a table whose rules are all taken away; nothing of any other form."""
    told = Told()
    if draft.table is not None and not fields.rows:
        told.add(RULES, NO_RULES)
    return told


def placer(draft: Draft, fields: Fields, text: str) -> Callable[[Problem], str | None]:
    """Tells at which field of the form a problem in the text stands, by its line and column."""
    root, file, _ = read((str(draft.path), text))
    starts = [0]
    for line in file.lines:
        starts.append(starts[-1] + len(line) + 1)
    names = _names(draft, fields)

    def place(problem: Problem) -> str | None:
        where = problem.where
        if where.file != str(draft.path) or where.line is None or root is None or where.line > len(starts):
            return None
        path = path_at(root, starts[where.line - 1] + (where.column or 1) - 1)
        return next((names[path[:size]] for size in range(len(path), 0, -1) if path[:size] in names), None)

    return place


def _names(draft: Draft, fields: Fields) -> dict[Path, str]:
    """The fields by their paths in the text that the form gives: a rule may stand elsewhere than it did."""
    names: dict[Path, str] = {}
    now = {row.number: place for place, row in enumerate(fields.rows)}
    for index, entry in enumerate(draft.entries):
        if entry.rule is None:
            names[entry.path] = text_name(index)
        elif entry.rule in now:
            names["regler", now[entry.rule], *entry.path[2:]] = text_name(index)
    columns: dict[Key, int] = {column.key: index for index, column in enumerate(draft.columns)}
    for place, row in enumerate(fields.rows):
        names["regler", place] = cell_name(row.key, 0)
        for part, kind in _KINDS.items():
            for (what, name), index in columns.items():
                if what == kind:
                    names["regler", place, part, name] = cell_name(row.key, index)
    return names


# --- somebody else's change in between


@dataclass(frozen=True, slots=True)
class Merged:
    """A form with somebody's edits on top of a newer text; `both` are the fields that both have changed."""

    fields: Fields
    both: dict[str, str]


def merged(base: Draft, mine: Fields, newer: Draft) -> Merged | None:
    """My edits of `base` on `newer`, field by field; None where the two do not have the same fields."""
    was, is_ = filled_in(base), filled_in(newer)
    same_columns = [one.key for one in base.columns] == [one.key for one in newer.columns]
    same_texts = [one.path for one in base.entries] == [one.path for one in newer.entries]
    if not (same_columns and same_texts and len(was.rows) == len(is_.rows)):
        return None
    both: dict[str, str] = {}

    def pick(name: str, old: str, own: str, new: str) -> str:
        if own == old:
            return new
        if new not in (old, own):
            both[name] = new
        return own

    texts = [
        pick(text_name(index), *three)
        for index, three in enumerate(zip(was.texts, mine.texts, is_.texts, strict=True))
    ]
    old_rows, new_rows = ({row.key: row.cells for row in rows} for rows in (was.rows, is_.rows))
    rows = []
    for row in mine.rows:
        if row.number is not None:
            three = zip(old_rows[row.key], row.cells, new_rows[row.key], strict=True)
            cells = [pick(cell_name(row.key, index), *each) for index, each in enumerate(three)]
            row = replace(row, cells=tuple(cells))  # noqa: PLW2901 - the same rule with other cells
        rows.append(row)
    return Merged(Fields(tuple(texts), tuple(rows)), both)


def differing_lines(before: str, after: str) -> list[tuple[str, str]]:
    """The lines that are gone ("-") and new ("+"), in order."""
    compared = difflib.ndiff(before.splitlines(), after.splitlines())
    return [(line[0], line[2:]) for line in compared if line[0] in "+-"]


def both_changed(both: dict[str, str]) -> Told:
    """What somebody else wrote in the fields that both have changed."""
    told = Told()
    for name, text in both.items():
        message = f"Någon annan har skrivit {text or 'inget'} här under tiden."
        told.add(name, Problem("annan ändring", message, Location()))
    return told
