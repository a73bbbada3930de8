"""A forecast as a page: the table, what is assumed, what a source prints, and why a difference came about."""

from __future__ import annotations

from verktyg.format import both, capital, count
from verktyg.prognos import utsaga
from verktyg.prognos.svar import Answer, Compared
from verktyg.prognos.tryckt import Figure
from verktyg.sida import Page

SHOWN = 20
"""How many faulty cases, and how many causes, the page names."""


def page(answer: Answer, asked: str) -> Page:
    """The answer as text; `asked` is the command that gave it, which the next one builds on."""
    made = Page()
    made.title(answer.title)
    made.text(utsaga.by(answer))
    left_out = utsaga.left_out(answer)
    if left_out:
        made.text(f"Utkast räknas inte med: {both(left_out)}. Räkna med dem: --utkast")
    if answer.cases:
        _show_cases(made, answer)
    made.blank()
    _show_table(made, answer)
    if answer.other:
        _show_causes(made, answer.other)
    assumed = list(answer.assumptions())
    if assumed:
        made.heading("Antaganden")
        for where, text in assumed:
            made.item(f"{capital(where)}: {text}")
    if answer.figures:
        _show_figures(made, list(answer.figures))
    _show_rules(made, answer)
    if not answer.other:
        made.blank()
        made.text("Jämför med en annan dags regler, eller med regler i en annan mapp:")
        made.line(f"{asked} --mot DATUM", "", 2)
    return made


def _show_cases(made: Page, answer: Answer) -> None:
    cases = answer.cases
    if cases is None:
        return
    made.text(f"{count(cases.summed, 'fall', 'fall')} ur {cases.path}.")
    if cases.absent:
        made.text(f"Kolumner som saknas, så att de är obesvarade i alla fall: {both(cases.absent)}.")
    for name, hint in cases.hints.items():
        made.text(f"{name}: {hint}")
    if cases.faults:
        made.blank()
        made.text(f"{count(len(cases.faults), 'fall', 'fall')} kan inte räknas och är inte med:")
        for place, fault in cases.faults[:SHOWN]:
            made.item(fault, 2, f"{cases.numbered} {place}:")
        if len(cases.faults) > SHOWN:
            made.text(f"och {count(len(cases.faults) - SHOWN, 'fall', 'fall')} till", 2)


def _show_table(made: Page, answer: Answer) -> None:
    headers, rows = utsaga.table(answer)
    made.table(headers, [row.cells for row in rows], right=range(1, len(headers)))


def _show_causes(made: Page, other: Compared) -> None:
    made.heading("Vad skillnaden beror på")
    headers, rows = utsaga.causes(other)
    if rows:
        made.table(headers, rows, right=(1, 2, 3))
        made.blank()
    for text in utsaga.about_causes(other):
        made.text(text)


def _show_figures(made: Page, figures: list[Figure]) -> None:
    made.heading("Mot det tryckta")
    made.text(utsaga.agreement(figures))
    for figure in figures:
        if not figure.agrees:
            made.item(utsaga.disagreement(figure))


def _show_rules(made: Page, answer: Answer) -> None:
    made.heading("Räknat på")
    for text in (*utsaga.rules_used(answer), *utsaga.sources(answer)):
        made.item(text)
