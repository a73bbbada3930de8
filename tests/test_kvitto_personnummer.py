"""What looks like a person- or samordningsnummer is refused in every field; what does not is taken."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.receipts import GROWN, save
from verktyg.kvitto.innehall import Notes, Refused, check
from verktyg.kvitto.personnummer import holds_number

BETWEEN = ("", "-", "+", " ", "\N{EN DASH}", "\N{MINUS SIGN}", ".", " - ", "\N{NO-BREAK SPACE}", "/")
APART = st.sampled_from(("", "", "", *BETWEEN))
DAYS = st.dates(datetime.date(1890, 1, 1), datetime.date(2029, 12, 31))


def check_digit(nine: str) -> str:
    """The last digit: the nine before it doubled every other time, and the digits of those added up."""
    total = sum(sum(map(int, str(int(digit) * (2, 1)[place % 2]))) for place, digit in enumerate(nine))
    return str(-total % 10)


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, str]:
    """A date as eight digits, moved by 60 days or not, and four digits, the last right."""
    day, moved, born = draw(DAYS), draw(st.sampled_from((0, 60))), draw(st.integers(1, 999))
    date = f"{day:%Y%m}{day.day + moved:02}"
    three = f"{born:03}"
    return date, three + check_digit(date[2:] + three)


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
SURROUNDINGS = st.sampled_from(("{}", "kunden {} kom", "({})", "nr:{}.", "1 {} 2", "den 2024-01-01, {}"))


@given(numbers(), st.sampled_from(BETWEEN), st.booleans(), st.booleans(), SURROUNDINGS)
def test_the_usual_spellings_are_found(
    number: tuple[str, str], between: str, short: bool, wide: bool, around: str
) -> None:
    date, last = number
    text = f"{date[2:] if short else date}{between}{last}"
    assert holds_number(around.format(text.translate(WIDE) if wide else text))


@given(numbers(), st.integers(0, 9), st.sampled_from(BETWEEN))
def test_a_wrong_check_digit_hides_nothing(number: tuple[str, str], digit: int, between: str) -> None:
    date, last = number
    assert holds_number(f"{date}{between}{last[:3]}{digit}")


@given(numbers(), st.sampled_from("JKLMNPRSTUWXt"), st.sampled_from(("", "-", " ")))
def test_an_interim_number_is_found(number: tuple[str, str], letter: str, between: str) -> None:
    date, last = number
    assert holds_number(f"{date[2:]}{between}{letter}{last[:3]}")


@given(numbers(), st.booleans(), st.lists(APART, min_size=11, max_size=11))
def test_digits_parted_anywhere_are_found(number: tuple[str, str], short: bool, apart: list[str]) -> None:
    digits = "".join(number)[2 if short else 0 :]
    assert holds_number("".join(digit + gap for digit, gap in zip(digits, [*apart, ""], strict=False)))


FAR = st.sampled_from((",", ";", ":", ", ", " ; ", "\n\n", "\r\n\r\n", "      ", "--", " -- ", "----"))


@given(numbers(), st.booleans(), st.sampled_from(("", ",", ":", "\n\n")), FAR, SURROUNDINGS)
def test_parts_far_apart_are_found_by_the_check_digit(
    number: tuple[str, str], short: bool, within: str, between: str, around: str
) -> None:
    date, last = number
    spelled = within.join((date[2:4] if short else date[:4], date[4:6], date[6:]))
    assert holds_number(around.format(f"{spelled}{between}{last}"))


@given(numbers(), st.booleans(), st.sampled_from("Oo"), st.sampled_from(("", "-", ",")))
def test_a_letter_for_a_zero_is_found(number: tuple[str, str], short: bool, zero: str, between: str) -> None:
    date, last = number
    assert holds_number(f"{date[2 if short else 0 :]}{between}{last}".replace("0", zero))


@given(numbers(), st.integers(1, 9))
def test_digits_far_apart_with_another_last_digit_are_taken(number: tuple[str, str], more: int) -> None:
    date, last = number
    wrong = (int(last[3]) + more) % 10
    assert not holds_number(f"{date[2:]}; {last[:3]}{wrong}")


@given(numbers(), st.integers(0, 12), st.sampled_from("\N{ZERO WIDTH SPACE}\N{SOFT HYPHEN}\N{WORD JOINER}"))
def test_what_is_not_seen_hides_nothing(number: tuple[str, str], place: int, unseen: str) -> None:
    text = "-".join(number)
    assert holds_number(text[:place] + unseen + text[place:])


@pytest.mark.parametrize(
    "text",
    [
        "850101-1234",
        "19850161+1234",
        "85 01 01 12 34",
        "1985-01-01-1234",
        "1985.01.01.1234",
        "1985-01-01 T123",
        "٨٥٠١٠١-١٢٣٤",
        "Dnr 850101-1234-2",
        "850101-1234\N{SUPERSCRIPT ONE}",
        "\N{VULGAR FRACTION ONE HALF}850101-1234",
        "850101\N{CIRCLED DIGIT ONE}1234 och 850101-1234\N{CIRCLED DIGIT ONE}",
        "850101%2D1234",
    ],
)
def test_other_spellings_are_found(text: str) -> None:
    assert holds_number(text)


@given(st.integers(-999_999_999, 999_999_999), st.sampled_from((" ", "", ".", "\N{NO-BREAK SPACE}")))
def test_an_amount_is_taken(amount: int, between: str) -> None:
    assert not holds_number(f"{amount:,} kr".replace(",", between))


@given(DAYS, DAYS, st.sampled_from((" ", "..", " till ", "\N{EN DASH}", " - ", "--", ", ")))
def test_dates_are_taken(first: datetime.date, last: datetime.date, between: str) -> None:
    assert not holds_number(str(first))
    assert not holds_number(f"[{first}{between}{last}]")


@given(st.integers(2013, 2030), st.integers(0, 999_999))
def test_a_case_number_is_taken(year: int, number: int) -> None:
    assert not holds_number(f"{year}-{number}")
    assert not holds_number(f"NAF-{year}-{number:05}")


@pytest.mark.parametrize(
    "text", ["2024-1234", "NAF-2023-00285", "212000-0167", "ÄRENDE-17", "2024-03-01T15:30:00", "KS 2024/123"]
)
def test_references_and_times_are_taken(text: str) -> None:
    assert not holds_number(text)


NUMBER = "19850101-1234"


@pytest.mark.parametrize(
    ("field", "options", "case", "facts"),
    [
        ("Fältet ärende", (), NUMBER, GROWN),
        ("Fältet val", ("--val", NUMBER), "A-17", GROWN),
        ("Fältet skäl", ("--skäl", f"för att {NUMBER} vill", "--val", "vuxenkort"), "A-17", GROWN),
        ("Fältet motivering", ("--motivering", f"se\n{NUMBER}"), "A-17", GROWN),
        ("Fältet beslutsfattare", ("--beslutsfattare", f"Bo {NUMBER}"), "A-17", GROWN),
        ("Faktumet åldern", (), "A-17", (f"åldern={NUMBER}",)),
        ("Faktumet kort", ("--json",), "A-17", (*GROWN, "kort=8501011234")),
        ("Ett faktum", (), "A-17", (f"{NUMBER}=ja",)),
    ],
)
def test_every_field_is_searched(
    field: str, options: tuple[str, ...], case: str, facts: tuple[str, ...], tmp_path: Path
) -> None:
    run = save(tmp_path / "k.db", *options, case=case, facts=facts)
    assert run.status == 2
    assert f"{field} håller något som ser ut som ett person- eller samordningsnummer" in run.err
    assert "1234" not in run.out + run.err
    assert not (tmp_path / "k.db").exists()


@pytest.mark.parametrize(
    "value", [[1, {"nr": NUMBER}], {NUMBER: 1}, 8501011234, ["a", ["850101 1234"]]], ids=str
)
def test_values_are_searched_to_their_ends(value: object) -> None:
    with pytest.raises(Refused) as refused:
        check(Notes("A-17"), {"ämnen": value})
    assert [each.about for each in refused.value.problems] == [("ämnen",)]


def test_free_text_is_only_for_reason_and_motivation() -> None:
    long = "ord " * 40
    check(Notes("A-17", reason=long, motivation=f"{long}\n{long}"), {})
    with pytest.raises(Refused) as refused:
        check(Notes(f"A\n{long}", decided_by=long), {"ämnen": [long], "kort": "två\nrader"})
    about = [name for each in refused.value.problems for name in each.about]
    assert about == ["ärende", "beslutsfattare", "ämnen", "kort"]
