"""Answers of a rule set, the latest ones remembered: many ask the same while little is answered."""

from __future__ import annotations

import datetime
import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import motor
from motor.values.compare import key_of
from motor.values.convert import from_python
from verktyg.skal import Asked

MOST = 500
"""How many answers are remembered."""


class Answers:
    """What a rule set answers. Safe from every thread; what it remembers goes with it."""

    def __init__(self, rulebook: motor.Rulebook) -> None:
        self._rulebook = rulebook
        self._known: OrderedDict[Hashable, Asked] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, facts: Mapping[str, Any], on: datetime.date, decisions: Iterable[str] | None) -> Asked:
        """The answer to `facts` on a day, as `Rulebook.evaluate` gives it. Raises MotorError as that does.

        It may be shared with other requests: it is read, not changed.
        """
        names = None if decisions is None else tuple(decisions)
        key = frozenset((name, key_of(from_python(value))) for name, value in facts.items()), on, names
        with self._lock:
            if (known := self._known.get(key)) is not None:
                self._known.move_to_end(key)
                return known
        result = self._rulebook.evaluate(facts, on=on, decisions=names)
        asked = Asked(self._rulebook, result, dict(facts))
        _ = result.trace  # made here, once, and not by two requests at the same time
        with self._lock:
            self._known[key] = asked
            if len(self._known) > MOST:
                self._known.popitem(last=False)
        return asked
