"""How large a study must be, and what it then keeps, by formula."""

from __future__ import annotations

import math
from typing import NamedTuple

from scipy.special import nctdtr, ndtr, ndtri, stdtrit

from simulator.errors import UsageError
from simulator.experiment.statistics import CONFIDENCE

POWER = 0.9
HALF_WIDTH = 0.02
A_DAY = 8  # moments at which somebody is looked at on a day: about one an hour
MAX_NEEDED = 100_000_000


class Spread(NamedTuple):
    """How selling shares of people's days vary: standard deviations; NaN where nothing is known."""

    share: float  # mean over days
    people: float  # between people
    days: float  # between days of one person
    moments: float  # of a random moment within a day
    person_days: int  # that this rests on


class Terms(NamedTuple):
    """What a study shall keep: its power, its confidence, and moments looked at on a day."""

    power: float = POWER
    confidence: float = CONFIDENCE
    a_day: int = A_DAY
    half_width: float = HALF_WIDTH

    def checked(self) -> Terms:
        """The same; UsageError where no study could keep them.

        Returns:
            These terms.

        Raises:
            UsageError: If no study could keep them.

        Example:
            >>> import simulator
            >>> simulator.Terms(power=0.8).checked().power
            0.8
            >>> simulator.Terms(power=0.4).checked()
            Traceback (most recent call last):
            ...
            simulator.errors.UsageError: ...
        """
        if not (0.5 <= self.power < 1 and 0.5 <= self.confidence < 1):
            raise UsageError(
                "read power {power} and confidence {confidence}, expected both from 0.5 to below 1",
                power=self.power,
                confidence=self.confidence,
            )
        if not 2 <= self.a_day <= 100 or not 0 < self.half_width < 0.5:
            raise UsageError(
                "read {a_day} moments a day and ±{half_width}, expected 2 to 100 moments and"
                " less than half",
                a_day=self.a_day,
                half_width=self.half_width,
            )
        return self


def moments_for_one(share: float, half_width: float, confidence: float = CONFIDENCE) -> int:
    """Random moments that tell one share to ± half_width: z² p (1-p) / h² (Barnes 1957).

    The welfare office of Heizer & Render (Operations Management, ch. 10), idle 25% of the time, to
    be known within 3% at 95.45%:

    >>> moments_for_one(0.25, 0.03, 0.9545)
    834
    """
    z = float(ndtri((1 + confidence) / 2))
    return math.ceil(z * z * share * (1 - share) / half_width**2)


def moments_for_two(
    before: float, after: float, power: float = POWER, confidence: float = CONFIDENCE
) -> int:
    """Independent moments in each of two studies that tell two shares apart.

    The two-sample test of proportions (Fleiss, Levin & Paik 2003, 4.14, without correction).

    >>> moments_for_two(0.12, 0.22)
    295
    """
    z, strength = float(ndtri((1 + confidence) / 2)), float(ndtri(power))
    middle = (before + after) / 2
    pooled = z * math.sqrt(2 * middle * (1 - middle))
    apart = strength * math.sqrt(before * (1 - before) + after * (1 - after))
    return max(2, math.ceil(((pooled + apart) / (after - before)) ** 2))


def power_of_moments(before: float, after: float, moments: int, confidence: float) -> float:
    """The power of that test with so many moments in each study."""
    z, middle = float(ndtri((1 + confidence) / 2)), (before + after) / 2
    pooled = z * math.sqrt(2 * middle * (1 - middle))
    apart = math.sqrt(before * (1 - before) + after * (1 - after))
    return float(ndtr((abs(after - before) * math.sqrt(moments) - pooled) / apart))


def variance(spread: Spread, days: int, moments: int) -> float:
    """Variance of one person's observed share: s_p² + (s_d² + s_m²/k) / d (Cochran 1977, ch. 10).

    With k moments on each of d days; a day recorded in full has no variance within.
    """
    within = spread.moments**2 / moments if moments else 0.0
    return spread.people**2 + (spread.days**2 + within) / days


def power_of_people(variances: tuple[float, float], apart: float, people: int, at: float) -> float:
    """Power of Welch's t-test on so many people in each study, by the noncentral t."""
    first, second = (each / people for each in variances)
    freedom = (people - 1) * (first + second) ** 2 / (first**2 + second**2)
    critical = stdtrit(freedom, (1 + at) / 2)
    return float(1 - nctdtr(freedom, abs(apart) / math.sqrt(first + second), critical))


def people_needed(variances: tuple[float, float], apart: float, terms: Terms) -> int:
    """People in each study: (z_a + z_b)² (s₁² + s₂²) / δ², raised until t-tests keep the power."""
    z = float(ndtri((1 + terms.confidence) / 2) + ndtri(terms.power))
    people = max(2, math.ceil(z * z * sum(variances) / apart**2))
    if people > MAX_NEEDED:
        raise UsageError(
            "read shares {apart:.2g} apart: no study of people can tell them", apart=abs(apart)
        )
    while power_of_people(variances, apart, people, terms.confidence) < terms.power:
        people += 1
    return people
