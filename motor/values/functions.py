"""Functions as values: user defined functions, invocables of a model and built-ins all have this face."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from motor.values.types import Type


class FeelFunction:
    """A function value (DMN 1.5, 10.3.2.3.10). Not an ABC: asking whether a value is one must be quick."""

    __slots__ = ()

    @property
    @abstractmethod
    def name(self) -> str:
        """What the function is called in messages; "" for an anonymous one."""

    @property
    @abstractmethod
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, in order."""

    @abstractmethod
    def call(self, arguments: list[Any]) -> Any:
        """The function's value for positional arguments. Raises Null with the cause when there is none."""

    @property
    def parameter_types(self) -> tuple[Type, ...] | None:
        """The declared types of the parameters; None where nothing is declared."""
        return None

    @property
    def result_type(self) -> Type | None:
        """The declared type of the value; None where nothing is declared."""
        return None

    def accepts(self, count: int) -> bool:
        """Whether the function can be called with that many arguments."""
        return count == len(self.parameters)
