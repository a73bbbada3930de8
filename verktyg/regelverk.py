"""Where rule sets are found: REGELVERK on the command line is a path, or a name under the rules folder."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from pathlib import Path

import motor
from motor.documents.seals import plain_name
from motor.errors import suggestion
from motor.rulebook.files import RULEBOOK_FILE, decision_files
from verktyg.fel import usage_error
from verktyg.format import both, find


def bundled_folder() -> Path:
    """The folder of example rule sets that stands beside this package, in a clone and in the wheel alike."""
    return Path(__file__).resolve().parent.parent / "regler"


def rules_folder(given: str | None) -> Path:
    """The folder that names are looked up in: the one given, else ./regler, else the bundled one."""
    if given is not None:
        if not Path(given).is_dir():
            raise usage_error(f"Mappen {given} finns inte.", "Ge en mapp med regelverk till --regler.")
        return Path(given)
    return Path("regler") if Path("regler").is_dir() else bundled_folder()


def rule_sets(folder: Path) -> list[Path]:
    """The rule sets in `folder`, by name."""
    return sorted(path.parent for path in folder.glob(f"*/{RULEBOOK_FILE}"))


def find_rule_set(text: str, regler: str | None = None) -> Path:
    """The folder of the rule set that `text` names, or holds. Raises UsageError that says which there are."""
    path = Path(text)
    for holder in (path, *path.parents) if path.exists() else ():
        if (holder / RULEBOOK_FILE).is_file():
            return holder
    folder = rules_folder(regler)
    by_name = {found.name: found for found in rule_sets(folder)}
    name = find(text, by_name)
    if name is not None:
        return by_name[name]
    known = f"I {folder} finns {both(by_name)}." if by_name else f"I {folder} finns inga regelverk."
    hint = suggestion(text, by_name)
    raise usage_error(
        f"Regelverket {text} finns inte: det är varken en mapp med {RULEBOOK_FILE} "
        f"eller ett namn i {folder}.",
        f"{hint} {known}" if hint else known,
    )


def open_rule_set(text: str, regler: str | None = None, drafts: bool = False) -> motor.Rulebook:
    """The rule set, loaded. Raises UsageError when there is none, RuleError when it cannot be used."""
    return motor.load(find_rule_set(text, regler), drafts=drafts)


def decisions_in(folder: Path) -> list[str]:
    """The decisions of a rule set by its files, which need not be such that it can be loaded."""
    return sorted({plain_name(name.split("/")[0]) for name in decision_files(folder, [])})


def find_decision(text: str, known: Iterable[str], rule_set: str) -> str:
    """The decision that `text` names. Raises UsageError that says which there are."""
    names = list(known)
    found = find(text, names)
    if found is None:
        hint = suggestion(text, names) or f"Besluten är {both(names)}."
        raise usage_error(f"Det finns inget beslut som heter {text} i {rule_set}.", hint)
    return found


def asked_decision(name: str, rulebook: motor.Rulebook) -> str:
    """The decision that `--beslut` names. Raises UsageError."""
    asked = [known for known, decision in rulebook.decisions.items() if not decision.is_function]
    found = find(name, asked)
    if found is None:
        hint = suggestion(name, asked) or f"motor visa {rulebook.name} visar vilka beslut som finns."
        raise usage_error(f"Det finns inget beslut som heter {name} att fråga efter.", hint)
    return found


def read_day(text: str | None) -> datetime.date | None:
    """The day that `text` names. Raises UsageError when it is no date."""
    return None if text is None else day_of(text)


def day_of(text: str) -> datetime.date:
    """The day that `text` names. Raises UsageError when it is no date."""
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip()):
            raise ValueError(text)
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        raise usage_error(
            f"{text:.60} är inget datum.", "Skriv år-månad-dag, till exempel 2024-03-01."
        ) from None


def example_rule_set() -> dict[str, str]:
    """Names for the examples that `--help` shows: a rule set that is there, and a file of facts for it."""
    folder = rules_folder(None)
    for path in rule_sets(folder):
        for facts in sorted(path.glob("exempel/*.yaml")):
            return {"regelverk": path.name, "exempel": str(facts)}
    return {"regelverk": "mitt-regelverk", "exempel": "fakta.yaml"}
