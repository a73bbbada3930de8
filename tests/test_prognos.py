"""Forecasts: every figure of the sources to the krona, and what is said of one that cannot be worked out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.command import motor
from tests.forecasts import FORECAST, answered, portfolio, rule_set
from tests.repository import ROOT

NACKA, VARMDO = str(ROOT / "regler" / "nacka"), str(ROOT / "regler" / "varmdo")


# --- the figures of the sources

SUMS = {
    ("nacka", "2024"): {
        "AMI 1": (274_000, 10, 30),
        "AMI 2": (4_187_000, 60, 720),
        "ISA 1": (1_395_000, 25, 225),
        "ISA 2": (744_000, 10, 120),
        "FAI 1": (960_000, 40, 120),
        "FAI 2": (1_440_000, 30, 180),
        "grupp AMI": (4_461_000, 70, 750),
        "grupp ISA": (2_139_000, 35, 345),
        "grupp FAI": (2_400_000, 70, 300),
        "totalt": (9_000_000, 175, 1_395),
    },
    ("nacka", "2023"): {
        "Jobbpeng grund": (263_479, 21, 62),
        "Förstärkt jobbpeng": (4_085_568, 65, 782),
        "Språk och arbetsintroduktion": (2_037_189, 27, 329),
        "totalt": (6_386_236, 113, 1_173),
    },
    ("varmdo", "primär-målgrupp"): {
        "Peng": (144 * 12 * 3_668, 144, 1_728),
        "Förstärkt peng": (36 * 12 * 4_823, 36, 432),
        "totalt": (8_421_840, 180, 2_160),
    },
    ("varmdo", "utökad-målgrupp-år-1"): {"totalt": (5_787_600, 100, 1_200)},
    ("varmdo", "utökad-målgrupp-från-år-2"): {
        "Kvarvarande deltagare": (100 * 6 * 4_823, 100, 600),
        "Nya deltagare": (100 * 12 * 4_823, 100, 1_200),
        "grupp utökad": (8_681_400, 200, 1_800),
        "totalt": (8_681_400, 200, 1_800),
    },
}
"""Sums (kronor), volumes and months, as DOMAN and the sources have them."""


def test_every_forecast_has_its_figures_here() -> None:
    files = ROOT.glob("regler/*/prognoser/*.yaml")
    assert {(path.parts[-3], path.stem) for path in files} == set(SUMS)


@pytest.mark.parametrize(("rule_set", "name"), SUMS, ids=lambda part: part)
def test_the_figures_come_out_to_the_krona(rule_set: str, name: str) -> None:
    answer = answered(str(ROOT / "regler" / rule_set), name)
    parts = {row["namn"]: row for row in answer["rader"]}
    parts |= {f"grupp {group['namn']}": group for group in answer["grupper"]} | {"totalt": answer["totalt"]}
    wanted = SUMS[rule_set, name]
    found = {
        part: (parts[part]["summa"], parts[part]["antal"], parts[part]["mått"]["månader"]) for part in wanted
    }
    assert found == wanted


@pytest.mark.parametrize(
    ("rule_set", "name", "differing"),
    [
        ("nacka", "2024", []),
        ("nacka", "2023", [("totalt", "summa", 6_386_235, 6_386_236, None)]),
        ("varmdo", "primär-målgrupp", []),
        ("varmdo", "utökad-målgrupp-år-1", []),
        ("varmdo", "utökad-målgrupp-från-år-2", [("totalt", "summa", 8_682, 8_681, "tkr")]),
    ],
)
def test_what_is_printed_otherwise_is_told_with_its_note(
    rule_set: str, name: str, differing: list[tuple[Any, ...]]
) -> None:
    printed = answered(str(ROOT / "regler" / rule_set), name)["tryckt"]
    wrong = [figure for figure in printed if not figure["stämmer"]]
    told = [(one["gäller"], one["mått"], one["tryckt"], one["räknat"], one["enhet"]) for one in wrong]
    assert printed
    assert told == differing
    assert all(figure["anmärkning"] for figure in wrong)


def test_what_cannot_be_worked_out_is_named_as_assumed() -> None:
    assumed = {each["gäller"]: each["text"] for each in answered(NACKA, "2024")["antaganden"]}
    assert list(assumed) == ["checkbelopp", "AMI 1 (bonusar 8)", "AMI 2, bonus 587 000 kr"]
    page = motor("prognos", NACKA, "2024").out
    assert "AMI 2, bonus 587 000 kr: Det som återstår av 4 187 000 kr" in page
    assert "= AMI         70      750    3 714 000  747 000  4 461 000" in page
    assert "Totalt       175    1 395    8 253 000  747 000  9 000 000" in page
    assert "Alla 30 tryckta tal stämmer." in page
    assert " ".join(motor("prognos", NACKA, "2023").out.split()).count("Går inte att räkna fram.") == 3


def test_the_printed_figures_belong_to_the_forecasts_own_day() -> None:
    assert answered(NACKA, "2024", "--datum", "2024-06-01")["tryckt"] == []


@pytest.fixture
def prov(tmp_path: Path) -> Path:
    return rule_set(tmp_path)


def refused(prov: Path, old: str, new: str, *more: str) -> str:
    """What is said of a forecast with a mistake in it; nothing may be written then."""
    assert old in FORECAST
    (prov / "prognoser" / "p.yaml").write_text(FORECAST.replace(old, new, 1).lstrip(), "utf-8")
    target = prov.parent / "ut.csv"
    run = motor("prognos", str(prov), "p", "--utdata", str(target), *more)
    assert (run.status, run.out) == (1, "")
    assert not target.exists()
    return run.err


# --- mistakes


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("antal: 10", "antal: -1", "11:42", "antal kan inte vara -1: det är negativt."),
        ("antal: 10", "antal: 2.5", "11:42", "antal ska vara ett helt tal, inte 2.5."),
        ("antal: 10", "antal: tio", "11:42", "antal ska vara ett tal, inte tio."),
        ("antal: 10", 'antal: "1,5"', "11:42", "Skriv 1.5."),
        ("antal: 10", "antal: 1e9", "11:42", "antal ska vara ett tal, inte 1e9."),
        ("antal: 10", f"antal: {'9' * 30}", "11:42", "antal är för stort"),
        ("antal: 10, ", "", "11:12", "A saknar antal."),
        ("extra: 2", "extra: 0.5", "11:59", "extra ska vara ett helt tal, inte 0.5."),
        ("extra: 2", "extra: x", "11:59", "extra ska vara ett tal, inte x."),
        ("{extra: 2}", "{exra: 2}", "11:52", "Prognosen har inget tal exra."),
        (", standard: 0", "", "12:12", "B saknar talet extra."),
        ("färg: röd", "färg: lila", "11:29", "färg kan inte vara lila."),
        ("färg: röd", "farg: röd", "11:23", "Det finns inget faktum som heter farg."),
        ("färg: röd", "vikt: 3", "11:12", "A: pris går inte att avgöra. Det beror på färg."),
        ("färg: röd", "färg: blå", "11:12", "A: pris ska bli ett tal, men blir inget värde."),
        ("färg: röd", "färg: blå", "11:12", "A: gruppen, pris.sort, har inget värde."),
        ("regelverk: prov", "regelverk: annat", "2:12", "Prognosen är för regelverket annat, inte prov."),
        ("extra * tillägg", "extra * tilägg", "8:38", "tilägg är inget namn som finns här."),
        ("extra * tillägg", "extra *", "8:", "fel"),
        ("extra * tillägg", "10 ** 300", "11:12", "ett som är för stort eller har för många decimaler"),
        ("extra * tillägg", "string(extra)", "11:12", "tillägg ska bli ett tal, men blir 2."),
        ("namn: extra", "namn: vikt", "5:12", "vikt är redan ett namn i regelverket."),
        ("namn: extra", "namn: antal", "5:12", "antal finns redan i varje prognos."),
        ("namn: tillägg", "namn: summa", "8:12", "summa finns redan i varje prognos."),
        ("namn: B", "namn: A", "12:12", "Två rader heter `A` (det första på rad 11)."),
        ("antal: 3}", "antal: 3, tryckt: {suma: 4}}", "12:55", "Prognosen räknar inte ut suma."),
        ("antal: 3}", "antal: 3, tryckt: {summa: fyra}}", "12:62", "summa ska vara ett tal, inte fyra."),
        ("antal: 3}", "antal: 3, belopp: [{namn: x, belopp: 4}]}", "12:", "Nyckeln `antagande` saknas."),
        ("{färg: röd}", "{}", "11:12", "A har inga fakta, så dess grupp går inte att räkna fram."),
    ],
)
def test_a_mistake_is_told_where_it_stands(prov: Path, old: str, new: str, place: str, message: str) -> None:
    told = refused(prov, old, new)
    assert f"p.yaml:{place}" in told
    assert message in told


@pytest.mark.parametrize(
    ("group", "found"), [("[färg]", "röd"), ("{a: färg}", "a: röd"), ("function(a) a", "en funktion")]
)
def test_a_group_is_a_name(prov: Path, group: str, found: str) -> None:
    err = refused(prov, "grupp: pris.sort\nrader", f'grupp: "{group}"\nrader')
    assert f"A: gruppen, {group}, ska bli ett namn, men blir {found}." in err
    assert "p.yaml:11:12: fel: A: gruppen" in err


def test_a_cost_that_is_a_function_is_told_in_words(prov: Path) -> None:
    err = refused(prov, "extra * tillägg", "function(a) a")
    assert "A: tillägg ska bli ett tal, men blir en funktion." in err


@pytest.mark.parametrize("group", ["[färg]", "{a: färg}", "function(a) a"])
def test_a_group_of_cases_is_a_name(prov: Path, group: str) -> None:
    path = prov / "prognoser" / "p.yaml"
    path.write_text(path.read_text("utf-8").rsplit("grupp", 1)[0] + f'grupp: "{group}"\n', "utf-8")
    run = portfolio(prov, "färg\nröd\n")
    assert run.status == 1
    assert "Grupp har inget värde: reglerna ger inget." in run.out


def test_a_file_without_cases_is_refused(prov: Path) -> None:
    run = portfolio(prov, "färg\n")
    assert (run.status, run.out) == (2, "")
    assert "fall.csv: fel: Filen har inga rader." in run.err


def test_all_mistakes_are_told_at_once(prov: Path) -> None:
    told = refused(
        prov, "antal: 10, tal: {extra: 2}}", "antal: -1, tal: {extra: x}}\n  - {namn: C, antal: y}"
    )
    assert [line.split(":")[1] for line in told.splitlines() if ": fel: " in line] == ["11", "11", "12", "12"]


def test_a_day_without_rules_and_an_unknown_forecast_are_refused(prov: Path) -> None:
    assert "gäller 2023-01-01" in motor("prognos", str(prov), "p", "--datum", "2023-01-01").err
    run = motor("prognos", str(prov), "q")
    assert run.status == 2
    assert "Prognosen q finns inte." in run.err
    assert "är p." in run.err
