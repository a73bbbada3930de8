"""Texts, lists and mappings from YAML, and to YAML as people write it: few quotes, short things on one line.

Every scalar is a text, and reads back as exactly that text (`motor.documents.reader`). Quotes stand where
YAML, or an editor that guesses types, would take the text for something else.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from motor.documents import source

Data = str | Sequence["Data"] | Mapping[str, "Data"]
"""What a document holds."""

WIDTH = 110
"""How long a line may be before it is broken, where it can be."""

MOST_ON_A_LINE = 4
"""How many keys a mapping may have to stand on one line."""

BLOCKS = ("uttryck", "resultat", "villkor")
"""Keys whose FEEL may stand on several lines, and is broken between words when it is long."""

PROSE = ("beskrivning", "fråga", "text", "tolkning", "meddelande", "skäl")
"""Keys whose text is broken between words."""

_PLAIN = re.compile(r"(?:[^\s\-?:,\[\]{}#&*!|<=>'\"%@`]|[-?:](?=[^\s,\[\]{}]))(?:.*[^\s:])?")
_UNSAFE = re.compile(r":\s|\s#|[^ -~¡-\u2027\u202f-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_IN_FLOW = re.compile(r"[,\[\]{}?]|:(?=\S)")
_WORDS = frozenset({"null", "~", "true", "false", "yes", "no", "on", "off", "y", "n", "<<"})
_NUMBERLIKE = re.compile(r"[-+.]*[\d.][\w.:+-]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?|\d{4}-\d\d-\d\d")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r"[\\\"]|[^ -~¡-\u2027\u202f-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def document(schema: str, data: Mapping[str, Data]) -> str:
    """A whole file. `schema` is where editors find its schema, as a path from the file."""
    return f"# yaml-language-server: $schema={schema}\n{mapping_text(data)}"


def mapping_text(data: Mapping[str, Data]) -> str:
    """A mapping on lines of its own."""
    return "".join(f"{line}\n" for line in _mapping(data, 0))


def entry_text(key: str, text: str, indent: int) -> str:
    """A key with its text, on as many lines as it takes, without the last line feed."""
    return "\n".join(_text(f"{' ' * indent}{scalar(key)}:", key, text, indent))


def data_of(node: source.Node) -> Data:
    """A tree as plain data, every scalar as the text that was written."""
    if isinstance(node, source.Scalar):
        return node.text
    if isinstance(node, source.Sequence):
        return [data_of(item) for item in node.items]
    return {key: data_of(value) for key, value in node.items()}


def scalar(text: str, flow: bool = False, quotes: bool = False) -> str:
    """A text on one line: as it stands where YAML reads it so, in quotes elsewhere or when asked for."""
    return text if not quotes and _is_plain(text, flow) else _quoted(text)


def _is_plain(text: str, flow: bool) -> bool:
    if not _PLAIN.fullmatch(text) or _UNSAFE.search(text) or (flow and _IN_FLOW.search(text)):
        return False
    if text.lower() in _WORDS or text.startswith(("---", "...")):
        return False
    return not _NUMBERLIKE.fullmatch(text) or _NUMBER.fullmatch(text) is not None


def _quoted(text: str) -> str:
    if not _ESCAPED.search(text):
        return f'"{text}"'
    if all(match.group() in '\\"' for match in _ESCAPED.finditer(text)):
        return "'" + text.replace("'", "''") + "'"
    return '"' + _ESCAPED.sub(lambda match: _escape(match.group()), text) + '"'


def _escape(char: str) -> str:
    code = ord(char)
    return _ESCAPES.get(char) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def _mapping(data: Mapping[str, Data], indent: int) -> Iterator[str]:
    for key, value in data.items():
        yield from _entry(key, value, indent)


def _entry(key: str, value: Data, indent: int) -> Iterator[str]:
    lead = f"{' ' * indent}{scalar(key)}:"
    if isinstance(value, str):
        yield from _text(lead, key, value, indent)
        return
    line = _one_line(value)
    if line is not None and (not value or len(lead) + len(line) < WIDTH):
        yield f"{lead} {line}"
    elif isinstance(value, Mapping):
        yield lead
        yield from _mapping(value, indent + 2)
    else:
        yield lead
        for item in value:
            yield from _item(item, indent + 2)


def _item(item: Data, indent: int) -> Iterator[str]:
    lead = " " * indent
    line = scalar(item) if isinstance(item, str) else _one_line(item)
    if line is not None and len(lead) + len(line) + 2 <= WIDTH:
        yield f"{lead}- {line}"
    elif isinstance(item, Mapping):
        first, *others = _mapping(item, indent + 2)
        yield f"{lead}- {first.lstrip()}"
        yield from others
    elif isinstance(item, str):
        yield f"{lead}- {scalar(item)}"
    else:
        yield f"{lead}-"
        for each in item:
            yield from _item(each, indent + 2)


def _one_line(value: Data) -> str | None:
    """A list of texts, or a few keys with texts, on one line; None for what does not go there."""
    if isinstance(value, Mapping):
        flat = all(isinstance(each, str) and "\n" not in each for each in value.values())
        if not flat or len(value) > MOST_ON_A_LINE or any(key in PROSE for key in value):
            return None
        return "{" + ", ".join(f"{scalar(k, True)}: {scalar(str(v), True)}" for k, v in value.items()) + "}"
    if not all(isinstance(each, str) for each in value):
        return None
    return "[" + ", ".join(scalar(str(each), True) for each in value) + "]"


def _text(lead: str, key: str, text: str, indent: int) -> Iterator[str]:
    if key in (*BLOCKS, *PROSE) and "\n" in text and _fits_block(text):
        yield f"{lead} |{'' if text.endswith(chr(10)) else '-'}"
        yield from (" " * (indent + 2) + line if line else "" for line in text.removesuffix("\n").split("\n"))
        return
    line = f"{lead} {scalar(text)}"
    long = key in (*BLOCKS, *PROSE) and len(line) > WIDTH
    folded = _folded(text, WIDTH - indent - 2) if long else None
    if folded is None:
        yield line
    else:
        yield f"{lead} >-"
        yield from (" " * (indent + 2) + each for each in folded)


def _fits_block(text: str) -> bool:
    """Whether a text block holds the text as it is."""
    lines = text.removesuffix("\n").split("\n")
    unsafe = any(_ESCAPED.search(line.replace("\\", "").replace('"', "")) for line in lines)
    return not unsafe and bool(lines[0].strip()) and lines[0][0] != " " and bool(lines[-1].strip())


def _folded(text: str, width: int) -> list[str] | None:
    if "\n" in text or not _fits_block(text):
        return None
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return lines if " ".join(lines) == text else None
