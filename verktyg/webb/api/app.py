"""The JSON interface as an application of its own, mounted under `/api/v1`."""

from __future__ import annotations

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from verktyg.webb.api import beslut, forklara, kvitton, prova, regelverk, saknas
from verktyg.webb.api.data import Data, named
from verktyg.webb.api.lasning import ExactJSON, ExactRoute
from verktyg.webb.api.openapi import Description
from verktyg.webb.api.problem import BASE, KINDS, Refusal, problem_response, refusal_for, type_of
from verktyg.webb.begaran import Server, needs
from verktyg.webb.inloggning.roller import Role

RESOURCES = (regelverk, beslut, prova, saknas, forklara, kvitton)
"""The modules of the resources, each with its `router`."""


class ProblemKind(Data):
    """A kind of problem, explained."""

    type: str = named("type")
    title: str = named("title")
    status: int = named("status")
    meaning: str = named("förklaring", "När felet uppstår.")
    advice: str = named("gör", "Vad man kan göra.")


own = APIRouter(route_class=ExactRoute, tags=["om"])


@own.get(
    "/problem/{slag}",
    summary="Vad ett problem betyder",
    description="Förklaringen som ett problems `type` pekar på.",
    response_model=ProblemKind,
)
def explained(slag: str) -> ExactJSON:
    """A kind of problem."""
    if slag not in KINDS:
        raise Refusal("okänd-adress", "Det finns inget sådant slags problem.")
    kind = KINDS[slag]
    return ExactJSON(
        ProblemKind(
            type=type_of(slag),
            title=kind.title,
            status=kind.status,
            meaning=kind.meaning,
            advice=kind.advice,
        )
    )


@own.get("/openapi.json", include_in_schema=False, dependencies=[Depends(needs(Role.READER))])
def openapi(request: Request) -> ExactJSON:
    """The description of the interface."""
    description: Description = request.app.state.description
    return ExactJSON(description.document)


def api_app(server: Server) -> FastAPI:
    """The JSON interface of a server."""
    app = FastAPI(
        title="Regelmotor",
        version="1",
        openapi_url=None,
        redirect_slashes=False,
        root_path_in_servers=False,
        servers=[{"url": BASE}],
    )
    app.state.server = server
    for module in RESOURCES:
        app.include_router(module.router)
    app.include_router(own)
    app.state.description = Description(app, server)
    app.add_exception_handler(HTTPException, _nowhere)
    return app


async def _nowhere(_: Request, error: Exception) -> Response:
    """An address that there is none of, or a method that it does not answer."""
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
    return problem_response(refusal_for(error))
