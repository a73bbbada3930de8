"""A comparison as a page: what is written otherwise, what comes out otherwise, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from motor.difference import (
    Behaviour,
    Comparison,
    Consequence,
    DecisionDifference,
    Edition,
    Kind,
    TextChange,
    Trial,
)
from motor.documents.command_line import word
from motor.rulebook.decision import DRAFT
from motor.rulebook.evaluation import NO_RULES
from motor.rulebook.facts import UNKNOWN_FACT
from verktyg.format import both, capital, count
from verktyg.sida import Page
from verktyg.skillnad import ordval as words
from verktyg.skillnad.listor import exchanges
from verktyg.skillnad.svar import Answer
from verktyg.skillnad.testfall import CaseChange, Failed

MOST_ROWS = 40
"""How many changed cells of a decision, regions of a table or cases are shown; JSON has all."""

MOST_OF_CASE = 3
"""How many changed values of a case are shown."""

LONG = 60
"""How long a text may be to stand in a table, in characters."""

MORE = "… och {} till. Skriv --json för alla."


def page(answer: Answer) -> Page:
    """The whole page."""
    made = Page()
    comparison = answer.comparison
    left, right = answer.sides
    made.title(f"Skillnad i {answer.name}: {left.words} mot {right.words}")
    made.text(_scope(answer))
    if comparison.same:
        made.blank()
        made.text("Inget i reglerna skiljer sig.")
    else:
        _show_changes(made, comparison)
        _show_behaviour(made, comparison)
        _show_consequences(made, comparison)
    _show_moved(made, comparison)
    _show_cases(made, answer)
    _show_next(made, answer)
    return made


def _scope(answer: Answer) -> str:
    """Which rules are compared."""
    left, right = answer.comparison.left.day, answer.comparison.right.day
    drafts = " Utkast är med." if answer.order.drafts else ""
    if answer.whole and answer.comparison.same:
        return f"Alla versioner är jämförda.{drafts}"
    if answer.whole:
        return f"Alla versioner är jämförda. Följderna gäller reglerna som de är {right}.{drafts}"
    if left == right:
        return f"Reglerna är jämförda som de gäller {left}, som om de alltid hade gällt.{drafts}"
    return (
        f"Reglerna som gäller {left} är jämförda med dem som gäller {right}, som om de alltid hade gällt: "
        f"samma fall, med de enas regler och med de andras, vilka datum fallet än har.{drafts}"
    )


# --- what is written otherwise


def _show_changes(made: Page, comparison: Comparison) -> None:
    made.heading("Det här är ändrat")
    for fact in comparison.facts:
        made.blank()
        made.line(f"Faktum {fact.name} ({fact.kind})", "bold")
        show_cells(made, fact.changes)
    if comparison.constraints:
        made.blank()
        made.line("Kontroller", "bold")
        show_cells(made, comparison.constraints)
    for one in comparison.decisions:
        if one.kind is not Kind.SAME:
            made.blank()
            made.text(f"{capital(one.name)} ({_kind(one)})", style="bold")
            show_cells(made, one.changes)


def _kind(one: DecisionDifference) -> str:
    picked = f", väljs av {one.picked_by}" if one.picked_by else ""
    if one.kind is Kind.NEW:
        return f"nytt, {words.period(one)}{picked}"
    if one.kind is Kind.GONE:
        return f"gäller inte längre, {words.period(one)}{picked}"
    return f"{words.period(one)}{picked}"


def show_cells(made: Page, changes: Iterable[TextChange]) -> None:
    """Short cells as a table, long ones one under the other."""
    listed = list(changes)
    short = [one for one in listed if not _is_long(one)]
    numbered = any(one.rule is not None for one in short)
    rows = [
        [
            *([str(one.rule or "")] if numbered else []),
            one.column,
            words.cell(one.before),
            words.cell(one.after),
        ]
        for one in short[:MOST_ROWS]
    ]
    if rows:
        made.table([*(["regel"] if numbered else []), "kolumn" if numbered else "vad", "förr", "nu"], rows, 2)
    for one in [each for each in listed if _is_long(each)][:MOST_ROWS]:
        _show_long(made, one)
    if len(listed) > max(len(rows), MOST_ROWS):
        made.text(MORE.format(len(listed) - MOST_ROWS), 2)


def _show_long(made: Page, one: TextChange) -> None:
    if one.rule is not None and (one.before is None or one.after is None):
        told = "Ny regel" if one.before is None else "Borttagen regel"
        made.item(words.cell(one.after or one.before), 2, f"{told} {one.rule}:")
        return
    made.text(f"Regel {one.rule}, {one.column}:" if one.rule else f"{capital(one.column)}:", 2)
    made.item(words.cell(one.before), 4, "förr:")
    made.item(words.cell(one.after), 4, "nu:")


def _is_long(change: TextChange) -> bool:
    return any(
        text is not None and (len(text) > LONG or "\n" in text) for text in (change.before, change.after)
    )


def _show_moved(made: Page, comparison: Comparison) -> None:
    moved = [one for one in comparison.decisions if one.kind is Kind.SAME]
    if moved:
        made.heading("Samma innehåll")
        made.text("De här versionerna gäller andra dagar, men säger samma sak:")
        for one in moved:
            made.item(f"{one.name}, {_days(one)}")


def _days(one: DecisionDifference) -> str:
    """The two versions' days, with the last where only that differs."""
    if one.left and one.right and one.left.valid_from == one.right.valid_from:
        ends = [str(version.valid_to or "vidare") for version in (one.left, one.right)]
        return f"från {one.left.valid_from}: till {ends[0]} mot till {ends[1]}"
    return words.period(one)


# --- what comes out otherwise


def _show_behaviour(made: Page, comparison: Comparison) -> None:
    tables = [one for one in comparison.decisions if one.behaviour is not None]
    if not tables:
        return
    made.heading("Utfall som ändras i tabellerna")
    for one in tables:
        made.blank()
        made.text(f"{capital(one.name)}, {words.period(one)}", style="bold")
        if one.behaviour is not None:
            _show_regions(made, one, one.behaviour)


def _show_regions(made: Page, one: DecisionDifference, behaviour: Behaviour) -> None:
    units = words.units_of(one.left, one.right)
    table = one.right and one.right.table
    names = [column.name for column in table.model.outputs] if table else []
    only = names[0] if len(names) == 1 else None
    gathered = exchanges(behaviour.regions)
    told = [(each.region, words.exchange(each.gone, each.new)) for each in gathered] or [
        (region, dict(zip(("förr:", "nu:"), words.outcomes(region, units, only), strict=True)))
        for region in behaviour.regions[:MOST_ROWS]
    ]
    for region, texts in told[:MOST_ROWS]:
        made.item(f"{words.where(region)}:", 2)
        for mark, text in texts.items():
            made.item(text, 6, mark)
        if not region.exact:
            made.text("Om det verkligen ändras beror på fakta.", 6)
        made.item(words.case_text(region.witness), 6, "till exempel:")
    left = len(gathered or behaviour.regions) - MOST_ROWS
    if left > 0:
        made.text(MORE.format(left), 2)
    made.text(_proof(one.name, behaviour), 2)
    if one.picked_by:
        made.text(f"I ett ärende avgör {one.picked_by} vilken version som gäller, inte dagen för frågan.", 2)


def _proof(name: str, behaviour: Behaviour) -> str:
    """What is known of the rest of the table."""
    if behaviour.obstacle is not None:
        return f"Alla fall i tabellen {name} går inte att jämföra: {behaviour.obstacle}."
    if not behaviour.regions:
        return f"Tabellen {name} är omskriven men ger samma utfall för alla indata."
    return f"Inget annat utfall ändras i tabellen {name}."


def _show_consequences(made: Page, comparison: Comparison) -> None:
    if not comparison.consequences:
        return
    made.heading("Beslut som vilar på det ändrade")
    alike, functions, sampled = [], [], None
    for one in comparison.consequences:
        trial = one.trial
        if trial is None or not trial.count:
            functions.append(one.name)
        elif trial.differing or trial.exact:
            made.item(f"{one.name}{_through(one)}: {_tried(trial)}")
            units = words.units_of(comparison.left.version(one.name), comparison.right.version(one.name))
            _show_trial(made, trial, units)
        else:
            alike.append(one.name)
            sampled = trial
    if sampled is not None:
        cases = count(sampled.count, "fall", "fall")
        made.item(f"{both(alike)}: stickprov, {cases}: inget får annat utfall. Det är inget bevis.")
    if functions:
        made.item(f"{both(functions)}: prövas genom de beslut som vilar på dem.")


def _through(one: Consequence) -> str:
    return f" (genom {both(one.through)})" if one.through else ""


def _tried(trial: Trial) -> str:
    cases = count(trial.count, "fall", "fall")
    if not trial.exact:
        return f"stickprov, {cases}: {trial.differing} får annat utfall."
    if not trial.differing:
        return f"samma utfall för alla fakta ({cases} prövade)."
    return f"alla fakta prövade, {cases}: {trial.differing} får annat utfall."


def _show_trial(made: Page, trial: Trial, units: Mapping[str, str]) -> None:
    """One witness of each change; of a sample only the first."""
    for shift in trial.shifts if trial.exact else trial.shifts[:1]:
        before, after = words.answers(shift.before, shift.after, units)
        made.item(before, 4, "förr:")
        made.item(after, 4, "nu:")
        made.item(words.case_text(shift.facts) or "alla fakta", 4, "till exempel:")


# --- golden cases, and what to do


def _show_cases(made: Page, answer: Answer) -> None:
    cases = answer.cases
    if cases is None:
        return
    made.heading("Testfall som ändras")
    without = [change for change in cases.changes if _lacks_rules(change)]
    changes = [change for change in cases.changes if not _lacks_rules(change)]
    total = count(cases.count, "testfall", "testfall")
    changed = len({(change.file, change.case) for change in changes})
    if changes:
        made.text(f"{changed} av {total} får ett annat svar:")
    elif not cases.count:
        made.text("Det finns inga testfall att köra.")
    else:
        made.text(f"Inget av {total} får ett annat svar.")
    _show_case_changes(made, changes)
    if without:
        made.text(
            f"{count(len(without), 'testfall', 'testfall')} har regler eller fakta bara på den ena sidan."
        )
    if cases.left_out:
        left_out = count(cases.left_out, "testfall", "testfall")
        made.text(
            f"{left_out} är inte med: deras påhittade versioner står för något som är ändrat, eller skiljer "
            "själva sidorna åt."
        )
    for error in cases.problems:
        made.blank()
        made.text(f"Fall som inte kunde köras: {error}")


def _show_case_changes(made: Page, changes: Iterable[CaseChange]) -> None:
    """Each case with what comes out otherwise, sums before the rows that they are made of."""
    by_case = groupby(changes, lambda change: f"{change.file}: {change.case}")
    cases = [(label, sorted(parts, key=lambda part: "[" in part.what)) for label, parts in by_case]
    for label, parts in cases[:MOST_ROWS]:
        made.item(label)
        for part in parts[:MOST_OF_CASE]:
            before, after = words.case_value(part.before), words.case_value(part.after)
            made.item(f"förr {before}, nu {after}", 4, f"{part.what}:")
        if len(parts) > MOST_OF_CASE:
            made.text(f"… och {count(len(parts) - MOST_OF_CASE, 'värde', 'värden')} till", 4)
    if len(cases) > MOST_ROWS:
        made.text(MORE.format(count(len(cases) - MOST_ROWS, "testfall", "testfall")))


def _lacks_rules(change: CaseChange) -> bool:
    """Whether a case has an answer only where there are rules for it, or facts that it gives."""
    return any(
        isinstance(each, Failed) and each.code in (NO_RULES, UNKNOWN_FACT)
        for each in (change.before, change.after)
    )


def _has_drafts(edition: Edition) -> bool:
    decisions = edition.rulebook.whole.decisions.values()
    return any(version.status == DRAFT for decision in decisions for version in decision.versions)


def _show_next(made: Page, answer: Answer) -> None:
    order, comparison = answer.order, answer.comparison
    if not comparison.same:
        made.steps(_steps(answer))
    elif not order.drafts and any(map(_has_drafts, (comparison.left, comparison.right))):
        made.steps([f"Har du skrivit ett utkast? Ta med det: {order.command} --utkast"])
    else:
        made.steps(["Inget behöver göras: svaren är desamma."])


def _steps(answer: Answer) -> Iterator[str]:
    """What to do about a difference: of two days, few of the cases that come out otherwise are wrong now."""
    order, cases = answer.order, answer.cases
    if cases is None or not cases.changes:
        yield f"Inget testfall märker ändringen. Få förslag på fall: {order.propose}"
    else:
        if answer.whole:
            yield f"Stämmer de nya svaren? Rätta i så fall det väntade i testfallen, och kör: {order.test}"
        else:
            yield (
                "Testfallen ovan visar vad reglerna skulle ha gett. Ändra bara de fall som det här "
                f"kommandot säger skiljer sig: {order.test}"
            )
        yield f"Stämmer de inte? Då är det regeln som är fel: rätta den, och jämför igen: {order.command}"
    yield f"Granska reglerna: motor granska {word(order.rule_set)}{order.rest}"
