"""What all reading of DMN elements shares: looking for parts, and noting everything that is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from motor.dmn.model import Remarks
from motor.dmn.xml import Document, Element
from motor.errors import Location, Problem, suggestion

MODEL_NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}
"""The namespaces of DMN models, with the version of each."""

EXTRA_NAMESPACE = "urn:regelmotor:dmn"
"""Of the extension element <extra>, which holds what a rule set says and DMN has no element for."""

_FEEL = re.compile(r"(?i)feel|https?://www\.omg\.org/spec/(?:DMN/\d+/FEEL|FEEL/\d+)/?")


def is_feel(language: str) -> bool:
    """Whether the name of an expression language, or a namespace, is FEEL's."""
    return _FEEL.fullmatch(language) is not None


class Reader:
    """Reads the parts of one document, and keeps the problems it meets."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        root = document.root
        self.own_namespace = root.attributes.get("namespace", "")
        self.language = root.attributes.get("expressionLanguage") or "FEEL"

    def note(self, code: str, message: str, where: Location, hint: str | None = None) -> None:
        """Keep a problem, with the line it stands on."""
        excerpt = self.document.excerpt(where)
        self.problems.append(Problem(code, message, where, excerpt=excerpt, hint=hint))

    def children(self, element: Element, *tags: str) -> list[Element]:
        """The parts of an element with one of these names, in DMN's own namespace."""
        return [child for child in self.parts(element) if child.tag in tags]

    def parts(self, element: Element) -> Iterator[Element]:
        """All the parts of an element in DMN's own namespace."""
        return (child for child in element.children if child.namespace == element.namespace)

    def child(self, element: Element, tag: str) -> Element | None:
        """The part with this name, None when there is none; more than one is noted."""
        found = self.children(element, tag)
        if len(found) > 1:
            self.note("dubblett", f"Elementet <{tag}> får bara stå en gång här.", found[1].where)
        return found[0] if found else None

    def required(self, element: Element, tag: str) -> Element | None:
        """The same, where there must be one."""
        found = self.child(element, tag)
        if found is None:
            message = f"Elementet <{element.tag}> saknar <{tag}>."
            self.note("saknat element", message, element.where)
        return found

    def attribute(self, element: Element, name: str) -> str:
        """An attribute that must be there; empty when it is not, which is noted."""
        value = element.attributes.get(name, "").strip()
        if not value:
            message = f"Elementet <{element.tag}> saknar attributet {name}."
            self.note("saknat attribut", message, element.where)
        return value

    def flag(self, element: Element, name: str) -> bool:
        """An attribute that is true or false; false when it is not there."""
        value = element.attributes.get(name, "false").strip()
        if value not in ("true", "1", "false", "0"):
            self.note("fel värde", f"Attributet {name} ska vara true eller false.", element.where)
        return value in ("true", "1")

    def href(self, element: Element) -> str:
        """What an element refers to."""
        return self.attribute(element, "href")

    def type_ref(self, element: Element | None, attribute: str = "typeRef") -> str | None:
        """The type an attribute names, with its XML prefix resolved; None when it names none."""
        return None if element is None else self.type_name(element, element.attributes.get(attribute, ""))

    def type_name(self, element: Element, written: str) -> str | None:
        """The same for a written name. DMN 1.1 writes `prefix:name`, later versions the plain name."""
        name = written.strip()
        prefix, colon, local = name.partition(":")
        namespace = element.prefixes.get(prefix)
        if not colon or namespace is None:
            return name or None
        own = is_feel(namespace) or namespace == self.own_namespace
        return local if own else f"{{{namespace}}}{local}"

    def text(self, element: Element | None) -> str | None:
        """The FEEL in the <text> of an element; None when there is none."""
        if element is None:
            return None
        language = element.attributes.get("expressionLanguage") or self.language
        if not is_feel(language):
            message = f"Här kan bara FEEL stå, inte {language}."
            self.note("okänt språk", message, element.where)
        text = self.child(element, "text")
        return text.text if text is not None else None

    def prose(self, element: Element, tag: str) -> str | None:
        """The text of a part for people; None when there is none."""
        part = self.child(element, tag)
        return None if part is None else part.text or None

    def remarks(self, element: Element) -> Remarks:
        """What an element says besides its logic."""
        extensions = self.child(element, "extensionElements")
        extra = [
            each.text
            for each in (extensions.children if extensions is not None else ())
            if (each.namespace, each.tag) == (EXTRA_NAMESPACE, "extra")
        ]
        return Remarks(self.prose(element, "description"), extra[0] if extra else None)

    def unknown(self, element: Element, known: Collection[str], what: str) -> None:
        """Note an element that is not known where it stands."""
        hint = suggestion(element.tag, known)
        self.note("okänt element", f"Elementet <{element.tag}> är {what}.", element.where, hint)


def moved(where: Location, line: int, column: int) -> Location:
    """The place in the file of a line and column (both from 1) in a text that begins at `where`."""
    if where.line is None or where.column is None:
        return replace(where, line=line, column=column)
    return replace(where, line=where.line + line - 1, column=column + (where.column - 1 if line == 1 else 0))
