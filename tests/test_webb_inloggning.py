"""Who gets in by an identity provider, and by nothing else."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import lxml.html
import pytest
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from tests import login
from tests.login import ADDRESS, part
from tests.provider import CLIENT, SECRET, Provider, provider
from verktyg.webb.inloggning import tjanst
from verktyg.webb.sidor.inloggning import local

VARIABLE = "REGELMOTOR_OIDC"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of rule sets that is quick to read: it holds none."""
    return tmp_path_factory.mktemp("regler")


# --- an identity provider


@pytest.fixture
def idp(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setenv(VARIABLE, SECRET)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with provider() as one:
        yield one


@pytest.fixture
def client(idp: Provider, tmp_path: Path, rules: Path) -> Iterator[TestClient]:
    with login.server(oidc_file(tmp_path, idp), rules) as one:
        yield one


def oidc_file(folder: Path, idp: Provider) -> Path:
    """A login by that provider."""
    file = folder / "inloggning.yaml"
    file.write_text(
        f"värdar: [{login.HOST}]\ntls: proxy\noidc:\n  utfärdare: {idp.issuer}\n  klient: {CLIENT}\n"
        f"  miljövariabel: {VARIABLE}\n  adress: {ADDRESS}\n{login.COMMON}",
        "utf-8",
    )
    return file


def go(client: TestClient, to: str = "/") -> httpx2.Response:
    """Begin at /logga-in, log in with the provider, and come back."""
    away = client.get("/logga-in", params={"till": to})
    assert away.status_code == 303
    return client.get(httpx2.get(away.headers["location"]).headers["location"])


def test_a_page_leads_to_the_login_and_back(client: TestClient) -> None:
    sent = client.get("/kvitton?sida=2")
    assert (sent.status_code, sent.headers["location"]) == (303, "/logga-in?till=%2Fkvitton%3Fsida%3D2")
    away = client.get(sent.headers["location"])
    asked = {key: values[0] for key, values in parse_qs(urlsplit(away.headers["location"]).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert asked["redirect_uri"] == f"{ADDRESS}/logga-in/svar"
    back = client.get(httpx2.get(away.headers["location"]).headers["location"])
    assert (back.status_code, back.headers["location"]) == (303, "/kvitton?sida=2")
    page = client.get("/")
    assert page.status_code == 200
    assert "Anna Ek" in page.text


def test_the_cookies_are_for_this_host_over_https_and_out_of_scripts_reach(client: TestClient) -> None:
    go(client)
    answer = client.get("/logga-ut")
    kept = [each for each in client.cookies.jar if each.name.startswith("__Host-")]
    assert {each.name for each in kept} >= {"__Host-motor_session", "__Host-motor_blankett"}
    for each in kept:
        assert each.secure
        assert each.path == "/"
        assert not each.domain_specified
        assert each.has_nonstandard_attr("HttpOnly")
        assert each.get_nonstandard_attr("SameSite") == "Lax"
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def other(idp: Provider) -> None:
    idp.signing = RSAKey.generate_key(2048)


def said(**changed: Any) -> Callable[[Provider], None]:
    def set_(idp: Provider) -> None:
        idp.change = lambda claims: {k: v for k, v in (claims | changed).items() if v is not None}

    return set_


def unsigned(idp: Provider) -> None:
    idp.token = lambda token: f"{part({'alg': 'none'})}.{token.split('.')[1]}."


def told_otherwise(idp: Provider) -> None:
    idp.told_issuer = "https://evil.example"


BAD: dict[str, Callable[[Provider], None]] = {
    "another nonce": said(nonce="en annan"),
    "no nonce": said(nonce=None),
    "another audience": said(aud="en annan klient"),
    "two audiences and no azp": said(aud=[CLIENT, "en annan"]),
    "issued to another client": said(azp="en annan"),
    "another issuer": said(iss="https://evil.example"),
    "expired": said(exp=int(time.time()) - 3600),
    "no end": said(exp=None),
    "no time": said(iat=None),
    "from the future": said(iat=int(time.time()) + 3600),
    "no name": said(name=None),
    "another key": other,
    "unsigned": unsigned,
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_an_id_token_that_does_not_hold_lets_nobody_in(client: TestClient, idp: Provider, what: str) -> None:
    BAD[what](idp)
    answer = go(client)
    assert answer.status_code == 403
    assert "Inloggningen misslyckades" in answer.text
    assert client.get("/").status_code == 303


def test_a_provider_that_names_another_issuer_is_not_used(client: TestClient, idp: Provider) -> None:
    told_otherwise(idp)
    assert client.get("/logga-in").status_code == 503


def test_the_state_must_be_that_of_this_browser(client: TestClient, idp: Provider) -> None:
    address = httpx2.get(client.get("/logga-in").headers["location"]).headers["location"]
    assert client.get(re.sub("state=[^&]+", "state=x", address)).status_code == 403
    assert client.get(address.partition("&state")[0]).status_code == 403
    assert client.get(address + "&iss=https://evil.example").status_code == 403
    client.cookies.clear()  # another browser, to which somebody has sent the address
    assert client.get(address).status_code == 403
    assert not idp.refused


def test_a_code_is_used_once(client: TestClient, idp: Provider) -> None:
    away = client.get("/logga-in")
    begun = client.cookies["__Host-motor_inloggning"]
    address = httpx2.get(away.headers["location"]).headers["location"]
    assert client.get(address).status_code == 303
    client.cookies.set("__Host-motor_inloggning", begun, domain=login.HOST)
    assert client.get(address).status_code == 403
    assert idp.refused == ["code"]


def test_a_provider_that_says_no_lets_nobody_in(client: TestClient) -> None:
    state = parse_qs(urlsplit(client.get("/logga-in").headers["location"]).query)["state"][0]
    assert client.get(f"/logga-in/svar?error=access_denied&state={state}").status_code == 403


def test_roles_are_read_at_each_login(client: TestClient, idp: Provider) -> None:
    idp.groups = []
    go(client)
    assert client.get("/").status_code == 403
    idp.groups = ["grupp-l", "grupp-r"]
    assert client.get("/").status_code == 403
    go(client)
    assert client.get("/").status_code == 200


def test_a_session_of_another_secret_or_another_kind_is_none(client: TestClient) -> None:
    go(client)
    session = client.cookies["__Host-motor_session"]
    client.get("/logga-in")
    begun = client.cookies["__Host-motor_inloggning"]
    for forged in (session[:-2] + "xx", begun, "", '{"namn":"Anna Ek"}', session.split(".")[0]):
        client.cookies.clear()
        answer = client.get("/", headers={"cookie": f"__Host-motor_session={forged}"})
        assert answer.status_code == 303
    kept = {"cookie": f"__Host-motor_session={session}"}
    assert client.get("/", headers=kept).status_code == 200
    assert client.get("/", headers={"cookie": f"motor_session={session}"}).status_code == 303


def test_a_session_ends_after_a_working_day(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    go(client)
    session = {"cookie": f"__Host-motor_session={client.cookies['__Host-motor_session']}"}
    now = time.time()
    for hours, status in ((7.9, 200), (8.1, 303)):
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda hours=hours: now + hours * 3600)
        assert client.get("/", headers=session).status_code == status


def test_logging_out_ends_the_session(client: TestClient, idp: Provider) -> None:
    go(client)
    page = lxml.html.fromstring(client.get("/logga-ut").text)
    answer = client.post("/logga-ut", data=dict(page.forms[0].form_values()), headers={"origin": ADDRESS})
    assert answer.status_code == 200
    assert f"{idp.issuer}/logout?client_id={CLIENT}" in answer.text
    assert "Anna Ek" not in answer.text
    assert client.get("/").status_code == 303


def test_logging_out_ends_the_session_whatever_the_provider_does(tmp_path: Path, rules: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, SECRET)
        patch.setenv("NO_PROXY", "127.0.0.1")
        with provider() as idp:
            file = oidc_file(tmp_path, idp)
        with login.server(file, rules) as client:  # the provider is gone
            assert client.get("/logga-in").status_code == 503
            page = lxml.html.fromstring(client.get("/logga-ut").text)
            sent = dict(page.forms[0].form_values())
            answer = client.post("/logga-ut", data=sent, headers={"origin": ADDRESS})
    assert answer.status_code == 200
    removed = [each for each in answer.headers.get_list("set-cookie") if "Max-Age=0" in each]
    assert [each.partition("=")[0] for each in removed] == ["__Host-motor_session", "__Host-motor_blankett"]


@pytest.mark.parametrize("told", [[], "text", 1, {"issuer": 1}, {"authorization_endpoint": ["x"]}], ids=str)
def test_a_provider_that_says_something_strange_is_not_used(
    client: TestClient, idp: Provider, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = idp.discovery()
    monkeypatch.setattr(idp, "discovery", lambda: right | told if isinstance(told, dict) else told)
    assert client.get("/logga-in").status_code == 503


def test_the_provider_is_asked_once_in_a_while(
    client: TestClient, idp: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[int]()
    right = idp.discovery
    monkeypatch.setattr(idp, "discovery", lambda: asked.append(1) or right())
    for _ in range(3):
        assert go(client).status_code == 303
    assert len(asked) == 1
    monkeypatch.setattr(tjanst, "KEPT_SECONDS", -1)
    assert client.get("/logga-in").status_code == 303
    assert len(asked) == 2


def test_a_new_key_of_the_provider_is_asked_for(client: TestClient, idp: Provider) -> None:
    assert go(client).status_code == 303
    idp.key = idp.signing = RSAKey.generate_key(2048, {"kid": "nyckel 2", "use": "sig"})
    idp.header["kid"] = "nyckel 2"
    assert go(client).headers["location"] == "/"
    idp.header["kid"] = "nyckel 3"  # which it does not publish
    assert go(client).status_code == 403


def test_no_more_than_a_few_wait_for_a_slow_provider(client: TestClient, idp: Provider) -> None:
    one = client.app.state.server.provider  # type: ignore[attr-defined]
    with ExitStack() as stack:
        for _ in range(tjanst.MOST_AT_ONCE):
            stack.enter_context(one._asking())
        assert client.get("/logga-in").status_code == 503
    assert client.get("/logga-in").status_code == 303


def test_a_form_posted_without_a_session_is_not_lost(client: TestClient) -> None:
    answer = client.post("/kvitton", data={"ärende": "x"}, headers={"origin": ADDRESS})
    assert answer.status_code == 401
    assert "Logga in i en ny flik" in answer.text


def test_a_program_is_told_in_problem_details(client: TestClient) -> None:
    for answer in (client.get("/api/v1/regelverk"), client.post("/api/v1/finns-inte", json={})):
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == 'Bearer realm="Regelmotor"'
        assert answer.json()["status"] == 401


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " /x",
        "javascript:alert(1)",
        "evil.example",
        "",
        "/logga-ut",
        "/logga-in?till=/",
        "/å",
    ],
)
def test_the_login_leads_back_to_this_server_alone(address: str) -> None:
    assert local(address) == "/"


def test_the_login_leads_back_to_where_it_was_asked() -> None:
    for address in ("/", "/kvitton", "/regelverk/nacka/fr%C3%A5ga/x?fr%C3%A5n=2024-01-01"):
        assert local(address) == address
