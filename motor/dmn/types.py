"""The types that models define, and values held against them (DMN 1.5, 7.3.2 and 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from motor import feel
from motor.dmn.model import Definitions, ItemDefinition
from motor.errors import FeelError, Location, Problem, RuleError, suggestion
from motor.feel import syntax
from motor.feel.scope import Scope
from motor.feel.spelling import name_of
from motor.feel.type_names import type_of
from motor.values.null import Null
from motor.values.text import to_string
from motor.values.types import (
    ANY,
    CONTEXT,
    DATE_TIME,
    DAYS_TIME,
    FUNCTION,
    LIST,
    NAMED_TYPES,
    YEARS_MONTHS,
    ContextType,
    FunctionType,
    ListType,
    Type,
    coerce,
)

Check = Callable[[Any], bool]
"""Whether a value of the type, never null, meets what the type asks of its values."""

MAX_DEPTH = 60
"""How many types may rest on one another, or stand inside one another."""

MAX_PARTS = 10_000
"""How many types a type may come to, written out with all that stands inside it."""

_OTHER_NAMES: dict[str, Type] = {
    "dateTime": DATE_TIME,
    "dateAndTime": DATE_TIME,
    "dayTimeDuration": DAYS_TIME,
    "daysAndTimeDuration": DAYS_TIME,
    "yearMonthDuration": YEARS_MONTHS,
    "yearsAndMonthsDuration": YEARS_MONTHS,
    "context": CONTEXT,
    "list": LIST,
    "function": FUNCTION,
    "<Undefined>": ANY,
}
"""What models also call the built-in types, DMN 1.1 and its tools above all."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A type as it is, what else it asks of its values (None: nothing), and the name it went by.

    `size` is how many types it comes to, written out.
    """

    type: Type
    check: Check | None = None
    name: str = "Any"
    size: int = 1


_ANYTHING = Resolved(ANY)
_MISSING: Final = object()


class TypeTable:
    """All the types of the models in a set of files, by namespace.

    `problems` holds what is wrong with the definitions: unknown types, circles, conditions that are not FEEL.
    """

    def __init__(self, definitions: Mapping[str, Definitions], main: str) -> None:
        self.problems: list[Problem] = []
        self._definitions = definitions
        self._main = main
        self._known: dict[tuple[str, str], Resolved] = {}
        self._open: list[tuple[str, str]] = []
        self._depth = 0
        self._by_name: dict[str, dict[str, Type]] = {}
        self._items = {
            (namespace, item.name): item
            for namespace, each in definitions.items()
            for item in each.item_definitions
        }
        self._parts = {
            namespace: set(component_names(each.item_definitions)) for namespace, each in definitions.items()
        }
        self._note_duplicates()
        for namespace, name in self._items:
            self._item(namespace, name)

    def resolve(self, type_ref: str | None, namespace: str) -> Resolved:
        """The type that a `typeRef` in a file names, any type for None. Raises RuleError for an unknown."""
        found = self._find(type_ref, namespace)
        if found is None:
            raise RuleError(self._unknown(str(type_ref), namespace, Location()))
        return found

    def result(self, type_ref: str | None, namespace: str) -> Resolved:
        """What a function gives whose variable has a type: by its function type, else the type itself."""
        resolved = self.resolve(type_ref, namespace)
        if not isinstance(resolved.type, FunctionType):
            return resolved
        return Resolved(resolved.type.result, name=str(resolved.type.result))

    def coerce(self, value: Any, resolved: Resolved) -> Any:
        """The value as the type, after at most one implicit conversion (DMN 1.5, 10.3.2.9.4).

        Raises Null when it is of another type, or is not among the values that the type allows.
        """
        converted = coerce(value, resolved.type, _MISSING)
        if converted is _MISSING:
            raise Null("fel typ", f"Värdet {to_string(value)} är inte av typen {resolved.name}.")
        if converted is not None and resolved.check is not None and not resolved.check(converted):
            raise Null("otillåtet värde", f"Typen {resolved.name} tillåter inte värdet {to_string(value)}.")
        return converted

    def types_by_name(self, namespace: str | None = None) -> Mapping[str, Type]:
        """The defined types as FEEL texts in a file name them, imported ones as `import.name`.

        Without a namespace: those of the main file. `instance of` asks for the type alone, not for what it
        allows.
        """
        own = self._main if namespace is None else namespace
        if own not in self._by_name:
            self._by_name[own] = {
                name: self._known[place].type for name, place in self._visible(own) if place in self._known
            }
        return self._by_name[own]

    def unknown_references(self, references: Iterable[tuple[str, Location]], namespace: str) -> None:
        """Note the references of a file that name no type."""
        for type_ref, where in references:
            if self._find(type_ref, namespace) is None:
                self.problems.append(self._unknown(type_ref, namespace, where))

    def _visible(self, namespace: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """The names of types as a file sees them, its own last, with where each is kept."""
        for each in self._definitions[namespace].imports:
            prefix = f"{each.name}." if each.name else ""
            for home, name in self._items:
                if home == each.namespace:
                    yield prefix + name, (home, name)
        for home, name in self._items:
            if home == namespace:
                yield name, (home, name)

    def _find(self, type_ref: str | None, namespace: str) -> Resolved | None:
        if type_ref is None:
            return _ANYTHING
        if type_ref.startswith("{"):
            home, (namespace, _, type_ref) = namespace, type_ref[1:].rpartition("}")
            if namespace not in {each.namespace for each in self._definitions[home].imports}:
                return None
        name = name_of(type_ref)
        if name in NAMED_TYPES:
            return Resolved(NAMED_TYPES[name], None, name)
        if (namespace, name) in self._items:
            return self._item(namespace, name)
        if name in _OTHER_NAMES:
            return Resolved(_OTHER_NAMES[name], None, str(_OTHER_NAMES[name]))
        return self._imported(name, namespace) or self._written(name, namespace)

    def _imported(self, name: str, namespace: str) -> Resolved | None:
        if namespace not in self._definitions:
            return _ANYTHING
        for each in self._definitions[namespace].imports:
            if not each.name and (each.namespace, name) in self._items:
                return self._item(each.namespace, name)
            if not each.name and each.namespace not in self._definitions:
                return _ANYTHING  # the missing import is what is wrong
            if each.name and name.startswith(f"{each.name}."):
                return self._find(name.removeprefix(f"{each.name}."), each.namespace)
        return None

    def _written(self, text: str, namespace: str) -> Resolved | None:
        """A type written as FEEL writes one: `list<number>`."""
        if "<" not in text:
            return None
        try:
            node = feel.parse(f"null instance of {text}")
            if not isinstance(node, syntax.InstanceOf):
                return None
            named = {each.name: self._find(each.name, namespace) for each in feel.named_types(node)}
            found = {name: it for name, it in named.items() if it}
            size = 1 + sum(it.size for it in found.values())
            return Resolved(
                type_of(node.type, {name: it.type for name, it in found.items()}), None, text, size
            )
        except (FeelError, Null):
            return None

    def _item(self, namespace: str, name: str) -> Resolved:
        place = (namespace, name)
        item = self._items[place]
        if place in self._open:
            message = f'Typen "{name}" rymmer sig själv: {self._circle(place)}.'
            self._note("cirkel", message, item.where, "Bryt cirkeln: låt en av typerna vara Any.")
            return _ANYTHING
        if place not in self._known:
            self._open.append(place)
            self._known[place] = self._build(item, namespace)
            self._open.pop()
        return self._known[place]

    def _circle(self, place: tuple[str, str]) -> str:
        path = [*self._open[self._open.index(place) :], place]
        return " → ".join(name for _, name in path)

    def _build(self, item: ItemDefinition, namespace: str) -> Resolved:
        if self._depth >= MAX_DEPTH:
            message = f"Fler än {MAX_DEPTH} typer bygger på varandra."
            self._note("för djup", message, item.where, "Låt en av typerna vara Any.")
            return _ANYTHING
        self._depth += 1
        resolved = self._base(item, namespace)
        self._depth -= 1
        if resolved.size > MAX_PARTS:
            message = f"Typen har fler än {MAX_PARTS} delar, med alla delars delar."
            self._note("för stor", message, item.where, "Låt en av delarna vara Any.")
            return _ANYTHING
        resolved = self._limited(resolved, item.allowed, item, namespace)
        if item.collection:
            resolved = Resolved(ListType(resolved.type), _each(resolved.check), size=resolved.size)
        resolved = self._limited(resolved, item.type_constraint, item, namespace)
        return replace(resolved, name=item.name)

    def _base(self, item: ItemDefinition, namespace: str) -> Resolved:
        """The type that an item definition rests on; any type when it says nothing."""
        if item.components:
            parts = {each.name: self._build(each, namespace) for each in item.components}
            entries = tuple((name, part.type) for name, part in parts.items())
            checks = {name: part.check for name, part in parts.items() if part.check is not None}
            size = 1 + sum(part.size for part in parts.values())
            return Resolved(ContextType(entries), _entries(checks), size=size)
        if item.function is not None:
            where = item.function.where
            parameters = [self._ref(each, namespace, where) for _, each in item.function.parameters]
            output = self._ref(item.function.output, namespace, where)
            size = 1 + output.size + sum(each.size for each in parameters)
            return Resolved(FunctionType(tuple(each.type for each in parameters), output.type), size=size)
        return self._ref(item.type_ref, namespace, item.where)

    def _ref(self, type_ref: str | None, namespace: str, where: Location) -> Resolved:
        found = self._find(type_ref, namespace)
        if found is None:
            self.problems.append(self._unknown(str(type_ref), namespace, where))
        return found or _ANYTHING

    def _limited(
        self, resolved: Resolved, condition: str | None, item: ItemDefinition, namespace: str
    ) -> Resolved:
        """The type with a condition, written as unary tests, on its values."""
        if condition is None:
            return resolved
        try:
            run = feel.compile(feel.parse_unary_tests(condition, self._parts[namespace]))
        except FeelError as error:
            for problem in error.problems:
                message = f'Villkoret för typen "{item.name}" går inte att läsa. {problem.message}'
                self.problems.append(replace(problem, message=message, where=item.where))
            return resolved
        before = resolved.check

        def check(value: Any) -> bool:
            return (before is None or before(value)) and run(Scope({"?": value})) is True

        return Resolved(resolved.type, check, size=resolved.size)

    def _note_duplicates(self) -> None:
        for each in self._definitions.values():
            seen: set[str] = set()
            for item in each.item_definitions:
                if item.name in seen:
                    message = f'Det finns två typer som heter "{item.name}".'
                    self._note("dubblett", message, item.where, "Ge den ena ett annat namn.")
                seen.add(item.name)

    def _note(self, code: str, message: str, where: Location, hint: str | None = None) -> None:
        self.problems.append(Problem(code, message, where, hint=hint))

    def _unknown(self, type_ref: str, namespace: str, where: Location) -> Problem:
        visible = () if namespace not in self._definitions else self._visible(namespace)
        known = [*NAMED_TYPES, *(name for name, _ in visible)]
        hint = _ELSEWHERE.get(type_ref) or suggestion(type_ref, known)
        return Problem("okänd typ", f'Det finns ingen typ "{type_ref}".', where, hint=hint)


_ELSEWHERE = dict.fromkeys(
    ("integer", "long", "double", "int", "decimal"), "Skriv number: i DMN är alla tal av den typen."
)
"""What to write for the types of numbers that tools have of their own."""


def component_names(items: Iterable[ItemDefinition]) -> Iterator[str]:
    """The names of all parts of structures, however deep."""
    for item in items:
        for component in item.components:
            yield component.name
        yield from component_names(item.components)


def _each(check: Check | None) -> Check | None:
    """The check of a list from the check of its items."""
    if check is None:
        return None
    return lambda value: all(item is None or check(item) for item in value)


def _entries(checks: Mapping[str, Check]) -> Check | None:
    """The check of a context from the checks of its entries."""
    if not checks:
        return None
    return lambda value: all(value[name] is None or check(value[name]) for name, check in checks.items())
