"""Systems with known truth, and how often the selection procedure chooses a good one.

``table(2_000)`` is the long form: it takes some minutes. What is tried is the procedure itself,
``selection.select``, as the simulator calls it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from simulator.analysis.optimise.ranking_selection import Limit, SelectionProblem, select
from simulator.scenario.elementary import Numbers

PROMISE = 0.95
AT_LEAST = Limit(">=", 0.0, 1.0)  # every bound in these settings; keeping it well is a mean of 1
MOST = 100_000  # replications: the procedure is never cut short


class Setting(NamedTuple):
    """Systems with normal outputs: means and standard deviations by system."""

    name: str
    costs: tuple[float, ...]  # a difference of 1 is worth finding
    spreads: tuple[float, ...]
    shared: float = 0.0  # correlation of costs between systems, from common random numbers
    insides: tuple[tuple[float, ...], ...] = ()  # for each limit, by how much it is kept
    inside_spread: float = 1.5
    together: float = 0.0  # correlation of a system's cost with what is bounded
    turning: bool = False  # the systems change places from run to run


class Outcome(NamedTuple):
    """How often a good system was chosen, and at what price."""

    setting: str
    runs: int
    good: int
    replications: float  # of all systems, mean

    @property
    def share(self) -> float:
        """How often a good one was chosen."""
        return self.good / self.runs

    @property
    def at_least(self) -> float:
        """Lower 99% bound of it (Clopper & Pearson)."""
        if self.good == 0:
            return 0.0
        return float(stats.beta.ppf(0.01, self.good, self.runs - self.good + 1))


TOO_DEAR = 1.001
EIGHT = (0.0,) + (TOO_DEAR,) * 7
EQUAL = (1.5,) * 8
KEPT = (1.0,) * 8
SETTINGS = (
    Setting("equal variances, all others just too dear", EIGHT, EQUAL),
    Setting("unequal variances, others noisier", EIGHT, (0.5, *np.linspace(0.5, 2.5, 7))),
    Setting("unequal variances, best noisier", EIGHT, (2.5, *np.linspace(2.5, 0.5, 7))),
    Setting("the best at every position", EIGHT, (2.0, *EQUAL[1:]), turning=True),
    Setting("common random numbers", EIGHT, (3.0,) * 8, shared=0.8),
    Setting("common random numbers, differences hardly vary", EIGHT, (3.0,) * 8, shared=0.999),
    Setting("differences that do not vary at all", EIGHT, (3.0,) * 8, shared=1.0),
    Setting("all equal", (0.0,) * 8, EQUAL),
    Setting("three tied at the top, others just too dear", (0.0,) * 3 + (TOO_DEAR,) * 5, EQUAL),
    Setting("a ladder of steps too small to matter", tuple(0.6 * n for n in range(8)), EQUAL),
    Setting(
        "cheaper ones just break a bound, the best just keeps it",
        (0.0,) + (-2.0,) * 7,
        EQUAL,
        insides=((1.0, *(-1.0,) * 7),),
    ),
    Setting(
        "two bounds; cheaper ones break the second, dearer ones keep both",
        (0.0, -1.0, -1.0, -1.0, *(TOO_DEAR,) * 4),
        EQUAL,
        shared=0.5,
        insides=(KEPT, (1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0)),
        turning=True,
    ),
    Setting(
        "systems on the bound, some much cheaper, some tied",
        (0.0, -3.0, -1.0, -0.5, 0.0, 0.5, TOO_DEAR, TOO_DEAR),
        EQUAL,
        insides=((1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0),),
        turning=True,
    ),
    Setting(
        "cost and bound pull together",
        (0.0, -1.0, -1.0, -1.0, *(TOO_DEAR,) * 4),
        EQUAL,
        shared=0.5,
        insides=((1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0),),
        together=0.8,
    ),
    Setting("none keeps the bound", EIGHT, EQUAL, insides=((-1.0,) * 8,)),
    Setting("one system, just inside two bounds", (0.0,), (1.5,), insides=((1.0,), (1.0,))),
)


def table(runs: int, seed: int = 1) -> list[Outcome]:
    """Every setting, tried so many times."""
    return [tried(setting, runs, seed) for setting in SETTINGS]


def tried(setting: Setting, runs: int, seed: int = 1, worth: float = 1.0) -> Outcome:
    """How often the procedure chooses a good system in this setting.

    A good one is dearer by 1 at most, whatever the procedure is told is worth finding.
    """
    number = SETTINGS.index(setting) if setting in SETTINGS else len(SETTINGS)
    generator = np.random.default_rng([seed, number])
    good, replications = 0, 0
    for number in range(runs):
        turn = number % len(setting.costs) if setting.turning else 0
        world = _World(_turned(setting, turn), generator, worth)
        found = select(world.draw, world.problem, MOST)
        assert found.judgement.finished
        good += is_good(world.setting, found.judgement.winner)
        replications += sum(each.shape[1] for each in found.outputs)
    return Outcome(setting.name, runs, good, replications / runs)


def is_good(setting: Setting, chosen: int | None) -> bool:
    """Whether the promise is kept: bounds up to their tolerance, cost up to what matters."""
    kept = np.array(setting.insides) if setting.insides else np.ones((1, len(setting.costs)))
    surely = (kept >= 1).all(axis=0)
    if chosen is None:
        return not surely.any()
    if (kept[:, chosen] <= -1).any():
        return False
    cheapest = np.array(setting.costs)[surely].min() if surely.any() else math.inf
    return bool(setting.costs[chosen] <= cheapest + 1)


def lines(outcomes: Sequence[Outcome], promise: float = PROMISE) -> list[str]:
    """The table as Markdown."""
    rows = [
        f"| {each.setting} | {each.good / each.runs:.1%} | {each.at_least:.1%} |"
        f" {each.replications:,.0f} | {'yes' if each.at_least > promise - 0.01 else 'NO'} |"
        for each in outcomes
    ]
    head = "| setting | good selections | lower 99% bound | replications of all systems | kept |"
    return [head, "|---|---|---|---|---|", *rows]


class _World:
    """Outputs of the systems of a setting, drawn as they are asked for."""

    def __init__(self, setting: Setting, generator: np.random.Generator, worth: float) -> None:
        self.setting, self.generator = setting, generator
        self.drawn: dict[int, Numbers] = {}
        limits = (AT_LEAST,) * len(setting.insides)
        self.problem = SelectionProblem(len(setting.costs), limits, worth, alpha=1 - PROMISE)

    def draw(self, systems: Sequence[int], end: int) -> list[Numbers]:
        """Cost and what is bounded, for each system; those in play have equally many."""
        before = [self.drawn.get(system) for system in systems]
        count = end - (0 if before[0] is None else before[0].shape[1])
        common = math.sqrt(self.setting.shared) * self.generator.standard_normal(count)
        for system, seen in zip(systems, before, strict=True):
            new = self._of(system, common, count)
            self.drawn[system] = new if seen is None else np.hstack([seen, new])
        return [self.drawn[system] for system in systems]

    def _of(self, system: int, common: Numbers, count: int) -> Numbers:
        setting, generator = self.setting, self.generator
        noise = common + math.sqrt(1 - setting.shared) * generator.standard_normal(count)
        rows = [setting.costs[system] + setting.spreads[system] * noise]
        for kept in setting.insides:
            own = math.sqrt(1 - setting.together**2) * generator.standard_normal(count)
            rows.append(kept[system] + setting.inside_spread * (setting.together * noise + own))
        return np.array(rows)


def _turned(setting: Setting, by: int) -> Setting:
    """The systems in another order."""

    def turn(values: Sequence[float]) -> tuple[float, ...]:
        return (*values[-by:], *values[:-by]) if by else tuple(values)

    return setting._replace(
        costs=turn(setting.costs),
        spreads=turn(setting.spreads),
        insides=tuple(turn(kept) for kept in setting.insides),
    )
