"""The tornado: one assumption at a time at either end, all others as they are."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from simulator.analysis.sensitivity.evaluate import Evaluations
from simulator.analysis.sensitivity.factors import Case, Factor
from simulator.analysis.sensitivity.plan import MeasureQuestion
from simulator.experiment.estimates import change, level, moved
from simulator.experiment.statistics import Interval

Verdict = Literal[
    "up", "down", "no change", "kept", "missed", "cannot tell", ""
]  # "": nothing was to be judged


class Swing(NamedTuple):
    """What a factor does at its ends, all others as they are.

    Differences are paired, replication by replication; the verdicts are those of the ends.
    """

    factor: Factor
    low: Interval  # the answer's change at the low end
    high: Interval
    across: Interval  # from the low end to the high one
    at_low: Verdict
    at_high: Verdict

    @property
    def told(self) -> bool:
        """Is any of the three differences beyond noise?"""
        return any(each.moved for each in (self.low, self.high, self.across))

    @property
    def reach(self) -> float:
        """The distance between the lowest and the highest answer, the value as it is included."""
        ends = (self.low.mean, self.high.mean, 0.0)
        return max(ends) - min(ends)


def swings_of(case: Case, ends: Evaluations, question: MeasureQuestion) -> tuple[Swing, ...]:
    """Each factor at either end, the widest first."""
    swings = []
    for number, factor in enumerate(case.factors):
        low, high = 1 + 2 * number, 2 + 2 * number
        swings.append(
            Swing(
                factor,
                _between(ends, (0, low), question),
                _between(ends, (0, high), question),
                _between(ends, (low, high), question),
                verdict_at(ends, low, question),
                verdict_at(ends, high, question),
            )
        )
    return tuple(sorted(swings, key=lambda swing: -swing.reach))


def _between(ends: Evaluations, points: tuple[int, int], question: MeasureQuestion) -> Interval:
    """By how much an answer moves from one point to another."""
    values, confidence = ends.of(question.measure), question.plan.confidence
    before, after = (values[point] for point in points)
    if ends.arms == 1:
        return change(question.measure, before, after, confidence)
    return moved(question.measure, after - before, confidence)  # differences of two scenarios


def verdict_at(ends: Evaluations, point: int, question: MeasureQuestion) -> Verdict:
    """What is decided at a point: whether the goal is kept, or where the difference goes."""
    goal, confidence = question.goal, question.plan.confidence
    if goal is not None:
        interval = level(goal.measure, ends.last(goal.measure)[point], confidence)
        met = [goal.met_by(bound) for bound in (interval.low, interval.high)]
        if math.isnan(interval.low) or met[0] != met[1]:
            return "cannot tell"
        return "kept" if met[0] else "missed"
    if ends.arms == 1:
        return ""
    return answer_at(ends, point, question).verdict


def answer_at(ends: Evaluations, point: int, question: MeasureQuestion) -> Interval:
    """The answer at a point: a level, or the difference of two scenarios."""
    interval = level if ends.arms == 1 else moved
    values = ends.of(question.measure)[point]
    return interval(question.measure, values, question.plan.confidence)
