"""Broken rule sets: every mistake is found, placed and explained."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import motor
from tests.rulesets import AVGIFT, HEAD, decision, write

SWAPS = {
    "unknown fact in a column": ("indata: [ålder]", "indata: [åldr]", "åldr", "Menade du ålder?"),
    "unknown column in a rule": (
        'när: {ålder: "< 18"}',
        'när: {åldern: "< 18"}',
        "åldern",
        "Menade du ålder?",
    ),
    "text where a number belongs": ('ålder: "< 18"', "ålder: ung", "ung", None),
    "decimal comma": ('ålder: "< 18"', 'ålder: "< 17,5"', "17,5", "Skriv 17.5"),
    "text as an amount": ("avgift: 0", "avgift: gratis", "gratis", None),
    "an unknown key": ("status: förslag", "status: förslag\nkomentar: hej", "komentar", None),
    "an unknown status": ("status: förslag", "status: förslagg", "förslagg", "Menade du förslag?"),
    "an unknown hit policy": ("träffregel: unik", "träffregel: unikt", "unikt", "Menade du unik?"),
    "an unquoted comparison": ('ålder: ">= 18"', "ålder: >= 18", ">= 18", '">= 18"'),
    "a dash between numbers": ('ålder: "< 18"', "ålder: 0-17", "0-17", "Skriv [0..17]."),
    "a point and a comma": ('ålder: "< 18"', "ålder: '1.000,50'", "1.000,50", "Skriv 1000.50"),
    "a limit that is no number": (
        'ålder: "< 18"',
        'ålder: "< 1 / 0"',
        "< 1 / 0",
        "Talet 1 kan inte delas med noll",
    ),
    "an interval the wrong way": ('ålder: "< 18"', 'ålder: "[17..0]"', "[17..0]", "det mindre värdet först"),
    "an interval without values": ('ålder: "< 18"', 'ålder: "[17..17)"', "[17..17)", "aldrig"),
    "an unknown dnr": ("dnr: P-1", "dnr: P-2", "P-2", "Menade du P-1?"),
}


@pytest.mark.parametrize("name", SWAPS)
def test_a_mistake_in_a_table_is_found_where_it_stands(name: str, tmp_path: Path) -> None:
    old, new, named, hint = SWAPS[name]
    assert old in AVGIFT
    root = write(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT.replace(old, new)})
    with pytest.raises(motor.RuleError) as caught:
        motor.load(root)
    text = str(caught.value)
    problem = caught.value.problems[0]
    assert named in text
    assert problem.where.file == str(root / "avgift/2024-01-01.yaml")
    assert problem.where.line
    assert problem.where.column
    assert problem.excerpt is not None
    assert named in problem.excerpt
    assert hint is None or hint in text


@pytest.mark.parametrize(
    ("text", "name", "hint"),
    [
        ("sumn([ålder])", "sumn", "Menade du sum?"),
        ("avgft (ålder)", "avgft", "Menade du avgift?"),
        ("qx(1)", "qx", None),
    ],
)
def test_an_unknown_function_is_likened_to_one_that_is_there(
    text: str, name: str, hint: str | None, tmp_path: Path
) -> None:
    files = {"avgift/2024-01-01.yaml": AVGIFT, "två/2024-01-01.yaml": decision("två", f"uttryck: {text}\n")}
    with pytest.raises(motor.RuleError) as caught:
        motor.load(write(tmp_path, files))
    (problem,) = caught.value.problems
    assert (problem.message, problem.hint) == (f"Det finns ingen funktion {name}.", hint)


def test_every_mistake_is_listed(tmp_path: Path) -> None:
    broken = AVGIFT
    for name in ("text as an amount", "unknown column in a rule"):
        broken = broken.replace(*SWAPS[name][:2])
    root = write(
        tmp_path,
        {
            "avgift/2024-01-01.yaml": broken,
            "två/2024-01-01.yaml": decision("två", "uttryck: ålder + avgft\n"),
        },
    )
    with pytest.raises(motor.RuleError) as caught:
        motor.load(root)
    text = str(caught.value)
    assert "gratis" in text
    assert "åldern" in text
    assert "avgft" in text


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {
                "a/2024-01-01.yaml": decision("a", "uttryck: b\n"),
                "b/2024-01-01.yaml": decision("b", "uttryck: a\n"),
            },
            "cirkel: a → b → a|cirkel: b → a → b",
        ),
        (
            {
                "a/2024-01-01.yaml": decision("a", "uttryck: b\n"),
                "b/2024-06-01.yaml": decision("b", "uttryck: 1\n", "2024-06-01"),
            },
            "a gäller 2024-01-01 men behöver b",
        ),
        (
            {
                "a/2024-01-01.yaml": decision("a", "uttryck: b\n"),
                "b/2024-01-01.yaml": decision("b", "uttryck: 1\n", more="giltig till: 2024-03-31\n"),
                "b/2024-05-01.yaml": decision("b", "uttryck: 2\n", "2024-05-01"),
            },
            "a gäller 2024-04-01 men behöver b",
        ),
        ({"a/2024-02-01.yaml": decision("a", "uttryck: 1\n")}, "2024-02-01"),
        ({"b/2024-01-01.yaml": decision("a", "uttryck: 1\n")}, "a"),
        (
            {"a/2024-01-01.yaml": decision("a", "uttryck: 1\n", more="gäller enligt: ålder\n")},
            "gäller enligt ska vara ett faktum av typen datum",
        ),
        ({"ålder/2024-01-01.yaml": decision("ålder", "uttryck: 1\n")}, "både ett faktum och ett beslut"),
    ],
    ids=["cycle", "hole before", "hole between", "file name", "folder name", "as of", "one name twice"],
)
def test_names_and_time(files: dict[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(motor.RuleError) as caught:
        motor.load(write(tmp_path, files))
    assert any(one in str(caught.value) for one in said.split("|"))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2024-02-30", "Månaden 2024-02 har ingen dag 30"),
        ('">= 2024-13-01"', "Det finns ingen månad 13"),
        ("2024-01-01 - 2024-03-31", r"Skriv \[2024-01-01\.\.2024-03-31\]"),
        ("2024-3-1", "Cellen kan aldrig stämma"),
        ('"[2024-03-01..2024-01-01]"', "Intervallet är tomt"),
    ],
)
def test_a_date_in_a_cell_is_a_date_that_exists(cell: str, said: str, tmp_path: Path) -> None:
    table = "träffregel: unik\nindata: [start]\nutdata: [{namn: x, typ: tal}]\nregler:\n"
    rules = f"  - {{när: {{start: {cell}}}, ger: {{x: 1}}}}\n"
    with pytest.raises(motor.RuleError, match=said):
        motor.load(write(tmp_path, {"x/2024-01-01.yaml": decision("x", table + rules)}))


FACTS = {
    "two defaults in a circle": (
        "  - {namn: x, typ: tal, standard: y}\n  - {namn: y, typ: tal, standard: x}\n",
        "Reglerna går i cirkel: x → y → x",
    ),
    "a default that reads itself": ("  - {namn: x, typ: tal, standard: x}\n", "Reglerna går i cirkel: x → x"),
    "a default of another type": (
        "  - {namn: x, typ: tal, standard: '\"a\"'}\n",
        "x ska vara ett tal, inte a",
    ),
    "a default out of range": (
        '  - {namn: x, typ: tal, tillåtna: "[0..10]", standard: 50}\n',
        "x kan inte vara 50. Tillåtet är 0 till 10",
    ),
    "a default that is null": ("  - {namn: x, typ: tal, standard: 1 / 0}\n", "x kan inte vara oklar"),
    "a constraint that reads a decision": (
        "kontroller:\n  - {villkor: avgift > 5, meddelande: Nej.}\n",
        "avgift är ett beslut",
    ),
    "a text without quotes": ("kontroller:\n  - {villkor: röd, meddelande: Nej.}\n", "Skriv '\"röd\"'."),
    "a day given by name": (
        'kontroller:\n  - {villkor: "per dag(dag: start, uttryck: sfi)", meddelande: Nej.}\n',
        "per dag tar två argument utan namn",
    ),
}


@pytest.mark.parametrize("name", FACTS)
def test_mistakes_in_facts_and_constraints(name: str, tmp_path: Path) -> None:
    more, said = FACTS[name]
    with pytest.raises(motor.RuleError) as caught:
        motor.load(write(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT}, HEAD + more))
    assert said in str(caught.value)
    assert caught.value.problems[0].where.line


@pytest.mark.parametrize("value", ["-", "null", "ålder"])
def test_an_allowed_value_that_means_something_else_is_refused(value: str, tmp_path: Path) -> None:
    head = HEAD.replace("[röd, grön, blå]", f'[röd, "{value}"]')
    with pytest.raises(motor.RuleError, match="kan inte vara ett tillåtet värde"):
        motor.load(write(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT}, head))


def test_a_folder_that_is_no_rule_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(motor.RuleError, match="saknas") as caught:
        motor.load(tmp_path / "ingenting")
    assert "ingenting" in str(caught.value)


def test_findings_that_stop_nothing_are_kept(tmp_path: Path) -> None:
    root = write(
        tmp_path, {"avgift/2024-01-01.yaml": AVGIFT.replace("källa: {dnr: P-1, avsnitt: Avgifter}\n", "")}
    )
    graded = {(problem.severity.value, problem.code) for problem in motor.load(root).problems}
    assert ("varning", "saknad källa") in graded
    assert ("råd", "oanvänt faktum") in graded


@pytest.mark.parametrize(
    "place",
    ["2025-01-01.yaml", "avgift/2025-01-01.yml", "avgift/2025-01-01.YAML", "avgift/2025/2025-01-01.yaml"],
)
def test_a_rule_that_nothing_would_read_is_an_error(place: str, tmp_path: Path) -> None:
    later = AVGIFT.replace("2024-01-01", "2025-01-01")
    root = write(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT, place: later})
    with pytest.raises(motor.RuleError, match="Filen läses inte") as caught:
        motor.load(root)
    assert caught.value.problems[0].where.file == str(root / place)


def test_hidden_files_and_examples_are_no_rules(tmp_path: Path) -> None:
    others = {"avgift/._2024-01-01.yaml": "?", ".git/a.yaml": "?", "exempel/a/b.yaml": "?"}
    assert motor.load(write(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT, **others})).decisions.keys() == {
        "avgift"
    }


def test_a_path_that_cannot_be_is_no_rule_set() -> None:
    assert [problem.code for problem in motor.check("a" * 5000)] == ["saknad fil"]


def test_a_list_in_a_cell_is_held_against_a_list(tmp_path: Path) -> None:
    head = HEAD + "  - {namn: språk, typ: lista av text, tillåtna: [a, b], fråga: Vilka?}\n"
    table = (
        "träffregel: första\nindata: [språk]\nutdata: [{namn: x, typ: tal}]\nregler:\n"
        "  - {när: {språk: '[\"a\"]'}, ger: {x: 1}}\n  - {när: {}, ger: {x: 2}}\n"
    )
    rulebook = motor.load(write(tmp_path, {"x/2024-01-01.yaml": decision("x", table)}, head))
    day = date(2024, 6, 1)
    assert rulebook.evaluate({"språk": ["a"]}, on=day)["x"] == 1
    assert rulebook.evaluate({"språk": ["a", "b"]}, on=day)["x"] == 2
