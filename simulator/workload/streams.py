"""Every random number of a replication: a function of seed, replication and cause alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock

import numpy as np
import numpy.typing as npt

from simulator.scenario.elementary import Numbers, exponential_quantile
from simulator.scenario.schema.base import DurationSpec

# Occurrences are drawn in blocks of a fixed width, so that a longer horizon or one more account
# adds numbers and moves none.
BLOCK = 16
LONG_BLOCK = 256
MAX_CACHED = 20_000_000  # numbers: 160 MB for a replication
_EMPTY = np.zeros(4, dtype=np.uint64)  # of numbers left over


@dataclass(frozen=True, slots=True)
class RandomStreams:
    """The random streams of one replication: common random numbers for all scenarios compared.

    What has been drawn is cached, so that the next scenario need not draw it again.
    """

    seed: int
    replication: int
    _philox: np.random.Philox = field(default_factory=lambda: np.random.Philox(0), repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)
    _cache: dict[tuple[object, ...], Numbers] = field(default_factory=dict, repr=False)

    def block(self, cause: str, number: int, rows: int, width: int = BLOCK) -> Numbers:
        """Uniform numbers strictly between 0 and 1, of shape (rows, width).

        Row r keeps its numbers however many rows are asked for. The bits are Philox's, whose
        integer stream NumPy promises never to change; the key is a hash of the cause, the counter
        the block.
        """
        text = f"{self.seed}|{self.replication}|{cause}".encode()
        digest = hashlib.blake2b(text, digest_size=16).digest()
        key = np.frombuffer(digest, dtype="<u8")
        # To set the generator's state is several times quicker than to make another one.
        with self._lock:
            self._philox.state = {
                "bit_generator": "Philox",
                "state": {"counter": _counter(number), "key": key},
                "buffer": _EMPTY,
                "buffer_pos": len(_EMPTY),
                "has_uint32": 0,
                "uinteger": 0,
            }
            uniforms = np.random.Generator(self._philox).random((rows, width))
        uniforms += 2.0**-54
        return uniforms

    def table(self, cause: str, rows: int, columns: int, width: int = BLOCK) -> Numbers:
        """Uniform numbers for ``rows`` things and at least ``columns`` occurrences of each."""
        number = -(-columns // width)

        def draw() -> Numbers:
            blocks = [self.block(cause, b, rows, width) for b in range(number)]
            return np.hstack(blocks) if blocks else np.empty((rows, 0))

        return self._cached((cause, rows, number, width), draw)

    def units(
        self, lasts: DurationSpec, cause: str, rows: int, columns: int, width: int
    ) -> Numbers:
        """The same, as times taken by a distribution of this form with a mean of 1."""
        shape = lasts.shape
        key = (shape, cause, rows, -(-columns // width), width)
        return self._cached(key, lambda: shape.quantile(self.table(cause, rows, columns, width)))

    def gaps(self, cause: str, number: int, rows: int, width: int) -> Numbers:
        """A block as times between events that come at any moment with the same chance, mean 1."""
        key = ("gaps", cause, number, rows, width)
        return self._cached(
            key, lambda: exponential_quantile(self.block(cause, number, rows, width))
        )

    def _cached(self, key: tuple[object, ...], draw: Callable[[], Numbers]) -> Numbers:
        variates = self._cache.get(key)
        if variates is None:
            variates = draw()
            variates.setflags(write=False)
            # Copied at once: another thread may add to it while sizes are summed up.
            if sum(each.size for each in tuple(self._cache.values())) < MAX_CACHED:
                self._cache[key] = variates
        return variates


@lru_cache(maxsize=2)  # of the replication that scenarios share, and of the next
def streams_of(seed: int, replication: int) -> RandomStreams:
    """The random streams of a replication."""
    return RandomStreams(seed, replication)


def _counter(number: int) -> npt.NDArray[np.uint64]:
    return np.array([0, number, 0, 0], dtype=np.uint64)
