"""A decision file to its typed document: one decision in one version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from motor.documents.forms import Form
from motor.documents.model import (
    Adoption,
    Cell,
    Correction,
    DecisionDocument,
    ExpressionDocument,
    FunctionDocument,
    HitPolicy,
    InputColumn,
    Logic,
    OutputColumn,
    Parameter,
    RuleDocument,
    Status,
    Step,
    StepsDocument,
    TableDocument,
)
from motor.documents.source import Mapping, Scalar, Source
from motor.errors import suggestion


def build_decision(form: Form, source: Source) -> DecisionDocument | None:
    """The document; None when it has no name, first day or logic that can be read."""
    named, start = form.name("beslut"), form.cell("giltig från")
    first, last = form.date("giltig från"), form.date("giltig till")
    form.check_period(first, last)
    notes = form.notes()
    numbers = {reference.dnr for reference in notes.references}
    form = replace(form, dnr=numbers.pop() if len(numbers) == 1 else None)
    logic, adoption = _logic(form), _adoption(form)
    if named is None or start is None or first is None or logic is None:
        return None
    return DecisionDocument(
        *named,
        valid_from=first,
        start=start,
        valid_to=last,
        status=form.status() or Status.PROPOSED,
        adoption=adoption,
        description=form.text("beskrivning"),
        effective_by=form.name_cell("gäller enligt"),
        logic=logic,
        notes=notes,
        source=source,
        correction=_correction(form),
    )


def _adoption(form: Form) -> Adoption | None:
    inner = form.form("beslutad")
    body, day = (inner.text("organ"), inner.date("datum")) if inner else (None, None)
    return Adoption(body, day, inner.text("paragraf")) if inner and body and day else None


def _correction(form: Form) -> Correction | None:
    inner = form.form("rättelse")
    number, reason = (inner.text("nr"), inner.text("skäl")) if inner else (None, None)
    return Correction(int(number), reason) if number and number.isdecimal() and reason else None


def _logic(form: Form) -> Logic | None:
    """The first of table, function, steps and expression that is there; the schema refuses two at once."""
    if form.has("regler"):
        return _table(form)
    function = form.form("funktion")
    if function is None:
        return _body(form)
    parameters, body = tuple(_parameters(function)), _body(function)
    return FunctionDocument(parameters, body) if body else None


def _body(form: Form) -> ExpressionDocument | StepsDocument | None:
    if form.has("steg"):
        return StepsDocument(tuple(_steps(form)), form.cell("resultat"), form.type())
    expression = form.cell("uttryck")
    return ExpressionDocument(expression, form.type(), form.text("enhet")) if expression else None


def _steps(form: Form) -> Iterator[Step]:
    seen = _Names(form, "steg")
    for each in form.forms("steg"):
        named, expression = each.name("namn"), each.cell("uttryck")
        if named and expression and seen.new(*named):
            yield Step(*named, expression, each.type(), each.text("enhet"), each.notes())


def _parameters(form: Form) -> Iterator[Parameter]:
    seen = _Names(form, "parametrar")
    for each in form.forms("parametrar"):
        named = each.name("namn")
        if named and seen.new(*named):
            yield Parameter(*named, each.type())


# --- tables


def _table(form: Form) -> TableDocument:
    policy = form.text("träffregel")
    table = TableDocument(
        HitPolicy(policy) if policy in set(HitPolicy) else HitPolicy.UNIQUE,
        tuple(_inputs(form)),
        tuple(_outputs(form)),
        (),
    )
    return replace(table, rules=tuple(_rules(form, table)))


def _inputs(form: Form) -> Iterator[InputColumn]:
    seen = _Names(form, "indata")
    for node in form.nodes("indata"):
        if isinstance(node, Scalar):
            cell = form.cell_of(node)
            if not node.empty and seen.new(node.name, cell):
                yield InputColumn(node.name, cell)
            continue
        each = replace(form, node=node)
        named = each.name("namn")
        if named and seen.new(*named):
            yield InputColumn(*named, each.cell("uttryck"), each.type(), each.allowed())


def _outputs(form: Form) -> Iterator[OutputColumn]:
    seen = _Names(form, "utdata")
    for each in form.forms("utdata"):
        named, type_ = each.name("namn"), each.type()
        if named and type_ and seen.new(*named):
            yield OutputColumn(
                *named,
                type=type_,
                unit=each.text("enhet"),
                description=each.text("beskrivning"),
                allowed=each.allowed(),
                default=each.cell("standard"),
                allows_null=each.yes("oklar"),
                notes=each.notes(),
            )


def _rules(form: Form, table: TableDocument) -> Iterator[RuleDocument]:
    inputs = {column.name for column in table.inputs}
    outputs = {column.name for column in table.outputs}
    for number, node in enumerate(form.nodes("regler"), 1):
        if not isinstance(node, Mapping) or not node.entries:
            continue
        each = replace(form, node=node, rule=str(number))
        at = each.cell_of(node.entries[0][0])
        _check_columns(each, "när", "indata", form)
        _check_columns(each, "ger", "utdata", form)
        when = {name: cell for name, (cell, _) in each.columns("när").items() if name in inputs}
        then = {name: cell for name, (cell, _) in each.columns("ger").items() if name in outputs}
        _check_outputs(each, at, [column.name for column in table.outputs])
        yield RuleDocument(number, at, when, then, each.notes())


def _check_columns(row: Form, part: str, where: str, table: Form) -> None:
    """A row names only columns of the table, sound or not."""
    known = [
        node.name if isinstance(node, Scalar) else (replace(table, node=node).name("namn") or ("",))[0]
        for node in table.nodes(where)
    ]
    for name, (_, key) in row.columns(part).items() if known else ():
        if name not in known:
            message = f"Tabellen har ingen kolumn `{name}` under {where}."
            hint = suggestion(name, known) or f"Kolumnerna är {', '.join(known)}."
            row.problems.append(row.cell_of(key, name).problem("okänd kolumn", message, hint=hint))


def _check_outputs(form: Form, at: Cell, outputs: list[str]) -> None:
    """A row gives a value for every output column, unless the row is broken otherwise."""
    node = form.form("ger")
    given = {name for name, _ in node.node.items()} if node and isinstance(node.node, Mapping) else None
    if given is None or given - set(outputs):
        return
    for name in outputs:
        if name not in given:
            message = f"Raden ger inget värde för `{name}`."
            form.problems.append(at.problem("saknad utdata", message, hint=f"Lägg till `{name}` under ger."))


class _Names:
    """The names of a list, each of which may stand there once."""

    def __init__(self, form: Form, key: str) -> None:
        self.form = form
        self.key = key
        self.seen: set[str] = set()

    def new(self, name: str, at: Cell) -> bool:
        if name in self.seen:
            message = f"`{name}` står två gånger under {self.key}."
            self.form.problems.append(at.problem("dubbelt namn", message, hint="Ge dem olika namn."))
            return False
        self.seen.add(name)
        return True
