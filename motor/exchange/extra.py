"""What a rule set says and DMN has no element for, as YAML texts that follow the elements (see `Remarks`).

Taken from the documents as they are written, save the keys that the model itself expresses. Days are left
out where the model, which is of one day, would contradict them.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Keys
from functools import lru_cache
from typing import Any

from motor.documents.model import DecisionDocument, RulebookDocument
from motor.documents.reader import read
from motor.documents.source import Source
from motor.documents.yaml_text import data_of, mapping_text
from motor.rulebook.facts import Fact

_DECISION = {
    *("beslut", "giltig till", "gäller enligt", "träffregel", "indata", "utdata", "regler"),
    *("typ", "uttryck", "steg", "resultat", "funktion"),
}
_COLUMN = {"namn", "typ", "tillåtna", "standard"}
_STEP = {"namn", "typ", "uttryck"}
_RULE = {"när", "ger"}
_FACT = {"namn", "typ", "tillåtna", "beskrivning", "giltig från", "giltig till"}


def decision(document: DecisionDocument) -> str | None:
    """Of a version: its status, first day, sources, interpretations and description."""
    return _written(_written_in(document.source), _DECISION)


def chosen(document: DecisionDocument) -> str | None:
    """Of a choice among versions: what the version that it stands for says, save its interpretations."""
    return _written(_written_in(document.source), {*_DECISION, "tolkning", "enhet"})


def outputs(document: DecisionDocument) -> list[str | None]:
    """Of the output columns of a version."""
    return [_written(each, _COLUMN) for each in _written_in(document.source)["utdata"]]


def rules(document: DecisionDocument) -> list[str | None]:
    """Of the rules of a version."""
    return [_written(each, _RULE) for each in _written_in(document.source)["regler"]]


def steps(document: DecisionDocument) -> list[str | None]:
    """Of the steps of a version, or of the function that it is; none when it has no steps."""
    written = _written_in(document.source)
    holder = written.get("funktion", written)
    return [_written(each, _STEP) for each in holder.get("steg", ())]


def facts(document: RulebookDocument, declared: Keys[str, Fact]) -> dict[str, str | None]:
    """Of the facts, by name. A default stands in the expressions, so that the fact itself may be null."""
    listed = _written_in(document.source)["indata"]
    found = {}
    for fact, written in zip(document.facts, listed, strict=True):
        more = dict(written)
        if declared[fact.name].default is not None:
            more |= {"standard": "null", "oklar": "ja"}
        found[fact.name] = _written(more, _FACT)
    return found


def rulebook(
    document: RulebookDocument, names: Collection[str], views: Collection[str], constraints: Collection[int]
) -> str | None:
    """Of the rule set: its own names, its documents, the constraints at these places, and these views.

    What a view shows besides is left out where it is not among `names`, what the model has.
    """
    written = dict(_written_in(document.source))
    kept = [each for index, each in enumerate(written.pop("kontroller", ())) if index in constraints]
    shown = {name: _view(view, names) for name, view in written.pop("vyer", {}).items() if name in views}
    more = {"kontroller": kept} if kept else {}
    return _written(written | more | ({"vyer": shown} if shown else {}), {"indata"})


def _view(written: Keys[str, Any], names: Collection[str]) -> dict[str, Any]:
    others = [name for name in written.get("övrigt", ()) if name in names]
    return _without(written, {"exempel", "övrigt"}) | ({"övrigt": others} if others else {})


def _written(mapping: Keys[str, Any], expressed: Collection[str]) -> str | None:
    left = _without(mapping, expressed)
    if not left:
        return None
    return mapping_text(left)


def _without(mapping: Keys[str, Any], expressed: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in expressed}


def _written_in(source: Source) -> dict[str, Any]:
    found: dict[str, Any] = _parsed(source.name, source.text)
    return found


@lru_cache(maxsize=512)
def _parsed(name: str, text: str) -> Any:
    node, _, _ = read((name, text))
    return {} if node is None else data_of(node)
