"""A DMN file to its definitions (DMN 1.5, chapter 6 and 7.3), for the XML of DMN 1.1 to 1.6."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from motor.dmn.boxed_reading import expression_in, function_definition
from motor.dmn.model import (
    Decision,
    Definitions,
    Function,
    FunctionItem,
    Import,
    InputData,
    ItemDefinition,
    KnowledgeSource,
    Service,
)
from motor.dmn.reader import MODEL_NAMESPACES, Reader
from motor.dmn.xml import Element, read
from motor.errors import Problem, RuleError
from motor.feel.spelling import name_of

_UNREAD = frozenset(
    {
        *("description", "extensionElements", "textAnnotation", "association", "group"),
        *("elementCollection", "performanceIndicator", "organizationUnit", "businessContextElement"),
    }
)
"""What a model may hold that says nothing about its values."""

_BESIDES_LOGIC = frozenset(
    {
        *("question", "allowedAnswers", "variable", "informationRequirement", "knowledgeRequirement"),
        *("authorityRequirement", "supportedObjective", "impactedPerformanceIndicator", "decisionMaker"),
        *("decisionOwner", "usingProcess", "usingTask"),
    }
)
"""What a decision may hold besides its logic."""


def read_definitions(source: Path | tuple[str, str | bytes]) -> Definitions:
    """The definitions in a DMN file, or in a text with the name it goes by.

    Raises RuleError with everything that is wrong in the file by itself; what it refers to is not looked at.
    """
    reader = Reader(read(source))
    root = reader.document.root
    if root.tag != "definitions" or root.namespace not in MODEL_NAMESPACES:
        versions = ", ".join(MODEL_NAMESPACES.values())
        message = f'Filen är ingen DMN-modell: den börjar med <{root.tag}> i namnrymden "{root.namespace}".'
        reader.note("ingen DMN-modell", message, root.where, f"Spara modellen som DMN {versions}.")
        raise RuleError(reader.problems)
    definitions = _definitions(reader, root)
    if reader.problems:
        raise RuleError(sorted(reader.problems, key=_place))
    return definitions


def _place(problem: Problem) -> tuple[int, int]:
    return problem.where.line or 0, problem.where.column or 0


def _definitions(reader: Reader, root: Element) -> Definitions:
    found: dict[str, list[Any]] = {tag: [] for tag in _READ}
    for part in reader.parts(root):
        if part.tag in _READ:
            found[part.tag].append(_READ[part.tag](reader, part))
        elif part.tag not in _UNREAD:
            reader.unknown(part, _READ, "inte känt i en DMN-modell")
    return Definitions(
        root.attributes.get("name", ""),
        reader.attribute(root, "namespace"),
        tuple(found["import"]),
        tuple(found["itemDefinition"]),
        tuple(found["inputData"]),
        tuple(found["decision"]),
        tuple(found["businessKnowledgeModel"]),
        tuple(found["decisionService"]),
        reader.document.file,
        root.where,
        tuple(found["knowledgeSource"]),
        reader.remarks(root),
    )


def _import(reader: Reader, element: Element) -> Import:
    return Import(
        name_of(element.attributes.get("name", "")),
        reader.attribute(element, "namespace"),
        reader.attribute(element, "importType"),
        element.attributes.get("locationURI"),
        element.where,
    )


def _item(reader: Reader, element: Element) -> ItemDefinition:
    type_ref = reader.child(element, "typeRef")
    components = tuple(_item(reader, each) for each in reader.children(element, "itemComponent"))
    function = reader.child(element, "functionItem")
    if sum((type_ref is not None, bool(components), function is not None)) > 1:
        message = "En typ är antingen en annan typ, en struktur eller en funktion."
        reader.note(
            "motsägelse", message, element.where, "Behåll en av typeRef, itemComponent, functionItem."
        )
    return ItemDefinition(
        name_of(reader.attribute(element, "name")),
        None if type_ref is None else reader.type_name(type_ref, type_ref.text),
        reader.text(reader.child(element, "allowedValues")) or None,
        reader.text(reader.child(element, "typeConstraint")) or None,
        reader.flag(element, "isCollection"),
        components,
        None if function is None else _function_item(reader, function),
        element.where,
        reader.remarks(element),
    )


def _function_item(reader: Reader, element: Element) -> FunctionItem:
    parameters = tuple(
        (reader.attribute(each, "name"), reader.type_ref(each))
        for each in reader.children(element, "parameters")
    )
    return FunctionItem(parameters, reader.type_ref(element, "outputTypeRef"), element.where)


def _named(reader: Reader, element: Element) -> tuple[str, str, str | None]:
    """The id, name and type of an element with a variable. Without an id the name does for it."""
    name = name_of(reader.attribute(element, "name"))
    variable = reader.child(element, "variable")
    called = name if variable is None else name_of(reader.attribute(variable, "name"))
    if variable is not None and name and called and called != name:
        message = f'Variabeln heter "{called}", men elementet heter "{name}".'
        reader.note("motsägelse", message, variable.where, "Ge dem samma namn.")
    return element.attributes.get("id") or name, name, reader.type_ref(variable)


def _hrefs(reader: Reader, element: Element, requirement: str, *tags: str) -> tuple[str, ...]:
    """What the requirements of one kind refer to."""
    return tuple(
        reader.href(part)
        for each in reader.children(element, requirement)
        for part in reader.children(each, *tags)
    )


def _direct(reader: Reader, element: Element, tag: str) -> tuple[str, ...]:
    return tuple(reader.href(each) for each in reader.children(element, tag))


def _input_data(reader: Reader, element: Element) -> InputData:
    return InputData(*_named(reader, element), element.where, reader.remarks(element))


def _decision(reader: Reader, element: Element) -> Decision:
    for requirement in reader.children(element, "informationRequirement"):
        if not reader.children(requirement, "requiredInput", "requiredDecision"):
            message = "Kravet saknar <requiredInput> eller <requiredDecision>."
            reader.note("saknat element", message, requirement.where)
    return Decision(
        *_named(reader, element),
        expression_in(reader, element, _BESIDES_LOGIC),
        _hrefs(reader, element, "informationRequirement", "requiredInput"),
        _hrefs(reader, element, "informationRequirement", "requiredDecision"),
        _hrefs(reader, element, "knowledgeRequirement", "requiredKnowledge"),
        reader.prose(element, "question"),
        element.where,
        _authorities(reader, element),
        reader.remarks(element),
    )


def _authorities(reader: Reader, element: Element) -> tuple[str, ...]:
    return _hrefs(reader, element, "authorityRequirement", "requiredAuthority")


def _function(reader: Reader, element: Element) -> Function:
    logic = reader.child(element, "encapsulatedLogic")
    return Function(
        *_named(reader, element),
        None if logic is None else function_definition(reader, logic),
        _hrefs(reader, element, "knowledgeRequirement", "requiredKnowledge"),
        element.where,
        _authorities(reader, element),
        reader.remarks(element),
    )


def _knowledge_source(reader: Reader, element: Element) -> KnowledgeSource:
    name = name_of(element.attributes.get("name", ""))
    return KnowledgeSource(
        element.attributes.get("id") or name,
        name,
        element.attributes.get("locationURI"),
        element.where,
        reader.remarks(element),
    )


def _service(reader: Reader, element: Element) -> Service:
    return Service(
        *_named(reader, element),
        _direct(reader, element, "outputDecision"),
        _direct(reader, element, "encapsulatedDecision"),
        _direct(reader, element, "inputDecision"),
        _direct(reader, element, "inputData"),
        element.where,
    )


_READ: dict[str, Callable[[Reader, Element], Any]] = {
    "import": _import,
    "itemDefinition": _item,
    "inputData": _input_data,
    "decision": _decision,
    "businessKnowledgeModel": _function,
    "decisionService": _service,
    "knowledgeSource": _knowledge_source,
}
"""The parts of a model that are read, with what reads each."""
