"""Month by month: what is watched and what it costs, when a change dips, and when it has paid back.

Each month is measured by itself, on a replay that ends with it: common random numbers make it the
same as that of the whole horizon up to then. Weeks belong to the month in which most of their days
lie, so that a month has whole weeks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, Unpack

import numpy as np

from simulator.engine.select import Engine
from simulator.errors import UsageError
from simulator.experiment.arguments import checked
from simulator.experiment.comparison import Comparison, side_by_side
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.estimates import TooFew, fewest, too_few
from simulator.experiment.finding import Harm, Headcount, QueuesAndHarm, all_sellers, who_bears
from simulator.experiment.gains import unit_in
from simulator.experiment.judgement import is_of_nobody
from simulator.experiment.presentation import Presentable, SummaryRow
from simulator.experiment.progress import BatchProgress, Progress
from simulator.experiment.queues import Queue, pile_behind
from simulator.experiment.results import (
    PROFIT,
    CountedWeeks,
    Experiment,
    ScenarioLabel,
    experiment_of,
    label_of,
    labels_of,
    name_of,
)
from simulator.experiment.runner import (
    ReplicationRequest,
    RunKeywords,
    RunOptions,
    rows_of,
)
from simulator.experiment.statistics import CONFIDENCE, Interval, confidence_interval
from simulator.i18n import gettext, pgettext, translatable
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import COST, HEADLINE
from simulator.scenario.dated import stretches, without_change
from simulator.scenario.elementary import Numbers
from simulator.scenario.inheritance import as_scenario, load
from simulator.scenario.late import never_come, with_hires_late
from simulator.scenario.overrides import resolved
from simulator.scenario.same_weeks import leaves_whole_weeks, refuse_other_weeks, when_all_holds
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.customers import DatedChange
from simulator.scenario.schema.organisation import Horizon
from simulator.scenario.units import DAY, format_duration, parse_duration

SUFFIX = "month"  # by which results tell such scenarios from what was asked for
MIN_WEEKS = 3  # a last month of one or two says little
DAYS_OF_MONTH = 365.25 / 12
_MONTHS = re.compile(r"\s*(\d+)\s+months?\s*")


class Month(NamedTuple):
    """Whole weeks, most of whose days lie in one calendar month."""

    first_day: str  # of the month, as year-month-day
    weeks: int
    begin: int  # weeks from the first day of the horizon
    end: int
    last_day: str  # of its weeks


class MonthlyLevels(NamedTuple):
    """A measure of one scenario in each month."""

    scenario: str
    measure: str
    months: tuple[Interval, ...]
    too_few: TooFew | None = None  # tasks where there are fewest, if a month lacks any
    grows: tuple[
        bool, ...
    ] = ()  # of each month: does the work pile up, so that no time is settled?
    nobody: tuple[bool, ...] = ()  # of each month: is it the time of a role without people?

    def grows_in(self, place: int) -> bool:
        """Whether the work that the measure is of piles up in a month.

        Args:
            place: Number of the month, from 0.

        Returns:
            Yes where times of finished work say how long the month was.
        """
        return any(self.grows[place : place + 1])

    def of_nobody_in(self, place: int) -> bool:
        """Whether the role whose time the measure is of has no people in a month.

        Args:
            place: Number of the month, from 0.

        Returns:
            Yes where there is no time that could be measured.
        """
        return any(self.nobody[place : place + 1])


class MonthlyDifferences(NamedTuple):
    """A measure of one scenario less the base's, paired, in each month."""

    scenario: str
    measure: str
    months: tuple[Interval, ...]


class MonthlySellers(NamedTuple):
    """How many sell in one scenario in each month and what they sell in all, against the base."""

    scenario: str
    months: tuple[Headcount | None, ...]


class MonthlyMoney(NamedTuple):
    """What a scenario has brought against the base: profit, or where nothing is sold less cost.

    Outlays are spent in the month of their day.
    """

    scenario: str
    months: tuple[Interval, ...]
    added_up: tuple[Interval, ...]  # from the first month on
    lowest: Interval  # the lowest point of each replication
    lowest_month: int  # number of the month in which the mean is lowest, -1 if it never dips
    back_month: int  # number from which the mean stays above nothing, -1 if it never does
    back_in: int  # replications that are back by the end


class MonthlyPile(NamedTuple):
    """What piles up in one whole month with a what-if, faster than in the base or not there."""

    scenario: str
    month: int  # its number
    harm: Harm


class HarmBetween(NamedTuple):
    """Who bears a what-if for some weeks alone: between two of its days, or before the first."""

    scenario: str
    first_day: str
    last_day: str
    harm: Harm


class DatedOutlay(NamedTuple):
    """A day on which something begins in a scenario."""

    scenario: str
    day: str
    costs: float


@dataclass(frozen=True, repr=False)
class MonthByMonth(Presentable):
    """Scenarios month by month, the base first."""

    scenarios: tuple[ScenarioLabel, ...]
    months: tuple[Month, ...]
    levels: tuple[MonthlyLevels, ...]
    differences: tuple[MonthlyDifferences, ...]
    money: tuple[MonthlyMoney, ...]
    changes: tuple[DatedOutlay, ...]
    sells: bool  # is money profit, or else what is not spent?
    replications: int
    seed: int
    sellers: tuple[MonthlySellers, ...] = ()  # where the share of their week is told
    borne: tuple[QueuesAndHarm, ...] = ()  # of each scenario, in the weeks in which all of it holds
    at_last: tuple[QueuesAndHarm, ...] = ()  # of what-ifs and what has days, in one month
    counted: tuple[CountedWeeks | None, ...] = ()  # the weeks of each of ``borne``; None: all
    piles: tuple[MonthlyPile, ...] = ()  # month by month, be it for a time
    between: tuple[HarmBetween, ...] = ()  # before all of a what-if holds

    def _further_columns(self) -> dict[str, type | None]:
        """The first day of the month."""
        return {"month": str}

    def _summary_rows(self) -> Iterator[SummaryRow]:
        """Each measure in each month and where it went from the base's; then money against it."""
        currency = self.scenarios[0].currency
        for level in self.levels:
            unit = unit_in(level.measure, currency)
            row = SummaryRow(level.scenario, level.measure, level.months[0], unit)
            yield from self._by_month(row, level.months, self._verdicts(level))
        for money in self.money:
            for key, months in (("gain", money.months), ("gain_added_up", money.added_up)):
                row = SummaryRow(money.scenario, key, months[0], currency)
                yield from self._by_month(row, months, [each.verdict for each in months])

    def _verdicts(self, level: MonthlyLevels) -> list[str]:
        """Where a measure went from the base's in each month; nothing of the base itself."""
        moved = [each for each in self.differences if each[:2] == level[:2]]
        before = next(each for each in self.levels if each.measure == level.measure)
        return [
            "grows" if level.grows_in(place) else "cannot tell" if before.grows_in(place) else went
            for each in moved[:1]
            for place, went in enumerate(month.verdict for month in each.months)
        ]

    def _by_month(
        self, row: SummaryRow, intervals: Sequence[Interval], verdicts: Sequence[str]
    ) -> Iterator[SummaryRow]:
        """A row for each month; what is compared with nothing has no verdicts."""
        words: Sequence[str | None] = verdicts or [None] * len(intervals)
        for month, interval, verdict in zip(self.months, intervals, words, strict=True):
            yield row._replace(interval=interval, verdict=verdict, further=(month.first_day,))


@checked
def months(
    scenario: Scenario | str | Path,
    *others: Scenario | str | Path,
    late: str | None = None,
    replications: int = REPLICATIONS,
    confidence: float = CONFIDENCE,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> MonthByMonth:
    """Month by month: what is watched, what it costs, and what a change has brought by then.

    Args:
        scenario: What others are held against, or its name or path.
        *others: What-ifs of it.
        late: A time, such as ``13 weeks`` or ``3 months``: each what-if is also replayed with those
            whom it hires beginning so much later; without others, the scenario itself is.
        replications: How often; at least 2.
        confidence: How often intervals hold what they promise.
        seed: What all random streams are keyed by.
        jobs: Processes to compute in; all cores if not given, 1 for this process.
        engine: ``simpy``, ``compiled`` or ``auto``; the numbers are the same.
        cluster: Address of a Dask scheduler whose workers compute, on a network that you trust.
        store: Folder for results, from which finished replications are taken; none if not given.
        progress: Called with the number of finished replications and of all.

    Returns:
        Levels of each watched measure in each month, paired differences from the base, and money
        month by month and added up. Months have whole weeks.

    Raises:
        UsageError: For fewer than two replications, or scenarios of other weeks.

    Example:
        >>> import simulator
        >>> today = simulator.load("north")
        >>> short = simulator.what_if(today, horizon={"weeks": 9, "warm_up_weeks": 1})
        >>> shown = simulator.months(short, replications=2, jobs=1)
        >>> [(month.first_day, month.weeks) for month in shown.months]
        [('2025-01-01', 3), ('2025-02-01', 4), ('2025-03-01', 1)]
    """
    if replications < 2:
        raise UsageError(
            "read {replications} replications, expected at least 2", replications=replications
        )
    every = with_late([_from_begin(as_scenario(each)) for each in (scenario, *others)], late)
    refuse_other_weeks(every)
    for each in every:
        _refuse_growing(each)
    spans = months_of(every[0])
    refuse_other_weeks(every)
    windows = _windows(every)
    later = sum(map(len, windows.values())) - len(windows.get(every[0].horizon, ()))
    parts = [(other, span) for other in every[1:] for span in stretches_of(other)]
    count = len(every) * (len(spans) + 1) + later + 2 * len(parts)
    total = BatchProgress(progress, count * replications)
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=total
    )
    in_months = [[within(each, span) for each in every] for span in spans]
    rows = [_rows(shown, replications, options) for shown in in_months]

    def compared(group: Sequence[Scenario]) -> Comparison:
        return _compared(group, _rows(group, replications, options), confidence, seed)

    together = [compared(every)]
    together += [compared(g) for horizon, g in windows.items() if horizon != every[0].horizon]
    between = tuple(_between(every[0], parts, compared))
    return replace(_result(every, spans, rows, together), between=between)


def ask(
    *,
    names: Sequence[str],
    late: str | None,
    confidence: float,
    replications: int,
    **how: Unpack[RunKeywords],
) -> list[MonthByMonth]:
    """Scenarios that are named, month by month."""
    first, *others = [load(name) for name in names]
    return [
        months(first, *others, late=late, replications=replications, confidence=confidence, **how)
    ]


def _from_begin(scenario: Scenario) -> Scenario:
    """The scenario with all weeks after the warm-up, whatever it says of those that count."""
    horizon = scenario.horizon.model_copy(update={"counts_from": None})
    return scenario.model_copy(update={"horizon": horizon})


def with_late(scenarios: Sequence[Scenario], late: str | None) -> list[Scenario]:
    """The scenarios, each what-if followed by itself with hires that come late."""
    if late is None:
        return list(scenarios)
    seconds, base = seconds_of(late), scenarios[0]
    every = [base]
    for plan in scenarios[1:] or scenarios:
        title = _late_title(plan, seconds, base)
        put_off = with_hires_late(plan, seconds, base, f"{name_of(plan)}.late")
        if put_off is plan:
            raise UsageError("{name} hires nobody who could come late", name=name_of(plan))
        every += [plan] if plan is not base else []
        every.append(put_off.model_copy(update={"title": title}))
    return every


def _late_title(plan: Scenario, seconds: int, base: Scenario) -> str:
    """What a plan is called whose hires come late, and how many of them never do."""
    number, unit = format_duration(seconds).split(" ")
    late = f"{number} {pgettext('unit', unit)}"
    never, hired = never_come(plan, seconds, base)
    if not never:
        return gettext("{title} ({late} late)", title=plan.title, late=late)
    return gettext(
        "{title} ({late} late: {never} of {hired} who are hired never come in these weeks, and cost"
        " no wages)",
        title=plan.title,
        late=late,
        never=never,
        hired=hired,
    )


def seconds_of(late: str) -> int:
    """Seconds of a time that may be said in months.

    >>> seconds_of("13 weeks"), seconds_of("3 months")
    (7862400, 7862400)
    """
    months = _MONTHS.fullmatch(late)
    if months:
        return round(int(months[1]) * DAYS_OF_MONTH) * DAY
    try:
        return parse_duration(late)
    except ValueError as problem:
        text = translatable("late: {problem}; or months, such as '3 months'")
        raise UsageError(text, problem=str(problem)) from None


def _refuse_growing(scenario: Scenario) -> None:
    """Refuses markets that grow: how many places they have depends on the horizon."""
    for name, segment in scenario.segments.items():
        if segment.market is not None and segment.market.born > segment.market.closes:
            raise UsageError(
                "{name}: the market of {segment!r} grows, and cannot be told month by month",
                name=name_of(scenario),
                segment=name,
            )


# -- one month -------------------------------------------------------------------------------------


def last_full(months: Sequence[Month]) -> int:
    """The place of the last month of which most counts, or of the last with the most weeks."""
    return max(place for place in range(len(months)) if not is_short(months, place))


def told_of(months: Sequence[Month], day: str | None) -> int:
    """The place of the month that tells most of what begins on a day: the last full one.

    Where it begins after that one only the last of all tells anything of it, however short.

    >>> weeks = [
    ...     Month("2025-03-01", 4, 0, 4, "2025-03-30"),
    ...     Month("2025-04-01", 2, 4, 6, "2025-04-13"),
    ... ]
    >>> told_of(weeks, "2025-03-17"), told_of(weeks, "2025-03-31"), told_of(weeks, None)
    (0, 1, 0)
    """
    place = last_full(months)
    return place if day is None or day <= months[place].last_day else len(months) - 1


def begins_in(months: Sequence[Month], day: str) -> int:
    """The place of the first month of which some part lies on or after a day."""
    return min(sum(each.last_day < day for each in months), len(months) - 1)


def is_short(months: Sequence[Month], place: int) -> bool:
    """Is a month at an end of the weeks that count so short that it says little by itself?"""
    return months[place].weeks < min(MIN_WEEKS, max(month.weeks for month in months))


def months_of(scenario: Scenario) -> tuple[Month, ...]:
    """The months of the weeks that count."""
    start, horizon = scenario.horizon.start, scenario.horizon
    weeks = range(horizon.first_counted_week, horizon.weeks)
    of_week = [(start + timedelta(weeks=week, days=3)).replace(day=1) for week in weeks]
    first = {day: of_week.index(day) + horizon.first_counted_week for day in of_week}
    return tuple(_month(start, day, week, week + of_week.count(day)) for day, week in first.items())


def _month(start: date, first_day: date, begin: int, end: int) -> Month:
    last_day = start + timedelta(weeks=end, days=-1)
    return Month(first_day.isoformat(), end - begin, begin, end, last_day.isoformat())


def within(scenario: Scenario, month: Month) -> Scenario:
    """The same replay, of which one month counts, and which ends with it.

    It is not checked as a scenario is: changes may lie before what counts. What they cost is spent
    by then.
    """
    start = scenario.horizon.start
    end, begin = (start + timedelta(weeks=week) for week in (month.end, month.begin))
    count = sum(change.on is None or change.on < end for change in scenario.changes)
    shown = _up_to(scenario, count)
    first = month.begin == scenario.horizon.first_counted_week
    kept = [
        change if (first if change.on is None else change.on >= begin) else _free(change)
        for change in scenario.changes[:count]
    ]
    weeks = {"weeks": month.end, "warm_up_weeks": month.begin, "counts_from": None}
    horizon = scenario.horizon.model_copy(update=weeks)
    name = f"{name_of(scenario)}.{month.first_day}.{SUFFIX}"
    return shown.model_copy(update={"name": name, "changes": tuple(kept), "horizon": horizon})


def stretches_of(scenario: Scenario) -> tuple[Month, ...]:
    """The weeks that count before the last of a scenario's days, from one of them to the next.

    Those before the first, too, if something holds from the beginning. Less than a few say little.
    """
    start, horizon = scenario.horizon.start, scenario.horizon
    days = [start if change.on is None else change.on for change in scenario.changes]
    spans = [
        (max(-(-(one - start).days // 7), horizon.first_counted_week), (other - start).days // 7)
        for one, other in pairwise(days)
    ]
    return tuple(
        _month(start, start + timedelta(weeks=begin), begin, end)
        for begin, end in spans
        if end - begin >= MIN_WEEKS
    )


def _between(
    base: Scenario,
    parts: Sequence[tuple[Scenario, Month]],
    compared: Callable[[Sequence[Scenario]], Comparison],
) -> Iterator[HarmBetween]:
    """Who bears what-ifs between their days."""
    for scenario, span in parts:
        _, borne = who_bears(compared([within(base, span), within(scenario, span)]))
        if borne.harm is not None:
            yield HarmBetween(name_of(scenario), span.first_day, span.last_day, borne.harm)


def _free(change: DatedChange) -> DatedChange:
    return change.model_copy(update={"costs": 0.0})


def _up_to(scenario: Scenario, count: int) -> Scenario:
    """What holds after so many of its changes."""
    if count == len(scenario.changes):
        return scenario
    values = without_change(stretches(resolved(scenario))[count])
    return Scenario.model_validate({**values, "name": scenario.name})


def _windows(every: Sequence[Scenario]) -> dict[Horizon, list[Scenario]]:
    """What-ifs behind the base, by the weeks in which all of each holds, whatever others do."""
    windows = dict[Horizon, list[Scenario]]()
    for other in every[1:]:
        pair = (every[0], other)
        base, plan = when_all_holds(pair) if leaves_whole_weeks(pair) else pair
        windows.setdefault(plan.horizon, [base]).append(plan)
    return windows


# -- all of them -----------------------------------------------------------------------------------

Rows = Sequence[Sequence[Sequence[MeasureRow]]]  # of each month, scenario and replication


def _rows(
    every: Sequence[Scenario], replications: int, options: RunOptions
) -> list[list[MeasureRow]]:
    """One month of all scenarios, or all their weeks."""
    return rows_of([ReplicationRequest(each, range(replications)) for each in every], options)


def _result(
    every: Sequence[Scenario],
    spans: tuple[Month, ...],
    rows: Rows,
    together: Sequence[Comparison],
) -> MonthByMonth:
    """Levels, differences and money; who bears it.

    ``together`` are all weeks, and those in which all of some what-if holds.
    """
    whole = together[0]
    confidence, seed = whole.confidence, whole.seed
    compared = [_compared(every, month, confidence, seed) for month in rows]
    measures = _watched(compared)
    sells = all(PROFIT in of[0] for month in rows for of in month)
    judged = _judged(together)
    gains = [
        _gains(scenario, [month[number] for month in rows], spans, sells)
        for number, scenario in enumerate(every)
    ]
    return MonthByMonth(
        tuple(labels_of(every)),
        spans,
        tuple(_levels(spans, compared, measures, whole)),
        tuple(_differences(every[1:], compared, measures)),
        tuple(
            _money(name_of(other), gain - gains[0], confidence)
            for other, gain in zip(every[1:], gains[1:], strict=True)
        ),
        tuple(_days(every)),
        sells,
        len(rows[0][0]),
        seed,
        tuple(_sellers(every, spans, compared, confidence)) if HEADLINE in measures else (),
        tuple(borne for borne, _ in judged),
        tuple(_at_last(every, spans, compared)),
        tuple(counted for _, counted in judged),
        tuple(_piles(every, spans, compared)),
    )


def _piles(
    every: Sequence[Scenario], spans: Sequence[Month], compared: Sequence[Comparison]
) -> Iterator[MonthlyPile]:
    """What piles up in whole months of what-ifs with days, be it before all of these hold."""
    for place, (span, month) in enumerate(zip(spans, compared, strict=True)):
        if is_short(spans, place):
            continue
        for scenario, borne in zip(every[1:], _in_month(month, span)[1:], strict=True):
            dated, harm = any(change.on for change in scenario.changes), borne.harm
            if harm is None or harm.sign != "grows" or harm.after <= harm.before:
                continue
            if dated:
                yield MonthlyPile(name_of(scenario), place, harm._replace(unsure=None))


def _judged(together: Sequence[Comparison]) -> list[tuple[QueuesAndHarm, CountedWeeks | None]]:
    """Who bears each scenario, and over which weeks if not over all: those in which it holds."""
    by_scenario = {
        borne.scenario: (borne, label_of(arm.scenario).counted)
        for comparison in together
        for borne, arm in zip(who_bears(comparison), comparison.experiments, strict=True)
        if comparison is together[0] or arm is not comparison.base
    }
    return list(by_scenario.values())


def _at_last(
    every: Sequence[Scenario], spans: Sequence[Month], compared: Sequence[Comparison]
) -> Iterator[QueuesAndHarm]:
    """Who bears it in the last month that tells of all of it, which all weeks may hide."""
    places = {last_full(spans), len(spans) - 1}
    borne = {place: _in_month(compared[place], spans[place]) for place in places}
    for number, scenario in enumerate(every):
        days = [change.on.isoformat() for change in scenario.changes if change.on is not None]
        if number or days:  # what piles up in one month of today may be its season
            place = told_of(spans, max(days, default=None))
            yield borne[place][number]._replace(scenario=name_of(scenario))


def _in_month(month: Comparison, span: Month) -> tuple[QueuesAndHarm, ...]:
    """Who bears each scenario in one month by itself."""
    return who_bears(side_by_side([_in_weeks(each, span) for each in month.experiments]))


def _sellers(
    every: Sequence[Scenario],
    spans: Sequence[Month],
    compared: Sequence[Comparison],
    confidence: float,
) -> Iterator[MonthlySellers]:
    """Who sells in each scenario, the base included."""
    for number, scenario in enumerate(every):
        pairs = (
            [replace(each, scenario=within(each.scenario, span)) for each in (month.base, other)]
            for span, month in zip(spans, compared, strict=True)
            for other in month.experiments[number : number + 1]
        )
        months = tuple(all_sellers(base, other, confidence) for base, other in pairs)
        yield MonthlySellers(name_of(scenario), months)


def _compared(
    every: Sequence[Scenario], rows: Sequence[Sequence[MeasureRow]], confidence: float, seed: int
) -> Comparison:
    """One month of all scenarios, side by side."""
    experiments = [
        experiment_of(scenario, seed, own, confidence)
        for scenario, own in zip(every, rows, strict=True)
    ]
    return side_by_side(experiments)


def _watched(compared: Sequence[Comparison]) -> list[str]:
    """What is watched, as far as every month knows it."""
    every = compared[0].watched
    return [key for key in every if all(key in month.watched for month in compared)]


def _levels(
    spans: Sequence[Month],
    compared: Sequence[Comparison],
    measures: Sequence[str],
    whole: Comparison,
) -> Iterator[MonthlyLevels]:
    for number, always in enumerate(whole.experiments):
        of = [
            _in_weeks(month.experiments[number], span)
            for month, span in zip(compared, spans, strict=True)
        ]
        queues = [each.queues for each in of]
        for key in measures:
            tasks = fewest(too_few(key, each.rows) for each in of)
            levels = tuple(each.interval(key) for each in of)
            grows = tuple(
                _piles_up(key, own, _until(span, always.queues))
                for own, span in zip(queues, spans, strict=True)
            )
            nobody = tuple(is_of_nobody(each.scenario, key) for each in of)
            yield MonthlyLevels(always.name, key, levels, tasks, grows, nobody)


def _in_weeks(experiment: Experiment, span: Month) -> Experiment:
    """What one month found of a scenario as it is then, so that growth is that of its weeks."""
    return replace(experiment, scenario=within(experiment.scenario, span))


def _until(span: Month, always: Sequence[Queue]) -> list[Queue]:
    """The queues over all weeks, without those that are judged from after a month on."""
    return [each for each in always if each.since is None or each.since <= span.last_day]


def _piles_up(key: str, month: Sequence[Queue], always: Sequence[Queue]) -> bool:
    """Does the work pile up in a month by itself, or all along and as far as seen in it, too?"""
    if pile_behind(month, key):
        return True
    pile = pile_behind(always, key)
    return pile is not None and not any(e.settles for e in month if e[:2] == pile[:2])


def _differences(
    others: Sequence[Scenario], compared: Sequence[Comparison], measures: Sequence[str]
) -> Iterator[MonthlyDifferences]:
    for other in others:
        name = name_of(other)
        for key in measures:
            shown = tuple(month.differences[name][key] for month in compared)
            yield MonthlyDifferences(name, key, shown)


def _gains(
    scenario: Scenario, rows: Sequence[Sequence[MeasureRow]], spans: Sequence[Month], sells: bool
) -> Numbers:
    """Replications x months: profit, or what is spent, below nothing."""
    key = PROFIT if sells else COST
    weekly = np.array([[row[key] for row in month] for month in rows]).T
    whole: Numbers = weekly * np.array([span.weeks for span in spans])
    if sells:
        return whole  # outlays are in it
    spent: Numbers = whole + np.array([within(scenario, span).outlay for span in spans])
    return -spent


def _money(name: str, gain: Numbers, confidence: float) -> MonthlyMoney:
    """What there is more in each month, and by its end."""
    added = np.cumsum(gain, axis=1)
    means = added.mean(axis=0)
    lowest = int(means.argmin())
    below = np.flatnonzero(means <= 0)
    back = int(below[-1]) + 1 if len(below) else 0
    return MonthlyMoney(
        name,
        tuple(confidence_interval(month, confidence) for month in gain.T),
        tuple(confidence_interval(month, confidence) for month in added.T),
        confidence_interval(np.minimum(added.min(axis=1), 0), confidence, (-np.inf, 0.0)),
        lowest if means[lowest] < 0 else -1,
        back if back < len(means) else -1,
        int((added[:, -1] > 0).sum()),
    )


def _days(every: Sequence[Scenario]) -> Iterator[DatedOutlay]:
    """The days on which something begins."""
    for scenario in every:
        for change in scenario.changes:
            if change.on is not None:
                yield DatedOutlay(name_of(scenario), change.on.isoformat(), change.costs)
