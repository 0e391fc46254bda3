"""What is said of a claim: whether it holds, and whether for the reason that it gives.

A claim meets its bounds if the whole interval of what it counts lies within them. It *holds* if it
meets them and its effect vanishes with the placebo, the same scenarios with the mechanism that it
names switched off, on the same luck:

- a *value* vanishes if the interval of the placebo's value does not lie within the bounds;
- a *change* or a *growth* (over the claim's own today) vanishes if more than half of the effect is
  gone (effect - placebo's effect > effect / 2, as means), if the paired interval of effect less
  placebo's effect leaves out 0, and if the placebo's does not meet the bounds either, unless no
  effect at all would meet them, too.

Whatever meets the bounds without the mechanism, or keeps half of the effect, *holds for another
reason*. Where more than half is gone on average, but luck alone may have done it, or where the
placebo leaves nothing to measure, *we cannot tell*. Without a placebo nobody has looked: it holds,
its *cause untested*.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from simulator.analysis.claims.bill import Bill, bill_of
from simulator.experiment.comparison import Comparison
from simulator.experiment.estimates import change, level, relative_change
from simulator.experiment.results import Experiment, ScenarioLabel, label_of
from simulator.experiment.statistics import Interval, confidence_interval, growth_values
from simulator.scenario.elementary import Numbers
from simulator.scenario.schema.analysis import Claim, Wanted
from simulator.scenario.schema.lesson import LessonClaim

Held = Literal["holds", "does not hold", "we cannot tell"]
Miss = Literal["more", "less", "opposite", "no effect", "above", "below"]
Verdict = Literal[
    "holds", "holds, cause untested", "holds for another reason", "we cannot tell", "does not hold"
]


class Effect(NamedTuple):
    """What a claim counts: its interval, and a number for each replication, whose mean it is."""

    interval: Interval
    values: Numbers


class GuardResult(NamedTuple):
    """Something that was to stay within bounds, and what became of it."""

    measure: str
    bounds: Wanted
    interval: Interval
    held: Held


class ClaimResult(NamedTuple):
    """A claim, and what came out."""

    labels: tuple[ScenarioLabel, ScenarioLabel]  # of the scenario compared with, and of the what-if
    name: str
    claim: Claim
    interval: Interval
    verdict: Verdict
    placebo: Interval | None = None  # the same with the mechanism switched off
    due_to: Interval | None = None  # effect less placebo's effect, replication by replication
    guards: tuple[GuardResult, ...] = ()
    level: Interval | None = None  # of the measure in the scenario compared with, if it has one
    bill: Bill | None = None  # who pays

    @property
    def today(self) -> str:
        """Name of the scenario that is compared with."""
        return self.labels[0].name

    @property
    def scenario(self) -> str:
        """Name of the what-if."""
        return self.labels[1].name

    @property
    def by_construction(self) -> bool:
        """Does no replication differ below the placebo, so that the effect could not but vanish?"""
        off = self.placebo
        return off is not None and self.claim.counts != "value" and off.low == off.high == 0

    @property
    def broken(self) -> tuple[GuardResult, ...]:
        """The guards that are certainly outside their bounds."""
        return tuple(each for each in self.guards if each.held == "does not hold")


Grounds = Literal["found", "a guard is broken", "fitted", "by construction"]
Pair = tuple[Experiment, Experiment]  # today, what-if


def grounds_of(result: ClaimResult) -> Grounds:
    """What the verdict on a claim that holds rests on; what takes most from it goes first."""
    if result.claim.fitted:
        return "fitted"
    if result.by_construction:
        return "by construction"
    return "a guard is broken" if result.broken else "found"


def judged(names: tuple[str, Claim], pair: Pair, placebo: Pair | None) -> ClaimResult:
    """A claim held against its two scenarios, and against the same below its placebo."""
    name, claim = names
    effect = effect_of(pair, claim.measure, claim)
    without = _left_over(placebo, claim, pair[0]) if placebo else None
    return ClaimResult(
        (label_of(pair[0].scenario), label_of(pair[1].scenario)),
        name,
        claim,
        effect.interval,
        verdict_on(claim, effect, without),
        without and without.interval,
        without and confidence_interval(effect.values - without.values),
        tuple(_guard(pair, measure, bounds) for measure, bounds in claim.guards.items()),
        pair[0].interval(claim.measure) if claim.measure in pair[0].measures else None,
        bill_of(*pair),
    )


def _guard(pair: Pair, measure: str, bounds: Wanted) -> GuardResult:
    interval = effect_of(pair, measure, bounds).interval
    return GuardResult(measure, bounds, interval, held(bounds, interval))


def effect_of(pair: Pair, measure: str, bounds: Wanted) -> Effect:
    """A value, its change, or its growth over the mean of today's."""
    base, other = pair
    if measure not in other.measures or (bounds.counts != "value" and measure not in base.measures):
        values = _in_comparison(pair, measure)
        return Effect(confidence_interval(values), values)
    after = other.pooled(measure)
    if bounds.counts == "value":
        return Effect(level(measure, after), after)
    before = base.pooled(measure)
    if bounds.counts == "growth":
        return Effect(relative_change(measure, before, after), growth_values(before, after))
    return Effect(change(measure, before, after), after - before)


def _left_over(placebo: Pair, claim: Claim, today: Experiment) -> Effect:
    """The effect below a placebo; growth is told over the today of the claim itself.

    A placebo may leave little of today, of which another cause is then a large share.
    """
    if claim.counts != "growth" or claim.measure not in today.measures:
        return effect_of(placebo, claim.measure, claim)
    plain = claim.model_copy(update={"counts": "change"})
    values = effect_of(placebo, claim.measure, plain).values
    over: Numbers = values / today.pooled(claim.measure).mean()
    return Effect(confidence_interval(over), over)


def _in_comparison(pair: Pair, measure: str) -> Numbers:
    """What only a comparison knows, such as what an outlay brings; NaN if it does not, either."""
    base, other = pair
    known = Comparison(base, (other,)).paired[other.name]
    nothing: Numbers = base.table[:, 0] * math.nan
    return known.get(measure, nothing)


def held(bounds: Wanted | LessonClaim, interval: Interval) -> Held:
    """Within the bounds, or not, if the whole interval says so."""
    low = -math.inf if bounds.low is None else bounds.low
    high = math.inf if bounds.high is None else bounds.high
    if low <= interval.low and interval.high <= high:
        return "holds"
    if interval.high < low or interval.low > high:
        return "does not hold"
    return "we cannot tell"


def miss_of(bounds: Wanted, interval: Interval) -> Miss:
    """On which side of its bounds something lies; of an effect, whether it is more of the same."""
    above = bounds.high is not None and interval.mean > bounds.high
    sign = 0 if bounds.counts == "value" or needs_no_effect(bounds) else -1 if _falls(bounds) else 1
    if not sign:
        return "above" if above else "below"
    if above == (sign > 0):
        return "more"
    if not interval.moved:
        return "no effect"
    return "less" if interval.mean * sign > 0 else "opposite"


def needs_no_effect(bounds: Wanted | LessonClaim) -> bool:
    """Would a change or a growth of nothing lie within bounds?"""
    low = -math.inf if bounds.low is None else bounds.low
    high = math.inf if bounds.high is None else bounds.high
    return bounds.counts != "value" and low <= 0 <= high


def _falls(bounds: Wanted) -> bool:
    return bounds.high is not None and bounds.high < 0


def verdict_on(claim: Claim, effect: Effect, placebo: Effect | None) -> Verdict:
    """Whether a claim holds, and whether for its own reason."""
    within = held(claim, effect.interval)
    if within != "holds":
        return within
    return "holds, cause untested" if placebo is None else _reason(claim, effect, placebo)


def _reason(claim: Claim, effect: Effect, placebo: Effect) -> Verdict:
    """Of what meets its bounds: whether it vanishes with the mechanism, as said above."""
    whole, left = effect.interval.mean, placebo.interval.mean
    if math.isnan(left):
        return "we cannot tell"
    if held(claim, placebo.interval) == "holds" and not needs_no_effect(claim):
        return "holds for another reason"
    if claim.counts == "value":
        return "holds"
    if (whole - left) * math.copysign(1, whole) <= abs(whole) / 2:
        return "holds for another reason"
    gone = confidence_interval(effect.values - placebo.values)
    return "holds" if gone.moved else "we cannot tell"
