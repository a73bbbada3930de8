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
from motor.documents.command_line import word
from motor.documents.seals import FILE, check_seals
from motor.errors import RuleError
from motor.rulebook.loading import load_texts
from tests.command import motor
from tests.repository import ROOT
from tests.rulesets import AVGIFT, HEAD, write
from tests.sealing import ADOPTED, ORGAN, VERSION, adopt, contents, correct, edit, told
from verktyg.fel import DONE, RULES_WRONG, USAGE_WRONG


@pytest.fixture
def rule_set(tmp_path: Path) -> Path:
    """A rule set with one decision, a proposal."""
    return write(tmp_path, {VERSION: AVGIFT})


@pytest.fixture
def sealed(rule_set: Path) -> Path:
    """The same, adopted and sealed."""
    assert adopt(rule_set).status == DONE
    return rule_set


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


def test_what_the_review_warns_of_is_told_when_a_version_is_adopted(rule_set: Path) -> None:
    path = rule_set / VERSION
    without = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("källa:")]
    path.write_text("\n".join(without) + "\n", "utf-8")
    told_of = " ".join(adopt(rule_set).out.split())
    assert "Granskningen har 1 varning. Läs och ta ställning: motor granska" in told_of


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


def words(text: str) -> str:
    """A page as one line."""
    return " ".join(text.split())


def test_what_is_adopted_is_shown(sealed: Path) -> None:
    first = AVGIFT.replace("2024-01-01", "2023-01-01").replace("1 200", "1 100")
    newer = AVGIFT.replace("2024-01-01", "2025-01-01").replace("1 200", "1 500")
    write(sealed.parent, {"avgift/2023-01-01.yaml": first, "avgift/2025-01-01.yaml": newer})
    run = adopt(sealed, *ORGAN, start="2025-01-01")
    assert run.status == DONE
    told_of = words(run.out)
    assert "Beslutad av nämnden för kort, lån 2023-11-01 § 7 Gäller från 2025-01-01" in told_of
    assert "Ändrat mot versionen från 2024-01-01" in told_of
    assert "2 avgift 1 200 1 500" in told_of
    assert "1 100" not in told_of
    assert "En ändring av 2025-01-01.yaml är från nu ett fel." in told_of
    earliest = words(adopt(sealed, *ORGAN, start="2023-01-01").out)
    assert "Det är beslutets första version." in earliest
    assert "Beslutet fattades 2023-11-01, efter första dagen: versionen gäller bakåt i tiden." in earliest


@pytest.mark.parametrize(
    ("start", "options", "notices"),
    [
        ("2999-01-01", ORGAN, []),
        ("2999-01-01", ORGAN[:4], ["Ingen paragraf är angiven"]),
        ("2024-01-01", ORGAN, ["Versionen började gälla 2024-01-01."]),
        ("2023-01-01", ORGAN, ["Beslutet fattades 2023-11-01", "Versionen började gälla 2023-01-01."]),
    ],
)
def test_what_is_seldom_meant_is_told(
    tmp_path: Path, start: str, options: tuple[str, ...], notices: list[str]
) -> None:
    rule_set = write(tmp_path, {f"avgift/{start}.yaml": AVGIFT.replace("2024-01-01", start)})
    told_of = words(adopt(rule_set, *options, start=start).out)
    every = ["Ingen paragraf är angiven", "Versionen började gälla", "Beslutet fattades"]
    assert ("Att tänka på" in told_of) == bool(notices)
    assert all(notice in told_of for notice in notices)
    assert sum(notice in told_of for notice in every) == len(notices)


@pytest.mark.parametrize(
    "draft",
    [
        AVGIFT.replace('"< 18"', '"<= 18"'),
        AVGIFT.replace("1 200", "okänd"),
        AVGIFT.replace("ger: {avgift: 0}", "ger: {"),
    ],
    ids=["överlapp", "fel-värde", "oläsbar"],
)
def test_a_fault_in_another_draft_does_not_stop_an_adoption(rule_set: Path, draft: str) -> None:
    other = draft.replace("beslut: avgift", "beslut: rabatt")
    write(rule_set.parent, {"rabatt/2024-01-01.yaml": other.replace("förslag", "utkast")})
    assert any(found.severity.value == "fel" for found in engine.check(rule_set)) or "<=" in draft
    assert adopt(rule_set).status == DONE
    own = draft.replace("2024-01-01", "2025-01-01").replace("förslag", "utkast")
    write(rule_set.parent, {"avgift/2025-01-01.yaml": own})
    assert adopt(rule_set, *ORGAN, start="2025-01-01").status == RULES_WRONG


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["avgift", "2024-01-01", *ORGAN[:2], "--beslutsdatum", "2999-01-01"], "har inte varit än."),
        (["avgift", "2024-01-01", *ORGAN[:2], "--beslutsdatum", "i går"], "i går är inget datum."),
        (["avgift", "2024-01-01", "--organ", " ", *ORGAN[2:]], "--organ är tomt."),
        (["avgift", "2024-01-01", "--organ", "…", *ORGAN[2:]], "--organ är inte ifyllt: …."),
        (["avgift", "2024-01-01", *ORGAN[:4], "--paragraf", "…"], "--paragraf är inte ifyllt: …."),
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
        "upplysningar": [
            "Versionen började gälla 2024-01-01. Svar som har getts sedan dess kan ha varit andra."
        ],
    }


# --- what seals hold


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
        "Först: Ångra ändringen i redigeraren",
        f"Sedan: Nya regler skrivs i en ny version: motor ny-version {word(sealed)} avgift --från DATUM",
        f'motor korrigera {word(sealed)} avgift 2024-01-01 --skäl "…"',
    ]
    for way in ways:
        assert way in run.out


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=prov", "-c", "user.email=prov@prov", "-c", "core.autocrlf=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def restored_as_told(sealed: Path, command: str) -> bool:
    """Whether the command is told, and makes the edited file what was sealed when it is run as it stands."""
    run = motor("granska", str(sealed))
    assert run.status == RULES_WRONG
    assert f"Först: Ta tillbaka den som den var: {command}\n" in run.out
    subprocess.run(["/bin/sh", "-c", command], check=True, capture_output=True, cwd=sealed)
    return not told(sealed)


def test_the_way_back_is_the_one_that_git_has(sealed: Path) -> None:
    version = word(sealed / VERSION)
    git(sealed, "init", "-q")
    edit(sealed / VERSION)
    assert "git checkout" not in motor("granska", str(sealed)).out
    (sealed / VERSION).write_text((sealed / VERSION).read_text("utf-8").replace("1 300", "1 200"), "utf-8")
    git(sealed, "add", ".")
    edit(sealed / VERSION)
    assert restored_as_told(sealed, f"git checkout -- {version}")
    git(sealed, "commit", "-qm", "beslut")
    edit(sealed / VERSION)
    git(sealed, "add", ".")
    assert restored_as_told(sealed, f"git checkout HEAD -- {version}")


def test_git_that_has_an_older_text_is_no_way_back(rule_set: Path) -> None:
    git(rule_set, "init", "-q")
    git(rule_set, "add", ".")
    git(rule_set, "commit", "-qm", "förslag")
    assert adopt(rule_set).status == DONE
    edit(rule_set / VERSION)
    run = motor("granska", str(rule_set))
    assert "Ångra ändringen i redigeraren, eller ta filen ur en kopia" in run.out
    assert "git checkout" not in run.out


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
        (f"{'a' * 64}  ./{VERSION}", ":2:1", f"./{VERSION} ligger inte i regelverket."),
        (f"{'a' * 64}  a\0b", ":2:1", "Raden har ett tecken som inget filnamn har."),
        (f"{'a' * 64}  {VERSION}", ":2:1", f"{VERSION} har redan ett sigill, på rad 1."),
        ("\udcff", "", "Sigillen går inte att läsa."),
    ],
    ids=["konflikt", "kort", "versaler", "utanför", "från-roten", "punkt", "nolltecken", "två", "inte-text"],
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


@pytest.mark.parametrize(
    ("text", "expected"), [("a/b.yaml", "a/b.yaml"), ("§ 4", '"§ 4"'), ('x"$', '"x\\"\\$"')]
)
def test_a_word_of_a_command_line(text: str, expected: str) -> None:
    assert word(text) == expected
