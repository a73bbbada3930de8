"""A rule set as it is on a day, as the definitions of a DMN model."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from motor.dmn import model
from motor.documents.model import ViewDocument
from motor.errors import FactError, Problem, RuleError, Severity
from motor.exchange import extra
from motor.exchange.elements import Elements
from motor.exchange.naming import ascii_words
from motor.exchange.readings import Reading, Readings
from motor.feel.syntax import Literal
from motor.rulebook.rulebook import Rulebook

NEWER_FUNCTION = "nyare funktion"
"""The code of the warning that a tool for DMN 1.3 may lack a function."""


@dataclass(frozen=True)
class Exported:
    """A model, and what its user should know of it (of grade varning)."""

    definitions: model.Definitions
    warnings: tuple[Problem, ...]


def export(rulebook: Rulebook, day: datetime.date) -> Exported:
    """The rule set as DMN, as asked on `day`; drafts are never part of it.

    An absent input is null in DMN and gives what null gives, where the rule set says what is missing. Raises
    FactError when no rules apply on the day, RuleError for every local name that hides what has to be read.
    """
    readings = Readings(rulebook, day)
    roots = {name: readings.asked(name) for name in rulebook.decisions}
    named = _read_by([each for each in roots.values() if each is not None], readings.by_name)
    if not named:
        message = f"Inga regler för {rulebook.name} gäller {day}."
        raise FactError(Problem("inga regler", message, hint="Välj en annan dag."))
    faults = [problem for problem in readings.problems if problem.severity is Severity.FEL]
    if faults:
        raise RuleError(faults)
    read = {name for reading in named.values() for name in reading.body.reads}
    facts = [name for name, fact in rulebook.facts.items() if name in read or fact.applies(day)]
    elements = Elements(rulebook, facts, named)
    warnings = (
        *_without_rules(rulebook, roots, day),
        *_newer_functions(named.values()),
        *_defaults(rulebook, facts),
        *_views(rulebook, {*facts, *named}),
        *_constraints(rulebook),
        *readings.problems,
    )
    return Exported(_definitions(rulebook, day, elements, {*facts, *named}), warnings)


def _definitions(
    rulebook: Rulebook, day: datetime.date, elements: Elements, names: set[str]
) -> model.Definitions:
    inputs, decisions, functions = elements.inputs(), elements.decisions(), elements.functions()
    text = f"{rulebook.description or ''}\nReglerna är de som gäller {day}.".lstrip()
    views = [view.name for view in rulebook.views if not _missing(view, names)]
    constraints = [
        index
        for index, each in enumerate(rulebook.model.constraints)
        if names.issuperset(each.expression.reads)
    ]
    return model.Definitions(
        rulebook.title,
        "urn:regelmotor:" + "-".join(ascii_words(rulebook.name)),
        item_definitions=elements.items.used_by([*inputs, *decisions, *functions]),
        inputs=inputs,
        decisions=decisions,
        functions=functions,
        sources=elements.sources(),
        remarks=model.Remarks(text, extra.rulebook(rulebook.document, names, views, constraints)),
    )


def _read_by(roots: Iterable[Reading], by_name: Mapping[str, Reading]) -> dict[str, Reading]:
    """The readings that these rest on, themselves included, by decision and then by name."""
    found: dict[str, Reading] = {}
    waiting = list(roots)
    while waiting:
        reading = waiting.pop()
        if reading.name not in found:
            found[reading.name] = reading
            waiting.extend(by_name[name] for name in reading.body.reads if name in by_name)
    order = sorted(found.values(), key=lambda each: (each.decision, each.name))
    return {each.name: each for each in order}


def _warning(code: str, message: str, hint: str | None = None) -> Problem:
    return Problem(code, message, severity=Severity.VARNING, hint=hint)


def _without_rules(
    rulebook: Rulebook, roots: Mapping[str, Reading | None], day: datetime.date
) -> Iterator[Problem]:
    """Decisions that are left out, those with rules for the same days together."""
    left_out: dict[str, list[str]] = {}
    for name, found in roots.items():
        if found is None:
            left_out.setdefault(rulebook.decisions[name].periods(), []).append(name)
    for periods, names in left_out.items():
        it = "det" if len(names) == 1 else "de"
        subject = f"Beslutet {names[0]}" if len(names) == 1 else f"Besluten {_both(names)}"
        known = f"har regler för {periods}" if periods else "finns bara som utkast"
        message = f"{subject} är inte med: {it} har inga regler {day}. {it.capitalize()} {known}."
        yield _warning("inga regler", message)


def _both(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} och {names[-1]}"


def _newer_functions(readings: Iterable[Reading]) -> Iterator[Problem]:
    users: dict[str, dict[str, None]] = {}
    for reading in readings:
        for function in reading.body.newer:
            users.setdefault(function, {})[reading.decision] = None
    for function, decisions in sorted(users.items()):
        message = f"Funktionen {function} är nyare än DMN 1.3 och används i {', '.join(decisions)}."
        yield _warning(NEWER_FUNCTION, message, "Välj ett program som kan DMN 1.5.")


def _defaults(rulebook: Rulebook, facts: Iterable[str]) -> Iterator[Problem]:
    for name in facts:
        fact = rulebook.facts[name]
        if fact.unclear and fact.default is not None and fact.default.node != Literal(None):
            message = (
                f"{name} kan vara oklar och har ett standardvärde. I DMN är båda null, "
                "så en modell ger standardvärdet också när svaret är oklar."
            )
            yield _warning("oklar blir standard", message)


def _views(rulebook: Rulebook, names: set[str]) -> Iterator[Problem]:
    for view in rulebook.views:
        missing = _missing(view, names)
        if missing:
            message = f"Vyn {view.name} är inte med: den visar {', '.join(missing)}, som saknas i modellen."
            yield _warning("utelämnad vy", message)


def _missing(view: ViewDocument, names: set[str]) -> list[str]:
    """The facts and decisions that a view cannot do without and that are not in the model."""
    alternatives = view.alternatives
    cells = [
        *(fact for group in view.questions for fact in group.facts),
        *((alternatives.decision, alternatives.criteria, alternatives.fact) if alternatives else ()),
        *(view.suggestion, view.terms, view.result),
    ]
    return list(dict.fromkeys(cell.text for cell in cells if cell and cell.text not in names))


def _constraints(rulebook: Rulebook) -> Iterator[Problem]:
    if rulebook.model.constraints:
        listed = "; ".join(each.expression.text for each in rulebook.model.constraints)
        yield _warning("kontroller", f"DMN har inga kontroller, så andra program prövar inte: {listed}.")
