"""A version adopted: its status, who adopted it and when, and the seal on the bytes that were adopted."""

from __future__ import annotations

import datetime
import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from motor.documents.command_line import adoption_command, ways_to_change, word
from motor.documents.model import Adoption, DecisionDocument, Status
from motor.documents.seals import FILE, Seals, read_seals, replaced_file
from motor.documents.splicing import Edit, spliced_file
from motor.documents.yaml_text import scalar
from motor.editing.layout import Layout, layout_of
from motor.errors import EditError, Problem, RuleError, Severity
from motor.rulebook.files import decision_files
from motor.rulebook.review import UNFILLED, unfilled_sources


@dataclass(frozen=True, slots=True)
class Sealed:
    """Files to write, in that order: the version as it is adopted, and the seals with its own.

    `document` is the version as it is adopted, `replaced` the one that it corrects.
    """

    path: Path
    sha256: str
    files: dict[Path, bytes]
    document: DecisionDocument
    replaced: DecisionDocument | None


def adopted(folder: Path, decision: str, start: datetime.date, adoption: Adoption) -> Sealed:
    """The version of a decision from `start`, adopted and sealed.

    One that is adopted already, but not sealed, is sealed as it stands when the adoption is the same. Raises
    EditError when there is no such version, it is sealed already, was adopted otherwise, or is opened for a
    correction of which nothing has been made; RuleError when it cannot be read, or has sources to fill in.
    """
    path = version_file(folder, decision, start)
    seals = sound_seals(folder)
    if path in seals:
        version = f"{word(folder)} {word(decision)}"
        hint = ways_to_change(version, start.isoformat())
        raise EditError(
            Problem("sigill", f"{decision} från {start} är redan beslutad och förseglad.", hint=hint)
        )
    layout = layout_of(path, path.read_bytes())
    unfilled = list(unfilled_sources(layout.document, Severity.FEL))
    if unfilled:
        message = "Källor ska vara ifyllda innan en version beslutas. Inget är ändrat."
        raise RuleError([*unfilled, Problem(UNFILLED, message)])
    content = layout.edited(_as_adopted(layout, folder, adoption))
    changed = layout_of(path, content)
    replaced = _replaced(changed)
    if replaced is not None:
        _check_corrected(replaced, changed)
    sha256 = hashlib.sha256(content).hexdigest()
    text = seals.text({seals.name(path): sha256})
    files = {path: content, folder / FILE: text.encode("utf-8")}
    return Sealed(path, sha256, files, changed.document, replaced.document if replaced else None)


def _replaced(layout: Layout) -> Layout | None:
    """The text that a version corrects; None where it corrects none, or the text is not there."""
    correction = layout.document.correction
    kept = replaced_file(layout.path, correction.number) if correction else None
    return layout_of(kept, kept.read_bytes()) if kept and kept.is_file() else None


def _check_corrected(replaced: Layout, changed: Layout) -> None:
    """Refuse a correction that says the same, by the same decision."""
    if _plain(replaced) != _plain(changed) or replaced.document.adoption != changed.document.adoption:
        return
    hint = (
        "Rätta det som är fel, och besluta sedan. Behövdes ingen rättelse, ta först tillbaka texten: "
        f"cp {word(replaced.path)} {word(changed.path)}"
    )
    message = f"Inget är rättat i {changed.path} sedan den öppnades. Inget är ändrat."
    raise EditError(Problem("rättelse", message, hint=hint))


def _plain(layout: Layout) -> bytes:
    """A version's text apart from its status, adoption and correction."""
    keys = ("status", "beslutad", "rättelse")
    return spliced_file(layout.data, [edit for key in keys for edit in layout.removed(key)])


def _as_adopted(layout: Layout, folder: Path, adoption: Adoption) -> Iterator[Edit]:
    document = layout.document
    if document.status is not Status.ADOPTED:
        yield from layout.value("status", Status.ADOPTED)
        yield from layout.added("status", "beslutad", _adoption_text(adoption))
    elif document.adoption != adoption:
        hint = f"Försegla den som den är: {adoption_command(folder, document)}"
        message = f"{document.name} från {document.valid_from} är redan beslutad, men inte så."
        raise EditError(document.at.problem("annat beslut", message, hint=hint))


def _adoption_text(adoption: Adoption) -> str:
    parts = [f"organ: {scalar(adoption.body, flow=True)}", f"datum: {adoption.date}"]
    if adoption.paragraph:
        parts.append(f"paragraf: {scalar(adoption.paragraph, flow=True)}")
    return f"{{{', '.join(parts)}}}"


def version_file(folder: Path, decision: str, start: datetime.date) -> Path:
    """The file of a decision's version from `start`. Raises EditError that says which there are."""
    names = [name.split("/") for name in decision_files(folder, [])]
    starts = {
        Path(file).stem: folder / own / file
        for own, file in names
        if unicodedata.normalize("NFC", own) == decision
    }
    if start.isoformat() in starts:
        return starts[start.isoformat()]
    hint = f"Versionerna gäller från {', '.join(starts)}."
    raise EditError(Problem("okänd version", f"{decision} har ingen version från {start}.", hint=hint))


def sound_seals(folder: Path) -> Seals:
    """The seals of a rule set. Raises RuleError when they cannot be read."""
    seals, problems = read_seals(folder)
    if problems:
        raise RuleError(problems)
    return seals
