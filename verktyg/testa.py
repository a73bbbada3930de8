"""`motor testa`: run the golden cases, show those that differ, and say how much they test."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import motor
from motor.documents.command_line import word
from motor.errors import MotorError
from verktyg.fall import FOLDER, case_paths, explanation, loaded, proposals, run_case, trials_of
from verktyg.fel import DONE, RULES_WRONG, show_motor_error, usage_error
from verktyg.format import count, show_json
from verktyg.sida import Page
from verktyg.skriv import write_all
from verktyg.testfall import forslag, visning
from verktyg.testfall.mutanter import mutants
from verktyg.testfall.mutation import Bench, Fate, Mutation, mutate
from verktyg.testfall.tackning import Coverage, Ran, by_folder, coverage


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: which cases, and what to say of them."""

    path: str | None = None
    rules: str | None = None
    drafts: bool = False
    coverage: bool = False
    mutate: bool = False
    write: str | None = None
    as_json: bool = False

    @property
    def propose(self) -> str:
        """The command that proposes cases beside those that were run."""
        words = ["motor testa", *([word(self.path)] if self.path else [])]
        words += ["--mutera"] if self.mutate else []
        words += ["--utkast"] if self.drafts else []
        words += ["--regler", word(self.rules)] if self.rules else []
        return " ".join([*words, "--skriv", word(proposals(self.path))])


@dataclass(slots=True)
class _Run:
    """The cases that were run, those that wait for a person, and the files that could not be used."""

    files: list[Path]
    ran: list[Ran] = field(default_factory=list)
    waiting: int = 0
    unreadable: int = 0
    told: set[str] = field(default_factory=set)

    def refuse(self, error: MotorError) -> None:
        """Tell why something could not be used, once."""
        sys.stdout.flush()
        if str(error) not in self.told:
            show_motor_error(error)
        self.told.add(str(error))

    @property
    def differing(self) -> list[Ran]:
        """The cases that did not come out as expected."""
        return [one for one in self.ran if not one.outcome.passed]

    @property
    def sound(self) -> bool:
        """Whether everything could be read and came out as expected."""
        return not self.differing and not self.told


def testa(order: Order) -> int:
    """Run every case, then do what else is asked.

    Returns 1 when a case differs, a file cannot be used, or a change is noticed by no case; else 0. Raises
    UsageError, RuleError.
    """
    if order.write and not order.write.endswith(".yaml"):
        raise usage_error(
            f"{order.write} slutar inte på .yaml.", "Ge en fil som --skriv tests/fall/nya.yaml."
        )
    run = _run(order)
    folders, coverages = _coverages(run)
    benches = [Bench(folder, tuple(run.files), order.rules, order.drafts) for folder in folders]
    mutations = _mutations(benches, coverages) if order.mutate and run.sound else []
    written = _Written()
    if order.write:
        written = _write(Path(order.write), coverages, folders.values(), benches, mutations)
    if order.as_json:
        show_json(_data(order, run, coverages, mutations, written))
    else:
        _show(order, run, coverages, mutations, written)
    unnoticed = any(mutation.of(Fate.UNNOTICED) for mutation in mutations)
    return DONE if run.sound and not unnoticed else RULES_WRONG


def _run(order: Order) -> _Run:
    """Run the cases file by file, and show those that differ as they come."""
    folder = Path(order.path) if order.path else FOLDER
    if not folder.exists():
        raise usage_error(f"{folder} finns inte.", "Ge en fil eller en mapp med fall: motor testa SÖKVÄG.")
    run = _Run(case_paths(folder))
    for file in run.files:
        try:
            ran, waiting = _run_file(file, order)
        except MotorError as error:
            run.refuse(error)
            run.unreadable += 1
        else:
            run.ran += ran
            run.waiting += waiting
    return run


def _coverages(run: _Run) -> tuple[dict[Path, list[Ran]], list[Coverage]]:
    """The cases by rule set, and what they test of it; without those whose own files cannot be used."""
    folders, coverages = {}, []
    for folder, ran in by_folder(run.ran).items():
        try:
            coverages.append(coverage(motor.load(folder, drafts=True), ran))
        except MotorError as error:
            run.refuse(error)
        else:
            folders[folder] = ran
    return folders, coverages


def _run_file(path: Path, order: Order) -> tuple[list[Ran], int]:
    trials, waiting = trials_of(path, order.rules, order.drafts)
    ran = [Ran(trial, run_case(trial.case, book)) for trial, book in zip(trials, loaded(trials), strict=True)]
    for one in ran:
        if not one.outcome.passed and not order.as_json:
            print(f"SKILLNAD {one.trial.label}")
            explanation(one.outcome).print()
            print()
    return ran, waiting


def _mutations(benches: Sequence[Bench], coverages: Sequence[Coverage]) -> list[Mutation]:
    processes = os.cpu_count() or 1
    found = []
    for bench, covered in zip(benches, coverages, strict=True):
        changes = mutants(covered.rulebook)
        if sys.stderr.isatty():
            print(f"Prövar {len(changes)} ändringar i {covered.rulebook.name} …", file=sys.stderr)
        found.append(mutate(bench, changes, covered, processes))
    return found


@dataclass(frozen=True, slots=True)
class _Written:
    """The cases proposed for each rule set, and the files that they went to."""

    texts: dict[Path, forslag.CaseText] = field(default_factory=dict)
    proposed: tuple[forslag.Proposed, ...] = ()


def _write(
    path: Path,
    coverages: Sequence[Coverage],
    ran: Iterable[Sequence[Ran]],
    benches: Iterable[Bench],
    mutations: Sequence[Mutation],
) -> _Written:
    """Propose cases, and write them all or none. Raises UsageError, RuleError."""
    tried: Sequence[Mutation | None] = mutations or [None] * len(coverages)
    proposed = tuple(forslag.propose(*each) for each in zip(coverages, ran, benches, tried, strict=True))
    texts = {file: forslag.written(file, each) for file, each in forslag.files(path, proposed).items()}
    write_all({file: text.text for file, text in texts.items() if text.new})
    return _Written(texts, proposed)


def _show(
    order: Order, run: _Run, coverages: list[Coverage], mutations: list[Mutation], written: _Written
) -> None:
    """What was asked for, then the sums, one line each."""
    pages = [visning.coverage_page(each, order.propose) for each in coverages if order.coverage]
    pages += [visning.mutation_page(each, order.propose) for each in mutations]
    pages += [visning.written_page(written.texts, written.proposed)] if order.write else []
    for page in pages:
        if str(page):
            page.print()
            print()
    summary = f"{count(len(run.ran), 'fall', 'fall')}: {len(run.ran) - len(run.differing)} som väntat, "
    summary += f"{len(run.differing)} med skillnad."
    if run.unreadable:
        summary += f" {count(run.unreadable, 'fil', 'filer')} kunde inte köras."
    print(summary)
    if any(each.rules for each in coverages):
        print(visning.rules_sentence(coverages))
    if mutations:
        print(visning.mutation_sentence(mutations))
    elif order.mutate:
        print("Inga ändringar är prövade: rätta först fallen ovan, så att alla ger det väntade.")
    if run.waiting:
        Page.of(visning.waiting_sentence(run.waiting)).print()


def _data(
    order: Order, run: _Run, coverages: list[Coverage], mutations: list[Mutation], written: _Written
) -> dict[str, Any]:
    """The same for other programs; what was not asked for is left out."""
    data: dict[str, Any] = {
        "fall": {
            "prövade": len(run.ran),
            "skillnader": [one.trial.label for one in run.differing],
            "väntar": run.waiting,
            "oläsliga filer": run.unreadable,
        },
        "regler": {
            "träffade": sum(each.hit for each in coverages),
            "alla": sum(len(each.rules) for each in coverages),
        },
    }
    if order.coverage:
        data["täckning"] = [visning.coverage_data(each) for each in coverages]
    if order.mutate:
        data["mutation"] = [visning.mutation_data(each) for each in mutations]
    if order.write:
        data["förslag"] = visning.written_data(written.texts, written.proposed)
    return data
