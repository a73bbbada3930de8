"""The limits of a request, what an error says, and that no fact is ever in the log."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import uvicorn
from starlette.types import Message, Receive, Scope, Send

from tests import login
from tests.test_webb_dorrar import HERE, the_rules
from tests.webb import visitor
from verktyg.webb.app import create_app
from verktyg.webb.begaran import Server
from verktyg.webb.installningar import Settings
from verktyg.webb.regelmapp.mapp import RuleFolder
from verktyg.webb.sakerhet import anslutning, granser, vakt
from verktyg.webb.sakerhet.granser import MOST_BYTES
from verktyg.webb.sakerhet.vakt import Guard

MARKER = "Kvastlund-4711"
App = Callable[[Scope, Receive, Send], Awaitable[None]]


# --- the guard alone, around an application of the test's own


async def plain(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the size of the body."""
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


class Exchange:
    """One request and what is answered. The parts of the body come one by one, and after them nothing."""

    def __init__(self, parts: list[bytes], headers: dict[str, str] | None = None, path: str = "/x") -> None:
        self.parts = list(parts)
        self.taken = 0
        self.endless = False
        self.sent: list[Message] = []
        told = {"host": "127.0.0.1:8000"} | (headers or {})
        self.scope: Scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "headers": [(key.encode(), value.encode()) for key, value in told.items()],
        }

    async def receive(self) -> Message:
        if self.endless or self.parts:
            self.taken += 1
            part = self.parts[0] if self.endless else self.parts.pop(0)
            return {"type": "http.request", "body": part, "more_body": self.endless or bool(self.parts)}
        await asyncio.Event().wait()  # a client that sends nothing more, ever
        raise AssertionError

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    def ask(self, guard: Guard) -> int:
        asyncio.run(self.answered(guard))
        return self.status

    async def answered(self, guard: Guard) -> None:
        app = SimpleNamespace(state=SimpleNamespace(server=guard.server))
        await guard({**self.scope, "app": app}, self.receive, self.send)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def text(self) -> str:
        return b"".join(each.get("body", b"") for each in self.sent[1:]).decode()


def guard(app: App = plain) -> Guard:
    """The guard of a server on loopback without rule sets, around that application."""
    return Guard(app, Server.of(Settings(rules="saknas"), RuleFolder(Path("saknas"), False)))


def test_a_body_is_given_on_whole() -> None:
    one = Exchange([b"a" * 600_000, b"b" * 400_000])
    assert (one.ask(guard()), one.text) == (200, str(MOST_BYTES))


def test_a_body_that_is_too_large_is_not_read_to_its_end() -> None:
    one = Exchange([b"a" * 60_000])
    one.endless = True
    assert one.ask(guard()) == 413
    assert one.taken == 17  # the first one past the limit


@pytest.mark.parametrize("length", [str(MOST_BYTES + 1), "9" * 4_000, "-1", "1e9", "", "²"])
def test_a_length_that_is_too_large_or_no_length_is_not_read_at_all(length: str) -> None:
    one = Exchange([b"a"], {"content-length": length})
    assert one.ask(guard()) == 413
    assert one.taken == 0


def test_a_body_that_comes_slowly_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(granser, "BODY_SECONDS", 0.02)
    reached = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(scope)

    one = Exchange([b"a", b"b"])
    one.parts.append(b"c")
    original = one.receive

    async def slow() -> Message:
        message = await original()
        return message | {"more_body": True}

    one.receive = slow  # type: ignore[method-assign]
    assert one.ask(guard(app)) == 408
    assert not reached


def test_an_answer_that_takes_long_is_told_and_its_end_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vakt, "ANSWER_SECONDS", 0.02)

    async def run() -> None:
        go_on, ended = asyncio.Event(), asyncio.Event()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await go_on.wait()
            await plain(scope, receive, send)
            ended.set()

        await one.answered(guard(app))
        go_on.set()
        await ended.wait()

    one = Exchange([b"a"])
    asyncio.run(run())
    assert one.status == 503
    assert "se efter innan du skickar det igen" in one.text
    assert [each["type"] for each in one.sent] == ["http.response.start", "http.response.body"]


def test_whoever_does_not_take_an_answer_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vakt, "ANSWER_SECONDS", 0.02)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async def run() -> None:
        await one.answered(guard(app))
        await asyncio.wait_for(cancelled.wait(), 5)  # the loop's end would cancel it too

    one, cancelled = Exchange([b"a"]), asyncio.Event()
    asyncio.run(run())
    assert one.status == 200


def test_an_address_and_headers_have_their_sizes() -> None:
    assert Exchange([b""], path="/" + "a" * 8_000).ask(guard()) == 414
    assert Exchange([b""], {"x": "a" * 32_000}).ask(guard()) == 431
    assert Exchange([b""], {f"x{number}": "a" for number in range(100)}).ask(guard()) == 431
    assert Exchange([b""], {f"x{number}": "a" for number in range(90)}).ask(guard()) == 200


@pytest.mark.parametrize("path", ["/x", "/api/v1/x"])
@pytest.mark.parametrize("how", ["raised", "answered"])
def test_an_error_is_told_by_a_number_that_is_in_the_log(
    caplog: pytest.LogCaptureFixture, path: str, how: str
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if how == "raised":
            raise ValueError(MARKER)
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": MARKER.encode()})

    caplog.set_level(logging.DEBUG, "motor.webb")
    one = Exchange([f"namn={MARKER}".encode()], path=path)
    one.scope["query_string"] = MARKER.encode()
    assert one.ask(guard(app)) == 500
    number = re.search(r"fel ([0-9a-f]{8}) POST - ", caplog.text)
    assert number
    assert f"nummer {number[1]} i serverns logg" in one.text
    assert MARKER not in one.text + caplog.text
    assert "Traceback" not in one.text + caplog.text
    assert ('"status": 500' in one.text) == path.startswith("/api/")


# --- what is logged of a whole session


def test_no_fact_and_no_case_is_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for quiet in ("httpx", "httpcore", "httpx2", "httpcore2", "asyncio"):  # the visitor's own
        logging.getLogger(quiet).setLevel(logging.WARNING)
    rules, database = the_rules(tmp_path / "regler"), str(tmp_path / "kvitton.db")
    with visitor(rules, database=database) as anna:
        anna.get("/regelverk/prov/fråga/spårval")
        anna.client.post(
            anna.url,
            data=dict(anna.page.forms[0].form_values()) | {"ärende": MARKER, "körkort": MARKER},
            headers={"origin": HERE},
        )
        anna.get(f"/kvitton?ärende={MARKER}")
        inputs = [each for each in anna.page.forms[0].inputs if each.name]
        shown = [each.name for each in inputs if each.get("type") not in ("hidden", "submit")]
        anna.submit(dict.fromkeys(shown, MARKER))
        anna.get(f"/kvitton/{MARKER}")
        anna.get(f"/{MARKER}?{MARKER}={MARKER}")
        anna.client.post("/api/v1/regelverk/prov/prova", json={"fakta": {MARKER: MARKER}})
        anna.client.post("/api/v1/regelverk/prov/prova", content=f'{{"fakta": {MARKER}')
        anna.client.post("/api/v1/kvitton/sök", json={"ärende": MARKER})
        anna.client.request(MARKER.upper(), "/")
    lines = [each.getMessage() for each in caplog.records if each.name == "motor.webb"]
    assert len(lines) == 10
    assert any(line.startswith("POST /regelverk/{regelverk}/fråga/{vy} ") for line in lines)
    assert "POST /api/v1/regelverk/{regelverk}/prova" in "\n".join(lines)
    assert MARKER.lower() not in caplog.text.lower()


def test_a_login_is_logged_without_the_person(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "motor.webb")
    with login.server(login.proxy_file(tmp_path), tmp_path) as client:
        assert client.get("/", headers=login.as_role(*login.GROUPS)).status_code == 200
    assert "GET / 200" in caplog.text
    assert "Anna" not in caplog.text


# --- a real server, before there is a request


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(anslutning, "HEADER_SECONDS", 0.2)
    bound = socket.create_server(("127.0.0.1", 0))
    number = int(bound.getsockname()[1])
    app = create_app(Settings(rules=str(tmp_path), port=number))
    options = anslutning.CONNECTION_OPTIONS | {"access_log": False, "log_config": None}
    config = uvicorn.Config(app, timeout_keep_alive=1, **options)
    one = uvicorn.Server(config)
    thread = threading.Thread(target=one.run, args=([bound],))
    thread.start()
    yield number
    one.should_exit = True
    thread.join()


def sent(port: int, *parts: bytes) -> bytes:
    """Everything that is answered to those bytes until the connection is closed, at most five seconds."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as one:
        for part in parts:
            one.sendall(part)
        answer = b""
        while data := one.recv(65_536):
            answer += data
        return answer


def test_a_client_that_sends_its_headers_slowly_is_hung_up_on(port: int) -> None:
    assert sent(port) == b""
    assert sent(port, b"GET / HTTP/1.1\r\nHost: 127") == b""
    asked = b"GET /h%C3%A4lsa HTTP/1.1\r\nHost: 127.0.0.1:" + str(port).encode() + b"\r\n\r\n"
    assert sent(port, asked, b"GET / HT").count(b"HTTP/1.1 ") == 1


def test_what_is_no_http_is_refused_with_the_headers(port: int) -> None:
    host = b"Host: 127.0.0.1:" + str(port).encode() + b"\r\n"
    for asked in (
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + host + host + b"\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\n" + host + b"\r\n",
        b"GET / HTTP/1.1\r\n" + host + b"X\xff: a\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + host + b"X: a\x00b\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"GET / HTTP/1.1\r\n" + host + b"X: " + b"a" * 70_000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ):
        answer = sent(port, asked)
        assert answer.startswith(b"HTTP/1.1 400"), asked[:80]
        assert b"content-security-policy: default-src 'none'" in answer


def test_a_request_of_an_older_kind_without_a_host_is_refused(port: int) -> None:
    assert sent(port, b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_bytes_that_are_no_utf_8_lead_nowhere(port: int) -> None:
    host = b"Host: 127.0.0.1:" + str(port).encode() + b"\r\nConnection: close\r\n"
    assert sent(port, b"GET /regelverk/%ff%fe HTTP/1.1\r\n" + host + b"\r\n").startswith(b"HTTP/1.1 404")
    body = b"x=%ff%fe"
    form = host + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 8\r\n\r\n"
    assert sent(port, b"POST /logga-ut HTTP/1.1\r\n" + form + body).startswith(b"HTTP/1.1 400")


def test_a_length_far_too_large_is_refused_before_it_is_sent(port: int) -> None:
    host = b"Host: 127.0.0.1:" + str(port).encode() + b"\r\n"
    answer = sent(port, b"POST /logga-ut HTTP/1.1\r\n" + host + b"Content-Length: 5000000000\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413")


def test_too_many_connections_are_told_with_the_headers(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for limit, owner in (("MOST_CONNECTIONS", anslutning), ("_most_of_one", anslutning.Connection)):
        with monkeypatch.context() as patch:
            patch.setattr(owner, limit, 0)
            answer = sent(port)
        assert answer.startswith(b"HTTP/1.1 503"), limit
        assert b"content-security-policy: default-src 'none'" in answer
        assert b"cache-control: no-store" in answer
    assert anslutning.connection_options(direct=True)["http"]._most_of_one == anslutning.MOST_OF_ONE


def test_an_address_written_whole_leads_to_this_server_alone(port: int) -> None:
    own = f"127.0.0.1:{port}"
    rest = f" HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n"
    for target, status in (
        (f"http://{own}/logga-ut", 200),
        (f"HTTP://{own.upper()}/finns-inte", 404),
        (f"http://{own}", 200),
        ("http://evil.example/logga-ut", 400),
        (f"ftp://{own}/logga-ut", 400),
        (f"http://x@{own}/logga-ut", 400),
        ("*", 400),
    ):
        answer = sent(port, f"GET {target}{rest}".encode())
        assert answer.startswith(f"HTTP/1.1 {status}".encode()), target


def test_head_is_answered_as_get_without_the_body(port: int) -> None:
    rest = f" /logga-ut HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()
    head, _, body = sent(port, b"HEAD" + rest).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert b"content-type: text/html" in head
    assert body == b""
