"""The answer of an optimisation: the plan chosen, its rivals, and why no cheaper plan will do."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from simulator.analysis.optimise.nearest import Near, nearest
from simulator.analysis.optimise.objective import Aim, Objective
from simulator.analysis.optimise.plans import Hire, Plan
from simulator.analysis.optimise.ranking_selection import Decision
from simulator.experiment.finding import Finding, Harm
from simulator.experiment.gains import unit_in
from simulator.experiment.presentation import Presentable, SummaryRow
from simulator.experiment.results import ScenarioLabel
from simulator.experiment.statistics import Interval
from simulator.experiment.weekly_cost import Earned

Standing = Literal["chosen", "dearer", "keeps", "breaks", "open"]
Reason = Literal[
    "judged", "undecided", "near", "misses", "overloaded", "predicted", "alike", "left"
]


class TriedPlan(NamedTuple):
    """A plan that the search has simulated, and the means of what is looked at."""

    plan: Plan
    values: tuple[float, ...]  # in the order of the aim's measures
    missing: float  # 0 if these means keep all bounds
    replications: int


class Finalist(NamedTuple):
    """A plan judged on fresh random numbers.

    ``standing``: chosen; proven dearer; known to keep all bounds or to break one; or still open.
    Estimates are those of a comparison with the same seed and replications.
    """

    plan: Plan
    levels: tuple[Interval, ...]  # of the target, then of what is bounded
    dearer: Interval  # than the one chosen, or the nearest, paired; NaN for itself
    missing: float
    standing: Standing
    kept: tuple[Decision, ...]  # what is known of each bound
    outlay: float = (
        0.0  # what it costs once, more than the base; in a cost it is spread over a year
    )


class Neighbour(NamedTuple):
    """The plan chosen but for one step, on the same fresh luck as that one."""

    what: str  # a role, or a move as it is made, or was if it is left out
    step: int  # 1: made, or one place up the range; -1: left out, or one down
    plan: Plan
    levels: tuple[Interval, ...]  # those of the plan chosen plus differences, whose intervals
    dearer: Interval  # than the plan chosen, paired
    missing: float  # 0 if no bound is missed by more than its tolerance
    instead: str = ""  # the level of the same move that ``what`` is made instead of


class Cheaper(NamedTuple):
    """How many plans of the menu are cheaper than the one chosen, and why they are out.

    ``reason``: judged on fresh luck, and it misses a bound, or that cannot be told; by the search's
    luck only, it misses a bound by little, or clearly; some role is overloaded by the load model as
    corrected; a bound is missed by what is predicted; cheaper by less than is worth finding; or
    left when the tries were spent.
    """

    reason: Reason
    plans: int


class Impossible(NamedTuple):
    """How many plans of the menu cannot be carried out, and why.

    They leave nobody of a role, or something is wrong with their moves as they are put together.
    """

    plans: int
    gone: str | None  # the role
    problem: str | None


class Margin(NamedTuple):
    """How exactly a measure is predicted: by how much, leaving one plan out, it is off."""

    measure: str
    error: float  # in logarithms for waits and what waits


class Proof(NamedTuple):
    """What stands behind the answer, if predictions are off by three errors at most."""

    proved: bool  # whether only the load model and costs rule out plans that were not simulated
    finished: bool  # whether nothing was left that might be worth finding
    spent: bool  # whether the tries that were allowed are gone
    refused: tuple[Impossible, ...]  # plans that cannot be carried out, by reason
    cheaper: tuple[Cheaper, ...]
    judged: int  # of the cheaper ones, on fresh luck
    audited: int  # plans left out that were simulated to see
    wrong: int  # of them, worth finding after all
    margins: tuple[Margin, ...]

    @property
    def impossible(self) -> int:
        """How many plans cannot be carried out."""
        return sum(each.plans for each in self.refused)

    def plans(self, *reasons: Reason) -> int:
        """How many cheaper plans are out for one of some reasons, or for any."""
        return sum(e.plans for e in self.cheaper if not reasons or e.reason in reasons)


class FrontierStep(NamedTuple):
    """A step of the frontier: the least money for so much, on fresh luck.

    ``price`` is what a hundredth more costs a year, from the step before: NaN at the first one;
    without ends where it cannot be told that this step gives more, or costs more, than the one
    before.
    """

    plan: Plan
    money: Interval  # a year, more than today, paired
    level: Interval  # of what is bought
    price: Interval
    values: tuple[float, ...]  # means of what is looked at, in the order of the aim's measures


@dataclass(frozen=True, repr=False)
class Optimum(Presentable):
    """The cheapest plan of a menu that keeps its bounds, or the one that gives the most."""

    base: ScenarioLabel
    whole: ScenarioLabel
    aim: Aim
    moves: tuple[tuple[str, ...], ...]  # each with its levels
    hires: tuple[Hire, ...]
    space: int  # plans that there are
    tried: tuple[TriedPlan, ...]
    finalists: tuple[Finalist, ...]  # the one chosen, or the nearest, first
    earlier: tuple[Finalist, ...]  # judged before them, none of which keeps its bounds
    beside: tuple[Neighbour, ...]
    decided: bool  # whether the promise can be given
    probability: float  # of a good selection among the finalists, if decided
    first: int  # replications of the first stage
    most: int
    searched: int  # replications of the plans simulated
    replications: int  # in all
    seed: int
    fresh_seed: int  # of the finalists
    proof: Proof
    finding: Finding | None  # what a comparison of the first with the base finds, and who bears it
    bought: str  # the measure of the frontier
    frontier: tuple[FrontierStep, ...]  # the cheapest first; none if it was not asked for
    without: int  # plans that are not on it on fresh luck, and were on the search's
    today: Interval  # what the base has of what the frontier buys, on the same luck
    hired_on: str | None  # the day from which on a plan hires, in a what-if with days
    earned: tuple[Earned, ...] = ()  # what the first earns against the base
    expenses_apart: float = 0.0  # a week: what the what-if pays for beside hours, and it does not
    drowns: Harm | None = None  # what piles up where the first changes nothing

    def _further_columns(self) -> dict[str, type | None]:
        """The plan: its moves, whom it hires, and where it stands."""
        return {"moves": str, "hires": str, "standing": str}

    def _summary_rows(self) -> Iterator[SummaryRow]:
        """The plans judged, the one chosen or nearest first; then those of the frontier."""
        for each in self.finalists:
            words = (None, *each.kept)  # of the target nothing is to be kept
            for place, level in enumerate(each.levels):
                verdict = words[place] if place < len(words) else None
                measure, name = self.aim.measures[place], self.aim.names[place]
                unit = unit_in(measure, self.base.currency)
                of = (*_in_words(each.plan), each.standing)
                yield SummaryRow(self.whole.name, name, level, unit, verdict, of)
        for step in self.frontier:
            plan = (*_in_words(step.plan), "frontier")
            unit = unit_in(self.bought, self.base.currency)
            money = f"{self.base.currency} a year"
            yield SummaryRow(self.whole.name, "money_a_year", step.money, money, None, plan)
            yield SummaryRow(self.whole.name, self.bought, step.level, unit, None, plan)

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
        """Whether every plan was simulated.

        Returns:
            True or False.
        """
        return len(self.tried) + self.proof.impossible >= self.space

    @property
    def open(self) -> tuple[Finalist, ...]:
        """Finalists left undecided within the replications allowed.

        Returns:
            Finalists; none if the choice is decided.
        """
        return tuple(each for each in self.finalists if each.standing in ("keeps", "open"))

    @property
    def as_good(self) -> tuple[Finalist | Neighbour, ...]:
        """Other plans that keep all bounds within worth of the one chosen, on fresh luck.

        Returns:
            Finalists and neighbours.
        """
        if self.chosen is None:
            return ()
        rivals: list[Finalist | Neighbour] = [*self.finalists[1:], *self.beside]
        near = [each for each in rivals if self.is_as_good(each)]
        return tuple({each.plan: each for each in near}.values())

    def is_as_good(self, other: Finalist | Neighbour) -> bool:
        """Whether another plan keeps all bounds within worth of the one chosen.

        Args:
            other: A finalist or a neighbour.

        Returns:
            True or False; never of a finalist of which it cannot be told.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 1, "warm_up_weeks": 0})
            >>> more = simulator.what_if(short, hire={"sales_support": 1})
            >>> goal = "utilisation.sales_support <= 99%"
            >>> wanted = simulator.Request(goal, tries=2, replications=2)
            >>> best = simulator.optimise(more, wanted, base=short, jobs=1)
            >>> [best.is_as_good(each) for each in best.beside]
            [False]
        """
        judged = self.judged(other.plan)
        if judged and judged.standing in ("breaks", "open"):
            return False
        dearer = self.aim.sign * other.dearer.mean
        keeps = self.keeps(other.plan, other.missing) and not self.falls_short(other)
        return keeps and dearer <= self.aim.worth

    def falls_short(self, other: Finalist | Neighbour) -> bool:
        """Whether a plan that was only seen misses what was asked for, as one chosen does not.

        By its mean, be it by less than the tolerance.

        Args:
            other: A finalist or a neighbour.

        Returns:
            True or False; never of a finalist.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 1, "warm_up_weeks": 0})
            >>> more = simulator.what_if(short, hire={"sales_support": 1})
            >>> goal = "utilisation.sales_support <= 99%"
            >>> wanted = simulator.Request(goal, tries=2, replications=2)
            >>> best = simulator.optimise(more, wanted, base=short, jobs=1)
            >>> [best.falls_short(each) for each in best.beside]
            [False]
        """
        if self.judged(other.plan):
            return False
        asked = ((n, w.bound) for n, w in enumerate(self.aim.wishes, 1) if w.asked)
        levels, first = other.levels, self.finalists[0].levels
        return any(
            not bound.met_by(levels[n].mean) and (bound.met_by(first[n].mean) or not self.chosen)
            for n, bound in asked
        )

    def judged(self, plan: Plan) -> Finalist | None:
        """What is known of a plan that was judged on fresh luck.

        Args:
            plan: Moves and hires.

        Returns:
            A finalist, or None if the plan was not judged.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 1, "warm_up_weeks": 0})
            >>> more = simulator.what_if(short, hire={"sales_support": 1})
            >>> goal = "utilisation.sales_support <= 99%"
            >>> wanted = simulator.Request(goal, tries=2, replications=2)
            >>> best = simulator.optimise(more, wanted, base=short, jobs=1)
            >>> best.judged(best.finalists[0].plan).standing
            'chosen'
        """
        every = (*self.finalists, *self.earlier)
        return next((each for each in every if each.plan == plan), None)

    def keeps(self, plan: Plan, missing: float) -> bool:
        """Whether a plan keeps all bounds: as it was judged, or else by its means.

        Args:
            plan: Moves and hires.
            missing: By how much means miss the bounds in all, where it was not judged.

        Returns:
            True or False.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 1, "warm_up_weeks": 0})
            >>> more = simulator.what_if(short, hire={"sales_support": 1})
            >>> goal = "utilisation.sales_support <= 99%"
            >>> wanted = simulator.Request(goal, tries=2, replications=2)
            >>> best = simulator.optimise(more, wanted, base=short, jobs=1)
            >>> chosen = best.finalists[0]
            >>> best.keeps(chosen.plan, chosen.missing)
            True
        """
        judged = self.judged(plan)
        if judged is None:
            return missing == 0
        if judged.standing in ("dearer", "open"):  # some bound may not be decided
            return judged.missing == 0 and "breaks" not in judged.kept
        return judged.standing != "breaks"

    def is_better(self, other: Finalist | Neighbour) -> bool:
        """Whether another plan seems to be what was asked for more than the first, by its means.

        Args:
            other: A finalist or a neighbour.

        Returns:
            True or False.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 1, "warm_up_weeks": 0})
            >>> more = simulator.what_if(short, hire={"sales_support": 1})
            >>> goal = "utilisation.sales_support <= 99%"
            >>> wanted = simulator.Request(goal, tries=2, replications=2)
            >>> best = simulator.optimise(more, wanted, base=short, jobs=1)
            >>> [best.is_better(each) for each in best.beside]
            [False]
        """
        misses = not self.keeps(self.finalists[0].plan, self.finalists[0].missing)
        dearer = self.aim.sign * other.dearer.mean
        keeps = self.keeps(other.plan, other.missing)
        return keeps and (misses or dearer < -self.aim.worth)

    def tightest(self, levels: Sequence[Interval]) -> tuple[Objective, Interval] | None:
        """The utilisation taken for granted that leaves a plan the least room.

        Args:
            levels: Those of a finalist or a neighbour.

        Returns:
            The bound and what the utilisation comes to; None if nothing is taken for granted.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 1, "warm_up_weeks": 0})
            >>> more = simulator.what_if(short, hire={"sales_support": 1})
            >>> goal = "utilisation.sales_support <= 99%"
            >>> wanted = simulator.Request(goal, tries=2, replications=2)
            >>> best = simulator.optimise(more, wanted, base=short, jobs=1)
            >>> bound, level = best.tightest(best.finalists[0].levels)
            >>> bound.bound.measure
            'utilisation.field_rep'
        """
        place = self.aim.tightest([each.mean for each in levels])
        return None if place is None else (self.aim.wishes[place - 1], levels[place])


def _in_words(plan: Plan) -> tuple[str, str]:
    """Its moves, and its hires as they are asked for."""
    hires = (f"{role}={number}" for role, number in plan.hires)
    return ", ".join(plan.moves), ", ".join(hires)


def nearest_first(finalists: Sequence[Finalist], aim: Aim) -> list[Finalist]:
    """The one chosen, then those that are not known to miss a bound, then the nearest of others."""

    def key(each: Finalist) -> tuple[bool, float, float]:
        return each.standing != "chosen", each.missing, sortable(aim.sign * each.levels[0].mean)

    broken = [each for each in finalists if each.standing == "breaks"]
    order = nearest([near(each, aim) for each in broken], aim.worth)
    others = sorted((each for each in finalists if each.standing != "breaks"), key=key)
    return [*others, *(broken[place] for place in order)]


def near(each: Finalist | Neighbour, aim: Aim) -> Near:
    """How near a plan judged comes to its bounds, by its means."""
    means = [level.mean for level in each.levels]
    return Near(each.plan, aim.short(means), sortable(aim.sign * means[0]))


def sortable(cost: float) -> float:
    """A cost by which one can sort: infinite if it is not known."""
    return math.inf if math.isnan(cost) else cost
