"""Pages from templates: the same frame around each, and the filters that they say values with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from verktyg.format import both, capital, count, either, value_text
from verktyg.regelgrund import document_line
from verktyg.webb.begaran import person_of, server_of
from verktyg.webb.formular import STAMP_FIELD, field_id
from verktyg.webb.inloggning.roller import Role
from verktyg.webb.marken import mark
from verktyg.webb.stampel import stamp

HERE = Path(__file__).parent
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "mallar"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
TEMPLATES.filters |= {
    "versal": capital,
    "värde": value_text,
    "och": both,
    "eller": either,
    "antal": count,
    "fältid": field_id,
    "märke": mark,
    "dokument": document_line,
    "om": lambda problems, name: [problem for problem in problems if name in problem.about],
}
TEMPLATES.globals |= {"Role": Role, "STAMP_FIELD": STAMP_FIELD}


def show(request: Request, template: str, status: int = 200, **data: Any) -> HTMLResponse:
    """The page `template` with `data`; `served` and `view` in it are the rule set and view shown, or None."""
    server = server_of(request)
    frame = {
        "served": None,
        "view": None,
        "server": server,
        "person": person_of(request),
        "path": request.url.path,
        "stamp": lambda: stamp(request),
    }
    return HTMLResponse(TEMPLATES.get_template(template).render({**frame, **data}), status)
