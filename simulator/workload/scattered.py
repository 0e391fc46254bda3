"""Random numbers of single tasks: drawn one by one, where a table for all causes would be empty.

What follows in loops is drawn generation by generation, and ever fewer tasks are left. Philox
gives tables in order; here each task has an identity of 64 bits, and each of its numbers is a hash
of that and of what it decides. The mixing is that of SplitMix64 (Steele, Lea and Flood 2014).
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import Column
from simulator.scenario.elementary import Numbers
from simulator.workload.streams import RandomStreams

Identities = npt.NDArray[np.uint64]

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FACTORS = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFTS = np.uint64(30), np.uint64(27), np.uint64(31)


def identities(streams: RandomStreams, cause: str, row: Column, column: Column) -> Identities:
    """Who tasks are that arise for a cause, by thing and occurrence."""
    key = _key(f"{streams.seed}|{streams.replication}|{cause}")
    return _with(_with(np.full(len(row), key), row), column)


def children_of(root: Identities, cause: str, ordinal: Column) -> Identities:
    """Who tasks are that follow in the end on those of a root: by cause and number."""
    return _with(_mixed(root ^ _key(cause)), ordinal)


def uniforms_of(identity: Identities, matter: str) -> Numbers:
    """A number strictly between 0 and 1 for each task, for one matter of it."""
    bits = _mixed(identity ^ _key(matter)) >> np.uint64(11)
    return bits.astype(np.float64) * 2.0**-53 + 2.0**-54


def _with(identity: Identities, number: Column) -> Identities:
    return _mixed(identity + (number.astype(np.uint64) + np.uint64(1)) * GOLDEN)


def _mixed(bits: Identities) -> Identities:
    first, second = _FACTORS
    mixed = (bits ^ (bits >> _SHIFTS[0])) * first
    mixed = (mixed ^ (mixed >> _SHIFTS[1])) * second
    return np.asarray(mixed ^ (mixed >> _SHIFTS[2]))


def _key(text: str) -> np.uint64:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))
