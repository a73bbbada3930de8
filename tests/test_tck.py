"""The DMN conformance kit: how it is run, and how much of it comes out right where it is at hand.

The runner itself is tested on a made-up kit in `tests/tck`, whose every expected value is then altered.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.command import motor
from tests.repository import ROOT
from verktyg import tck, tck_fall
from verktyg.fel import DONE, RULES_WRONG, USAGE_WRONG

MADE_UP = ROOT / "tests" / "tck"
FOLDER = "compliance-level-2/0001-avgifter"
NAME = "0001-avgifter-test-01"
CASES = MADE_UP / FOLDER / f"{NAME}.xml"

JAVA = find_spec("jpype") is not None and shutil.which("java") is not None
FEWEST = 2836 if JAVA else 2826
"""How many of the kit's cases come out right, ten of them by Java; raised when more do, never lowered."""

ALTERED = {
    "string": "{}x",
    "boolean": "false",
    "decimal": "{}.00000001",
    "double": "1.33333332333",
    "date": "2024-03-02",
    "time": "09:30:00.5Z",
    "dateTime": "2024-03-01T18:00:01Z",
}
"""Another value for each type; the numbers are just past what the kit lets pass."""

DURATIONS = {"P1DT2H": "P1DT3H", "P1Y2M": "P14D"}
VALUE = re.compile(r'<value xsi:(?:type="xsd:(\w+)">(.*?)</value>|nil="true"/>)')
EXPECTED = re.compile(r"<expected>.*?</expected>", re.DOTALL)


def altered(value: re.Match[str]) -> str:
    """The element with another value; null becomes a text."""
    kind, text = value[1], value[2]
    if kind is None:
        return '<value xsi:type="xsd:string">x</value>'
    other = DURATIONS[text] if kind == "duration" else ALTERED[kind].format(text)
    return f'<value xsi:type="xsd:{kind}">{other}</value>'


def alterations() -> Iterator[tuple[str, str]]:
    """The file of cases with one expected value altered at a time, and the case that it stands in."""
    text = CASES.read_text("utf-8")
    for expected in EXPECTED.finditer(text):
        case = re.findall(r'<testCase id="(\d+)"', text[: expected.start()])[-1]
        for value in VALUE.finditer(text, expected.start(), expected.end()):
            yield case, text[: value.start()] + altered(value) + text[value.end() :]
            if value[1] is not None:
                yield case, text[: value.start()] + '<value xsi:nil="true"/>' + text[value.end() :]
        for part in re.finditer(r"<item>.*?</item>|(?<=component name=\")\w+", expected[0], re.DOTALL):
            start, end = expected.start() + part.start(), expected.start() + part.end()
            yield case, text[:start] + ("annat" if part[0].isalpha() else "") + text[end:]


def run_kit(folder: Path) -> list[tck.Row]:
    return [row for path in tck_fall.case_files(folder) for row in tck.run_file(path)]


def outcomes(folder: Path) -> dict[str, str]:
    return {row.case: str(row.outcome) for row in run_kit(folder)}


def test_the_made_up_kit_comes_out_right(tmp_path: Path) -> None:
    report = tmp_path / "resultat.csv"
    run = motor("tck", str(MADE_UP), "--rapport", str(report))
    assert run.out == (
        "nivå                rätt  fel  överhoppade\n"
        "------------------  ----  ---  -----------\n"
        "compliance-level-2    16    0            0\n"
        "\n16 fall: 16 rätt.\n"
    )
    assert run.status == DONE
    assert report.read_text("utf-8").startswith(f'"{FOLDER}","{NAME}","001","SUCCESS",""\n')
    with report.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert [row[2] for row in rows] == [f"{number:03}" for number in range(1, 17)]
    assert {row[3] for row in rows} == {"SUCCESS"}


ALTERATIONS = list(alterations())


def test_every_case_is_altered() -> None:
    assert {case for case, _ in ALTERATIONS} == {f"{number:03}" for number in range(1, 17)}
    assert len(ALTERATIONS) == 43


@pytest.mark.parametrize(("case", "text"), ALTERATIONS, ids=[case for case, _ in ALTERATIONS])
def test_an_altered_case_fails_and_no_other(case: str, text: str, tmp_path: Path) -> None:
    folder = shutil.copytree(CASES.parent, tmp_path / "0001-avgifter")
    (folder / CASES.name).write_text(text, "utf-8")
    assert {name for name, outcome in outcomes(tmp_path).items() if outcome != "SUCCESS"} == {case}


def test_a_failing_case_is_told_and_reported(tmp_path: Path) -> None:
    folder = shutil.copytree(CASES.parent, tmp_path / FOLDER)
    text = CASES.read_text("utf-8").replace(">45<", ">46<").replace(">Emil<", ">Emma<", 1)
    (folder / CASES.name).write_text(text, "utf-8")
    report = tmp_path / "resultat.csv"
    run = motor("tck", str(tmp_path), "--rapport", str(report))
    assert run.status == RULES_WRONG
    assert f"FEL {FOLDER}/{NAME} 015: rabatt: väntat 46, fick 45" in run.out
    assert 'böcker: väntat ["Emma", "Pippi"], fick ["Emil", "Pippi"]' in run.out
    assert "16 fall: 14 rätt." in run.out
    assert f'"{FOLDER}","{NAME}","015","ERROR","rabatt: väntat 46, fick 45' in report.read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<modelName>0001-avgifter.dmn", "<modelName>../annan.dmn", "Modellen ../annan.dmn finns inte"),
        ("testCases", "annat", "börjar med annat"),
        ("</testCases>", "", NAME),
        ("<testCases", '<!DOCTYPE x [<!ENTITY a "b">]><testCases', NAME),
        ("xsd:boolean", "xsd:anyURI", "Värdet har typen anyURI"),
        (">true<", ">sant<", '"sant" är varken true eller false'),
        ('type="bkm"', 'type="annan"', "Fallets typ är annan"),
        ('invocableName="rabatt"', "", "invocableName"),
        ("</expected>", '<value xsi:nil="true"/></expected>', "expected har mer än ett värde"),
        ('<inputNode name="dagar">', "<inputNode>", "inputNode saknar namn"),
    ],
)
def test_a_broken_kit_is_an_error(old: str, new: str, said: str, tmp_path: Path) -> None:
    folder = shutil.copytree(CASES.parent, tmp_path / "0001-avgifter")
    text = CASES.read_text("utf-8")
    assert old in text
    (folder / CASES.name).write_text(text.replace(old, new), "utf-8")
    run = motor("tck", str(tmp_path))
    assert run.status == RULES_WRONG
    assert said in run.out
    assert "Fel i programmet" not in run.out


def test_a_case_that_expects_nothing_is_ignored(tmp_path: Path) -> None:
    folder = shutil.copytree(CASES.parent, tmp_path / "0001-avgifter")
    text = re.sub(r"<resultNode.*?</resultNode>", "", CASES.read_text("utf-8"), flags=re.DOTALL)
    (folder / CASES.name).write_text(text, "utf-8")
    assert set(outcomes(tmp_path).values()) == {"IGNORED"}
    assert motor("tck", str(tmp_path)).status == DONE


IMPORTED = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="b" namespace="urn:b">
  <inputData id="i" name="x"><variable name="x"/></inputData>
  <decision id="d" name="svar"><variable name="svar"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <literalExpression><text>x + 1</text></literalExpression></decision></definitions>"""
IMPORTING = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="a" namespace="urn:a">
  <import name="b" namespace="urn:b" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
  <inputData id="i" name="x"><variable name="x"/></inputData>
  <decision id="d" name="svar"><variable name="svar"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <informationRequirement><requiredDecision href="urn:b#d"/></informationRequirement>
    <literalExpression><text>[x, b.svar]</text></literalExpression></decision></definitions>"""
OF_A_NAMESPACE = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <modelName>a.dmn</modelName>
  <testCase id="1">
    <inputNode name="x"><value xsi:type="xsd:decimal">1</value></inputNode>
    <inputNode name="x" namespace="urn:b"><value xsi:type="xsd:decimal">5</value></inputNode>
    <resultNode name="svar" namespace="urn:b">
      <expected><value xsi:type="xsd:decimal">6</value></expected></resultNode>
    <resultNode name="svar" namespace="urn:a"><expected><list>
      <item><value xsi:type="xsd:decimal">1</value></item><item><value xsi:type="xsd:decimal">6</value></item>
    </list></expected></resultNode>
  </testCase>
</testCases>"""


def test_a_node_may_be_of_an_imported_namespace(tmp_path: Path) -> None:
    for name, text in (("a.dmn", IMPORTING), ("b.dmn", IMPORTED), ("a-test-01.xml", OF_A_NAMESPACE)):
        (tmp_path / name).write_text(text, "utf-8")
    [row] = tck.run_file(tmp_path / "a-test-01.xml")
    assert (row.outcome, row.message) == ("SUCCESS", "")


def test_a_folder_without_cases_is_refused(tmp_path: Path) -> None:
    run = motor("tck", str(tmp_path))
    assert run.status == USAGE_WRONG
    assert "håller inga testfall" in run.err


def test_the_kit_comes_out_no_worse_than_before(kit: Path) -> None:
    rows = run_kit(kit)
    assert len(rows) > 1000
    wrong = [" ".join(row.cells) for row in rows if row.outcome is not tck.Outcome.SUCCESS]
    assert len(rows) - len(wrong) >= FEWEST, "\n".join(wrong)


XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
OTHERS = {
    "boolean": ("true", "false"),
    "decimal": ("17", "18"),
    "double": ("17", "18"),
    "date": ("1871-01-01", "1872-01-01"),
    "time": ("01:17:00", "01:18:00"),
    "dateTime": ("1871-01-01T00:00:00", "1872-01-01T00:00:00"),
    "duration": ("P17D", "P18D"),
    "string": ("ett", "annat"),
}


def alter(expected: ElementTree.Element) -> None:
    """Another first value: of the same type; a text for null and for an empty list."""
    leaves = [each for each in expected.iter() if each.tag.endswith("}value")]
    if not leaves:
        expected.clear()
        leaves = [ElementTree.SubElement(expected, "value", {f"{XSI}type": "xsd:string"})]
    leaf = leaves[0]
    leaf.attrib.pop(f"{XSI}nil", None)
    kind = leaf.attrib.setdefault(f"{XSI}type", "xsd:string").rpartition(":")[2]
    leaf.text = next(other for other in OTHERS[kind] if other != (leaf.text or "").strip())


def test_an_altered_kit_fails_in_every_case(kit: Path, tmp_path: Path) -> None:
    for path in tck_fall.case_files(kit):
        folder = tmp_path / path.parent.name
        folder.mkdir(exist_ok=True)
        for model in path.parent.glob("*.dmn"):
            shutil.copyfile(model, folder / model.name)
        cases = ElementTree.parse(path)
        for expected in cases.iter("{http://www.omg.org/spec/DMN/20160719/testcase}expected"):
            alter(expected)
        cases.write(folder / path.name, "utf-8")
    rows = run_kit(tmp_path)
    assert len(rows) > 1000
    assert not [row.cells for row in rows if row.outcome is not tck.Outcome.ERROR]
