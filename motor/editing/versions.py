"""A new version of a decision: the one in force copied, as a draft, with its amounts indexed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from motor.documents.amounts import Place, places
from motor.documents.model import Status
from motor.documents.splicing import Edit
from motor.editing.indexing import Indexing, amount_text
from motor.editing.layout import Layout, layout_of
from motor.editing.sources import MARK, marked
from motor.errors import EditError, Problem, suggestion
from motor.rulebook.decision import Decision, Version
from motor.rulebook.review import unfilled_sources

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AmountChange:
    """An amount before and after."""

    place: Place
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A file to write: the copy of a version, with its indexed amounts.

    `untouched` are the expressions with numbers whose amounts, if any, were not indexed; `to_fill_in` counts
    the sources that somebody has to write. `description` is what the copied version says of itself, `ends`
    the last day where another version begins after this one.
    """

    path: Path
    content: bytes
    copied: Path
    changes: tuple[AmountChange, ...]
    untouched: tuple[Place, ...]
    to_fill_in: int
    description: str | None = None
    ends: datetime.date | None = None


def new_version(
    decision: Decision, start: datetime.date, indexing: Indexing | None, source: str = MARK
) -> NewVersion:
    """A draft from `start`, copied from the version in force the day before.

    `source` is YAML that is written in place of the sources that are not its own.

    Raises EditError when it would begin where another version does, before the first one, or while or after
    one that has an end; and when there is nothing to index.
    """
    copied = Path(_version_to_copy(decision, start).document.source.name)
    path = copied.with_name(f"{start}.yaml")
    if path.exists():
        raise _refusal(f"{path} finns redan.", f"Ändra den, eller välj en annan dag än {start}.")
    layout = layout_of(copied, copied.read_bytes())
    found = list(places(layout.document.logic))
    chosen = _chosen(decision.name, found, indexing) if indexing else []
    changes = tuple(_changes(chosen, indexing)) if indexing else ()
    untouched = tuple(place for place in chosen if place.worked_out)
    amounts = {place.cell.scalar.start for place in found if place.amount}
    content = layout.edited(
        [*_as_draft(layout, start), *_indexed(found, changes), *marked(layout, amounts, source)]
    )
    to_fill_in = len(list(unfilled_sources(layout_of(path, content).document)))
    later = [version.valid_from for version in decision.versions if version.valid_from > start]
    description, ends = layout.document.description, later[0] - DAY if later else None
    return NewVersion(path, content, copied, changes, untouched, to_fill_in, description, ends)


def _version_to_copy(decision: Decision, start: datetime.date) -> Version:
    """The version in force the day before `start`."""
    if any(version.valid_from == start for version in decision.versions):
        taken = next(version for version in decision.versions if version.valid_from == start)
        raise _refusal(
            f"{decision.name} har redan en version från {start}, med status {taken.status}.",
            f"Ändra {taken.document.source.name}, eller välj en annan dag.",
        )
    counted = decision.counted(drafts=False)
    begun = [version for version in counted if version.valid_from < start]
    if not begun:
        first = f" Den första versionen gäller från {counted[0].valid_from}." if counted else ""
        drafts = "" if counted else " Det finns bara utkast: ändra i dem."
        raise _refusal(f"Inga regler för {decision.name} gäller före {start}.", f"{first}{drafts}".strip())
    latest = begun[-1]
    end = latest.valid_to
    if end is not None and end + DAY != start:
        word = "gäller till" if end >= start else "slutade gälla"
        raise _refusal(
            f"{decision.name} från {latest.valid_from} {word} {end}.",
            f"Nästa version börjar dagen efter, {end + DAY}.",
        )
    return latest


def _refusal(message: str, hint: str, about: str = "från") -> EditError:
    problem = Problem("ny version", f"{message} Inget är skrivet.", hint=hint or None, about=(about,))
    return EditError(problem)


def _chosen(decision: str, found: list[Place], indexing: Indexing) -> list[Place]:
    """The places to index. Raises EditError for a column that has no amounts, or when nothing has."""
    with_amounts = list(dict.fromkeys(place.column for place in found if place.amount))
    if not with_amounts:
        hint = "Kopiera utan att räkna upp, och ändra i filen."
        raise _refusal(f"{decision} har inga belopp i kronor att räkna upp.", hint, "räkna-upp")
    for column in indexing.columns:
        if column not in with_amounts:
            hint = suggestion(column, with_amounts) or f"Belopp står i {', '.join(with_amounts)}."
            raise _refusal(f"{decision} har inga belopp i kronor i kolumnen {column}.", hint, "kolumn")
    return [place for place in found if not indexing.columns or place.column in indexing.columns]


def _as_draft(layout: Layout, start: datetime.date) -> Iterator[Edit]:
    """The first day and the status; what was said of the old version's adoption and end goes."""
    yield from layout.value("giltig från", start.isoformat())
    yield from layout.value("status", Status.DRAFT)
    for key in ("giltig till", "beslutad", "rättelse"):
        yield from layout.removed(key)


def _changes(found: list[Place], indexing: Indexing) -> Iterator[AmountChange]:
    for place in found:
        before = place.amount
        after = indexing.apply(before) if before is not None else None
        if before is not None and after is not None and after != before:
            yield AmountChange(place, before, after)


def _indexed(found: list[Place], changes: tuple[AmountChange, ...]) -> Iterator[Edit]:
    """The new amounts, each written as the old one was, or as the others where it was too short to tell."""
    usual = next((place.group for place in found if place.group is not None), "")
    for change in changes:
        cell = change.place.cell
        group = change.place.group
        text = amount_text(change.after, cell.text, usual if group is None else group)
        start = cell.scalar.start + cell.scalar.written.index(cell.text)
        yield Edit(start, start + len(cell.text), text)
