"""The sheets of a run and of a comparison: the answer first, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from simulator.analysis import guardrails, payback
from simulator.experiment.comparison import ALWAYS_WATCHED, Comparison
from simulator.experiment.gains import describe
from simulator.experiment.results import Experiment, who_sells
from simulator.experiment.statistics import Interval, Numbers, confidence_interval
from simulator.output.content import tables
from simulator.output.render.excel.footing import assumptions, how_it_was_run
from simulator.output.render.excel.sheets import (
    MANY,
    Cell,
    Chart,
    Column,
    Series,
    Sheet,
    Shown,
    change,
    facts,
    level,
    look_of,
    unit_shown,
)

GAINED = {
    "freed_minutes": "freed",
    "usable_minutes": "usable",
    "used_minutes": "used for selling",
    "field_equivalents_gained": "worth so many more people",
}
RED = (
    "RED: busy for more than 95% of the time, or in time less often, or more overtime, where the"
    " interval of the difference leaves out 0."
)
OTHER = Column("scenario", "scenario", wide=26)
NAME = Column("name", "measure", wide=38)
UNIT = Column("unit", "unit", wide=24)
KEY = Column("measure", "name of the measure", "code", 40)
BETTER = Column("better", "better is", wide=12)
VERDICT = Column("verdict", "it went", wide=12)
CHANGED = (
    Column("difference", "difference", "change", 12),
    Column("low", "from", "change", 11),
    Column("high", "to", "change", 11),
    Column("half_width", "±", "change", 10),
    Column("unit_of_difference", "unit of it", wide=24),
)


def sheets_of_run(experiment: Experiment) -> Iterator[Sheet]:
    """All sheets of a run."""
    yield _answer(experiment, [experiment], [])
    yield _time_use(f"The week of a person in {experiment.name}", _weeks_of_roles(experiment))
    yield _measures("Watched", "What is watched", experiment, _watched(experiment))
    yield _measures("All measures", "All that is measured", experiment, experiment.measures)
    yield _glossary([experiment])
    yield _replications([experiment])
    yield assumptions([experiment.scenario])
    yield how_it_was_run([experiment], experiment.folder)


def sheets_of_comparison(comparison: Comparison) -> Iterator[Sheet]:
    """All sheets of a comparison; those of guardrails and money where there are any."""
    base, others = comparison.base, comparison.others
    role, _ = who_sells(base.scenario)
    money = [line for each in others for line in tables.money_over_time(comparison, each)]
    yield _answer(comparison, others, money)
    title = f"The week of a {tables.words(role)}, before and after"
    yield _time_use(title, _weeks_of_scenarios(comparison.experiments, role))
    yield _changes(comparison)
    yield _gains(comparison)
    yield from _guards(comparison)
    yield from _money(comparison, money)
    yield _differences(comparison)
    yield _glossary(comparison.experiments)
    yield _replications(comparison.experiments)
    yield assumptions([each.scenario for each in (*others, base)])
    yield how_it_was_run(comparison.experiments, comparison.folder)


def _answer(
    result: Experiment | Comparison, asking: Sequence[Experiment], money: Sequence[str]
) -> Sheet:
    """Question, answer, and how sure it is."""
    questions = dict.fromkeys(" ".join(each.scenario.question.split()) for each in asking)
    experiments = result.experiments if isinstance(result, Comparison) else (result,)
    told = [
        *(("Question", question) for question in questions if question),
        *(("Answer", line) for line in tables.headlines(result)),
        *(("Money", line) for line in money),
        *(("How sure", line) for line in tables.sureness(result)),
        *(("Not measured", line) for line in tables.not_measured(result)),
        *((f"Scenario {each.name}", each.scenario.title) for each in experiments),
    ]
    return facts("Answer", "The answer", told)


# -- where the week goes ---------------------------------------------------------------------------


class _Week(NamedTuple):
    """One role's week in one scenario: a column of minutes and one of shares."""

    title: str
    minutes: dict[str, float]  # of each category, on average
    shares: dict[str, float]
    overtime: float


def _weeks_of_roles(experiment: Experiment) -> list[_Week]:
    return [_week(tables.words(role), experiment, role) for role in experiment.scenario.roles]


def _weeks_of_scenarios(experiments: Sequence[Experiment], role: str) -> list[_Week]:
    having = [each for each in experiments if role in each.scenario.roles]
    return [_week(each.name, each, role) for each in having]


def _week(title: str, experiment: Experiment, role: str) -> _Week:
    minutes, shares = (
        {name: confidence_interval(column).mean for name, column in found.items()}
        for found in (experiment.time_use(role), experiment.shares(role))
    )
    return _Week(title, minutes, shares, experiment.interval(f"overtime.{role}").mean)


def _time_use(title: str, weeks: Sequence[_Week]) -> Sheet:
    """Minutes and shares of the week by category, and a bar for each week."""
    names = dict.fromkeys(name for week in weeks for name, spent in week.minutes.items() if spent)
    rows: list[list[Cell]] = [
        [
            tables.words(name),
            *(week.minutes.get(name) for week in weeks),
            *(week.shares.get(name) for week in weeks),
        ]
        for name in names
    ]
    rows.append(["in all", *(sum(week.minutes.values()) for week in weeks), *(1.0 for _ in weeks)])
    rows.append(["of which overtime", *(week.overtime for week in weeks), *(None for _ in weeks)])
    columns = [
        Column("category", "category", wide=26),
        *(Column(f"minutes {x.title}", f"{x.title}, min", "amount", 16) for x in weeks),
        *(Column(f"share {x.title}", f"{x.title}, share", "share", 16) for x in weeks),
    ]
    first = columns[1].key if weeks else ""
    bars = tuple(Series(first, rows=(row, row), across=len(weeks)) for row in range(len(names)))
    shown = Chart("stacked", title, "category", bars, "minutes per person and week")
    notes = ("Minutes per person and full working week, on average over the replications.",)
    return Sheet("Time use", title, notes, tuple(columns), rows, shown if bars else None)


# -- measures --------------------------------------------------------------------------------------


def _watched(experiment: Experiment) -> list[str]:
    said = dict.fromkeys([*experiment.scenario.watch, *ALWAYS_WATCHED])
    return [key for key in said if key in experiment.measures]


def _measures(name: str, title: str, experiment: Experiment, keys: Sequence[str]) -> Sheet:
    """Means of measures of one scenario with their intervals."""
    level = f"{100 * experiment.confidence:.4g}%"
    columns = (
        NAME,
        Column("mean", "mean", "number", 12),
        Column("half_width", "±", "number", 11),
        Column("low", "from", "number", 12),
        Column("high", "to", "number", 12),
        UNIT,
        Column("replications", "replications", "whole", 12),
        KEY,
    )
    rows = [_measure_row(experiment, key) for key in keys]
    notes = (f"{level} intervals over {experiment.replications} replications.",)
    return Sheet(name, title, notes, columns, rows, filtered=len(rows) > MANY)


def _measure_row(experiment: Experiment, key: str) -> list[Cell]:
    found, look = experiment.interval(key), look_of(key)
    numbers = (found.mean, found.half_width, found.low, found.high)
    told = (unit_shown(key, experiment.scenario.currency), found.n, key)
    return [tables.words(key), *(Shown(number, look) for number in numbers), *told]


def _changes(comparison: Comparison) -> Sheet:
    """The watched measures before and after, their differences and what these say."""
    columns = (
        OTHER,
        NAME,
        Column("before", "before", "number", 12),
        Column("before_half_width", "±", "number", 10),
        Column("after", "after", "number", 12),
        Column("after_half_width", "±", "number", 10),
        UNIT,
        *CHANGED,
        Column("growth", "change", "growth", 10),
        Column("growth_half_width", "±", "growth", 9),
        VERDICT,
        KEY,
    )
    rows = [
        _change_row(comparison, other, key)
        for other in comparison.others
        for key in comparison.watched
    ]
    each = len(comparison.watched)
    series = tuple(
        Series("growth", "growth_half_width", (number * each, (number + 1) * each - 1), name=x.name)
        for number, x in enumerate(comparison.others)
    )
    title = f"Change of what is watched, against {comparison.base.name}"
    chart = Chart("bars", title, "name", series, "change; whiskers: the interval")
    notes = tuple(tables.sureness(comparison))
    return Sheet("Changes", title, notes, columns, rows, chart if each else None)


def _change_row(comparison: Comparison, other: Experiment, key: str) -> list[Cell]:
    answer, currency = comparison.answers[other.name][key], comparison.base.scenario.currency
    return [
        other.name,
        tables.words(key),
        *level(answer.before, key),
        *level(answer.after, key),
        unit_shown(key, currency),
        *change(answer.difference, key),
        unit_shown(key, currency, change=True),
        answer.growth.mean,
        answer.growth.half_width,
        answer.verdict,
        key,
    ]


def _gains(comparison: Comparison) -> Sheet:
    """Time freed, usable and used, in a chart, and what they come to in people."""
    columns = (OTHER, Column("name", "gain", wide=38), *CHANGED, VERDICT, KEY)
    rows = [
        _difference_row(comparison, other, key, said)
        for other in comparison.others
        for key, said in GAINED.items()
        if key in comparison.differences[other.name]
    ]
    minutes = len(GAINED) - 1  # the last is counted in people
    series = tuple(
        Series("difference", "half_width", (first, first + minutes - 1), name=str(rows[first][0]))
        for first in range(0, len(rows), len(GAINED))
    )
    title = f"Time freed, usable and used, against {comparison.base.name}"
    chart = Chart("bars", title, "name", series, "minutes per person and week")
    return Sheet("Gains", title, (), columns, rows, chart if series else None)


def _difference_row(comparison: Comparison, other: Experiment, key: str, said: str) -> list[Cell]:
    unit = unit_shown(key, other.scenario.currency, change=True)
    found = change(comparison.difference(other.name, key), key)
    return [other.name, said, *found, unit, comparison.verdict(other.name, key), key]


def _differences(comparison: Comparison) -> Sheet:
    """Every measure that both scenarios have, watched or not."""
    columns = (OTHER, NAME, *CHANGED, VERDICT, KEY)
    rows = [
        _difference_row(comparison, other, key, tables.words(key))
        for other in comparison.others
        for key in comparison.differences[other.name]
    ]
    note = "Watched differences hold together; each of the others is right by itself alone."
    title = f"All differences from {comparison.base.name}"
    return Sheet("All differences", title, (note,), columns, rows, filtered=True)


def _guards(comparison: Comparison) -> Iterator[Sheet]:
    """The signs of those who receive work, before and after."""
    columns = (
        OTHER,
        Column("role", "who receives", wide=20),
        NAME,
        Column("before", "before", "number", 12),
        Column("after", "after", "number", 12),
        UNIT,
        Column("warning", "warning", wide=10),
        KEY,
    )
    rows = [
        _guard_row(other, guard)
        for other in comparison.others
        for guard in guardrails.guards(comparison, other)
    ]
    if rows:
        yield Sheet("Receiving side", "Those who receive the work", (RED,), columns, rows)


def _guard_row(other: Experiment, guard: guardrails.Guard) -> list[Cell]:
    before = guard.before.mean if guard.before else None
    numbers = (Shown(number, look_of(guard.measure)) for number in (before, guard.after.mean))
    names = (other.name, tables.words(guard.role), tables.words(guard.measure))
    unit = unit_shown(guard.measure, other.scenario.currency)
    warning = Shown("RED", "warning") if guard.red else None
    return [*names, *numbers, unit, warning, guard.measure]


# -- money over weeks ------------------------------------------------------------------------------


def _money(comparison: Comparison, told: Sequence[str]) -> Iterator[Sheet]:
    """Profit that each change has brought, added up week by week, with its interval."""
    found = [(other, payback.payback(comparison, other)) for other in comparison.others]
    gained = {other.name: _bands(each.gained, comparison) for other, each in found if each}
    if not gained:
        return
    weeks = max(map(len, gained.values()))
    currency = comparison.base.scenario.currency
    columns = [Column("week", "week", "whole", 8)]
    for name in gained:
        heads = (name, f"{name}, from", f"{name}, to")
        columns += [Column(head, f"{head}, {currency}", "change", 18) for head in heads]
    rows: list[list[Cell]] = [
        [week + 1, *(number for bands in gained.values() for number in _ends(bands, week))]
        for week in range(weeks)
    ]
    title = f"Profit since the change, less the outlay, added up, against {comparison.base.name}"
    lines = tuple(Series(column.key) for column in columns[1:])
    chart = Chart("line", title, "week", lines, currency, below=False)
    yield Sheet("Money over weeks", title, tuple(told), tuple(columns), rows, chart)


def _bands(gained: Numbers, comparison: Comparison) -> list[Interval]:
    return [confidence_interval(column, comparison.confidence) for column in gained.T]


def _ends(bands: Sequence[Interval], week: int) -> tuple[float | None, ...]:
    return bands[week][:3] if week < len(bands) else (None, None, None)


# -- what measures mean ----------------------------------------------------------------------------


def _glossary(experiments: Sequence[Experiment]) -> Sheet:
    """What each measure stands for; names in <> stand for any role, activity or the like."""
    names = [GAINED, *(each.measures for each in experiments)]
    known = dict.fromkeys(describe(key) for each in names for key in each)
    columns = (NAME, Column("unit", "unit", wide=28), BETTER, Column("meaning", "meaning", wide=90))
    rows = [(each.name, each.unit, each.better, each.meaning) for each in known]
    return Sheet("Measures", "What the measures mean", (), columns, rows, filtered=True)


# -- replications ----------------------------------------------------------------------------------


def _replications(experiments: Sequence[Experiment]) -> Sheet:
    """The raw table: one row for each scenario and replication, one column for each measure."""
    measures = dict.fromkeys(name for each in experiments for name in each.measures)
    columns = (
        OTHER,
        Column("replication", "replication", "whole", 12),
        *(Column(name, tables.words(name), look_of(name), 18) for name in measures),
    )
    rows = [
        [each.name, number, *(row.get(name) for name in measures)]
        for each in experiments
        for number, row in enumerate(_rows(each))
    ]
    notes = ("Empty: it never happened in the replication.",)
    return Sheet("Replications", "All replications", notes, columns, rows, filtered=True)


def _rows(experiment: Experiment) -> Iterator[dict[str, float]]:
    for row in experiment.table.tolist():
        yield dict(zip(experiment.measures, row, strict=True))
