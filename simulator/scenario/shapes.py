"""How long things take, scaled to a mean of 1: a family, a table of quantiles, a mixture, a sample.

A shape is a value: equal ones share what has been drawn of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from simulator.i18n import gettext
from simulator.scenario.elementary import (
    SMALLEST,
    Numbers,
)
from simulator.scenario.families import FAMILIES, unit_quantile
from simulator.scenario.quantile_tables import OfTable
from simulator.scenario.units import (
    DAY,
    format_number,
)

MAX_MIXED = 20
MAX_KEPT = 5_000  # measured times; of more, so many evenly spaced ones stand for all
LONGEST = 30 * DAY
BY_LINE = 200  # of them, that stand on a line of a resolved scenario
ALL_ADDED_UP = 1e-6  # how far shares may be from it


class OfFamily(NamedTuple):
    """A distribution of a family with its coefficient of variation."""

    family: str
    spread: float

    def quantile(self, uniforms: Numbers) -> Numbers:
        """Times of a mean of 1, one for each uniform number."""
        return unit_quantile(self.family, self.spread, uniforms)

    def problem(self) -> str | None:
        """Why there is no such distribution; nothing if there is."""
        return FAMILIES[self.family].problem(self.spread or None)


class Component(NamedTuple):
    """One of the distributions of a mixture."""

    share: float
    mean: float
    shape: OfFamily


class OfMixture(NamedTuple):
    """Several distributions, of which each makes a share of the cases."""

    parts: tuple[Component, ...]

    def problem(self) -> str | None:
        """Why there is no such distribution; nothing if there is."""
        whole = math.fsum(part.share for part in self.parts)
        if abs(whole - 1) > ALL_ADDED_UP:
            return gettext("the shares add up to {whole:g}, expected 1", whole=whole)
        return None if self.mean() else gettext("nothing in the mixture takes any time")

    def mean(self) -> float:
        """As the parts' shares and means have it."""
        return math.fsum(part.share * part.mean for part in self.parts)

    def quantile(self, uniforms: Numbers) -> Numbers:
        """Times of a mean of 1; the number says which part, and what is left of it the time."""
        ends = list(accumulate(part.share for part in self.parts))
        which = np.searchsorted(ends[:-1], uniforms, side="right")
        times, mean = np.empty_like(uniforms), self.mean()
        for number, (part, end) in enumerate(zip(self.parts, ends, strict=True)):
            mine = which == number
            inside = (uniforms[mine] - (end - part.share)) / part.share
            inside = np.minimum(np.maximum(inside, SMALLEST), 1 - 2 * SMALLEST)
            times[mine] = part.shape.quantile(inside) * (part.mean / mean)
        return times


class OfSample(NamedTuple):
    """Times as they were measured, each as likely as the others."""

    times: tuple[float, ...]  # sorted

    def quantile(self, uniforms: Numbers) -> Numbers:
        """Times of a mean of 1: the measured one of that rank."""
        count = len(self.times)
        rank = np.minimum((uniforms * count).astype(np.int64), count - 1)
        return np.array(self.times)[rank] / (math.fsum(self.times) / count)

    def problem(self) -> str | None:
        """Why there is no such distribution; nothing if there is."""
        if len(self.times) > 1 and self.times[0] >= 0 and 0 < self.times[-1] <= LONGEST:
            rises = all(one <= other for one, other in pairwise(self.times))
            return None if rises else gettext("expected measured times in their order")
        return gettext("expected at least two measured times from 0 to 30 days, not all of them 0")


Shape = OfFamily | OfMixture | OfSample | OfTable


def written_times(times: Sequence[float]) -> list[str]:
    """Measured seconds as a resolved scenario has them, some on each line."""
    words = [format_number(float(time)) for time in times]
    return [", ".join(words[n : n + BY_LINE]) for n in range(0, len(words), BY_LINE)]
