"""From a DMN file to the files of a rule set: `regelverk.yaml`, and a file for each decision and function.

What YAML cannot say is refused, with everything that is wrong. The files are checked as a rule set before
they are given, so that what comes out loads.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from motor.dmn.linking import Linked, link_definitions
from motor.dmn.model import Decision, Definitions, Element, Function, InputData
from motor.dmn.reading import read_definitions
from motor.documents.yaml_text import Data, document
from motor.errors import FeelError, Location, Problem, RuleError, Severity
from motor.exchange.decisions_in import DECISION_EXTRA, Drafting, decision_in, readable_as
from motor.exchange.extra_in import extra
from motor.exchange.facts_in import fact_in, rulebook_in
from motor.exchange.names_in import folder_reason, shown, wrong_names
from motor.exchange.tables_in import Readable
from motor.exchange.texts_in import Refused, Texts
from motor.exchange.types_in import Types
from motor.graph import ordered
from motor.rulebook.files import RULEBOOK_FILE
from motor.rulebook.loading import check
from motor.rulebook.rulebook import today

SCHEMAS = "../../scheman"
"""Where the schemas are, seen from the folder of the rule set: as in `regler/<regelverk>`."""

HEAD = ("beslut", "giltig från", "status", "beskrivning")
"""The keys that a decision file begins with."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Imported:
    """The files of a rule set by their paths in its folder, and what its owner should know."""

    files: Mapping[str, str]
    notices: tuple[Problem, ...]


def import_model(
    path: str | Path, start: datetime.date | None = None, name: str | None = None, schemas: str = SCHEMAS
) -> Imported:
    """The rule set that a DMN file comes to, in one version from `start`. Nothing is written.

    `start` is by default the earliest first day that an exported model tells, else today; `name` is the rule
    set's, by default the file's. `schemas` is the folder of the schemas, a path from the rule set's folder or
    a URI. Raises RuleError with all that cannot be carried over.
    """
    path = Path(path)
    definitions = read_definitions(path)
    problems = [*_imports(definitions), *wrong_names(definitions)]
    linked = _linked(definitions, problems)
    name = path.stem if name is None else name
    reason = folder_reason(name)
    if reason is not None:
        message = f'"{shown(name)}" kan inte vara ett regelverks namn: {reason}.'
        problems.append(Problem("otillåtet namn", message, hint="Välj en mapp med ett annat namn."))
    if linked is None or problems:
        raise RuleError(problems)
    told = _first_day(definitions, problems)
    day = (start or told or today()).isoformat()
    draft = _Draft(linked, problems)
    documents = draft.documents(name, day)
    if problems:
        raise RuleError(_unique(problems))
    files = {file: document(_schema(file, schemas), data) for file, data in documents.items()}
    problems.extend(_faults(path, name, files, draft.places))
    if problems:
        raise RuleError(_unique(problems))
    return Imported(files, tuple(_notices(definitions)))


def _imports(definitions: Definitions) -> Iterator[Problem]:
    for each in definitions.imports:
        message = f'Modellen importerar "{each.namespace}", och ett regelverk kan inte importera.'
        yield Problem("import", message, each.where, hint="Lägg de importerade besluten i modellen själv.")


def _linked(definitions: Definitions, problems: list[Problem]) -> Linked | None:
    if definitions.imports:
        return None
    try:
        return link_definitions(definitions)
    except RuleError as error:
        problems.extend(error.problems)
        return None


def _first_day(definitions: Definitions, problems: list[Problem]) -> datetime.date | None:
    """The earliest first day in what an export has kept."""
    days = []
    elements: tuple[Decision | Function, ...] = (*definitions.decisions, *definitions.functions)
    for element in elements:
        text = extra(element.remarks, element.where, [], DECISION_EXTRA).get("giltig från")
        if text is None:
            continue
        try:
            days.append(_day(text))
        except ValueError:
            message = f"giltig från i <extra> för {element.name} är inget datum."
            problems.append(Problem("fel värde", message, element.where, hint="Skriv som 2024-01-01."))
    return min(days, default=None)


def _day(text: Data) -> datetime.date:
    """The day of an ISO text. Raises ValueError for anything else."""
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise ValueError(text)
    return datetime.date.fromisoformat(text)


def _schema(file: str, schemas: str) -> str:
    up = "" if "://" in schemas else "../" * file.count("/")
    return f"{up}{schemas}/{'regelverk' if file == RULEBOOK_FILE else 'beslut'}.schema.json"


def _unique(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems), key=lambda each: (each.where.line or 0, each.where.column or 0))


class _Draft:
    """The documents of a rule set while they are made. `places` says where in the model each file is from."""

    def __init__(self, linked: Linked, problems: list[Problem]) -> None:
        self._linked = linked
        self._main = linked.main
        self._problems = problems
        self._types = Types(linked)
        valued: tuple[InputData | Decision, ...] = (*self._main.inputs, *self._main.decisions)
        self._known = {each.name: self._types.feel_type(each.type_ref) for each in valued}
        self._names = frozenset(self._known).union(each.name for each in self._main.functions)
        self._own = self._main.remarks.extra is not None
        self.places: dict[str, Location] = {RULEBOOK_FILE: self._main.where}

    def documents(self, name: str, day: str) -> dict[str, dict[str, Data]]:
        """All documents by file; what is wrong goes to the problems."""
        readable: dict[str, Readable] = {}
        facts: dict[str, Data] = {}
        checks: list[Data] = []
        nothing = self._texts(())
        for element in self._main.inputs:
            try:
                facts[element.name], readable[element.name] = fact_in(element, nothing, checks, self._own)
            except (Refused, RuleError) as error:
                self._note(error, element)
        documents = {RULEBOOK_FILE: rulebook_in(name, self._main, facts, checks, nothing)}
        for decision in self._in_order():
            file = f"{decision.name}/{day}.yaml"
            self.places[file] = decision.where
            texts = self._texts(self._required(decision))
            try:
                data = decision_in(decision, texts, Drafting(decision.name, readable, self._own), day)
            except (Refused, RuleError) as error:
                self._note(error, decision)
                continue
            documents[file] = self._with_sources(data, decision)
            reads = readable_as(data, decision, texts)
            if reads is not None:
                readable[decision.name] = reads
        return documents

    def _texts(self, visible: Iterable[str]) -> Texts:
        names = frozenset(visible)
        known = {name: type_ for name, type_ in self._known.items() if name in names}
        return Texts(self._types, self._names, names, self._problems, known=known)

    def _required(self, element: Decision | Function) -> list[str]:
        required = self._linked.requirements[self._linked.key(element)]
        own = [element.name] if isinstance(element, Function) else []  # a function may call itself
        return own + [each.name for each in required.all() if each.name in self._names]

    def _in_order(self) -> list[Decision | Function]:
        """Each after those it requires."""
        logical: tuple[Decision | Function, ...] = (*self._main.functions, *self._main.decisions)
        elements = {self._linked.key(each): each for each in logical}
        required = {key: [each.key for each in self._linked.requirements[key].all()] for key in elements}
        return [elements[key] for key in ordered(required)]

    def _note(self, error: Exception, element: Element) -> None:
        """Keep the problems of an error, at the element when they do not say where they stand."""
        if isinstance(error, RuleError):
            inside = isinstance(error, FeelError)
            self._problems.extend(
                replace(each, where=element.where, excerpt=None)
                if inside or each.where.file is None
                else each
                for each in error.problems
            )

    def _with_sources(self, data: dict[str, Data], element: Decision | Function) -> dict[str, Data]:
        """The file with the sources that the model says the decision rests on; an export has its own."""
        names = {f"#{source.id}": " ".join(source.name.split()) for source in self._main.sources}
        cited = [names[href] for href in element.authorities if names.get(href)]
        if self._own or not cited:
            return data
        head: dict[str, Data] = {key: data[key] for key in HEAD if key in data}
        head["källa"] = [{"dnr": name} for name in cited]
        return {**head, **data}


# The files held against the rule set's own check


def _faults(
    path: Path, name: str, files: dict[str, str], places: Mapping[str, Location]
) -> Iterator[Problem]:
    """What a rule set of the files would be refused for, at the place in the model that each file is from."""
    folder = path / name  # under a file, so that nothing can be there
    for problem in check(folder, files):
        if problem.severity is Severity.FEL:
            file = (problem.where.file or "").removeprefix(f"{folder}/")
            place = places.get(file, places[RULEBOOK_FILE])
            where = replace(place, rule=problem.where.rule, cell=problem.where.cell)
            excerpt = problem.excerpt and problem.excerpt.strip()
            yield replace(problem, where=replace(where, column=None), excerpt=excerpt)


def _notices(definitions: Definitions) -> Iterator[Problem]:
    for service in definitions.services:
        message = f"Beslutstjänsten {service.name} är inte med: ett regelverk grupperar inte beslut."
        yield Problem("beslutstjänst", message, service.where, Severity.RÅD)
