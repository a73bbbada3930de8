"""From what the user asked for to a comparison, told as a page or as JSON."""

from __future__ import annotations

import datetime
from pathlib import Path

import motor
from motor.difference import Comparison, Edition, compare, day_of_change
from motor.rulebook.rulebook import today
from verktyg.fall import FOLDER
from verktyg.fel import DONE, usage_error
from verktyg.format import show_json
from verktyg.regelverk import find_rule_set, read_day
from verktyg.skillnad.data import as_data
from verktyg.skillnad.sida import page
from verktyg.skillnad.svar import Answer, Order
from verktyg.skillnad.testfall import Cases, Days, run_both
from verktyg.skillnad.utgavor import Side, revision, side


def skillnad(order: Order) -> int:
    """Tell what differs. Returns 0 also when something does. Raises MotorError."""
    answer = compared(order)
    if order.as_json:
        show_json(as_data(answer))
    else:
        page(answer).print()
    return DONE


def compared(order: Order) -> Answer:
    """The comparison that was asked for. Raises UsageError for sides that cannot be compared, RuleError."""
    folder = find_rule_set(order.rule_set, order.rules)
    sides = (
        revision("HEAD", folder) if order.first is None else side(order.first, folder),
        side(order.second, folder),
    )
    books = [each.load(order.drafts) for each in sides]
    if sides[0].texts is None and sides[1].texts is None and sides[0].folder.samefile(sides[1].folder):
        books[1] = books[0]
    days, whole = _days(sides, (books[0], books[1]), read_day(order.day))
    editions = [edition_of(book, day) for book, day in zip(books, days, strict=True)]
    comparison = compare(editions[0], editions[1], whole)
    name = folder.resolve().name
    cases = _cases(order.cases, order.drafts, name, sides, None if whole else days, comparison.same)
    return Answer(order, name, sides, comparison, whole, cases)


def between_days(
    rulebook: motor.Rulebook, days: tuple[datetime.date, datetime.date]
) -> tuple[Comparison, Cases | None]:
    """What the rules of two days decide otherwise, and the cases that notice; None where there is no folder.

    The rules are those that are loaded, whatever has become of their files. Raises UsageError, RuleError.
    """
    editions = [edition_of(rulebook, day) for day in days]
    comparison = compare(editions[0], editions[1])
    texts = {name: source.text for name, source in rulebook.sources.items()}
    sides = [Side(str(day), Path(rulebook.path), day, texts) for day in days]
    cases = _cases(None, rulebook.drafts, rulebook.name, (sides[0], sides[1]), days, comparison.same)
    return comparison, cases


def _days(
    sides: tuple[Side, Side], books: tuple[motor.Rulebook, motor.Rulebook], given: datetime.date | None
) -> tuple[tuple[datetime.date, datetime.date], bool]:
    """Each side's day, and whether every version is compared: for two sets of files without a day."""
    first, second = sides[0].day, sides[1].day
    if first and second:
        if given:
            raise usage_error("--datum behövs inte när båda sidorna är datum.", "Ta bort --datum.")
        if first == second:
            raise usage_error(f"Båda sidorna är {first}, så inget kan skilja.", "Ge två olika datum.")
        return (first, second), False
    if books[0] is books[1]:
        now = given or today()
        if not (first or second):
            raise usage_error(
                "Båda sidorna är samma filer.", "Ge två datum, en annan mapp eller en version i git."
            )
        if (first or now) == (second or now):
            raise usage_error(f"Båda sidorna är {now}, så inget kan skilja.", "Ge två olika datum.")
        return (first or now, second or now), False
    if given or first or second:
        day = given or first or second or today()
        return (first or day, second or day), False
    day = day_of_change(*books) or today()
    return (day, day), True


def edition_of(rulebook: motor.Rulebook, day: datetime.date) -> Edition:
    """The rules of a day. Raises UsageError for a day without any."""
    if rulebook.in_force(day):
        return Edition(rulebook, day)
    first = rulebook.model.first_days[:1]
    known = (
        f"De första reglerna gäller från {first[0]}."
        if first
        else "Där finns bara utkast: lägg till --utkast."
    )
    raise usage_error(f"{rulebook.path} har inga regler som gäller {day}.", known)


def _cases(
    given: str | None, drafts: bool, name: str, sides: tuple[Side, Side], days: Days, same: bool
) -> Cases | None:
    """The golden cases on both sides; None where there is no folder of them."""
    folder = Path(given) if given else FOLDER
    if not folder.exists():
        if given:
            raise usage_error(f"{given} finns inte.", "Ge en fil eller en mapp med fall till --fall.")
        return None
    if not given and not any(folder.rglob("*.yaml")):
        return Cases(0, ())
    return run_both(folder, name, sides, days, drafts, same)
