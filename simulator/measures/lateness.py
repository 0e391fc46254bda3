"""Work whose lateness an account has felt when it became late."""

from __future__ import annotations

import numpy as np

from simulator.ledger.ledger import Column, Ledger


def felt_once_late(ledger: Ledger) -> Column:
    """Rows of the tasks that were not done by their due time, and felt a second after it."""
    t, c = ledger.tasks, ledger.parameters
    harm = np.array(c.versions.activities.goodwill_once_late, dtype=np.int64)[t.version]
    undone = (t.due >= 0) & ((t.finished < 0) | (t.finished > t.due)) & (t.due + 1 < c.horizon)
    return np.flatnonzero((t.account >= 0) & (harm < 0) & undone)
