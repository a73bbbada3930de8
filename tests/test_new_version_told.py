"""`motor ny-version`: the source of the new given once, and what is told of the draft."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

import motor as engine
from motor.documents.amounts import percent_text
from motor.editing.documents import NewDocument, with_document
from motor.errors import EditError
from tests.rulesets import AVGIFT, write
from tests.test_new_version import COPIED, TAXA, begin
from verktyg.fel import DONE, USAGE_WRONG


@pytest.fixture
def rule_set(tmp_path: Path) -> Path:
    return write(tmp_path, {"taxa/2024-01-01.yaml": TAXA, "avgift/2024-01-01.yaml": AVGIFT})


SOURCE = ("--dnr", "KF-1: 2", "--avsnitt", "Taxor, år två", "--titel", "Mål och budget")


def test_the_source_is_written_in_every_place_at_once(rule_set: Path) -> None:
    head = (rule_set / "regelverk.yaml").read_text("utf-8")
    run = begin(rule_set, *SOURCE, "--dokumentdatum", "2024-11-18", "--räkna-upp", "2.4%", "--avrunda", "10")
    assert (run.status, run.err) == (DONE, "")
    assert "KF-1: 2 är tillagt bland källor i" in run.out
    assert "FYLL I" not in run.out
    copy = (rule_set / "taxa" / "2025-01-01.yaml").read_text("utf-8")
    written = '{dnr: "KF-1: 2", avsnitt: "Taxor, år två"}'
    assert copy == COPIED.replace("{dnr: FYLL I, avsnitt: FYLL I}", written)
    old = "  - {dnr: P-1, titel: Ett påhittat dokument, datum: 2024-01-01}\n"
    entry = '  - {dnr: "KF-1: 2", titel: Mål och budget, datum: 2024-11-18}\n'
    assert (rule_set / "regelverk.yaml").read_text("utf-8") == head.replace(old, old + entry)
    assert not [
        found for found in engine.check(rule_set) if found.code in ("okänd källa", "källa att fylla i")
    ]
    (rule_set / "taxa" / "2025-01-01.yaml").unlink()
    again = begin(rule_set, *SOURCE)
    assert again.status == DONE  # the document is there already
    assert "tillagt" not in again.out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "källor: [{dnr: P-1, titel: T}]  # alla",
            "källor: [{dnr: P-1, titel: T}, {dnr: K-2, titel: Budget}]  # alla",
        ),
        ("källor: []", "källor: [{dnr: K-2, titel: Budget}]"),
        (
            "källor:\n- dnr: P-1\n  titel: T   # ett\n# slut",
            "källor:\n- dnr: P-1\n  titel: T   # ett\n- {dnr: K-2, titel: Budget}\n# slut",
        ),
        (
            "källor:\n    -   dnr: P-1\n        titel: >-\n          Ett",
            "källor:\n    -   dnr: P-1\n        titel: >-\n          Ett\n    - {dnr: K-2, titel: Budget}",
        ),
    ],
    ids=["rad", "tom", "utan-indrag", "block"],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_document_is_added_as_the_others_are_written(before: str, after: str, line_end: str) -> None:
    text = "regelverk: prov\nnamn: Prov\n{}\nindata:\n  - {{namn: x, typ: tal}}\n"
    data = text.format(before).replace("\n", line_end).encode()
    made = with_document(Path("regelverk.yaml"), data, NewDocument("K-2", "Budget"))
    assert made == text.format(after).replace("\n", line_end).encode()


def test_a_rule_set_without_documents_gets_its_first() -> None:
    made = with_document(Path("regelverk.yaml"), b"regelverk: prov", NewDocument("K-2", "Budget"))
    assert made.decode() == "regelverk: prov\nkällor:\n  - {dnr: K-2, titel: Budget}\n"
    with pytest.raises(EditError, match="K-2 går inte att lägga till under källor"):
        with_document(Path("regelverk.yaml"), b"{regelverk: prov}", NewDocument("K-2", "Budget"))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--avsnitt", "A"], "--avsnitt hör till --dnr."),
        (["--titel", "T"], "--titel hör till --dnr."),
        (["--dnr", "P-1", "--dokumentdatum", "2024-01-01"], "--dokumentdatum hör till --titel."),
        (["--dnr", " "], "--dnr är tomt."),
        (["--dnr", "P-2"], "Inget dokument i prov har dnr P-2."),
        (["--dnr", "P-1", "--titel", "T"], "P-1 finns redan bland källor: Ett påhittat dokument."),
        (["--dnr", "P-2", "--titel", "T", "--dokumentdatum", "i går"], "i går är inget datum."),
    ],
)
def test_a_source_that_cannot_be_written_is_refused(
    rule_set: Path, options: list[str], sentence: str
) -> None:
    before = (rule_set / "regelverk.yaml").read_bytes()
    run = begin(rule_set, *options)
    assert (run.status, run.out) == (USAGE_WRONG, "")
    assert sentence in run.err
    assert not (rule_set / "taxa" / "2025-01-01.yaml").exists()
    assert (rule_set / "regelverk.yaml").read_bytes() == before


def test_what_is_not_given_of_a_source_is_left_to_fill_in(rule_set: Path) -> None:
    assert begin(rule_set, "--dnr", "P-1").status == DONE
    copy = (rule_set / "taxa" / "2025-01-01.yaml").read_text("utf-8")
    assert copy.count("{dnr: P-1, avsnitt: FYLL I}") == 6


def test_each_amount_has_its_change_in_percent(rule_set: Path) -> None:
    """970 of 950 is 2.105 percent, 3 890 of 3 800 is 2.368."""
    shown = " ".join(begin(rule_set, "--räkna-upp", "2.4%", "--avrunda", "10").out.split())
    assert "standard avgift 950 970 +2,1 %" in shown
    assert "regel 1 avgift 3 800 3 890 +2,4 %" in shown


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("5000", "51200", "+924"),
        ("1000", "999.5", "-0,1"),
        ("1000", "999.6", "0"),
        ("100", "1100.5", "+1 000,5"),
        ("-100", "-150", "-50"),
        ("0", "5", ""),
        ("7", "7", "0"),
    ],
)
def test_percent_is_rounded_half_up_to_tenths(before: str, after: str, text: str) -> None:
    assert percent_text(Decimal(before), Decimal(after)) == text


def test_the_days_of_a_version_that_are_seldom_meant_are_told(rule_set: Path) -> None:
    between = " ".join(begin(rule_set, decision="avgift", start="2024-03-01").out.split())
    assert "gäller till och med" not in between
    shown = " ".join(begin(rule_set, decision="avgift", start="2024-02-01").out.split())
    assert "Versionen gäller till och med 2024-02-29: en annan version börjar gälla dagen efter." in shown
    assert "två år" not in shown
    far = " ".join(begin(rule_set, decision="avgift", start="2999-01-01").out.split())
    assert "2999-01-01 är mer än två år bort. Är året rätt?" in far


def test_the_old_description_is_to_be_read_through(rule_set: Path) -> None:
    path = rule_set / "avgift" / "2024-01-01.yaml"
    words = "Vad den som lånar ska betala. " * 5
    path.write_text(
        AVGIFT.lstrip().replace("träffregel", f"beskrivning: {words.strip()}\nträffregel"), "utf-8"
    )
    shown = " ".join(begin(rule_set, decision="avgift").out.split())
    quoted = re.search("2. Läs igenom filens beskrivning, som är den gamla: ”(.*?)”", shown)
    assert quoted
    assert words.startswith(quoted[1].removesuffix(" …"))
    assert 60 < len(quoted[1]) <= 80


def test_the_steps_name_a_forecast_that_is_there(rule_set: Path) -> None:
    assert "motor prognos" not in begin(rule_set).out
    for name, day in {"a": "2023-01-01", "b c": "2024-01-01", "c": "2024-01-01"}.items():
        path = rule_set / "prognoser" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"prognos: {name}\ndatum: {day}\n", "utf-8")
    shown = " ".join(begin(rule_set, decision="avgift").out.split())
    assert f'motor prognos {rule_set} "b c" --mot 2025-01-01 --utkast' in shown
