"""Whom a plan harms: the roles that receive work, judged in three words that hold together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from simulator.experiment.estimates import change, level
from simulator.experiment.results import Experiment, as_object, number_or_none
from simulator.experiment.statistics import Interval, Numbers, bonferroni
from simulator.measures.registry import describe
from simulator.scenario.scenario import Scenario

FULL = 0.95  # utilisation from which queues explode
# How much worse counts as not worse, in the measure's unit: what nobody would act on.
MARGINS = {"within_due": 0.02, "overtime": 10.0}

GuardVerdict = Literal["worse", "not worse", "cannot tell"]


class Guard(NamedTuple):
    """One sign of the receiving side before and after, and whether the plan makes it worse.

    Each end of ``difference`` is a one-sided bound. A sign can be called wrongly in one direction
    only: "worse" if it is not, "not worse" if it is by more than ``within``. So all words of a
    comparison together are right as often as its intervals promise (Bonferroni).
    """

    role: str
    measure: str
    before: Interval  # of nothing if it was not there before
    after: Interval
    difference: Interval
    within: float  # how much worse still counts as not worse; of utilisation: the room up to FULL
    verdict: GuardVerdict

    @property
    def red(self) -> bool:
        """Is it made worse?

        Returns:
            Whether the verdict is ``worse``.
        """
        return self.verdict == "worse"

    def as_json(self) -> dict[str, Any]:
        """The guard for JSON.

        Returns:
            Role, measure, the means before and after, their difference, margin and verdict; null
            for what is not known.
        """
        return {
            "role": self.role,
            "measure": self.measure,
            "before": number_or_none(self.before.mean),
            "after": number_or_none(self.after.mean),
            "difference": as_object(self.difference),
            "within": number_or_none(self.within),
            "verdict": self.verdict,
        }


# -- who receives ----------------------------------------------------------------------------------


def receivers(base: Scenario, other: Scenario) -> list[str]:
    """Roles that get work in a what-if which they did not have before, in the scenario's order."""
    receiving: set[str] = set()
    for name, activity in other.activities.items():
        before = base.activities.get(name)
        if activity.moved and (before is None or activity.moved != before.moved):
            receiving.add(activity.moved.to)
        if before is not None and activity.by != before.by:
            receiving.add(activity.by)
    return [role for role in other.roles if role in receiving]


# -- what is judged --------------------------------------------------------------------------------


class _Sign(NamedTuple):
    """A measure of a receiving role, replication by replication; NaN where it never happened."""

    role: str
    measure: str
    before: Numbers
    after: Numbers

    @property
    def kind(self) -> str:
        """The measure's name without whose it is."""
        return self.measure.partition(".")[0]

    @property
    def moves(self) -> bool:
        """Can it be called worse at all? What is the same in every replication cannot."""
        return not np.array_equal(self.before, self.after, equal_nan=True)


def judged(base: Experiment, others: Sequence[Experiment]) -> dict[str, tuple[Guard, ...]]:
    """The guards of each plan; the words of all plans hold together.

    What is the same in every replication takes no part of the risk: it can only be "not worse".
    """
    signs = {other.name: list(_signs(base, other)) for other in others}
    count = sum(sign.moves for own in signs.values() for sign in own)
    one_sided = bonferroni(count, base.confidence)
    each = 2 * one_sided - 1  # of the interval between two such bounds
    return {
        name: tuple(_guard(sign, each, base.confidence) for sign in own)
        for name, own in signs.items()
    }


def _signs(base: Experiment, other: Experiment) -> Iterator[_Sign]:
    """Utilisation, overtime and punctuality of those who receive work."""
    for role in receivers(base.scenario, other.scenario):
        for measure in _measures_of(role, other.scenario):
            known = measure in base.measures
            before = base.pooled(measure) if known else np.full(base.replications, math.nan)
            yield _Sign(role, measure, before, other.pooled(measure))


def _measures_of(role: str, scenario: Scenario) -> Iterator[str]:
    yield f"utilisation.{role}"
    yield f"overtime.{role}"
    for name, activity in scenario.activities.items():
        taken = activity.moved is not None and activity.moved.to == role
        if (activity.by == role or taken) and activity.due is not None:
            yield f"within_due.{name}"


# -- how it is judged ------------------------------------------------------------------------------


def _guard(sign: _Sign, each: float, confidence: float) -> Guard:
    """A sign in words, by bounds of which each holds with all the others."""
    before, after = (level(sign.measure, x, confidence) for x in (sign.before, sign.after))
    difference = change(sign.measure, sign.after - sign.before, each)
    worse_by = _harm(sign.measure, difference)
    if sign.kind == "utilisation":
        within = max(FULL - before.mean, 0.0) if before.n else 0.0
        verdict = _word_of_load(level(sign.measure, sign.after, each), worse_by)
    else:
        within = MARGINS[sign.kind]
        verdict = _word(worse_by, within)
    return Guard(sign.role, sign.measure, before, after, difference, within, verdict)


def _harm(measure: str, difference: Interval) -> Interval:
    """A difference with its sign turned so that more is worse."""
    if describe(measure).better != "more":
        return difference
    return Interval(-difference.mean, -difference.high, -difference.low, difference.n)


def _word(worse_by: Interval, within: float) -> GuardVerdict:
    """Not worse if at most by the margin, even where that little is certain."""
    if worse_by.high <= within:
        return "not worse"
    return "worse" if worse_by.low > 0 else "cannot tell"


def _word_of_load(after: Interval, rose_by: Interval) -> GuardVerdict:
    """Worse if it has risen to where queues explode; a role that was full before has not."""
    if after.high <= FULL or rose_by.high <= 0:
        return "not worse"
    rose = rose_by.low > 0 or not rose_by.n  # a role that was not there before
    return "worse" if after.low > FULL and rose else "cannot tell"
