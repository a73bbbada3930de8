"""The report in the documents: docs/bench.md with its charts, and the first table in README."""

from __future__ import annotations

import re
from pathlib import Path

from bench.report import Report

PAGE = Path("docs/bench.md")
CHARTS = "bench-{}.svg"
PLACE = re.compile(r"(?<=<!-- bench -->\n).*?(?=<!-- /bench -->)", re.DOTALL)
"""Between these comments README has the table."""


def write(report: Report, root: Path) -> list[Path]:
    """Write the page, the charts and README's table under `root`. Returns the files."""
    page = root / PAGE
    page.write_text(report.markdown(CHARTS), "utf-8")
    written = [page]
    for section in report.sections:
        if section.chart is not None:
            chart = page.parent / CHARTS.format(section.chart.name)
            chart.write_text(section.chart.svg(), "utf-8")
            written.append(chart)
    readme = root / "README.md"
    text = readme.read_text("utf-8")
    first = report.sections[0]
    parts = [report.where, first.text, first.markdown(f"{PAGE.parent}/{CHARTS}")]
    readme.write_text(PLACE.sub(lambda _: "\n{}\n\n".format("\n\n".join(parts)), text), "utf-8")
    return [*written, readme]
