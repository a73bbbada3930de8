"""How reasons and sources read in running text: each source in full once, several ways numbered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from motor.trace import CellOutcome, CellTrace, Reference, RuleOutcome, RuleTrace
from verktyg.alternativ import Alternative
from verktyg.format import ANY, both, value_text
from verktyg.skal import Asked

_NUMBERS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
_TELLING = {
    RuleOutcome.HIT: CellOutcome.MET,
    RuleOutcome.MISS: CellOutcome.NOT_MET,
    RuleOutcome.OPEN: CellOutcome.OPEN,
}
"""Which cells explain a rule's outcome."""


def number_word(number: int) -> str:
    """A small number as a word: `tre`."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


@dataclass
class Citations:
    """What has been cited in a text so far: what was the last, and which sections a reader has met."""

    last: Reference | None = None
    met: set[tuple[str | None, str | None]] = field(default_factory=set)

    def cite(self, references: Iterable[Reference]) -> str:
        """The sources in parentheses, as short as they can be understood; nothing where there are none."""
        told = "; ".join(self._one(each) for each in dict.fromkeys(references))
        return f" (källa: {told})" if told else ""

    def _one(self, reference: Reference) -> str:
        place = (reference.dnr, reference.section)
        same = self.last is not None and place == (self.last.dnr, self.last.section)
        known = place in self.met
        self.last = reference
        self.met.add(place)
        if same:
            return _with_phrase("samma avsnitt", reference)
        if known and reference.section:
            return _with_phrase(f"avsnittet {reference.section}", reference)
        return str(reference)


def _with_phrase(place: str, reference: Reference) -> str:
    return f"{place}, ”{reference.phrase}”" if reference.phrase else place


def said(asked: Asked, name: str, value: Any, part: str | None = None) -> str:
    """What a fact or decision is: "längd är 3 månader", or "svaret på ny är nej"."""
    label = part or name
    if isinstance(value, bool):
        return f"svaret på {label} är {value_text(value)}"
    return f"{label} är {asked.shown(name, value, part)}"


def reason(asked: Asked, cell: CellTrace, met: Any) -> str:
    """One condition in running text; `met` is the value that its column met."""
    if cell.outcome is not CellOutcome.OPEN and isinstance(met, bool):
        return said(asked, cell.column, met)
    return str(asked.condition(cell, met))


def reasons(asked: Asked, rule: RuleTrace, met: Mapping[str, Any]) -> str:
    """The conditions that explain a rule's outcome: those met when it hit, else those that stopped it."""
    told = [
        reason(asked, cell, met.get(cell.column))
        for cell in rule.cells
        if cell.outcome is _TELLING[rule.outcome] and cell.test.strip() != ANY
    ]
    return both(told) or "regeln gäller alltid"


def ways(asked: Asked, rules: Sequence[RuleTrace], met: Mapping[str, Any], cited: Citations) -> str:
    """The reasons of some rules with their sources; numbered where there are several."""
    told = [reasons(asked, rule, met) + cited.cite(rule.references) for rule in rules]
    if len(told) < 2:
        return "".join(told)
    return ", ".join(f"({number}) {text}" for number, text in enumerate(told, 1))


def in_short(asked: Asked, alternative: Alternative) -> str:
    """Why an alternative that cannot be cannot, on a line."""
    if len(alternative.rules) == 1:
        return reasons(asked, alternative.rules[0], alternative.met)
    return f"ingen av de {number_word(len(alternative.rules))} vägarna är uppfylld"


def impossible(asked: Asked, alternative: Alternative) -> str:
    """Why an alternative that cannot be cannot, in a sentence without sources."""
    told = [reasons(asked, rule, alternative.met) for rule in alternative.rules]
    text = f"{alternative.name} är inte möjlig enligt svaren"
    if len(told) < 2:
        return f"{text}{''.join(f': {why}' for why in told)}."
    numbered = ", ".join(f"({number}) {why}" for number, why in enumerate(told, 1))
    return f"{text} på någon av de {number_word(len(told))} vägarna: {numbered}."
