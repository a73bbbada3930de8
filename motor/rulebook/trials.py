"""A decision tried with facts assumed: each trial is built on the one with one fact less.

The trials of a decision have a budget of their own and take nothing from memory, so that how far it goes does
not depend on what was asked before.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable
from typing import Any

from motor.errors import FactError
from motor.feel.scope import Run
from motor.rulebook.evaluation import Evaluation
from motor.rulebook.model import Model
from motor.values.compare import key_of

Facts = dict[str, Any]


class Trials:
    """The trials of one decision as of `day`, asked about on another: constraints are of the day `asked`.

    `run` is their budget. Facts are FEEL values, checked.
    """

    def __init__(
        self, model: Model, name: str, day: datetime.date, asked: datetime.date, facts: Facts, run: Run
    ) -> None:
        self.name = name
        self.day = day
        self.asked = asked
        self._root = Evaluation(model, facts, run, afresh=True)
        self._tried: dict[Hashable, Evaluation | FactError] = {}

    def decide(self, assumed: Facts) -> Any:
        """The value with more facts. Raises Unanswered, and FactError where they cannot stand together."""
        trial = self._trial(assumed)
        if isinstance(trial, FactError):
            raise trial
        return trial.read(self.name, self.day)

    def _trial(self, assumed: Facts) -> Evaluation | FactError:
        if not assumed:
            return self._root
        key = frozenset((fact, key_of(value)) for fact, value in assumed.items())
        if key not in self._tried:
            *before, last = assumed.items()
            self._tried[key] = self._extended(self._trial(dict(before)), *last)
        return self._tried[key]

    def _extended(self, parent: Evaluation | FactError, fact: str, value: Any) -> Evaluation | FactError:
        if isinstance(parent, FactError):
            return parent
        trial = parent.assuming(fact, value)
        try:
            trial.check_constraints(self.asked, {fact})
        except FactError as error:
            return error
        return trial
