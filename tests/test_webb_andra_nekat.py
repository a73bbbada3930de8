# ruff: noqa: F401, F811 - fixtures are imported by their names
"""Drafts in the browser: two editors at once, doors that are shut, broken rules, and a draft taken away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.drafts import DRAFT, EDIT, FILE, SCRIPT, anna, begin, place, post, rules, served, tried, untried
from tests.test_third_municipality import CRITERIA, HEAD, SUGGESTION, TERMS
from tests.webb import Visitor, visitor
from verktyg.webb.redigering.blankett import print_of

# --- two editors


def test_the_last_of_two_is_told_and_keeps_what_both_wrote(anna: Visitor, rules: Path) -> None:
    begin(anna)
    anna.get(DRAFT)
    bo = Visitor(anna.client)
    bo.get(DRAFT).submit({"c2-3": "5 200", "c3-3": "6 300"}, "Spara utkastet")
    anna.submit({"c1-3": "3 950", "c3-3": "6 400"}, "Spara utkastet")
    assert anna.status == 409
    assert "Någon annan har ändrat utkastet under tiden" in anna.text
    assert "checkbelopp: 5 200" in " ".join(anna.texts("ins"))
    text = (rules / FILE).read_text("utf-8")
    assert "3 950" not in text
    fields = anna.page.forms[0].fields
    assert (fields["c1-3"], fields["c2-3"], fields["c3-3"]) == ("3 950", "5 200", "6 400")
    assert "Någon annan har skrivit 6 300 här under tiden." in anna.text
    anna.submit(button="Spara utkastet")
    assert anna.status == 200
    text = (rules / FILE).read_text("utf-8")
    assert all(f"checkbelopp: {amount}," in text for amount in ("3 950", "5 200", "6 400"))


def test_edits_that_do_not_go_together_are_kept_in_the_form(anna: Visitor, rules: Path) -> None:
    begin(anna)
    anna.get(DRAFT)
    Visitor(anna.client).get(DRAFT).submit(button="× Ta bort regel 9").submit(button="Spara utkastet")
    before = (rules / FILE).read_bytes()
    for _ in range(2):
        anna.submit({"c1-3": "3 950"}, "Spara utkastet")
        assert anna.status == 409
        assert anna.page.forms[0].fields["c1-3"] == "3 950"
        assert "går inte att lägga ihop" in anna.text
    assert (rules / FILE).read_bytes() == before


# --- doors that are shut


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("ersättning/2024-01-01", "beslutad och förseglad"),
        ("insatsvillkor/2024-01-01", "ett förslag, och räknas med"),
    ],
)
def test_what_is_adopted_or_counts_is_not_edited(
    anna: Visitor, rules: Path, version: str, sentence: str
) -> None:
    begin(anna)
    file = rules / "nacka" / f"{version}.yaml"
    before = file.read_bytes()
    text = before.decode()
    forged = {"underlag": text, "avtryck": print_of(text), "gör": "spara", "t0": "Ändrad", "c1-3": "1"}
    for path in (f"{EDIT}/{version}", f"{EDIT}/{version}/ta-bort"):
        anna.get(DRAFT)
        assert post(anna, path, forged).status == 409
        assert sentence in anna.text
    assert anna.get(f"{EDIT}/{version}").status == 409
    ways = {link.text_content(): link.get("href") for link in anna.page.cssselect("main a")}
    assert anna.get(ways["Börja på nästa version"]).status == 200
    assert anna.page.forms[0].fields["beslut"] == version.partition("/")[0]
    assert anna.get(ways[f"Se {version.replace('/', ' från ')}"]).status == 200
    assert file.read_bytes() == before


def test_a_sealed_file_that_is_called_a_draft_stays_shut(anna: Visitor, rules: Path) -> None:
    file = rules / "nacka/ersättning/2024-01-01.yaml"
    text = re.sub(r"status: beslutad\nbeslutad: .*\n", "status: utkast\n", file.read_text("utf-8"))
    assert "status: utkast" in text
    file.write_text(text, "utf-8")
    anna.get(f"{EDIT}/ersättning/2024-01-01")
    assert anna.status == 409
    assert "förseglad" in anna.text


def test_the_text_of_another_version_cannot_be_sent_as_the_draft(anna: Visitor, rules: Path) -> None:
    begin(anna)
    before = (rules / FILE).read_bytes()
    other = (rules / "nacka/insatsvillkor/2024-01-01.yaml").read_text("utf-8")
    anna.get(DRAFT)
    assert post(anna, DRAFT, {"underlag": other, "avtryck": print_of(other), "gör": "spara"}).status == 409
    anna.get(DRAFT)
    assert post(anna, DRAFT, {"underlag": before.decode(), "avtryck": "0", "gör": "spara"}).status == 400
    anna.get(DRAFT)
    assert post(anna, DRAFT, {"gör": "spara"}).status == 400
    assert (rules / FILE).read_bytes() == before


@pytest.mark.parametrize(
    "path",
    [
        f"{EDIT}/insatsvillkor/2031-01-01",
        f"{EDIT}/finns inte/2025-01-01",
        f"{EDIT}/..%2Fvarmdo/2025-01-01",
        f"{EDIT}/%2Fetc/passwd",
        f"{EDIT}/exempel/2025-01-01",
        "/regelverk/..%2Fregler%2Fnacka/ändra",
    ],
)
def test_names_are_never_paths(anna: Visitor, path: str) -> None:
    assert anna.get(path).status == 404


def test_links_are_not_followed(anna: Visitor, rules: Path, tmp_path: Path) -> None:
    begin(anna)
    outside = tmp_path / "utanför.yaml"
    (rules / FILE).rename(outside)
    (rules / FILE).symlink_to(outside)
    before = outside.read_bytes()
    anna.get(DRAFT)
    assert anna.status == 409
    assert "länk" in anna.text
    (rules / FILE).unlink()
    folder = rules / "nacka/insatsvillkor"
    folder.rename(tmp_path / "insatsvillkor")
    folder.symlink_to(tmp_path / "insatsvillkor")
    begin(anna)
    assert anna.status == 409
    assert not (tmp_path / "insatsvillkor/2025-01-01.yaml").exists()
    assert outside.read_bytes() == before


# --- broken rules on disk, and a draft taken away


def test_errors_elsewhere_are_told_and_hinder_nothing(anna: Visitor, rules: Path) -> None:
    begin(anna)
    other = rules / "nacka/aktivering/2024-01-01.yaml"
    other.write_text(other.read_text("utf-8").replace("träffregel: ", "träffregel: o"), "utf-8")
    assert anna.get(EDIT).status == 200
    assert "Reglerna på disken har" in anna.text
    anna.get(DRAFT)
    assert "Reglerna på disken har" in anna.text
    anna.submit({"c1-3": "tre"}, "Spara utkastet")
    assert anna.status == 422
    anna.submit({"c1-3": "3 950"}, "Spara utkastet")
    assert anna.status == 200
    assert "checkbelopp: 3 950" in (rules / FILE).read_text("utf-8")
    begin(anna, från="2026-01-01")
    assert anna.status == 422
    assert not (rules / "nacka/insatsvillkor/2026-01-01.yaml").exists()


def test_a_draft_is_taken_away_when_asked_twice(anna: Visitor, rules: Path) -> None:
    begin(anna)
    anna.get(DRAFT).follow("Ta bort utkastet")
    text = (rules / FILE).read_text("utf-8")
    (rules / FILE).write_text(text + "# mer\n", "utf-8")
    anna.submit(button="Ta bort utkastet")
    assert anna.status == 409
    assert (rules / FILE).exists()
    anna.submit(button="Ta bort utkastet")
    assert anna.status == 200
    assert not (rules / FILE).exists()
    assert anna.get(DRAFT).status == 404


def test_the_commands_to_adoption_are_said(anna: Visitor, rules: Path) -> None:
    begin(anna)
    steps = anna.get(DRAFT).texts(".steg code")
    assert steps[0] == "motor granska regler/nacka --utkast"
    assert not [step for step in steps if str(rules) in step]
    assert steps[-1].startswith("motor besluta nacka insatsvillkor 2025-01-01 --organ")


# --- other rule sets


def test_a_third_municipality_is_edited_alike(tmp_path: Path) -> None:
    folder = tmp_path / "regler" / "prov"
    texts = {"regelverk": HEAD, "möjliga spår/2030-01-01": CRITERIA, "föreslaget spår/2030-01-01": SUGGESTION,
             "spårvillkor/2030-01-01": TERMS}  # fmt: skip
    for name, text in texts.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), "utf-8")
    with visitor(tmp_path / "regler", edit=True) as anna:
        anna.get("/regelverk/prov/ändra").submit(
            {"beslut": "möjliga spår", "från": "2031-01-01", "dnr": "SK-2030-7", "avsnitt": SCRIPT},
            "Skriv utkastet",
        )
        assert anna.status == 200
        anna.follow("Ändra utkastet")
        assert not anna.page.xpath("//main//script")
        anna.submit({"c1-0": "< 6"}, "Spara utkastet")
        assert anna.status == 200, anna.text
    text = (folder / "möjliga spår/2031-01-01.yaml").read_text("utf-8")
    assert 'när: {månader utan arbete: "< 6", körkort: ja}' in text


def test_the_other_rule_set_too(anna: Visitor) -> None:
    anna.get("/regelverk/varmdo/ändra")
    assert anna.status == 200
    choices = [
        each.get("value") or each.text for each in anna.page.get_element_by_id("beslut").iter("option")
    ]
    assert len(choices) > 2
