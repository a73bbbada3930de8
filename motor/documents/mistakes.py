"""A validation error of JSON Schema, said in plain Swedish: one function per keyword."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from motor.errors import suggestion

Path = tuple[str | int, ...]
Failure = Any
"""A jsonschema ValidationError; what its parts hold depends on the keyword that failed."""
MANY: Final = 11
"""More names than this are not listed in full."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at a path in a document, or with one of the keys there.

    `wants_text`: a text was expected, so a list or keys there lack their quotes.
    """

    path: Path
    code: str
    message: str
    hint: str | None = None
    key: str | None = None
    wants_text: bool = False


def explain(error: Failure) -> Iterator[Mistake]:
    """The mistakes that an error stands for; most often one. Raises KeyError for a keyword not known here."""
    path = tuple(error.absolute_path)
    own = isinstance(error.schema, dict) and error.schema.get("errorMessage")
    if own and error.validator in ("not", "pattern"):
        yield Mistake(path, "otillåtet värde", str(own))
    else:
        yield from _EXPLAIN[str(error.validator)](error, path)


def _unknown_keys(error: Failure, path: Path) -> Iterator[Mistake]:
    known = error.schema.get("properties", {})
    free = [name for name in known if name not in error.instance]
    for key in error.instance:
        if key not in known:
            hint = suggestion(key, free) or f"Tillåtna nycklar: {_listed(free)}."
            yield Mistake(path, "okänd nyckel", f"Okänd nyckel: `{key}`.", hint, key)


def _missing_key(error: Failure, path: Path) -> Iterator[Mistake]:
    missing = [key for key in error.validator_value if key not in error.instance]
    match = re.match(r"'(.*)' is a required property", error.message)
    key = match[1] if match else missing[0]
    if key == "beslutad":
        message = "Status är beslutad, men nyckeln `beslutad` saknas."
        yield Mistake(
            path, "saknad nyckel", message, "Skriv beslutad: {organ: …, datum: …, paragraf: …}.", "status"
        )
        return
    unknown = [name for name in error.instance if name not in error.schema.get("properties", {})]
    near = suggestion(key, unknown)
    if near is None:
        yield Mistake(path, "saknad nyckel", f"Nyckeln `{key}` saknas.", f"Lägg till `{key}: …`.")


def _belongs_with(error: Failure, path: Path) -> Iterator[Mistake]:
    for key, others in error.validator_value.items():
        for other in others:
            if key in error.instance and other not in error.instance:
                message = f"Till `{key}` hör `{other}`, som saknas."
                yield Mistake(path, "saknad nyckel", message, f"Lägg till `{other}: …`.", key)


_SCALAR_TYPES: Final = {"string", "number", "boolean", "null", "integer"}


_EMPTY_CELL: Final = {
    "när": "Ta bort kolumnen från raden om den får ha vilket värde som helst.",
    "ger": "Skriv ett värde, eller null om kolumnen har oklar: ja.",
}


def _wrong_type(error: Failure, path: Path) -> Iterator[Mistake]:
    wanted = error.validator_value
    types = {wanted} if isinstance(wanted, str) else set(wanted)
    yield _type_mistake(error.instance, types, path)


def _type_mistake(instance: Any, types: set[str], path: Path) -> Mistake:
    if not isinstance(instance, str | list | dict):
        hint = _EMPTY_CELL.get(
            str(path[2]) if len(path) > 3 else "", "Skriv ett värde, eller ta bort nyckeln."
        )
        return Mistake(path, "saknat värde", f"{_subject(path)} saknar värde.", hint)
    if types <= _SCALAR_TYPES and isinstance(instance, list | dict):
        sign, read = ("[", "en lista") if isinstance(instance, list) else ("{", "flera nycklar")
        message = f"{_subject(path)} ska vara en text, men YAML läser `{sign}` som {read}."
        return Mistake(path, "fel typ", message, "Skriv värdet på en rad inom citattecken.", wants_text=True)
    if types == {"integer"}:
        return Mistake(path, "fel typ", f"{_subject(path)} ska vara ett heltal.", "Skriv bara siffror.")
    if types == {"array"}:
        hint = (
            f"Skriv [{instance}]." if isinstance(instance, str) else "Börja varje post med ett bindestreck."
        )
        return Mistake(path, "fel typ", f"{_subject(path)} ska vara en lista.", hint)
    if types == {"object"}:
        return Mistake(path, "fel typ", f"{_subject(path)} ska ha nycklar.", "Skriv nyckel: värde.")
    kinds = {"array": "en lista", "object": "nycklar med värden"}
    named = [text for name, text in kinds.items() if name in types]
    if types & _SCALAR_TYPES:
        named.insert(0, "en text")
    return Mistake(path, "fel typ", f"{_subject(path)} ska vara {' eller '.join(named)}.")


def _not_listed(error: Failure, path: Path) -> Iterator[Mistake]:
    if not isinstance(error.instance, str):
        yield _type_mistake(error.instance, {"string"}, path)
        return
    values = [str(value) for value in error.validator_value]
    near = suggestion(error.instance, values)
    hint = (
        near if near and len(values) > MANY else f"{near or ''} Tillåtna värden: {_listed(values)}.".lstrip()
    )
    yield Mistake(path, "otillåtet värde", f"{_subject(path)} kan inte vara `{_cut(error.instance)}`.", hint)


def _wrong_pattern(error: Failure, path: Path) -> Iterator[Mistake]:
    yield Mistake(path, "otillåtet värde", f"{_subject(path)} kan inte vara `{_cut(error.instance)}`.")


def _empty(error: Failure, path: Path) -> Iterator[Mistake]:
    yield Mistake(
        path, "saknat värde", f"{_subject(path)} är tom.", "Skriv minst ett värde, eller ta bort nyckeln."
    )


def _repeated(error: Failure, path: Path) -> Iterator[Mistake]:
    seen: list[Any] = []
    for number, item in enumerate(error.instance):
        if item in seen:
            message = f"`{_cut(str(item))}` står två gånger i listan."
            yield Mistake((*path, number), "dubbelt värde", message, "Ta bort det ena.")
        seen.append(item)


def _one_of(error: Failure, path: Path) -> Iterator[Mistake]:
    """Either a choice of keys (each branch requires one), or a choice of forms (text, list or keys)."""
    keys = [branch["required"][0] for branch in error.validator_value if list(branch) == ["required"]]
    if keys and len(keys) == len(error.validator_value):
        yield _choice_of_keys(error.instance, keys, path)
        return
    by_branch: dict[int, list[Failure]] = {}
    for inner in error.context or ():
        by_branch.setdefault(int(inner.schema_path[0]), []).append(inner)
    for errors in by_branch.values():
        if not any(_about_form(inner) for inner in errors):
            for inner in errors:
                yield from _below(inner, error)
            return
    types = {name for errors in by_branch.values() for inner in errors for name in _types(inner)}
    yield _type_mistake(error.instance, types, path)


def _about_form(error: Failure) -> bool:
    """Whether a branch failed since the value has another form than the branch is about."""
    return error.validator == "type" and not error.path


def _types(error: Failure) -> list[str]:
    if not _about_form(error):
        return []
    return [error.validator_value] if isinstance(error.validator_value, str) else list(error.validator_value)


def _below(error: Failure, parent: Failure) -> Iterator[Mistake]:
    if error.parent is None:
        error.parent = parent
    yield from explain(error)


def _choice_of_keys(instance: Any, keys: list[str], path: Path) -> Mistake:
    present = [key for key in keys if key in instance]
    choice = _listed(keys, "eller")
    if len(present) > 1:
        message = f"Här finns både `{present[0]}` och `{present[1]}`, men bara det ena får finnas."
        return Mistake(path, "nycklar som utesluter varandra", message, f"Välj {choice}.", present[1])
    return Mistake(path, "saknad nyckel", f"Här saknas {choice}.", "Lägg till en av dem.")


_EXPLAIN: Final[dict[str, Callable[[Failure, Path], Iterable[Mistake]]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_key,
    "dependentRequired": _belongs_with,
    "type": _wrong_type,
    "enum": _not_listed,
    "pattern": _wrong_pattern,
    "minLength": _empty,
    "minItems": _empty,
    "minProperties": _empty,
    "uniqueItems": _repeated,
    "oneOf": _one_of,
    "anyOf": _one_of,
}


def _subject(path: Path) -> str:
    """What a sentence is about: the key, or a place in a list."""
    if path and isinstance(path[-1], int):
        owner = f" i `{path[-2]}`" if len(path) > 1 else ""
        return f"Post {path[-1] + 1}{owner}"
    return f"`{path[-1]}`" if path else "Dokumentet"


def _listed(names: Iterable[str], last: str = "och") -> str:
    names = [f"`{name}`" for name in names]
    if len(names) > MANY:
        return f"{', '.join(names[:MANY])} med flera"
    return "".join(names) if len(names) < 2 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"
