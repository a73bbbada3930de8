"""The chain shows every change: an edited row, a removed one, a cut end, an edited rule text."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.command import motor
from tests.receipts import kept, store_at
from verktyg.kvitto.databas import Database
from verktyg.kvitto.kedja import START, canonical, content_hash, link, new_salt, sha256
from verktyg.kvitto.kontroll import prove
from verktyg.kvitto.lager import Store


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five receipts, the first two of them removed, which is the sixth link."""
    folder = tmp_path_factory.mktemp("kedja")
    store = store_at(folder / "arbete.db")
    kept(store, "A-1")
    kept(store, "A-2")
    motor("kvitto", "gallra", "--före", "2999-01-01", "--databas", str(folder / "arbete.db"))
    for case in ("A-4", "A-5", "A-6"):
        kept(store, case)
    assert motor(
        "kvitto", "säkerhetskopiera", str(folder / "hel.db"), "--databas", str(folder / "arbete.db")
    ).out
    return folder / "hel.db"


def changed(whole: Path, folder: Path, *statements: str) -> Path:
    """A copy of the database with rows edited by hand."""
    copy = folder / "k.db"
    shutil.copyfile(whole, copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    return copy


def breaks(database: Path, *more: str) -> list[tuple[int, str]]:
    run = motor("kvitto", "kontrollera", "--json", "--databas", str(database), *more)
    told = json.loads(run.out)
    assert told["håller"] is (run.status == 0) is (not told["brott"])
    return [(each["nummer"], each["varför"]) for each in told["brott"]]


def test_a_whole_chain_holds(whole: Path) -> None:
    assert breaks(whole) == []
    shown = motor("kvitto", "kontrollera", "--databas", str(whole)).out
    assert "Kedjan håller: 5 kvitton, 2 gallrade." in shown


EDITS = {
    "update kvitto set innehåll = replace(innehåll, ': 30}', ': 31}') where nummer = 4": (
        4,
        "Innehållet är ändrat.",
    ),
    "update kvitto set tid = '2020' where nummer = 5": (5, "Nummer, tid, slag eller hash är ändrade."),
    "update kvitto set slag = 'gallring' where nummer = 5": (5, "Nummer, tid, slag eller hash är ändrade."),
    "update kvitto set innehållets_hash = före where nummer = 4": (4, "Nummer, tid, slag"),
    "update kvitto set före = kedja where nummer = 5": (5, "Det hänger inte ihop med kvittot före."),
    "update kvitto set ärende = 'B' where nummer = 4": (4, "Ärendereferensen att söka på är en annan"),
    "update kvitto set innehåll = null, salt = null, ärende = null where nummer = 4": (4, "ingen gallring"),
    "update kvitto set ärende = 'A-1' where nummer = 1": (1, "salt eller ärendereferens finns kvar"),
    "update kvitto set nummer = 9 where nummer = 6": (9, "saknas 3 kvitton i nummerföljden"),
    "delete from kvitto where nummer = 1": (2, "saknas 1 kvitton i nummerföljden"),
    "delete from kvitto where nummer = 5": (6, "saknas 1 kvitton i nummerföljden"),
    "delete from kvitto where nummer = 3": (1, "ingen gallring har tagit bort det"),
    "update regelfil set text = text || ' '": (4, "saknas eller är ändrad"),
    "delete from regelfil where text like '%beslut: avgift%'": (
        4,
        "Regelfilen avgift/2024-01-01.yaml saknas",
    ),
    "delete from användning where nummer = 5": (5, "vilka regelfiler det vilar på är ändrad"),
}


@pytest.mark.parametrize("statement", EDITS)
def test_an_edited_row_is_found_where_it_is(statement: str, whole: Path, tmp_path: Path) -> None:
    number, why = EDITS[statement]
    found = breaks(changed(whole, tmp_path, statement))
    assert any(at == number and why in said for at, said in found), found


def test_a_rewritten_receipt_breaks_the_chain_after_it(whole: Path, tmp_path: Path) -> None:
    """Whoever makes new hashes for one receipt has to make them for all that follow."""
    entry = Store(Database(str(whole))).entry(4)
    content = (entry.content or "").replace('"åldern": 30', '"åldern": 31')
    hashed = content_hash(entry.salt or "", content)
    chain = link(4, entry.time, entry.kind, hashed, entry.before)
    copy = tmp_path / "k.db"
    shutil.copyfile(whole, copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        row = (content, hashed, chain)
        connection.execute(
            "update kvitto set innehåll = ?, innehållets_hash = ?, kedja = ? where nummer = 4", row
        )
    assert [at for at, _ in breaks(copy)] == [5]


def test_a_cut_end_is_seen_against_a_noted_hash(whole: Path, tmp_path: Path) -> None:
    last = prove(Store(Database(str(whole)))).last
    assert breaks(whole, "--mot", last) == []
    cut = changed(
        whole, tmp_path, "delete from användning where nummer = 6", "delete from kvitto where nummer = 6"
    )
    assert breaks(cut) == []
    assert breaks(cut, "--mot", last) == [
        (5, "Den givna hashen finns inte i kedjan: slutet är avklippt, eller kedjan en annan.")
    ]


def test_a_noted_hash_is_found_though_more_has_come(whole: Path) -> None:
    noted = Store(Database(str(whole))).entry(4).chain
    shown = motor("kvitto", "kontrollera", "--mot", noted.upper(), "--databas", str(whole))
    assert shown.status == 0
    assert "Hashen är den för nummer 4. Sedan dess har 2 kommit till." in shown.out


def test_the_hashes_are_those_that_are_described() -> None:
    """Worked out by hand: sha256sum of the text, and HMAC by openssl of the content with the salt as key."""
    assert sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (
        content_hash("key", "The quick brown fox jumps over the lazy dog")
        == "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
    )
    assert link(1, "t", "kvitto", "c", START) == sha256(f'[1, "t", "kvitto", "c", "{START}"]')
    assert len({new_salt() for _ in range(100)}) == 100


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.decimals(-999, 999, places=3) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.text(), VALUES))
def test_equal_data_have_one_text_whatever_order_they_came_in(data: dict[str, object]) -> None:
    turned = dict(reversed(data.items()))
    assert canonical(data) == canonical(turned)
    assert json.loads(canonical(data), parse_float=str) == json.loads(canonical(turned), parse_float=str)


def test_numbers_are_exact() -> None:
    assert (
        canonical({"b": Decimal("0.10"), "a": 10**30}) == '{"a": 1000000000000000000000000000000, "b": 0.1}'
    )
