"""Files written whole, and texts changed by offsets."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motor.documents.splicing import Edit, spliced, spliced_file
from tests.repository import ROOT
from verktyg.fel import UsageError
from verktyg.skriv import write_all, write_whole

TEXT = "abcdefgh"


def test_edits_are_made_by_the_offsets_of_the_text_as_it_was() -> None:
    edits = [Edit(6, 8, ""), Edit(0, 1, "AAA"), Edit(3, 3, "-"), Edit(3, 4, "D"), Edit(3, 3, "+")]
    assert spliced(TEXT, edits) == "AAAbc-+Def"
    assert spliced(TEXT, []) == TEXT
    assert spliced("", [Edit(0, 0, "x")]) == "x"


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(0, 3, ""), Edit(2, 4, "")],
        [Edit(1, 2, "a"), Edit(1, 2, "b")],
        [Edit(0, 5, ""), Edit(2, 2, "x")],
        [Edit(-1, 0, "x")],
        [Edit(7, 9, "x")],
        [Edit(4, 3, "x")],
    ],
    ids=["överlappar", "två-gånger", "inuti", "före", "efter", "bakvänd"],
)
def test_edits_that_cannot_be_made_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="Edit"):
        spliced(TEXT, edits)


@given(st.text(max_size=40), st.lists(st.integers(0, 40), max_size=10), st.text(max_size=3))
def test_what_lies_between_the_edits_is_untouched(text: str, cuts: list[int], new: str) -> None:
    places = sorted({min(cut, len(text)) for cut in cuts})
    pairs = list(zip(places[::2], places[1::2], strict=False))
    kept = [
        text[end:start]
        for end, start in zip([0, *(e for _, e in pairs)], [*(s for s, _ in pairs), len(text)], strict=True)
    ]
    assert spliced(text, [Edit(start, end, new) for start, end in pairs]) == new.join(kept)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_bytes_of_a_file_are_edited_by_the_offsets_of_its_text(mark: str, end: str) -> None:
    """The text that is read has no mark, and its lines end in one character."""
    data = f"{mark}å: 1{end}b: 2{end}c: 3".encode()
    edits = [Edit(3, 4, "10"), Edit(4, 4, "\nny: x"), Edit(5, 10, ""), Edit(14, 14, "\n")]
    assert spliced_file(data, edits) == f"{mark}å: 10{end}ny: x{end}c: 3{end}".encode()


def test_line_ends_that_differ_stay_as_they_are() -> None:
    assert spliced_file(b"a\r\nb\nc\r\n", [Edit(2, 3, "B\nB")]) == b"a\r\nB\r\nB\nc\r\n"


def test_a_file_is_written_as_it_is_given(tmp_path: Path) -> None:
    write_all({tmp_path / "a" / "b" / "text.yaml": "å\r\nä\n", tmp_path / "bytes": b"\xff\x00"})
    assert (tmp_path / "a" / "b" / "text.yaml").read_bytes() == "å\r\nä\n".encode()
    assert (tmp_path / "bytes").read_bytes() == b"\xff\x00"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "bytes", "text.yaml"]


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "fil"
    file.write_text("old")
    file.chmod(0o640)
    write_whole(file, "new")
    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", ["mapp", "fil/under", "x" * 300])
def test_a_place_that_cannot_be_written_is_told_before_anything_changes(name: str, tmp_path: Path) -> None:
    (tmp_path / "mapp").mkdir()
    (tmp_path / "fil").write_text("old")
    with pytest.raises(UsageError, match="Inget är ändrat") as caught:
        write_all({tmp_path / "ny" / "djup": "x", tmp_path / "fil": "new", tmp_path / name: "x"})
    assert name in str(caught.value)
    assert (tmp_path / "fil").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fil", "mapp"]


def test_a_file_that_may_not_be_written_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "fil"
    file.write_text("old")
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(UsageError, match=r"fil får inte läsas eller skrivas av dig\. Inget är ändrat"):
        write_whole(file, "new")
    assert file.read_text() == "old"


def test_an_interruption_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "fil"
    file.write_text("old")

    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_all({file: "new", tmp_path / "ny" / "fil": "x"})
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


WRITES = """
import os, signal, sys
from pathlib import Path
from verktyg import cli, skriv
os.fsync = lambda descriptor: os.kill(os.getpid(), getattr(signal, sys.argv[2]))
cli.run = lambda arguments: skriv.write_whole(Path(arguments[0], "fil"), "new")
cli.main()
"""


def _killed(folder: Path, signal_name: str) -> str:
    """The hidden file that a command leaves when it gets a signal while it writes; "" for none."""
    command = [sys.executable, "-c", WRITES, str(folder), signal_name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode
    assert (folder / "fil").read_text() == "old"
    return "".join(path.name for path in folder.iterdir() if path.name.startswith(".fil."))


def test_a_command_told_to_end_leaves_nothing_beside(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("old")
    assert _killed(tmp_path, "SIGTERM") == ""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not looked up there")
def test_what_a_killed_command_left_is_removed_at_the_next_write(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("old")
    left = _killed(tmp_path, "SIGKILL")
    assert left.endswith(".ofärdig")
    living = tmp_path / f".annan.{os.getppid()}.ofärdig"
    own = tmp_path / ".anteckning.7"
    living.write_text("")
    own.write_text("")
    write_whole(tmp_path / "ny", "x")
    assert {path.name for path in tmp_path.iterdir()} == {"fil", "ny", living.name, own.name}


def test_a_move_that_stops_names_what_was_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    move = Path.replace

    def stops(path: Path, target: Path) -> Path:
        if target.name == "andra":
            raise OSError(errno.EIO, "Input/output error")
        return move(path, target)

    monkeypatch.setattr(Path, "replace", stops)
    with pytest.raises(UsageError, match=r"Bara en del är skrivet: .*första") as caught:
        write_all({tmp_path / "första": "1", tmp_path / "andra": "2"})
    assert "andra gick inte att läsa eller skriva" in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["första"]
