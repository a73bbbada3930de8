"""Runs from file to file: every kind of file, every kind of bad input, and no half file left behind."""

from __future__ import annotations

import datetime
import json
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import motor
import motor.batch
from motor.batch import plan
from motor.values.convert import dumps, from_python, to_json
from tests.batches import DAY, expected
from tests.candidates import candidates
from tests.repository import ROOT
from tests.rulesets import AVGIFT, decision, write

LIST_AND_PARTS = """
träffregel: samla
indata: [ålder]
utdata: [{namn: grupp, typ: text}]
regler:
  - {när: {ålder: "< 18"}, ger: {grupp: barn}}
  - {när: {ålder: "> 12"}, ger: {grupp: "ung, \\"nästan\\" vuxen"}}
"""
PARTS = "uttryck: '{dubbelt: ålder * 2, dag: date(2024, 2, 29), delar: {jämn: even(ålder)}}'\n"


@pytest.fixture
def rulebook(tmp_path: Path) -> motor.Rulebook:
    files = {"avgift/2024-01-01.yaml": AVGIFT}
    files |= {
        f"{name}/2024-01-01.yaml": decision(name, logic)
        for name, logic in {"grupper": LIST_AND_PARTS, "delar": PARTS}.items()
    }
    return motor.load(write(tmp_path, files))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Three rows: one whole, one with nothing answered, one that is refused; and a column besides."""
    path = tmp_path / "in.csv"
    path.write_text('id;ålder\na;15\n"b;""c";\n;121\n', "utf-8")
    return path


def answers(path: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet or Arrow file."""
    table = pq.read_table(path) if path.suffix == ".parquet" else pa.ipc.open_file(path).read_all()
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


GROUPS = ["barn", 'ung, "nästan" vuxen']
WHOLE = {"dubbelt": 30, "dag": datetime.date(2024, 2, 29), "delar": {"jämn": False}}
REFUSED = "ålder kan inte vara 121. Tillåtet är 0 till 120."


@pytest.mark.parametrize("ending", ["parquet", "arrow", "feather"])
def test_typed_files(rulebook: motor.Rulebook, source: Path, ending: str) -> None:
    target = source.with_name(f"ut.{ending}")
    report = motor.batch.run(rulebook, source, target, on=DAY)
    assert answers(target) == [
        {"id": "a", "avgift": 0, "grupper": GROUPS, "delar": WHOLE, "saknas": None, "fel": None},
        {"id": 'b;"c', "avgift": None, "grupper": None, "delar": None, "saknas": "ålder", "fel": None},
        {"id": None, "avgift": None, "grupper": None, "delar": None, "saknas": None, "fel": REFUSED},
    ]
    assert (report.rows, report.faulty, report.faults) == (3, 1, {REFUSED: 1})
    assert (report.carried, report.facts, report.absent) == (("id",), ("ålder",), ())
    again = source.with_name("igen.csv")
    motor.batch.run(rulebook, _with_ages(target), again, on=DAY)
    assert again.read_text("utf-8").splitlines()[1].startswith("a,0,")


def _with_ages(path: Path) -> Path:
    """Another file of the same kind, with the ids and ages."""
    table = pa.table({"id": ["a", 'b;"c', None], "ålder": pa.array([15, None, 121], pa.int16())})
    other = path.with_stem("mellan")
    if path.suffix == ".parquet":
        pq.write_table(table, other)
    else:
        with pa.ipc.new_stream(other, table.schema) as writer:  # the reader takes the stream format too
            writer.write_table(table)
    return other


def test_csv_is_parted_and_quoted_as_the_source(rulebook: motor.Rulebook, source: Path) -> None:
    source.write_bytes(b"\xef\xbb\xbf" + source.read_bytes())
    target = source.with_name("ut.csv")
    motor.batch.run(rulebook, source, target, on=DAY)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert target.read_text("utf-8-sig").splitlines() == [
        "id;avgift;delar.dubbelt;delar.dag;delar.delar.jämn;grupper;saknas;fel",
        'a;0;30;2024-02-29;nej;"[""barn"", ""ung, \\""nästan\\"" vuxen""]";;',
        '"b;""c";;;;;;ålder;',
        f";;;;;;;{REFUSED}",
    ]


def test_json_lines(rulebook: motor.Rulebook, tmp_path: Path) -> None:
    lines = [
        '{"id": 1.10, "ålder": 15, "mer": {"x": [1]}}',
        '{"ålder": "15"}',
        "{trasig",
        "[1]",
        "",
        '{"ålder": null, "mer": "text"}',
        '{"ålder": 1, "mer": "\\ud800"}',
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "ut.ndjson"
    source.write_text("\n".join(lines), "utf-8")
    motor.batch.run(rulebook, source, target, on=DAY, decisions=["avgift"])
    rows = [json.loads(line, parse_float=Decimal) for line in target.read_text("utf-8").splitlines()]
    assert rows[0] == {
        "id": Decimal("1.1"), "mer": {"x": [1]}, "avgift": 0, "saknas": None, "fel": None,
    }  # fmt: skip
    assert [row["fel"] for row in rows[1:]] == [
        'ålder ska vara ett tal, inte texten "15". Tillåtet är 0 till 120.',
        "Rad 3 i filen är inte ett objekt i JSON.",
        "Rad 4 i filen är inte ett objekt i JSON.",
        "ålder kan inte vara oklar. Svara med 0 till 120.",
        "mer är inte en giltig text.",
    ]
    assert rows[4]["mer"] == "text"
    parquet = tmp_path / "ut.parquet"
    motor.batch.run(rulebook, source, parquet, on=DAY, decisions=["avgift"])
    assert [row["mer"] for row in answers(parquet)] == ['{"x": [1]}', None, None, None, "text", None]


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_text_files_get_what_the_interpreter_gives(ending: str, data: st.DataObject, tmp_path: Path) -> None:
    """Cells of all kinds in one column, as JSON and as a person would write them."""
    library = motor.load(ROOT / "tests/regelverk/bibliotek")
    cells = {name: st.sampled_from(candidates(library, name)) for name in library.facts}
    rows = data.draw(st.lists(st.fixed_dictionaries({}, optional=cells), min_size=1, max_size=6))
    asked = library.in_force(DAY)
    facts = plan.make(library, DAY, None, asked).facts
    if not set(facts).intersection(*[set().union(*rows)]):
        return
    source, target = tmp_path / f"in.{ending}", tmp_path / "ut.jsonl"
    _write(source, rows, facts)
    wanted = expected(library, [_read(library, ending, row) for row in rows], asked)
    motor.batch.run(library, source, target, on=DAY, decisions=asked)
    given_rows = [json.loads(line, parse_float=Decimal) for line in target.read_text("utf-8").splitlines()]
    for one, other in zip(given_rows, wanted, strict=True):
        assert (one["fel"] is None) == (other["fel"] is None), (one, other)
        assert one["saknas"] == other["saknas"]
        for name in asked:
            assert one[name] == json.loads(dumps(to_json(from_python(other[name]))), parse_float=Decimal)


def _write(path: Path, rows: list[dict[str, Any]], facts: tuple[str, ...]) -> None:
    if path.suffix == ".jsonl":
        lines = [dumps({name: to_json(from_python(cell)) for name, cell in row.items()}) for row in rows]
        path.write_text("\n".join(lines), "utf-8")
        return
    lines = ["\t".join(facts), *("\t".join(_cell(row.get(name)) for name in facts) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _cell(cell: Any) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    return ", ".join(cell) if isinstance(cell, tuple) else str(cell)


def _read(library: motor.Rulebook, ending: str, row: dict[str, Any]) -> dict[str, Any]:
    """The facts that the interpreter would be asked with; a text that is refused stays as it is."""
    if ending == "jsonl":
        return {name: to_json(from_python(cell)) for name, cell in row.items()}
    read = {}
    for name, cell in row.items():
        if _cell(cell):
            try:
                read[name] = library.fact_value(name, _cell(cell))
            except motor.FactError:
                read[name] = object()
    return read


def parquet(path: Path) -> None:
    pq.write_table(pa.table({"ålder": [1, 2]}), path)


def truncated(path: Path) -> None:
    parquet(path)
    path.write_bytes(path.read_bytes()[:-40])


def overwritten(path: Path) -> None:
    """Its footer is whole, its data is not."""
    pq.write_table(pa.table({"ålder": list(range(5000))}), path, compression="snappy", use_dictionary=False)
    data = bytearray(path.read_bytes())
    data[60:3000] = bytes(2940)
    path.write_bytes(data)


BAD: list[tuple[str, Callable[[Path], Any], str]] = [
    ("saknas.csv", lambda path: None, "Filen finns inte"),
    ("mapp.csv", lambda path: path.mkdir(), "mapp"),
    ("tom.csv", lambda path: path.write_bytes(b""), "Filen är tom"),
    ("tom.jsonl", lambda path: path.write_bytes(b""), "Filen är tom"),
    ("tom.parquet", lambda path: path.write_bytes(b""), "tom, avhuggen eller av annat slag"),
    ("tom.arrow", lambda path: path.write_bytes(b""), "tom, avhuggen eller av annat slag"),
    ("avhuggen.parquet", truncated, "tom, avhuggen eller av annat slag"),
    ("trasig.parquet", overwritten, "tom, avhuggen eller av annat slag"),
    ("text.arrow", lambda path: path.write_text("ålder\n1\n"), "tom, avhuggen eller av annat slag"),
    ("latin.csv", lambda path: path.write_bytes("ålder\n1\n".encode("latin-1")), "UTF-8"),
    ("latin.jsonl", lambda path: path.write_bytes('{"ålder": 1}\n'.encode("latin-1")), "UTF-8"),
    (
        "sent.csv",
        lambda path: path.write_bytes("ålder,sfi\n".encode() + b"1,ja\n" * 9000 + b"\xe5\n"),
        "UTF-8",
    ),
    ("citat.csv", lambda path: path.write_text('ålder,id\n1,"a\n2,b\n'), "citattecken"),
    ("dubbel.csv", lambda path: path.write_text("ålder,id, ålder\n1,2,3\n"), "ålder finns två gånger"),
    ("rader.jsonl", lambda path: path.write_text("1\n2\n"), "Ingen av de första raderna"),
    ("annat.csv", lambda path: path.write_text("namn\nx\n"), "Ingen kolumn i"),
    ("bild.png", lambda path: path.write_bytes(b"x"), "Vet inte vad .png"),
]


@pytest.mark.parametrize(("name", "make", "said"), BAD, ids=[name for name, *_ in BAD])
def test_a_bad_file_is_told(
    rulebook: motor.Rulebook, tmp_path: Path, name: str, make: Callable[[Path], Any], said: str
) -> None:
    folder = tmp_path / "körning"
    folder.mkdir()
    path, target = folder / name, folder / "ut.parquet"
    make(path)
    with pytest.raises(motor.FactError) as caught:
        motor.batch.run(rulebook, path, target, on=DAY)
    assert said in str(caught.value)
    assert name in str(caught.value)
    assert not [each for each in folder.iterdir() if each != path], "nothing is left behind"


def test_files_without_rows_have_their_columns(rulebook: motor.Rulebook, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("ålder,id\n", "utf-8")
    for ending in ("parquet", "arrow", "csv", "jsonl"):
        report = motor.batch.run(rulebook, source, tmp_path / f"ut.{ending}", on=DAY, decisions=["avgift"])
        assert report.rows == 0
    assert pq.read_schema(tmp_path / "ut.parquet").names == ["id", "avgift", "saknas", "fel"]
    assert (tmp_path / "ut.csv").read_text("utf-8") == "id,avgift,saknas,fel\n"
    assert (tmp_path / "ut.jsonl").read_text("utf-8") == ""


def test_rows_of_another_width_keep_their_place(rulebook: motor.Rulebook, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "ut.csv"
    source.write_text("id,ålder\na,1,2\nb,1\nc\n", "utf-8")
    motor.batch.run(rulebook, source, target, on=DAY, decisions=["avgift"])
    assert target.read_text("utf-8").splitlines()[1:] == [
        'a,,,"Rad 2 i filen har 3 celler, men rubrikraden 2."',
        "b,0,,",
        'c,,,"Rad 4 i filen har 1 celler, men rubrikraden 2."',
    ]


def test_what_is_written_must_not_be_what_is_read(rulebook: motor.Rulebook, source: Path) -> None:
    before = source.read_bytes()
    with pytest.raises(motor.FactError, match="inte skrivas över"):
        motor.batch.run(rulebook, source, source, on=DAY)
    assert source.read_bytes() == before


@contextmanager
def longest_file(size: int) -> Iterator[None]:
    """A limit that stands for a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("ending", ["parquet", "arrow", "csv", "jsonl"])
def test_a_full_disk_leaves_the_old_file(rulebook: motor.Rulebook, tmp_path: Path, ending: str) -> None:
    source, target = tmp_path / "in.parquet", tmp_path / f"ut.{ending}"
    pq.write_table(pa.table({"ålder": list(range(100)) * 100, "id": range(10_000)}), source)
    target.write_text("förut", "utf-8")
    with longest_file(20_000), pytest.raises(motor.EvaluationError, match="Inget är skrivet"):
        motor.batch.run(rulebook, source, target, on=DAY)
    assert target.read_text("utf-8") == "förut"
    assert not list(tmp_path.glob(".*ofärdig"))


def test_a_folder_that_is_not_there(rulebook: motor.Rulebook, source: Path) -> None:
    with pytest.raises(motor.EvaluationError, match="Mappen finns inte"):
        motor.batch.run(rulebook, source, source.parent / "ingen" / "ut.csv", on=DAY)
