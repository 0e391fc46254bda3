"""The engine for tests that replay many years: the faster one, whose ledger is the same.

``test_compiled.py`` shows that it is, bit for bit.
"""

from __future__ import annotations

from simulator.engine import compiled, select
from simulator.engine.select import Engine
from simulator.ledger.ledger import Ledger
from simulator.workload.draw import Workload

FASTER: Engine = "compiled" if compiled.is_installed() else "simpy"


def replay(workload: Workload) -> Ledger:
    """Everything that happens, by the faster engine."""
    return select.replay(workload, FASTER)
