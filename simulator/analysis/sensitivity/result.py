"""The result of a sensitivity analysis: the three looks at one measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.analysis.sensitivity.factors import Factor
from simulator.analysis.sensitivity.screening import Screened
from simulator.analysis.sensitivity.surface import Surface
from simulator.analysis.sensitivity.tornado import Swing, Verdict
from simulator.experiment.estimates import TooFew
from simulator.experiment.finding import QueuesAndHarm
from simulator.experiment.gains import unit_in
from simulator.experiment.presentation import Presentable, SummaryRow
from simulator.experiment.queues import Queue, pile_behind
from simulator.experiment.results import ScenarioLabel
from simulator.experiment.statistics import Interval
from simulator.measures.targets import Constraint
from simulator.scenario.schema.analysis import Written


@dataclass(frozen=True, repr=False)
class Sensitivity(Presentable):
    """How a measure, or its difference between two scenarios, depends on assumptions."""

    base: ScenarioLabel
    other: ScenarioLabel | None
    measure: str
    answer: Interval  # with all values as they are
    verdict: Verdict
    goal: Constraint | None
    screening: tuple[Screened, ...]  # the strongest first
    surface: Surface | None  # none if no factor is shown to matter
    tornado: tuple[Swing, ...]  # the widest first
    replications: int
    looks: int
    trajectories: int
    seed: int
    too_few: TooFew | None = None  # where tasks were too few for a percentile, the fewest
    borne: tuple[QueuesAndHarm, ...] = ()  # of each scenario, with all values as they are

    def _further_columns(self) -> dict[str, type | None]:
        """The assumption that is moved, which of two scenarios holds it, and its value."""
        return {"assumption": str, "held_by": str, "value": str}

    def _summary_rows(self) -> Iterator[SummaryRow]:
        """The answer, then its change with each assumption at either end, the widest first.

        Verdicts are those of the answer there.
        """
        name = (self.other or self.base).name
        unit = unit_in(self.measure, self.base.currency)
        nothing = (None, None, None)
        yield SummaryRow(name, self.measure, self.answer, unit, self.verdict or None, nothing)
        for swing in self.tornado:
            factor = swing.factor
            ends = (factor.low, swing.low, swing.at_low), (factor.high, swing.high, swing.at_high)
            for value, change, verdict in ends:
                moved = (factor.path, factor.held_by, str(value))
                yield SummaryRow(name, self.measure, change, unit, verdict or None, moved)

    @property
    def pile(self) -> Queue | None:
        """What piles up in the scenario, or one of two, of the work that the measure is of.

        Returns:
            The queue that grows fastest, of the other of two if it has one; None where times of
            that work are settled.
        """
        known = (pile_behind(each.queues, self.measure) for each in reversed(self.borne))
        return next(filter(None, known), None)

    @property
    def flipping(self) -> tuple[tuple[Factor, Written, Verdict], ...]:
        """The ends at which the verdict is another one: factor, value and what it becomes.

        What cannot be shown to move the answer does not count.

        Returns:
            One tuple for each such end.
        """
        return tuple(
            (swing.factor, value, verdict)
            for swing in self.tornado
            if (swing.moves if self.goal else swing.told)
            for value, verdict in (
                (swing.factor.low, swing.at_low),
                (swing.factor.high, swing.at_high),
            )
            if verdict != self.verdict
        )
