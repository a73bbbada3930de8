"""`motor prova`: facts against a rule set, and the answer as a page or as JSON."""

from __future__ import annotations

import datetime
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import motor
from motor.errors import suggestion
from motor.rulebook.rulebook import today
from verktyg.fakta import STDIN, Answers, Given, answers, from_arguments, from_file
from verktyg.fel import DONE, usage_error
from verktyg.format import both, find, show_json
from verktyg.fraga import Interview
from verktyg.regelverk import asked_decision, open_rule_set, read_day
from verktyg.sida import Page
from verktyg.skal import Asked
from verktyg.svar import plain_answer, view_answer
from verktyg.vy import View, in_force, view_of

if TYPE_CHECKING:  # an extra
    from verktyg.kvitto.innehall import Keeping


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked on the command line, as it was written."""

    rule_set: str
    arguments: list[str]
    day: str | None = None
    file: str | None = None
    decisions: list[str] | None = None
    view: str | None = None
    as_json: bool = False
    drafts: bool = False
    rules: str | None = None
    keeping: Keeping | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The facts in the end, the decisions answered (None: all), and the views that they were shown in."""

    facts: dict[str, Any]
    decisions: list[str] | None
    views: list[View]


def prova(order: Order) -> int:
    """Answer `order` on standard output. Raises MotorError; returns the exit status."""
    rulebook = open_rule_set(order.rule_set, order.rules, order.drafts)
    views = [view_of(document) for document in rulebook.views]
    given = from_file(order.file) if order.file else Given()
    given.facts.update(from_arguments(order.arguments).facts)
    if order.keeping:
        from verktyg.kvitto.spara import check_given  # noqa: PLC0415 - an extra

        check_given(order.keeping, given.facts)
    on = read_day(order.day) or given.day or today()
    known = answers(given, rulebook, on)
    decisions = [asked_decision(name, rulebook) for name in order.decisions or []]
    if order.as_json:
        return _json(order, rulebook, views, known, on, decisions)
    if decisions or not views:
        answered = _answer_plainly(order, rulebook, known, on, decisions or None)
    else:
        shown = _chosen(order, views, known)
        if order.keeping and _at_terminal(order):
            _check_choice(order.keeping, rulebook, known, on, shown)
        answered = _answer_views(order, rulebook, known, on, shown)
    if order.keeping:
        from verktyg.kvitto.spara import keep_told  # noqa: PLC0415

        asked = Asked.of(rulebook, answered.facts, on, answered.decisions)
        keep_told(order.keeping, asked, answered.views)
    return DONE


def _check_choice(
    keeping: Keeping, rulebook: motor.Rulebook, known: Answers, on: datetime.date, views: list[View]
) -> None:
    """A choice that cannot be is told before the questions are asked. Raises UsageError."""
    from verktyg.kvitto.spara import check_choice  # noqa: PLC0415

    for view in views:
        check_choice(keeping, Asked.of(rulebook, known.facts, on, in_force(rulebook, view, on)), [view])


def _named_view(name: str, views: list[View]) -> View:
    by_name = {view.name: view for view in views}
    found = find(name, by_name)
    if found is None:
        hint = suggestion(name, by_name) or (
            f"Vyerna är {both(by_name)}." if by_name else "Regelverket har inga vyer."
        )
        raise usage_error(f"Det finns ingen vy som heter {name}.", hint)
    return by_name[found]


def _chosen(order: Order, views: list[View], known: Answers) -> list[View]:
    """The view asked for, else those that the facts belong to, else the first."""
    if order.view:
        return [_named_view(order.view, views)]
    given = {*known.facts, *known.silent}
    return [view for view in views if given & set(view.facts)] or views[:1]


def _json(
    order: Order,
    rulebook: motor.Rulebook,
    views: list[View],
    known: Answers,
    on: datetime.date,
    decisions: list[str],
) -> int:
    """The answer as JSON, with the number of its receipt when it is kept."""
    if order.view and not decisions:
        views = [_named_view(order.view, views)]
        decisions = in_force(rulebook, views[0], on)
    result = rulebook.evaluate(known.facts, on=on, decisions=decisions or None)
    answer = result.to_json()
    if order.keeping:
        from verktyg.kvitto.spara import keep_told  # noqa: PLC0415 - an extra

        entry = keep_told(order.keeping, Asked(rulebook, result, known.facts), views)
        answer["kvitto"] = {"nummer": entry.number, "kedja": entry.chain}
    show_json(answer)
    return DONE


def _at_terminal(order: Order) -> bool:
    return order.file != STDIN and sys.stdin.isatty() and sys.stdout.isatty()


def _answer_plainly(
    order: Order,
    rulebook: motor.Rulebook,
    known: Answers,
    on: datetime.date,
    decisions: list[str] | None,
) -> Answered:
    facts = _asked_for(order, rulebook, known, on, decisions, None)
    asked = Asked.of(rulebook, facts, on, decisions)
    plain_answer(asked, decisions or [*asked.result.values, *asked.result.undecided]).print()
    return Answered(facts, decisions, [])


def _answer_views(
    order: Order, rulebook: motor.Rulebook, known: Answers, on: datetime.date, views: list[View]
) -> Answered:
    shown: list[str] = []
    for index, view in enumerate(views):
        decisions = in_force(rulebook, view, on)
        facts = _asked_for(order, rulebook, known, on, decisions, view)
        known = replace(known, facts=facts)
        if index or _at_terminal(order):
            print()
        _show_view(rulebook, view, facts, on, decisions)
        shown += decisions
    if _at_terminal(order) and not order.view:
        _tell_other_views(rulebook, views)
    return Answered(known.facts, list(dict.fromkeys(shown)), views)


def _tell_other_views(rulebook: motor.Rulebook, shown: list[View]) -> None:
    """What else the rule set answers, for the person at the terminal."""
    others = [view for view in map(view_of, rulebook.views) if view not in shown]
    if others:
        listed = both(f"{view.title} (--vy {view.name})" for view in others)
        print()
        Page.of(f"Regelverket svarar också på {listed}.").print()


def _asked_for(
    order: Order,
    rulebook: motor.Rulebook,
    known: Answers,
    on: datetime.date,
    decisions: list[str] | None,
    view: View | None,
) -> dict[str, Any]:
    """The facts, with the answers of an interview added when a person sits at the terminal."""
    if not _at_terminal(order):
        return known.facts
    interview = Interview(rulebook, on, decisions, view, dict(known.facts), known.silent)
    interview.run()
    return interview.facts


def _show_view(
    rulebook: motor.Rulebook, view: View, facts: dict[str, Any], on: datetime.date, decisions: list[str]
) -> None:
    view_answer(Asked.of(rulebook, facts, on, decisions), view).print()
