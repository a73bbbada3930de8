"""`motor granska`: every finding in the rules, graded, with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import motor
from motor.errors import Severity
from motor.rulebook.files import RULEBOOK_FILE
from verktyg.fel import DONE, RULES_WRONG, usage_error
from verktyg.format import count
from verktyg.regelverk import find_rule_set, rule_sets, rules_folder

_FORMS = {
    Severity.FEL: ("fel", "fel"),
    Severity.VARNING: ("varning", "varningar"),
    Severity.RÅD: ("råd", "råd"),
}


def granska(path: str | None, strict: bool, rules: str | None) -> int:
    """Print the findings. Returns 1 when one is an error (or, with `strict`, is anything), else 0."""
    folders = _folders(path, rules)
    findings = [finding for folder in folders for finding in motor.check(folder)]
    for finding in findings:
        print(finding)
        print()
    counted = Counter(finding.severity for finding in findings)
    amounts = ", ".join(count(counted[severity], *_FORMS[severity]) for severity in Severity)
    print(f"{_names(folders)}: {amounts}.")
    stopping = findings if strict else [finding for finding in findings if finding.severity is Severity.FEL]
    return RULES_WRONG if stopping else DONE


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
