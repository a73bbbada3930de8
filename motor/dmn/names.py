"""The names that stand inside the values that boxed expressions make: what a text can read after a dot."""

from __future__ import annotations

from collections.abc import Iterator

from motor.dmn import model


def part_names(expression: model.Expression | None) -> Iterator[str]:
    """The entries, columns and outputs of an expression, however deep: those with operators must be known."""
    match expression:
        case model.ContextExpression(entries):
            for entry in entries:
                if entry.name is not None:
                    yield entry.name
                yield from part_names(entry.value)
        case model.Relation(columns):
            yield from columns
        case model.ListExpression(items):
            for item in items:
                yield from part_names(item)
        case model.Conditional(_, then, otherwise):
            yield from part_names(then)
            yield from part_names(otherwise)
        case model.ForExpression(_, _, body) | model.FunctionDefinition(_, body):
            yield from part_names(body)
        case model.DecisionTable(_, _, outputs) if len(outputs) > 1:
            yield from (output.name for output in outputs if output.name is not None)
