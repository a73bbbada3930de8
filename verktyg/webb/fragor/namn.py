"""What the fields of the page that asks and answers are called, and the values that its buttons send."""

from __future__ import annotations

from typing import Any

from verktyg.kvitto.innehall import CASE, CHOSEN, DECIDED_BY, MOTIVATION, REASON

ACTION, CHANGE, SHOWN, PART, DAY = "gör", "ändra", "visad", "del", "dag"
"""The button, a fact to change, the facts that were shown, a part of the page, and the day of the rules."""
TRAIL = "väg"
"""The first fact of each group that was shown before, in turn."""
NEXT, BACK, SHOW, SAVE, UPDATE = "vidare", "tillbaka", "visa", "spara", "uppdatera"
DRAFT, REMINDED, REWRITE = "utkastets hash", "påmind om", "skriv om"
"""The hash of a motivering as it was made, the choice that a person was reminded of, the button."""
CHOICE, NO_CHOICE = "val:", "inget"
"""What the value of a chosen alternative begins with, and the value that chooses none."""

NAMES: dict[str, Any] = {
    "ACTION": ACTION,
    "CHANGE": CHANGE,
    "SHOWN": SHOWN,
    "DAY": DAY,
    "TRAIL": TRAIL,
    "NEXT": NEXT,
    "BACK": BACK,
    "SHOW": SHOW,
    "SAVE": SAVE,
    "UPDATE": UPDATE,
    "DRAFT": DRAFT,
    "REMINDED": REMINDED,
    "REWRITE": REWRITE,
    "PART": PART,
    "CHOICE": CHOICE,
    "NO_CHOICE": NO_CHOICE,
    "CASE": CASE,
    "CHOSEN": CHOSEN,
    "REASON": REASON,
    "MOTIVATION": MOTIVATION,
    "DECIDED_BY": DECIDED_BY,
}
"""The same for templates."""
