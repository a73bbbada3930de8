"""Headless Chromium before the real server: pages are read as people read them, and looked over by axe."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize, sync_playwright

PICTURES = "WEBB_BILDER"
"""The environment variable that names a folder, when a picture of each page is wanted there."""

FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
NARROW: ViewportSize = {"width": 320, "height": 800}
WIDE: ViewportSize = {"width": 1200, "height": 1000}

UNFIT = 422
"""The status of a form that is shown again, with what is wrong in it."""

REFUSED = re.compile(rf"status of {UNFIT}\b")

LOOK = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  const told = (each, node) => `${each.id}: ${each.help}: ${node.html} ${node.any.map((one) => one.message)}`;
  return found.violations.flatMap((each) => each.nodes.map((node) => told(each, node)));
}"""

WIDER = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const scrolls = (each) => each && (["auto", "scroll", "hidden"].includes(getComputedStyle(each).overflowX)
    || scrolls(each.parentElement));
  const beyond = (each) => each.getBoundingClientRect().right > root.clientWidth + 1;
  const all = [...document.querySelectorAll("body *")];
  const guilty = all.filter((each) => beyond(each) && !scrolls(each.parentElement));
  return [`${root.scrollWidth} px`, ...guilty.slice(0, 5).map((each) => each.outerHTML.slice(0, 160))];
}"""
"""What makes a page scroll sideways; nothing when it does not."""


@contextmanager
def chromium(program: str) -> Iterator[Browser]:
    """A browser to open pages in."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        try:
            yield browser
        finally:
            browser.close()


class Screen:
    """A window of the browser. `complaints` are what its pages should never give rise to."""

    def __init__(self, browser: Browser, address: str, axe: str, scripts: bool = True) -> None:
        self.address = address
        self.axe = axe
        self.complaints: list[str] = []
        self.context = browser.new_context(
            viewport=WIDE,
            java_script_enabled=scripts,
            locale="sv-SE",
            reduced_motion="reduce",
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REFUSED.search(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(f"{self.address}/"):
            self.complaints.append(f"{self.page.url} asks for {request.url}")

    def _answered(self, response: Any) -> None:
        if response.status >= 400 and response.status != UNFIT:
            self.complaints.append(f"{response.status}: {response.url}")

    def go(self, path: str) -> Page:
        """Open a page of the server."""
        self.page.goto(self.address + path)
        return self.page

    def press(self, name: str) -> Page:
        """Press the button that reads so, and wait for the page that comes."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()
        return self.page

    def follow(self, name: str) -> Page:
        """Follow the link that reads so."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).first.click()
        return self.page

    def choose(self, question: str, answer: str) -> None:
        """Choose an answer to a question of choices."""
        group = self.page.get_by_role("group", name=question)
        group.get_by_label(answer, exact=True).check()

    def look(self, name: str) -> None:
        """Look a page over: axe, the width of a phone, and a picture where they are wanted."""
        self.assert_accessible()
        self.picture(name)
        self.page.set_viewport_size(NARROW)
        assert self.page.evaluate(WIDER) == [], f"{self.page.url} scrolls sideways on a phone"
        self.picture(f"{name}-smal")
        self.page.set_viewport_size(WIDE)

    def assert_accessible(self) -> None:
        """What axe finds, every violation of it."""
        self.page.evaluate(self.axe)
        found = self.page.evaluate(LOOK, TAGS)
        assert found == [], f"{self.page.url}\n" + "\n".join(found)

    def picture(self, name: str) -> None:
        """A picture of the whole page, where pictures are wanted."""
        if folder := os.environ.get(PICTURES):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    def links(self) -> list[str]:
        """The pages of the server that this one links to."""
        found = self.page.eval_on_selector_all(
            "a[href]", "all => all.map((each) => each.getAttribute('href'))"
        )
        whole = [urljoin(self.page.url, each) for each in found]
        here = [urlsplit(each) for each in whole if each.startswith(f"{self.address}/")]
        return list(dict.fromkeys(f"{each.path}?{each.query}".rstrip("?") for each in here))

    def close(self) -> None:
        """Close the window; nothing may have been complained of."""
        self.context.close()
        assert self.complaints == []
