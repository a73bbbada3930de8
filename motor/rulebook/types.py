"""The types of the rule format: a `typ` in YAML, a FEEL type in the engine, words in a message."""

from __future__ import annotations

from motor.documents.model import DeclaredType
from motor.values.types import AnyType, ListType, SimpleType
from motor.values.types import Type as FeelType

LABELS = {
    "number": "tal",
    "string": "text",
    "boolean": "ja/nej",
    "date": "datum",
    "time": "tid",
    "date and time": "datum och tid",
    "days and time duration": "dagar och tid",
    "years and months duration": "år och månader",
    "Any": "valfri",
}


WITH_ARTICLE = {
    "number": "ett tal",
    "string": "en text",
    "boolean": "ja eller nej",
    "date": "ett datum",
    "time": "ett klockslag",
    "date and time": "ett datum och klockslag",
    "days and time duration": "en tid i dagar",
    "years and months duration": "en tid i år och månader",
}


def feel_type(declared: DeclaredType | None) -> FeelType:
    """The FEEL type of a `typ`; Any where nothing is declared."""
    if declared is None:
        return AnyType()
    inner: FeelType = AnyType() if declared.feel == "Any" else SimpleType(declared.feel)
    for _ in range(declared.lists):
        inner = ListType(inner)
    return inner


def item_type(type_: FeelType) -> FeelType:
    """The type of a list's items; of anything else its own."""
    return type_.item if isinstance(type_, ListType) else type_


def kind(type_: FeelType) -> str:
    """The FEEL name of a simple type; "" for the others."""
    return type_.name if isinstance(type_, SimpleType) else ""


def spoken(type_: FeelType) -> str:
    """The type as in a sentence: ett tal, en text, ja eller nej."""
    if isinstance(type_, ListType):
        return f"en {label(type_)}"
    return WITH_ARTICLE.get(kind(type_), "ett värde")


def label(type_: FeelType) -> str:
    """The type as policy staff write it."""
    if isinstance(type_, ListType):
        return f"lista av {label(type_.item)}"
    return LABELS.get(kind(type_), "valfri")
