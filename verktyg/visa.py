"""`motor visa`: a rule set's decisions, versions and connections, or one decision as it is written."""

from __future__ import annotations

import datetime
from string import ascii_uppercase

import motor
from motor.documents.model import (
    ExpressionDocument,
    FunctionDocument,
    Logic,
    Notes,
    StepsDocument,
    TableDocument,
)
from motor.rulebook.decision import Decision, Version
from motor.rulebook.workshop import interpretations, references
from verktyg.fel import DONE, usage_error
from verktyg.format import both, capital
from verktyg.regelblad import (
    Row,
    allowed_answers,
    grid,
    is_amount,
    origin,
    period,
    rows,
    table_parts,
    version_on,
)
from verktyg.regelverk import find_decision, open_rule_set, read_day
from verktyg.sida import Page, longest_word
from verktyg.skal import Sources, show_sources


def visa(rule_set: str, name: str | None, day: str | None, drafts: bool, rules: str | None) -> int:
    """Show a rule set, or one of its decisions. Raises MotorError; returns the exit status."""
    rulebook = open_rule_set(rule_set, rules, drafts)
    on = read_day(day)
    if name is None:
        overview(rulebook, on).print()
        return DONE
    found = find_decision(name, rulebook.decisions, rulebook.name)
    decision_page(rulebook, rulebook.decisions[found], on).print()
    return DONE


# --- the whole rule set


def overview(rulebook: motor.Rulebook, on: datetime.date | None) -> Page:
    """The facts, the decisions with their versions along time, what needs what, and the documents."""
    page = Page()
    page.title(f"{rulebook.title} ({rulebook.name})")
    page.text(rulebook.description or "")
    page.heading("Beslut och versioner" + (f" den {on}" if on else ""))
    lines = [line for row in rows(rulebook, on) for line in _lines(row)]
    page.table(["beslut", "form", "gäller", "status"], lines)
    page.heading("Vad som behöver vad")
    for decision in rulebook.decisions.values():
        version = version_on(rulebook, decision, on)
        if version is not None:
            page.item(both(version.requires) or "inget", 0, f"{decision.name}:")
    page.heading("Fakta")
    facts = [fact for fact in rulebook.facts.values() if on is None or fact.applies(on)]
    page.pairs([(fact.name, allowed_answers(rulebook, fact.name)) for fact in facts])
    page.heading("Källor")
    for source in rulebook.document.documents:
        page.item(f"{source.dnr}: {source.title}" + (f", {source.date}" if source.date else ""))
    return page


def _lines(row: Row) -> list[tuple[str, str, str, str]]:
    """A line per version, the decision's name on the first."""
    return [
        (
            row.decision.name if index == 0 else "",
            version.kind,
            period(row.decision, version),
            version.stamp.standing,
        )
        for index, version in enumerate(row.versions)
    ] or [(row.decision.name, "", row.absent or "", "")]


# --- one decision


def decision_page(rulebook: motor.Rulebook, decision: Decision, on: datetime.date | None) -> Page:
    """A decision in the version of a day (else every version): its rules, sources and interpretations."""
    page = Page()
    page.title(capital(decision.name))
    versions = decision.versions if on is None else [rulebook.version(decision.name, on)]
    for version in versions:
        if version is None:
            raise usage_error(
                f"Inga regler för {decision.name} gäller {on}.", f"Det finns regler för {decision.periods()}."
            )
        _show_version(page, decision, version)
    return page


def _show_version(page: Page, decision: Decision, version: Version) -> None:
    document = version.document
    page.heading(f"{capital(period(decision, version))}, {version.stamp.standing}")
    page.text(document.description or "")
    for sentence in origin(document):
        page.text(sentence)
    if decision.as_of:
        page.text(f"Vilken version som gäller avgörs av {decision.as_of}.")
    if version.requires:
        page.text(f"Behöver {both(version.requires)}.")
    show_sources(page, Sources.of(version.references, version.interpretations), 0)
    page.blank()
    show_logic(page, document.logic)
    page.blank()
    page.text(f"Fil: {version.stamp.file}")


def show_logic(page: Page, logic: Logic, indent: int = 0) -> None:
    """A table as a table, an expression as it is written, steps and functions by their names."""
    if isinstance(logic, TableDocument):
        _show_table(page, logic)
    elif isinstance(logic, ExpressionDocument):
        _show_expression(page, logic.expression.text, indent)
    elif isinstance(logic, StepsDocument):
        for step in logic.steps:
            page.line(f"{step.name} =", "bold", indent)
            _show_expression(page, step.expression.text, indent + 4)
            _show_sources_of(page, step.notes, indent + 4)
        if logic.result:
            page.line("resultat =", "bold", indent)
            _show_expression(page, logic.result.text, indent + 4)
    elif isinstance(logic, FunctionDocument):
        page.line(
            f"funktion({', '.join(parameter.name for parameter in logic.parameters)}) =", "bold", indent
        )
        show_logic(page, logic.body, indent + 4)
    else:
        raise TypeError(f"unknown kind of decision: {type(logic).__name__}")


def _show_expression(page: Page, text: str, indent: int) -> None:
    for line in text.strip("\n").splitlines():
        room = page.width - indent
        page.line(line, "", indent) if len(line) <= room else page.text(line, indent)


def _show_table(page: Page, table: TableDocument) -> None:
    given = both(column.name for column in table.outputs)
    page.text(f"Träffregel: {table.hit_policy} ({table.hit_policy.letter}). Tabellen ger {given}.")
    page.blank()
    laid = grid(table)
    headers = ["", *(column.name for column in table.inputs), *laid.outputs]
    lines = [[str(rule.number), *rule.when, *rule.then] for rule in laid.rules]
    first = 1 + len(table.inputs)
    numbers = [first + index for index, column in enumerate(table.outputs) if is_amount(column)]
    page.table(_fitting_headers(page, headers, lines), lines, right=numbers)
    _show_notes(page, table)


def _fitting_headers(page: Page, headers: list[str], rows: list[list[str]]) -> list[str]:
    """The headers, with letters for as many as it takes to keep words whole; what they mean is told first."""
    body = [max(map(longest_word, column)) for column in zip(*rows, strict=True)]
    saved = [max(0, longest_word(name) - max(size, 1)) for name, size in zip(headers, body, strict=True)]
    room = page.width - 2 * (len(headers) - 1)
    needed = sum(max(longest_word(name), size) for name, size in zip(headers, body, strict=True))
    replaced: set[int] = set()
    for index in sorted(range(len(headers)), key=lambda index: -saved[index]):
        if needed <= room or not saved[index]:
            break
        needed -= saved[index]
        replaced.add(index)
    letters = {index: _letter(order) for order, index in enumerate(sorted(replaced))}
    page.pairs((letters[index], headers[index]) for index in sorted(replaced))
    page.blank()
    return [letters.get(index, name) for index, name in enumerate(headers)]


def _letter(index: int) -> str:
    more, last = divmod(index, len(ascii_uppercase))
    return (_letter(more - 1) if more else "") + ascii_uppercase[last]


def _show_notes(page: Page, table: TableDocument) -> None:
    """Sources and interpretations of columns and rules, under the table."""
    for label, notes in table_parts(table):
        if _says_something(notes):
            page.blank()
            page.line(label + (f" ({notes.status})" if notes.status else ""))
            _show_sources_of(page, notes, 2)


def _show_sources_of(page: Page, notes: Notes, indent: int) -> None:
    show_sources(page, Sources.of(references(notes), interpretations(notes)), indent)


def _says_something(notes: Notes) -> bool:
    return bool(notes.references or notes.interpretations or notes.status)
