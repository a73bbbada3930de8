"""`motor granska`: what is proven of the rules, among the problems of form; drafts, JSON, what to do next."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from tests.command import motor
from tests.rulesets import AVGIFT, HEAD, decision, write

SHORT = HEAD.replace("  - {namn: start, typ: datum, fråga: Vilken dag?}\n", "")
GAP = AVGIFT.replace('"< 18"', '"< 17.5"')
CLASH = AVGIFT.replace('"< 18"', '"<= 18"')
OTHERS = {
    "färgton/2024-01-01.yaml": decision("färgton", "uttryck: färg\n"),
    "studier/2024-01-01.yaml": decision("studier", "uttryck: sfi\n"),
}


def rules(folder: Path, table: str, name: str = "avgift") -> str:
    return str(write(folder, {f"{name}/2024-01-01.yaml": table, **OTHERS}, SHORT))


def test_a_gap_is_shown_with_its_row_and_what_to_do_next(tmp_path: Path) -> None:
    path = rules(tmp_path, GAP)
    run = motor("granska", path)
    assert (run.status, run.err) == (0, "")
    place = f"{path}/avgift/2024-01-01.yaml:1:9"
    assert run.out == (
        f"{place}: varning: Ingen regel träffar när ålder är minst 17.5 och under 18. "
        "Till exempel: ålder = 17.5.\n"
        "    beslut: avgift\n"
        "            ^^^^^^\n"
        "    Lägg till en regel, och fyll i vad den ger:\n"
        '        - när: {ålder: "[17.5..18)"}\n'
        "          ger: {avgift: }\n"
        "\n"
        "Ändra reglerna, eller godta ett fynd med accepterad: {fynd: …, skäl: …}. "
        f"Kör sedan: motor granska {path}\n"
        f"{path}: 0 fel, 1 varning, 0 råd.\n"
    )


def test_a_broken_hit_policy_is_an_error(tmp_path: Path) -> None:
    run = motor("granska", rules(tmp_path, CLASH))
    assert run.status == 1
    assert "Regel 1 och 2 träffar båda när ålder är 18, men träffregeln är unik." in run.out
    assert "Rätta det som är fel. Kör sedan: motor granska" in run.out


def test_strict_stops_on_what_is_proven_too(tmp_path: Path) -> None:
    assert motor("granska", rules(tmp_path, GAP), "--strikt").status == 1
    assert motor("granska", rules(tmp_path / "b", AVGIFT), "--strikt").status == 0


def test_form_and_findings_stand_in_one_list_by_place(tmp_path: Path) -> None:
    table = GAP.replace("källa: {dnr: P-1, avsnitt: Avgifter}\n", "")
    more = {"aa/2024-01-01.yaml": decision("aa", CLASH.partition("Avgifter}\n")[2])}
    path = write(tmp_path, {"avgift/2024-01-01.yaml": table, **OTHERS, **more}, SHORT)
    out = motor("granska", str(path)).out
    told = [line.split(": ")[1] for line in out.splitlines() if line.startswith(f"{path}/")]
    assert told == ["fel", "varning", "varning"]
    assert out.index("aa/2024") < out.index("säger inte varifrån")
    assert "Ingen regel träffar" in out


def test_nothing_is_proven_of_rules_that_cannot_be_used(tmp_path: Path) -> None:
    run = motor("granska", rules(tmp_path, GAP.replace("ger: {avgift: 0}", "ger: {avgift: noll}")))
    assert run.status == 1
    assert "Ingen regel träffar" not in run.out
    assert run.out.splitlines()[-1].endswith(": 1 fel, 0 varningar, 0 råd.")


def test_drafts_are_checked_for_form_and_proven_when_asked(tmp_path: Path) -> None:
    draft = CLASH.replace("status: förslag", "status: utkast")
    path = rules(tmp_path, draft)
    assert motor("granska", path).status == 0
    run = motor("granska", path, "--utkast")
    assert run.status == 1
    assert f"Kör sedan: motor granska {path} --utkast\n" in run.out
    path = rules(tmp_path / "b", draft.replace("ger: {avgift: 0}", "ger: {avgift: noll}"))
    assert motor("granska", path).status == 1


def test_json_has_every_finding_exactly(tmp_path: Path) -> None:
    path = rules(tmp_path, GAP.replace("källa: {dnr: P-1, avsnitt: Avgifter}\n", ""))
    run = motor("granska", path, "--json")
    assert run.status == 0
    answer = json.loads(run.out, parse_float=Decimal)
    found = answer.pop("fynd")
    assert answer == {"regelverk": [path], "utkast": False, "fel": 0, "varningar": 2, "råd": 0}
    (gap,) = [each for each in found if each["fynd"] == "lucka"]
    (form,) = [each for each in found if each["fynd"] == "saknad källa"]
    assert gap == {
        "fynd": "lucka",
        "grad": "varning",
        "text": "Ingen regel träffar när ålder är minst 17.5 och under 18. Till exempel: ålder = 17.5.",
        "fil": f"{path}/avgift/2024-01-01.yaml",
        "rad": 1,
        "kolumn": 9,
        "gör": "Lägg till en regel, och fyll i vad den ger:",
        "beslut": "avgift",
        "version": "2024-01-01",
        "regler": [],
        "utdata": ["avgift"],
        "fall": {"ålder": Decimal("17.5")},
        "ny regel": '  - när: {ålder: "[17.5..18)"}\n    ger: {avgift: }',
    }
    assert set(form) == {"fynd", "grad", "text", "fil", "rad", "kolumn", "gör"}


def test_findings_that_say_the_same_are_told_once(tmp_path: Path) -> None:
    path = Path(rules(tmp_path, AVGIFT))
    assert motor("ny-version", str(path), "avgift", "--från", "2025-01-01").status == 0
    file = path / "avgift" / "2025-01-01.yaml"
    text = file.read_text("utf-8")
    marked = "ger: {avgift: 1 200}\n    källa: {dnr: FYLL I}"
    file.write_text(text.replace("ger: {avgift: 1 200}", marked), "utf-8")
    places = [
        number for number, line in enumerate(file.read_text("utf-8").splitlines(), 1) if "FYLL I" in line
    ]
    run = motor("granska", str(path), "--utkast")
    (told,) = [line for line in run.out.splitlines() if "Källan är inte ifylld" in line]
    listed = ", ".join(map(str, places))
    assert told == f"{file}: varning: Källan är inte ifylld: FYLL I står kvar. På 2 ställen: rad {listed}."
    assert run.out.splitlines()[-1] == f"{path}: 0 fel, 2 varningar, 0 råd."
    answer = json.loads(motor("granska", str(path), "--utkast", "--json").out)
    assert [each["rad"] for each in answer["fynd"] if each["fynd"] == "källa att fylla i"] == places


def test_json_of_sound_rules_and_of_broken_ones(tmp_path: Path) -> None:
    assert json.loads(motor("granska", rules(tmp_path, AVGIFT), "--json").out)["fynd"] == []
    run = motor("granska", rules(tmp_path / "b", CLASH), "--json")
    assert run.status == 1
    assert json.loads(run.out)["fel"] == 1
