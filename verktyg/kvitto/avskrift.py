"""A link of the chain to read: what was kept, as texts, and the same answer once more with its reasons.

What is read is always what was kept. The reasons come from asking the kept rules again, and are given only
where that gave the same answer in the same way.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from motor.errors import MotorError
from verktyg.format import count, value_text
from verktyg.kvitto.innehall import CASE, DECIDED_BY, MOTIVATION, REASON, UNKNOWN_VERSION, engine
from verktyg.kvitto.lager import Entry, Kind, Store
from verktyg.kvitto.spela_upp import asked_again, readable
from verktyg.skal import Asked
from verktyg.vy import View, view_of


@dataclass(frozen=True, slots=True)
class Step:
    """A decision on the way: the version that was used, its file's sha256, and for which days."""

    decision: str
    days: str
    file: str
    valid_from: str
    standing: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt holds, as texts. `again` is the same answer anew, None where it did not come out so.

    `views` are those that were shown, as the kept rules have them; `files` are the rule set's files with
    their sha256, whether they were used or not.
    """

    case: str
    rule_set: str
    drafts: bool
    day: str
    suggested: str | None
    chosen: str | None
    reason: str | None
    motivation: str | None
    decided_by: str | None
    values: tuple[tuple[str, str], ...]
    undecided: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    files: tuple[tuple[str, str], ...]
    engine: str
    engine_sha256: str
    same_engine: bool
    again: Asked | None
    views: tuple[View, ...]

    @property
    def about(self) -> list[tuple[str, str]]:
        """What the receipt is about, and what a person added in a line, as names and texts."""
        rows = [
            (CASE, self.case),
            ("regelverk", self.rule_set + (" med utkast" if self.drafts else "")),
            ("enligt reglerna", self.day),
            ("föreslaget", self.suggested),
            ("valt", self.chosen),
            (DECIDED_BY, self.decided_by),
        ]
        return [(name, text) for name, text in rows if text is not None]

    @property
    def texts(self) -> list[tuple[str, str]]:
        """What a person wrote, as names and texts."""
        rows = ((REASON, self.reason), (MOTIVATION, self.motivation))
        return [(name, text) for name, text in rows if text is not None]

    @property
    def engine_told(self) -> str:
        """The engine's version, and whether it is the one that is used now."""
        same = "densamma som nu" if self.same_engine else "en annan än nu"
        version = "" if self.engine == UNKNOWN_VERSION else f", version {self.engine},"
        return f"Motorn{version} är {same}."


REMOVED = "Innehållet är gallrat."
UNREADABLE = "Innehållet går inte att läsa. Det är ändrat sedan det sparades."


def told(entry: Entry, store: Store) -> Receipt | str:
    """The receipt to read; or a sentence, for one whose content is gone or unreadable, and for a gallring.

    Raises UsageError when the database cannot be used.
    """
    if entry.content is None:
        return REMOVED
    try:
        return _removal(entry) if entry.kind == Kind.REMOVAL else _receipt(readable(entry), store)
    except (ValueError, KeyError, TypeError, AttributeError):  # of data that this program did not write
        return UNREADABLE


def _removal(entry: Entry) -> str:
    data = entry.data
    removed = count(data["antal"], "kvitto", "kvitton")
    return f"Den {time_of(entry)} togs innehållet bort i {removed} från tiden före {data['före']}."


def time_of(entry: Entry) -> str:
    """When a link of the chain was stored, by this machine's clock; as it is stored where that is no time."""
    try:
        local = datetime.datetime.fromisoformat(entry.time).astimezone()
    except (ValueError, OverflowError):
        return entry.time
    return f"{local:%Y-%m-%d kl. %H.%M}"


def _receipt(data: dict[str, Any], store: Store) -> Receipt:
    answer, again = data["svar"], _again(data, store)
    views = {document.name: view_of(document) for document in again.rulebook.views} if again else {}
    asked = [name for name in data["frågade beslut"] if name in answer["beslut"]]
    return Receipt(
        case=data[CASE],
        rule_set=data["regelverk"],
        drafts=data["utkast"],
        day=data["datum"],
        suggested=_text(data.get("föreslaget")),
        chosen=chosen_text(data),
        reason=data.get(REASON),
        motivation=data.get(MOTIVATION),
        decided_by=data.get(DECIDED_BY),
        values=tuple((name, _shown(again, name, answer["beslut"][name])) for name in asked),
        undecided=tuple((name, value_text(each)) for name, each in answer["obesvarade"].items()),
        missing=tuple(answer["saknas"]),
        facts=tuple(_facts(data["fakta"], again, list(views.values()))),
        steps=tuple(_steps(answer["spår"])),
        files=tuple(data["regler"].items()),
        engine=str(data["motor"]["version"]),
        engine_sha256=str(data["motor"]["sha256"]),
        same_engine=data["motor"] == engine(),
        again=again,
        views=tuple(views[name] for name in data.get("vyer", ()) if name in views),
    )


def _again(data: dict[str, Any], store: Store) -> Asked | None:
    """The same answer once more, so that its reasons and units can be told."""
    try:
        return asked_again(data, store)
    except MotorError:  # a rule text that is gone or edited, which a check of the chain tells
        return None


def _text(value: Any) -> str | None:
    return None if value is None else value_text(value)


IMPOSSIBLE = "inte möjlig enligt svaret"


def chosen_text(data: Mapping[str, Any]) -> str | None:
    """What was chosen, told apart when it was none of what the kept answer found possible."""
    chosen = _text(data.get("valt"))
    if chosen is None or _could_be(chosen, data["svar"]):
        return chosen
    return f"{chosen} ({IMPOSSIBLE})"


def _could_be(chosen: str, answer: Mapping[str, Any]) -> bool:
    """Whether any kept decision came, or may come, to that; so may one whose outcomes are not listed."""
    found = [*answer["beslut"].values(), *(each for few in answer["obesvarade"].values() for each in few)]
    values = [value for each in found for value in (each if isinstance(each, list) else [each])]
    return bool(answer["ej uppräknade"]) or chosen in map(value_text, values)


def _shown(again: Asked | None, name: str, value: Any) -> str:
    return value_text(value) if again is None else again.shown(name, value)


def _facts(facts: Mapping[str, Any], again: Asked | None, views: list[View]) -> Iterator[tuple[str, str]]:
    """The facts with their units, in the order that they are asked for."""
    order = list(dict.fromkeys(fact for view in views for fact in view.facts))
    for name in sorted(facts, key=lambda name: order.index(name) if name in order else len(order)):
        yield name, _shown(again, name, facts[name])


def _steps(steps: list[dict[str, Any]]) -> Iterator[Step]:
    """Each version that was used, with the first and last day that it was used for."""
    days: dict[tuple[str, str], list[str]] = {}
    versions: dict[tuple[str, str], dict[str, Any]] = {}
    for step in steps:
        key = step["beslut"], step["version"]["fil"]
        days.setdefault(key, []).append(step["dag"])
        versions[key] = step["version"]
    for key, version in versions.items():
        first, last = min(days[key]), max(days[key])
        correction = f", rättelse {version['rättelse']}" if "rättelse" in version else ""
        yield Step(
            key[0],
            first if first == last else f"{first} till {last}",
            version["fil"],
            version["giltig från"],
            version["status"] + correction,
            version["sha256"],
        )
