"""Input data and knowledge sources to regelverk.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from motor.dmn.model import Definitions, InputData, KnowledgeSource
from motor.documents.yaml_text import Data
from motor.exchange.cells_in import Allowed, allowed_values
from motor.exchange.extra_in import extra
from motor.exchange.tables_in import Readable
from motor.exchange.texts_in import Texts
from motor.exchange.types_in import type_text
from motor.rulebook.types import LABELS
from motor.values.types import AnyType

RULEBOOK_EXTRA = ("regelverk", "namn", "beskrivning", "källor", "kontroller", "vyer")
FACT_EXTRA = ("oklar", "enhet", "fråga", "standard", "källa", "tolkning", "status", "typ", "tillåtna")


def rulebook_in(
    name: str, definitions: Definitions, facts: Mapping[str, Data], checks: Iterable[Data], texts: Texts
) -> dict[str, Data]:
    """The keys of regelverk.yaml; `facts` by name."""
    kept = extra(definitions.remarks, definitions.where, texts.problems, RULEBOOK_EXTRA)
    own = bool(kept)
    description = kept.pop("beskrivning", None if own else (definitions.remarks.description or "").strip())
    sources = kept.pop("källor", None if own else _sources(definitions.sources))
    more = [*checks, *_listed(kept.pop("kontroller", ()))]
    title = kept.pop("namn", definitions.name.strip() or name)
    kept.pop("regelverk", None)
    data: dict[str, Data | None] = {
        "regelverk": name,
        "namn": title,
        "beskrivning": description,
        "källor": sources,
        "indata": list(facts.values()),
        "kontroller": more,
        **kept,
    }
    return {key: value for key, value in data.items() if value is not None and (value or key == "indata")}


def _listed(value: Data) -> list[Data]:
    return [value] if isinstance(value, str | Mapping) else list(value)


def _sources(sources: Iterable[KnowledgeSource]) -> list[Data]:
    """A document for each source of knowledge; its name stands for the number that it lacks."""
    named = {" ".join(source.name.split()): source for source in sources if source.name.strip()}
    return [
        {"dnr": name, "titel": " ".join((source.remarks.description or name).split())}
        for name, source in named.items()
    ]


def fact_in(element: InputData, texts: Texts, checks: list[Data], own: bool) -> tuple[Data, Readable]:
    """A fact, and what a table that reads it may count on. Raises Refused.

    Conditions that no `tillåtna` can say are added to `checks`.
    """
    types, ref, where = texts.types, element.type_ref, element.where
    kept = extra(element.remarks, where, texts.problems, FACT_EXTRA)
    label, kind = types.label(ref), types.kind(ref)
    tests = types.tests(ref)
    allowed = Allowed()
    if tests is not None and label != LABELS["Any"]:
        item = kind or types.kind(types.item_ref(ref))
        allowed = allowed_values(tests, item, texts.within("?"), where)
    elif (condition := _condition(element, texts)) is not None:
        message = f"{element.name} är inte ett värde som modellens typ {ref} tillåter."
        checks.append({"villkor": condition, "meddelande": message})
    data: dict[str, Data] = {"namn": element.name, "typ": label}
    if allowed.data is not None:
        data["tillåtna"] = allowed.data
    if not own or allowed.null:
        data["oklar"] = "ja"
    description = (element.remarks.description or "").strip()
    if description:
        data["beskrivning"] = description
    return {**data, **kept}, Readable(ref, kind, allowed.choices, tests)


def _condition(element: InputData, texts: Texts) -> str | None:
    """What the fact's type asks beyond its `typ`; None when that says it all."""
    types, ref, name = texts.types, element.type_ref, element.name
    if types.is_said(ref):
        return None
    type_ = types.feel_type(ref)
    asked = [*types.conditions(ref, name)]
    if types.label(ref) == LABELS["Any"] and not isinstance(type_, AnyType):
        asked.insert(0, f"{name} instance of {type_text(type_)}")
    text = (
        f"{name} = null or {' and '.join(asked)}"
        if len(asked) == 1
        else f"{name} = null or ({' and '.join(asked)})"
    )
    if texts.read(text) is None:
        message = f'Typen av "{name}" går inte att uttrycka som en kontroll.'
        raise texts.refuse("otillåten typ", message, element.where, "Ge faktumet ett enklare namn.")
    return text
