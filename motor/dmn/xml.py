"""XML to a tree that knows where everything stands; nothing outside the text is ever read or fetched.

A document type (DOCTYPE) is refused, and with it every entity of the document's own: neither can a text
grow without bound, nor can a file or an address be read through it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.parsers import expat

from motor.errors import Location, Problem, RuleError

MAX_BYTES = 10_000_000
"""How large a document may be."""

MAX_DEPTH = 200
"""How many elements may stand inside one another."""

MAX_EXCERPT = 500
"""Longer lines are not shown; the column says where."""

_NO_PREFIXES: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class Element:
    """An element by its local name, with the attributes that have no prefix and the prefixes in force.

    `text` is its own characters without the blanks around them; `text_where` is where the first stands.
    `characters` keeps the blanks, and `qualified` the attributes with a prefix, by `namespace name`.
    """

    tag: str
    namespace: str
    attributes: dict[str, str]
    prefixes: Mapping[str, str]
    where: Location
    text: str = ""
    text_where: Location = field(default_factory=Location)
    children: list[Element] = field(default_factory=list)
    characters: str = ""
    qualified: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read: its root and its lines."""

    root: Element
    file: str | None
    lines: tuple[str, ...]

    def excerpt(self, where: Location) -> str | None:
        """The line of a place, when there is one and it is not too long to show."""
        if where.line is None or not 0 < where.line <= len(self.lines):
            return None
        line = self.lines[where.line - 1]
        return line if len(line) <= MAX_EXCERPT else None


def read(source: Path | tuple[str, str | bytes]) -> Document:
    """The document in a file, or in a text with the name it goes by.

    Raises RuleError for a file that cannot be read, XML that is not well-formed, a document type, and what
    is too large or too deep.
    """
    name, content = (str(source), _content(source)) if isinstance(source, Path) else source
    if len(content) > MAX_BYTES:
        raise RuleError(
            Problem("för stor fil", f"Filen är större än {MAX_BYTES // 10**6} MB.", Location(name))
        )
    lines = tuple(_lines(content))
    return Document(_Builder(name, lines).read(content), name, lines)


def root_attributes(path: Path) -> dict[str, str]:
    """The attributes of a file's first element; none when the file cannot be read so far."""
    found: list[dict[str, str]] = []

    def start(_name: str, attributes: dict[str, str]) -> None:
        if not found:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_quietly
    try:
        with path.open("rb") as file:
            while not found and (part := file.read(8192)):
                parser.Parse(part, False)
    except (OSError, expat.ExpatError, RuleError, ValueError):
        return found[0] if found else {}
    return found[0] if found else {}


def _refuse_quietly(*_doctype: Any) -> None:
    raise RuleError(())


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = "Filen finns inte." if isinstance(error, FileNotFoundError) else "Filen går inte att läsa."
        raise RuleError(Problem("oläslig fil", reason, Location(str(path)))) from None


def _lines(content: str | bytes) -> list[str]:
    """The lines to show in messages; what is not UTF-8 is shown with marks in place of its characters."""
    text = content if isinstance(content, str) else content.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


class _Builder:
    """The handlers of one parse, and the elements that are still open."""

    def __init__(self, file: str, lines: tuple[str, ...]) -> None:
        self._file = file
        self._lines = lines
        self._open: list[Element] = []
        self._texts: list[list[tuple[str, int, int]]] = []
        self._declared: dict[str, str] = {}
        self._root: Element | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartNamespaceDeclHandler = self._prefix
        self._parser.StartDoctypeDeclHandler = self._doctype

    def read(self, content: str | bytes) -> Element:
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError as error:
            message = _MESSAGES.get(expat.errors.messages[error.code], "Filen är inte välformad XML.")
            where = Location(self._file, error.lineno, error.offset + 1)
            raise self._error("felaktig XML", message, where, _HINT) from None
        except (LookupError, ValueError) as error:
            message = "Filens teckenkodning går inte att läsa."
            hint = "Spara filen som UTF-8."
            raise self._error("felaktig XML", message, Location(self._file, 1, 1), hint) from error
        if self._root is None:
            raise self._error("felaktig XML", "Filen är tom.", Location(self._file), _HINT)
        return self._root

    def _error(self, code: str, message: str, where: Location, hint: str | None) -> RuleError:
        line = self._lines[where.line - 1] if where.line and where.line <= len(self._lines) else ""
        shown = line if 0 < len(line) <= MAX_EXCERPT else None
        return RuleError(Problem(code, message, where, excerpt=shown, hint=hint))

    def _here(self) -> Location:
        return Location(self._file, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _prefix(self, prefix: str | None, uri: str | None) -> None:
        self._declared[prefix or ""] = uri or ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= MAX_DEPTH:
            message = f"Fler än {MAX_DEPTH} element ligger inuti varandra."
            raise self._error("för djup", message, self._here(), "Dela upp modellen i flera beslut.")
        outer = self._open[-1].prefixes if self._open else _NO_PREFIXES
        prefixes = {**outer, **self._declared} if self._declared else outer
        self._declared = {}
        namespace, _, tag = name.rpartition(" ")
        own = {key: value for key, value in attributes.items() if " " not in key}
        element = Element(tag, namespace, own, prefixes, self._here())
        if len(own) < len(attributes):
            element.qualified = {key: value for key, value in attributes.items() if " " in key}
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)
        self._texts.append([])

    def _characters(self, text: str) -> None:
        parser = self._parser
        self._texts[-1].append((text, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))

    def _end(self, _name: str) -> None:
        element, parts = self._open.pop(), self._texts.pop()
        element.characters = "".join(text for text, _, _ in parts)
        element.text = element.characters.strip()
        element.text_where = element.where
        for text, line, column in parts:
            if text.strip():
                lead = len(text) - len(text.lstrip())
                element.text_where = Location(self._file, line, column + lead)
                break

    def _doctype(self, *_doctype: Any) -> None:
        message = "Filen har en dokumenttyp (DOCTYPE). Sådana läses inte."
        raise self._error("otillåten XML", message, self._here(), "Ta bort DOCTYPE och egna entiteter.")


_HINT = "Öppna filen i verktyget som den kom från, och exportera den på nytt."
_MESSAGES = {
    expat.errors.XML_ERROR_NO_ELEMENTS: "Filen är tom eller har inget element.",
    expat.errors.XML_ERROR_TAG_MISMATCH: "Sluttaggen passar inte ihop med starttaggen.",
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: "En tagg är inte avslutad.",
    expat.errors.XML_ERROR_INVALID_TOKEN: "Här står ett tecken som inte får stå i XML.",
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: "Här används en entitet som inte finns.",
    expat.errors.XML_ERROR_UNBOUND_PREFIX: "Prefixet är inte knutet till någon namnrymd.",
    expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE: "Samma attribut står två gånger.",
    expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "Det står något efter det sista elementet.",
    expat.errors.XML_ERROR_UNKNOWN_ENCODING: "Filens teckenkodning är okänd.",
    expat.errors.XML_ERROR_INCORRECT_ENCODING: "Filens teckenkodning är en annan än den som anges.",
    expat.errors.XML_ERROR_SYNTAX: "Filen är inte XML.",
}
"""What the most common mistakes are called; the others are all malformed XML."""
