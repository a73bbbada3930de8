"""Seals: what is adopted cannot be changed unseen, and how it is adopted, sealed and corrected."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import motor as engine
from motor.documents.seals import FILE, check_seals, word
from motor.errors import RuleError, Severity
from motor.rulebook.loading import load_texts
from tests.command import Run, motor
from tests.repository import ROOT
from tests.rulesets import AVGIFT, HEAD, write
from verktyg.fel import DONE, RULES_WRONG, USAGE_WRONG

VERSION = "avgift/2024-01-01.yaml"
ORGAN = ("--organ", "nämnden för kort, lån", "--beslutsdatum", "2023-11-01", "--paragraf", "§ 7")
ADOPTED = 'beslutad: {organ: "nämnden för kort, lån", datum: 2023-11-01, paragraf: § 7}'


@pytest.fixture
def rule_set(tmp_path: Path) -> Path:
    """A rule set with one decision, a proposal."""
    return write(tmp_path, {VERSION: AVGIFT})


@pytest.fixture
def sealed(rule_set: Path) -> Path:
    """The same, adopted and sealed."""
    assert adopt(rule_set).status == DONE
    return rule_set


def adopt(rule_set: Path, *options: str, start: str = "2024-01-01") -> Run:
    return motor("besluta", str(rule_set), "avgift", start, *(options or ORGAN))


def correct(rule_set: Path, *options: str) -> Run:
    return motor("korrigera", str(rule_set), "avgift", "2024-01-01", *options)


def contents(rule_set: Path) -> dict[str, bytes]:
    return {
        path.relative_to(rule_set).as_posix(): path.read_bytes()
        for path in rule_set.rglob("*")
        if path.is_file()
    }


def told(rule_set: Path, extra: dict[str, str] | None = None) -> list[tuple[str, str]]:
    return [(found.severity.value, found.message) for found in engine.check(rule_set, extra)
            if "sigill" in found.code]  # fmt: skip


# --- besluta


def test_adopting_changes_the_status_says_who_and_seals(rule_set: Path) -> None:
    before = (rule_set / VERSION).read_text("utf-8")
    run = adopt(rule_set)
    assert (run.status, run.err) == (DONE, "")
    after = (rule_set / VERSION).read_text("utf-8")
    assert after == before.replace("status: förslag", f"status: beslutad\n{ADOPTED}")
    digest = hashlib.sha256(after.encode()).hexdigest()
    assert (rule_set / FILE).read_text("utf-8") == f"{digest}  {VERSION}\n"
    assert not told(rule_set)
    assert engine.load(rule_set).decisions["avgift"].versions[0].status == "beslutad"


def test_the_seals_are_what_sha256sum_reads(sealed: Path) -> None:
    if os.path.exists("/usr/bin/sha256sum"):  # noqa: PTH110 - a command of the system
        run = subprocess.run(["sha256sum", "-c", FILE], cwd=sealed, capture_output=True, check=False)
        assert run.returncode == 0, run.stdout
    line = (sealed / FILE).read_text("utf-8")
    assert line == f"{hashlib.sha256((sealed / VERSION).read_bytes()).hexdigest()}  {VERSION}\n"


def test_a_draft_can_be_adopted_and_the_seals_are_kept_in_order(sealed: Path) -> None:
    assert motor("ny-version", str(sealed), "avgift", "--från", "2025-01-01").status == DONE
    new = sealed / "avgift" / "2025-01-01.yaml"
    run = adopt(sealed, *ORGAN, start="2025-01-01")
    assert run.status == RULES_WRONG
    assert "2025-01-01.yaml:4:14: fel: Källan är inte ifylld: FYLL I står kvar." in run.err
    assert "Inget är ändrat." in run.err
    new.write_text(new.read_text("utf-8").replace("dnr: FYLL I, avsnitt: FYLL I", "dnr: P-1"), "utf-8")
    assert adopt(sealed, *ORGAN, start="2025-01-01").status == DONE
    names = [line.split("  ")[1] for line in (sealed / FILE).read_text("utf-8").splitlines()]
    assert names == [VERSION, "avgift/2025-01-01.yaml"]
    assert not told(sealed)


def test_a_version_adopted_by_hand_is_sealed_as_it_stands(rule_set: Path) -> None:
    by_hand = AVGIFT.replace("förslag", "beslutad\nbeslutad: {organ: nämnden, datum: 2023-11-01}")
    write(rule_set.parent, {VERSION: by_hand})
    before = (rule_set / VERSION).read_bytes()
    assert told(rule_set) == [("varning", "avgift från 2024-01-01 är beslutad men inte förseglad.")]
    other = adopt(rule_set)
    assert other.status == USAGE_WRONG
    command = f"motor besluta {word(rule_set)} avgift 2024-01-01 --organ nämnden --beslutsdatum 2023-11-01"
    assert "är redan beslutad, men inte så." in other.err
    assert command in other.err
    assert any(command in (found.hint or "") for found in engine.check(rule_set))
    assert adopt(rule_set, "--organ", "nämnden", "--beslutsdatum", "2023-11-01").status == DONE
    assert (rule_set / VERSION).read_bytes() == before
    assert not told(rule_set)


def test_the_repositorys_own_versions_are_sealed_as_the_command_seals_them(tmp_path: Path) -> None:
    """Whatever rule set has seals: without one, the command gives the same file of seals back."""
    for seals in (ROOT / "regler").glob(f"*/{FILE}"):
        names = [line.split("  ")[1] for line in seals.read_text("utf-8").splitlines()]
        copy = tmp_path / seals.parent.name
        for path in seals.parent.rglob("*"):
            if path.is_file() and path.name != FILE:
                target = copy / path.relative_to(seals.parent)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
        for name in names:
            decision, file = name.split("/")
            adoption = next(
                version.document.adoption
                for version in engine.load(copy).decisions[decision].versions
                if f"{version.valid_from}.yaml" == file
            )
            assert adoption
            options = ["--organ", adoption.body, "--beslutsdatum", str(adoption.date)]
            options += ["--paragraf", adoption.paragraph] if adoption.paragraph else []
            run = motor("besluta", str(copy), decision, file.removesuffix(".yaml"), *options)
            assert run.status == DONE, run.err
        assert (copy / FILE).read_bytes() == seals.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["avgift", "2024-01-01", *ORGAN[:2], "--beslutsdatum", "2999-01-01"], "har inte varit än."),
        (["avgift", "2024-01-01", *ORGAN[:2], "--beslutsdatum", "i går"], "i går är inget datum."),
        (["avgift", "2024-01-01", "--organ", " ", *ORGAN[2:]], "--organ är tomt."),
        (["avgift", "2024-01-01", *ORGAN[2:]], "ORGAN saknas."),
        (["avgift", "2024-02-01", *ORGAN], "avgift har ingen version från 2024-02-01."),
        (["avgfit", "2024-01-01", *ORGAN], "Menade du avgift?"),
        (["avgift", "snart", *ORGAN], "snart är inget datum."),
    ],
)
def test_what_cannot_be_adopted_is_refused(rule_set: Path, arguments: list[str], sentence: str) -> None:
    before = contents(rule_set)
    run = motor("besluta", str(rule_set), *arguments)
    assert (run.status, run.out) == (USAGE_WRONG, "")
    assert sentence in run.err
    assert contents(rule_set) == before


def test_nothing_is_adopted_twice(sealed: Path) -> None:
    before = contents(sealed)
    run = adopt(sealed)
    assert run.status == USAGE_WRONG
    assert "avgift från 2024-01-01 är redan beslutad och förseglad." in run.err
    assert f"motor ny-version {word(sealed)} avgift --från DATUM" in run.err
    assert f'motor korrigera {word(sealed)} avgift 2024-01-01 --skäl "…"' in run.err
    assert contents(sealed) == before


def test_rules_with_faults_are_not_adopted(rule_set: Path) -> None:
    write(rule_set.parent, {"annat/2024-01-01.yaml": AVGIFT.replace("beslut: avgift", "beslut: annan")})
    before = contents(rule_set)
    run = adopt(rule_set)
    assert run.status == RULES_WRONG
    assert "Beslutet heter annan, men mappen heter annat." in run.err
    assert "Regelverket har fel, så inget kan beslutas. Inget är ändrat." in run.err
    assert contents(rule_set) == before


def test_an_answer_in_json(rule_set: Path) -> None:
    run = adopt(rule_set, *ORGAN, "--json")
    file = rule_set / VERSION
    assert json.loads(run.out) == {
        "beslut": "avgift",
        "giltig från": "2024-01-01",
        "fil": str(file),
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "sigill": str(rule_set / FILE),
    }


# --- what seals hold


def edit(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace("1 200", "1 300"), "utf-8")


def end_lines_otherwise(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def make_unreadable(path: Path) -> None:
    path.write_bytes(b"\xff")


@pytest.mark.parametrize("change", [edit, end_lines_otherwise, make_unreadable])
def test_an_edited_version_is_refused(sealed: Path, change: Callable[[Path], None]) -> None:
    change(sealed / VERSION)
    assert ("fel", "Filen är beslutad och förseglad, men ändrad sedan dess.") in told(sealed)
    with pytest.raises(RuleError, match="förseglad, men ändrad"):
        engine.load(sealed)
    run = motor("granska", str(sealed))
    assert run.status == RULES_WRONG
    ways = [
        f"git checkout -- {word(sealed / VERSION)}",
        f"motor ny-version {word(sealed)} avgift --från DATUM",
        f'motor korrigera {word(sealed)} avgift 2024-01-01 --skäl "…"',
    ]
    for way in ways:
        assert way in run.out


def test_a_deleted_version_is_refused(sealed: Path) -> None:
    (sealed / VERSION).unlink()
    assert told(sealed) == [("fel", "Filen är förseglad med ett beslut, men finns inte.")]


def test_a_deleted_seal_is_told(sealed: Path) -> None:
    (sealed / FILE).unlink()
    assert told(sealed) == [("varning", "avgift från 2024-01-01 är beslutad men inte förseglad.")]


def test_a_new_version_beside_a_sealed_one_needs_no_seal(sealed: Path) -> None:
    proposal = AVGIFT.replace("2024-01-01", "2025-01-01")
    write(sealed.parent, {"avgift/2025-01-01.yaml": proposal})
    assert not told(sealed)


def test_made_up_versions_are_not_compared(sealed: Path) -> None:
    text = (sealed / VERSION).read_text("utf-8")
    changed = text.replace("1 200", "1 300")
    assert not told(sealed, {VERSION: changed})
    assert not told(sealed, {"avgift/2025-01-01.yaml": changed.replace("från: 2024", "från: 2025")})
    rulebook = engine.load(sealed, extra={VERSION: changed})
    assert rulebook.evaluate({"ålder": 30}).values == {"avgift": 1300}
    assert load_texts("prov", {"regelverk.yaml": HEAD, VERSION: changed}).decisions


@pytest.mark.parametrize(
    ("line", "place", "sentence"),
    [
        ("<<<<<<< HEAD", ":2:1", "Raden är inget sigill"),
        ("abc  avgift/2025-01-01.yaml", ":2:1", "Raden är inget sigill"),
        (f"{'A' * 64}  avgift/2025-01-01.yaml", ":2:1", "Raden är inget sigill"),
        (f"{'a' * 64}  ../hemligt.yaml", ":2:1", "../hemligt.yaml ligger inte i regelverket."),
        (f"{'a' * 64}  /etc/passwd", ":2:1", "/etc/passwd ligger inte i regelverket."),
        (f"{'a' * 64}  {VERSION}", ":2:1", f"{VERSION} har redan ett sigill, på rad 1."),
        ("\udcff", "", "Sigillen går inte att läsa."),
    ],
    ids=["konflikt", "kort", "versaler", "utanför", "från-roten", "två", "inte-text"],
)
def test_broken_seals_are_placed(sealed: Path, line: str, place: str, sentence: str) -> None:
    seals = sealed / FILE
    seals.write_bytes(seals.read_bytes() + f"{line}\n".encode("utf-8", "surrogateescape"))
    run = motor("granska", str(sealed))
    assert run.status == RULES_WRONG
    assert f"{seals}{place}: fel: {sentence}" in run.out
    assert f"git checkout -- {seals}" in run.out
    for command in (adopt(sealed), correct(sealed, "--skäl", "x")):
        assert command.status == RULES_WRONG
        assert sentence in command.err


def test_a_folder_in_place_of_the_seals_is_told(sealed: Path) -> None:
    (sealed / FILE).unlink()
    (sealed / FILE).mkdir()
    assert ("fel", "Sigillen går inte att läsa.") in told(sealed)


def test_no_seals_no_findings(rule_set: Path) -> None:
    assert list(check_seals(rule_set, [], ())) == []


# --- korrigera


def test_a_correction_keeps_the_adopted_text_and_is_closed_by_adopting(sealed: Path) -> None:
    adopted = (sealed / VERSION).read_bytes()
    run = correct(sealed, "--skäl", "Skrivfel: fel belopp, igen")
    assert (run.status, run.err) == (DONE, "")
    kept = sealed / "avgift" / "ersatta" / "2024-01-01.1.yaml"
    assert kept.read_bytes() == adopted
    opened = (sealed / VERSION).read_text("utf-8")
    correction = 'rättelse: {nr: 1, skäl: "Skrivfel: fel belopp, igen"}'
    assert opened == adopted.decode().replace(
        f"status: beslutad\n{ADOPTED}", f"status: förslag\n{correction}"
    )
    assert not told(sealed)
    assert engine.load(sealed).evaluate({"ålder": 30}).values == {"avgift": 1200}
    edit(sealed / VERSION)
    assert adopt(sealed).status == DONE
    closed = (sealed / VERSION).read_text("utf-8")
    assert closed == adopted.decode().replace(ADOPTED, f"{ADOPTED}\n{correction}").replace("1 200}", "1 300}")
    names = [line.split("  ")[1] for line in (sealed / FILE).read_text("utf-8").splitlines()]
    assert names == [VERSION, "avgift/ersatta/2024-01-01.1.yaml"]
    assert not told(sealed)
    shown = motor("visa", str(sealed), "avgift").out
    assert "beslutad, rättelse 1" in shown
    assert "Rättelse 1: Skrivfel: fel belopp, igen" in shown
    answer = motor("prova", str(sealed), "ålder=30", "--beslut", "avgift", "--datum", "2024-03-01")
    assert "beslutad, rättelse 1" in answer.out
    asked = motor("prova", str(sealed), "ålder=30", "--beslut", "avgift", "--json")
    assert json.loads(asked.out)["spår"][0]["version"]["rättelse"] == 1


def test_a_second_correction_is_numbered_on(sealed: Path) -> None:
    for number in (1, 2):
        run = correct(sealed, "--skäl", f"skäl {number}", "--json")
        assert json.loads(run.out)["rättelse"] == number
        assert adopt(sealed).status == DONE
    text = (sealed / VERSION).read_text("utf-8")
    assert "rättelse: {nr: 2, skäl: skäl 2}" in text
    assert "skäl 1" not in text
    kept = (sealed / "avgift" / "ersatta" / "2024-01-01.2.yaml").read_text("utf-8")
    assert "rättelse: {nr: 1, skäl: skäl 1}" in kept


def test_an_edited_copy_is_taken_in(sealed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "rättad.yaml"
    copy.write_bytes((sealed / VERSION).read_bytes())
    same = correct(sealed, "--skäl", "x", "--fil", str(copy))
    assert (same.status, "lika som den beslutade" in same.err) == (USAGE_WRONG, True)
    edit(copy)
    assert correct(sealed, "--skäl", "Fel belopp", "--fil", str(copy)).status == DONE
    opened = (sealed / VERSION).read_text("utf-8")
    assert "status: förslag\nrättelse: {nr: 1, skäl: Fel belopp}" in opened
    assert "1 300" in opened
    assert "1 200" in (sealed / "avgift" / "ersatta" / "2024-01-01.1.yaml").read_text("utf-8")


def test_a_text_edited_in_place_cannot_be_proven(sealed: Path) -> None:
    edit(sealed / VERSION)
    before = contents(sealed)
    run = correct(sealed, "--skäl", "x")
    assert run.status == USAGE_WRONG
    assert "redan ändrad, så texten som beslutades kan inte sparas. Inget är ändrat." in run.err
    assert f"git checkout -- {word(sealed / VERSION)}" in run.err
    assert "--fil" in run.err
    assert contents(sealed) == before


@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [
        ("beslut: avgift", RULES_WRONG, "Nyckeln `giltig från` saknas."),
        ("x: [", RULES_WRONG, "fel:"),
        (b"\xff", RULES_WRONG, "Filen är inte sparad som UTF-8."),
        (AVGIFT.replace("2024-01-01", "2024-02-01"), USAGE_WRONG, "Filen är avgift från 2024-02-01, inte"),
        (AVGIFT.replace("1 200", "okänd"), RULES_WRONG, "Regelverket skulle få fel. Inget är ändrat."),
    ],
    ids=["halv", "inte-yaml", "inte-text", "annan-dag", "annat-fel"],
)
def test_a_copy_that_cannot_be_used_is_refused(
    sealed: Path, tmp_path: Path, text: str | bytes, status: int, sentence: str
) -> None:
    copy = tmp_path / "rättad.yaml"
    copy.write_bytes(text.encode() if isinstance(text, str) else text)
    before = contents(sealed)
    run = correct(sealed, "--skäl", "x", "--fil", str(copy))
    assert (run.status, run.out) == (status, "")
    assert sentence in run.err
    assert contents(sealed) == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--skäl", " "], "--skäl är tomt."),
        ([], "TEXT saknas."),
        (["--skäl", "x", "--fil", "finns-inte.yaml"], "finns-inte.yaml finns inte."),
    ],
)
def test_a_correction_asked_for_wrongly_is_refused(sealed: Path, options: list[str], sentence: str) -> None:
    run = correct(sealed, *options)
    assert (run.status, run.out) == (USAGE_WRONG, "")
    assert sentence in run.err


def test_a_proposal_needs_no_correction(rule_set: Path) -> None:
    run = correct(rule_set, "--skäl", "x")
    assert run.status == USAGE_WRONG
    assert "är inte förseglad." in run.err
    assert "Ändra direkt i filen" in run.err


@pytest.mark.parametrize("spoil", [edit, Path.unlink])
def test_a_kept_text_stays_as_it_was(sealed: Path, spoil: Callable[[Path], None]) -> None:
    assert correct(sealed, "--skäl", "x").status == DONE
    kept = sealed / "avgift" / "ersatta" / "2024-01-01.1.yaml"
    spoil(kept)
    [(severity, message)] = told(sealed)
    assert severity == Severity.FEL
    assert "ersatt" in message or "finns inte" in message


def test_a_disk_that_fills_changes_nothing(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(sealed)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    run = correct(sealed, "--skäl", "x")
    assert (run.status, run.out) == (USAGE_WRONG, "")
    assert "Disken är full. Inget är ändrat." in run.err
    assert contents(sealed) == before


@pytest.mark.parametrize(
    ("text", "expected"), [("a/b.yaml", "a/b.yaml"), ("§ 4", '"§ 4"'), ('x"$', '"x\\"\\$"')]
)
def test_a_word_of_a_command_line(text: str, expected: str) -> None:
    assert word(text) == expected


@pytest.mark.parametrize("moves", [1, 2])
def test_a_correction_that_stops_midway_loses_nothing(
    sealed: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    """Of three files the adopted text is kept first, and the version is opened last."""
    adopted, move = (sealed / VERSION).read_bytes(), Path.replace
    moved: list[Path] = []

    def stops(path: Path, target: Path) -> Path:
        if len(moved) == moves:
            raise OSError(5, "Input/output error")
        moved.append(target)
        return move(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stops)
        run = correct(sealed, "--skäl", "x")
    assert run.status == USAGE_WRONG
    assert "Bara en del är skrivet" in run.err
    assert (sealed / VERSION).read_bytes() == adopted
    assert (sealed / "avgift" / "ersatta" / "2024-01-01.1.yaml").read_bytes() == adopted
    assert not [severity for severity, _ in told(sealed) if severity == Severity.FEL]
    if moves == 2:
        assert adopt(sealed).status == DONE  # its seal was gone: it is sealed as it stands
    assert correct(sealed, "--skäl", "x").status == DONE
