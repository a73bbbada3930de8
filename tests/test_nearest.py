"""The smallest change that makes a decision come out as wanted: by hand, and against trying everything."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import motor
from motor import feel
from motor.feel.scope import Scope
from motor.rulebook import nearest as module
from motor.rulebook.nearest import Nearest, nearest
from motor.rulebook.wording import test_text as cell_in_feel
from tests.repository import ROOT
from tests.rulesets import HEAD, decision, write

DAY = date(2024, 6, 1)
BOOLEANS = "  - {namn: a, typ: ja/nej}\n  - {namn: b, typ: ja/nej}\n"
Told = list[list[tuple[str, Any, str]]]


def told(found: list[Nearest]) -> Told:
    return [[(each.fact, each.value, each.test) for each in one.changes] for one in found]


def table(columns: str, output: str, *rules: str, policy: str = "samla") -> str:
    rows = "".join(f"  - {rule}\n" for rule in rules)
    return f"träffregel: {policy}\nindata: {columns}\nutdata: [{output}]\nregler:\n{rows}"


# --- by hand, from the sources' criteria

HALF = {
    "arbetsförmåga": 50,
    "behov av sfi": False,
    "etableringsprogrammet": False,
    "förlängd kundvalsinsats": False,
    "pågående insats": True,
    "behov av förberedande insats": False,
}


@pytest.fixture(scope="module")
def nacka() -> motor.Rulebook:
    return motor.load(ROOT / "regler" / "nacka")


@pytest.fixture(scope="module")
def varmdo() -> motor.Rulebook:
    return motor.load(ROOT / "regler" / "varmdo")


SFI, PROGRAMME = ("behov av sfi", True, "ja"), ("etableringsprogrammet", True, "ja")
UNCLEAR, EXTENDED = ("arbetsförmåga", None, "null"), ("förlängd kundvalsinsats", True, "ja")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("AMI 1", [[("arbetsförmåga", 100, "100")]]),
        ("AMI 2", []),
        ("ISA 1", [[SFI, PROGRAMME]]),
        ("ISA 2", [[SFI]]),
        ("FAI 1", [[UNCLEAR, EXTENDED]]),
        ("FAI 2", [[("arbetsförmåga", 0, "[0..25), null")]]),
    ],
)
def test_nacka_with_half_capacity(wanted: str, expected: Told, nacka: motor.Rulebook) -> None:
    assert told(nearest(nacka, HALF, DAY, "möjliga insatser", wanted)) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("AMI 2", [[("arbetsförmåga", 25, "[25..100)")]]),
        ("ISA 2", [[SFI, ("etableringsprogrammet", False, "nej")]]),
        ("FAI 1", [[UNCLEAR, EXTENDED]]),
        # Oklar gives FAI 2 only to those whose insats was not extended, which is not answered.
        ("FAI 2", [[("arbetsförmåga", 0, "[0..25)")]]),
    ],
)
def test_nacka_with_nothing_answered(wanted: str, expected: Told, nacka: motor.Rulebook) -> None:
    assert told(nearest(nacka, {}, DAY, "möjliga insatser", wanted)) == expected


def test_nacka_where_the_way_is_another(nacka: motor.Rulebook) -> None:
    """With capacity held at 50, FAI 2 asks for two: but only where one does not do is two told."""
    facts = {**HALF, "pågående insats": False}
    assert told(nearest(nacka, facts, DAY, "möjliga insatser", "FAI 2")) == [
        [("arbetsförmåga", 0, "[0..25), null")],
        [("behov av förberedande insats", True, "ja")],
    ]


def test_nacka_the_suggestion_is_one_value(nacka: motor.Rulebook) -> None:
    """ISA goes before AMI: with the need of sfi, full capacity alone does not make AMI 1 the suggestion."""
    facts = {**HALF, "behov av sfi": True}
    assert told(nearest(nacka, facts, DAY, "föreslagen insats", "AMI 1")) == [
        [("arbetsförmåga", 100, "100"), ("behov av sfi", False, "nej")]
    ]


def test_varmdo(varmdo: motor.Rulebook) -> None:
    nothing = dict.fromkeys(list(varmdo.facts)[1:], False)
    grown = ("ålder", 18, "[18..64]")
    extended = [("behov av arbetsträning", True, "ja"), ("missbruksvård eller socialpsykiatri", True, "ja")]
    assert told(nearest(varmdo, {"ålder": 15, **nothing}, DAY, "behörig", True)) == [
        [grown, ("försörjningsstöd", True, "ja")],
        [grown, ("unga vuxna", True, "ja")],
        extended,
    ]
    assert told(nearest(varmdo, {}, DAY, "ersättningsnivå", "förstärkt peng")) == [extended]


# --- odd facts


def rulebook_of(folder: Path, files: dict[str, str], more: str = "") -> motor.Rulebook:
    return motor.load(write(folder, files, HEAD + BOOLEANS + more))


def test_nothing_to_change_when_it_is_so_already(tmp_path: Path) -> None:
    rulebook = rulebook_of(tmp_path, {"x/2024-01-01.yaml": decision("x", "uttryck: a or b\n")})
    assert nearest(rulebook, {"a": True}, DAY, "x", True) == []


def test_what_cannot_be_found_is_not_told(tmp_path: Path) -> None:
    files = {"x/2024-01-01.yaml": decision("x", "uttryck: ålder + 1 > 30 and a\n")}
    rulebook = rulebook_of(tmp_path, files)
    assert nearest(rulebook, {"ålder": 20, "a": True}, DAY, "x", True) == []
    assert told(nearest(rulebook, {"ålder": 40}, DAY, "x", True)) == [[("a", True, "ja")]]
    assert nearest(rulebook, {"a": True}, DAY, "x", True) == []


def test_four_facts_are_too_many(tmp_path: Path) -> None:
    more = "  - {namn: c, typ: ja/nej}\n  - {namn: d, typ: ja/nej}\n"
    rulebook = rulebook_of(
        tmp_path, {"x/2024-01-01.yaml": decision("x", "uttryck: a and b and c and d\n")}, more
    )
    assert nearest(rulebook, {}, DAY, "x", True) == []
    assert [len(one.changes) for one in nearest(rulebook, {"c": True}, DAY, "x", True)] == [3]


def test_a_constraint_stops_what_cannot_be(tmp_path: Path) -> None:
    more = "kontroller:\n  - {villkor: not(a and b), meddelande: Inte båda.}\n"
    rulebook = rulebook_of(tmp_path, {"x/2024-01-01.yaml": decision("x", "uttryck: a\n")}, more)
    assert told(nearest(rulebook, {"a": False, "b": True}, DAY, "x", True)) == [
        [("a", True, "ja"), ("b", False, "nej")]
    ]
    # With b unanswered, only its possible answer counts.
    assert told(nearest(rulebook, {}, DAY, "x", True)) == [[("a", True, "ja")]]


@pytest.mark.parametrize("possible", ["b", "not(b)"])
def test_an_answer_that_cannot_be_stops_nothing(possible: str, tmp_path: Path) -> None:
    more = f"kontroller:\n  - {{villkor: not(a) or {possible}, meddelande: Nej.}}\n"
    files = {"x/2024-01-01.yaml": decision("x", "uttryck: a and (if b then 1 else 2) > 0\n")}
    assert told(nearest(rulebook_of(tmp_path, files, more), {}, DAY, "x", True)) == [[("a", True, "ja")]]


def test_a_number_that_a_constraint_reads_is_left_alone(tmp_path: Path) -> None:
    more = "kontroller:\n  - {villkor: ålder = floor(ålder), meddelande: Hela år.}\n"
    logic = table("[ålder]", "{namn: x, typ: text}", '{när: {ålder: "> 3"}, ger: {x: stor}}')
    rulebook = rulebook_of(tmp_path, {"x/2024-01-01.yaml": decision("x", logic)}, more)
    assert nearest(rulebook, {"ålder": 2}, DAY, "x", "stor") == []


def test_lists_texts_and_unclear_answers(tmp_path: Path) -> None:
    more = "  - {namn: delar, typ: lista av text, tillåtna: [A, B]}\n  - {namn: ord, typ: text}\n"
    logic = table(
        "[delar, ord, färg]",
        "{namn: x, typ: text}",
        "{när: {delar: 'list contains(?, \"B\")'}, ger: {x: del}}",
        '{när: {ord: \'not("p", "q")\'}, ger: {x: annat}}',
        '{när: {färg: "röd, null"}, ger: {x: varm}}',
        "{när: {färg: inte(röd)}, ger: {x: kall}}",
    )
    rulebook = rulebook_of(tmp_path, {"x/2024-01-01.yaml": decision("x", logic)}, more)
    facts = {"delar": ["A"], "ord": "p", "färg": "grön"}
    assert told(nearest(rulebook, facts, DAY, "x", "del")) == [[("delar", ["B"], 'list contains(?, "B")')]]
    assert told(nearest(rulebook, facts, DAY, "x", "annat")) == [[("ord", "annan text", 'not("p", "q")')]]
    assert told(nearest(rulebook, facts, DAY, "x", "varm")) == [[("färg", "röd", "röd, null")]]
    assert told(nearest(rulebook, {**facts, "färg": "röd"}, DAY, "x", "kall")) == [
        [("färg", "grön", "grön, blå, null")]
    ]


def test_a_search_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rulebook = rulebook_of(tmp_path, {"x/2024-01-01.yaml": decision("x", "uttryck: a and sfi or b\n")})
    found = told(nearest(rulebook, {}, DAY, "x", True))
    assert found == [[("b", True, "ja")]]
    monkeypatch.setattr(module, "MOST_TRIALS", 3)
    assert nearest(rulebook, {}, DAY, "x", True) == []


def test_what_cannot_be_asked_is_refused(tmp_path: Path) -> None:
    rulebook = rulebook_of(tmp_path, {"x/2024-01-01.yaml": decision("x", "uttryck: a or b\n")})
    with pytest.raises(motor.FactError, match="har inget beslut y"):
        nearest(rulebook, {}, DAY, "y", True)
    with pytest.raises(motor.FactError, match="inget faktum som heter c"):
        nearest(rulebook, {"c": 1}, DAY, "x", True)


# --- against trying everything

AGES = (0, 16, 17, 18, 40, 65, 66, 92, 120)
VALUES: dict[str, tuple[Any, ...]] = {
    "ålder": AGES,
    "färg": ("röd", "grön", "blå", None),
    "a": (True, False),
    "b": (True, False),
}
"""A value from each cell that the tests below can tell apart, and from some cells more than one.

Among them are those that a search takes from a cell: 92 of (65..120).
"""

CELLS = {
    "ålder": ("-", "< 18", ">= 18", "[18..65]", "65", "> 65", "not(17)"),
    "a": ("-", "ja", "nej"),
    "b": ("-", "ja", "nej"),
    "färg": ("-", "röd", "grön, null", "inte(blå)", "null"),
}
KINDS = {"ålder": "number", "a": "boolean", "b": "boolean", "färg": "string"}
CHOICES = ("röd", "grön", "blå")
OUTPUTS = ("p", "q")


@st.composite
def rule_sets(draw: st.DrawFn) -> tuple[str, str]:
    """A decision that collects texts, and a constraint or none."""
    cells = st.tuples(*(st.sampled_from(CELLS[name]) for name in VALUES))
    rows = []
    for tests, output in draw(st.lists(st.tuples(cells, st.sampled_from(OUTPUTS)), max_size=5)):
        when = ", ".join(f"{name}: '{test}'" for name, test in zip(VALUES, tests, strict=True))
        rows.append(f"{{när: {{{when}}}, ger: {{x: {output}}}}}")
    logic = table("[ålder, a, b, färg]", "{namn: x, typ: text}", *rows, "{när: {ålder: '< 0'}, ger: {x: p}}")
    constraint = draw(st.sampled_from(["", "not(a and b)", 'a or färg != "röd"']))
    more = f"kontroller:\n  - {{villkor: '{constraint}', meddelande: Nej.}}\n" if constraint else ""
    return decision("x", logic), more


class Everything:
    """What is so whatever is answered, by trying every combination of answers."""

    def __init__(self, rulebook: motor.Rulebook, wanted: str) -> None:
        self.outcomes: dict[tuple[Any, ...], bool | None] = {}
        for answers in product(*VALUES.values()):
            try:
                value = rulebook.evaluate(dict(zip(VALUES, answers, strict=True)), on=DAY)["x"]
                self.outcomes[answers] = wanted in value
            except motor.FactError:
                self.outcomes[answers] = None

    def gives(self, facts: Mapping[str, Any]) -> bool:
        alike = [
            outcome
            for answers, outcome in self.outcomes.items()
            if facts.items() <= dict(zip(VALUES, answers, strict=True)).items()
        ]
        return True in alike and False not in alike

    def smallest(self, facts: dict[str, Any]) -> dict[tuple[str, ...], list[dict[str, Any]]]:
        """The smallest sets of facts that do it, with every way that they do."""
        for size in range(4):
            sets = {names: list(self._ways(facts, names)) for names in combinations(VALUES, size)}
            if found := {names: ways for names, ways in sets.items() if ways}:
                return {} if size == 0 else found
        return {}

    def _ways(self, facts: dict[str, Any], names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        for values in product(*(VALUES[name] for name in names)):
            changes = dict(zip(names, values, strict=True))
            if self.gives({**facts, **changes}):
                yield changes


def meets(fact: str, value: Any, test: str) -> bool:
    text = cell_in_feel(test, KINDS[fact], CHOICES if fact == "färg" else None, ())
    scope = Scope()
    scope["?"] = motor.values.convert.from_python(value)
    return feel.compile(feel.parse_unary_tests(text, ()))(scope) is True


@given(made=rule_sets(), data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_all_that_trying_everything_finds(made: tuple[str, str], data: st.DataObject) -> None:
    text, more = made
    with tempfile.TemporaryDirectory() as folder:
        rulebook = rulebook_of(Path(folder), {"x/2024-01-01.yaml": text}, more)
    some = {name: st.sampled_from(values) for name, values in VALUES.items()}
    answered = data.draw(st.fixed_dictionaries({}, optional=some))
    wanted = data.draw(st.sampled_from(OUTPUTS))
    try:
        found = nearest(rulebook, answered, DAY, "x", wanted)
    except motor.FactError:  # only for answers that contradict each other
        with pytest.raises(motor.FactError, match="Nej"):
            rulebook.evaluate(answered, on=DAY)
        return
    everything = Everything(rulebook, wanted)
    expected = everything.smallest(answered)
    assert [tuple(each.fact for each in one.changes) for one in found] == list(expected)[: module.MOST_SETS]
    for one in found:
        values = {each.fact: each.value for each in one.changes}
        assert_given(rulebook, {**answered, **values}, wanted)
        for change in one.changes:
            for value in VALUES[change.fact]:
                works = everything.gives({**answered, **values, change.fact: value})
                assert meets(change.fact, value, change.test) is works


def assert_given(rulebook: motor.Rulebook, facts: dict[str, Any], wanted: str) -> None:
    result = rulebook.evaluate(facts, on=DAY)
    assert wanted in (result.undecided["x"].certain if "x" in result.undecided else result["x"])
