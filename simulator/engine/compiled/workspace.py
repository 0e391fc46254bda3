"""Lists that compiled code reads, writes and grows; their memory is used again by each replay."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.engine.compiled.layout import ADDRESS, CAPACITY, LENGTH, LIST_WORDS, LOST

Words = npt.NDArray[np.int64]

# Python's raw allocator needs no interpreter lock.
_reallocate = ctypes.pythonapi.PyMem_RawRealloc
_reallocate.restype, _reallocate.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_size_t]
_release = ctypes.pythonapi.PyMem_RawFree
_release.restype, _release.argtypes = None, [ctypes.c_void_p]


class ListMemory:
    """Lists side by side, in words that compiled code finds them by."""

    def __init__(self, words: Words) -> None:
        self.words = words.reshape(-1, LIST_WORDS)

    def __del__(self) -> None:
        for address in self.words[:, ADDRESS].tolist():
            _release(address or None)

    def clear(self) -> None:
        """Empties all lists and keeps their memory."""
        self.words[:, LENGTH] = 0
        self.words[:, LOST] = 0

    def put(self, number: int, content: npt.ArrayLike) -> None:
        """Fills one list."""
        numbers = np.ascontiguousarray(content, dtype=np.int64)
        words = self.words[number]
        if words[CAPACITY] < len(numbers):
            address = _reallocate(int(words[ADDRESS]) or None, numbers.nbytes)
            if not address:
                raise MemoryError("no memory left for what waits in line")
            words[ADDRESS], words[CAPACITY] = address, len(numbers)
        if len(numbers):
            ctypes.memmove(int(words[ADDRESS]), numbers.ctypes.data, numbers.nbytes)
        words[LENGTH], words[LOST] = len(numbers), 0

    def view(self, number: int) -> Words:
        """One list's numbers where they lie: to be read before the next run."""
        address, size = int(self.words[number, ADDRESS]), int(self.words[number, LENGTH])
        if size == 0:
            return np.empty(0, dtype=np.int64)
        pointer = ctypes.cast(address, ctypes.POINTER(ctypes.c_int64))
        return np.ctypeslib.as_array(pointer, (size,))

    def check(self) -> None:
        """Raises if memory ran out."""
        if self.words[:, LOST].any():
            raise MemoryError("no memory left for what has happened")


def address_of(array: npt.NDArray[Any]) -> int:
    """Where an array lies in memory."""
    return int(array.ctypes.data)
