"""The pages in a real browser, before the real server: what people do there, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.serving import Serving, serving
from tests.npm import installed, need
from tests.repository import ROOT

playwright = pytest.importorskip("playwright.sync_api", reason="playwright saknas")

from tests.browser import Screen, chromium  # noqa: E402 - it needs playwright

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("webbläsare")]

CHECK = "/regelverk/nacka/fråga/placering"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("webb"), "--redigera") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    [program] = need("chromium")
    with chromium(program) as running:
        yield running


@pytest.fixture(scope="module")
def axe() -> str:
    packages = installed(ROOT / "tests" / "webblasare")
    return (packages / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.fixture
def screen(browser: object, server: Serving, axe: str) -> Iterator[Screen]:
    window = Screen(browser, server.address, axe)  # type: ignore[arg-type]
    yield window
    window.close()


def test_the_first_page(screen: Screen) -> None:
    screen.go("/")
    screen.look("start")
