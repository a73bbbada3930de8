"""DMN models as rule sets: what each form becomes in YAML, and that it gives what the model gives."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

import motor
from motor.exchange import import_model
from motor.rulebook.rulebook import today
from tests.dmn_texts import BUN, wrapped
from tests.imports import (
    CALL,
    DAY,
    EXTRA,
    NEEDS,
    agree,
    column,
    decision,
    fact,
    imported,
    item,
    limited,
    literal,
    output,
    row,
    rules,
    said,
    table,
)

# The whole


def test_a_model_becomes_a_rule_set(tmp_path: Path) -> None:
    made = imported(tmp_path, BUN)
    assert list(made.files) == [
        "regelverk.yaml",
        "dubbelt/2024-01-01.yaml",
        "bullar/2024-01-01.yaml",
        "degar/2024-01-01.yaml",
    ]
    assert made.files["regelverk.yaml"] == (
        "# yaml-language-server: $schema=../../scheman/regelverk.schema.json\n"
        "regelverk: fika\nnamn: fika\nindata:\n  - {namn: antal gäster, typ: tal, oklar: ja}\n"
    )
    assert made.files["bullar/2024-01-01.yaml"] == (
        "# yaml-language-server: $schema=../../../scheman/beslut.schema.json\n"
        "beslut: bullar\ngiltig från: 2024-01-01\nstatus: förslag\nbeskrivning: Två var.\n"
        "typ: tal\nuttryck: dubbelt(antal gäster)\n"
    )
    assert said(made, "dubbelt")["funktion"] == {
        "parametrar": [{"namn": "n", "typ": "tal"}],
        "uttryck": "n * 2",
    }
    assert rules(tmp_path, made).evaluate({"antal gäster": 60}, DAY)["degar"] == 3
    [notice] = made.notices
    assert notice.message == "Beslutstjänsten bageri är inte med: ett regelverk grupperar inte beslut."
    assert (notice.where.line, notice.severity) == (20, "råd")


def test_without_a_day_the_rules_are_in_force_today(tmp_path: Path) -> None:
    (tmp_path / "fika.dmn").write_text(wrapped(BUN), "utf-8")
    made = import_model(tmp_path / "fika.dmn", name="kafé", schemas="https://exempel.se/scheman")
    days = {datetime.date.fromisoformat(Path(name).stem) for name in made.files if "/" in name}
    assert len(days) == 1
    assert abs(days.pop() - today()) <= datetime.timedelta(days=1)
    assert all("$schema=https://exempel.se/scheman/" in text for text in made.files.values())
    assert "regelverk: kafé\n" in made.files["regelverk.yaml"]


def test_knowledge_sources_become_documents(tmp_path: Path) -> None:
    body = (
        '<knowledgeSource id="k" name="Fikapolicyn"><description>Om kaffe</description></knowledgeSource>'
        + decision(
            '<authorityRequirement><requiredAuthority href="#k"/></authorityRequirement>' + literal("1")
        )
    )
    made = imported(tmp_path, body)
    assert said(made, "regelverk.yaml")["källor"] == [{"dnr": "Fikapolicyn", "titel": "Om kaffe"}]
    assert said(made, "svar")["källa"] == [{"dnr": "Fikapolicyn"}]
    assert [problem.code for problem in rules(tmp_path, made).problems] == []


# Facts


@pytest.mark.parametrize(
    ("type_ref", "items", "expected"),
    [
        ("number", "", {"typ": "tal"}),
        ("string", "", {"typ": "text"}),
        ("boolean", "", {"typ": "ja/nej"}),
        ("dateTime", "", {"typ": "datum och tid"}),
        ("yearMonthDuration", "", {"typ": "år och månader"}),
        ("", "", {"typ": "valfri"}),
        ("Any", "", {"typ": "valfri"}),
        ("t", item("t", limited("string", '"låg", "hög"')), {"typ": "text", "tillåtna": ["låg", "hög"]}),
        ("t", item("t", limited("number", "[0..10]")), {"typ": "tal", "tillåtna": "[0..10]"}),
        ("t", item("t", limited("number", "1, 2")), {"typ": "tal", "tillåtna": ["1", "2"]}),
        ("t", item("t", limited("number", "< 5")), {"typ": "tal", "tillåtna": "< 5"}),
        ("t", item("t", limited("string", '"-", "svar"')), {"typ": "text", "tillåtna": '"-", "svar"'}),
        ("t", item("t", limited("string", 'not("a")')), {"typ": "text", "tillåtna": 'inte("a")'}),
        (
            "t",
            item("t", limited("date", 'date("2024-01-01"), @"2024-02-01"')),
            {"typ": "datum", "tillåtna": ["2024-01-01", "2024-02-01"]},
        ),
        ("t", item("t", "<typeRef>number</typeRef>", True), {"typ": "lista av tal"}),
        (
            "t",
            item("t", limited("string", '"a", "b"'), True),
            {"typ": "lista av text", "tillåtna": ["a", "b"]},
        ),
    ],
)
def test_a_fact_has_the_type_and_the_values_of_its_input(
    type_ref: str, items: str, expected: dict[str, Any], tmp_path: Path
) -> None:
    made = imported(tmp_path, items + fact("mått", type_ref) + decision(literal("mått"), needs=NEEDS))
    assert said(made, "regelverk.yaml")["indata"] == [{"namn": "mått", **expected, "oklar": "ja"}]


PERSON = item(
    "tPerson",
    '<itemComponent name="namn"><typeRef>string</typeRef></itemComponent>'
    f'<itemComponent name="ålder">{limited("number", "[0..120]")}</itemComponent>',
)


def test_the_parts_of_a_structure_are_checked(tmp_path: Path) -> None:
    made = imported(
        tmp_path, PERSON + fact("gäst", "tPerson") + decision(literal("gäst.ålder + 1"), needs=NEEDS)
    )
    head = said(made, "regelverk.yaml")
    assert head["indata"] == [{"namn": "gäst", "typ": "valfri", "oklar": "ja"}]
    assert head["kontroller"][0]["villkor"] == (
        "gäst = null or (gäst instance of context<namn: string, ålder: number> and "
        "(gäst.ålder = null or gäst.ålder in ([0..120])))"
    )
    book = rules(tmp_path, made)
    assert book.evaluate({"gäst": {"namn": "Bo", "ålder": 7}}, DAY)["svar"] == 8
    assert book.evaluate({"gäst": None}, DAY)["svar"] is None
    for wrong in ({"namn": "Bo", "ålder": 121}, {"namn": "Bo"}, "Bo"):
        with pytest.raises(motor.FactError, match="tPerson"):
            book.evaluate({"gäst": wrong}, DAY)


# Tables


def test_a_table_is_written_as_people_write_it(tmp_path: Path) -> None:
    body = (
        item("tKort", limited("string", '"guld", "silver"'))
        + '<inputData id="i" name="kort"><variable name="kort" typeRef="tKort"/></inputData>'
        + '<inputData id="j" name="medlem"><variable name="medlem" typeRef="boolean"/></inputData>'
        + '<inputData id="k" name="dag"><variable name="dag" typeRef="date"/></inputData>'
        + decision(
            table(
                column("kort", "tKort") + column("medlem", "boolean") + column("dag", "date"),
                output("pris", "number") + output("text", "string"),
                row('"guld"', "true", '>= date("2024-01-01")', "3800", '"fri entré"', gives=2),
                row('not("guld")', "-", "-", "10 + 2", 'string(10) + " kr"', gives=2),
                row("null", "not(true)", '@"2023-01-01"', "null", "", gives=2),
                policy="FIRST",
            ),
            needs=NEEDS + NEEDS.replace("#i", "#j") + NEEDS.replace("#i", "#k"),
        )
    )
    facts = [{"kort": "guld", "medlem": True, "dag": datetime.date(2024, 1, 1)}, {"kort": "silver"}, {}]
    made = agree(tmp_path, body, "svar", *facts)
    assert said(made, "svar")["indata"] == ["kort", "medlem", "dag"]
    assert said(made, "svar")["träffregel"] == "första"
    assert [rule["när"] for rule in said(made, "svar")["regler"]] == [
        {"kort": "guld", "medlem": "ja", "dag": ">= 2024-01-01"},
        {"kort": "inte(guld)"},
        {"kort": "null", "medlem": "inte(ja)", "dag": "2023-01-01"},
    ]
    assert [rule["ger"] for rule in said(made, "svar")["regler"]] == [
        {"pris": "3800", "text": "fri entré"},
        {"pris": "10 + 2", "text": '= string(10) + " kr"'},
        {"pris": "null", "text": "null"},
    ]
    assert [column["oklar"] for column in said(made, "svar")["utdata"]] == ["ja", "ja"]


@pytest.mark.parametrize(
    ("policy", "aggregation", "wanted"),
    [
        ("UNIQUE", "", "unik"),
        ("ANY", "", "samstämmig"),
        ("PRIORITY", "", "prioritet"),
        ("FIRST", "", "första"),
        ("RULE ORDER", "", "regelordning"),
        ("OUTPUT ORDER", "", "utdataordning"),
        ("COLLECT", "", "samla"),
        ("COLLECT", "SUM", "samla summa"),
        ("COLLECT", "MIN", "samla min"),
        ("COLLECT", "MAX", "samla max"),
        ("COLLECT", "COUNT", "samla antal"),
    ],
)
def test_every_hit_policy(policy: str, aggregation: str, wanted: str, tmp_path: Path) -> None:
    how = f'{policy}" aggregation="{aggregation}' if aggregation else policy
    logic = table(
        column("mått", "number"),
        output("", "number", "3, 2, 1"),
        row("< 10", "1"),
        row("[5..20]", "3"),
        row("> 20", "2"),
        policy=how,
    )
    body = fact("mått", "number") + decision(logic, needs=NEEDS)
    both = () if policy in ("UNIQUE", "ANY") else ({"mått": 7},)
    made = agree(tmp_path, body, "svar", {"mått": 1}, {"mått": 30}, *both, {})
    assert said(made, "svar")["träffregel"] == wanted


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY"])
def test_rules_that_contradict_each_other_are_an_error_where_the_model_has_null(
    policy: str, tmp_path: Path
) -> None:
    logic = table(column("mått"), output(), row("< 10", "1"), row("< 5", "2"), policy=policy)
    book = rules(tmp_path, imported(tmp_path, fact("mått") + decision(logic, needs=NEEDS)))
    assert book.evaluate({"mått": 7}, DAY)["svar"] == 1
    with pytest.raises(motor.EvaluationError):
        book.evaluate({"mått": 2}, DAY)


def test_a_default_beside_a_list_is_made_one_by_its_type(tmp_path: Path) -> None:
    logic = table(
        column("mått", "number"), output("", "string", "", '"a"'), row("1", '"b"'), policy="RULE ORDER"
    )
    many = item("tMånga", "<typeRef>string</typeRef>", True)
    body = many + fact("mått", "number") + decision(logic, type_ref="tMånga", needs=NEEDS)
    agree(tmp_path, body, "svar", {"mått": 1}, {"mått": 2})
    assert motor.load(tmp_path / "fika").evaluate({"mått": 2}, DAY)["svar"] == ["a"]


def test_a_column_is_called_by_its_heading_or_its_expression(tmp_path: Path) -> None:
    logic = table(
        column("mått * 2", "number", label="Dubbla måttet")
        + column("mått + 1", label="1 mer")
        + column("mått + 1")
        + column("mått"),
        output(),
        row("1", "2", "3", "4", '"a"'),
    )
    made = imported(tmp_path, fact("mått", "number") + decision(logic, needs=NEEDS))
    assert said(made, "svar")["indata"] == [
        {"namn": "Dubbla måttet", "uttryck": "mått * 2", "typ": "tal"},
        {"namn": "mått + 1", "uttryck": "mått + 1", "typ": "valfri"},
        {"namn": "mått + 1 nr 2", "uttryck": "mått + 1", "typ": "valfri"},
        "mått",
    ]


def test_what_the_model_says_of_a_rule_follows(tmp_path: Path) -> None:
    notes = "<description>Enligt policyn.</description>"
    logic = table(column("mått"), output(), row("1", "2", notes=notes))
    made = imported(tmp_path, fact("mått") + decision(logic, needs=NEEDS))
    assert said(made, "svar")["regler"][0]["tolkning"] == "Enligt policyn."


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "FIRST", "COLLECT"])
def test_a_table_within_a_function_is_a_text_that_keeps_its_hit_policy(policy: str, tmp_path: Path) -> None:
    logic = table(
        column("n", "number"), output("", "", "", "0"), row("< 10", "1"), row("< 5", "2"), policy=policy
    )
    body = (
        '<businessKnowledgeModel id="f" name="pris"><variable name="pris"/>'
        f'<encapsulatedLogic><formalParameter name="n" typeRef="number"/>{logic}</encapsulatedLogic>'
        "</businessKnowledgeModel>" + fact("mått", "number")
    )
    call = CALL + literal("pris(mått)")
    answers = [{"mått": 2}, {"mått": 7}, {"mått": 12}, {}]
    agree(tmp_path, body + decision(call, needs=NEEDS), "svar", *answers)


# Other forms

ENTRY = '<contextEntry><variable name="{}"{}/>{}</contextEntry>'


def test_a_context_becomes_steps(tmp_path: Path) -> None:
    logic = (
        "<context>"
        + ENTRY.format("dubbelt", ' typeRef="number"', literal("mått * 2"))
        + ENTRY.format("allt", "", "<list>" + literal("dubbelt") + literal("1") + "</list>")
        + f"<contextEntry>{literal('sum(allt)')}</contextEntry></context>"
    )
    body = fact("mått", "number") + decision(logic, type_ref="number", needs=NEEDS)
    made = agree(tmp_path, body, "svar", {"mått": 4}, {})
    assert said(made, "svar")["steg"] == [
        {"namn": "dubbelt", "uttryck": "mått * 2", "typ": "tal"},
        {"namn": "allt", "uttryck": "[dubbelt, 1]"},
    ]
    assert (said(made, "svar")["typ"], said(made, "svar")["resultat"]) == ("tal", "sum(allt)")


def test_entries_that_steps_cannot_be_called_are_one_text(tmp_path: Path) -> None:
    logic = (
        "<context>"
        + ENTRY.format("1a", "", literal("mått"))
        + ENTRY.format("b", "", literal("2"))
        + "</context>"
    )
    made = agree(tmp_path, fact("mått") + decision(logic, needs=NEEDS), "svar", {"mått": 4})
    assert said(made, "svar")["uttryck"] == '{"1a": mått, b: 2}'


def test_a_function_may_call_itself(tmp_path: Path) -> None:
    body = (
        '<businessKnowledgeModel id="f" name="fakultet"><variable name="fakultet"/><encapsulatedLogic>'
        f'<formalParameter name="n"/>{literal("if n = 0 then 1 else n * fakultet(n - 1)")}'
        "</encapsulatedLogic></businessKnowledgeModel>" + fact("mått", "number")
    )
    call = CALL + literal("fakultet(mått)")
    agree(tmp_path, body + decision(call, needs=NEEDS), "svar", {"mått": 5}, {"mått": 0})


def test_types_that_no_typ_can_say_are_conversions(tmp_path: Path) -> None:
    body = (
        PERSON
        + item("tNivå", limited("string", '"låg", "hög"'))
        + fact("mått")
        + decision(
            literal("{namn: &quot;Bo&quot;, ålder: mått}".replace("&quot;", '"')),
            type_ref="tPerson",
            needs=NEEDS,
        )
        + decision(literal('if mått = 1 then "låg" else "annan"'), "nivå", "tNivå", NEEDS)
        + decision(literal("[1, 2, 3][item = mått]"), "ett", "number", NEEDS)
    )
    answers = [{"mått": 1}, {"mått": 200}, {"mått": "x"}, {}]
    for name in ("svar", "nivå", "ett"):
        made = agree(tmp_path, body, name, *answers)
    assert said(made, "ett")["uttryck"] == "(function(värde: number) värde)([1, 2, 3][item = mått])"


@pytest.mark.parametrize("condition", ["mått > 3", "mått"])
def test_boxed_conditions_that_are_no_truth_values_give_null(condition: str, tmp_path: Path) -> None:
    then, otherwise = f"<then>{literal('1')}</then>", f"<else>{literal('2')}</else>"
    logic = f"<conditional><if>{literal(condition)}</if>{then}{otherwise}</conditional>"
    some = (
        f'<some iteratorVariable="x"><in>{literal("[1, mått]")}</in>'
        f"<satisfies>{literal('if x = 1 then true else ' + condition)}</satisfies></some>"
    )
    body = fact("mått") + decision(logic, needs=NEEDS) + decision(some, "några", needs=NEEDS)
    answers = [{"mått": value} for value in (True, False, None, 5, 2, "a")]
    agree(tmp_path, body, "svar", *answers)
    agree(tmp_path, body, "några", *answers)


def test_a_model_without_logic_gives_null(tmp_path: Path) -> None:
    made = agree(tmp_path, decision(""), "svar", {})
    assert said(made, "svar")["uttryck"] == "null"


# What an export has kept


def test_what_an_export_has_kept_comes_back(tmp_path: Path) -> None:
    head = EXTRA.format("regelverk: gammalt\nnamn: Fika\nkällor:\n- {dnr: F-1, titel: Policy}\n")
    own = EXTRA.format("status: förslag\ngiltig från: 2023-05-01\nkälla: {dnr: F-1}\nenhet: kr\n")
    body = (
        head
        + fact("mått", "number", EXTRA.format("fråga: Hur mycket?\nenhet: kr\n"))
        + decision(
            literal("mått"), type_ref="number", needs=own + "<description>Prosa.</description>" + NEEDS
        )
    )
    (tmp_path / "fika.dmn").write_text(wrapped(body), "utf-8")
    made = import_model(tmp_path / "fika.dmn")
    assert list(made.files) == ["regelverk.yaml", "svar/2023-05-01.yaml"]
    head_said = said(made, "regelverk.yaml")
    assert (head_said["regelverk"], head_said["namn"]) == ("fika", "Fika")
    assert head_said["indata"] == [{"namn": "mått", "typ": "tal", "fråga": "Hur mycket?", "enhet": "kr"}]
    assert made.files["svar/2023-05-01.yaml"].endswith(
        "status: förslag\nkälla: {dnr: F-1}\ntyp: tal\nenhet: kr\nuttryck: mått\n"
    )
