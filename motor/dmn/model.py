"""What a DMN file says, as data: definitions, their requirements and their boxed expressions (DMN 1.5).

Names are kept as they are written. A type is kept as the text of its `typeRef`; a reference as its `href`.
An XML prefix in a `typeRef` is resolved: FEEL's and the file's own are dropped, another stands as
`{namespace}name`.
"""

from __future__ import annotations

from dataclasses import dataclass

from motor.errors import Location

NOWHERE = Location()
"""The place of what was made without a file."""


@dataclass(frozen=True, slots=True)
class Remarks:
    """What an element says besides its logic; none of it bears on a value.

    `description` is prose for people. `extra` is a YAML mapping of what a rule set says and DMN has no
    element for (sources, units, questions); it stands among the extension elements, which other tools leave
    as they are.
    """

    description: str | None = None
    extra: str | None = None


NO_REMARKS = Remarks()

# Boxed expressions (DMN 1.5, 7.3.1 and 10.2)


@dataclass(frozen=True, slots=True)
class LiteralExpression:
    """A text in an expression language; `language` is None for FEEL."""

    text: str
    language: str | None = None
    type_ref: str | None = None
    where: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """One entry of a boxed context; the one without a name is the result."""

    name: str | None
    type_ref: str | None
    value: Expression | None
    where: Location = NOWHERE
    remarks: Remarks = NO_REMARKS


@dataclass(frozen=True, slots=True)
class ContextExpression:
    """Named entries, each of which sees those above it."""

    entries: tuple[ContextEntry, ...]
    type_ref: str | None = None
    where: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call with named parameters; a binding without an expression is null."""

    function: Expression
    bindings: tuple[tuple[str, Expression | None], ...]
    type_ref: str | None = None
    where: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class ListExpression:
    """A list, item by item."""

    items: tuple[Expression, ...]
    type_ref: str | None = None
    where: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Relation:
    """A list of contexts that share their keys: the columns. `types` are those of the columns, if any."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Expression, ...], ...]
    type_ref: str | None = None
    where: Location = NOWHERE
    types: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A name with its type: a parameter, or what an element's value is called."""

    name: str
    type_ref: str | None = None
    where: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """A function; `kind` is `FEEL`, `Java` or `PMML`. For the last two the body says what is called."""

    parameters: tuple[Variable, ...]
    body: Expression | None
    kind: str = "FEEL"
    type_ref: str | None = None
    where: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Conditional:
    """If, then, else (DMN 1.4)."""

    condition: Expression
    then: Expression
    otherwise: Expression
    type_ref: str | None = None
    where: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class FilterExpression:
    """The items of `source` for which `match` is true (DMN 1.4)."""

    source: Expression
    match: Expression
    type_ref: str | None = None
    where: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class ForExpression:
    """`body` for every item of `source` (DMN 1.4)."""

    variable: str
    source: Expression
    body: Expression
    type_ref: str | None = None
    where: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Quantified:
    """Whether `some` or `every` item of `source` meets `condition` (DMN 1.4)."""

    quantifier: str
    variable: str
    source: Expression
    condition: Expression
    type_ref: str | None = None
    where: Location = NOWHERE


# Decision tables (DMN 1.5, chapter 8)


@dataclass(frozen=True, slots=True)
class TableInput:
    """An input column: its expression, the unary tests of its allowed values, and its heading (`label`)."""

    text: str
    type_ref: str | None = None
    allowed: str | None = None
    where: Location = NOWHERE
    label: str | None = None
    remarks: Remarks = NO_REMARKS


@dataclass(frozen=True, slots=True)
class TableOutput:
    """An output column; its allowed values also say which comes first for the hit policies P and O."""

    name: str | None
    type_ref: str | None = None
    allowed: str | None = None
    default: str | None = None
    where: Location = NOWHERE
    label: str | None = None
    remarks: Remarks = NO_REMARKS


@dataclass(frozen=True, slots=True)
class TableRule:
    """A row: one unary-tests text for every input, one expression text for every output, and annotations."""

    tests: tuple[str, ...]
    outputs: tuple[str, ...]
    where: Location = NOWHERE
    annotations: tuple[str, ...] = ()
    remarks: Remarks = NO_REMARKS


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table; `hit_policy` is U, A, P, F, R, O, C, C+, C<, C> or C#.

    `annotations` are the names of the columns that say something about a rule (DMN 1.2 and later).
    """

    hit_policy: str
    inputs: tuple[TableInput, ...]
    outputs: tuple[TableOutput, ...]
    rules: tuple[TableRule, ...]
    type_ref: str | None = None
    output_label: str | None = None
    where: Location = NOWHERE
    annotations: tuple[str, ...] = ()


Expression = (
    LiteralExpression
    | ContextExpression
    | Invocation
    | ListExpression
    | Relation
    | FunctionDefinition
    | Conditional
    | FilterExpression
    | ForExpression
    | Quantified
    | DecisionTable
)

# Definitions (DMN 1.5, chapter 6)


@dataclass(frozen=True, slots=True)
class Import:
    """What is taken from another namespace; an empty name brings the names in as they are."""

    name: str
    namespace: str
    type_uri: str
    location_uri: str | None = None
    where: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class FunctionItem:
    """A function type: its parameters as names with types, and the type of its result."""

    parameters: tuple[tuple[str, str | None], ...]
    output: str | None
    where: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A named type: another type (`type_ref`), a structure (`components`) or a function.

    `allowed` and `type_constraint` are unary tests: of the value, or of each item of a collection, for
    the former; of the value as a whole for the latter.
    """

    name: str
    type_ref: str | None = None
    allowed: str | None = None
    type_constraint: str | None = None
    collection: bool = False
    components: tuple[ItemDefinition, ...] = ()
    function: FunctionItem | None = None
    where: Location = NOWHERE
    remarks: Remarks = NO_REMARKS


@dataclass(frozen=True, slots=True)
class InputData:
    """A fact that the model asks for."""

    id: str
    name: str
    type_ref: str | None = None
    where: Location = NOWHERE
    remarks: Remarks = NO_REMARKS


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision, with the hrefs of what it requires: input data, decisions, functions and sources."""

    id: str
    name: str
    type_ref: str | None = None
    logic: Expression | None = None
    inputs: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()
    question: str | None = None
    where: Location = NOWHERE
    authorities: tuple[str, ...] = ()
    remarks: Remarks = NO_REMARKS


@dataclass(frozen=True, slots=True)
class Function:
    """A business knowledge model: a function with a name, the hrefs of those it calls, and of its sources."""

    id: str
    name: str
    type_ref: str | None = None
    logic: FunctionDefinition | None = None
    knowledge: tuple[str, ...] = ()
    where: Location = NOWHERE
    authorities: tuple[str, ...] = ()
    remarks: Remarks = NO_REMARKS


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service, as hrefs: what it answers, what it keeps inside, and what it is given."""

    id: str
    name: str
    type_ref: str | None = None
    output_decisions: tuple[str, ...] = ()
    encapsulated_decisions: tuple[str, ...] = ()
    input_decisions: tuple[str, ...] = ()
    input_data: tuple[str, ...] = ()
    where: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class KnowledgeSource:
    """A document that decisions rest on; `location` is a URI of it."""

    id: str
    name: str
    location: str | None = None
    where: Location = NOWHERE
    remarks: Remarks = NO_REMARKS


Element = InputData | Decision | Function | Service
"""What a requirement can point at."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """A whole DMN file."""

    name: str
    namespace: str
    imports: tuple[Import, ...] = ()
    item_definitions: tuple[ItemDefinition, ...] = ()
    inputs: tuple[InputData, ...] = ()
    decisions: tuple[Decision, ...] = ()
    functions: tuple[Function, ...] = ()
    services: tuple[Service, ...] = ()
    file: str | None = None
    where: Location = NOWHERE
    sources: tuple[KnowledgeSource, ...] = ()
    remarks: Remarks = NO_REMARKS
