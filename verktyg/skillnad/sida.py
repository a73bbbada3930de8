"""A comparison as a page: what is written otherwise, what comes out otherwise, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from motor.difference import Comparison, Edition, TextChange
from motor.documents.command_line import word
from motor.rulebook.decision import DRAFT
from verktyg.format import capital, count
from verktyg.sida import Page
from verktyg.skillnad import ordval as words
from verktyg.skillnad import utsaga
from verktyg.skillnad.svar import Answer

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
    made.text(utsaga.scope(answer.comparison, answer.whole, answer.order.drafts))
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


# --- what is written otherwise


def _show_changes(made: Page, comparison: Comparison) -> None:
    made.heading("Det här är ändrat")
    for one in utsaga.written(comparison):
        made.blank()
        made.text(one.heading, style="bold")
        show_cells(made, one.changes)


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
    moved = utsaga.moved(comparison)
    if moved:
        made.heading("Samma innehåll")
        made.text("De här versionerna gäller andra dagar, men säger samma sak:")
        for one in moved:
            made.item(one)


# --- what comes out otherwise


def _show_behaviour(made: Page, comparison: Comparison) -> None:
    tables = list(utsaga.outcomes(comparison))
    if not tables:
        return
    made.heading("Utfall som ändras i tabellerna")
    for one in tables:
        made.blank()
        made.text(one.heading, style="bold")
        _show_places(made, one)


def _show_places(made: Page, one: utsaga.Outcomes) -> None:
    for place in one.places[:MOST_ROWS]:
        made.item(f"{place.where}:", 2)
        for mark, text in place.outcomes.items():
            made.item(text, 6, mark)
        if not place.exact:
            made.text("Om det verkligen ändras beror på fakta.", 6)
        made.item(place.witness, 6, "till exempel:")
    left = len(one.places) - MOST_ROWS
    if left > 0:
        made.text(MORE.format(left), 2)
    made.text(one.proof, 2)
    if one.picked:
        made.text(one.picked, 2)


def _show_consequences(made: Page, comparison: Comparison) -> None:
    if not comparison.consequences:
        return
    made.heading("Beslut som vilar på det ändrade")
    for one in utsaga.resting(comparison):
        made.item(one.text)
        for shift in one.shifts:
            made.item(shift.before, 4, "förr:")
            made.item(shift.after, 4, "nu:")
            made.item(shift.facts, 4, "till exempel:")


# --- golden cases, and what to do


def _show_cases(made: Page, answer: Answer) -> None:
    if answer.cases is None:
        return
    told = utsaga.cases_told(answer.cases)
    made.heading("Testfall som ändras")
    made.text(told.summary)
    for case in told.changes[:MOST_ROWS]:
        made.item(case.label)
        for what, before, after in case.parts[:MOST_OF_CASE]:
            made.item(f"förr {before}, nu {after}", 4, f"{what}:")
        if len(case.parts) > MOST_OF_CASE:
            made.text(f"… och {count(len(case.parts) - MOST_OF_CASE, 'värde', 'värden')} till", 4)
    if len(told.changes) > MOST_ROWS:
        made.text(MORE.format(count(len(told.changes) - MOST_ROWS, "testfall", "testfall")))
    for note in told.notes:
        made.text(note)
    for error in told.problems:
        made.blank()
        made.text(f"Fall som inte kunde köras: {error}")


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
