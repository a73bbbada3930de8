"""Who a proxy in front says that the person is: by its signed header, and by nothing else."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import lxml.html
import pytest
from joserfc.jwk import OctKey
from starlette.testclient import TestClient

from tests import login
from tests.login import ADDRESS, HEADER, KEY, OTHER_KEY, claims, part, signed
from verktyg.webb.inloggning.roller import Role


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of rule sets that is quick to read: it holds none."""
    return tmp_path_factory.mktemp("regler")


@pytest.fixture(scope="module")
def behind_proxy(rules: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with login.server(login.proxy_file(tmp_path_factory.mktemp("proxy")), rules) as client:
        yield client


def test_a_signed_header_lets_in(behind_proxy: TestClient) -> None:
    answer = behind_proxy.get("/", headers=login.as_role(Role.READER))
    assert answer.status_code == 200
    assert "Anna Ek" in answer.text


def test_the_word_bearer_may_stand_before_it(behind_proxy: TestClient) -> None:
    headers = {HEADER: f"Bearer {signed(claims(Role.READER))}"}
    assert behind_proxy.get("/", headers=headers).status_code == 200


def tampered() -> str:
    head, _, signature = signed(claims(Role.READER)).split(".")
    return f"{head}.{part(claims(Role.EDITOR))}.{signature}"


PUBLIC = KEY.as_pem(private=False)
FORGED: dict[str, Callable[[], str]] = {
    "a name alone": lambda: "Anna Ek",
    "nothing": lambda: "",
    "no signature, alg none": lambda: f"{part({'alg': 'none'})}.{part(claims(Role.READER))}.",
    "no signature, alg None": lambda: f"{part({'alg': 'None'})}.{part(claims(Role.READER))}.",
    "the signature taken away": lambda: signed(claims(Role.READER)).rpartition(".")[0] + ".",
    "claims changed after signing": tampered,
    "another key": lambda: signed(claims(Role.READER), OTHER_KEY),
    "another algorithm of the right key": lambda: signed(claims(Role.READER), KEY, "RS512"),
    "the public key as a shared secret": lambda: signed(
        claims(Role.READER), OctKey.import_key(base64.urlsafe_b64encode(PUBLIC).decode()), "HS256"
    ),
    "expired": lambda: signed(claims(Role.READER, exp=int(time.time()) - 60)),
    "no end": lambda: signed(claims(Role.READER, exp=None)),
    "not valid yet": lambda: signed(claims(Role.READER, nbf=int(time.time()) + 600)),
    "another audience": lambda: signed(claims(Role.READER, aud="en annan tjänst")),
    "no audience": lambda: signed(claims(Role.READER, aud=None)),
    "another issuer": lambda: signed(claims(Role.READER, iss="https://proxy.exempel.se.evil.example")),
    "no issuer": lambda: signed(claims(Role.READER, iss=None)),
    "no name": lambda: signed(claims(Role.READER, name=None)),
    "a name that is a list": lambda: signed(claims(Role.READER, name=["Anna"])),
}


@pytest.mark.parametrize("what", FORGED)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_forged_header_does_not(behind_proxy: TestClient, what: str) -> None:
    answer = behind_proxy.get("/", headers={HEADER: FORGED[what]()})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="Regelmotor"'


WHY = {
    "a name alone": "huvudet går inte att läsa",
    "another key": "signaturen stämmer inte",
    "expired": "tiden har gått ut",
    "another audience": "fel utfärdare eller mottagare",
    "no audience": "en uppgift saknas",
}


@pytest.mark.parametrize("what", WHY)
def test_the_log_says_why_nobody_got_in_and_not_who(
    behind_proxy: TestClient, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    with caplog.at_level("WARNING", "motor.webb"):
        behind_proxy.get("/", headers={HEADER: FORGED[what]()})
    assert f"inte inloggad: {WHY[what]}" in caplog.messages
    assert "Anna" not in caplog.text


def test_two_headers_count_as_none(behind_proxy: TestClient) -> None:
    token = signed(claims(Role.READER))
    for headers in ([(HEADER, token), (HEADER, token)], [(HEADER, token), (HEADER.lower(), "x")]):
        assert behind_proxy.get("/", headers=headers).status_code == 401


def test_a_header_by_another_name_is_not_read(behind_proxy: TestClient) -> None:
    token = signed(claims(Role.READER))
    for name in ("X-Forwarded-User", "Authorization", "X_Inloggad", "X-Inloggad-2"):
        assert behind_proxy.get("/", headers={name: f"Bearer {token}"}).status_code == 401


def test_somebody_without_a_role_is_told_so(behind_proxy: TestClient) -> None:
    for said in (claims(), claims(groups=["grupp-x"]), claims(groups=None), claims(groups={"grupp-h": 1})):
        answer = behind_proxy.get("/", headers={HEADER: signed(said)})
        assert answer.status_code == 403
        assert "har ingen roll här" in answer.text


def test_logging_out_tells_where_the_proxy_does(tmp_path: Path, rules: Path) -> None:
    file = login.proxy_file(tmp_path)
    file.write_text(file.read_text("utf-8") + "  utloggning: https://proxy.exempel.se/ut\n", "utf-8")
    with login.server(file, rules) as client:
        page = lxml.html.fromstring(client.get("/logga-ut", headers=login.as_role(Role.READER)).text)
        sent = dict(page.forms[0].form_values())
        answer = client.post("/logga-ut", data=sent, headers=login.as_role(Role.READER) | {"origin": ADDRESS})
    assert "https://proxy.exempel.se/ut" in answer.text
