"""A comparison as data for other programs, with stable Swedish keys."""

from __future__ import annotations

from typing import Any

from motor.difference import Answer as Given
from motor.difference import Consequence, DecisionDifference, Form, Outcome, Region, TextChange
from motor.values.convert import from_python, to_json
from verktyg.skillnad.svar import Answer
from verktyg.skillnad.testfall import CaseChange, Failed, Mark


def as_data(answer: Answer) -> dict[str, Any]:
    """The whole comparison."""
    comparison = answer.comparison
    return {
        "regelverk": answer.name,
        "före": {"utgåva": answer.sides[0].words, "datum": str(comparison.left.day)},
        "efter": {"utgåva": answer.sides[1].words, "datum": str(comparison.right.day)},
        "alla versioner": answer.whole,
        "utkast": answer.order.drafts,
        "lika": comparison.same,
        "fakta": [
            {"namn": one.name, "vad": str(one.kind), "ändringar": [_change(each) for each in one.changes]}
            for one in comparison.facts
        ],
        "kontroller": [_change(each) for each in comparison.constraints],
        "beslut": [_decision(one) for one in comparison.decisions],
        "följder": [_consequence(one) for one in comparison.consequences],
        "testfall": _cases(answer),
    }


def _change(one: TextChange) -> dict[str, Any]:
    return {
        "regel": one.rule,
        "förra regeln": one.old_rule,
        "kolumn": one.column,
        "förr": one.before,
        "nu": one.after,
    }


def _decision(one: DecisionDifference) -> dict[str, Any]:
    return {
        "namn": one.name,
        "vad": str(one.kind),
        "från före": str(one.left.valid_from) if one.left else None,
        "från efter": str(one.right.valid_from) if one.right else None,
        "väljs av": one.picked_by,
        "ändringar": [_change(each) for each in one.changes],
        "utfall": one.behaviour
        and {
            "fullständigt": one.behaviour.complete,
            "hinder": one.behaviour.obstacle,
            "områden": [_region(each) for each in one.behaviour.regions],
        },
    }


def _region(one: Region) -> dict[str, Any]:
    return {
        "när": one.condition,
        "förr": _outcome(one.before),
        "nu": _outcome(one.after),
        "säkert": one.exact,
        "exempel": {name: to_json(value) for name, value in one.witness.items()},
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    if one.form in (Form.VALUE, Form.NONE):
        return {"värde": to_json(one.value)}
    return {"fel": str(one.form)} if one.form is not Form.COMPUTED else {"uttryck": list(one.texts)}


def _consequence(one: Consequence) -> dict[str, Any]:
    trial = one.trial
    return {
        "namn": one.name,
        "genom": list(one.through),
        "prövat": trial
        and {
            "sätt": "alla fakta" if trial.exact else "stickprov",
            "fall": trial.count,
            "med annat utfall": trial.differing,
            "exempel": [
                {
                    "fakta": {name: to_json(value) for name, value in each.facts.items()},
                    "förr": _given(each.before),
                    "nu": _given(each.after),
                }
                for each in trial.shifts
            ],
        },
    }


def _given(one: Given) -> dict[str, Any]:
    return {"värde": to_json(one.value)} if one.error is None else {"fel": one.error}


def _cases(answer: Answer) -> dict[str, Any] | None:
    cases = answer.cases
    if cases is None:
        return None
    return {
        "antal": cases.count,
        "ändrade": cases.changed,
        "utelämnade": cases.left_out,
        "ändringar": [_case(each) for each in cases.changes],
        "gick inte att köra": [str(error) for error in cases.problems],
    }


def _case(one: CaseChange) -> dict[str, Any]:
    return {
        "fil": one.file,
        "fall": one.case,
        "vad": one.what,
        "förr": _case_value(one.before),
        "nu": _case_value(one.after),
    }


def _case_value(value: Any) -> dict[str, Any]:
    if isinstance(value, Failed):
        return {"fel": value.message}
    return {"svar": str(value)} if isinstance(value, Mark) else {"värde": to_json(from_python(value))}
