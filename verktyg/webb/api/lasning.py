"""A request read exactly: JSON without floats, and every way in which it can be wrong told as a problem."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from motor.errors import MotorError, suggestion
from motor.values.convert import dumps
from verktyg.webb.api.data import Data
from verktyg.webb.api.problem import Fault, Refusal, problem_response, refusal_for, refusal_of, refused
from verktyg.webb.begaran import Needs

DEEPEST = 30
"""How many lists and objects may stand within each other."""
LONGEST_NUMBER = 200
"""How many characters a number may have."""

MOST_NAMES = 2_000
"""How many names an object may have."""
LONGEST_KEY = 200
"""How many characters a name may have."""
MOST_FAULTS = 100
"""How many faults are told of one question, apart from those of its facts."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ExactJSON(Response):
    """An answer in JSON with exact numbers."""

    media_type = "application/json"

    def render(self, content: Data | dict[str, Any]) -> bytes:
        """The answer's bytes."""
        return dumps(content.plain if isinstance(content, Data) else content).encode("utf-8")


class ExactRequest(Request):
    """A request whose JSON has its numbers as decimals. Raises Refusal for what cannot be read."""

    async def json(self) -> Any:
        """The body as data: an object, since every question is one."""
        data = await run_in_threadpool(exact, await self.body())
        if not isinstance(data, dict):
            raise Refusal("fel-i-frågan", _NO_OBJECT, [Fault("frågan", (), _TYPE, _NO_OBJECT)])
        return data


def exact(body: bytes) -> Any:
    """The data of a JSON text: every number a Decimal. Raises Refusal."""
    try:
        data = json.loads(
            body.decode("utf-8"),
            parse_float=_number,
            parse_int=_number,
            parse_constant=_no_number,
            object_pairs_hook=_entries,
        )
    except json.JSONDecodeError as error:
        raise Refusal("ogiltig-json", f"Rad {error.lineno}, tecken {error.colno} är inte JSON.") from None
    except UnicodeDecodeError:
        raise Refusal("ogiltig-json", "Texten är inte UTF-8.") from None
    except RecursionError:
        raise Refusal("ogiltig-json", _TOO_DEEP) from None
    _check(data)
    return data


_NO_OBJECT = "Frågan ska vara ett objekt."
_TOO_DEEP = f"Listor och objekt får stå i varandra i högst {DEEPEST} led."


def _number(text: str) -> Decimal:
    if len(text) > LONGEST_NUMBER:
        raise Refusal("ogiltig-json", f"Ett tal får ha högst {LONGEST_NUMBER} tecken.")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Refusal("ogiltig-json", "Ett tal är för stort för att läsas.") from None


def _no_number(text: str) -> NoReturn:
    raise Refusal("ogiltig-json", f"{text} är inte JSON.")


def _entries(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_NAMES:
        raise Refusal("fel-i-frågan", f"Ett objekt får ha högst {MOST_NAMES} namn.")
    entries = dict[str, Any]()
    for name, value in pairs:
        if len(name) > LONGEST_KEY:
            raise Refusal("fel-i-frågan", f"Ett namn får ha högst {LONGEST_KEY} tecken.")
        if name in entries:
            raise Refusal("ogiltig-json", f"{_writable(name)!r:.100} står två gånger i samma objekt.")
        entries[name] = value
    return entries


def _check(data: Any) -> None:
    """Refuse what is nested too deep, and text that cannot be written in UTF-8."""
    waiting = [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            if not value.isascii() and _writable(value) != value:
                raise Refusal("ogiltig-json", "En text har tecken som inte går att skriva i UTF-8.")
            continue
        if depth > DEEPEST and isinstance(value, dict | list):
            raise Refusal("ogiltig-json", _TOO_DEEP)
        if isinstance(value, dict):
            waiting += [(name, depth) for name in value]
            waiting += [(part, depth + 1) for part in value.values()]
        elif isinstance(value, list):
            waiting += [(part, depth + 1) for part in value]


def _writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


class ExactRoute(APIRoute):
    """A route that reads exactly and answers every fault with a problem."""

    def get_route_handler(self) -> Handler:
        """The handler, with its faults told."""
        handle = super().get_route_handler()

        async def exactly(request: Request) -> Response:
            return await self._answer(handle, request)

        return exactly

    async def _answer(self, handle: Handler, request: Request) -> Response:
        try:
            self._check_query(request)
            self._check_kind(request)
            self._check_role(request)
            return await handle(ExactRequest(request.scope, request.receive))
        except RequestValidationError as error:
            return problem_response(await run_in_threadpool(self._invalid, error, request))
        except HTTPException as error:
            return problem_response(refusal_for(error))
        except MotorError as error:
            return problem_response(refusal_of(error))
        except (RecursionError, MemoryError):
            return problem_response(Refusal("för-stor", "Frågan är för stor eller för djup för att avgöras."))

    def _check_query(self, request: Request) -> None:
        """Refuse what is asked in the address and that nothing reads, or is said twice."""
        known = [each.alias for each in self.dependant.query_params]
        given = [name for name, _ in request.query_params.multi_items()][:MOST_FAULTS]
        faults = [
            Fault(
                name,
                None,
                "okänd parameter",
                f"Adressen har ingen parameter {name}.",
                suggestion(name, known),
            )
            for name in dict.fromkeys(given)
            if name not in known
        ]
        faults += [
            Fault(name, None, "dubbel parameter", f"{name} står två gånger.")
            for name in known
            if given.count(name) > 1
        ]
        if faults:
            raise Refusal("fel-i-frågan", "Adressens parametrar är fel.", faults)

    def _check_kind(self, request: Request) -> None:
        """Refuse a body in anything but JSON, where there should be one."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if self.body_field is not None and kind != "application/json":
            raise Refusal("fel-format")

    def _check_role(self, request: Request) -> None:
        """Refuse whoever may not ask, before what they sent is read."""
        for each in self.dependant.dependencies:
            if isinstance(each.call, Needs):
                each.call(request)

    def _invalid(self, error: RequestValidationError, request: Request) -> Refusal:
        """What the models refused, in words, and what else is wrong."""
        faults = [self._fault(each) for each in error.errors()[:MOST_FAULTS]]
        if isinstance(error.body, dict):
            wrong = {fault.place[0] for fault in faults if fault.place}
            rest = {name: value for name, value in error.body.items() if name not in wrong}
            faults += self.faults_in(request, rest)
        return refused(faults)

    def faults_in(self, request: Request, rest: dict[str, Any]) -> list[Fault]:
        """What is wrong with what is left of a question, once the fields that cannot be read are left out."""
        return []

    def _fault(self, found: dict[str, Any]) -> Fault:
        where, *place = found["loc"]
        name = str(place[-1]) if place else "frågan"
        if found["type"] not in _WORDS:
            raise TypeError(f"no words for {found['type']}")
        code, words = _WORDS[found["type"]]
        known = suggestion(name, self._keys) if found["type"] == _UNKNOWN else None
        message = words.format(name=name, **found.get("ctx", {}))
        return Fault(name, tuple(place) if where == "body" else None, code, message, known)

    @property
    def _keys(self) -> list[str]:
        """The keys that the body may have."""
        model = self.body_field.field_info.annotation if self.body_field is not None else None
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return []
        return [field.alias or name for name, field in model.model_fields.items()]


_UNKNOWN = "extra_forbidden"
_TYPE = "fel typ"
_LENGTH = "fel längd"
_WORDS = {
    "missing": ("saknas", "{name} saknas."),
    _UNKNOWN: ("okänt fält", "{name} är inget fält här."),
    "string_type": (_TYPE, "{name} ska vara en text."),
    "string_too_long": (_LENGTH, "{name} får ha högst {max_length} tecken."),
    "string_too_short": (_LENGTH, "{name} är tom."),
    "list_type": (_TYPE, "{name} ska vara en lista."),
    "too_long": (_LENGTH, "{name} får ha högst {max_length} delar."),
    "too_short": (_LENGTH, "{name} ska ha minst {min_length} del."),
    "dict_type": (_TYPE, "{name} ska vara ett objekt."),
    "model_type": (_TYPE, "{name} ska vara ett objekt."),
    "model_attributes_type": (_TYPE, "{name} ska vara ett objekt."),
    "bool_type": (_TYPE, "{name} ska vara true eller false."),
    "value_error": ("fel värde", "{error}"),
}
"""What the models' refusals are in words, by their types: a code and a sentence."""
