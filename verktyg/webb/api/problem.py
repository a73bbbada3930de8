"""What can go wrong, as problem details (RFC 9457): a type that explains itself, and every wrong field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from fastapi.responses import Response
from pydantic import Field
from starlette.exceptions import HTTPException

from motor.errors import EditError, EvaluationError, FactError, MotorError, Problem, RuleError, Undecided
from motor.values.convert import dumps
from verktyg.fel import UsageError
from verktyg.kvitto.databas import DatabaseFault, NothingKept
from verktyg.webb.api.data import Data, named
from verktyg.webb.logg import noted

BASE = "/api/v1"
MEDIA_TYPE = "application/problem+json"


class FaultData(Data):
    """What is wrong with one field."""

    field: str = named("fält", "Fältets eller faktumets namn.")
    pointer: str | None = named(
        "pekare", "JSON-pekare (RFC 6901) in i frågans kropp; null när felet är utanför den."
    )
    code: str = named("kod", "Vilket fel det är, som inte ändras med orden.")
    message: str = named("meddelande", "Vad som är fel.")
    advice: str | None = named("råd", "Vad man kan göra.")


class ProblemData(Data):
    """Problem details."""

    type: str = named("type", "Adressen som förklarar felet.")
    title: str = named("title", "Vilket slags fel det är.")
    status: int = Field(serialization_alias="status", description="HTTP-statusen.", ge=400, le=599)
    detail: str = named("detail", "Vad som är fel just här.")
    faults: list[FaultData] = named("fel", "Varje fält som är fel; tom när felet inte hör till något fält.")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its status, what it is, why it comes up and what to do about it."""

    status: int
    title: str
    meaning: str
    advice: str


KINDS = {
    "ogiltig-json": Kind(
        400,
        "Frågan går inte att läsa",
        "Kroppen är inte JSON i UTF-8, har samma namn två gånger, är för djupt nästlad eller har ett tal som "
        "inte går att läsa exakt.",
        "Skicka JSON enligt RFC 8259, med varje namn en gång.",
    ),
    "inloggning": Kind(
        401, "Du är inte inloggad", "Servern kräver inloggning.", "Logga in och ställ frågan igen."
    ),
    "saknar-rätt": Kind(
        403,
        "Du får inte göra det här",
        "Det kräver en roll som du inte har.",
        "Fråga den som delar ut roller.",
    ),
    "okänd-adress": Kind(
        404,
        "Adressen finns inte",
        "Det finns inget på adressen.",
        f"{BASE}/openapi.json säger vad som finns.",
    ),
    "okänt-regelverk": Kind(
        404,
        "Regelverket finns inte",
        "Adressen namnger ett regelverk som servern inte har, eller inte kan läsa.",
        f"{BASE}/regelverk säger vilka som finns.",
    ),
    "okänt-beslut": Kind(
        404,
        "Beslutet finns inte",
        "Adressen namnger ett beslut som regelverket inte har, eller en version som inte finns.",
        f"{BASE}/regelverk/{{regelverk}} säger vilka beslut och versioner som finns.",
    ),
    "okänt-kvitto": Kind(
        404,
        "Kvittot finns inte",
        "Inget kvitto har numret, eller så har inga kvitton sparats än.",
        f"{BASE}/kvitton/sök hittar ett ärendes kvitton.",
    ),
    "fel-metod": Kind(
        405,
        "Adressen svarar inte på den metoden",
        "Adressen finns, men svarar på andra metoder.",
        "Huvudet Allow säger vilka.",
    ),
    "för-långsam": Kind(
        408, "Frågan kom inte fram", "Det tog för lång tid att ta emot frågan.", "Skicka den igen."
    ),
    "fel-värd": Kind(
        421,
        "Servern svarar inte på det värdnamnet",
        "Huvudet Host namnger en annan server.",
        "Använd adressen som servern startades med.",
    ),
    "regler-motsäger-sig": Kind(
        409,
        "Reglerna går inte att tillämpa på uppgifterna",
        "Reglerna motsäger sig själva på just de här uppgifterna, eller går över en gräns. Inget är avgjort.",
        "Visa felet för dem som förvaltar reglerna.",
    ),
    "gallrat": Kind(
        409,
        "Kvittot är gallrat",
        "Innehållet är borttaget. Bara kvittots plats i kedjan finns kvar.",
        "Det går inte att få tillbaka.",
    ),
    "för-stor": Kind(
        413, "Frågan är för stor", "Kroppen är större än servern tar emot.", "Dela upp frågan i flera."
    ),
    "fel-format": Kind(
        415,
        "Frågan har ett annat format än JSON",
        "Kroppen ska vara JSON.",
        "Skicka huvudet Content-Type: application/json.",
    ),
    "fel-i-frågan": Kind(
        422,
        "Något i frågan är fel",
        "Frågan går att läsa, men något fält saknas, är okänt eller har fel innehåll. Inget är avgjort eller "
        "sparat.",
        "Listan fel namnger varje fält och säger vad som är fel.",
    ),
    "fel-i-programmet": Kind(
        500,
        "Ett fel i programmet",
        "Något gick fel som inte får gå fel. Inget är avgjort eller sparat.",
        "Anmäl det till dem som förvaltar servern.",
    ),
    "upptagen": Kind(503, "Servern hinner inte", "För mycket räknas samtidigt.", "Försök igen om en stund."),
    "regelverk-trasigt": Kind(
        503,
        "Regelverket kan inte användas",
        "Regelverket har fel och svarar inte.",
        "Visa felen för dem som förvaltar reglerna.",
    ),
    "databas": Kind(
        503,
        "Kvittona går inte att nå",
        "Databasen som kvitton sparas i går inte att läsa eller skriva.",
        "Försök igen om en stund, och anmäl det annars till dem som förvaltar servern.",
    ),
}
"""The kinds of problems, by the last part of their type."""

_OF_ERROR: dict[type[MotorError], str] = {
    FactError: "fel-i-frågan",
    Undecided: "fel-i-frågan",
    EditError: "fel-i-frågan",
    EvaluationError: "regler-motsäger-sig",
    RuleError: "regelverk-trasigt",
    UsageError: "fel-i-frågan",
    NothingKept: "okänt-kvitto",
    DatabaseFault: "databas",
}
_UNTOLD = ("okänt-kvitto", "databas")
"""The kinds whose errors say where the database is, which is for those who run the server."""
_OF_STATUS = {
    400: "ogiltig-json",
    401: "inloggning",
    403: "saknar-rätt",
    404: "okänd-adress",
    405: "fel-metod",
    408: "för-långsam",
    413: "för-stor",
    414: "för-stor",
    415: "fel-format",
    421: "fel-värd",
    422: "fel-i-frågan",
    431: "för-stor",
    500: "fel-i-programmet",
    503: "upptagen",
}
"""The kind that tells of an HTTP error of which no more is known than its status."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field. `place` leads to it from the body's root; None: it is not in the body."""

    field: str
    place: tuple[str | int, ...] | None
    code: str
    message: str
    advice: str | None = None

    @classmethod
    def of(cls, problem: Problem, *place: str | int) -> Fault:
        """A problem that the engine tells of, at its place in the body."""
        return cls(str(place[-1]) if place else "", place, problem.code, problem.message, problem.hint)

    @property
    def data(self) -> FaultData:
        """The fault as it is told."""
        return FaultData(
            field=self.field,
            pointer=None if self.place is None else pointer(self.place),
            code=self.code,
            message=self.message,
            advice=self.advice,
        )


def pointer(place: Iterable[str | int]) -> str:
    """The JSON pointer (RFC 6901) of a place in a document."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)


class Refusal(HTTPException):
    """A request that is refused: which kind of problem, what about, and every wrong field."""

    def __init__(
        self,
        kind: str,
        detail: str | None = None,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(KINDS[kind].status, detail or KINDS[kind].meaning, dict(headers or {}))
        self.kind = kind
        self.faults = faults


def refusal_of(error: MotorError, *place: str | int) -> Refusal:
    """What the engine raised, as a refusal; `place` is what in the body it is about."""
    for each in type(error).__mro__:
        if each in _OF_ERROR:
            kind = _OF_ERROR[each]
            if isinstance(error, DatabaseFault):
                noted(str(error))
            if kind in _UNTOLD:
                return Refusal(kind)
            detail = " ".join(dict.fromkeys(problem.message for problem in error.problems))
            return Refusal(kind, detail, [Fault.of(problem, *place) for problem in error.problems])
    raise TypeError(f"no kind of problem for {type(error).__name__}") from error


def refused(faults: Sequence[Fault]) -> Refusal:
    """The refusal of a question for its faults."""
    return Refusal("fel-i-frågan", " ".join(dict.fromkeys(fault.message for fault in faults)), faults)


def refusal_for(error: HTTPException) -> Refusal:
    """An HTTP error as a refusal. Raises TypeError for a status that nothing is said of."""
    if isinstance(error, Refusal):
        return error
    if error.status_code not in _OF_STATUS:
        raise TypeError(f"no kind of problem for status {error.status_code}") from error
    kind = _OF_STATUS[error.status_code]
    said = error.detail != HTTPStatus(error.status_code).phrase
    refusal = Refusal(kind, str(error.detail) if said else None, (), error.headers)
    refusal.status_code = error.status_code
    return refusal


def type_of(kind: str) -> str:
    """The address that names a kind of problem, and explains it."""
    return f"{BASE}/problem/{quote(kind)}"


def problem_data(refusal: Refusal) -> ProblemData:
    """A refusal as problem details."""
    return ProblemData(
        type=type_of(refusal.kind),
        title=KINDS[refusal.kind].title,
        status=refusal.status_code,
        detail=refusal.detail,
        faults=[fault.data for fault in refusal.faults],
    )


def problem_response(refusal: Refusal) -> Response:
    """A refusal as an answer."""
    data = dumps(problem_data(refusal).plain).encode("utf-8", "backslashreplace")
    return Response(data, refusal.status_code, dict(refusal.headers or {}), MEDIA_TYPE)
