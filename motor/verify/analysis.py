"""Everything that can be told of one decision table from its rules alone, exactly and within bounds."""

from __future__ import annotations

from collections.abc import Iterator

from motor.regions import Found
from motor.table import Table
from motor.table.constants import constants
from motor.table.hit_policy import ONE_RULE
from motor.verify.gaps import expects_hit, gaps, unhandled
from motor.verify.geometry import Geometry
from motor.verify.idle import idle
from motor.verify.merging import mergeable
from motor.verify.model import Analysis, Overlap, Unanalysed
from motor.verify.overlaps import masked, misleading, overlaps, subsumed
from motor.verify.reach import unreachable


def analyse(table: Table) -> Analysis:
    """All findings of a table (definitions as in DMN 1.5, 8.2, and KIE's validation of decision tables)."""
    geometry = Geometry(table)
    shared = overlaps(geometry)
    return Analysis(
        table=table,
        space=geometry.space,
        boxes=geometry.boxes,
        overlaps=shared,
        gaps=gaps(geometry) if expects_hit(table.model) else Found(),
        unreachable=unreachable(geometry),
        subsumed=subsumed(geometry),
        masked=masked(geometry),
        misleading=misleading(geometry),
        mergeable=mergeable(geometry),
        unhandled=unhandled(geometry),
        idle=idle(geometry),
        better=_better(geometry, shared),
        unanalysed=tuple(_unanalysed(geometry)),
    )


def _better(geometry: Geometry, shared: Found[Overlap]) -> str | None:
    """The letter of a hit policy that says more of the rules: they never meet, or always agree."""
    if geometry.policy not in ONE_RULE or len(geometry.rules) < 2:
        return None
    if not shared.total:
        return None if geometry.policy == "U" else "U"
    if geometry.policy == "A" or not shared.complete:
        return None
    agree = all(geometry.alike(each.rules[0] - 1) >> each.rules[1] - 1 & 1 for each in shared)
    return "A" if agree else None


def _unanalysed(geometry: Geometry) -> Iterator[Unanalysed]:
    model = geometry.table.model
    for column in model.inputs:
        if column.allowed is not None and constants(column.allowed.node) is None:
            yield Unanalysed(None, column.name, column.allowed.text)
    for number, (rule, drawn) in enumerate(zip(model.rules, geometry.boxes, strict=True), start=1):
        for column, test in zip(model.inputs, rule.tests, strict=True):
            if test is not None and column.name in drawn.unknown:
                yield Unanalysed(number, column.name, test.text)
        if model.hit_policy == "P":
            for output, cell in zip(model.outputs, rule.outputs, strict=True):
                if not cell.constant:
                    yield Unanalysed(number, output.name, cell.text)
