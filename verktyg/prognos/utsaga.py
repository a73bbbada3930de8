"""What a forecast says, in words and rows: the table, the causes of a difference, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import motor
from motor.rulebook.decision import DRAFT
from verktyg.format import both, capital, count, number
from verktyg.prognos.orsaker import Change
from verktyg.prognos.summor import ZERO
from verktyg.prognos.svar import Answer, Compared, Line, kronor, lines
from verktyg.prognos.tryckt import Figure


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: the line that it tells of, and its cells."""

    line: Line
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Causes:
    """What a difference is made of: a table's headers and rows, and what is to be known of them."""

    headers: list[str]
    rows: list[list[str]]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """The printed figures beside those worked out: how many agree, and each that does not."""

    agreement: str
    disagreements: tuple[str, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A forecast in words and rows. `causes` where it is compared, `printed` where its source has figures."""

    description: str | None
    by: str
    left_out: list[str]
    headers: list[str]
    rows: list[Row]
    causes: Causes | None
    assumptions: tuple[tuple[str, str], ...]
    printed: Printed | None
    rests_on: tuple[str, ...]


def told(answer: Answer) -> Told:
    """All that is said of a forecast."""
    headers, rows = table(answer)
    return Told(
        answer.underlag.document.description,
        by(answer),
        left_out(answer),
        headers,
        rows,
        Causes(*causes(answer.other), tuple(about_causes(answer.other))) if answer.other else None,
        tuple(answer.assumptions()),
        _printed(answer.figures) if answer.figures else None,
        (*rules_used(answer), *sources(answer)),
    )


def _printed(figures: Sequence[Figure]) -> Printed:
    wrong = tuple(disagreement(figure) for figure in figures if not figure.agrees)
    return Printed(agreement(figures), wrong, tuple(figures))


def by(answer: Answer) -> str:
    """By which rules."""
    base = answer.base
    drafts = " Utkast är medräknade." if base.rulebook.drafts else ""
    text = f"{base.rulebook.name} som reglerna är {base.day}"
    text = f"Förr är {text}, nu är {answer.other.edition.label}." if answer.other else f"Räknat med {text}."
    if base.rulebook.held:
        text += " Var sida räknas som om dess regler alltid hade gällt, vilka datum fallen än har."
    return text + drafts


def left_out(answer: Answer) -> list[str]:
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


def table(answer: Answer) -> tuple[list[str], list[Row]]:
    """The headers and rows of the table; every column but the first holds numbers."""
    shown, grouped = _shown(answer), bool(answer.forecast.rows)
    if answer.other:
        headers = ["", "Förr, kr", "Nu, kr", "Skillnad, kr"]
        return headers, [Row(line, _compared(line, grouped)) for line in shown]
    costs = answer.costs if len(answer.costs) > 1 else []
    names = [answer.unit, *answer.measures, *costs]
    rows = [Row(line, [_label(line, grouped), *_figures_of(line, answer.measures, costs)]) for line in shown]
    return ["", *map(capital, names), "Summa, kr"], rows


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


def causes(other: Compared) -> tuple[list[str], list[list[str]]]:
    """The headers and rows of what a difference is made of; all columns but the first to the right."""
    found = other.causes
    rows = [[*_change(cause.change), kronor(cause.effect, True)] for cause in found.causes]
    if found.rest:
        rows.append(["samverkan och annat", "", "", kronor(found.rest, True)])
    return ["Ändring", "Förr", "Nu", "Skillnad, kr"], rows


def about_causes(other: Compared) -> Iterator[str]:
    """What is to be known of the causes."""
    found = other.causes
    some = bool(found.causes or found.rest)
    if some:
        yield (
            "Ändringarna är gjorda en i taget, i filernas ordning. Där två samverkar står samverkan på den "
            "senare."
        )
    else:
        yield "Inget som är ändrat i reglerna påverkar summan."
    if found.together:
        named = both(dict.fromkeys(_named(change) for change in found.together))
        yield f"Kan inte göras en i taget, och ligger under samverkan och annat: {named}."
    if found.idle:
        more = " till" if some else ""
        yield f"{count(len(found.idle), 'ändring', 'ändringar')}{more} påverkar inte summan."


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


def agreement(figures: Sequence[Figure]) -> str:
    """How many of the printed figures are those worked out."""
    wrong = [figure for figure in figures if not figure.agrees]
    agreeing = count(len(figures) - len(wrong), "tryckt tal", "tryckta tal")
    return f"{agreeing} stämmer." if wrong or len(figures) == 1 else f"Alla {agreeing} stämmer."


def disagreement(figure: Figure) -> str:
    """A printed figure that is not the one worked out."""
    unit = f" {figure.unit}" if figure.unit else ""
    reckoned = "inget" if figure.reckoned is None else f"{number(figure.reckoned)}{unit}"
    text = f"tryckt {number(figure.printed)}{unit}, räknat {reckoned}."
    return f"{capital(figure.where)}, {figure.name}: {text} {figure.note or ''}".rstrip()


def rules_used(answer: Answer) -> Iterator[str]:
    """The versions that the forecast asks."""
    for name in answer.decisions:
        version = answer.base.rulebook.version(name, answer.base.day)
        if version is not None:
            yield f"{name} från {version.valid_from} ({version.status})"


def sources(answer: Answer) -> Iterator[str]:
    """The documents that the volumes come from."""
    for reference in answer.underlag.document.notes.references if not answer.cases else ():
        parts = [reference.dnr, reference.section, f'"{reference.phrase}"' if reference.phrase else None]
        yield f"källa: {', '.join(part for part in parts if part)}"
