"""The cells of a table and allowed values: from a model's FEEL to the words that policy staff write.

Every way of writing is tried on the reader of cells itself: one is taken only if it is read as the very same
tree as the model's FEEL.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

from motor import feel
from motor.documents.yaml_text import Data
from motor.errors import Location
from motor.exchange.texts_in import Texts, changed, is_text
from motor.feel.syntax import AtLiteral, Call, Literal, Name, Negation, Node, UnaryTests
from motor.rulebook.domain import RESERVED
from motor.rulebook.wording import BARE_DATE, Misread, output_text, test_text


@dataclass(frozen=True, slots=True)
class Allowed:
    """Allowed values as `tillåtna` has them, the texts among them, and whether null was one of them."""

    data: Data | None = None
    choices: tuple[str, ...] | None = None
    null: bool = False

    @property
    def listed(self) -> bool:
        """Whether they are listed one by one."""
        return self.data is not None and not isinstance(self.data, str)


def allowed_values(tests: UnaryTests, kind: str, texts: Texts, where: Location) -> Allowed:
    """`tillåtna` for unary tests on values of a FEEL type. Raises Refused."""
    tests = _with_days(tests)
    kept = tuple(test for test in tests.tests if not _is_null(test))
    null = len(kept) < len(tests.tests) and not tests.negated
    if null:
        tests = UnaryTests(kept)
    if not tests.tests:
        return Allowed(null=null)
    words = [_value(test, kind) for test in tests.tests] if not tests.negated else []
    if words and all(word is not None and _is_free(word, texts) for word in words):
        values = tuple(str(word) for word in words)
        return Allowed(values, values if kind == "string" else None, null)

    def read(text: str) -> Node | None:
        return _read(lambda: test_text(text, kind, None, ()), texts.read_tests)

    return Allowed(texts.written(tests, where, [_tests(tests, kind, ())], read), None, null)


def test_cell(
    node: UnaryTests, kind: str, choices: Collection[str] | None, texts: Texts, where: Location
) -> str:
    """A cell of `när`. Raises Refused."""
    node = _with_days(node)

    def read(text: str) -> Node | None:
        return _read(lambda: test_text(text, kind, choices, texts.everything), texts.read_tests)

    return texts.written(node, where, [_tests(node, kind, choices or ())], read)


def output_cell(
    node: Node, text: str, kind: str, choices: Collection[str] | None, texts: Texts, where: Location
) -> str:
    """A cell of `ger`, or a default. Raises Refused."""
    node = _with_days(node)

    def read(written: str) -> Node | None:
        return _read(lambda: output_text(written, kind, choices, texts.everything), texts.read)

    return texts.written(node, where, _outputs(node, text.strip(), kind), read)


def _read(reword: Callable[[], str], read: Callable[[str], Node | None]) -> Node | None:
    """A cell as the rule set reads it."""
    try:
        return read(reword())
    except Misread:
        return None


def _outputs(node: Node, text: str, kind: str) -> Iterator[str]:
    word = "null" if _is_null(node) else _word(node, kind)
    if word:
        yield word
    for written in (text, feel.to_text(node)) if "\n" not in text else (feel.to_text(node),):
        if kind != "string" or is_text(node):
            yield written
        yield f"= {written}"


def _tests(node: UnaryTests, kind: str, choices: Collection[str]) -> str:
    words = ", ".join(_test(test, kind, choices) for test in node.tests)
    return f"inte({words})" if node.negated else words


def _test(node: Node, kind: str, choices: Collection[str]) -> str:
    word = _word(node, kind)
    if word is None or (kind == "string" and word not in choices):
        return _bare_dates(node) if kind == "date" else feel.to_text(node)
    return word


def _bare_dates(node: Node) -> str:
    """`>= @"2024-01-01"` as `>= 2024-01-01`."""
    return feel.to_text(node).replace('@"', "").replace('"', "")


def _word(node: Node, kind: str) -> str | None:
    """A value as people write it; None for what is no value written out."""
    if kind == "date" and (day := _day(node)) is not None:
        return day
    if isinstance(node, Literal) and kind == "boolean" and isinstance(node.value, bool):
        return "ja" if node.value else "nej"
    if is_text(node):
        return str(node.value) if kind == "string" else None  # type: ignore[attr-defined]
    return None


def _day(node: Node) -> str | None:
    """The day of `@"2024-01-01"`."""
    text = node.text if isinstance(node, AtLiteral) else None
    return text if text is not None and BARE_DATE.fullmatch(text) else None


_Tree = TypeVar("_Tree", bound=Node)


def _with_days(node: _Tree) -> _Tree:
    """The tree with every `date("2024-01-01")` as `@"2024-01-01"`, which is the same day."""
    return changed(node, _as_day)


def _as_day(node: Node) -> Node | None:
    match node:
        case Call(Name("date"), (Literal(str(text)),)) if BARE_DATE.fullmatch(text):
            return AtLiteral(text)
    return None


def _value(node: Node, kind: str) -> str | None:
    """A value of a list of allowed values."""
    word = _word(node, kind)
    if word is not None:
        return word if kind == "string" or word.strip() else None
    plain = isinstance(node, Literal | AtLiteral | Negation) and not is_text(node)
    return feel.to_text(node) if plain and kind not in ("string", "") else None


def _is_free(word: str, texts: Texts) -> bool:
    """Whether a list of values can hold the value and a cell can name it: it means nothing else there."""
    plain = bool(word) and word == word.strip() and ".." not in word
    return plain and word not in RESERVED and word not in texts.everything


def _is_null(node: Node) -> bool:
    return isinstance(node, Literal) and node.value is None
