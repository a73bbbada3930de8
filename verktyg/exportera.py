"""`motor exportera`: write a rule set, as it is on a day, to a model in DMN or to a workbook."""

from __future__ import annotations

import datetime
import sys
from dataclasses import dataclass
from pathlib import Path

from motor.dmn.diagram import diagram_of
from motor.dmn.writing import EXPORTER, write
from motor.dmn.xml import root_attributes
from motor.errors import suggestion
from motor.exchange import export
from motor.exchange.exporting import NEWER_FUNCTION
from motor.rulebook.rulebook import today
from verktyg.fel import DONE, usage_error
from verktyg.format import both, count, either, show_json
from verktyg.regelverk import open_rule_set, read_day
from verktyg.skriv import write_whole

VERSIONS = {"dmn": "1.3", "dmn-1.5": "1.5"}
"""The version of DMN that each format is; the plain one is what most tools read."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to write, and how: `form` is None where no format was asked for."""

    rule_set: str
    path: Path
    day: str | None
    form: str | None
    drafts: bool
    as_json: bool
    rules: str | None

    @property
    def on(self) -> datetime.date:
        """The day whose rules are written. Raises UsageError."""
        return read_day(self.day) or today()


def exportera(order: Order) -> int:
    """Write the file that its ending asks for, and tell what is in it. Raises MotorError."""
    ending = order.path.suffix.lower()
    if ending not in _WRITERS:
        names = either(order.path.with_suffix(each).name for each in _WRITERS)
        raise usage_error(
            f"{order.path} slutar varken på {' eller '.join(_WRITERS)}.", f"Kalla filen {names}."
        )
    if not order.path.parent.is_dir():
        raise usage_error(f"Mappen {order.path.parent} finns inte.", "Skapa den först.")
    return _WRITERS[ending](order)


def _model(order: Order) -> int:
    """A model in DMN with its diagram, and what its user should know."""
    form, path = order.form or "dmn", order.path
    version = VERSIONS.get(form)
    if version is None:
        hint = suggestion(form, VERSIONS) or f"Formaten är {both(VERSIONS)}."
        raise usage_error(f"Formatet {form} finns inte.", hint)
    if order.drafts:
        raise usage_error("En DMN-modell har aldrig utkast med.", "Ta bort --utkast, eller skriv en .xlsx.")
    _check(path)
    on = order.on
    exported = export(open_rule_set(order.rule_set, order.rules), on)
    definitions = exported.definitions
    write_whole(path, write(definitions, version, diagram_of(definitions)))
    told = [each for each in exported.warnings if version == "1.3" or each.code != NEWER_FUNCTION]
    parts = len(definitions.decisions), len(definitions.functions), len(definitions.inputs)
    if order.as_json:
        held = dict(zip(("beslut", "funktioner", "fakta"), parts, strict=True))
        notices = [warning.message for warning in told]
        show_json({"fil": str(path), "datum": str(on), "dmn": version, **held, "upplysningar": notices})
        return DONE
    forms = (("beslut", "beslut"), ("funktion", "funktioner"), ("faktum", "fakta"))
    counted = both(count(number, *form) for number, form in zip(parts, forms, strict=True))
    print(f"{path} är skriven i DMN {version} med reglerna som de är {on}: {counted}.")
    for warning in told:
        print(warning, file=sys.stderr)
    return DONE


def _workbook(order: Order) -> int:
    """A workbook with a sheet for each table."""
    from verktyg.excel.exportera import export_workbook  # noqa: PLC0415 - needs the extra excel

    if order.form is not None:
        raise usage_error("--format gäller bara filer som slutar på .dmn.", "Ta bort --format.")
    rulebook = open_rule_set(order.rule_set, order.rules, order.drafts)
    return export_workbook(rulebook, order.path, order.on, order.as_json)


_WRITERS = {".dmn": _model, ".xlsx": _workbook}
"""What writes a file, by its ending."""


def _check(path: Path) -> None:
    """Refuse to write over a model that was drawn elsewhere."""
    if path.exists() and not (path.is_file() and root_attributes(path).get("exporter") == EXPORTER):
        raise usage_error(
            f"{path} finns redan och är inte skriven av motor exportera. Inget är ändrat.",
            "Välj ett annat namn, eller ta bort den först.",
        )
