"""Long checks of what is promised: coverage, false alarms, bars against a closed form, torture.

Each function takes how long it shall be, and the keywords of a run, but the seed that it names
itself; it returns plain numbers with the band that they must lie in. The suite runs short forms.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, Unpack

import numpy as np
from firm import written
from scipy import stats
from torture import Tortured, torture
from worlds import desk

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

__all__ = [
    "Alarms",
    "Bar",
    "Cover",
    "Tortured",
    "bars_against_closed_form",
    "coverage",
    "coverage_after_stopping",
    "coverage_of_synthetic",
    "false_alarms",
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
    return replace(experiment, table=experiment.table[rows])


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


def coverage_of_synthetic(
    experiments: int = 2_000, sizes: Sequence[int] = SIZES, spread: float = 0.0, seed: int = 1
) -> list[Cover]:
    """The same of plain numbers: normal without a spread, else lognormal with that coefficient."""
    luck = np.random.default_rng(seed)
    sigma = math.sqrt(math.log1p(spread**2))
    found = []
    for size in sizes:
        shape = (experiments, size)
        drawn = (
            luck.lognormal(-(sigma**2) / 2, sigma, shape) if spread else luck.normal(1, 1, shape)
        )
        held = [each.low <= 1 <= each.high for each in map(confidence_interval, drawn)]
        name = f"lognormal, spread {spread:g}" if spread else "normal"
        found.append(cover(name, size, held))
    return found


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
        yield answer.verdict != "cannot tell"


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
    often, more = {"activities.job": (21, 15), "activities.call": (30, 5)}[name]
    return often * more / WEEK_MINUTES
