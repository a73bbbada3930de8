"""`motor korrigera`: open an adopted version for a correction, with the text that was adopted kept."""

from __future__ import annotations

from pathlib import Path

import motor
from motor.documents.seals import word
from motor.editing.correction import closing_command, opened
from motor.errors import Problem, RuleError, Severity
from motor.values.convert import dumps
from verktyg.fel import DONE, os_sentence, usage_error
from verktyg.regelverk import day_of, decisions_in, find_decision, find_rule_set
from verktyg.sida import Page
from verktyg.skriv import alone, write_all


def korrigera(
    rule_set: str,
    decision: str,
    start: str,
    reason: str,
    file: str | None,
    as_json: bool,
    rules: str | None,
) -> int:
    """Open the version, and tell how to close it. Raises MotorError, with nothing changed."""
    why = " ".join(reason.split())
    if not why:
        raise usage_error("--skäl är tomt.", 'Skriv varför: --skäl "Skrivfel i protokollet".')
    day, folder = day_of(start), find_rule_set(rule_set, rules)
    name = find_decision(decision, decisions_in(folder), folder.name)
    with alone(folder):
        opening = opened(folder, name, day, why, _bytes(file))
        if file is not None:
            _check(folder, opening.path, opening.files[opening.path])
        write_all(opening.files)
    if as_json:
        print(dumps({"beslut": name, "giltig från": start, "fil": str(opening.path),
                     "ersatt text": str(opening.kept), "rättelse": opening.number, "skäl": why}))  # fmt: skip
        return DONE
    page = Page()
    page.text(f"{opening.path} är öppnad för rättelse {opening.number}, med status förslag.")
    page.text(f"Den beslutade texten är kvar i {opening.kept}.")
    edit = "Läs igenom filen." if file else "Rätta det som är fel i filen."
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
