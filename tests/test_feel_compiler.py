"""Compiled FEEL: unanswered facts, warnings with their place, special forms, scopes, constants."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from motor import feel
from motor.errors import FactError, FeelError
from motor.feel.scope import Scope, Unanswered
from motor.feel.syntax import Call, Node
from motor.values.functions import FeelFunction
from motor.values.null import Null
from motor.values.types import NAMED_TYPES, ContextType, ListType


class Facts(Scope):
    """Facts where x is unanswered; counts what is read."""

    __slots__ = ("read",)

    def __init__(self) -> None:
        super().__init__({"a": Decimal(1)})
        self.read: list[str] = []

    def __missing__(self, name: str) -> Any:
        self.read.append(name)
        if name in ("x", "y"):
            raise Unanswered(name)
        raise KeyError(name)

    def child(self) -> Facts:
        copy = Facts()
        copy.update(self)
        copy.run, copy.read = self.run, self.read
        return copy


def run(text: str, scope: Scope | None = None, **options: Any) -> Any:
    return feel.compile(feel.parse(text), **options)(scope if scope is not None else Facts())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x and false", False),
        ("false and x", False),
        ("x > 1 and y and a = 2", False),
        ("x or true", True),
        ("true or x", True),
        ("if a = 1 then 2 else x", 2),
        ("if x then 2 else 2.0", 2),
        ('if x > 1 then "a" else if y then "a" else "a"', "a"),
        ("some v in [0, 1] satisfies if v = 0 then x else true", True),
        ("every v in [0, 1] satisfies if v = 0 then x else false", False),
        ("a in (x, 1)", True),
        ("[][x > item]", []),
        ("if x then null else null", None),
    ],
)
def test_an_unanswered_fact_does_not_matter_where_the_rest_decides(text: str, value: Any) -> None:
    assert run(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "x + 1",
        "x = null",
        "not(x)",
        "x and true",
        "x and null",
        "x or false",
        "x or null",
        "if x then 1 else 2",
        'if x then 1 else "1"',
        "some v in [0, 1] satisfies if v = 0 then x else false",
        "every v in [0, 1] satisfies if v = 0 then x else true",
        "for v in [1] return x",
        "[1][item = x]",
        "{b: x}.b",
        "a in (x, 2)",
        "(function(v) v + x)(1)",
        "count(x)",
        "[1, x][1]",
        "some v in [x, 1] satisfies true",
        "if x then null else 1",
    ],
)
def test_an_unanswered_fact_leaves_the_rest_undecided(text: str) -> None:
    with pytest.raises(Unanswered) as caught:
        run(text)
    assert caught.value.fact == "x"


def test_unanswered_unary_tests() -> None:
    tests = feel.compile(feel.parse_unary_tests("x, 1"))
    scope = Facts()
    scope["?"] = Decimal(1)
    assert tests(scope) is True
    scope["?"] = Decimal(2)
    with pytest.raises(Unanswered):
        tests(scope)


@pytest.mark.parametrize(
    ("text", "part", "code"),
    [
        ("1 + (2 / 0)", "(2 / 0)", "division med noll"),
        ('a = 1 and a < "b"', 'a < "b"', "ej jämförbara"),
        ("1 + saknas", "saknas", "okänt namn"),
        ("{a: 1}.b", "{a: 1}.b", "saknad post"),
        ("[1, 2][3]", "[1, 2][3]", "utanför listan"),
        ('date("x").year', 'date("x")', "ogiltigt datum"),
        ("5(1)", "5(1)", "ingen funktion"),
        ("for i in null return i", "for i in null return i", "null i genomgång"),
        ("1 instance of tOkänd", "tOkänd", "okänd typ"),
    ],
)
def test_a_null_says_why_and_where(text: str, part: str, code: str) -> None:
    scope = Facts()
    run(text, scope)
    first = scope.run.warnings[0]
    assert (first.code, first.text[first.start : first.end]) == (code, part)


def test_a_null_inside_a_loop_is_told_for_each_step() -> None:
    scope = Scope()
    assert run("for i in [1, 0, 0] return 1 / i", scope) == [1, None, None]
    assert len(scope.run.warnings) == 2


def test_a_special_form_gets_its_arguments_unevaluated() -> None:
    def twice(call: Call, compile_node: Callable[[Node], Callable[[Scope], Any]]) -> Callable[[Scope], Any]:
        (argument,) = call.arguments
        inner = compile_node(argument)
        return lambda scope: [inner(scope), inner(scope)]

    node = feel.parse("två gånger(a + 1)", ["två gånger"])
    assert feel.compile(node, special_forms={"två gånger": twice})(Facts()) == [2, 2]
    local = feel.parse("{två gånger: function(n) n * 2, svar: två gånger(5)}.svar")
    assert feel.compile(local, special_forms={"två gånger": twice})(Facts()) == 10


def test_only_names_that_are_needed_are_read() -> None:
    scope = Facts()
    assert run("if a = 1 then a + 1 else okänd", scope) == 2
    assert run("false and okänd", scope) is False
    assert scope.read == []


def test_a_scope_is_not_written_to() -> None:
    scope = Scope({"a": Decimal(1)})
    for text in ("for i in 1..2 return {b: i, c: b}", "[1][item = a]", "(function(q) q)(1)", "a in (? = 1)"):
        run(text, scope)
    assert dict(scope) == {"a": 1}


def test_one_closure_serves_many_scopes() -> None:
    closure = feel.compile(feel.parse("for x in l return x + n"))
    for n in (1, 2):
        assert closure(Scope({"l": [Decimal(1), Decimal(2)], "n": Decimal(n)})) == [1 + n, 2 + n]


def test_named_types_are_those_given() -> None:
    types = {
        "tTal": NAMED_TYPES["number"],
        "m.tRader": ListType(ContextType((("a", NAMED_TYPES["number"]),))),
    }
    assert run("1 instance of tTal", types=types) is True
    assert run("[{a: 1}] instance of m.tRader", types=types) is True
    assert run("(function(v: tTal) v)([5])", types=types) == 5


def test_an_external_function_is_made_by_who_compiles() -> None:
    class Doubled(FeelFunction):
        name = "dubblera"
        parameters = ("x",)

        def call(self, arguments: list[Any]) -> Any:
            if arguments[0] is None:
                raise Null("null som argument", "x är null")
            return arguments[0] * 2

    made: list[Any] = []

    def external(parameters: tuple[str, ...], description: Any) -> FeelFunction:
        made.append((parameters, description))
        return Doubled()

    text = '{f: function(x) external {java: {class: "C"}}, r: [f(2), f(x: 3), f(null)]}.r'
    assert run(text, external=external) == [4, 6, None]
    assert made == [(("x",), {"java": {"class": "C"}})]


def test_functions_can_be_called_from_python() -> None:
    function = run("function(p, q: number) p + q", Scope())
    assert (function.parameters, function.call([Decimal(1), Decimal(2)])) == (("p", "q"), 3)
    with pytest.raises(Null):
        function.call([Decimal(1)])


def test_evaluate_takes_and_gives_python_values() -> None:
    value, warnings = feel.evaluate_with_warnings("{a: x * 2, b: l[1], c: saknas}", {"x": 1.1, "l": (2, "b")})
    assert value == {"a": Decimal("2.2"), "b": 2, "c": None}
    assert isinstance(value["b"], int)
    assert [warning.code for warning in warnings] == ["okänt namn"]
    assert feel.evaluate("person.date of birth", {"person": {"date of birth": None}}) is None
    assert feel.evaluate("antal år + 1", {"antal  år": 2}) == 3


def test_evaluate_refuses_what_feel_has_no_form_for() -> None:
    with pytest.raises(TypeError):
        feel.evaluate("x", {"x": object()})
    with pytest.raises(TypeError, match="Nyckeln 1 i en kontext ska vara en text"):
        feel.evaluate("x", {1: "x"})  # type: ignore[dict-item]
    with pytest.raises(FactError):
        feel.evaluate("x", {"x": float("nan")})
    with pytest.raises(FeelError):
        feel.evaluate("1 +")
