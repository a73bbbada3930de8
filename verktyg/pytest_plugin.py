"""Golden cases as pytest tests: each case of each YAML file in a folder named `fall`, by its name.

Where this package is installed, pytest loads the plugin in every run: the engine waits until there is a case.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect case files."""
    if file_path.suffix == ".yaml" and file_path.parent.name == "fall":
        return CaseModule.from_parent(parent, path=file_path)
    return None


class CaseModule(pytest.File):
    """A file of golden cases."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item per case, with the rule set as loaded for this file."""
        from motor.errors import MotorError
        from verktyg.fall import cases_of

        try:
            cases = cases_of(self.path)
        except MotorError as error:
            raise self.CollectError(str(error)) from None
        for case, rulebook in cases:
            yield CaseItem.from_parent(self, name=case.name, case=case, rulebook=rulebook)


class CaseItem(pytest.Item):
    """One golden case."""

    def __init__(self, *, case: Any, rulebook: Any, **parts: Any) -> None:
        super().__init__(**parts)
        self.case = case
        self.rulebook = rulebook

    def runtest(self) -> None:
        """Run the case; a difference fails it."""
        from verktyg.fall import explanation, run_case

        outcome = run_case(self.case, self.rulebook)
        if not outcome.passed:
            raise CaseDiffers(str(explanation(outcome)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The differences alone; a fault in the program keeps its traceback."""
        if isinstance(excinfo.value, CaseDiffers):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the case stands."""
        line = self.case.at.where.line
        return self.path, None if line is None else line - 1, self.name


class CaseDiffers(Exception):
    """A case came out otherwise than expected."""
