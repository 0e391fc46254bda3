"""What is to be said of a run: where the time goes, and what is watched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from simulator.experiment.comparison import Comparison
from simulator.experiment.queues import pile_behind
from simulator.experiment.results import Experiment, label_of, settings_as_json, who_sells
from simulator.experiment.runner import simulate
from simulator.experiment.statistics import Interval, confidence_interval
from simulator.i18n import gettext
from simulator.measures import days
from simulator.output.content import calls, market, nights
from simulator.output.content.basis import (
    Statements,
    answer_facts,
    assumptions,
    glossary,
    how_it_was_run,
    replications,
)
from simulator.output.content.footing import (
    beginnings,
    beginnings_record,
    counted_record,
    outlays,
    said,
    settled_record,
    unsettled,
)
from simulator.output.content.obstacles import noted
from simulator.output.content.queues import (
    given_up,
    pictures,
    pile_lines,
    queues,
    unfinished,
)
from simulator.output.content.sureness import sureness, unmeasured, watched_by
from simulator.output.content.weekly_cost import hours_behind
from simulator.output.document import (
    CHANGES,
    CODE,
    COUNT,
    MANY,
    TEXT,
    TIME,
    Block,
    Cell,
    Column,
    ColumnPart,
    Document,
    Figure,
    Format,
    Formatted,
    NamedChart,
    NativeChart,
    Record,
    Section,
    Series,
    Spread,
    Table,
    Texts,
)
from simulator.output.numbers import percent
from simulator.output.wording import (
    estimate,
    level_format,
    pile_grows,
    unit_in_full,
    with_unit,
    words,
)
from simulator.scenario.elementary import Numbers

MINUTES = Format("amount", decimals=0)
SHARE = Format("share", "%", with_unit=True)
ALL_OF_IT = Format("share", "%", decimals=0, with_unit=True)


def document(experiment: Experiment) -> Document:
    """Where the time of each role goes, and the measures that are watched."""
    label = label_of(experiment.scenario)
    picture = Figure("time_use", NamedChart.of("time_use", experiment))
    time: tuple[Block, ...] = (picture, *tours([experiment]), _time_table(experiment))
    made = Document(
        label.title,
        label.question,
        (experiment.headline,),
        (
            Section(TIME, gettext("Where the time goes"), time),
            Section(CHANGES, gettext("What is watched"), tuple(_watched_blocks(experiment))),
            *calls.sections([experiment]),
            *market.sections([experiment]),
            *nights.sections([experiment]),
        ),
        record=partial(record, experiment),
        warnings=(*unmeasured(experiment), *noted([experiment.scenario])),
    )
    return replace(made, data=lambda: tuple(_data(experiment, made.notes)))


def _time_table(experiment: Experiment) -> Table:
    weeks = [Week(words(role), experiment, role) for role in experiment.scenario.roles]
    return time_use(gettext("The week of a person, in minutes"), weeks)


def _watched_blocks(experiment: Experiment) -> Iterator[Block]:
    """What is watched, after what is known of it, before what it rests on."""
    alone = [experiment]
    lines = *beginnings(alone), *unsettled(alone), *pile_lines(alone), *given_up(experiment)
    yield from said(lines, "finding")
    yield from pictures(alone)
    yield _watched_table(experiment)
    yield from said(outlays(alone))
    keys = _watched_keys(experiment)
    yield Texts(
        (*unfinished(alone, keys), *hours_behind(alone, keys), *sureness(experiment)), "note"
    )


def _watched_keys(experiment: Experiment) -> list[str]:
    return [key for key in watched_by([experiment]) if key in experiment.measures]


def _watched_table(experiment: Experiment) -> Table:
    return measures("watched", gettext("Watched"), experiment, _watched_keys(experiment))


def _data(experiment: Experiment, notes: Sequence[str]) -> Iterator[Table]:
    """Tables for files."""
    question = label_of(experiment.scenario).question
    yield answer_facts(experiment, Statements([question], [experiment.headline], [], notes))
    yield _time_table(experiment)
    yield _watched_table(experiment)
    yield queues([experiment])
    yield from calls.calls([experiment])
    yield from market.customers([experiment])
    yield from nights.nights([experiment])
    every = list(experiment.measures)
    yield measures("all-measures", gettext("All measures"), experiment, every)
    yield glossary([experiment])
    yield replications([experiment])
    yield assumptions([experiment.scenario])
    yield how_it_was_run([experiment], experiment.folder)


def record(experiment: Experiment) -> Record:
    """Means and intervals of all measures."""
    return {
        "replications": experiment.replications,
        "seed": experiment.seed,
        "scenarios": {experiment.name: means(experiment)},
        "headline": experiment.headline,
        "queues": {experiment.name: experiment.queues},
        "counted": counted_record(experiment),
        "begins": beginnings_record([experiment]),
        "settled": settled_record([experiment]),
        **settings_as_json(experiment.confidence, experiment.stopped),
    }


def means(experiment: Experiment) -> dict[str, Interval]:
    """All measures with their intervals."""
    return {name: experiment.interval(name) for name in experiment.measures}


def tours(experiments: Sequence[Experiment]) -> list[Figure]:
    """A typical day of whoever makes most stops then, replayed once more, if anybody drives.

    Of several scenarios the first two.
    """
    if not any(map(_drives, experiments[:2])):
        return []
    return [Figure("tour", partial(_tours, experiments[:2]))]


def _drives(experiment: Experiment) -> bool:
    """Does anybody call at accounts?"""
    scenario = experiment.scenario
    return any(scenario.activities[name].place == "account" for name in scenario.call_plans)


def _tours(experiments: Sequence[Experiment]) -> NamedChart:
    shown = days.up_to_typical([each.scenario for each in experiments])
    ledgers = [simulate(scenario, experiments[0].seed) for scenario in shown]
    if len(ledgers) == 1:
        return NamedChart.of("tour", *ledgers, None, None, None, *shown)
    titles = [label_of(each.scenario).title for each in experiments]
    return NamedChart.of("tours", list(zip(titles, ledgers, strict=True)), shown)


# -- where the week goes ---------------------------------------------------------------------------


class Week(NamedTuple):
    """The week of one role in one scenario: a column of minutes with a share beside each."""

    title: str
    experiment: Experiment
    role: str

    def minutes(self) -> dict[str, float]:
        """Minutes of each category, on average."""
        return _means(self.experiment.time_use(self.role))

    def shares(self) -> dict[str, float]:
        """Part of the week of each category, on average."""
        return _means(self.experiment.shares(self.role))

    def overtime(self) -> float:
        """Minutes outside the shifts, on average."""
        return self.experiment.interval(f"overtime.{self.role}").mean


def _means(columns: Mapping[str, Numbers]) -> dict[str, float]:
    return {name: confidence_interval(column).mean for name, column in columns.items()}


def weeks_of(result: Comparison) -> list[Week]:
    """The week of the role whose selling counts first in each scenario that has it."""
    role, _ = who_sells(result.base.scenario)
    having = [each for each in result.experiments if role in each.scenario.roles]
    return [Week(each.name, each, role) for each in having]


def time_use(title: str, weeks: Sequence[Week]) -> Table:
    """Minutes and shares of the week by category."""
    minutes, shares = [week.minutes() for week in weeks], [week.shares() for week in weeks]
    every = dict.fromkeys(name for each in minutes for name in each)
    names = [name for name in every if any(each.get(name, 0) > 0 for each in minutes)]
    rows: list[tuple[Cell, ...]] = [
        (words(name), *(each.get(name) for each in minutes), *(each.get(name) for each in shares))
        for name in names
    ]
    whole = [Formatted(1.0, ALL_OF_IT) for _ in weeks]
    rows.append((gettext("in all"), *(_sum(each) for each in minutes), *whole))
    none = [None for _ in weeks]
    rows.append((gettext("of which overtime"), *(week.overtime() for week in weeks), *none))
    return Table(
        key="time-use",
        title=title,
        columns=tuple(_time_columns(weeks)),
        rows=tuple(rows),
        name=gettext("Time use"),
        notes=(
            gettext("Minutes per person and full working week, on average over the replications."),
        ),
        chart=_bars_of_weeks(title, weeks, len(names)),
    )


def _sum(minutes: dict[str, float]) -> float:
    return sum(minutes.values())


def _time_columns(weeks: Sequence[Week]) -> list[Column]:
    titles = [week.title for week in weeks]
    return [
        Column("category", "", head=gettext("category"), width=26),
        *(
            Column(
                f"minutes {title}",
                title,
                MINUTES,
                head=gettext("{title}, min", title=title),
                width=16,
            )
            for title in titles
        ),
        *(
            Column(
                f"share {title}",
                title,
                SHARE,
                head=gettext("{title}, share", title=title),
                width=16,
                beside=f"minutes {title}",
            )
            for title in titles
        ),
    ]


def _bars_of_weeks(title: str, weeks: Sequence[Week], count: int) -> NativeChart | None:
    """A bar for each week, a part of it for each category."""
    if not weeks or not count:
        return None
    first = f"minutes {weeks[0].title}"
    bars = tuple(Series(first, rows=(row, row), across=len(weeks)) for row in range(count))
    counted_in = gettext("minutes per person and week")
    return NativeChart("stacked", title, "category", bars, counted_in)


# -- measures --------------------------------------------------------------------------------------


def level(
    experiment: Experiment, key: str, currency: str, spread: Spread = "interval"
) -> Formatted:
    """A measure with its interval; how the pile grows, where it has no settled value."""
    pile = pile_behind(experiment.queues, key)
    if pile is not None:
        return Formatted(pile_grows(pile), TEXT)
    form = level_format(key, currency)._replace(spread=spread)
    return Formatted(estimate(experiment.interval(key)), form)


def measures(key: str, title: str, experiment: Experiment, keys: Sequence[str]) -> Table:
    """Means of measures of one scenario with their intervals."""
    currency = experiment.scenario.currency
    parts = (
        ColumnPart("mean", "mean", gettext("mean")),
        ColumnPart("half_width", "half_width", "±"),
        ColumnPart("low", "low", gettext("from")),
        ColumnPart("high", "high", gettext("to")),
    )
    columns = (
        Column("label", "", on="page"),
        Column("name", gettext("measure"), on="file", width=38),
        Column("mean", experiment.name, parts=parts, width=12),
        Column("unit", gettext("unit"), on="file", width=24),
        Column("replications", gettext("replications"), COUNT, on="file", width=12),
        Column("measure", gettext("name of the measure"), CODE, on="file", width=40),
    )
    rows = []
    for name in keys:
        rows.append(
            (
                with_unit(words(name), name, currency),
                words(name),
                level(experiment, name, currency),
                unit_in_full(name, currency),
                experiment.interval(name).n,
                name,
            )
        )
    note = gettext(
        "{level} intervals over {n} replications.",
        level=percent(experiment.confidence),
        n=experiment.replications,
    )
    return Table(
        key, title, columns, tuple(rows), name=title, notes=(note,), filtered=len(rows) > MANY
    )
