"""The interview: what is asked, what an answer may be, and that nothing is asked twice."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest

import motor
from tests.command import LIBRARY
from verktyg.fraga import UNKNOWN, Interview, choices, picked
from verktyg.vy import view_of

DAY = datetime.date(2024, 3, 1)


@pytest.fixture(scope="module")
def library() -> motor.Rulebook:
    return motor.load(LIBRARY)


def answering(*answers: str) -> tuple[Callable[[str], str], list[str]]:
    """A person who gives these answers in turn and then ends the input, and the prompts that were shown."""
    left: Iterator[str] = iter(answers)
    prompts: list[str] = []

    def read(prompt: str) -> str:
        prompts.append(prompt)
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    return read, prompts


def interview(library: motor.Rulebook, decisions: list[str], *answers: str) -> tuple[Interview, list[str]]:
    read, prompts = answering(*answers)
    held = Interview(library, DAY, decisions, view_of(library.views[0]), {}, read=read)
    held.run()
    return held, prompts


def test_only_what_can_change_the_outcome_is_asked(library: motor.Rulebook) -> None:
    held, prompts = interview(library, ["möjliga kort"], "40", "1")
    assert held.facts == {"åldern": 40, "bor i kommunen": True}
    assert len(prompts) == 2


def test_a_question_is_not_asked_when_the_outcome_is_settled(library: motor.Rulebook) -> None:
    held, prompts = interview(library, ["bästa kort"], "12")
    assert held.facts == {"åldern": 12}
    assert len(prompts) == 1


@pytest.mark.parametrize("answer", ["?", UNKNOWN, "Vet inte", ""])
def test_what_nobody_knows_is_not_asked_again(library: motor.Rulebook, answer: str) -> None:
    held, prompts = interview(library, ["möjliga kort"], answer, "2")
    assert held.facts == {"bor i kommunen": False}
    assert held.silent == {"åldern"}
    assert len(prompts) == 2


def test_unclear_is_an_answer_where_it_is_allowed(
    library: motor.Rulebook, capsys: pytest.CaptureFixture[str]
) -> None:
    held, _ = interview(library, ["möjliga kort"], "oklar", "oklar", "nej")
    assert held.facts == {"åldern": None, "bor i kommunen": False}
    assert "bor i kommunen kan inte vara oklar. Svara med ja eller nej." in capsys.readouterr().out


def test_a_wrong_answer_is_explained_and_asked_again(
    library: motor.Rulebook, capsys: pytest.CaptureFixture[str]
) -> None:
    held, prompts = interview(library, ["möjliga kort"], "140", "tolv", "12,5", "ja")
    assert str(held.facts["åldern"]) == "12.5"
    assert prompts[:3] == [prompts[0]] * 3
    shown = capsys.readouterr().out
    assert "åldern kan inte vara 140" in shown
    assert shown.count("Hur gammal är låntagaren?") == 1


def test_an_answer_against_another_is_asked_again(
    library: motor.Rulebook, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = ("2024-03-05", "2024-03-01"), ("2024-03-09",)
    held, _ = interview(library, ["lånets längd"], *first, *second)
    assert {name: str(value) for name, value in held.facts.items()} == {
        "lånedag": "2024-03-05",
        "återlämningsdag": "2024-03-09",
    }
    assert "Återlämningsdagen ligger före lånedagen." in capsys.readouterr().out


def test_the_end_of_the_input_ends_the_questions(library: motor.Rulebook) -> None:
    held, prompts = interview(library, ["möjliga kort"], "40")
    assert held.facts == {"åldern": 40}
    assert len(prompts) == 2


def test_the_questions_are_the_rule_sets_own_with_choices(
    library: motor.Rulebook, capsys: pytest.CaptureFixture[str]
) -> None:
    _, prompts = interview(library, ["möjliga kort"], "40", "ja")
    shown = capsys.readouterr().out
    assert "Låntagaren\n" in shown
    assert "Bor låntagaren i kommunen?\n  1. ja\n  2. nej\n  3. vet inte\n" in shown
    assert prompts == ["Svar (0 till 120 år, oklar eller vet inte): ", "Svar (1-3): "]


def test_a_date_is_asked_for_with_an_example(library: motor.Rulebook) -> None:
    _, prompts = interview(library, ["lånets längd"], "2024-02-30", "2024-03-01", "2024-03-09")
    assert prompts[0] == prompts[1] == "Svar (ett datum som 2024-03-01, eller vet inte): "


@pytest.mark.parametrize(
    ("fact", "offered"),
    [
        ("bor i kommunen", ["ja", "nej", UNKNOWN]),
        ("åldern", []),
        ("kort", ["barnkort", "vuxenkort", "gästkort", UNKNOWN]),
        ("ämnen", ["konst", "natur, djur", "musik", UNKNOWN]),
        ("lånedag", []),
    ],
)
def test_choices_are_numbered_unless_the_answer_is_typed(
    library: motor.Rulebook, fact: str, offered: list[str]
) -> None:
    assert choices(library.facts[fact]) == offered


@pytest.mark.parametrize(
    ("fact", "typed", "meant"),
    [
        ("bor i kommunen", "1", "ja"),
        ("bor i kommunen", "n", "nej"),
        ("bor i kommunen", "JA", "ja"),
        ("bor i kommunen", "9", "9"),
        ("kort", "gastkort", "gästkort"),
        ("kort", "3", "gästkort"),
        ("åldern", "3", "3"),
        ("åldern", "12,5", "12.5"),
        ("åldern", "Oklar", "oklar"),
        ("ämnen", "1, 3", ["konst", "musik"]),
        ("ämnen", "2", ["natur, djur"]),
        ("lånedag", "2024-03-01", "2024-03-01"),
    ],
)
def test_what_was_typed_is_understood(
    library: motor.Rulebook, fact: str, typed: str, meant: str | list[str]
) -> None:
    declared = library.facts[fact]
    assert picked(typed, declared, choices(declared)) == meant
