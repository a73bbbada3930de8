"""What a question may be at the most, and that nobody's question is read who may not ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.interface import LIBRARIES, Program, program
from verktyg.webb.api import lasning
from verktyg.webb.inloggning.roller import Person, Role

ASK = "/regelverk/bibliotek/prova"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with program(LIBRARIES, tmp_path_factory.mktemp("api")) as asking:
        yield asking


def names(many: int) -> str:
    return "{" + ",".join(f'"n{index}":0' for index in range(many)) + "}"


def test_an_object_has_a_bounded_number_of_names(library: Program) -> None:
    problem = library.ask("POST", ASK, names(lasning.MOST_NAMES + 1).encode())
    assert library.status == 422
    assert problem["detail"] == "Ett objekt får ha högst 2000 namn."


def test_the_first_name_that_stands_twice_is_told(library: Program) -> None:
    problem = library.ask("POST", ASK, b'{"a": 1, "b": 2, "c": 3, "b": 4, "a": 5}')
    assert (library.status, problem["detail"]) == (400, "'b' står två gånger i samma objekt.")


def test_a_bounded_number_of_unknown_fields_are_told(library: Program) -> None:
    problem = library.ask("POST", ASK, names(lasning.MOST_NAMES).encode())
    assert library.status == 422
    assert 0 < len(problem["fel"]) <= lasning.MOST_FAULTS


def test_the_role_is_asked_for_before_the_question_is_read(
    library: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Person("anna", frozenset({Role.READER}))
    monkeypatch.setattr("verktyg.webb.sakerhet.vakt.person_in", lambda *_: reader)
    library.ask("POST", ASK, b'{"a": 1, "a": 2}')
    assert library.status == 403


def test_what_was_sent_is_repeated_only_in_part(library: Program) -> None:
    long = "x" * 5_000
    for question in (
        {"fakta": {long: 1}},
        {"fakta": {"antal lån": long}},
        {"fakta": {}, "beslut": [long]},
        {"fakta": {}, "vy": long},
        {"fakta": {}, "datum": long},
        {long: 1},
    ):
        problem = library.post(ASK, question)
        assert library.status in (400, 422), list(question)
        assert "x" * 201 not in str(problem)
