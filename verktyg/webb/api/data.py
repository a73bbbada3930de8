"""What an answer is made of: models that say each key once, for the answer and for its description alike.

A model is made by its fields' own names and written by their names in JSON. Its numbers stay as they are.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, PlainSerializer, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from verktyg.webb.api.fragor import DAY_SCHEMA

Value = Annotated[
    Any,
    WithJsonSchema({"description": "Ett exakt tal, en text, true, false, null, en lista eller ett objekt."}),
]
"""A value as `motor.values.convert.to_json` gives it."""
Date = Annotated[
    datetime.date,
    PlainSerializer(datetime.date.isoformat, return_type=str),
    WithJsonSchema({**DAY_SCHEMA}),
]
Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]


def named(name: str, description: str | None = None) -> Any:
    """A field by its name in JSON."""
    return Field(serialization_alias=name, description=description)


def optional(name: str, description: str | None = None) -> Any:
    """A field that is left out where it does not apply; it is never null."""
    return Field(None, serialization_alias=name, description=description, json_schema_extra=_no_default)


def _no_default(schema: dict[str, Any]) -> None:
    schema.pop("default")


class Data(BaseModel):
    """A part of an answer: just its own fields, of the types that they say."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @property
    def plain(self) -> dict[str, Any]:
        """The same as plain data, with exact numbers."""
        return self.model_dump(by_alias=True)


@dataclass(frozen=True, slots=True)
class Made:
    """Marks a field whose data is made elsewhere in the form of a model, and goes out as it is."""

    form: Any

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The field's data is any; it is described by the form."""
        form = handler.generate_schema(self.form)
        described = {"pydantic_js_annotation_functions": [lambda _, describe: describe(form)]}
        unchanged = core_schema.wrap_serializer_function_ser_schema(lambda made, _: made, schema=form)
        return core_schema.any_schema(metadata=described, serialization=unchanged)
