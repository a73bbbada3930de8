"""What a table, a rule and its notes read as on a sheet: written out so, and compared with when read."""

from __future__ import annotations

from motor.documents.model import Notes, TableDocument
from motor.rulebook.decision import Version
from motor.rulebook.workshop import interpretations, references
from verktyg.excel import uppstallning as layout
from verktyg.sida import Page
from verktyg.skal import Sources, show_sources


def file_of(version: Version) -> str:
    """A version's file, as its path within the rule set."""
    return f"{version.decision}/{version.valid_from}.yaml"


def policy_text(table: TableDocument) -> str:
    """The hit policy by its Swedish name and DMN's letter."""
    return f"{table.hit_policy} ({table.hit_policy.letter})"


def top_texts(version: Version, table: TableDocument) -> dict[str, str]:
    """The four lines above a table, by their labels."""
    texts = (version.decision, policy_text(table), str(version.valid_from), file_of(version))
    return dict(zip(layout.TOP, texts, strict=True))


def notes_text(notes: Notes) -> str:
    """Sources, interpretations and status, as `motor visa` shows them."""
    page = Page(60)
    show_sources(page, Sources.of(references(notes), interpretations(notes)), 0)
    if notes.status:
        page.line(f"Status: {notes.status}")
    return str(page)


def sections(notes: Notes) -> str:
    """Where a rule comes from, in short."""
    return "; ".join(dict.fromkeys(one.section or one.dnr for one in notes.references))
