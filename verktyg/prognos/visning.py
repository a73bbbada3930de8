"""A forecast as a page: the table, what is assumed, what a source prints, and why a difference came about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import motor
from motor.rulebook.decision import DRAFT
from verktyg.format import both, capital, count, number
from verktyg.prognos.orsaker import Change
from verktyg.prognos.summor import ZERO
from verktyg.prognos.svar import Answer, Compared, Line, kronor, lines
from verktyg.prognos.tryckt import Figure
from verktyg.sida import Page

SHOWN = 20
"""How many faulty cases, and how many causes, the page names."""


def page(answer: Answer, asked: str) -> Page:
    """The answer as text; `asked` is the command that gave it, which the next one builds on."""
    made = Page()
    made.title(answer.title)
    made.text(_by(answer))
    left_out = _left_out(answer)
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


def _by(answer: Answer) -> str:
    """By which rules."""
    base = answer.base
    drafts = " Utkast är medräknade." if base.rulebook.drafts else ""
    text = f"{base.rulebook.name} som reglerna är {base.day}"
    text = f"Förr är {text}, nu är {answer.other.edition.label}." if answer.other else f"Räknat med {text}."
    if base.rulebook.held:
        text += " Var sida räknas som om dess regler alltid hade gällt, vilka datum fallen än har."
    return text + drafts


def _left_out(answer: Answer) -> list[str]:
    """The drafts that would count, by the day of either side, if they were asked for."""
    sides = [answer.base, *([answer.other.edition] if answer.other else [])]
    return list(
        dict.fromkeys(
            f"{name} från {draft.valid_from}"
            for side in sides
            for name in _rested_on(answer.decisions, side.rulebook.whole)
            for draft in [side.rulebook.whole.decisions[name].at(side.day, drafts=True)]
            if draft is not None and draft.status == DRAFT and not side.rulebook.drafts
        )
    )


def _rested_on(names: Iterable[str], rulebook: motor.Rulebook) -> list[str]:
    """Decisions, and all that any version of them reads."""
    found = [name for name in names if name in rulebook.decisions]
    for name in found:
        for version in rulebook.decisions[name].versions:
            found += [read for read in version.requires if read in rulebook.decisions and read not in found]
    return found


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
    shown, grouped = _shown(answer), bool(answer.forecast.rows)
    if answer.other:
        headers = ["", "Förr, kr", "Nu, kr", "Skillnad, kr"]
        rows = [_compared(line, grouped) for line in shown]
    else:
        costs = answer.costs if len(answer.costs) > 1 else []
        names = [answer.unit, *answer.measures, *costs]
        headers = ["", *map(capital, names), "Summa, kr"]
        rows = [[_label(line, grouped), *_figures_of(line, answer.measures, costs)] for line in shown]
    made.table(headers, rows, right=range(1, len(headers)))


def _shown(answer: Answer) -> list[Line]:
    """The lines; one group is the whole, and its sum says nothing more."""
    found = lines(answer)
    groups = [line for line in found if line.level == "grupp"]
    return [line for line in found if line.level != "grupp" or len(groups) > 1 or answer.cases]


def _label(line: Line, rows: bool) -> str:
    """A group's sum stands below its rows, where there are any."""
    return f"= {line.name}" if line.level == "grupp" and rows else line.name


def _figures_of(line: Line, measures: list[str], costs: list[str]) -> Iterator[str]:
    sums = line.before
    yield number(sums.volume)
    yield from (kronor(sums.measures[name]) if name in sums.measures else "0" for name in measures)
    yield from (kronor(sums.costs[name]) if name in sums.costs else "0" for name in costs)
    yield kronor(sums.total)


def _compared(line: Line, rows: bool) -> list[str]:
    after = line.after.total if line.after else line.before.total
    return [_label(line, rows), kronor(line.before.total), kronor(after), kronor(line.change or ZERO, True)]


def _show_causes(made: Page, other: Compared) -> None:
    made.heading("Vad skillnaden beror på")
    causes = other.causes
    rows = [[*_change(cause.change), kronor(cause.effect, True)] for cause in causes.causes]
    if causes.rest:
        rows.append(["samverkan och annat", "", "", kronor(causes.rest, True)])
    if rows:
        made.table(["Ändring", "Förr", "Nu", "Skillnad, kr"], rows, right=(1, 2, 3))
        made.blank()
        made.text(
            "Ändringarna är gjorda en i taget, i filernas ordning. Där två samverkar står samverkan på den "
            "senare."
        )
    else:
        made.text("Inget som är ändrat i reglerna påverkar summan.")
    if causes.together:
        named = both(dict.fromkeys(_named(change) for change in causes.together))
        made.text(f"Kan inte göras en i taget, och ligger under samverkan och annat: {named}.")
    if causes.idle:
        more = " till" if rows else ""
        made.text(f"{count(len(causes.idle), 'ändring', 'ändringar')}{more} påverkar inte summan.")


def _change(change: Change) -> tuple[str, str, str]:
    return _named(change), change.before or "", change.after or ""


def _named(change: Change) -> str:
    """A change in words."""
    if change.column is None:
        return f"{change.decision}: uttryck, rader eller kolumner"
    if change.rule is None:
        return f"{change.decision}: {change.column}"
    condition = f" ({change.condition})" if change.condition else ""
    return f"{change.decision}, regel {change.rule}{condition}: {change.column}"


def _show_figures(made: Page, figures: list[Figure]) -> None:
    made.heading("Mot det tryckta")
    wrong = [figure for figure in figures if not figure.agrees]
    agreeing = count(len(figures) - len(wrong), "tryckt tal", "tryckta tal")
    made.text(f"{agreeing} stämmer." if wrong or len(figures) == 1 else f"Alla {agreeing} stämmer.")
    for figure in wrong:
        unit = f" {figure.unit}" if figure.unit else ""
        reckoned = "inget" if figure.reckoned is None else f"{number(figure.reckoned)}{unit}"
        text = f"tryckt {number(figure.printed)}{unit}, räknat {reckoned}."
        made.item(f"{capital(figure.where)}, {figure.name}: {text} {figure.note or ''}".rstrip())


def _show_rules(made: Page, answer: Answer) -> None:
    made.heading("Räknat på")
    for name in answer.decisions:
        version = answer.base.rulebook.version(name, answer.base.day)
        if version is not None:
            made.item(f"{name} från {version.valid_from} ({version.status})")
    for reference in answer.underlag.document.notes.references if not answer.cases else ():
        parts = [reference.dnr, reference.section, f'"{reference.phrase}"' if reference.phrase else None]
        made.item(f"källa: {', '.join(part for part in parts if part)}")
