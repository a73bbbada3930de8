"""Each door of the pages and the API is tried: with no login, the wrong role, from elsewhere, forged."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import lxml.html
import pytest
from itsdangerous import TimestampSigner
from starlette.routing import Mount
from starlette.testclient import TestClient

from tests import login
from tests.rulesets import write
from tests.test_third_municipality import FILES, HEAD
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.stampel import HOURS

HERE = "http://127.0.0.1:8000"
VALUES = {
    "regelverk": "prov",
    "vy": "spårval",
    "beslut": "spårvillkor",
    "dag": "2024-01-01",
    "prognos": "2025",
    "nummer": "1",
    "slag": "inloggning",
}
"""A value of each name in an address."""

READER, OFFICER, EDITOR, OPEN = Role.READER, Role.OFFICER, Role.EDITOR, None
RULES, EDIT, API = "/regelverk/{regelverk}", "/regelverk/{regelverk}/ändra", "/api/v1"
DOORS: dict[str, Role | None] = {
    "/": READER,
    "/hälsa": OPEN,
    "/logga-in": OPEN,
    "/logga-in/svar": OPEN,
    "/logga-ut": OPEN,
    "/kvitton": OFFICER,
    "/kvitton/{nummer}": OFFICER,
    RULES: READER,
    f"{RULES}/källor": READER,
    f"{RULES}/fynd": READER,
    f"{RULES}/beslut/{{beslut}}": READER,
    f"{RULES}/jämför": READER,
    f"{RULES}/prognos": READER,
    f"{RULES}/prognos/{{prognos}}": READER,
    f"{RULES}/fråga/{{vy}}": OFFICER,
    f"{RULES}/fråga/{{vy}}/sparat/{{nummer}}": OFFICER,
    EDIT: EDITOR,
    f"{EDIT}/{{beslut}}/{{dag}}": EDITOR,
    f"{EDIT}/{{beslut}}/{{dag}}/ta-bort": EDITOR,
    f"{API}/openapi.json": READER,
    f"{API}/problem/{{slag}}": READER,
    f"{API}/regelverk": READER,
    f"{API}{RULES}": READER,
    f"{API}{RULES}/beslut/{{beslut}}": READER,
    f"{API}{RULES}/prova": OFFICER,
    f"{API}{RULES}/prova-flera": OFFICER,
    f"{API}{RULES}/saknas": OFFICER,
    f"{API}{RULES}/förklara": OFFICER,
    f"{API}{RULES}/kvitton": OFFICER,
    f"{API}/kvitton/kedja": OFFICER,
    f"{API}/kvitton/sök": OFFICER,
    f"{API}/kvitton/{{nummer}}": OFFICER,
    f"{API}/kvitton/{{nummer}}/spela-upp": OFFICER,
}
"""Every address with the role that it takes; READER is whoever has a role."""


def the_rules(folder: Path) -> Path:
    """The rule set of a municipality that nobody has heard of, in force for some years."""
    files = {name.replace("2030", "2024"): text.replace("2030", "2024") for name, text in FILES.items()}
    write(folder, files, HEAD.replace("2030", "2024"))
    return folder


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server for those whom a proxy lets in."""
    folder = tmp_path_factory.mktemp("dörrar")
    rules, database = the_rules(folder / "regler"), str(folder / "kvitton.db")
    with login.server(login.proxy_file(folder), rules, edit=True, database=database) as client:
        yield client


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server for whoever sits at the machine."""
    folder = tmp_path_factory.mktemp("här")
    (folder / "hemlig.yaml").write_text("hemligheten", "utf-8")
    rules, database = the_rules(folder / "regler"), str(folder / "kvitton.db")
    with login.server(None, rules, edit=True, database=database) as client:
        yield client


def addresses(routes: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Every address that an application answers, with each method, however deep its router lies."""
    for route in routes:
        if hasattr(route, "effective_candidates"):  # a router that has been included
            yield from addresses(route.effective_candidates(), before)
        elif isinstance(route, Mount):
            yield from addresses(route.routes or [], before + route.path)
        else:
            pattern = re.sub(r":\w+\}", "}", before + route.path)
            yield from ((pattern, method) for method in route.methods if method != "HEAD")


def every(client: TestClient) -> list[tuple[str, str]]:
    app: Any = client.app
    return list(addresses(app.routes))


def asked(client: TestClient, pattern: str, method: str, headers: dict[str, str] | None = None) -> Any:
    """The answer to a request of an address with its names filled in, from a page of ours."""
    address = pattern.format_map({name: quote(value) for name, value in VALUES.items()})
    origin = {"origin": login.ADDRESS}
    if method == "POST" and pattern.startswith(API):
        return client.request(method, address, json={}, headers=origin | (headers or {}))
    return client.request(method, address, headers=origin | (headers or {}))


# --- roles


def test_every_address_has_its_role_in_the_table(guarded: TestClient) -> None:
    assert {pattern for pattern, _ in every(guarded)} == DOORS.keys()


def test_without_a_login_only_what_is_open_answers(guarded: TestClient) -> None:
    for pattern, method in every(guarded):
        answer = asked(guarded, pattern, method)
        if DOORS[pattern] is OPEN:
            assert answer.status_code != 200 or pattern in ("/hälsa", "/logga-ut")
        else:
            assert answer.status_code == 401, (method, pattern)
            assert "www-authenticate" in answer.headers
    assert guarded.get("/statiskt/grund.css").status_code == 200
    assert guarded.get("/finns-inte").status_code == 401


def test_with_the_wrong_role_nothing_answers(guarded: TestClient) -> None:
    for pattern, method in every(guarded):
        role = DOORS[pattern]
        for held in Role:
            if role in (OPEN, READER) or held is role:
                continue
            answer = asked(guarded, pattern, method, login.as_role(held))
            assert answer.status_code == 403, (method, pattern, held)
            assert f"kräver rollen {role}" in answer.text
        if role is not OPEN:
            answer = asked(guarded, pattern, method, login.as_role())
            assert answer.status_code == 403, (method, pattern)
            assert "ingen roll här" in answer.text


def test_with_the_right_role_everything_does(guarded: TestClient) -> None:
    for pattern, method in every(guarded):
        if (role := DOORS[pattern]) is OPEN:
            continue
        answer = asked(guarded, pattern, method, login.as_role(role))
        assert answer.status_code not in (401, 405, 500), (method, pattern, answer.text)
        assert "kräver rollen" not in answer.text, (method, pattern)
        if method == "POST" and not pattern.startswith(API):
            assert answer.status_code in (403, 409, 415), (method, pattern)  # no form, and no token


def test_every_answer_has_the_headers(guarded: TestClient) -> None:
    tried = [(pattern, method, login.as_role(*Role)) for pattern, method in every(guarded)]
    tried += [(address, "GET", {}) for address in ("/", "/statiskt/grund.css", "/statiskt/nej")]
    tried += [("/", "PUT", {})]
    tried += [("/", "GET", {"host": "evil.example"}), ("/api/v1/nej", "GET", login.as_role(*Role))]
    for pattern, method, headers in tried:
        answer = asked(guarded, pattern, method, headers)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["strict-transport-security"]
        static = pattern.startswith("/statiskt/")
        assert answer.headers["cache-control"] == ("no-cache" if static else "no-store")
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert not re.search(r"\sstyle=|<style|<script(?! src=\"/statiskt/)|\son\w+=", answer.text)
            assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", answer.text)


# --- another host, another site


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1.evil.example:8000",
        "localhost.evil.example:8000",
        "127.0.0.1",
        "127.0.0.1:8001",
        "localhost:80",
        "127.0.0.1:8000.evil.example",
        "evil.example@127.0.0.1:8000",
        "127.0.0.2:8000",
        "[::1]",
        "0.0.0.0:8000",
        "",
        " 127.0.0.1:8000 x",
    ],
)
def test_another_name_is_not_answered(here: TestClient, host: str) -> None:
    assert here.get("/", headers={"host": host}).status_code == 421
    assert here.get("/api/v1/regelverk", headers={"host": host}).status_code == 421


def test_its_own_names_are(here: TestClient) -> None:
    for host in ("127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000"):
        assert here.get("/", headers={"host": host}).status_code == 200


def test_two_names_or_none_are_not_answered(here: TestClient) -> None:
    assert here.get("/", headers=[("host", "127.0.0.1:8000"), ("host", "evil.example")]).status_code == 400


def test_elsewhere_the_names_are_those_of_the_file(guarded: TestClient) -> None:
    role = login.as_role(READER)
    for host, status in (
        (login.HOST, 200),
        (f"{login.HOST}:443", 200),
        (f"{login.HOST}:8443", 421),
        (f"{login.HOST}.evil.example", 421),
        ("evil.example", 421),
        ("10.0.0.1", 421),
    ):
        assert guarded.get("/", headers=role | {"host": host}).status_code == status, host


def post(client: TestClient, headers: dict[str, str], address: str = "/logga-ut") -> Any:
    """Post the form of a page with its own token, and with those headers."""
    page = lxml.html.fromstring(client.get("/logga-ut").text)
    return client.post(address, data=dict(page.forms[0].form_values()), headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:8001"},
        {"origin": "https://127.0.0.1:8000"},
        {"origin": "http://localhost:8000"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": HERE, "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
    ],
)
def test_another_site_changes_nothing(here: TestClient, headers: dict[str, str]) -> None:
    told = "kommer från en annan webbplats"
    assert told in post(here, headers).text
    answer = here.post("/api/v1/regelverk/prov/prova", json={"fakta": {}}, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert told in answer.text


def test_a_page_of_ours_does(here: TestClient) -> None:
    for headers in ({"origin": HERE}, {"sec-fetch-site": "same-origin", "origin": HERE}, {}):
        assert post(here, headers).status_code == 200


# --- tokens


def forged(client: TestClient, secret: str | None = None, browser: str | None = None) -> str:
    app: Any = client.app
    signer = TimestampSigner(
        secret or app.state.server.settings.secret,
        salt=f"stämpel {browser or client.cookies['motor_blankett']} ",
        key_derivation="hmac",
        digest_method=hashlib.sha256,
    )
    return signer.sign(b"").decode()


def test_a_form_without_a_valid_token_does_nothing(here: TestClient) -> None:
    here.get("/")
    browser, valid = here.cookies["motor_blankett"], forged(here)
    tokens = {
        "valid": ([valid], 200),
        "missing": ([], 403),
        "empty": ([""], 403),
        "another browser's": ([forged(here, browser="A" * 22)], 403),
        "another secret's": ([forged(here, secret="gissat")], 403),
        "cut": ([valid[:-1]], 403),
        "with more": ([valid + "x"], 403),
        "of other text": (["x" + valid], 403),
        "not ASCII": (["å" + valid], 403),
        "the last of two": ([valid, ""], 403),
    }
    for what, (sent, status) in tokens.items():
        answer = here.post("/logga-ut", data={"stämpel": sent}, headers={"origin": HERE})
        assert answer.status_code == status, what
        if status == 200:  # logging out takes the cookie away
            here.cookies.set("motor_blankett", browser, domain="127.0.0.1")


def test_a_token_gets_too_old(here: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    page = lxml.html.fromstring(here.get("/logga-ut").text)
    fields, now = dict(page.forms[0].form_values()), time.time()
    for hours, status in ((HOURS + 0.1, 403), (HOURS - 0.1, 200)):
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda hours=hours: now + hours * 3600)
        assert here.post("/logga-ut", data=fields, headers={"origin": HERE}).status_code == status


def test_what_was_typed_can_be_sent_again_with_a_new_token(here: TestClient) -> None:
    text = "rad ett\n<b>\"två\" & 'tre'"
    sent = {"ärende": ["a", "b"], "text": f"\n{text}", "stämpel": "för gammal"}
    answer = here.post("/logga-ut", data=sent, headers={"origin": HERE})
    page = lxml.html.fromstring(answer.text)
    assert answer.status_code == 403
    # a browser takes away the first line break of a text field, and lxml does not
    fields = [(name, value.removeprefix("\n")) for name, value in page.forms[0].form_values()]
    assert fields[1:] == [("ärende", "a"), ("ärende", "b"), ("text", f"\n{text}")]
    again = here.post("/logga-ut", data=dict(fields), headers={"origin": HERE})
    assert again.status_code == 200


def test_what_did_not_come_from_a_page_of_ours_cannot(here: TestClient) -> None:
    for headers in ({}, {"sec-fetch-site": "none"}):
        answer = here.post("/logga-ut", data={"text": "smugglat"}, headers=headers)
        assert answer.status_code == 403
        assert "smugglat" not in answer.text


def test_a_cookie_that_this_server_did_not_make_is_replaced(here: TestClient) -> None:
    for kept in ("", "kort", "x" * 23, "å" * 22, "x" * 21 + ";"):
        here.cookies.clear()
        answer = here.get("/", headers={"cookie": f"motor_blankett={kept}".encode()})
        assert re.search(r"motor_blankett=[\w-]{22};", answer.headers["set-cookie"])


def test_a_strange_cookie_hides_no_other(here: TestClient) -> None:
    browser = "b" * 22
    for other in ('pref={"a":1}', "å=ö", "a b=c", "=", '"', "x[1]=2"):
        here.cookies.clear()
        sent = {"cookie": f"{other}; motor_blankett={browser}".encode()}
        assert "set-cookie" not in here.get("/", headers=sent).headers
