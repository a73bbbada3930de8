"""Findings, kind by kind: made-up rules, and the sentences that are said of them.

Each file in `verify` holds a rule set (`--- # <place in the rule set>` begins a file of it, and the rule set
itself is made up when it is left out), under the findings that are expected, in order: `# FYND` decision,
grade, code and message, `# RAD` each line of the row to paste, and `# GÖR` what to do.
"""

from __future__ import annotations

import datetime
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import motor
from motor.errors import Severity
from motor.rulebook.facts import read_fact
from motor.values.convert import dumps, from_python
from motor.verify import ACCEPTABLE, GRADES, Code
from motor.verify.possible_values import outcomes_of
from tests.candidates import candidates
from tests.repository import ROOT
from tests.rulesets import HEAD, decision, write

FOLDER = Path(__file__).parent / "verify"
RULE_SETS = {name: motor.load(ROOT / "regler" / name) for name in ("nacka", "varmdo")}
FILES = sorted(FOLDER.glob("*.yaml"))


def parts(path: Path) -> tuple[list[str], dict[str, str]]:
    """The expected lines of a file, and the files of its rule set by their places."""
    head, *pieces = re.split(r"^--- # (.*)\n", path.read_text("utf-8"), flags=re.MULTILINE)
    expected = [line[2:] for line in head.splitlines() if re.match(r"# (FYND|RAD|GÖR) ", line)]
    return expected, dict(zip(pieces[::2], pieces[1::2], strict=True))


def loaded(folder: Path, files: dict[str, str], drafts: bool = False) -> motor.Rulebook:
    others = {name: text for name, text in files.items() if name != "regelverk.yaml"}
    return motor.load(write(folder, others, files.get("regelverk.yaml", HEAD)), drafts=drafts)


def said(finding: motor.Finding) -> list[str]:
    rows = [f"RAD {line}" for line in (finding.row or "").splitlines()]
    first = f"FYND {finding.decision} {finding.severity} {finding.code}: {finding.message}"
    return [first, *rows, f"GÖR {finding.hint}"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_kind_of_finding(path: Path, tmp_path: Path) -> None:
    expected, files = parts(path)
    findings = motor.verify(loaded(tmp_path, files))
    told = [line for finding in findings for line in said(finding)]
    wanted = {line.split(" ", 1)[0] for line in expected} | {"FYND"}
    assert [line for line in told if line.split(" ", 1)[0] in wanted] == expected


def test_every_kind_of_finding_has_a_case() -> None:
    told = {
        line.split(": ")[0].split(" ", 3)[3] for path in FILES for line in parts(path)[0] if line[0] == "F"
    }
    assert told == {str(code) for code in Code}


def test_every_kind_of_finding_is_in_the_format() -> None:
    text = (ROOT / "docs" / "format.md").read_text("utf-8")
    rows = {
        match[1]: match[2]
        for match in re.finditer(r"^\| `([^`]+)` \| (fel|varning|råd) \|", text, re.MULTILINE)
    }
    assert rows == {str(code): grade.value for code, grade in GRADES.items()}
    assert set(ACCEPTABLE) < set(Code)


# --- the row to paste

TABLE = """
träffregel: unik
indata: [ålder, sfi]
utdata:
  - {namn: avgift, typ: tal}
regler:
  - när: {ålder: "< 18", sfi: ja}
    ger: {avgift: 0}
  - när: {ålder: "[0..18)", sfi: nej}
    ger: {avgift: 5}
"""
BLOCK = """
träffregel: unik
indata: [ålder, sfi, färg]
utdata:
  - {namn: avgift, typ: tal}
regler:
  - när:
      ålder: "< 18"
      sfi: ja
    ger:
      avgift: 0
  - när:
      färg: röd
      sfi: nej
    ger:
      avgift: 5
"""


@pytest.mark.parametrize("table", [TABLE, BLOCK], ids=["in braces", "on lines"])
def test_a_gap_is_closed_by_its_row(table: str, tmp_path: Path) -> None:
    text = decision("avgift", table)
    findings: list[motor.Finding] = []
    for turn in range(10):
        findings = motor.verify(loaded(tmp_path / str(turn), {"avgift/2024-01-01.yaml": text}))
        if not findings:
            break
        assert findings[0].row is not None
        text += findings[0].row.replace("avgift:", f"avgift: {100 + turn}") + "\n"
    assert findings == []
    assert text.count("när:") > table.count("när:")


def test_a_row_that_is_not_filled_in_is_refused(tmp_path: Path) -> None:
    text = decision("avgift", TABLE)
    (finding, *_) = motor.verify(loaded(tmp_path / "a", {"avgift/2024-01-01.yaml": text}))
    with pytest.raises(motor.RuleError) as caught:
        loaded(tmp_path / "b", {"avgift/2024-01-01.yaml": f"{text}{finding.row}\n"})
    line = len(text.splitlines()) + 2
    assert [problem.where.line for problem in caught.value.problems] == [line]


# --- as problems, and as data


def test_a_finding_is_a_problem_with_its_place(tmp_path: Path) -> None:
    rulebook = loaded(tmp_path, {"avgift/2024-01-01.yaml": decision("avgift", TABLE)})
    problem = motor.verify(rulebook)[0].problem
    assert (problem.code, problem.severity) == ("lucka", Severity.VARNING)
    assert (problem.where.file, problem.where.line) == (f"{rulebook.path}/avgift/2024-01-01.yaml", 1)
    assert str(problem).endswith(
        "    Lägg till en regel, och fyll i vad den ger:\n"
        '        - när: {ålder: "[18..120]"}\n'
        "          ger: {avgift: }"
    )


def test_a_finding_is_data_with_exact_numbers(tmp_path: Path) -> None:
    table = TABLE.replace("sfi: ja", "färg: '-'").replace('", sfi: nej', '"').replace(", sfi]", "]")
    table = table.replace("< 18", "< 17.5").replace("[0..18)", "> 17.5").replace(", färg: '-'", "")
    finding = motor.verify(loaded(tmp_path, {"avgift/2024-01-01.yaml": decision("avgift", table)}))[0]
    data = finding.to_json()
    assert (data["fynd"], data["grad"], data["beslut"], data["version"]) == (
        "lucka",
        "varning",
        "avgift",
        "2024-01-01",
    )
    assert '"fall": {"ålder": 17.5}' in dumps(data)
    assert finding.valid_from == datetime.date(2024, 1, 1)


# --- many findings


def many(accepted: int) -> str:
    """A table with 30 pairs of rules that clash; the later rule of so many pairs accepts that."""
    rules = []
    for pair in range(30):
        rules += [f"  - {{när: {{ålder: {pair}}}, ger: {{avgift: {pair}}}}}" for _ in range(2)]
        if pair < accepted:
            rules[-1] = rules[-1][:-1] + ", accepterad: {fynd: överlapp, skäl: Provas.}}"
    head = "träffregel: unik\nindata: [ålder]\nutdata:\n  - {namn: avgift, typ: tal, standard: 0}\nregler:\n"
    return decision("avgift", head + "\n".join(rules) + "\n")


@pytest.mark.parametrize(("accepted", "told", "more"), [(0, 20, 1), (5, 20, 1), (10, 20, 0), (30, 0, 0)])
def test_many_findings_are_cut_short_but_none_that_is_accepted_counts(
    accepted: int, told: int, more: int, tmp_path: Path
) -> None:
    found = motor.verify(loaded(tmp_path, {"avgift/2024-01-01.yaml": many(accepted)}))
    overlaps = [finding for finding in found if finding.code == Code.OVERLAP]
    assert (sum(not each.more for each in overlaps), sum(each.more for each in overlaps)) == (told, more)
    assert Code.STALE_ACCEPTANCE not in {finding.code for finding in found}


# --- time, drafts, and which decisions


def test_drafts_are_verified_when_they_count(tmp_path: Path) -> None:
    draft = decision("avgift", TABLE).replace("status: förslag", "status: utkast")
    files = {"avgift/2024-01-01.yaml": draft}
    assert motor.verify(loaded(tmp_path / "a", files)) == []
    assert [finding.code for finding in motor.verify(loaded(tmp_path / "b", files, drafts=True))] == [
        Code.GAP
    ]


def test_every_version_is_verified(tmp_path: Path) -> None:
    files = {f"avgift/{year}-01-01.yaml": decision("avgift", TABLE, f"{year}-01-01") for year in (2024, 2025)}
    found = motor.verify(loaded(tmp_path, files))
    assert [(finding.code, finding.valid_from.year) for finding in found] == [
        (Code.GAP, 2024),
        (Code.GAP, 2025),
    ]


def test_only_the_decisions_that_are_named(tmp_path: Path) -> None:
    files = {f"{name}/2024-01-01.yaml": decision(name, TABLE) for name in ("avgift", "taxa")}
    found = motor.verify(loaded(tmp_path, files), ["taxa"])
    assert {finding.decision for finding in found} == {"taxa"}


@pytest.mark.parametrize("drafts", [False, True], ids=["in force", "with drafts"])
@pytest.mark.parametrize("name", ["nacka", "varmdo"])
def test_the_rule_sets_of_the_repository_have_no_findings(name: str, drafts: bool) -> None:
    rulebook = motor.load(ROOT / "regler" / name, drafts=drafts)
    assert [str(finding.problem) for finding in motor.verify(rulebook)] == []


# --- what decisions can give

DAYS = [datetime.date(2018, 3, 1), datetime.date(2023, 3, 1), datetime.date(2024, 3, 1)]


def answers(rulebook: motor.Rulebook, fact: str) -> list[Any]:
    """Answers to a fact that it takes."""
    found = []
    for answer in candidates(rulebook, fact):
        with suppress(motor.FactError):
            read_fact(fact, list(answer) if isinstance(answer, tuple) else answer, rulebook.facts)
            found.append(list(answer) if isinstance(answer, tuple) else answer)
    return found


@pytest.mark.parametrize("name", ["nacka", "varmdo"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_decision_gives_only_what_it_can(name: str, data: st.DataObject) -> None:
    rulebook = RULE_SETS[name]
    day = data.draw(st.sampled_from([day for day in DAYS if rulebook.in_force(day)]))
    some = {fact: st.sampled_from(answers(rulebook, fact)) for fact in rulebook.facts}
    facts = data.draw(st.fixed_dictionaries({}, optional=some))
    for decision_name in rulebook.in_force(day):
        given_by = outcomes_of(decision_name, rulebook.model, None)
        if given_by is not None:
            try:
                values = rulebook.evaluate(facts, day, [decision_name]).values
            except motor.MotorError:
                continue
            assert all(given_by.allows(from_python(value)) for value in values.values())


def test_what_is_known_of_what_decisions_give() -> None:
    model = RULE_SETS["nacka"].model
    known = {name for name in model.decisions if outcomes_of(name, model, DAYS[-1])}
    assert {"möjliga insatser", "föreslagen insats", "målgrupper", "bonusgrundande", "bonusandel"} <= known
    possible = outcomes_of("möjliga insatser", model, DAYS[-1])
    assert possible is not None
    assert set(possible.values.values()) == {"AMI 1", "AMI 2", "ISA 1", "ISA 2", "FAI 1", "FAI 2"}
    assert possible.listed
    assert not possible.empty
    assert not possible.null


def test_decisions_that_are_read_by_many_are_followed_once(tmp_path: Path) -> None:
    chain = {
        f"e{place}": f"typ: text\nuttryck: if sfi then {source} else {source}\n"
        for place, source in enumerate(['"x"', *(f"e{place}" for place in range(39))])
    }
    files = {f"{name}/2024-01-01.yaml": decision(name, logic) for name, logic in chain.items()}
    found = outcomes_of("e39", loaded(tmp_path, files).model, DAYS[-1])
    assert found is not None
    assert list(found.values.values()) == ["x"]


def test_steps_that_are_read_by_many_are_followed_once(tmp_path: Path) -> None:
    sources = ['"x"', *(f"s{place}" for place in range(39))]
    steps = "".join(
        f"  - {{namn: s{place}, uttryck: 'if sfi then {source} else {source}', typ: text}}\n"
        for place, source in enumerate(sources)
    )
    files = {"e/2024-01-01.yaml": decision("e", f"typ: text\nsteg:\n{steps}resultat: s39\n")}
    found = outcomes_of("e", loaded(tmp_path, files).model, DAYS[-1])
    assert found is not None
    assert list(found.values.values()) == ["x"]


LISTS = """
träffregel: {policy}
indata: [ålder]
utdata:
  - {{namn: kort, typ: text{more}}}
regler:
  - när: {{ålder: "< 18"}}
    ger: {{kort: barnkort}}
"""
READER = """
träffregel: unik
indata: [kort]
utdata:
  - {{namn: svar, typ: ja/nej, standard: nej}}
regler:
  - när: {{kort: '{test}'}}
    ger: {{svar: ja}}
"""


@pytest.mark.parametrize(
    ("policy", "more", "test", "young", "old"),
    [
        ("samla", "", 'list contains(?, "barnkort")', True, False),
        ("samla", ", standard: inget", '"inget"', False, True),
        ("samla antal", "", "1", True, False),
        ("samla min", "", '"barnkort"', True, False),
        ("första", "", '"barnkort"', True, False),
    ],
)
def test_a_table_reads_what_another_gives_by_its_hit_policy(
    policy: str, more: str, test: str, young: bool, old: bool, tmp_path: Path
) -> None:
    files = {
        "kort/2024-01-01.yaml": decision("kort", LISTS.format(policy=policy, more=more)),
        "svar/2024-01-01.yaml": decision("svar", READER.format(test=test)),
    }
    rulebook = loaded(tmp_path, files)
    day = datetime.date(2024, 3, 1)
    assert [rulebook.evaluate({"ålder": age}, day, ["svar"])["svar"] for age in (12, 40)] == [young, old]
    assert Code.UNREACHABLE not in {finding.code for finding in motor.verify(rulebook)}
