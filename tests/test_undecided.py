"""Unanswered facts where it is easy to go wrong: lists, days, impossible answers, branches not taken."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import motor
from tests.rulesets import HEAD, decision, write

DAY = date(2024, 6, 1)
BOOLEANS = "  - {namn: a, typ: ja/nej}\n  - {namn: b, typ: ja/nej}\n"


def load(tmp_path: Path, files: dict[str, str], more: str = "", drafts: bool = False) -> motor.Rulebook:
    return motor.load(write(tmp_path, files, HEAD + BOOLEANS + more), drafts=drafts)


def table(columns: str, output: str, *rules: str, policy: str = "unik") -> str:
    rows = "".join(f"  - {rule}\n" for rule in rules)
    return f"träffregel: {policy}\nindata: {columns}\nutdata: [{output}]\nregler:\n{rows}"


def test_a_list_fact_can_be_empty_or_hold_several(tmp_path: Path) -> None:
    logic = table(
        "[delar]",
        "{namn: x, typ: text}",
        "{när: {delar: count(?) > 0}, ger: {x: något}}",
        "{när: {delar: count(?) > 1}, ger: {x: flera}}",
        policy="samla",
    )
    rulebook = load(
        tmp_path,
        {"x/2024-01-01.yaml": decision("x", logic)},
        "  - {namn: delar, typ: lista av text, tillåtna: [A, B]}\n",
    )
    result = rulebook.evaluate({}, on=DAY)
    assert result.undecided["x"] == ["något", "flera"]
    assert result.undecided["x"].certain == []
    assert result.missing == ["delar"]
    assert rulebook.evaluate({"delar": []}, on=DAY)["x"] == []


def test_who_asked_first_does_not_matter_for_lists(tmp_path: Path) -> None:
    logic = table(
        "[y]",
        "{namn: x, typ: text}",
        '{när: {y: "[]"}, ger: {x: tom}}',
        '{när: {y: "not([])"}, ger: {x: full}}',
    )
    files = {
        "x/2024-01-01.yaml": decision("x", logic),
        "y/2024-01-01.yaml": decision("y", "uttryck: if a then [] else [1]\n"),
    }
    rulebook = load(tmp_path, files)
    for answer, expected in ((True, "tom"), (False, "full"), (True, "tom")):
        assert rulebook.evaluate({"a": answer}, on=DAY, decisions=["x"])["x"] == expected


def test_a_day_that_picks_the_version_is_tried_on_every_version(tmp_path: Path) -> None:
    files = {
        "x/1990-01-01.yaml": decision("x", "uttryck: 100\n", "1990-01-01", "gäller enligt: start\n"),
        "x/2010-01-01.yaml": decision("x", "uttryck: 200\n", "2010-01-01", "gäller enligt: start\n"),
    }
    result = load(tmp_path, files).evaluate({}, on=DAY, decisions=["x"])
    assert result.missing == ["start"]
    assert "x" in result.undecided


def test_allowed_values_that_are_no_boundaries_leave_a_fact_open(tmp_path: Path) -> None:
    logic = table(
        "[ord]",
        "{namn: x, typ: text}",
        "{när: {ord: '\"abc\"'}, ger: {x: ett}}",
        "{när: {}, ger: {x: två}}",
        policy="första",
    )
    more = '  - {namn: ord, typ: text, tillåtna: "string length(?) = 3"}\n'
    result = load(tmp_path, {"x/2024-01-01.yaml": decision("x", logic)}, more).evaluate({}, on=DAY)
    assert result.missing == ["ord"]


def test_a_column_of_mixed_types_is_not_taken_for_empty(tmp_path: Path) -> None:
    logic = table(
        "[y]", "{namn: x, typ: tal}", '{när: {y: "5"}, ger: {x: 1}}', "{när: {y: '\"e\"'}, ger: {x: 2}}"
    )
    files = {
        "x/2024-01-01.yaml": decision("x", logic),
        "y/2024-01-01.yaml": decision("y", 'uttryck: if a then 5 else "e"\n'),
    }
    result = load(tmp_path, files).evaluate({}, on=DAY, decisions=["x"])
    assert result.undecided["x"] == [1, 2]


def test_an_answer_that_is_impossible_on_one_branch_still_counts_on_another(tmp_path: Path) -> None:
    rows = ("{när: {s: p}, ger: {v: 1}}", "{när: {s: q}, ger: {v: 2}}")
    later = table("[s]", "{namn: v, typ: tal}", *rows, "{när: {s: r}, ger: {v: 3}}")
    files = {
        "v/2024-01-01.yaml": decision("v", table("[s]", "{namn: v, typ: tal}", *rows)),
        "v/2025-01-01.yaml": decision("v", later, "2025-01-01"),
        "x/2024-01-01.yaml": decision(
            "x", 'uttryck: if a then per dag(@"2024-06-01", v) else per dag(@"2025-06-01", v)\n'
        ),
    }
    rulebook = load(tmp_path, files, "  - {namn: s, typ: text, tillåtna: {ur: v.s}}\n")
    result = rulebook.evaluate({}, on=DAY, decisions=["x"])
    assert sorted(result.undecided["x"]) == [1, 2, 3]
    assert set(result.missing) == {"a", "s"}


def test_an_error_in_a_branch_that_may_not_be_taken_stops_nothing(tmp_path: Path) -> None:
    broken = table("[a]", "{namn: y, typ: tal}", "{när: {a: ja}, ger: {y: 1}}", "{när: {}, ger: {y: 2}}")
    files = {
        "y/2024-01-01.yaml": decision("y", broken),
        "x/2024-01-01.yaml": decision("x", "uttryck: if b then y else 0\n"),
    }
    rulebook = load(tmp_path, files)
    assert rulebook.evaluate({"a": True, "b": False}, on=DAY, decisions=["x"])["x"] == 0
    assert "x" in rulebook.evaluate({"a": True}, on=DAY, decisions=["x"]).undecided


def test_constraints_narrow_what_can_still_come_out(tmp_path: Path) -> None:
    more = "kontroller:\n  - {villkor: not(a and b), meddelande: Inte båda.}\n"
    rulebook = load(tmp_path, {"x/2024-01-01.yaml": decision("x", "uttryck: a and b\n")}, more)
    assert rulebook.evaluate({"a": True}, on=DAY).values == {"x": False}
    with pytest.raises(motor.FactError, match="Inte båda"):
        rulebook.evaluate({"a": True, "b": True}, on=DAY)


def test_missing_does_not_depend_on_the_order_of_the_question(tmp_path: Path) -> None:
    files = {
        "x/2024-01-01.yaml": decision("x", "uttryck: if y then ålder + 1 else 0\n"),
        "y/2024-01-01.yaml": decision("y", "uttryck: a or not(a)\n"),
    }
    rulebook = load(tmp_path, files)
    for order in (["x", "y"], ["y", "x"]):
        result = rulebook.evaluate({}, on=DAY, decisions=order)
        assert result.missing == ["ålder"]
        assert result.values == {"y": True}


def test_every_day_used_is_named(tmp_path: Path) -> None:
    files = {
        "v/2024-01-01.yaml": decision("v", "uttryck: 1\n"),
        "x/2024-01-01.yaml": decision("x", 'uttryck: v + per dag(@"2024-09-01", v)\n'),
    }
    result = load(tmp_path, files).evaluate({}, on=DAY, decisions=["x"])
    assert result.days == {"x": [DAY], "v": [DAY, date(2024, 9, 1)]}


def test_asking_why_changes_nothing(tmp_path: Path) -> None:
    files = {"x/2024-01-01.yaml": decision("x", "uttryck: ålder / 0\n")}
    result = load(tmp_path, files).evaluate({"ålder": 3}, on=DAY, decisions=["x"])
    first = result.to_json()
    assert len(first["upplysningar"]) == 1
    assert result.to_json() == first


def test_a_question_about_all_holds_what_an_answered_day_picks(tmp_path: Path) -> None:
    files = {
        "x/2024-01-01.yaml": decision("x", "uttryck: 1\n", more="gäller enligt: start\n"),
        "y/2024-01-01.yaml": decision("y", "uttryck: 2\n"),
    }
    rulebook = load(tmp_path, files)
    assert rulebook.evaluate({"start": DAY}, on=date(2020, 1, 1)).values == {"x": 1}
    assert rulebook.evaluate({"start": date(2020, 1, 1)}, on=DAY, decisions=["y"])["y"] == 2
    with pytest.raises(motor.FactError, match="Inga regler för x gäller 2020-01-01"):
        rulebook.evaluate({"start": date(2020, 1, 1)}, on=DAY)


def test_a_fact_may_come_and_go(tmp_path: Path) -> None:
    more = "  - {namn: ny, typ: tal, giltig från: 2025-01-01}\n"
    files = {
        "x/2024-01-01.yaml": decision("x", "uttryck: 1\n"),
        "x/2025-01-01.yaml": decision("x", "uttryck: ny\n", "2025-01-01"),
    }
    rulebook = load(tmp_path, files, more)
    assert rulebook.evaluate({}, on=DAY).missing == []
    assert rulebook.evaluate({"ny": 7}, on=date(2025, 1, 1))["x"] == 7
    with pytest.raises(motor.FactError, match="ny finns inte i reglerna för 2024-06-01"):
        rulebook.evaluate({"ny": 7}, on=DAY)
    with pytest.raises(motor.RuleError, match="x läser ny, som bara finns från 2025-01-01"):
        load(tmp_path, {"x/2024-01-01.yaml": decision("x", "uttryck: ny\n")}, more)


@pytest.mark.parametrize("name", ["count", "per dag", "item", "for", "date and time"])
def test_a_word_of_the_language_is_no_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(motor.RuleError, match="är ett ord i FEEL"):
        load(tmp_path, {}, f"  - {{namn: {name}, typ: tal}}\n")


def test_a_new_value_in_a_later_year_is_known_to_the_tables_that_read_it(tmp_path: Path) -> None:
    def kind(values: str, value: str, first: str) -> str:
        return decision(
            "y",
            table(
                "[a]", f"{{namn: y, typ: text, tillåtna: [{values}]}}", f"{{när: {{}}, ger: {{y: {value}}}}}"
            ),
            first,
        )

    reader = table(
        "[y]", "{namn: x, typ: tal}", "{när: {y: gammal}, ger: {x: 1}}", "{när: {y: ny}, ger: {x: 2}}"
    )
    files = {
        "y/2024-01-01.yaml": kind("gammal", "gammal", "2024-01-01"),
        "y/2025-01-01.yaml": kind("gammal, ny", "ny", "2025-01-01"),
        "x/2024-01-01.yaml": decision("x", reader),
    }
    rulebook = load(tmp_path, files)
    assert rulebook.evaluate({"a": True}, on=DAY, decisions=["x"])["x"] == 1
    assert rulebook.evaluate({"a": True}, on=date(2025, 6, 1), decisions=["x"])["x"] == 2


@pytest.mark.parametrize("on", ["2024-06-01", 20240601])
def test_a_day_that_is_no_date_is_refused(on: object, tmp_path: Path) -> None:
    rulebook = load(tmp_path, {"x/2024-01-01.yaml": decision("x", "uttryck: 1\n")})
    with pytest.raises(motor.FactError, match="ska vara ett datum"):
        rulebook.evaluate({}, on=on)  # type: ignore[arg-type]


def test_everything_that_is_the_same_whatever_is_answered_is_in_the_trace(tmp_path: Path) -> None:
    files = {
        "x/2024-01-01.yaml": decision("x", "uttryck: if a then 1 else 2\n"),
        "alltid/2024-01-01.yaml": decision("alltid", "uttryck: x > 0\n"),
        "råd/2024-01-01.yaml": decision("råd", "uttryck: 'if alltid then [\"vänta\"] else []'\n"),
    }
    result = load(tmp_path, files).evaluate({}, on=DAY, decisions=["x", "alltid", "råd"])
    assert result.values == {"alltid": True, "råd": ["vänta"]}
    traced = {trace.decision: (trace.decided, trace.value) for trace in result.trace}
    assert traced == {"x": (False, None), "alltid": (True, True), "råd": (True, ["vänta"])}
