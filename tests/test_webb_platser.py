"""Where the rules lie on the server's disk is not told by any page, whatever state the rules are in."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin, urlsplit

from tests.rulesets import AVGIFT, HEAD, write
from tests.served import BROKEN, VERSION, change
from tests.test_webb_regler import GAP
from tests.webb import Visitor, visitor
from verktyg.webb.regelmapp.mapp import RuleFolder

SEALS = "inte ett sigill\n"
FORECAST = """
    prognos: En prognos
    regelverk: prov
    datum: 2024-01-01
    okänt: 1
"""


def rule_set(folder: Path, name: str, files: dict[str, str]) -> None:
    """A rule set of another name than the usual one."""
    written = write(folder, files, HEAD.replace("regelverk: prov", f"regelverk: {name}"))
    written.rename(folder / name)


def everywhere(anna: Visitor) -> dict[str, str]:
    """What every page shows that links lead to from the first one, by address."""
    shown: dict[str, str] = {}
    waiting = ["/"]
    for address in waiting:
        answer = anna.client.get(address)
        shown[address] = answer.text
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        anna.get(address)
        for link in anna.page.iter("a"):
            to = urlsplit(urljoin(anna.url, link.get("href")))
            path = to.path + (f"?{to.query}" if to.query else "")
            if to.netloc == urlsplit(anna.url).netloc and path not in waiting:
                waiting.append(path)
    return shown


def test_no_page_tells_where_the_rules_lie(tmp_path: Path) -> None:
    rules = tmp_path / "hemlig plats"
    rule_set(rules, "felfri", {VERSION: AVGIFT, "prognoser/p.yaml": FORECAST})
    rule_set(rules, "fynden", {VERSION: GAP})
    rule_set(rules, "nekad", {VERSION: BROKEN})
    rule_set(rules, "sigillen", {VERSION: AVGIFT, "sigill.sha256": SEALS})
    (rules / "tom").mkdir()
    write(rules, {VERSION: AVGIFT})
    with visitor(rules, edit=True) as anna:
        change(rules, BROKEN)
        folder: RuleFolder = anna.client.app.state.server.rules  # type: ignore[attr-defined]
        folder.look()
        anna.client.get("/regelverk/fynden/fynd")
        shown = everywhere(anna)
    assert {"/regelverk/prov", "/regelverk/fynden/fynd", "/regelverk/felfri/prognos/p"} <= shown.keys()
    assert f"prov/{VERSION}:10:" in shown["/"] + shown["/regelverk/prov"]
    assert f"nekad/{VERSION}:10:" in shown["/"]
    assert f"{VERSION}, rad" in shown["/regelverk/fynden/fynd"]
    told = {address for address, text in shown.items() if str(tmp_path) in text}
    assert not told, f"{sorted(told)} tell where the rules lie"
