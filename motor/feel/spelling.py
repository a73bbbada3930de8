"""How names and texts are spelled: normal forms, the characters of names, escapes (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

STRING = r'"(?:[^"\\]|\\.)*+"'
COMMENT = r"//[^\n]*|/\*.*?\*/"
_OUTSIDE_STRINGS = re.compile(rf"({STRING}|{COMMENT})", re.DOTALL)


def normalised(text: str) -> str:
    """The text with everything but its string literals and comments in NFC, as names are compared."""
    if unicodedata.is_normalized("NFC", text):
        return text
    parts = _OUTSIDE_STRINGS.split(text)
    return "".join(part if i % 2 else unicodedata.normalize("NFC", part) for i, part in enumerate(parts))


def name_of(text: str) -> str:
    """A name as it is compared: NFC, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


# Names

_STARTS = (
    *((0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D)),
    *((0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD)),
    (0x10000, 0xEFFFF),
)
_SPACES = {*"\x85\xa0\u1680\u180e\u2028\u2029\u202f\u205f\u3000\ufeff", *map(chr, range(0x2000, 0x200C))}
_PARTS = ((0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def shape(text: str) -> str:
    """The text with a letter or digit for each name character beyond ASCII, at the same offsets.

    Patterns on the shape need ASCII alone, which keeps them small and fast.
    """
    return text if text.isascii() else _BEYOND_ASCII.sub(_letter, text)


@cache
def _shape_of(char: str) -> str:
    if char in _SPACES:
        return " "
    code = ord(char)
    if any(low <= code <= high for low, high in _STARTS):
        return "a"
    return "0" if any(low <= code <= high for low, high in _PARTS) else char


def _letter(match: re.Match[str]) -> str:
    return _shape_of(match.group())


# Texts

_ESCAPE = re.compile(r"\\(?:([nrt\"'\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6}))")
_PLAIN_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def unquoted(literal: str) -> str:
    r"""The value of a string literal with its quotes (DMN 1.5, 10.3.1.2 rule 35).

    `\uD83D\uDCA9` is one character. A backslash before any other character stands for itself, as in "\s".
    """
    if "\\" not in literal:
        return literal[1:-1]
    text = _ESCAPE.sub(_unescaped, literal[1:-1])
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(escape: re.Match[str]) -> str:
    plain, short, long = escape.groups()
    if plain:
        return _PLAIN_ESCAPES[plain]
    code = int(short or long, 16)
    return chr(code) if code <= 0x10FFFF else escape.group()
