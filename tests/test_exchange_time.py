"""Versions along time in a model: each day's rules under names of their own, and choices among them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import motor
from motor.dmn.evaluation import DmnModel
from motor.dmn.model import Definitions, FunctionDefinition, LiteralExpression
from motor.errors import FactError, RuleError
from motor.exchange import Exported, export
from tests.exchange import imported, run
from tests.rulesets import decision, write

DAY = datetime.date(2024, 3, 1)

HEAD = """
regelverk: prov
namn: Ett påhittat regelverk
källor:
  - {dnr: P-1, titel: Ett påhittat dokument, datum: 2024-01-01}
indata:
  - {namn: start, typ: datum, fråga: När?}
  - {namn: månader, typ: tal, fråga: Hur många?}
  - {namn: antal, typ: tal, standard: pris, fråga: Hur många?}
  - {namn: gammalt, typ: tal, giltig till: 2023-12-31, fråga: Hur mycket?}
  - {namn: poster, typ: valfri, fråga: Vilka?}
"""

PRICE = {
    "pris/2023-01-01.yaml": decision("pris", "uttryck: 10\n", "2023-01-01"),
    "pris/2023-07-01.yaml": decision("pris", "uttryck: 12\n", "2023-07-01"),
    "pris/2024-01-01.yaml": decision("pris", "uttryck: 20\n"),
}
"""10 in the first half of 2023, 12 in the second, 20 from 2024."""


def by_start(name: str, logic: str, valid_from: str = "2023-01-01", more: str = "") -> dict[str, str]:
    text = decision(name, f"uttryck: {logic}\n", valid_from, f"gäller enligt: start\n{more}")
    return {f"{name}/{valid_from}.yaml": text}


def exported(folder: Path, files: dict[str, str], day: datetime.date = DAY, head: str = HEAD) -> Exported:
    return export(motor.load(write(folder, {**PRICE, **files}, head)), day)


def model_of(made: Exported) -> DmnModel:
    return run(made.definitions)


def value(model: DmnModel, name: str, **facts: Any) -> Any:
    return model.evaluate(facts, [name])[name]


def text_of(definitions: Definitions, name: str) -> str:
    """The text of a decision that is a literal expression."""
    logic = next(each.logic for each in definitions.decisions if each.name == name)
    assert isinstance(logic, LiteralExpression)
    return logic.text


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2022-12-31", None),
        ("2023-01-01", 10),
        ("2023-06-30", 10),
        ("2023-07-01", 12),
        ("2023-12-31", 12),
        ("2024-01-01", 40),
        ("2024-06-30", 40),
        ("2024-07-01", None),
        (None, None),
    ],
)
def test_a_fact_picks_the_version_and_what_it_rests_on(
    start: str | None, expected: int | None, tmp_path: Path
) -> None:
    later = by_start("avgift", "pris * 2", "2024-01-01", "giltig till: 2024-06-30\n")
    made = exported(tmp_path, by_start("avgift", "pris") | later)
    assert value(model_of(made), "avgift", start=start and on(start)) == expected


def test_a_choice_among_readings_comes_back_from_an_import(tmp_path: Path) -> None:
    files = by_start("avgift", "pris") | by_start("avgift", "pris * antal", "2024-01-01")
    rules = imported(exported(tmp_path, files).definitions, tmp_path)
    assert rules.evaluate({"start": on("2023-08-01")}, DAY, ["avgift"])["avgift"] == 12
    assert rules.evaluate({"start": on("2024-02-01")}, DAY, ["avgift"])["avgift"] == 400
    assert rules.evaluate({"start": on("2024-02-01"), "antal": 2}, DAY, ["avgift"])["avgift"] == 40
    again = run(export(rules, DAY).definitions)
    assert value(again, "avgift", start=on("2023-08-01")) == 12
    assert value(again, "avgift", start=on("2024-02-01")) == 400


def test_each_reading_has_a_name_and_none_is_there_twice(tmp_path: Path) -> None:
    made = exported(tmp_path, by_start("avgift", "pris"))
    assert [each.name for each in made.definitions.decisions] == [
        "avgift",
        "avgift från 2023 01 01",
        "avgift från 2023 07 01",
        "avgift från 2024 01 01",
        "pris",
        "pris från 2023 01 01",
        "pris från 2023 07 01",
    ]
    assert text_of(made.definitions, "avgift") == (
        'if start >= date("2024-01-01") then avgift från 2024 01 01 '
        'else if start >= date("2023-07-01") then avgift från 2023 07 01 '
        'else if start >= date("2023-01-01") then avgift från 2023 01 01 else null'
    )


def test_a_reading_that_nobody_reads_is_left_out(tmp_path: Path) -> None:
    made = exported(tmp_path, {"dubbelt/2024-01-01.yaml": decision("dubbelt", "uttryck: pris * 2\n")})
    assert [each.name for each in made.definitions.decisions] == ["dubbelt", "pris"]
    assert value(model_of(made), "dubbelt") == 40


def test_one_version_for_all_days_still_begins_on_its_first(tmp_path: Path) -> None:
    made = exported(tmp_path, by_start("svar", "1"))
    assert text_of(made.definitions, "svar") == (
        'if start >= date("2023-01-01") then svar från 2023 01 01 else null'
    )


def test_a_decision_below_picks_by_its_own_fact_whatever_the_interval(tmp_path: Path) -> None:
    files = by_start("avgift", "pris") | by_start("dubbelt", "avgift * 2")
    files["sedan/2023-01-01.yaml"] = decision(
        "sedan", 'uttryck: per dag(@"2023-02-01", dubbelt)\n', "2023-01-01"
    )
    model = model_of(exported(tmp_path, files))
    assert value(model, "sedan", start=on("2023-08-01")) == 24


# --- per dag


def test_readings_as_of_days_of_a_loop_that_crosses_a_year(tmp_path: Path) -> None:
    logic = 'uttryck: for nr in 0..månader - 1 return per dag(start + @"P1M" * nr, pris)\n'
    made = exported(tmp_path, {"rader/2023-01-01.yaml": decision("rader", logic, "2023-01-01")})
    facts = {"start": on("2023-11-15"), "månader": 4}
    assert value(model_of(made), "rader", **facts) == [12, 12, 20, 20]
    assert imported(made.definitions, tmp_path).evaluate(facts, DAY, ["rader"])["rader"] == [12, 12, 20, 20]
    facts = {"start": on("2022-12-31"), "månader": 2}
    assert value(model_of(made), "rader", **facts) == [None, 10]


def test_a_function_reads_as_of_the_day_that_it_is_given(tmp_path: Path) -> None:
    function = """
        funktion:
          parametrar: [{namn: dag, typ: datum}]
          uttryck: per dag(dag, pris + 1)
    """
    files = {
        "rad/2023-01-01.yaml": decision("rad", function, "2023-01-01"),
        "två/2023-01-01.yaml": decision(
            "två", 'uttryck: "[rad(start), rad(start + @\\"P1Y\\")]"\n', "2023-01-01"
        ),
    }
    made = exported(tmp_path, files)
    assert value(model_of(made), "två", start=on("2023-03-01")) == [11, 21]
    logic = next(each.logic for each in made.definitions.decisions if each.name == "rad")
    assert isinstance(logic, FunctionDefinition)
    assert made.definitions.functions == ()


def test_a_constant_day_needs_no_choice(tmp_path: Path) -> None:
    files = {"då/2023-01-01.yaml": decision("då", 'uttryck: per dag(@"2023-08-01", pris)\n', "2023-01-01")}
    made = exported(tmp_path, files)
    assert text_of(made.definitions, "då") == "pris från 2023 07 01"
    assert value(model_of(made), "då") == 12


def test_a_day_beyond_the_calendar_is_asked_for_as_it_is(tmp_path: Path) -> None:
    files = {
        "sist/2023-01-01.yaml": decision("sist", 'uttryck: per dag(@"12345-01-01", pris)\n', "2023-01-01")
    }
    assert value(model_of(exported(tmp_path, files)), "sist") == 20


def test_the_day_is_named_apart_from_all_that_the_expression_reads(tmp_path: Path) -> None:
    logic = "uttryck: 'for dag in [100] return per dag(start + @\"P1D\", pris + dag)'\n"
    made = exported(tmp_path, {"summa/2023-01-01.yaml": decision("summa", logic, "2023-01-01")})
    assert "dag 2" in text_of(made.definitions, "summa")
    assert value(model_of(made), "summa", start=on("2023-12-31")) == [120]


# --- facts


def test_a_default_is_that_of_the_reading(tmp_path: Path) -> None:
    made = exported(tmp_path, by_start("avgift", "antal * 100"))
    model = model_of(made)
    assert value(model, "avgift", start=on("2023-02-01")) == 1000
    assert value(model, "avgift", start=on("2023-08-01")) == 1200
    assert value(model, "avgift", start=on("2023-08-01"), antal=3) == 300
    extra = next(each.remarks.extra for each in made.definitions.inputs if each.name == "antal")
    assert extra == 'standard: "null"\nfråga: Hur många?\noklar: ja\n'


def test_a_fact_of_another_time_is_there_when_it_is_read(tmp_path: Path) -> None:
    without = exported(tmp_path / "a", {})
    assert "gammalt" not in [each.name for each in without.definitions.inputs]
    files = by_start("avgift", "gammalt") | by_start("avgift", "pris", "2024-01-01")
    made = exported(tmp_path / "b", files)
    assert value(model_of(made), "avgift", start=on("2023-05-05"), gammalt=7) == 7


def test_a_choice_by_a_fact_with_a_default_differs_along_time(tmp_path: Path) -> None:
    head = HEAD.replace("namn: start, typ: datum", "namn: start, typ: datum, standard: dagen")
    files = by_start("avgift", "pris")
    files["dagen/2023-01-01.yaml"] = decision("dagen", "uttryck: '@\"2023-02-01\"'\n", "2023-01-01")
    files["dagen/2024-01-01.yaml"] = decision("dagen", "uttryck: '@\"2023-08-01\"'\n")
    files["då/2023-01-01.yaml"] = decision("då", 'uttryck: per dag(@"2023-03-01", avgift)\n', "2023-01-01")
    made = exported(tmp_path, files, head=head)
    model = model_of(made)
    assert [value(model, "avgift"), value(model, "då")] == [12, 10]
    assert value(model, "då", start=on("2024-02-02")) == 20


# --- functions


def function(name: str, body: str, valid_from: str = "2023-01-01", more: str = "") -> dict[str, str]:
    logic = f"funktion:\n  parametrar: [{{namn: a, typ: tal}}]\n  uttryck: {body}\n"
    return {f"{name}/{valid_from}.yaml": decision(name, logic, valid_from, more)}


def test_functions_have_readings_too(tmp_path: Path) -> None:
    files = function("f", "a + 1") | function("f", "a + 2", "2024-01-01")
    files["svar/2023-01-01.yaml"] = decision("svar", "uttryck: per dag(start, f(1))\n", "2023-01-01")
    made = exported(tmp_path, files)
    assert [each.name for each in made.definitions.functions] == ["f", "f från 2023 01 01"]
    model = model_of(made)
    assert [value(model, "svar", start=on(day)) for day in ("2022-01-01", "2023-01-01", "2024-01-01")] == [
        None, 2, 3,
    ]  # fmt: skip


def test_a_function_that_a_fact_picks_is_a_choice_of_functions(tmp_path: Path) -> None:
    picked = "gäller enligt: start\n"
    files = function("f", "a + 1", more=picked) | function("f", "a + 2", "2024-01-01", picked)
    files["svar/2023-01-01.yaml"] = decision("svar", "uttryck: f(1)\n", "2023-01-01")
    model = model_of(exported(tmp_path, files))
    assert [value(model, "svar", start=on(day)) for day in ("2023-01-01", "2024-01-01")] == [2, 3]


# --- names that may mean a property


def test_a_name_in_a_filter_is_the_items_own_where_it_has_it(tmp_path: Path) -> None:
    files = by_start("dyra", "count(poster[belopp > pris])")
    model = model_of(exported(tmp_path, files))
    rows = [{"belopp": 11}, {"belopp": 11, "pris": 15}, {"belopp": 11, "pris": 5}]
    assert value(model, "dyra", start=on("2023-02-01"), poster=rows) == 2
    assert value(model, "dyra", start=on("2023-08-01"), poster=rows) == 1


def test_a_filter_inside_a_filter_reads_what_is_bound_outside_both(tmp_path: Path) -> None:
    files = by_start("dyra", "count(poster[count(delar[belopp > pris]) > 0])")
    model = model_of(exported(tmp_path, files))
    rows = [{"delar": [{"belopp": 11}]}, {"delar": [{"belopp": 9}]}, {"pris": 5, "delar": [{"belopp": 9}]}]
    assert value(model, "dyra", start=on("2023-02-01"), poster=rows) == 2
    assert value(model, "dyra", start=on("2023-08-01"), poster=rows) == 1


def test_a_name_read_as_of_a_day_within_a_filter_is_warned_about(tmp_path: Path) -> None:
    made = exported(tmp_path, by_start("dyra", "count(poster[belopp > per dag(dagen, pris)])"))
    assert [each.code for each in made.warnings if each.code == "tvetydigt namn"] == ["tvetydigt namn"]
    rows = [{"belopp": 11, "dagen": on("2023-02-01")}, {"belopp": 11, "dagen": on("2023-08-01")}]
    assert value(model_of(made), "dyra", start=on("2023-02-01"), poster=rows) == 1


def test_a_local_name_that_hides_a_default_is_refused(tmp_path: Path) -> None:
    files = {"fel/2024-01-01.yaml": decision("fel", "uttryck: for pris in [1] return antal\n")}
    files["fler/2024-01-01.yaml"] = decision("fler", "uttryck: some pris in [1] satisfies antal = pris\n")
    with pytest.raises(RuleError) as caught:
        exported(tmp_path, files)
    places = [(Path(str(each.where.file)).parent.name, each.where.line) for each in caught.value.problems]
    assert places == [("fel", 1), ("fler", 1)]
    assert "Det lokala namnet pris döljer det som antal bygger på" in str(caught.value)


def test_a_local_name_in_the_default_of_a_fact_that_picks_is_refused(tmp_path: Path) -> None:
    head = HEAD.replace(
        "namn: start, typ: datum", "namn: start, typ: datum, standard: '(for pris in [1] return antal)[1]'"
    )
    with pytest.raises(RuleError, match="Det lokala namnet pris"):
        exported(tmp_path, by_start("avgift", "1"), head=head)


def test_local_names_stay(tmp_path: Path) -> None:
    logic = """
        steg:
          - {namn: pris, uttryck: 1}
          - {namn: a, uttryck: "every pris in [2] satisfies pris = 2"}
          - {namn: b, uttryck: "{pris: 3, c: pris}.c"}
          - {namn: c, uttryck: (function(pris) pris)(4)}
        resultat: "[pris, a, b, c]"
    """
    files = {"svar/2023-01-01.yaml": decision("svar", logic, "2023-01-01", "gäller enligt: start\n")}
    assert value(model_of(exported(tmp_path, files)), "svar", start=on("2023-02-01")) == [1, True, 3, 4]


# --- the day asked about


def test_the_day_asked_about_has_the_plain_names(tmp_path: Path) -> None:
    files = by_start("avgift", "pris")
    made = exported(tmp_path, files, on("2023-03-01"))
    model = model_of(made)
    assert value(model, "pris") == 10
    assert value(model, "avgift", start=on("2024-02-01")) == 20
    assert "pris från 2024 01 01" in model.decisions
    assert "pris från 2023 01 01" not in model.decisions


def test_a_day_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FactError, match="Inga regler för prov gäller 2022-12-31"):
        exported(tmp_path, {}, on("2022-12-31"))


def test_what_has_no_rules_that_day_is_told(tmp_path: Path) -> None:
    old = decision("gammal", "uttryck: 1\n", "2023-01-01", "giltig till: 2023-12-31\n")
    made = exported(tmp_path, {"gammal/2023-01-01.yaml": old})
    told = [each.message for each in made.warnings if each.code == "inga regler"]
    period = "2023-01-01 till 2023-12-31"
    assert told == [
        f"Beslutet gammal är inte med: det har inga regler 2024-03-01. Det har regler för {period}."
    ]
    assert "gammal" not in model_of(made).decisions


def test_decisions_with_rules_for_the_same_days_are_told_of_together(tmp_path: Path) -> None:
    ended = "giltig till: 2023-12-31\n"
    files = {f"{name}/2023-01-01.yaml": decision(name, "uttryck: 1\n", "2023-01-01", ended) for name in "abc"}
    told = [each.message for each in exported(tmp_path, files).warnings if each.code == "inga regler"]
    assert told == [
        (
            "Besluten a, b och c är inte med: de har inga regler 2024-03-01. "
            "De har regler för 2023-01-01 till 2023-12-31."
        )
    ]


def test_drafts_are_never_part(tmp_path: Path) -> None:
    draft = decision("pris", "uttryck: 99\n", "2024-02-01").replace("förslag", "utkast")
    files = {
        "pris/2024-02-01.yaml": draft,
        "dubbelt/2024-01-01.yaml": decision("dubbelt", "uttryck: pris * 2\n"),
    }
    files["pris/2024-01-01.yaml"] = decision("pris", "uttryck: 20\n")
    files |= {path: text.replace("förslag", "utkast") for path, text in by_start("ny", "1").items()}
    rules = motor.load(write(tmp_path, {**PRICE, **files}, HEAD), drafts=True)
    assert value(run(export(rules, DAY).definitions), "dubbelt") == Decimal(40)
