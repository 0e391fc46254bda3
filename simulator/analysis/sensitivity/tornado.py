"""The tornado: one assumption at a time at either end, all others as they are."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from simulator.analysis.sensitivity.evaluate import Evaluations
from simulator.analysis.sensitivity.factors import Case, Factor
from simulator.analysis.sensitivity.plan import MeasureQuestion
from simulator.experiment.estimates import change, level, moved
from simulator.experiment.queues import activity_of, pile_behind
from simulator.experiment.results import experiment_of
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
    grows_at_low: bool = False  # is it a time that has no change, since its work piles up?
    grows_at_high: bool = False

    @property
    def moves(self) -> bool:
        """Is what it does at one of its ends beyond noise?

        From end to end it may be where it is at neither, but no table shows that.
        """
        return self.low.moved or self.high.moved

    @property
    def told(self) -> bool:
        """Is one of the ends beyond noise, or does work pile up at one of them?

        Where it does at both, as it does where it does with all values as they are, nothing is.
        """
        if self.grows_at_low or self.grows_at_high:
            return self.grows_at_low != self.grows_at_high
        return self.moves

    @property
    def reach(self) -> float:
        """The distance between the lowest and the highest answer, the value as it is included.

        Infinite where work piles up at one of the ends.
        """
        if self.grows_at_low or self.grows_at_high:
            return math.inf if self.told else 0.0
        ends = (self.low.mean, self.high.mean, 0.0)
        return max(ends) - min(ends)

    @property
    def told_reach(self) -> float:
        """The same of the ends that are told alone; 0 if none is."""
        if self.grows_at_low or self.grows_at_high:
            return self.reach
        ends = (0.0, *(each.mean for each in (self.low, self.high) if each.moved))
        return max(ends) - min(ends)


def swings_of(case: Case, ends: Evaluations, question: MeasureQuestion) -> tuple[Swing, ...]:
    """Each factor at either end, the widest first."""
    swings = []
    untold = _grows_at(case, ends, 0, question)
    for number, factor in enumerate(case.factors):
        low, high = 1 + 2 * number, 2 + 2 * number
        grows = [untold or _grows_at(case, ends, point, question) for point in (low, high)]
        swings.append(
            Swing(
                factor,
                _between(ends, (0, low), question),
                _between(ends, (0, high), question),
                _between(ends, (low, high), question),
                _verdict_at(ends, low, question, grows[0]),
                _verdict_at(ends, high, question, grows[1]),
                *grows,
            )
        )
    return tuple(sorted(swings, key=lambda swing: -swing.reach))


def _grows_at(case: Case, ends: Evaluations, point: int, question: MeasureQuestion) -> bool:
    """Does work pile up at a point, in one of the scenarios, whose times are measured?"""
    arms = [case.base] if case.other is None else [case.base, case.other]
    seed, confidence = question.options.seed, question.plan.confidence
    rows = ends.rows[point * ends.arms :]
    queues = (
        experiment_of(arm, seed, of_arm, confidence).queues
        for arm, of_arm in zip(arms, rows, strict=False)
        if activity_of(question.measure)
    )
    return any(pile_behind(each, question.measure) for each in queues)


def _between(ends: Evaluations, points: tuple[int, int], question: MeasureQuestion) -> Interval:
    """By how much an answer moves from one point to another."""
    values, confidence = ends.of(question.measure), question.plan.confidence
    before, after = (values[point] for point in points)
    if ends.arms == 1:
        return change(question.measure, before, after, confidence)
    return moved(question.measure, after - before, confidence)  # differences of two scenarios


def _verdict_at(ends: Evaluations, point: int, question: MeasureQuestion, grows: bool) -> Verdict:
    """The same at an end, where no difference of times can be told if work piles up."""
    verdict = verdict_at(ends, point, question)
    return "cannot tell" if grows and verdict and question.goal is None else verdict


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
