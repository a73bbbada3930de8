"""What is written otherwise in two versions of a decision, cell by cell.

Rules are matched by what they say: those with the same conditions first, in their order, then those that have
most cells in common. Each change says where it stands, and how it was and is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from motor.difference.content import (
    Part,
    input_parts,
    named_texts,
    output_parts,
    rule_cells,
    text_of,
)
from motor.documents.model import (
    DecisionDocument,
    ExpressionDocument,
    FunctionDocument,
    Logic,
    RuleDocument,
    StepsDocument,
    TableDocument,
)
from motor.table.hit_policy import IN_ORDER

MOST_PAIRS = 250_000
"""How many pairs of rules are compared to find those that are nearest."""

LEAST_IN_COMMON = 0.5
"""How large a part of their cells two rules share at least, to be one rule that was changed."""

WHOLE = "hela regeln"
"""The column of a change that is a whole row."""

FORMS: dict[type[object], str] = {
    TableDocument: "tabell",
    ExpressionDocument: "uttryck",
    StepsDocument: "steg",
    FunctionDocument: "funktion",
}

Pair = tuple[RuleDocument | None, RuleDocument | None]


@dataclass(frozen=True, slots=True)
class TextChange:
    """One thing that is written otherwise. None stands for what is not there.

    `rule` is the number of the row after the change, or of a row that is gone; `old_rule` before it.
    """

    column: str
    before: str | None
    after: str | None
    rule: int | None = None
    old_rule: int | None = None


def changes(one: DecisionDocument, other: DecisionDocument) -> list[TextChange]:
    """Everything that bears on the outcome and is written otherwise, in the order of the file."""
    found = list(
        _parts(
            "",
            (("gäller enligt", text_of(one.effective_by)),),
            (("gäller enligt", text_of(other.effective_by)),),
        )
    )
    return [*found, *_logic(one.logic, other.logic)]


def _logic(one: Logic, other: Logic) -> Iterator[TextChange]:
    if isinstance(one, TableDocument) and isinstance(other, TableDocument):
        yield from _table(one, other)
    else:
        if type(one) is not type(other):
            yield TextChange("form", FORMS[type(one)], FORMS[type(other)])
        yield from _named(_texts(one), _texts(other))


def _texts(logic: Logic) -> dict[str, str | None]:
    """What a version of another form says; a table is told by its size."""
    if isinstance(logic, TableDocument):
        return {"antal regler": str(len(logic.rules))}
    return named_texts(logic)


def _named(before: dict[str, str | None], after: dict[str, str | None]) -> Iterator[TextChange]:
    for name in dict.fromkeys([*after, *before]):
        if before.get(name) != after.get(name):
            yield TextChange(name, before.get(name), after.get(name))


def _table(one: TableDocument, other: TableDocument) -> Iterator[TextChange]:
    if one.hit_policy is not other.hit_policy:
        yield TextChange("träffregel", str(one.hit_policy), str(other.hit_policy))
    yield from _columns(
        "indata", *({each.name: input_parts(each) for each in table.inputs} for table in (one, other))
    )
    yield from _columns(
        "utdata", *({each.name: output_parts(each) for each in table.outputs} for table in (one, other))
    )
    pairs = matched(one.rules, other.rules)
    columns = [column.name for column in (*other.inputs, *one.inputs)]
    outputs = [column.name for column in (*other.outputs, *one.outputs)]
    for before, after in pairs:
        yield from _rule(before, after, list(dict.fromkeys(columns)), list(dict.fromkeys(outputs)))
    if other.hit_policy.letter in IN_ORDER:
        yield from _order(pairs)


def _columns(
    kind: str, before: dict[str, tuple[Part, ...]], after: dict[str, tuple[Part, ...]]
) -> Iterator[TextChange]:
    for name in dict.fromkeys([*after, *before]):
        if name not in before:
            yield TextChange(f"{kind} {name}", None, "ny kolumn")
        elif name not in after:
            yield TextChange(f"{kind} {name}", "fanns", None)
        else:
            yield from _parts(f"{name}: ", before[name], after[name])


def _parts(prefix: str, before: Sequence[Part], after: Sequence[Part]) -> Iterator[TextChange]:
    for (name, was), (_, now) in zip(before, after, strict=True):
        if was != now:
            yield TextChange(f"{prefix}{name}", was, now)


def _rule(
    before: RuleDocument | None, after: RuleDocument | None, inputs: list[str], outputs: list[str]
) -> Iterator[TextChange]:
    if before is None or after is None:
        old = before.number if before else None
        yield TextChange(WHOLE, _row_text(before), _row_text(after), after.number if after else old, old)
        return
    for name in inputs:
        was, now = (text_of(row.when.get(name)) or "-" for row in (before, after))
        if was != now:
            yield TextChange(name, was, now, after.number, before.number)
    for name in outputs:
        given, gives = text_of(before.then.get(name)), text_of(after.then.get(name))
        if given != gives:
            yield TextChange(name, given, gives, after.number, before.number)


def _order(pairs: list[Pair]) -> Iterator[TextChange]:
    """Rules that stand in another order, where that matters."""
    numbers = [before.number for before, after in pairs if before is not None and after is not None]
    if numbers != sorted(numbers):
        yield TextChange("reglernas ordning", _listed(sorted(numbers)), _listed(numbers))


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _row_text(row: RuleDocument | None) -> str | None:
    if row is None:
        return None
    when = "; ".join(f"{name}: {text}" for name, text in rule_cells(row.when).items())
    then = "; ".join(f"{name}: {cell.text.strip()}" for name, cell in row.then.items())
    return f"{when or 'vad som helst'} ger {then}"


def matched(before: Sequence[RuleDocument], after: Sequence[RuleDocument]) -> list[Pair]:
    """The rules two by two, by their new order; those that are gone last, those that are new alone."""
    waiting: dict[object, list[RuleDocument]] = defaultdict(list)
    for row in reversed(before):
        waiting[_conditions(row)].append(row)
    pairs: dict[int, RuleDocument] = {}
    for row in after:
        same = waiting[_conditions(row)]
        if same:
            pairs[row.number] = same.pop()
    taken = {row.number for row in pairs.values()}
    left = [row for row in before if row.number not in taken]
    new = [row for row in after if row.number not in pairs]
    pairs.update(_nearest(left, new))
    taken = {row.number for row in pairs.values()}
    gone: list[Pair] = [(row, None) for row in left if row.number not in taken]
    return [*((pairs.get(row.number), row) for row in after), *gone]


def _conditions(row: RuleDocument) -> object:
    return frozenset(rule_cells(row.when).items())


def _nearest(before: list[RuleDocument], after: list[RuleDocument]) -> dict[int, RuleDocument]:
    """For rules that are left, the one that each was, by how much they have in common, most first."""
    if len(before) * len(after) > MOST_PAIRS:
        return {}
    olds, news = ([(row, _cells(row)) for row in rows] for rows in (before, after))
    scored = sorted(
        (
            (-_in_common(was, now), abs(old.number - new.number), old.number, new.number)
            for old, was in olds
            for new, now in news
        ),
    )
    by_number = {row.number: row for row in before}
    found: dict[int, RuleDocument] = {}
    for score, _, old_number, new_number in scored:
        if -score >= LEAST_IN_COMMON and old_number in by_number and new_number not in found:
            found[new_number] = by_number.pop(old_number)
    return found


def _cells(row: RuleDocument) -> dict[tuple[str, str], str]:
    return {
        **{("när", name): text for name, text in rule_cells(row.when).items()},
        **{("ger", name): cell.text.strip() for name, cell in row.then.items()},
    }


def _in_common(one: dict[tuple[str, str], str], other: dict[tuple[str, str], str]) -> float:
    """How large a part of the cells that either has are the same in both."""
    names = one.keys() | other.keys()
    return sum(one.get(name) == other.get(name) for name in names) / max(1, len(names))
