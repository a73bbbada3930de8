"""DMN models linked and typed; and what is said of those that cannot be."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from motor.dmn.evaluation import DmnModel
from motor.dmn.linking import link
from motor.errors import FactError, RuleError
from motor.values.null import Null
from motor.values.temporal import Date, DateTime
from motor.values.types import ANY, DAYS_TIME, NUMBER, STRING, ContextType, FunctionType, ListType
from tests.dmn_texts import BUN, DMN15, OWN, complaints, linked, wrapped


def test_requirements_lead_to_elements() -> None:
    whole = linked(BUN)
    bun = whole.requirements[f"{OWN}#d1"]
    assert [(each.name, each.key) for each in bun.all()] == [
        ("antal gäster", f"{OWN}#i1"),
        ("dubbelt", f"{OWN}#f1"),
    ]
    bakery = whole.requirements[f"{OWN}#s1"]
    assert [each.name for each in bakery.outputs] == ["degar"]
    assert [each.name for each in bakery.encapsulated] == ["bullar"]
    assert whole.key(bakery.outputs[0].element) == f"{OWN}#d2"


def decision(id_: str, *hrefs: str, tag: str = "requiredDecision") -> str:
    required = "".join(
        f'<informationRequirement><{tag} href="{href}"/></informationRequirement>' for href in hrefs
    )
    return f'<decision id="{id_}" name="{id_}">{required}</decision>\n'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (decision("a", "#saknas"), "2 okänd hänvisning"),
        (decision("a", "urn:okänd#b"), "2 okänd hänvisning"),
        (decision("a") + decision("b", "#a", tag="requiredInput"), "3 fel hänvisning"),
        (decision("a", "#b") + decision("b", "#a"), "2 cirkel"),
        (decision("a", "#a"), "2 cirkel"),
        (decision("a") + decision("a"), "3 dubblett"),
    ],
)
def test_a_requirement_that_leads_wrong_is_told(body: str, expected: str) -> None:
    assert expected in complaints(lambda: linked(body))


OTHER = "https://exempel.se/kakor"
KAKOR = wrapped(
    '<itemDefinition name="tKaka"><typeRef>string</typeRef></itemDefinition>' + decision("k"), own=OTHER
)


def importing(name: str) -> str:
    return f'<import name="{name}" namespace="{OTHER}" importType="{DMN15}"/>\n' + decision("a", f"{OTHER}#k")


@pytest.mark.parametrize(("name", "qualified"), [("kakor", "kakor.k"), ("", "k")])
def test_an_import_is_found_beside_the_file(tmp_path: Path, name: str, qualified: str) -> None:
    (tmp_path / "fika.dmn").write_text(wrapped(importing(name)), "utf-8")
    (tmp_path / "helt annat namn.dmn").write_text(KAKOR, "utf-8")
    (tmp_path / "trasig.dmn").write_text("<", "utf-8")
    whole = link(tmp_path / "fika.dmn")
    assert [each.name for each in whole.requirements[f"{OWN}#a"].decisions] == [qualified]
    prefix = qualified.removesuffix("k")
    assert whole.types.resolve(f"{prefix}tKaka", OWN).type == STRING
    assert whole.types.resolve(f"{{{OTHER}}}tKaka", OWN).type == STRING
    assert whole.types.types_by_name() == {f"{prefix}tKaka": STRING}
    assert whole.types.types_by_name(OTHER) == {"tKaka": STRING}


def test_a_missing_import_is_told_and_nothing_more_of_it(tmp_path: Path) -> None:
    typed = '<inputData id="i" name="i"><variable name="i" typeRef="kakor.tKaka"/></inputData>'
    (tmp_path / "fika.dmn").write_text(wrapped(importing("kakor") + typed), "utf-8")
    assert complaints(lambda: link(tmp_path / "fika.dmn")) == ["2 saknad import"]


def test_an_import_of_two_files_or_of_no_model_is_told(tmp_path: Path) -> None:
    table = '<import name="x" namespace="urn:x" importType="http://www.w3.org/2001/XMLSchema"/>'
    (tmp_path / "fika.dmn").write_text(wrapped(importing("kakor") + table), "utf-8")
    for name in ("en.dmn", "två.dmn"):
        (tmp_path / name).write_text(KAKOR, "utf-8")
    assert complaints(lambda: link(tmp_path / "fika.dmn")) == ["2 tvetydig import", "4 okänd import"]


def test_what_is_wrong_in_an_imported_file_is_told_with_the_rest(tmp_path: Path) -> None:
    (tmp_path / "fika.dmn").write_text(wrapped(importing("kakor") + decision("b", "#x")), "utf-8")
    (tmp_path / "kakor.dmn").write_text(wrapped("<decision/>", own=OTHER), "utf-8")
    assert complaints(lambda: link(tmp_path / "fika.dmn")) == ["2 saknat attribut", "4 okänd hänvisning"]


# Types

TYPES = """
<itemDefinition name="tSort"><typeRef>string</typeRef>
  <allowedValues><text>"kanel", "saffran"</text></allowedValues></itemDefinition>
<itemDefinition name="tSorter" isCollection="true"><typeRef>tSort</typeRef>
  <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
<itemDefinition name="tBulle">
  <itemComponent name="sort"><typeRef>tSort</typeRef></itemComponent>
  <itemComponent name="bakad"><typeRef>dateTime</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tRecept"><functionItem outputTypeRef="tBulle"><parameters name="n" typeRef="number"/>
  </functionItem></itemDefinition>
<itemDefinition name="tVad"/>
"""


def test_facts_that_a_model_does_not_ask_for_are_refused() -> None:
    with pytest.raises(FactError) as caught:
        DmnModel(linked(BUN)).evaluate({"antal gaster": 3, "antal gäster": 3, "x": 1})
    assert [(each.message, each.hint) for each in caught.value.problems] == [
        ("Modellen frågar inte efter antal gaster.", "Menade du antal gäster?"),
        ("Modellen frågar inte efter x.", "Det som går att ge är antal gäster."),
    ]


def test_item_definitions_are_types() -> None:
    types = linked(TYPES).types
    assert types.resolve("tSorter", OWN).type == ListType(STRING)
    bun = types.resolve("tBulle", OWN).type
    assert isinstance(bun, ContextType)
    assert dict(bun.entries)["sort"] == STRING
    assert types.resolve("tRecept", OWN).type == FunctionType((NUMBER,), bun)
    assert types.resolve("dayTimeDuration", OWN).type == DAYS_TIME
    assert types.resolve("list<tSort>", OWN).type == ListType(STRING)
    assert types.resolve("tVad", OWN).type == types.resolve(None, OWN).type == ANY
    assert set(types.types_by_name()) == {"tSort", "tSorter", "tBulle", "tRecept", "tVad"}


@pytest.mark.parametrize(
    ("value", "type_ref", "expected"),
    [
        ("kanel", "tSort", "kanel"),
        (["kanel"], "tSort", "kanel"),
        ("kanel", "tSorter", ["kanel"]),
        (["kanel", None], "tSorter", ["kanel", None]),
        (None, "tSort", None),
        (Decimal(1), "tVad", Decimal(1)),
        ({"sort": None, "bakad": None}, "tBulle", {"sort": None, "bakad": None}),
    ],
)
def test_a_value_of_a_type_is_kept_or_converted(value: object, type_ref: str, expected: object) -> None:
    types = linked(TYPES).types
    assert types.coerce(value, types.resolve(type_ref, OWN)) == expected


def test_a_date_becomes_midnight_where_a_date_and_time_is_asked_for() -> None:
    types = linked(TYPES).types
    midnight = types.coerce(Date(2024, 3, 1), types.resolve("dateTime", OWN))
    assert isinstance(midnight, DateTime)
    assert str(midnight).startswith("2024-03-01T00:00:00")


@pytest.mark.parametrize(
    ("value", "type_ref", "code"),
    [
        ("vanilj", "tSort", "otillåtet värde"),
        (Decimal(1), "tSort", "fel typ"),
        (["kanel", "vanilj"], "tSorter", "otillåtet värde"),
        (["kanel", "kanel", "kanel"], "tSorter", "otillåtet värde"),
        ({"sort": "vanilj", "bakad": None}, "tBulle", "otillåtet värde"),
        ({"sort": "kanel"}, "tBulle", "fel typ"),
    ],
)
def test_a_value_of_another_type_is_null_with_its_cause(value: object, type_ref: str, code: str) -> None:
    types = linked(TYPES).types
    with pytest.raises(Null) as caught:
        types.coerce(value, types.resolve(type_ref, OWN))
    assert caught.value.code == code


CIRCLE = """<itemDefinition name="t">
<itemComponent name="x"><typeRef>t</typeRef></itemComponent></itemDefinition>"""
UNREADABLE = """<itemDefinition name="t"><typeRef>string</typeRef>
<allowedValues><text>((</text></allowedValues></itemDefinition>"""
UNTYPED = """<decision id="d" name="d">
<context><contextEntry><variable name="x" typeRef="tX"/>
<literalExpression typeRef="tY"><text>1</text></literalExpression></contextEntry></context></decision>"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<itemDefinition name="t"><typeRef>strng</typeRef></itemDefinition>', ["2 okänd typ"]),
        (CIRCLE, ["2 cirkel"]),
        (UNREADABLE, ["2 syntax"]),
        ('<itemDefinition name="t"/>\n<itemDefinition name="t"/>', ["3 dubblett"]),
        ('<decision id="d" name="d">\n<variable name="d" typeRef="tX"/></decision>', ["2 okänd typ"]),
        (UNTYPED, ["3 okänd typ", "4 okänd typ"]),
    ],
)
def test_what_is_wrong_with_types_is_told(body: str, expected: list[str]) -> None:
    assert complaints(lambda: linked(body)) == expected


def test_an_unknown_type_is_likened_to_a_known_one() -> None:
    with pytest.raises(RuleError) as caught:
        linked(TYPES).types.resolve("tSorte", OWN)
    assert caught.value.problems[0].hint == "Menade du tSorter?"


def test_types_resting_on_one_another_without_end_are_refused() -> None:
    chain = "".join(
        f'<itemDefinition name="t{n}"><itemComponent name="x"><typeRef>t{n + 1}</typeRef></itemComponent>'
        "</itemDefinition>"
        for n in range(500)
    )
    told = complaints(lambda: linked(chain + '<itemDefinition name="t500"/>'))
    assert "2 för djup" in told


def test_an_id_with_a_hash_is_referred_to_as_in_addresses() -> None:
    asks = decision("d", "#nr %231", "#nr #1")
    told = complaints(lambda: linked(asks + '<decision name="nr #1"/>'))
    assert told == ["2 okänd hänvisning"]
    whole = linked(decision("d", "#nr %231") + '<decision name="nr #1"/>')
    assert [each.element.name for each in whole.requirements[f"{OWN}#d"].all()] == ["nr #1"]


def test_types_that_are_boundless_when_written_out_are_refused() -> None:
    part = '<itemComponent name="{}"><typeRef>t{}</typeRef></itemComponent>'
    doubled = "\n".join(
        f'<itemDefinition name="t{n}">{"".join(part.format(c, n + 1) for c in "abcdefgh")}</itemDefinition>'
        for n in range(10)
    )
    told = complaints(lambda: linked(doubled + '<itemDefinition name="t10"/>'))
    assert told == ["7 för stor", "2 för stor"]
