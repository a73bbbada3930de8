"""Whether a text holds a Swedish personal identity or coordination number, however it is written.

The spellings that people use are refused whatever their last digit is. Where the digits are parted in
another way, an O stands for a zero, or a date stands before what may be a year or an amount, the check digit
decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

_PART = r"(?:[^\w,;:]|_){0,3}"
"""What may stand between two parts of a number: dashes, blanks, dots. A comma parts one from another."""
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_MOVED_DAY = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
"""The day; in a coordination number it is moved by 60."""
_LETTERS = "jklmnprstuwx"
"""The letters that interim numbers have."""
_DATE = rf"(?<!\d)(?:18|19|20)\d\d-{_MONTH}-{_DAY}(?!\d)"
_DATE_ALONE = re.compile(rf"{_DATE}(?={_PART}{_DATE}|(?!{_PART}\d)(?!{_PART}[^\W\d_]\d{{3}}(?!\d)))")
"""A date that ends there, or that another date follows."""


def _spelled(century: str) -> re.Pattern[str]:
    last = rf"(?P<last>(?!000)\d{{4}}|[^\W\d_]\d{{3}}|\d\d{_PART}\d\d)(?!\d)"
    date = rf"(?P<year>\d\d)(?P<a>{_PART})(?P<month>{_MONTH})(?P<b>{_PART})(?P<day>{_MOVED_DAY})"
    return re.compile(rf"(?<!\d)(?={century}{date}(?P<c>{_PART}){last})")


_SPELLINGS = (_spelled(rf"(?:18|19|20){_PART}"), _spelled(""))
_WIDE = r"[\W_]{0,6}"
"""What may stand between two parts of a number whose check digit is right: line ends and commas too."""
_APART = re.compile(
    rf"(?<!\d)(?=(?:(?:18|19|20){_WIDE})?(?P<year>\d\d)(?P<a>{_WIDE})(?P<month>{_MONTH})(?P=a)"
    rf"(?P<day>{_MOVED_DAY}){_WIDE}(?P<last>\d{{4}})(?!\d))"
)
_ZERO = re.compile(r"(?<![^\W\do_])o(?![^\W\do_])")
"""An O that stands among digits, not in a word."""
_ESCAPED = re.compile(r"%2[0bd]", re.IGNORECASE)
"""A blank, a plus or a dash as it is written in an address."""
_TEN = re.compile(rf"\d\d{_MONTH}{_MOVED_DAY}(?!000)\d{{4}}")
_GAP = re.compile(_PART)


def holds_number(text: str) -> bool:
    """Whether `text` holds a person- or samordningsnummer of 10 or 12 digits, or one with a letter."""
    return any(_holds(_plain(reading)) for reading in _readings(text))


def _readings(text: str) -> Iterator[str]:
    """The text, and as it reads without what is no digit of it: footnotes, escapes of addresses."""
    yield text
    marks = "".join(" " if unicodedata.category(char) == "No" else char for char in text)
    if marks != text:
        yield marks
    escaped = _ESCAPED.sub("-", text)
    if escaped != text:
        yield escaped


def _holds(text: str) -> bool:
    plain = _DATE_ALONE.sub("x", text)
    spelled = (match for spelling in _SPELLINGS for match in spelling.finditer(plain))
    if any(map(_meant, spelled)):
        return True
    zeros = _ZERO.sub("0", plain)
    parts = (
        match["year"] + match["month"] + match["day"] + match["last"] for match in _APART.finditer(zeros)
    )
    return any(map(_right, parts)) or any(map(_right, _digits(zeros)))


def _plain(text: str) -> str:
    """The text with digits of any script as 0-9, in small letters, without what is not seen."""
    seen = []
    for char in unicodedata.normalize("NFKC", text).lower():
        category = unicodedata.category(char)
        if category == "Nd":
            seen.append(str(unicodedata.decimal(char)))
        elif category not in ("Cf", "Mn", "Me"):
            seen.append(char)
    return "".join(seen)


def _meant(match: re.Match[str]) -> bool:
    """Whether the parts are a number, rather than a date and what follows it: a year, an amount."""
    apart, before = match["a"], match["c"]
    if not (apart and apart == match["b"] and before != apart and before and not before.strip()):
        return True
    if match["last"][0].isalpha():
        return match["last"][0] in _LETTERS
    last = "".join(filter(str.isdigit, match["last"]))
    return _right(match["year"] + match["month"] + match["day"] + last)


def _digits(plain: str) -> Iterator[str]:
    """Every row of exactly 10 or 12 digits, with anything between them that may part a number."""
    places = [(index, char) for index, char in enumerate(plain) if char.isdigit()]
    joined = [bool(_GAP.fullmatch(plain, here + 1, there)) for (here, _), (there, _) in pairwise(places)]
    for start, (index, _) in enumerate(places):
        for length in (10, 12):
            end = start + length
            if end > len(places) or not all(joined[start : end - 1]):
                continue
            last = places[end - 1][0]
            if plain[index - 1 : index].isdigit() or plain[last + 1 : last + 2].isdigit():
                continue
            row = "".join(char for _, char in places[start:end])
            if length == 10 or row[:2] in ("18", "19", "20"):
                yield row[-10:]


def _right(ten: str) -> bool:
    """Whether ten digits are a date, a number and the check digit that these have."""
    if not _TEN.fullmatch(ten):
        return False
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(ten)]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
