"""How long things take by a table of quantiles: what joins them, the tail, and the mean.

Between two quantiles times lie as in a lognormal distribution: a straight line of logarithms over
the normal distribution's quantile. All of these lines are bent alike, so that the mean is the one
that is said. Beyond the last quantile times are exponential, on average as long as the last line
would have them if it went on.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from simulator.errors import InvalidValue
from simulator.i18n import gettext
from simulator.scenario.elementary import (
    SMALLEST,
    Numbers,
    exp,
    exponential_quantile,
    in_parts,
    log_of,
    normal_quantile,
)
from simulator.scenario.units import (
    as_read,
    format_fine_duration,
    format_number,
    parse_fine_duration,
)

MAX_QUANTILES = 50
MIN_LAST, MAX_LAST = 0.9, 0.9999  # of the last quantile
MAX_TAIL = 10.0  # times the last quantile's time
MAX_BEND = 6.0
EXAMPLE = "{0.05: 2 min, 0.5: 6 min, 0.95: 30 min, 0.99: 1 h, 0.999: 2 h}"

_REACH = 8.5  # normal quantile beyond which nothing is drawn
_ENDLESS = 40.0  # logarithm of seconds that nothing takes
_STEPS = 24  # of bisection; the tail makes up for what is left
_PANELS = 48
# Legendre's five nodes and weights.
_ROOT, _MORE = math.sqrt(10 / 7), 13 * math.sqrt(70)
_NEAR, _FAR = math.sqrt(5 - 2 * _ROOT) / 3, math.sqrt(5 + 2 * _ROOT) / 3
_NODES = np.array([0.0, _NEAR, -_NEAR, _FAR, -_FAR])
_WEIGHTS = np.array([512, *[322 + _MORE] * 2, *[322 - _MORE] * 2]) / 900
_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,9})?)\s?(%)?")


class Quantile(NamedTuple):
    """So many of the times are not longer."""

    chance: float
    seconds: float


class OfTable(NamedTuple):
    """A distribution by its quantiles and its mean."""

    quantiles: tuple[Quantile, ...]
    mean: float

    def quantile(self, uniforms: Numbers) -> Numbers:
        """Times of a mean of 1, one for each uniform number."""
        return in_parts(self._drawn, uniforms)

    def _drawn(self, uniforms: Numbers) -> Numbers:
        fit, last = _fitted(*self), self.quantiles[-1]
        place = np.searchsorted([each.chance for each in self.quantiles], uniforms, side="right")
        times = np.empty_like(uniforms)
        for number, line in enumerate(fit.lines):
            mine = np.flatnonzero(place == number)
            times[mine] = line.times(uniforms[mine], fit.bend)
        mine = np.flatnonzero(place == len(fit.lines))
        beyond = (uniforms[mine] - last.chance) / (1 - last.chance)
        beyond = np.minimum(np.maximum(beyond, 0.0), 1 - 2 * SMALLEST)
        times[mine] = last.seconds + fit.tail * exponential_quantile(beyond)
        return times / self.mean

    def beyond(self) -> float:
        """Share of all the time that is spent on those beyond the last quantile."""
        last = self.quantiles[-1]
        return (1 - last.chance) * (last.seconds + _fitted(*self).tail) / self.mean

    def problem(self) -> str | None:
        """Why there is no such distribution; nothing if there is."""
        low, high = means_of(self.quantiles)
        if low <= self.mean <= high:
            return None
        return gettext(
            "read a mean of {mean}, expected {low} to {high} with these quantiles",
            mean=format_fine_duration(self.mean),
            low=format_fine_duration(_rounded(low, up=True)),
            high=format_fine_duration(_rounded(high, up=False)),
        )


def _rounded(seconds: float, *, up: bool) -> float:
    """In hundredths of a minute, or of a second where it is short."""
    unit = 0.6 if seconds >= 60 else 0.01
    return (math.ceil if up else math.floor)(seconds / unit) * unit


# -- what joins the quantiles ----------------------------------------------------------------------


class _Line(NamedTuple):
    """Times from one quantile to the next; a line that goes on from the first is not bent."""

    curved: bool  # logarithms over normal quantiles, otherwise times over shares
    begin: float
    width: float
    start: float
    rise: float
    is_bent: bool = True

    def times(self, uniforms: Numbers, bend: float) -> Numbers:
        """The times at shares of cases."""
        return self.at(normal_quantile(uniforms) if self.curved else uniforms, bend)

    def at(self, where: Numbers, bend: float) -> Numbers:
        """The times at normal quantiles or shares: a bend above 1 makes them shorter."""
        way = (where - self.begin) / self.width
        if self.is_bent:
            way = way / (way + bend * (1.0 - way))
        value: Numbers = self.start + self.rise * way
        return exp(np.minimum(value, _ENDLESS)) if self.curved else value

    def area(self, begin: float, end: float, bend: float) -> float:
        """What its times contribute to the mean from one place to another (Gauss)."""
        half = (end - begin) / (2 * _PANELS)
        middles = begin + half * (2 * np.arange(_PANELS) + 1)
        where = middles[:, None] + half * _NODES
        weighed = self.at(where, bend) * _WEIGHTS
        if self.curved:
            weighed *= exp(-0.5 * where * where) / math.sqrt(math.tau)
        return math.fsum(weighed.ravel().tolist()) * half


class _Fit(NamedTuple):
    """What makes the mean of a table the one that is said."""

    lines: tuple[_Line, ...]  # below each of the quantiles
    bend: float
    tail: float  # mean time by which those beyond the last quantile exceed it


@lru_cache(maxsize=256)
def _lines(quantiles: tuple[Quantile, ...]) -> tuple[_Line, ...]:
    joined = [_joined(*pair) for pair in pairwise(quantiles)]
    below = _Line(False, 0.0, 1.0, quantiles[0].seconds, 0.0, is_bent=False)
    if joined[0].curved:
        below = joined[0]._replace(is_bent=False)
    return (below, *joined)


def _joined(one: Quantile, other: Quantile) -> _Line:
    """From no time, or from the shortest of all, straight; else as of a lognormal distribution."""
    if one.seconds > 0 and one.chance > 0:
        begin, start = _z(one), log_of(one.seconds)
        return _Line(True, begin, _z(other) - begin, start, log_of(other.seconds) - start)
    width = other.chance - one.chance
    return _Line(False, one.chance, width, one.seconds, other.seconds - one.seconds)


def _z(quantile: Quantile) -> float:
    return float(normal_quantile(np.array([quantile.chance]))[0])


def _body(quantiles: tuple[Quantile, ...], bend: float) -> float:
    """What the times up to the last quantile contribute to the mean."""
    first, lines = quantiles[0], _lines(quantiles)
    areas = [first.chance * first.seconds]
    if lines[0].curved:
        areas = [lines[0].area(-_REACH, lines[0].begin, bend)]
    areas += [line.area(line.begin, line.begin + line.width, bend) for line in lines[1:]]
    return math.fsum(areas)


def _natural_tail(quantiles: tuple[Quantile, ...]) -> float:
    """Mean time beyond the last quantile if the last line went on."""
    last, line = quantiles[-1], _lines(quantiles)[-1]
    if not line.curved:
        return last.seconds / float(exponential_quantile(np.array([last.chance]))[0])
    onward = line._replace(is_bent=False)
    above = onward.area(line.begin + line.width, _REACH, 1.0) / (1 - last.chance) - last.seconds
    return min(max(above, 0.0), MAX_TAIL * last.seconds)


@lru_cache(maxsize=256)
def means_of(quantiles: tuple[Quantile, ...]) -> tuple[float, float]:
    """The least and the greatest mean that quantiles allow."""
    last = quantiles[-1]
    beyond = (1 - last.chance) * last.seconds
    least, most = _body(quantiles, MAX_BEND), _body(quantiles, 1 / MAX_BEND)
    return least + beyond, most + beyond * (1 + MAX_TAIL)


@lru_cache(maxsize=256)
def _fitted(quantiles: tuple[Quantile, ...], mean: float) -> _Fit:
    """All lines are bent alike; where that does not do, the tail becomes longer or shorter."""
    last = quantiles[-1]
    rest = mean - (1 - last.chance) * (last.seconds + _natural_tail(quantiles))
    low, high = 1 / MAX_BEND, MAX_BEND
    for _ in range(_STEPS):
        bend = math.sqrt(low * high)
        low, high = (bend, high) if _body(quantiles, bend) > rest else (low, bend)
    bend = math.sqrt(low * high)
    tail = (mean - _body(quantiles, bend)) / (1 - last.chance) - last.seconds
    return _Fit(_lines(quantiles), bend, max(tail, 0.0))


# -- from what a scenario says ---------------------------------------------------------------------


def parse_quantiles(written: object) -> tuple[Quantile, ...]:
    """A table of times by the share of cases that take no longer, in order.

    >>> parse_quantiles({"0.5": "6 min", "95%": "30 min"})
    (Quantile(chance=0.5, seconds=360), Quantile(chance=0.95, seconds=1800))
    """
    if isinstance(written, tuple):
        return written
    if not isinstance(written, dict):
        expected = gettext("a map such as {example}", example=EXAMPLE)
        raise InvalidValue(
            "read {read}, expected {expected}", read=as_read(written), expected=expected
        )
    quantiles = sorted(Quantile(_chance(k), parse_fine_duration(v)) for k, v in written.items())
    _refuse_table(quantiles)
    return tuple(quantiles)


def format_quantiles(quantiles: tuple[Quantile, ...]) -> dict[str, str]:
    """The same as a scenario file has it."""
    return {format_number(each.chance): format_fine_duration(each.seconds) for each in quantiles}


def _chance(key: object) -> float:
    """A share of cases, as 0.95 or 95%."""
    text = str(key).strip()
    match = _SHARE.fullmatch(text)
    chance = float(match[1]) / (100 if match[2] else 1) if match else 1.0
    if not chance < 1:
        raise InvalidValue(
            "read {read}, expected a share from 0 to below 1, such as 0.95", read=as_read(key)
        )
    return round(chance, 9)


def _refuse_table(quantiles: list[Quantile]) -> None:
    if not 2 <= len(quantiles) <= MAX_QUANTILES:
        raise InvalidValue(
            "{count} quantiles, expected 2 to {most}", count=len(quantiles), most=MAX_QUANTILES
        )
    for one, other in pairwise(quantiles):
        if one.chance == other.chance:
            raise InvalidValue("{chance:g} is given twice, expected once", chance=one.chance)
        if one.seconds > other.seconds:
            raise InvalidValue(
                "read {time} at {chance:g}, expected at least {before}, the time at {lower:g}",
                time=format_fine_duration(other.seconds),
                chance=other.chance,
                before=format_fine_duration(one.seconds),
                lower=one.chance,
            )
    last = quantiles[-1]
    if not MIN_LAST <= last.chance <= MAX_LAST or not last.seconds:
        raise InvalidValue(
            "the last quantile is {time} at {chance:g}, expected a time at {least:g} to {most:g}:"
            " what is rare and long weighs most, so say 0.95, 0.99 and 0.999",
            time=format_fine_duration(last.seconds),
            chance=last.chance,
            least=MIN_LAST,
            most=MAX_LAST,
        )
