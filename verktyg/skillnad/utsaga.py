"""A comparison in words: what is written otherwise, what comes out otherwise, and which cases notice.

Every list is whole. How much of it is shown, and how, is for the page that shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from motor.difference import (
    Behaviour,
    Comparison,
    Consequence,
    DecisionDifference,
    Kind,
    TextChange,
    Trial,
)
from motor.rulebook.evaluation import NO_RULES
from motor.rulebook.facts import UNKNOWN_FACT
from verktyg.format import both, capital, count
from verktyg.skillnad import ordval as words
from verktyg.skillnad.listor import exchanges
from verktyg.skillnad.testfall import CaseChange, Cases, Failed


@dataclass(frozen=True, slots=True)
class Written:
    """What is written otherwise in one place, with its heading; `decision` where that is one."""

    heading: str
    changes: tuple[TextChange, ...]
    decision: DecisionDifference | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table's outcome changes: the inputs, what comes of them by its mark, and a case."""

    where: str
    outcomes: Mapping[str, str]
    witness: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Where one table's outcome changes, and what is known of the rest of it."""

    heading: str
    places: tuple[Place, ...]
    proof: str
    picked: str | None


@dataclass(frozen=True, slots=True)
class Shifted:
    """A change of a decision's outcome, and the facts that show it."""

    before: str
    after: str
    facts: str


@dataclass(frozen=True, slots=True)
class Resting:
    """What a change comes to in a decision that rests on it, or in several."""

    text: str
    shifts: tuple[Shifted, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseTold:
    """A case that comes out otherwise: each value, how it was and is."""

    label: str
    parts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class CasesTold:
    """What the cases say. `notes` are those that do not count, and those that could not be run."""

    summary: str
    changes: tuple[CaseTold, ...]
    notes: tuple[str, ...]
    problems: tuple[str, ...]


def scope(comparison: Comparison, whole: bool, with_drafts: bool) -> str:
    """Which rules are compared."""
    left, right = comparison.left.day, comparison.right.day
    drafts = " Utkast är med." if with_drafts else ""
    if whole and comparison.same:
        return f"Alla versioner är jämförda.{drafts}"
    if whole:
        return f"Alla versioner är jämförda. Följderna gäller reglerna som de är {right}.{drafts}"
    if left == right:
        return f"Reglerna är jämförda som de gäller {left}, som om de alltid hade gällt.{drafts}"
    return (
        f"Reglerna som gäller {left} är jämförda med dem som gäller {right}, som om de alltid hade gällt: "
        f"samma fall, med de enas regler och med de andras, vilka datum fallet än har.{drafts}"
    )


# --- what is written otherwise


def written(comparison: Comparison) -> Iterator[Written]:
    """Facts, constraints and decisions that are written otherwise."""
    for fact in comparison.facts:
        yield Written(f"Faktum {fact.name} ({fact.kind})", fact.changes)
    if comparison.constraints:
        yield Written("Kontroller", comparison.constraints)
    for one in comparison.decisions:
        if one.kind is not Kind.SAME:
            yield Written(f"{capital(one.name)} ({_kind(one)})", one.changes, one)


def _kind(one: DecisionDifference) -> str:
    picked = f", väljs av {one.picked_by}" if one.picked_by else ""
    if one.kind is Kind.NEW:
        return f"nytt, {words.period(one)}{picked}"
    if one.kind is Kind.GONE:
        return f"gäller inte längre, {words.period(one)}{picked}"
    return f"{words.period(one)}{picked}"


def moved(comparison: Comparison) -> list[str]:
    """Versions that say the same on other days."""
    return [f"{one.name}, {_days(one)}" for one in comparison.decisions if one.kind is Kind.SAME]


def _days(one: DecisionDifference) -> str:
    """The two versions' days, with the last where only that differs."""
    if one.left and one.right and one.left.valid_from == one.right.valid_from:
        ends = [str(version.valid_to or "vidare") for version in (one.left, one.right)]
        return f"från {one.left.valid_from}: till {ends[0]} mot till {ends[1]}"
    return words.period(one)


# --- what comes out otherwise


def outcomes(comparison: Comparison) -> Iterator[Outcomes]:
    """The tables whose outcome changes, or may."""
    for one in comparison.decisions:
        if one.behaviour is not None:
            picked = f"I ett ärende avgör {one.picked_by} vilken version som gäller, inte dagen för frågan."
            yield Outcomes(
                f"{capital(one.name)}, {words.period(one)}",
                tuple(_places(one, one.behaviour)),
                _proof(one.name, one.behaviour),
                picked if one.picked_by else None,
            )


def _places(one: DecisionDifference, behaviour: Behaviour) -> Iterator[Place]:
    units = words.units_of(one.left, one.right)
    table = one.right and one.right.table
    names = [column.name for column in table.model.outputs] if table else []
    only = names[0] if len(names) == 1 else None
    told = [(each.region, words.exchange(each.gone, each.new)) for each in exchanges(behaviour.regions)] or [
        (region, dict(zip(("förr:", "nu:"), words.outcomes(region, units, only), strict=True)))
        for region in behaviour.regions
    ]
    for region, texts in told:
        yield Place(words.where(region), texts, words.case_text(region.witness), region.exact)


def _proof(name: str, behaviour: Behaviour) -> str:
    """What is known of the rest of the table."""
    if behaviour.obstacle is not None:
        return f"Alla fall i tabellen {name} går inte att jämföra: {behaviour.obstacle.rstrip('.')}."
    if not behaviour.regions:
        return f"Tabellen {name} är omskriven men ger samma utfall för alla indata."
    return f"Inget annat utfall ändras i tabellen {name}."


def resting(comparison: Comparison) -> Iterator[Resting]:
    """The decisions that rest on what has changed, and what it comes to in them."""
    alike, functions, sampled = [], [], None
    for one in comparison.consequences:
        trial = one.trial
        if trial is None or not trial.count:
            functions.append(one.name)
        elif trial.differing or trial.exact:
            units = words.units_of(comparison.left.version(one.name), comparison.right.version(one.name))
            yield Resting(f"{one.name}{_through(one)}: {_tried(trial)}", tuple(_shifts(trial, units)))
        else:
            alike.append(one.name)
            sampled = trial
    if sampled is not None:
        cases = count(sampled.count, "fall", "fall")
        yield Resting(f"{both(alike)}: stickprov, {cases}: inget får annat utfall. Det är inget bevis.")
    if functions:
        yield Resting(f"{both(functions)}: prövas genom de beslut som vilar på dem.")


def _through(one: Consequence) -> str:
    return f" (genom {both(one.through)})" if one.through else ""


def _tried(trial: Trial) -> str:
    cases = count(trial.count, "fall", "fall")
    if not trial.exact:
        return f"stickprov, {cases}: {trial.differing} får annat utfall."
    if not trial.differing:
        return f"samma utfall för alla fakta ({cases} prövade)."
    return f"alla fakta prövade, {cases}: {trial.differing} får annat utfall."


def _shifts(trial: Trial, units: Mapping[str, str]) -> Iterator[Shifted]:
    """One witness of each change; of a sample only the first."""
    for shift in trial.shifts if trial.exact else trial.shifts[:1]:
        before, after = words.answers(shift.before, shift.after, units)
        yield Shifted(before, after, words.case_text(shift.facts) or "alla fakta")


# --- golden cases


def cases_told(cases: Cases) -> CasesTold:
    """The cases that come out otherwise, and what the others say."""
    without = [change for change in cases.changes if _lacks_rules(change)]
    changes = [change for change in cases.changes if not _lacks_rules(change)]
    total = count(cases.count, "testfall", "testfall")
    changed = len({(change.file, change.case) for change in changes})
    if changes:
        summary = f"{changed} av {total} får ett annat svar:"
    elif not cases.count:
        summary = "Det finns inga testfall att köra."
    else:
        summary = f"Inget av {total} får ett annat svar."
    notes = []
    if without:
        lacking = count(len(without), "testfall", "testfall")
        notes.append(f"{lacking} har regler eller fakta bara på den ena sidan.")
    if cases.left_out:
        left_out = count(cases.left_out, "testfall", "testfall")
        notes.append(
            f"{left_out} är inte med: deras påhittade versioner står för något som är ändrat, eller skiljer "
            "själva sidorna åt."
        )
    return CasesTold(summary, tuple(_by_case(changes)), tuple(notes), tuple(map(str, cases.problems)))


def _by_case(changes: Iterable[CaseChange]) -> Iterator[CaseTold]:
    """Each case with what comes out otherwise, sums before the rows that they are made of."""
    for label, found in groupby(changes, lambda change: f"{change.file}: {change.case}"):
        parts = sorted(found, key=lambda part: "[" in part.what)
        yield CaseTold(
            label,
            tuple((part.what, words.case_value(part.before), words.case_value(part.after)) for part in parts),
        )


def _lacks_rules(change: CaseChange) -> bool:
    """Whether a case has an answer only where there are rules for it, or facts that it gives."""
    return any(
        isinstance(each, Failed) and each.code in (NO_RULES, UNKNOWN_FACT)
        for each in (change.before, change.after)
    )
