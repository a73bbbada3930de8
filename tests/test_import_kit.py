"""The conformance kit's models as rule sets: each gives what the kit expects, or is refused."""

from __future__ import annotations

import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import motor
from motor.exchange import import_model
from motor.values.convert import from_python
from verktyg import tck_fall
from verktyg.tck_fall import Case, Expected

DAY = datetime.date(2024, 1, 1)

REASONS = {"extern funktion", "import", "otillåtet namn", "okänt namn"}
"""Why models of the kit are refused: Java, other models, and names that a rule set cannot have."""

MOST_REFUSED = 4
FEWEST_VALUES = 2889
"""How many of the kit's expected values come out of imported models; raised when more do, never lowered."""


def rules_of(model: Path) -> motor.Rulebook:
    with TemporaryDirectory() as holder:
        folder = Path(holder) / "prov"
        for name, text in import_model(model, DAY, "prov").files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        return motor.load(folder)


def wrong(rules: motor.Rulebook, case: Case, expected: Expected) -> str | None:
    """How the rules differ from the kit; None when they agree. In DMN an absent input is null."""
    facts = {name: case.facts.get(name) for name in rules.facts}
    try:
        value = from_python(rules.evaluate(facts, DAY, [expected.node])[expected.node])
    except motor.MotorError as error:
        return f"{expected.node}: {error}"
    return None if expected.met_by(value) else f"{expected.node}: {value!r}"


def test_the_kit_comes_out_right_or_is_refused(kit: Path) -> None:
    refused: dict[str, set[str]] = {}
    right, differing = 0, []
    for path in tck_fall.case_files(kit):
        file = tck_fall.read_file(path)
        try:
            rules = rules_of(file.model)
        except motor.RuleError as error:
            refused[path.stem] = {problem.code for problem in error.problems if problem.where.line}
            continue
        for name, element in file.cases:
            case = tck_fall.read_case(element)
            for expected in case.expected if case.kind == "decision" else ():
                difference = wrong(rules, case, expected)
                right += difference is None
                if difference is not None:
                    differing.append(f"{path.stem} {name} {difference}")
    assert not differing, "\n".join(differing)
    assert all(refused.values())
    assert set().union(*refused.values()) <= REASONS
    assert len(refused) <= MOST_REFUSED, sorted(refused)
    assert right >= FEWEST_VALUES
