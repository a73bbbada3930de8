"""DMN files read; and what is said of those that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from motor.dmn import model, xml
from motor.dmn.linking import link
from motor.dmn.reader import MODEL_NAMESPACES, moved
from motor.dmn.reading import read_definitions
from motor.errors import Location, RuleError
from tests.dmn_texts import BUN, OWN, complaints, definitions, wrapped


def logic(body: str) -> model.Expression | None:
    return definitions(f'<decision id="b" name="bulle">{body}</decision>').decisions[0].logic


def test_a_whole_model_is_read() -> None:
    read = definitions(BUN)
    bun, dough = read.decisions
    assert (read.name, read.namespace, read.file) == ("fika", OWN, "fika.dmn")
    assert read.inputs[0] == model.InputData("i1", "antal gäster", "number", Location("fika.dmn", 3, 1))
    assert (bun.question, bun.remarks.description, bun.type_ref) == ("Hur många?", "Två var.", "number")
    assert (bun.inputs, bun.decisions, bun.knowledge) == (("#i1",), (), ("#f1",))
    assert dough.decisions == (f"{OWN}#d1",)
    assert read.services[0].output_decisions == ("#d2",)
    function = read.functions[0].logic
    assert function is not None
    assert [(each.name, each.type_ref) for each in function.parameters] == [("n", "number")]


def test_a_text_knows_where_its_first_character_stands() -> None:
    bun = definitions(BUN).decisions[0].logic
    assert isinstance(bun, model.LiteralExpression)
    assert (bun.text, bun.where) == ("dubbelt(antal gäster)", Location("fika.dmn", 15, 7))
    assert moved(bun.where, 1, 9) == Location("fika.dmn", 15, 15)
    assert moved(bun.where, 2, 9) == Location("fika.dmn", 16, 9)


@pytest.mark.parametrize("namespace", MODEL_NAMESPACES)
def test_every_version_of_dmn_is_read(namespace: str) -> None:
    assert definitions(BUN, namespace=namespace).decisions[1].name == "degar"


def test_a_prefix_in_a_type_of_dmn_11_is_resolved() -> None:
    read = definitions(
        """<inputData id="a" name="a"><variable name="a" typeRef="feel:string"/></inputData>
        <inputData id="b" name="b"><variable name="b" typeRef="egen:tBulle"/></inputData>
        <inputData id="c" name="c"><variable name="c" typeRef="annan:tKaka"/></inputData>""",
        namespace="http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        more=f'xmlns:feel="http://www.omg.org/spec/FEEL/20140401" xmlns:egen="{OWN}" xmlns:annan="urn:kaka"',
    )
    assert [each.type_ref for each in read.inputs] == ["string", "tBulle", "{urn:kaka}tKaka"]


def test_elements_of_other_namespaces_are_passed_over() -> None:
    tool = 'xmlns:v="urn:verktyg"'
    read = definitions(
        '<v:decision name="x"/><decision id="d" name="d" v:name="y"><v:lås/></decision>', more=tool
    )
    assert [each.name for each in read.decisions] == ["d"]


def test_a_decision_table_is_read() -> None:
    table = logic(
        """<decisionTable hitPolicy="COLLECT" aggregation="MAX" outputLabel="pris" typeRef="number">
          <input><inputExpression typeRef="string"><text>sort</text></inputExpression>
            <inputValues><text>"kanel","kardemumma"</text></inputValues></input>
          <output name="pris" typeRef="number"><outputValues><text>25, 30</text></outputValues>
            <defaultOutputEntry><text>20</text></defaultOutputEntry></output>
          <rule><inputEntry><text> "kanel" </text></inputEntry>
            <outputEntry><text>25</text></outputEntry></rule>
          <rule><inputEntry><text></text></inputEntry><outputEntry><text>30</text></outputEntry></rule>
        </decisionTable>"""
    )
    assert isinstance(table, model.DecisionTable)
    assert (table.hit_policy, table.output_label, table.type_ref) == ("C>", "pris", "number")
    column, output = table.inputs[0], table.outputs[0]
    assert (column.text, column.type_ref, column.allowed) == ("sort", "string", '"kanel","kardemumma"')
    assert (output.name, output.type_ref, output.allowed, output.default) == (
        "pris",
        "number",
        "25, 30",
        "20",
    )
    assert [(rule.tests, rule.outputs) for rule in table.rules] == [
        (('"kanel"',), ("25",)),
        (("-",), ("30",)),
    ]


@pytest.mark.parametrize(
    ("attributes", "letter"),
    [
        ("", "U"),
        ('hitPolicy="ANY"', "A"),
        ('hitPolicy="PRIORITY"', "P"),
        ('hitPolicy="FIRST"', "F"),
        ('hitPolicy="RULE ORDER"', "R"),
        ('hitPolicy="OUTPUT ORDER"', "O"),
        ('hitPolicy="COLLECT"', "C"),
        ('hitPolicy="COLLECT" aggregation="SUM"', "C+"),
        ('hitPolicy="COLLECT" aggregation="MIN"', "C<"),
        ('hitPolicy="COLLECT" aggregation="COUNT"', "C#"),
    ],
)
def test_the_hit_policy_is_a_letter(attributes: str, letter: str) -> None:
    table = logic(f"<decisionTable {attributes}><output/></decisionTable>")
    assert isinstance(table, model.DecisionTable)
    assert table.hit_policy == letter


def text(feel: str) -> str:
    return f"<literalExpression><text>{feel}</text></literalExpression>"


def test_the_other_boxed_expressions_are_read() -> None:
    boxed = logic(
        f"""<context>
        <contextEntry><variable name="anrop"/><invocation>{text("f")}
          <binding><parameter name="x"/>{text("1")}</binding><binding><parameter name="y"/></binding>
        </invocation></contextEntry>
        <contextEntry><variable name="lista"/><list>{text("1")}{text("2")}</list></contextEntry>
        <contextEntry><variable name="relation"/><relation><column name="k"/><row>{text("7")}</row>
          </relation></contextEntry>
        <contextEntry><variable name="java"/><functionDefinition kind="Java"><context/>
          </functionDefinition></contextEntry>
        <contextEntry><variable name="val"/><conditional><if>{text("a")}</if><then>{text("b")}</then>
          <else>{text("c")}</else></conditional></contextEntry>
        <contextEntry><variable name="urval"/><filter><in>{text("xs")}</in><match>{text("item")}</match>
          </filter></contextEntry>
        <contextEntry><variable name="varje"/><for iteratorVariable="i"><in>{text("xs")}</in>
          <return>{text("i")}</return></for></contextEntry>
        <contextEntry><every iteratorVariable="i"><in>{text("xs")}</in><satisfies>{text("i")}</satisfies>
          </every></contextEntry>
        </context>"""
    )
    assert isinstance(boxed, model.ContextExpression)
    assert [entry.name for entry in boxed.entries][-2:] == ["varje", None]
    call, items, relation, java, choice, chosen, each, all_of = (entry.value for entry in boxed.entries)
    assert isinstance(call, model.Invocation)
    assert [(name, value is None) for name, value in call.bindings] == [("x", False), ("y", True)]
    assert isinstance(items, model.ListExpression)
    assert [part.text for part in items.items if isinstance(part, model.LiteralExpression)] == ["1", "2"]
    assert isinstance(relation, model.Relation)
    assert (relation.columns, len(relation.rows), len(relation.rows[0])) == (("k",), 1, 1)
    assert isinstance(java, model.FunctionDefinition)
    assert (java.kind, type(java.body)) == ("Java", model.ContextExpression)
    assert isinstance(choice, model.Conditional)
    assert isinstance(choice.otherwise, model.LiteralExpression)
    assert choice.otherwise.text == "c"
    assert isinstance(chosen, model.FilterExpression)
    assert isinstance(each, model.ForExpression)
    assert each.variable == "i"
    assert isinstance(all_of, model.Quantified)
    assert all_of.quantifier == "every"


def test_the_language_of_an_expression_is_kept_unless_it_is_feel() -> None:
    for language, kept in (("https://www.omg.org/spec/DMN/20230324/FEEL/", None), ("urn:js", "urn:js")):
        literal = logic(
            f'<literalExpression expressionLanguage="{language}"><text>1</text></literalExpression>'
        )
        assert isinstance(literal, model.LiteralExpression)
        assert literal.language == kept


# What cannot be read

BOMB = '<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y "&x;&x;&x;">]>\n<a>&y;</a>'
OUTSIDE = '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<a>&x;</a>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "1 felaktig XML"),
        ("inte xml", "1 felaktig XML"),
        ("<a>\n<b></a>", "2 felaktig XML"),
        ("<a>", "1 felaktig XML"),
        ("<a>\n&okänd;</a>", "2 felaktig XML"),
        ("<x:a/>", "1 felaktig XML"),
        (b'<?xml version="1.0" encoding="finns-inte"?><a/>', "1 felaktig XML"),
        (b"<a>\xff\xfe</a>", "1 felaktig XML"),
        (BOMB, "1 otillåten XML"),
        (OUTSIDE, "2 otillåten XML"),
        ('<!DOCTYPE a SYSTEM "http://exempel.se/a.dtd">\n<a/>', "1 otillåten XML"),
        ("<a/>", "1 ingen DMN-modell"),
        (wrapped("", namespace="urn:annat"), "1 ingen DMN-modell"),
    ],
    ids=repr,
)
def test_what_is_no_model_is_refused(content: str | bytes, expected: str) -> None:
    assert complaints(lambda: read_definitions(("fika.dmn", content))) == [expected]


def test_what_is_too_large_or_too_deep_is_refused() -> None:
    large = b" " * (xml.MAX_BYTES + 1)
    deep = "<a>" * (xml.MAX_DEPTH + 1) + "</a>" * (xml.MAX_DEPTH + 1)
    assert complaints(lambda: read_definitions(("fika.dmn", large))) == ["None för stor fil"]
    assert complaints(lambda: read_definitions(("fika.dmn", deep))) == ["1 för djup"]


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    assert complaints(lambda: link(tmp_path / "saknas.dmn")) == ["None oläslig fil"]


def test_a_problem_shows_its_line() -> None:
    with pytest.raises(RuleError) as caught:
        definitions('<decission id="d"/>')
    assert str(caught.value).splitlines() == [
        "fika.dmn:2:1: fel: Elementet <decission> är inte känt i en DMN-modell.",
        '    <decission id="d"/>',
        "    ^",
        "    Menade du decision?",
    ]


WRONG = f"""<decision id="a"/>
<decision id="b" name="b"><variable name="c"/><literalexpression/></decision>
<decision id="c" name="c">{text("1")}{text("2")}</decision>
<decision id="d" name="d"><decisionTable hitPolicy="LAST"/></decision>
<decision id="e" name="e"><decisionTable aggregation="SUM"><input/><output/><output name="x"/>
<rule><inputEntry/></rule></decisionTable></decision>
<decision id="f" name="f"><relation><column name="x"/><column name="y"/>
<row>{text("1")}</row></relation></decision>
<decision id="g" name="g"><conditional><if>{text("1")}</if><then/></conditional></decision>
<decision id="h" name="h"><functionDefinition kind="COBOL"/></decision>
<decision id="i" name="i"><informationRequirement><requiredInput/></informationRequirement></decision>
<itemDefinition name="t" isCollection="kanske"><typeRef>x</typeRef><itemComponent name="y"/></itemDefinition>
"""


def test_everything_wrong_is_told_at_once() -> None:
    assert complaints(lambda: definitions(WRONG)) == [
        "2 saknat attribut",
        "3 motsägelse",
        "3 okänt element",
        "4 dubblett",
        "5 saknat element",
        "5 fel värde",
        "6 fel värde",
        "6 saknat element",
        "6 saknat attribut",
        "7 fel antal",
        "9 fel antal",
        "10 saknat element",
        "10 saknat uttryck",
        "11 fel värde",
        "12 saknat attribut",
        "13 motsägelse",
        "13 fel värde",
    ]
