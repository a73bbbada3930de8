"""A view of a rule set, ready to show: which decisions it reads, and the plain names in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import motor
from motor.documents.model import Cell, ViewDocument


@dataclass(frozen=True, slots=True)
class View:
    """A view's names as texts; what the rule set leaves out is None or empty."""

    name: str
    title: str
    groups: tuple[tuple[str | None, tuple[str, ...]], ...] = ()
    alternatives: str | None = None
    criteria: str | None = None
    answer: str | None = None
    suggestion: str | None = None
    terms: str | None = None
    terms_on_page: tuple[str, ...] = ()
    result: str | None = None
    lines: str | None = None
    sums: tuple[str, ...] = ()
    total: str | None = None
    others: tuple[str, ...] = ()

    @property
    def facts(self) -> list[str]:
        """The facts that the view asks for, in its order."""
        return [fact for _, facts in self.groups for fact in facts]

    @property
    def decisions(self) -> list[str]:
        """The decisions that the view shows, in the order shown. Its terms are asked per alternative."""
        return list(dict.fromkeys(name for name in self._decisions() if name))

    def _decisions(self) -> Iterator[str | None]:
        yield from (self.suggestion, self.alternatives, self.criteria, self.result)
        yield from self.others

    def on_page(self, name: str, value: Any) -> Any:
        """What a page shows of a decision's value: of the terms, the parts that the view has there."""
        if name != self.terms or not self.terms_on_page or not isinstance(value, Mapping):
            return value
        return {part: item for part, item in value.items() if part in self.terms_on_page}

    def group_of(self, fact: str) -> str | None:
        """The heading of the questions that `fact` is asked under."""
        return next((title for title, facts in self.groups if fact in facts), None)


def view_of(document: ViewDocument) -> View:
    """The view that a rule set's document describes."""
    alternatives = document.alternatives
    return View(
        name=document.name,
        title=document.title,
        groups=tuple((group.title, tuple(cell.text for cell in group.facts)) for group in document.questions),
        alternatives=alternatives.decision.text if alternatives else None,
        criteria=_text(alternatives.criteria) if alternatives else None,
        answer=_text(alternatives.fact) if alternatives else None,
        suggestion=_text(document.suggestion),
        terms=_text(document.terms),
        terms_on_page=tuple(cell.text for cell in document.terms_on_page),
        result=_text(document.result),
        lines=_text(document.lines),
        sums=tuple(cell.text for cell in document.sums),
        total=_text(document.total),
        others=tuple(cell.text for cell in document.others),
    )


def in_force(rulebook: motor.Rulebook, view: View, on: datetime.date) -> list[str]:
    """The view's decisions that have rules that day.

    What it is about stays, for the engine to refuse; so does all of it when nothing has rules. Raises
    FactError on a day before any rules at all.
    """
    dated = [name for name in view.decisions if rulebook.decisions[name].as_of]
    if not dated and not rulebook.in_force(on):
        rulebook.evaluate({}, on=on)
    main = (view.alternatives, view.result)
    counted = [name for name in view.decisions if name in main or name in dated or rulebook.version(name, on)]
    return counted or view.decisions


def _text(cell: Cell | None) -> str | None:
    return cell.text if cell else None
