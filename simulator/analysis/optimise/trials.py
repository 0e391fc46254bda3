"""Plans simulated so far: what they came to, how much of it is luck, and which bounds they keep."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from simulator.analysis.optimise.catalogue import Catalogue
from simulator.analysis.optimise.objective import CERTAIN, Aim
from simulator.analysis.optimise.plans import Plan
from simulator.analysis.optimise.ranking_selection import Decision
from simulator.analysis.optimise.surrogate import Flags, Places, Scale, any_in_rows, scale_of
from simulator.measures.measure_row import MeasureRow
from simulator.scenario.elementary import Numbers

# Replications of plans; None is the base. All plans have common random numbers.
Simulate = Callable[[Sequence[tuple[Plan | None, range]]], list[list[MeasureRow]]]
FIRST = 2  # replications of a plan when it is first simulated
MAX_TEACHING = 12  # plans with all replications from which luck is judged


class Trials:
    """Plans simulated so far, each on the first replications of the same luck."""

    def __init__(
        self, catalogue: Catalogue, aim: Aim, simulate: Simulate, outlays: Callable[[Plan], float]
    ) -> None:
        self.catalogue, self.aim, self.simulate, self.outlays = catalogue, aim, simulate, outlays
        self.outputs: dict[int, Numbers] = {}  # measures x replications, by the plan's number
        self.base: list[MeasureRow] = []
        self.wanted = 0  # replications that decide
        # What fresh luck says of each bound of a plan, which wins over the luck of the search.
        self.judged: dict[int, tuple[Decision, ...]] = {}
        self.set_aside: set[int] = set()  # plans of which fresh luck cannot tell
        self.beside_fresh: list[BesideFresh] = []  # of each round of judging

    @cached_property
    def above_base(self) -> set[int]:
        """The places of measures of which only what they are above the base's counts."""
        return {place for place, wish in enumerate(self.aim.wishes, 1) if wish.above_base}

    @cached_property
    def scales(self) -> list[Scale]:
        """How each measure is taken."""
        measures = enumerate(self.aim.measures)
        return [scale_of(each, place in self.above_base) for place, each in measures]

    @property
    def count(self) -> int:
        """Replications in all, without those of the base."""
        return sum(outputs.shape[1] for outputs in self.outputs.values())

    def seen(self, plan: int) -> int:
        """Replications of a plan."""
        return self.outputs[plan].shape[1] if plan in self.outputs else 0

    def evaluate(self, wanted: Mapping[int, int]) -> None:
        """Simulates plans, by their numbers, each up to so many replications, all at once."""
        lacking = {plan: count for plan, count in wanted.items() if self.seen(plan) < count}
        most = max(lacking.values(), default=0)
        asked: list[tuple[Plan | None, range]] = [
            (self.catalogue.plans[plan], range(self.seen(plan), count))
            for plan, count in lacking.items()
        ]
        if most > len(self.base):
            asked.append((None, range(len(self.base), most)))
        rows = self.simulate(asked) if asked else []
        if most > len(self.base):
            self.base += rows[-1]
        for (plan, count), new in zip(lacking.items(), rows, strict=False):
            self._add(plan, new, count)

    def _add(self, plan: int, rows: Sequence[MeasureRow], count: int) -> None:
        base = self.base[self.seen(plan) : count]
        new = self.aim.read(rows, base, self.outlays(self.catalogue.plans[plan]))
        before = self.outputs.get(plan)
        self.outputs[plan] = new if before is None else np.hstack([before, new])

    # -- luck --------------------------------------------------------------------------------------

    def luck(self) -> Luck:
        """How measures of one replication scatter, and whether the base scatters along.

        Pooled over plans with all replications: with common random numbers plans with few of them
        have the same luck, and however many there are, they say no more than one.
        """
        full = [
            out[:, : self.wanted] for out in self.outputs.values() if out.shape[1] >= self.wanted
        ]
        base = self._base_values(self.wanted)
        alone, beside = [], []
        for outputs in full[:MAX_TEACHING]:
            scaled = self.scaled(outputs)
            alone.append(_spread(scaled))
            beside.append(_spread(scaled - base))
        single, paired = _pooled(alone), _pooled(_of_others(beside))
        return Luck(np.fmin(single, paired), paired < single, single, base)

    def ahead(self, luck: Luck) -> Numbers:
        """How much more of each measure fresh luck brings than the search's, as far as is known.

        It is shared by all plans, where they scatter along with the base; 0 elsewhere, and of what
        is measured from the base. The search's replications count as many as they are.
        """
        counts = np.array([self.wanted, *(each.replications for each in self.beside_fresh)])
        more = np.array([np.zeros(len(self.scales)), *(each.more for each in self.beside_fresh)])
        shared = luck.paired.copy()
        shared[list(self.above_base)] = False
        return np.where(shared, counts @ more / counts.sum(), 0.0)

    def error_of_level(self, luck: Luck) -> Numbers:
        """The standard error of what a plan with all replications comes to, beyond these.

        What it shares with the base is known better by what was judged on fresh luck.
        """
        seen = self.wanted + sum(each.replications for each in self.beside_fresh)
        own = luck.spread / math.sqrt(self.wanted)
        both: Numbers = np.hypot(own, luck.single / math.sqrt(seen))
        return np.where(luck.paired, both, own)

    def learn(self, fresh: Mapping[int, Numbers]) -> None:
        """Takes in outputs of plans on one fresh luck, by their numbers."""
        luck = self.luck()
        more = [
            self.scaled(outputs.mean(axis=1)[:, None])[:, 0]
            - _estimate(self, self.outputs[plan], luck)[0]
            for plan, outputs in fresh.items()
            if self.seen(plan)
        ]
        if more:
            most = max(outputs.shape[1] for outputs in fresh.values())
            self.beside_fresh.append(BesideFresh(np.nan_to_num(np.mean(more, axis=0)), most))

    def _base_values(self, count: int) -> Numbers:
        return self.scaled(self.aim.read(self.base[:count], self.base[:count]))

    def scaled(self, outputs: Numbers) -> Numbers:
        """Outputs on the scale of each measure."""
        return np.array([scale(row) for scale, row in zip(self.scales, outputs, strict=True)])


class BesideFresh(NamedTuple):
    """How much more of each measure, on its scale, fresh luck brought the plans judged on it."""

    more: Numbers
    replications: int


class Luck(NamedTuple):
    """How a replication scatters by measure: beside the base, where that is less."""

    spread: Numbers
    paired: Flags
    single: Numbers  # by itself
    base: Numbers  # measures x replications, on their scales


def _spread(scaled: Numbers) -> Numbers:
    return np.asarray(scaled.var(axis=1, ddof=1))


def _of_others(variances: Sequence[Numbers]) -> list[Numbers]:
    """Variances beside the base, without those of plans that are the base in a measure.

    They say nothing of plans that are not; but if all are, nothing scatters.
    """
    table = np.array(variances)
    moves = (table > 0).any(axis=0) if len(table) else np.array([])
    return list(np.where((table == 0) & moves, np.nan, table)) if len(table) else []


def _pooled(variances: Sequence[Numbers]) -> Numbers:
    """The root of the mean variance, without what never happened."""
    if not variances:
        return np.array([])
    table = np.array(variances)
    known = ~np.isnan(table)
    total, number = np.where(known, table, 0).sum(axis=0), known.sum(axis=0)
    return np.sqrt(np.where(number > 0, total / np.maximum(number, 1), np.nan))


class Standings(NamedTuple):
    """What is known of plans simulated, one row each."""

    plans: Places  # their numbers
    levels: Numbers  # by measure on its scale, estimates of all replications
    errors: Numbers  # standard errors of these
    over: Numbers  # by wish, on its scale: by how much it is missed; negative inside
    complete: Flags  # whether all replications were made

    @property
    def missing(self) -> Flags:
        """Which clearly miss a bound: all replications do, or so few that luck cannot be why."""
        return self.missing_of(slice(None))

    def missing_of(self, wishes: slice | Flags) -> Flags:
        """Which clearly miss one of some bounds."""
        errors = self.errors[:, 1 : 1 + self.over.shape[1]]
        return any_in_rows((self.over > CERTAIN * errors)[:, wishes])

    @property
    def keeping(self) -> Flags:
        """Which keep all bounds in all replications."""
        return self.complete & ~self.missing


def standings(trials: Trials) -> Standings:
    """Estimates for all plans simulated; of few replications by the difference to the base."""
    luck, numbers = trials.luck(), list(trials.outputs)
    levels = np.empty((len(numbers), len(trials.aim.measures)))
    errors = np.empty_like(levels)
    for row, plan in enumerate(numbers):
        levels[row], errors[row] = _estimate(trials, trials.outputs[plan], luck)
    complete = np.array([trials.seen(plan) >= trials.wanted for plan in numbers])
    over = over_bounds(trials, levels)
    over[np.isnan(levels[:, 0])] = np.inf
    for row, plan in enumerate(numbers):
        decisions = np.array(trials.judged.get(plan, ()), dtype=object)
        over[row, np.flatnonzero(decisions == "breaks")] = np.inf
        kept = np.flatnonzero(decisions == "keeps")
        over[row, kept] = np.minimum(over[row, kept], 0)
        if plan in trials.set_aside:
            over[row] = np.inf
    return Standings(np.array(numbers), levels, errors, over, complete)


def _estimate(trials: Trials, outputs: Numbers, luck: Luck) -> tuple[Numbers, Numbers]:
    """The levels that all replications would give, with standard errors."""
    wanted = trials.wanted
    outputs = outputs[:, :wanted]
    count = outputs.shape[1]
    level = trials.scaled(outputs.mean(axis=1)[:, None])[:, 0]
    if count >= wanted:
        return level, np.zeros(len(level))
    some, every = (_means(luck.base[:, :n]) for n in (count, wanted))
    ahead = np.where(luck.paired, np.nan_to_num(every - some), 0.0)
    own = _spread(trials.scaled(outputs)) ** 0.5 if count > FIRST else np.zeros(len(level))
    spread = np.fmax(luck.spread, own)
    return level + ahead, spread * math.sqrt(1 / count - 1 / wanted)


def _means(values: Numbers) -> Numbers:
    return np.asarray(values.mean(axis=1))


def over_bounds(trials: Trials, levels: Numbers) -> Numbers:
    """By how much each wish is missed, on its scale; what never happened misses it endlessly.

    A plan that is near enough by a tolerance that was given misses nothing. Levels are those of all
    luck that was seen.
    """
    over = np.empty((len(levels), len(trials.aim.wishes)))
    levels = levels + trials.ahead(trials.luck())
    for place, wish in enumerate(trials.aim.wishes):
        bound = trials.scales[place + 1](np.array([wish.searched]))[0]
        side = 1 if wish.bound.side == "<=" else -1
        over[:, place] = side * (levels[:, place + 1] - bound)
    return np.where(np.isnan(over), np.inf, over)
