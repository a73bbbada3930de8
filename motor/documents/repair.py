"""Say in plain words why YAML stopped, and read on past values that only lack their quotes.

YAML stops at the first value that it cannot read, as in `ålder: >= 25`. Such values are found on the line
where it stopped, reported with the quotes they need, and replaced by letters of the same length, so that the
rest of the file is read and every position still holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from motor.documents.source import Source
from motor.errors import Problem

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_LINE: Final = 1_000
"""Lines longer than this are not repaired: nobody wrote them by hand."""

_QUOTED = re.compile(r"""(?<=[\s{\[,(])(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')""")
_NAME = r"""[^\s,:{}\[\]"'#&*!|>%@`][^,:{}\[\]"'#]*?"""
_BLOCK = re.compile(rf"(?P<lead>\s*(?:- +)*)(?:(?P<key>{_NAME})\s*:\s+)?(?P<value>\S.*)")
_FLOW_KEY = re.compile(rf"(?:[{{,]|^)\s*(?P<key>{_NAME})\s*:\s+(?=\S)")

_DECIMAL = re.compile(r"(\d[\d \u00a0\u202f]*),(\d+)")
_TIGHT = re.compile(r", *([^\W\d][^,:]*):(\S.*)")
_RUN_ON = re.compile(r"(-?\d[\d .\u00a0\u202f]*?) +([^\W\d][^,:]*: .*)")
"""A number, and the next key after it with no comma between."""

_OPEN_LIST = re.compile(r"\[[^\[\])]*")
"""The first line of a list that goes on below."""

_WHY: Final = {
    ">": "`>` inleder ett textblock i YAML",
    "|": "`|` inleder ett textblock i YAML",
    "!": "`!` inleder en tagg i YAML",
    "[": "`[` inleder en lista i YAML",
    "]": "`]` avslutar en lista i YAML",
    "{": "`{` inleder nycklar i YAML",
    "}": "`}` avslutar nycklar i YAML",
    "*": "`*` inleder ett alias i YAML",
    "&": "`&` inleder ett ankare i YAML",
    "-": "`-` inleder en listpunkt i YAML",
    "?": "`?` inleder en nyckel i YAML",
    ",": "`,` skiljer värden åt i YAML",
    "%": "inget värde får börja med `%` i YAML",
    "@": "inget värde får börja med `@` i YAML",
    "`": "inget värde får börja med en accent i YAML",
    '"': "efter det avslutande citattecknet får inget mer stå",
    "'": "efter det avslutande citattecknet får inget mer stå",
}


def quoted(text: str) -> str:
    """The text in the quotes that make YAML read it as it stands."""
    text = " ".join(text.split("\n"))
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def comma_hint(text: str) -> str:
    """What to write for a value within braces that a comma tears apart."""
    decimal = _DECIMAL.fullmatch(text)
    if decimal:
        return f"Skriv decimaler med punkt: {decimal[1]}.{decimal[2]}."
    tight = _TIGHT.search(text)
    if tight:
        return f"Skriv ett mellanslag efter kolonet: {tight[1]}: {tight[2]}."
    return f"Skriv {quoted(text)}."


def _colon_hint(value: str) -> str:
    """What to write for a value within braces with a colon in it: most often a comma is forgotten."""
    number = _RUN_ON.fullmatch(value)
    if number:
        return f"Fattas ett kommatecken: skriv {number[1]}, {number[2]}."
    return f"Skriv {quoted(value)}."


class Repair:
    """The text of a file in which faulty values are blotted out; `values` holds them by their position."""

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.text = text
        self.values: dict[tuple[int, int], str] = {}
        self.problems: list[Problem] = []

    def attempt(self, error: yaml.MarkedYAMLError) -> bool:
        """Blot out the faulty values of the line where YAML stopped; whether there was any."""
        lines = self.text.split("\n")
        for number in _suspects(error):
            if number >= len(lines) or len(lines[number]) > MAX_LINE:
                continue
            line = lines[number]
            for start, end in _faulty(line):
                value = line[start:end]
                self.values[number, start] = value
                lines[number] = lines[number][:start] + "x" * len(value) + lines[number][end:]
                self._report(number, start, value)
            if lines[number] != line:
                self.text = "\n".join(lines)
                return True
        return False

    def _report(self, number: int, start: int, value: str) -> None:
        message = f"YAML kan inte läsa `{value}`: {_why(value)}."
        hint = f"Skriv {value + value[0]}." if _unclosed(value) else _colon_hint(value)
        self.problems.append(
            self.source.problem("citattecken", message, number + 1, start + 1, len(value), hint)
        )


def _suspects(error: yaml.MarkedYAMLError) -> Iterator[int]:
    """The lines to look at, the likeliest first; a block's own first line says nothing."""
    if error.context_mark is not None and "block mapping" not in str(error.context):
        yield error.context_mark.line
    if error.problem_mark is not None:
        yield error.problem_mark.line
        yield max(0, error.problem_mark.line - 1)


def _faulty(line: str) -> Iterator[tuple[int, int]]:
    """The extents of the values on a line that YAML does not read as one text, last first."""
    values = [value for value in _values(line) if value[0] < value[1]]
    return ((start, end) for start, end, flow in reversed(values) if not _sound(line[start:end], flow))


def _values(line: str) -> Iterator[tuple[int, int, bool]]:
    """Where the values of a line start and end, and whether they stand within braces."""
    masked = _QUOTED.sub(lambda match: "_" * len(match[0]), line)
    block = _BLOCK.fullmatch(masked)
    if block is None or block["value"].startswith("#"):
        return
    if _OPEN_LIST.fullmatch(block["value"]):
        return
    if not block["value"].startswith("{") and not re.search(r"[,}]\s*$", block["value"]):
        yield block.start("value"), len(line.rstrip()), False
        return
    keys = list(_FLOW_KEY.finditer(masked, block.start("value") if block["value"].startswith("{") else 0))
    ends = [*(key.start() for key in keys[1:]), len(masked)]
    for key, end in zip(keys, ends, strict=False):
        value = masked[key.end() : end].rstrip().removesuffix(",").rstrip()
        while value.endswith("}") and value.count("}") > value.count("{"):
            value = value[:-1].rstrip()
        if not value.startswith("{") and not _OPEN_LIST.fullmatch(value):
            yield key.end(), key.end() + len(value), True


def _sound(value: str, flow: bool) -> bool:
    """Whether YAML reads a value alone as one text (or as a whole list, which is for the schema to judge)."""
    text = "{x: " + value + "}" if flow else "x: " + value
    try:
        events = list(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError:
        return False
    inner: list[Any] = events[4:-3]
    if len(inner) != 1:
        return bool(inner) and isinstance(inner[0], yaml.SequenceStartEvent)
    if not isinstance(inner[0], yaml.ScalarEvent):
        return False
    return not (inner[0].style in ("|", ">") and any(char.isdigit() for char in value))


def _why(value: str) -> str:
    if value[0] not in _WHY and re.search(r":(\s|$)", value):
        return "ett kolon följt av mellanslag skiljer nyckel från värde"
    if value[0] not in _WHY and " #" in value:
        return "ett `#` efter ett mellanslag inleder en kommentar"
    if value[0] == '"' and "\\" in value:
        return "omvänt snedstreck inleder en kod i dubbla citattecken"
    if _unclosed(value):
        return "citattecknet avslutas aldrig"
    return _WHY.get(value[0], "`,`, `[`, `]`, `{` och `}` skiljer värden åt inom klamrar")


def _unclosed(value: str) -> bool:
    return value[0] in "\"'" and value.count(value[0]) == 1


# --- errors that cannot be repaired

_INDENT: Final = "Kontrollera indraget."
_MESSAGES: Final = (
    ("unexpected end of stream", "Citattecknet här avslutas aldrig.", "Sätt ett citattecken sist i texten."),
    (
        "unknown escape|hexdecimal",
        "Omvänt snedstreck inleder en kod som YAML inte känner.",
        "Använd enkla citattecken ('…') kring texten.",
    ),
    ("cannot start any token", "Tecknet kan inte inleda ett värde.", "Sätt värdet inom citattecken."),
    (r"expected ',' or '\]'", "Listan avslutas aldrig.", "Här eller efter väntades `]`."),
    (r"expected ',' or '\}'", "Klammern avslutas aldrig.", "Här eller efter väntades `}`."),
    (
        "mapping values are not allowed",
        "Ett kolon väntades inte här.",
        "Kontrollera indraget, och att ett värde med kolon står inom citattecken.",
    ),
    ("could not find expected ':'", "Efter nyckeln väntades ett kolon.", "Kontrollera kolon och indrag."),
    ("block sequence entries are not allowed", "En listpunkt (`-`) väntades inte här.", _INDENT),
    ("expected '-' indicator", "Här väntades en listpunkt (`-`).", _INDENT),
    ("did not find expected key|expected <block end>", "Här väntades en ny nyckel.", _INDENT),
    ("expected node content", "Här väntades ett värde.", "Sätt värdet inom citattecken."),
    ("document start", "Här väntades filens slut.", _INDENT),
)
_AT_CONTEXT = re.compile(r"unexpected end of stream|expected ',' or|could not find expected ':'")
_NO_SPACE = re.compile(r"""\s*(?:- +)*(?P<key>[^\s:'"{}\[\],#][^:'"{}\[\],#]*):[^\s/:]""")


def syntax_problem(source: Source, error: yaml.MarkedYAMLError) -> Problem:
    """The place where YAML stopped, in plain words."""
    known = error.problem or ""
    message, hint = "YAML går inte att läsa här.", "Kontrollera indrag, kolon och citattecken."
    for pattern, text, advice in _MESSAGES:
        if re.search(pattern, known):
            message, hint = text, advice
            break
    mark = error.problem_mark or error.context_mark
    if error.context_mark is not None and _AT_CONTEXT.search(known):
        mark = error.context_mark
    if mark is None:
        return source.problem("YAML", message, 1, 1, 1, hint)
    for number in _suspects(error):
        line = source.lines[number] if number < len(source.lines) else ""
        if missing := _NO_SPACE.match(line[:MAX_LINE]):
            key = missing["key"]
            column = missing.end("key") + 1
            message = f"Efter kolonet i `{key}:` saknas ett mellanslag."
            return source.problem("YAML", message, number + 1, column, 1, f"Skriv `{key}: …`.")
    return source.problem("YAML", message, mark.line + 1, mark.column + 1, 1, hint)
