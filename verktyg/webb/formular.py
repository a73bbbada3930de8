"""A posted form: its fields as they were sent, once its token has been checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request

from verktyg.webb.stampel import check_stamp

MOST_FIELDS = 2_000
STAMP_FIELD = "stämpel"
"""The hidden field that holds a form's token."""


def field_id(name: str) -> str:
    """The id of the field of that name, which links and labels point at: no blanks."""
    return "svar-" + name.replace(" ", "_")


class Form:
    """The fields of a form, each with its values in the order sent."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self._pairs)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(key for key, _ in self._pairs))

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value for key, value in self._pairs if key == name]

    def one(self, name: str) -> str | None:
        """The last value of a field, without blanks around it; None when it was not sent."""
        values = self.all(name)
        return values[-1].strip() if values else None


async def read_form(request: Request) -> Form:
    """The form of a request. Raises HTTPException for one that cannot be read, or without a valid token."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "Formuläret ska skickas som application/x-www-form-urlencoded.")
    try:
        text = (await request.body()).decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise HTTPException(400, "Formuläret går inte att läsa.") from None
    form = Form([(key, value.replace("\r\n", "\n")) for key, value in pairs])
    request.state.form = form  # for the page that lets it be sent again
    check_stamp(request, form.one(STAMP_FIELD))
    return form


FormOf = Annotated[Form, Depends(read_form)]
