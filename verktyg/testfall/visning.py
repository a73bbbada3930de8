"""What the golden cases test, in words for a person and as data for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from typing import Any

from verktyg.format import count, either, number
from verktyg.sida import Page
from verktyg.testfall.forslag import CaseText, Proposed
from verktyg.testfall.mutation import Fate, Mutation, Tried
from verktyg.testfall.tackning import CellUse, Coverage, RuleUse, VersionUse

NAMED = 3
"""How many of the cases that hit a rule are named."""

LONGEST = 70
"""How much of a cell is shown, in characters."""

_UNNOTICED = "Ändringar som inget fall märker"
_EQUIVALENT = "Ändringar som bevisligen inte gör någon skillnad"


# --- coverage


def rules_sentence(coverages: Iterable[Coverage]) -> str:
    """How many of the rules some case hits, on one line."""
    listed = list(coverages)
    hit, rules = sum(each.hit for each in listed), sum(len(each.rules) for each in listed)
    return f"Regler som något fall träffar: {number(Decimal(hit))} av {number(Decimal(rules))}."


def coverage_page(coverage: Coverage, propose: str) -> Page:
    """Each table's rules with the cases that hit them, then all that no case meets.

    `propose` is the command that proposes cases.
    """
    page = Page()
    page.title(f"Vad fallen prövar i {coverage.rulebook.name}")
    for use in coverage.versions:
        if use.rules:
            _show_table(page, use)
    _show_never(page, coverage, propose)
    return page


def _show_table(page: Page, use: VersionUse) -> None:
    page.heading(f"{use.version.decision} från {use.version.valid_from}")
    rows = [
        [str(rule.number), _conditions(rule), str(len(rule.cases)), "\n".join(map(_case, rule.cases[:NAMED]))]
        for rule in use.rules
    ]
    page.table(["regel", "när", "fall", "till exempel"], rows, right=(0, 2))


def _conditions(rule: RuleUse) -> str:
    return "; ".join(f"{cell.column}: {_shown(cell.test)}" for cell in rule.cells) or "alltid"


def _case(label: str) -> str:
    """A case by its name alone."""
    return label.split(": ", 1)[1]


def _show_never(page: Page, coverage: Coverage, propose: str) -> None:
    rules = [
        f"{use.version.stamp.file}, regel {rule.number} (rad {rule.line}): {_conditions(rule)}"
        for use in coverage.versions
        for rule in use.rules
        if not rule.cases
    ]
    versions = [use.version.stamp.file for use in coverage.versions if not use.cases]
    bounds = [
        f"{use.version.stamp.file}, regel {rule.number}, {cell.column} {_shown(cell.test)}: "
        f"inget fall {either(bound.missing)} {bound.at}"
        for use in coverage.versions
        for rule in use.rules
        for cell in rule.cells
        for bound in cell.bounds
        if bound.missing
    ]
    _show_list(page, "Regler som inget fall träffar", rules)
    _show_list(page, "Versioner som inget fall använder", versions)
    _show_list(page, "Gränser som fallen inte prövar på alla sidor", bounds)
    if rules or versions:
        page.blank()
        page.text(f"Låt motorn föreslå fall för reglerna: {propose}")


def _show_list(page: Page, heading: str, items: list[str]) -> None:
    if items:
        page.heading(heading)
        for item in items:
            page.item(item)


def _shown(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def coverage_data(coverage: Coverage) -> dict[str, Any]:
    """The same for other programs."""
    return {
        "regelverk": coverage.rulebook.name,
        "regler": {"träffade": coverage.hit, "alla": len(coverage.rules)},
        "versioner": [_version_data(use) for use in coverage.versions],
    }


def _version_data(use: VersionUse) -> dict[str, Any]:
    return {
        "beslut": use.version.decision,
        "fil": use.version.stamp.file,
        "slag": use.version.kind,
        "status": use.version.status,
        "fall": len(use.cases),
        "regler": [
            {
                "regel": rule.number,
                "rad": rule.line,
                "fall": len(rule.cases),
                "exempel": list(rule.cases[:NAMED]),
                "celler": [_cell_data(rule, cell) for cell in rule.cells],
            }
            for rule in use.rules
        ],
    }


def _cell_data(rule: RuleUse, cell: CellUse) -> dict[str, Any]:
    return {
        "kolumn": cell.column,
        "test": cell.test,
        "prövad": bool(rule.cases),
        "ensam hindrat": len(cell.stopped),
        "gränser": [
            {
                "gräns": bound.at if isinstance(bound.at, Decimal) else str(bound.at),
                "under": bound.below,
                "på": bound.on,
                "över": bound.above,
            }
            for bound in cell.bounds
        ],
    }


# --- mutation


def mutation_sentence(mutations: Iterable[Mutation]) -> str:
    """How many of the changes that make a difference some case notices, on one line."""
    listed = list(mutations)
    noticed, counted = sum(each.noticed for each in listed), sum(each.counted for each in listed)
    share = f", {number(share_of(noticed, counted))} procent" if counted else ""
    amounts = f"{number(Decimal(noticed))} av {number(Decimal(counted))}"
    return f"Ändringar som något fall märker: {amounts}{share}."


def share_of(noticed: int, counted: int) -> Decimal:
    """The share in percent with one decimal, cut: only all are 100."""
    share = Decimal(100 * noticed) / Decimal(counted or 1)
    return share.quantize(Decimal("0.1"), ROUND_FLOOR)


def mutation_page(mutation: Mutation, propose: str) -> Page:
    """What was tried, and every change that no case notices, and every one that makes no difference."""
    page = Page()
    page.title(f"Ändringar på prov i {mutation.rulebook.name}")
    unreadable = len(mutation.of(Fate.UNREADABLE))
    refused = f", varav {unreadable} för att reglerna inte längre gick att läsa" if unreadable else ""
    page.text(
        f"{count(len(mutation.tried), 'ändring', 'ändringar')} på prov, en i taget: belopp, gränser och "
        f"utdata. {number(Decimal(mutation.noticed))} märktes{refused}."
    )
    unnoticed = mutation.of(Fate.UNNOTICED)
    _show_list(page, _UNNOTICED, [change_words(one) for one in unnoticed])
    _show_list(page, _EQUIVALENT, [change_words(one) for one in mutation.of(Fate.EQUIVALENT)])
    if unnoticed:
        page.blank()
        page.text(f"Skriv fall som skiljer på före och efter, eller låt motorn föreslå dem: {propose}")
    return page


def change_words(tried: Tried) -> str:
    """A change in words: where it stands, and from what to what."""
    mutant = tried.mutant
    return f"{mutant.file}:{mutant.line}: {mutant.place}: {_shown(mutant.before)} blir {_shown(mutant.after)}"


def mutation_data(mutation: Mutation) -> dict[str, Any]:
    """The same for other programs, with every change."""
    return {
        "regelverk": mutation.rulebook.name,
        "ändringar": len(mutation.tried),
        "märkta": mutation.noticed,
        "oläsliga": len(mutation.of(Fate.UNREADABLE)),
        "likvärdiga": len(mutation.of(Fate.EQUIVALENT)),
        "omärkta": len(mutation.of(Fate.UNNOTICED)),
        "procent": share_of(mutation.noticed, mutation.counted) if mutation.counted else None,
        "lista": [
            {
                "beslut": one.mutant.decision,
                "fil": one.mutant.file,
                "rad": one.mutant.line,
                "plats": one.mutant.place,
                "slag": one.mutant.what.value,
                "förr": one.mutant.before,
                "nu": one.mutant.after,
                "utfall": one.fate.value,
                "fall": one.by,
            }
            for one in mutation.tried
        ],
    }


# --- proposals


def written_page(texts: Mapping[Path, CaseText], proposed: Iterable[Proposed]) -> Page:
    """Which files the proposals are in, what to do with them, and what no case was found for."""
    page = Page()
    for path, text in texts.items():
        new = count(len(text.new), "nytt förslag", "nya förslag")
        page.text(f"{path}: {new}." if text.new else f"{path}: förslagen står redan där.")
    without = [name for each in proposed for name in each.without]
    if texts:
        page.text(
            "Räkna ut varje väntat värde ur källan, skriv värdet och källan, och ta bort raden bekräftad. "
            "Till dess räknas förslagen inte."
        )
    elif not without:
        page.text("Det finns inget att föreslå.")
    if without:
        page.text("För det här hittades inget fall att föreslå:")
        for name in without:
            page.item(name, 2)
    return page


def written_data(texts: Mapping[Path, CaseText], proposed: Iterable[Proposed]) -> dict[str, Any]:
    """The same for other programs."""
    return {
        "filer": [{"fil": str(path), "nya": list(text.new)} for path, text in texts.items()],
        "utan förslag": [name for each in proposed for name in each.without],
    }


def waiting_sentence(waiting: int) -> str:
    """How many cases nobody has worked out yet."""
    tried = "prövat" if waiting == 1 else "prövade"
    return (
        f"{count(waiting, 'fall', 'fall')} väntar på att någon räknar ut det väntade värdet "
        f"(bekräftad: nej) och är inte {tried}."
    )
