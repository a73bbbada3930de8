"""A visitor to the pages, without a browser: follows links, fills in forms, and reads what is shown.

Forms are sent as a browser without scripts would: every field with its value, and the button pressed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import lxml.html
from starlette.testclient import TestClient

from tests.repository import ROOT
from verktyg.webb.app import create_app
from verktyg.webb.installningar import Settings

ADDRESS = "http://127.0.0.1:8000"


class Visitor:
    """Somebody at a browser. `page` is what is shown now, `status` its HTTP status."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.status = 0
        self.url = ADDRESS
        self.page: Any = None

    def get(self, path: str) -> Visitor:
        """Go to an address."""
        return self._shown(self.client.get(urljoin(self.url, path)))

    def submit(
        self,
        values: Mapping[str, str | Sequence[str]] | None = None,
        button: str | None = None,
        form: int = 0,
    ) -> Visitor:
        """Fill in fields of the page's `form` by their names, and press the button that reads `button`."""
        sent = self.page.forms[form]
        pairs = dict[str, list[str]]()
        for name, value in sent.form_values():
            pairs.setdefault(name, []).append(value)
        known = {each.name for each in sent.inputs if each.name}
        for name, value in (values or {}).items():
            assert name in known, f"no field {name} among {sorted(known)}"
            pairs[name] = [value] if isinstance(value, str) else list(value)
        action, method = sent.action or self.url, sent.method
        for pressed in sent.xpath(".//button") if button else []:
            if " ".join(pressed.text_content().split()) == button:
                if pressed.get("name"):
                    pairs[pressed.get("name")] = [pressed.get("value", "")]
                action = pressed.get("formaction") or action
                break
        else:
            assert button is None, f"no button {button}"
        listed = [(name, value) for name, values_ in pairs.items() for value in values_]
        address = urljoin(self.url, action)
        if method == "GET":
            return self.get(f"{address}?{urlencode(listed)}")
        kind = {"content-type": "application/x-www-form-urlencoded"}
        origin = {"origin": ADDRESS}
        return self._shown(self.client.post(address, content=urlencode(listed), headers=kind | origin))

    def follow(self, text: str) -> Visitor:
        """Follow the link that reads `text`."""
        for link in self.page.iter("a"):
            if " ".join(link.text_content().split()) == text:
                return self.get(link.get("href"))
        raise AssertionError(f"no link {text}")

    @property
    def text(self) -> str:
        """What the main part of the page says, each run of blanks as one."""
        return " ".join(self.page.xpath("//main")[0].text_content().split())

    def texts(self, css: str) -> list[str]:
        """The text of each element that a selector such as `li.möjlig` picks."""
        return [" ".join(each.text_content().split()) for each in self.page.cssselect(css)]

    def _shown(self, response: Any) -> Visitor:
        self.status, self.url = response.status_code, str(response.url)
        self.page = lxml.html.fromstring(response.text)
        return self


@contextmanager
def visitor(rules: Path = ROOT / "regler", **settings: Any) -> Iterator[Visitor]:
    """A visitor to a server of the rule sets in a folder; `settings` are those of `Settings`."""
    app = create_app(Settings(rules=str(rules), **settings))
    with TestClient(app, base_url=ADDRESS) as client:
        yield Visitor(client)
