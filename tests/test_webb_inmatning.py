"""What is typed and what stands in an address is never a path, and comes back as text."""

from __future__ import annotations

import re
import sys
from typing import Any

import lxml.html
import pytest
from starlette.testclient import TestClient

import motor
from motor.errors import FactError
from motor.rulebook.facts import parse_fact
from tests.repository import ROOT
from tests.test_webb_dorrar import API, DOORS, HERE, VALUES, asked, every, here
from verktyg.fel import UsageError
from verktyg.regelverk import day_of

__all__ = ["here"]  # the fixture

# --- names that are paths

PATHS = (
    "..",
    "../hemlig.yaml",
    "..%2fhemlig.yaml",
    "%2e%2e%2fhemlig.yaml",
    "%2e%2e/hemlig.yaml",
    "..%5chemlig.yaml",
    "%252e%252e%252fhemlig.yaml",
    "....//hemlig.yaml",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "file:%2f%2f%2fetc%2fpasswd",
    "prov%00",
    "%00",
    "a" * 5_000,
    "%ff%fe",
    "%e2%80%ae",
    "\N{FULLWIDTH FULL STOP}\N{FULLWIDTH FULL STOP}\N{FULLWIDTH SOLIDUS}hemlig.yaml",
    "\N{CYRILLIC SMALL LETTER ER}rov",
    "~root",
    "prov%0d%0aset-cookie:%20x=y",
)
OPENED: list[str] = []
WATCHING: list[bool] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if WATCHING and event == "open" and isinstance(arguments[0], str | bytes):
        OPENED.append(str(arguments[0]))


sys.addaudithook(_watch)


@pytest.mark.parametrize("name", PATHS, ids=lambda name: name[:30])
def test_a_name_is_never_a_path(here: TestClient, name: str) -> None:
    places = [
        pattern.replace(f"{{{each}}}", "\0").format_map(VALUES | {each: "x"}).replace("\0", name)
        for pattern in DOORS
        for each in re.findall(r"\{(\w+)\}", pattern)
    ]
    OPENED.clear()
    WATCHING.append(True)
    try:
        for place in [*places, f"/statiskt/{name}", f"/statiskt/x/../{name}"]:
            answer = here.get(place)
            assert answer.status_code in (404, 405) or name == "..", place
            assert answer.status_code != 500, place
            assert "hemligheten" not in answer.text
            assert "root:" not in answer.text
            assert "x=y" not in answer.headers.get("set-cookie", "")
    finally:
        WATCHING.clear()
    assert not [each for each in OPENED if "hemlig" in each or "passwd" in each]


# --- script in what is typed

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def test_script_in_any_field_comes_back_as_text(here: TestClient) -> None:
    pages = [pattern for pattern, method in every(here) if method == "GET" and not pattern.startswith(API)]
    filled = 0
    for pattern in pages:
        here.cookies.clear()
        answer = asked(here, pattern, "GET", {"origin": HERE})
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        page = lxml.html.fromstring(answer.text)
        for form in page.forms:
            fields = [(name, value if name == "stämpel" else SCRIPT) for name, value in form.form_values()]
            fields += [(each.name, SCRIPT) for each in form.inputs if each.name and each.name != "stämpel"]
            address = form.action or answer.url.path
            told = (
                here.post(address, data=_grouped(fields), headers={"origin": HERE})
                if form.method == "POST"
                else here.get(address, params=_grouped(fields))
            )
            filled += 1
            assert told.status_code != 500, (pattern, told.text)
            assert "<script>alert" not in told.text, pattern
            assert "<img src=x" not in told.text, pattern
    assert filled >= 5


@pytest.mark.parametrize("name", ["från", "förr", "nu", "sida", "till", "ärende", "datum", "x"])
def test_script_in_any_address_comes_back_as_text(here: TestClient, name: str) -> None:
    for pattern, method in every(here):
        if method == "GET":
            address = pattern.format_map(VALUES)
            answer = here.get(address, params={name: SCRIPT})
            assert answer.status_code != 500, address
            assert "<script>alert" not in answer.text, address


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    grouped = dict[str, list[str]]()
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


def test_what_was_typed_is_repeated_only_in_part() -> None:
    facts = motor.load(ROOT / "regler" / "nacka").facts
    for name, text in (("ålder", "1" * 900 + ",5"), ("ålder", "1" * 900 + "x"), ("x" * 900, "1")):
        with pytest.raises(FactError) as refused:
            parse_fact(name, text, facts)
        assert all(len(each.message) < 200 and len(each.hint or "") < 200 for each in refused.value.problems)
    with pytest.raises(UsageError) as wrong:
        day_of("9" * 900)
    assert len(wrong.value.problems[0].message) < 100
