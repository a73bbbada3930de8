"""Models with what they import, every reference followed (DMN 1.5, 6.3 and 13.2).

An import is found among the .dmn files beside the importing one, by its namespace; nothing else is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from motor.dmn import xml
from motor.dmn.model import (
    Decision,
    Definitions,
    Element,
    Function,
    Import,
    InputData,
    ItemDefinition,
    Service,
)
from motor.dmn.reader import MODEL_NAMESPACES
from motor.dmn.reading import read_definitions
from motor.dmn.types import TypeTable
from motor.errors import Location, Problem, RuleError, suggestion
from motor.graph import cycles

_KINDS: dict[type[Element], str] = {
    InputData: "indata",
    Decision: "ett beslut",
    Function: "en funktion",
    Service: "en beslutstjänst",
}


@dataclass(frozen=True, slots=True)
class Required:
    """What an element requires: its name as FEEL texts there read it, its key, and the element itself."""

    name: str
    key: str
    element: Element


@dataclass(frozen=True, slots=True)
class Requirements:
    """All that an element requires; for a service, what it answers, keeps inside and is given."""

    inputs: tuple[Required, ...] = ()
    decisions: tuple[Required, ...] = ()
    knowledge: tuple[Required, ...] = ()
    outputs: tuple[Required, ...] = ()
    encapsulated: tuple[Required, ...] = ()

    def all(self) -> tuple[Required, ...]:
        """Every one of them."""
        return (*self.inputs, *self.decisions, *self.knowledge, *self.outputs, *self.encapsulated)


@dataclass(frozen=True, slots=True)
class Linked:
    """A main file with the files it imports. A key is `namespace#id`."""

    main: Definitions
    definitions: Mapping[str, Definitions]
    elements: Mapping[str, Element]
    requirements: Mapping[str, Requirements]
    types: TypeTable

    def key(self, element: Element, namespace: str | None = None) -> str:
        """The key of an element of a file, without a namespace the main one."""
        return key_of(self.main.namespace if namespace is None else namespace, element)


def key_of(namespace: str, element: Element) -> str:
    """What an element is known by across files: as references write it, with # in an id as %23."""
    return f"{namespace}#{element.id.replace('#', '%23')}"


def namespace_of(key: str) -> str:
    """The namespace of the file that a key's element stands in."""
    return key.rpartition("#")[0]


def elements_of(definitions: Definitions) -> tuple[Element, ...]:
    """All that requirements can point at in a file."""
    return (*definitions.inputs, *definitions.decisions, *definitions.functions, *definitions.services)


def link(path: Path) -> Linked:
    """The model in a file with what it imports. Raises RuleError with everything wrong in all of them."""
    problems: list[Problem] = []
    definitions = _with_imports(path, problems)
    return _linked(next(iter(definitions.values())), definitions, problems)


def link_definitions(main: Definitions, imported: Iterable[Definitions] = ()) -> Linked:
    """The same for definitions that are already read, whatever files they came from."""
    return _linked(main, {each.namespace: each for each in (main, *imported)}, [])


def _linked(main: Definitions, definitions: dict[str, Definitions], problems: list[Problem]) -> Linked:
    linker = _Linker(definitions, problems)
    types = TypeTable(definitions, main.namespace)
    for namespace, each in definitions.items():
        types.unknown_references(_type_references(each), namespace)
    problems.extend(types.problems)
    if problems:
        raise RuleError(problems)
    return Linked(main, definitions, linker.elements, linker.requirements, types)


# Imports


def _with_imports(path: Path, problems: list[Problem]) -> dict[str, Definitions]:
    """The main file first, then all that it imports, directly or not."""
    main = read_definitions(path)
    found = {main.namespace: main}
    waiting = list(main.imports)
    beside = _Beside(path)
    asked = {main.namespace}
    while waiting:
        wanted = waiting.pop(0)
        if wanted.namespace in asked or not _is_model(wanted, problems):
            continue
        asked.add(wanted.namespace)
        if (imported := _imported(wanted, beside.files(wanted.namespace), problems)) is not None:
            found[imported.namespace] = imported
            waiting.extend(imported.imports)
    return found


class _Beside:
    """The .dmn files beside a file, by the namespace of each; looked through when first asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._by_namespace: dict[str, list[Path]] | None = None

    def files(self, namespace: str) -> list[Path]:
        if self._by_namespace is None:
            self._by_namespace = {}
            for file in sorted(self._path.parent.glob("*.dmn")):
                name = xml.root_attributes(file).get("namespace", "")
                self._by_namespace.setdefault(name, []).append(file)
        return self._by_namespace.get(namespace, [])


def _is_model(wanted: Import, problems: list[Problem]) -> bool:
    kind = wanted.type_uri
    if kind in MODEL_NAMESPACES or f"{kind}/" in MODEL_NAMESPACES:
        return True
    message = f'Importen av "{wanted.namespace}" är ingen DMN-modell utan "{kind}".'
    problems.append(Problem("okänd import", message, wanted.where, hint="Bara DMN-modeller kan importeras."))
    return False


def _imported(wanted: Import, files: list[Path], problems: list[Problem]) -> Definitions | None:
    if not files:
        message = f'Ingen fil bredvid modellen har namnrymden "{wanted.namespace}".'
        hint = "Lägg den importerade modellen (.dmn) i samma mapp."
        problems.append(Problem("saknad import", message, wanted.where, hint=hint))
    elif len(files) > 1:
        names = ", ".join(file.name for file in files)
        message = f'Flera filer har namnrymden "{wanted.namespace}": {names}.'
        problems.append(Problem("tvetydig import", message, wanted.where, hint="Behåll en av dem."))
    else:
        try:
            return read_definitions(files[0])
        except RuleError as error:
            problems.extend(error.problems)
    return None


# References


class _Linker:
    """Follows the references of all files, and notes those that lead nowhere."""

    def __init__(self, definitions: Mapping[str, Definitions], problems: list[Problem]) -> None:
        self._definitions = definitions
        self._problems = problems
        self.elements: dict[str, Element] = {}
        for each in definitions.values():
            self._enter(each)
        self.requirements = {
            key: self._requirements(element, definitions[namespace_of(key)])
            for key, element in self.elements.items()
        }
        self._note_cycles()

    def _note(self, code: str, message: str, where: Location, hint: str | None = None) -> None:
        self._problems.append(Problem(code, message, where, hint=hint))

    def _enter(self, definitions: Definitions) -> None:
        names: set[str] = set()
        for element in elements_of(definitions):
            key = key_of(definitions.namespace, element)
            if key in self.elements:
                self._note("dubblett", f'Det finns två element med id "{element.id}".', element.where)
            if element.name in names:
                message = f'Det finns två element som heter "{element.name}".'
                self._note("dubblett", message, element.where, "Ge det ena ett annat namn.")
            names.add(element.name)
            self.elements[key] = element

    def _requirements(self, element: Element, home: Definitions) -> Requirements:
        found = _REQUIREMENTS[type(element)](self, element, home)
        seen: dict[str, str] = {}
        for each in found.all():
            if seen.setdefault(each.name, each.key) != each.key:
                message = f'"{element.name}" kräver två olika element som heter "{each.name}".'
                self._note("dubblett", message, element.where, "Ge importen ett namn, eller döp om det ena.")
        return found

    def _decision(self, decision: Decision, home: Definitions) -> Requirements:
        return Requirements(
            inputs=self._required(decision, decision.inputs, home, InputData),
            decisions=self._required(decision, decision.decisions, home, Decision),
            knowledge=self._required(decision, decision.knowledge, home, Function, Service),
        )

    def _function(self, function: Function, home: Definitions) -> Requirements:
        return Requirements(knowledge=self._required(function, function.knowledge, home, Function, Service))

    def _service(self, service: Service, home: Definitions) -> Requirements:
        return Requirements(
            inputs=self._required(service, service.input_data, home, InputData),
            decisions=self._required(service, service.input_decisions, home, Decision),
            outputs=self._required(service, service.output_decisions, home, Decision),
            encapsulated=self._required(service, service.encapsulated_decisions, home, Decision),
        )

    def _required(
        self, element: Element, hrefs: Iterable[str], home: Definitions, *kinds: type[Element]
    ) -> tuple[Required, ...]:
        found = (self._follow(element, href, home, kinds) for href in hrefs)
        return tuple(each for each in found if each is not None)

    def _follow(
        self, element: Element, href: str, home: Definitions, kinds: tuple[type[Element], ...]
    ) -> Required | None:
        namespace, hash_, id_ = href.rpartition("#")
        namespace = namespace or home.namespace
        prefix = _prefix(namespace, home)
        if prefix is None:
            message = f'"{element.name}" hänvisar till "{href}", men den namnrymden importeras inte.'
            self._note("okänd hänvisning", message, element.where, "Lägg till importen i modellen.")
            return None
        if namespace not in self._definitions:
            return None  # the import itself is noted
        key = f"{namespace}#{id_}"
        target = self.elements.get(key)
        if target is None or not hash_:
            message = f'"{element.name}" hänvisar till "{href}", som inte finns.'
            ids = [each.id for each in elements_of(self._definitions[namespace])]
            self._note("okänd hänvisning", message, element.where, suggestion(id_, ids))
            return None
        if not isinstance(target, kinds):
            wanted = " eller ".join(_KINDS[kind] for kind in kinds)
            message = f'"{element.name}" hänvisar till "{target.name}", som är {_KINDS[type(target)]}.'
            self._note("fel hänvisning", message, element.where, f"Här ska det vara {wanted}.")
            return None
        return Required(prefix + target.name, key, target)

    def _note_cycles(self) -> None:
        graph = {
            key: [each.key for each in _rests_on(found) if not self._is_call(key, each)]
            for key, found in self.requirements.items()
        }
        for path in cycles(graph):
            names = " → ".join(self.elements[key].name for key in path)
            message = f"Modellen går i cirkel: {names}."
            self._note("cirkel", message, self.elements[path[0]].where, "Ta bort ett av kraven i cirkeln.")

    def _is_call(self, key: str, required: Required) -> bool:
        """Whether a function requires a function: that is read when called, so they may call each other."""
        return isinstance(self.elements[key], Function) and isinstance(required.element, Function)


_REQUIREMENTS: dict[type[Element], Callable[[_Linker, Any, Definitions], Requirements]] = {
    InputData: lambda linker, element, home: Requirements(),
    Decision: _Linker._decision,
    Function: _Linker._function,
    Service: _Linker._service,
}


def _rests_on(found: Requirements) -> tuple[Required, ...]:
    """What must be known first: for a service its own decisions, not those it is given."""
    if found.outputs or found.encapsulated:
        return (*found.outputs, *found.encapsulated)
    return (*found.inputs, *found.decisions, *found.knowledge)


def _prefix(namespace: str, home: Definitions) -> str | None:
    """What stands before the names of a namespace in a file's texts; None when it is not imported there."""
    if namespace == home.namespace:
        return ""
    names = [each.name for each in home.imports if each.namespace == namespace]
    if not names:
        return None
    return f"{names[0]}." if names[0] else ""


# Type references


def _type_references(part: Any) -> Iterator[tuple[str, Location]]:
    """Every `typeRef` in a file with its place; those of item definitions are looked at by the type table."""
    if isinstance(part, tuple):
        for each in part:
            yield from _type_references(each)
    elif is_dataclass(part) and not isinstance(part, (ItemDefinition, Location)):
        type_ref = getattr(part, "type_ref", None)
        if type_ref is not None:
            yield type_ref, getattr(part, "where", Location())
        for each in fields(part):
            yield from _type_references(getattr(part, each.name))
