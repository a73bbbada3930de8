"""A DMN model, linked and compiled: ask it for decisions, or call its decision services and functions.

An absent input is null, as the standard has it. A decision sees what it requires, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from motor.dmn.boxed import Workbench, build_function, invoke
from motor.dmn.linking import Linked, Required, key_of, namespace_of
from motor.dmn.model import Decision, Function, InputData, Service
from motor.dmn.names import part_names
from motor.dmn.types import component_names
from motor.errors import EvaluationError, FactError, Problem, suggestion
from motor.feel.closures import Closure, External
from motor.feel.scope import Run, Scope, Warning
from motor.feel.spelling import name_of
from motor.values.convert import from_python, to_python
from motor.values.functions import FeelFunction
from motor.values.null import Null
from motor.values.types import Type

NO_INPUTS = "Lägg till det som indata i modellen, med ett krav från beslutet som läser det."
TOO_DEEP = Problem("för djupt", "Modellen anropar sig själv för djupt.")


@dataclass(frozen=True)
class DmnResult:
    """What a model answers: decisions by name as Python values, and why nulls came about."""

    values: dict[str, Any]
    warnings: list[Warning] = field(default_factory=list)

    def __getitem__(self, decision: str) -> Any:
        """The value of a decision. Raises KeyError for one that was not asked for."""
        return self.values[decision]


class DmnModel:
    """A model made by `motor.load_dmn`. Raises RuleError with every problem when it cannot be run."""

    def __init__(self, linked: Linked, external: External | None = None) -> None:
        self.linked = linked
        problems: list[Problem] = []
        self._logic = {
            key: self._compile(key, element, problems, external)
            for key, element in linked.elements.items()
            if isinstance(element, Decision | Function)
        }
        self.problems = tuple(problems)
        """Texts that cannot be read: what rests on them is null."""

    @property
    def inputs(self) -> dict[str, InputData]:
        """The input data of the model's own file, by name."""
        return {element.name: element for element in self.linked.main.inputs}

    @property
    def decisions(self) -> dict[str, Decision]:
        """The decisions of the model's own file, by name."""
        return {element.name: element for element in self.linked.main.decisions}

    @property
    def invocables(self) -> dict[str, Function | Service]:
        """The business knowledge models and decision services of the model's own file, by name."""
        found: list[Function | Service] = [*self.linked.main.functions, *self.linked.main.services]
        return {element.name: element for element in found}

    def evaluate(self, facts: Mapping[str, Any], decisions: Iterable[str] | None = None) -> DmnResult:
        """The decisions asked for (default: all of the model's own file) for facts by input name.

        An imported decision is asked for as texts read it, `import.name`. Raises FactError for facts that the
        model does not ask for and for a decision that is not there, EvaluationError past a limit.
        """
        given = _values(facts)
        self._refuse_unknown(given)
        session = _Session(self, given)
        names = list(self.decisions if decisions is None else decisions)
        known = self._askable()
        missing = [name for name in names if name not in known]
        if missing:
            raise FactError(unknown_name("inget beslut", missing[0], known))
        values = {name: to_python(session.imported(known[name][0]).value(known[name][1])) for name in names}
        return DmnResult(values, session.run.warnings)

    def _refuse_unknown(self, given: Iterable[str]) -> None:
        """Raise FactError for every name that is neither an input's nor under an import's."""
        known = {each.name for file in self.linked.definitions.values() for each in file.inputs}
        imports = [each.name for each in self.linked.main.imports if each.name]
        unknown = [
            name for name in given if name not in known and not any(_is_under(each, name) for each in imports)
        ]
        if unknown:
            raise FactError([not_asked_for("Modellen", name, known) for name in unknown])

    def _askable(self) -> dict[str, tuple[str, str]]:
        """The decisions that can be asked for by name: the import that each comes by, and its key."""
        main, files = self.linked.main, self.linked.definitions
        imported = [(each.name, files[each.namespace]) for each in main.imports if each.namespace in files]
        return {
            f"{name}.{decision.name}" if name else decision.name: (name, key_of(home.namespace, decision))
            for name, home in (*imported, ("", main))
            for decision in home.decisions
        }

    def read_by(self, decisions: Iterable[str]) -> list[str]:
        """The input data of the model's own file that these decisions of it rest on, by name."""
        main, found = self.linked.main, set[str]()
        waiting = [self.linked.key(self.decisions[name]) for name in decisions if name in self.decisions]
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                if key in self.linked.requirements:
                    waiting.extend(each.key for each in self.linked.requirements[key].all())
        return [each.name for each in main.inputs if self.linked.key(each) in found]

    def call(self, name: str, arguments: Mapping[str, Any]) -> DmnResult:
        """The value of a business knowledge model or a decision service, under its name.

        Arguments by name; one that is left out is null. A service passes over facts that the model has and it
        does not ask for. Raises FactError for a name that is not there, EvaluationError past a limit.
        """
        if name not in self.invocables:
            raise FactError(unknown_name("ingen funktion eller tjänst", name, self.invocables))
        session = _Session(self, {})
        given = _values(arguments)
        try:
            function = session.value(self.linked.key(self.invocables[name]))
            if isinstance(function, _ServiceFunction):
                given = self._asked_for(function.parameters, given)
            value = invoke(function, given)
        except Null as null:
            session.run.warnings.append(Warning(null.code, null.message, name, 0, len(name)))
            value = None
        return DmnResult({name: to_python(value)}, session.run.warnings)

    def _asked_for(self, parameters: tuple[str, ...], given: dict[str, Any]) -> dict[str, Any]:
        """What is given less the facts that a service does not ask for, with those given under an import."""
        others = {*self.inputs, *self.decisions}.difference(parameters)
        kept = {name: value for name, value in given.items() if name not in others}
        for name in {each.name for each in self.linked.main.imports}.difference(parameters, {""}):
            own = _under(name, kept)
            kept = {key: value for key, value in kept.items() if not _is_under(name, key)} | own
        return kept

    def logic(self, key: str) -> Closure:
        """The compiled logic of a decision or a function."""
        return self._logic[key]

    def typed(self, key: str, element: InputData | Decision, value: Any) -> Any:
        """A value given for an element, converted to its type. Raises Null when it is of another."""
        if value is None or element.type_ref is None:
            return value
        types = self.linked.types
        try:
            return types.coerce(value, types.resolve(element.type_ref, namespace_of(key)))
        except Null as null:
            raise Null(null.code, f"{element.name}: {null.message}") from None

    def _compile(
        self, key: str, element: Decision | Function, problems: list[Problem], external: External | None
    ) -> Closure:
        namespace = namespace_of(key)
        parts = component_names(
            item for each in self.linked.definitions.values() for item in each.item_definitions
        )
        requirements = self.linked.requirements[key].all()
        logics = [
            each.element.logic for each in requirements if isinstance(each.element, Decision | Function)
        ]
        names = {name for required in requirements for name in _path(required, key)}
        names.update(*map(part_names, [element.logic, *logics]))
        bench = Workbench(
            frozenset(names.union(parts)), namespace, self.linked.types, problems, external, element.name
        )
        if isinstance(element, Decision):
            return bench.typed(element.type_ref, element.name, bench.build(element.logic))
        own = bench.within(element.name)  # a function may call itself
        return build_function(element.logic, own, element.name, element.type_ref)


def _path(required: Required, key: str) -> tuple[str, ...]:
    """How an element's requirement is read: by its name, or by an import's name and its own."""
    if namespace_of(required.key) == namespace_of(key) or required.name == required.element.name:
        return (required.element.name,)
    return required.name[: -len(required.element.name) - 1], required.element.name


class _Session:
    """One evaluation. `given` are facts by input name, `fixed` the input decisions of a service."""

    def __init__(
        self,
        model: DmnModel,
        facts: dict[str, Any],
        run: Run | None = None,
        fixed: dict[str, Any] | None = None,
    ) -> None:
        self.model = model
        self.facts = facts
        self.run = run or Run()
        self._fixed = fixed or {}
        self._memo: dict[str, Any] = dict(self._fixed)
        self._imports: dict[str, _Session] = {}

    def value(self, key: str) -> Any:
        """What an element is: a fact, a decision's value, a function."""
        if key not in self._memo:
            try:
                self._memo[key] = self._compute(key)
            except RecursionError:
                raise EvaluationError(TOO_DEEP) from None
        return self._memo[key]

    def _compute(self, key: str) -> Any:
        element = self.model.linked.elements[key]
        if isinstance(element, InputData):
            return self._fact(key, element)
        if isinstance(element, Service):
            return _ServiceFunction(self, key, element)
        if isinstance(element, Function):
            return self._function(key, element)
        scope = Scope.within(self.run)
        self._fill(scope, key)
        return self.model.logic(key)(scope)

    def _function(self, key: str, element: Function) -> Any:
        """A function, known to itself and to those it requires before what it requires is."""
        scope = Scope.within(self.run)
        self._memo[key] = scope[element.name] = self.model.logic(key)(scope)
        self._fill(scope, key)
        return self._memo[key]

    def _fill(self, scope: Scope, key: str) -> None:
        """Bind what an element requires, what is of an imported model under the import's name."""
        for required in self.model.linked.requirements[key].all():
            *holders, name = _path(required, key)
            holder: dict[str, Any] = scope
            session = self
            for each in holders:
                holder = holder.setdefault(each, {})
                session = session.imported(each)
            holder[name] = session.value(required.key)

    def imported(self, name: str) -> _Session:
        """The evaluation as an imported model sees it: with the facts given under the import's name, if any.

        Two imports of one model may so be given different facts. Without a name: this evaluation.
        """
        if not name:
            return self
        if name not in self._imports:
            own = _under(name, self.facts)
            facts = {**self.facts, **own}
            self._imports[name] = _Session(self.model, facts, self.run, self._fixed) if own else self
        return self._imports[name]

    def _fact(self, key: str, element: InputData) -> Any:
        try:
            return self.model.typed(key, element, self.facts.get(element.name))
        except Null as null:
            name = element.name
            self.run.warnings.append(Warning(null.code, null.message, name, 0, len(name)))
            return None


class _ServiceFunction(FeelFunction):
    """A decision service as a function of its input data and input decisions (DMN 1.5, 10.4).

    An argument that is not of its input's type makes the call null. The variable's type is the result's, or a
    function type with it.
    """

    __slots__ = ("_inputs", "_key", "_outputs", "_service", "_session")

    def __init__(self, session: _Session, key: str, service: Service) -> None:
        self._session = session
        self._service = service
        self._key = key
        required = session.model.linked.requirements[key]
        self._inputs = (*required.inputs, *required.decisions)
        self._outputs = required.outputs

    @property
    def name(self) -> str:
        """The service's name."""
        return self._service.name

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its input data, then of its input decisions."""
        return tuple(each.element.name for each in self._inputs)

    @property
    def parameter_types(self) -> tuple[Type, ...]:
        """The types of its inputs."""
        types = self._session.model.linked.types
        return tuple(
            types.resolve(each.element.type_ref, namespace_of(each.key)).type for each in self._inputs
        )

    @property
    def result_type(self) -> Type | None:
        """The type that its variable says; None when it says none."""
        types, namespace = self._session.model.linked.types, namespace_of(self._key)
        return types.result(self._service.type_ref, namespace).type if self._service.type_ref else None

    def call(self, arguments: list[Any]) -> Any:
        """Its output decision's value, or a context of several."""
        if len(arguments) != len(self._inputs):
            names = ", ".join(self.parameters)
            raise Null("fel antal argument", f"{self.name}({names}) anropas med {len(arguments)} argument.")
        self._session.run.step()
        model = self._session.model
        fixed = {}
        for each, argument in zip(self._inputs, arguments, strict=True):
            if isinstance(each.element, InputData | Decision):
                fixed[each.key] = model.typed(each.key, each.element, argument)
        inner = _Session(model, {}, self._session.run, fixed)
        values = {each.element.name: inner.value(each.key) for each in self._outputs}
        return self._result(next(iter(values.values())) if len(values) == 1 else values)

    def _result(self, value: Any) -> Any:
        types = self._session.model.linked.types
        resolved = types.result(self._service.type_ref, namespace_of(self._key))
        return types.coerce(value, resolved)


def _is_under(name: str, key: str) -> bool:
    return key == name or key.startswith(f"{name}.")


def _under(name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that are given under a name: in a context that it holds, or as `name.fact`."""
    held = facts.get(name)
    dotted = {key: value for key, value in facts.items() if key.startswith(f"{name}.")}
    return (held if isinstance(held, dict) else {}) | {
        key.removeprefix(f"{name}."): value for key, value in dotted.items()
    }


def _values(facts: Mapping[str, Any]) -> dict[str, Any]:
    """FEEL values of Python values by name. Raises FactError for one that FEEL has no form for."""
    values = {}
    for name, value in facts.items():
        try:
            values[name_of(name)] = from_python(value)
        except (Null, TypeError, ValueError) as error:
            raise FactError(Problem("fel typ", f"{name}: {error}")) from None
    return values


def unknown_name(none: str, name: str, known: Iterable[str]) -> Problem:
    """What is said of a name that a model has no such thing by; `none` is what it is, as "inget beslut"."""
    names = ", ".join(sorted(known))
    hint = suggestion(name, known) or (f"Det som finns är {names}." if names else None)
    return Problem("okänt namn", f"Modellen har {none} som heter {name}.", hint=hint)


def not_asked_for(asker: str, name: str, known: Iterable[str]) -> Problem:
    """What is said of a fact that a model, a service or a function does not ask for, of those `known`."""
    names = ", ".join(sorted(known))
    hint = suggestion(name, known) or (f"Det som går att ge är {names}." if names else NO_INPUTS)
    return Problem("okänt faktum", f"{asker} frågar inte efter {name}.", hint=hint)
