"""`motor prova` without a terminal: an answer with reasons, terms and what is missing; and its JSON."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.command import LIBRARY, Run, motor
from tests.repository import ROOT

DAY = ("--datum", "2024-03-01")


def ask(*arguments: str) -> Run:
    run = motor("prova", str(LIBRARY), *DAY, *arguments)
    assert (run.status, run.err) == (0, "")
    assert "--json" in arguments or max(map(len, run.out.splitlines())) <= 80
    return run


def section(text: str, heading: str) -> str:
    """What stands under a heading, with the lines joined."""
    body = text.split(f"{heading}\n{'-' * len(heading)}\n")[1]
    body = re.split(r"\n\n[^\n]+\n-{4,}\n", body)[0]
    return " ".join(body.split())


def test_the_answer_names_itself_a_support_and_no_decision() -> None:
    out = ask("åldern=40", "bor i kommunen=ja").out
    assert out.startswith("Lånekort\n========\nByköpings bibliotek\n")
    assert "Enligt reglerna den 2024-03-01." in out
    assert "beslutsstöd och inget beslut" in out


def test_the_facts_and_the_suggestion_come_first() -> None:
    out = ask("åldern=40", "bor i kommunen=ja").out
    assert section(out, "Uppgifter som svaret bygger på") == "åldern 40 år bor i kommunen ja"
    assert section(out, "Förslag").startswith("Bästa kort: vuxenkort")


def test_a_possible_alternative_has_its_reasons_sources_and_terms() -> None:
    possible = section(ask("åldern=40", "bor i kommunen=ja").out, "Möjliga kort")
    assert possible.startswith(
        "vuxenkort: möjlig, föreslås - åldern är 40 år (ska vara minst 18 och högst 120 år)"
        " och bor i kommunen är ja"
    )
    assert "Tolkning 1: Den som fyller arton i dag är vuxen." in possible
    assert "Kortvillkor (förslag, från 2024-01-01): lånetid 28 dagar dagsbelopp 2,50 kr" in possible
    assert "Källa: BIB-1, Avgifter" in possible


def test_an_impossible_alternative_says_what_stopped_it() -> None:
    others = section(ask("åldern=40", "bor i kommunen=ja").out, "Varför inte de andra?")
    assert "barnkort: inte möjlig - åldern är 40 år, men ska vara under 18 år" in others
    assert "Källa: BIB-1, Lånekort, ”under arton år”" in others
    assert "gästkort: inte möjlig Det finns 2 vägar hit, och ingen är uppfylld:" in others
    assert "bor i kommunen är ja, men ska vara nej" in others
    assert "åldern är 40 år, men ska vara oklar" in others


def test_an_open_alternative_says_what_it_depends_on() -> None:
    out = ask("åldern=40").out
    assert section(out, "Möjliga kort") == "Ingen är klar än."
    depends = section(out, "Beror på det som saknas")
    assert "vuxenkort: beror på bor i kommunen - bor i kommunen är inte besvarat (ska vara ja)" in depends
    assert "gästkort: beror på bor i kommunen" in depends
    missing = section(out, "Det här saknas")
    assert "bor i kommunen: Bor låntagaren i kommunen?" in missing
    assert "möjliga kort" in missing
    assert "beror på bor i kommunen" in section(out, "Förslag")
    assert section(out, "Övrigt") == (
        "Hälsning: beror på bor i kommunen (möjliga svar: Välkommen hem / Välkommen hit)"
    )


def test_unclear_is_an_answer() -> None:
    out = ask("åldern=oklar", "bor i kommunen=ja").out
    assert "gästkort: möjlig, föreslås - åldern är oklar" in section(out, "Möjliga kort")


def test_the_rules_used_are_listed_with_their_status() -> None:
    rules = section(ask("åldern=40", "bor i kommunen=ja").out, "Regler som svaret bygger på")
    assert "möjliga kort 2024-01-01 beslutad 2024-03-01" in rules
    assert "bästa kort 2024-01-01 förslag" in rules
    assert "BIB-1: Biblioteksreglemente, 2023-05-02" in rules


def test_amounts_have_lines_sums_and_a_total() -> None:
    out = ask("kort=vuxenkort", "försenade dagar=3").out
    assert out.startswith("Förseningsavgift\n")
    amounts = section(out, "Belopp")
    assert "dag dagsbelopp --- ---------- 1 2,50 kr 2 2,50 kr 3 2,50 kr" in amounts
    assert "Dagsavgift 7,50 kr Påminnelse 1 000 kr" in amounts
    assert amounts.endswith("Att betala 1 007,50 kr")
    assert "Källa: BIB-1, Avgifter, ”per dag”" in section(out, "Så kom beloppen till")


def test_rows_in_a_decision_asked_for_are_a_table() -> None:
    out = ask("kort=vuxenkort", "försenade dagar=3", "--beslut", "avgift").out
    assert "dag dagsbelopp --- ---------- 1 2,50 kr 2 2,50 kr 3 2,50 kr" in section(out, "Svar")


def test_an_amount_tells_what_it_was_made_of() -> None:
    origins = section(ask("kort=vuxenkort", "försenade dagar=3").out, "Så kom beloppen till")
    [daily] = re.findall("Dagsavgift: (.*) Påminnelse:", origins)
    assert daily.startswith("7,50 kr Räknas som sum(delar.dagsbelopp) - dagsbelopp i kortvillkor är 2,50 kr")
    assert "kort är vuxenkort" in daily


def test_a_total_tells_what_its_decision_says_of_itself(tmp_path: Path) -> None:
    rules = shutil.copytree(LIBRARY, tmp_path / LIBRARY.name)
    fee = rules / "avgift/2024-01-01.yaml"
    said = "status: förslag\nbeskrivning: Allt som ska betalas."
    fee.write_text(fee.read_text("utf-8").replace("status: förslag", said, 1), "utf-8")
    out = motor("prova", str(rules), "kort=vuxenkort", "försenade dagar=3", "--datum", "2024-03-01").out
    assert "Att betala: 1 007,50 kr Allt som ska betalas." in section(out, "Så kom beloppen till")


def test_a_table_where_no_rule_hits_says_so(tmp_path: Path) -> None:
    rules = shutil.copytree(LIBRARY, tmp_path / LIBRARY.name)
    (rules / "rabatt").mkdir()
    (rules / "rabatt/2024-01-01.yaml").write_text(
        "beslut: rabatt\ngiltig från: 2024-01-01\nstatus: förslag\n"
        "källa: {dnr: BIB-1, avsnitt: Avgifter}\nträffregel: unik\nindata: [försenade dagar]\n"
        "utdata:\n  - {namn: rabatt, typ: tal, standard: 0}\n"
        "regler:\n  - {när: {försenade dagar: '> 5'}, ger: {rabatt: 1}}\n",
        "utf-8",
    )
    said = motor("prova", str(rules), "försenade dagar=3", "--beslut", "rabatt", "--datum", "2024-03-01").out
    assert "Rabatt: 0 - ingen regel träffar Källa: BIB-1" in section(said, "Svar")


def test_what_an_expression_says_in_a_text_is_not_taken_for_a_decision(tmp_path: Path) -> None:
    rules = shutil.copytree(LIBRARY, tmp_path / LIBRARY.name)
    path = rules / "avgift" / "2024-01-01.yaml"
    text = path.read_text("utf-8")
    assert "if försenade dagar > 2" in text
    path.write_text(text.replace("if försenade dagar > 2", 'if "kortvillkor.lånetid" = "" '), "utf-8")
    run = motor("prova", str(rules), *DAY, "kort=vuxenkort", "försenade dagar=3")
    assert "Påminnelse: 0 kr" in run.out
    assert "lånetid i kortvillkor" not in run.out


def test_amounts_wait_for_what_is_missing() -> None:
    out = ask("kort=vuxenkort").out
    assert section(out, "Belopp").startswith("Avgift beror på försenade dagar.")
    assert "kr" not in section(out, "Belopp").split()


def test_facts_of_several_views_are_answered_in_each() -> None:
    out = ask("åldern=40", "kort=vuxenkort").out
    assert "Lånekort\n========" in out
    assert "Förseningsavgift\n================" in out


def test_a_view_is_picked_by_name() -> None:
    assert ask("--vy", "avgift").out.startswith("Förseningsavgift\n")
    run = motor("prova", str(LIBRARY), "--vy", "avgifft")
    assert run.status == 2
    assert "Menade du avgift?" in run.err


def test_without_facts_the_first_view_says_what_is_missing() -> None:
    out = ask().out
    assert out.startswith("Lånekort\n")
    assert "åldern: Hur gammal är låntagaren?" in section(out, "Det här saknas")


def test_single_decisions_are_answered_plainly() -> None:
    out = ask("åldern=12", "bor i kommunen=ja", "--beslut", "möjliga kort", "--beslut", "halsning").out
    answer = section(out, "Svar")
    assert "Möjliga kort: - barnkort för att åldern är 12 år (ska vara under 18 år)" in answer
    assert "Hälsning: Välkommen hem" in answer


def test_an_unknown_decision_is_named() -> None:
    run = motor("prova", str(LIBRARY), "--beslut", "möjliga kårt")
    assert run.status == 2
    assert "Menade du möjliga kort?" in run.err


def test_drafts_count_only_when_asked_for() -> None:
    refused = motor("prova", str(LIBRARY), *DAY, "--beslut", "tips", "ämnen=konst")
    assert refused.status == 2
    assert "utkast" in refused.err
    out = ask("--utkast", "--beslut", "tips", "ämnen=konst").out
    assert "Tips: 1" in out
    assert "OBS! Svaret räknar med utkast" in out


def test_a_fact_can_be_left_unanswered_on_purpose() -> None:
    assert ask("åldern=40", "bor i kommunen=?").out == ask("åldern=40").out


def test_json_has_the_form_that_programs_rely_on() -> None:
    run = ask("--json", "kort=vuxenkort", "försenade dagar=3", "åldern=40")
    answer = json.loads(run.out)
    keys = "regelverk datum beslut obesvarade säkra ej-uppräknade saknas upplysningar spår"
    assert list(answer) == [key.replace("-", " ") for key in keys.split()]
    assert (answer["regelverk"], answer["datum"]) == ("bibliotek", "2024-03-01")
    assert answer["beslut"]["avgift"]["att betala"] == 1007.5
    assert answer["obesvarade"]["hälsning"] == ["Välkommen hem", "Välkommen hit"]
    assert "bor i kommunen" in answer["saknas"]


def test_json_keeps_numbers_exact() -> None:
    out = ask("--json", "kort=vuxenkort", "försenade dagar=1", "--beslut", "avgift").out
    assert re.search(r'"dagsavgift":\s*2\.50?[,}\s]', out)


def test_json_of_a_view_or_a_decision_holds_only_that() -> None:
    one = json.loads(ask("--json", "åldern=12", "bor i kommunen=ja", "--beslut", "möjliga kort").out)
    assert list(one["beslut"]) == ["möjliga kort"]
    view = json.loads(ask("--json", "åldern=12", "--vy", "lånekort").out)
    assert {*view["beslut"], *view["obesvarade"]} == {"möjliga kort", "bästa kort", "hälsning"}


VIEWS = [
    (path.parent, view)
    for path in (*ROOT.glob("regler/*/regelverk.yaml"), LIBRARY / "regelverk.yaml")
    for view in re.findall(r"^  (\S[^:]*):$", path.read_text("utf-8").partition("\nvyer:")[2], re.MULTILINE)
]


@pytest.mark.parametrize(("rules", "view"), VIEWS, ids=lambda part: getattr(part, "name", part))
def test_a_view_is_answered_as_json_when_it_is_as_a_page(rules: Path, view: str) -> None:
    page = motor("prova", str(rules), *DAY, "--vy", view)
    answer = motor("prova", str(rules), *DAY, "--vy", view, "--json")
    assert (page.status, page.err, answer.status, answer.err) == (0, "", 0, "")
    decided = json.loads(answer.out)
    assert decided["beslut"] or decided["obesvarade"]
    assert not [name for name in decided["beslut"] if name.casefold() not in page.out.casefold()]


def test_a_view_without_any_rules_that_day_is_refused(tmp_path: Path) -> None:
    rules = shutil.copytree(LIBRARY, tmp_path / LIBRARY.name)
    with (rules / "regelverk.yaml").open("a", encoding="utf-8") as file:
        file.write("  tips:\n    rubrik: Tips\n    frågor:\n      - fakta: [ämnen]\n    övrigt: [tips]\n")
    for more in ([], ["--json"]):
        run = motor("prova", str(rules), *DAY, "--vy", "tips", *more)
        assert (run.status, run.out) == (2, "")
        assert run.err.startswith("Inga regler för tips gäller 2024-03-01.")


def test_json_of_wrong_facts_is_no_json() -> None:
    run = motor("prova", str(LIBRARY), "--json", "åldern=140")
    assert (run.status, run.out) == (2, "")


EXAMPLES = sorted(ROOT.glob("regler/*/exempel/*.yaml"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_every_example_is_answered_within_80_columns(example: Path) -> None:
    run = motor("prova", str(example.parent.parent), "--indata", str(example))
    assert (run.status, run.err) == (0, "")
    assert max(map(len, run.out.splitlines())) <= 80
    assert "Regler som svaret bygger på" in run.out
