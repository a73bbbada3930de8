"""Files to typed documents: read the YAML, validate it, and build what can be built.

Each `read_…` gives the document and every problem of the file. Parts that the schema refuses are left out or
replaced by a stand-in, so a document with a problem of grade fel must not be run; it is there so that its
names and FEEL texts are looked at too, and all errors are shown at once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from motor.documents.cases import NOT_WORKED_OUT, Case, CaseFile, ContextValue, Example, ListValue, Value
from motor.documents.forms import Form
from motor.documents.model import (
    Alternatives,
    Cell,
    ConstraintDocument,
    DecisionDocument,
    FactDocument,
    QuestionGroup,
    RulebookDocument,
    SourceDocument,
    ViewDocument,
)
from motor.documents.reader import read
from motor.documents.schema import Kind, validate
from motor.documents.source import Mapping as Keys
from motor.documents.source import Node, Scalar, Sequence, Source
from motor.documents.versions import build_decision
from motor.errors import Problem

File = str | Path | tuple[str, str]
"""A path, or a name and a text."""

Document = TypeVar("Document")


def read_document(
    file: File, kind: Kind, build: Callable[[Form, Source], Document | None]
) -> tuple[Document | None, list[Problem]]:
    """A document of that kind as `build` makes it, and everything that is wrong with it."""
    node, source, problems = read(file)
    if node is None:
        return None, problems
    problems = problems + validate(node, kind)
    form = Form(node, problems)
    return build(form, source), problems


def read_rulebook(file: File) -> tuple[RulebookDocument | None, list[Problem]]:
    """regelverk.yaml, and everything that is wrong with it."""
    return read_document(file, Kind.RULEBOOK, _rulebook)


def read_decision(file: File) -> tuple[DecisionDocument | None, list[Problem]]:
    """A version of a decision, and everything that is wrong with it."""
    return read_document(file, Kind.DECISION, build_decision)


def read_cases(file: File) -> tuple[CaseFile | None, list[Problem]]:
    """A file of golden cases, and everything that is wrong with it."""
    return read_document(file, Kind.CASES, _cases)


def read_example(file: File) -> tuple[Example | None, list[Problem]]:
    """A file with the facts of an example, and everything that is wrong with it."""
    return read_document(file, Kind.EXAMPLE, _example)


def check_file_name(document: DecisionDocument) -> list[Problem]:
    """A version's file is named by its first day, and stands in a folder named as the decision."""
    path = Path(document.source.name)
    problems = []
    folder = unicodedata.normalize("NFC", path.parent.name)
    if folder != document.name:
        message = f"Beslutet heter {document.name}, men mappen heter {folder}."
        problems.append(document.at.problem("filnamn", message, hint="Ge dem samma namn."))
    start = document.valid_from.isoformat()
    if path.name != f"{start}.yaml":
        message = f"Versionen gäller från {start}, men filen heter {path.name}."
        problems.append(document.start.problem("filnamn", message, hint=f"Döp filen till {start}.yaml."))
    return problems


def check_folder_name(document: RulebookDocument) -> list[Problem]:
    """A rule set's folder is named as the rule set."""
    folder = unicodedata.normalize("NFC", Path(document.source.name).absolute().parent.name)
    if folder == document.name:
        return []
    message = f"Regelverket heter {document.name}, men mappen heter {folder}."
    return [document.at.problem("filnamn", message, hint="Ge dem samma namn.")]


# --- regelverk.yaml


def _rulebook(form: Form, source: Source) -> RulebookDocument | None:
    named = form.name("regelverk")
    if named is None:
        return None
    return RulebookDocument(
        *named,
        title=form.text("namn") or named[0],
        description=form.text("beskrivning"),
        documents=_built(form, "källor", _source_document),
        facts=_built(form, "indata", _fact),
        constraints=_built(form, "kontroller", _constraint),
        views=_views(form),
        source=source,
    )


Part = TypeVar("Part")


def _built(form: Form, key: str, build: Callable[[Form], Part | None]) -> tuple[Part, ...]:
    return tuple(part for each in form.forms(key) if (part := build(each)) is not None)


def _source_document(form: Form) -> SourceDocument | None:
    dnr = form.cell("dnr")
    return SourceDocument(dnr.text, form.text("titel") or dnr.text, form.date("datum"), dnr) if dnr else None


def _fact(form: Form) -> FactDocument | None:
    named, type_ = form.name("namn"), form.type()
    if named is None or type_ is None:
        return None
    first, last = form.date("giltig från"), form.date("giltig till")
    form.check_period(first, last)
    return FactDocument(
        *named,
        type=type_,
        allowed=form.allowed(),
        allows_null=form.yes("oklar"),
        unit=form.text("enhet"),
        description=form.text("beskrivning"),
        question=form.text("fråga"),
        default=form.cell("standard"),
        valid_from=first,
        valid_to=last,
        notes=form.notes(),
    )


def _constraint(form: Form) -> ConstraintDocument | None:
    condition, message = form.cell("villkor"), form.text("meddelande")
    return ConstraintDocument(condition, message, form.notes()) if condition and message else None


def _views(form: Form) -> tuple[ViewDocument, ...]:
    views = form.form("vyer")
    entries = views.node.entries if views and isinstance(views.node, Keys) else ()
    return tuple(
        _view(form.cell_of(key), Form(node, form.problems)) for key, node in entries if isinstance(node, Keys)
    )


def _view(at: Cell, form: Form) -> ViewDocument:
    choice = form.form("alternativ")
    decision = choice.name_cell("beslut") if choice else None
    return ViewDocument(
        at.scalar.name,
        at,
        title=form.text("rubrik") or at.text,
        questions=tuple(
            QuestionGroup(each.text("rubrik"), each.cells("fakta")) for each in form.forms("frågor")
        ),
        alternatives=Alternatives(decision, choice.name_cell("kriterier"), choice.name_cell("fakta"))
        if choice and decision
        else None,
        suggestion=form.name_cell("förslag"),
        terms=form.name_cell("villkor"),
        terms_on_page=form.cells("villkor på sidan"),
        result=form.name_cell("resultat"),
        lines=form.name_cell("rader"),
        sums=form.cells("summor"),
        total=form.name_cell("totalt"),
        others=form.cells("övrigt"),
        example=form.cell("exempel"),
    )


# --- golden cases and examples


def _cases(form: Form, source: Source) -> CaseFile | None:
    named = form.name("regelverk")
    if named is None:
        return None
    cases = _built(form, "fall", _case)
    seen: dict[str, Case] = {}
    for case in cases:
        if case.name in seen:
            message = f"Två fall heter `{case.name}` (det första på rad {seen[case.name].at.where.line})."
            form.problems.append(case.at.problem("dubbelt namn", message, hint="Ge fallen olika namn."))
        seen.setdefault(case.name, case)
    extra = {
        name: form.cell_of(text) for name, text in _entries(form.form("extra")) if isinstance(text, Scalar)
    }
    return CaseFile(*named, cases=cases, extra=extra, source=source)


def _case(form: Form) -> Case | None:
    name = form.cell("namn")
    if name is None:
        return None
    facts, fact_names = values_of(form, "fakta")
    expected, expected_names = values_of(form, "väntat")
    confirmed = form.yes("bekräftad") or not form.has("bekräftad")
    if confirmed:
        form.problems.extend(_left_open(expected))
    return Case(
        name=name.text,
        at=name,
        date=form.date("datum"),
        facts=facts,
        fact_names=fact_names,
        expected=expected,
        expected_names=expected_names,
        undecided=form.cells("obesvarade"),
        missing=form.cells("saknas") if form.has("saknas") else None,
        error=form.cell("fel"),
        drafts=form.yes("utkast"),
        confirmed=confirmed,
        notes=form.notes(),
    )


def _left_open(expected: Mapping[str, Value]) -> Iterator[Problem]:
    """Expected values that still are the question mark of a proposal."""
    for name, value in expected.items():
        if isinstance(value, ContextValue):
            yield from _left_open(value.entries)
        elif isinstance(value, Cell) and value.text.strip() == NOT_WORKED_OUT:
            message = f"väntat är inte ifyllt: {name} är {NOT_WORKED_OUT}."
            hint = "Räkna ut värdet ur källan och skriv det, eller skriv bekräftad: nej så länge."
            yield value.problem("inte ifyllt", message, hint=hint)


def _example(form: Form, source: Source) -> Example | None:
    facts, fact_names = values_of(form, "fakta")
    return Example(
        name=form.text("namn") or Path(source.name).stem,
        at=form.cell("namn") or form.cell_of(form.node),
        date=form.date("datum"),
        description=form.text("beskrivning"),
        facts=facts,
        fact_names=fact_names,
        source=source,
    )


def _entries(form: Form | None) -> list[tuple[str, Node]]:
    return list(form.node.items()) if form and isinstance(form.node, Keys) else []


def values_of(form: Form, key: str) -> tuple[Mapping[str, Value], Mapping[str, Cell]]:
    """The values under a key by name, and where the names stand."""
    inner = form.form(key)
    names = {}
    if inner and isinstance(inner.node, Keys):
        names = {name.name: form.cell_of(name) for name, _ in inner.node.entries}
    return {name: _value(form, node) for name, node in _entries(inner)}, names


def _value(form: Form, node: Node) -> Value:
    cell = form.cell_of(node)
    if isinstance(node, Sequence):
        return ListValue(tuple(_value(form, item) for item in node.items), cell)
    if isinstance(node, Keys):
        return ContextValue({name: _value(form, item) for name, item in node.items()}, cell)
    return cell
