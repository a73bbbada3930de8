"""A folder of YAML to a rule set: read, validate, compile, check along time. All problems, not the first."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from motor.documents.building import check_file_name, check_folder_name, read_decision, read_rulebook
from motor.documents.model import AllowedFrom, Cell, DecisionDocument, FactDocument, RulebookDocument
from motor.documents.seals import check_seals
from motor.errors import EvaluationError, Location, Problem, RuleError, Severity, suggestion
from motor.feel.lexer import KEYWORDS
from motor.feel.names import LANGUAGE_NAMES
from motor.feel.scope import Scope
from motor.feel.syntax import is_constant
from motor.rulebook import timeline
from motor.rulebook.catalog import Catalog
from motor.rulebook.decision import Decision, Version
from motor.rulebook.domain import Domains
from motor.rulebook.expressions import AS_OF_DAY, Expression, Expressions
from motor.rulebook.facts import Fact, refusal
from motor.rulebook.files import RESERVED, RULEBOOK_FILE, decision_files, is_rule_set
from motor.rulebook.inference import impossible
from motor.rulebook.logic import build_version, conflicting
from motor.rulebook.model import Constraint, Model
from motor.rulebook.review import review
from motor.rulebook.rulebook import Rulebook
from motor.rulebook.types import feel_type, item_type, kind
from motor.rulebook.workshop import Workshop, references

RESERVED_NAMES = LANGUAGE_NAMES | KEYWORDS.keys() | {AS_OF_DAY, "item", "partial"}
Extra = dict[str, str]


def load(path: str | Path, drafts: bool = False, extra: Extra | None = None) -> Rulebook:
    """Load a rule set from its folder. `drafts`: versions with status utkast count.

    `extra` lays made-up files over the folder: their paths within it, and their texts.
    Raises RuleError with every problem of grade fel; the others are in `problems`.
    """
    return _sound(_load(path, drafts, extra or {}))


def load_texts(path: str, texts: Extra, drafts: bool = False) -> Rulebook:
    """Load a rule set from the texts of all its files alone, as another process has read them.

    Nothing is read from the folder `path`, which messages speak of. Raises RuleError.
    """
    return _sound(_load(path, drafts, texts, alone=True))


def check(path: str | Path, extra: Extra | None = None) -> list[Problem]:
    """Every finding in a rule set, graded, by file and line; empty when nothing is wrong."""
    _, problems = _load(path, True, extra or {})
    return problems


def _sound(loaded: tuple[Rulebook | None, list[Problem]]) -> Rulebook:
    rulebook, problems = loaded
    faults = [problem for problem in problems if problem.severity is Severity.FEL]
    if rulebook is None or faults:
        raise RuleError(faults)
    return rulebook


def _load(
    path: Any, drafts: bool, extra: Extra, alone: bool = False
) -> tuple[Rulebook | None, list[Problem]]:
    if not isinstance(path, str | os.PathLike):
        message = f"Regelverkets mapp ska ges som en text eller en Path, inte {path!r}."
        return None, [Problem("fel typ", message)]
    folder = Path(path)
    problems: list[Problem] = []
    document = _read_rulebook(folder, extra, problems)
    names = extra if alone else {*decision_files(folder, problems), *extra}
    documents = _read_decisions(folder, names, extra, problems)
    if not alone:
        versions = [version for each in documents.values() for version in each]
        problems.extend(check_seals(folder, versions, extra))
    rulebook = None
    if document is not None:
        rulebook = _compile(folder, document, documents, drafts, problems)
    if rulebook is not None:
        problems.extend(review(rulebook))
        rulebook = replace(rulebook, problems=tuple(_in_order(problems)))
    return rulebook, _in_order(problems)


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file and place, each once."""

    def place(problem: Problem) -> tuple[str, int, int]:
        return problem.where.file or "", problem.where.line or 0, problem.where.column or 0

    return sorted(dict.fromkeys(problems), key=place)


def _compile(
    folder: Path,
    document: RulebookDocument,
    documents: dict[str, list[DecisionDocument]],
    drafts: bool,
    problems: list[Problem],
) -> Rulebook | None:
    """Every decision compiled; None where a name is declared twice or a decision has no sound version."""
    names = _declared_names(document, documents, problems)
    expressions = Expressions(names, problems)
    catalog = Catalog(documents, problems)
    domains = Domains(expressions, catalog.texts_from)
    facts = {fact.name: _fact(fact, expressions, domains) for fact in document.facts}
    defining = {fact.name: fact.allowed for fact in document.facts if isinstance(fact.allowed, AllowedFrom)}
    shop = Workshop(expressions, domains, catalog, facts, defining)
    decisions = {}
    for name, versions in documents.items():
        problems.extend(timeline.same_start(versions))
        problems.extend(timeline.overlapping(versions))
        problems.extend(conflicting(versions))
        problems.extend(_as_of_problems(versions, facts))
        built = [build_version(version, shop) for version in versions]
        sound: list[Version] = [version for version in built if version is not None]
        if len(sound) == len(versions):
            as_of = versions[0].effective_by
            decisions[name] = Decision(name, tuple(sound), as_of.text if as_of else None)
    constraints = _constraints(document, expressions)
    if any(problem.severity is Severity.FEL for problem in problems):
        return None
    places = {fact.name: fact.at for fact in document.facts}
    places |= {name: versions[-1].at for name, versions in documents.items()}
    problems.extend(timeline.circular(decisions, facts, places))
    problems.extend(timeline.holes(decisions, facts, drafts))
    problems.extend(timeline.outside_their_time(decisions, facts))
    problems.extend(impossible(facts, decisions, domains.limits, [one.expression for one in constraints]))
    model = Model(document.name, facts, decisions, constraints, drafts)
    return Rulebook(str(folder), document, model)


def _declared_names(
    document: RulebookDocument, documents: dict[str, list[DecisionDocument]], problems: list[Problem]
) -> set[str]:
    """The names of facts and decisions; one name means one thing."""
    names: set[str] = set()
    declared = [fact.at for fact in document.facts] + [versions[0].at for versions in documents.values()]
    for at in declared:
        if at.text in RESERVED_NAMES:
            message = f"{at.text} är ett ord i FEEL och kan inte vara ett namn."
            problems.append(at.problem("upptaget namn", message, hint="Välj ett annat namn."))
    for fact in document.facts:
        if fact.name in names:
            problems.append(
                fact.at.problem("dubbelt namn", f"Faktumet {fact.name} är deklarerat två gånger.")
            )
        names.add(fact.name)
    for name, versions in documents.items():
        if name in names:
            message = f"{name} är både ett faktum och ett beslut."
            problems.append(
                versions[0].at.problem("dubbelt namn", message, hint="Ge det ena ett annat namn.")
            )
        names.add(name)
    return names


def _fact(document: FactDocument, expressions: Expressions, domains: Domains) -> Fact:
    type_ = feel_type(document.type)
    fact = Fact(
        name=document.name,
        type=type_,
        domain=domains.build(document.allowed, item_type(type_)),
        unclear=document.allows_null,
        unit=document.unit,
        question=document.question,
        description=document.description,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        references=references(document.notes),
    )
    return replace(fact, default=_default(document.default, fact, expressions)) if document.default else fact


def _default(cell: Cell, fact: Fact, expressions: Expressions) -> Expression | None:
    """The default as an expression that refuses what cannot be answered; at once when it is written out."""
    compiled = expressions.expression(cell)
    if compiled is None:
        return None

    def run(scope: Scope) -> Any:
        value = compiled.run(scope)
        refused = refusal(fact, value)
        if refused:
            message = f"Standardvärdet passar inte: {refused.message}"
            raise EvaluationError(cell.problem("fel standard", message, hint=refused.hint))
        return value

    if is_constant(compiled.node):
        try:
            run(Scope())
        except EvaluationError as error:
            expressions.problems.extend(error.problems)
            return None
    return replace(compiled, run=run)


def _constraints(document: RulebookDocument, expressions: Expressions) -> tuple[Constraint, ...]:
    compiled = [(expressions.expression(one.condition), one.message) for one in document.constraints]
    declared = {fact.name for fact in document.facts}
    for one, (expression, _) in zip(document.constraints, compiled, strict=True):
        for name in expression.reads if expression else ():
            if name not in declared:
                message = f"En kontroll kan bara läsa fakta, och {name} är ett beslut."
                hint = "Skriv villkoret med de fakta som beslutet läser."
                expressions.problems.append(one.condition.problem("beslut i kontroll", message, hint=hint))
    return tuple(Constraint(expression, message) for expression, message in compiled if expression)


def _as_of_problems(versions: list[DecisionDocument], facts: dict[str, Fact]) -> list[Problem]:
    """`gäller enligt` must name a date fact."""
    problems = []
    for document in versions:
        cell = document.effective_by
        fact = facts.get(cell.text) if cell else None
        if cell and (fact is None or kind(fact.type) != "date"):
            dates = [name for name, each in facts.items() if kind(each.type) == "date"]
            message = f"gäller enligt ska vara ett faktum av typen datum, inte {cell.text}."
            hint = suggestion(cell.text, dates) or f"Datumfakta: {', '.join(dates) or 'inga'}."
            problems.append(cell.problem("okänt namn", message, hint=hint))
    return problems


def _read_rulebook(folder: Path, extra: Extra, problems: list[Problem]) -> RulebookDocument | None:
    path = folder / RULEBOOK_FILE
    if RULEBOOK_FILE not in extra and not is_rule_set(folder):
        hint = f"Ett regelverk är en mapp med filen {RULEBOOK_FILE}."
        problems.append(Problem("saknad fil", f"{path} saknas.", Location(str(folder)), hint=hint))
        return None
    document, found = read_rulebook(_file(folder, RULEBOOK_FILE, extra))
    problems.extend(found)
    if document is not None:
        problems.extend(check_folder_name(document))
    return document


def _read_decisions(
    folder: Path, names: Iterable[str], extra: Extra, problems: list[Problem]
) -> dict[str, list[DecisionDocument]]:
    """The versions of each decision in time order; a file's place must agree with what it says."""
    decisions: dict[str, list[DecisionDocument]] = {}
    for name in sorted(names):
        if "/" not in name or name.split("/")[0] in RESERVED:
            continue
        document, found = read_decision(_file(folder, name, extra))
        problems.extend(found)
        if document is not None:
            problems.extend(check_file_name(document))
            decisions.setdefault(document.name, []).append(document)
    return {
        name: sorted(versions, key=lambda version: version.valid_from) for name, versions in decisions.items()
    }


def _file(folder: Path, name: str, extra: Extra) -> Path | tuple[str, str]:
    path = folder / name
    return (str(path), extra[name]) if name in extra else path
