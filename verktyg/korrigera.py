"""`motor korrigera`: open an adopted version for a correction, with the text that was adopted kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import motor
from motor.documents.command_line import word
from motor.editing.correction import closing_command, opened
from motor.errors import Problem, RuleError, Severity
from verktyg.fel import DONE, os_sentence, usage_error
from verktyg.format import show_json
from verktyg.regelverk import day_of, decisions_in, find_decision, find_rule_set
from verktyg.sida import Page
from verktyg.skriv import alone, write_all


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked on the command line, as it was written."""

    rule_set: str
    decision: str
    start: str
    reason: str
    file: str | None = None
    as_json: bool = False
    rules: str | None = None


def korrigera(order: Order) -> int:
    """Open the version, and tell how to close it. Raises MotorError, with nothing changed."""
    why = " ".join(order.reason.split())
    if not why:
        raise usage_error("--skäl är tomt.", 'Skriv varför: --skäl "Skrivfel i protokollet".')
    day, folder = day_of(order.start), find_rule_set(order.rule_set, order.rules)
    name = find_decision(order.decision, decisions_in(folder), folder.name)
    with alone(folder):
        opening = opened(folder, name, day, why, _bytes(order.file))
        if order.file is not None:
            _check(folder, opening.path, opening.files[opening.path])
        write_all(opening.files)
    if order.as_json:
        show_json({"beslut": name, "giltig från": order.start, "fil": str(opening.path),
                     "ersatt text": str(opening.kept), "rättelse": opening.number, "skäl": why})  # fmt: skip
        return DONE
    page = Page()
    page.text(f"{opening.path} är öppnad för rättelse {opening.number}, med status förslag.")
    page.text(f"Den beslutade texten är kvar i {opening.kept}.")
    edit = "Läs igenom filen." if order.file else "Rätta det som är fel i filen."
    page.steps([edit, f"motor granska {word(folder)}", "motor testa", closing_command(folder, opening)])
    page.blank()
    page.text("Är det ett nytt beslut som gäller bakåt i tiden, skriv det beslutets organ, dag och paragraf.")
    page.print()
    return DONE


def _bytes(file: str | None) -> bytes | None:
    try:
        return None if file is None else Path(file).read_bytes()
    except OSError as error:
        raise usage_error(f"{os_sentence(error)} Inget är ändrat.") from error


def _check(folder: Path, path: Path, content: bytes) -> None:
    """Refuse a text that the rule set cannot be used with."""
    extra = {path.relative_to(folder).as_posix(): content.decode("utf-8")}
    faults = [problem for problem in motor.check(folder, extra) if problem.severity is Severity.FEL]
    if faults:
        raise RuleError([*faults, Problem("rättelse", "Regelverket skulle få fel. Inget är ändrat.")])
