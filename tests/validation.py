"""Long checks of what is promised: coverage, false alarms, bars against a closed form, torture.

Each function takes how long it shall be, and the keywords of a run, but the seed that it names
itself; it returns plain numbers with the band that they must lie in. The suite runs short forms.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple, Unpack

import numpy as np
from firm import written
from scipy import stats
from torture import Tortured, torture
from worlds import ALWAYS, desk, scenario

from simulator.analysis.shapley import explain
from simulator.experiment.compare import compare, run
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment
from simulator.experiment.runner import RunKeywords
from simulator.experiment.statistics import CONFIDENCE, Interval, confidence_interval, growth
from simulator.experiment.stopping import StoppingRule
from simulator.measures.targets import HEADLINE
from simulator.scenario.changes import Changes, changes_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

__all__ = [
    "Alarms",
    "Bar",
    "Cover",
    "Settling",
    "Tortured",
    "bars_against_closed_form",
    "coverage",
    "coverage_after_stopping",
    "coverage_of_synthetic",
    "coverage_of_tasks",
    "false_alarms",
    "guard_alarms",
    "guard_power",
    "settling",
    "torture",
]

BAND = 0.999  # how often a right procedure lies in its band
SIZES = (5, 10, 30)
WEEK_MINUTES = 7 * 24 * 60


# -- a model with a known truth --------------------------------------------------------------------

TODAY = {"job": (21, 30), "call": (30, 5)}  # how many a week, minutes each
BUSIER = {"job": (21, 45), "call": (60, 5)}


def true_share(kinds: dict[str, tuple[int, int]]) -> float:
    """Of the week that goes into work: how many times how long (Wald)."""
    return sum(often * minutes for often, minutes in kinds.values()) / WEEK_MINUTES


TRUTHS = {
    "share of the week": true_share(TODAY),
    "paired difference": true_share(BUSIER) - true_share(TODAY),
    "growth": true_share(BUSIER) / true_share(TODAY) - 1,
}


def errands(name: str = "errands", kinds: dict[str, tuple[int, int]] = TODAY) -> Scenario:
    """A clerk there round the clock, whose work comes by chance on three mornings.

    It is done by the end of the week, so selling time is a compound Poisson sum: its expectation
    needs neither a warm-up nor a steady state.
    """
    mornings = {"days": {"monday": 1, "tuesday": 1, "wednesday": 1}, "hours": {"09:00-12:00": 1}}
    watch = [HEADLINE, "asked.job", "turnaround_mean.job", "turnaround_p90.call", "waiting.job"]
    return desk(
        kinds={kind: _kind(often, minutes) for kind, (often, minutes) in kinds.items()},
        profiles={"mornings": mornings},
        name=name,
        watch=watch,
    )


def _kind(often: int, minutes: int) -> dict[str, Any]:
    return {
        "category": "selling",
        "lasts": {"family": "lognormal", "mean": f"{minutes} min", "spread": 0.8},
        "arises": {"inbound": {"rate": f"{often} per week", "per": "role", "profile": "mornings"}},
    }


def part(experiment: Experiment, rows: slice) -> Experiment:
    """Some replications of an experiment, as an experiment of its own."""
    return replace(experiment, table=experiment.table[rows], rows=experiment.rows[rows])


# -- coverage --------------------------------------------------------------------------------------


class Cover(NamedTuple):
    """How many intervals held the truth, and how many may if each does as often as promised."""

    of: str
    replications: int
    experiments: int
    covered: int
    low: int
    high: int

    @property
    def holds(self) -> bool:
        """Does the number lie in its band?"""
        return self.low <= self.covered <= self.high


def cover(of: str, replications: int, held: Sequence[bool]) -> Cover:
    """The count of intervals that held the truth, beside its binomial band."""
    low, high = stats.binom.interval(BAND, len(held), CONFIDENCE)
    return Cover(of, replications, len(held), sum(held), int(low), int(high))


def coverage(
    experiments: int = 500, sizes: Sequence[int] = SIZES, seed: int = 1, **how: Unpack[RunKeywords]
) -> list[Cover]:
    """How often 95% intervals hold the truth: of a level, a paired difference and a growth.

    Experiments of each size are cut out of one long comparison, whose replications are independent.
    """
    longest = max(sizes)
    arms = errands(), errands("busier", BUSIER)
    long = compare(*arms, replications=experiments * longest, seed=seed, **how)
    before, after = (each.column(HEADLINE) for each in long.experiments)
    found = []
    for size in sizes:
        rows = [slice(start, start + size) for start in range(0, len(before), longest)]
        pairs = [(before[each], after[each]) for each in rows]
        intervals = {
            "share of the week": [confidence_interval(one) for one, _ in pairs],
            "paired difference": [confidence_interval(other - one) for one, other in pairs],
            "growth": [growth(one, other) for one, other in pairs],
        }
        found += [
            cover(of, size, [each.low <= TRUTHS[of] <= each.high for each in intervals[of]])
            for of in TRUTHS
        ]
    return found


class Law(NamedTuple):
    """Numbers of mean 1, and how often a 95% interval of so many must hold it, where promised."""

    name: str
    draw: Callable[[np.random.Generator, tuple[int, int]], np.ndarray]
    goals: dict[int, float]  # replications -> the least share; without one, the band


def _lognormal(spread: float) -> Callable[[np.random.Generator, tuple[int, int]], np.ndarray]:
    sigma = math.sqrt(math.log1p(spread**2))
    return lambda luck, shape: luck.lognormal(-(sigma**2) / 2, sigma, shape)


def _paired(spread: float) -> Callable[[np.random.Generator, tuple[int, int]], np.ndarray]:
    """A skewed measure of mean 2 less another one of mean 1, half of their luck in common."""
    one = _lognormal(spread)

    def draw(luck: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
        common = one(luck, shape)
        return 2 * (one(luck, shape) + common) / 2 - (one(luck, shape) + common) / 2

    return draw


SKEWED = {3: 0.0, 5: 0.0, 10: 0.93, 30: 0.93}  # what is promised of few is nothing
VERY_SKEWED = {3: 0.0, 5: 0.0, 10: 0.0, 30: 0.90}
LAWS = (
    Law("normal", lambda luck, shape: luck.normal(1, 1, shape), {}),
    Law("lognormal, spread 0.5", _lognormal(0.5), SKEWED),
    Law("lognormal, spread 1.5", _lognormal(1.5), VERY_SKEWED),
    Law("paired difference, lognormal, spread 0.5", _paired(0.5), SKEWED),
    Law("paired difference, lognormal, spread 1.5", _paired(1.5), VERY_SKEWED),
    Law("exponential", lambda luck, shape: luck.exponential(1, shape), VERY_SKEWED),
    Law("five of 50", lambda luck, shape: luck.binomial(50, 0.1, shape) / 5, SKEWED),
)


def coverage_of_synthetic(
    experiments: int = 2_000,
    sizes: Sequence[int] = (3, 5, 10, 30),
    laws: Sequence[Law] = LAWS,
    seed: int = 1,
) -> list[Cover]:
    """The same of plain numbers, skewed and not."""
    luck = np.random.default_rng(seed)
    found = []
    for law, size in product(laws, sizes):
        drawn = law.draw(luck, (experiments, size))
        held = [each.low <= 1 <= each.high for each in map(confidence_interval, drawn)]
        each = cover(law.name, size, held)
        if size in law.goals:
            each = each._replace(low=math.ceil(law.goals[size] * experiments), high=experiments)
        found.append(each)
    return found


def coverage_of_tasks(
    experiments: int = 200, sizes: Sequence[int] = (10, 30), seed: int = 1, **how: Any
) -> list[Cover]:
    """The same of percentiles of few tasks, and of a ratio whose replications differ in tasks.

    Six clerks who never wait do sixteen jobs of ten hours on average, exponential, in each
    replication; one who is busy for five sixths of his time makes jobs wait 250 min (M/M/1).
    """
    rare = desk(6, {"job": _exponential("10 h", "1 per week")}, **_weeks(20, 4))
    busy = desk(1, {"job": _exponential("50 min", "1 per hour")}, **_weeks(7, 5))
    truths = (
        ("p90 of 16 tasks", rare, "turnaround_p90.job", 10 * math.log(10)),
        ("median of 16 tasks", rare, "turnaround_median.job", 10 * math.log(2)),
        ("mean wait of a busy clerk", busy, "waiting.job", 250.0),
    )
    runs = {
        id(each): run(each, replications=experiments * max(sizes), seed=seed, **how)
        for each in (rare, busy)
    }
    found = []
    for (of, world, measure, truth), size in product(truths, sizes):
        long = runs[id(world)]
        starts = range(0, long.replications, max(sizes))
        parts = [part(long, slice(start, start + size)).interval(measure) for start in starts]
        each = cover(of, size, [one.low <= truth <= one.high for one in parts])
        skewed = 0.90 if size >= 30 else 0.0  # as of other numbers as skewed as waits
        goal = skewed if world is busy else each.low / experiments
        found.append(each._replace(low=math.ceil(goal * experiments), high=experiments))
    return found


def _exponential(mean: str, rate: str) -> dict[str, Any]:
    return {
        "lasts": {"family": "exponential", "mean": mean},
        "arises": {"inbound": {"rate": rate, "per": "role"}},
    }


def _weeks(weeks: int, warm_up: int) -> dict[str, Any]:
    return {"horizon": {"start": "2024-01-01", "weeks": weeks, "warm_up_weeks": warm_up}}


def coverage_after_stopping(
    experiments: int = 500, wish: str = "10%", most: int = 100, **how: Unpack[RunKeywords]
) -> tuple[Cover, float]:
    """How often the interval holds the truth of a run that ended when it was precise enough.

    Looking again and again costs a little of what is promised (Chow & Robbins 1965). Beside it, how
    many replications such a run took on average.
    """
    runs = [
        run(errands(), until=StoppingRule((wish,), most=most), seed=seed, **how)
        for seed in range(experiments)
    ]
    truth, found = TRUTHS["share of the week"], [each.interval(HEADLINE) for each in runs]
    held = [each.low <= truth <= each.high for each in found]
    length = float(np.mean([each.replications for each in runs]))
    return cover(f"share of the week, run until ±{wish}", 0, held), length


# -- false alarms ----------------------------------------------------------------------------------


class Alarms(NamedTuple):
    """How many comparisons of two equal scenarios said up or down of anything that is watched."""

    replications: int
    experiments: int
    watched: int
    alarms: int
    most: int  # the end of the band of what is promised: one in twenty

    @property
    def holds(self) -> bool:
        """Are there no more than promised?"""
        return self.alarms <= self.most


def false_alarms(
    experiments: int = 500, sizes: Sequence[int] = SIZES, seed: int = 1, **how: Unpack[RunKeywords]
) -> list[Alarms]:
    """How often anything is up or down that is not: one scenario twice, each with its own luck."""
    longest = max(sizes)
    one, other = (
        run(errands(name), experiments * longest, seed=luck, **how)
        for name, luck in (("one", seed), ("other", seed + 1))
    )
    found = []
    for size in sizes:
        rows = [slice(start, start + size) for start in range(0, len(one.table), longest)]
        pairs = [Comparison(part(one, each), (part(other, each),)) for each in rows]
        alarms = sum(any(_moved(pair)) for pair in pairs)
        most = int(stats.binom.ppf(BAND, len(pairs), 1 - CONFIDENCE))
        found.append(Alarms(size, len(pairs), len(pairs[0].watched), alarms, most))
    return found


def _moved(found: Comparison) -> Iterator[bool]:
    for answer in found.answers["other"].values():
        yield answer.verdict not in ("no change", "cannot tell")


# -- guards ----------------------------------------------------------------------------------------


def two_clerks(name: str, takes_over: Collection[str] = (), **rates: float) -> Scenario:
    """Two clerks round the clock, each with Poisson work of 20 min on average, due in an hour.

    ``rates`` are tasks an hour of each kind; whose name begins with ``a`` is done by the first
    clerk, unless the other one takes it over; ``a_late`` and the like are due by nobody's clock.
    """
    who = {kind: "b" if kind in takes_over else kind[0] for kind in rates}
    return scenario(
        name=name,
        horizon={"start": "2024-01-01", "weeks": 6, "warm_up_weeks": 1},
        roles={role: {"people": 1, "cost_per_hour": 50, "shift": ALWAYS} for role in "ab"},
        activities={
            kind: {
                "category": "desk",
                "by": who[kind],
                "lasts": {"family": "exponential", "mean": "20 min"},
                "arises": {"inbound": {"rate": f"{rate:.5f} per hour", "per": "role"}},
                **({} if kind.endswith("late") else {"due": "1 h"}),
            }
            for kind, rate in rates.items()
        },
    )


def guard_alarms(
    experiments: int = 1_000, sizes: Sequence[int] = (3, 5, 10), seed: int = 1, **how: Any
) -> list[Alarms]:
    """How often any guard is RED of two clerks who swap work of the same kind."""
    kinds = {f"{role}{number}": 0.36 for role in "ab" for number in range(5)}
    base = two_clerks("base", **kinds)
    swapped = {kind: ("b" if kind[0] == "a" else "a") for kind in kinds if kind[1] in "024"}
    activities = {kind: {"by": role} for kind, role in swapped.items()}
    other = what_if(base, name="swapped", activities=activities)
    longest = max(sizes)
    long = compare(base, other, replications=experiments * longest, seed=seed, **how)
    found = []
    for size in sizes:
        parts = _parts(long, size, longest)
        red = sum(any(guard.red for guard in each.guards["swapped"]) for each in parts)
        count, most = len(parts[0].guards["swapped"]), _most(len(parts))
        found.append(Alarms(size, len(parts), count, red, most))
    return found


def _parts(long: Comparison, size: int, longest: int) -> list[Comparison]:
    """Comparisons of a few replications cut out of a long one."""
    rows = [slice(start, start + size) for start in range(0, long.replications, longest)]
    others = long.others
    return [
        Comparison(part(long.base, each), tuple(part(other, each) for other in others))
        for each in rows
    ]


def _most(experiments: int) -> int:
    """Alarms that a right procedure stays below in all but 2 in 100 tries: 64 of 1,000."""
    return int(stats.binom.ppf(0.98, experiments, 1 - CONFIDENCE))


class Power(NamedTuple):
    """How often a true harm was called worse, left open, or called not worse."""

    sign: str
    harm: str
    replications: int
    words: tuple[float, float, float]  # shares: worse, cannot tell, not worse


WORDS = ("worse", "cannot tell", "not worse")
CALM = 0.6  # how busy a clerk is before


def guard_power(
    experiments: int = 100,
    points: Sequence[float] = (0, 2, 4, 6, 9, 15),
    full: Sequence[float] = (0.93, 0.97, 0.99, 1.10),
    sizes: Sequence[int] = (3, 5, 10, 30),
    seed: int = 1,
    **how: Any,
) -> list[Power]:
    """How often guards see what a plan does to a clerk, for harm known in closed form."""
    busy = {f"{each} points less in time": _load_for(each / 100) for each in points}
    found = [
        power
        for harm, load in busy.items()
        for power in _seen("within due", harm, _taken_over(load, experiments, seed, how), sizes)
    ]
    for load in full:
        long = _taken_over(load, experiments, seed, how)
        found += _seen("utilisation", f"from 60% to {load:.0%} asked", long, sizes)
    return found


def _load_for(harm: float) -> float:
    """How busy a clerk is of whose work so much more is late: exp(-3 (1 - load)) takes an hour."""
    return 1 + math.log(math.exp(-3 * (1 - CALM)) + harm) / 3


def _taken_over(load: float, experiments: int, seed: int, how: Any) -> Comparison:
    """A clerk takes over what makes him so busy from one who had it before."""
    rates = {"b1": 3 * CALM / 2, "b2": 3 * CALM / 2, "a_late": max(3 * (load - CALM), 1e-5)}
    base, other = two_clerks("base", **rates), two_clerks("other", ("a_late",), **rates)
    return compare(base, other, replications=experiments * max(POWER_SIZES), seed=seed, **how)


POWER_SIZES = (3, 5, 10, 30)


def _seen(sign: str, harm: str, long: Comparison, sizes: Sequence[int]) -> Iterator[Power]:
    kind = sign.replace(" ", "_")
    for size in sizes:
        worst = [
            min(
                (g.verdict for g in each.guards["other"] if g.measure.startswith(kind)),
                key=WORDS.index,
            )
            for each in _parts(long, size, max(POWER_SIZES))
        ]
        shares = [worst.count(word) / len(worst) for word in WORDS]
        yield Power(sign, harm, size, (shares[0], shares[1], shares[2]))


# -- queues ----------------------------------------------------------------------------------------


class Settling(NamedTuple):
    """How often a desk of a known load was said to drown, or to settle."""

    load: float
    replications: int
    experiments: int
    grows: int
    settles: int

    @property
    def holds(self) -> bool:
        """Are there no more alarms than one in twenty makes?"""
        return self.grows <= int(stats.binom.ppf(BAND, self.experiments, 1 - CONFIDENCE))


def round_the_clock(load: float, weeks: int = 12) -> Scenario:
    """A desk that is asked for so much of its time; a tenth of it waits for all the other."""

    def work(share: float, urgency: int) -> dict[str, Any]:
        inbound = {"rate": f"{share * load:g} per hour", "per": "role"}
        lasts = {"family": "exponential", "mean": "1 h"}
        return {"lasts": lasts, "urgency": urgency, "arises": {"inbound": inbound}}

    horizon = {"start": "2025-01-06", "weeks": weeks, "warm_up_weeks": 2}
    return desk(kinds={"job": work(0.9, 5), "filing": work(0.1, 9)}, horizon=horizon)


def settling(
    experiments: int = 100,
    sizes: Sequence[int] = (3, 5, 10),
    loads: Sequence[float] = (0.8, 0.9, 1.1, 1.25),
    **how: Unpack[RunKeywords],
) -> list[Settling]:
    """Experiments of each size, cut out of one long run of each load."""
    found = []
    for load in loads:
        long = run(round_the_clock(load), experiments * max(sizes), **how)
        for size in sizes:
            starts = range(0, len(long.table), max(sizes))
            short = [part(long, slice(start, start + size)).queues for start in starts]
            grows = sum(any(each.grows for each in queues) for queues in short)
            settles = sum(all(each.settles for each in queues) for queues in short)
            found.append(Settling(load, size, len(short), grows, settles))
    return found


# -- bars ------------------------------------------------------------------------------------------


class Bar(NamedTuple):
    """A bar of a bridge beside what it must be."""

    move: str
    found: Interval
    expected: float
    exactly: bool  # in each replication, or within its interval

    @property
    def agrees(self) -> bool:
        """Is it what it must be?"""
        if self.exactly:
            return math.isclose(self.found.mean, self.expected, rel_tol=1e-12, abs_tol=1e-12)
        return self.found.low <= self.expected <= self.found.high


WAGE, HOURS = 30, 7 * 24
LATER = """\
extends: errands
title: Later
activities:
  job: {lasts: {mean: 45 min}}
  call: {lasts: {mean: 10 min}}
"""
DEARER = """\
extends: errands
title: Dearer
hire: {clerk: 1}
roles:
  clerk: {cost_per_hour: 60}
"""


@contextmanager
def moves(later: str, base: Scenario) -> Iterator[Changes]:
    """The moves of a what-if written as a file."""
    with tempfile.TemporaryDirectory() as folder:
        scenarios = Path(folder) / "scenarios"
        written(scenarios, base)
        file = scenarios / "later.yaml"
        file.write_text(later, encoding="utf-8")
        yield changes_of(file)


def bars_against_closed_form(
    replications: int = 400, seed: int = 1, **how: Unpack[RunKeywords]
) -> list[Bar]:
    """Bars of moves that add up, and of two that multiply, beside what they must be.

    Longer jobs and longer calls add up: each bar is how many a week times how much longer. A second
    clerk at twice the wage costs four times one: of the three wages more, either move brings half.
    """
    with moves(LATER, errands()) as pieces:
        (found,) = explain(pieces, [HEADLINE], replications, confidence=BAND, seed=seed, **how)
    bars = [Bar(each.name, each.share, _expected(each.name), exactly=False) for each in found.bars]
    bars.append(Bar("interaction", found.interaction, 0.0, exactly=True))
    with moves(DEARER, errands()) as pieces:
        (found,) = explain(pieces, ["cost_per_week"], 2, seed=seed, **how)
    bars += [Bar(each.name, each.share, 1.5 * WAGE * HOURS, exactly=True) for each in found.bars]
    return [*bars, Bar("interaction", found.interaction, WAGE * HOURS, exactly=True)]


def _expected(name: str) -> float:
    often, more = {"activities.job.lasts": (21, 15), "activities.call.lasts": (30, 5)}[name]
    return often * more / WEEK_MINUTES
