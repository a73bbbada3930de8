"""From a draft to its adoption: the commands that follow, ready to be copied."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from motor.documents.command_line import word
from motor.editing.versions import NewVersion
from motor.rulebook.files import FORECASTS
from motor.rulebook.rulebook import today

FAR = datetime.timedelta(days=2 * 366)
"""How long before its first day a version is seldom written."""

_DAY = re.compile(r"^datum:\s*['\"]?(\d{4}-\d\d-\d\d)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """A draft that was written: of which decision, from which day, and the first day of its original."""

    decision: str
    start: datetime.date
    copied_from: datetime.date


def steps_to_adoption(
    folder: Path, rule_set: str, drafts: Sequence[DraftVersion], options: str = "", named: Path | None = None
) -> Iterator[str]:
    """Review, test, compare, cost and adopt drafts that begin on one day; `rule_set` as it was named.

    `named` is the folder as the commands are to name it.

    The forecast is left out where the rule set has none.
    """
    start, before = drafts[0].start, max(draft.copied_from for draft in drafts)
    yield f"motor granska {word(named or folder)} --utkast"
    yield f"motor testa --utkast{options}"
    yield f"motor skillnad {word(rule_set)} {before} {start} --utkast{options}"
    forecast = latest_forecast(folder)
    if forecast:
        yield f"motor prognos {word(rule_set)} {word(forecast)} --mot {start} --utkast{options}"
    for draft in drafts:
        version = f"{word(rule_set)} {word(draft.decision)} {draft.start}"
        yield f'motor besluta {version} --organ "…" --beslutsdatum DATUM --paragraf "…"{options}'


def day_notices(made: NewVersion) -> Iterator[str]:
    """What is not wrong with the days of a new version, but seldom meant."""
    start = datetime.date.fromisoformat(made.path.stem)
    if made.ends:
        yield f"Versionen gäller till och med {made.ends}: en annan version börjar gälla dagen efter."
    if start > today() + FAR:
        yield f"{start} är mer än två år bort. Är året rätt?"


def latest_forecast(folder: Path) -> str | None:
    """The name of the rule set's forecast of the latest day, the first of many; None when it has none."""
    names = {path.stem: _day_of(path) for path in sorted((folder / FORECASTS).glob("*.yaml"))}
    return max(names, key=lambda name: names[name]) if names else None


def _day_of(path: Path) -> str:
    """The day of a forecast, which need not be such that it can be read."""
    match = _DAY.search(path.read_text("utf-8", errors="replace"))
    return match[1] if match else ""
