"""`motor besluta`: a version becomes adopted, with by whom and when, and is sealed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import motor
from motor.difference import changes
from motor.documents.command_line import word
from motor.documents.model import Adoption, DecisionDocument
from motor.documents.seals import FILE
from motor.editing.adoption import Sealed, adopted
from motor.errors import Problem, RuleError, Severity
from motor.rulebook.files import RULEBOOK_FILE, decision_files
from motor.rulebook.loading import load_texts
from motor.rulebook.rulebook import today
from verktyg.fel import DONE, usage_error
from verktyg.format import count, show_json
from verktyg.granska import findings_of, problem_of
from verktyg.regelverk import day_of, decisions_in, find_decision, find_rule_set
from verktyg.sida import Page
from verktyg.skillnad.sida import show_cells
from verktyg.skriv import alone, write_all

TO_COMPLETE = "…"
"""What stands in a printed command for words that a person is to write."""

_DRAFT = re.compile(rb"^[ {]*status *: *['\"]?utkast\b|[{,] *status *: *['\"]?utkast\b", re.MULTILINE)
"""A draft, by its text: it need not be such that it can be read."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked on the command line, as it was written."""

    rule_set: str
    decision: str
    start: str
    body: str
    day: str
    paragraph: str | None = None
    as_json: bool = False
    rules: str | None = None


def besluta(order: Order) -> int:
    """Adopt and seal the version. Raises MotorError, with nothing changed."""
    start, adoption = day_of(order.start), _adoption(order)
    folder = find_rule_set(order.rule_set, order.rules)
    name = find_decision(order.decision, decisions_in(folder), folder.name)
    with alone(folder):
        sealed = adopted(folder, name, start, adoption)
        rulebook = _in_force(folder, sealed)
        write_all(sealed.files)
    if order.as_json:
        show_json({"beslut": name, "giltig från": order.start, "fil": str(sealed.path),
                     "sha256": sealed.sha256, "sigill": str(folder / FILE),
                     "upplysningar": list(_notices(sealed.document))})  # fmt: skip
        return DONE
    _page(folder, sealed, _before(rulebook, sealed), order.rules).print()
    return DONE


def _adoption(order: Order) -> Adoption:
    day = day_of(order.day)
    if day > today():
        raise usage_error(f"Beslutsdatum {day} har inte varit än.", "Ge dagen då beslutet fattades.")
    body = " ".join(order.body.split())
    if not body:
        raise usage_error("--organ är tomt.", 'Skriv vem som beslutade: --organ "kommunfullmäktige".')
    paragraph = " ".join((order.paragraph or "").split())
    for option, value in {"--organ": body, "--paragraf": paragraph}.items():
        if value == TO_COMPLETE:
            raise usage_error(f"{option} är inte ifyllt: {TO_COMPLETE}.", "Skriv det som står i protokollet.")
    return Adoption(body, day, paragraph or None)


# --- the rules in force with the version


def _in_force(folder: Path, sealed: Sealed) -> motor.Rulebook:
    """The rules that are in force with the version adopted: other drafts may have faults.

    Raises RuleError with every fault.
    """
    own = sealed.path.relative_to(folder).as_posix()
    content = sealed.files[sealed.path].decode("utf-8")
    drafts = {
        str(folder / name): name
        for name in decision_files(folder, [])
        if name != own and _is_draft(folder / name)
    }
    found = motor.check(folder, {own: content})
    _refuse(folder, [problem for problem in found if problem.where.file not in drafts])
    faulty = {problem.where.file for problem in found if problem.severity is Severity.FEL}
    left_out = {name for file, name in drafts.items() if file in faulty}
    names = [RULEBOOK_FILE, *(name for name in decision_files(folder, []) if name not in left_out)]
    texts = {name: (folder / name).read_text("utf-8") for name in names} | {own: content}
    rulebook = load_texts(str(folder), texts)
    _refuse(folder, [finding.problem for finding in motor.verify(rulebook)])
    return rulebook


def _is_draft(path: Path) -> bool:
    return _DRAFT.search(path.read_bytes()) is not None


def _refuse(folder: Path, problems: list[Problem]) -> None:
    """Raise RuleError for what is wrong, if anything is."""
    faults = [problem for problem in problems if problem.severity is Severity.FEL]
    if faults:
        message = "Regelverket har fel, så inget kan beslutas. Inget är ändrat."
        hint = f"Rätta felen, och kör sedan: motor granska {word(folder)} --utkast"
        raise RuleError([*faults, Problem("fel i regelverket", message, hint=hint)])


def _before(rulebook: motor.Rulebook, sealed: Sealed) -> DecisionDocument | None:
    """The version that the adopted one is compared with: the text that it corrects, or the one before it."""
    if sealed.replaced:
        return sealed.replaced
    versions = rulebook.decisions[sealed.document.name].versions
    earlier = [one for one in versions if one.valid_from < sealed.document.valid_from]
    return earlier[-1].document if earlier else None


# --- what was adopted


def _page(folder: Path, sealed: Sealed, before: DecisionDocument | None, rules: str | None) -> Page:
    document, adoption = sealed.document, sealed.document.adoption
    page = Page()
    page.text(f"{document.name} från {document.valid_from} är beslutad och förseglad.")
    page.blank()
    if adoption:
        by = f"{adoption.body} {adoption.date} {adoption.paragraph or ''}".strip()
        page.pairs([("Beslutad av", by), ("Gäller från", str(document.valid_from))])
    _show_changes(page, document, before)
    notices = list(_notices(document))
    if notices:
        page.heading("Att tänka på")
        for notice in notices:
            page.item(notice)
    left = [problem_of(finding) for finding in findings_of(folder, drafts=False)]
    page.steps(_steps(folder, sealed, sum(each.severity is Severity.VARNING for each in left), rules))
    page.blank()
    page.text(f"En ändring av {sealed.path.name} är från nu ett fel.")
    return page


def _show_changes(page: Page, document: DecisionDocument, before: DecisionDocument | None) -> None:
    if before is None:
        page.blank()
        page.text("Det är beslutets första version.")
        return
    found = changes(before, document)
    corrected = before.valid_from == document.valid_from
    page.heading("Rättat" if corrected else f"Ändrat mot versionen från {before.valid_from}")
    if found:
        show_cells(page, found)
    else:
        page.text("Ingen regel är ändrad.")


def _notices(document: DecisionDocument) -> Iterator[str]:
    """What is not wrong, but seldom meant."""
    adoption, start = document.adoption, document.valid_from
    if adoption and adoption.date > start:
        yield f"Beslutet fattades {adoption.date}, efter första dagen: versionen gäller bakåt i tiden."
    if start < today():
        yield f"Versionen började gälla {start}. Svar som har getts sedan dess kan ha varit andra."
    if adoption and not adoption.paragraph:
        yield "Ingen paragraf är angiven, så protokollet är svårare att hitta. Den ges med --paragraf."


def _steps(folder: Path, sealed: Sealed, warnings: int, rules: str | None) -> Iterator[str]:
    if warnings:
        told = count(warnings, "varning", "varningar")
        yield f"Granskningen har {told}. Läs och ta ställning: motor granska {word(folder)}"
    yield f"motor testa --regler {word(rules)}" if rules else "motor testa"
    yield f"Lägg in ändringarna i {folder} i git, så att den beslutade texten finns kvar."
