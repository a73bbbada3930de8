"""Receipts tried again: under their own rules, which proves the answer, and under others."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import motor
from motor.errors import MotorError
from motor.rulebook.facts import read_fact
from motor.rulebook.loading import load_texts
from motor.values.convert import to_python
from verktyg.fel import usage_error
from verktyg.kvitto.innehall import CASE, engine
from verktyg.kvitto.kedja import canonical
from verktyg.kvitto.kontroll import Proof, prove
from verktyg.kvitto.lager import Entry, Kind, Store
from verktyg.regelverk import day_of, find_rule_set
from verktyg.skal import Asked

_LOADED = 16
"""How many rule sets are kept loaded at a time."""
_ABSENT = "inget"
STEPS = "spår"
"""What a change is called that is only in how the answer came about."""


@dataclass(frozen=True, slots=True)
class Other:
    """The rules to try instead: a rule set, that of a folder or one that is loaded, and of which day.

    Without a rule set they are the receipt's own; with a day they count as if always in force.
    """

    folder: Path | None = None
    day: datetime.date | None = None
    rulebook: motor.Rulebook | None = None

    @classmethod
    def of(cls, given: list[str], rules: str | None) -> Other:
        """What `--enligt` says: a day, a folder, or one of each. Raises UsageError."""
        days = [text for text in given if re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip())]
        folders = [text for text in given if text not in days]
        if len(days) > 1 or len(folders) > 1:
            raise usage_error("--enligt kan ges en dag och en mapp, inte flera av samma slag.")
        return cls(find_rule_set(folders[0], rules) if folders else None, day_of(days[0]) if days else None)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing of an answer that came out otherwise."""

    what: str
    was: Any
    became: Any


@dataclass(frozen=True, slots=True)
class Differing:
    """A receipt whose answer came out otherwise. `why_not` is why it could not be tried at all."""

    number: int
    case: str
    changes: tuple[Change, ...] = ()
    why_not: str | None = None


@dataclass(slots=True)
class Replay:
    """What came of trying every receipt again."""

    proof: Proof
    tried: int = 0
    removed: int = 0
    other_engine: int = 0
    differing: list[Differing] = field(default_factory=list)
    compared: int = 0
    not_compared: int = 0
    would_differ: list[Differing] = field(default_factory=list)

    @property
    def proven(self) -> bool:
        """Whether the chain holds and every answer came out the same."""
        return self.proof.holds and not self.differing


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of trying one receipt again; each is None where the answer is the same."""

    same_engine: bool
    differing: Differing | None = None
    would_differ: Differing | None = None


def replay_one(store: Store, entry: Entry, other: Other | None = None) -> Tried:
    """Try a receipt that has its content, under its own rules and under `other` rules when asked.

    Raises UsageError when the database cannot be used.
    """
    try:
        data = readable(entry)
    except ValueError:
        return Tried(True, Differing(entry.number, entry.case or "", (), UNREADABLE))
    shelf = _Shelf(store)
    own = _tried(entry, data, partial(shelf.rules, data), _differences)
    others = _tried(entry, data, partial(shelf.other, data, other), _outcomes) if other else []
    return Tried(data["motor"] == engine(), *(each[0] if each else None for each in (own, others)))


def replay(store: Store, other: Other | None = None) -> Replay:
    """Try every receipt under its own rules, and under `other` rules when asked. Raises UsageError."""
    found = Replay(prove(store))
    shelf = _Shelf(store)
    here = motor.load(other.folder) if other and other.folder else None
    now = engine()
    for entry in store.entries():
        if entry.kind != Kind.RECEIPT:
            continue
        if entry.content is None:
            found.removed += 1
            continue
        try:
            data = readable(entry)
        except ValueError:
            found.differing.append(Differing(entry.number, entry.case or "", (), UNREADABLE))
            continue
        found.tried += 1
        found.other_engine += data["motor"] != now
        differing = _tried(entry, data, partial(shelf.rules, data), _differences)
        found.differing += differing
        if other is None:
            continue
        if here is not None and here.name != data["regelverk"]:
            found.not_compared += 1
            continue
        found.compared += 1
        found.would_differ += _tried(entry, data, partial(shelf.other, data, other), _outcomes)
    return found


UNREADABLE = "innehållet går inte att läsa"
_PARTS = {
    CASE: str,
    "regelverk": str,
    "datum": str,
    "frågade beslut": list,
    "utkast": bool,
    "fakta": dict,
    "svar": dict,
    "motor": dict,
    "regler": dict,
}
_ANSWER = {
    "beslut": dict,
    "obesvarade": dict,
    "säkra": dict,
    "ej uppräknade": list,
    "saknas": list,
    "spår": list,
}


def readable(entry: Entry) -> dict[str, Any]:
    """The content of a receipt. Raises ValueError when it is not such as this program writes."""
    data = entry.data
    for parts, held in ((_PARTS, data), (_ANSWER, data.get("svar"))):
        if not isinstance(held, dict) or not all(
            isinstance(held.get(key), kind) for key, kind in parts.items()
        ):
            raise ValueError(entry.number)
    datetime.date.fromisoformat(data["datum"])
    texts = (*data["regler"].values(), *data["frågade beslut"])
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(entry.number)
    if not all(isinstance(step, dict) for step in data["svar"]["spår"]):
        raise ValueError(entry.number)
    return data


def asked_again(data: dict[str, Any], store: Store) -> Asked | None:
    """The answer of a receipt's content asked for once more; None when it does not come out the same.

    Raises MotorError when it cannot be asked.
    """
    rulebook = _Shelf(store).rules(data)
    result = _evaluated(rulebook, data)
    if any(_differences(data["svar"], result.to_json())):
        return None
    facts = {name: to_python(read_fact(name, value, rulebook.facts)) for name, value in data["fakta"].items()}
    return Asked(rulebook, result, facts)


def _evaluated(rulebook: motor.Rulebook, data: dict[str, Any]) -> motor.Result:
    """The answer to what a receipt asked. Raises MotorError."""
    on = datetime.date.fromisoformat(data["datum"])
    return rulebook.evaluate(data["fakta"], on=on, decisions=data["frågade beslut"], afresh=True)


class _Shelf:
    """Rule sets loaded from stored texts, or from a folder with or without drafts: each once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.loaded: dict[Any, motor.Rulebook] = {}

    def rules(self, data: dict[str, Any]) -> motor.Rulebook:
        """The rule set that the receipt rests on. Raises MotorError."""
        hashes, drafts = data["regler"], bool(data["utkast"])
        return self._once((*sorted(hashes.items()), drafts), lambda: self._stored(data, hashes, drafts))

    def other(self, data: dict[str, Any], other: Other) -> motor.Rulebook:
        """The rules to try instead. Raises MotorError."""
        folder, loaded, drafts = other.folder, other.rulebook, bool(data["utkast"])
        if loaded is not None:
            rules = (
                loaded
                if loaded.drafts == drafts
                else self._once((id(loaded), drafts), partial(_with, loaded, drafts))
            )
        elif folder is not None:
            rules = self._once((str(folder), drafts), lambda: motor.load(folder, drafts=drafts))
        else:
            rules = self.rules(data)
        return rules if other.day is None else rules.as_if_always(other.day)

    def _stored(self, data: dict[str, Any], hashes: dict[str, str], drafts: bool) -> motor.Rulebook:
        texts = self.store.texts(hashes.values())
        missing = [name for name, each in hashes.items() if each not in texts]
        if missing:
            raise usage_error(f"Regelfilen {missing[0]} saknas i databasen.")
        by_name = {name: texts[each] for name, each in hashes.items()}
        return load_texts(data["regelverk"], by_name, drafts)

    def _once(self, key: Any, load: Callable[[], motor.Rulebook]) -> motor.Rulebook:
        if key not in self.loaded:
            if len(self.loaded) == _LOADED:
                self.loaded.clear()
            self.loaded[key] = load()
        return self.loaded[key]


def _with(rulebook: motor.Rulebook, drafts: bool) -> motor.Rulebook:
    """A rule set with drafts counted, or not."""
    texts = {name: source.text for name, source in rulebook.sources.items()}
    return load_texts(rulebook.path, texts, drafts)


Compare = Callable[[dict[str, Any], dict[str, Any]], Iterator[Change]]


def _tried(
    entry: Entry, data: dict[str, Any], rules: Callable[[], motor.Rulebook], compare: Compare
) -> list[Differing]:
    """The receipt asked again, with what differs; empty when nothing does."""
    try:
        changes = tuple(compare(data["svar"], _evaluated(rules(), data).to_json()))
    except MotorError as error:
        return [Differing(entry.number, str(data[CASE]), (), str(error.problems[0]))]
    return [Differing(entry.number, str(data[CASE]), changes)] if changes else []


def _outcomes(was: dict[str, Any], now: dict[str, Any]) -> Iterator[Change]:
    """What differs in what the rules give: values, what is undecided, and what is missing."""
    before, after = _by_decision(was), _by_decision(now)
    for name in dict.fromkeys([*before, *after]):
        yield from _change(name, before.get(name, _ABSENT), after.get(name, _ABSENT))
    yield from _change("saknas", was["saknas"], now["saknas"])


def _by_decision(answer: dict[str, Any]) -> dict[str, Any]:
    """What each decision gave: its value, or how it can still come out."""
    undecided = {
        name: {
            "kan bli": outcomes,
            "säkra": answer["säkra"].get(name, []),
            "alla uppräknade": name not in answer["ej uppräknade"],
        }
        for name, outcomes in answer["obesvarade"].items()
    }
    return {**answer["beslut"], **undecided}


def _differences(was: dict[str, Any], now: dict[str, Any]) -> Iterator[Change]:
    """The same, and what differs in how the answer came about: versions, days and values on the way."""
    yield from _outcomes(was, now)
    yield from _change(STEPS, _steps(was), _steps(now))


def _steps(answer: dict[str, Any]) -> list[Any]:
    """The decisions on the way, in an order that does not rest on which was asked for first."""
    keys = ("beslut", "dag", "version", "värde")
    return sorted(({key: step[key] for key in keys if key in step} for step in answer["spår"]), key=canonical)


def _change(what: str, was: Any, became: Any) -> Iterator[Change]:
    if canonical(was) != canonical(became):
        yield Change(what, was, became)
