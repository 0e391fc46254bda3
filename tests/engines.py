"""The engine for tests that replay many years: the faster one, whose ledger is the same.

``test_compiled.py`` shows that it is, bit for bit, and so does ``test_dated_changes.py``.
"""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from simulator.engine import compiled, select, simpy_engine
from simulator.engine.select import Engine
from simulator.ledger.ledger import Ledger
from simulator.measures.registry import measure
from simulator.workload.draw import Workload

TABLES = (
    "entries",
    "tasks",
    "deals",
    "accounts",
    "transfers",
    "nights",
    "changes",
    "vacancies",
    "presence",
)

FASTER: Engine = "compiled" if compiled.is_installed() else "simpy"


def replay(workload: Workload) -> Ledger:
    """Everything that happens, by the faster engine."""
    return select.replay(workload, FASTER)


def differing(one: Ledger, other: Ledger) -> list[str]:
    """Columns in which two ledgers are not the same, to the last bit."""
    return [
        f"{table}.{column.name}"
        for table in TABLES
        for column in fields(getattr(one, table))
        if not np.array_equal(
            getattr(getattr(one, table), column.name), getattr(getattr(other, table), column.name)
        )
    ]


def agree(workload: Workload) -> Ledger:
    """Both engines write one ledger; what compiled code adds up is what NumPy works out of it.

    Returns SimPy's.
    """
    ledger = simpy_engine.replay(workload)
    assert differing(ledger, compiled.replay(workload)) == []
    same_measures(workload, ledger)
    return ledger


def same_measures(workload: Workload, ledger: Ledger) -> None:
    """What compiled code adds up is what NumPy works out of SimPy's ledger."""
    empty, tally = compiled.tally(workload)
    assert len(empty.entries) == 0
    assert_same(measure(ledger), measure(empty, tally))


def assert_same(one: dict[str, float], other: dict[str, float]) -> None:
    assert one.keys() == other.keys()
    differ = [key for key in one if not np.array_equal(one[key], other[key], equal_nan=True)]
    assert differ == []
