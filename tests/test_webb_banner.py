"""What pages say of rules on disk that were refused."""

from __future__ import annotations

from pathlib import Path

from tests.rulesets import AVGIFT, write
from tests.served import BROKEN, VERSION
from tests.webb import visitor


def test_every_page_of_the_rule_set_tells_of_a_refused_change(tmp_path: Path) -> None:
    write(tmp_path, {VERSION: AVGIFT})
    with visitor(tmp_path) as anna:
        folder = anna.client.app.state.server.rules  # type: ignore[attr-defined]
        for text, banner in ((AVGIFT, False), (BROKEN, True), (AVGIFT, False)):
            write(tmp_path, {VERSION: text})
            folder.look()
            for page in ("", "/prognos", "/jämför"):
                anna.get(f"/regelverk/prov{page}")
                said = " ".join(anna.page.text_content().split())
                assert anna.status == 200
                assert ("används inte" in said) is banner, page
                assert (f" prov/{VERSION}:10:" in said) is banner
                assert str(tmp_path) not in said
            anna.get("/")
            assert (f"{VERSION}:10:" in anna.text) is banner
