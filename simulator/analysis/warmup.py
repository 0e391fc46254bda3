"""Whether the warm-up is long enough: when the initial transient is over, by MSER-5.

A horizon begins with empty desks and with call plans that nobody has begun; what is measured shall
not remember that (initialisation bias). MSER-5 (White, Cobb & Spratt 2000) takes means of five
observations, here of five working days, and cuts off as many as make the mean of the rest most
certain. It was the one to survive a comparison of 44 methods (Hoad, Robinson & Davies 2011). It
looks at the mean over several replications; a cut beyond the half means that nothing has settled.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Unpack

import numpy as np

from simulator.analysis import daily_states
from simulator.analysis.observe import observations
from simulator.engine.select import Engine
from simulator.errors import UsageError
from simulator.experiment.arguments import checked
from simulator.experiment.presentation import Presentable, SummaryRow, exactly
from simulator.experiment.progress import Progress
from simulator.experiment.results import ScenarioLabel, label_of
from simulator.experiment.runner import RunKeywords, RunOptions
from simulator.experiment.statistics import differ
from simulator.ledger.ledger import Ledger
from simulator.measures.window import main_role
from simulator.model.codes import WAITING as STILL_WAITING
from simulator.scenario.elementary import Numbers
from simulator.scenario.inheritance import as_scenario, load
from simulator.scenario.routing import edges_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY, WEEK

BATCH = 5  # working days: a week
REPLICATIONS = 5
MIN_BATCHES = 8
SELLING, WAITING = "selling share of the day", "tasks not finished at the day's end"
LATE, WON = "work that comes some time after what leads to it", "deals won"
GOODWILL, SKILL = "goodwill of the accounts", "productivity where people come and go"
UNITS = {
    SELLING: "share",
    WAITING: "tasks",
    LATE: "tasks",
    WON: "deals",
    GOODWILL: "share",
    SKILL: "share",
}
SURE, NOTABLE = 0.005, 0.02  # chance of a false alarm in one series; part of its level that matters


class Settling(NamedTuple):
    """One observation of each working day, on average over replications, and when it settles."""

    name: str
    days: tuple[int, ...]  # numbers of the working days from the first day of the horizon
    values: tuple[float, ...]
    weeks: float  # whole weeks after which it has settled; NaN if it does not


@dataclass(frozen=True, repr=False)
class WarmUp(Presentable):
    """When a scenario settles, beside the warm-up that it says."""

    scenario: ScenarioLabel
    said: int  # weeks
    settlings: tuple[Settling, ...]
    replications: int
    seed: int

    def _further_columns(self) -> dict[str, type | None]:
        """What was observed day by day."""
        return {"series": str}

    def _summary_rows(self) -> Iterator[SummaryRow]:
        """After how many weeks each series has settled."""
        for each in self.settlings:
            word = "settled" if each.weeks <= self.said else "later than the warm-up"
            verdict = "not settled" if math.isnan(each.weeks) else word
            weeks = exactly(each.weeks)
            yield SummaryRow(
                self.scenario.name, "settled_after", weeks, "weeks", verdict, (each.name,)
            )

    @property
    def verdict(self) -> str:
        """When each thing observed has settled, in words.

        Returns:
            One sentence for each series, joined by semicolons.
        """
        return "; ".join(f"{each.name}: {self._verdict_of(each)}" for each in self.settlings)

    def _verdict_of(self, each: Settling) -> str:
        if math.isnan(each.weeks):
            return "NOT SETTLED within half of the horizon"
        after = f"settled after week {each.weeks:.0f}" if each.weeks else "settled from the start"
        return after if each.weeks <= self.said else f"{after}, LATER than the warm-up"


@checked
def warm_up(
    scenario: Scenario | str | Path,
    replications: int = REPLICATIONS,
    *,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> WarmUp:
    """When a scenario settles, from the days of several replications.

    Args:
        scenario: What to judge, its warm-up included, or its name or path.
        replications: How many, at least 1; their daily means are judged.
        seed: What all random streams are keyed by.
        jobs: Processes to compute in; all cores if not given, 1 for this process.
        engine: ``simpy``, ``compiled`` or ``auto``; the numbers are the same.
        cluster: Address of a Dask scheduler whose workers compute, on a network that you trust.
        store: Folder for results, from which finished replications are taken; none if not given.
        progress: Called with the number of finished replications and of all.

    Returns:
        For each daily series where MSER-5 (White 1997) cuts, in weeks, beside the warm-up given.

    Raises:
        UsageError: If no replication is asked for.

    Example:
        >>> import simulator
        >>> today = simulator.load("north")
        >>> short = simulator.what_if(today, horizon={"weeks": 10, "warm_up_weeks": 2})
        >>> simulator.warm_up(short, replications=1, jobs=1).said
        2
    """
    scenario = as_scenario(scenario)
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    if replications < 1:
        raise UsageError(
            "read {replications} replications, expected at least 1", replications=replications
        )
    (observed,) = observations(days_of, [scenario], replications, options)
    names = _carried(scenario)
    means = {name: _mean_of([each[name] for each in observed]) for name in names}
    days = tuple(working_days(scenario_days(scenario), means[SELLING]))
    weeks = scenario.horizon.warm_up_weeks
    settlings = tuple(_settling(name, days, means[name], weeks) for name in names)
    return WarmUp(label_of(scenario), weeks, settlings, replications, seed)


def _carried(scenario: Scenario) -> list[str]:
    """What there is to be observed in a scenario."""
    there = {
        SELLING: True,
        WAITING: True,
        LATE: any(edge.link.mean_delay for edge in edges_of(scenario)),
        WON: bool(scenario.deals),
        GOODWILL: scenario.goodwill is not None and bool(scenario.segments),
        SKILL: any(role.ramp_up and role.people for role in scenario.roles.values()),
    }
    return [name for name, is_there in there.items() if is_there]


def _mean_of(series: Sequence[Numbers]) -> Numbers:
    """Day by day the mean of those replications in which it happened; NaN if in none."""
    table = np.array(series)
    known = ~np.isnan(table)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(known, table, 0).sum(axis=0) / known.sum(axis=0))


def scenario_days(scenario: Scenario) -> int:
    """Days of the horizon."""
    return scenario.horizon.weeks * WEEK // DAY


def working_days(count: int, selling: Numbers) -> list[int]:
    """Days on which somebody of the selling role was there."""
    return [day for day in range(count) if not math.isnan(selling[day])]


def _settling(name: str, days: tuple[int, ...], values: Numbers, warm_up: int) -> Settling:
    """When a series settles: by MSER-5 or, where what it cuts off is no different, as said."""
    observed = values[list(days)]
    cut = mser5(observed)
    weeks = math.nan if math.isnan(cut) else math.ceil((days[int(cut)] if cut else 0) * DAY / WEEK)
    enough = len(observed) // BATCH >= MIN_BATCHES
    if enough and not weeks <= warm_up and not _drifts(observed, bisect_left(days, 7 * warm_up)):
        weeks = warm_up
    return Settling(name, days, tuple(map(float, observed)), float(weeks))


def _drifts(values: Numbers, first: int) -> bool:
    """Do the counted days begin on another level than they end on, by more than luck would have?

    Thirds of the counted weeks are compared, as means of batches, by Welch's test.
    """
    batches = (len(values) - first) // BATCH
    means = values[len(values) - batches * BATCH :].reshape(batches, BATCH).mean(axis=1)
    third = batches // 3
    if third < 2:
        return True
    begin, end = means[:third], means[-third:]
    gap = abs(begin.mean() - end.mean())
    if gap <= NOTABLE * abs(means.mean()):
        return False
    return differ(begin, end, SURE)


def mser5(values: Numbers) -> float:
    """How many of the first observations to cut off; NaN if that is more than half or too few.

    The cut d* makes the sum of squares of the batch means after it, over the square of their
    number, smallest: MSER(d) = sum (z_j - mean)^2 / (n - d)^2.
    """
    batches = len(values) // BATCH
    if batches < MIN_BATCHES:
        return math.nan
    means = values[: batches * BATCH].reshape(batches, BATCH).mean(axis=1)
    last = batches - MIN_BATCHES // 2
    errors = [float(np.var(means[cut:])) / (batches - cut) for cut in range(last + 1)]
    cut = int(np.argmin(errors))
    return math.nan if cut > batches / 2 else float(cut * BATCH)


# -- the days of one replication -------------------------------------------------------------------


def days_of(ledger: Ledger) -> dict[str, Numbers]:
    """Day by day from the first of the horizon; NaN for a selling share where nobody was there."""
    count = ledger.parameters.horizon // DAY
    attended, sold = _attended_and_sold(ledger, count)
    with np.errstate(invalid="ignore"):
        return {
            SELLING: sold / attended,
            WAITING: _waiting(ledger, count),
            LATE: daily_states.come_late(ledger, count),
            WON: daily_states.won(ledger, count),
            GOODWILL: daily_states.goodwill(ledger, count),
            SKILL: daily_states.productivity(ledger, count),
        }


def _attended_and_sold(ledger: Ledger, count: int) -> tuple[Numbers, Numbers]:
    """Seconds of the role that sells first: there, and selling by the first definition."""
    parameters, entries = ledger.parameters, ledger.entries
    ours = np.asarray(parameters.role_of)[entries.person] == main_role(parameters)
    attending = ours & (ledger.category != parameters.break_category)
    selling = attending & np.isin(ledger.category, parameters.selling[0][1])
    day = np.minimum(entries.start // DAY, count - 1)
    seconds = entries.end - entries.start
    attended, sold = (
        np.bincount(day[rows], weights=seconds[rows], minlength=count)
        for rows in (attending, selling)
    )
    return attended.astype(float), sold.astype(float)


def _waiting(ledger: Ledger, count: int) -> Numbers:
    """Tasks asked for and not finished at the end of each day."""
    tasks = ledger.tasks
    counted = (tasks.finished >= 0) | (tasks.state == STILL_WAITING)
    came = np.bincount(np.minimum(tasks.asked[counted] // DAY, count - 1), minlength=count)
    done = tasks.finished[tasks.finished >= 0] // DAY
    went = np.bincount(np.minimum(done, count - 1), minlength=count)
    return np.cumsum(came - went).astype(float)


# -- on the command line ---------------------------------------------------------------------------


def ask(*, name: str, replications: int, **how: Unpack[RunKeywords]) -> list[WarmUp]:
    """When a scenario that is named settles."""
    return [warm_up(load(name), replications, **how)]
