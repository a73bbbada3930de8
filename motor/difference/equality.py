"""Whether two rule sets are the same in what they give, as far as their tables and texts can prove."""

from __future__ import annotations

from itertools import zip_longest

from motor.difference.behaviour import differing
from motor.difference.content import columns_read_alike, contents, fact_contents, text_of
from motor.difference.pieces import TooWide
from motor.rulebook import Rulebook
from motor.rulebook.decision import Version


def provably_equal(left: Rulebook, right: Rulebook, decision: str | None = None) -> bool:
    """Whether the versions of a decision (default: all decisions) give the same in both rule sets.

    True is a proof: the same words, or tables with no region where the outcome differs, in versions that are
    in force on the same days, over facts that take the same values. False is only the lack of one.
    """
    names = {*left.decisions, *right.decisions} if decision is None else {decision}
    if not names <= left.decisions.keys() & right.decisions.keys():
        return False
    if fact_contents(left) != fact_contents(right):
        return False
    return all(
        one is not None and other is not None and _same(one, other)
        for name in names
        for one, other in zip_longest(left.decisions[name].versions, right.decisions[name].versions)
    )


def _same(one: Version, other: Version) -> bool:
    days = [
        (each.valid_from, each.valid_to, each.status, text_of(each.document.effective_by))
        for each in (one, other)
    ]
    if days[0] != days[1]:
        return False
    if contents(one.document) == contents(other.document):
        return True
    if one.table is None or other.table is None or not columns_read_alike(one.document, other.document):
        return False
    try:
        return not differing(one.table, other.table, limit=1)
    except TooWide:
        return False
