"""A file of cases instead of volumes: each decided by the rules, and its costs summed by group.

The forecast's expressions are laid over the rule set as decisions of their own, so that the batch engine
decides them with all else, each combination of facts once.
"""

from __future__ import annotations

import datetime
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import motor
from motor.documents.forecasts import Account
from motor.errors import Problem, RuleError
from motor.rulebook.files import RULEBOOK_FILE
from motor.rulebook.loading import load_texts
from motor.rulebook.wording import BOOLEANS
from verktyg.prognos.rakning import compiled
from verktyg.prognos.summor import EXACT, ZERO, Forecast, Sums, added, plain, reachable

Case = tuple[str | None, tuple[Decimal, ...], tuple[Decimal, ...]]
"""The group, measures and costs of a case."""

GROUP = "prognosens grupp"
_NAMES = ("string", "number", "boolean", "date")
_AS_NAME = (
    "{{prognosens värde: {}, namn: if "
    + " or ".join(f"prognosens värde instance of {kind}" for kind in _NAMES)
    + " then string(prognosens värde) else null}}.namn"
)
"""A group's name; null of what cannot be one."""
SPOKEN = {feel: said for said, feel in BOOLEANS.items()}


@dataclass(frozen=True)
class Outcome:
    """The cases of a file by their place in it; None, with the fault beside it, for one without an answer."""

    cases: list[Case | None]
    faults: dict[int, str]
    hints: dict[str, str]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class Portfolio:
    """A file of cases, and how their costs are worked out. Needs the extra `batch`."""

    path: Path
    account: Account
    unclear: tuple[str, ...]

    def decided(self, rulebook: motor.Rulebook, day: datetime.date) -> Outcome:
        """What each case comes to. Raises MotorError when the file or the expressions cannot be used."""
        import pyarrow as pa  # noqa: PLC0415

        from motor.batch import run  # noqa: PLC0415 - which says what to install when the extra is not there
        from motor.batch.plan import FAULT, MISSING  # noqa: PLC0415

        book = self.laid_over(rulebook, day)
        names = self._names()
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder, "svar.arrow")
            report = run(book, self.path, target, on=day, decisions=names, unclear=self.unclear)
            with pa.memory_map(str(target)) as file:
                table = pa.ipc.open_file(file).read_all()
                columns = [_values(table.column(name).to_pylist(), name in report.as_text) for name in names]
                missing, faults = (table.column(name).to_pylist() for name in (MISSING, FAULT))
                del table
        found: dict[int, str] = {}
        cases: list[Case | None] = []
        for place, (lacking, fault, *cells) in enumerate(zip(missing, faults, *columns, strict=True)):
            wrong = fault or self._wrong(cells, lacking)
            if wrong is not None:
                found[place] = wrong
            cases.append(None if wrong is not None else self._case(cells))
        return Outcome(cases, found, report.hints, report.absent)

    def _names(self) -> list[str]:
        """What the expressions are called as decisions: measures, costs, and the group last."""
        lines = [f"prognosens mått {place}" for place, _ in enumerate(self.account.measures, 1)]
        lines += [f"prognosens kostnad {place}" for place, _ in enumerate(self.account.costs, 1)]
        return [*lines, GROUP] if self.account.group else lines

    def laid_over(self, rulebook: motor.Rulebook, day: datetime.date) -> motor.Rulebook:
        """The rule set with the expressions as decisions from that day on. Raises RuleError."""
        problems: list[Problem] = []
        compiled(self.account, rulebook, (), problems, volumes=False)
        if problems:
            raise RuleError(problems)
        folder = Path(rulebook.path)
        texts = {RULEBOOK_FILE: rulebook.document.source.text}
        for decision in rulebook.whole.decisions.values():
            for version in decision.versions:
                source = version.document.source
                texts[Path(source.name).relative_to(folder).as_posix()] = source.text
        lines = (*self.account.measures, *self.account.costs)
        feel = [("tal", line.expression.text) for line in lines]
        feel += [("text", _AS_NAME.format(self.account.group.text))] if self.account.group else []
        for name, (kind, text) in zip(self._names(), feel, strict=True):
            document = {
                "beslut": name,
                "giltig från": str(day),
                "status": "förslag",
                "typ": kind,
                "uttryck": text,
            }
            texts[f"{name}/{day}.yaml"] = "".join(
                f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in document.items()
            )
        loaded = load_texts(rulebook.path, texts, rulebook.drafts)
        return loaded.as_if_always(rulebook.held) if rulebook.held else loaded

    def _case(self, cells: list[Any]) -> Case:
        group = None
        if self.account.group:
            *cells, group = cells
        measures = len(self.account.measures)
        return SPOKEN.get(str(group), group), tuple(cells[:measures]), tuple(cells[measures:])

    def _wrong(self, cells: list[Any], missing: str | None) -> str | None:
        """Why a case has no costs, or None."""
        lines = [line.name for line in (*self.account.measures, *self.account.costs)]
        empty = [name for name, value in zip([*lines, "grupp"], cells, strict=False) if value is None]
        if empty:
            why = f"{missing} är obesvarat" if missing else "reglerna ger inget"
            return f"{empty[0]} har inget värde: {why}."
        large = [name for name, value in zip(lines, cells, strict=False) if not reachable(value)]
        return f"{large[0]} är för stort för att summeras." if large else None

    def summed(self, cases: Iterable[Case | None]) -> Forecast:
        """The sums of the cases, per group and in all."""
        measures = [line.name for line in self.account.measures]
        costs = [line.name for line in self.account.costs]
        parts: dict[str | None, list[Sums]] = {}
        for (group, own, amounts), count in Counter(case for case in cases if case is not None).items():
            many = Decimal(count)
            sums = Sums(many, _times(measures, own, many), _times(costs, amounts, many))
            parts.setdefault(group, []).append(sums)
        groups = {name: added(parts[name]) for name in sorted(parts, key=str)}
        empty = Sums(ZERO, dict.fromkeys(measures, ZERO), dict.fromkeys(costs, ZERO))
        named = {name: sums for name, sums in groups.items() if name is not None}
        return Forecast((), named, added([empty, *groups.values()]))

    def lines(self, rulebook: motor.Rulebook, day: datetime.date) -> list[int] | None:
        """The line of the file that each case ends on; None for a file that has no lines."""
        from motor.batch import plan  # noqa: PLC0415
        from motor.batch.text_sources import line_numbers  # noqa: PLC0415

        return line_numbers(self.path, plan.make(rulebook, day))


def _times(names: list[str], amounts: tuple[Decimal, ...], many: Decimal) -> Mapping[str, Decimal]:
    return {name: EXACT.multiply(amount, many) for name, amount in zip(names, amounts, strict=True)}


def _values(column: list[Any], as_text: bool) -> list[Any]:
    """The values of a column: numbers without the zeros that fill its decimals."""
    values = (
        [None if each is None else json.loads(each, parse_float=Decimal) for each in column]
        if as_text
        else column
    )
    return [plain(Decimal(each)) if isinstance(each, Decimal | int) else each for each in values]
