"""`motor exportera`: write a rule set, as it is on a day, to a file in DMN with its diagram."""

from __future__ import annotations

import sys
from pathlib import Path

from motor.dmn.diagram import diagram_of
from motor.dmn.writing import EXPORTER, write
from motor.dmn.xml import root_attributes
from motor.errors import suggestion
from motor.exchange import export
from motor.exchange.exporting import NEWER_FUNCTION
from motor.rulebook.rulebook import today
from verktyg.fel import DONE, usage_error
from verktyg.format import both, count
from verktyg.regelverk import open_rule_set, read_day
from verktyg.skriv import write_whole

VERSIONS = {"dmn": "1.3", "dmn-1.5": "1.5"}
"""The version of DMN that each format is; the plain one is what most tools read."""


def exportera(rule_set: str, file: str, day: str | None, form: str, rules: str | None) -> int:
    """Write the model, and tell what is in it and what its user should know. Raises MotorError."""
    version = VERSIONS.get(form)
    if version is None:
        hint = suggestion(form, VERSIONS) or f"Formaten är {both(VERSIONS)}."
        raise usage_error(f"Formatet {form} finns inte.", hint)
    path = Path(file)
    _check(path)
    on = read_day(day) or today()
    exported = export(open_rule_set(rule_set, rules), on)
    definitions = exported.definitions
    write_whole(path, write(definitions, version, diagram_of(definitions)))
    held = [
        count(len(definitions.decisions), "beslut", "beslut"),
        count(len(definitions.functions), "funktion", "funktioner"),
        count(len(definitions.inputs), "faktum", "fakta"),
    ]
    print(f"{path} är skriven i DMN {version} med reglerna som de är {on}: {both(held)}.")
    for warning in exported.warnings:
        if version == "1.3" or warning.code != NEWER_FUNCTION:
            print(warning, file=sys.stderr)
    return DONE


def _check(path: Path) -> None:
    """Refuse to write where something else would be lost, or over a model that was drawn elsewhere."""
    if path.suffix.lower() != ".dmn":
        raise usage_error(f"{path} slutar inte på .dmn.", f"Kalla filen {path.with_suffix('.dmn').name}.")
    if not path.parent.is_dir():
        raise usage_error(f"Mappen {path.parent} finns inte.", "Skapa den först.")
    if path.exists() and not (path.is_file() and root_attributes(path).get("exporter") == EXPORTER):
        raise usage_error(
            f"{path} finns redan och är inte skriven av motor exportera. Inget är ändrat.",
            "Välj ett annat namn, eller ta bort den först.",
        )
