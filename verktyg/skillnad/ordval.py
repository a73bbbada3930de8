"""What a comparison says, in words: sides, cells, outcomes and cases."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from motor.difference import Answer, DecisionDifference, Form, Outcome, Region
from motor.rulebook.decision import Version
from motor.values.convert import to_python
from motor.values.number import number_text
from verktyg.format import both, condition, reads_as_words, value_text
from verktyg.skillnad.delar import differing_parts
from verktyg.skillnad.testfall import Failed, Mark

MISSING = "inget"

LONGEST = 120
"""How much of a value is shown, in characters."""

MOST_PARTS = 4
"""How many parts of a value are shown."""


def cell(text: str | None) -> str:
    """A cell as it is written; what is not there has a word."""
    return MISSING if text is None else text


def units_of(*versions: Version | None) -> dict[str, str]:
    """The units of a table's output columns."""
    found: dict[str, str] = {}
    for version in versions:
        for column in getattr(version and version.document.logic, "outputs", ()):
            if column.unit:
                found[column.name] = column.unit
    return found


def where(region: Region) -> str:
    """The region as a condition: `färg är röd och ålder är minst 18`."""
    tests = [_test(name, text) for name, text in region.condition.items()]
    return both(tests) or "alla indata"


def _test(name: str, text: str) -> str:
    words = condition(text)
    return f"{name} är {words}" if reads_as_words(words) else f"{name}: {text}"


def outcomes(region: Region, units: Mapping[str, str], only: str | None) -> tuple[str, str]:
    """The outcome before and after. `only` is the name of a single output column, whose unit it has."""
    if region.before.form is Form.VALUE and region.after.form is Form.VALUE:
        return pair(region.before.value, region.after.value, units, units.get(only or ""))
    unit = units.get(only or "")
    return outcome(region.before, unit), outcome(region.after, unit)


def exchange(gone: list[Any], new: list[Any]) -> dict[str, str]:
    """What falls out of a list and what comes into it."""
    if not gone and not new:
        return {"nu:": "samma, i en annan ordning"}
    texts = {"faller bort:": gone, "kommer till:": new}
    return {mark: _short(value_text(to_python(items))) for mark, items in texts.items() if items}


def pair(before: Any, after: Any, units: Mapping[str, str], unit: str | None = None) -> tuple[str, str]:
    """Two values; of contexts and lists only the parts that differ are told."""
    parts = list(differing_parts("", to_python(before), to_python(after)))
    shown = parts[:MOST_PARTS]
    more = f" … och {len(parts) - len(shown)} till" if len(parts) > len(shown) else ""
    texts = []
    for place in (1, 2):
        told = [_part(part[0], part[place], units, unit) for part in shown]
        texts.append("; ".join(told) + more)
    return texts[0], texts[1]


def _part(path: str, value: Any, units: Mapping[str, str], unit: str | None) -> str:
    name = path.lstrip(".")
    text = _short(value_text(value, units.get(name, unit), null=MISSING))
    return f"{name} {text}" if name else text


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def outcome(given: Outcome, unit: str | None = None) -> str:
    """An outcome in words."""
    if given.form is Form.VALUE:
        return value_text(to_python(given.value), unit, null=MISSING)
    if given.form is Form.COMPUTED:
        return "uträknat: " + "; ".join(given.texts)
    return str(given.form)


def case_text(values: Mapping[str, Any]) -> str:
    """A case as one writes facts on the command line."""
    return ", ".join(f"{name}={_fact_text(value)}" for name, value in values.items())


def _fact_text(value: Any) -> str:
    """A value as a fact is written: numbers with a decimal point."""
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_fact_text, value))}]"
    return value_text(to_python(value))


def answers(before: Answer, after: Answer, units: Mapping[str, str]) -> tuple[str, str]:
    """What a decision gave before and after."""
    if before.error is None and after.error is None:
        return pair(before.value, after.value, units)
    texts = [
        f"felet: {each.error}" if each.error else _short(value_text(to_python(each.value), null=MISSING))
        for each in (before, after)
    ]
    return texts[0], texts[1]


def case_value(value: Any) -> str:
    """What a golden case gave."""
    if isinstance(value, Failed):
        return f"fel: {value.message}"
    return str(value) if isinstance(value, Mark) else _short(value_text(value, null=MISSING))


def period(difference: DecisionDifference) -> str:
    """Which versions are compared: those of two days, or the one that was changed."""
    left, right = difference.left, difference.right
    if left is None or right is None:
        only = left or right
        return f"från {only.valid_from}" if only else ""
    if left.valid_from == right.valid_from:
        return f"från {right.valid_from}"
    return f"från {left.valid_from} mot från {right.valid_from}"
