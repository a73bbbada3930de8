"""A receipt tried again, for pages and programs alike: by its own rules, and by those that are served now."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from verktyg.kvitto.lager import Entry
from verktyg.kvitto.spela_upp import Other, Tried, readable, replay_one
from verktyg.webb.begaran import Server
from verktyg.webb.regelmapp.serverad import Served
from verktyg.webb.regelmapp.tungt import QUEUE


@dataclass(frozen=True, slots=True)
class TriedAgain:
    """What came of it. `served` is the rule set that it was also tried by, None for its own rules."""

    found: Tried
    served: Served | None


def tried_again(server: Server, entry: Entry, day: datetime.date | None) -> TriedAgain:
    """Try a receipt that has its content by its own rules, and by the rules that are served under its name.

    With a day, the latter count as if those of that day had always been in force. Where no rules are served
    under the name, the receipt's own take their place, with a day. Raises UsageError when the database
    cannot be used, HTTPException (503) when too much waits.
    """
    served = _served(server, entry)
    other = Other(day=day, rulebook=served.rulebook if served else None) if served or day else None
    return TriedAgain(QUEUE.run(lambda: replay_one(server.receipts, entry, other)), served)


def _served(server: Server, entry: Entry) -> Served | None:
    """The rule set that is served under the receipt's name for it."""
    try:
        return server.rules.served.get(readable(entry)["regelverk"])
    except ValueError:  # which the trial tells of
        return None
