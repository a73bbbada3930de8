"""Questions in JSON: the answers that the engine and the command give, exact numbers, and true examples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator

import motor
from motor.errors import MotorError
from motor.values.convert import dumps, from_python, to_json
from tests import test_third_municipality as third
from tests.command import motor as command
from tests.interface import LIBRARIES, Program, program
from tests.repository import ROOT
from tests.rulesets import decision, write
from verktyg.fall import Trial, ask, trials_of

RULES = ROOT / "regler"
SCRIPT = "<script>alert(1)</script>\"'"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with program(RULES, tmp_path_factory.mktemp("api")) as asking:
        yield asking


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with program(LIBRARIES, tmp_path_factory.mktemp("api")) as asking:
        yield asking


def in_json(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: to_json(from_python(value)) for name, value in facts.items()}


# --- the same answers


def sample() -> list[Trial]:
    """Every seventh golden case of each file."""
    paths = sorted((ROOT / "tests" / "fall").glob("*.yaml"))
    trials = [trial for path in paths for trial in trials_of(path)[0][::7]]
    return [trial for trial in trials if not trial.drafts and not trial.case.error]


def test_golden_cases_get_what_the_engine_gives(real: Program) -> None:
    trials, compared = sample(), 0
    books = {folder: motor.load(folder) for folder in {trial.folder for trial in trials}}
    for trial in trials:
        assert trial.case.date is not None
        book = books[trial.folder]
        try:
            asked = ask(trial.case, book, trial.case.date)
        except MotorError:  # it asks of a version that the case's file makes up
            continue
        result = asked.result
        question = {
            "datum": result.on.isoformat(),
            "fakta": in_json(asked.facts),
            "beslut": [*result.values, *result.undecided],
        }
        real.post(f"/regelverk/{book.name}/prova", question)
        assert real.status == 200, trial.label
        assert real.text == dumps(book.evaluate(asked.facts, result.on, question["beslut"]).to_json())
        compared += 1
    assert compared > 25
    assert {trial.folder.name for trial in trials} == {
        path.parent.name for path in RULES.glob("*/regelverk.yaml")
    }


def test_a_view_gets_what_the_command_prints(library: Program) -> None:
    facts = {"åldern": 40, "bor i kommunen": None}
    question = {"datum": "2024-03-01", "vy": "lånekort", "fakta": {"åldern": 40}}
    answer = library.post("/regelverk/bibliotek/prova", question)
    words = ("åldern=40", "--datum", "2024-03-01", "--vy", "lånekort", "--json")
    run = command("prova", str(LIBRARIES / "bibliotek"), *words)
    assert (run.status, json.loads(run.out, parse_float=Decimal)) == (0, answer)
    assert answer["saknas"] == ["bor i kommunen"]

    library.post("/regelverk/bibliotek/prova", {**question, "fakta": facts})
    assert library.status == 422  # unclear is an answer, and not one that this fact may have


def test_unclear_is_null_and_unanswered_is_left_out(library: Program) -> None:
    def missing(facts: dict[str, Any]) -> list[str]:
        question = {"datum": "2024-03-01", "vy": "lånekort", "fakta": facts}
        found = library.post("/regelverk/bibliotek/saknas", question)
        return [each["faktum"] for each in found["saknas"]]

    assert set(missing({})) == {"åldern", "bor i kommunen"}
    assert "åldern" not in missing({"åldern": None})


def test_what_is_missing_comes_with_its_question(library: Program) -> None:
    found = library.post(
        "/regelverk/bibliotek/saknas", {"datum": "2024-03-01", "vy": "lånekort", "fakta": {}}
    )
    [age] = [each for each in found["saknas"] if each["faktum"] == "åldern"]
    assert (age["fråga"], age["typ"], age["enhet"]) == ("Hur gammal är låntagaren?", "tal", "år")
    assert (age["oklar"], age["val"], "bästa kort" in age["avgör"]) == (True, None, True)


def test_what_is_taken_for_granted_is_told_with_its_value(real: Program) -> None:
    def assumed(facts: dict[str, Any]) -> list[tuple[str, bool, Any]]:
        question = {"datum": "2024-10-01", "vy": "ersättning", "fakta": facts}
        found = real.post("/regelverk/nacka/saknas", question)
        return [(each["faktum"], each["känt"], each["värde"]) for each in found["förvalda"]]

    assert assumed({}) == [("beviljade månader", False, None)]
    assert assumed({"insats": "AMI 2"}) == [("beviljade månader", True, 12)]
    assert assumed({"insats": "AMI 2", "beviljade månader": 6}) == []


def test_numbers_are_exact_both_ways(tmp_path: Path) -> None:
    head = """
    regelverk: prov
    namn: Räkning
    källor: [{dnr: P-1, titel: Ett dokument}]
    indata:
      - {namn: belopp, typ: tal, fråga: Hur mycket?}
    """
    files = {"summa/2024-01-01.yaml": decision("summa", "uttryck: belopp + 0.01\ntyp: tal\n")}
    write(tmp_path, files, head)
    with program(tmp_path, tmp_path) as asking:
        body = '{"fakta": {"belopp": 12345678901234567890.1234567890123}, "datum": "2024-03-01"}'
        answer = asking.post("/regelverk/prov/prova", body)
        assert answer["beslut"]["summa"] == Decimal("12345678901234567890.1334567890123")
        assert '"summa": 12345678901234567890.1334567890123' in asking.text
        asking.post("/regelverk/prov/prova", '{"fakta": {"belopp": 0.1}, "datum": "2024-03-01"}')
        assert '"summa": 0.11}' in asking.text
        asking.post("/regelverk/prov/prova", '{"fakta": {"belopp": 1e400}, "datum": "2024-03-01"}')
        assert asking.status == 200
        asking.post("/regelverk/prov/prova", '{"fakta": {"belopp": 1e7000}, "datum": "2024-03-01"}')
        assert asking.status == 422


def test_each_of_many_gets_its_answer_or_its_own_problem(library: Program) -> None:
    rows = [{"åldern": 40, "bor i kommunen": True}, {"åldern": 200, "ålder": 1}, {}]
    question = {"datum": "2024-03-01", "beslut": ["bästa kort"], "rader": rows}
    found = library.post("/regelverk/bibliotek/prova-flera", question)
    first, second, third_ = found["rader"]
    alone = library.post(
        "/regelverk/bibliotek/prova", {"datum": "2024-03-01", "beslut": ["bästa kort"], "fakta": rows[0]}
    )
    del alone["spår"]
    assert (first["svar"], first["problem"], found["fel"]) == (alone, None, 1)
    assert second["svar"] is None
    assert [fault["pekare"] for fault in second["problem"]["fel"]] == ["/rader/1/åldern", "/rader/1/ålder"]
    assert third_["svar"]["saknas"] == ["åldern", "bor i kommunen"]
    traced = library.post("/regelverk/bibliotek/prova-flera", {**question, "spår": True})
    assert traced["rader"][0]["svar"]["spår"]


def test_rows_that_there_is_no_time_for_are_told(library: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verktyg.webb.api.prova.MOST_SECONDS", -1.0)
    found = library.post("/regelverk/bibliotek/prova-flera", {"datum": "2024-03-01", "rader": [{}, {}]})
    assert [row["problem"]["status"] for row in found["rader"]] == [503, 503]


def test_an_explanation_says_what_the_page_says(library: Program) -> None:
    facts = {"åldern": 40, "bor i kommunen": True}
    found = library.post(
        "/regelverk/bibliotek/förklara", {"datum": "2024-03-01", "vy": "lånekort", "fakta": facts}
    )
    assert found["obs"].startswith("Det här är ett beslutsstöd och inget beslut.")
    assert found["fakta"] == [
        {"namn": "åldern", "text": "40 år"},
        {"namn": "bor i kommunen", "text": "ja"},
    ]
    assert (found["förslag"]["namn"], found["förslag"]["text"]) == ("bästa kort", "vuxenkort")
    standing = {each["namn"]: (each["läge"], each["föreslås"]) for each in found["alternativ"]}
    assert standing == {
        "barnkort": ("inte möjlig", False),
        "vuxenkort": ("möjlig", True),
        "gästkort": ("inte möjlig", False),
    }
    [child] = [each for each in found["alternativ"] if each["namn"] == "barnkort"]
    assert child["skäl"][0]["för att"] == ["åldern är 40 år, men ska vara under 18 år"]
    assert child["skulle bli möjligt om"] == ["åldern vore minst 0 och under 18 år"]
    [condition] = [each for each in child["skäl"][0]["villkor"] if each["kolumn"] == "åldern"]
    assert (condition["utfall"], condition["gräns"], condition["värde"]) == (
        "ej uppfyllt",
        "under 18 år",
        "40 år",
    )
    [grown] = [each for each in found["alternativ"] if each["namn"] == "vuxenkort"]
    assert (grown["skulle bli möjligt om"], child["villkor"]) == ([], None)
    assert grown["villkor"]["namn"] == "kortvillkor"
    assert grown["villkor"]["delar"]
    assert child["skäl"][0]["källor"][0]["text"] == "BIB-1, Lånekort, ”under arton år”"


def test_amounts_are_explained(library: Program) -> None:
    facts = {"kort": "vuxenkort", "försenade dagar": 10}
    found = library.post(
        "/regelverk/bibliotek/förklara", {"datum": "2024-03-01", "vy": "avgift", "fakta": facts}
    )
    assert found["belopp"]["summor"][-1]["totalt"] is True
    assert [each["namn"] for each in found["belopp"]["summor"]] == ["dagsavgift", "påminnelse", "att betala"]


# --- the rules as data


def test_a_rule_set_says_what_it_asks_and_decides(library: Program) -> None:
    found = library.get("/regelverk/bibliotek")
    [age] = [fact for fact in found["fakta"] if fact["namn"] == "åldern"]
    assert (age["typ"], age["enhet"], age["oklar"], age["tillåtet"]) == (
        "tal",
        "år",
        True,
        "0 till 120 år eller oklar",
    )
    [card] = [fact for fact in found["fakta"] if fact["namn"] == "kort"]
    assert card["val"] == ["barnkort", "vuxenkort", "gästkort"]
    assert [view["namn"] for view in found["vyer"]] == ["lånekort", "avgift"]
    assert found["källor"] == [{"dnr": "BIB-1", "titel": "Biblioteksreglemente", "datum": "2023-05-02"}]


def test_a_table_is_data(real: Program) -> None:
    book = motor.load(RULES / "varmdo")
    for name, known in book.decisions.items():
        found = real.get(f"/regelverk/varmdo/beslut/{quote(name)}")
        assert [each["giltig från"] for each in found["versioner"]] == [
            version.valid_from.isoformat() for version in known.versions
        ]
        for version, data in zip(known.versions, found["versioner"], strict=True):
            rules = len(data["tabell"]["regler"]) if data["tabell"] else 0
            assert rules == (len(version.document.logic.rules) if version.kind == "tabell" else 0)
            assert data["sha256"] == version.stamp.sha256
            assert bool(data["tabell"]) is not bool(data["steg"])
    one = real.get(f"/regelverk/varmdo/beslut/{quote(name)}?från={version.valid_from}")
    assert len(one["versioner"]) == 1
    real.get(f"/regelverk/varmdo/beslut/{quote(name)}?från=1999-01-01")
    assert real.status == 404


def test_a_refused_state_and_a_broken_rule_set_are_told(tmp_path: Path) -> None:
    write(tmp_path, third.FILES, third.HEAD)
    broken = tmp_path / "trasigt"
    broken.mkdir()
    (broken / "regelverk.yaml").write_text("regelverk: trasigt\n", "utf-8")
    with program(tmp_path, tmp_path) as asking:
        found = asking.get("/regelverk")
        assert [each["namn"] for each in found["regelverk"]] == ["prov"]
        assert [each["namn"] for each in found["oanvändbara"]] == ["trasigt"]
        asking.get("/regelverk/trasigt")
        assert asking.status == 503


def test_a_third_municipality_needs_no_code(tmp_path: Path) -> None:
    write(tmp_path, third.FILES, third.HEAD)
    with program(tmp_path, tmp_path) as asking:
        person = {"månader utan arbete": 3, "körkort": True, "branscher": ["vård", "skog"]}
        question = {"datum": third.DAY.isoformat(), "vy": "spårval", "fakta": person}
        assert asking.post("/regelverk/prov/prova", question)["beslut"]["föreslaget spår"] == "Snabbspår"
        told = asking.post("/regelverk/prov/förklara", question)
        assert [each["läge"] for each in told["alternativ"]] == ["möjlig", "möjlig"]
        spell = {"spår": "Snabbspår", "första dag": "2030-01-30", "sista dag": "2030-02-02"}
        asked = {"datum": "2030-05-01", "beslut": ["ersättning"], "fakta": spell}
        assert asking.post("/regelverk/prov/prova", asked)["beslut"]["ersättning"] == 1242  # 4 days of 310.50
        kept = asking.post("/regelverk/prov/kvitton", {**question, "ärende": "S-1", "val": "Snabbspår"})
        assert kept["kvitto"]["nummer"] == 1


def test_a_change_on_disk_is_in_the_next_answer(tmp_path: Path) -> None:
    root = write(tmp_path, third.FILES, third.HEAD)
    with program(tmp_path, tmp_path) as asking:
        asking.get("/regelverk/prov")
        path = root / "regelverk.yaml"
        path.write_text(path.read_text("utf-8").replace("Storköpings kommun", "Lillköpings kommun"), "utf-8")
        asking.client.app.state.server.rules.look()  # type: ignore[attr-defined]
        assert asking.get("/regelverk/prov")["rubrik"] == "Lillköpings kommun"


# --- the description


def test_every_example_is_what_is_answered(real: Program) -> None:
    compared = 0
    for path, methods in real.document["paths"].items():
        for method, operation in methods.items():
            [answer] = [each for status, each in operation["responses"].items() if status[0] == "2"]
            content = answer["content"]["application/json"]
            schema = {**content["schema"], "components": real.document["components"]}
            if "example" in content:
                Draft202012Validator(schema).validate(content["example"])
            if method == "get" or "{nummer}" in path or "kvitton" in path:
                continue
            body = operation["requestBody"]["content"]["application/json"]
            name = next(each["example"] for each in operation["parameters"] if each["name"] == "regelverk")
            found = real.client.post(
                "/api/v1" + path.replace("{regelverk}", name), json=body["example"]
            ).json()
            assert found == content["example"]
            compared += 1
    assert compared == 4


def test_every_address_is_described_with_examples_and_its_problems(real: Program) -> None:
    assert real.document["openapi"].startswith("3.1")
    for path, methods in real.document["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
            assert operation["description"], path
            [answer] = [each for status, each in operation["responses"].items() if status[0] == "2"]
            assert path.startswith("/problem/") or "example" in answer["content"]["application/json"], path
            for status, told in operation["responses"].items():
                kinds = told["content"].get("application/problem+json", {}).get("examples", {})
                assert status[0] == "2" or kinds, (path, status)
                for kind in kinds.values():
                    address = kind["value"]["type"]
                    assert real.client.get(address).json()["title"] == kind["value"]["title"]


def test_the_handbook_names_every_address(real: Program) -> None:
    told = (ROOT / "docs" / "api.md").read_text("utf-8")
    addresses = set(re.findall(r"`(?:GET|POST) (/[^`]*)`", told))
    assert addresses == set(real.document["paths"])


def test_no_rule_set_is_needed_to_describe_the_interface(tmp_path: Path) -> None:
    with program(tmp_path, tmp_path) as asking:
        assert asking.get("/regelverk") == {"regelverk": [], "oanvändbara": []}


def test_the_day_is_today_when_none_is_given(library: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verktyg.webb.api.uppgifter.today", lambda: date(2024, 5, 17))
    for question in ({"fakta": {}}, {"fakta": {}, "datum": None}):
        assert library.post("/regelverk/bibliotek/prova", question)["datum"] == "2024-05-17"


def test_script_in_every_text_comes_back_as_text(library: Program) -> None:
    for question in (
        {"fakta": {SCRIPT: SCRIPT, "kort": SCRIPT, "ämnen": [SCRIPT]}},
        {"fakta": {}, "vy": SCRIPT},
        {"fakta": {}, "beslut": [SCRIPT]},
        {"fakta": {}, "datum": SCRIPT},
        {"fakta": {}, SCRIPT: SCRIPT},
    ):
        problem = library.post("/regelverk/bibliotek/prova", question)
        assert (library.status, problem["status"]) == (422, 422)
        assert library.headers["content-type"] == "application/problem+json"
        assert library.headers["x-content-type-options"] == "nosniff"
