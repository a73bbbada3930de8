"""Receipts, the chain and replays as pages of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verktyg.format import both, count, value_text
from verktyg.kvitto.innehall import CASE, DECIDED_BY, MOTIVATION, REASON, engine
from verktyg.kvitto.kontroll import Proof
from verktyg.kvitto.lager import Entry, Kind
from verktyg.kvitto.spela_upp import Differing, Replay
from verktyg.sida import Page


def entry_json(entry: Entry) -> dict[str, Any]:
    """A link of the chain as plain data."""
    return {
        "nummer": entry.number,
        "tid": entry.time,
        "slag": entry.kind,
        "innehåll": None if entry.content is None else entry.data,
        "salt": entry.salt,
        "innehållets hash": entry.content_hash,
        "före": entry.before,
        "kedja": entry.chain,
    }


def entry_page(entry: Entry) -> Page:
    """A receipt to read."""
    page = Page()
    page.title(f"{'Kvitto' if entry.kind == Kind.RECEIPT else 'Gallring'} {entry.number}")
    if entry.content is None:
        page.text(f"Sparat {time_of(entry)}. Innehållet är gallrat.")
    else:
        _CONTENTS[Kind(entry.kind)](page, entry, entry.data)
    page.heading("Kedjan")
    page.pairs([("kvittots hash", entry.chain), ("kvittot före", entry.before)])
    return page


def _removal(page: Page, entry: Entry, data: dict[str, Any]) -> None:
    page.text(
        f"Den {time_of(entry)} togs innehållet bort i {count(data['antal'], 'kvitto', 'kvitton')} "
        f"från tiden före {data['före']}."
    )


def _receipt(page: Page, entry: Entry, data: dict[str, Any]) -> None:
    answer = data["svar"]
    rows = [
        (CASE, data[CASE]),
        ("sparat", time_of(entry)),
        ("regelverk", data["regelverk"] + (" med utkast" if data["utkast"] else "")),
        ("enligt reglerna", data["datum"]),
        ("föreslaget", data["föreslaget"]),
        ("valt", data["valt"]),
        (REASON, data[REASON]),
        (MOTIVATION, data[MOTIVATION]),
        (DECIDED_BY, data[DECIDED_BY]),
    ]
    page.pairs([(name, value_text(value)) for name, value in rows if value is not None])
    page.heading("Svar")
    page.pairs([(name, value_text(value)) for name, value in answer["beslut"].items()])
    if answer["obesvarade"]:
        page.heading("Inte avgjort")
        page.pairs([(name, value_text(value)) for name, value in answer["obesvarade"].items()])
    if answer["saknas"]:
        page.text(f"Det beror på {both(answer['saknas'])}.")
    page.heading("Uppgifter")
    page.pairs([(name, value_text(value)) for name, value in data["fakta"].items()])
    page.heading("Regler")
    page.pairs(
        [
            (f"{step['beslut']} för {step['dag']}", f"{step['version']['fil']} ({step['version']['status']})")
            for step in answer["spår"]
        ]
    )
    page.blank()
    same = "densamma som nu" if data["motor"] == engine() else "en annan än nu"
    page.text(f"Motorn, version {data['motor']['version']}, är {same}.")


_CONTENTS = {Kind.RECEIPT: _receipt, Kind.REMOVAL: _removal}


def time_of(entry: Entry) -> str:
    """When a link of the chain was stored, to the second."""
    return f"{entry.time[:10]} {entry.time[11:19]} UTC"


def search_page(case: str, entries: list[Entry]) -> Page:
    """The receipts of a case."""
    page = Page()
    if not entries:
        page.text(f"Det finns inget kvitto med ärendereferensen {case}.")
        return page
    data = [entry.data for entry in entries]
    page.table(
        ["nr", "sparat", "regelverk", "dag", "valt"],
        [
            [
                str(entry.number),
                time_of(entry),
                each["regelverk"],
                each["datum"],
                value_text(each["valt"], null="-"),
            ]
            for entry, each in zip(entries, data, strict=True)
        ],
    )
    return page


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
        if each.why_not is not None:
            page.text(f"går inte att pröva: {each.why_not}", 4)
        for change in each.changes:
            if change.what == "spår":
                page.text("svaret kom till på ett annat sätt", 4)
            else:
                page.text(f"{change.what}: {value_text(change.was)} blir {value_text(change.became)}", 4)
