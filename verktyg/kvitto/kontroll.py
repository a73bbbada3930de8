"""The chain proven: numbers without holes, every hash, every rule text, and nothing removed in silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from verktyg.kvitto.innehall import CASE
from verktyg.kvitto.kedja import START, content_hash, link, sha256
from verktyg.kvitto.lager import Entry, Kind, Store, entries_in, entry_of
from verktyg.kvitto.tabeller import Row, RuleText, Use


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold, and why."""

    number: int
    why: str


@dataclass(slots=True)
class Proof:
    """What a check of the whole chain found."""

    receipts: int = 0
    removed: int = 0
    rule_texts: int = 0
    last: str = START
    last_number: int = 0
    found_at: int | None = None
    breaks: list[Break] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.breaks


def prove(store: Store, known: str | None = None) -> Proof:
    """Check everything. `known` is a hash noted earlier, which must be in the chain still."""
    proof = Proof()
    with store.database.reading() as session:
        texts = _rule_texts(session, proof)
        uses: dict[int, set[str]] = {}
        for number, each in session.execute(select(Use.number, Use.sha256)):
            uses.setdefault(number, set()).add(each)
        emptied: dict[int, Entry] = {}
        told: set[int] = set()
        for entry in entries_in(session):
            proof.breaks += [Break(entry.number, why) for why in _link_faults(entry, proof)]
            if entry.content is None:
                emptied[entry.number] = entry
            else:
                faults = _content_faults(entry, texts, uses.get(entry.number, set()))
                proof.breaks += [Break(entry.number, why) for why in faults]
                if entry.kind == Kind.REMOVAL and not faults:
                    told |= _told_removed(entry)
            proof.receipts += entry.kind == Kind.RECEIPT
            proof.last, proof.last_number = entry.chain, entry.number
            if entry.chain == known:
                proof.found_at = entry.number
    proof.removed = len(emptied)
    proof.breaks += _removal_faults(emptied, told)
    if known is not None and proof.found_at is None:
        why = "Den givna hashen finns inte i kedjan: slutet är avklippt, eller kedjan en annan."
        proof.breaks.append(Break(proof.last_number, why))
    return proof


def prove_link(store: Store, number: int) -> list[str]:
    """What is wrong with one link, and between it and the one before; empty when nothing is.

    Raises UsageError when the database cannot be used.
    """
    with store.database.reading() as session:
        links = {
            row.number: row
            for row in session.scalars(select(Row).where(Row.number.in_((number - 1, number))))
        }
        entry, before = entry_of(links[number]), links.get(number - 1)
        proof = Proof(last=before.chain, last_number=before.number) if before else Proof()
        faults = _link_faults(entry, proof)
        if entry.content is not None:
            uses = set(session.scalars(select(Use.sha256).where(Use.number == number)))
            used = session.scalars(select(RuleText).where(RuleText.sha256.in_(uses)))
            texts = {row.sha256 for row in used if sha256(row.text) == row.sha256}
            return faults + _content_faults(entry, texts, uses)
        removals = session.scalars(select(Row).where(Row.kind == Kind.REMOVAL, Row.content.is_not(None)))
        told = [
            _told_removed(each) for each in map(entry_of, removals) if not _content_faults(each, set(), set())
        ]
        return faults + [each.why for each in _removal_faults({number: entry}, set().union(*told))]


def _rule_texts(session: Session, proof: Proof) -> set[str]:
    """The hashes of the texts that are what they should be."""
    right = set()
    for row in session.scalars(select(RuleText).execution_options(yield_per=50)):
        proof.rule_texts += 1
        if sha256(row.text) == row.sha256:
            right.add(row.sha256)
    session.expunge_all()
    return right


def _link_faults(entry: Entry, proof: Proof) -> list[str]:
    """What is wrong between a link and the one before it."""
    faults = []
    if entry.number != proof.last_number + 1:
        missing = entry.number - proof.last_number - 1
        faults.append(f"Före det saknas {missing} kvitton i nummerföljden.")
    if entry.before != proof.last:
        faults.append("Det hänger inte ihop med kvittot före.")
    if link(entry.number, entry.time, entry.kind, entry.content_hash, entry.before) != entry.chain:
        faults.append("Nummer, tid, slag eller hash är ändrade.")
    return faults


def _content_faults(entry: Entry, texts: set[str], uses: set[str]) -> list[str]:
    """What is wrong in a link that still has its content."""
    if entry.salt is None or content_hash(entry.salt, entry.content or "") != entry.content_hash:
        return ["Innehållet är ändrat."]
    try:
        data = entry.data
    except ValueError:
        return ["Innehållet går inte att läsa."]
    if entry.kind == Kind.REMOVAL:
        ranges = data.get("nummer")
        whole = isinstance(ranges, list) and all(map(_is_range, ranges))
        return [] if whole else ["Uppgiften om vad som är gallrat går inte att läsa."]
    faults = []
    if data.get(CASE) != entry.case:
        faults.append("Ärendereferensen att söka på är en annan än i innehållet.")
    rules = data.get("regler")
    if not isinstance(rules, dict) or not all(isinstance(each, str) for each in rules.values()):
        return [*faults, "Innehållet går inte att läsa."]
    faults += [
        f"Regelfilen {name} saknas eller är ändrad." for name, each in rules.items() if each not in texts
    ]
    if set(rules.values()) != uses:
        faults.append("Uppgiften om vilka regelfiler det vilar på är ändrad.")
    return faults


def _is_range(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(type(each) is int for each in value)


def _told_removed(entry: Entry) -> set[int]:
    return {number for first, last in entry.data["nummer"] for number in range(first, last + 1)}


def _removal_faults(emptied: dict[int, Entry], told: set[int]) -> list[Break]:
    faults = []
    for number, entry in emptied.items():
        if number not in told or entry.kind != Kind.RECEIPT:
            faults.append(Break(number, "Innehållet är borta, men ingen gallring har tagit bort det."))
        elif entry.salt is not None or entry.case is not None:
            faults.append(Break(number, "Det är gallrat, men salt eller ärendereferens finns kvar."))
    return faults
