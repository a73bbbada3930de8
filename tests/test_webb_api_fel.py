"""Every way in which a request can be wrong, and the problem that says so (RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from motor.errors import EditError, EvaluationError, FactError, MotorError, Problem, RuleError, Undecided
from tests.interface import BASE, JSON, LIBRARIES, Program, program
from tests.rulesets import decision, write
from verktyg.fel import UsageError
from verktyg.kvitto.databas import NothingKept, database_fault
from verktyg.skal import Asked
from verktyg.webb.api.problem import KINDS, pointer, refusal_of
from verktyg.webb.inloggning.roller import Person, Role
from verktyg.webb.regelmapp.tungt import Queue

ASK = "/regelverk/bibliotek/prova"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with program(LIBRARIES, tmp_path_factory.mktemp("api")) as asking:
        yield asking


def kind_of(problem: Any) -> str:
    name: str = next(each for each, kind in KINDS.items() if kind.title == problem["title"])
    return name


DEEP = b'{"fakta": {"a": ' + b"[" * 40 + b"]" * 40 + b"}}"
FAR_TOO_DEEP = b'{"fakta": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"fakta": {}',
        b'{"fakta": {"a": NaN}}',
        b'{"fakta": {"a": -Infinity}}',
        b'{"fakta": {"a": 1, "a": 2}}',
        b'{"fakta": {}, "fakta": {}}',
        b'{"fakta": {"a": "\\ud800"}}',
        b'{"fakta": {"\\udfff": 1}}',
        b'{"fakta": {"a": "\xff"}}',
        b'{"fakta": {"a": ' + b"1" * 5_000 + b"}}",
        b'{"fakta": {"a": 0.' + b"1" * 5_000 + b"}}",
        b'{"fakta": {"a": 1e99999999999999999999}}',
        DEEP,
        FAR_TOO_DEEP,
    ],
    ids=range(15),
)
def test_what_is_no_json_is_refused(library: Program, body: bytes) -> None:
    problem = library.ask("POST", ASK, body)
    expected = (422, "fel-i-frågan") if not body else (400, "ogiltig-json")
    assert (library.status, kind_of(problem)) == expected


@pytest.mark.parametrize(
    ("question", "pointers"),
    [
        ({}, ["/fakta"]),
        ([], [""]),
        (7, [""]),
        (None, [""]),
        ({"fakta": None}, ["/fakta"]),
        ({"fakta": []}, ["/fakta"]),
        ({"fakta": {}, "beslutt": ["x"]}, ["/beslutt"]),
        ({"fakta": {}, "datum": "2024-02-30", "vy": 3}, ["/datum", "/vy"]),
        ({"fakta": {}, "datum": 20240301}, ["/datum"]),
        (
            {"fakta": {"åldern": "40", "år": 1}, "datum": "i går", "vy": "x", "okänt": 1},
            ["/datum", "/okänt", "/fakta/åldern", "/fakta/år", "/vy"],
        ),
        ({"fakta": [], "beslut": ["avgift", "finns inte"]}, ["/fakta", "/beslut/1"]),
        ({"fakta": {}, "beslut": "avgift"}, ["/beslut"]),
        ({"fakta": {}, "beslut": []}, ["/beslut"]),
        ({"fakta": {}, "beslut": ["avgift", 3]}, ["/beslut/1"]),
        ({"fakta": {}, "beslut": ["avgift", "finns inte"]}, ["/beslut/1"]),
        ({"fakta": {}, "beslut": ["avgift"], "vy": "avgift"}, ["/vy"]),
        ({"fakta": {}, "vy": "finns inte"}, ["/vy"]),
        (
            {"fakta": {"åldern": "40", "år": 1, "kort": "x"}, "vy": "x"},
            ["/fakta/åldern", "/fakta/år", "/fakta/kort", "/vy"],
        ),
        ({"fakta": {"a/b~c": 1}}, ["/fakta/a~1b~0c"]),
        ({"fakta": {"åldern": 1, " åldern ": 2}}, ["/fakta/ åldern "]),
        ({"fakta": {"lånedag": "i går"}}, ["/fakta/lånedag"]),
        ({"fakta": {"lånedag": "2024-03-02", "återlämningsdag": "2024-03-01"}}, ["/fakta"]),
        ({"fakta": {"åldern": None, "bor i kommunen": None}}, ["/fakta/bor i kommunen"]),
        ({"fakta": {"ämnen": {"a": [1]}}}, ["/fakta/ämnen"]),
        ({"fakta": {}, "datum": "1950-01-01"}, ["/fakta"]),
    ],
    ids=range(25),
)
def test_every_wrong_field_is_named_at_once(library: Program, question: Any, pointers: list[str]) -> None:
    problem = library.post(ASK, question)
    assert (library.status, kind_of(problem)) == (422, "fel-i-frågan")
    assert [fault["pekare"] for fault in problem["fel"]] == pointers
    assert all(fault["meddelande"] in problem["detail"] for fault in problem["fel"])


def test_a_misspelling_is_told_what_was_meant(library: Program) -> None:
    problem = library.post(ASK, {"fakta": {"ålderm": 1}, "vy": "lånekorts"})
    assert [fault["råd"] for fault in problem["fel"]] == ["Menade du åldern?", "Menade du lånekort?"]
    problem = library.post(ASK, {"fakta": {}, "beslutt": []})
    assert problem["fel"][0]["råd"] == "Menade du beslut?"
    assert "Menade du bibliotek?" in library.get("/regelverk/biblioteket")["detail"]


def test_what_is_asked_in_the_address_is_refused_when_nothing_reads_it(library: Program) -> None:
    for address in (
        "/regelverk?åldern=40",
        "/regelverk/bibliotek/beslut/avgift?fran=2024-01-01",
        "/regelverk/bibliotek/beslut/avgift?från=2024-01-01&från=2024-01-01",
        "/regelverk/bibliotek/beslut/avgift?från=",
        "/regelverk/bibliotek/beslut/avgift?från=igår",
    ):
        problem = library.get(address)
        assert (library.status, problem["fel"][0]["pekare"]) == (422, None), address


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/finns-inte",
        "/regelverk/",
        "/regelverk/finns-inte",
        "/regelverk/..%2f..%2fetc%2fpasswd",
        "/regelverk/%2e%2e",
        "/regelverk/bibliotek/beslut/finns-inte",
        "/kvitton/0",
        "/kvitton/-1",
        "/kvitton/1",
        "/kvitton/2147483648",
        "/kvitton/9999999999",
        f"/kvitton/{'9' * 5000}",
        "/problem/finns-inte",
    ],
)
def test_what_is_not_there_is_not_found(library: Program, address: str) -> None:
    problem = library.get(address)
    assert (library.status, problem["status"]) == (404, 404)
    assert "Not Found" not in library.text


def test_another_method_is_told_which_there_are(library: Program) -> None:
    for method, address, allowed in (
        ("GET", ASK, "POST"),
        ("DELETE", "/kvitton/1", "GET"),
        ("PUT", "/regelverk", "GET"),
        ("GET", "/kvitton/sök", "POST"),
    ):
        problem = library.ask(method, address, None)
        assert (library.status, kind_of(problem), library.headers["allow"]) == (405, "fel-metod", allowed)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_a_body_that_is_not_said_to_be_json_is_refused(library: Program, kind: str) -> None:
    problem = library.ask("POST", ASK, '{"fakta": {}}', kind)
    assert (library.status, kind_of(problem)) == (415, "fel-format")


def test_json_may_say_its_letters(library: Program) -> None:
    library.ask("POST", ASK, '{"fakta": {}, "datum": "2024-03-01"}', "Application/JSON; charset=utf-8")
    assert library.status == 200


def test_too_much_is_refused(library: Program) -> None:
    problem = library.post(ASK, {"fakta": {"kort": "x" * 1_100_000}})
    assert (library.status, kind_of(problem)) == (413, "för-stor")


def test_rules_that_contradict_themselves_are_a_conflict(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("motsägelse")
    table = """\
    träffregel: unik
    indata: [ålder]
    utdata: [{namn: pris, typ: tal}]
    regler:
      - {när: {ålder: "< 20"}, ger: {pris: 1}}
      - {när: {ålder: "> 10"}, ger: {pris: 2}}
    """
    write(folder, {"pris/2024-01-01.yaml": decision("pris", table)})
    with program(folder, folder) as asking:
        question = {"datum": "2024-03-01", "fakta": {"ålder": 15}}
        for way in ("prova", "saknas", "förklara"):
            problem = asking.post(f"/regelverk/prov/{way}", question)
            assert (asking.status, kind_of(problem)) == (409, "regler-motsäger-sig")
        rows = {"datum": "2024-03-01", "rader": [{"ålder": 15}, {"ålder": 5}]}
        first, second = asking.post("/regelverk/prov/prova-flera", rows)["rader"]
        assert (first["problem"]["status"], second["svar"]["beslut"]) == (409, {"pris": 1})


def test_a_fault_in_the_program_tells_nothing_of_the_facts(
    library: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("hemlighet")

    monkeypatch.setattr(Asked, "of", broken)
    problem = library.post(ASK, {"fakta": {"åldern": 40}, "datum": "2024-03-01"})
    assert (library.status, kind_of(problem)) == (500, "fel-i-programmet")
    assert "hemlighet" not in library.text + caplog.text
    assert "Traceback" not in library.text


@pytest.mark.parametrize("kind", [FactError, EvaluationError, RuleError, EditError, Undecided])
def test_every_error_of_the_engine_has_a_kind_of_problem(kind: type[MotorError]) -> None:
    refusal = refusal_of(kind(Problem("kod", "Ett fel.")), "fakta")
    assert refusal.status_code in {409, 422, 503}
    assert [fault.data.pointer for fault in refusal.faults] == ["/fakta"]


def test_what_is_wrong_with_the_database_is_for_those_who_run_it() -> None:
    for error, status in (
        (database_fault("Filen /hemlig är trasig."), 503),
        (NothingKept("/hemlig är tom."), 404),
    ):
        refusal = refusal_of(error)
        assert (refusal.status_code, list(refusal.faults)) == (status, [])
        assert "/hemlig" not in str(refusal.detail)


def test_what_was_asked_wrongly_is_told_in_its_words() -> None:
    refusal = refusal_of(UsageError(Problem("kod", "Dagen finns inte.", hint="Ge en annan.")), "datum")
    [fault] = [each.data for each in refusal.faults]
    assert (refusal.status_code, refusal.detail) == (422, "Dagen finns inte.")
    assert (fault.pointer, fault.message, fault.advice) == ("/datum", "Dagen finns inte.", "Ge en annan.")


def test_an_error_that_nothing_is_said_of_is_not_passed_over() -> None:
    with pytest.raises(TypeError, match="MotorError"):
        refusal_of(MotorError(Problem("kod", "Ett fel.")))


def test_heavy_questions_wait_for_each_other_and_not_for_ever(
    library: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Queue(at_once=0, waiting=0)
    for module in ("prova", "kvitton"):
        monkeypatch.setattr(f"verktyg.webb.api.{module}.QUEUE", full)
    for problem in (
        library.post("/regelverk/bibliotek/prova-flera", {"rader": [{}]}),
        library.get("/kvitton/kedja"),
    ):
        assert (library.status, kind_of(problem), library.headers["retry-after"]) == (503, "upptagen", "5")


def test_a_row_of_many_tells_a_few_of_its_faults(library: Program) -> None:
    rows = {"rader": [{f"inget faktum {number}": 1 for number in range(100)}]}
    [row] = library.post("/regelverk/bibliotek/prova-flera", rows)["rader"]
    assert len(row["problem"]["fel"]) == 10


def test_pointers_are_those_of_rfc_6901() -> None:
    assert pointer(("a", 0, "b/c", "d~e", "")) == "/a/0/b~1c/d~0e/"


READS = ("/regelverk", "/regelverk/bibliotek", "/regelverk/bibliotek/beslut/avgift")


@pytest.mark.parametrize(
    ("roles", "reads", "asks"),
    [({Role.READER}, 200, 403), ({Role.OFFICER}, 200, 200), ({Role.EDITOR}, 200, 403)],
)
def test_each_resource_wants_its_role(
    library: Program, monkeypatch: pytest.MonkeyPatch, roles: set[Role], reads: int, asks: int
) -> None:
    monkeypatch.setattr("verktyg.webb.sakerhet.vakt.person_in", lambda *_: Person("anna", frozenset(roles)))
    for address in READS:
        library.get(address)
        assert library.status == reads, address
    for path, methods in library.document["paths"].items():
        operation = methods.get("post")
        if operation is None or "spela-upp" in path or path.endswith("/kvitton"):
            continue
        body = {"ärende": "A-1"} if path.endswith("sök") else {"fakta": {}, "datum": "2024-03-01"}
        if path.endswith("prova-flera"):
            body = {"rader": [{}], "datum": "2024-03-01"}  # type: ignore[dict-item]
        problem = library.post(path.replace("{regelverk}", "bibliotek"), body)
        assert library.status == asks, path
        assert asks == 200 or kind_of(problem) == "saknar-rätt"
    library.get("/kvitton/kedja")
    assert library.status == asks


def test_nobody_without_a_role_gets_in(library: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verktyg.webb.sakerhet.vakt.person_in", lambda *_: None)
    for address in (*READS, "/openapi.json", "/kvitton/kedja"):
        response = library.client.get(BASE + address, headers=JSON)
        assert response.status_code == 401, address
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["type"].endswith("/inloggning")
