"""`motor besluta`: a version becomes adopted, with by whom and when, and is sealed."""

from __future__ import annotations

from dataclasses import dataclass

from motor.documents.model import Adoption
from motor.documents.seals import FILE, word
from motor.editing.adoption import adopted
from motor.errors import Problem, RuleError, Severity
from motor.rulebook.rulebook import today
from verktyg.fel import DONE, usage_error
from verktyg.format import count, show_json
from verktyg.granska import findings_of, problem_of
from verktyg.regelverk import day_of, decisions_in, find_decision, find_rule_set
from verktyg.sida import Page
from verktyg.skriv import alone, write_all

TO_COMPLETE = "…"
"""What stands in a printed command for words that a person is to write."""


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
    findings = map(problem_of, findings_of(folder, drafts=True))
    faults = [problem for problem in findings if problem.severity is Severity.FEL]
    if faults:
        message = "Regelverket har fel, så inget kan beslutas. Inget är ändrat."
        hint = f"Rätta felen, och kör sedan: motor granska {word(folder)} --utkast"
        raise RuleError([*faults, Problem("fel i regelverket", message, hint=hint)])
    with alone(folder):
        sealed = adopted(folder, name, start, adoption)
        write_all(sealed.files)
    seals = folder / FILE
    if order.as_json:
        show_json({"beslut": name, "giltig från": order.start, "fil": str(sealed.path),
                     "sha256": sealed.sha256, "sigill": str(seals)})  # fmt: skip
        return DONE
    page = Page()
    page.text(f"{name} från {start} är beslutad och förseglad.")
    left = map(problem_of, findings_of(folder, drafts=False))
    warned = sum(problem.severity is Severity.VARNING for problem in left)
    if warned:
        page.blank()
        told = count(warned, "varning", "varningar")
        page.text(f"Granskningen har {told}. Läs och ta ställning: motor granska {word(folder)}")
    page.blank()
    page.text(f"Lägg in ändringarna i {folder} i git. En ändring av {sealed.path.name} är från nu ett fel.")
    page.print()
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
