"""What is wrong in a table, in words: rules that clash, cases that no rule takes, rules that never decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from motor.documents.model import HitPolicy
from motor.regions import Axis, Box, intersection, item_text, value_text
from motor.table.cells import OTHER
from motor.values.compare import equal
from motor.verify.examined import Examined, some
from motor.verify.finding import Code, Finding
from motor.verify.gaps import expects_hit
from motor.verify.model import Masked, Misleading, Unreachable
from motor.verify.possible import cells_of
from motor.verify.wording import capital, condition, listed, row_text, rules_text, value_words


def overlaps(examined: Examined) -> Iterator[Finding]:
    """Rules that break the hit policy together."""
    found = examined.analysis.overlaps
    yield from some(
        examined,
        (_overlap(examined, each.rules, each.box, each.certain) for each in found if each.breaks),
        found,
    )


def _overlap(examined: Examined, rules: tuple[int, int], box: Box, certain: bool) -> Finding:
    unique = examined.table.hit_policy is HitPolicy.UNIQUE
    where = examined.conditions(box)
    when = f" när {where}" if where else ""
    verb = "träffar" if certain else "kan träffa"
    why = "träffregeln är unik" if unique else "ger olika utdata" if certain else "kan ge olika utdata"
    sentence = f"{rules_text(rules)} {verb} båda{when}, men {why}."
    code = Code.OVERLAP if unique else Code.CONTRADICTION
    hint = (
        "Ändra villkoren så att bara en träffar, eller välj en annan träffregel."
        if unique
        else "Ge dem samma utdata, eller ändra villkoren så att bara en träffar."
    )
    return examined.finding(
        code if certain else Code.POSSIBLE_OVERLAP,
        capital(sentence),
        examined.rule(max(rules)).at,
        rules=rules,
        case=examined.case(box),
        hint=hint,
    )


def gaps(examined: Examined) -> Iterator[Finding]:
    """Cases that no rule takes, each with a row to paste; those told of by their values are left out."""
    found = examined.analysis.gaps
    left = _without(examined.reach, _unhandled_cells(examined))
    boxes = [box for gap in found if (box := intersection(gap, left)) is not None]
    yield from some(examined, (_gap(examined, box) for box in _with_null(examined, left, boxes)), found)


def _with_null(examined: Examined, left: Box, boxes: list[Box]) -> list[Box]:
    """The boxes, where one that takes all of a column but null is joined with the same for null."""
    found = dict.fromkeys(boxes)
    for place, axis in enumerate(examined.analysis.space.axes):
        for box in list(found):
            null = (*box[:place], axis.null & left[place], *box[place + 1 :])
            if axis.null and box[place] == left[place] & axis.some and box in found and null in found:
                found = {
                    (*each[:place], left[place], *each[place + 1 :]) if each == box else each: None
                    for each in found
                    if each != null
                }
    return list(found)


def _gap(examined: Examined, box: Box) -> Finding:
    null = any(axis.null == cells for axis, cells in zip(examined.analysis.space.axes, box, strict=True))
    cells = examined.cells(box)
    where = examined.conditions(box)
    return examined.finding(
        Code.UNCLEAR_GAP if null else Code.GAP,
        f"Ingen regel träffar när {where}." if where else "Ingen regel träffar.",
        case=examined.case(box),
        row=row_text(examined.document, examined.table, cells),
        columns=tuple(column.name for column in examined.table.outputs),
        hint="Lägg till en regel, och fyll i vad den ger:",
    )


def _without(box: Box, taken: Mapping[int, int]) -> Box:
    return tuple(cells & ~taken.get(place, 0) for place, cells in enumerate(box))


def _unhandled_cells(examined: Examined) -> dict[int, int]:
    """The cells that are told of by their values, by the place of their axis."""
    found: dict[int, int] = {}
    for column, value in _unhandled_values(examined):
        place, axis = examined.axis(column)
        if axis.items is None:
            found[place] = found.get(place, 0) | cells_of(axis, value)
        elif not (feed := examined.feeds[column].outcomes) or not feed.empty:
            found[place] = found.get(place, 0) | _list_cell(axis, value)
    return found


def unhandled(examined: Examined) -> Iterator[Finding]:
    """Values that no rule takes up."""
    yield from some(examined, (_unhandled_value(examined, *each) for each in _unhandled_values(examined)))


def _unhandled_values(examined: Examined) -> list[tuple[str, Any]]:
    """Values that an input can have and no rule takes up, by column: allowed ones, or what decisions give."""
    if not expects_hit(examined.analysis.table.model):
        return []
    found = []
    for each in examined.analysis.unhandled:
        place, axis = examined.axis(each.column)
        feed = examined.feeds.get(each.column)
        if (feed is None or feed.outcomes is None) and cells_of(axis, each.value) & examined.reach[place]:
            found.append((each.column, each.value))
    for column, feed in examined.feeds.items():
        place, axis = examined.axis(column)
        for value in feed.outcomes.values.values() if feed.outcomes else ():
            cells = _list_cell(axis, value) if axis.items is not None else cells_of(axis, value)
            if cells and not any(rule.box[place] & cells for rule in examined.analysis.boxes):
                found.append((column, value))
    return found


def _list_cell(axis: Axis, value: Any) -> int:
    """The cell of a list with this item alone."""
    wanted = [item for item in axis.items or () if equal(item, value)]
    return next((1 << place for place, each in enumerate(axis.values) if each == wanted), 0)


def _unhandled_value(examined: Examined, column: str, value: Any) -> Finding:
    feed = examined.feeds.get(column)
    _, axis = examined.axis(column)
    words = value_words(value)
    listing = axis.items is not None
    cell = item_text(value) if listing else value_text(value, bare=OTHER not in axis.values)
    if feed is None or feed.outcomes is None:
        allowed = ", som är tillåtet" if _is_limited(examined, column) else ""
        code, sentence = Code.UNHANDLED_VALUE, f"Ingen regel tar upp {column} = {words}{allowed}."
    else:
        code = Code.UNHANDLED_OUTCOME
        sentence = (
            f"{listed(feed.sources)} kan ge {words}, som ingen regel i {examined.document.name} tar upp."
        )
    return examined.finding(
        code,
        sentence,
        case={column: [value] if listing else value},
        row=row_text(examined.document, examined.table, {column: cell}),
        columns=tuple(each.name for each in examined.table.outputs),
        hint="Lägg till en regel, och fyll i vad den ger:",
    )


def _is_limited(examined: Examined, column: str) -> bool:
    """Whether an input says which values are allowed."""
    return any(each.name == column and each.allowed for each in examined.analysis.table.model.inputs)


def unreachable(examined: Examined) -> Iterator[Finding]:
    """Rules that never hit, or never decide, and are not told of as masked or subsumed."""
    found = examined.analysis.unreachable
    covered = {each.rule for each in examined.analysis.subsumed} | {
        each.rule for each in examined.analysis.masked
    }
    never = {each.rule for each in found}
    fed = (
        _never_given(examined, number)
        for number, rule in enumerate(examined.analysis.boxes, 1)
        if number not in never and intersection(rule.box, examined.reach) is None
    )
    told_of = (each for each in found if not (len(each.by) == 1 and each.rule in covered))
    yield from some(examined, chain((_unreachable_rule(examined, each) for each in told_of), fed), found)


def _unreachable_rule(examined: Examined, each: Unreachable) -> Finding:
    if not each.by:
        sentence = f"Regel {each.rule} kan aldrig träffa: dess villkor stämmer inte för något tillåtet värde."
        return examined.finding(
            Code.UNREACHABLE,
            sentence,
            examined.rule(each.rule).at,
            rules=(each.rule,),
            hint="Ändra villkoren, eller ta bort regeln.",
        )
    return examined.finding(
        Code.UNREACHABLE,
        f"Regel {each.rule} avgör aldrig: {rules_text(each.by)} går före i alla fall som den träffar.",
        examined.rule(each.rule).at,
        rules=(each.rule,),
        case=examined.case(examined.rule_box(each.rule)),
        hint="Ta bort regeln, eller ändra ordningen eller villkoren.",
    )


def _never_given(examined: Examined, number: int) -> Finding:
    box = examined.rule_box(number)
    axes = zip(examined.analysis.space.axes, box, examined.reach, strict=True)
    axis, cells = next((axis, cells) for axis, cells, reached in axes if not cells & reached)
    feed = examined.feeds.get(axis.name)
    sources = listed(feed.sources) if feed else axis.name
    cell = examined.rule(number).when.get(axis.name)
    return examined.finding(
        Code.UNREACHABLE,
        f"Regel {number} kan aldrig träffa: den kräver att {condition(axis, cells)}, "
        f"vilket {sources} aldrig ger.",
        cell or examined.rule(number).at,
        rules=(number,),
        hint=f"Ändra villkoret, eller det som {sources} ger.",
    )


def masked(examined: Examined) -> Iterator[Finding]:
    """Rules that a rule of higher priority always goes before."""
    yield from some(examined, (_masked_rule(examined, each) for each in examined.analysis.masked))


def _masked_rule(examined: Examined, each: Masked) -> Finding:
    return examined.finding(
        Code.MASKED,
        f"Regel {each.rule} avgör aldrig: regel {each.by} träffar i samma fall och går före.",
        examined.rule(each.rule).at,
        rules=(each.rule, each.by),
        case=examined.case(examined.rule_box(each.rule)),
        hint="Ta bort regeln, eller ändra villkoren eller ordningen bland tillåtna värden.",
    )


def misleading(examined: Examined) -> Iterator[Finding]:
    """Rules that take over cases which another seems to decide."""
    found = examined.analysis.misleading
    yield from some(examined, (_misleading_rule(examined, each) for each in found), found)


def _misleading_rule(examined: Examined, each: Misleading) -> Finding:
    shared = intersection(examined.rule_box(each.rule), examined.rule_box(each.over))
    return examined.finding(
        Code.MISLEADING,
        f"Regel {each.rule} går före regel {each.over} i fall som regel {each.over} ser ut att avgöra, "
        f"för regel {each.rule} har inget villkor på {listed(each.columns)}.",
        examined.rule(each.rule).at,
        rules=(each.rule, each.over),
        case=examined.case(shared) if shared else {},
        hint=f"Skriv ut villkoret på {listed(each.columns)} i regel {each.rule}.",
    )
