"""The writer of YAML: what it writes reads back as the very same texts, with no more quotes than needed."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from motor.documents.reader import read
from motor.documents.source import Mapping, Node, Scalar, Sequence
from motor.documents.yaml_text import BLOCKS, PROSE, WIDTH, document, scalar

SCHEMA = "../scheman/beslut.schema.json"
AWKWARD = [
    *("- a", "-", "- ", "--- a", "...", "#", "a #b", "a#b", ": ", "a: b", "a:", ":a", "%", "%a", "@", "@a"),
    *("`a", "yes", "No", "null", "~", "true", "on", "=", "= a + b", "<<", "< 5", "> 5", "!a", "!=6", "&a"),
    *("*a", "|", ">", "[1..2]", "a, b", "{a}", "a]b", "'a'", '"a"', "a'b", 'a"b', "\\", 'a\\"b', "", " "),
    *(" a", "a ", "a\nb", "a\n\nb\n", "\na", "a\tb", "a\rb", "\x00", "\x1b[0m", "\x85", "\u2028", "\ufeff"),
    *("1:30", "012", "0x1F", "1e5", "1_000", ".5", "+1", ".inf", "3 800", "-5", "2024-01-01", "12.50"),
    *("å ä ö", "👍", "👩‍👩‍👧", "a" * 300, "ord " * 60, "?", "? a", "a ? b", "NaN", ".nan", "0", "-0", "00"),
]


def plain(node: Node) -> Any:
    """The tree as texts, lists and mappings."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Mapping)
    return {name: plain(value) for name, value in node.items()}


def back(data: dict[str, Any]) -> Any:
    """The data, written and read by the reader of rule sets; PyYAML, which knows no more, must agree."""
    text = document(SCHEMA, data)
    node, _, problems = read(("prov.yaml", text))
    assert problems == [], text
    assert node is not None
    assert yaml.load(text, yaml.BaseLoader) == plain(node)
    return plain(node)


@pytest.mark.parametrize("text", AWKWARD)
def test_an_awkward_text_reads_back_wherever_it_stands(text: str) -> None:
    data: dict[str, Any] = dict.fromkeys(("namn", *BLOCKS, *PROSE), text)
    data |= {
        "när": {"kolumn": text},
        "lista": [text, text],
        "poster": [{"namn": text, "text": text}, {"a": {"b": text}}],
    }
    assert back(data) == data


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
KEYS = st.sampled_from(["namn", "när", "tillåtna", "en kolumn", *BLOCKS, *PROSE])
DATA: st.SearchStrategy[Any] = st.recursive(
    TEXTS | st.sampled_from(AWKWARD),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, DATA, min_size=1, max_size=5))
def test_anything_reads_back(data: dict[str, Any]) -> None:
    assert back(data) == data


@pytest.mark.parametrize(
    "text",
    [
        "AMI 1",
        "3 800",
        "2024-01-01",
        "-5",
        "12.5",
        "ja",
        "behov av stöd",
        "a + b * (c - 1)",
        "§ 42",
        "a-b",
        "x 👍",
    ],
)
def test_what_needs_no_quotes_gets_none(text: str) -> None:
    assert scalar(text) == scalar(text, flow=True) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("null", '"null"'),
        ("no", '"no"'),
        ("< 5", '"< 5"'),
        ("[1..2]", '"[1..2]"'),
        ('"a"', "'\"a\"'"),
        ("a: 'b'", "\"a: 'b'\""),
        ("a\nb", '"a\\nb"'),
        ("\x00", '"\\x00"'),
        ("1:30", '"1:30"'),
    ],
)
def test_quotes_are_those_that_change_the_least(text: str, written: str) -> None:
    assert scalar(text) == written


def test_long_prose_and_feel_are_broken_between_words() -> None:
    data = {"beskrivning": "ett ord " * 40 + "slut", "uttryck": "första + " * 40 + "sista"}
    text = document(SCHEMA, data)
    assert max(map(len, text.splitlines()[1:])) <= WIDTH
    assert back(data) == data


def test_short_things_stand_on_one_line() -> None:
    data = {"när": {"a": "1", "b": "ja"}, "lista": ["a", "b"], "tom": {}, "inga": []}
    assert document(SCHEMA, data) == (
        f"# yaml-language-server: $schema={SCHEMA}\n"
        "när: {a: 1, b: ja}\nlista: [a, b]\ntom: {}\ninga: []\n"
    )
