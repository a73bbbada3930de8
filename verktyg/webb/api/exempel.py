"""Examples that are true: the rule sets' own example files, asked and answered."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from motor.documents.model import TableDocument
from motor.errors import MotorError
from motor.values.convert import from_python, to_json
from verktyg.fakta import answers, from_file
from verktyg.kvitto.innehall import Notes, receipt
from verktyg.kvitto.kedja import START, canonical, content_hash, link, sha256
from verktyg.kvitto.kontroll import Proof
from verktyg.kvitto.lager import Entry, Kind
from verktyg.kvitto.spara import choice
from verktyg.kvitto.spela_upp import Tried
from verktyg.kvitto.visning import entry_json, proof_json
from verktyg.skal import Asked
from verktyg.vy import View, in_force
from verktyg.webb.api.beslut import decision_data
from verktyg.webb.api.forklara import explanation
from verktyg.webb.api.kvitton import Found, kept_answer, replayed
from verktyg.webb.api.prova import rows_answer
from verktyg.webb.api.regelverk import rule_set_data, rule_sets_data
from verktyg.webb.api.saknas import missing_answer
from verktyg.webb.api.uppgifter import Scope
from verktyg.webb.omprovning import TriedAgain
from verktyg.webb.regelmapp.serverad import Served

CASE = "ÄRENDE-17"
OF_RULE_SET = "/regelverk/{regelverk}"
RECEIPTS = "/kvitton"

Key = tuple[str, str]
"""A method in small letters, and a path."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Examples of questions, their answers, and what stands in addresses."""

    questions: dict[Key, Any] = field(default_factory=dict)
    answers: dict[Key, Any] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Case:
    """A rule set's own example: what is asked, the facts as JSON, and the answer."""

    about: Scope
    view: View
    facts: dict[str, Any]
    asked: Asked

    def question(self, **more: Any) -> dict[str, Any]:
        """The question as it is sent."""
        return {"datum": self.about.on.isoformat(), "vy": self.view.name, "fakta": self.facts, **more}


def examples_of(served: Iterable[Served]) -> Examples:
    """Examples from the first rule set that has an example of its own; none where no one has."""
    sets = list(served)
    case = next((case for each in sets for case in _cases(each)), None)
    examples = Examples()
    if case is not None:
        for add in (_add_rules, _add_questions, _add_receipts):
            with suppress(MotorError):  # such as facts that no receipt may hold
                add(examples, case, sets)
    return examples


def _cases(served: Served) -> Iterable[_Case]:
    """The examples of the rule set's views, those that can be answered."""
    for document in served.rulebook.views:
        view = served.view(document.name)
        if document.example is None or view is None:
            continue
        try:
            yield _case(served, view, served.folder / document.example.text)
        except MotorError:  # an example that its own rules refuse shows nothing
            continue


def _case(served: Served, view: View, path: Path) -> _Case:
    book, given = served.rulebook, from_file(str(path))
    on = given.day or max(each.valid_from for one in book.decisions.values() for each in one.versions)
    facts = answers(given, book, on).facts
    decisions = in_force(book, view, on)
    asked = Asked.of(book, facts, on, decisions)
    as_json = {name: to_json(from_python(value)) for name, value in facts.items()}
    return _Case(Scope(served, on, decisions, view), view, as_json, asked)


def _add_rules(examples: Examples, case: _Case, sets: list[Served]) -> None:
    """The rule sets, one of them, and one of its tables."""
    served = case.about.served
    decisions = served.rulebook.decisions.values()
    decision = next(
        (one for one in decisions if isinstance(one.versions[-1].document.logic, TableDocument)),
        next(iter(decisions)),
    )
    start = decision.versions[-1].valid_from
    examples.answers["get", "/regelverk"] = rule_sets_data(sets, []).plain
    examples.answers["get", OF_RULE_SET] = rule_set_data(served).plain
    examples.answers["get", OF_RULE_SET + "/beslut/{beslut}"] = decision_data(served, decision, start).plain
    named = {"regelverk": served.name, "beslut": decision.name, "från": start.isoformat(), "nummer": 1}
    examples.names.update(named, slag="fel-i-frågan")


def _add_questions(examples: Examples, case: _Case, _: list[Served]) -> None:
    """The example asked in each way; with its first fact alone for what is missing."""
    first = dict(list(case.facts.items())[:1])
    some = Asked.of(
        case.about.served.rulebook,
        {name: case.asked.facts[name] for name in first},
        case.about.on,
        case.about.decisions,
    )
    rows = [case.facts, first]
    many = {"datum": case.about.on.isoformat(), "vy": case.view.name, "rader": rows}
    for path, question, answer in (
        ("/prova", case.question(), case.asked.result.to_json()),
        ("/prova-flera", many, rows_answer(case.about, rows, trace=False).plain),
        ("/saknas", case.question(fakta=first), missing_answer(some).plain),
        ("/förklara", case.question(), explanation(case.about, case.asked).plain),
    ):
        examples.questions["post", OF_RULE_SET + path] = question
        examples.answers["post", OF_RULE_SET + path] = answer


def _add_receipts(examples: Examples, case: _Case, _: list[Served]) -> None:
    """The example as the first receipt of a chain."""
    notes = Notes(CASE, motivation="Enligt utredningen.")
    kept = receipt(case.asked, [case.view.name], choice(case.asked, [case.view], notes), notes)
    text, salt, time = canonical(kept.content), sha256(CASE), f"{case.about.on}T09:30:00.000000Z"
    hashed = content_hash(salt, text)
    chain = link(1, time, Kind.RECEIPT, hashed, START)
    shown = entry_json(Entry(1, time, Kind.RECEIPT, CASE, text, salt, hashed, START, chain))
    one = RECEIPTS + "/{nummer}"
    said = {"ärende": CASE, "motivering": notes.motivation}
    proof = Proof(receipts=1, rule_texts=len(kept.texts), last=chain, last_number=1)
    again = TriedAgain(Tried(same_engine=True), case.about.served)
    examples.questions["post", OF_RULE_SET + RECEIPTS] = case.question(**said)
    examples.questions["post", RECEIPTS + "/sök"] = {"ärende": CASE}
    examples.questions["post", one + "/spela-upp"] = {}
    examples.answers["post", OF_RULE_SET + RECEIPTS] = kept_answer(case.asked, 1, chain)
    examples.answers["post", RECEIPTS + "/sök"] = Found(receipts=[shown]).plain
    examples.answers["get", one] = shown
    examples.answers["get", RECEIPTS + "/kedja"] = proof_json(proof)
    examples.answers["post", one + "/spela-upp"] = replayed(1, again).plain
