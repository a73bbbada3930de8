"""The form as its page draws it: each field with its label, its width and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from motor.errors import Problem
from motor.rulebook.review import TO_FILL_IN
from verktyg.format import capital
from verktyg.tabell.kolumner import Column
from verktyg.webb.redigering.blankett import RULES, Draft, Fields, Told, cell_name, text_name
from verktyg.webb.redigering.falt import DESCRIPTION, EXPRESSION, SOURCE, Entry

NARROWEST, WIDEST = 5, 28
"""How many characters of a cell a field shows; a longer text has a field of several lines."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field: `label` is read out, `lines` how many lines it shows (one: an input)."""

    name: str
    label: str
    text: str
    lines: int
    width: int
    hint: str | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """A rule: its place, its cells and its sources; `source` says them in short."""

    key: str
    place: int
    cells: list[FieldView]
    sources: list[FieldView]
    source: str
    open: bool


@dataclass(frozen=True, slots=True)
class FormView:
    """The whole form. `sources` are the version's own, `other_sources` those of its columns and steps."""

    description: list[FieldView]
    sources: list[FieldView]
    other_sources: list[FieldView]
    expressions: list[FieldView]
    columns: tuple[Column, ...]
    rows: list[RowView]

    @property
    def others_open(self) -> bool:
        """Whether some source of a column or step has to be looked at."""
        return any(TO_FILL_IN in view.text or view.problems for view in self.other_sources)


def form_view(draft: Draft, fields: Fields, told: Told) -> FormView:
    """The draft's form with what stands in it."""
    views = [
        (entry, _text_view(index, entry, fields.texts[index], told))
        for index, entry in enumerate(draft.entries)
    ]
    own = [(entry, view) for entry, view in views if entry.rule is None]

    def of(*kinds: str) -> list[FieldView]:
        return [view for entry, view in own if entry.kind in kinds]

    widths = [_width(texts) for texts in zip(*(row.cells for row in fields.rows), strict=True)]
    rows = []
    for place, row in enumerate(fields.rows, 1):
        cells = [
            _cell_view(cell_name(row.key, index), f"Regel {place}", column, text, widths[index], told)
            for index, (column, text) in enumerate(zip(draft.columns, row.cells, strict=True))
        ]
        sources = [view for entry, view in views if entry.rule is not None and entry.rule == row.number]
        unfilled = any(TO_FILL_IN in view.text or view.problems for view in sources)
        short = "; ".join(view.text for view in sources if view.text)
        rows.append(RowView(row.key, place, cells, sources, short, unfilled))
    mine = [view for entry, view in own if entry.path[0] == SOURCE]
    others = [view for entry, view in own if entry.kind == SOURCE and entry.path[0] != SOURCE]
    return FormView(of(DESCRIPTION), mine, others, of(EXPRESSION, "standard"), draft.columns, rows)


def labels(view: FormView) -> dict[str, str]:
    """What each field is called, for the list of what is wrong."""
    table = {RULES: ""} if view.columns else {}
    listed = [*view.description, *view.sources, *view.other_sources, *view.expressions]
    listed += [each for row in view.rows for each in (*row.cells, *row.sources)]
    return table | {each.name: each.label for each in listed}


def _text_view(index: int, entry: Entry, text: str, told: Told) -> FieldView:
    name = text_name(index)
    lines = 1 if not entry.long else min(12, max(2, text.count("\n") + 1 + len(text) // 90))
    label = entry.label if entry.rule is None else f"Regel {entry.rule}, {entry.label.lower()}"
    return FieldView(name, capital(label), text, lines, 40, entry.hint, _problems(told, name))


def _cell_view(name: str, rule: str, column: Column, text: str, width: int, told: Told) -> FieldView:
    lines = max(text.count("\n") + 1, -(-len(text) // WIDEST))
    unit = f", {column.unit}" if column.unit else ""
    label = f"{rule}, {column.key[0]} {column.key[1]}{unit}"
    return FieldView(name, label, text, lines, width, None, _problems(told, name))


def _width(texts: Iterable[str]) -> int:
    """How many characters the fields of a column show."""
    return min(WIDEST, max(NARROWEST, *(len(text) + 1 for text in texts)))


def _problems(told: Told, name: str) -> tuple[Problem, ...]:
    return tuple(told.by_field.get(name, ()))
