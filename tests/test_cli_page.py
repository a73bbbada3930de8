"""A page of text keeps within its width, piped and without colour."""

from __future__ import annotations

import io

import pytest

from verktyg.sida import Page, column_widths, page_width, wrap

LONG = "Ett stycke med ganska många ord i, som inte får plats på en enda rad i ett smalt fönster."


def longest(page: Page) -> int:
    return max(len(line) for line in str(page).splitlines())


@pytest.mark.parametrize("width", [40, 60, 80])
def test_nothing_is_wider_than_the_page(width: int) -> None:
    page = Page(width)
    page.title(LONG)
    page.heading(LONG)
    page.text(LONG, indent=4)
    page.item(LONG, indent=4, mark="Källa:")
    page.pairs([("ett namn", LONG), (LONG, "ett värde")], indent=2)
    page.table(["nummer", "text", "annat"], [["1", LONG, LONG], ["2", "kort", LONG]])
    assert longest(page) <= width
    assert "fönster." in str(page)


def test_a_word_that_is_too_long_is_broken_and_kept() -> None:
    assert "".join(wrap("x" * 30, 10)) == "x" * 30
    assert max(map(len, wrap("x" * 30, 10))) == 10


def test_the_lines_of_an_item_stand_under_its_text() -> None:
    page = Page(20)
    page.item("ett två tre fyra fem", 2)
    assert str(page) == "  - ett två tre fyra\n    fem"


def test_values_stand_in_a_column() -> None:
    page = Page(40)
    page.pairs([("a", "1"), ("längre", "200")])
    assert str(page) == "a       1\nlängre  200"


def test_numbers_stand_to_the_right() -> None:
    page = Page(40)
    page.table(["månad", "belopp"], [["1", "3 800 kr"], ["12", "500 kr"]], right=[1])
    assert [line[-8:] for line in str(page).splitlines()[2:]] == ["3 800 kr", "  500 kr"]


def test_a_cell_of_digits_is_kept_as_written() -> None:
    page = Page(40)
    page.table(["nr"], [["007"], ["1e3"]])
    assert str(page).splitlines()[2:] == ["007", "1e3"]


def test_the_widest_columns_give_way() -> None:
    assert column_widths([["kort", "x" * 100]], 40) == [4, 34]


def test_there_are_never_two_blank_lines() -> None:
    page = Page(40)
    page.blank()
    page.line("a")
    page.blank()
    page.blank()
    page.line("b")
    assert str(page) == "a\n\nb"


def test_a_pipe_gets_plain_text() -> None:
    page = Page(40)
    page.line("viktigt", "bold red")
    out = io.StringIO()
    page.print(out)
    assert out.getvalue() == "viktigt\n"


@pytest.mark.parametrize(("columns", "width"), [("30", 40), ("72", 72), ("200", 80)])
def test_the_page_follows_the_terminal_up_to_80_columns(
    columns: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert page_width() == width


@pytest.mark.parametrize("width", range(8, 30))
def test_no_line_is_broken_in_an_amount(width: int) -> None:
    rows = wrap("belopp 5 000 kr och 2 586 kr", width)
    assert all(any(amount in row for row in rows) for amount in ("5 000 kr", "2 586 kr"))
    assert " ".join(rows) == "belopp 5 000 kr och 2 586 kr"


@pytest.mark.parametrize("width", [40, 50, 60])
def test_a_table_of_many_columns_fits(width: int) -> None:
    page = Page(width)
    page.table(["", *(f"en rubrik {n}" for n in range(9))], [["12", *["arbetsförmåga"] * 9]])
    assert max(len(line) for line in str(page).splitlines()) <= width
