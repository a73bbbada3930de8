"""A tree of XML tags to indented text, the same for the same tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from motor.errors import Problem, RuleError

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTE = _IN_TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


@dataclass(frozen=True, slots=True)
class Tag:
    """An element with either a text or other elements inside."""

    name: str
    attributes: dict[str, str]
    children: tuple[Tag, ...] = ()
    text: str | None = None


def tag(tag_name: str, /, *children: Tag | None, text: str | None = None, **attributes: str | None) -> Tag:
    """A tag; the parts and attributes that are None are left out."""
    return Tag(
        tag_name,
        {name: value for name, value in attributes.items() if value is not None},
        tuple(child for child in children if child is not None),
        text,
    )


def document(root: Tag) -> str:
    """The text of a whole document. Raises RuleError for a character that XML cannot hold."""
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(_written(root, ""))
    if forbidden := _FORBIDDEN.search(text):
        line = text[text.rfind("\n", 0, forbidden.start()) + 1 :].partition("\n")[0].strip()
        message = f"Tecknet U+{ord(forbidden.group()):04X} kan inte skrivas i en XML-fil."
        raise RuleError(Problem("otillåtet tecken", message, excerpt=line, hint="Ta bort tecknet."))
    return text


def _written(each: Tag, indent: str) -> Iterator[str]:
    attributes = "".join(f' {name}="{_attribute(value)}"' for name, value in each.attributes.items())
    if each.text is not None:
        yield f"{indent}<{each.name}{attributes}>{each.text.translate(_IN_TEXT)}</{each.name}>\n"
    elif not each.children:
        yield f"{indent}<{each.name}{attributes}/>\n"
    else:
        yield f"{indent}<{each.name}{attributes}>\n"
        for child in each.children:
            yield from _written(child, indent + "  ")
        yield f"{indent}</{each.name}>\n"


def _attribute(value: str) -> str:
    return value.translate(_IN_ATTRIBUTE)
