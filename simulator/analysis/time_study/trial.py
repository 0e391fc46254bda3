"""Studies drawn from simulated days, beside what the formulas promise of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri, stdtrit

from simulator.analysis.time_study.days import DaySamples
from simulator.analysis.time_study.formulas import (
    Spread,
    Terms,
    moments_for_one,
    moments_for_two,
    people_needed,
    power_of_moments,
    power_of_people,
    variance,
)
from simulator.analysis.time_study.result import Curve, CurvePoint, Design, Study
from simulator.errors import UsageError
from simulator.experiment.results import ScenarioLabel
from simulator.experiment.statistics import Interval, proportion
from simulator.scenario.elementary import Numbers
from simulator.workload.streams import RandomStreams

STUDIES = 2_000  # drawn for each design
MIN_STUDIES = 200
MAX_DRAWS = 20_000_000  # random numbers for each design and side
CHUNK = 2_000_000
CURVE = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5)  # times the people needed, in the picture


class Trial(NamedTuple):
    """Days before and after, from which studies are drawn."""

    both: Sequence[DaySamples]
    spreads: tuple[Spread, Spread]
    terms: Terms
    streams: RandomStreams

    def planned(
        self,
        kinds: Sequence[tuple[int, int]],
        arms: tuple[ScenarioLabel, ...],
        who: tuple[str, int],
        replications: int,
    ) -> Study:
        """Each kind of design (days of each person, moments a day): needed, promised, achieved."""
        if self.apart == 0:
            raise UsageError("both shares are the same: no study can tell them apart")
        terms = self.terms
        shown = [kind for kind in kinds if kind in ((1, 1), (1, terms.a_day), (1, 0), (5, 0))]
        one = [moments_for_one(s.share, terms.half_width, terms.confidence) for s in self.spreads]
        return Study(
            arms,
            *who,
            self.spreads,
            terms.half_width,
            (one[0], one[1]),
            tuple(self.design(*kind) for kind in kinds),
            tuple(self.curve(*kind) for kind in shown),
            terms.power,
            terms.confidence,
            replications,
            self.streams.seed,
        )

    @property
    def apart(self) -> float:
        """After less before."""
        return self.spreads[1].share - self.spreads[0].share

    def variances(self, days: int, moments: int) -> tuple[float, float]:
        """Of the share observed of one person, before and after."""
        before, after = (variance(each, days, moments) for each in self.spreads)
        return before, after

    def needed(self, days: int, moments: int) -> int:
        """People in each study, by the formula of the design's test."""
        if days == moments == 1:
            before, after = (each.share for each in self.spreads)
            return moments_for_two(before, after, self.terms.power, self.terms.confidence)
        return people_needed(self.variances(days, moments), self.apart, self.terms)

    def promised(self, days: int, moments: int, people: int) -> float:
        """Power, by the same formula."""
        if days == moments == 1:
            before, after = (each.share for each in self.spreads)
            return power_of_moments(before, after, people, self.terms.confidence)
        variances = self.variances(days, moments)
        return power_of_people(variances, self.apart, people, self.terms.confidence)

    def design(self, days: int, moments: int) -> Design:
        """A design with the people that it needs, tried."""
        people = self.needed(days, moments)
        promised = self.promised(days, moments, people)
        achieved, measured = self.simulated(days, moments, people)
        effect = self.effect(days, moments)
        return Design(days, moments, people, promised, achieved, effect, measured)

    def effect(self, days: int, moments: int) -> float:
        """Variance of a share over that of as many independent moments; the mean of both sides."""
        if not moments or math.isnan(self.spreads[0].people):
            return 1.0 if moments else math.nan
        pairs = zip(self.variances(days, moments), self.spreads, strict=True)
        ratios = [v * days * moments / (s.share * (1 - s.share)) for v, s in pairs]
        return sum(ratios) / len(ratios)

    def curve(self, days: int, moments: int) -> Curve:
        """Power with fewer and with more people than needed."""
        needed = self.needed(days, moments)
        sizes = dict.fromkeys(max(2, round(times * needed)) for times in CURVE)
        points = [self._curve_point(days, moments, people) for people in sizes]
        return Curve(days, moments, tuple(points))

    def _curve_point(self, days: int, moments: int, people: int) -> CurvePoint:
        achieved, _ = self.simulated(days, moments, people)
        return CurvePoint(people, self.promised(days, moments, people), achieved)

    def simulated(self, days: int, moments: int, people: int) -> tuple[Interval, float]:
        """Share of drawn studies that detect the difference, and the design effect they show.

        NaN where a study is too large to draw enough of them.
        """
        numbers = people * (1 + days * (1 + moments))
        studies = min(STUDIES, MAX_DRAWS // numbers)
        if studies < MIN_STUDIES:
            return Interval(math.nan, math.nan, math.nan, 0), math.nan
        kind, confidence = (days, moments, people), self.terms.confidence
        before, after = (np.concatenate(list(self.drawn(side, kind, studies))) for side in range(2))
        detected = detected_change(before, after, confidence, shares=days == moments == 1)
        hits = int((detected * np.sign(self.apart) > 0).sum())
        effect = self._design_effect((before, after), days * moments) if moments else math.nan
        return proportion(hits, studies, confidence), effect

    def _design_effect(self, shares: tuple[Numbers, Numbers], observations: int) -> float:
        """Variance of the studies' shares over that of as many independent moments."""
        ratios: list[float] = []
        for drawn, spread in zip(shares, self.spreads, strict=True):
            people = drawn.shape[1]
            alone = spread.share * (1 - spread.share) / (people * observations)
            ratios.append(float(drawn.mean(axis=1).var(ddof=1)) / alone)
        return sum(ratios) / 2

    def drawn(self, side: int, kind: tuple[int, int, int], studies: int) -> Iterator[Numbers]:
        """What studies observe of each person, in parts of an array of studies x people."""
        days, moments, people = kind
        width = people * (1 + days * (1 + moments))
        cause = f"study {days} days {moments} moments {people} people, {('before', 'after')[side]}"
        rows = max(1, CHUNK // width)
        for number, start in enumerate(range(0, studies, rows)):
            uniforms = self.streams.block(cause, number, min(rows, studies - start), width)
            yield _observed_shares(self.both[side], uniforms, days, moments)


def _observed_shares(days: DaySamples, uniforms: Numbers, each: int, moments: int) -> Numbers:
    """The share observed of each person in each study (rows).

    Anybody's days may be drawn, and any day of a person. Where on the day the selling lies does not
    matter to a moment that may be any.
    """
    people = uniforms.shape[1] // (1 + each * (1 + moments))
    who, rest = np.split(uniforms, [people], axis=1)
    person = (who * len(days.each)).astype(np.int64)
    rest = rest.reshape(len(uniforms), people, each, 1 + moments)
    day = days.first[person][..., None] + (rest[..., 0] * days.each[person][..., None]).astype(
        np.int64
    )
    share = days.share[day]
    if moments:
        share = (rest[..., 1:] < share[..., None]).mean(axis=3)
    observed: Numbers = share.mean(axis=2)
    return observed


def detected_change(before: Numbers, after: Numbers, at: float, shares: bool) -> Numbers:
    """Of each study (rows) 1 if it detects that the share has grown, -1 if fallen, else 0.

    By the pooled z-test of two shares of single moments, else by Welch's t-test on people.
    """
    apart = after.mean(axis=1) - before.mean(axis=1)
    people = before.shape[1]
    if shares:
        middle = (after.mean(axis=1) + before.mean(axis=1)) / 2
        error = np.sqrt(2 * middle * (1 - middle) / people)
        critical = np.full(len(apart), float(ndtri((1 + at) / 2)))
    else:
        first, second = (each.var(axis=1, ddof=1) / people for each in (before, after))
        error = np.sqrt(first + second)
        squares = np.maximum(first**2 + second**2, np.finfo(float).tiny)
        freedom = np.maximum((people - 1) * (first + second) ** 2 / squares, 1.0)
        critical = stdtrit(freedom, (1 + at) / 2)
    detected: Numbers = np.where(np.abs(apart) > critical * error, np.sign(apart), 0.0)
    return detected
