"""Definitions to the XML of DMN 1.3, which most tools read, or of DMN 1.5 (chapters 6, 7.3 and 13).

`motor.dmn.reading` reads the same definitions back. What DMN 1.3 has no boxed expression for is written as
FEEL text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from motor.dmn import model
from motor.dmn.boxed_writing import Writer, function, remarks, unary_tests
from motor.dmn.diagram import Diagram, Edge, Shape
from motor.dmn.linking import elements_of
from motor.dmn.model import Definitions
from motor.dmn.reader import MODEL_NAMESPACES
from motor.dmn.xml_text import Tag, document, tag
from motor.errors import Problem, RuleError

EXPORTER = "regelmotor"

_NAMESPACES = {version: namespace for namespace, version in MODEL_NAMESPACES.items()}
_DIAGRAM_NAMESPACES = {version: _NAMESPACES[version].replace("MODEL", "DMNDI") for version in ("1.3", "1.5")}
_DC = "http://www.omg.org/spec/DMN/20180521/DC/"
_DI = "http://www.omg.org/spec/DMN/20180521/DI/"


def write(definitions: Definitions, version: str = "1.3", diagram: Diagram | None = None) -> str:
    """The text of a DMN file of a version, "1.3" or "1.5", with the drawing of its requirements if given.

    Raises RuleError with everything that the version has no form for, and for characters that XML cannot
    hold; ValueError for another version.
    """
    if version not in _DIAGRAM_NAMESPACES:
        raise ValueError(f"DMN {version} is not written, only {' and '.join(_DIAGRAM_NAMESPACES)}")
    root = _Definitions(definitions, version).written(diagram)
    return document(root)


@dataclass(frozen=True, slots=True)
class _Requirement:
    """A kind of requirement: its element, and the element that refers to what is required."""

    name: str
    target: str


_INPUT = _Requirement("informationRequirement", "requiredInput")
_DECISION = _Requirement("informationRequirement", "requiredDecision")
_KNOWLEDGE = _Requirement("knowledgeRequirement", "requiredKnowledge")
_AUTHORITY = _Requirement("authorityRequirement", "requiredAuthority")


class _Definitions:
    """The writing of one file: the ids that its elements and requirements get."""

    def __init__(self, definitions: Definitions, version: str) -> None:
        self._definitions = definitions
        self._version = version
        self._writer = Writer(newer=version != "1.3")
        elements = (*elements_of(definitions), *definitions.sources)
        self._ids = {element.id: self._writer.id(element.id) for element in elements}
        self._requirements: dict[tuple[str, str], str] = {}

    def written(self, diagram: Diagram | None) -> Tag:
        """The root element."""
        definitions = self._definitions
        own = self._writer.id("definitions")
        parts = [
            *map(self._import, definitions.imports),
            *(self._item(each, "type") for each in definitions.item_definitions),
            *map(self._input, definitions.inputs),
            *map(self._function, definitions.functions),
            *map(self._decision, definitions.decisions),
            *map(self._service, definitions.services),
            *map(self._source, definitions.sources),
            None if diagram is None else self._diagram(diagram),
        ]
        if self._writer.problems:
            raise RuleError(self._writer.problems)
        return tag(
            "definitions",
            *remarks(definitions.remarks),
            *parts,
            **self._namespaces(drawn=diagram is not None),
            id=own,
            name=definitions.name,
            namespace=definitions.namespace,
            exporter=EXPORTER,
        )

    def _namespaces(self, drawn: bool) -> dict[str, str]:
        """The prefixes of the file; those of imported types are known when its parts are written."""
        imported = {f"xmlns:{prefix}": namespace for namespace, prefix in self._writer.prefixes.items()}
        drawing = {"xmlns:dmndi": _DIAGRAM_NAMESPACES[self._version], "xmlns:dc": _DC, "xmlns:di": _DI}
        return {"xmlns": _NAMESPACES[self._version]} | (drawing if drawn else {}) | imported

    def _import(self, each: model.Import) -> Tag:
        return tag(
            "import",
            id=self._writer.id(f"import_{each.name}"),
            name=each.name,
            namespace=each.namespace,
            locationURI=each.location_uri,
            importType=each.type_uri,
        )

    def _item(self, item: model.ItemDefinition, parent: str, name: str = "itemDefinition") -> Tag:
        """A type; DMN 1.3 knows one constraint, which is of each item of a collection."""
        writer = self._writer
        own = writer.id(f"{parent}_{item.name}")
        allowed, constraint = item.allowed, item.type_constraint
        if not writer.newer and constraint is not None:
            if item.collection or allowed is not None:
                message = f"Typen {item.name} har ett villkor (typeConstraint) som DMN 1.3 inte kan uttrycka."
                hint = "Skriv modellen som DMN 1.5."
                writer.refuse(Problem("för nytt", message, item.where, hint=hint))
            allowed, constraint = constraint, None
        return tag(
            name,
            *remarks(item.remarks),
            None if item.type_ref is None else tag("typeRef", text=writer.type_ref(item.type_ref)),
            unary_tests("allowedValues", allowed, writer, own),
            unary_tests("typeConstraint", constraint, writer, own),
            *(self._item(component, own, "itemComponent") for component in item.components),
            None if item.function is None else self._function_item(item.function, own),
            id=own,
            name=item.name,
            isCollection="true" if item.collection else None,
        )

    def _function_item(self, item: model.FunctionItem, parent: str) -> Tag:
        parameters = (
            self._writer.variable(name, type_ref, parent, "parameters") for name, type_ref in item.parameters
        )
        return tag("functionItem", *parameters, outputTypeRef=self._writer.type_ref(item.output))

    def _variable(self, element: model.Element) -> Tag:
        return self._writer.variable(element.name, element.type_ref, self._ids[element.id])

    def _input(self, element: model.InputData) -> Tag:
        return tag(
            "inputData",
            *remarks(element.remarks),
            self._variable(element),
            id=self._ids[element.id],
            name=element.name,
        )

    def _function(self, element: model.Function) -> Tag:
        own = self._ids[element.id]
        logic = element.logic
        return tag(
            "businessKnowledgeModel",
            *remarks(element.remarks),
            self._variable(element),
            None if logic is None else function(logic, self._writer, own, "encapsulatedLogic"),
            *self._required(element.id, _KNOWLEDGE, element.knowledge),
            *self._required(element.id, _AUTHORITY, element.authorities),
            id=own,
            name=element.name,
        )

    def _decision(self, element: model.Decision) -> Tag:
        own = self._ids[element.id]
        return tag(
            "decision",
            *remarks(element.remarks),
            None if element.question is None else tag("question", text=element.question),
            self._variable(element),
            *self._required(element.id, _INPUT, element.inputs),
            *self._required(element.id, _DECISION, element.decisions),
            *self._required(element.id, _KNOWLEDGE, element.knowledge),
            *self._required(element.id, _AUTHORITY, element.authorities),
            self._writer.expression(element.logic, own),
            id=own,
            name=element.name,
        )

    def _service(self, element: model.Service) -> Tag:
        return tag(
            "decisionService",
            self._variable(element),
            *self._references("outputDecision", element.output_decisions),
            *self._references("encapsulatedDecision", element.encapsulated_decisions),
            *self._references("inputDecision", element.input_decisions),
            *self._references("inputData", element.input_data),
            id=self._ids[element.id],
            name=element.name,
        )

    def _source(self, element: model.KnowledgeSource) -> Tag:
        return tag(
            "knowledgeSource",
            *remarks(element.remarks),
            id=self._ids[element.id],
            name=element.name,
            locationURI=element.location,
        )

    def _required(self, owner: str, kind: _Requirement, hrefs: Iterable[str]) -> Iterable[Tag]:
        """Requirements, each with an id that the diagram's edges refer to."""
        for href in hrefs:
            required = self._local(href) or href
            target = self._ids.get(required, required)
            own = self._writer.id(f"{self._ids[owner]}_requires_{target}")
            self._requirements.setdefault((required, owner), own)
            yield tag(kind.name, tag(kind.target, href=self._href(href)), id=own)

    def _references(self, name: str, hrefs: Iterable[str]) -> Iterable[Tag]:
        return (tag(name, href=self._href(href)) for href in hrefs)

    def _local(self, href: str) -> str | None:
        """The id of an element of this file; None when the href leads elsewhere."""
        namespace, _, local = href.rpartition("#")
        return local if namespace in ("", self._definitions.namespace) and local in self._ids else None

    def _href(self, href: str) -> str:
        """The href, with the id that the element got."""
        local = self._local(href)
        return href if local is None else href[: -len(local)] + self._ids[local]

    # The diagram (DMN 1.5, chapter 13)

    def _diagram(self, diagram: Diagram) -> Tag:
        width, height = diagram.size
        return tag(
            "dmndi:DMNDI",
            tag(
                "dmndi:DMNDiagram",
                tag("dmndi:Size", width=str(width), height=str(height)),
                *(self._shape(shape) for shape in diagram.shapes),
                *(self._edge(edge) for edge in diagram.edges),
                id=self._writer.id("diagram"),
            ),
        )

    def _shape(self, shape: Shape) -> Tag:
        own = self._ids[shape.id]
        sides = {"x": shape.x, "y": shape.y, "width": shape.width, "height": shape.height}
        bounds = tag("dc:Bounds", **{name: str(value) for name, value in sides.items()})
        return tag("dmndi:DMNShape", bounds, id=self._writer.id(f"{own}_shape"), dmnElementRef=own)

    def _edge(self, edge: Edge) -> Tag:
        own = self._requirements[edge.source, edge.target]
        points = (tag("di:waypoint", x=str(x), y=str(y)) for x, y in edge.points)
        return tag("dmndi:DMNEdge", *points, id=self._writer.id(f"{own}_edge"), dmnElementRef=own)
