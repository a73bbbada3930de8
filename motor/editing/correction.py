"""An adopted version corrected: opened as a proposal again, with the text that was adopted kept beside it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from motor.documents.command_line import adoption_command, word
from motor.documents.model import DecisionDocument, Status
from motor.documents.seals import FILE, Seals, how_to_restore, replaced_file
from motor.documents.splicing import Edit
from motor.documents.yaml_text import scalar
from motor.editing.adoption import sound_seals, version_file
from motor.editing.layout import Layout, layout_of
from motor.errors import EditError, Problem


@dataclass(frozen=True, slots=True)
class Opened:
    """Files to write, in that order: the adopted text where it is kept, the seals, and the opened version.

    `document` is the version as it was adopted.
    """

    path: Path
    kept: Path
    number: int
    document: DecisionDocument
    files: dict[Path, bytes]


def opened(
    folder: Path, decision: str, start: datetime.date, reason: str, text: bytes | None = None
) -> Opened:
    """A sealed version opened for correction, with `text` (the edited file's bytes) in place of its own.

    The text that was adopted is kept, proven by its seal. Raises EditError when the version is not sealed, is
    not as it was sealed, or the edited text is of another version or changes nothing; RuleError when it or
    the seals cannot be read.
    """
    path = version_file(folder, decision, start)
    seals = sound_seals(folder)
    _check_sealed(seals, path, f"{word(folder)} {word(decision)} {start}")
    adopted = path.read_bytes()
    kept, number = _place_to_keep(seals, path)
    layout = layout_of(path, adopted)
    changed = layout if text is None else _changed(layout, text)
    seal = hashlib.sha256(adopted).hexdigest()
    lines = seals.text({seals.name(path): None, seals.name(kept): seal})
    content = changed.edited(_as_correction(changed, number, reason))
    files = {kept: adopted, folder / FILE: lines.encode("utf-8"), path: content}
    return Opened(path, kept, number, layout.document, files)


def _check_sealed(seals: Seals, path: Path, version: str) -> None:
    if path not in seals:
        hint = "Ändra direkt i filen, och granska reglerna sedan."
        raise EditError(Problem("sigill", f"{path} är inte förseglad.", hint=hint))
    if not seals.holds(path):
        copy = word(f"rättad-{path.name}")
        hint = (
            f"Först: spara din ändring i en annan fil: cp {word(path)} {copy}\n"
            f"    Sedan: {_lower(how_to_restore(seals, path))}\n"
            f'    Till sist: motor korrigera {version} --skäl "…" --fil {copy}'
        )
        message = f"{path} är redan ändrad, så texten som beslutades kan inte sparas. Inget är ändrat."
        raise EditError(Problem("brutet sigill", message, hint=hint))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _place_to_keep(seals: Seals, path: Path) -> tuple[Path, int]:
    """Where the text is kept, and the number of the correction: the first that is free."""
    number = 1
    while True:
        kept = replaced_file(path, number)
        if not kept.exists() and kept not in seals:
            return kept, number
        number += 1


def _changed(layout: Layout, text: bytes) -> Layout:
    """The edited file as it is laid out, when it is of the same version and says something else."""
    document = layout.document
    changed = layout_of(layout.path, text)
    if text == layout.data:
        raise EditError(Problem("rättelse", "Filen är lika som den beslutade. Inget är ändrat."))
    if (changed.document.name, changed.document.valid_from) != (document.name, document.valid_from):
        message = (
            f"Filen är {changed.document.name} från {changed.document.valid_from}, "
            f"inte {document.name} från {document.valid_from}. Inget är ändrat."
        )
        raise EditError(
            Problem("rättelse", message, hint="En rättelse har samma namn och samma giltig från.")
        )
    return changed


def _as_correction(layout: Layout, number: int, reason: str) -> Iterator[Edit]:
    """A proposal again: the correction's number and reason instead of the adoption."""
    yield from layout.value("status", Status.PROPOSED)
    yield from layout.removed("rättelse")
    yield from layout.removed("beslutad")
    yield from layout.added("status", "rättelse", f"{{nr: {number}, skäl: {scalar(reason, flow=True)}}}")


def closing_command(folder: Path, opening: Opened) -> str:
    """The command that adopts the corrected version by the decision that adopted it before."""
    return adoption_command(folder, opening.document)
