"""Facts on their way in: arguments, YAML and JSON files, standard input."""

from __future__ import annotations

import datetime
import io
import json
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import pytest

from motor.errors import FactError, Location, Problem, RuleError
from tests.command import LIBRARY, motor
from verktyg.fakta import Given, Text, from_arguments, from_file
from verktyg.fel import UsageError, show_motor_error


def given(folder: Path, text: str) -> Given:
    path = folder / "fakta.yaml"
    path.write_text(text, "utf-8")
    return from_file(str(path))


def test_an_argument_is_a_name_and_a_text() -> None:
    found = from_arguments(["åldern=34", "bor i kommunen=ja", "ord=a=b", "tomt="])
    assert found.facts == {"åldern": "34", "bor i kommunen": "ja", "ord": "a=b", "tomt": ""}
    assert all(isinstance(value, Text) for value in found.facts.values())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["åldern"], "åldern är inget faktum"),
        (["=34"], "=34 är inget faktum"),
        (["åldern=1", "åldern=2"], "åldern är givet två gånger"),
    ],
)
def test_an_argument_that_says_nothing_is_refused(arguments: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        from_arguments(arguments)


def test_yaml_values_are_the_texts_that_stand_there(tmp_path: Path) -> None:
    found = given(
        tmp_path,
        "åldern: 3 800\nbor i kommunen: nej\nkort: 012\nämnen: [konst, musik]\nlånedag: 2024-02-30\n",
    )
    assert found.facts == {
        "åldern": "3 800",
        "bor i kommunen": "nej",
        "kort": "012",
        "ämnen": ["konst", "musik"],
        "lånedag": "2024-02-30",
    }
    assert found.day is None


def test_an_example_has_its_facts_and_its_day(tmp_path: Path) -> None:
    found = given(tmp_path, "beskrivning: Någon.\ndatum: 2024-03-01\nfakta:\n  åldern: 34\n")
    assert found == Given({"åldern": "34"}, datetime.date(2024, 3, 1))


def test_json_values_are_exact(tmp_path: Path) -> None:
    found = given(
        tmp_path, '{"åldern": 0.1, "bor i kommunen": true, "kort": "a", "lånedag": null, "ämnen": ["x"]}'
    )
    assert found.facts == {
        "åldern": Decimal("0.1"),
        "bor i kommunen": True,
        "kort": "a",
        "lånedag": None,
        "ämnen": ["x"],
    }
    assert not isinstance(found.facts["kort"], Text)


@pytest.mark.parametrize("text", ["", "# bara en kommentar\n", "{}"])
def test_nothing_is_no_facts(text: str, tmp_path: Path) -> None:
    assert given(tmp_path, text).facts == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n- b\n", "håller inga fakta"),
        ('{"a": 1', "är inte JSON"),
        ('{"a": 1, "a": 2}', "a är givet två gånger"),
        ('{"fakta": {"a": 1}, "b": 2}', "b är ingen nyckel här"),
        (json.dumps({f"a{number}": 1 for number in range(300_000)}), "fler än 1000 fakta"),
        ("datum: i går\nfakta: {a: 1}\n", "i går är inget datum"),
        ("datum: 2024-02-30\nfakta: {a: 1}\n", "2024-02-30 är inget datum"),
    ],
)
def test_a_file_that_holds_no_facts_is_refused(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=said):
        given(tmp_path, text)


def test_yaml_that_reads_otherwise_than_it_looks_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(FactError) as error:
        given(tmp_path, "a: 1\na: 2\nb: &x 3\n")
    assert [problem.where.line for problem in error.value.problems] == [2, 3]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("åldern: 1".encode("latin-1"), "är inte text i UTF-8"),
        (b" " * 5_000_001, "är för stor"),
    ],
    ids=["latin-1", "big"],
)
def test_a_file_that_is_no_text_is_refused(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "fakta.yaml"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=said):
        from_file(str(path))


def test_json_that_is_nested_too_deep_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "fakta.json"
    path.write_text('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "utf-8")
    run = motor("prova", str(LIBRARY), "--indata", str(path))
    assert run.status == 2
    assert "djupt nästlade" in run.err


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path: Path) -> None:
    assert given(tmp_path, "\ufeffåldern: 1").facts == {"åldern": "1"}


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match=r"Filen ingen\.yaml finns inte"):
        from_file("ingen.yaml")


def test_standard_input_is_read(tmp_path: Path) -> None:
    run = motor(
        "prova",
        "bibliotek",
        "--regler",
        str(LIBRARY.parent),
        "--datum",
        "2024-03-01",
        "--indata",
        "-",
        stdin='{"åldern": 12}',
    )
    assert (run.status, run.err) == (0, "")
    assert "barnkort: möjlig" in run.out


def test_an_argument_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "fakta.yaml").write_text("åldern: 12\n", "utf-8")
    run = motor(
        "prova",
        str(LIBRARY),
        "--datum",
        "2024-03-01",
        "--indata",
        str(tmp_path / "fakta.yaml"),
        "åldern=40",
    )
    assert (run.status, run.err) == (0, "")
    assert "barnkort: inte möjlig" in run.out


@pytest.mark.parametrize(
    ("arguments", "sentences"),
    [
        (["åldern=140"], ["åldern kan inte vara 140", "0 till 120"]),
        (["åldern=tolv"], ["åldern ska vara ett tal"]),
        (["lånedag=2024-02-30"], ["lånedag", "2024-02-30"]),
        (["bor i kommunen=kanske"], ["bor i kommunen ska vara ja eller nej"]),
        (["bor i kommunen=oklar"], ["bor i kommunen kan inte vara oklar. Svara med ja eller nej."]),
        (["kort=vuxnkort"], ["kort kan inte vara vuxnkort", "Menade du vuxenkort?"]),
        (["ålderrn=12"], ["Det finns inget faktum som heter ålderrn", "Menade du åldern?"]),
        (["lånedag=2024-03-02", "återlämningsdag=2024-03-01"], ["Återlämningsdagen ligger före lånedagen."]),
        (["åldern=140", "kort=x", "okänt=1"], ["åldern kan inte", "kort kan inte", "faktum som heter okänt"]),
    ],
)
def test_facts_that_cannot_be_used_are_all_named_and_nothing_is_decided(
    arguments: list[str], sentences: list[str], tmp_path: Path
) -> None:
    run = motor("prova", str(LIBRARY), "--datum", "2024-03-01", *arguments)
    assert run.status == 2
    assert run.out == ""
    assert not [sentence for sentence in sentences if sentence not in run.err], run.err


def test_a_day_without_rules_is_a_sentence(tmp_path: Path) -> None:
    run = motor("prova", str(LIBRARY), "--datum", "2023-12-31", "åldern=12")
    assert run.status == 2
    assert run.out == ""
    assert run.err == "Inga regler för bibliotek gäller 2023-12-31. De första gäller från 2024-01-01.\n"


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_an_error_is_wrapped_at_a_terminal_and_its_excerpt_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    excerpt = "- {namn: x, typ: tal, standard: en lång rad som inte bryts}"
    where = Location(file="regelverk.yaml", line=3, column=3)
    problem = Problem("kod", "ett två tre " * 5, where, excerpt=excerpt, hint="gör så här " * 6)
    with patch("sys.stderr", Screen()) as screen:
        show_motor_error(RuleError(problem))
    lines = screen.getvalue().splitlines()
    assert f"    {excerpt}" in lines
    assert all(len(line) <= 40 for line in lines if excerpt not in line)
    assert " ".join(screen.getvalue().split()) == " ".join(str(problem).split())
    assert sum(line.startswith("    ") and "så" in line for line in lines) > 1
