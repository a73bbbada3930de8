"""A motivering: an answer as plain paragraphs to edit, with the facts, limits and sources behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any

from motor.trace import DecisionTrace, Reference, RuleOutcome
from verktyg.alternativ import UNNAMED, Alternative, Standing, alternatives, depends_on
from verktyg.belopp import NOT_YET, Sum, amounts
from verktyg.format import both, capital, value_text
from verktyg.forvalt import assumed
from verktyg.fraga import UNKNOWN
from verktyg.ordalag import Citations, number_word, said, ways
from verktyg.skal import Asked, hits, is_rows
from verktyg.vy import View

CLOSING = "Underlaget kommer från ett beslutsstöd, som räknar efter reglerna. Det är inget beslut i sig."


@dataclass(frozen=True, slots=True)
class Chosen:
    """The alternative that a person chose, and why, as written; "" while that is not said."""

    name: str
    reason: str = ""


def motivation(asked: Asked, view: View, silent: Iterable[str] = (), chosen: Chosen | None = None) -> str:
    """What was found, the facts, why, and what is not known: `silent` are facts said not to be known."""
    writer = _Writer(asked, view, chosen, Citations())
    paragraphs = (
        writer.choice(),
        writer.opening(),
        writer.facts(),
        writer.main(),
        writer.other_alternatives(),
        writer.amounts(),
        writer.decisions(),
        writer.unknown(set(silent)),
        [CLOSING],
    )
    return "\n\n".join(" ".join(told) for told in map(list, paragraphs) if told)


@dataclass
class _Writer:
    """Writes the paragraphs of one answer, each as sentences, and keeps what has been cited."""

    asked: Asked
    view: View
    chosen: Chosen | None
    cited: Citations

    def __post_init__(self) -> None:
        found = alternatives(self.asked, self.view) if self.view.alternatives else []
        order = list(Standing)
        self.alternatives = sorted(found, key=lambda each: order.index(each.standing))

    # --- what it is about

    def choice(self) -> Iterator[str]:
        if self.chosen is None:
            return
        yield f"Val{f' av {self.view.answer}' if self.view.answer else ''}: {self.chosen.name}."
        suggested = self._suggested()
        picked = next((each for each in self.alternatives if each.name == self.chosen.name), None)
        why = self.chosen.reason.strip()
        if picked is not None and picked.standing is Standing.IMPOSSIBLE:
            yield f"{picked.name} är inte möjlig enligt svaren."
            yield from [f"Skäl till att reglerna inte följs: {_sentence(why)}"] if why else ()
        elif suggested is None:
            yield from [f"Inget är föreslaget än. Skäl till valet: {_sentence(why)}"] if why else ()
        elif suggested != self.chosen.name and why:
            yield f"Skäl till att välja något annat än det föreslagna ({suggested}): {_sentence(why)}"
        elif suggested != self.chosen.name:
            yield f"Det föreslagna är {suggested}."

    def _suggested(self) -> str | None:
        value = self.asked.result.values.get(self.view.suggestion or "")
        return None if value is None else value_text(value)

    def opening(self) -> Iterator[str]:
        day, title = self.asked.result.on, self.asked.rulebook.title
        yield f"{self.view.title} har prövats enligt reglerna den {day} ({title})."

    def facts(self) -> Iterator[str]:
        asked = self.asked
        known = [name for name in self.view.facts if name in asked.facts]
        known += [name for name in asked.facts if name not in known]
        told = [f"{name}: {asked.shown(name, asked.facts[name])}" for name in known]
        told += [f"{name}: {text}" for name, text in assumed(asked)]
        if told:
            yield f"Prövningen bygger på de här uppgifterna: {'; '.join(told)}."

    def unknown(self, silent: set[str]) -> Iterator[str]:
        """What nobody has answered but would matter: said not to be known, or not answered at all."""
        missing = self.asked.result.missing
        unknown = [name for name in missing if name in silent]
        left = [name for name in missing if name not in silent]
        if unknown:
            yield f"Inte känt ({UNKNOWN}): {both(unknown)}."
        if left:
            yield f"Inte besvarat: {both(left)}."
        if missing:
            yield "Det kan ändra utfallet."

    # --- alternatives

    def main(self) -> Iterator[str]:
        """The suggestion, and the chosen alternative, else the suggested one, in full."""
        name, asked = self.view.suggestion, self.asked
        if not self.view.alternatives or name is None:
            return
        if self.chosen is None and name in asked.result.undecided:
            yield f"{capital(name)} {asked.outcomes(name)}."
        elif self.chosen is None and name in asked.result.values:
            yield f"{capital(name)} är {asked.short(name)}{self.cited.cite(_references(asked, name))}."
        for each in self.alternatives:
            if each.name == self._main():
                yield self._alternative(each)

    def other_alternatives(self) -> Iterator[str]:
        for each in self.alternatives:
            if each.name != self._main():
                yield self._alternative(each)

    def _main(self) -> str | None:
        return self.chosen.name if self.chosen else self._suggested()

    def _alternative(self, each: Alternative) -> str:
        return _TOLD[each.standing](self, each)

    def _possible(self, each: Alternative) -> str:
        hit = [rule for rule in each.rules if rule.outcome is RuleOutcome.HIT]
        told = ways(self.asked, hit, each.met, self.cited)
        several = f" på {number_word(len(hit))} vägar: {told}" if len(hit) > 1 else f", eftersom {told}"
        return f"{each.name} är möjlig{several if told else ''}."

    def _open(self, each: Alternative) -> str:
        return f"{each.name} beror på {both(depends_on(self.asked, each)) or UNNAMED}."

    def _impossible(self, each: Alternative) -> str:
        told = ways(self.asked, each.rules, each.met, self.cited)
        number = len(each.rules)
        several = f" på någon av de {number_word(number)} vägarna: {told}" if number > 1 else f": {told}"
        return f"{each.name} är inte möjlig{several if told else ''}."

    # --- amounts

    def amounts(self) -> Iterator[str]:
        found = amounts(self.asked, self.view)
        if found is None:
            return
        if found.open is not None:
            yield f"{capital(found.decision)} {found.open}. {NOT_YET}"
        elif found.plain is not None:
            cited = self.cited.cite(_references(self.asked, found.decision))
            yield f"{capital(found.decision)} är {found.plain}{cited}."
        else:
            value = self.asked.result.values[found.decision]
            yield from (self._sum(each) for each in found.sums if not each.total and value[each.name] != 0)
            zero = [each for each in found.sums if not each.total and value[each.name] == 0]
            if zero:
                yield f"{capital(both(each.name for each in zero))} är {zero[0].amount}."
            yield from (f"{capital(each.name)} är {each.amount}." for each in found.sums if each.total)

    def _sum(self, each: Sum) -> str:
        """One amount with the first reason and the first source that it has."""
        rules = [rule for origin in each.origins for rule in origin.why.rules]
        behind = [rule.sources for rule in rules] + [origin.why.sources for origin in each.origins]
        references = [one for sources in (each.sources, *behind) for one in sources.references]
        text = f"{capital(each.name)} är {each.amount}"
        cited = self.cited.cite(references[:1])
        values = [origin.value for origin in each.origins if origin.value is not None]
        if len(values) > 1:
            return f"{text}, eftersom {both(values)}{cited}."
        if rules:
            return f"{text}, eftersom {both(rules[0].cells)}{cited}."
        about = [each.description, *(one.description for one in each.origins)]
        told = next((one for one in about if one), None) or capital("".join(values))
        return f"{text}{cited}.{f' {_sentence(told)}' if told else ''}"

    # --- decisions

    def decisions(self) -> Iterator[str]:
        """The other decisions: those with a value and why, those without in a sentence, those open."""
        result = self.asked.result
        first = () if self.view.alternatives else (self.view.suggestion,)
        names = [name for name in (*first, *self.view.others) if name is not None]
        values = {
            name: self.view.on_page(name, result.values[name]) for name in names if name in result.values
        }
        empty = [name for name, value in values.items() if value in (None, [])]
        explained: set[str] = set()
        for name, value in values.items():
            if name not in empty and self._matters(name, value):
                yield from self._decision(name, value, explained)
        yield from self._empty(empty, explained)
        none = [name for name in empty if values[name] == []]
        if none and len(none) == len(values) and not (self.view.alternatives or self.view.result):
            yield f"{capital(both(none))}: inga."
        waiting = [name for name in names if name in result.undecided]
        if waiting:
            yield f"Inte avgjort än: {both(waiting)}."

    def _matters(self, name: str, value: Any) -> bool:
        """Whether a decision beside amounts is behind any that is not 0; without amounts all matter."""
        result = self.view.result
        if result is None:
            return True
        if _zero(value):
            return False
        found = self.asked.result.values.get(result)
        parts = [part for part in self.view.sums if isinstance(found, Mapping) and found.get(part)]
        behind = {each for part in parts for each, _ in self.asked.origins(result, part)}
        return name in _closure(self.asked, behind)

    def _decision(self, name: str, value: Any, explained: set[str]) -> Iterator[str]:
        trace = self.asked.traces[name]
        if value is False:
            yield f"{capital(said(self.asked, name, value))}{self._cause(trace, explained)}."
        elif is_rows(value):
            yield f"{capital(name)}{self.cited.cite(_references(self.asked, name))}:"
            yield "; ".join(value_text(row) for row in value) + "."
        elif hits(trace) and not isinstance(value, list | Mapping):
            why = ways(self.asked, hits(trace), trace.inputs, self.cited)
            yield f"{capital(said(self.asked, name, value))}, eftersom {why}."
        elif isinstance(value, list | Mapping):
            told = self.asked.shown(name, value).removesuffix(".")
            yield f"{capital(name)}: {told}{self.cited.cite(_references(self.asked, name))}."
        else:
            cited = self.cited.cite(_references(self.asked, name))
            yield f"{capital(said(self.asked, name, value))}{cited}."

    def _empty(self, names: list[str], explained: set[str]) -> Iterator[str]:
        """Decisions that came to nothing: with what failed, unless that is only what is told already."""
        follows = []
        for name in names:
            trace = self.asked.traces[name]
            if name in explained or self.asked.result.values[name] == []:
                continue
            if explained and explained & set(trace.requires):
                follows.append(name)
                explained.add(name)
            else:
                yield f"{capital(name)} är inget{self._cause(trace, explained)}."
        if follows:
            yield f"{capital(both(follows))} är därför också inget."

    def _cause(self, trace: DecisionTrace, explained: set[str]) -> str:
        """What made a decision come to nothing: the rules that stopped, its own or those of what it reads."""
        explained.add(trace.decision)
        hit = hits(trace)
        if hit:
            return f", eftersom {ways(self.asked, hit, trace.inputs, self.cited)}"
        if trace.rules:
            number = len(trace.rules)
            told = ways(self.asked, trace.rules, trace.inputs, self.cited)
            none = f". Inget av de {number_word(number)} sätten att uppfylla villkoren för"
            return f"{none} {trace.decision} är uppfyllt: {told}" if number > 1 else f": {told}"
        cited = self.cited.cite(trace.references)
        for name in trace.requires:
            read = self.asked.traces.get(name)
            if read is not None and read.decided and read.value in (None, False, []):
                told = said(self.asked, name, read.value)
                further = "" if name in explained else self._cause(read, explained)
                return f", eftersom {told}{cited}{further}"
        return cited


_TOLD = {
    Standing.POSSIBLE: _Writer._possible,
    Standing.OPEN: _Writer._open,
    Standing.IMPOSSIBLE: _Writer._impossible,
}


def _sentence(text: str) -> str:
    """The text with a full stop, unless it ends as a sentence does."""
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def _zero(value: Any) -> bool:
    return value is False or (isinstance(value, Decimal | int) and value == 0)


def _closure(asked: Asked, names: Iterable[str]) -> set[str]:
    """The decisions, and all that they rest on."""
    found: dict[str, None] = dict.fromkeys(names)
    waiting = list(found)
    for name in waiting:
        for required in asked.traces[name].requires if name in asked.traces else ():
            if required not in found:
                found[required] = None
                waiting.append(required)
    return set(found)


def _references(asked: Asked, name: str) -> tuple[Reference, ...]:
    """The sources of what hit, else of the decision."""
    trace = asked.traces[name]
    return tuple(chain.from_iterable(rule.references for rule in hits(trace))) or trace.references
