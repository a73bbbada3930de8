"""All that can be proven of a rule set: each version of each table, its amounts, across decisions, views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from motor.documents.model import TableDocument
from motor.rulebook.decision import Version
from motor.rulebook.rulebook import Rulebook
from motor.verify.acceptance import Acceptances
from motor.verify.across import feeds, views
from motor.verify.amounts import amounts
from motor.verify.analysis import analyse
from motor.verify.finding import Finding
from motor.verify.telling import table_findings
from motor.verify.told import Told


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


def _in_table(version: Version, rulebook: Rulebook, accepted: Acceptances) -> list[Finding]:
    table, logic = version.table, version.document.logic
    if table is None or not isinstance(logic, TableDocument):
        return []
    fed = feeds(rulebook.model, version)
    return table_findings(Told(version.document, accepted, logic, analyse(table), fed))


def _amounts(rulebook: Rulebook, decision: str, accepted: Acceptances) -> Iterator[Finding]:
    """The amounts of each version, compared with the one before it."""
    before = None
    for version in rulebook.decisions[decision].counted(rulebook.drafts):
        yield from amounts(version.document, before, accepted)
        before = version.document


def _place(finding: Finding) -> tuple[str, int, int]:
    where = finding.at.where
    return where.file or "", where.line or 0, where.column or 0
