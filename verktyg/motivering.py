"""A motivering: an answer as plain text to edit, with the facts, limits and sources that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from motor.trace import Reference, RuleOutcome, RuleTrace
from verktyg.alternativ import UNNAMED, Alternative, Standing, alternatives, depends_on
from verktyg.format import both, capital, value_text
from verktyg.fraga import UNKNOWN
from verktyg.skal import Asked, hits, is_rows
from verktyg.vy import View

CLOSING = "Underlaget kommer från ett beslutsstöd, som räknar efter reglerna. Det är inget beslut i sig."


def motivation(asked: Asked, view: View, silent: Iterable[str] = ()) -> str:
    """What was found, the facts, why, and what is not known: `silent` are facts said not to be known."""
    sections = (
        _opening(asked, view),
        _facts(asked, view),
        _unknown(asked, silent),
        _alternatives(asked, view) if view.alternatives else (),
        _amounts(asked, view),
        _others(asked, view),
        (CLOSING,),
    )
    return "\n\n".join("\n".join(lines) for lines in map(list, sections) if lines)


def _opening(asked: Asked, view: View) -> Iterator[str]:
    yield f"{view.title} enligt reglerna den {asked.result.on} ({asked.rulebook.title})."
    name = view.suggestion
    if name in asked.result.undecided:
        yield f"{capital(name)} {asked.outcomes(name)}."
    elif name is not None and name in asked.result.values:
        yield f"{capital(name)}: {asked.short(name)}{_cited(_references(asked, name))}."


def _facts(asked: Asked, view: View) -> Iterator[str]:
    known = [name for name in view.facts if name in asked.facts]
    known += [name for name in asked.facts if name not in known]
    if known:
        yield "Uppgifter:"
    for name in known:
        yield f"- {name}: {asked.shown(name, asked.facts[name])}"


def _unknown(asked: Asked, silent: Iterable[str]) -> Iterator[str]:
    """What nobody has answered but would matter: said not to be known, or not answered at all."""
    said = set(silent)
    unknown = [name for name in asked.result.missing if name in said]
    left = [name for name in asked.result.missing if name not in said]
    if unknown:
        yield f"Inte känt ({UNKNOWN}): {both(unknown)}. Det kan ändra utfallet."
    if left:
        yield f"Inte besvarat: {both(left)}. Det kan ändra utfallet."


def _alternatives(asked: Asked, view: View) -> Iterator[str]:
    for each in alternatives(asked, view):
        yield _TOLD[each.standing](asked, each)


def _possible(asked: Asked, each: Alternative) -> str:
    told = _ways(asked, each, RuleOutcome.HIT)
    return f"{each.name} är möjlig{f', eftersom {told}' if told else ''}."


def _open(asked: Asked, each: Alternative) -> str:
    return f"{each.name} beror på {both(depends_on(asked, each)) or UNNAMED}."


def _impossible(asked: Asked, each: Alternative) -> str:
    told = _ways(asked, each, RuleOutcome.MISS)
    return f"{each.name} är inte möjlig{f': {told}' if told else ''}."


_TOLD = {Standing.POSSIBLE: _possible, Standing.OPEN: _open, Standing.IMPOSSIBLE: _impossible}


def _ways(asked: Asked, each: Alternative, outcome: RuleOutcome) -> str:
    rules = [rule for rule in each.rules if rule.outcome is outcome]
    return "; ".join(_reasons(asked, rule, each.met) for rule in rules)


def _reasons(asked: Asked, rule: RuleTrace, met: Mapping[str, object]) -> str:
    return both(asked.reasons(rule, met)) + _cited(rule.references)


def _amounts(asked: Asked, view: View) -> Iterator[str]:
    name = view.result
    if name is None:
        return
    if name in asked.result.undecided:
        yield f"{capital(name)} {asked.depends(name)}."
        return
    value = asked.result.values[name]
    if not isinstance(value, Mapping):
        yield f"{capital(name)}: {asked.shown(name, value)}{_cited(_references(asked, name))}."
        return
    for part in (*view.sums, view.total):
        if part is not None and part in value:
            yield f"{capital(part)}: {asked.shown(name, value[part], part)}."


def _others(asked: Asked, view: View) -> Iterator[str]:
    for name in view.others:
        if name in asked.result.undecided:
            yield f"{capital(name)} {asked.depends(name)}."
        elif name in asked.result.values:
            yield from _value(asked, name)


def _value(asked: Asked, name: str) -> Iterator[str]:
    """A decision's value with its sources; rows of a table a line each."""
    value = asked.result.values[name]
    cited = _cited(_references(asked, name))
    if is_rows(value):
        yield f"{capital(name)}:{cited}"
        yield from (f"- {value_text(row)}" for row in value)
    elif value not in (None, []):
        yield f"{capital(name)}: {asked.shown(name, value).removesuffix('.')}{cited}."


def _references(asked: Asked, name: str) -> tuple[Reference, ...]:
    """The sources of what hit, else of the decision."""
    trace = asked.traces[name]
    return tuple(chain.from_iterable(rule.references for rule in hits(trace))) or trace.references


def _cited(references: Iterable[Reference]) -> str:
    told = "; ".join(str(reference) for reference in dict.fromkeys(references))
    return f" (källa: {told})" if told else ""
