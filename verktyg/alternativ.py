"""The alternatives of a view: which are possible, which are not, which depend on what is missing, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from motor.trace import CellOutcome, DecisionTrace, RuleOutcome, RuleTrace, VersionStamp
from verktyg.format import both, capital, count, value_text
from verktyg.sida import Page
from verktyg.skal import Asked, Sources, show_rule, show_sources
from verktyg.vy import View


class Standing(StrEnum):
    """Whether an alternative can be chosen, in the order in which the groups are shown."""

    POSSIBLE = "möjlig"
    OPEN = "beror på"
    IMPOSSIBLE = "inte möjlig"


SUMMARY = {
    Standing.POSSIBLE: "möjliga",
    Standing.OPEN: "beror på det som saknas",
    Standing.IMPOSSIBLE: "inte möjliga",
}


UNNAMED = "det som saknas"
"""What an alternative depends on where no fact can be named."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One alternative, where it stands, the rules that speak of it, and the values that their columns met.

    `suggested`: the rules suggest it, and it is possible.
    """

    value: Any
    standing: Standing
    suggested: bool
    rules: tuple[RuleTrace, ...]
    met: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The alternative as text."""
        return value_text(self.value)


def alternatives(asked: Asked, view: View) -> list[Alternative]:
    """Every alternative that the criteria speak of or that is possible, in the order of the criteria."""
    decision = view.alternatives or ""
    result = asked.result
    undecided = result.undecided.get(decision)
    sure = undecided.certain if undecided is not None else _listed(result.values.get(decision))
    may = list(undecided) if undecided is not None else []
    trace = asked.traces.get(view.criteria or decision)
    rules = _rules_by_output(trace)
    met = trace.inputs if trace else {}
    named = [*rules, *(value_text(value) for value in [*sure, *may])]
    values = {value_text(value): value for value in [*sure, *may]}
    suggestion = result.values.get(view.suggestion or "")
    found = []
    for name in dict.fromkeys(named):
        value, standing = values.get(name, name), _standing(name, sure, may)
        suggested = standing is Standing.POSSIBLE and value == suggestion
        found.append(Alternative(value, standing, suggested, tuple(rules.get(name, ())), met))
    return found


def depends_on(asked: Asked, alternative: Alternative) -> list[str]:
    """The facts that an alternative still depends on; none where it is settled."""
    opening = [rule for rule in alternative.rules if rule.outcome is RuleOutcome.OPEN]
    if alternative.standing is not Standing.OPEN:
        return []
    columns = [cell.column for rule in opening for cell in rule.cells if cell.outcome is CellOutcome.OPEN]
    return list(dict.fromkeys(fact for column in columns for fact in asked.rests_on(column)))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _rules_by_output(trace: DecisionTrace | None) -> dict[str, list[RuleTrace]]:
    """The rules of the criteria by the alternative that they give (tables of one output)."""
    found: dict[str, list[RuleTrace]] = {}
    for rule in trace.rules if trace else ():
        outputs = [text.strip().removeprefix('"').removesuffix('"') for text in rule.outputs.values()]
        if len(outputs) == 1:
            found.setdefault(outputs[0], []).append(rule)
    return found


def _standing(name: str, sure: list[Any], may: list[Any]) -> Standing:
    if name in map(value_text, sure):
        return Standing.POSSIBLE
    return Standing.OPEN if name in map(value_text, may) else Standing.IMPOSSIBLE


@dataclass(frozen=True, slots=True)
class Terms:
    """What an alternative comes with: by which version, as names and values, and where that stands.

    Undecided terms are only what they depend on, `open`.
    """

    name: str
    version: VersionStamp | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    sources: Sources = field(default_factory=Sources)
    open: str | None = None


def terms_of(asked: Asked, view: View, alternative: Alternative) -> Terms | None:
    """The terms of an alternative: the question asked again with it as the answer to its fact.

    None where the view has none. Raises MotorError for terms that cannot be had.
    """
    if not (view.terms and view.answer):
        return None
    name, facts = view.terms, {**asked.facts, view.answer: alternative.value}
    told = Asked.of(asked.rulebook, facts, asked.result.on, [name])
    if name in told.result.undecided:
        return Terms(name, open=f"{capital(name)} {told.outcomes(name)}.")
    value = told.result.values[name]
    if isinstance(value, dict):
        pairs = tuple((part, told.shown(name, item, part)) for part, item in value.items())
    else:
        pairs = ((name, told.shown(name, value)),)
    return Terms(name, told.traces[name].version, pairs, told.sources(name))


def show_alternatives(page: Page, asked: Asked, view: View) -> None:
    """The alternatives in groups: the possible ones with terms, those that depend, and why not the others."""
    found = alternatives(asked, view)
    for standing, heading, show in (
        (Standing.POSSIBLE, capital(view.alternatives or ""), _show_possible),
        (Standing.OPEN, "Beror på det som saknas", _show_open),
        (Standing.IMPOSSIBLE, "Varför inte de andra?", _show_impossible),
    ):
        group = [alternative for alternative in found if alternative.standing is standing]
        if not group and standing is not Standing.POSSIBLE:
            continue
        page.heading(heading)
        if not group:
            page.text("Ingen är klar än." if _any_open(found) else "Inga.")
        for index, alternative in enumerate(group):
            if index:
                page.blank()
            show(page, asked, view, alternative)
            if standing is not Standing.IMPOSSIBLE and (terms := terms_of(asked, view, alternative)):
                show_terms(page, terms)


def show_summary(page: Page, asked: Asked, view: View) -> None:
    """Where each alternative stands, a line for each standing: the answer in short."""
    found = alternatives(asked, view)
    page.heading("I korthet")
    rows = []
    for standing in Standing:
        names = [alternative.name for alternative in found if alternative.standing is standing]
        if names:
            rows.append((SUMMARY[standing], ", ".join(names)))
    page.pairs(rows)


def _any_open(found: list[Alternative]) -> bool:
    return any(alternative.standing is Standing.OPEN for alternative in found)


def _show_possible(page: Page, asked: Asked, view: View, alternative: Alternative) -> None:
    suggested = ", föreslås" if alternative.suggested else ""
    page.line(f"{alternative.name}: {Standing.POSSIBLE}{suggested}", "bold green")
    for rule in alternative.rules:
        if rule.outcome is RuleOutcome.HIT:
            show_rule(page, asked, rule, alternative.met, 2)


def _show_open(page: Page, asked: Asked, view: View, alternative: Alternative) -> None:
    opening = [rule for rule in alternative.rules if rule.outcome is RuleOutcome.OPEN]
    rest = both(depends_on(asked, alternative)) or UNNAMED
    page.item(f"{Standing.OPEN} {rest}", 0, f"{alternative.name}:", "bold yellow")
    for rule in opening:
        show_rule(page, asked, rule, alternative.met, 2)


def _show_impossible(page: Page, asked: Asked, view: View, alternative: Alternative) -> None:
    page.line(f"{alternative.name}: {Standing.IMPOSSIBLE}", "bold")
    rules = alternative.rules
    if len(rules) > 1:
        page.text(f"Det finns {count(len(rules), 'väg', 'vägar')} hit, och ingen är uppfylld:", 2)
    for rule in rules:
        show_rule(page, asked, rule, alternative.met, 2)


def show_terms(page: Page, terms: Terms) -> None:
    """The terms: values with units, their status and where they stand."""
    if terms.version is None:
        page.text(terms.open or "", 2)
        return
    page.text(f"{capital(terms.name)} ({terms.version.status}, från {terms.version.valid_from}):", 2)
    page.pairs(terms.pairs, 4)
    show_sources(page, terms.sources, 4)
