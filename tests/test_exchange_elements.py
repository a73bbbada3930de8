"""The elements of an exported model: types, tables, functions, sources, and what DMN has no element for."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

import motor
from motor.dmn.model import DecisionTable, Definitions
from motor.exchange import export
from tests.command import LIBRARY
from tests.exchange import run, through_xml
from tests.rulesets import AVGIFT, HEAD, decision, write

DAY = datetime.date(2024, 3, 1)


def definitions(folder: Path, files: dict[str, str], head: str = HEAD) -> Definitions:
    """As they come back from the file."""
    return through_xml(export(motor.load(write(folder, files, head)), DAY).definitions)


def table_of(model: Definitions, name: str) -> DecisionTable:
    logic = next(each.logic for each in model.decisions if each.name == name)
    assert isinstance(logic, DecisionTable)
    return logic


def extra_of(element: Any) -> Any:
    return yaml.load(element.remarks.extra or "", yaml.BaseLoader)


def warnings(folder: Path, files: dict[str, str], head: str = HEAD) -> dict[str, str]:
    made = export(motor.load(write(folder, files, head)), DAY)
    assert {each.severity for each in made.warnings} <= {"varning"}
    return {each.code: each.message for each in made.warnings}


# --- tables

POLICIES = {
    "unik": [("< 10", 1)],
    "samstämmig": [("< 10", 1), ("< 20", 1)],
    "prioritet": [("< 10", 1), ("< 20", 2)],
    "första": [("< 10", 3), ("< 20", 1)],
    "regelordning": [("< 10", 3), ("< 20", 1)],
    "utdataordning": [("< 10", 1), ("< 20", 2)],
    "samla": [("< 10", 3), ("< 20", 1)],
    "samla summa": [("< 10", 3), ("< 20", 1)],
    "samla min": [("< 10", 3), ("< 20", 1)],
    "samla max": [("< 10", 3), ("< 20", 1)],
    "samla antal": [("< 10", 3), ("< 20", 1)],
}
EXPECTED = {
    "unik": [1, None],
    "samstämmig": [1, None],
    "prioritet": [2, None],
    "första": [3, None],
    "regelordning": [[3, 1], []],
    "utdataordning": [[2, 1], []],
    "samla": [[3, 1], []],
    "samla summa": [4, None],
    "samla min": [1, None],
    "samla max": [3, None],
    "samla antal": [2, 0],
}
"""The values at the ages of 5 and 50."""


@pytest.mark.parametrize("policy", POLICIES)
def test_every_hit_policy(policy: str, tmp_path: Path) -> None:
    rows = "\n".join(f"  - {{när: {{ålder: '{test}'}}, ger: {{n: {n}}}}}" for test, n in POLICIES[policy])
    logic = (
        f"träffregel: {policy}\nindata: [ålder]\nutdata: [{{namn: n, typ: tal, tillåtna: [2, 3, 1]}}]\n"
        f"regler:\n{rows}\n"
    )
    model = run(definitions(tmp_path, {"tabell/2024-01-01.yaml": decision("tabell", logic)}))
    assert [model.evaluate({"ålder": age})["tabell"] for age in (5, 50)] == EXPECTED[policy]


def test_a_table_is_standard_feel(tmp_path: Path) -> None:
    logic = """
        träffregel: unik
        indata:
          - färg
          - sfi
          - {namn: nästa år, uttryck: ålder + 1, typ: tal, tillåtna: "[1..121]"}
        utdata:
          - {namn: avgift, typ: tal, enhet: kr, standard: 1 200}
          - {namn: ord, typ: text, oklar: ja, beskrivning: Vad det kallas.}
          - {namn: rabatt, typ: ja/nej, standard: nej}
          - {namn: sort, typ: text, tillåtna: [a, b], oklar: ja}
        regler:
          - när: {färg: "röd, grön", sfi: ja, nästa år: "[1..100]"}
            ger: {avgift: 3 800, ord: helt fritt, rabatt: ja, sort: a}
            källa: {dnr: P-1, avsnitt: B, fras: tre ord här}
            tolkning: [{nr: 2, text: Så läses det.}]
          - när: {färg: inte(blå)}
            ger: {avgift: 0, ord: '= "x" + färg', rabatt: nej, sort: "null"}
    """
    model = definitions(tmp_path, {"tabell/2024-01-01.yaml": decision("tabell", logic)})
    table = table_of(model, "tabell")
    assert [each.tests for each in table.rules] == [
        ('"röd", "grön"', "true", "[1..100]"),
        ('not("blå")', "-", "-"),
    ]
    assert [each.outputs for each in table.rules] == [
        ("3800", '"helt fritt"', "true", '"a"'),
        ("0", '"x" + färg', "false", "null"),
    ]
    assert [(each.text, each.label, each.type_ref, each.allowed) for each in table.inputs] == [
        ("färg", None, "string", None),
        ("sfi", None, "boolean", None),
        ("ålder + 1", "nästa år", "number", "[1..121]"),
    ]
    assert [(each.name, each.type_ref, each.allowed, each.default) for each in table.outputs] == [
        ("avgift", "number", None, "1200"),
        ("ord", "string", None, None),
        ("rabatt", "boolean", None, "false"),
        ("sort", "string", '"a", "b", null', None),
    ]
    assert table.annotations == ("Källa", "Tolkning")
    assert table.rules[0].annotations == ("P-1, B, ”tre ord här”", "2. Så läses det.")
    assert table.rules[0].remarks.description == ("Källa: P-1, B, ”tre ord här” Tolkning: 2. Så läses det.")
    assert extra_of(table.rules[0]) == {
        "källa": {"dnr": "P-1", "avsnitt": "B", "fras": "tre ord här"},
        "tolkning": [{"nr": "2", "text": "Så läses det."}],
    }
    assert table.rules[1].remarks.extra is None
    assert extra_of(table.outputs[0]) == {"enhet": "kr"}
    assert table.outputs[1].remarks.description == "Vad det kallas."


def test_several_outputs_are_a_context_and_a_list_of_them_where_many_may_hit(tmp_path: Path) -> None:
    outputs = "utdata:\n  - {namn: a, typ: lista av tal}\n  - {namn: b, typ: text, tillåtna: [x, y]}\n"
    rows = "regler:\n  - {när: {ålder: '> 1'}, ger: {a: '[1, 2]', b: x}}\n"
    files = {
        "en/2024-01-01.yaml": decision("en", f"träffregel: unik\nindata: [ålder]\n{outputs}{rows}"),
        "fler/2024-01-01.yaml": decision("fler", f"träffregel: samla\nindata: [ålder]\n{outputs}{rows}"),
    }
    model = definitions(tmp_path, files)
    types = {each.name: each for each in model.item_definitions}
    assert {each.name: each.type_ref for each in model.decisions} == {"en": "tEn", "fler": "tFler"}
    assert [types["tEn"].collection, types["tFler"].collection] == [False, True]
    parts = [(part.name, part.type_ref, part.allowed, part.collection) for part in types["tFler"].components]
    assert parts == [("a", "number", None, True), ("b", "string", '"x", "y"', False)]
    row = {"a": [1, 2], "b": "x"}
    assert run(model).evaluate({"ålder": 2}).values == {"en": row, "fler": [row]}


def test_a_default_outside_the_list_of_a_table_stays_so(tmp_path: Path) -> None:
    logic = """
        träffregel: samla
        indata: [ålder]
        utdata: [{namn: n, typ: tal, standard: 7}]
        regler: [{när: {ålder: "> 1"}, ger: {n: 1}}]
    """
    model = run(definitions(tmp_path, {"tabell/2024-01-01.yaml": decision("tabell", logic)}))
    assert [model.evaluate({"ålder": age})["tabell"] for age in (2, 1)] == [[1], 7]


def test_a_list_of_lists_and_a_range_of_allowed_outputs(tmp_path: Path) -> None:
    def table(policy: str, output: str, value: str) -> str:
        rule = f"regler:\n  - {{när: {{ålder: '> 1'}}, ger: {{n: '{value}'}}}}\n"
        return f"träffregel: {policy}\nindata: [ålder]\nutdata: [{{namn: n, {output}}}]\n{rule}"

    tables = {
        "allt": table("unik", "typ: lista av valfri", "[1]"),
        "gräns": table("unik", 'typ: tal, tillåtna: "[0..9]"', "3"),
        "listor": table("samla", "typ: lista av tal", "[1, 2]"),
    }
    files = {f"{name}/2024-01-01.yaml": decision(name, logic) for name, logic in tables.items()}
    model = definitions(tmp_path, files)
    found = {each.name: (each.type_ref, each.allowed, each.collection) for each in model.item_definitions}
    assert {each.name: found[each.type_ref or ""] for each in model.decisions} == {
        "allt": ("Any", None, True),
        "gräns": ("number", "[0..9]", False),
        "listor": ("Any", None, True),
    }
    assert run(model).evaluate({"ålder": 2}).values == {"allt": [1], "gräns": 3, "listor": [[1, 2]]}


# --- functions


def test_a_function_that_reads_no_fact_is_a_knowledge_model(tmp_path: Path) -> None:
    def function(name: str, body: str) -> dict[str, str]:
        logic = f"funktion:\n  parametrar: [{{namn: a, typ: tal}}]\n  uttryck: {body}\n"
        return {f"{name}/2024-01-01.yaml": decision(name, logic)}

    files = function("ett", "a + 1") | function("två", "ett(ett(a))") | function("tre", "två(a) + ålder")
    files["svar/2024-01-01.yaml"] = decision("svar", 'uttryck: "[två(1), tre(1)]"\n')
    model = definitions(tmp_path, files)
    assert [each.name for each in model.functions] == ["ett", "två"]
    assert [each.name for each in model.decisions] == ["svar", "tre"]
    svar = model.decisions[0]
    assert (svar.decisions, svar.knowledge) == (("#beslut_tre",), ("#funktion_tva",))
    assert run(model).evaluate({"ålder": 10}, ["svar"])["svar"] == [3, 13]


def test_steps_are_a_context_and_a_result_its_last_entry(tmp_path: Path) -> None:
    steps = "steg:\n  - {namn: a, typ: tal, uttryck: ålder + 1, enhet: år}\n  - {namn: b, uttryck: a * 2}\n"
    files = {
        "allt/2024-01-01.yaml": decision("allt", steps),
        "sist/2024-01-01.yaml": decision("sist", f"{steps}resultat: a + b\ntyp: tal\n"),
    }
    model = definitions(tmp_path, files)
    assert run(model).evaluate({"ålder": 1}).values == {"allt": {"a": 2, "b": 4}, "sist": 6}
    types = {each.name: each for each in model.item_definitions}
    parts = types["tAllt"].components
    assert [(each.name, each.type_ref) for each in parts] == [("a", "number"), ("b", "Any")]
    assert {each.name: each.type_ref for each in model.decisions} == {"allt": "tAllt", "sist": "number"}
    entry = model.decisions[0].logic.entries[0]  # type: ignore[union-attr]
    assert extra_of(entry) == {"enhet": "år"}


# --- facts, types and sources


def test_facts_have_their_types_and_null_where_it_is_an_answer(tmp_path: Path) -> None:
    head = HEAD + (
        "  - {namn: ämnen, typ: lista av text, tillåtna: [konst, musik], fråga: Vad?}\n"
        "  - {namn: tal och tider, typ: lista av dagar och tid, fråga: Vad?}\n"
        "  - {namn: vad som helst, typ: valfri, fråga: Vad?}\n"
    )
    model = definitions(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT}, head)
    assert {each.name: each.type_ref for each in model.inputs} == {
        "ålder": "tAlder",
        "sfi": "boolean",
        "start": "date",
        "färg": "tFarg",
        "ämnen": "tAmnen",
        "tal och tider": "tDaysAndTimeDurationList",
        "vad som helst": None,
    }
    found = {each.name: (each.type_ref, each.allowed, each.collection) for each in model.item_definitions}
    assert found == {
        "tAlder": ("number", "[0..120]", False),
        "tFarg": ("string", '"röd", "grön", "blå", null', False),
        "tAmnen": ("string", '"konst", "musik"', True),
        "tDaysAndTimeDurationList": ("days and time duration", None, True),
    }
    assert extra_of(model.inputs[3]) == {"oklar": "ja", "fråga": "Vilken färg?"}


def test_sources_are_documents_that_decisions_point_at(tmp_path: Path) -> None:
    model = definitions(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT})
    source = model.sources[0]
    assert source.id == "kalla_P_1"
    assert source.name == "P-1 Ett påhittat dokument"
    assert model.decisions[0].authorities == (f"#{source.id}",)
    assert model.decisions[0].remarks.description == "Källa: P-1, Avgifter"
    assert extra_of(model.decisions[0]) == {
        "giltig från": "2024-01-01",
        "status": "förslag",
        "källa": {"dnr": "P-1", "avsnitt": "Avgifter"},
    }


def test_ids_are_ascii_readable_and_each_their_own(tmp_path: Path) -> None:
    files = {f"{name}/2024-01-01.yaml": decision(name, "uttryck: 1\n") for name in ("får", "far", "för råd")}
    model = definitions(tmp_path, files)
    assert [each.id for each in model.decisions] == ["beslut_far", "beslut_far_2", "beslut_for_rad"]


def test_the_rule_set_itself_follows(tmp_path: Path) -> None:
    model = through_xml(export(motor.load(LIBRARY), DAY).definitions)
    kept = extra_of(model)
    assert kept["regelverk"] == "bibliotek"
    assert kept["kontroller"][0]["villkor"] == "återlämningsdag >= lånedag"
    assert list(kept["vyer"]) == ["lånekort", "avgift"]
    assert "indata" not in kept
    assert model.namespace == "urn:regelmotor:bibliotek"


def test_the_library_answers_as_its_rules() -> None:
    rules = motor.load(LIBRARY)
    model = run(export(rules, DAY).definitions)
    facts = {
        "åldern": None, "bor i kommunen": False, "kort": "gästkort", "försenade dagar": 3,
        "lånedag": datetime.date(2024, 1, 1), "återlämningsdag": datetime.date(2024, 1, 4),
    }  # fmt: skip
    values = model.evaluate(facts).values
    assert values["möjliga kort"] == ["gästkort", "gästkort"]
    assert values["avgift"]["att betala"] == 1015
    assert values == rules.evaluate(facts, on=DAY).values


def test_the_same_rules_give_the_same_model() -> None:
    assert export(motor.load(LIBRARY), DAY).definitions == export(motor.load(LIBRARY), DAY).definitions


# --- warnings


def test_newer_functions_are_told_with_where_they_stand(tmp_path: Path) -> None:
    files = {"svar/2024-01-01.yaml": decision("svar", "uttryck: round up(1.5, 0) + abs(1)\n")}
    told = warnings(tmp_path, files)
    assert told["nyare funktion"] == "Funktionen round up är nyare än DMN 1.3 och används i svar."


def test_a_default_that_hides_unclear_is_told(tmp_path: Path) -> None:
    head = HEAD.replace("oklar: ja,", """oklar: ja, standard: '"röd"',""")
    told = warnings(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT}, head)
    assert told["oklar blir standard"].startswith("färg kan vara oklar och har ett standardvärde.")
    null = head.replace("standard: '\"röd\"'", "standard: null")
    assert "oklar blir standard" not in warnings(tmp_path / "b", {"avgift/2024-01-01.yaml": AVGIFT}, null)


def test_constraints_and_views_that_are_left_out_are_told(tmp_path: Path) -> None:
    head = HEAD + (
        "kontroller:\n  - {villkor: ålder > 0, meddelande: Åldern är noll.}\n"
        "vyer:\n  a: {rubrik: A, frågor: [{fakta: [ålder]}], förslag: senare, övrigt: [avgift]}\n"
        "  b: {rubrik: B, frågor: [{fakta: [ålder]}], övrigt: [avgift, senare]}\n"
    )
    later = decision("senare", "uttryck: 1\n", "2025-01-01")
    files = {"avgift/2024-01-01.yaml": AVGIFT, "senare/2025-01-01.yaml": later}
    told = warnings(tmp_path, files, head)
    assert told["kontroller"] == "DMN har inga kontroller, så andra program prövar inte: ålder > 0."
    assert told["utelämnad vy"] == "Vyn a är inte med: den visar senare, som saknas i modellen."
    kept = extra_of(definitions(tmp_path, files, head))
    assert kept["vyer"] == {"b": {"rubrik": "B", "frågor": [{"fakta": ["ålder"]}], "övrigt": ["avgift"]}}
