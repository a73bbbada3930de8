"""`motor granska`: every finding in the rules, of form and of what they decide, graded, with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import motor
from motor.documents.command_line import word
from motor.errors import Location, Problem, Severity
from motor.rulebook.files import RULEBOOK_FILE
from motor.verify import ACCEPTABLE, Finding, problem_json
from verktyg.fel import DONE, RULES_WRONG, usage_error
from verktyg.format import count, show_json
from verktyg.regelverk import find_rule_set, rule_sets, rules_folder

_FORMS = {
    Severity.FEL: ("fel", "fel"),
    Severity.VARNING: ("varning", "varningar"),
    Severity.RÅD: ("råd", "råd"),
}
_KEYS = {Severity.FEL: "fel", Severity.VARNING: "varningar", Severity.RÅD: "råd"}


def granska(path: str | None, strict: bool, rules: str | None, drafts: bool, as_json: bool) -> int:
    """Print the findings. Returns 1 when one is an error (or, with `strict`, is anything), else 0.

    Versions with status utkast are checked for form, and with `drafts` verified as if they were in force.
    """
    folders = _folders(path, rules)
    findings = [finding for folder in folders for finding in findings_of(folder, drafts)]
    problems = [problem_of(finding) for finding in findings]
    counted = Counter(problem.severity for problem in problems)
    if as_json:
        show_json(_json(folders, findings, counted, drafts))
    else:
        _show(folders, problems, counted, " --utkast" if drafts else "")
    stopping = len(problems) if strict else counted[Severity.FEL]
    return RULES_WRONG if stopping else DONE


def findings_of(folder: Path, drafts: bool, extra: Mapping[str, str] = {}) -> list[Problem | Finding]:
    """Everything found in a rule set, by file and place. Rules with errors of form are not verified.

    `extra` lays files over the folder, by their paths within it.
    """
    found = motor.check(folder, dict(extra))
    if any(problem.severity is Severity.FEL for problem in found):
        return list(found)
    verified = motor.verify(motor.load(folder, drafts=drafts, extra=dict(extra)))
    return sorted([*found, *verified], key=_place)


def findings_in(rulebook: motor.Rulebook, check: Callable[[], None]) -> list[Problem | Finding]:
    """Everything found in a rule set that is loaded, as it was; `check` is called before each decision."""
    found: list[Problem | Finding] = [*rulebook.problems]
    for name in rulebook.decisions:
        check()
        found += motor.verify(rulebook, [name])
    return sorted(found, key=_place)


def problem_of(finding: Problem | Finding) -> Problem:
    """A finding in words, at its place."""
    return finding.problem if isinstance(finding, Finding) else finding


def _place(finding: Problem | Finding) -> tuple[str, int, int]:
    where = finding.at.where if isinstance(finding, Finding) else finding.where
    return where.file or "", where.line or 0, where.column or 0


def _show(folders: list[Path], problems: list[Problem], counted: Counter[Severity], options: str) -> None:
    for problem in gathered(problems):
        print(problem)
        print()
    advice = _next(problems, counted)
    if advice:
        where = f" {word(folders[0])}" if len(folders) == 1 else ""
        print(f"{advice} Kör sedan: motor granska{where}{options}")
    amounts = ", ".join(count(counted[severity], *_FORMS[severity]) for severity in Severity)
    print(f"{_names(folders)}: {amounts}.")


def gathered(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, those of one file that say the same as one that tells their lines."""
    alike: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        key = (problem.where.file, problem.code, problem.severity, problem.message, problem.hint)
        alike.setdefault(key, []).append(problem)
    return [group[0] if len(group) == 1 else _together(group) for group in alike.values()]


def _together(group: list[Problem]) -> Problem:
    first = group[0]
    lines = ", ".join(str(each.where.line) for each in group if each.where.line)
    where = f" På {len(group)} ställen: rad {lines}." if lines else f" På {len(group)} ställen."
    return replace(first, message=f"{first.message}{where}", where=Location(first.where.file), excerpt=None)


def _next(problems: list[Problem], counted: Counter[Severity]) -> str | None:
    """What to do with the findings; None when there are none."""
    if counted[Severity.FEL]:
        return "Rätta det som är fel."
    if any(problem.code in ACCEPTABLE for problem in problems):
        return "Ändra reglerna, eller godta ett fynd med accepterad: {fynd: …, skäl: …}."
    return "Ändra det som behöver ändras." if problems else None


def _json(
    folders: list[Path], findings: list[Problem | Finding], counted: Counter[Severity], drafts: bool
) -> dict[str, Any]:
    return {
        "regelverk": [str(folder) for folder in folders],
        "utkast": drafts,
        **{key: counted[severity] for severity, key in _KEYS.items()},
        "fynd": [
            finding.to_json() if isinstance(finding, Finding) else problem_json(finding)
            for finding in findings
        ],
    }


def _folders(path: str | None, rules: str | None) -> list[Path]:
    """The rule set that `path` names, or every one in the folder that it is."""
    folder = rules_folder(rules) if path is None else Path(path)
    found = rule_sets(folder)
    if path is not None and not found and not _is_bare_folder(folder):
        return [find_rule_set(path, rules)]
    if not found:
        raise usage_error(
            f"I {folder} finns inga regelverk.", f"Ett regelverk är en mapp med {RULEBOOK_FILE}."
        )
    return found


def _is_bare_folder(folder: Path) -> bool:
    """A folder that neither is a rule set nor lies in one."""
    return folder.is_dir() and not any(
        (holder / RULEBOOK_FILE).is_file() for holder in (folder, *folder.parents)
    )


def _names(folders: Iterable[Path]) -> str:
    return ", ".join(str(folder) for folder in folders)
