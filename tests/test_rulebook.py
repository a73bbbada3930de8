"""Asking a rule set: versions by day, unanswered facts, bad facts, limits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import motor
from tests.clock import within
from tests.rulesets import AVGIFT, HEAD, decision, write

DAY = date(2024, 6, 1)


def load(tmp_path: Path, *, head: str = HEAD, drafts: bool = False, **logic: str) -> motor.Rulebook:
    files = {f"{name}/2024-01-01.yaml": decision(name, text) for name, text in logic.items()}
    return motor.load(write(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT, **files}, head), drafts=drafts)


# Versions and days


@pytest.fixture
def two_years(tmp_path: Path) -> motor.Rulebook:
    later = AVGIFT.replace("2024-01-01", "2025-01-01").replace("1 200", "1 300")
    draft = AVGIFT.replace("2024-01-01", "2026-01-01").replace("förslag", "utkast").replace("1 200", "1 400")
    files = {
        "avgift/2024-01-01.yaml": AVGIFT,
        "avgift/2025-01-01.yaml": later,
        "avgift/2026-01-01.yaml": draft,
        "vid start/2024-01-01.yaml": decision(
            "vid start", "uttryck: avgift\n", more="gäller enligt: start\n"
        ),
        "skillnad/2024-01-01.yaml": decision(
            "skillnad", 'uttryck: per dag(@"2025-06-01", avgift) - per dag(@"2024-06-01", avgift)\n'
        ),
    }
    return motor.load(write(tmp_path, files))


def test_the_version_in_force_is_the_latest_begun(two_years: motor.Rulebook) -> None:
    assert two_years.evaluate({"ålder": 20}, on=date(2024, 12, 31), decisions=["avgift"])["avgift"] == 1200
    assert two_years.evaluate({"ålder": 20}, on=date(2025, 1, 1), decisions=["avgift"])["avgift"] == 1300


def test_a_draft_counts_only_when_asked_for(two_years: motor.Rulebook) -> None:
    day = date(2026, 1, 1)
    assert two_years.evaluate({"ålder": 20}, on=day, decisions=["avgift"])["avgift"] == 1300
    with_drafts = motor.load(two_years.path, drafts=True).evaluate(
        {"ålder": 20}, on=day, decisions=["avgift"]
    )
    assert with_drafts["avgift"] == 1400
    assert with_drafts.to_json()["utkast"] is True


def test_a_fact_can_pick_the_version_whatever_day_is_asked(two_years: motor.Rulebook) -> None:
    facts = {"ålder": 20, "start": date(2024, 3, 1)}
    result = two_years.evaluate(facts, on=date(2025, 6, 1), decisions=["vid start", "avgift"])
    assert result.values == {"vid start": 1200, "avgift": 1300}
    assert {(trace.decision, trace.day, trace.value) for trace in result.trace} == {
        ("vid start", date(2024, 3, 1), 1200),
        ("avgift", date(2024, 3, 1), 1200),
        ("avgift", date(2025, 6, 1), 1300),
    }


def test_an_expression_can_read_another_day(two_years: motor.Rulebook) -> None:
    assert two_years.evaluate({"ålder": 20}, on=DAY, decisions=["skillnad"])["skillnad"] == 100


def test_no_rules_in_force_is_said_in_a_sentence(two_years: motor.Rulebook) -> None:
    with pytest.raises(motor.FactError, match=r"gäller 2023-12-31\. De första gäller från 2024-01-01"):
        two_years.evaluate({"ålder": 20}, on=date(2023, 12, 31))
    with pytest.raises(motor.FactError, match=r"vid start gäller 2023-05-01.*2024-01-01 och framåt"):
        two_years.evaluate({"ålder": 20, "start": date(2023, 5, 1)}, on=DAY, decisions=["vid start"])


def test_the_day_that_picks_the_version_matters_only_where_versions_differ(two_years: motor.Rulebook) -> None:
    result = two_years.evaluate({"ålder": 12}, on=DAY, decisions=["vid start"])
    assert result.values == {"vid start": 0}
    result = two_years.evaluate({"ålder": 20}, on=DAY, decisions=["vid start"])
    assert result.missing == ["start"]


# Unanswered facts


SURVIVING = """
träffregel: unik
indata: [ålder, sfi]
utdata: [{namn: x, typ: tal}]
regler:
  - {när: {ålder: "< 18", sfi: ja}, ger: {x: 1}}
  - {när: {ålder: "< 18", sfi: nej}, ger: {x: 2}}
  - {när: {ålder: ">= 18"}, ger: {x: 3}}
"""
AGREEING = """
träffregel: samstämmig
indata: [sfi, ålder]
utdata: [{namn: x, typ: tal}]
regler:
  - {när: {sfi: ja}, ger: {x: 1}}
  - {när: {sfi: nej, ålder: "< 100"}, ger: {x: 1}}
"""
UNDECIDED = {
    "or": ("uttryck: sfi or ålder > 17\n", {"ålder": 20}, True),
    "and": ("uttryck: ålder > 17 and sfi\n", {"sfi": False}, False),
    "if": ("uttryck: if sfi then 1 + 1 else 2\n", {}, 2),
    "every answer gives the same": ('uttryck: if sfi then (if sfi then "a" else "b") else "a"\n', {}, "a"),
    "a column that no surviving rule tests": (SURVIVING, {"ålder": 30}, 3),
    "rules that all give the same": (AGREEING, {"ålder": 30}, 1),
}


@pytest.mark.parametrize("name", UNDECIDED)
def test_an_unanswered_fact_that_cannot_matter_leaves_the_decision_decided(name: str, tmp_path: Path) -> None:
    logic, facts, expected = UNDECIDED[name]
    result = load(tmp_path, prov1=logic).evaluate(facts, on=DAY, decisions=["prov1"])
    assert result.values == {"prov1": expected}
    assert result.missing == []


def test_what_is_undecided_tells_its_outcomes_and_what_is_missing(tmp_path: Path) -> None:
    table = (
        "träffregel: samla\nindata: [ålder, sfi, färg]\nutdata: [{namn: x, typ: text}]\nregler:\n"
        '  - {när: {ålder: ">= 18"}, ger: {x: vuxen}}\n'
        "  - {när: {sfi: ja}, ger: {x: elev}}\n"
        "  - {när: {färg: null}, ger: {x: okänd}}\n"
        '  - {när: {ålder: "< 18", färg: röd}, ger: {x: röd}}\n'
    )
    rulebook = load(tmp_path, prov1=table)
    result = rulebook.evaluate({"ålder": 20}, on=DAY, decisions=["prov1"])
    assert "prov1" not in result.values
    assert result.undecided["prov1"] == ["vuxen", "elev", "okänd"]
    assert result.undecided["prov1"].certain == ["vuxen"]
    assert result.missing == ["sfi", "färg"]
    with pytest.raises(motor.Undecided, match="Det beror på: sfi, färg"):
        result["prov1"]
    assert rulebook.evaluate({"ålder": 20, "sfi": False, "färg": None}, on=DAY)["prov1"] == ["vuxen", "okänd"]


def test_facts_without_finitely_many_values_are_missing_by_what_needs_them(tmp_path: Path) -> None:
    rulebook = load(tmp_path, prov1='uttryck: if sfi then start + @"P1D" else start\n')
    result = rulebook.evaluate({}, on=DAY, decisions=["prov1"])
    assert set(result.missing) == {"sfi", "start"}
    assert result.undecided["prov1"].complete is False


def test_unanswered_is_not_null(tmp_path: Path) -> None:
    rulebook = load(tmp_path, prov1="uttryck: färg = null\n")
    assert rulebook.evaluate({"färg": None}, on=DAY, decisions=["prov1"])["prov1"] is True
    assert rulebook.evaluate({}, on=DAY, decisions=["prov1"]).undecided["prov1"] == [False, True]


# Facts that cannot be used


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"ålder": 140}, "ålder kan inte vara 140. Tillåtet är 0 till 120"),
        ({"ålder": True}, "ålder ska vara ett tal"),
        ({"ålder": None}, "ålder kan inte vara oklar. Svara med 0 till 120"),
        ({"ålder": float("nan")}, "ålder ska vara ett tal"),
        ({"ålder": float("inf")}, "ålder ska vara ett tal"),
        ({"ålder": ""}, "ålder ska vara ett tal, inte en tom text"),
        ({"ålder": "40"}, 'ålder ska vara ett tal, inte texten "40"'),
        ({"sfi": 1}, "sfi ska vara ja eller nej"),
        ({"sfi": "ja"}, "sfi ska vara ja eller nej"),
        ({"start": "2024-02-30"}, "start: 2024-02-30 finns inte i kalendern."),
        ({"start": 20240230}, "start ska vara ett datum"),
        ({"färg": "gron"}, "Menade du grön?"),
        ({"färg": {"röd"}}, "färg ska vara en text"),
        ({"åldr": 4}, "inget faktum som heter åldr"),
    ],
    ids=str,
)
def test_a_fact_that_cannot_be_used_is_named_with_what_is_allowed(
    facts: dict[str, object], said: str, tmp_path: Path
) -> None:
    with pytest.raises(motor.FactError) as caught:
        load(tmp_path).evaluate(facts, on=DAY)
    assert said in str(caught.value)


def test_a_number_too_long_to_write_is_refused(tmp_path: Path) -> None:
    with pytest.raises(motor.FactError, match="inte ett värde som inte går att skriva ut"):
        load(tmp_path).evaluate({"ålder": 10**7000}, on=DAY)


@pytest.mark.no_cover  # the bound is a promise about time, and tracing is not part of it
def test_very_many_bad_facts_are_told_at_once(tmp_path: Path) -> None:
    rulebook = load(tmp_path)
    with within(2), pytest.raises(motor.FactError):
        rulebook.evaluate({f"x{number}": 1 for number in range(200_000)}, on=DAY)


def test_every_bad_fact_is_named(tmp_path: Path) -> None:
    with pytest.raises(motor.FactError) as caught:
        load(tmp_path).evaluate({"ålder": 140, "sfi": "ja", "x": 1}, on=DAY)
    assert len(caught.value.problems) == 3


def test_facts_that_contradict_each_other(tmp_path: Path) -> None:
    head = HEAD + "kontroller:\n  - {villkor: ålder >= 16 or sfi = false, meddelande: För ung för sfi.}\n"
    rulebook = load(tmp_path, head=head)
    with pytest.raises(motor.FactError, match="För ung för sfi"):
        rulebook.evaluate({"ålder": 12, "sfi": True}, on=DAY)
    assert rulebook.evaluate({"ålder": 12}, on=DAY)["avgift"] == 0


def test_a_default_that_cannot_be_answered_is_an_error_where_it_stands(tmp_path: Path) -> None:
    head = HEAD + '  - {namn: antal, typ: tal, tillåtna: "[0..10]", standard: ålder - 10}\n'
    rulebook = load(tmp_path, head=head, prov1="uttryck: antal\n")
    assert rulebook.evaluate({"ålder": 15}, on=DAY, decisions=["prov1"])["prov1"] == 5
    with pytest.raises(motor.EvaluationError, match=r"regelverk\.yaml:10:60.*antal kan inte vara 40"):
        rulebook.evaluate({"ålder": 50}, on=DAY, decisions=["prov1"])


def test_a_constraint_sees_defaults_and_days(tmp_path: Path) -> None:
    head = HEAD + (
        "  - {namn: antal, typ: tal, standard: 5}\nkontroller:\n"
        '  - {villkor: "per dag(start, antal < ålder)", meddelande: För många.}\n'
    )
    rulebook = load(tmp_path, head=head)
    with pytest.raises(motor.FactError, match="För många"):
        rulebook.evaluate({"ålder": 3, "start": DAY}, on=DAY)
    assert rulebook.evaluate({"ålder": 3, "antal": 2, "start": DAY}, on=DAY)["avgift"] == 0


def test_an_unknown_decision_is_named(tmp_path: Path) -> None:
    with pytest.raises(motor.FactError, match="Menade du avgift"):
        load(tmp_path).evaluate({}, on=DAY, decisions=["avgft"])


# Rules that contradict themselves, or run away


def test_two_hits_in_a_unique_table_name_both_rules_and_the_facts(tmp_path: Path) -> None:
    table = (
        "träffregel: unik\nindata: [ålder]\nutdata: [{namn: x, typ: tal}]\nregler:\n"
        '  - {när: {ålder: "< 20"}, ger: {x: 1}}\n  - {när: {ålder: "> 10"}, ger: {x: 2}}\n'
    )
    with pytest.raises(motor.EvaluationError) as caught:
        load(tmp_path, prov1=table).evaluate({"ålder": 15}, on=DAY, decisions=["prov1"])
    text = str(caught.value)
    assert "regel 1 och 2" in text
    assert "ålder = 15" in text
    assert "2024-01-01.yaml" in text


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("count(for x in 1..1000000 return x)", "för lång lista"),
        ("count(for x in 1..2000, y in 1..2000 return x * y)", "för många steg"),
        ("{f: function(n) f(n + 1), x: f(0)}.x", "oändlig rekursion"),
        ('matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a|aa)+$")', "för långsamt mönster"),
        (
            'count(string join(for x in 1..100000 return "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"))',
            "för lång text",
        ),
    ],
)
def test_runaway_rules_end_in_a_clear_error(expression: str, code: str, tmp_path: Path) -> None:
    rulebook = load(tmp_path, prov1=f"uttryck: |\n  {expression}\n")
    with pytest.raises(motor.EvaluationError) as caught:
        rulebook.evaluate({}, on=DAY, decisions=["prov1"])
    [problem] = caught.value.problems
    assert problem.code in (code, "för lång tid")  # on a slow machine time runs out before the steps
    assert problem.where.file is not None


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("10**999999999", "tal utanför gränserna"),
        ("-(10**6000 * 10**6000)", "tal utanför gränserna"),
        ("1 / 0", "division med noll"),
    ],
)
def test_a_number_out_of_reach_is_null_with_its_cause(expression: str, code: str, tmp_path: Path) -> None:
    result = load(tmp_path, prov1=f"uttryck: {expression}\n").evaluate({}, on=DAY, decisions=["prov1"])
    assert result["prov1"] is None
    assert result.warnings[0].code == code


def test_numbers_are_exact(tmp_path: Path) -> None:
    rulebook = load(tmp_path, prov1="uttryck: ålder * 0.1 + 0.2\n")
    assert rulebook.evaluate({"ålder": 1}, on=DAY, decisions=["prov1"])["prov1"] == Decimal("0.3")
    assert rulebook.evaluate({"ålder": 0.1}, on=DAY, decisions=["prov1"])["prov1"] == Decimal("0.21")


def test_an_error_in_an_expression_says_where_it_stands(tmp_path: Path) -> None:
    rulebook = load(tmp_path, prov1="uttryck: count(for x in 1..250000 return x)\n")
    with pytest.raises(motor.EvaluationError) as caught:
        rulebook.evaluate({}, on=DAY, decisions=["prov1"])
    where = caught.value.problems[0].where
    assert (where.file, where.line, where.column) == (f"{rulebook.path}/prov1/2024-01-01.yaml", 5, 10)


def test_telling_why_has_a_budget_of_its_own_and_gives_no_warnings(tmp_path: Path) -> None:
    rulebook = load(tmp_path, prov1="uttryck: count(for x in 1..120000 return x) / 0\n")
    result = rulebook.evaluate({}, on=DAY, decisions=["prov1"])
    warnings = list(result.warnings)
    assert [trace.value for trace in result.trace] == [None]
    assert result.warnings == warnings


@pytest.mark.no_cover  # the bound is a promise about time, and tracing is not part of it
@pytest.mark.parametrize("costly", ["1..20000 return x", "1..2000 return (123456.789 + x) ** 0.3456"])
def test_looking_into_what_is_undecided_takes_a_bounded_time(costly: str, tmp_path: Path) -> None:
    facts = "".join(f"  - {{namn: f{n}, typ: ja/nej}}\n" for n in range(10))
    parts = " + ".join(f"(if f{n} then {n} else 1)" for n in range(10))
    rulebook = load(tmp_path, head=HEAD + facts, prov1=f"uttryck: count(for x in {costly}) + {parts}\n")
    with within(2):
        result = rulebook.evaluate({}, on=DAY, decisions=["prov1"])
    assert set(result.missing) == {f"f{n}" for n in range(10)}
    assert not result.undecided["prov1"].complete


FUNCTION = "funktion:\n  parametrar:\n    - {namn: a, typ: tal}\n    - {namn: b}\n  uttryck: a + 1\n"


@pytest.mark.parametrize(
    ("called", "value", "why"),
    [
        ("f(1, 2)", 2, None),
        ("f(b: 2, a: 1)", 2, None),
        ("f(1)", None, "f(a, b) anropas med 1 argument"),
        ("f(1, 2, 3)", None, "f(a, b) anropas med 3 argument"),
        ('f("x", 2)', None, 'inte texten "x"'),
    ],
)
def test_a_function_is_called_with_the_arguments_that_it_declares(
    called: str, value: object, why: str | None, tmp_path: Path
) -> None:
    rulebook = load(tmp_path, f=FUNCTION, prov1=f"uttryck: |\n  {called}\n")
    result = rulebook.evaluate({}, on=DAY, decisions=["prov1"])
    assert result["prov1"] == value
    assert [why in warning.message for warning in result.warnings if why] == ([True] if why else [])


@pytest.mark.parametrize(
    "cell", ["> 1 / (ålder - 20)", 'matches(string(?), "[")', "< färg", "> number(färg)"]
)
def test_an_error_in_a_cell_is_never_taken_for_no_match(cell: str, tmp_path: Path) -> None:
    rules = (
        f"  - {{när: {{ålder: '{cell}'}}, ger: {{x: 1}}}}\n  - {{när: {{ålder: \"> 90\"}}, ger: {{x: 2}}}}\n"
    )
    table = "träffregel: unik\nindata: [ålder]\nutdata: [{namn: x, typ: tal}]\nregler:\n"
    rulebook = load(tmp_path, prov1=table + rules)
    with pytest.raises(motor.EvaluationError, match=r"regel 1, cell ålder: fel: .*prövas för talet 20"):
        rulebook.evaluate({"ålder": 20, "färg": "röd"}, on=DAY, decisions=["prov1"])


def test_null_in_a_cell_is_no_error(tmp_path: Path) -> None:
    table = "träffregel: unik\nindata: [färg]\nutdata: [{namn: x, typ: tal}]\nregler:\n"
    rulebook = load(tmp_path, prov1=table + '  - {när: {färg: "matches(?, \\"ö\\")"}, ger: {x: 1}}\n')
    assert rulebook.evaluate({"färg": "röd"}, on=DAY, decisions=["prov1"])["prov1"] == 1
    assert rulebook.evaluate({"färg": None}, on=DAY, decisions=["prov1"])["prov1"] is None


ODD_ARGUMENTS: dict[str, Callable[[motor.Rulebook], object]] = {
    "Fakta ska ges med namn och svar": lambda rulebook: rulebook.evaluate(None, on=DAY),  # type: ignore[arg-type]
    "i en dict, inte [1]": lambda rulebook: rulebook.evaluate([1], on=DAY),  # type: ignore[arg-type]
    "en lista av namn, inte 1.": lambda rulebook: rulebook.evaluate({}, on=DAY, decisions=[1]),  # type: ignore[list-item]
    "en lista av namn, inte 'prov1'.": lambda rulebook: rulebook.evaluate({}, on=DAY, decisions="prov1"),
    "en lista av namn, inte 5.": lambda rulebook: rulebook.evaluate({}, on=DAY, decisions=5),  # type: ignore[arg-type]
    "mapp ska ges som en text eller en Path, inte 5.": lambda _: motor.load(5),  # type: ignore[arg-type]
    "eller en Path, inte None.": lambda _: motor.load_dmn(None),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("said", ODD_ARGUMENTS)
def test_arguments_of_other_types_are_refused_in_words(said: str, tmp_path: Path) -> None:
    rulebook = load(tmp_path, prov1="uttryck: 1\n")
    with pytest.raises(motor.MotorError) as caught:
        ODD_ARGUMENTS[said](rulebook)
    assert said in str(caught.value)
