"""Receipts, the chain and replays as pages of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verktyg.format import both, count, value_text
from verktyg.kvitto.avskrift import Receipt, chosen_text, time_of, told
from verktyg.kvitto.kontroll import Proof
from verktyg.kvitto.lager import Entry, Kind, Store
from verktyg.kvitto.spela_upp import STEPS, Differing, Replay, readable
from verktyg.sida import Page


def entry_json(entry: Entry) -> dict[str, Any]:
    """A link of the chain as plain data."""
    return {
        "nummer": entry.number,
        "tid": entry.time,
        "slag": entry.kind,
        "innehåll": _content(entry),
        "salt": entry.salt,
        "innehållets hash": entry.content_hash,
        "före": entry.before,
        "kedja": entry.chain,
    }


def _content(entry: Entry) -> Any:
    """The content as data; as the text it is, when somebody has made it something else."""
    try:
        return None if entry.content is None else entry.data
    except ValueError:
        return entry.content


def entry_page(entry: Entry, store: Store) -> Page:
    """A receipt to read. Raises UsageError when the database cannot be used."""
    page = Page()
    page.title(f"{'Kvitto' if entry.kind == Kind.RECEIPT else 'Gallring'} {entry.number}")
    page.text(f"Sparat {time_of(entry)}.")
    found = told(entry, store)
    if isinstance(found, Receipt):
        _show_receipt(page, found)
    else:
        page.text(found)
    page.heading("Kedjan")
    page.pairs([("kvittots hash", entry.chain), ("kvittot före", entry.before)])
    return page


def _show_receipt(page: Page, found: Receipt) -> None:
    page.pairs([*found.about, *found.texts])
    if found.values:
        page.heading("Svar")
        page.pairs(found.values)
    if found.undecided:
        page.heading("Inte avgjort")
        page.pairs(found.undecided)
    if found.missing:
        page.text(f"Det beror på {both(found.missing)}.")
    page.heading("Uppgifter")
    page.pairs(found.facts)
    page.heading("Regler")
    page.pairs((f"{step.decision} för {step.days}", f"{step.file} ({step.standing})") for step in found.steps)
    page.blank()
    page.text(found.engine_told)


def search_page(case: str, entries: list[Entry]) -> Page:
    """The receipts of a case."""
    page = Page()
    if not entries:
        page.text(NO_SUCH_CASE.format(case))
        return page
    headers = ["nr", "sparat", "regelverk", "dag", "valt"]
    page.table(headers, [[str(each.number), *row(each)] for each in entries])
    return page


def search_json(entry: Entry) -> dict[str, Any]:
    """A receipt of a case as plain data."""
    content = _content(entry)
    return {"nummer": entry.number, "tid": entry.time, "kedja": entry.chain, "innehåll": content}


NO_SUCH_CASE = "Det finns inget kvitto med ärendereferensen {}."


def row(entry: Entry) -> list[str]:
    """A receipt in a line: when it was kept, its rule set and day, and what was chosen."""
    try:
        data = readable(entry)
    except ValueError:
        return [time_of(entry), "går inte att läsa", "-", "-"]
    return [time_of(entry), data["regelverk"], data["datum"], chosen_text(data) or "-"]


def proof_json(proof: Proof) -> dict[str, Any]:
    """What a check of the chain found, as plain data."""
    return {
        "håller": proof.holds,
        "kvitton": proof.receipts,
        "gallrade": proof.removed,
        "regelfiler": proof.rule_texts,
        "sista nummer": proof.last_number,
        "sista hash": proof.last,
        "hashen finns vid": proof.found_at,
        "brott": [{"nummer": each.number, "varför": each.why} for each in proof.breaks],
    }


def proof_page(proof: Proof) -> Page:
    """What a check of the chain found, to read."""
    page = Page()
    for each in proof.breaks:
        page.item(f"Kvitto {each.number}: {each.why}")
    counted = f"{count(proof.receipts, 'kvitto', 'kvitton')}, {proof.removed} gallrade"
    page.text(f"Kedjan {'håller' if proof.holds else 'är bruten'}: {counted}.")
    if proof.found_at is not None:
        after = proof.last_number - proof.found_at
        page.text(f"Hashen är den för nummer {proof.found_at}. Sedan dess har {after} kommit till.")
    page.text("Sista hash, att anteckna och jämföra med nästa gång:")
    page.line(proof.last)
    return page


def replay_json(found: Replay) -> dict[str, Any]:
    """What came of trying receipts again, as plain data."""
    return {
        "bevisat": found.proven,
        "kedja": proof_json(found.proof),
        "prövade": found.tried,
        "gallrade": found.removed,
        "annan motor": found.other_engine,
        "skillnader": [_differing_json(each) for each in found.differing],
        "jämförda": found.compared,
        "inte jämförda": found.not_compared,
        "skulle skilja sig": [_differing_json(each) for each in found.would_differ],
    }


def _differing_json(each: Differing) -> dict[str, Any]:
    changes = [{"vad": one.what, "var": one.was, "blev": one.became} for one in each.changes]
    return {"nummer": each.number, "ärende": each.case, "ändringar": changes, "går inte": each.why_not}


def replay_page(found: Replay, other: str | None) -> Page:
    """What came of trying receipts again, to read."""
    page = Page()
    for broken in found.proof.breaks:
        page.item(f"Kvitto {broken.number}: {broken.why}")
    if not found.proof.holds:
        page.text("Kedjan är bruten.")
    _list(page, found.differing)
    page.text(_told(found))
    if found.other_engine:
        page.text(
            f"{count(found.other_engine, 'kvitto', 'kvitton')} sparades med en annan version av motorn än "
            "den här."
        )
    if other is not None:
        page.heading(f"Enligt {other}")
        _list(page, found.would_differ)
        page.text(f"{len(found.would_differ)} av {found.compared} skulle få ett annat svar.")
        if found.not_compared:
            page.text(f"{found.not_compared} gäller andra regelverk och är inte jämförda.")
    return page


def _told(found: Replay) -> str:
    tried = count(found.tried, "kvitto", "kvitton")
    told = f"Prövat igen med sina egna regler: {tried}. "
    told += f"{len(found.differing)} fick ett annat svar." if found.differing else "Svaren är desamma."
    return told + (f" {found.removed} är gallrade och kan inte prövas." if found.removed else "")


def _list(page: Page, differing: Iterable[Differing]) -> None:
    for each in differing:
        page.item(f"Kvitto {each.number}, ärende {each.case}")
        for line in change_lines(each):
            page.text(line, 4)


def change_lines(differing: Differing) -> list[str]:
    """What came out otherwise, or why it could not be tried, a line each."""
    if differing.why_not is not None:
        return [f"går inte att pröva: {differing.why_not}"]
    return [
        OTHER_WAY
        if change.what == STEPS
        else f"{change.what}: {value_text(change.was)} blir {value_text(change.became)}"
        for change in differing.changes
    ]


OTHER_WAY = "svaret kom till på ett annat sätt"
