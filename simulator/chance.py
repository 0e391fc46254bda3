"""Every random number of a replication: a function of seed, replication and cause alone."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock

import numpy as np
import numpy.typing as npt

from simulator.nouns import Lasts
from simulator.quantities import LONGEST

Floats = npt.NDArray[np.float64]
Seconds = npt.NDArray[np.int64]

# Occurrences are drawn in blocks of a fixed width, so that a longer horizon or one more account
# adds numbers and moves none.
BLOCK = 16
LONG_BLOCK = 256
MOST_REMEMBERED = 20_000_000  # numbers: 160 MB for a replication
_EMPTY = np.zeros(4, dtype=np.uint64)  # of numbers left over


@dataclass(frozen=True, slots=True)
class Chance:
    """The luck of one replication, which all scenarios that are compared have in common.

    What has been drawn is remembered, so that the next scenario need not draw it again.
    """

    seed: int
    replication: int
    _philox: np.random.Philox = field(default_factory=lambda: np.random.Philox(0), repr=False)
    _alone: Lock = field(default_factory=Lock, repr=False)
    _known: dict[tuple[object, ...], Floats] = field(default_factory=dict, repr=False)

    def block(self, cause: str, number: int, rows: int, width: int = BLOCK) -> Floats:
        """Uniform numbers strictly between 0 and 1, of shape (rows, width).

        Row r keeps its numbers however many rows are asked for. The bits are Philox's, whose
        integer stream NumPy promises never to change; the key is a hash of the cause, the counter
        the block.
        """
        text = f"{self.seed}|{self.replication}|{cause}".encode()
        digest = hashlib.blake2b(text, digest_size=16).digest()
        key = np.frombuffer(digest, dtype="<u8")
        # To set the generator's state is several times quicker than to make another one.
        with self._alone:
            self._philox.state = {
                "bit_generator": "Philox",
                "state": {"counter": _counter(number), "key": key},
                "buffer": _EMPTY,
                "buffer_pos": len(_EMPTY),
                "has_uint32": 0,
                "uinteger": 0,
            }
            found = np.random.Generator(self._philox).random((rows, width))
        found += 2.0**-54
        return found

    def table(self, cause: str, rows: int, columns: int, width: int = BLOCK) -> Floats:
        """Uniform numbers for ``rows`` things and at least ``columns`` occurrences of each."""
        number = -(-columns // width)

        def drawn() -> Floats:
            blocks = [self.block(cause, b, rows, width) for b in range(number)]
            return np.hstack(blocks) if blocks else np.empty((rows, 0))

        return self._remembered((cause, rows, number, width), drawn)

    def units(self, lasts: Lasts, cause: str, rows: int, columns: int, width: int) -> Floats:
        """The same, as times taken by a distribution of this form with a mean of 1."""
        form = (lasts.family, lasts.spread or 0.0)
        key = (*form, cause, rows, -(-columns // width), width)
        return self._remembered(
            key, lambda: unit_quantile(*form, self.table(cause, rows, columns, width))
        )

    def gaps(self, cause: str, number: int, rows: int, width: int) -> Floats:
        """A block as times between events that come at any moment with the same chance, mean 1."""
        key = ("gaps", cause, number, rows, width)
        return self._remembered(key, lambda: -np.log1p(-self.block(cause, number, rows, width)))

    def _remembered(self, key: tuple[object, ...], draw: Callable[[], Floats]) -> Floats:
        found = self._known.get(key)
        if found is None:
            found = draw()
            found.setflags(write=False)
            # Copied at once: another thread may add to it while sizes are summed up.
            if sum(known.size for known in tuple(self._known.values())) < MOST_REMEMBERED:
                self._known[key] = found
        return found


@lru_cache(maxsize=2)  # of the replication that scenarios share, and of the next
def chance_of(seed: int, replication: int) -> Chance:
    """The luck of a replication."""
    return Chance(seed, replication)


def _counter(number: int) -> npt.NDArray[np.uint64]:
    return np.array([0, number, 0, 0], dtype=np.uint64)


def seconds(lasts: Lasts, luck: Floats) -> Seconds:
    """Times taken, in whole seconds: the quantile of each number drawn.

    Formulas by inversion; the shape follows from the coefficient of variation. Logarithms differ
    between processors in the last bit; rounding to whole seconds, here and once, removes that.
    Nothing takes longer than the longest horizon.
    """
    return whole_seconds(lasts, unit_quantile(lasts.family, lasts.spread or 0.0, luck))


def whole_seconds(lasts: Lasts, units: Floats) -> Seconds:
    """Times taken, from those of a distribution with a mean of 1."""
    return np.rint(np.minimum(lasts.mean * units, LONGEST)).astype(np.int64)


def unit_quantile(family: str, spread: float, luck: Floats) -> Floats:
    """Quantiles of a distribution of mean 1 with the given coefficient of variation."""
    if family == "fixed":
        return np.ones_like(luck)
    if family == "exponential":
        return -np.log1p(-luck)
    if family == "uniform":
        return 1 + spread * math.sqrt(3) * (2 * luck - 1)
    return {"lognormal": _lognormal, "gamma": _gamma, "weibull": _weibull}[family](spread, luck)


def _lognormal(spread: float, luck: Floats) -> Floats:
    from scipy.special import ndtri

    variance = math.log1p(spread * spread)
    return np.asarray(np.exp(math.sqrt(variance) * ndtri(luck) - variance / 2))


def _gamma(spread: float, luck: Floats) -> Floats:
    from scipy.special import gammaincinv

    shape = 1 / (spread * spread)
    return np.asarray(gammaincinv(shape, luck) / shape)


def _weibull(spread: float, luck: Floats) -> Floats:
    shape = _weibull_shape(spread)
    return np.asarray((-np.log1p(-luck)) ** (1 / shape) / math.gamma(1 + 1 / shape))


def _weibull_shape(spread: float) -> float:
    """The shape k with Γ(1+2/k)/Γ(1+1/k)² = 1 + spread², by bisection on its logarithm."""
    low, high = math.log(0.05), math.log(1000.0)
    for _ in range(80):
        middle = (low + high) / 2
        k = math.exp(middle)
        excess = math.lgamma(1 + 2 / k) - 2 * math.lgamma(1 + 1 / k) - math.log1p(spread * spread)
        low, high = (middle, high) if excess > 0 else (low, middle)
    return math.exp((low + high) / 2)
