"""Memory that compiled code reads and writes: piles that grow on their own, kept between runs."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.engine.compiled.layout import PILE_WORDS

Words = npt.NDArray[np.int64]

_more = ctypes.pythonapi.PyMem_RawRealloc
_more.restype, _more.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_size_t]
_free = ctypes.pythonapi.PyMem_RawFree
_free.restype, _free.argtypes = None, [ctypes.c_void_p]


class Workspace:
    """Piles side by side, in words that compiled code finds them by."""

    def __init__(self, words: Words) -> None:
        self.words = words.reshape(-1, PILE_WORDS)

    def __del__(self) -> None:
        for address in self.words[:, 0].tolist():
            _free(address or None)

    def clear(self) -> None:
        """Empties all piles and keeps their memory."""
        self.words[:, 1] = 0
        self.words[:, 3] = 0

    def put(self, number: int, content: npt.ArrayLike) -> None:
        """Fills one pile."""
        numbers = np.ascontiguousarray(content, dtype=np.int64)
        address, _, room, _ = self.words[number].tolist()
        if room < len(numbers):
            found = _more(address or None, numbers.nbytes)
            if not found:
                raise MemoryError("no memory left for what waits in line")
            address, room = found, len(numbers)
        if len(numbers):
            ctypes.memmove(address, numbers.ctypes.data, numbers.nbytes)
        self.words[number] = address, len(numbers), room, 0

    def view(self, number: int) -> Words:
        """One pile's numbers where they lie: to be read before the next run."""
        address, size, _, _ = self.words[number].tolist()
        if size == 0:
            return np.empty(0, dtype=np.int64)
        at = ctypes.cast(address, ctypes.POINTER(ctypes.c_int64))
        return np.ctypeslib.as_array(at, (size,))

    def check(self) -> None:
        """Raises if memory ran out."""
        if self.words[:, 3].any():
            raise MemoryError("no memory left for what has happened")


def address_of(column: npt.NDArray[Any]) -> int:
    """Where an array lies."""
    return int(column.ctypes.data)
