"""How the whole suite is run: golden cases are tests, and under the option `--inga-hopp` none may be skipped.

The DMN conformance kit is not part of the repository, so its tests may be skipped where it is missing.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest_plugins = ["verktyg.pytest_plugin"]

KIT = "DMN-kit"
"""How the reason of an allowed skip begins."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--inga-hopp",
        action="store_true",
        help=f"fail when a test is skipped for another reason than the {KIT}",
    )
    parser.addoption(
        "--dmn-tck", metavar="MAPP", help="the folder of the DMN conformance kit (else $DMN_TCK)"
    )


@pytest.fixture(scope="session")
def kit(pytestconfig: pytest.Config) -> Path:
    """The folder of the DMN conformance kit."""
    folder = pytestconfig.getoption("--dmn-tck") or os.environ.get("DMN_TCK")
    if not folder:
        pytest.skip(f"{KIT} saknas: ge dess mapp med --dmn-tck eller i DMN_TCK")
    return Path(folder)


def _forbidden_skips(config: pytest.Config) -> list[str]:
    """The reasons of the skips so far that are not about the kit; none without `--inga-hopp`."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not config.getoption("--inga-hopp"):
        return []
    reasons = [report.longrepr[2].removeprefix("Skipped: ") for report in reporter.stats.get("skipped", [])]
    return [reason for reason in reasons if not reason.startswith(KIT)]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _forbidden_skips(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if skips := _forbidden_skips(config):
        terminalreporter.section("skips that --inga-hopp forbids")
        terminalreporter.write_line("\n".join(sorted(set(skips))))
