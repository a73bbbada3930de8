"""A built-in function: its signatures, and how arguments are bound to them and checked (DMN 1.5, 10.3.4).

A signature is written much as in the standard: "string: string, start position: number, length?: number".
`?` after a name marks a parameter that may be left out, `...` before it one that repeats, `or null` after a
type one that may be null. Any other null, or a value of another type, makes the result null, with the cause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from motor.errors import suggestion
from motor.values.functions import FeelFunction
from motor.values.kinds import describe
from motor.values.null import Null
from motor.values.types import (
    CONTEXT,
    FUNCTION,
    LIST,
    NAMED_TYPES,
    RANGE,
    Type,
    coerce,
    instance_of,
)

_Argument = TypeVar("_Argument")
_MISFIT = object()
_REMEMBERED = 8
"""The most arguments whose types a call remembers."""

_TYPES: dict[str, Type] = {
    **NAMED_TYPES,
    "list": LIST,
    "context": CONTEXT,
    "range": RANGE,
    "function": FUNCTION,
}

_SWEDISH: dict[str, str] = {
    "number": "ett tal",
    "string": "en text",
    "boolean": "sant eller falskt",
    "date": "ett datum",
    "time": "en tid",
    "date and time": "ett datum med tid",
    "years and months duration": "en varaktighet i år och månader",
    "days and time duration": "en varaktighet i dagar och tid",
    "list": "en lista",
    "context": "en kontext",
    "range": "ett intervall",
    "function": "en funktion",
    "Any": "ett värde",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name and type in the standard; whether it may be left out, be null, or repeat."""

    name: str
    type_name: str
    optional: bool = False
    nullable: bool = False
    variadic: bool = False

    @property
    def type(self) -> Type:
        """The type that an argument must have."""
        return _TYPES[self.type_name]

    @classmethod
    def read(cls, text: str) -> Parameter:
        """The parameter of one part of a signature."""
        name, type_name = (part.strip() for part in text.split(":"))
        nullable = type_name.endswith(" or null")
        return cls(
            name.removeprefix("...").removesuffix("?"),
            type_name.removesuffix(" or null"),
            optional=name.endswith("?"),
            nullable=nullable or type_name == "Any",
            variadic=name.startswith("..."),
        )

    def fits(self, value: Any) -> bool:
        """Whether the value can stand here as it is."""
        return self.nullable if value is None else instance_of(value, self.type)

    def converted(self, value: Any) -> Any:
        """The value after at most one implicit conversion. Raises Null when it does not fit."""
        result = coerce(value, self.type, _MISFIT)
        if result is _MISFIT:
            raise Null("fel typ", f"{self.name} ska vara {_SWEDISH[self.type_name]}, inte {describe(value)}.")
        if result is None and not self.nullable:
            raise Null("null som argument", f"{self.name} är null.")
        return result


@dataclass(frozen=True, slots=True)
class Overload:
    """One signature and the Python function that carries it out."""

    parameters: tuple[Parameter, ...]
    run: Callable[..., Any]

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters' names, in order."""
        return tuple(parameter.name for parameter in self.parameters)

    @property
    def variadic(self) -> bool:
        """Whether the last parameter repeats."""
        return bool(self.parameters) and self.parameters[-1].variadic

    def accepts(self, count: int) -> bool:
        """Whether that many arguments can be given."""
        required = sum(not parameter.optional for parameter in self.parameters)
        return required <= count and (self.variadic or count <= len(self.parameters))

    def slots(self, count: int) -> list[Parameter]:
        """The parameter of each of that many arguments."""
        repeated = [self.parameters[-1]] * (count - len(self.parameters)) if self.variadic else []
        return [*self.parameters[:count], *repeated]

    def fits(self, arguments: Sequence[Any]) -> bool:
        """Whether every argument can stand as it is."""
        slots = self.slots(len(arguments))
        return all(slot.fits(value) for slot, value in zip(slots, arguments, strict=True))

    def converted(self, arguments: Sequence[Any]) -> list[Any]:
        """The arguments after implicit conversions. Raises Null for the first that does not fit."""
        slots = self.slots(len(arguments))
        return [slot.converted(value) for slot, value in zip(slots, arguments, strict=True)]

    def order(self, named: Mapping[str, _Argument]) -> list[_Argument] | None:
        """The named arguments in the parameters' order, None when the names are not this signature's."""
        slots = self._named_slots(named)
        given = [name for name, _ in slots if name in named]
        missing = any(name not in named and not parameter.optional for name, parameter in slots)
        return None if missing or len(given) != len(named) else [named[name] for name in given]

    def _named_slots(self, named: Mapping[str, Any]) -> list[tuple[str, Parameter]]:
        """The names to look for; a repeating parameter `c` is named c1, c2 and so on, or c when alone."""
        if not self.variadic:
            return list(zip(self.names, self.parameters, strict=True))
        *fixed, last = self.parameters
        repeated = len(named) - len(fixed)
        names = [last.name] if last.name in named else [f"{last.name}{i + 1}" for i in range(repeated)]
        return [*((slot.name, slot) for slot in fixed), *((name, last) for name in names)]


@dataclass(frozen=True, slots=True)
class Builtin(FeelFunction):
    """A built-in function under its FEEL name, with one overload per signature."""

    title: str
    overloads: tuple[Overload, ...]
    _chosen: dict[tuple[type, ...], Callable[..., Any]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What carries out a call, by the types of its arguments: they tell whether a signature fits."""

    @property
    def name(self) -> str:
        """The FEEL name."""
        return self.title

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the first signature's parameters."""
        return self.overloads[0].names

    @property
    def signatures(self) -> tuple[tuple[str, ...], ...]:
        """The names of the parameters, per overload."""
        return tuple(overload.names for overload in self.overloads)

    def accepts(self, count: int) -> bool:
        """Whether any signature takes that many arguments."""
        return any(overload.accepts(count) for overload in self.overloads)

    def bind(self, positional: Sequence[_Argument], named: Mapping[str, _Argument]) -> list[_Argument]:
        """The arguments by position. They may be values, or whatever stands for them before evaluation.

        Raises Null for a name that no signature has, and for a wrong number of arguments.
        """
        if named:
            return self._bind_names(named)
        self._check_count(len(positional))
        return list(positional)

    def call(self, arguments: list[Any]) -> Any:
        """The value for positional arguments, after implicit conversions where no signature fits without."""
        types = tuple(map(type, arguments))
        chosen = self._chosen.get(types)
        if chosen is not None:
            return chosen(*arguments)
        self._check_count(len(arguments))
        candidates = [overload for overload in self.overloads if overload.accepts(len(arguments))]
        for overload in candidates:
            if overload.fits(arguments):
                if len(types) <= _REMEMBERED:
                    self._chosen[types] = overload.run
                return overload.run(*arguments)
        misfits: list[Null] = []
        for overload in candidates:
            try:
                converted = overload.converted(arguments)
            except Null as misfit:
                misfits.append(misfit)
            else:
                return overload.run(*converted)
        raise Null(misfits[0].code, f"{self.title}: {misfits[0].message}")

    def _bind_names(self, named: Mapping[str, _Argument]) -> list[_Argument]:
        orders = [(overload, overload.order(named)) for overload in self.overloads]
        fitting = [(overload, order) for overload, order in orders if order is not None]
        if not fitting:
            raise self._misnamed(named)
        as_written = tuple(named)
        for overload, order in fitting:
            if overload.names[: len(named)] == as_written:
                return order
        return fitting[0][1]

    def _misnamed(self, named: Mapping[str, Any]) -> Null:
        known = {name for overload in self.overloads for name in overload.names}
        for name in named:
            if name not in known:
                hint = suggestion(name, known)
                message = f"{self.title} har ingen parameter {name}."
                return Null("okänd parameter", f"{message} {hint}" if hint else message)
        return Null("fel antal argument", f"{self.title} saknar argument: {self._usage()}.")

    def _check_count(self, count: int) -> None:
        if not self.accepts(count):
            message = f"{self.title} kan inte anropas med {count} argument: {self._usage()}."
            raise Null("fel antal argument", message)

    def _usage(self) -> str:
        calls = [f"{self.title}({', '.join(names)})" for names in self.signatures]
        return " eller ".join(dict.fromkeys(calls))


Definitions = Mapping[str, Sequence[tuple[str, Callable[..., Any]]]]
"""FEEL name to its signatures, each with the Python function that carries it out."""


def builtins(definitions: Definitions) -> dict[str, Builtin]:
    """The built-in functions of a module's literal dict."""
    return {
        name: Builtin(name, tuple(Overload(_parameters(signature), run) for signature, run in overloads))
        for name, overloads in definitions.items()
    }


def _parameters(signature: str) -> tuple[Parameter, ...]:
    return tuple(Parameter.read(part) for part in signature.split(",")) if signature else ()


def whole(value: Decimal, name: str) -> int:
    """A number as an int, cut toward zero. Raises Null for one of more than 18 digits."""
    if value.adjusted() > 18:
        raise Null("för stort tal", f"{name} är ett för stort tal.")
    return int(value)
