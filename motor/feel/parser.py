"""From FEEL text to syntax tree, by lark's LALR parser over the lexer's tokens (DMN 1.5, 10.3.1)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path as FilePath
from threading import Lock
from typing import Any, Literal, TypeVar, cast

from lark import Lark, Token, Transformer, UnexpectedToken
from lark.lexer import Lexer

from motor.feel import syntax
from motor.feel.diagnosis import syntax_error
from motor.feel.lexer import tokenize
from motor.feel.names import LANGUAGE_NAMES
from motor.feel.problems import feel_error
from motor.feel.spelling import name_of, normalised, unquoted
from motor.feel.syntax import Node, Span
from motor.values.null import Null
from motor.values.number import number

MAX_TREE_DEPTH = 150
"""How deep a tree may be, so that every walk over it stays within Python's own stack."""

_GRAMMAR = FilePath(__file__).with_name("grammar.lark")
_CONSTANTS = {"true": True, "false": False, "null": None}
_ONE = TypeVar("_ONE", bound=Node)


def parse(text: str, names: Iterable[str] = ()) -> Node:
    """The syntax tree of a FEEL expression; `names` are those that it may read, however they are spelled.

    Raises FeelError with line, column, what was expected and what to do. An unknown name is no error here:
    see `free_names`.
    """
    return _parse(text, names, "expression")


def parse_unary_tests(text: str, names: Iterable[str] = ()) -> syntax.UnaryTests:
    """The syntax tree of a cell's unary tests: `-`, `< 5, [7..9]`, `not("a", "b")`. Raises as `parse`."""
    return cast("syntax.UnaryTests", _parse(text, names, "unary_tests"))


def _parse(text: str, names: Iterable[str], start: str) -> Node:
    text = normalised(text)
    known = LANGUAGE_NAMES.union(map(name_of, names))
    tokens = tokenize(text, known, unary=start == "unary_tests")
    try:
        with _LOCK:
            parser, builder = _parser()
            builder.text = text
            tree: Node = parser.parse(tokens, start=start)  # type: ignore[assignment]
    except UnexpectedToken as error:
        raise syntax_error(error.token, _expected(start, tokens, error.token), tokens, text) from None
    _check_depth(tree)
    return tree


def _expected(start: str, tokens: list[Token], wrong: Token) -> set[str]:
    """The kinds of tokens that could stand where the wrong one does."""
    parser = _parser()[0].parse_interactive(start=start)
    with _LOCK:
        for token in tokens:
            if token is wrong:
                break
            parser.feed_token(token)
        accepted: set[str] = parser.accepts()  # type: ignore[no-untyped-call]
        return accepted


def _check_depth(tree: Node) -> None:
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > MAX_TREE_DEPTH:
            message = f"Uttrycket har fler än {MAX_TREE_DEPTH} led inuti varandra; dela upp det i flera steg."
            raise feel_error("för djup", message, tree.span.text, level[0].span.start)
        level = [child for node in level for child in syntax.children(node)]


class _Tokens(Lexer):
    """A lexer for lark that hands on tokens that are cut already."""

    def __init__(self, _conf: Any) -> None:
        """Nothing to set up."""

    def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]
        return iter(data)


_LOCK = Lock()  # the builder holds the text of the parse that is under way


@cache
def _parser() -> tuple[Lark, _Builder]:
    builder = _Builder()
    parser = Lark(
        _GRAMMAR.read_text(encoding="utf-8"),
        parser="lalr",
        lexer=_Tokens,
        start=["expression", "unary_tests"],
        transformer=builder,
        keep_all_tokens=True,
        maybe_placeholders=False,
        cache=_cache_file(),
    )
    return parser, builder


def _cache_file() -> str | Literal[False]:
    """Where lark keeps the parser's table, in the user's own cache; without one it is built each time."""
    try:
        home = os.environ.get("XDG_CACHE_HOME")
        folder = (FilePath(home) if home else FilePath.home() / ".cache") / "motor"
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return False
    return str(folder / "feel")


def _start(part: Any) -> int:
    if isinstance(part, Token):
        return part.start_pos or 0
    return part.span.start if isinstance(part, Node) else _start(part[0])


def _end(part: Any) -> int:
    if isinstance(part, Token):
        return part.end_pos or 0
    return part.span.end if isinstance(part, Node) else _end(part[-1])


def _nodes(parts: Iterable[Any], kind: type[_ONE]) -> tuple[_ONE, ...]:
    return tuple(part for part in parts if isinstance(part, kind))


class _Builder(Transformer[Token, Node]):
    """Makes the node of each rule of the grammar from the rule's parts, tokens included."""

    text: str = ""

    def _span(self, parts: list[Any]) -> Span:
        return Span(_start(parts[0]), _end(parts[-1]), self.text)

    # Loosest

    def if_expression(self, parts: list[Any]) -> Node:
        return syntax.If(parts[1], parts[3], parts[5], span=self._span(parts))

    def for_expression(self, parts: list[Any]) -> Node:
        return syntax.For(_nodes(parts[1], syntax.Iteration), parts[3], span=self._span(parts))

    def quantified(self, parts: list[Any]) -> Node:
        iterations = _nodes(parts[1], syntax.Iteration)
        return syntax.Quantified(str(parts[0]), iterations, parts[3], span=self._span(parts))

    def function_definition(self, parts: list[Any]) -> Node:
        parameters = _nodes(parts[2], syntax.Parameter) if isinstance(parts[2], list) else ()
        external = isinstance(parts[-2], Token) and parts[-2].type == "EXTERNAL"
        result: Any = next(iter(_nodes(parts[:-1], Node)), None)
        return syntax.FunctionDefinition(parameters, parts[-1], external, result, span=self._span(parts))

    def iteration(self, parts: list[Any]) -> Node:
        end = parts[4] if len(parts) > 3 else None
        return syntax.Iteration(str(parts[0]), parts[2], end, span=self._span(parts))

    def parameter(self, parts: list[Any]) -> Node:
        return syntax.Parameter(str(parts[0]), parts[2] if len(parts) > 1 else None, span=self._span(parts))

    def unary_comparison(self, parts: list[Any]) -> Node:
        return syntax.UnaryComparison(str(parts[0]), parts[1], span=self._span(parts))

    # Operators

    def disjunction(self, parts: list[Any]) -> Node:
        return syntax.Or(_nodes(parts, Node), span=self._span(parts))

    def conjunction(self, parts: list[Any]) -> Node:
        return syntax.And(_nodes(parts, Node), span=self._span(parts))

    def compare(self, parts: list[Any]) -> Node:
        return syntax.Comparison(str(parts[1]), parts[0], parts[2], span=self._span(parts))

    def between(self, parts: list[Any]) -> Node:
        return syntax.Between(parts[0], parts[2], parts[4], span=self._span(parts))

    def membership(self, parts: list[Any]) -> Node:
        tests = _nodes(parts[2], Node) if isinstance(parts[2], list) else (parts[2],)
        return syntax.In(parts[0], tests, span=self._span(parts))

    def arithmetic(self, parts: list[Any]) -> Node:
        return syntax.Arithmetic(str(parts[1]), parts[0], parts[2], span=self._span(parts))

    def negation(self, parts: list[Any]) -> Node:
        return syntax.Negation(parts[1], span=self._span(parts))

    def instance_of(self, parts: list[Any]) -> Node:
        return syntax.InstanceOf(parts[0], parts[3], span=self._span(parts))

    def path(self, parts: list[Any]) -> Node:
        return syntax.Path(parts[0], str(parts[2]), span=self._span(parts))

    def filter(self, parts: list[Any]) -> Node:
        return syntax.Filter(parts[0], parts[2], span=self._span(parts))

    def call(self, parts: list[Any]) -> Node:
        arguments = _nodes(parts[2], Node) if isinstance(parts[2], list) else ()
        return syntax.Call(parts[0], arguments, span=self._span(parts))

    def named_argument(self, parts: list[Any]) -> Node:
        return syntax.NamedArgument(str(parts[0]), parts[2], span=self._span(parts))

    # Values

    def number(self, parts: list[Any]) -> Node:
        span = self._span(parts)
        try:
            return syntax.Literal(number(str(parts[0])), span=span)
        except Null as null:
            raise feel_error(null.code, null.message, self.text, span.start, span.end - span.start) from None

    def string(self, parts: list[Any]) -> Node:
        return syntax.Literal(unquoted(parts[0]), span=self._span(parts))

    def constant(self, parts: list[Any]) -> Node:
        return syntax.Literal(_CONSTANTS[parts[0]], span=self._span(parts))

    def name(self, parts: list[Any]) -> Node:
        return syntax.Name(str(parts[0]), span=self._span(parts))

    def at_literal(self, parts: list[Any]) -> Node:
        return syntax.AtLiteral(unquoted(parts[1]), span=self._span(parts))

    def parenthesised(self, parts: list[Any]) -> Node:
        inner: Node = parts[1]
        return replace(inner, span=self._span(parts))

    def list_literal(self, parts: list[Any]) -> Node:
        items = _nodes(parts[1], Node) if len(parts) > 2 else ()
        return syntax.ListLiteral(items, span=self._span(parts))

    def context(self, parts: list[Any]) -> Node:
        entries = _nodes(parts[1], syntax.Entry) if len(parts) > 2 else ()
        return syntax.ContextLiteral(entries, span=self._span(parts))

    def entry(self, parts: list[Any]) -> Node:
        key = parts[0]
        text = unquoted(key) if key.type == "STRING" else str(key)
        return syntax.Entry(text, parts[2], span=self._span(parts))

    def interval(self, parts: list[Any]) -> Node:
        return syntax.Interval(parts[1], parts[3], parts[0] == "[", parts[4] == "]", span=self._span(parts))

    # Types

    def named_type(self, parts: list[Any]) -> Node:
        return syntax.NamedType("".join(parts), span=self._span(parts))

    def generic_type(self, parts: list[Any]) -> Node:
        kind = _GENERIC_TYPES.get(str(parts[0]))
        if kind is None:
            raise self._unknown_type(parts[0])
        return kind(parts[2], span=self._span(parts))

    def context_type(self, parts: list[Any]) -> Node:
        if parts[0] != "context":
            raise self._unknown_type(parts[0])
        entries = tuple((str(part[0]), part[2]) for part in parts[2:-1] if not isinstance(part, Token))
        return syntax.ContextTypeNode(entries, span=self._span(parts))

    def function_type(self, parts: list[Any]) -> Node:
        types = _nodes(parts, Node)
        return syntax.FunctionTypeNode(types[:-1], types[-1], span=self._span(parts))  # type: ignore[arg-type]

    def _unknown_type(self, token: Token) -> Exception:
        message = f'Typen "{token}" skrivs inte så.'
        hint = "Skriv list<typ>, range<typ> eller context<namn: typ>."
        return feel_error("okänd typ", message, self.text, _start(token), len(token), hint)

    # Unary tests

    def any_value(self, parts: list[Any]) -> Node:
        return syntax.UnaryTests((), span=self._span(parts))

    def unary_tests(self, parts: list[Any]) -> Node:
        return syntax.UnaryTests(_nodes(parts, Node), span=self._span(parts))

    def negated_tests(self, parts: list[Any]) -> Node:
        return syntax.UnaryTests(_nodes(parts, Node), negated=True, span=self._span(parts))

    # Rows of parts, for the rules above to pick from


def _row(_builder: _Builder, parts: list[Any]) -> list[Any]:
    return parts


for _rule in ("iterations", "parameters", "tests", "arguments", "items", "entries", "type_entry"):
    setattr(_Builder, _rule, _row)

_GENERIC_TYPES: dict[str, Callable[..., Node]] = {"list": syntax.ListTypeNode, "range": syntax.RangeTypeNode}
