"""`motor prognos`: what volumes, or a file of cases, cost by the rules of a day, and by others."""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import motor
from motor.errors import FactError, Location, MotorError, Problem, RuleError, suggestion
from verktyg.fel import DONE, RULES_WRONG
from verktyg.format import capital, show_json
from verktyg.prognos.data import as_json
from verktyg.prognos.filer import checked, contents
from verktyg.prognos.orsaker import Edition, attributed
from verktyg.prognos.portfolj import Outcome, Portfolio
from verktyg.prognos.rakning import Formulas, compiled, formulas_of, reckon
from verktyg.prognos.summor import Forecast
from verktyg.prognos.svar import Answer, Cases, Compared
from verktyg.prognos.tryckt import figures
from verktyg.prognos.underlag import Underlag, forecast_file, read
from verktyg.prognos.visning import page
from verktyg.regelverk import find_rule_set, read_day
from verktyg.skriv import write_all


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked on the command line, as it was written."""

    rule_set: str
    file: str
    day: str | None = None
    against: str | None = None
    cases: str | None = None
    targets: tuple[str, ...] = ()
    as_json: bool = False
    drafts: bool = False
    rules: str | None = None


def prognos(order: Order) -> int:
    """Work out the forecast, write the files asked for, and tell. Returns 1 when cases were left out."""
    folder = find_rule_set(order.rule_set, order.rules)
    file = forecast_file(order.file, folder)
    cases = Path(order.cases) if order.cases is not None else None
    targets = checked(order.targets, [file, *([cases] if cases else [])])
    rulebook = motor.load(folder, drafts=order.drafts)
    underlag = read(file, rulebook.name)
    day = read_day(order.day) or underlag.document.date
    base, other = _editions(order, rulebook, day)
    answer = (_of_cases if cases else of_volumes)(underlag, base, other, cases or file)
    answer = replace(answer, file=file)
    held = contents(answer, targets)
    if held:
        write_all(held)
    if order.as_json:
        show_json(as_json(answer))
    else:
        made = page(answer, _asked(order))
        if targets:
            made.blank()
            made.text("\n".join(f"{path} är skriven." for path in targets))
        made.print()
    return RULES_WRONG if answer.cases and answer.cases.faults else DONE


def _asked(order: Order) -> str:
    """The command, for the next one to build on."""
    words = ["motor", "prognos", order.rule_set, order.file]
    words += ["--utfall", order.cases] if order.cases else []
    return shlex.join(words)


def _editions(order: Order, rulebook: motor.Rulebook, day: datetime.date) -> tuple[Edition, Edition | None]:
    """The rules, and those of another day, another folder, or a revision. Raises UsageError.

    Two days are compared as if the rules of each had always been in force, whatever days the cases have.
    """
    base = Edition(rulebook, day, str(day))
    if order.against is None:
        return base, None
    from verktyg.skillnad.utgavor import side  # noqa: PLC0415 - only where something is compared

    other = side(order.against, Path(rulebook.path))
    if other.day is None:
        return base, Edition(other.load(order.drafts), day, f"reglerna i {other.words}")
    return of_days(rulebook, day, other.day)


def of_days(rulebook: motor.Rulebook, day: datetime.date, other: datetime.date) -> tuple[Edition, Edition]:
    """The rules of two days, each as if they had always been in force."""
    return (
        Edition(rulebook.as_if_always(day), day, str(day)),
        Edition(rulebook.as_if_always(other), other, f"reglerna {other}"),
    )


# --- volumes


def of_volumes(underlag: Underlag, base: Edition, other: Edition | None, file: Path) -> Answer:
    """What the volumes of `file` cost by the rules, and by others. Raises RuleError."""
    if not underlag.document.rows:
        raise _lacks(underlag, "rader", "Lägg till rader, eller ge fallen i en fil: --utfall FIL.")
    problems = list(underlag.problems)
    forecast = reckon(underlag, base.rulebook, base.day, problems)
    printed = figures(underlag, forecast, problems)
    _refuse(problems)

    def by(rulebook: motor.Rulebook, day: datetime.date) -> Forecast:
        found: list[Problem] = []
        made = reckon(underlag, rulebook, day, found)
        _refuse(found)
        return made

    formulas = formulas_of(underlag, base.rulebook, [])
    return Answer(
        underlag,
        file,
        base,
        forecast,
        decisions=formulas.decisions,
        figures=tuple(printed) if base.day == underlag.document.date else (),
        other=_compared(base, other, forecast, formulas, by) if other else None,
    )


def _compared(
    base: Edition,
    other: Edition,
    forecast: Forecast,
    formulas: Formulas,
    by: Callable[[motor.Rulebook, datetime.date], Forecast],
) -> Compared:
    """The forecast by other rules, and what makes the difference. Raises MotorError."""
    try:
        after = by(other.rulebook, other.day)
    except RuleError as error:
        raise RuleError(_with_rules(problem, other.label) for problem in error.problems) from None

    def total(rulebook: motor.Rulebook, day: datetime.date) -> Decimal:
        return by(rulebook, day).total.total

    causes = attributed(base, other, formulas.reads, total, forecast.total.total, after.total.total)
    return Compared(other, after, causes)


def _with_rules(problem: Problem, label: str) -> Problem:
    return replace(problem, message=f"Med {label}: {problem.message}")


def _refuse(problems: list[Problem]) -> None:
    if problems:
        unique = dict.fromkeys(problems)
        raise RuleError(sorted(unique, key=lambda each: (each.where.line or 0, each.where.column or 0)))


def _lacks(underlag: Underlag, key: str, hint: str) -> RuleError:
    where = Location(underlag.document.source.name)
    return RuleError(Problem("saknad nyckel", f"Prognosen saknar {key}.", where, hint=hint))


# --- a file of cases


def _of_cases(underlag: Underlag, base: Edition, other: Edition | None, path: Path) -> Answer:
    account = underlag.document.cases
    if account is None:
        hint = "Lägg till utfall: {kostnader: [{namn: …, uttryck: …}]}."
        raise _lacks(underlag, "utfall, som säger hur ett fall räknas", hint)
    _refuse([*underlag.problems, *_unclear(underlag, base.rulebook)])
    portfolio = Portfolio(path, account, tuple(cell.text for cell in underlag.document.unclear))
    outcomes = [portfolio.decided(edition.rulebook, edition.day) for edition in (base, other) if edition]
    if not outcomes[0].cases:
        where = Location(str(path))
        raise FactError(
            Problem("inga rader", "Filen har inga rader.", where, hint="Skriv ett fall på varje rad.")
        )
    faults: dict[int, str] = {}
    for outcome, edition in zip(outcomes, (base, other), strict=False):
        for place, fault in outcome.faults.items():
            label = f"Med {edition.label}: " if edition and edition is other else ""
            faults.setdefault(place, f"{label}{fault}")

    def good(outcome: Outcome) -> Forecast:
        return portfolio.summed(None if place in faults else case for place, case in enumerate(outcome.cases))

    def by(rulebook: motor.Rulebook, day: datetime.date) -> Forecast:
        outcome = portfolio.decided(rulebook, day)
        if not set(outcome.faults) <= set(faults):
            raise MotorError(Problem("fel i fall", "Fler fall går inte att räkna."))
        return good(outcome)

    forecast = good(outcomes[0])
    formulas = compiled(account, base.rulebook, (), [], volumes=False)
    return Answer(
        underlag,
        path,
        base,
        forecast,
        decisions=formulas.decisions,
        other=_compared(base, other, forecast, formulas, by) if other else None,
        cases=_cases(portfolio, base, outcomes[0], faults),
    )


def _unclear(underlag: Underlag, rulebook: motor.Rulebook) -> Iterator[Problem]:
    """Facts under `oklara` that cannot be that."""
    for cell in underlag.document.unclear:
        fact = rulebook.facts.get(cell.text)
        if fact is None:
            hint = suggestion(cell.text, rulebook.facts)
            yield cell.problem("okänt faktum", f"Det finns inget faktum som heter {cell.text}.", hint=hint)
        elif not fact.unclear:
            yield cell.problem(
                "kan inte vara oklar", f"{cell.text} kan inte vara oklar.", hint="Ta bort det."
            )


def _cases(portfolio: Portfolio, base: Edition, outcome: Outcome, faults: dict[int, str]) -> Cases:
    lines = portfolio.lines(base.rulebook, base.day) if faults else None
    placed = []
    for place, fault in sorted(faults.items()):
        line = lines[place] if lines else place + 1
        placed.append((line, capital(fault.removeprefix(f"Rad {line} i filen ").lstrip(": "))))
    return Cases(
        portfolio.path,
        len(outcome.cases) - len(faults),
        tuple(placed),
        "Rad",
        outcome.hints,
        outcome.absent,
    )
