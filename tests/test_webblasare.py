"""The pages in a real browser, before the real server: what people do there, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

import pytest

from bench.serving import Serving, serving
from tests.command import motor as command
from tests.npm import installed, need
from tests.repository import ROOT
from verktyg.fel import DONE

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


@contextmanager
def followed(page: Any) -> Iterator[None]:
    """Wait until what stands beside the questions has followed an answer, where scripts are run."""
    if page.get_by_role("button", name="Uppdatera läget").count():
        yield
        return
    with page.expect_response(lambda response: response.request.method == "POST"):
        yield
    playwright.expect(page.locator("#läget")).not_to_have_class(re.compile("väntar"))


def answer(screen: Screen, answers: dict[str, str]) -> list[str]:
    """Answer the questions shown, by a part of each, until there are none; the questions, in turn."""
    asked: list[str] = []
    while screen.page.locator("form.frågesida").count():
        groups = screen.page.locator("fieldset.fråga").all()
        assert groups, "a page that asks nothing"
        for group in groups:
            if "onödig" in (group.get_attribute("class") or ""):
                continue
            question = group.locator("legend").inner_text()
            asked.append(question)
            said = next((said for part, said in answers.items() if part in question), "Vet inte")
            choice = group.get_by_label(said, exact=True)
            with followed(screen.page):
                if choice.count():
                    choice.check()
                else:
                    group.locator("input[type=text], input[type=date]").fill(said)
        screen.press("Nästa")
    return asked


HALF = {
    "arbetsförmåga": "50",
    "läsa sfi": "Nej",
    "förtroendeläkare": "Vet inte",
    "insats eller aktivitet": "Ja",
    "behöver kunden en förberedande": "Nej",
    "gammal": "30",
}


def test_a_check_with_few_answers_kept_and_tried_again(screen: Screen, server: Serving) -> None:
    page = screen.go(CHECK)
    screen.look("fraga")
    page.get_by_label("Arbetsförmåga, procent").fill("50")
    # What is possible follows the answers while they are given.
    playwright.expect(page.locator("#läget li", has_text="AMI 2").locator(".läge.ja")).to_be_visible()
    screen.look("fraga-besvarad")
    asked = answer(screen, HALF)
    assert len(asked) < 12, "there are more questions than can change the outcome"
    assert page.locator(".förslag strong").inner_text() == "AMI 2"
    assert page.get_by_role("heading", level=1).inner_text() == "Placeringskontroll: svar"
    assert "beslutsstöd" in page.locator("main").inner_text()
    screen.look("svar")

    page.get_by_label("Ärendereferens").fill("Ärende 17")
    page.get_by_role("radio", name="ISA 2").check()
    screen.press("Spara kvitto")
    assert page.title().startswith("Fel: ")
    assert "isa 2 är inte möjlig" in page.locator(".felruta").inner_text().lower()
    screen.look("svar-fel")
    page.get_by_label("Skäl till valet").fill('Kunden vill läsa <b>sfi</b> "snart".')
    screen.press("Spara kvitto")
    assert page.get_by_role("heading", level=1).inner_text().endswith("är sparat")
    assert "Ärende" not in page.url
    screen.look("sparat")
    screen.follow("Visa kvittot")
    assert 'Kunden vill läsa <b>sfi</b> "snart".' in page.locator("main").inner_text()
    screen.look("kvitto")
    screen.press("Pröva igen")
    assert page.get_by_text("Samma svar").count()
    screen.look("kvitto-igen")
    screen.go("/kvitton")
    page.get_by_label("Ärendereferens").fill("Ärende 17")
    screen.press("Sök")
    assert page.locator("main tbody tr").count() == 1
    screen.look("kvitton")

    run = command("spela-upp", "--databas", str(server.database))
    assert run.status == DONE
    assert "Svaren är desamma." in run.out
    assert command("kvitto", "kontrollera", "--databas", str(server.database)).status == DONE


PAID = {
    "Vilken insats": "AMI 2",
    "har insatsen beviljats": "12",
    "började insatsen": "2024-01-01",
    "genomfördes insatsen senast": "2024-09-30",
    "avslutades insatsen": "Arbete",
    "Hur många månader varar": "12",
}


def test_a_compensation_with_its_picture(screen: Screen) -> None:
    """The source's own example: 45 000 in months, 15 000 in premium and 10 000 in bonus."""
    page = screen.go("/regelverk/nacka/fråga/ersättning")
    screen.look("ersättning-fraga")
    answer(screen, PAID)
    text = page.locator("main").inner_text().replace("\u00a0", " ")
    for amount in ("45 000 kr", "15 000 kr", "10 000 kr", "70 000 kr"):
        assert amount in text
    assert page.locator("main svg").first.is_visible()
    screen.look("ersättning")


def test_what_the_other_answers_make_needless_is_folded_away(screen: Screen) -> None:
    page = screen.go("/regelverk/nacka/fråga/ersättning")
    page.get_by_label("AMI 2", exact=True).check()
    hint = page.locator("fieldset", has_text="har insatsen beviljats").locator(".ledtråd")
    playwright.expect(hint).to_contain_text("då gäller 12")
    for day, text in (("startdatum", "2024-01-01"), ("slutdatum", "2024-09-30")):
        page.locator(f"input[type=date][name='f:{day}']").fill(text)
    screen.press("Nästa")
    page.get_by_label("Avbruten", exact=True).check()
    folded = page.locator("fieldset", has_text="Hur många månader varar")
    playwright.expect(folded.get_by_text("Behövs inte")).to_be_visible()
    playwright.expect(folded.locator("input[type=text]")).to_be_hidden()
    page.get_by_label("Arbete", exact=True).check()
    playwright.expect(folded.locator("input[type=text]")).to_be_visible()


def test_a_check_without_scripts(browser: object, server: Serving, axe: str) -> None:
    screen = Screen(browser, server.address, axe, scripts=False)  # type: ignore[arg-type]
    page = screen.go(CHECK)
    page.get_by_label("Arbetsförmåga, procent").fill("50")
    screen.press("Uppdatera läget")
    assert page.locator("#läget li", has_text="AMI 2").locator(".läge.ja").is_visible()
    answer(screen, HALF)
    assert page.locator(".förslag strong").inner_text() == "AMI 2"
    screen.close()


def test_a_check_by_keyboard_alone(screen: Screen) -> None:
    page = screen.go(CHECK)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Hoppa till innehållet"
    assert skip.bounding_box()["x"] >= 0, "the link to the contents is not seen"  # type: ignore[index]
    page.keyboard.press("Enter")
    pages = 0
    while page.locator("form.frågesida").count():
        answer_by_keyboard(screen)
        pages += 1
        assert pages < 10
    assert page.locator(".förslag strong").inner_text() == "AMI 2"


FOCUS = """() => {
  const here = document.activeElement;
  const style = getComputedStyle(here);
  const lined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const seen = lined || style.boxShadow !== "none";
  return {name: here.name || "", type: here.type || "", value: here.value || "", seen,
    label: (here.labels && here.labels[0] ? here.labels[0] : here).textContent.trim()};
}"""


def answer_by_keyboard(screen: Screen) -> None:
    """Tab through the fields of a page, answering them, to the button that leads on, and press it."""
    keyboard = screen.page.keyboard
    done: set[str] = set()
    for _ in range(80):
        keyboard.press("Tab")
        here = screen.page.evaluate(FOCUS)
        assert here["seen"], f"no focus is seen on {here}"
        if here["label"] == "Nästa":
            with screen.page.expect_navigation():
                keyboard.press("Enter")
            return
        if here["name"] in done or not here["name"].startswith("f:"):
            continue
        done.add(here["name"])
        if here["type"] == "text":
            keyboard.type("50" if "arbetsförmåga" in here["name"] else "30")
        else:
            keyboard.press("Space")  # the first choice is yes, the next one no
            if here["name"] != "f:pågående insats":
                keyboard.press("ArrowDown")
    raise AssertionError("the button is never reached")


def test_a_table_edited_to_a_draft(screen: Screen, server: Serving) -> None:
    page = screen.go("/regelverk/nacka/ändra")
    screen.look("andra")
    page.get_by_label("Beslut", exact=True).select_option("insatsvillkor")
    page.locator("#från").fill("2027-01-01")
    page.locator("#dnr").fill("NAF-2023-00285")
    page.locator("#avsnitt").fill("Nya belopp")
    screen.press("Skriv utkastet")
    screen.look("andra-nytt")
    screen.follow("Ändra utkastet")
    screen.look("andra-utkast")
    cell = page.get_by_label("checkbelopp").first
    cell.fill("mycket")
    screen.press("Spara utkastet")
    assert page.title().startswith("Fel: ")
    screen.look("andra-fel")
    page.get_by_label("checkbelopp").first.fill("3 900")
    screen.press("Visa vad det ändrar")
    screen.look("andra-visa")
    screen.press("Spara utkastet")
    screen.look("andra-sparat")
    written = server.rules / "nacka" / "insatsvillkor" / "2027-01-01.yaml"
    assert "3 900" in written.read_text("utf-8")
    assert "status: utkast" in written.read_text("utf-8")


def test_every_page_that_links_lead_to(screen: Screen) -> None:
    """Each page once; of those that differ by the query alone, the first."""
    waiting, known = ["/"], {"/"}
    for path in waiting:
        screen.go(path)
        screen.look("alla" + re.sub(r"\W+", "-", unquote(path)))
        for link in screen.links():
            place = unquote(link.partition("?")[0])
            if place not in known and not place.startswith(("/statiskt/", "/api/")):
                known.add(place)
                waiting.append(link)
    assert len(waiting) > 30
