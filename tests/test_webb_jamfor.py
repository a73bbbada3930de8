"""The page that says what the rules of one day decide otherwise than those of another."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import HTTPException

from tests.command import motor
from tests.repository import ROOT
from tests.rulesets import AVGIFT, write
from tests.test_third_municipality import FILES, HEAD, TERMS
from tests.webb import Visitor, visitor
from verktyg.webb.regelmapp.tungt import MOST, Heavy, Queue

NACKA = "/regelverk/nacka/jämför?förr=2023-06-01&nu=2024-01-01"
LATER = TERMS.replace("2030-01-01", "2031-01-01").replace("310.50", "320.50")
SCRIPT = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def anna() -> Iterator[Visitor]:
    """A visitor to the real rule sets."""
    with visitor() as visiting:
        yield visiting


@pytest.fixture
def storköping(tmp_path: Path) -> Iterator[Visitor]:
    """A visitor to a municipality whose amounts change."""
    write(tmp_path / "regler", {**FILES, "spårvillkor/2031-01-01.yaml": LATER}, HEAD)
    with visitor(tmp_path / "regler") as visiting:
        yield visiting


@pytest.mark.parametrize("name", ["nacka", "varmdo"])
def test_the_page_offers_the_days_on_which_rules_change(anna: Visitor, name: str) -> None:
    anna.get(f"/regelverk/{name}/jämför")
    assert anna.status == 200
    assert anna.texts("h1") == ["Jämför regler"]
    changes = anna.texts(".byten a")
    assert changes == (["2023-01-01 mot 2024-01-01"] if name == "nacka" else changes)
    assert name == "nacka" or "bara en version" in anna.text


def test_what_the_page_says_the_command_says(anna: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    anna.get(NACKA)
    assert anna.status == 200
    page = anna.text.casefold()
    run = motor("skillnad", "nacka", "2023-06-01", "2024-01-01", "--regler", "regler")
    said = " ".join(run.out.split())
    cases = re.findall(r"\d+ av \d+ testfall får ett annat svar:", said)
    assert len(cases) == 1
    for part in (
        *cases,
        "stickprov, 300 fall: 257 får annat utfall.",
        "Inget annat utfall ändras i tabellen insatsvillkor.",
    ):
        assert part in said
        assert part.casefold() in page
    assert anna.texts("h1") == ["Reglerna 2023-06-01 mot 2024-01-01"]


def test_two_tables_are_laid_over_each_other(storköping: Visitor) -> None:
    storköping.get("/regelverk/prov/jämför").follow("2030-01-01 mot 2031-01-01")
    assert storköping.status == 200
    assert storköping.texts("table.tabellpar thead th") == ["Regel", "spår", "dagpeng", "taxa"]
    assert storköping.texts("table.tabellpar td.bytt") == ["förr 310.50 nu 320.50"]
    assert storköping.texts("table.tabellpar tbody th") == ["1 ändrad", "2"]
    assert "ersättning" in " ".join(storköping.texts("#vilar + ul strong")).casefold()


def test_new_and_removed_rules_bear_their_words(tmp_path: Path) -> None:
    new = AVGIFT.replace("2024-01-01", "2025-01-01").replace(
        '  - när: {ålder: ">= 18"}\n    ger: {avgift: 1 200}\n',
        '  - när: {ålder: "[18..65)"}\n    ger: {avgift: 1 200}\n'
        '  - när: {ålder: ">= 65"}\n    ger: {avgift: 7}\n',
    )
    write(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT, "avgift/2025-01-01.yaml": new})
    with visitor(tmp_path) as anna:
        anna.get("/regelverk/prov/jämför?förr=2024-01-01&nu=2025-01-01")
        assert anna.texts("table.tabellpar tbody th") == ["1", "2 ändrad", "3 ny"]
        assert anna.texts("td.bytt") == ["förr >= 18 nu [18..65)"]
        assert "ålder är minst 65" in anna.text.casefold()
        anna.get("/regelverk/prov/jämför?förr=2025-01-01&nu=2024-01-01")
        assert "3 borttagen" in anna.texts("table.tabellpar tbody th")


def test_drafts_count_only_where_that_is_asked_for(tmp_path: Path) -> None:
    draft = AVGIFT.replace("2024-01-01", "2025-01-01").replace("förslag", "utkast").replace("1 200", "1 300")
    write(tmp_path, {"avgift/2024-01-01.yaml": AVGIFT, "avgift/2025-01-01.yaml": draft})
    with visitor(tmp_path) as anna:
        anna.get("/regelverk/prov/jämför?förr=2024-01-01&nu=2025-01-01")
        assert "Inget i reglerna skiljer sig." in anna.text
        assert "Utkast räknas inte med: avgift från 2025-01-01." in anna.text
        anna.follow("Räkna med utkastet")
        assert "räknas inte med" not in anna.text
        anna.get("/regelverk/prov/jämför?förr=2024-01-01&nu=2024-06-01")
        assert "räknas inte med" not in anna.text
        anna.get("/regelverk/prov/jämför?förr=2024-01-01&nu=2025-01-01")
        anna.submit({"utkast": "ja"}, "Jämför")
        assert anna.texts("td.bytt") == ["förr 1 200 nu 1 300"]


@pytest.mark.parametrize(
    ("before", "now", "field", "message"),
    [
        ("igår", "2024-01-01", "förr", "Igår är inget datum."),
        ("2024-02-30", "2024-01-01", "förr", "2024-02-30 är inget datum."),
        ("2023-06-01", "", "nu", "Dagen saknas."),
        ("2020-01-01", "2024-01-01", "förr", "Inga regler gäller 2020-01-01."),
        ("2024-01-01", "2024-01-01", "nu", "Båda dagarna är samma, så inget kan skilja."),
        (SCRIPT, "2024-01-01", "förr", f"{SCRIPT} är inget datum."),
    ],
)
def test_a_day_that_cannot_be_used(anna: Visitor, before: str, now: str, field: str, message: str) -> None:
    anna.get("/regelverk/nacka/jämför").submit({"förr": before, "nu": now}, "Jämför")
    assert anna.status == 400
    assert anna.texts(f"#svar-{field}-fel")[0].startswith(f"Fel: {message}")
    assert anna.texts(".felruta a") == [message]
    assert [each.get("value") for each in anna.page.cssselect("#svar-förr, #svar-nu")] == [before, now]
    assert anna.page.cssselect(f"#svar-{field}")[0].get("aria-invalid") == "true"
    assert anna.texts("title")[0].startswith("Fel: ")
    assert not anna.page.xpath("//script[not(@src)]")


def test_the_server_keeps_its_folders_to_itself(anna: Visitor) -> None:
    anna.get("/regelverk/nacka/jämför?förr=2020-01-01&nu=2024-01-01")
    assert str(ROOT) not in anna.page.text_content()


def test_texts_of_the_rules_are_no_html(tmp_path: Path) -> None:
    texts = AVGIFT.replace("typ: tal, enhet: kr", "typ: text")
    before = texts.replace("1 200", "'<script>alert(1)</script>'")
    after = before.replace("2024-01-01", "2025-01-01").replace("alert(1)", "alert(2)")
    write(tmp_path, {"avgift/2024-01-01.yaml": before, "avgift/2025-01-01.yaml": after})
    with visitor(tmp_path) as anna:
        anna.get("/regelverk/prov/jämför?förr=2024-01-01&nu=2025-01-01")
        assert not anna.page.xpath("//script[not(@src)]")
        assert "<script>alert(2)</script>" in anna.text


def test_what_has_been_compared_is_remembered_until_the_rules_change(storköping: Visitor) -> None:
    path = "/regelverk/prov/jämför?förr=2030-01-01&nu=2031-01-01"
    folder = storköping.client.app.state.server.rules  # type: ignore[attr-defined]
    storköping.get(path)
    assert "320.50" in storköping.text
    write(folder.folder, {"spårvillkor/2031-01-01.yaml": LATER.replace("320.50", "330.50")}, HEAD)
    assert "320.50" in storköping.get(path).text
    folder.look()
    assert "330.50" in storköping.get(path).text


# --- what takes long


def test_the_same_thing_is_made_once_and_the_latest_are_kept() -> None:
    heavy, made = Heavy(Queue()), list[int]()
    for key in [*range(MOST), 0, MOST, 0, 1]:
        heavy.of(key, lambda key=key: made.append(key))  # type: ignore[misc]
    assert made == [*range(MOST), MOST, 1]


def test_those_who_ask_for_the_same_wait_for_the_first() -> None:
    heavy, began, go = Heavy(Queue()), threading.Event(), threading.Event()
    made, got = list[int](), list[str]()

    def make() -> str:
        made.append(1)
        began.set()
        go.wait(10)
        return "klart"

    threads = [threading.Thread(target=lambda: got.append(heavy.of("a", make))) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert began.wait(10)
    go.set()
    for thread in threads:
        thread.join()
    assert (made, got) == ([1], ["klart"] * 3)


def test_when_too_many_wait_the_next_is_told_to_come_back() -> None:
    queue, began, go = Queue(at_once=1, waiting=0), threading.Event(), threading.Event()
    heavy = Heavy(queue)

    def make() -> str:
        began.set()
        go.wait(10)
        return "klart"

    thread = threading.Thread(target=heavy.of, args=("a", make))
    thread.start()
    assert began.wait(10)
    with pytest.raises(HTTPException, match="upptagen") as refused:
        heavy.of("b", make)
    assert refused.value.status_code == 503
    go.set()
    thread.join()
    assert heavy.of("b", lambda: "nu") == "nu"


def test_what_fails_is_told_to_everyone_and_tried_again() -> None:
    heavy = Heavy(Queue())

    def fail() -> str:
        raise ValueError("fel")

    for _ in range(2):
        with pytest.raises(ValueError, match="fel"):
            heavy.of("a", fail)
    assert heavy.of("a", lambda: "gick") == "gick"


def test_what_is_worked_out_of_outdated_rules_is_left_undone() -> None:
    queue, began, go = Queue(at_once=1, waiting=2), threading.Event(), threading.Event()
    heavy, made = Heavy(queue), list[str]()

    def first() -> None:
        began.set()
        go.wait(10)
        heavy.check()
        made.append("första")

    assert heavy.soon("första", first, 0) is None
    assert began.wait(10)
    assert heavy.soon("andra", lambda: made.append("andra"), 0) is None
    heavy.end()
    go.set()
    assert queue.run(lambda: "nästa") == "nästa"
    assert made == []
