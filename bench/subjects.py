"""The subjects of the benchmarks: what each measures, as sections to show."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bench import loading, single
from bench.chart import Chart
from bench.compensation import compensation
from bench.place import Place
from bench.process import ROOT, Run
from bench.report import NONE, Aim, Section, by_contender, contenders, figure, micro
from bench.timing import OURS, Times
from bench.verification import COLUMNS, POLICIES, verification

Found = dict[str, Times]


def one_at_a_time(place: Place) -> Iterator[Section]:
    """A check, a trace, tables by size, expressions: the table that sums up."""
    folder, effort = place.folder, place.effort
    check, trace = single.check(folder, effort), single.trace(folder, effort)
    growth = single.growth(folder, effort)
    bonus, condition = single.expression(effort), single.condition(effort)
    sizes = {f"{rules:,} rules".replace(",", " "): found for rules, found in growth.items()}
    columns = {"one check": check, "with trace": trace, **sizes, "expression": bonus, "condition": condition}
    yield Section(
        "One evaluation at a time",
        "A check is a placement table of seven rules chained to a table of amounts; the next columns one "
        "table of a text and a number, by its rules. Thousands of cases come back in turn. In parentheses: "
        f"how many times as long as {OURS}.",
        *by_contender(columns),
        [*_single_aims(check, trace, bonus), *_growth_aims(growth)],
        _chart("rules", "One decision, by the table's rules", "rules", growth),
    )
    yield from _varied(place)


def _varied(place: Place) -> Iterator[Section]:
    folder, effort = place.folder, place.effort
    fresh = {
        f"{rules:,} rules".replace(",", " "): found
        for rules, found in single.new_numbers(folder, effort).items()
    }
    yield Section(
        "Numbers never met before",
        "The same tables; every case has an income that has not been asked about.",
        *by_contender(fresh),
    )
    columns = single.columns(folder, effort)
    yield Section(
        "Columns",
        "A table of 1 000 rules at most; the columns beyond two hold wide bands of numbers.",
        *by_contender({f"{count} columns": found for count, found in columns.items()}),
        chart=_chart("columns", "One decision, by the table's columns", "columns", columns),
    )
    yield Section(
        "Shapes",
        "Tables of as many rules: a text that narrows down to some bands of a number, and numbers alone.",
        *by_contender(dict(single.shapes(folder, effort))),
    )


def _single_aims(check: Found, trace: Found, bonus: Found) -> Iterator[Aim]:
    yield from _against("a check, of ZEN's time", check, "ZEN", 0.1)
    yield from _against("a check with its trace, of ZEN's time", trace, "ZEN", 0.1)
    yield from _against("a check, of hand-written Python's time", check, "if/elif", 4)
    yield from _against("an expression, of ZEN's time", bonus, "ZEN", 1)


def _growth_aims(growth: dict[int, Found]) -> Iterator[Aim]:
    fewest, most = min(growth), max(growth)
    rules = f"{most:,} rules".replace(",", " ")
    yield from _against(f"{rules}, of ZEN's time", growth[most], "ZEN", 0.01)
    yield from _against(f"{rules}, of dict and bisect's time", growth[most], "dict and bisect", 2)
    own = growth[most][OURS].median / growth[fewest][OURS].median
    yield Aim(f"{rules}, of our own time with {fewest}", own, 3, "x")


def _against(what: str, found: Found, name: str, limit: float) -> Iterator[Aim]:
    if name in found:
        yield Aim(what, found[OURS].ratio(found[name]), limit, "x")


def _chart(name: str, title: str, across: str, growth: dict[int, Found]) -> Chart:
    names = contenders(growth.values())
    lines = {
        each: [(size, found[each].median * 1e6) for size, found in growth.items() if each in found]
        for each in names
    }
    return Chart(name, title, across, "µs a decision", lines)


def compensations(place: Place) -> Iterator[Section]:
    """A whole compensation case."""
    found = compensation(ROOT / "regler", place.effort)
    yield Section(
        "A compensation",
        "A case under `regler/nacka` with twelve payment lines, premium, bonus, total; no case comes twice.",
        *by_contender({"12 lines": found}),
        [Aim("a compensation of twelve lines", found[OURS].median * 1e6, 250, " µs")],
    )


def loadings(place: Place) -> Iterator[Section]:
    """Loading, and what commands take."""
    took = loading.loading(place.folder, place.effort)
    limits = {"load all of regler/": 0.5, "motor prova": 0.7, "load 10 000 rules": 6.0}
    yield Section(
        "Loading",
        "Each in a process of its own; the memory is all that the process holds, at most.",
        ["", "time", "memory"],
        [[name, _time(each.seconds), _memory(each.megabytes)] for name, each in took.items()],
        [
            Aim(name, each.seconds, limit, " s")
            for name, each in took.items()
            for start, limit in limits.items()
            if name.startswith(start)
        ],
    )


def _time(seconds: float) -> str:
    return f"{figure(seconds)} s" if seconds >= 0.01 else f"{micro(seconds)} µs"


def _memory(megabytes: float | None) -> str:
    return NONE if megabytes is None else f"{figure(megabytes)} MB"


def batches(place: Place) -> Iterator[Section]:
    """Millions of rows."""
    from bench import batch

    found = batch.in_memory(place.folder, place.effort)
    rows = place.effort.rows[-1]
    names = contenders(found.values())
    zen = batch.zen_batch(place.effort)
    table = [[name, *[_speed(rows, each, name) for each in found.values()]] for name in names]
    if zen is not None:
        table.append(["ZEN's batch call", figure(zen / 1e6), NONE])
    check, prorated = found.values()
    yield Section(
        "A batch in memory",
        f"{figure(rows / 1e6)} million rows, an Arrow table in and one out, in Mrow/s. numpy has "
        "one thread, the others as many as they like. The prorated amount is exact, rounded to whole öre.",
        ["Mrow/s", *found],
        table,
        [
            Aim("the check in memory", rows / check[OURS].median / 1e6, 25, " Mrow/s", at_least=True),
            Aim(
                "the check in memory, of DuckDB's speed",
                check["duckdb"].ratio(check[OURS]),
                1.5,
                "x",
                at_least=True,
            ),
            Aim(
                "prorated in memory, of DuckDB's speed",
                prorated["duckdb"].ratio(prorated[OURS]),
                1,
                "x",
                at_least=True,
            ),
        ],
    )
    growth = batch.growth(place.folder, place.effort)
    yield Section(
        "Rows",
        "The same check by the number of rows, in microseconds a row.",
        ["µs a row", *[f"{size:,}".replace(",", " ") for size in growth]],
        [
            [name, *[f"{each[name].median / size * 1e6:.3f}" for size, each in growth.items()]]
            for name in names
        ],
        chart=Chart(
            "rows",
            "A batch, by its rows",
            "rows",
            "seconds",
            {name: [(size, each[name].median) for size, each in growth.items()] for name in names},
        ),
    )


def _speed(rows: int, found: Found, name: str) -> str:
    speed = figure(rows / found[name].median / 1e6)
    return speed if name == OURS else f"{speed} ({figure(found[OURS].ratio(found[name]))}x)"


def files(place: Place) -> Iterator[Section]:
    """`motor kör` from file to file."""
    from bench import batch

    placed, paid = (
        batch.placements(place.folder, place.effort),
        batch.compensations(place.folder, place.effort),
    )
    yield Section(
        "From file to file",
        "`motor kör` under `regler/nacka`, Parquet to Parquet, the command's start included.",
        ["", "rows", "time", "rows/s", "memory"],
        [_ran("placement and terms", *placed), _ran("compensation", *paid)],
        [
            Aim(
                "placement and terms, Parquet to Parquet",
                placed[0] / placed[1].seconds / 1e6,
                5,
                " Mrow/s",
                at_least=True,
            ),
            Aim("a million compensations", paid[1].seconds / paid[0] * 1e6, 120, " s"),
            *[
                Aim("memory from file to file", megabytes, 1_500, " MB")
                for megabytes in [placed[1].megabytes]
                if megabytes is not None
            ],
        ],
    )


def _ran(what: str, rows: int, done: Run) -> list[str]:
    return [
        what,
        f"{rows:,}".replace(",", " "),
        _time(done.seconds),
        f"{rows / done.seconds:,.0f}".replace(",", " "),
        _memory(done.megabytes),
    ]


def pages(place: Place) -> Iterator[Section]:
    """The pages under load, and killed."""
    from bench import webb

    yield from webb.served(place)


def verifications(place: Place) -> Iterator[Section]:
    """What is proven of large tables."""
    found = verification(place.folder, place.effort)
    sizes = [f"{rules:,} rules".replace(",", " ") for rules in found]
    yield Section(
        "Verification",
        f"All that `motor granska` proves of one table of {COLUMNS} columns (texts, booleans and bands, some "
        "left out, with gaps and overlaps): exact, by its rules.",
        ["", *sizes],
        [[name, *[_time(each[name].median) for each in found.values()]] for name in POLICIES],
        [
            Aim(f"verify {size}, {name}", each[name].median, 5, " s")
            for size, each in [*zip(sizes, found.values(), strict=True)][-1:]
            for name in POLICIES
        ],
    )


SUBJECTS: dict[str, Callable[[Place], Iterator[Section]]] = {
    "single": one_at_a_time,
    "compensation": compensations,
    "loading": loadings,
    "batch": batches,
    "files": files,
    "verification": verifications,
    "webb": pages,
}
"""What can be measured, by the name to ask for it."""
