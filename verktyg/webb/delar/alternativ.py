"""The alternatives of an answer: where each stands and why, its terms, and what would make it possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from motor.errors import MotorError
from motor.rulebook.nearest import Nearest, nearest
from motor.trace import RuleOutcome, RuleTrace
from verktyg.alternativ import UNNAMED, Alternative, Standing, alternatives, depends_on, terms_of
from verktyg.format import ANY, both, condition
from verktyg.ordalag import in_short
from verktyg.skal import Asked, Sources
from verktyg.villkor import Condition
from verktyg.vy import View


@dataclass(frozen=True, slots=True)
class Way:
    """One rule that gives an alternative: its conditions, and where it stands."""

    outcome: RuleOutcome
    conditions: tuple[Condition, ...]
    sources: Sources

    @property
    def said(self) -> str:
        """Whether the rule hit, in words."""
        return _SAID[self.outcome]


_SAID = {
    RuleOutcome.HIT: "uppfylld",
    RuleOutcome.MISS: "inte uppfylld",
    RuleOutcome.OPEN: "beror på det som saknas",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What an alternative comes with, as names and values, with its status; or why that cannot be said."""

    name: str
    standing: str | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    untold: str | None = None
    sources: Sources | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One alternative. `depends` is what it depends on, `changes` what would make it possible, in words."""

    name: str
    standing: Standing
    suggested: bool
    depends: str | None
    ways: tuple[Way, ...] = ()
    changes: tuple[str, ...] = ()
    terms: Terms | None = None
    because: str | None = None
    number: int = 0


def standings(asked: Asked, view: View) -> list[Shown]:
    """Every alternative with where it stands, in short."""
    return [_shown(asked, each) for each in alternatives(asked, view)]


def explained(asked: Asked, view: View) -> list[Shown]:
    """Every alternative with its conditions, its terms or what would make it possible, numbered.

    The possible ones come first, then those that depend on what is missing.
    """
    found = [
        _shown(
            asked,
            each,
            tuple(way(asked, rule, each.met) for rule in each.rules),
            _changes(asked, view, each) if each.standing is Standing.IMPOSSIBLE else (),
            None if each.standing is Standing.IMPOSSIBLE else _terms(asked, view, each),
            in_short(asked, each) if each.standing is Standing.IMPOSSIBLE else None,
        )
        for each in alternatives(asked, view)
    ]
    order = list(Standing)
    ordered = sorted(found, key=lambda each: order.index(each.standing))
    return [replace(each, number=number) for number, each in enumerate(ordered, 1)]


def _shown(
    asked: Asked,
    each: Alternative,
    ways: tuple[Way, ...] = (),
    changes: tuple[str, ...] = (),
    terms: Terms | None = None,
    because: str | None = None,
) -> Shown:
    rest = both(depends_on(asked, each)) or UNNAMED
    depends = rest if each.standing is Standing.OPEN else None
    return Shown(each.name, each.standing, each.suggested, depends, ways, changes, terms, because)


def way(asked: Asked, rule: RuleTrace, met: Mapping[str, Any]) -> Way:
    """A rule with each of its conditions; `met` are the values that the columns met."""
    told = [asked.condition(cell, met.get(cell.column)) for cell in rule.cells if cell.test.strip() != ANY]
    return Way(rule.outcome, tuple(told), Sources.of(rule.references, rule.interpretations))


def _terms(asked: Asked, view: View, each: Alternative) -> Terms | None:
    """The terms that the view has on its page; None where there are none."""
    try:
        terms = terms_of(asked, view, each)
    except MotorError as error:
        return Terms(view.terms or "", untold=" ".join(problem.message for problem in error.problems))
    if terms is None:
        return None
    if terms.version is None:
        return Terms(terms.name, untold=terms.open)
    pairs = tuple(pair for pair in terms.pairs if not view.terms_on_page or pair[0] in view.terms_on_page)
    standing = f"{terms.version.standing}, från {terms.version.valid_from}"
    return Terms(terms.name, standing, pairs, sources=terms.sources) if pairs else None


def _changes(asked: Asked, view: View, each: Alternative) -> tuple[str, ...]:
    """The smallest changes that would make an alternative possible, each as a phrase."""
    found = nearest(asked.rulebook, asked.facts, asked.result.on, view.alternatives or "", each.value)
    return tuple(dict.fromkeys(change_text(asked, one) for one in found))


def change_text(asked: Asked, change: Nearest) -> str:
    """A change in words: "arbetsförmåga vore minst 25 procent och …"."""
    return both(f"{one.fact} vore {condition(one.test, asked.unit(one.fact))}" for one in change.changes)
