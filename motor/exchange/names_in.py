"""The names of a model's elements, held against what a rule set, its folders and FEEL can carry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache

from motor.dmn.linking import elements_of
from motor.dmn.model import Decision, Definitions, Element, Function, Service
from motor.documents.schema import FOLDER, SHARED
from motor.errors import Location, Problem
from motor.rulebook.files import RESERVED, RULEBOOK_FILE
from motor.rulebook.loading import RESERVED_NAMES

MOST_BYTES = 200
"""How long the name of a folder may be: file systems stop at 255 bytes."""

_NOT_IN_FOLDER = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]|^[. ]|[. ]$')
_DEVICE = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?")


@cache
def _pattern() -> re.Pattern[str]:
    """What the schemas ask of a name."""
    shared = json.loads((FOLDER / SHARED).read_text("utf-8"))
    return re.compile(shared["$defs"]["namn"]["pattern"])


def is_name(text: str) -> bool:
    """Whether a text can be a name in a rule set; `re`'s `$` would let a line end pass."""
    return _pattern().search(text) is not None and text.isprintable()


def wrong_names(definitions: Definitions) -> Iterator[Problem]:
    """Every name that cannot be carried over, where it stands; decision services are left out anyway."""
    folders: dict[str, str] = {}
    for element in elements_of(definitions):
        if isinstance(element, Service):
            continue
        reason = _reason(element)
        if reason is not None:
            yield _problem(f'"{shown(element.name)}" kan inte vara ett namn här: {reason}.', element.where)
        elif isinstance(element, Decision | Function):
            other = folders.setdefault(element.name.casefold(), element.name)
            if other != element.name:
                message = f'"{element.name}" och "{other}" skiljer sig bara i stora och små bokstäver.'
                yield _problem(message, element.where)


def shown(name: str) -> str:
    """A name in a message, cut when it is very long."""
    return name if len(name) <= MOST_BYTES else f"{name[:MOST_BYTES]}…"


def _problem(message: str, where: Location) -> Problem:
    return Problem("otillåtet namn", message, where, hint="Byt namn på elementet i modellen.")


def _reason(element: Element) -> str | None:
    name = element.name
    if not is_name(name):
        return "ett namn börjar med en bokstav och saknar parenteser, kommatecken och jämförelsetecken"
    if name in RESERVED_NAMES:
        return "det är ett ord i FEEL"
    return folder_reason(name) if isinstance(element, Decision | Function) else None


def folder_reason(name: str) -> str | None:
    """Why no folder can have the name, on any common system; None when one can."""
    if _NOT_IN_FOLDER.search(name):
        return "en mapp kan inte ha de tecknen"
    if _DEVICE.fullmatch(name) or name.casefold() in (*RESERVED, RULEBOOK_FILE):
        return "det är upptaget som namn på en mapp eller fil"
    if len(name.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        return f"det är längre än {MOST_BYTES} byte"
    return None
