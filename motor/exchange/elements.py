"""Facts, readings and documents to the elements of a model: ids, requirements, types and remarks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from motor.dmn import model
from motor.documents.model import (
    DecisionDocument,
    FunctionDocument,
    Notes,
    SourceDocument,
    StepsDocument,
    TableDocument,
)
from motor.exchange import extra
from motor.exchange.naming import Ids
from motor.exchange.prose import notes_in_words
from motor.exchange.readings import Reading
from motor.exchange.types_out import Items
from motor.rulebook.facts import Fact
from motor.rulebook.rulebook import Rulebook


class Elements:
    """The elements that stand for these readings and facts of a rule set."""

    def __init__(self, rulebook: Rulebook, facts: Iterable[str], readings: Mapping[str, Reading]) -> None:
        self.items = Items()
        self._rulebook = rulebook
        self._readings = readings
        self._callable = _callable(readings)
        ids = Ids()
        self._facts = {name: ids.new("fakta", name) for name in facts}
        self._ids = {
            name: ids.new("funktion" if name in self._callable else "beslut", name) for name in readings
        }
        self._sources = {each.dnr: ids.new("kalla", each.dnr) for each in rulebook.document.documents}

    def inputs(self) -> tuple[model.InputData, ...]:
        """Input data, one for each fact."""
        extras = extra.facts(self._rulebook.document, self._rulebook.facts)
        return tuple(
            self._input(id_, self._rulebook.facts[name], extras[name]) for name, id_ in self._facts.items()
        )

    def _input(self, id_: str, fact: Fact, more: str | None) -> model.InputData:
        remarks = model.Remarks(fact.description, more)
        return model.InputData(id_, fact.name, self.items.of_fact(fact), remarks=remarks)

    def decisions(self) -> tuple[model.Decision, ...]:
        """Decisions; also functions that read facts or decisions, since one of DMN can read neither."""
        return tuple(
            self._decision(each) for name, each in self._readings.items() if name not in self._callable
        )

    def _decision(self, reading: Reading) -> model.Decision:
        return model.Decision(
            self._ids[reading.name],
            reading.name,
            self._type(reading),
            reading.body.logic,
            inputs=self._hrefs(reading, self._facts),
            decisions=self._hrefs(
                reading, {name: id_ for name, id_ in self._ids.items() if name not in self._callable}
            ),
            knowledge=self._hrefs(reading, {name: self._ids[name] for name in self._callable}),
            authorities=self._authorities(reading),
            remarks=_remarks(reading),
        )

    def functions(self) -> tuple[model.Function, ...]:
        """Business knowledge models: functions that read no more than each other."""
        return tuple(self._function(self._readings[name]) for name in self._callable)

    def _function(self, reading: Reading) -> model.Function:
        logic = reading.body.logic
        if not isinstance(logic, model.FunctionDefinition):
            raise TypeError(f"{reading.name} is no function")
        return model.Function(
            self._ids[reading.name],
            reading.name,
            None,
            logic,
            self._hrefs(reading, self._ids),
            authorities=self._authorities(reading),
            remarks=_remarks(reading),
        )

    def sources(self) -> tuple[model.KnowledgeSource, ...]:
        """Knowledge sources, one for each document of the rule set."""
        return tuple(self._source(each) for each in self._rulebook.document.documents)

    def _source(self, document: SourceDocument) -> model.KnowledgeSource:
        return model.KnowledgeSource(self._sources[document.dnr], f"{document.dnr} {document.title}")

    def _type(self, reading: Reading) -> str | None:
        """The type of a reading; of a choice, that of all it chooses among when they have one."""
        chosen = [self._readings[name].body for name in reading.readings] or [reading.body]
        types = {
            self.items.of_decision(reading.decision, body.version.document, body.logic) for body in chosen
        }
        return types.pop() if len(types) == 1 else None

    @staticmethod
    def _hrefs(reading: Reading, ids: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(f"#{ids[name]}" for name in reading.body.reads if name in ids)

    def _authorities(self, reading: Reading) -> tuple[str, ...]:
        cited = dict.fromkeys(_cited(reading.body.version.document))
        return tuple(f"#{self._sources[dnr]}" for dnr in cited if dnr in self._sources)


def _callable(readings: Mapping[str, Reading]) -> tuple[str, ...]:
    """The functions that read nothing but such functions."""
    found = {
        name: reading
        for name, reading in readings.items()
        if isinstance(reading.body.logic, model.FunctionDefinition)
    }
    while True:
        kept = {name: reading for name, reading in found.items() if found.keys() >= set(reading.body.reads)}
        if len(kept) == len(found):
            return tuple(kept)
        found = kept


def _remarks(reading: Reading) -> model.Remarks:
    document = reading.body.version.document
    if reading.chosen_by is None:
        return model.Remarks(notes_in_words(document.description, document.notes), extra.decision(document))
    text = f"{document.description or ''}\nVilken version som gäller avgörs av {reading.chosen_by}.".lstrip()
    notes = Notes(document.notes.references)
    return model.Remarks(notes_in_words(text, notes), extra.chosen(document))


def _cited(document: DecisionDocument) -> Iterator[str]:
    """The numbers of the documents that a version and its parts refer to."""
    yield from (reference.dnr for notes in _notes(document) for reference in notes.references)


def _notes(document: DecisionDocument) -> Iterator[Notes]:
    yield document.notes
    logic = document.logic
    if isinstance(logic, TableDocument):
        yield from (column.notes for column in logic.outputs)
        yield from (rule.notes for rule in logic.rules)
        return
    body = logic.body if isinstance(logic, FunctionDocument) else logic
    if isinstance(body, StepsDocument):
        yield from (step.notes for step in body.steps)
