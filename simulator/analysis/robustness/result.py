"""What a stress test comes to: every plan under every shock, and the plans regretted least."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from simulator.analysis.robustness.shocks import LeftOut, NeverThere
from simulator.experiment.estimates import TooFew
from simulator.experiment.finding import Harm, Headcount
from simulator.experiment.gains import unit_in
from simulator.experiment.knock_on import LessAsked
from simulator.experiment.presentation import Presentable, SummaryRow, exactly
from simulator.experiment.results import ScenarioLabel
from simulator.experiment.statistics import Interval
from simulator.experiment.weekly_cost import WeeklyCost


class ShockApplied(NamedTuple):
    """A shock; without a name: none."""

    name: str
    title: str


class Level(NamedTuple):
    """What a measure came to in a plan under a shock, and how far that is from no shock, paired."""

    level: Interval
    change: Interval
    too_few: TooFew | None = None  # tasks, if it is a percentile and they are too few
    of_nobody: bool = False  # is it the time of a role without people?


class Worsened(NamedTuple):
    """What is worse for sure in a plan under a shock than without one, by so much that it matters.

    It is of what is watched, or all visits and other selling, or how much waits, lapses or is late.
    """

    measure: str
    before: Interval
    after: Interval

    @property
    def part(self) -> float:
        """How far it goes, as a part of what it was.

        Returns:
            0.25 if a quarter is gone or comes on top; infinite where there was nothing.
        """
        change = abs(self.after.mean - self.before.mean)
        return change / abs(self.before.mean) if self.before.mean else math.inf


class Cell(NamedTuple):
    """A plan under a shock."""

    plan: str
    shock: str
    touched: bool  # whether the shock changes anything in this plan
    reached: Interval  # share of years that reach all goals
    levels: tuple[Level, ...]  # of each measure
    regret: Interval  # in the unit of what is regretted; 0 for the best plan under this shock
    drowns: Harm | None = None  # what piles up, whatever is measured
    worse: tuple[Worsened, ...] = ()  # what else is, the most first; a goal speaks for itself
    # Who sells, if a goal or what is regretted is the share of their week:
    sellers: Headcount | None = None  # against the first plan without a shock
    sellers_hit: Headcount | None = None  # against the plan itself without a shock
    bears: Harm | None = None  # the worst of what else than piles the plan brings, without a shock


class Alternative(NamedTuple):
    """How much more another plan is regretted than the one chosen; simultaneous intervals."""

    plan: str
    more: Interval


class Choice(NamedTuple):
    """The plan with the least regret, and how it stands against the others."""

    plan: str
    regret: float
    shock: str  # under which it is regretted most
    rivals: tuple[Alternative, ...]

    @property
    def tied(self) -> tuple[str, ...]:
        """Plans of which we cannot tell that they are regretted more."""
        return tuple(rival.plan for rival in self.rivals if not rival.more.low > 0)


class TimeAllowed(NamedTuple):
    """Until when work is in time with a plan, where that is not as in the first."""

    plan: str
    measure: str
    before: str
    after: str


class LessAskedWith(NamedTuple):
    """What comes less often with a plan than with the first, since what it follows on is gone."""

    plan: str
    work: tuple[LessAsked, ...]


@dataclass(frozen=True, repr=False)
class StressTest(Presentable):
    """Every plan under every shock: plan by plan, and of each the year without a shock first."""

    plans: tuple[ScenarioLabel, ...]
    shocks: tuple[ShockApplied, ...]
    goals: tuple[str, ...]
    measures: tuple[str, ...]
    regretted: str
    cells: tuple[Cell, ...]
    by_worst: Choice  # the least worst regret: Savage's choice
    by_mean: Choice  # the least mean regret: every shock, and none, weighs the same
    replications: int
    seed: int
    costs: tuple[WeeklyCost, ...] = ()  # of each plan without a shock
    left_out: tuple[LeftOut, ...] = ()  # shocks that a plan leaves out
    never_there: tuple[NeverThere, ...] = ()  # who comes too late under a shock
    allowed: tuple[TimeAllowed, ...] = ()  # where a share in time is of another than in the first
    less_asked: tuple[LessAskedWith, ...] = ()  # in a year without a shock

    def _further_columns(self) -> dict[str, type | None]:
        """The shock; null for the year without one."""
        return {"shock": str}

    def _summary_rows(self) -> Iterator[SummaryRow]:
        """Each plan under each shock, verdicts held against the year without it; the choices."""
        currency = self.plans[0].currency
        unit = unit_in(self.regretted, currency)
        for cell in self.cells:
            shock = (cell.shock or None,)
            yield SummaryRow(cell.plan, "reached", cell.reached, "share", None, shock)
            for key, (level, change, *_) in zip(self.measures, cell.levels, strict=True):
                verdict = change.verdict if cell.shock else None
                yield SummaryRow(cell.plan, key, level, unit_in(key, currency), verdict, shock)
            yield SummaryRow(cell.plan, "regret", cell.regret, unit, None, shock)
        choices = {"least_worst_regret": self.by_worst, "least_mean_regret": self.by_mean}
        for key, choice in choices.items():
            least = "cannot tell" if choice.tied else "least"
            shock = (choice.shock or None,)
            yield SummaryRow(choice.plan, key, exactly(choice.regret), unit, least, shock)

    def cell(self, plan: int, shock: int) -> Cell:
        """The plan and the shock of these numbers.

        Args:
            plan: Number of the plan, from 0.
            shock: Number of the shock; 0 is the year without one.

        Returns:
            How often the plan reaches its goals then, and its regret.

        Example:
            >>> import simulator
            >>> weeks = {"weeks": 2, "warm_up_weeks": 1}
            >>> short = simulator.what_if("north", horizon=weeks, name="today")
            >>> more = simulator.what_if(short, hire={"sales_support": 1}, name="one more")
            >>> goals = ["direct_selling_share >= 1%"]
            >>> tested = simulator.stress([short, more], goals, replications=2, jobs=1)
            >>> tested.cell(1, 0).plan, tested.cell(1, 0).shock
            ('one more', '')
        """
        return self.cells[plan * len(self.shocks) + shock]

    def drowned(self, plan: str) -> Cell | None:
        """Where a plan drowns somebody: without a shock, or else where it is worst.

        Args:
            plan: Name of the plan.

        Returns:
            The plan under that shock; None if nothing piles up under any.

        Example:
            >>> import simulator
            >>> weeks = {"weeks": 2, "warm_up_weeks": 1}
            >>> short = simulator.what_if("north", horizon=weeks, name="today")
            >>> more = simulator.what_if(short, hire={"sales_support": 1}, name="one more")
            >>> goals = ["direct_selling_share >= 1%"]
            >>> tested = simulator.stress([short, more], goals, replications=2, jobs=1)
            >>> tested.drowned("one more") is None
            True
        """
        cells = [cell for cell in self.cells if cell.plan == plan and cell.drowns]
        worst = sorted(cells, key=lambda cell: -cell.drowns.after if cell.drowns else 0.0)
        return next((cell for cell in worst if not cell.shock), next(iter(worst), None))
