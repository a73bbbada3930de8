"""Proposed cases: for each rule that no case hits and each change that none notices, facts that show it.

A proposal has no expected value, only a question mark and what the engine answers as a comment. It says
`bekräftad: nej`, and counts for nothing until a person has worked the value out and named its source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import motor
from motor.documents import yaml_text
from motor.documents.cases import NOT_WORKED_OUT
from motor.documents.reader import read
from motor.documents.source import Mapping as Keys
from motor.documents.source import Sequence as Items
from motor.documents.splicing import Edit, spliced
from motor.errors import EvaluationError, FactError, RuleError
from motor.rulebook.decision import DRAFT
from motor.rulebook.facts import UNCLEAR
from motor.values.number import number_text
from verktyg.fall import read_cases
from verktyg.fel import usage_error
from verktyg.format import value_text
from verktyg.nytt import schemas
from verktyg.testfall.mutation import Bench, Fate, Mutation
from verktyg.testfall.sokning import Situation, Target, find
from verktyg.testfall.tackning import Coverage, Ran, VersionUse, hits

SHOWN = 70
"""How much of the engine's answer a comment shows, in characters."""

WHAT_TO_DO = """\
# Förslag till testfall. Räkna ut varje väntat värde ur källan, skriv värdet och källan, och ta bort raden
# bekräftad. Först då prövas fallet.
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A case without expected values: `answers` are the engine's, by what to ask for."""

    name: str
    decision: str
    situation: Situation
    drafts: bool
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Cases to propose for one rule set, and what no case was found for."""

    rulebook: motor.Rulebook
    cases: tuple[Proposal, ...]
    without: tuple[str, ...]


def propose(coverage: Coverage, ran: Sequence[Ran], bench: Bench, mutation: Mutation | None) -> Proposed:
    """A case for each rule that is not hit, and for each change that is not noticed by those cases either."""
    cases: list[Proposal] = []
    without: list[str] = []
    for name, target in _targets(coverage, bench, mutation):
        near = [case.situation for case in cases if case.decision == target.version.decision]
        if any(_answers(target, situation) for situation in near):
            continue
        used = next(use for use in coverage.versions if use.version is target.version)
        found = find(target, [*reversed(near), *_seeds(used, ran)], partial(_answers, target))
        if found is None:
            without.append(name)
        else:
            drafts, answers = _rests_on_drafts(target, found), _answers(target, found)
            cases.append(Proposal(name, target.version.decision, found, drafts, answers))
    return Proposed(coverage.rulebook, tuple(cases), tuple(without))


def _targets(coverage: Coverage, bench: Bench, mutation: Mutation | None) -> Iterator[tuple[str, Target]]:
    """What to show, each with the name of its case."""
    for use in coverage.versions:
        for rule in use.rules:
            if not rule.cases:
                yield (
                    f"{use.version.stamp.file}, regel {rule.number}",
                    Target((coverage.rulebook,), use.version, rule.number),
                )
    versions = {use.version.stamp.file: use.version for use in coverage.versions}
    for tried in mutation.of(Fate.UNNOTICED) if mutation else ():
        mutant = tried.mutant
        name = f"{mutant.file}, {mutant.place}, {mutant.before} och inte {mutant.after}"
        editions = (coverage.rulebook, bench.editions(mutant)[1])
        yield name, Target(editions, versions[mutant.file], mutant.rule)


def _seeds(used: VersionUse, ran: Sequence[Ran]) -> list[Situation]:
    """The facts of the golden cases, those that read the version first."""
    reading = set(used.cases)
    ordered = sorted(ran, key=lambda one: one.trial.label not in reading)
    return [
        Situation(one.outcome.asked.facts, one.outcome.asked.result.on)
        for one in ordered
        if one.outcome.asked
    ]


def _answers(target: Target, situation: Situation) -> dict[str, str]:
    """What the engine answers where the situation shows the target; empty where it does not."""
    first = _evaluated(target, target.editions[0], situation)
    if not isinstance(first, motor.Result):
        return {}
    if len(target.editions) > 1:
        return _differing(first, _evaluated(target, target.editions[1], situation))
    hit = any(
        rule.number == target.rule
        for trace in first.trace
        if trace.version == target.version.stamp
        for rule in hits(trace, target.version)
    )
    return _told(first.values) if hit else {}


def _rests_on_drafts(target: Target, situation: Situation) -> bool:
    """Whether the answer comes from some version with status utkast."""
    result = _evaluated(target, target.editions[0], situation)
    traces = result.trace if isinstance(result, motor.Result) else ()
    return any(trace.version.status == DRAFT for trace in traces)


def _evaluated(target: Target, book: motor.Rulebook, situation: Situation) -> motor.Result | str | None:
    """The answer; the message of rules that contradict themselves; None for facts that cannot be used."""
    decision = target.version.decision
    try:
        names = book.in_force(situation.day) if book.decisions[decision].is_function else [decision]
        return book.evaluate(situation.facts, situation.day, names)
    except EvaluationError as error:
        return str(error)
    except FactError:
        return None


def _differing(first: motor.Result, second: motor.Result | str | None) -> dict[str, str]:
    """The answers that are not the same after the change: of one decision, or parts of it."""
    if second is None:
        return {}
    for name, value in first.values.items():
        if isinstance(second, str) or name not in second.values:
            return _told({name: value})
        other = second.values[name]
        if other == value:
            continue
        if isinstance(value, dict) and isinstance(other, dict):
            parts = {part: each for part, each in value.items() if other.get(part, value) != each}
            return {f"{name}.{part}": _short(each) for part, each in parts.items()}
        return {name: _short(value)}
    return {}


def _told(values: Mapping[str, Any]) -> dict[str, str]:
    """Every value by what to ask for: the parts of a context each by itself."""
    told: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            told |= {f"{name}.{part}": _short(each) for part, each in value.items()}
        else:
            told[name] = _short(value)
    return told


def _short(value: Any) -> str:
    text = " ".join(value_text(value, null="null").split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


# --- writing


@dataclass(frozen=True, slots=True)
class CaseText:
    """A case file's text with proposals added, and the names of those that were not there before."""

    text: str
    new: tuple[str, ...]


def files(path: Path, proposed: Iterable[Proposed]) -> dict[Path, Proposed]:
    """The file of each rule set: the one given, and for the others the same with their names added."""
    waiting = [each for each in proposed if each.cases]
    names = [path, *(path.with_stem(f"{path.stem}-{each.rulebook.name}") for each in waiting[1:])]
    return dict(zip(names, waiting, strict=False))


def written(path: Path, proposed: Proposed) -> CaseText:
    """The file with the proposals added, or a new file.

    Raises RuleError when the file cannot be used, UsageError when its cases are not a list that can grow.
    """
    if not path.exists():
        where = schemas(path, Path(proposed.rulebook.path).parent)
        header = f"# yaml-language-server: $schema={where}/fall.schema.json\n{WHAT_TO_DO}"
        name = yaml_text.scalar(proposed.rulebook.name)
        cases = "".join(_case_text(case, "  ") for case in proposed.cases)
        return CaseText(
            f"{header}regelverk: {name}\nfall:\n{cases}", tuple(case.name for case in proposed.cases)
        )
    file = read_cases(path)
    if file.rulebook != proposed.rulebook.name:
        raise usage_error(
            f"{path} har fall för {file.rulebook}, inte {proposed.rulebook.name}. Inget är skrivet.",
            "Ge en annan fil till --skriv.",
        )
    known = {case.name for case in file.cases}
    new = [case for case in proposed.cases if case.name not in known]
    place, indent = _end_of_cases(path)
    text = path.read_text("utf-8")
    added = "".join(_case_text(case, indent) for case in new)
    start = "" if text[:place].endswith("\n") else "\n"
    edits = [Edit(place, place, start + added)] if new else []
    return CaseText(spliced(text, edits), tuple(case.name for case in new))


def _end_of_cases(path: Path) -> tuple[int, str]:
    """Where the next case goes in a file, and how far in its dash stands."""
    node, source, problems = read(path)
    cases = node.get("fall") if isinstance(node, Keys) else None
    if not isinstance(cases, Items) or problems:
        raise RuleError(problems)
    if cases.flow:
        raise usage_error(
            f"Fallen i {path} står på en rad, så inget kan läggas till.", "Ge en annan fil till --skriv."
        )
    after = source.text[: cases.items[-1].end].rstrip()
    line_end = source.text.find("\n", len(after))
    dash = source.text.rindex("-", 0, cases.items[0].start)
    line = source.text.rfind("\n", 0, dash) + 1
    return len(source.text) if line_end < 0 else line_end + 1, source.text[line:dash]


def _case_text(case: Proposal, indent: str) -> str:
    data: dict[str, yaml_text.Data] = {
        "namn": case.name,
        "datum": str(case.situation.day),
        **({"utkast": "ja"} if case.drafts else {}),
        "bekräftad": "nej",
        "fakta": {name: _written(value) for name, value in case.situation.facts.items()},
    }
    wanted: dict[str, yaml_text.Data] = {"väntat": dict.fromkeys(case.answers, NOT_WORKED_OUT)}
    answers = [f"# Motorn svarar {name}: {value}" for name, value in case.answers.items()]
    lines = [
        *yaml_text.mapping_text(data).splitlines(),
        *answers,
        *yaml_text.mapping_text(wanted).splitlines(),
    ]
    return "".join(f"{indent}{'  ' if index else '- '}{line}\n" for index, line in enumerate(lines))


def _written(value: Any) -> yaml_text.Data:
    """An answer as a person writes it in a case."""
    if value is None:
        return UNCLEAR
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list | tuple):
        return [str(_written(item)) for item in value]
    if isinstance(value, Decimal | int):
        return number_text(Decimal(value))
    return str(value)
