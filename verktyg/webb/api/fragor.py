"""What may be asked: the bodies of requests."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from verktyg.kvitto.innehall import LONGEST_NAME, LONGEST_TEXT

MOST_FACTS = 1_000
MOST_ROWS = 1_000
MOST_DECISIONS = 200
LONGEST_WORD = 1_000

_DAY = r"^\d{4}-\d{2}-\d{2}$"


def day(value: Any) -> datetime.date | None:
    """The day of an ISO text, None for null. Raises ValueError with a sentence."""
    try:
        if value is None:
            return None
        if not isinstance(value, str) or not value.isascii() or not re.fullmatch(_DAY[1:-1], value):
            raise ValueError(value)
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise ValueError("Skriv dagen som år-månad-dag, till exempel 2024-03-01.") from None


DAY_SCHEMA = {"type": "string", "format": "date", "pattern": _DAY}
Day = Annotated[
    datetime.date | None,
    BeforeValidator(day),
    WithJsonSchema({"anyOf": [DAY_SCHEMA, {"type": "null"}]}),
]
DayInAddress = Annotated[datetime.date | None, BeforeValidator(day), WithJsonSchema({**DAY_SCHEMA})]
Word = Annotated[str, Field(min_length=1, max_length=LONGEST_WORD)]

FACTS = (
    "Uppgifterna, ett namn för varje faktum. **null** betyder *bedömt och oklart* och går bara för fakta där "
    "`oklar` är sant. Ett faktum som inte är besvarat **utelämnas**: svaret säger då vad som beror på det. "
    "Tal är exakta JSON-tal, datum är text (2024-03-01), ja/nej är true och false."
)
Facts = Annotated[
    dict[str, Any],
    Field(
        description=FACTS,
        max_length=MOST_FACTS,
        json_schema_extra=lambda schema: schema.update(additionalProperties={}),
    ),
]


class Body(BaseModel):
    """A request's body: nothing but its own fields, and each of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class About(Body):
    """What a question is about: the day, and which decisions."""

    day: Day = Field(
        None,
        alias="datum",
        description="Dagen som frågan gäller. Utelämnad eller null: i dag, där servern står.",
    )
    decisions: Annotated[list[Word], Field(min_length=1, max_length=MOST_DECISIONS)] | None = Field(
        None,
        alias="beslut",
        description="Besluten att svara på. Utelämnat eller null: vyns, eller utan vy alla som gäller.",
    )
    view: Word | None = Field(
        None,
        alias="vy",
        description="En av regelverkets vyer: dess beslut besvaras. Ges inte tillsammans med beslut.",
    )


class Question(About):
    """Facts, and what to decide on them."""

    facts: Facts = Field(alias="fakta")


class ManyQuestions(About):
    """Many facts, and what to decide on each."""

    rows: Annotated[list[Facts], Field(min_length=1, max_length=MOST_ROWS)] = Field(
        alias="rader", description=f"En till {MOST_ROWS} rader, var och en med sina fakta."
    )
    trace: bool = Field(
        False, alias="spår", description="Om varje svar ska ha sitt spår: hur det kom till, regel för regel."
    )


class Keep(Question):
    """A question whose answer is to be kept, with what a person adds."""

    case: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)] = Field(
        alias="ärende",
        description="En ärendereferens att hitta kvittot på, som inte säger något om personen.",
    )
    chosen: Annotated[str, Field(max_length=LONGEST_NAME)] | None = Field(
        None, alias="val", description="Alternativet som valdes, av vyns alternativ."
    )
    reason: Annotated[str, Field(max_length=LONGEST_TEXT)] | None = Field(
        None,
        alias="skäl",
        description="Varför. Krävs när valet inte är det föreslagna. Skriv inget som pekar ut en person.",
    )
    motivation: Annotated[str, Field(max_length=LONGEST_TEXT)] | None = Field(
        None, alias="motivering", description="Motiveringen. Skriv inget som pekar ut en person."
    )
    decided_by: Annotated[str, Field(max_length=LONGEST_NAME)] | None = Field(
        None,
        alias="beslutsfattare",
        description="Den som beslutar. Utelämnad eller null: den som är inloggad, om någon är det.",
    )


class Search(Body):
    """Which receipts to find."""

    case: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)] = Field(
        alias="ärende", description="Ärendereferensen som kvittona sparades med."
    )


class Replay(Body):
    """By which other rules a receipt is tried again."""

    day: Day = Field(
        None,
        alias="enligt",
        description="En dag: reglerna som servern svarar efter räknas som om den dagens alltid gällt.",
    )
