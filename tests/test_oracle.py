"""The rule sets against a second, plain-Python reading of the same sources.

Complete facts: the engine gives what the reference gives. Facts left out: a decided value is the reference's
for every completion, an undecided one has completions that differ, and `missing` names the facts that make
the difference: all of them, and no other.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import motor
from tests.oracle import nacka, varmdo
from tests.repository import ROOT

Facts = dict[str, Any]
Reference = Mapping[str, Callable[[Facts], Any]]
DAY = date(2024, 3, 1)
LEFT_OUT = object()

CAPACITY = [None, 0, 24, Decimal("24.9"), 25, 60, Decimal("99.9"), 100]
PLACEMENT: dict[str, list[Any]] = {
    "arbetsförmåga": CAPACITY,
    "behov av sfi": [True, False],
    "etableringsprogrammet": [True, False],
    "förlängd kundvalsinsats": [True, False],
    "pågående insats": [True, False],
    "behov av förberedande insats": [True, False],
}
GROUPS: dict[str, list[Any]] = {
    "ålder": [17, 18, 24, 25],
    "utanför arbete och studier": [True, False],
    "ekonomiskt bistånd": [True, False],
    "etableringsprogrammet": [True, False],
    "bristande svenska": [True, False],
}
ACTIVATION: dict[str, list[Any]] = {
    "arbetsförmåga": CAPACITY,
    "ställningstagande från förtroendeläkare": [True, False],
}
SUPERVISION: dict[str, list[Any]] = {
    "brist i del": [[], ["A"], ["C", "C"], ["A", "B"], ["C", "B", "A"]],
    "upprepad brist": [True, False],
    "ekonomisk konsekvens": [True, False],
    "konsekvens för kund": ["ingen", "liten", "stor"],
    "rapporterade avvikelser": [True, False],
}
VARMDO: dict[str, list[Any]] = {
    "ålder": [17, 18, 64, 65],
    "försörjningsstöd": [True, False],
    "unga vuxna": [True, False],
    "omfattande behov": [True, False],
    "behov av arbetsträning": [True, False],
    "missbruksvård eller socialpsykiatri": [True, False],
}
ENDINGS = [
    "pågående", "enligt plan", "arbete", "studier", "eget företagande", "stegförflyttning", "avbruten",
    "byte på egen begäran",
]  # fmt: skip
DURATIONS = [0, 6, Decimal("6.1"), 12]


@cache
def rulebook(name: str, drafts: bool = False) -> motor.Rulebook:
    return motor.load(ROOT / "regler" / name, drafts=drafts)


def combinations(domains: Mapping[str, list[Any]]) -> Iterator[Facts]:
    """Every combination of the values."""
    for values in itertools.product(*domains.values()):
        yield dict(zip(domains, values, strict=True))


# --- complete facts


def assert_agrees(rules: motor.Rulebook, reference: Reference, facts: Facts, on: date) -> None:
    result = rules.evaluate(facts, on=on, decisions=list(reference))
    assert result.missing == []
    assert result.values == {name: decide(facts) for name, decide in reference.items()}


booleans = st.booleans()
percentages = st.decimals(0, 100, places=2)
placements = st.fixed_dictionaries(
    {
        **{
            name: booleans
            for name in (*PLACEMENT, *GROUPS, *ACTIVATION)
            if name not in ("arbetsförmåga", "ålder")
        },
        "ersättning från AF eller a-kassa": booleans,
        "arbetsförmåga": st.one_of(st.sampled_from(CAPACITY), st.integers(0, 100), percentages),
        "ålder": st.integers(0, 120),
    }
)


@settings(max_examples=2000, deadline=None)
@given(placements, st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_placement_agrees(facts: Facts, on: date) -> None:
    assert_agrees(rulebook("nacka"), nacka.PLACEMENT, facts, on)
    notices = rulebook("nacka").evaluate(facts, on=on, decisions=["upplysningar"])["upplysningar"]
    assert len(notices) == nacka.notices(facts)


@st.composite
def insatser(draw: st.DrawFn, last_start: date = date(2026, 12, 31)) -> Facts:
    """Complete facts of an insats; many end on, just before or just after a bound."""
    name = draw(st.sampled_from([*nacka.TERMS_2024]))
    first = date(2023, 1, 1) if name in nacka.TERMS_2023 else date(2024, 1, 1)
    start = draw(
        st.one_of(st.dates(first, last_start), st.sampled_from([first, date(2024, 1, 31), date(2024, 2, 29)]))
    )
    granted = draw(st.one_of(st.none(), st.integers(1, 24)))
    facts: Facts = {"insats": name, "startdatum": start, "avslutsorsak": draw(st.sampled_from(ENDINGS))}
    if granted is not None:
        facts["beviljade månader"] = granted
    months = draw(st.integers(0, 15))
    bounds = [nacka.granted_end(facts), nacka.ordinary_end(facts), nacka.add_months(start, months)]
    near = [bound + timedelta(days=days) for bound in bounds for days in (-1, 0, 1)]
    end = draw(st.one_of(st.sampled_from(near), st.dates(start, start + timedelta(days=800))))
    facts["slutdatum"] = max(start, end)
    facts["varaktighet"] = draw(st.one_of(st.sampled_from(DURATIONS), st.decimals(0, 60, places=1)))
    return facts


@settings(max_examples=2000, deadline=None)
@given(insatser(), st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_compensation_agrees(facts: Facts, on: date) -> None:
    assert_agrees(rulebook("nacka"), nacka.COMPENSATION, facts, on)


@given(st.sampled_from([*nacka.TERMS_2024]), st.dates(date(2023, 1, 1), date(2030, 12, 31)))
@settings(deadline=None)
def test_terms_agree(insats: str, on: date) -> None:
    facts = {"insats": insats}
    if on < date(2024, 1, 1) and insats not in nacka.TERMS_2023:
        with pytest.raises(motor.FactError, match=insats):
            rulebook("nacka").evaluate(facts, on=on, decisions=["insatsvillkor"])
    else:
        assert rulebook("nacka").evaluate(facts, on=on, decisions=["insatsvillkor"])[
            "insatsvillkor"
        ] == nacka.terms(facts, on)


MADE_UP_DAYS = (date(2024, 7, 1), date(2025, 1, 1), date(2025, 3, 15))


@cache
def with_made_up_versions() -> motor.Rulebook:
    """Nacka's rules with new amounts, with öre, from a few more days."""
    text = (ROOT / "regler" / "nacka" / "insatsvillkor" / "2024-01-01.yaml").read_text("utf-8")
    extra = {}
    for step, day in enumerate(MADE_UP_DAYS, 1):
        raised = text.replace("2024-01-01", day.isoformat())
        for _, _, amount, bonus in nacka.TERMS_2024.values():
            raised = raised.replace(
                f"checkbelopp: {amount:_}".replace("_", " "), f"checkbelopp: {amount + step}.25"
            )
            raised = raised.replace(
                f"resultatbonus: {bonus:_}}}".replace("_", " "), f"resultatbonus: {bonus + step}}}"
            )
        extra[f"insatsvillkor/{day}.yaml"] = raised
    return motor.load(ROOT / "regler" / "nacka", extra=extra)


@settings(max_examples=1000, deadline=None)
@given(insatser(last_start=date(2025, 6, 30)))
def test_compensation_agrees_when_amounts_change_on_the_way(facts: Facts) -> None:
    made_up = [
        (
            day,
            {
                name: (kundval, length, amount + step + Decimal("0.25"), bonus + step)
                for name, (kundval, length, amount, bonus) in nacka.TERMS_2024.items()
            },
        )
        for step, day in enumerate(MADE_UP_DAYS, 1)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nacka, "VERSIONS", [*nacka.VERSIONS, *made_up])
        assert_agrees(with_made_up_versions(), nacka.COMPENSATION, facts, DAY)


def test_supervision_agrees() -> None:
    for facts in combinations(SUPERVISION):
        assert_agrees(rulebook("nacka", drafts=True), nacka.SUPERVISION, facts, DAY)


def test_a_draft_is_not_in_force_unless_asked_for() -> None:
    facts = {"konsekvens för kund": "stor", "upprepad brist": False}
    with pytest.raises(motor.FactError, match="utkast"):
        rulebook("nacka").evaluate(facts, on=DAY, decisions=["sanktioner"])


@pytest.mark.parametrize("age", [0, 17, 18, 40, 64, 65, 120])
def test_varmdo_agrees(age: int) -> None:
    for facts in combinations({**VARMDO, "ålder": [age]}):
        assert_agrees(rulebook("varmdo"), varmdo.DECISIONS, facts, date(2018, 1, 1))
        notices = rulebook("varmdo").evaluate(facts, on=DAY, decisions=["upplysningar"])["upplysningar"]
        assert len(notices) == varmdo.eligible(facts)


# --- facts left out


def partial_facts(domains: Mapping[str, list[Any]]) -> st.SearchStrategy[Facts]:
    """Some of the facts answered."""
    answers = st.fixed_dictionaries(
        {name: st.sampled_from([LEFT_OUT, *values]) for name, values in domains.items()}
    )
    return answers.map(lambda facts: {name: value for name, value in facts.items() if value is not LEFT_OUT})


def completions(facts: Facts, domains: Mapping[str, list[Any]]) -> list[Facts]:
    """Every way of answering the rest with the values that rules can tell apart."""
    rest = {name: values for name, values in domains.items() if name not in facts}
    return [{**facts, **more} for more in combinations(rest)]


def assert_agrees_partly(
    rules: motor.Rulebook,
    reference: Reference,
    facts: Facts,
    domains: Mapping[str, list[Any]],
    on: date = DAY,
) -> None:
    """Exact over facts with finitely many values: decided just when every completion agrees."""
    result = rules.evaluate(facts, on=on, decisions=list(reference))
    complete = completions(facts, domains)
    for name, decide in reference.items():
        outcomes = [decide(each) for each in complete]
        if all(outcome == outcomes[0] for outcome in outcomes):
            assert name in result.values, f"{name} is {outcomes[0]} whatever is answered"
            assert result.values[name] == outcomes[0]
            assert result.missing_for(name) == []
        else:
            assert name in result.undecided
            assert_missing(result.missing_for(name), complete, outcomes, facts)
            assert_outcomes(result.undecided[name], outcomes)


def assert_missing(missing: list[str], complete: list[Facts], outcomes: list[Any], facts: Facts) -> None:
    """The missing facts are unanswered, together they settle the outcome, and each can change it alone."""
    assert missing
    assert not set(missing) & facts.keys()
    settled: dict[str, Any] = {}
    for each, outcome in zip(complete, outcomes, strict=True):
        answer = str([each[name] for name in missing])
        assert settled.setdefault(answer, outcome) == outcome, f"more than {missing} matters"
    for name in missing:
        assert matters(name, complete, outcomes), f"{name} makes no difference"


def matters(name: str, complete: list[Facts], outcomes: list[Any]) -> bool:
    """Whether two completions that differ in one fact only have different outcomes."""
    first: dict[str, Any] = {}
    for each, outcome in zip(complete, outcomes, strict=True):
        others = str([(fact, value) for fact, value in each.items() if fact != name])
        if first.setdefault(others, outcome) != outcome:
            return True
    return False


def assert_outcomes(possible: motor.Outcomes, outcomes: list[Any]) -> None:
    """The outcomes still possible are those of the completions; for lists, their elements."""
    if not isinstance(outcomes[0], list):
        assert all(outcome in possible for outcome in outcomes)
        assert all(outcome in outcomes for outcome in possible)
        return
    different = distinct(outcomes)
    items = distinct(item for outcome in different for item in outcome)
    certain = [item for item in items if all(item in outcome for outcome in different)]
    for listed, expected in ((possible, items), (possible.certain, certain)):
        assert len(listed) == len(expected)
        assert all(item in listed for item in expected)


def distinct(values: Iterable[Any]) -> list[Any]:
    """The values without repetitions; they need not be hashable."""
    kept: list[Any] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept


def chosen(reference: Reference, *names: str) -> Reference:
    return {name: reference[name] for name in names}


@settings(max_examples=400, deadline=None)
@given(partial_facts(PLACEMENT))
def test_placement_with_facts_left_out(facts: Facts) -> None:
    reference = chosen(nacka.PLACEMENT, "möjliga insatser", "föreslagen insats")
    assert_agrees_partly(rulebook("nacka"), reference, facts, PLACEMENT)


@settings(max_examples=400, deadline=None)
@given(partial_facts(GROUPS))
def test_groups_with_facts_left_out(facts: Facts) -> None:
    assert_agrees_partly(rulebook("nacka"), chosen(nacka.PLACEMENT, "målgrupper"), facts, GROUPS)


@settings(max_examples=100, deadline=None)
@given(partial_facts(ACTIVATION))
def test_activation_with_facts_left_out(facts: Facts) -> None:
    assert_agrees_partly(rulebook("nacka"), chosen(nacka.PLACEMENT, "aktivering"), facts, ACTIVATION)


@settings(max_examples=400, deadline=None)
@given(partial_facts(VARMDO))
def test_varmdo_with_facts_left_out(facts: Facts) -> None:
    assert_agrees_partly(rulebook("varmdo"), varmdo.DECISIONS, facts, VARMDO)


@settings(max_examples=300, deadline=None)
@given(partial_facts(SUPERVISION))
def test_supervision_with_facts_left_out(facts: Facts) -> None:
    assert_agrees_partly(rulebook("nacka", drafts=True), nacka.SUPERVISION, facts, SUPERVISION)


@settings(max_examples=300, deadline=None)
@given(insatser(), st.sets(st.sampled_from(["avslutsorsak", "varaktighet"])))
def test_compensation_with_the_ending_left_out(facts: Facts, left_out: set[str]) -> None:
    domains = {"avslutsorsak": ENDINGS, "varaktighet": DURATIONS}
    answered = {name: value for name, value in facts.items() if name not in left_out}
    assert_agrees_partly(rulebook("nacka"), nacka.COMPENSATION, answered, domains)


@settings(max_examples=60, deadline=None)
@given(insatser(), st.sampled_from(["avslutsorsak", "varaktighet", None]))
def test_compensation_with_the_insats_left_out(facts: Facts, also: str | None) -> None:
    """The insatser that the rules of the first day know are those that it can be."""
    insatser = [*(nacka.TERMS_2024 if facts["startdatum"] >= date(2024, 1, 1) else nacka.TERMS_2023)]
    endings = ["pågående", "arbete", "studier", "avbruten"]
    domains = {"insats": insatser, "avslutsorsak": endings, "varaktighet": [6, Decimal("6.1")]}
    answered = {name: value for name, value in facts.items() if name not in ("insats", also)}
    assert_agrees_partly(rulebook("nacka"), nacka.COMPENSATION, answered, domains)


@pytest.mark.parametrize(
    ("on", "insatser"),
    [(date(2023, 12, 31), [*nacka.TERMS_2023]), (date(2024, 1, 1), [*nacka.TERMS_2024])],
    ids=str,
)
def test_terms_with_the_insats_left_out(on: date, insatser: list[str]) -> None:
    reference: Reference = {"insatsvillkor": lambda facts: nacka.terms(facts, on)}
    assert_agrees_partly(rulebook("nacka"), reference, {}, {"insats": insatser}, on)


@settings(max_examples=300, deadline=None)
@given(
    insatser(),
    st.sets(
        st.sampled_from(["insats", "startdatum", "slutdatum", "avslutsorsak", "varaktighet"]), min_size=1
    ),
)
def test_what_is_decided_holds_whatever_is_answered(facts: Facts, left_out: set[str]) -> None:
    """Dates have too many values to try: a decided value is the reference's for some of them."""
    answered = {name: value for name, value in facts.items() if name not in left_out}
    result = rulebook("nacka").evaluate(answered, on=DAY, decisions=list(nacka.COMPENSATION))
    assert set(result.missing) <= left_out
    assert bool(result.missing) == bool(result.undecided)
    for each in some_completions(answered):
        for name, value in result.values.items():
            assert value == nacka.COMPENSATION[name](each)


def some_completions(facts: Facts) -> Iterator[Facts]:
    """A few ways of answering the rest that the rules accept."""
    draw = random.Random(repr(sorted(facts.items(), key=repr)))
    found = 0
    while found < 5:
        start = date(2023, 1, 1) + timedelta(days=draw.randrange(1000))
        more = {
            "insats": draw.choice([*nacka.TERMS_2024]),
            "startdatum": start,
            "slutdatum": facts.get("startdatum", start) + timedelta(days=draw.randrange(500)),
            "avslutsorsak": draw.choice(ENDINGS),
            "varaktighet": draw.choice(DURATIONS),
        }
        each = {**more, **facts}
        known = each["insats"] in nacka.TERMS_2023 or each["startdatum"] >= date(2024, 1, 1)
        if known and each["slutdatum"] >= each["startdatum"]:
            found += 1
            yield each
