"""Two editions of the rules beside each other, and what each change between them costs.

The changes are made one after another, in the order of the files, to the rules of the first edition; each
accounts for what the sum changes by when it is made. What is left when all are made is told apart, so that
the parts are the whole difference, to the last decimal.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import motor
from motor.difference import changes, matched
from motor.documents.model import DecisionDocument, RuleDocument, TableDocument
from motor.documents.repair import quoted
from motor.documents.splicing import Edit, spliced
from motor.editing.layout import layout_of
from motor.errors import MotorError
from motor.rulebook.decision import Version
from motor.rulebook.loading import load_texts
from verktyg.prognos.summor import difference


@dataclass(frozen=True)
class Edition:
    """The rules of a day: a rule set, the day, and how they are spoken of."""

    rulebook: motor.Rulebook
    day: datetime.date
    label: str


@dataclass(frozen=True)
class Change:
    """A change that can be made to a file alone: a cell, or all of a file (`column` is None)."""

    decision: str
    file: str
    edits: tuple[Edit, ...] = ()
    whole: str | None = None
    rule: int | None = None
    condition: str = ""
    column: str | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class Cause:
    """A change, and what the sum changes by when it is made (kronor)."""

    change: Change
    effect: Decimal


@dataclass(frozen=True)
class Causes:
    """What a difference is made of; `rest` is what no change accounts for alone, `idle` changes of no effect.

    `together`: changes that the rules do not bear alone, whose effect is in the rest.
    """

    causes: tuple[Cause, ...]
    idle: tuple[Change, ...]
    together: tuple[Change, ...]
    rest: Decimal


Reckon = Callable[[motor.Rulebook, datetime.date], Decimal]
"""The sum by the rules of a day. Raises MotorError where it cannot be worked out."""


MOST_CELLS = 200
"""More changed cells than this in one version are one change, since each takes a loading of the rules."""


def attributed(
    base: Edition, other: Edition, names: Iterable[str], reckon: Reckon, before: Decimal, after: Decimal
) -> Causes:
    """The difference between two sums by its causes; `names` are the decisions that the forecast reads."""
    causes, idle, together = [], [], []
    done: list[Change] = []
    last = before
    for change in _changes(base, other, names):
        try:
            amount = reckon(_made(base, [*done, change]), base.day)
        except MotorError:
            together.append(change)
            continue
        done.append(change)
        if amount == last:
            idle.append(change)
        else:
            causes.append(Cause(change, difference(amount, last)))
        last = amount
    return Causes(tuple(causes), tuple(idle), tuple(together), difference(after, last))


def _made(base: Edition, changes: list[Change]) -> motor.Rulebook:
    """The first edition's rules with changes made. Raises RuleError where they cannot be used so."""
    rulebook = base.rulebook.whole
    originals = {name: source.text for name, source in rulebook.sources.items()}
    texts = dict(originals)
    for file in dict.fromkeys(change.file for change in changes):
        made = [change for change in changes if change.file == file]
        whole = [change.whole for change in made if change.whole is not None]
        edits = [edit for change in made for edit in change.edits]
        texts[file] = whole[-1] if whole else spliced(originals[file], edits)
    loaded = load_texts(rulebook.path, texts, rulebook.drafts)
    return loaded.as_if_always(base.rulebook.held) if base.rulebook.held else loaded


def _file(folder: Path, document: DecisionDocument) -> str:
    return Path(document.source.name).relative_to(folder).as_posix()


def _changes(base: Edition, other: Edition, names: Iterable[str]) -> list[Change]:
    """Cells first, in the order of the files, then what differs otherwise, a decision at a time."""
    cells: list[Change] = []
    files: list[Change] = []
    folder = Path(base.rulebook.path)
    for name in sorted(_reached(base, names) | _reached(other, names)):
        for here, there in _pairs(base, other, name):
            if there is None:
                continue
            if here is None:
                start = min(there.valid_from, base.day)
                files.append(Change(name, f"{name}/{start}.yaml", whole=_as_of(there, start, base)))
                continue
            file = _file(folder, here.document)
            changed, complete = _cells(here, there, file)
            cells += changed if len(changed) <= MOST_CELLS else [_all(here, file, changed)]
            if not complete:
                files.append(Change(name, file, whole=_as_of(there, here.valid_from, base)))
    cells.sort(key=lambda change: (change.file, change.edits[0].start))
    return cells + files


def _reached(edition: Edition, names: Iterable[str]) -> set[str]:
    """The decisions and functions that these rest on, themselves included."""
    decisions = edition.rulebook.decisions
    found: set[str] = set()
    waiting = [name for name in names if name in decisions]
    while waiting:
        name = waiting.pop()
        found.add(name)
        reads = {read for version in decisions[name].versions for read in version.requires}
        waiting += [read for read in reads if read in decisions and read not in found]
    return found


def _pairs(base: Edition, other: Edition, name: str) -> Iterator[tuple[Version | None, Version | None]]:
    """The versions that stand in each other's place: those in force, and of two folders those of one day."""
    ours, theirs = (edition.rulebook.decisions.get(name) for edition in (base, other))
    here, there = (
        edition.rulebook.version(name, edition.day) if name in edition.rulebook.decisions else None
        for edition in (base, other)
    )
    if here is not there:
        yield here, there
    if base.rulebook.held:
        return
    drafts = base.rulebook.drafts
    mine = {version.valid_from: version for version in ours.counted(drafts)} if ours else {}
    for version in theirs.counted(drafts) if theirs else ():
        twin = mine.get(version.valid_from)
        if twin is not None and twin is not here and version is not there:
            yield twin, version


def _as_of(there: Version, start: datetime.date, base: Edition) -> str:
    """The text of a version with another first day; without a last one where the first edition is held."""
    source = there.document.source
    layout = layout_of(Path(source.name), source.text.encode())
    end = layout.removed("giltig till") if base.rulebook.held else ()
    return spliced(layout.text, [*layout.value("giltig från", start.isoformat()), *end])


# --- the cells of a table


def _cells(here: Version, there: Version, file: str) -> tuple[list[Change], bool]:
    """The cells that differ, and whether nothing else does."""
    ours, theirs = here.document.logic, there.document.logic
    told = changes(here.document, there.document)
    if not isinstance(ours, TableDocument) or not isinstance(theirs, TableDocument):
        return [], not told
    cells = [
        cell
        for mine, other in matched(ours.rules, theirs.rules)
        if mine is not None and other is not None
        for cell in _rule(here.decision, file, mine, other)
    ]
    return cells, len(cells) == len(told)


def _all(here: Version, file: str, cells: list[Change]) -> Change:
    """Very many cells as one change."""
    edits = sorted(edit for cell in cells for edit in cell.edits)
    return Change(here.decision, file, tuple(edits), column=f"{len(cells)} celler")


def _rule(decision: str, file: str, mine: RuleDocument, other: RuleDocument) -> Iterator[Change]:
    """The cells that stand in both rules, and differ."""
    condition = ", ".join(f"{name}: {cell.text}" for name, cell in mine.when.items())
    for before, after in ((mine.when, other.when), (mine.then, other.then)):
        for column, cell in before.items():
            if column in after and cell.text != after[column].text:
                scalar = cell.scalar
                edit = Edit(scalar.start, scalar.end, quoted(after[column].text))
                yield Change(
                    decision,
                    file,
                    (edit,),
                    None,
                    mine.number,
                    condition,
                    column,
                    cell.text,
                    after[column].text,
                )
