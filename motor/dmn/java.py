"""External Java functions (DMN 1.5, 10.3.2.13), called through JPype: the extra `java`.

Only public static methods with a result can be called, of public classes on the class path ($CLASSPATH and
Java's own). That is code with this process' rights, so a model with external functions deserves the same
trust as a program: `load_dmn` offers them, rule sets in YAML never get them. JPype is imported, and the one
Java machine of the process started, when such a function is first called.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock
from typing import Any

from motor.values.functions import FeelFunction
from motor.values.kinds import opening
from motor.values.null import Null
from motor.values.number import integral, number
from motor.values.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from motor.values.temporal_text import parse_duration, parse_temporal

CODE = "extern funktion"
MISSING = "Externa Java-funktioner behöver tillägget java: pip install regelmotor[java], och Java 17."

_SIGNATURE = re.compile(r"\s*([\w$]+)\s*\((.*)\)\s*", re.DOTALL)
_CLASS = re.compile(r"[\w$]+(\.[\w$]+)*")
_WRITTEN = re.compile(r"([\w$.]+?)((?:\s*\[\s*\])*)\s*(\.\.\.)?")
_DESCRIPTOR = re.compile(r"(\[+)(?:L([\w$.]+);|([BCDFIJSZ]))")
_LETTERS = {
    "B": "byte",
    "C": "char",
    "D": "double",
    "F": "float",
    "I": "int",
    "J": "long",
    "S": "short",
    "Z": "boolean",
}
_BOXES = {
    "boolean": "java.lang.Boolean",
    "byte": "java.lang.Byte",
    "char": "java.lang.Character",
    "double": "java.lang.Double",
    "float": "java.lang.Float",
    "int": "java.lang.Integer",
    "long": "java.lang.Long",
    "short": "java.lang.Short",
}
_STARTING = Lock()


@dataclass(frozen=True)
class JavaType:
    """A type of a signature: a class or a primitive type, and how many dimensions of arrays it has."""

    name: str
    dimensions: int = 0

    @property
    def component(self) -> JavaType:
        """The type of an array's items."""
        return JavaType(self.name, self.dimensions - 1)

    def __str__(self) -> str:
        return self.name + "[]" * self.dimensions


class JavaFunction(FeelFunction):
    """A static method of a class as a function value."""

    __slots__ = ("_parameters", "class_name", "method", "types")

    def __init__(
        self, parameters: tuple[str, ...], class_name: str, method: str, types: tuple[JavaType, ...]
    ) -> None:
        self._parameters = parameters
        self.class_name = class_name
        self.method = method
        self.types = types

    @property
    def name(self) -> str:
        """The class and the method: `java.lang.Math.max`."""
        return f"{self.class_name}.{self.method}"

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters in FEEL, in order."""
        return self._parameters

    def call(self, arguments: list[Any]) -> Any:
        """The method's result. Raises Null without Java or the method, for a misfit, and for an exception."""
        jpype = _started()
        try:
            method = self._found(jpype)
            given = _spread(arguments, len(self.types)) if method.isVarArgs() else arguments
            if len(given) != len(self.types):
                raise Null("fel antal argument", f"{self} anropas med {len(arguments)} argument.")
            values = [_to_java(jpype, value, type_) for value, type_ in zip(given, self.types, strict=True)]
            return _to_feel(jpype, method.invoke(None, _array(jpype, JavaType("java.lang.Object"), values)))
        except jpype.JException as error:
            cause = error.getCause() or error  # what a called method throws comes wrapped
            raise Null(CODE, f"{self} kunde inte köras: {cause}") from None
        except UnicodeEncodeError:
            raise Null(
                CODE, f"{self} får en text med ett halvt tecken, som inte kan bli text i Java."
            ) from None

    def _found(self, jpype: Any) -> Any:
        """The method, as Java's reflection has it."""
        owner = _class(jpype, JavaType(self.class_name))
        types = _array(jpype, JavaType("java.lang.Class"), [_class(jpype, type_) for type_ in self.types])
        try:
            method = owner.getMethod(self.method, types)
        except jpype.JClass("java.lang.NoSuchMethodException"):
            raise Null(CODE, f"Java har ingen publik metod {self}.") from None
        if not jpype.JClass("java.lang.reflect.Modifier").isStatic(method.getModifiers()):
            raise Null(CODE, f"{self} är inte statisk. Bara statiska metoder kan anropas.")
        if str(method.getReturnType().getName()) == "void":
            raise Null(CODE, f"{self} ger inget värde, och är ingen funktion.")
        return method

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.types))})"


def external(parameters: tuple[str, ...], description: Any) -> JavaFunction:
    """The function that `{class: ..., method signature: ...}` describes, also when it stands under `java`.

    Raises Null when it describes none.
    """
    inner = description.get("java", description) if isinstance(description, dict) else None
    wanted = [inner.get(key) if isinstance(inner, dict) else None for key in ("class", "method signature")]
    class_name, signature = wanted
    if not isinstance(class_name, str) or not isinstance(signature, str):
        raise Null(CODE, "En extern Java-funktion beskrivs med texterna class och method signature.")
    match = _SIGNATURE.fullmatch(signature)
    if match is None or not _CLASS.fullmatch(class_name):
        example = 'class: "java.lang.Math", method signature: "max(int, int)"'
        raise Null(CODE, f"{class_name} {signature} är ingen Java-metod. Skriv som i {example}.")
    types = match[2].split(",") if match[2].strip() else []
    return JavaFunction(parameters, class_name, match[1], tuple(_type(text.strip()) for text in types))


def _type(text: str) -> JavaType:
    """A type as it is written (`int[]`, `java.lang.String...`) or as Java names array classes (`[I`)."""
    if match := _DESCRIPTOR.fullmatch(text):
        return JavaType(match[2] or _LETTERS[match[3]], len(match[1]))
    if match := _WRITTEN.fullmatch(text):
        return JavaType(match[1], match[2].count("[") + (match[3] is not None))
    raise Null(CODE, f"{text} är ingen Java-typ. Skriv till exempel int, double[] eller java.lang.String.")


def _started() -> Any:
    """JPype, with the Java machine running."""
    try:
        jpype: Any = importlib.import_module("jpype")
        with _STARTING:
            if not jpype.isJVMStarted():
                jpype.startJVM(interrupt=False)  # Ctrl-C stays with Python
    except (ImportError, OSError, RuntimeError, ValueError):
        raise Null(CODE, MISSING) from None
    return jpype


def _class(jpype: Any, type_: JavaType) -> Any:
    """The java.lang.Class of a type."""
    if type_.dimensions:
        return _array(jpype, type_.component, []).getClass()
    if type_.name in _BOXES:
        return jpype.JClass(_BOXES[type_.name]).TYPE
    try:
        return jpype.JClass(type_.name).class_
    except TypeError:
        raise Null(CODE, f"Java har ingen klass {type_}. Skriv hela namnet, som java.lang.String.") from None


def _array(jpype: Any, item: JavaType, values: list[Any]) -> Any:
    arrays = jpype.JClass("java.lang.reflect.Array")
    made = arrays.newInstance(_class(jpype, item), len(values))
    for index, value in enumerate(values):
        arrays.set(made, index, value)
    return made


def _spread(arguments: list[Any], count: int) -> list[Any]:
    """Arguments of a method whose last parameter takes any number: those are made one list."""
    if len(arguments) == count and isinstance(arguments[-1], list):
        return arguments
    return arguments if len(arguments) < count - 1 else [*arguments[: count - 1], arguments[count - 1 :]]


def _to_java(jpype: Any, value: Any, type_: JavaType) -> Any:
    """The Java object that a FEEL value is as that type. Raises Null when it does not fit."""
    if value is None and (type_.dimensions or type_.name not in _BOXES):
        return None
    if type_.dimensions:
        if not isinstance(value, list):
            raise _misfit(value, type_)
        return _array(jpype, type_.component, [_to_java(jpype, item, type_.component) for item in value])
    name = _BOXES.get(type_.name, type_.name)
    made = _CONVERSIONS.get(name, _natural)(jpype, value, name)
    if made is None or not _class(jpype, JavaType(name)).isInstance(made):
        raise _misfit(value, type_)
    return made


def _misfit(value: Any, type_: JavaType) -> Null:
    return Null("fel typ", f"{opening(value)} kan inte bli {type_} i Java.")


def _whole(jpype: Any, value: Any, name: str) -> Any:
    """A whole number; Java refuses one that is too large for the type."""
    whole = integral(value) if isinstance(value, Decimal) else None
    if whole is None:
        return None
    try:
        return jpype.JClass(name).valueOf(str(whole))
    except jpype.JClass("java.lang.NumberFormatException"):
        return None


def _binary(jpype: Any, value: Any, name: str) -> Any:
    """The nearest binary number, which Java finds from the digits; None where that would be infinite."""
    made = jpype.JClass(name).valueOf(str(value)) if isinstance(value, Decimal) else None
    return None if made is None or made.isInfinite() else made


def _character(jpype: Any, value: Any, name: str) -> Any:
    text = jpype.JString(value) if isinstance(value, str) else None
    return jpype.JClass(name).valueOf(text.charAt(0)) if text is not None and text.length() == 1 else None


def _natural(jpype: Any, value: Any, _name: str) -> Any:
    """What a value is in Java where the signature leaves it open; None for other kinds."""
    if isinstance(value, bool):
        return jpype.JClass("java.lang.Boolean").valueOf(value)
    if isinstance(value, Decimal):
        return jpype.JClass("java.math.BigDecimal")(str(value))
    if isinstance(value, str):
        return jpype.JString(value)
    if isinstance(value, list):
        made = jpype.JClass("java.util.ArrayList")()
        for item in value:
            made.add(_inner(jpype, item))
        return made
    if isinstance(value, dict):
        made = jpype.JClass("java.util.LinkedHashMap")()
        for key, item in value.items():
            made.put(jpype.JString(key), _inner(jpype, item))
        return made
    if isinstance(value, (Date, Time, DateTime)):
        return _datatypes(jpype).newXMLGregorianCalendar(_with_offset(value))
    if isinstance(value, (DaysTime, YearsMonths)):
        return _datatypes(jpype).newDuration(str(value))
    return None


def _datatypes(jpype: Any) -> Any:
    """Java's maker of dates, times and durations as XML has them, the ones of the standard's mapping."""
    return jpype.JClass("javax.xml.datatype.DatatypeFactory").newInstance()


def _with_offset(value: Date | Time | DateTime) -> str:
    """The text of a date or a time; XML has no zones by name, so the offset stands for one."""
    text = str(value)
    if isinstance(value, Date) or "@" not in text:
        return text
    offset = value.offset or 0
    hours, minutes = divmod(abs(offset) // 60, 60)
    return f"{text.partition('@')[0]}{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"


def _inner(jpype: Any, value: Any) -> Any:
    return _to_java(jpype, value, JavaType("java.lang.Object"))


_CONVERSIONS: dict[str, Callable[[Any, Any, str], Any]] = {
    "java.lang.Byte": _whole,
    "java.lang.Short": _whole,
    "java.lang.Integer": _whole,
    "java.lang.Long": _whole,
    "java.lang.Float": _binary,
    "java.lang.Double": _binary,
    "java.lang.Character": _character,
}
"""Classes that a value is converted to by name; for every other class it must be one by nature."""


def _to_feel(jpype: Any, value: Any) -> Any:
    """The FEEL value of a Java object, a number by the digits Java writes. Raises Null for other kinds."""
    if value is None:
        return None
    if isinstance(value, jpype.JClass("java.lang.Boolean")):
        return bool(value)
    if isinstance(value, jpype.JClass("java.lang.Number")):
        return number(str(value.toString()))
    if isinstance(value, (jpype.JClass("java.lang.String"), jpype.JClass("java.lang.Character"))):
        return str(value.toString())
    if isinstance(value, jpype.JArray):
        items = jpype.JClass("java.lang.reflect.Array")
        return [_to_feel(jpype, items.get(value, index)) for index in range(len(value))]
    if isinstance(value, jpype.JClass("java.util.Collection")):
        return [_to_feel(jpype, item) for item in value]
    if isinstance(value, jpype.JClass("java.util.Map")):
        return {str(entry.getKey()): _to_feel(jpype, entry.getValue()) for entry in value.entrySet()}
    if isinstance(value, jpype.JClass("javax.xml.datatype.XMLGregorianCalendar")):
        return parse_temporal(str(value.toXMLFormat()))
    if isinstance(value, jpype.JClass("javax.xml.datatype.Duration")):
        return parse_duration(str(value.toString()))
    raise Null("fel typ", f"{value.getClass().getName()} har ingen motsvarighet i FEEL.")
