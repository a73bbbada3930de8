"""The file that says how people log in: what the handbook shows holds, and what is wrong is told."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests import login
from tests.login import KEY
from tests.provider import SECRET
from tests.repository import ROOT
from verktyg.fel import UsageError
from verktyg.webb.inloggning.fil import Oidc, Proxy, read_login

VARIABLE = "REGELMOTOR_OIDC"
PUBLIC = KEY.as_pem(private=False)


def examples() -> dict[str, str]:
    """The files that the handbook shows."""
    text = (ROOT / "docs" / "drift.md").read_text("utf-8")
    return {
        "oidc" if "\noidc:" in each else "proxy": each
        for each in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    }


def certificate(folder: Path) -> None:
    """A certificate as the handbook's file names it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(1))
    pem = serialization.Encoding.PEM
    (folder / "regler.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "regler.key").write_bytes(key.private_bytes(pem, *plain))


def test_the_handbooks_files_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)
    certificate(tmp_path)
    (tmp_path / "proxy.pem").write_bytes(PUBLIC)
    ways = {}
    for kind, text in examples().items():
        (tmp_path / f"{kind}.yaml").write_text(text, "utf-8")
        ways[kind] = read_login(tmp_path / f"{kind}.yaml")
    assert isinstance(ways["oidc"].way, Oidc)
    assert isinstance(ways["proxy"].way, Proxy)
    assert ways["oidc"].tls is not None
    assert ways["proxy"].tls is None
    assert SECRET not in repr(ways["oidc"])


WRONG = {
    "an unknown key": ("proxy", "tls: proxy", "tls: proxy\nlösenord: x", "Okänd nyckel: `lösenord`"),
    "no host": ("proxy", "värdar: [regler.exempel.se]\n", "", "Nyckeln `värdar` saknas"),
    "a host that is an address": ("proxy", "[regler.exempel.se]", "[https://x.se]", "utan https://"),
    "an unknown role": ("proxy", "    läsare:", "    chef:", "Okänd nyckel: `chef`"),
    "no signature": ("proxy", "[RS256]", "[none]", "none"),
    "a shared key with a public one": ("proxy", "[RS256]", "[RS256, HS256]", "hör ihop med"),
    "a public key as a shared one": ("proxy", "[RS256]", "[HS256]", "hör ihop med"),
    "no key": ("proxy", "  nyckelfil: proxy.pem\n", "", "nyckelfil"),
    "a key that is not there": ("proxy", "proxy.pem", "saknas.pem", "Nyckeln går inte att läsa"),
    "a private key": ("proxy", "proxy.pem", "privat.pem", "öppen nyckel"),
    "a certificate that is not there": ("oidc", "regler.pem", "saknas.pem", "Certifikatet och nyckeln"),
    "a secret in the file": ("oidc", VARIABLE, "hemligt lösenord", "ska inte stå i filen"),
    "a variable that is not set": ("oidc", VARIABLE, "OSATT", "OSATT är inte satt"),
    "plain http": ("oidc", "utfärdare: https", "utfärdare: http", "måste börja med https://"),
    "no openid": ("oidc", "scope: openid", "scope: email", "openid"),
    "another word for TLS": ("proxy", "tls: proxy", "tls: prox", "`tls` kan inte vara `prox`"),
    "TLS with a certificate alone": (
        "proxy",
        "tls: proxy",
        "tls: {certifikat: regler.pem}",
        "Nyckeln `nyckel` saknas",
    ),
    "both ways": ("proxy", "proxy:\n", "oidc: {}\nproxy:\n", "oidc"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_file_that_is_wrong_is_refused(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)
    certificate(tmp_path)
    (tmp_path / "proxy.pem").write_bytes(PUBLIC)
    (tmp_path / "privat.pem").write_bytes(KEY.as_pem(private=True))
    kind, before, after, message = WRONG[what]
    text = examples()[kind]
    assert before in text
    file = tmp_path / "inloggning.yaml"
    file.write_text(text.replace(before, after), "utf-8")
    with pytest.raises(UsageError, match=re.escape(message)) as refused:
        read_login(file)
    assert all(each.where.file and each.where.line for each in refused.value.problems)


def test_a_shared_secret_is_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = login.proxy_file(tmp_path, "[HS256]")
    file.write_text(file.read_text("utf-8").replace("nyckelfil: proxy.pem", "miljövariabel: DELAD"), "utf-8")
    for secret, holds in (("x" * 31, False), (PUBLIC.decode(), False), ("x" * 32, True)):
        monkeypatch.setenv("DELAD", secret)
        if holds:
            assert isinstance(read_login(file).way, Proxy)
        else:
            with pytest.raises(UsageError, match="minst 32 tecken"):
                read_login(file)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tom.yaml").write_text("", "utf-8")
    for name in ("tom.yaml", "saknas.yaml"):
        with pytest.raises(UsageError):
            read_login(tmp_path / name)
