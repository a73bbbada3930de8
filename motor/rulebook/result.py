"""The answer: values, what is undecided and why, warnings, days, and the trace."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from motor.errors import Problem, Undecided
from motor.feel.scope import Warning
from motor.trace import DecisionTrace
from motor.values.convert import from_python, to_json


class Outcomes(list[Any]):
    """The outcomes that an undecided decision can still have.

    For a decision that gives lists these are the elements that can still come in, and `certain` holds those
    that come in whatever is answered. `complete` is False where not every outcome could be listed.
    """

    def __init__(
        self, values: Iterable[Any] = (), certain: Iterable[Any] = (), complete: bool = True
    ) -> None:
        super().__init__(values)
        self.certain = list(certain)
        self.complete = complete


@dataclass
class Result:
    """What `Rulebook.evaluate` gives.

    `values` holds the decided decisions as Python values; `undecided` the others with their possible
    outcomes; `missing` the facts that could still change an outcome, in the order worth asking.
    """

    rulebook: str
    on: datetime.date
    values: dict[str, Any]
    undecided: dict[str, Outcomes]
    missing_by_decision: dict[str, list[str]]
    missing: list[str]
    warnings: list[Warning]
    drafts: bool
    explain: Callable[[], list[DecisionTrace]] = field(repr=False)
    _trace: list[DecisionTrace] | None = field(default=None, init=False, repr=False)

    def __getitem__(self, decision: str) -> Any:
        """The value of a decided decision. Raises Undecided, saying what is missing, or KeyError."""
        if decision in self.undecided:
            missing = tuple(self.missing_for(decision))
            message = f"{decision} är inte avgjort. Det beror på: {', '.join(missing)}."
            raise Undecided(Problem("obesvarat", message, about=missing))
        return self.values[decision]

    def missing_for(self, decision: str) -> list[str]:
        """The facts that could still change this decision; empty when it is decided."""
        return self.missing_by_decision.get(decision, [])

    @property
    def trace(self) -> list[DecisionTrace]:
        """Every decision that was read, those it rests on before itself; made when first asked for."""
        if self._trace is None:
            self._trace = self.explain()
        return self._trace

    @cached_property
    def days(self) -> dict[str, list[datetime.date]]:
        """The days that each decision's versions were picked by."""
        days: dict[str, list[datetime.date]] = {}
        for name, day in sorted((trace.decision, trace.day) for trace in self.trace):
            days.setdefault(name, []).append(day)
        return days

    def to_json(self, trace: bool = True) -> dict[str, Any]:
        """The answer as plain JSON data, with its trace; `motor.values.convert.dumps` keeps numbers exact."""
        return {
            "regelverk": self.rulebook,
            "datum": self.on.isoformat(),
            "beslut": {name: _json(value) for name, value in self.values.items()},
            "obesvarade": {name: list(map(_json, outcomes)) for name, outcomes in self.undecided.items()},
            "säkra": {
                name: list(map(_json, open_.certain))
                for name, open_ in self.undecided.items()
                if open_.certain
            },
            "ej uppräknade": [name for name, outcomes in self.undecided.items() if not outcomes.complete],
            "saknas": self.missing,
            "upplysningar": [_warning(warning) for warning in self.warnings],
            **({"spår": list(map(_decision, self.trace))} if trace else {}),
            **({"utkast": True} if self.drafts else {}),
        }


def _json(value: Any) -> Any:
    return to_json(from_python(value))


def _warning(warning: Warning) -> dict[str, Any]:
    place = {"plats": str(warning.where)} if warning.where else {}
    return {
        "kod": warning.code,
        "text": warning.message,
        "uttryck": warning.text,
        "från": warning.start,
        **place,
    }


def _decision(trace: DecisionTrace) -> dict[str, Any]:
    return {
        "beslut": trace.decision,
        "dag": trace.day.isoformat(),
        "version": {
            "fil": trace.version.file,
            "giltig från": trace.version.valid_from.isoformat(),
            "status": trace.version.status,
            "sha256": trace.version.sha256,
            **({"rättelse": trace.version.correction} if trace.version.correction else {}),
        },
        **({"värde": to_json(trace.value)} if trace.decided else {}),
        "indata": {name: to_json(value) for name, value in trace.inputs.items()},
        "regler": [
            {
                "regel": rule.number,
                "utfall": rule.outcome.value,
                "villkor": [
                    {
                        "kolumn": cell.column,
                        "test": cell.test,
                        "värde": to_json(trace.inputs.get(cell.column)),
                        "utfall": cell.outcome.value,
                    }
                    for cell in rule.cells
                ],
                "ger": rule.outputs,
                **({"status": rule.status} if rule.status else {}),
                "källor": [str(reference) for reference in rule.references],
                "tolkningar": [str(interpretation) for interpretation in rule.interpretations],
            }
            for rule in trace.rules
        ],
        "delar": [
            {
                "namn": part.name,
                **({"status": part.status} if part.status else {}),
                "källor": [str(reference) for reference in part.references],
                "tolkningar": [str(interpretation) for interpretation in part.interpretations],
            }
            for part in trace.parts
        ],
        "källor": [str(reference) for reference in trace.references],
        "tolkningar": [str(interpretation) for interpretation in trace.interpretations],
    }
