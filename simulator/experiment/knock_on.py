"""Work that comes less often since what it follows on is not done any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from simulator.experiment.estimates import change, pooled_rows
from simulator.experiment.queues import MATERIAL
from simulator.experiment.statistics import CONFIDENCE
from simulator.experiment.weekly_cost import Replayed
from simulator.scenario.routing import downstream


class LessAsked(NamedTuple):
    """Work that is asked for less often: tasks a week before and with a plan."""

    activity: str
    before: float
    after: float


def less_asked(
    base: Replayed, plan: Replayed, confidence: float = CONFIDENCE
) -> tuple[LessAsked, ...]:
    """What follows on work that a plan eliminates, and comes less often for sure and so it matters.

    Args:
        base: What the plan is compared with, and its replications.
        plan: The plan, and replications of the same luck.
        confidence: How often the interval of a difference holds it.

    Returns:
        By how large a part of it does not come any more, the largest first.
    """
    fewer = _less_asked(base, plan, confidence)
    return tuple(sorted(fewer, key=lambda each: each.after / each.before))


def _less_asked(base: Replayed, plan: Replayed, confidence: float) -> Iterator[LessAsked]:
    today, scenario = base[0], plan[0]
    gone = set(today.activities.keys() - scenario.activities.keys())
    follows = downstream(today, gone)
    for name in scenario.activities:
        if name in follows:
            measure = f"asked.{name}"
            before, after = (pooled_rows(measure, rows) for _, rows in (base, plan))
            fall = change(measure, before, after, confidence)
            if fall.verdict == "down" and -fall.mean > MATERIAL * before.mean():
                yield LessAsked(name, float(before.mean()), float(after.mean()))
