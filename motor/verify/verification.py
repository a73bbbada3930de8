"""All that can be proven of a rule set: each version of each table, its amounts, across decisions, views."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from motor.documents.model import TableDocument
from motor.rulebook.decision import Version
from motor.rulebook.rulebook import Rulebook
from motor.verify import advice, faults
from motor.verify.acceptance import Acceptances
from motor.verify.across import feeds, views
from motor.verify.amounts import amounts
from motor.verify.analysis import analyse
from motor.verify.examined import Examined
from motor.verify.finding import Finding

TELLERS: tuple[Callable[[Examined], Iterator[Finding]], ...] = (
    faults.overlaps,
    faults.unhandled,
    faults.gaps,
    faults.unreachable,
    faults.masked,
    faults.misleading,
    advice.subsumed,
    advice.mergeable,
    advice.better,
    advice.unused,
    advice.idle,
    advice.unanalysed,
)
"""Everything that is told of a table, in order: the graver first."""


def verify(rulebook: Rulebook, decisions: Iterable[str] | None = None) -> list[Finding]:
    """The findings in a rule set (only those in some decisions, when named), by file and place.

    Every version that counts is verified: those with status utkast when the rule set was loaded with
    `drafts`. Findings that are accepted are left out; an acceptance that accepts nothing is one.
    """
    wanted = set(rulebook.decisions if decisions is None else decisions)
    versions = [version for version in _versions(rulebook) if version.decision in wanted]
    accepted = Acceptances(version.document for version in versions)
    found = [finding for version in versions for finding in _in_table(version, rulebook, accepted)]
    found += (finding for name in wanted for finding in _amounts(rulebook, name, accepted))
    found += (finding for finding in views(rulebook) if finding.decision in wanted)
    return sorted(accepted.left(found), key=_place)


def _versions(rulebook: Rulebook) -> Iterator[Version]:
    for decision in rulebook.decisions.values():
        yield from decision.counted(rulebook.drafts)


def _in_table(version: Version, rulebook: Rulebook, accepted: Acceptances) -> Iterator[Finding]:
    """The findings of a table, the graver first."""
    table, logic = version.table, version.document.logic
    if table is None or not isinstance(logic, TableDocument):
        return
    fed = feeds(rulebook.model, version)
    examined = Examined(version.document, accepted, logic, analyse(table), fed)
    for tell in TELLERS:
        yield from tell(examined)


def _amounts(rulebook: Rulebook, decision: str, accepted: Acceptances) -> Iterator[Finding]:
    """The amounts of each version, compared with the one before it."""
    before = None
    for version in rulebook.decisions[decision].counted(rulebook.drafts):
        yield from amounts(version.document, before, accepted)
        before = version.document


def _place(finding: Finding) -> tuple[str, int, int]:
    where = finding.at.where
    return where.file or "", where.line or 0, where.column or 0
