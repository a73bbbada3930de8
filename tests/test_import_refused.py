"""Models that cannot be rule sets, and texts that YAML, folders or tables read their own way."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import motor
from motor.exchange import import_model
from tests.command import motor as command
from tests.dmn_texts import wrapped
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
    said,
    table,
)
from verktyg.fel import DONE, RULES_WRONG, USAGE_WRONG


def refused(folder: Path, body: str) -> list[str]:
    """The problems of a model as `line code`; each is a Swedish sentence with a place."""
    with pytest.raises(motor.RuleError) as caught:
        imported(folder, body)
    for problem in caught.value.problems:
        assert problem.message.endswith("."), problem
        assert problem.where.file == str(folder / "fika.dmn")
        assert problem.where.line is not None
    return [f"{problem.where.line} {problem.code}" for problem in caught.value.problems]


# Names


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../x",
            "..",
            ".",
            "/etc/passwd",
            "a/b",
            "a\\b",
            "C:x",
            "a:b",
            "a*b",
            "a?b",
            "a|b",
            "a&lt;b",
            ".dold",
        ),
        *(
            "CON",
            "nul",
            "Com1",
            "LPT9.txt",
            "aux.",
            "slut.",
            "exempel",
            "Regelverk.yaml",
            "x" * 201,
            "å" * 101,
        ),
        *(
            "1a",
            "-a",
            "a(b",
            "a,b",
            "a&quot;b",
            "a=b",
            "count",
            "item",
            "number",
            "if",
            "per dag",
            "a&#x200E;b",
        ),
    ],
)
def test_a_name_that_a_folder_or_a_rule_cannot_have(name: str, tmp_path: Path) -> None:
    assert refused(tmp_path, decision(literal("1"), name)) == ["2 otillåtet namn"]


@pytest.mark.parametrize(
    "name", ["Å", "behov av stöd", "x" * 200, "beslut 2", "a'b", "emoji 👍", "a-b", "CONTO"]
)
def test_a_name_that_they_can_have(name: str, tmp_path: Path) -> None:
    made = agree(tmp_path, decision(literal("1"), name), name, {})
    assert f"{name}/{DAY}.yaml" in made.files


def test_a_control_character_in_a_name_is_no_xml(tmp_path: Path) -> None:
    with pytest.raises(motor.RuleError):
        imported(tmp_path, decision(literal("1"), "a&#0;b"))


def test_names_that_differ_only_by_case_share_a_folder(tmp_path: Path) -> None:
    both = decision(literal("1"), "Avgift") + "\n" + decision(literal("2"), "avgift")
    assert refused(tmp_path, both) == ["3 otillåtet namn"]


def test_a_decision_called_as_a_fact(tmp_path: Path) -> None:
    assert refused(tmp_path, fact("mått") + "\n" + decision(literal("1"), "mått")) == ["3 dubblett"]


def test_a_rule_set_cannot_be_called_anything(tmp_path: Path) -> None:
    (tmp_path / "fika.dmn").write_text(wrapped(decision(literal("1"))), "utf-8")
    for name in ("", "..", "a/b", "nul", "a\x00b"):
        with pytest.raises(motor.RuleError):
            import_model(tmp_path / "fika.dmn", DAY, name)


# What YAML cannot say


def test_everything_that_is_wrong_is_told(tmp_path: Path) -> None:
    body = "\n".join(
        [
            decision("<functionDefinition kind='Java'><context/></functionDefinition>", "java"),
            decision(
                literal("function(x) external {java: {class: &quot;X&quot;}}".replace("&quot;", '"')), "text"
            ),
            decision(literal("okänt + 1"), "okänd"),
            decision(literal("1 +"), "halv"),
            fact("mått"),
            decision(literal("mått"), "kravlös"),
            decision(
                '<literalExpression expressionLanguage="Python"><text>1</text></literalExpression>', "python"
            ),
        ]
    )
    assert refused(tmp_path, body) == [
        "2 extern funktion",
        "3 extern funktion",
        "4 okänt namn",
        "5 syntax",
        "7 saknat krav",
        "8 okänt språk",
    ]


def test_an_import_is_refused(tmp_path: Path) -> None:
    kind = "https://www.omg.org/spec/DMN/20230324/MODEL/"
    body = f'<import name="m" namespace="https://exempel.se/m" importType="{kind}"/>' + decision(literal("1"))
    assert refused(tmp_path, body) == ["2 import"]


def test_a_service_that_is_called_is_refused(tmp_path: Path) -> None:
    body = '<decisionService id="f" name="tjänst"><outputDecision href="#d-svar"/></decisionService>\n'
    made = decision(literal("1")) + "\n" + decision(CALL + literal("tjänst()"), "andra")
    assert refused(tmp_path, body + made) == ["4 okänt namn"]


def test_a_constant_that_can_never_match_is_refused_with_its_rule(tmp_path: Path) -> None:
    logic = table(column("mått", "number", "[0..10]"), output(), row("5", "1"), row("11", "2"))
    with pytest.raises(motor.RuleError, match="Cellen kan aldrig stämma") as caught:
        imported(tmp_path, fact("mått", "number") + "\n" + decision(logic, needs=NEEDS))
    assert (caught.value.problems[0].where.line, caught.value.problems[0].where.rule) == (3, "2")


@pytest.mark.parametrize(
    "extra",
    [
        "regler: []",
        "uttryck: 1",
        "beslut: ../x",
        "&a [*a]",
        "a: !!python/object:os.system x",
        "status: okänd",
        "giltig från: 9999-99-99",
        "giltig från: [2024-01-01]",
        "text",
    ],
)
def test_what_an_export_has_kept_is_not_trusted(extra: str, tmp_path: Path) -> None:
    kept = EXTRA.format(extra.replace("&", "&amp;"))
    assert refused(tmp_path, decision(literal("1"), needs=kept))


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    for text in ("", "<a/>", "<definitions", wrapped("")[:-5], '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        (tmp_path / "fika.dmn").write_text(text, "utf-8")
        with pytest.raises(motor.RuleError):
            import_model(tmp_path / "fika.dmn")


def test_a_big_table_is_imported_in_time(tmp_path: Path) -> None:
    rows = [row(f"[{10 * number}..{10 * number + 9}]", str(number)) for number in range(3000)]
    logic = table(column("mått", "number"), output("", "number"), *rows)
    made = agree(tmp_path, fact("mått", "number") + decision(logic, needs=NEEDS), "svar", {"mått": 12345})
    assert len(said(made, "svar")["regler"]) == 3000


def test_a_deep_expression_is_refused(tmp_path: Path) -> None:
    agree(tmp_path, decision(literal("[" * 50 + "1" + "]" * 50)), "svar", {})
    assert refused(tmp_path, decision(literal("[" * 5000 + "1" + "]" * 5000))) == ["2 för djup"]


# Texts that YAML or cells read their own way

TEXTS = [
    *(
        "- a",
        "-",
        "#",
        "a # b",
        "a: b",
        ": ",
        "%",
        "@a",
        "yes",
        "no",
        "null",
        "ja",
        "nej",
        "=",
        "= 1",
        "svar",
        "mått",
    ),
    *(
        "a, b",
        "inte(a)",
        "[1..2]",
        "&gt; 5",
        "3 800",
        "2024-01-01",
        "rad 1\\nrad 2",
        "tabb\\there",
        "c:\\\\d",
    ),
    *(
        '\\"citat\\"',
        "'",
        "👍",
        "\\uD83D\\uDCA9",
        "å",
        " blank ",
        "",
        "*",
        "!a",
        "{a}",
        "?",
        "x" * 500,
        "`",
        "|",
        "~",
    ),
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("allowed", [False, True], ids=["any", "allowed"])
def test_a_text_means_itself_in_a_table(text: str, allowed: bool, tmp_path: Path) -> None:
    one = f'"{text}"'
    values = f'{one}, "annan"' if allowed else ""
    text_type = item("tText", limited("string", values)) if allowed else ""
    logic = table(
        column("mått", "tText" if allowed else "string"),
        output("", "string", values.replace("&gt;", ">") if allowed else "", '"annan"'),
        row(one.replace("&gt;", ">"), one.replace("&gt;", ">")),
        row("-", '"annan"'),
        policy="FIRST",
    )
    body = text_type + fact("mått", "tText" if allowed else "string") + decision(logic, needs=NEEDS)
    meant = motor.feel.evaluate(one.replace("&gt;", ">"))
    made = agree(tmp_path, body, "svar", {"mått": meant}, {"mått": "annan"})
    book = motor.load(tmp_path / "fika")
    assert book.evaluate({"mått": meant}, DAY)["svar"] == meant
    assert made.files


@pytest.mark.parametrize(
    "text",
    [
        '"a\n  b"',
        "1 // kommentar",
        "// först\n1 + 1",
        "if true\n\tthen 1\n\telse 2",
        "  {\n    a: 1,\n    b: a\n  }",
        '"# ingen kommentar: %"',
        "{a: 1}.a",
        "[1, 2][1]",
        "- 5",
        "not(true)",
        "null",
        '@"2024-01-01"',
        "for x in 1..3 return x // ut",
        "/* a */ 1",
        "1 " + "+ 1 " * 60,
        '"' + "å " * 80 + '"',
    ],
)
def test_an_expression_means_the_same(text: str, tmp_path: Path) -> None:
    agree(tmp_path, decision(literal(text)), "svar", {})


def test_names_that_other_names_make_ambiguous(tmp_path: Path) -> None:
    minus = '<inputData id="b" name="a-b"><variable name="a-b"/></inputData>'
    one = '<inputData id="j" name="b"><variable name="b"/></inputData>'
    needs = NEEDS + NEEDS.replace("#i", "#j")
    body = fact("a") + one + minus + decision(literal("a-b"), needs=needs)
    answers = {"a": 5, "b": 3, "a-b": 100}
    made = agree(tmp_path, body, "svar", answers)
    assert said(made, "svar")["uttryck"] == "a - b"


# The command


def test_the_command_writes_everything_or_nothing(tmp_path: Path) -> None:
    model, target = tmp_path / "fika.dmn", tmp_path / "kafé"
    model.write_text(wrapped(decision(literal("1")) + decision(literal("okänt"), "fel")), "utf-8")
    assert command("importera", str(model), str(target)).status == RULES_WRONG
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fika.dmn"]
    model.write_text(wrapped(decision(literal("1"))), "utf-8")
    run = command("importera", str(model), str(target), "--från", "2024-02-01")
    assert (run.status, run.err) == (DONE, "")
    assert run.out == (
        f"Regelverket kafé är skrivet i {target} med 1 beslut som gäller från 2024-02-01.\n"
        f"\nGranska det: motor granska {target}\n"
    )
    assert command("granska", str(target)).status == DONE
    assert motor.load(target).evaluate({}, datetime.date(2024, 3, 1))["svar"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fika.dmn", "kafé"]


def test_the_command_never_overwrites(tmp_path: Path) -> None:
    model, target = tmp_path / "fika.dmn", tmp_path / "kafé"
    model.write_text(wrapped(decision(literal("1"))), "utf-8")
    target.mkdir()
    (target / "eget.txt").write_text("eget", "utf-8")
    run = command("importera", str(model), str(target))
    assert run.status == USAGE_WRONG
    assert "finns redan. Inget är ändrat." in run.err
    assert [path.name for path in target.iterdir()] == ["eget.txt"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("saknas.dmn", "x"), "Filen saknas.dmn finns inte."),
        (("fika.dmn", "saknas/x"), "Skapa den först."),
        (("fika.dmn", "x", "--från", "igår"), "igår är inget datum."),
        (("fika.dmn", "."), "finns redan"),
    ],
)
def test_the_command_is_told_what_is_wrong(
    arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fika.dmn").write_text(wrapped(decision(literal("1"))), "utf-8")
    monkeypatch.chdir(tmp_path)
    run = command("importera", *arguments)
    assert run.status == USAGE_WRONG
    assert told in run.err


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    body = '<decisionService id="s" name="tjänst"><outputDecision href="#d-svar"/></decisionService>'
    (tmp_path / "fika.dmn").write_text(wrapped(decision(literal("1")) + body), "utf-8")
    run = command("importera", str(tmp_path / "fika.dmn"), str(tmp_path / "x"))
    assert run.status == DONE
    assert "Beslutstjänsten tjänst är inte med" in run.err
