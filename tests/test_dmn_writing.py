"""Written models: what is read back is what was written, and the schema's order is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from motor.dmn import model
from motor.dmn.diagram import diagram_of
from motor.dmn.model import Definitions
from motor.dmn.model import LiteralExpression as Text
from motor.dmn.reading import read_definitions
from motor.dmn.writing import write
from motor.errors import RuleError
from tests.dmn_models import BAKERY, NEWER, bare

VERSIONS = ("1.3", "1.5")
MODEL = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
DIAGRAM = "{https://www.omg.org/spec/DMN/20191111/DMNDI/}"


def read_back(text: str) -> Definitions:
    return bare(read_definitions(("skriven.dmn", text)))


def root_of(definitions: Definitions, **options: Any) -> etree._Element:
    return etree.fromstring(write(definitions, **options).encode())


def with_decision(logic: model.Expression, **parts: Any) -> Definitions:
    return Definitions("d", "urn:d", decisions=(model.Decision("d", "d", None, logic),), **parts)


def test_the_newest_version_gives_back_everything() -> None:
    assert read_back(write(BAKERY, "1.5", diagram_of(BAKERY))) == BAKERY


def test_the_older_version_writes_newer_expressions_as_texts() -> None:
    found = read_back(write(BAKERY))
    texts = {each.name: each.logic for each in found.decisions[-len(NEWER) :]}
    assert texts == {
        "villkor": Text('if är stamkund then "ja" else "nej"', type_ref="string"),
        "stora": Text("beställningar[item.antal > 10]"),
        "dubbla": Text("for b in stora return b.antal * 2"),
        "någon": Text("some b in stora satisfies b.antal > 100"),
        "alla": Text("every b in stora satisfies b.antal > 100"),
    }
    assert replace(found, decisions=()) == replace(BAKERY, decisions=())
    assert found.decisions[: -len(NEWER)] == BAKERY.decisions[: -len(NEWER)]


@pytest.mark.parametrize("version", VERSIONS)
def test_ids_are_unique_and_plain(version: str) -> None:
    ids = [each.get("id") for each in root_of(BAKERY, version=version, diagram=diagram_of(BAKERY)).iter()]
    found = [each for each in ids if each is not None]
    assert len(found) == len(set(found)) > 100
    assert [each for each in found if not each.isascii() or " " in each] == []


def test_what_editors_want_an_id_for_has_one() -> None:
    wanted = {
        *(
            "definitions",
            "inputData",
            "decision",
            "businessKnowledgeModel",
            "knowledgeSource",
            "decisionTable",
        ),
        *("input", "inputExpression", "output", "rule", "inputEntry", "outputEntry", "literalExpression"),
        *(
            "informationRequirement",
            "knowledgeRequirement",
            "authorityRequirement",
            "variable",
            "itemDefinition",
        ),
        *("context", "functionDefinition", "decisionService", "itemComponent"),
    }
    written = [each for each in root_of(BAKERY).iter() if "href" not in each.attrib]
    names = [(each.tag.removeprefix(MODEL), "id" in each.attrib) for each in written]
    assert wanted <= {name for name, _ in names}
    assert not [name for name, has_id in names if name in wanted and not has_id]


def test_the_diagram_names_elements_and_requirements() -> None:
    root = root_of(BAKERY, diagram=diagram_of(BAKERY))
    ids = {each.get("id"): each.tag for each in root.iter() if each.get("id")}
    shapes = [ids[each.get("dmnElementRef")] for each in root.iter(f"{DIAGRAM}DMNShape")]
    assert shapes.count(f"{MODEL}decision") == len(BAKERY.decisions)
    assert shapes.count(f"{MODEL}inputData") == len(BAKERY.inputs)
    edges = [ids[each.get("dmnElementRef")] for each in root.iter(f"{DIAGRAM}DMNEdge")]
    requirements = [each.tag for each in root.iter() if str(each.tag).endswith("Requirement")]
    assert sorted(edges) == sorted(requirements)


def test_the_text_is_indented_and_always_the_same() -> None:
    small = Definitions(
        "mått & vikt",
        "urn:m",
        inputs=(model.InputData("i", 'längd "a"\n<b>', "number", remarks=model.Remarks("a < b\r& c")),),
    )
    assert write(small) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="definitions"'
        ' name="mått &amp; vikt" namespace="urn:m" exporter="regelmotor">\n'
        '  <inputData id="i" name="längd &quot;a&quot;&#10;&lt;b&gt;">\n'
        "    <description>a &lt; b&#13;&amp; c</description>\n"
        '    <variable id="i_variable" name="längd &quot;a&quot;&#10;&lt;b&gt;" typeRef="number"/>\n'
        "  </inputData>\n"
        "</definitions>\n"
    )


def test_an_id_that_no_file_may_have_is_replaced_everywhere() -> None:
    written = Definitions(
        "m",
        "urn:m",
        inputs=(model.InputData("längd i cm", "längd"), model.InputData("langd_i_cm", "annan")),
        decisions=(
            model.Decision("d", "d", inputs=("#längd i cm", "urn:m#langd_i_cm", "urn:annan#längd i cm")),
        ),
    )
    found = read_back(write(written, diagram=diagram_of(written)))
    assert [each.id for each in found.inputs] == ["_langd_i_cm", "langd_i_cm"]
    assert found.decisions[0].inputs == ("#_langd_i_cm", "urn:m#langd_i_cm", "urn:annan#längd i cm")


def test_a_type_of_another_namespace_gets_a_prefix() -> None:
    written = with_decision(
        Text("1", None, "{urn:andra}Mått"), imports=(model.Import("a", "urn:andra", "urn:x"),)
    )
    assert 'typeRef="ns1:Mått"' in write(written)
    assert read_back(write(written)) == written


@pytest.mark.parametrize("policy", ["U", "A", "P", "F", "R", "O", "C", "C+", "C<", "C>", "C#"])
def test_hit_policies(policy: str) -> None:
    table = model.DecisionTable(policy, (), (model.TableOutput(None),), (model.TableRule((), ("1",)),))
    assert read_back(write(with_decision(table))) == with_decision(table)


def test_a_constraint_of_one_value_is_an_allowed_value_in_the_older_version() -> None:
    whole = model.ItemDefinition("t", "number", type_constraint="> 0")
    [found] = read_back(write(Definitions("d", "urn:d", item_definitions=(whole,)))).item_definitions
    assert found == model.ItemDefinition("t", "number", allowed="> 0")


def test_everything_that_cannot_be_written_is_said() -> None:
    types = (
        model.ItemDefinition("a", "number", type_constraint="count(?) > 1", collection=True),
        model.ItemDefinition("b", "number", allowed="> 1", type_constraint="< 3"),
    )
    written = Definitions("d", "urn:d", item_definitions=types)
    with pytest.raises(RuleError) as caught:
        write(written)
    assert [problem.message.split()[1] for problem in caught.value.problems] == ["a", "b"]
    assert read_back(write(written, "1.5")) == written


@pytest.mark.parametrize("code", [0x00, 0x0B, 0xFFFE, 0xD800])
def test_a_character_that_no_xml_can_hold(code: int) -> None:
    with pytest.raises(RuleError) as caught:
        write(with_decision(Text(f'"a{chr(code)}"')))
    [problem] = caught.value.problems
    assert f"U+{code:04X}" in problem.message


def test_an_unknown_version() -> None:
    with pytest.raises(ValueError, match=r"1\.1"):
        write(BAKERY, "1.1")


# The kit


@pytest.fixture(scope="module")
def schema(kit: Path) -> etree.XMLSchema:
    if not (kit / "DMN15.xsd").exists():
        pytest.skip("DMN-kit utan DMN15.xsd")
    return etree.XMLSchema(etree.parse(kit / "DMN15.xsd"))


def test_the_schema_is_kept(schema: etree.XMLSchema) -> None:
    schema.assertValid(root_of(BAKERY, version="1.5", diagram=diagram_of(BAKERY)))


def test_every_model_of_the_kit_is_given_back(kit: Path) -> None:
    files = sorted(kit.rglob("*.dmn"))
    assert len(files) > 100
    changed = []
    for path in files:
        original = bare(read_definitions(path))
        if read_back(write(original, "1.5", diagram_of(original))) != original:
            changed.append(path.name)
    assert changed == []


def test_what_the_schema_takes_it_still_takes(kit: Path, schema: etree.XMLSchema) -> None:
    broken, valid = [], 0
    for path in sorted(kit.rglob("*.dmn")):
        if schema.validate(etree.parse(path)):
            valid += 1
            original = read_definitions(path)
            if not schema.validate(root_of(original, version="1.5", diagram=diagram_of(original))):
                broken.append(f"{path.name}: {schema.error_log.last_error}")
    assert valid > 50
    assert broken == []
