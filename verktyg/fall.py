"""Golden cases: read them, run them, and say where they differ and how the difference came about."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import motor
from motor.documents import building
from motor.documents.cases import Case, CaseFile, ContextValue, ListValue, Value
from motor.errors import FactError, MotorError, Problem, RuleError
from motor.rulebook.facts import UNCLEAR
from motor.rulebook.files import RULEBOOK_FILE
from motor.rulebook.rulebook import today
from motor.rulebook.wording import BOOLEANS, plain_number
from motor.values.text import to_string
from verktyg.fakta import Text, typed
from verktyg.fel import usage_error
from verktyg.format import both, count, value_text
from verktyg.regelverk import find_rule_set
from verktyg.sida import Page
from verktyg.skal import NOTHING, Asked, hits, is_rows, rows_of, show_rows

FOLDER = Path("tests/fall")
_NULLS = ("null", UNCLEAR)

LONGEST = 120
"""How much of a value the trace of a difference shows, in characters."""


Rows = list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What came out otherwise than expected; `decision` is None for what is not a decision's value.

    `rows` holds the expected and the actual rows, where both are rows.
    """

    what: str
    expected: str
    actual: str
    decision: str | None = None
    rows: tuple[Rows, Rows] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case that was run. It passed when there are no differences; `asked` explains what came."""

    case: Case
    differences: tuple[Difference, ...]
    asked: Asked | None = None

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.differences


# --- reading


def read_cases(path: Path) -> CaseFile:
    """The cases of a file. Raises RuleError with everything that is wrong with it."""
    file, problems = building.read_cases(path)
    if file is None or problems:
        raise RuleError(problems)
    return file


def proposals(given: str | None) -> Path:
    """Where a printed command writes proposed cases: beside those that were run."""
    path = Path(given) if given else FOLDER
    return (path.parent if path.is_file() else path) / "förslag.yaml"


def case_paths(path: Path) -> list[Path]:
    """The case files that `path` is or holds. Raises UsageError when there are none."""
    found = [path] if path.is_file() else sorted(path.rglob("*.yaml"))
    if not found:
        raise usage_error(
            f"I {path} finns inga testfall.", "Ge en fil eller en mapp med fall, som tests/fall."
        )
    return found


@dataclass(frozen=True, slots=True)
class Trial:
    """A case as it is run: the file it stands in, its rule set's folder, and what is laid over that."""

    case: Case
    path: Path
    folder: Path
    extra: tuple[tuple[str, str], ...]
    drafts: bool

    @property
    def label(self) -> str:
        """The case by its file and its name."""
        return f"{self.path}: {self.case.name}"


def trials_of(path: Path, rules: str | None = None, drafts: bool = False) -> tuple[list[Trial], int]:
    """The cases of a file that are confirmed, and how many others wait for a person.

    The rule set is looked for in `rules`, else in the `regler` nearest above the file, else where commands
    look. With `drafts` rules with status utkast count in every case. Raises RuleError when the file cannot be
    used, UsageError when there is no such rule set.
    """
    file = read_cases(path)
    folder = find_rule_set(file.rulebook, rules) if rules else _nearest(file.rulebook, path)
    extra = tuple((name, text.text) for name, text in file.extra.items())
    confirmed = [case for case in file.cases if case.confirmed]
    trials = [Trial(case, path, folder, extra, drafts or case.drafts) for case in confirmed]
    return trials, len(file.cases) - len(confirmed)


def loaded(trials: Iterable[Trial]) -> list[motor.Rulebook]:
    """The rule set of each, the file's made-up versions laid over it. Raises RuleError."""
    listed = list(trials)
    states = {folder: _state(folder) for folder in {trial.folder for trial in listed}}
    return [_load(one.folder, one.extra, one.drafts, states[one.folder]) for one in listed]


def cases_of(path: Path, rules: str | None = None) -> list[tuple[Case, motor.Rulebook]]:
    """The confirmed cases of a file, each with the rule set that it tests, loaded.

    Raises RuleError when the file or the rules cannot be used.
    """
    trials, _ = trials_of(path, rules)
    return [(trial.case, book) for trial, book in zip(trials, loaded(trials), strict=True)]


@lru_cache(maxsize=32)
def _load(folder: Path, extra: tuple[tuple[str, str], ...], drafts: bool, _state: str) -> motor.Rulebook:
    """A rule set, once for each state of its files."""
    return motor.load(folder, drafts=drafts, extra=dict(extra))


def _state(folder: Path) -> str:
    """The sha256 of a rule set's files, names and contents."""
    state = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        contents = path.read_bytes()
        state.update(f"{path}\0{len(contents)}\0".encode() + contents)
    return state.hexdigest()


def _nearest(name: str, path: Path) -> Path:
    for parent in path.resolve().parents:
        if (parent / "regler" / name / RULEBOOK_FILE).is_file():
            return parent / "regler" / name
    return find_rule_set(name)


# --- running


def run_case(case: Case, rulebook: motor.Rulebook) -> Outcome:
    """Run one case. Errors of the engine are outcomes too; what a case may expect stands in `fel`."""
    try:
        asked = ask(case, rulebook, case.date or today())
    except MotorError as error:
        return Outcome(case, tuple(_error_differences(case, str(error))))
    return Outcome(case, tuple(_differences(case, asked)), asked)


def ask(case: Case, rulebook: motor.Rulebook, on: datetime.date) -> Asked:
    """What the rules of a day answer to a case. Raises MotorError."""
    names = [decision_of(path, rulebook) for path in case.expected]
    names += [cell.text for cell in case.undecided]
    facts = _facts(case, rulebook, on)
    return Asked.of(rulebook, facts, on, list(dict.fromkeys(names)) or None)


def _facts(case: Case, rulebook: motor.Rulebook, on: datetime.date) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in case.facts.items():
        try:
            facts[name] = typed(rulebook, name, texts(value), on)
        except FactError as error:
            problems.extend(error.problems)
    if problems:
        raise FactError(problems)
    return facts


def texts(value: Value) -> Any:
    """A value as written, in texts whose meaning the fact's type decides."""
    if isinstance(value, ListValue):
        return [texts(item) for item in value.items]
    if isinstance(value, ContextValue):
        return {key: texts(item) for key, item in value.entries.items()}
    return Text(value.text)


def decision_of(path: str, rulebook: motor.Rulebook) -> str:
    """The decision that a path such as `ersättningen.totalt` begins with."""
    names = [name for name in rulebook.decisions if path == name or path.startswith(f"{name}.")]
    return max(names, key=len, default=path)


def _error_differences(case: Case, message: str) -> Iterator[Difference]:
    if case.error is None:
        yield Difference("svar", "ett svar", f"felet: {message}")
    elif case.error.text not in message:
        yield Difference("fel", case.error.text, f"felet: {message}")


def _differences(case: Case, asked: Asked) -> Iterator[Difference]:
    result = asked.result
    if case.error is not None:
        yield Difference("fel", case.error.text, "inget fel")
    for path, expected in case.expected.items():
        yield from _value_difference(path, expected, asked)
    for cell in case.undecided:
        if cell.text not in result.undecided:
            actual = asked.shown(cell.text, result.values.get(cell.text))
            yield Difference(cell.text, "obesvarat", actual, cell.text)
    if case.missing is not None:
        wanted, missing = sorted(cell.text for cell in case.missing), sorted(result.missing)
        if wanted != missing:
            yield Difference("saknas", ", ".join(wanted) or "inget", ", ".join(missing) or "inget")


def _value_difference(path: str, expected: Value, asked: Asked) -> Iterator[Difference]:
    decision = decision_of(path, asked.rulebook)
    wanted = written(expected)
    if decision in asked.result.undecided:
        yield Difference(path, wanted, asked.outcomes(decision), decision)
        return
    value = asked.result.values.get(decision)
    for part in path.removeprefix(decision).split(".")[1:]:
        if not isinstance(value, Mapping) or part not in value:
            yield Difference(path, wanted, f"{decision} har ingen del som heter {part}", decision)
            return
        value = value[part]
    yield from _part_differences(path, expected, value, decision)


def _part_differences(path: str, expected: Value, value: Any, decision: str) -> Iterator[Difference]:
    """The parts of a context that differ, when it has the parts that it should; else the value as a whole."""
    if (
        isinstance(expected, ContextValue)
        and isinstance(value, Mapping)
        and set(value) == set(expected.entries)
    ):
        for key, item in expected.entries.items():
            yield from _part_differences(f"{path}.{key}", item, value[key], decision)
    elif not matches(expected, value):
        rows = (_rows(expected), value) if _rows(expected) and is_rows(value) else None
        yield Difference(path, written(expected), value_text(value, null=NOTHING), decision, rows)


def _rows(value: Value) -> Rows:
    """Expected rows as values to show; empty when the value is not rows."""
    items = value.items if isinstance(value, ListValue) else ()
    rows = [item.entries for item in items if isinstance(item, ContextValue)]
    if len(rows) < len(items):
        return []
    return [{key: _row_value(item) for key, item in row.items()} for row in rows]


def _row_value(value: Value) -> Any:
    if isinstance(value, ListValue | ContextValue):
        return written(value)
    text = value.text.strip()
    if text in _NULLS:
        return None
    number = plain_number(text)
    return text if number is None else number


def matches(expected: Value, actual: Any) -> bool:
    """Whether a value as written in a case is the actual one; the actual one's type says how to read it."""
    if isinstance(expected, ListValue):
        same_length = isinstance(actual, list) and len(actual) == len(expected.items)
        return same_length and all(map(matches, expected.items, actual))
    if isinstance(expected, ContextValue):
        same_keys = isinstance(actual, Mapping) and set(actual) == set(expected.entries)
        return same_keys and all(matches(item, actual[key]) for key, item in expected.entries.items())
    text = expected.text.strip()
    if actual is None:
        return text in _NULLS
    if isinstance(actual, bool):
        return BOOLEANS.get(text, text) == to_string(actual)
    if isinstance(actual, Decimal | int):
        return plain_number(text) == actual
    return text == str(actual) and not isinstance(actual, list | Mapping)


def written(value: Value) -> str:
    """An expected value on one line, in the same words as the actual one."""
    if isinstance(value, ListValue):
        return ", ".join(map(written, value.items)) or "inga"
    if isinstance(value, ContextValue):
        return "; ".join(f"{key}: {written(item)}" for key, item in value.entries.items())
    text = value.text.strip()
    if text in _NULLS:
        return NOTHING
    number = plain_number(text)
    return text if number is None else value_text(number)


# --- telling


def explanation(outcome: Outcome, width: int | None = None) -> Page:
    """What was expected and what came, then the rules behind what came, each once."""
    page = Page(width)
    asked = outcome.asked
    for difference in outcome.differences:
        _show_difference(page, difference, asked)
    decisions = {found.decision: found.what for found in outcome.differences if found.decision}
    if asked is not None and decisions:
        page.text("Så kom det till:", 2)
        seen: set[str] = set()
        for difference in outcome.differences:
            for name in _origins(difference, outcome, asked):
                _show_trace(page, asked, name, 4, seen)
    return page


def _show_difference(page: Page, difference: Difference, asked: Asked | None) -> None:
    if asked is None or difference.rows is None or difference.decision is None:
        first, *more = difference.actual.split("\n")
        page.item(f"väntat {difference.expected}, kom {first}", 2, f"{difference.what}:")
        for line in more:
            page.text(line.strip(), 4)
        return
    part = difference.what.removeprefix(f"{difference.decision}.")
    sources = asked.row_sources(difference.decision, part)
    for label, rows in zip(("väntat", "kom"), difference.rows, strict=True):
        page.line(f"{difference.what}: {label}", "", 2)
        show_rows(page, rows_of(asked, sources, rows), 4)


def _origins(difference: Difference, outcome: Outcome, asked: Asked) -> list[str]:
    """Where to begin telling: the decision, or for one of its parts what that reads.

    Nowhere for a part that is made of other parts that differ: they are told.
    """
    name = difference.decision
    if name is None:
        return []
    part = difference.what.removeprefix(f"{name}.")
    others = {f"{name}.{other}" for other in asked.made_of(name, part)}
    if others & {found.what for found in outcome.differences if found is not difference}:
        return []
    return [found for found, _ in asked.origins(name, part)] or [name]


def _show_trace(page: Page, asked: Asked, name: str, indent: int, seen: set[str]) -> None:
    """Each version of a decision that was read: its value, the rules that hit, and what it rests on."""
    if name in seen or name not in asked.traces:
        return
    seen.add(name)
    function = asked.rulebook.decisions[name].is_function
    for trace in asked.readings(name):
        file = "/".join(Path(trace.version.file).parts[-2:])
        if is_rows(trace.value) and not function:
            page.item(f"{file} ger {count(len(trace.value), 'rad', 'rader')}", indent)
            show_rows(page, rows_of(asked, [name], trace.value), indent + 2)
        elif function:
            page.item(file, indent)
        else:
            value = asked.shown(name, trace.value) if trace.decided else asked.depends(name)
            page.item(f"{file} ger {_shortened(value)}", indent)
        for rule in hits(trace):
            page.item(f"regel {rule.number}, för {both(asked.reasons(rule, trace.inputs))}", indent + 2)
        for required in trace.requires:
            _show_trace(page, asked, required, indent + 2, seen)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
