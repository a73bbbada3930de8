"""A forecast's file with its numbers read: volumes, the rows' own numbers, and assumed amounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from motor.documents.forecast_building import read_forecast
from motor.documents.forecasts import Account, ForecastDocument, ForecastNumber, ForecastRow
from motor.documents.model import Cell
from motor.errors import Problem, RuleError, suggestion
from motor.rulebook.files import FORECASTS
from motor.rulebook.wording import DECIMAL_COMMA, plain_number, ungrouped
from verktyg.fel import usage_error
from verktyg.format import both, find
from verktyg.prognos.summor import ZERO, reachable

VOLUME = "antal"
"""The number that every row has: how many it counts."""

TOTAL = "summa"


@dataclass(frozen=True)
class Basis:
    """A row with its numbers by name, VOLUME among them, and fixed amounts. `sound`: all could be read."""

    document: ForecastRow
    numbers: Mapping[str, Decimal]
    amounts: tuple[tuple[str, Decimal], ...]
    sound: bool


@dataclass(frozen=True)
class Underlag:
    """A forecast as it is asked: its document and rows, and what is wrong with them so far."""

    document: ForecastDocument
    rows: tuple[Basis, ...]
    problems: list[Problem] = field(repr=False)

    @property
    def numbers(self) -> list[str]:
        """The names that expressions read beside facts and decisions."""
        return [VOLUME, *(number.name for number in self.document.numbers)]


def forecast_file(text: str, folder: Path) -> Path:
    """The file that `text` is, or names among the rule set's own. Raises UsageError."""
    path = Path(text)
    if path.is_file():
        return path
    own = {each.stem: each for each in sorted((folder / FORECASTS).glob("*.yaml"))}
    name = find(path.stem if path.suffix == ".yaml" else text, own) if path.name == text else None
    if name is not None:
        return own[name]
    known = f"Prognoserna i {folder / FORECASTS} är {both(own)}." if own else None
    hint = suggestion(text, own)
    raise usage_error(f"Prognosen {text} finns inte.", " ".join(filter(None, (hint, known))) or None)


def read(path: Path, rule_set: str) -> Underlag:
    """The forecast. Raises RuleError when its form is wrong; wrong numbers are in `problems`."""
    document, problems = read_forecast(path)
    if document is None or problems:
        raise RuleError(problems)
    return of_document(document, rule_set)


def of_document(document: ForecastDocument, rule_set: str) -> Underlag:
    """The forecast of a document; wrong numbers are in `problems`."""
    problems: list[Problem] = []
    if document.rulebook.text != rule_set:
        message = f"Prognosen är för regelverket {document.rulebook.text}, inte {rule_set}."
        problems.append(document.rulebook.problem("fel regelverk", message, hint="Ändra det ena."))
    defaults = {each.name: _default(each, problems) for each in document.numbers}
    _refuse_taken(document, problems)
    rows = tuple(_basis(row, document, defaults, problems) for row in document.rows)
    return Underlag(document, rows, problems)


def _refuse_taken(document: ForecastDocument, problems: list[Problem]) -> None:
    """Names that mean something already."""
    accounts: list[Account] = [document.account, *([document.cases] if document.cases else [])]
    lines = [line for account in accounts for line in (*account.measures, *account.costs)]
    own = [each.at for each in document.numbers] + [each.at for each in lines]
    for at in own:
        if at.scalar.name in (VOLUME, TOTAL):
            message = f"{at.scalar.name} finns redan i varje prognos."
            problems.append(at.problem("upptaget namn", message, hint="Välj ett annat namn."))
    measures = {line.name for line in document.account.measures}
    for row in document.rows:
        for amount in row.amounts:
            if amount.name.text in {VOLUME, TOTAL, *measures}:
                message = f"{amount.name.text} är inget namn på en kostnad."
                problems.append(amount.name.problem("upptaget namn", message, hint="Välj ett annat namn."))


def _default(number: ForecastNumber, problems: list[Problem]) -> Decimal | None:
    if number.default is None:
        return None
    value = _checked(number.default, number.name, number.whole, problems)
    return ZERO if value is None else value


def _basis(
    row: ForecastRow,
    document: ForecastDocument,
    defaults: Mapping[str, Decimal | None],
    problems: list[Problem],
) -> Basis:
    before = len(problems)
    numbers = {VOLUME: _volume(row, problems)}
    for declared in document.numbers:
        cell = row.numbers.get(declared.name)
        value = defaults[declared.name]
        if cell is not None:
            value = _checked(cell, declared.name, declared.whole, problems)
        elif value is None and row.facts:
            message = f"{row.name} saknar talet {declared.name}."
            hint = f"Skriv tal: {{{declared.name}: …}} på raden, eller ge talet en standard."
            problems.append(row.at.problem("saknat tal", message, hint=hint))
        numbers[declared.name] = ZERO if value is None else value
    known = [declared.name for declared in document.numbers]
    for name, cell in row.number_names.items():
        if name not in known:
            hint = suggestion(name, known) or "Lägg till det under tal: högst upp i prognosen."
            problems.append(cell.problem("okänt tal", f"Prognosen har inget tal {name}.", hint=hint))
    amounts = [(each.name.text, amount(each.amount, each.name.text, problems)) for each in row.amounts]
    read = tuple((name, value) for name, value in amounts if value is not None)
    return Basis(row, numbers, read, len(problems) == before)


def _volume(row: ForecastRow, problems: list[Problem]) -> Decimal:
    if row.volume is not None:
        return _checked(row.volume, VOLUME, True, problems) or ZERO
    if row.facts or not row.amounts:
        hint = "Skriv antal: … på raden."
        problems.append(row.at.problem("saknat antal", f"{row.name} saknar {VOLUME}.", hint=hint))
    return ZERO


def _checked(cell: Cell, name: str, whole: bool, problems: list[Problem]) -> Decimal | None:
    """A number that is not negative, and whole where it must be; None with a problem told."""
    value = amount(cell, name, problems)
    if value is None:
        return None
    if value < 0:
        problems.append(cell.problem("negativt tal", f"{name} kan inte vara {cell.text}: det är negativt."))
        return None
    if whole and value != value.to_integral_value():
        message = f"{name} ska vara ett helt tal, inte {cell.text}."
        problems.append(cell.problem("inget heltal", message, hint="Skriv det utan decimaler."))
        return None
    return value


def amount(cell: Cell, name: str, problems: list[Problem]) -> Decimal | None:
    """A number as people write it, `3 800` or `25.5`; None with a problem told."""
    text = cell.text.strip()
    value = plain_number(text)
    if value is not None and reachable(value):
        return value
    hint = "Skriv siffror, som 3 800 eller 25.5."
    if value is not None:
        message, hint = (
            f"{name} är för stort eller har för många decimaler för att räknas.",
            "Kontrollera talet.",
        )
    elif not text:
        message = f"{name} är tomt."
    else:
        message = f"{name} ska vara ett tal, inte {text:.60}."
        if comma := DECIMAL_COMMA.fullmatch(ungrouped(text)):
            hint = f"Skriv {comma[1]}.{comma[2]}."
    problems.append(cell.problem("inget tal", message, hint=hint))
    return None
