"""`motor nytt-regelverk`: a small rule set to start from. It is an example, with made-up rules."""

from __future__ import annotations

import os
import re
from pathlib import Path

from verktyg.fall import FOLDER
from verktyg.fel import DONE, usage_error
from verktyg.skriv import write_all

_NAME = re.compile(r"[^\W_][\w-]*[^\W_]|[^\W_]")

_TEMPLATES = Path(__file__).parent / "mall"
_FIRST_DAY = "2025-01-01"

_IN_RULE_SET = {
    "README.md": "README.md",
    "regelverk.yaml": "regelverk.yaml",
    "möjliga stöd.yaml": f"möjliga stöd/{_FIRST_DAY}.yaml",
    "stödvillkor.yaml": f"stödvillkor/{_FIRST_DAY}.yaml",
    "exempel.yaml": "exempel/hushåll.yaml",
}
"""Where each template goes in the rule set's folder; the cases go beside the rules, in tests/fall."""


def nytt_regelverk(name: str, into: str | None) -> int:
    """Write the scaffold. Raises UsageError, before anything is written, when something is in the way."""
    if not _NAME.fullmatch(name):
        raise usage_error(
            f"{name} kan inte vara ett regelverks namn, för det blir också mappens.",
            "Använd bokstäver, siffror och bindestreck men inga mellanslag, till exempel storkommun.",
        )
    folder = Path(into or "regler")
    files = scaffold(name, folder)
    taken = [path for path in (folder / name, *files) if path.exists()]
    if taken:
        raise usage_error(
            f"{taken[0]} finns redan. Inget är ändrat.", "Välj ett annat namn, eller ta bort det först."
        )
    write_all(files)
    for path in files:
        print(path)
    options = "" if into is None else f" --regler {into}"
    print(f"\nRegelverket {name} är påhittat och ska bytas ut. Pröva det:")
    print(f"  motor granska {folder / name}\n  motor testa{options}\n  motor prova {name}{options}")
    return DONE


def scaffold(name: str, rules: Path) -> dict[Path, str]:
    """The files of a new rule set `name` in the folder `rules`, and their texts."""
    places = {template: rules / name / target for template, target in _IN_RULE_SET.items()}
    places["fall.yaml"] = rules.parent / FOLDER / f"{name}.yaml"
    return {path: _filled(template, name, path, rules) for template, path in places.items()}


def _filled(template: str, name: str, path: Path, rules: Path) -> str:
    text = (_TEMPLATES / template).read_text("utf-8")
    return text.replace("SCHEMAN", schemas(path, rules)).replace("NAMN", name)


def schemas(path: Path, rules: Path) -> str:
    """Where an editor finds the schemas: beside the rules, as in a clone, else where motor is installed."""
    beside = rules.parent / "scheman"
    if not beside.is_dir():
        return (Path(__file__).resolve().parent.parent / "scheman").as_uri()
    return Path(os.path.relpath(beside, path.parent)).as_posix()
