"""The answer of an optimisation: the plan chosen, its rivals, the frontier, and how flat it is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from simulator.analysis.optimise.objective import Aim
from simulator.analysis.optimise.plans import Hire, Plan
from simulator.experiment.gains import describe
from simulator.experiment.presentation import Presentable
from simulator.experiment.results import ScenarioLabel, as_object, number_or_none
from simulator.experiment.statistics import Interval

Standing = Literal["chosen", "dearer", "keeps", "breaks", "open"]


class TriedPlan(NamedTuple):
    """A plan that the search has tried, and the means of what is looked at."""

    plan: Plan
    values: tuple[float, ...]  # in the order of the aim's measures
    missing: float  # 0 if these means keep all bounds
    replications: int


class Finalist(NamedTuple):
    """A plan judged on fresh random numbers.

    ``standing``: chosen; proven dearer; known to keep all bounds or to break one; or still open.
    """

    plan: Plan
    levels: tuple[Interval, ...]  # in the order of the aim's measures
    dearer: Interval  # than the one chosen, or the nearest, paired; NaN for itself
    missing: float
    standing: Standing


class Neighbour(NamedTuple):
    """The plan chosen but for one step, on the same random numbers as that one."""

    what: str  # a move or a role
    step: int  # 1: made, or one place up the range; -1: left out, or one down
    plan: Plan
    levels: tuple[Interval, ...]
    dearer: Interval  # than the plan chosen, paired
    missing: float


@dataclass(frozen=True, repr=False)
class Optimum(Presentable):
    """The cheapest plan that keeps its bounds, as far as it was searched for."""

    base: ScenarioLabel
    whole: ScenarioLabel
    aim: Aim
    moves: tuple[str, ...]
    hires: tuple[Hire, ...]
    space: int  # plans that there are
    tried: tuple[TriedPlan, ...]
    finalists: tuple[Finalist, ...]  # the one chosen, or the nearest, first
    beside: tuple[Neighbour, ...]
    decided: bool  # whether the promise can be given
    probability: float  # of a good selection among the finalists, if decided
    first: int  # replications of the first stage
    most: int
    searched: int  # replications of the plans tried
    replications: int  # in all
    seed: int
    fresh_seed: int  # of the finalists

    @property
    def chosen(self) -> Finalist | None:
        """The plan to take, if any keeps the bounds.

        Returns:
            A finalist, or None.
        """
        first = self.finalists[0]
        return first if first.standing == "chosen" else None

    @property
    def exhaustive(self) -> bool:
        """Whether every plan was tried.

        Returns:
            True or False.
        """
        return len(self.tried) >= self.space

    @property
    def open(self) -> tuple[Finalist, ...]:
        """Finalists left undecided within the replications allowed.

        Returns:
            Finalists; none if the choice is decided.
        """
        return tuple(each for each in self.finalists if each.standing in ("keeps", "open"))

    @property
    def frontier(self) -> tuple[TriedPlan, ...]:
        """Plans tried than which none is both cheaper and better by the first objective, by cost.

        Only those count that keep all other objectives, unless none does.

        Returns:
            Plans with their means, the cheapest first.
        """
        known = [each for each in self.tried if not any(map(math.isnan, each.values[:2]))]
        others = [each for each in known if self._keeps_others(each)] or known
        side = 1 if self.aim.wishes[0].bound.side == ">=" else -1
        ordered = sorted(others, key=lambda each: (each.values[0], -side * each.values[1]))
        frontier: list[TriedPlan] = []
        for each in ordered:
            if not frontier or side * each.values[1] > side * frontier[-1].values[1]:
                frontier.append(each)
        return tuple(frontier)

    def _keeps_others(self, tried: TriedPlan) -> bool:
        pairs = zip(self.aim.wishes[1:], tried.values[2:], strict=True)
        return all(objective.bound.met_by(value) for objective, value in pairs)

    @property
    def as_good(self) -> tuple[Finalist | Neighbour, ...]:
        """Other plans judged whose means keep all bounds within worth of the one chosen.

        Returns:
            Finalists and neighbours.
        """
        if self.chosen is None:
            return ()
        rivals: list[Finalist | Neighbour] = [*self.finalists[1:], *self.beside]
        near = [each for each in rivals if self.is_as_good(each)]
        return tuple({each.plan: each for each in near}.values())

    def is_as_good(self, other: Finalist | Neighbour) -> bool:
        """Whether another plan keeps all bounds within worth of the one chosen, by its means.

        Args:
            other: A finalist or a neighbour.

        Returns:
            True or False.
        """
        return other.missing == 0 and other.dearer.mean <= self.aim.worth

    def is_better(self, other: Finalist | Neighbour) -> bool:
        """Whether another plan seems to be what was asked for more than the first, by its means.

        Args:
            other: A finalist or a neighbour.

        Returns:
            True or False.
        """
        misses = self.finalists[0].missing > 0
        return other.missing == 0 and (misses or other.dearer.mean < -self.aim.worth)

    def as_json(self) -> dict[str, Any]:
        """The answer for JSON.

        Returns:
            The plan chosen or the nearest, finalists, neighbours and frontier.
        """
        return {
            "base": self.base.name,
            "scenario": self.whole.name,
            "minimised": self.aim.minimised,
            "unit": describe(self.aim.minimised).unit,
            "worth": self.aim.worth,
            "bounds": [
                {
                    "measure": each.bound.measure,
                    "side": each.bound.side,
                    "bound": each.bound.bound,
                    "said": each.bound.text,
                    "tolerance": each.tolerance,
                    "asked": each.asked,
                }
                for each in self.aim.wishes
            ],
            "decided": self.decided,
            "probability": self.probability if self.decided else None,
            "replications": self.replications,
            "seed": self.seed,
            "fresh_seed": self.fresh_seed,
            "space": self.space,
            "exhaustive": self.exhaustive,
            "chosen": _plan_json(self.chosen.plan) if self.chosen else None,
            "finalists": [self._finalist_json(each) for each in self.finalists],
            "beside": [self._neighbour_json(each) for each in self.beside],
            "as_good": [_plan_json(each.plan) for each in self.as_good],
            "frontier": [self._tried_json(each) for each in self.frontier],
            "tried": [self._tried_json(each) for each in self.tried],
        }

    def _finalist_json(self, each: Finalist) -> dict[str, Any]:
        return {**_plan_json(each.plan), "standing": each.standing, **self._judged_json(each)}

    def _neighbour_json(self, each: Neighbour) -> dict[str, Any]:
        step = {"what": each.what, "step": each.step, "as_good": self.is_as_good(each)}
        return {**step, **_plan_json(each.plan), **self._judged_json(each)}

    def _judged_json(self, each: Finalist | Neighbour) -> dict[str, Any]:
        levels = (as_object(level) for level in each.levels)
        return {
            "replications": each.levels[0].n,
            "levels": self._by_measure(levels),
            "dearer": as_object(each.dearer),
            "keeps_bounds": each.missing == 0,
        }

    def _tried_json(self, each: TriedPlan) -> dict[str, Any]:
        values = self._by_measure(number_or_none(value) for value in each.values)
        status = {"replications": each.replications, "keeps_bounds": each.missing == 0}
        return {**_plan_json(each.plan), "means": values, **status}

    def _by_measure(self, values: Iterable[Any]) -> dict[str, Any]:
        return dict(zip(self.aim.measures, values, strict=True))


def _plan_json(plan: Plan) -> dict[str, Any]:
    return {"moves": list(plan.moves), "hires": dict(plan.hires)}


def cheapest_first(finalists: Sequence[Finalist]) -> list[Finalist]:
    """Those whose means keep their bounds by cost, then the others by what they miss."""
    return sorted(finalists, key=lambda each: (each.missing, sortable(each.levels[0].mean)))


def sortable(cost: float) -> float:
    """A cost by which one can sort: infinite if it is not known."""
    return math.inf if math.isnan(cost) else cost
