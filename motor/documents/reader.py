"""Read YAML strictly: bytes or text to a tree of nodes with positions, and everything that is wrong with it.

The tree is built from the parser's events (libyaml's when it is there), so a scalar is its own characters,
and what YAML would read silently as something else is seen: tags, anchors, aliases, duplicate keys. Nothing
is expanded and nothing recurses, so a hostile file costs no more than its size.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import yaml

from motor.documents.repair import Repair, comma_hint, quoted, syntax_problem
from motor.documents.source import Mapping, Node, Scalar, Sequence, Source
from motor.errors import Location, Problem

MAX_BYTES: Final = 5_000_000
MAX_DEPTH: Final = 100
MAX_NODES: Final = 400_000
MAX_SEPARATORS: Final = 400_000
"""How many commas, colons and line ends a file may have: seen before anything is read."""
MAX_PROBLEMS: Final = 500
MAX_VALUE: Final = 200
"""How many characters of a faulty value are taken as what was meant."""
MAX_REPAIRED: Final = 20_000_000
"""How many characters may be read again while faulty values are put in quotes one after another."""

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PER_FILE: Final = 20
"""How many places of one kind (tabs, control characters) are listed."""


def read(file: str | Path | tuple[str, str]) -> tuple[Node | None, Source, list[Problem]]:
    """The tree of a file, or of a (name, text) pair, and its problems in the order of the file.

    The tree is None when the file cannot be read as YAML at all. A value that YAML cannot read, such as
    `>= 25` without quotes, is a problem, and stands in the tree as the text that was meant.
    """
    problems: list[Problem] = []
    source = _source(file, problems)
    if source is None:
        name = file[0] if isinstance(file, tuple) else str(file)
        return None, Source(name, ""), problems
    text = _plain_text(source, problems)
    node = None
    if text is not None:
        node = _compose(source, text, problems)
    return node, source, sorted(problems, key=_place)


def _place(problem: Problem) -> tuple[int, int]:
    return problem.where.line or 0, problem.where.column or 0


def _too_many(where: Location) -> Problem:
    message = "Filen har för många rader eller värden och läses inte."
    return Problem("för stor fil", message, where, hint="Dela upp den i flera filer.")


class _Refused(Exception):
    """The file is not read any further."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


# --- from bytes to text


def _source(file: str | Path | tuple[str, str], problems: list[Problem]) -> Source | None:
    if isinstance(file, tuple):
        name, text = file
        if len(text) > MAX_BYTES:
            problems.append(_too_big(name))
            return None
        return _without_bom(name, text, text.encode("utf-8", "surrogatepass"), problems)
    name = str(file)
    try:
        data = _bytes(Path(file))
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or f"felkod {error.errno}"
        problems.append(Problem("läsfel", f"Filen kan inte läsas ({reason}).", Location(name)))
        return None
    if len(data) > MAX_BYTES:
        problems.append(_too_big(name))
        return None
    try:
        return _without_bom(name, data.decode("utf-8"), data, problems)
    except UnicodeDecodeError as error:
        problems.append(_not_utf8(name, data, error.start))
        return None


_REASONS: Final = {
    errno.EACCES: "du får inte läsa den",
    errno.EISDIR: "det är ingen vanlig fil",
    errno.ELOOP: "länken leder till sig själv",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.ENOENT: "den finns inte",
    errno.EPERM: "du får inte läsa den",
}
"""Why a file cannot be read, since the system says it in English."""


def _bytes(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise OSError(errno.EISDIR, "not a regular file")
    if not path.exists():
        raise OSError(errno.ENOENT, "no such file")
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def _without_bom(name: str, text: str, data: bytes, problems: list[Problem]) -> Source:
    content = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    source = Source(name, content, data, text)
    if text.startswith("\ufeff"):
        hint = "Spara filen som UTF-8 utan BOM."
        problems.append(source.problem("BOM", "Filen börjar med ett osynligt BOM-tecken.", 1, 1, 1, hint))
    return source


def _too_big(name: str) -> Problem:
    return Problem(
        "för stor fil",
        f"Filen är större än {MAX_BYTES // 1_000_000} MB och läses inte.",
        Location(name),
        hint="Dela upp den i flera filer.",
    )


def _not_utf8(name: str, data: bytes, start: int) -> Problem:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        place, excerpt = Location(name, 1, 1), None
    else:
        line = data.count(b"\n", 0, start) + 1
        lead = data.rfind(b"\n", 0, start) + 1
        whole = data[lead : start + 40].split(b"\n", 1)[0]
        place = Location(name, line, len(data[lead:start].decode("utf-8", "replace")) + 1)
        excerpt = whole.decode("utf-8", "replace").rstrip()
    hint = "Spara om filen med kodningen UTF-8."
    return Problem("inte UTF-8", "Filen är inte sparad som UTF-8.", place, excerpt=excerpt, hint=hint)


_FORBIDDEN: Final = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), *range(127, 160), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF]
)
_BLANK: Final = dict.fromkeys([*_FORBIDDEN, 9, *range(0xD800, 0xE000)], " ")


def _plain_text(source: Source, problems: list[Problem]) -> str | None:
    """The text with spaces for tabs and control characters (reported); None when the indentation is lost."""
    text = source.text
    blanked = text.translate(_BLANK)
    readable = True
    if blanked == text and "\u00a0" not in text:
        return text
    for number, line in enumerate(source.lines, 1):
        indent = line[: len(line) - len(line.lstrip(" \t\u00a0"))]
        if indent.strip(" "):
            readable = False
        problems.extend(_bad_characters(source, number, line, indent))
        if len(problems) >= _PER_FILE:
            break
    return blanked if readable else None


def _bad_characters(source: Source, number: int, line: str, indent: str) -> Iterator[Problem]:
    if indent.strip(" "):
        column = len(indent) - len(indent.lstrip(" ")) + 1
        name, hint = "en tabb", "Dra in med mellanslag."
        if line[column - 1] != "\t":
            name = "ett hårt mellanslag"
        yield source.problem("tabb", f"Indraget innehåller {name}.", number, column, 1, hint)
    for column, char in enumerate(line, 1):
        if column > len(indent) and char == "\t":
            hint = "Skriv mellanslag i stället."
            yield source.problem("tabb", "Raden innehåller en tabb.", number, column, 1, hint)
            return
        if char != "\t" and char.translate(_BLANK) != char:
            message = f"Raden innehåller ett osynligt styrtecken (U+{ord(char):04X})."
            yield source.problem("styrtecken", message, number, column, 1, "Ta bort det.")
            return


# --- from text to tree


def _compose(source: Source, text: str, problems: list[Problem]) -> Node | None:
    """The tree; each faulty value that makes YAML stop is put in quotes, so that the rest is read too."""
    if sum(text.count(sign) for sign in ",:\n") > MAX_SEPARATORS:
        problems.append(_too_many(Location(source.name)))
        return None
    repair = Repair(source, text)
    spent = 0
    while True:
        spent += len(text)
        builder = _Builder(source, repair)
        try:
            for event in yaml.parse(repair.text, Loader=_LOADER):
                builder.take(event)
        except yaml.MarkedYAMLError as error:
            if spent <= MAX_REPAIRED and repair.attempt(error):
                continue
            problems += [*builder.problems, *repair.problems, syntax_problem(source, error)]
            return None
        except _Refused as refused:
            problems += [*builder.problems, *repair.problems, refused.problem]
            return None
        problems += [*builder.problems, *repair.problems]
        if builder.root is None and not problems:
            problems.append(Problem("tom fil", "Filen är tom.", Location(source.name)))
        return builder.root


class _Open:
    """A mapping or sequence whose end has not come yet."""

    __slots__ = ("children", "start")

    def __init__(self, start: Any) -> None:
        self.start = start
        self.children: list[Node] = []


class _Builder:
    """Takes events one by one and puts the tree together, on a stack of its own."""

    def __init__(self, source: Source, repair: Repair) -> None:
        self.source = source
        self.repair = repair
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.nodes = 0

    def take(self, event: Any) -> None:
        _TAKE[type(event)](self, event)

    def document(self, event: Any) -> None:
        if self.root is not None:
            hint = "Ta bort raden med `---`, eller dela filen."
            raise _Refused(
                self._problem("flera dokument", "Här börjar ett andra YAML-dokument.", event, hint)
            )

    def alias(self, event: Any) -> None:
        written = self._written(event)
        self._report("alias", f"`{written}` är ett YAML-alias, och sådana får inte finnas.", event, written)
        self._add(self._scalar(event, written, ""))

    def scalar(self, event: Any) -> None:
        style = event.style or ""
        if event.tag is not None and event.anchor is None and not style:
            written = self._written(event)
            self._report("tagg", f"YAML läser `{written}` som en tagg.", event, written)
            self._add(self._scalar(event, written, ""))
            return
        self._properties(event)
        place = (event.start_mark.line, event.start_mark.column)
        text = event.value if style else self.repair.values.get(place, event.value)
        scalar = self._scalar(event, text, style)
        self._add(self._as_meant(scalar, event) if scalar.block else scalar)

    def start(self, event: Any) -> None:
        self._properties(event)
        if len(self.open) >= MAX_DEPTH:
            message = f"Filen är nästlad djupare än {MAX_DEPTH} nivåer och läses inte."
            raise _Refused(self._problem("för djupt", message, event))
        self.open.append(_Open(event))

    def end_sequence(self, event: Any) -> None:
        done = self.open.pop()
        start, extent = done.start, self._extent(done.start, event)
        self._add(Sequence(*extent, tuple(done.children), bool(start.flow_style)))

    def end_mapping(self, event: Any) -> None:
        done = self.open.pop()
        start, extent = done.start, self._extent(done.start, event)
        entries: dict[str, tuple[Scalar, Node]] = {}
        last: str | None = None
        torn: dict[str, Scalar] = {}
        for key, value in zip(done.children[::2], done.children[1::2], strict=True):
            if start.flow_style and last is not None and _no_colon(key, value, entries[last][1]):
                torn[last] = self._mend(entries, last, key)
            elif isinstance(key, Scalar):
                last = self._entry(entries, key, value)
            else:
                message = "En nyckel ska vara en text, inte en lista eller flera nycklar."
                hint = f"Menades en text: skriv {quoted(key.written)}."
                self._put(key.problem("nyckel", message, hint))
        for whole in torn.values():
            message = f"Kommatecknet gör att YAML läser `{whole.text}` som flera nycklar."
            self._put(whole.problem("citattecken", message, comma_hint(whole.text)))
        self._add(Mapping(*extent, tuple(entries.values()), bool(start.flow_style)))

    def skip(self, event: Any) -> None:
        """Stream and document marks say nothing about the tree."""

    # --- helpers

    def _put(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) >= MAX_PROBLEMS:
            message = f"Filen har fler än {MAX_PROBLEMS} fel och läses inte längre än hit."
            raise _Refused(replace(problem, code="för många fel", message=message, hint=None))

    def _add(self, node: Node) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _Refused(_too_many(node.where))
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node

    def _extent(self, start: Any, end: Any) -> tuple[Source, int, int, int, int]:
        mark = start.start_mark
        return self.source, mark.line + 1, mark.column + 1, mark.index, end.end_mark.index

    def _scalar(self, event: Any, text: str, style: str) -> Scalar:
        return Scalar(*self._extent(event, event), text, style)

    def _written(self, event: Any) -> str:
        """The event as it stands in the file, cut when nobody can have meant it as a value."""
        start, end = event.start_mark.index, event.end_mark.index
        return self.source.text[start : min(end, start + MAX_VALUE)]

    def _problem(self, code: str, message: str, event: Any, hint: str | None = None) -> Problem:
        mark = event.start_mark
        width = len(self._written(event).split("\n", 1)[0])
        return self.source.problem(code, message, mark.line + 1, mark.column + 1, width, hint)

    def _report(self, code: str, message: str, event: Any, meant: str) -> None:
        self._put(self._problem(code, message, event, f"Menades en text: skriv {quoted(meant)}."))

    def _properties(self, event: Any) -> None:
        """Refuse the anchor and the tag before a node."""
        tag = event.tag and event.tag.replace("tag:yaml.org,2002:", "!!")
        for kind, sign, name in (("ett YAML-ankare", "&", event.anchor), ("en YAML-tagg", "", tag)):
            if name is not None:
                message = f"`{sign}{name}` är {kind}, och sådana får inte finnas."
                hint = "Ta bort det, eller sätt hela värdet inom citattecken."
                problem = self._problem("ankare eller tagg", message, event, hint)
                self._put(replace(problem, width=len(sign + name)))

    def _as_meant(self, scalar: Scalar, event: Any) -> Scalar:
        """A block scalar; one whose header is `>6` or the like is meant as that text."""
        header = self._written(event).split("\n", 1)[0].strip()
        if not any(char.isdigit() for char in header.split("#")[0]):
            return scalar
        self._report("citattecken", f"YAML läser `{header}` som början på ett textblock.", event, header)
        return replace(scalar, text=header, style="", end=scalar.start + len(header))

    def _entry(self, entries: dict[str, tuple[Scalar, Node]], key: Scalar, value: Node) -> str:
        if key.empty:
            self._put(key.problem("nyckel", "Här saknas en nyckel före kolonet."))
        elif key.name in entries:
            first = entries[key.name][0].line
            message = f"Nyckeln `{key.name}` står två gånger (första gången på rad {first})."
            self._put(key.problem("dubbel nyckel", message, "Ta bort den ena."))
            return key.name
        entries[key.name] = (key, value)
        return key.name

    def _mend(self, entries: dict[str, tuple[Scalar, Node]], name: str, rest: Node) -> Scalar:
        """Join a value and the keys without colon that a comma tore from it."""
        key, value = entries[name]
        text = self.source.text[value.start : rest.end]
        whole = Scalar(self.source, value.line, value.column, value.start, rest.end, text)
        entries[name] = (key, whole)
        return whole


def _no_colon(key: Node, value: Node, before: Node) -> bool:
    """Whether a flow mapping's key stands alone, as `2)` in `{a: not(1, 2)}`: the rest of a value."""
    alone = isinstance(value, Scalar) and value.empty and value.start == key.end
    rest = not (isinstance(before, Scalar) and before.empty)
    return alone and rest and key.end - before.start < MAX_VALUE


_TAKE: Final[dict[type, Callable[[_Builder, Any], None]]] = {
    yaml.StreamStartEvent: _Builder.skip,
    yaml.StreamEndEvent: _Builder.skip,
    yaml.DocumentStartEvent: _Builder.document,
    yaml.DocumentEndEvent: _Builder.skip,
    yaml.AliasEvent: _Builder.alias,
    yaml.ScalarEvent: _Builder.scalar,
    yaml.MappingStartEvent: _Builder.start,
    yaml.SequenceStartEvent: _Builder.start,
    yaml.MappingEndEvent: _Builder.end_mapping,
    yaml.SequenceEndEvent: _Builder.end_sequence,
}
