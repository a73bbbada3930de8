"""What is asked next: one group of a view's facts at a time, and only what can still change the outcome."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import motor
from motor.errors import FactError, MotorError, Problem
from motor.rulebook.evaluation import NO_RULES
from verktyg.forvalt import taken_for_granted
from verktyg.fraga import UNKNOWN
from verktyg.skal import Asked
from verktyg.vy import View, in_force
from verktyg.webb.fragor.namn import DAY
from verktyg.webb.fragor.svar import Sent, at_fields

MORE = "Fler uppgifter"
"""The heading of what is asked but stands in no group of the view."""


@dataclass(frozen=True, slots=True)
class Group:
    """A heading, and the facts asked under it."""

    title: str | None
    facts: tuple[str, ...]


def ask(rulebook: motor.Rulebook, view: View, sent: Sent) -> Asked | None:
    """The answer to what has been sent; None, and the problems told in `sent`, when there is none.

    Facts that are wrong in themselves are left out.
    """
    if sent.problems_of(DAY):
        return None
    try:
        return Asked.of(rulebook, sent.facts, sent.on, in_force(rulebook, view, sent.on))
    except FactError as error:
        sent.problems += _too_early(rulebook, view, sent, error) or at_fields(error.problems, sent.facts)
    except MotorError as error:  # rules that contradict themselves on these facts, told as they are
        sent.problems += at_fields(error.problems, ())
    return None


def _too_early(rulebook: motor.Rulebook, view: View, sent: Sent, error: FactError) -> list[Problem]:
    """That the view has no rules yet, told with the day that it gets them; empty for what else is wrong."""
    if any(problem.code != NO_RULES for problem in error.problems) or _has_rules(rulebook, view, sent.on):
        return []
    later = (day for day in rulebook.model.first_days if day > sent.on and _has_rules(rulebook, view, day))
    message = f"{view.title} har regler från {{}}. Välj en senare dag."
    return [Problem(NO_RULES, message.format(first), about=(DAY,)) for first in islice(later, 1)]


def _has_rules(rulebook: motor.Rulebook, view: View, day: datetime.date) -> bool:
    try:
        rulebook.evaluate({}, on=day, decisions=in_force(rulebook, view, day))
    except FactError:
        return False
    return True


def next_group(asked: Asked, view: View, sent: Sent) -> Group | None:
    """The group of the fact most worth asking; None when nothing that may be asked changes the outcome."""
    left = [name for name in mattering(asked, view) if name not in _dealt_with(sent)]
    return group_with(left[0], view, left) if left else None


def mattering(asked: Asked, view: View) -> list[str]:
    """The unanswered facts that can change the answer, the most worth asking first.

    Those of the view that have a default come last: they may be left to it.
    """
    granted = {each.fact for each in taken_for_granted(asked)}
    return [*asked.result.missing, *(name for name in view.facts if name in granted)]


def _dealt_with(sent: Sent) -> set[str]:
    return {*sent.said, *sent.passed}


def of_no_use(shown: Iterable[str], asked: Asked, view: View, sent: Sent) -> list[str]:
    """The facts shown that need no answer, after the others that have been given."""
    needed = {*mattering(asked, view), *sent.facts}
    return [name for name in shown if name not in needed]


def group_with(fact: str, view: View, among: Iterable[str]) -> Group:
    """The group of a fact, with those of its facts that are `among` the ones to ask."""
    wanted = set(among)
    for title, facts in view.groups:
        if fact in facts:
            return Group(title, tuple(name for name in facts if name in wanted))
    listed = set(view.facts)
    return Group(MORE, tuple(name for name in among if name not in listed))


def group_again(fact: str, asked: Asked | None, view: View, sent: Sent) -> Group:
    """The group of an answered fact, to change it: what is answered in it, and what matters now."""
    left = mattering(asked, view) if asked else sent.passed
    return group_with(fact, view, list(dict.fromkeys([fact, *sent.said, *left])))


def group_of(shown: Sequence[str], view: View) -> Group:
    """The group that was shown, with the same facts."""
    title = view.group_of(shown[0]) if shown else None
    return Group(title if title or not shown or shown[0] in view.facts else MORE, tuple(shown))


def unanswered(shown: Iterable[str], asked: Asked, sent: Sent) -> list[Problem]:
    """The facts shown that still matter and got no answer at all, not even that it is not known."""
    missing = set(asked.result.missing)
    left = [name for name in shown if name in missing and name not in sent.said]
    message = "{} är inte besvarat. Svara, eller välj {}."
    return [Problem("obesvarat", message.format(name, UNKNOWN), about=(name,)) for name in left]
